"""The check of one table of a pack against its description.

Nothing is repaired: a cell that is not what its column describes is a problem and is missing from
the table returned. An empty cell, an empty text and a missing value of pandas all mean "missing".
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.errors import Problem, nearest
from hypercluster.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from hypercluster.schema.cells import (
    READERS,
    Fault,
    NumberStyle,
    shorten,
    suggestion,
    without_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from hypercluster.columns import Column, TableSchema

LISTED_ROWS = 10  # of one kind of fault in one column; the rest is counted


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as read, before its check.

    Attributes
    ----------
    header, columns
        Names as they stand there, and the cells of each: None, an empty text or NaN where missing,
        a fault where the file says that a cell has no value.
    rows
        Row of the file of each row of the table, with the header as row 1.
    problems
        What is wrong with the file so far.
    index_names
        Names of the index of a DataFrame, for the remedy where a column is missing.
    sheet
        Sheet of the workbook. Empty where the file is none.
    """

    header: list[str]
    columns: list[list[Any]]
    rows: Sequence[int]
    problems: tuple[Problem, ...] = ()
    index_names: tuple[Any, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, eq=False)
class CheckedTable:
    """A table after its check.

    Attributes
    ----------
    schema, file
        Its description, and the name shown in problems, with the sheet of a workbook.
    columns
        Values in schema order, with absent optional columns. Missing and faulty cells are None.
    rows
        Row of the file of each row of the table.
    problems
        What is wrong. The table may be used only where this is empty.
    """

    schema: TableSchema
    file: str
    columns: dict[str, list[Any]]
    rows: Sequence[int]
    problems: tuple[Problem, ...]

    def problems_at(self, column: str | None, faults: Iterable[tuple[int, Fault]]) -> list[Problem]:
        """Problems from faults of cells by position in the table."""
        return problems_at(self.file, self.rows, column, faults)

    def is_complete(self, *columns: str) -> bool:
        """Whether every row was read and has a value in these columns.

        Only then can other tables be held against them.
        """
        is_whole = all(problem.column is not None for problem in self.problems)
        return is_whole and all(
            column in self.columns and None not in self.columns[column] for column in columns
        )

    def to_frame(self) -> pd.DataFrame:
        """Table with the types of its description: str, int64, float64, bool or nullable."""
        return _frame(self.columns, self.schema)


def problems_at(
    file: str, rows: Sequence[int], column: str | None, faults: Iterable[tuple[int, Fault]]
) -> list[Problem]:
    """Problems from faults of cells: the first rows of each kind, the rest as a count.

    Parameters
    ----------
    file, rows, column
        Name of the file, the file row of each position, the column.
    faults
        Position in the table and fault.
    """
    kinds: dict[tuple[str, str], list[tuple[int, Fault]]] = {}
    for position, fault in faults:
        kind = (fault.expected, fault.remedy if fault.is_convention else "")
        kinds.setdefault(kind, []).append((position, fault))
    problems = []
    for alike in kinds.values():
        listed = alike[: 1 if alike[0][1].is_convention else LISTED_ROWS]
        number = len(alike) - len(listed)
        more = f" (and {number} more such rows)" if number else ""
        for position, fault in listed:
            found = fault.found + more * (position == listed[-1][0])
            near = suggestion(fault.code, fault.names) if fault.code else ""
            remedy = near + fault.remedy
            problem = Problem(file, fault.expected, found, remedy, rows[position], column)
            problems.append(problem)
    return problems


def with_sheet(file: str, sheet: str) -> str:
    """Name of a file and its sheet for a problem."""
    return f"{file}, sheet {shorten(sheet)}" if sheet else file


def size_problems(file: str, rows: int, columns: int) -> Iterator[Problem]:
    """The first that is too large in a table to be read and checked, if any is."""
    remedy = "Leave out what the table does not need."
    for number, most, what in (
        (columns, MOST_COLUMNS, "columns"),
        (rows, MOST_ROWS, "rows"),
        (rows * columns, MOST_CELLS, "cells"),
    ):
        if number > most:
            yield Problem(file, f"at most {most:,} {what}", f"{number:,}", remedy)
            return


