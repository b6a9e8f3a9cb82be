"""Does a table have the columns of its schema, and of which kinds are they?"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.columns import Column, TableSchema
from hypercluster.errors import AnalysisError
from hypercluster.schema.compare_tables import COMPARE_TABLES
from hypercluster.schema.result_tables import RESULT_TABLES
from hypercluster.schema.series_tables import SERIES_TABLES
from hypercluster.schema.study_tables import STUDY_TABLES

if TYPE_CHECKING:
    import pandas as pd

TABLES: Mapping[str, TableSchema] = ChainMap(
    RESULT_TABLES, SERIES_TABLES, COMPARE_TABLES, STUDY_TABLES
)
TYPES = {"text": "str", "number": "float64", "integer": "int64", "boolean": "bool"}
NULLABLE_TYPES = {**TYPES, "integer": "Int64", "boolean": "boolean"}


def check_text_type() -> None:
    """Refuse a pandas that was told to write missing text as `None`.

    Raises
    ------
    AnalysisError
        The option `future.infer_string` is off.
    """
    import pandas as pd

    if pd.array(["text"], dtype=TYPES["text"]).dtype != pd.StringDtype(na_value=float("nan")):
        raise AnalysisError(
            "Expected text of pandas' type str; found that its option future.infer_string is off. "
            "Remove the line that sets it, or call pandas.reset_option('future.infer_string')."
        )


def conform(schema: str | TableSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Table with the columns of its schema, in their order and of their kinds.

    Members of a family stand where the family is described, in the order of the table.

    Parameters
    ----------
    schema
        What the table is, or its name in `TABLES`.
    table
        Every described column, as a column or as the named index, and no other. A table without
        rows may lack columns: nothing was there to build them from.

    Returns
    -------
    DataFrame
        Text as `str`, numbers as float64, integers as int64 and booleans as bool. Integers and
        booleans that may be missing are `Int64` and `boolean`.

    Raises
    ------
    AnalysisError
        A column is not described, is described and not there, or holds values of another kind.
    """
    import pandas as pd

    schema = TABLES[schema] if isinstance(schema, str) else schema
    if table.empty:
        plain = [column.name for column in schema.columns if not column.is_family]
        table = table.reindex(columns=[*dict.fromkeys([*table.columns, *plain])])
        table = table.drop(columns=[str(table.index.name)], errors="ignore")
    columns = _ordered(schema, [str(name) for name in table.columns], str(table.index.name))
    # Arrays have no index, so that none is aligned with that of the table.
    typed = {name: _typed(table[name], column, schema).array for name, column in columns.items()}
    result = pd.DataFrame(typed, index=table.index)
    result.attrs = dict(table.attrs)
    return result


def _ordered(schema: TableSchema, names: list[str], index: str) -> dict[str, Column]:
    """Description of every column of the table, in the order of the schema."""
    lacking = [
        column.name
        for column in schema.columns
        if not column.is_family and column.name not in (*names, index)
    ]
    described = {name: schema.column(name) for name in names}
    unknown = [name for name, column in described.items() if column is None]
    problems = [f"column {name!r} is described and not built" for name in lacking]
    problems += [f"column {name!r} is built and not described" for name in unknown]
    if problems:
        raise AnalysisError(
            f"Expected the columns of the table {schema.name!r} as its schema describes them; "
            f"found that {'; '.join(problems)}. Build the column or correct the schema."
        )
    return {
        name: column for column in schema.columns for name in names if described[name] is column
    }


def _typed(values: pd.Series, column: Column, schema: TableSchema) -> pd.Series:
    """Values of a column as the type of its kind."""
    import pandas as pd

    kind = (NULLABLE_TYPES if column.is_nullable else TYPES)[column.kind]
    if values.dtype == kind:
        return values
    try:
        if kind == "bool" and values.isna().any():
            raise ValueError("a missing value where none may be")
        numbers = pd.to_numeric(values, errors="raise") if kind == "float64" else values
        return numbers.astype(kind)
    except (TypeError, ValueError) as error:
        raise AnalysisError(
            f"Expected {column.kind} values in column {values.name!r} of the table "
            f"{schema.name!r}; found others ({error}). Correct what builds the column."
        ) from error
