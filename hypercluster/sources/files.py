"""How the file of a table is read: CSV, Parquet or Excel, as its name says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, MissingExtraError, Problem
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.schema.check import RawTable
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
    """Read one sheet, formulas with the values that were saved."""
    records = [
        (row, cells)
        for row, cells in enumerate(_sheet(content, entry, table), start=1)
        if any(_has_content(cell) for cell in cells)
    ]
    if not records:
        remedy = "Fill it, or name another sheet."
        raise DataError(Problem(entry["file"], "a header and rows", "an empty sheet", remedy))
    width = max(
        position + 1
        for _, cells in records
        for position, cell in enumerate(cells)
        if _has_content(cell)
    )
    padded = [[*cells, *[None] * width][:width] for _, cells in records]
    header = ["" if name is None else str(name) for name in padded[0]]
    columns = [[cells[position] for cells in padded[1:]] for position in range(width)]
    return RawTable(header, columns, [row for row, _ in records[1:]])


def _sheet(content: bytes, entry: dict[str, str], table: str) -> list[tuple[Any, ...]]:
    """Return the rows of the sheet that the entry names, else of the first."""
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError

    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            f"Reading {entry['file']} takes openpyxl; found none. "
            "Install it: pip install 'hypercluster[excel]'."
        ) from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets: list[str] = list(book.sheetnames)
        sheet = entry.get("sheet", sheets[0])
        if sheet in sheets:
            return list(book[sheet].iter_rows(values_only=True))
    except (zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, OSError) as error:
        found, remedy = "a file that cannot be read as such", "Save it anew as .xlsx."
        raise DataError(Problem(entry["file"], "an Excel workbook", found, remedy)) from error
    remedy = f"{suggestion(sheet, sheets)} Correct sheet in [tables.{table}] of {MANIFEST}."
    raise DataError(Problem(entry["file"], "a sheet of the workbook", shorten(sheet), remedy))


def _has_content(cell: Any) -> bool:
    return cell is not None and cell != ""


_FORMATS: dict[str, Callable[[bytes, dict[str, str], str], RawTable]] = {
    "csv": _read_csv,
    "parquet": _read_parquet,
    "xlsx": _read_xlsx,
}
