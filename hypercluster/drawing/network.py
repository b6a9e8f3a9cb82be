"""Both graphs as tables for drawing, and positions in the ring.

Positions are kilometres east and north of the middle of the map. Sizes run from exactly 4 to 100
(all 4 where nothing tells nodes apart), because Gephi stretches any other range, and the map with
it. Colours are pale: communities of regions, kinds of actors.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypercluster.drawing.geometry import ring_points
from hypercluster.drawing.map import longitudes, map_crs, projection
from hypercluster.drawing.palette import GREY, TINTS, community_letters, community_tints
from hypercluster.schema.actor_tables import ACTOR_KINDS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.results import Results

SMALLEST, LARGEST = 4.0, 100.0
ACTOR_TINTS = dict(zip(ACTOR_KINDS, (TINTS[number] for number in (0, 1, 3, 2, 4, 5)), strict=True))
# Parts of the map's reach, which is the distance of the farthest region from the middle.
_CITY_RING, _SHARED_RING, _OUTER_RING = 0.03, 0.01, 1.25
# On the scale of composites, our choice: unranked kinds can be seen without rivalling regions.
_IMPORTANCE = {"industry": 30.0, "direction": 30.0, "technology": 10.0}
_DRAWING_COLUMNS = ["label", "x", "y", "size", "color", "latitude", "longitude"]
_GAP = 0.6  # between communities in the ring, in steps of it


def community_order(results: Results, *, by: str = "rank") -> list[str]:
    """Regions by community, those alone last, then by rank as a hub or by longitude.

    What is equal keeps the order of the scheme. Longitudes count from the widest empty arc.
    """
    regions = results.regions
    order = regions.assign(
        letter=community_letters(regions).replace("", "\uffff"),
        rank=results.hubs["rank"].reindex(regions.index),
        longitude=longitudes(regions),
        row=range(len(regions)),
    )
    order["length"] = order["letter"].str.len()
    order = order.sort_values(["length", "letter", by, "row"], na_position="last")
    return [str(region) for region in order.index]


def ring(results: Results) -> pd.DataFrame:
    """Positions of the regions in the ring, by community and then longitude.

    Returns
    -------
    DataFrame
        Index region, in order: `angle` in radians, clockwise from the top, with a gap between
        communities; `letter` of the community, empty for regions alone.
    """
    import numpy as np
    import pandas as pd

    order = community_order(results, by="longitude")
    letters = community_letters(results.regions)[order]
    is_first = (letters != letters.shift(fill_value=letters.iloc[0])).to_numpy()
    steps = np.arange(len(order)) + _GAP * np.cumsum(is_first)
    whole = steps[-1] + 1.0 + (_GAP if is_first.any() else 0.0)
    index = pd.Index(order, name="region")
    return pd.DataFrame({"angle": 2 * np.pi * steps / whole, "letter": letters.to_numpy()}, index)


def network_graph(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regions and their ties in every layer.

    Returns
    -------
    tuple of DataFrame
        Nodes indexed by region, with the columns of `regions` and `hubs`. Edges with `kind`, the
        layer, and the columns of `ties`. What a node and an edge both have is named `region_...`
        at the node.
    """
    regions, hubs = results.regions, results.hubs.reindex(results.regions.index)
    nodes = regions[["name"]].rename(columns={"name": "label"})
    positions = _project(regions, results)
    middle, reach = _extent(positions)
    positions = _apart(positions - middle, _SHARED_RING * reach)
    nodes[["x", "y"]] = _rounded(_ringed(positions, reach))
    nodes["size"] = _sizes(hubs["composite"])
    nodes["color"] = community_tints(regions)
    nodes = nodes.join(regions.drop(columns="name"))
    nodes = nodes.join(hubs[[c for c in hubs.columns if c != "name" and c not in nodes]])
    edges = results.ties.assign(kind=results.ties["layer"])
    shared = nodes.columns.intersection(edges.columns)
    return _drawing_first(nodes.rename(columns={c: f"region_{c}" for c in shared})), edges