def raw_frame(table: pd.DataFrame) -> RawTable:
    """Cells of a DataFrame, which is never changed.

    The first row counts as row 2, as if the table had been saved as CSV.
    """
    columns = [_frame_cells(table.iloc[:, position]) for position in range(table.shape[1])]
    header = [name if isinstance(name, str) else str(name) for name in table.columns]
    return RawTable(header, columns, range(2, len(table) + 2), index_names=tuple(table.index.names))


def _frame_cells(series: pd.Series) -> list[Any]:
    """Values of a column, None where missing."""
    is_missing = series.isna().tolist()
    try:
        values = series.tolist()
    except (OverflowError, ValueError):  # times that Python has no date for, unknown zones
        remedy = "Give text or numbers; a date as text, such as 2020-06-30."
        fault = Fault("text or a number", f"a value of type {series.dtype}", remedy)
        values = [fault] * len(series)
    return [None if hole else value for value, hole in zip(values, is_missing, strict=True)]


def check(
    raw: RawTable, schema: TableSchema, *, file: str, style: NumberStyle | None = None
) -> CheckedTable:
    """Check one table against its description.

    Parameters
    ----------
    raw
        Cells as text or with types.
    schema
        What the table should look like.
    file
        Name to show in problems.
    style
        How numbers are written in text cells. Default: decimal point, no grouping.

    Returns
    -------
    CheckedTable
        With all problems of columns, cells and keys. References to other tables are not followed.

    Examples
    --------
    >>> import pandas as pd
    >>> from hypercluster.schema import PACK_TABLES
    >>> counts = pd.DataFrame({"reporting_unit": ["A"], "industry": ["baking"], "count": ["-3"]})
    >>> checked = check(raw_frame(counts), PACK_TABLES["enterprises"], file="enterprises.csv")
    >>> problem = checked.problems[0]
    >>> problem.row, problem.column, problem.expected, problem.found
    (2, 'count', 'a whole number of at least 0', "'-3'")
    """
    file = with_sheet(file, raw.sheet)
    too_large = tuple(size_problems(file, len(raw.rows), len(raw.header)))
    if too_large:
        return CheckedTable(schema, file, {}, (), too_large)
    problems = [*raw.problems, *_column_problems(raw, schema, file)]
    if not raw.rows:
        remedy = "Add rows." if schema.is_required else "Add rows, or leave the table out."
        problems.append(Problem(file, "at least one row", "a header and no rows", remedy))
    columns: dict[str, list[Any]] = {}
    for column in schema.columns:
        if column.name in raw.header:
            cells = raw.columns[raw.header.index(column.name)]
            columns[column.name], faults = _read_column(cells, column, style or NumberStyle())
            problems += problems_at(file, raw.rows, column.name, faults)
        elif column.is_optional:
            columns[column.name] = [_default(column)] * len(raw.rows)
    repeated = _duplicates(columns, schema, raw.rows)
    problems += problems_at(file, raw.rows, ", ".join(schema.key), repeated)
    return CheckedTable(schema, file, columns, raw.rows, tuple(problems))


def empty_table(schema: TableSchema) -> pd.DataFrame:
    """Table without rows that has all columns of a description, with their types."""
    return _frame({column.name: [] for column in schema.columns}, schema)


def _frame(columns: dict[str, list[Any]], schema: TableSchema) -> pd.DataFrame:
    import pandas as pd

    from hypercluster.schema.conform import NULLABLE_TYPES, TYPES

    types = {
        column.name: (NULLABLE_TYPES if column.is_nullable else TYPES)[column.kind]
        for column in schema.columns
    }
    # Arrays, not Series: aligning the indexes of many short columns would take most of the time.
    arrays = {name: pd.array(cells, dtype=types[name]) for name, cells in columns.items()}
    return pd.DataFrame(arrays, copy=False)


