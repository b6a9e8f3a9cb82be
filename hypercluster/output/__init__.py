"""Write results into a folder, and read them back.

A folder is written whole or not at all and is the same, byte for byte, for the same results. Each format of `export`
is one entry of `FORMATS`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.output.folder import PROVENANCE, README, recover, write_folder
from hypercluster.output.report import REPORT, render
from hypercluster.schema import RESULT_TABLES
from hypercluster.sources.manifest import BOUNDARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.network import RegionalNetwork
    from hypercluster.results import Results

TABLES = tuple(f"{name}.csv" for name in RESULT_TABLES)
GRAPHS = ("network.graphml", "actors.graphml")
_COPIED = (".geojson", ".json", ".gpkg")  # boundaries in one file that every reader of geography knows
_AGAIN = "Write the run again with `hypercluster analyse`."


def write(results: Results, folder: str | Path, *, overwrite: bool = False, report: str | None = None) -> list[Path]:
    """Write everything a run found.

    Parameters
    ----------
    results
        What to write.
    folder
        A folder that does not exist yet; missing parents are made.
    overwrite
        Whether an existing results folder is replaced. One that holds other files too is never touched.
    report
        Language of a `report.html` to write with them (`en`, `ru`); None writes none.

    Returns
    -------
    list of Path
        The files: a CSV for every table of `RESULT_TABLES`, `network.graphml`, `actors.graphml`, the boundaries of the map where
        the pack has some, `provenance.json` and `README.txt`, which says what each file and column means.

    Raises
    ------
    OutputError
        The folder exists, holds other files, or cannot be written. Nothing is left half-written.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack())  # doctest: +SKIP
    >>> files = hc.write(results, "results")  # doctest: +SKIP
    """
    pages = {REPORT: partial(render, results, language=report)} if report is not None else {}
    return _write(results, folder, (*TABLES, *GRAPHS, *_map_names(results)), overwrite=overwrite, pages=pages)


def export_graphml(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write `network.graphml` and `actors.graphml` with their README and provenance; see `write`."""
    return _write(results, folder, GRAPHS, overwrite=overwrite)


