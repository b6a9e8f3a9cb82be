"""Formats of results for other tools, and folders that hold one or several.

Every folder has a README.txt that explains its files and a provenance.json. It is written whole or
not at all and is the same, byte for byte, for the same results.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from hypercluster.errors import MissingExtraError, OutputError, did_you_mean
from hypercluster.output import (
    geojson,
    geopackage,
    gexf,
    graphml,
    json_document,
    parquet,
    tables,
    xlsx,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hypercluster.output.format import Format
    from hypercluster.results import Results

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        graphml, gexf, tables, xlsx, parquet, json_document, geopackage, geojson,
    )
}  # fmt: skip


def export(
    results: Results,
    folder: str | Path,
    formats: str | Iterable[str],
    *,
    overwrite: bool = False,
) -> list[Path]:
    """Write a run in one or more formats for other tools.

    Parameters
    ----------
    results
        What to write.
    folder
        A folder that does not exist yet. Missing parents are made.
    formats
        Names of formats: `graphml`, `gexf`, `csv`, `xlsx`, `parquet`, `json`, `geopackage`,
        `geojson`. Repeated names count once.
    overwrite
        Whether a folder of an earlier run or export is replaced. One that holds other files too is
        never touched.

    Returns
    -------
    list of Path
        The files, with `README.txt` and `provenance.json`.

    Raises
    ------
    MissingExtraError
        A format takes an optional library that is not installed.
    OutputError
        There is no such format, the results do not fit into it, or the folder exists, holds other
        files or cannot be written. Nothing is left half-written.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     files = hc.export(results, f"{parent}/for-gephi", "gexf")
    >>> [file.name for file in files]
    ['README.txt', 'actors.gexf', 'network.gexf', 'provenance.json']
    """
    from hypercluster.output.files import write_files

    names = format_names([formats] if isinstance(formats, str) else formats)
    check_extras(names)
    return write_files(results, folder, [FORMATS[name] for name in names], overwrite=overwrite)


def format_names(texts: Iterable[str]) -> list[str]:
    """Return names of formats in any letter case, each once.

    Raises
    ------
    OutputError
        There is no such format. The message suggests the nearest, or the one that a program, a
        suffix or an extra of that name goes with.

    Examples
    --------
    >>> format_names(["XLSX", "csv", "xlsx"])
    ['xlsx', 'csv']
    """
    names = [text.strip().casefold().removeprefix(".") for text in texts]
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        synonyms = {word: name for name, record in FORMATS.items() for word in record.synonyms()}
        meant = synonyms.get(unknown[0])
        hint = f" Did you mean {meant!r}?" if meant else did_you_mean(unknown[0], FORMATS)
        raise OutputError(
            f"Expected formats among {', '.join(FORMATS)}; "
            f"found {', '.join(map(repr, unknown))}.{hint}"
        )
    return list(dict.fromkeys(names))


def check_extras(formats: Iterable[str]) -> None:
    """Refuse formats whose library is not installed, before time is spent on a run.

    Raises
    ------
    MissingExtraError
        Names the library and how to install it.
    """
    for record in (FORMATS[name] for name in formats):
        if record.library and find_spec(record.library) is None:
            raise MissingExtraError(
                f"Writing {record.name} takes {record.library}; found none. "
                f"Install it: pip install 'hypercluster[{record.extra}]'."
            )


def summary() -> str:
    """All formats, each with the programs that it is for."""
    return ", ".join(
        f"{name} ({record.tools})" if record.tools else name for name, record in FORMATS.items()
    )


def extras() -> str:
    """Which formats take an extra of this package."""
    records = [record for record in FORMATS.values() if record.extra]
    names = " and ".join(record.name for record in records)
    return f"{names} take the extras {' and '.join(record.extra for record in records)}."


def export_graphml(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write `network.graphml` and `actors.graphml`, the networks, as `export` does."""
    return export(results, folder, "graphml", overwrite=overwrite)


def export_gexf(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write `network.gexf` and `actors.gexf`, the networks as GEXF 1.3; see `export`."""
    return export(results, folder, "gexf", overwrite=overwrite)


def export_csv(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write every table as `TABLE.csv`; see `export`."""
    return export(results, folder, "csv", overwrite=overwrite)


def export_xlsx(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write one workbook, `results.xlsx`, with the extra `excel`; see `export`."""
    return export(results, folder, "xlsx", overwrite=overwrite)


def export_parquet(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write every table as `TABLE.parquet`, with the extra `parquet`; see `export`."""
    return export(results, folder, "parquet", overwrite=overwrite)


def export_json(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write the whole run as one document, `results.json`; see `export`."""
    return export(results, folder, "json", overwrite=overwrite)


def export_geopackage(
    results: Results, folder: str | Path, *, overwrite: bool = False
) -> list[Path]:
    """Write map layers with styles and all tables, `results.gpkg`; see `export`."""
    return export(results, folder, "geopackage", overwrite=overwrite)


def export_geojson(results: Results, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write `regions`, `nodes`, `linkages` and `edges` as GeoJSON; see `export`."""
    return export(results, folder, "geojson", overwrite=overwrite)


_SECTIONS = """

Parameters
----------
results
    What to write.
folder
    A folder that does not exist yet. Missing parents are made.
overwrite
    Whether a folder of an earlier run or export is replaced. One that holds other files too is
    never touched.

Returns
-------
list of Path
    The files, with `README.txt`, which explains them and their columns, and `provenance.json`.

Raises
------
{missing}OutputError
    The results do not fit into the format, or the folder exists, holds other files or cannot be
    written. Nothing is left half-written.

Examples
--------
>>> import hypercluster as hc
>>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as parent:
...     files = hc.export_{name}(results, f"{{parent}}/{name}")
>>> "{file}" in [file.name for file in files]
True
"""
_MISSING = """MissingExtraError
    The library {record.library} is not installed; the extra `{record.extra}` brings it.
"""
for _record in FORMATS.values():
    _write = globals().get(f"export_{_record.name}")
    if _write is None:  # `export` takes it by its name
        continue
    _write.__doc__ = f"{_write.__doc__}{_SECTIONS}".format(
        name=_record.name,
        file=next(iter(_record.files), f"linkages{_record.table_suffix}"),
        missing=_MISSING.format(record=_record) if _record.library else "",
    )
