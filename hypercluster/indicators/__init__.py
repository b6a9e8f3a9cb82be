"""Indicators of regional specialisation: functions of a table of counts, regions x industries.

A region without enterprises and an industry without enterprises get missing values for themselves and
change nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypercluster.indicators.concentration import entropy, herfindahl_index, krugman_between, krugman_index
from hypercluster.indicators.inference import benjamini_hochberg, p_specialised
from hypercluster.indicators.relatedness import density_added, proximity, relatedness_density
from hypercluster.indicators.specialisation import (
    excess_enterprises,
    location_quotient,
    shares,
    specialised,
    symmetric_location_quotient,
    total_shares,
)

INDICATORS: dict[str, Callable[..., Any]] = {
    "share": shares,
    "location_quotient": location_quotient,
    "excess_enterprises": excess_enterprises,
    "p_specialised": p_specialised,
    "krugman_index": krugman_index,
    "herfindahl_index": herfindahl_index,
    "entropy": entropy,
}

__all__ = [
    "INDICATORS",
    "benjamini_hochberg",
    "density_added",
    "entropy",
    "excess_enterprises",
    "herfindahl_index",
    "krugman_between",
    "krugman_index",
    "location_quotient",
    "p_specialised",
    "proximity",
    "relatedness_density",
    "shares",
    "specialised",
    "symmetric_location_quotient",
    "total_shares",
]
