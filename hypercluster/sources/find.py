"""Where is a data pack: among those that come with the package, or in a folder of the user's own."""

from __future__ import annotations

from pathlib import Path

from hypercluster.errors import DataError, Problem
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.sources.manifest import MANIFEST

DEFAULT_FILE = "default.txt"


def data_root() -> Path:
    """Folder of the packs that come with the package: the installed copy, else that of the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "data" / "regions"
    return installed if installed.is_dir() else package.parent / "data" / "regions"


def pack_names() -> list[str]:
    """Names of the packs that come with the package."""
    return sorted(path.parent.name for path in data_root().glob(f"*/{MANIFEST}"))


def find_manifest(path: str | Path | None) -> Path:
    """Path of the `pack.toml` that is meant; raise DataError where there is none."""
    names = pack_names()
    if path is None:
        chosen = data_root() / DEFAULT_FILE
        if len(names) == 1:
            path = names[0]
        elif chosen.is_file():
            path = chosen.read_text(encoding="utf-8").strip()
        else:
            remedy = (
                f"Name one. Known: {', '.join(names)}."
                if names
                else "Install the package again, or give the folder of a pack."
            )
            raise DataError(
                [
                    Problem(
                        str(data_root()),
                        "one data pack, or a file default.txt that names one",
                        str(len(names)),
                        remedy,
                    )
                ]
            )
    place = Path(path)
    try:
        if place.is_file() and place.suffix == ".toml":
            return place
        if str(path) in names and not (place / MANIFEST).is_file():
            return data_root() / str(path) / MANIFEST
        if place.is_dir():
            return place / MANIFEST
        found = "another file" if place.is_file() else "neither"
    except OSError as error:
        found = str(error.strerror).lower()
    remedy = suggestion(str(path), names)
    raise DataError(
        [
            Problem(
                shorten(str(path))[1:-1],
                f"a folder with {MANIFEST}, or the name of a data pack",
                found,
                remedy,
            )
        ]
    )
