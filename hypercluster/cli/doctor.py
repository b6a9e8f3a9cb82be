"""What this installation has: versions, linear algebra, cores, the data pack and its hashes, optional extras."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import FAILED
from hypercluster.cli.options import (
    Data,
    Debug,
    Json,
    Quiet,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import titled
from hypercluster.errors import HyperclusterError

EXTRAS = {
    "distributed": ("dask", "distributed"),
    "excel": ("openpyxl", "xlsxwriter"),
    "explore": ("folium", "mapclassify", "matplotlib"),
    "figures": ("matplotlib",),
    "infomap": ("infomap",),
    "parquet": ("pyarrow",),
}


def doctor(
    *,
    data: Data = None,
    is_json: Json = False,
    _is_quiet: Quiet = False,
    _debug: Debug = False,
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
    typer.echo(render.as_json(facts) if is_json else "\n".join(_text(facts)))
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
        wanted = metadata.requires("hypercluster") or []
    except metadata.PackageNotFoundError:
        return []
    return [
        re.split(r"[^\w.-]", entry, maxsplit=1)[0] for entry in wanted if "extra ==" not in entry
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
    from hypercluster.sources import load_pack

    try:
        pack = load_pack(data, verify=True)
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
        "default_scheme": pack.default_scheme,
        "schemes": {
            name: len(region_scheme(areas, schemes, name)) for name in scheme_names(schemes)
        },
    }


def _text(facts: dict[str, Any]) -> list[str]:
    pack = facts["pack"]
    rows = [
        ("hypercluster", facts["hypercluster"] or "not installed, running from a checkout"),
        ("python", f"{facts['python']} on {facts['platform']}"),
        ("cores", facts["cores"]),
    ]
    rows += [(name, version or "MISSING") for name, version in facts["libraries"].items()]
    rows += [
        (f"blas: {pool['library']}", f"{pool['version']}, {pool['threads']} threads")
        for pool in facts["blas"]
    ]
    rows += [
        (
            f"extra: {name}",
            "installed" if is_installed else f"not installed: pip install 'hypercluster[{name}]'",
        )
        for name, is_installed in facts["extras"].items()
    ]
    fields = [
        Field("", lambda row: render.words(row["what"])),
        Field("", lambda row: render.words(row["found"])),
    ]
    lines = render.table_lines(fields, [{"what": what, "found": found} for what, found in rows])[1:]
    if not pack["is_ok"]:
        return [
            *lines,
            "",
            "! data pack: problem",
            *(render.clean(line) for line in pack["problem"].splitlines()),
        ]
    schemes = ", ".join(
        f"{name} ({count} regions{', default' if name == pack['default_scheme'] else ''})"
        for name, count in pack["schemes"].items()
    )
    return [
        *lines,
        "",
        f"data pack: {titled(pack['title'], pack['vintage'])}{' (SYNTHETIC)' if pack['is_synthetic'] else ''}",
        *([] if pack["folder"] is None else [f"  folder {pack['folder']}"]),
        f"✓ {len(pack['files'])} files, every hash that pack.toml gives is right",
        f"  sha256 {pack['sha256']}",
        *render.paragraph(f"schemes: {schemes}", mark="  ", width=render.terminal_width()),
    ]
