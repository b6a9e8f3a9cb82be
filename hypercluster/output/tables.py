"""Tables as CSV files, and back without loss.

UTF-8 without a byte order mark (R, DuckDB and shell tools take it as it is), comma, line feed,
quotes where needed. Numbers have as many digits as it takes to read the same number back, so that
parts still add up exactly. Booleans are `true` and `false`, and a missing value is an empty cell.
Kinds come from the schema, never from guessing.

A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does an empty
text, which is not a missing one. `read_table` takes it off again.

Two things are not left to pandas. Its writer uses the csv module, which before Python 3.13 leaves a
carriage return without quotes, so that the line breaks there when the file is read. Its reader is
exact in the last digit of a number only with an option that some versions of pandas 3 deprecate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.output.format import Format, Section
from hypercluster.schema.cells import shorten
from hypercluster.schema.check import LISTED_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column, TableSchema

# A cell that begins like a formula, behind apostrophes; full-width signs count in some Excels.
_GUARDED = re.compile("'*(?:$|[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
_QUOTED = re.compile('[",\r\n]')


def write_table(table: pd.DataFrame, schema: TableSchema, file: Path) -> None:
    """Write a table of results, with an index by region as its first column.

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
    described = _described(names, schema, file)
    cells = [_cells(columns[name], described[name].kind) for name in names]
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
        Columns of the types that `schema.conform` gives them.

    Raises
    ------
    OutputError
        The file is not such a table.
    """
    import pandas as pd

    from hypercluster.schema.conform import NULLABLE_TYPES

    try:
        names = list(pd.read_csv(file, nrows=0, encoding="utf-8").columns)
        described = _described(names, schema, file)
        table = pd.read_csv(
            file,
            dtype={
                name: NULLABLE_TYPES["text" if column.kind == "number" else column.kind]
                for name, column in described.items()
            },
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8",
            index_col=False,
        )
        table = pd.DataFrame(
            {name: _read(table[name], column) for name, column in described.items()}
        )
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise OutputError(
            f"{file.name}: expected a table in CSV; found something else ({_short(error)})."
        ) from error
    except (ValueError, TypeError) as error:
        raise OutputError(
            f"{file.name}: expected values of the kind of their column; found another "
            f"({_short(error)})."
        ) from error
    return table.set_index("region") if _is_by_region(schema) else table


def _short(error: Exception) -> str:
    """The first words of a message of pandas, hidden characters escaped."""
    return repr(str(error)[:120])[1:-1]


def _is_by_region(schema: TableSchema) -> bool:
    return schema.key == ("region",)


def _described(names: list[str], schema: TableSchema, file: Path) -> dict[str, Column]:
    """Description of every column, or an error that names those that are wrong."""
    columns = {name: column for name in names if (column := schema.column(name)) is not None}
    lacking = [
        column.name
        for column in schema.columns
        if not column.is_family and column.name not in names
    ]
    unknown = [name for name in names if name not in columns]
    problems = []
    if lacking:
        problems.append(f"expected the columns {', '.join(lacking)}; found none of these names")
    if unknown:
        listed = ", ".join(shorten(name)[1:-1] for name in unknown[:LISTED_ROWS])
        more = f" and {len(unknown) - LISTED_ROWS} more" if len(unknown) > LISTED_ROWS else ""
        problems.append(f"found columns that nothing describes: {listed}{more}")
    if problems:
        raise OutputError(
            f"{file.name}: {'; '.join(problems)}. A table has the columns of "
            f"hypercluster.schema.RESULT_TABLES[{schema.name!r}]."
        )
    return columns


def _cells(values: pd.Series, kind: str) -> list[str]:
    """Cells of a column as they stand in the file."""
    written: Callable[[Any], str] = {
        "text": _text,
        "boolean": lambda value: str(value).lower(),
    }.get(kind, repr)
    return [
        "" if is_missing else written(value)
        for value, is_missing in zip(values.tolist(), values.isna().tolist(), strict=True)
    ]


def _text(value: Any) -> str:
    text = str(value)
    return _quoted(f"'{text}" if _GUARDED.match(text) else text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _read(values: pd.Series, column: Column) -> pd.Series:
    """Values of the type of their column, texts without guarding apostrophes."""
    import pandas as pd

    from hypercluster.schema.conform import TYPES

    if column.kind == "text":
        texts = [
            text[1:] if isinstance(text, str) and text[0] == "'" and _GUARDED.match(text) else text
            for text in values.tolist()
        ]
        return pd.Series(texts, dtype="str")
    if values.isna().any() and not column.is_nullable:
        raise ValueError(f"an empty cell in column {values.name!r}")
    if column.kind == "number":
        return pd.Series([float(value) for value in values.tolist()], dtype="float64")
    return values if column.is_nullable else values.astype(TYPES[column.kind])


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
                "Data > From Text/CSV, file origin 'Unicode (UTF-8)', delimiter comma. A double "
                "click may garble names in other scripts or put all columns in one."
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
