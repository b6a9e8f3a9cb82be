"""One format, or several, in a folder of their own for another tool; each is one entry of `FORMATS`.

Every folder has a README.txt that explains its files and a provenance.json; it is written whole or not at all and is
the same, byte for byte, for the same results.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from hypercluster.errors import MissingExtraError
from hypercluster.output.files import write_files
from hypercluster.schema import RESULT_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hypercluster.results import Results

TABLES = tuple(f"{name}.csv" for name in RESULT_TABLES)
GRAPHS = ("network.graphml", "actors.graphml")
_FILES = {
    "graphml": GRAPHS,
    "gexf": ("network.gexf", "actors.gexf"),
    "csv": TABLES,
    "xlsx": ("results.xlsx",),
    "parquet": tuple(f"{name}.parquet" for name in RESULT_TABLES),
    "json": ("results.json",),
    "geopackage": ("results.gpkg",),
    "geojson": ("regions.geojson", "nodes.geojson", "linkages.geojson", "edges.geojson"),
}
_EXTRAS = {"xlsx": ("xlsxwriter", "excel"), "parquet": ("pyarrow", "parquet")}


def export(
    results: Results, folder: str | Path, formats: Iterable[str], *, overwrite: bool = False
) -> list[Path]:
    """Write the files of one or more formats of `FORMATS` into one folder; see `export_graphml`."""
    chosen = list(dict.fromkeys(formats))
    check_extras(chosen)
    return write_files(
        results, folder, [file for name in chosen for file in _FILES[name]], overwrite=overwrite
    )


def check_extras(formats: Iterable[str]) -> None:
    """Refuse formats whose optional library is not installed, before time is spent on a run.

    Raises
    ------
    MissingExtraError
        Names the library and how to install it.
    """
    for name in formats:
        library, extra = _EXTRAS.get(name, ("", ""))
        if library and find_spec(library) is None:
            raise MissingExtraError(
                f"Writing {name} takes {library}; found none. Install it: pip install 'hypercluster[{extra}]'."
            )


def export_graphml(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write the networks of regions and of actors as GraphML: `network.graphml`, `actors.graphml`.

    Parameters
    ----------
    results
        What to write.
    folder
        A folder that does not exist yet; missing parents are made.
    overwrite
        Whether a folder of an earlier run or export is replaced. One that holds other files too is never touched.

    Returns
    -------
    list of Path
        The files, with `README.txt` and `provenance.json`.

    Raises
    ------
    OutputError
        The folder exists, holds other files, or cannot be written. Nothing is left half-written.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack())  # doctest: +SKIP
    >>> files = hc.export_graphml(results, "for-gephi")  # doctest: +SKIP
    """
    return export(results, folder, ["graphml"], overwrite=overwrite)


def export_gexf(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write the same networks as GEXF 1.3, for Gephi and Gephi Lite: `network.gexf`, `actors.gexf`; see `export_graphml`."""
    return export(results, folder, ["gexf"], overwrite=overwrite)


def export_csv(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write every table as CSV, `TABLE.csv`; see `export_graphml`."""
    return export(results, folder, ["csv"], overwrite=overwrite)


def export_xlsx(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write one workbook, `results.xlsx`: contents, a sheet per table, definitions of every column; see `export_graphml`.

    Raises
    ------
    MissingExtraError
        The extra `excel` is not installed.
    OutputError
        Also where a table or a text is larger than Excel takes.
    """
    return export(results, folder, ["xlsx"], overwrite=overwrite)


def export_parquet(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write every table as Parquet, `TABLE.parquet`, with types, meanings and the run inside; see `export_graphml`.

    Raises
    ------
    MissingExtraError
        The extra `parquet` is not installed.
    """
    return export(results, folder, ["parquet"], overwrite=overwrite)


def export_json(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write the whole run as one document, `results.json`: tables as records, definitions, provenance; see `export_graphml`."""
    return export(results, folder, ["json"], overwrite=overwrite)


def export_geopackage(
    results: Results, folder: str | Path, *, overwrite: bool = False
) -> list[Path]:
    """Write `results.gpkg` for QGIS: regions, seats, organisations, ties and linkages with styles, and all tables; see `export_graphml`.

    Without boundaries in the pack the layer of polygons is left out.
    """
    return export(results, folder, ["geopackage"], overwrite=overwrite)


def export_geojson(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write `regions`, `nodes`, `linkages` and `edges` as GeoJSON (RFC 7946); see `export_graphml`.

    Without boundaries in the pack the regions are points at their seats.
    """
    return export(results, folder, ["geojson"], overwrite=overwrite)


FORMATS: dict[str, Callable[..., list[Path]]] = {
    "graphml": export_graphml,
    "gexf": export_gexf,
    "csv": export_csv,
    "xlsx": export_xlsx,
    "parquet": export_parquet,
    "json": export_json,
    "geopackage": export_geopackage,
    "geojson": export_geojson,
}
