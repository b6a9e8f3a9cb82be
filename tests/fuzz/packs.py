"""A spoilt pack: loaded, and held against what its files say."""

from __future__ import annotations

import contextlib
import math
import os
import random
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import hypercluster as hc
from hypercluster.errors import HyperclusterError
from hypercluster.schema import PACK_TABLES
from hypercluster.sources.boundaries import examine_boundaries

from . import arrow, manifest, oracle, polygons, text, workbook
from .bases import FORMATS, base
from .case import LOADS, REFUSED, SAID, SAME, SAYS, Case, FaultError, Files

RARE = {*arrow.RARE, *polygons.RARE, *text.RARE, *workbook.RARE}
TABLES = {
    ".csv": text.TEXT,
    ".xlsx": workbook.WORKBOOK,
    ".parquet": arrow.PARQUET,
    ".geojson": polygons.GEOJSON,
    ".gpkg": polygons.GEOPACKAGE,
    ".toml": manifest.MANIFEST,
}
NEAR = 1e-9  # degrees
RARELY, ANALYSED = 0.01, 0.02  # shares of cases that take long


def trial(case: Case) -> None:
    """Spoil one file of a pack, sometimes its description too, and load it."""
    chance = case.chance
    form = chance.choice(FORMATS)
    files = base(form)
    kind = chance.choices(["table", "boundaries", "manifest", "folder"], [12, 4, 3, 1])[0]
    if kind == "folder":
        _odd_file(form, files, case)
        return
    names = {
        "table": [name for name in files if name.endswith((".csv", ".xlsx", ".parquet"))],
        "boundaries": [name for name in files if name.startswith("boundaries")],
        "manifest": ["pack.toml"],
    }[kind]
    name = chance.choice(names)
    mutation, content, case.effect = _spoilt(files, name, chance)
    spoilt = {**files, name: content}
    case.what = f"{form}: {name}, {mutation}"
    case.names = () if name == "pack.toml" else (name, *files)
    if name != "pack.toml" and chance.random() < 0.1:
        mutation, spoilt["pack.toml"], _ = _spoilt(files, "pack.toml", chance)
        case.what += f", and pack.toml, {mutation}"
        case.names, case.effect = (), SAYS
    with tempfile.TemporaryDirectory() as parent:
        _load(written(spoilt, Path(parent) / "pack"), spoilt, files, case)


def _spoilt(files: Files, name: str, chance: random.Random) -> tuple[str, bytes, str]:
    """A mutation of a file: its name, the new content, and what may come of it."""
    mutations = TABLES[Path(name).suffix]
    is_rare = chance.random() < RARELY
    listed = [name for name in mutations if (name in RARE) is is_rare] or list(mutations)
    mutation = chance.choice(listed)
    change, effect = mutations[mutation]
    content = change(files[name], chance)
    return mutation, content, LOADS if content == files[name] else effect


