"""Indicators of regional specialisation: functions of a table of counts, regions x industries.

A region without enterprises and an industry without enterprises get missing values for themselves and
change nothing else. A result whose value depends on a choice says so in `attrs["convention"]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypercluster.indicators.complexity import (
    economic_complexity,
    fitness_complexity,
    opportunity_gain,
    opportunity_outlook,
)
from hypercluster.indicators.concentration import (
    entropy,
    hachman_index,
    herfindahl_index,
    krugman_between,
    krugman_index,
)
from hypercluster.indicators.inference import (
    benjamini_hochberg,
    location_quotient_interval,
    p_specialised,
    p_underrepresented,
)
from hypercluster.indicators.location import (
    ellison_glaeser,
    hoover_index,
    locational_gini,
    theil_index,
)
from hypercluster.indicators.relatedness import (
    complementary_linkages,
    cooccurrence,
    density_added,
    proximity,
    relatedness_density,
)
from hypercluster.indicators.relatedness import (
    relatedness as normalised_relatedness,
)  # the name is that of the module here
from hypercluster.indicators.similarity import region_similarity
from hypercluster.indicators.spatial import getis_ord, local_moran, moran
from hypercluster.indicators.specialisation import (
    empirical_bayes,
    excess_enterprises,
    location_quotient,
    shares,
    specialised,
    symmetric_location_quotient,
    total_shares,
)
from hypercluster.indicators.variety import related_variety, unrelated_variety

# What each takes is in its signature: counts, specialisations (0 or 1), proximities, plants, or values and spatial weights.
GROUPS: dict[str, dict[str, Callable[..., Any]]] = {
    "specialisation": {
        "share": shares,
        "location_quotient": location_quotient,
        "location_quotient_interval": location_quotient_interval,
        "empirical_bayes": empirical_bayes,
        "symmetric_location_quotient": symmetric_location_quotient,
        "specialised": specialised,
        "excess_enterprises": excess_enterprises,
        "p_specialised": p_specialised,
        "p_underrepresented": p_underrepresented,
    },
    "concentration": {
        "krugman_index": krugman_index,
        "herfindahl_index": herfindahl_index,
        "entropy": entropy,
        "hachman_index": hachman_index,
        "related_variety": related_variety,
        "unrelated_variety": unrelated_variety,
        "hoover_index": hoover_index,
        "locational_gini": locational_gini,
        "theil_index": theil_index,
        "ellison_glaeser": ellison_glaeser,
    },
    "relatedness": {
        "cooccurrence": cooccurrence,
        "proximity": proximity,
        "relatedness": normalised_relatedness,
        "relatedness_density": relatedness_density,
        "complementary_linkages": complementary_linkages,
        "region_similarity": region_similarity,
    },
    "complexity": {
        "economic_complexity": economic_complexity,
        "fitness_complexity": fitness_complexity,
        "opportunity_outlook": opportunity_outlook,
        "opportunity_gain": opportunity_gain,
    },
    "spatial": {"moran": moran, "local_moran": local_moran, "getis_ord": getis_ord},
}

# Those that take counts alone and give values a region.
INDICATORS: dict[str, Callable[..., Any]] = {
    "share": shares,
    "location_quotient": location_quotient,
    "excess_enterprises": excess_enterprises,
    "p_specialised": p_specialised,
    "krugman_index": krugman_index,
    "herfindahl_index": herfindahl_index,
    "entropy": entropy,
    "hachman_index": hachman_index,
}

__all__ = [
    "GROUPS",
    "INDICATORS",
    "benjamini_hochberg",
    "complementary_linkages",
    "cooccurrence",
    "density_added",
    "economic_complexity",
    "ellison_glaeser",
    "empirical_bayes",
    "entropy",
    "excess_enterprises",
    "fitness_complexity",
    "getis_ord",
    "hachman_index",
    "herfindahl_index",
    "hoover_index",
    "krugman_between",
    "krugman_index",
    "local_moran",
    "location_quotient",
    "location_quotient_interval",
    "locational_gini",
    "moran",
    "opportunity_gain",
    "opportunity_outlook",
    "p_specialised",
    "p_underrepresented",
    "proximity",
    "region_similarity",
    "related_variety",
    "relatedness_density",
    "shares",
    "specialised",
    "symmetric_location_quotient",
    "theil_index",
    "total_shares",
    "unrelated_variety",
]
