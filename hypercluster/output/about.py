"""What a file says of itself: scope, the run that it is from, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.output.typed_tables import described_columns, typed_tables
from hypercluster.words import text

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column


_OF_THE_PACK = {"pack": "title", "vintage": "vintage", "source": "source", "pack_sha256": "sha256"}


def scope() -> str:
    """How far results of one cross-section go."""
    return text("scope.files")


def run_facts(results: Results) -> dict[str, Any]:
    """Version, scheme, seed, draws and pack of a run, without what is unknown."""
    provenance, pack = results.provenance, results.provenance.get("pack") or {}
    facts = {name: provenance.get(name) for name in ("hypercluster", "scheme", "seed", "draws")}
    facts |= {name: pack.get(key) for name, key in _OF_THE_PACK.items()}
    if pack.get("is_synthetic"):
        facts["data"] = "synthetic: made up to test or to teach, not observed"
    return {name: value for name, value in facts.items() if value not in (None, "")}


def when_missing(column: Column) -> str:
    """When a cell of a column is empty, or that it never is."""
    if not column.is_nullable:
        return "never"
    return column.missing or "not known, not defined, or none"


def definitions(results: Results) -> pd.DataFrame:
    """Kind, unit, meaning and choices of every column of every table, one a row."""
    import pandas as pd

    rows = [
        (
            name,
            label,
            column.kind,
            column.unit or None,
            column.description,
            "; ".join(column.choices) or None,
            when_missing(column),
        )
        for name, table in typed_tables(results).items()
        for label, column in described_columns(name, table)
    ]
    return pd.DataFrame(
        rows,
        columns=["table", "column", "kind", "unit", "meaning", "choices", "missing"],
        dtype="str",
    )
