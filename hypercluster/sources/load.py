"""How a data pack is made, from files or DataFrames, with the same checks."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, Problem
from hypercluster.input_file import read_bytes
from hypercluster.output_file import MANIFEST
from hypercluster.regions import AREAS_SCHEME
from hypercluster.schema import BOUNDARIES, PACK_TABLES
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.schema.check import (
    CheckedTable,
    RawTable,
    check,
    empty_table,
    raw_frame,
    size_problems,
)
from hypercluster.schema.conform import check_text_type
from hypercluster.sources.boundaries import KEY, check_boundaries
from hypercluster.sources.consistency import consistency_problems
from hypercluster.sources.files import read_cells
from hypercluster.sources.find import find_manifest
from hypercluster.sources.manifest import (
    BOUNDARY_KEYS,
    FORMAT_KEYS,
    PROVENANCE_KEYS,
    Manifest,
    character_problems,
    missing_file,
    number_style,
    read_manifest,
)
from hypercluster.sources.pack import DataPack
from hypercluster.sources.territories import projection_problems

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

# Results list regions, industries and directions in the order of these.
LISTING_TABLES = ("areas", "schemes", "industries", "industry_directions", "focus_directions")


def load_pack(path: str | Path | None = None, *, verify: bool = True) -> DataPack:
    """Read and check a data pack.

    Parameters
    ----------
    path
        A folder with a `pack.toml`, that file itself, or the name of a pack that comes with the
        package. Default: the only one that does, or the one that `default.txt` beside them names.
    verify
        Whether files must have the hashes that `pack.toml` gives.

    Returns
    -------
    DataPack
        Polygons are read only when asked for.

    Raises
    ------
    DataError
        Lists the problems of all files by row and column, with remedies. Codes that refer to
        another table are checked where all codes of that table could be read.
    MissingExtraError
        A file takes a library that is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.load_pack()
    >>> pack.is_synthetic
    False
    """
    manifest_path = find_manifest(path)
    manifest = read_manifest(manifest_path)
    folder = manifest_path.parent
    present = _listing(folder)
    problems = list(manifest.problems)
    tables: dict[str, CheckedTable] = {}
    hashes: dict[str, str] = {}
    for name, entry in manifest.entries.items():
        try:
            content = read_bytes(folder / entry["file"], entry["file"], within=folder)
        except DataError as error:
            problems += error.problems
            continue
        except OSError as error:
            problems.append(missing_file(entry["file"], name, _unused(manifest, present), error))
            continue
        hashes[name] = hashlib.sha256(content).hexdigest()
        if name == BOUNDARIES:
            continue
        try:
            tables[name] = _read_table(content, entry, name)
            problems += tables[name].problems
        except DataError as error:
            problems += error.problems
    named = _named_schemes(
        manifest.keys.get("default_scheme"), manifest.keys.get("reporting_scheme")
    )
    problems += consistency_problems(
        tables,
        schemes=named,
        is_without_schemes="schemes" not in manifest.declared,
        declared_in=manifest_path.name,
    )
    problems += _map_problems(tables, manifest.keys.get("map_crs"), manifest_path.name)
    problems = _by_place(problems, manifest_path.name)
    if verify:
        # Last: whatever is mended in a file changes its hash again.
        wrong = {problem.file for problem in problems}
        for name, digest in hashes.items():
            entry = manifest.entries[name]
            # The name in a problem of a workbook ends with the sheet.
            is_wrong = any(f"{file},".startswith(f"{entry['file']},") for file in wrong)
            problems += _hash_problems(entry, name, digest, is_wrong=is_wrong)
    if problems:
        raise DataError(problems)
    _warn_of_undeclared(manifest, present)
    files = {
        name: {key: entry.get(key, "") for key in PROVENANCE_KEYS}
        | entry
        | {"sha256": hashes[name]}
        for name, entry in manifest.entries.items()
    }
    return _pack(manifest.keys, named, tables, files, folder=folder.resolve())


def make_pack(
    *,
    areas: pd.DataFrame,
    enterprises: pd.DataFrame,
    title: str = "Own data",
    vintage: str = "",
    source: str = "",
    default_scheme: str | None = None,
    reporting_scheme: str | None = None,
    is_synthetic: bool = False,
    local_language: str | None = None,
    map_crs: str | None = None,
    boundaries: gpd.GeoDataFrame | None = None,
    **tables: pd.DataFrame | None,
) -> DataPack:
    """Make a data pack from DataFrames, with the checks of `load_pack`.

    Parameters
    ----------
    areas, enterprises
        The two tables that every pack needs, with columns as in the data dictionary.
    title, vintage, source
        What the data describe, their year, how to cite them.
    default_scheme, reporting_scheme
        Region scheme analysed by default (default: the reporting scheme), and the one that
        enterprises are counted for (default: `areas`, every area its own region).
    is_synthetic
        Whether the data are made up.
    local_language, map_crs
        Language of the local names, and projection of maps.
    boundaries
        Polygons with a column `area`.
    **tables
        Any other table of a pack by name. None leaves it out.

    Returns
    -------
    DataPack
        Without a folder. Its hashes are those of the tables.

    Raises
    ------
    DataError
        Lists the problems of all tables, as `load_pack` does. The row is the position + 2, as if
        the table had been saved as CSV.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = pd.DataFrame({"area": ["N", "S"], "name": ["North", "South"]})
    >>> enterprises = pd.DataFrame(
    ...     {"reporting_unit": ["N", "S"], "industry": ["baking", "baking"], "count": [3, 5]}
    ... )
    >>> make_pack(areas=areas, enterprises=enterprises)
    DataPack('Own data'; rows: areas 2, enterprises 2, industries 1)
    """
    frames = {"areas": areas, "enterprises": enterprises} | {
        name: table for name, table in tables.items() if table is not None
    }
    texts = {"title": title, "vintage": vintage, "source": source}
    choices = {
        "default_scheme": default_scheme,
        "reporting_scheme": reporting_scheme,
        "local_language": local_language,
        "map_crs": map_crs,
    }
    problems = [
        problem
        for key, text in (texts | choices).items()
        if key in texts or text is not None
        for problem in character_problems(text, key, "in make_pack", "make_pack")
    ]
    if problems:
        raise DataError(problems)
    checked: dict[str, CheckedTable] = {}
    for name, table in frames.items():
        fault = _frame_problem(name, table)
        if fault is not None:
            problems.append(fault)
            continue
        checked[name] = check(raw_frame(table), PACK_TABLES[name], file=f"{name} (DataFrame)")
        problems += checked[name].problems
    named = _named_schemes(default_scheme, reporting_scheme)
    problems += consistency_problems(
        checked, schemes=named, is_without_schemes="schemes" not in frames, declared_in="make_pack"
    )
    problems += _map_problems(checked, map_crs, "make_pack")
    polygons = None
    if boundaries is not None:
        cells = checked["areas"].columns.get("area", []) if "areas" in checked else []
        codes = [code for code in cells if code is not None]
        try:
            polygons = check_boundaries(boundaries, codes, file="boundaries (DataFrame)", key=KEY)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(_by_place(problems, "make_pack"))
    hashes = {name: _frame_hash(in_key_order(checked[name])) for name in checked}
    if polygons is not None:
        hashes[BOUNDARIES] = _frame_hash(polygons.to_wkt().reset_index())
    files = {
        name: dict.fromkeys(PROVENANCE_KEYS, "") | {"file": f"{name} (DataFrame)", "sha256": digest}
        for name, digest in hashes.items()
    }
    keys = {
        **texts,
        "synthetic": is_synthetic,
        "local_language": local_language,
        "map_crs": map_crs,
    }
    return _pack(keys, named, checked, files, polygons=polygons)


def _by_place(problems: list[Problem], first: str) -> list[Problem]:
    """Problems by file, row and column, those of a file as a whole after its rows."""
    files = list(dict.fromkeys([first, *(problem.file for problem in problems)]))

    def place(problem: Problem) -> tuple[int, bool, int, str]:
        row = problem.row or 0
        return files.index(problem.file), problem.row is None, row, problem.column or ""

    return sorted(problems, key=place)


def _listing(folder: Path) -> list[str]:
    """Names in a folder, or none where it may be read from but not listed."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except PermissionError:
        return []


