"""What can a pack with dates say?

Whether regions move together, and whether industries enter where they are related.
"""

from __future__ import annotations

from hypercluster.analysis.series.angles import NULLS, order_parameter, order_significance
from hypercluster.analysis.series.changes import CHANGES, PHASE_RULES, cycle_phases, growth
from hypercluster.analysis.series.entry import industry_entries
from hypercluster.analysis.series.prediction import (
    area_under_curve,
    entry_calibration,
    entry_prediction,
)
from hypercluster.analysis.series.synchrony import synchrony

__all__ = [
    "CHANGES",
    "NULLS",
    "PHASE_RULES",
    "area_under_curve",
    "cycle_phases",
    "entry_calibration",
    "entry_prediction",
    "growth",
    "industry_entries",
    "order_parameter",
    "order_significance",
    "synchrony",
]
