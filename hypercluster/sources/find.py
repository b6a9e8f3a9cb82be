"""Where is a data pack: among those of the package, or in a folder of the user?"""

from __future__ import annotations

from pathlib import Path

from hypercluster.errors import DataError, Problem
from hypercluster.output_file import MANIFEST
from hypercluster.schema.cells import shorten, suggestion

DEFAULT_FILE = "default.txt"


def data_root() -> Path:
    """Folder of the packs that come with the package, installed or in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "data" / "regions"
    return installed if installed.is_dir() else package.parent / "data" / "regions"


def pack_names() -> list[str]:
    """Names of the packs that come with the package."""
    return sorted(path.parent.name for path in data_root().glob(f"*/{MANIFEST}"))


def find_manifest(path: str | Path | None) -> Path:
    """Path of the `pack.toml` that is meant.

    Raises
    ------
    DataError
        There is none.
    """
    names = pack_names()
    path = _default_name(names) if path is None else path
    target = Path(path)
    try:
        if target.is_file() and target.suffix == ".toml":
            return target
        if str(path) in names and not (target / MANIFEST).is_file():
            return data_root() / str(path) / MANIFEST
        if target.is_dir():
            return target / MANIFEST
        found = "another file" if target.is_file() else "neither"
    except OSError as error:
        found = str(error.strerror).lower()
    expected = f"a folder with {MANIFEST}, or the name of a data pack"
    remedy = suggestion(str(path), names)
    raise DataError(Problem(shorten(str(path))[1:-1], expected, found, remedy))


def _default_name(names: list[str]) -> str:
    """Name of the only pack, or of the one that `default.txt` names."""
    default = data_root() / DEFAULT_FILE
    if len(names) == 1:
        return names[0]
    if default.is_file():
        return default.read_text(encoding="utf-8").strip()
    expected = "one data pack, or a file default.txt that names one"
    remedy = (
        f"Name one. Known: {', '.join(names)}."
        if names
        else "Install the package again, or give the folder of a pack."
    )
    raise DataError(Problem(str(data_root()), expected, str(len(names)), remedy))
