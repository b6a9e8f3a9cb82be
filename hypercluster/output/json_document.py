"""A whole run as one JSON document, its tables as records.

One record stands on a line, so that two runs can be compared line by line. Numbers have all their
digits. A missing value is null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypercluster.output.about import scope, when_missing
from hypercluster.output.format import Format
from hypercluster.output.typed_tables import described_columns, plain_values, typed_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column


def write_json(results: Results, file: Path) -> None:
    """Write a run.

    Parameters
    ----------
    results
        What to write.
    file
        Where to write it. Its members are `headline`, `scope`, `notes`, `provenance`, `definitions`
        (for each table, what a row, its key and its columns are) and `tables` (for each, an array
        of records).
    """
    from hypercluster.schema import RESULT_TABLES

    tables = typed_tables(results)
    head = {
        "headline": results.headline,
        "scope": scope(),
        "notes": [str(note) for note in results.notes],
        "provenance": results.provenance,
    }
    columns = {
        name: [_description(label, column) for label, column in described_columns(name, table)]
        for name, table in tables.items()
    }
    meanings = {
        name: {"meaning": RESULT_TABLES[name].meaning, "key": list(RESULT_TABLES[name].key)}
        for name in tables
    }
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write("{\n")
        for name, value in head.items():
            stream.write(f"{json_text(name)}: {json_text(value)},\n")
        about = [
            f"{json_text(name)}: {json_text({**meanings[name], 'columns': columns[name]})}"
            for name in tables
        ]
        stream.write('"definitions": {\n' + ",\n".join(about) + '\n},\n"tables": {\n')
        for number, (name, table) in enumerate(tables.items()):
            stream.write(",\n" if number else "")
            stream.write(f"{json_text(name)}: [")
            stream.writelines(separated(json_text(record) for record in records(table)))
            stream.write("\n]")
        stream.write("\n}\n}\n")


def records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows of a table as records of plain values; None where one is missing."""
    names = [str(name) for name in table.columns]
    columns = [plain_values(table[name]) for name in table.columns]
    return (
        (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
        if columns
        else iter(())
    )


def separated(lines: Iterable[str]) -> Iterator[str]:
    """Elements of an array, one on a line."""
    for number, line in enumerate(lines):
        yield f",\n{line}" if number else f"\n{line}"


def json_text(value: object) -> str:
    """A value as JSON on one line, in its own script."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _description(label: str, column: Column) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": label,
        "kind": column.kind,
        "unit": column.unit or None,
        "meaning": column.description,
        "missing": when_missing(column),
    }
    if column.choices:
        description["choices"] = list(column.choices)
    return description


FORMAT = Format(
    "json",
    write_json,
    files={
        "results.json": "The whole run in one document: headline, scope, notes, provenance, "
        "definitions of every column, and all tables as records."
    },
    opening=(
        (
            "Python",
            (
                'pandas.DataFrame(json.loads(pathlib.Path("results.json").read_text("utf-8"))'
                '["tables"]["hubs"])'
            ),
        ),
    ),
)
