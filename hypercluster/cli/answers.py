"""What commands answer in JSON: full precision, null for missing, what ran first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.views.plain_data import plain

if TYPE_CHECKING:
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