def _column_problems(raw: RawTable, schema: TableSchema, file: str) -> list[Problem]:
    """Columns that are missing, unknown or doubled. A misspelt one is one problem."""
    valid = [column.name for column in schema.columns]
    unknown = [name for name in dict.fromkeys(raw.header) if name not in valid]
    absent = [
        column
        for column in schema.columns
        if not column.is_optional and column.name not in raw.header
    ]
    misspelt = {}
    for column in absent:
        for name in nearest(column.name, unknown):
            misspelt[column.name] = name
            unknown.remove(name)
    # A column of another name may hold what a missing one should.
    others = ", ".join([shorten(name) for name in unknown if name.strip()][:3])
    holders = [
        column.name
        for column in absent
        if column.name not in misspelt and column.name not in raw.index_names
    ]
    problems = []
    for column in absent:
        if column.name in misspelt:
            remedy = f"Rename column {shorten(misspelt[column.name])} to {column.name!r}."
        elif column.name in raw.index_names:
            remedy = "It is the index: make it a column with reset_index()."
        else:
            remedy = f"Add it: {column.description}"
            remedy += f" Or rename to it the column that holds this: {others}." if others else ""
        problems.append(Problem(file, "this column", "no such column", remedy, 1, column.name))
    problems += [_unknown_column(name, raw, schema, file, holders) for name in unknown]
    for name, count in Counter(raw.header).items():
        if count > 1:
            found, column_name = f"{count} of this name", shorten(name)[1:-1]
            problems.append(
                Problem(file, "each column once", found, "Keep one of them.", 1, column_name)
            )
    return problems


def _unknown_column(
    name: str, raw: RawTable, schema: TableSchema, file: str, absent: Sequence[str]
) -> Problem:
    """Problem of a column that the table does not have, which may be an absent one."""
    valid = [column.name for column in schema.columns]
    close = nearest(name, [column for column in valid if column not in raw.header])
    remedy = f"Remove it. Columns of {schema.name}: {', '.join(valid)}."
    if close:
        remedy = f"Rename it to {close[0]!r}, or remove it."
    elif absent and name.strip():
        remedy = f"Rename it to {' or '.join(map(repr, absent))} if it holds that, or remove it."
    found = "a column that this table does not have" if name.strip() else "a column without a name"
    return Problem(file, f"columns of {schema.name} only", found, remedy, 1, shorten(name)[1:-1])


def _default(column: Column) -> Any:
    """Value of an absent optional column: missing, the first choice, or False."""
    return None if column.is_nullable else (column.choices[0] if column.choices else False)


def _read_column(
    raw: list[Any], column: Column, style: NumberStyle
) -> tuple[list[Any], list[tuple[int, Fault]]]:
    """Values of the cells of a column, None where faulty, and faults by position."""
    read = READERS[column.kind]
    remedy = f"Fill it in: {column.description}"
    if column.kind in ("integer", "number"):
        remedy = (
            f"Write the number, or {without_value(column)} where it is not known. "
            f"Meaning: {column.description}"
        )
    missing = Fault("a value", "an empty cell", remedy)
    empty = None if column.is_nullable else missing
    # Texts repeat, and are read once.
    values: dict[str, Any] = {"": empty}
    cells: list[Any] = []
    faults: list[tuple[int, Fault]] = []
    for position, value in enumerate(raw):
        cell: Any
        if isinstance(value, Fault):
            cell = value
        elif isinstance(value, str):
            if value not in values:
                values[value] = read(value, column, style)
            cell = values[value]
        else:
            is_missing = value is None or (isinstance(value, float) and math.isnan(value))
            cell = empty if is_missing else read(value, column, style)
        if isinstance(cell, Fault):
            faults.append((position, cell))
            cell = None
        cells.append(cell)
    return cells, faults


def _duplicates(
    columns: dict[str, list[Any]], schema: TableSchema, rows: Sequence[int]
) -> Iterator[tuple[int, Fault]]:
    """Rows whose key stands in an earlier row."""
    if not schema.key or not set(schema.key) <= set(columns):
        return
    expected = f"one row per {' and '.join(schema.key)}"
    remedy = "Remove or correct one of the two rows."
    first: dict[tuple[Any, ...], int] = {}
    for position, key in enumerate(zip(*(columns[name] for name in schema.key), strict=True)):
        earlier = first.setdefault(key, position)
        if earlier != position and None not in key:
            found = f"{', '.join(shorten(value) for value in key)} again, as in row {rows[earlier]}"
            yield position, Fault(expected, found, remedy)
