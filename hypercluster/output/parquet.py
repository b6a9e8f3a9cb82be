"""Tables as Parquet: types, meanings and the run travel inside each file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.output.about import run_facts, scope, when_missing
from hypercluster.output.format import Format, Section
from hypercluster.output.typed_tables import described_columns, typed_tables

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results


def write_parquet(results: Results, file: Path) -> None:
    """Write one table with what it is from.

    Parameters
    ----------
    results
        The run.
    file
        Where to write it. Its stem is a table of `RESULT_TABLES`. Integers are int64, numbers
        double, booleans bool, texts string, and a missing value is null. The metadata of a column
        are meaning, unit, missing and choices. Those of the file are table, headline, scope, doubts
        and the facts of the run (seed, SHA-256 of the pack, ...). pandas, polars, DuckDB and R read
        it as it is.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from hypercluster.schema import RESULT_TABLES

    name = file.stem
    table = typed_tables(results)[name]
    content = pa.Table.from_pandas(table, schema=_schema(name, table), preserve_index=False)
    about = {
        "table": name,
        "meaning": RESULT_TABLES[name].meaning,
        "headline": results.headline,
        "scope": scope(),
    }
    about |= {
        "doubts": "\n".join(map(str, results.notes)),
        **{fact: str(value) for fact, value in run_facts(results).items()},
    }
    pq.write_table(content.replace_schema_metadata({**content.schema.metadata, **about}), file)


def _schema(name: str, table: pd.DataFrame) -> Any:
    """Arrow fields of a table with what each column means."""
    import pyarrow as pa

    types = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "text": pa.string(),
    }
    fields = []
    for label, column in described_columns(name, table):
        about = {
            "meaning": column.description,
            "unit": column.unit,
            "missing": when_missing(column),
            "choices": "; ".join(column.choices),
        }
        about = {key: text for key, text in about.items() if text}
        kind = types[column.kind]
        fields.append(pa.field(label, kind, nullable=column.is_nullable, metadata=about))
    return pa.schema(fields)


FORMAT = Format(
    "parquet",
    write_parquet,
    table_suffix=".parquet",
    tools="R, DuckDB, pandas",
    library="pyarrow",
    extra="parquet",
    opening=(
        (
            "R",
            (
                'hubs <- arrow::read_parquet("hubs.parquet"); the run: '
                'arrow::read_parquet("hubs.parquet", as_data_frame = FALSE)$metadata'
            ),
        ),
        (
            "Python",
            (
                'pandas.read_parquet("hubs.parquet") restores types; '
                'pyarrow.parquet.read_schema("hubs.parquet") shows meanings and the run.'
            ),
        ),
        ("DuckDB", "SELECT name, rank FROM 'hubs.parquet' WHERE is_hub;"),
    ),
    section=Section(
        "Tables",
        "Integers are int64, numbers double, booleans bool, texts string; a missing value is null, "
        "never 0. Meanings and units are also in the metadata of each file.",
    ),
)
