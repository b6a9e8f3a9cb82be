"""Made-up packs with known answers, and how much of them the analysis recovers.

Known are communities, hubs and linkages, and over time synchrony and entry.
"""

from __future__ import annotations

from hypercluster.synthesis.folder import write_pack
from hypercluster.synthesis.plan import Plan
from hypercluster.synthesis.plant import Planted, resample, synthesise
from hypercluster.synthesis.recover import recovery

__all__ = ["Plan", "Planted", "recovery", "resample", "synthesise", "write_pack"]
