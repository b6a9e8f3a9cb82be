"""Made-up packs with known communities, hubs and linkages, and how much of what was planted the analysis finds again."""

from __future__ import annotations

from hypercluster.synthesis.folder import write_pack
from hypercluster.synthesis.plan import Plan
from hypercluster.synthesis.plant import Planted, resample, synthesise
from hypercluster.synthesis.recover import recovery

__all__ = ["Plan", "Planted", "recovery", "resample", "synthesise", "write_pack"]
