"""Write a run into a folder, and read it back.

A folder is written whole or not at all and is the same, byte for byte, for the same results.
Formats for other tools are in `formats`.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, OutputError
from hypercluster.input_file import checked_path, read_bytes
from hypercluster.output.files import own_sha256, sha256, write_files, write_text
from hypercluster.output.folder import PROVENANCE, recover
from hypercluster.output.format import Format
from hypercluster.output.formats import FORMATS
from hypercluster.regions import area_membership
from hypercluster.report import REPORT, render
from hypercluster.schema import BOUNDARIES, RESULT_TABLES
from hypercluster.schema.conform import check_text_type
from hypercluster.words import note_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from hypercluster.network import RegionalNetwork
    from hypercluster.results import Results

# Boundaries in one file that every reader of geography knows.
_COPIED = (".geojson", ".json", ".gpkg")
_TABLES = replace(
    FORMATS["csv"],
    opening=(
        *FORMATS["csv"].opening,
        (
            "Python",
            (
                'import hypercluster as hc; results = hc.read("results") gives everything back, '
                "with types."
            ),
        ),
    ),
)
_GRAPHS = FORMATS["graphml"]
_AGAIN = "Write the run again (`hc.write`, `hypercluster analyse`)."


def write(
    results: Results, folder: str | Path, *, overwrite: bool = False, report: str | None = None
) -> list[Path]:
    """Write everything a run found.

    Parameters
    ----------
    results
        What to write.
    folder
        A folder that does not exist yet. Missing parents are made.
    overwrite
        Whether an existing results folder is replaced. One that holds other files too is never
        touched.
    report
        Language of a `report.html` to write with them (`en`, `ru`). None writes none.

    Returns
    -------
    list of Path
        The files: a CSV for every table of `RESULT_TABLES`, `network.graphml`, `actors.graphml`,
        the boundaries of the map where the pack has some, `provenance.json` and `README.txt`, which
        says what each file and column means.

    Raises
    ------
    OutputError
        The folder exists, holds other files, or cannot be written. Nothing is left half-written.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     files = hc.write(results, f"{parent}/results")
    >>> files[0].name, files[-1].name
    ('README.txt', 'variance_shares.csv')
    """
    formats = [_TABLES, _GRAPHS, *_maps(results), *([] if report is None else [_page(report)])]
    return write_files(results, folder, formats, overwrite=overwrite)


def read(folder: str | Path) -> Results:
    """Read results that `write` wrote.

    Parameters
    ----------
    folder
        The results folder.

    Returns
    -------
    Results
        What was written. The ties of a layer are in the order of `ties`.

    Raises
    ------
    OutputError
        There are no results there, or files are missing or changed. All of them are listed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     files = hc.write(results, f"{parent}/results")
    ...     copy = hc.read(f"{parent}/results")
    >>> copy.hubs.equals(results.hubs)
    True
    """
    from hypercluster.actors import ActorGraph
    from hypercluster.output.tables import read_table
    from hypercluster.results import Results

    recover(folder)
    check_text_type()
    path = Path(folder)
    provenance, problems = _read_provenance(path)
    files = provenance.pop("files", {})
    maps = [name for suffix in _COPIED if (name := f"{BOUNDARIES}{suffix}") in files]
    _refuse(folder, problems)
    names = (*_TABLES.meanings, *_GRAPHS.meanings, *maps)
    _refuse(folder, [problem for name in names if (problem := _file_problem(path, name, files))])
    tables: dict[str, Any] = {}
    problems = []
    for name, schema in RESULT_TABLES.items():
        try:
            tables[name] = read_table(path / f"{name}.csv", schema)
        except OutputError as error:
            problems.append(str(error))
    _refuse(folder, problems)
    return Results(
        tables,
        network=_network(tables, str(provenance.get("scheme", ""))),
        actors=ActorGraph(tables["actor_nodes"].set_index("actor"), tables["actor_ties"]),
        provenance=provenance,
        notes=tuple(note_of(entry) for entry in provenance.get("notes", ())),
        headline=str(provenance.get("headline", "")),
        boundaries=partial(_boundaries, path / maps[0], tables["regions"], provenance)
        if maps
        else None,
        boundaries_file=path / maps[0] if maps else None,
    )


def _boundaries(
    file: Path, regions: pd.DataFrame, provenance: Mapping[str, Any]
) -> gpd.GeoDataFrame:
    """Polygons of the areas of the regions, then any others of the file."""
    from hypercluster.sources import read_boundary_file
    from hypercluster.sources.boundaries import KEY

    entry = provenance["pack"]["tables"].get(BOUNDARIES, {})
    is_copy = str(entry.get("file", "")).endswith(_COPIED)
    areas = area_membership(regions).index.to_list()
    layer, key = (entry.get("layer"), entry.get("key", KEY)) if is_copy else (None, KEY)
    return read_boundary_file(file.parent, file.name, areas, layer=layer, key=key)


def _maps(results: Results) -> list[Format]:
    """Boundaries as in the file of the pack, or as GeoJSON where that is none to copy."""
    if results.boundaries is None:
        return []
    suffix = results.boundaries_file.suffix if results.boundaries_file is not None else ""
    name = f"{BOUNDARIES}{suffix if suffix in _COPIED else _COPIED[0]}"
    meaning = "Polygons of all areas of the map, as the data pack has them."
    opening = (
        ("R", f'boundaries <- sf::read_sf("{name}")'),
        ("Python", f'geopandas.read_file("{name}")'),
        ("QGIS", f"Drag {name} onto the map."),
    )
    return [Format("boundaries", _write_boundaries, files={name: meaning}, opening=opening)]


def _write_boundaries(results: Results, file: Path) -> None:
    """Copy the file of the pack, whose hash the provenance has, or write polygons."""
    if results.boundaries_file is not None and results.boundaries_file.suffix == file.suffix:
        shutil.copyfile(results.boundaries_file, file)
    elif results.boundaries is not None:
        write_text(file, results.boundaries().reset_index().to_json(drop_id=True) + "\n")


def _page(language: str) -> Format:
    """The report in a language."""
    meaning = (
        "Everything of importance on one page: map, network, rankings, explanations, profiles. "
        "Open it in any browser; it needs no network."
    )

    def write_page(results: Results, file: Path) -> None:
        write_text(file, render(results, language=language))

    return Format("report", write_page, files={REPORT: meaning})


def _read_provenance(folder: Path) -> tuple[dict[str, Any], list[str]]:
    if not folder.is_dir():
        return {}, ["expected a folder; found none"]
    expected = f"{PROVENANCE}: expected the provenance of a run"
    try:
        content = read_bytes(folder / PROVENANCE, PROVENANCE, within=folder)
        provenance = json.loads(content)
    except OSError:
        return {}, [f"{expected}; found no such file"]
    except DataError as error:
        return {}, list(map(str, error.problems))
    except (ValueError, RecursionError) as error:
        return {}, [f"{expected} in JSON; found a mistake ({str(error)[:80]})"]
    if not isinstance(provenance, dict):
        return {}, [f"{expected} of hypercluster; found something else"]
    fault = _provenance_fault(provenance)
    return ({}, [f"{expected}{fault}"]) if fault else (provenance, [])


def _provenance_fault(provenance: dict[str, Any]) -> str:
    """What is wrong with a provenance, of which its own hash is taken out."""
    if "hypercluster" not in provenance or not isinstance(provenance.get("files"), dict):
        return " of hypercluster; found something else"
    if "sha256" not in provenance:
        return "; found one without its own hash, as an earlier version wrote it"
    digest = provenance.pop("sha256")
    try:
        is_unchanged = own_sha256(provenance) == digest
    except (ValueError, RecursionError):
        is_unchanged = False
    return "" if is_unchanged else " as the run wrote it; found it changed"


def _file_problem(folder: Path, name: str, files: Mapping[str, str]) -> str | None:
    """Say what is wrong with a file of the folder, or None."""
    if name not in files:
        return (
            f"{name}: expected it among the files of the run; this folder is an export of a part "
            "of one, or an earlier version wrote it"
        )
    try:
        is_unchanged = sha256(checked_path(folder / name, name, folder)) == files[name]
    except DataError as error:
        return str(error.problems[0])
    except OSError:
        return f"{name}: expected a file; found none that can be read"
    if is_unchanged:
        return None
    return f"{name}: expected the file as the run wrote it; found it changed or cut short"


def _refuse(folder: str | Path, problems: list[str]) -> None:
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        raise OutputError(f"{folder}: expected results of a run; found {count}:\n{lines}\n{_AGAIN}")


def _network(tables: Mapping[str, pd.DataFrame], scheme: str) -> RegionalNetwork:
    """Put the network together from the tables `regions`, `layers` and `ties`."""
    from hypercluster.network import Layer, RegionalNetwork
    from hypercluster.regions import RegionScheme

    columns = ["name", "name_local", "macroregion", "seat", "latitude", "longitude", "areas"]
    regions, ties = tables["regions"][columns], tables["ties"]
    layers = {}
    present = tables["layers"].query("is_present").fillna({"unit": "", "note": ""})
    for row in present.to_dict("records"):
        in_layer = ties.loc[ties["layer"] == row["layer"], ["source", "target", "weight"]]
        layers[row["layer"]] = Layer(
            row["layer"],
            in_layer.reset_index(drop=True),
            row["status"],
            row["meaning"],
            row["unit"],
            row["tables"],
            row["note"],
        )
    return RegionalNetwork(RegionScheme(scheme, regions, area_membership(regions)), layers, ties)
