"""The order of the analysis: the pack's tables become inputs, `once` runs the whole analysis once, `analyse` adds draws."""

from __future__ import annotations

from hypercluster.pipeline.analyse import analyse
from hypercluster.pipeline.inputs import Inputs, perturb, prepare
from hypercluster.pipeline.once import Found, once
from hypercluster.pipeline.resolution import resolution_profile
from hypercluster.pipeline.spatial import spatial_indicators

__all__ = ["Found", "Inputs", "analyse", "once", "perturb", "prepare", "resolution_profile", "spatial_indicators"]
