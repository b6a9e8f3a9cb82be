"""Fills of regions by community: pale, with the letter beside, so that colour never tells alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.drawing.graphs import network_graph

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

ALONE = "#d9d9d9"
_PALENESS = 0.45


def fills(results: Results) -> pd.Series:
    """Pale tint of every region's community; grey for regions alone or in none."""
    from matplotlib.colors import to_rgb

    sizes = results.regions["community"].value_counts()
    tints = network_graph(results)[0]["color"]
    pale = tints.map(lambda tint: _paler(to_rgb(tint)))
    return pale.where(results.regions["community"].map(sizes).fillna(0) > 1, ALONE)


def _paler(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(
        f"{round(255 * (channel + (1 - channel) * _PALENESS)):02x}" for channel in channels
    )


def letters(results: Results) -> pd.Series:
    """Letter of every region's community, empty for regions alone or in none."""
    communities = results.regions["community"]
    sizes = communities.map(communities.value_counts()).fillna(0)
    return communities.astype(object).where(sizes > 1, "")


def in_order(results: Results, *, by: str = "rank") -> list[str]:
    """Regions by community, those alone last, then by rank as a hub or by longitude; what is equal keeps the order of the scheme."""
    order = results.regions.assign(
        letter=letters(results).replace("", "\uffff"),
        rank=results.hubs["rank"].reindex(results.regions.index),
        place=range(len(results.regions)),
    )
    order["length"] = order["letter"].str.len()
    return [
        str(region)
        for region in order.sort_values(["length", "letter", by, "place"], na_position="last").index
    ]
