"""How the file of a table is read: CSV, Parquet or Excel, as its name says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from hypercluster.errors import DataError, MissingExtraError, Problem
from hypercluster.schema.check import RawTable
from hypercluster.sources.excel import read_sheet
from hypercluster.sources.manifest import MANIFEST
from hypercluster.sources.text import decode, parse

if TYPE_CHECKING:
    from collections.abc import Callable


def read_cells(content: bytes, entry: dict[str, str], *, table: str) -> RawTable:
    """Return the cells of a table from the bytes of its file.

    Parameters
    ----------
    content
        The whole file.
    entry
        Its section of `pack.toml`.
    table
        Name of the table.

    Raises
    ------
    DataError
        The file is not what its name says.
    MissingExtraError
        Reading it takes a library that is not installed.
    """
    suffix = entry["file"].rpartition(".")[2].lower()
    return _FORMATS[suffix](content, entry, table)


def _read_csv(content: bytes, entry: dict[str, str], table: str) -> RawTable:
    text = decode(content, file=entry["file"])
    return parse(
        text,
        file=entry["file"],
        separator=entry.get("separator", ","),
        declared_in=f"[tables.{table}] of {MANIFEST}",
    )


def _read_parquet(content: bytes, entry: dict[str, str], table: str) -> RawTable:  # noqa: ARG001
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError(
            f"Reading {entry['file']} takes pyarrow; found none. "
            "Install it: pip install 'hypercluster[parquet]'."
        ) from error
    try:
        cells = parquet.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        found = "a file that cannot be read as such"
        raise DataError(
            Problem(entry["file"], "a Parquet file", found, "Write it anew.")
        ) from error
    return RawTable(
        cells.column_names,
        [column.to_pylist() for column in cells.columns],
        range(2, cells.num_rows + 2),
    )


def _read_xlsx(content: bytes, entry: dict[str, str], table: str) -> RawTable:
    declared_in = f"[tables.{table}] of {MANIFEST}"
    return read_sheet(content, entry["file"], entry.get("sheet"), declared_in)


_FORMATS: dict[str, Callable[[bytes, dict[str, str], str], RawTable]] = {
    "csv": _read_csv,
    "parquet": _read_parquet,
    "xlsx": _read_xlsx,
}
