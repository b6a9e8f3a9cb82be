"""Figures for papers: every one a function that takes and returns axes, with its alt text beside it.

`FIGURES` and `ALTS` hold them by name. All but two draw `Results`; `resolution` draws the table of `resolution_profile`, `sensitivity`
that of `sweep`, `sensitivity_overview` an overview of sweeps. Numbers are never computed here: a figure shows what the tables say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypercluster.figures.heatmap import heatmap_alt, plot_heatmap
from hypercluster.figures.hubs import hubs_alt, plot_hubs
from hypercluster.figures.map import map_alt, plot_map
from hypercluster.figures.network import network_alt, plot_network
from hypercluster.figures.opportunities import opportunities_alt, plot_opportunities
from hypercluster.figures.overview import plot_sensitivity_overview, sensitivity_overview_alt
from hypercluster.figures.profile import plot_profile, profile_alt
from hypercluster.figures.resolution import plot_resolution, resolution_alt
from hypercluster.figures.sensitivity import plot_sensitivity, sensitivity_alt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIGURES: dict[str, Callable[..., Axes]] = {
    "map": plot_map,
    "network": plot_network,
    "heatmap": plot_heatmap,
    "hubs": plot_hubs,
    "opportunities": plot_opportunities,
    "resolution": plot_resolution,
    "sensitivity": plot_sensitivity,
    "sensitivity_overview": plot_sensitivity_overview,
    "profile": plot_profile,
}
ALTS: dict[str, Callable[..., str]] = {
    "map": map_alt,
    "network": network_alt,
    "heatmap": heatmap_alt,
    "hubs": hubs_alt,
    "opportunities": opportunities_alt,
    "resolution": resolution_alt,
    "sensitivity": sensitivity_alt,
    "sensitivity_overview": sensitivity_overview_alt,
    "profile": profile_alt,
}
