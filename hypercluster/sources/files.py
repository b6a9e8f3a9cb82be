"""How the file of a table is read: CSV, Parquet or Excel, as its name says."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, MissingExtraError, Problem
from hypercluster.limits import LARGEST_UNPACKED
from hypercluster.output_file import MANIFEST
from hypercluster.schema.cells import Fault, shorten
from hypercluster.schema.check import RawTable, size_problems
from hypercluster.sources.excel import read_sheet
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
    file = entry["file"]
    try:
        source = parquet.ParquetFile(io.BytesIO(content))
        _check_parquet(source, file)
        fields = list(source.schema_arrow)
        # A text that repeats a million times stands in the file, and so in memory, once.
        texts = [field.name for field in fields if _is_text(field.type)]
        cells = parquet.ParquetFile(io.BytesIO(content), read_dictionary=texts).read()
        columns = [
            _values(column.combine_chunks(), field.type)
            for column, field in zip(cells.columns, fields, strict=True)
        ]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, DataError):
            raise
        found = "a file that cannot be read as such"
        raise DataError(Problem(file, "a Parquet file", found, "Write it anew.")) from error
    return RawTable(cells.column_names, columns, range(2, cells.num_rows + 2))


def _check_parquet(source: Any, file: str) -> None:
    """Refuse names that stand twice, and what would take too much memory."""
    metadata = source.metadata
    problems = list(size_problems(file, metadata.num_rows, metadata.num_columns))
    for name, count in Counter(source.schema_arrow.names).items():
        if count > 1:
            found, column = f"{count} of this name", shorten(name)[1:-1]
            remedy = "Keep one of them."
            problems.append(Problem(file, "each column once", found, remedy, 1, column))
    unpacked = sum(
        metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
    )
    if unpacked > LARGEST_UNPACKED:
        expected = f"at most {LARGEST_UNPACKED:,} bytes when unpacked"
        problems.append(Problem(file, expected, f"{unpacked:,}", "Leave out what is not needed."))
    if problems:
        raise DataError(problems)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _values(column: Any, kind: Any) -> list[Any]:
    """Values of a column, faults where they are no text, number or boolean."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if _is_text(kind):
        texts = [_decoded(text.as_buffer()) for text in column.dictionary]
        return [None if i is None else texts[i] for i in column.indices.to_pylist()]
    numbers = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean)
    if types.is_null(kind) or any(is_kind(kind) for is_kind in numbers):
        values: list[Any] = column.to_pylist()
        return values
    remedy = "Write it as text or as a number; a date as text, such as 2020-06-30."
    fault = Fault("text, a number or a boolean", f"a value of type {kind}", remedy)
    return [fault if is_valid else None for is_valid in column.is_valid().to_pylist()]


def _decoded(content: Any) -> str | Fault:
    try:
        return bytes(content).decode()
    except UnicodeDecodeError:
        remedy = "Write the file anew from text in UTF-8."
        return Fault("UTF-8 text", "bytes of another encoding", remedy)


def _read_xlsx(content: bytes, entry: dict[str, str], table: str) -> RawTable:
    declared_in = f"[tables.{table}] of {MANIFEST}"
    return read_sheet(content, entry["file"], entry.get("sheet"), declared_in)


_FORMATS: dict[str, Callable[[bytes, dict[str, str], str], RawTable]] = {
    "csv": _read_csv,
    "parquet": _read_parquet,
    "xlsx": _read_xlsx,
}
