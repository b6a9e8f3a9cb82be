"""Figures for papers: functions that take and return axes, with their alt texts.

`FIGURES` holds one record a figure by name. Numbers are never computed here: a figure shows what
the tables say. A new figure is one module with its record, and a line below.
"""

from __future__ import annotations

from hypercluster.figures import (
    heatmap,
    hubs,
    network,
    opportunities,
    overview,
    profile,
    resolution,
    sensitivity,
)
from hypercluster.figures import map as atlas
from hypercluster.figures.figure import Figure

_MODULES = (
    atlas, network, heatmap, hubs, opportunities, resolution, sensitivity, overview, profile,
)  # fmt: skip
FIGURES: dict[str, Figure] = {module.FIGURE.name: module.FIGURE for module in _MODULES}

__all__ = ["FIGURES", "Figure"]
