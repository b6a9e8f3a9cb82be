"""The order of the analysis.

The pack's tables become inputs, `once` runs the whole analysis once, and `analyse` adds draws.
"""

from __future__ import annotations

from hypercluster.run.analyse import analyse
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.once import Run, once
from hypercluster.run.perturb import perturb
from hypercluster.run.resolution import resolution_profile
from hypercluster.run.spatial import spatial_indicators

__all__ = [
    "Inputs",
    "Run",
    "analyse",
    "once",
    "perturb",
    "prepare",
    "resolution_profile",
    "spatial_indicators",
]