def _read_table(content: bytes, entry: dict[str, str], name: str) -> CheckedTable:
    return check(
        read_cells(content, entry, table=name),
        PACK_TABLES[name],
        file=entry["file"],
        style=number_style(entry, name),
    )


def _hash_problems(
    entry: dict[str, str], name: str, digest: str, *, is_wrong: bool
) -> list[Problem]:
    """Whether a file has the hash of the manifest. A wrong file will not keep its own."""
    if entry.get("sha256", "").lower() in ("", digest):
        return []
    expected = f"the hash that {MANIFEST} gives, {entry['sha256'][:64]!a}"
    where = f"in [tables.{name}] of {MANIFEST}."
    remedy = (
        "mend first what else is wrong with it; the next message then names the hash to write "
        if is_wrong
        else f'write sha256 = "{digest}" '
    )
    remedy = f"Restore the file; if you changed it on purpose, {remedy}{where}"
    return [Problem(entry["file"], expected, digest, remedy)]


def _unused(manifest: Manifest, present: list[str]) -> list[str]:
    """Names of data files that no section names."""
    used = {entry["file"] for entry in manifest.entries.values()}
    suffixes = {*FORMAT_KEYS, *BOUNDARY_KEYS}
    return [file for file in present if Path(file).suffix.lower() in suffixes and file not in used]


