"""Tables of results as files hold them: the index as first column, columns with descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column


def typed_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables by name, in the order of `RESULT_TABLES`, their index as first column."""
    return {
        name: table.reset_index() if table.index.name else table
        for name, table in results.tables.items()
    }


def described_columns(name: str, table: pd.DataFrame) -> list[tuple[str, Column]]:
    """Columns of a table of results with their descriptions, in order."""
    from hypercluster.schema import RESULT_TABLES

    schema = RESULT_TABLES[name]
    return [
        (str(column), described)
        for column in table.columns
        if (described := schema.column(str(column))) is not None
    ]


def plain_values(column: pd.Series) -> list[Any]:
    """Values as Python's own int, float, bool and str; None where a value is missing or infinite."""
    values: list[Any] = [
        None if is_missing else value
        for value, is_missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
    return [
        None if isinstance(value, float) and abs(value) == float("inf") else value
        for value in values
    ]
