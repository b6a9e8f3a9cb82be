"""Made-up packs with known answers, and how much of them the analysis recovers.

Known are communities, hubs and linkages, and over time synchrony and entry.
"""

from __future__ import annotations

from hypercluster.synthesis.baselines import baselines as baselines
from hypercluster.synthesis.behaviour import Behaviour as Behaviour
from hypercluster.synthesis.behaviour import behave as behave
from hypercluster.synthesis.folder import write_pack as write_pack
from hypercluster.synthesis.plan import Plan as Plan
from hypercluster.synthesis.plant import Planted as Planted
from hypercluster.synthesis.plant import resample as resample
from hypercluster.synthesis.plant import synthesise as synthesise
from hypercluster.synthesis.recover import recovery as recovery