def actors_graph(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All actors and their typed ties.

    Regions lie at their seats, organisations on a small ring around their city, everything that
    has no place of its own on a ring around the map.

    Returns
    -------
    tuple of DataFrame
        Nodes indexed by actor, with `actor_kind`. Edges with `kind`, repeated as `tie_kind`.
    """
    actors = results.actors.nodes.rename(columns={"kind": "actor_kind"})
    nodes = actors[["label", "actor_kind"]].copy()
    nodes[["x", "y"]] = _actor_positions(actors, results)
    nodes["size"] = _sizes(_importance(actors, results))
    nodes["color"] = actors["actor_kind"].map(ACTOR_TINTS).fillna(GREY)
    nodes = nodes.join(actors.drop(columns=["label", "actor_kind"]))
    ties = results.actors.ties
    return _drawing_first(nodes), ties.assign(tie_kind=ties["kind"])


def _drawing_first(nodes: pd.DataFrame) -> pd.DataFrame:
    return nodes[[*_DRAWING_COLUMNS, *nodes.columns.drop(_DRAWING_COLUMNS)]]


def _project(seats: pd.DataFrame, results: Results) -> np.ndarray:
    """Kilometres east and north on the map of the run, missing where coordinates are."""
    import numpy as np
    from pyproj import Transformer

    crs = projection(results.regions, map_crs(results))
    transform = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    coordinates = seats[["longitude", "latitude"]].to_numpy(dtype=float)
    metres = np.column_stack(transform(*coordinates.T)) * crs.axis_info[0].unit_conversion_factor
    return np.where(np.isfinite(metres).all(axis=1, keepdims=True), metres / 1000, np.nan)


def _actor_positions(actors: pd.DataFrame, results: Results) -> np.ndarray:
    import numpy as np
    import pandas as pd

    seats = _project(results.regions, results)
    middle, reach = _extent(seats)
    positions = _project(actors, results) - middle
    is_organisation = (actors["actor_kind"] == "organisation").to_numpy()
    # An organisation without a point of its own takes the seat of its region.
    row_of_region = results.regions.index.get_indexer(pd.Index(actors["region"]))
    takes_seat = is_organisation & np.isnan(positions).any(axis=1) & (row_of_region >= 0)
    positions[takes_seat] = seats[row_of_region[takes_seat]] - middle
    positions[is_organisation] = _apart(
        positions[is_organisation], _CITY_RING * reach, is_alone_moved=True
    )
    positions[~is_organisation] = _apart(positions[~is_organisation], _SHARED_RING * reach)
    return _rounded(_ringed(positions, reach))


def _extent(positions: np.ndarray) -> tuple[np.ndarray, float]:
    """Middle of the positions and the distance of the farthest from it, at least 1 km.

    0, 0 and 1000 km where no position is there.
    """
    import numpy as np

    points = positions[~np.isnan(positions).any(axis=1)]
    if not len(points):
        return np.zeros(2), 1000.0
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return middle, max(1.0, float(np.hypot(*(points - middle).T).max()))


def _apart(positions: np.ndarray, radius: float, *, is_alone_moved: bool = False) -> np.ndarray:
    """Positions with those that coincide moved onto a ring around their point."""
    import numpy as np

    moved = positions.copy()
    points: dict[tuple[float, float], list[int]] = {}
    for row, (x, y) in enumerate(np.round(positions, 3).tolist()):
        if not math.isnan(x):
            points.setdefault((x, y), []).append(row)
    for rows in points.values():
        if len(rows) > 1 or is_alone_moved:
            moved[rows] += ring_points(len(rows), radius)
    return moved


def _ringed(positions: np.ndarray, reach: float) -> np.ndarray:
    """Positions with the missing ones on the outer ring."""
    import numpy as np

    is_missing = np.isnan(positions).any(axis=1)
    placed = positions.copy()
    placed[is_missing] = ring_points(int(is_missing.sum()), _OUTER_RING * reach)
    return placed


def _rounded(positions: np.ndarray) -> np.ndarray:
    """To the metre, so that another build of PROJ does not change the file."""
    import numpy as np

    return np.asarray(np.round(positions, 3) + 0.0)  # -0 becomes 0


def _sizes(importance: pd.Series) -> pd.Series:
    """Importance stretched to 4-100.

    Missing counts as 0, and all are 4 where all are equal.
    """
    values = importance.astype("float64").fillna(0.0)
    low, high = values.min(), values.max()
    if not high > low:
        return values * 0 + SMALLEST
    return (SMALLEST + (LARGEST - SMALLEST) * (values - low) / (high - low)).round(2)


def _importance(actors: pd.DataFrame, results: Results) -> pd.Series:
    """Composite of regions, a third of it for organisations and groups.

    Kinds that are not ranked have a fixed value.
    """
    import pandas as pd

    regions, others = results.hubs["composite"].astype("float64"), results.actor_hubs
    codes = pd.Index(others["kind"] + ":" + others["actor"])
    thirds = pd.Series(others["composite"].to_numpy(dtype=float) / 3, index=codes)
    composites = pd.concat([regions.set_axis("region:" + regions.index), thirds])
    return composites.reindex(actors.index).fillna(actors["actor_kind"].map(_IMPORTANCE))
