"""The data dictionary: every table and column as Markdown, from what checks them."""

from __future__ import annotations

from collections.abc import Mapping

from hypercluster.columns import Column, TableSchema
from hypercluster.schema.compare_tables import COMPARE_TABLES
from hypercluster.schema.pack_tables import PACK_TABLES
from hypercluster.schema.result_tables import RESULT_TABLES
from hypercluster.schema.series_tables import SERIES_TABLES
from hypercluster.schema.study_tables import STUDY_TABLES


def data_dictionary() -> str:
    """Markdown text of `docs/data-dictionary.md`."""
    parts = [
        "# Data dictionary",
        (
            "Generated from `hypercluster/schema`; do not edit by hand "
            "(`python -m hypercluster.schema.dictionary > docs/data-dictionary.md`)."
        ),
        "## Tables of a data pack",
        (
            "Only `areas` and `enterprises` are required. What else is missing switches off what "
            "needs it, and the run says so."
        ),
        *_tables(PACK_TABLES),
        "## Tables of a run",
        (
            "Pairs are unordered and stand once, with `source` < `target`. A name with `{}` stands "
            "for one column per layer or role."
        ),
        *_tables(RESULT_TABLES),
        "## Tables made on demand",
        (
            "Comparisons, sweeps, series, profiles and studies return these; a run does not write "
            "them."
        ),
        *_tables({**SERIES_TABLES, **COMPARE_TABLES, **STUDY_TABLES}),
    ]
    return "\n\n".join(parts) + "\n"


def _tables(schemas: Mapping[str, TableSchema]) -> list[str]:
    return [
        text
        for schema in schemas.values()
        for text in (f"### {schema.name}", f"{schema.meaning}{_key(schema)}", _columns(schema))
    ]


def _key(schema: TableSchema) -> str:
    required = " Required." if schema.is_required else ""
    return (
        f"{required} Key: {', '.join(f'`{name}`' for name in schema.key)}."
        if schema.key
        else required
    )


def _columns(schema: TableSchema) -> str:
    rows = [
        f"| `{column.name}` | {_kind(column)} | {column.unit} | {column.description} |"
        for column in schema.columns
    ]
    return "\n".join(["| column | kind | unit | meaning |", "| --- | --- | --- | --- |", *rows])


def _kind(column: Column) -> str:
    limits = [column.kind]
    limits += ["may be missing"] if column.is_nullable else []
    limits += ["optional column"] if column.is_optional else []
    limits += [f"one of {', '.join(column.choices)}"] if column.choices else []
    limits += [f"in `{column.references}`"] if column.references else []
    return ", ".join(limits)


if __name__ == "__main__":
    import sys

    sys.stdout.write(data_dictionary())
