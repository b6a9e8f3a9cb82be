"""Tables as CSV files, and back without loss.

UTF-8 without a byte order mark (R, DuckDB and shell tools take it as it is), comma, line feed, quotes where needed.
Numbers have as many digits as it takes to read the same number back, so that parts still add up exactly; booleans
are `true` and `false`; a missing value is an empty cell. Kinds come from `RESULT_TABLES`, never from guessing.

A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does an empty text, which is not
a missing one; `read_table` takes it off again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.output.format import Format, Section

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column, TableSchema

# A cell that begins like a formula, behind any apostrophes it has of its own; full-width signs count in some Excels.
_GUARDED = re.compile("'*(?:$|[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
_QUOTED = re.compile('[",\r\n]')
_DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "text": "str"}


def write_table(table: pd.DataFrame, schema: TableSchema, file: Path) -> None:
    """Write a table of results; the index of a table by region becomes its first column.

    Parameters
    ----------
    table
        A table of `Results`.
    schema
        Its description, from `RESULT_TABLES`.
    file
        Where to write it.

    Raises
    ------
    OutputError
        The table has a column that its schema does not describe, or lacks one that it does.
    """
    columns = table.reset_index() if _is_by_region(schema) else table
    names = [str(name) for name in columns.columns]
    problems = _column_problems(names, schema)
    if problems:
        raise OutputError(
            f"{file.name}: {'; '.join(problems)}. Give the table the columns of hypercluster.schema.RESULT_TABLES[{schema.name!r}]."
        )
    cells = [
        _written(columns[name], column.kind)
        for name in names
        if (column := schema.column(name)) is not None
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(_quoted(name) for name in names) + "\n")
        stream.writelines(",".join(row) + "\n" for row in zip(*cells, strict=True))


def read_table(file: Path, schema: TableSchema) -> pd.DataFrame:
    """Read a table that `write_table` wrote, with its kinds and its index.

    Parameters
    ----------
    file
        The CSV file.
    schema
        What it should hold, from `RESULT_TABLES`.

    Returns
    -------
    DataFrame
        Text as `str`, integers as int64 (Int64 where they may be missing), numbers as float64, booleans as bool
        (`boolean` where they may be missing).

    Raises
    ------
    OutputError
        The file is not such a table.
    """
    import pandas as pd

    try:
        cells = pd.read_csv(
            file,
            dtype="str",
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8",
            index_col=False,
        )
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise OutputError(
            f"{file.name}: expected a table in CSV; found something else ({error})."
        ) from error
    problems = _column_problems(list(cells.columns), schema)
    if problems:
        raise OutputError(f"{file.name}: {'; '.join(problems)}.")
    try:
        table = pd.DataFrame(
            {
                name: _read(cells[name], column)
                for name in cells.columns
                if (column := schema.column(name)) is not None
            }
        )
    except (ValueError, KeyError) as error:
        raise OutputError(
            f"{file.name}: expected values of the kind of their column; found another ({error})."
        ) from error
    return table.set_index("region") if _is_by_region(schema) else table


def _is_by_region(schema: TableSchema) -> bool:
    return schema.key == ("region",)


def _column_problems(names: list[str], schema: TableSchema) -> list[str]:
    lacking = [
        column.name
        for column in schema.columns
        if not column.is_family and column.name not in names
    ]
    unknown = [name for name in names if schema.column(name) is None]
    found = (
        [f"expected the columns {', '.join(lacking)}; found none of these names"] if lacking else []
    )
    return found + (
        [f"found columns that nothing describes: {', '.join(unknown)}"] if unknown else []
    )


def _written(column: pd.Series, kind: str) -> list[str]:
    """Cells of a column as they stand in the file."""
    is_missing = column.isna().tolist()
    if kind == "text":
        texts = [
            "" if missing else str(value)
            for value, missing in zip(column.tolist(), is_missing, strict=True)
        ]
        return [
            "" if missing else _quoted(f"'{text}" if _GUARDED.match(text) else text)
            for text, missing in zip(texts, is_missing, strict=True)
        ]  # fmt: skip
    dtype: Any = _DTYPES[kind]
    values = column.astype(dtype).tolist()
    if kind == "boolean":
        return [
            "" if missing else "true" if value else "false"
            for value, missing in zip(values, is_missing, strict=True)
        ]
    return [
        "" if missing else repr(value) for value, missing in zip(values, is_missing, strict=True)
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _read(cells: pd.Series, column: Column) -> pd.Series:
    """Values of a column from its cells."""
    import pandas as pd

    texts = cells.tolist()
    if column.kind == "text":
        return pd.Series(
            [None if not text else text[1:] if _is_guarded(text) else text for text in texts],
            dtype="str",
        )
    # Python's own conversions, because they are exact; pandas' parsers may be off in the last digit.
    converters: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
    }
    convert = converters[column.kind]
    values = [convert(text) if text else None for text in texts]
    strict = {"integer": "int64", "number": "float64", "boolean": "bool"}[column.kind]
    if not column.is_nullable and None in values:
        raise ValueError(f"an empty cell in column {cells.name!r}")
    return pd.Series(values, dtype=_DTYPES[column.kind] if column.is_nullable else strict)


def _is_guarded(text: str) -> bool:
    return text[0] == "'" and _GUARDED.match(text) is not None


def _write(results: Results, file: Path) -> None:
    from hypercluster.schema import RESULT_TABLES

    write_table(results.tables[file.stem], RESULT_TABLES[file.stem], file)


FORMAT = Format(
    "csv",
    _write,
    table_suffix=".csv",
    opening=(
        (
            "Excel, LibreOffice",
            (
                "Data > From Text/CSV, file origin 'Unicode (UTF-8)', delimiter comma. A double click "
                "may garble names in other scripts or put all columns in one."
            ),
        ),
        (
            "R",
            (
                'regions <- read.csv("regions.csv", encoding = "UTF-8", na.strings = "", '
                "check.names = FALSE)"
            ),
        ),
        ("Python", 'pandas.read_csv("hubs.csv")'),
        (
            "QGIS",
            (
                "Layer > Add Layer > Add Delimited Text Layer, regions.csv, X = longitude, "
                "Y = latitude, EPSG:4326."
            ),
        ),
    ),
    section=Section(
        "Tables",
        "UTF-8, comma, one line per row. A dot is the decimal sign. Numbers have all their digits, "
        "so that parts add up to their sum exactly. true and false are booleans. An empty cell is "
        "a missing value, and the column says what missing stands for; it is never 0. A text that "
        "a spreadsheet would run as a formula (it begins with = + - or @) has an apostrophe in "
        "front; an apostrophe alone is an empty text.",
    ),
)
