"""Layers of the multiplex: one function each, and one line here.

Every function returns a `Layer`; which of them a pack has the data for is decided by a run.
"""

from __future__ import annotations

from collections.abc import Callable

from hypercluster.layers.affiliation import affiliation, affiliation_weights
from hypercluster.layers.capability import (
    capability,
    capability_match,
    capability_weights,
    demand,
    supply,
)
from hypercluster.layers.geography import geography, geography_weights
from hypercluster.layers.institution import institution, institution_weights
from hypercluster.layers.measured import measured, measured_ties
from hypercluster.layers.production import production, production_similarity, production_weights
from hypercluster.network import Layer

LAYERS: dict[str, Callable[..., Layer]] = {
    "production": production,
    "affiliation": affiliation,
    "institution": institution,
    "geography": geography,
    "capability": capability,
    "digital": measured,
}

__all__ = [
    "LAYERS",
    "affiliation",
    "affiliation_weights",
    "capability",
    "capability_match",
    "capability_weights",
    "demand",
    "geography",
    "geography_weights",
    "institution",
    "institution_weights",
    "measured",
    "measured_ties",
    "production",
    "production_similarity",
    "production_weights",
    "supply",
]