def _warn_of_undeclared(manifest: Manifest, present: list[str]) -> None:
    """Warn of data files that are not read because no section names them."""
    unused = _unused(manifest, present)
    if unused:
        warnings.warn(
            f"{MANIFEST} does not name {', '.join(unused[:5])}, "
            f"which {'is' if len(unused) == 1 else 'are'} not read.",
            stacklevel=3,
        )


def _frame_problem(name: str, table: Any) -> Problem | None:
    """What is wrong with an argument as a whole."""
    import pandas as pd

    if name not in PACK_TABLES:
        remedy = suggestion(name, PACK_TABLES)
        return Problem(name, "the name of a table", "an unknown argument", remedy)
    if not isinstance(table, pd.DataFrame):
        found = shorten(table) if isinstance(table, str) else f"a {type(table).__name__}"
        return Problem(name, "a DataFrame", found, "Make it one with pd.DataFrame.")
    return next(size_problems(f"{name} (DataFrame)", *table.shape), None)


def _named_schemes(default: str | None, reporting: str | None) -> dict[str, str]:
    """Default and reporting scheme by key, where one stands in for the other."""
    reporting = reporting or AREAS_SCHEME
    return {"default_scheme": default or reporting, "reporting_scheme": reporting}


def _map_problems(tables: dict[str, CheckedTable], map_crs: str | None, file: str) -> list[Problem]:
    """What is wrong with the projection of maps, where one is named."""
    if map_crs is None:
        return []
    areas = tables.get("areas")
    is_sound = areas is not None and not areas.problems
    table = areas.to_frame() if areas and is_sound else empty_table(PACK_TABLES["areas"])
    return projection_problems(map_crs, table.set_index("area"), file)


def in_key_order(table: CheckedTable) -> pd.DataFrame:
    """Rows in the order of their key, so that the order in a file decides nothing.

    Regions, industries and directions keep theirs, in which results list them.
    """
    frame, schema = table.to_frame(), table.schema
    if schema.name in LISTING_TABLES or not schema.key:
        return frame
    choices = {column.name: column.choices for column in schema.columns if column.choices}

    def position(cells: pd.Series) -> pd.Series:
        return cells.map(choices[cells.name].index) if cells.name in choices else cells

    return frame.sort_values(list(schema.key), key=position, kind="stable", ignore_index=True)


def _in_order(entry: dict[str, str]) -> dict[str, str]:
    """Keys of an entry in one order, on which bytes of results rest."""
    further = sorted(key for key in entry if key not in PROVENANCE_KEYS)
    return {key: entry[key] for key in (*PROVENANCE_KEYS, *further)}


def _frame_hash(table: pd.DataFrame) -> str:
    return hashlib.sha256(table.to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def _pack(
    keys: dict[str, Any],
    schemes: dict[str, str],
    checked: dict[str, CheckedTable],
    files: dict[str, dict[str, str]],
    *,
    folder: Path | None = None,
    polygons: gpd.GeoDataFrame | None = None,
) -> DataPack:
    """Pack from tables without problems.

    Industries that no table names take their codes as names.
    """
    check_text_type()
    tables = {name: in_key_order(checked[name]) for name in PACK_TABLES if name in checked}
    if "industries" not in tables:
        codes = list(dict.fromkeys(checked["enterprises"].columns["industry"]))
        raw = RawTable(["industry", "name"], [codes, codes], range(2, len(codes) + 2))
        tables["industries"] = check(raw, PACK_TABLES["industries"], file="industries").to_frame()
    files = {name: _in_order(files[name]) for name in (*PACK_TABLES, BOUNDARIES) if name in files}
    listed = "".join(f"{name} {files[name]['sha256']}\n" for name in sorted(files))
    return DataPack(
        title=keys["title"],
        vintage=keys.get("vintage", ""),
        source=keys.get("source", ""),
        is_synthetic=keys.get("synthetic", False),
        local_language=keys.get("local_language"),
        map_crs=keys.get("map_crs"),
        tables=tables,
        files=files,
        sha256=hashlib.sha256(listed.encode()).hexdigest(),
        folder=folder,
        polygons=polygons,
        **schemes,
    )
