"""Which kinds of tie join regions?

`LAYERS` is the one list of kinds, in the order of every table, file and page. A new kind is one
file that ends in its record, its name here, and the texts `layers.NAME` of the catalogues. A pack
may supply further layers as `ties`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypercluster.layers.affiliation import AFFILIATION, affiliation, affiliation_weights
from hypercluster.layers.capability import (
    CAPABILITY,
    capability,
    capability_match,
    capability_weights,
    demand,
    saturated_supply,
    supply,
)
from hypercluster.layers.geography import GEOGRAPHY, geography, geography_weights
from hypercluster.layers.institution import INSTITUTION, institution, institution_weights
from hypercluster.layers.kind import Absent, LayerKind
from hypercluster.layers.measured import DIGITAL, measured, measured_kind, measured_ties
from hypercluster.layers.production import (
    PRODUCTION,
    production,
    production_similarity,
    production_weights,
    share_similarity,
)
from hypercluster.words import check_texts

LAYERS: dict[str, LayerKind] = {
    kind.name: kind
    for kind in (PRODUCTION, AFFILIATION, INSTITUTION, GEOGRAPHY, CAPABILITY, DIGITAL)
}


def check_layer_texts(language: str = "en") -> None:
    """Refuse a kind of layer without a name in a language. Those of packs need none.

    Raises
    ------
    AnalysisError
        Names the texts that are missing.
    """
    check_texts([f"layers.{name}" for name in LAYERS], language)


def layer_kinds(measured_names: Iterable[str]) -> Mapping[str, LayerKind]:
    """Kinds by name: those of `LAYERS`, then further layers that a pack measured."""
    further = [name for name in dict.fromkeys(measured_names) if name not in LAYERS]
    return LAYERS | {name: measured_kind(name) for name in further}


__all__ = [
    "LAYERS",
    "Absent",
    "LayerKind",
    "affiliation",
    "affiliation_weights",
    "capability",
    "capability_match",
    "capability_weights",
    "check_layer_texts",
    "demand",
    "geography",
    "geography_weights",
    "institution",
    "institution_weights",
    "layer_kinds",
    "measured",
    "measured_kind",
    "measured_ties",
    "production",
    "production_similarity",
    "production_weights",
    "saturated_supply",
    "share_similarity",
    "supply",
]