def export_csv(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write all tables as CSV with their README and provenance; see `write`."""
    return _write(results, folder, TABLES, overwrite=overwrite)


FORMATS: dict[str, Callable[..., list[Path]]] = {"graphml": export_graphml, "csv": export_csv}


def read(folder: str | Path) -> Results:
    """Read results that `write` wrote.

    Parameters
    ----------
    folder
        The results folder.

    Returns
    -------
    Results
        What was written. The ties of a layer are in the order of `ties`; texts of actors have no control characters.

    Raises
    ------
    OutputError
        There are no results there, or files are missing or changed; all of them are listed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.read("results")  # doctest: +SKIP
    """
    from hypercluster.output.graphml import read_graphml
    from hypercluster.output.tables import read_table
    from hypercluster.results import Results

    recover(folder)
    path = Path(folder)
    provenance, problems = _read_provenance(path)
    files = provenance.pop("files", {})
    maps = [name for name in files if Path(name).stem == BOUNDARIES]
    problems += [problem for name in (*TABLES, *GRAPHS, *maps) if (problem := _file_problem(path, name, files))] if not problems else []
    _refuse(folder, problems)
    tables: dict[str, Any] = {}
    for name, schema in RESULT_TABLES.items():
        try:
            tables[name] = read_table(path / f"{name}.csv", schema)
        except OutputError as error:
            problems.append(str(error))
    try:
        nodes, edges = read_graphml(path / "actors.graphml")
    except OutputError as error:
        problems.append(str(error))
    _refuse(folder, problems)
    return Results(
        **tables,
        network=_network(tables, str(provenance.get("scheme", ""))),
        actors=_actors(nodes, edges),
        provenance=provenance,
        notes=tuple(provenance.get("notes", ())),
        headline=str(provenance.get("headline", "")),
        boundaries=partial(_boundaries, path / maps[0], tables["regions"], provenance) if maps else None,
        boundaries_file=path / maps[0] if maps else None,
    )


def _boundaries(file: Path, regions: pd.DataFrame, provenance: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Polygons of the areas that the run knew, in the order of the regions, then any others of the file."""
    from hypercluster.regions import SEPARATOR
    from hypercluster.sources import read_boundary_file
    from hypercluster.sources.boundaries import KEY

    entry = provenance["pack"]["tables"].get(BOUNDARIES, {})
    is_copy = str(entry.get("file", "")).endswith(_COPIED)
    areas = [area for joined in regions["areas"] for area in joined.split(SEPARATOR)]
    layer, key = (entry.get("layer"), entry.get("key", KEY)) if is_copy else (None, KEY)
    return read_boundary_file(file, areas, file=file.name, layer=layer, key=key)


def _map_names(results: Results) -> tuple[str, ...]:
    """Name of the file of boundaries: the suffix of the pack's file, GeoJSON where that is none to copy."""
    if results.boundaries is None:
        return ()
    suffix = results.boundaries_file.suffix if results.boundaries_file is not None else ""
    return (f"{BOUNDARIES}{suffix if suffix in _COPIED else _COPIED[0]}",)


def _write(
    results: Results, folder: str | Path, names: Iterable[str], *, overwrite: bool, pages: Mapping[str, Callable[[], str]] | None = None
) -> list[Path]:
    """Write the named files, and pages by name, with their README and provenance."""
    files, pages = [*names, *(pages or {})], pages or {}

    def fill(target: Path) -> None:
        for name in files:
            if name in pages:
                _write_text(target / name, pages[name]())
            else:
                _write_file(results, target / name)
        _write_text(target / README, _readme(results, [*files, PROVENANCE, README]))
        _write_text(target / PROVENANCE, _provenance(results, {name: _sha256(target / name) for name in files}))

    return write_folder(folder, fill, overwrite=overwrite)


def _write_file(results: Results, file: Path) -> None:
    from hypercluster.output.drawing import actors_graph, network_graph
    from hypercluster.output.graphml import write_graphml
    from hypercluster.output.tables import write_table

    if file.stem == BOUNDARIES and results.boundaries is not None:
        _write_boundaries(results, results.boundaries, file)
    elif file.suffix == ".csv":
        write_table(results.tables()[file.stem], RESULT_TABLES[file.stem], file)
    else:
        nodes, edges = (network_graph if file.stem == "network" else actors_graph)(results)
        write_graphml(nodes, edges, file)


def _write_boundaries(results: Results, boundaries: Callable[[], gpd.GeoDataFrame], file: Path) -> None:
    """Copy the file of the pack, whose hash is in the provenance; write GeoJSON where there is none to copy."""
    if results.boundaries_file is not None and results.boundaries_file.suffix == file.suffix:
        shutil.copyfile(results.boundaries_file, file)
    else:
        _write_text(file, boundaries().reset_index().to_json(drop_id=True) + "\n")


def _readme(results: Results, files: list[str]) -> str:
    from hypercluster.output.readme import readme

    return readme(results, files)


def _provenance(results: Results, files: Mapping[str, str]) -> str:
    """Provenance as JSON, with the headline, the doubts and the SHA-256 of the files."""
    known = {**results.provenance, "headline": results.headline, "notes": list(results.notes), "files": dict(files)}
    return json.dumps(known, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _write_text(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_provenance(folder: Path) -> tuple[dict[str, Any], list[str]]:
    if not folder.is_dir():
        return {}, ["expected a folder; found none"]
    try:
        provenance = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except OSError:
        return {}, [f"{PROVENANCE}: expected the provenance of a run; found no such file"]
    except ValueError as error:
        return {}, [f"{PROVENANCE}: expected the provenance of a run in JSON; found a mistake ({error})"]
    if not isinstance(provenance, dict) or "hypercluster" not in provenance or not isinstance(provenance.get("files"), dict):
        return {}, [f"{PROVENANCE}: expected the provenance of a run of hypercluster; found something else"]
    return provenance, []


def _file_problem(folder: Path, name: str, files: Mapping[str, str]) -> str | None:
    """Say what is wrong with a file of the folder, or None."""
    if name not in files:
        return f"{name}: expected it among the files of the run; this folder is an export of a part of one"
    try:
        found = _sha256(folder / name)
    except OSError:
        return f"{name}: expected a file; found none that can be read"
    return None if found == files[name] else f"{name}: expected the file as the run wrote it; found it changed or cut short"


def _refuse(folder: str | Path, problems: list[str]) -> None:
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        raise OutputError(f"{folder}: expected results of a run; found {count}:\n{lines}\n{_AGAIN}")


def _network(tables: Mapping[str, pd.DataFrame], scheme: str) -> RegionalNetwork:
    """Put the network together from the tables `regions`, `layers` and `ties`."""
    import pandas as pd

    from hypercluster.network import Layer, RegionalNetwork
    from hypercluster.regions import SEPARATOR, RegionScheme

    columns = ["name", "name_local", "macroregion", "seat", "latitude", "longitude", "areas"]
    regions, ties = tables["regions"][columns], tables["ties"]
    areas = [(area, region) for region, joined in regions["areas"].items() for area in joined.split(SEPARATOR)]
    membership = pd.Series(
        [region for _, region in areas], index=pd.Index([area for area, _ in areas], name="area", dtype="str"), name="region", dtype="str"
    )
    layers = {}
    present = tables["layers"].query("is_present").fillna({"unit": "", "note": ""})
    for row in present.to_dict("records"):
        own = ties.loc[ties["layer"] == row["layer"], ["source", "target", "weight"]].reset_index(drop=True)
        layers[row["layer"]] = Layer(row["layer"], own, row["status"], row["meaning"], row["unit"], row["tables"], row["note"])
    return RegionalNetwork(RegionScheme(scheme, regions, membership), layers, ties)


def _actors(nodes: pd.DataFrame, edges: pd.DataFrame) -> ActorGraph:
    from hypercluster.actors import NODE_COLUMNS, TIE_COLUMNS, ActorGraph

    actors = nodes.rename(columns={"actor_kind": "kind"})[list(NODE_COLUMNS)]
    return ActorGraph(actors.rename_axis("actor"), edges[list(TIE_COLUMNS)])
