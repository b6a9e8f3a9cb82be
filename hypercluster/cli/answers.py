"""What commands answer in JSON: full precision, null for missing, what ran first."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.words import is_missing

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.sources import DataPack

PACK = ("title", "vintage", "source", "is_synthetic", "sha256")


def answer(values: Mapping[str, Any]) -> None:
    """Print valid JSON in UTF-8."""
    typer.echo(json.dumps(plain(values), ensure_ascii=False, indent=2, allow_nan=False))


def about(results: Results) -> dict[str, Any]:
    """What ran, as the first keys of an answer."""
    provenance = results.provenance
    return {
        "pack": {key: provenance["pack"][key] for key in PACK},
        **{key: provenance[key] for key in ("scheme", "draws", "seed")},
    }


def about_pack(pack: DataPack) -> dict[str, Any]:
    """What data a command read that makes runs of its own."""
    return {key: getattr(pack, key) for key in PACK}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them, a named index first."""
    flat = table.reset_index() if table.index.name else table
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in flat.astype(object).to_dict("records")
    ]


def plain(value: Any) -> Any:
    """A value as JSON has it: missing and infinite become null, library numbers Python's."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_missing(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