def written(files: Files, folder: Path) -> Path:
    """Folder with these files."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _load(folder: Path, spoilt: Files, files: Files, case: Case) -> None:
    """Load a pack and hold it against what its files say, or said before."""
    before = _listed(folder)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            pack = hc.load_pack(folder)
            has_shapes = "boundaries" in pack.files
            shapes = pack.to_geopandas() if has_shapes else None
            doubts = examine_boundaries(pack) if has_shapes else ()
    finally:
        if _listed(folder) != before:
            raise FaultError("files of the pack were changed")
    case.is_said = bool(doubts) or any("boundaries" in str(warning.message) for warning in said)
    if case.effect not in (REFUSED, SAID):
        compare(pack, shapes, files if case.effect in (LOADS, SAME) else spoilt)
    if case.chance.random() < ANALYSED:
        _analyse(pack, folder.parent / "out")


def _listed(folder: Path) -> list[tuple[str, int]]:
    return sorted((entry.name, entry.lstat().st_size) for entry in folder.iterdir())


def compare(pack: hc.DataPack, shapes: Any, files: Files) -> None:
    """Hold tables and polygons against what the files say."""
    try:
        tables = oracle.says(files)
    except Exception as error:
        if "duckdb" in type(error).__module__:
            return
        raise FaultError(f"read, where another reader fails ({error!r})") from error
    for table, columns in tables.items():
        lacking = set(columns) - set(pack.tables[table])
        if lacking:
            raise FaultError(f"columns {lacking} of {table} are not there")
        loaded = _ordered(table, {name: pack.tables[table][name].tolist() for name in columns})
        expected = _ordered(table, columns)
        if len(loaded) != len(expected):
            raise FaultError(f"{table} has {len(loaded)} rows; the file {len(expected)}")
        for a, b in zip(loaded, expected, strict=True):
            if not all(map(_is_same, a, b)):
                raise FaultError(f"a row of {table} was read as {a}; the file says {b}")
    if shapes is not None:
        _compare_shapes(shapes, files, set(pack.tables["areas"]["area"]))


def _ordered(table: str, columns: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    """Rows of a table in the order of their key; that of the file has no meaning."""
    cells = [[None if is_missing(cell) else cell for cell in column] for column in columns.values()]
    names = list(columns)
    places = [names.index(name) for name in PACK_TABLES[table].key if name in names]
    return sorted(
        zip(*cells, strict=True), key=lambda row: [_sortable(row[place]) for place in places]
    )


def _sortable(cell: Any) -> tuple[int, float, str]:
    if isinstance(cell, str):
        return 2, 0.0, cell
    try:
        return (0, 0.0, "") if cell is None else (1, float(cell), "")
    except (TypeError, ValueError, OverflowError):
        return 3, 0.0, str(cell)


def is_missing(value: Any) -> bool:
    """Whether a value stands for none."""
    import pandas as pd

    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _is_same(loaded: Any, said: Any) -> bool:
    if isinstance(said, oracle.Unclear) or loaded is None or said is None:
        return said is None and loaded is None
    if isinstance(loaded, str) or isinstance(said, str):
        return type(loaded) is str and type(said) is str and loaded == said
    if isinstance(loaded, bool) and not isinstance(said, bool):
        return False
    try:
        return float(loaded) == float(said)
    except (TypeError, ValueError, OverflowError):
        return False


def _compare_shapes(shapes: Any, files: Files, areas: set[str]) -> None:
    import shapely

    try:
        said = oracle.shapes(files)
    except Exception as error:
        raise FaultError(f"polygons read, where another reader fails ({error!r})") from error
    for code, shape in said.items():
        if code not in shapes.index:
            if code not in areas:
                continue  # without an area, and of no area of the pack
            raise FaultError(f"no polygon of {code!r}")
        loaded = shapes.geometry[code]
        if loaded.normalize().equals_exact(shapely.force_2d(shape).normalize(), NEAR):
            continue
        mended = shape if shape.is_valid else shapely.make_valid(shape)
        if loaded.symmetric_difference(shapely.force_2d(mended)).area > NEAR:
            raise FaultError(f"the polygon of {code!r} is another one than in the file")


def _analyse(pack: hc.DataPack, out: Path) -> None:
    """A pack that was loaded can be analysed, written and read back."""
    with warnings.catch_warnings(), contextlib.suppress(HyperclusterError):
        warnings.simplefilter("ignore", UserWarning)
        results = hc.analyse(pack, settings=hc.Settings().with_run(draws=0))
        hc.write(results, out, report="ru")
        copy = hc.read(out)
        if not copy.hubs.equals(results.hubs):
            raise FaultError("hubs are others when read back")


def _odd_file(form: str, files: Files, case: Case) -> None:
    """A file of the pack is no plain file."""
    name = case.chance.choice([name for name in files if name != "pack.toml"])
    kind = case.chance.choice(["lost", "folder", "link", "linked folder", "pipe", "device", "loop"])
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pack"
        written(files, folder)
        file = folder / name
        file.unlink()
        if kind == "folder":
            file.mkdir()
        elif kind == "link":
            outside = Path(parent) / "outside"
            outside.write_bytes(files[name])
            file.symlink_to(outside)
        elif kind == "linked folder":
            shutil.copytree(folder, Path(parent) / "other")
            file.symlink_to(Path(parent) / "other")
        elif kind == "pipe":
            os.mkfifo(file)
        elif kind == "device":
            file.symlink_to("/dev/zero")
        elif kind == "loop":
            file.symlink_to(file)
        case.what, case.names, case.effect = f"{form}: {name}, {kind}", (name,), REFUSED
        _load(folder, files, files, case)
