"""Tables of results as files hold them, with the descriptions of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column


def typed_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables in the order of `RESULT_TABLES`, their index as first column."""
    tables = {
        name: table.reset_index() if table.index.name else table.copy(deep=False)
        for name, table in results.tables.items()
    }
    for table in tables.values():
        table.attrs.clear()  # Parquet would keep what a table read back no longer has.
    return tables


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
    """Values as int, float, bool and str of Python, None where missing or infinite."""
    values: list[Any] = [
        None if is_missing else value
        for value, is_missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
    return [
        None if isinstance(value, float) and abs(value) == float("inf") else value
        for value in values
    ]
