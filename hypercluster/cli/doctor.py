"""What this installation has: versions, cores, linear algebra, data pack, extras."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import answer
from hypercluster.cli.guard import FAILED
from hypercluster.cli.runs import titled
from hypercluster.cli.terminal import Block, Field, Grid, clean, marked, show
from hypercluster.errors import HyperclusterError

EXTRAS = {
    "distributed": ("dask", "distributed"),
    "excel": ("xlsxwriter",),
    "explore": ("folium", "mapclassify", "matplotlib"),
    "figures": ("matplotlib",),
    "infomap": ("infomap",),
    "parquet": ("pyarrow",),
}


def doctor(
    *,
    data: opt.Data = None,
    display: opt.Display,
) -> None:
    """Check versions, extras, cores, and the data pack.

    Versions, BLAS and threads, cores, data pack and hashes, optional extras.

    Examples
    --------
    hypercluster doctor
    hypercluster doctor --json
    """
    from importlib.util import find_spec

    facts: dict[str, Any] = {
        "hypercluster": installed_version("hypercluster"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: installed_version(name) for name in required()},
        "blas": linear_algebra(),
        "cores": os.cpu_count(),
        "extras": {
            name: all(find_spec(module) is not None for module in modules)
            for name, modules in EXTRAS.items()
        },
        "pack": examined_pack(data),
    }
    if display.is_json:
        answer(facts)
    else:
        show(*_installation(facts), "", *_pack(facts["pack"]))
    if not facts["pack"]["is_ok"]:
        raise typer.Exit(FAILED)


def installed_version(name: str) -> str | None:
    """Version of an installed distribution; None where it is not installed."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def required() -> list[str]:
    """Names of the libraries that this package needs, from its own metadata."""
    from importlib import metadata

    try:
        entries = metadata.requires("hypercluster") or []
    except metadata.PackageNotFoundError:
        return []
    return [
        re.split(r"[^\w.-]", entry, maxsplit=1)[0] for entry in entries if "extra ==" not in entry
    ]


def linear_algebra() -> list[dict[str, Any]]:
    """Thread pools of linear algebra."""
    import scipy.linalg  # noqa: F401 - its library shows up once loaded
    from threadpoolctl import threadpool_info  # type: ignore[import-untyped, unused-ignore]

    return [
        {
            "library": pool["internal_api"],
            "version": pool["version"],
            "threads": pool["num_threads"],
        }
        for pool in threadpool_info()
    ]


def examined_pack(data: Path | None) -> dict[str, Any]:
    """Where the pack is, whether every hash is right, and which schemes it offers."""
    from hypercluster.regions import region_scheme, scheme_names
    from hypercluster.sources import examine_boundaries, load_pack

    try:
        pack = load_pack(data, verify=True)
        doubts = examine_boundaries(pack) if "boundaries" in pack.files else ()
    except (HyperclusterError, OSError) as error:
        return {"is_ok": False, "problem": str(error)}
    areas, schemes = pack.table("areas"), pack.table("schemes")
    return {
        "is_ok": True,
        "title": pack.title,
        "vintage": pack.vintage,
        "folder": None if pack.folder is None else str(pack.folder),
        "is_synthetic": pack.is_synthetic,
        "sha256": pack.sha256,
        "files": {
            name: {"file": entry.get("file"), "sha256": entry.get("sha256")}
            for name, entry in pack.files.items()
        },
        "doubts": [str(doubt) for doubt in doubts],
        "default_scheme": pack.default_scheme,
        "schemes": {
            name: len(region_scheme(areas, schemes, name)) for name in scheme_names(schemes)
        },
    }


def _installation(facts: dict[str, Any]) -> list[Block]:
    """Versions, cores, linear algebra and extras, one a line."""
    rows = [
        ("hypercluster", facts["hypercluster"] or "not installed, running from a checkout"),
        ("python", f"{facts['python']} on {facts['platform']}"),
        ("cores", str(facts["cores"])),
        *((name, version or "MISSING") for name, version in facts["libraries"].items()),
        *(
            (f"blas: {pool['library']}", f"{pool['version']}, {pool['threads']} threads")
            for pool in facts["blas"]
        ),
    ]
    for name, is_installed in facts["extras"].items():
        remedy = f"not installed: pip install 'hypercluster[{name}]'"
        rows.append((f"extra: {name}", "installed" if is_installed else remedy))
    fields = (
        Field("what", lambda row: clean(row["what"])),
        Field("state", lambda row: clean(row["state"]), is_name=True),
    )
    lines = [{"what": what, "state": state} for what, state in rows]
    return [Grid(fields, lines, has_heading=False)]


def _pack(pack: dict[str, Any]) -> list[Block]:
    """The data pack: title, folder, hashes and schemes, or what is wrong with it."""
    if not pack["is_ok"]:
        return [*marked("! ", ["data pack: problem"]), *map(clean, pack["problem"].splitlines())]
    schemes = ", ".join(
        f"{name} ({count} regions{', default' if name == pack['default_scheme'] else ''})"
        for name, count in pack["schemes"].items()
    )
    title = titled(pack["title"], pack["vintage"])
    folder = [] if pack["folder"] is None else [f"folder {pack['folder']}"]
    verified = f"{len(pack['files'])} files, every hash that pack.toml gives is right"
    return [
        f"data pack: {title}{' (SYNTHETIC)' if pack['is_synthetic'] else ''}",
        *marked("  ", folder),
        *marked("✓ ", [verified]),
        *marked("! ", [clean(doubt) for doubt in pack["doubts"]]),
        *marked("  ", [f"sha256 {pack['sha256']}", f"schemes: {schemes}"]),
    ]
