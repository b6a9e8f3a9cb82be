"""What can a pack with dates say?

Whether regions move together, and whether industries enter where they are related.
"""

from __future__ import annotations

from hypercluster.analysis.series.angles import NULLS as NULLS
from hypercluster.analysis.series.angles import order_parameter as order_parameter
from hypercluster.analysis.series.angles import order_significance as order_significance
from hypercluster.analysis.series.changes import CHANGES as CHANGES
from hypercluster.analysis.series.changes import PHASE_RULES as PHASE_RULES
from hypercluster.analysis.series.changes import cycle_phases as cycle_phases
from hypercluster.analysis.series.changes import growth as growth
from hypercluster.analysis.series.entry import industry_entries as industry_entries
from hypercluster.analysis.series.prediction import area_under_curve as area_under_curve
from hypercluster.analysis.series.prediction import entry_calibration as entry_calibration
from hypercluster.analysis.series.prediction import entry_prediction as entry_prediction
from hypercluster.analysis.series.synchrony import synchrony as synchrony
