"""Both graphs as tables of nodes and edges with everything a drawing needs: label, place, size, colour.

Places are kilometres east and north of the middle of the map. Sizes run from exactly 4 to 100 (all 4 where nothing tells
nodes apart), because Gephi stretches any other range, and the map with it. Colours are pale: communities of regions,
kinds of actors.
"""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from pyproj import CRS

    from hypercluster.results import Results

SMALLEST, LARGEST = 4.0, 100.0
# Tol's light scheme (https://personal.sron.nl/~pault/), told apart by colour-blind readers; grey is for regions alone.
TINTS = ("#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33", "#aaaa00")
GREY = "#bbbbbb"
ACTOR_TINTS = {
    "region": "#77aadd", "organisation": "#ee8866", "group": "#44bb99", "industry": "#eedd88", "direction": "#ffaabb", "technology": "#99ddff",
}  # fmt: skip
# Parts of the map's reach (its farthest region from the middle): a city's ring, regions that share a point, the outer ring.
_CITY_RING, _SHARED_RING, _OUTER_RING = 0.03, 0.01, 1.25
# On the scale of composites; our choice, so that unranked kinds can be seen without rivalling regions.
_IMPORTANCE = {"industry": 30.0, "direction": 30.0, "technology": 10.0}
_DRAWN = ("label", "x", "y", "size", "color", "latitude", "longitude")


def network_graph(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regions and their ties in every layer.

    Returns
    -------
    tuple of DataFrame
        Nodes indexed by region, with the columns of `regions` and `hubs`; edges with `kind`, the layer, and the
        columns of `ties`. What a node and an edge both have is named `region_...` at the node.
    """
    regions, hubs = results.regions, results.hubs.reindex(results.regions.index)
    nodes = regions[["name"]].rename(columns={"name": "label"})
    nodes[["x", "y"]] = _region_places(regions, _map_crs(results))
    nodes["size"] = _sizes(hubs["composite"])
    nodes["color"] = _community_tints(regions["community"])
    nodes = nodes.join(regions.drop(columns="name"))
    nodes = nodes.join(
        hubs.drop(columns="name")[
            [column for column in hubs.columns.drop("name") if column not in nodes]
        ]
    )
    edges = results.ties.assign(kind=results.ties["layer"])
    shared = nodes.columns.intersection(edges.columns)
    return _drawn_first(nodes.rename(columns={name: f"region_{name}" for name in shared})), edges


def actors_graph(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All actors and their typed ties.

    Regions lie at their seats, organisations on a small ring around their city, everything that has no place of its
    own on a ring around the map.

    Returns
    -------
    tuple of DataFrame
        Nodes indexed by actor, with `actor_kind`; edges with `kind`, repeated as `tie_kind`.
    """
    actors = results.actors.nodes.rename(columns={"kind": "actor_kind"})
    nodes = actors[["label", "actor_kind"]].copy()
    nodes[["x", "y"]] = _actor_places(actors, results.regions, _map_crs(results))
    nodes["size"] = _sizes(_importance(actors, results))
    nodes["color"] = actors["actor_kind"].map(ACTOR_TINTS).fillna(GREY)
    nodes = nodes.join(actors.drop(columns=["label", "actor_kind"]))
    ties = results.actors.ties
    return _drawn_first(nodes), ties.assign(tie_kind=ties["kind"])


def _drawn_first(nodes: pd.DataFrame) -> pd.DataFrame:
    return nodes[[*_DRAWN, *nodes.columns.drop(list(_DRAWN))]]


def _map_crs(results: Results) -> str | None:
    return (results.provenance.get("pack") or {}).get("map_crs")


def _project(places: pd.DataFrame, regions: pd.DataFrame, map_crs: str | None) -> np.ndarray:
    """Kilometres east and north on the pack's map, or on an equal-area map centred on the regions; missing where unknown."""
    import numpy as np
    from pyproj import Transformer

    crs = projection(regions, map_crs)
    transform = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    x, y = transform(
        places["longitude"].to_numpy(dtype=float), places["latitude"].to_numpy(dtype=float)
    )
    kilometres = np.column_stack([x, y]) * crs.axis_info[0].unit_conversion_factor / 1000
    return np.where(np.isfinite(kilometres).all(axis=1, keepdims=True), kilometres, np.nan)


def projection(regions: pd.DataFrame, map_crs: str | None) -> CRS:
    """The pack's projection; where it names none in the plane, an equal-area one centred on the seats."""
    from pyproj import CRS

    crs = CRS.from_user_input(map_crs) if map_crs else None
    if crs is not None and crs.is_projected:
        return crs
    latitude, longitude = middle_of(regions)
    return CRS.from_user_input(
        f"+proj=laea +lat_0={latitude:.4f} +lon_0={longitude:.4f} +datum=WGS84 +units=m +no_defs"
    )


def middle_of(regions: pd.DataFrame) -> tuple[float, float]:
    """Mean position of the seats on the sphere, which knows no seam at 180 degrees; 0, 0 where none is known."""
    import numpy as np

    known = regions[["latitude", "longitude"]].dropna()
    latitude, longitude = np.radians(known.to_numpy(dtype=float)).T
    vectors = np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
    x, y, z = vectors.sum(axis=0)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _region_places(regions: pd.DataFrame, map_crs: str | None) -> np.ndarray:
    places = _project(regions, regions, map_crs)
    middle, reach = _extent(places)
    return _rounded(_ringed(_apart(places - middle, _SHARED_RING * reach), reach))


def _actor_places(actors: pd.DataFrame, regions: pd.DataFrame, map_crs: str | None) -> np.ndarray:
    import numpy as np
    import pandas as pd

    region_places = _project(regions, regions, map_crs)
    middle, reach = _extent(region_places)
    region_places = region_places - middle
    places = _project(actors, regions, map_crs) - middle
    is_organisation = (actors["actor_kind"] == "organisation").to_numpy()
    # An organisation without a point of its own takes the seat of its region.
    row_of_region = regions.index.get_indexer(pd.Index(actors["region"]))
    takes_seat = is_organisation & np.isnan(places).any(axis=1) & (row_of_region >= 0)
    places[takes_seat] = region_places[row_of_region[takes_seat]]
    places[is_organisation] = _apart(
        places[is_organisation], _CITY_RING * reach, is_alone_moved=True
    )
    places[~is_organisation] = _apart(places[~is_organisation], _SHARED_RING * reach)
    return _rounded(_ringed(places, reach))


def _extent(places: np.ndarray) -> tuple[np.ndarray, float]:
    """Middle of the known places and the distance of the farthest from it, at least 1 km; 1000 km where none is known."""
    import numpy as np

    known = places[~np.isnan(places).any(axis=1)]
    if not len(known):
        return np.zeros(2), 1000.0
    middle = (known.min(axis=0) + known.max(axis=0)) / 2
    return middle, max(1.0, float(np.hypot(*(known - middle).T).max()))


def _apart(places: np.ndarray, radius: float, *, is_alone_moved: bool = False) -> np.ndarray:
    """Places with those that coincide moved onto a ring around their point, in order."""
    import numpy as np

    moved = places.copy()
    points: dict[tuple[float, float], list[int]] = {}
    for row, (x, y) in enumerate(np.round(places, 3).tolist()):
        if not math.isnan(x):
            points.setdefault((x, y), []).append(row)
    for rows in points.values():
        if len(rows) > 1 or is_alone_moved:
            moved[rows] += _ring(len(rows), radius)
    return moved


def _ringed(places: np.ndarray, reach: float) -> np.ndarray:
    """Put the unknown places on the outer ring."""
    import numpy as np

    unknown = np.isnan(places).any(axis=1)
    placed = places.copy()
    placed[unknown] = _ring(int(unknown.sum()), _OUTER_RING * reach)
    return placed


def _ring(number: int, radius: float) -> np.ndarray:
    """Points at equal steps on a circle, clockwise from the top."""
    import numpy as np

    angles = 2 * np.pi * np.arange(number) / max(number, 1)
    return np.asarray(radius * np.column_stack([np.sin(angles), np.cos(angles)]))


def _rounded(places: np.ndarray) -> np.ndarray:
    """To the metre, so that another build of PROJ does not change the file; -0 becomes 0."""
    import numpy as np

    return np.asarray(np.round(places, 3) + 0.0)


def _sizes(importance: pd.Series) -> pd.Series:
    """Stretch to 4-100; missing counts as 0, and all are 4 where all are equal."""
    known = importance.astype("float64").fillna(0.0)
    low, high = known.min(), known.max()
    if not high > low:
        return known * 0 + SMALLEST
    return (SMALLEST + (LARGEST - SMALLEST) * (known - low) / (high - low)).round(2)


def _importance(actors: pd.DataFrame, results: Results) -> pd.Series:
    """Composite of regions, a third of it for organisations and groups, a fixed value for kinds that are not ranked."""
    import pandas as pd

    regions = results.hubs["composite"].astype("float64")
    others = results.actor_hubs
    ranked = pd.Series(
        others["composite"].to_numpy(dtype=float) / 3,
        index=pd.Index(others["kind"] + ":" + others["actor"]),
    )
    composites = pd.concat([regions.set_axis("region:" + regions.index), ranked]).reindex(
        actors.index
    )
    return composites.fillna(actors["actor_kind"].map(_IMPORTANCE))


def _community_tints(communities: pd.Series) -> pd.Series:
    """One tint per community in order of its letter; grey for regions alone or in none."""
    sizes = communities.value_counts()
    letters = sorted(sizes.index[sizes > 1], key=lambda letter: (len(str(letter)), str(letter)))
    tints = {letter: _tint(number) for number, letter in enumerate(letters)}
    return (
        communities.map(tints).astype(object).where(communities.isin(letters), GREY).astype("str")
    )


def _tint(number: int) -> str:
    """Tint by number; past the scheme, hues in golden-ratio steps."""
    if number < len(TINTS):
        return TINTS[number]
    channels: Any = colorsys.hls_to_rgb(number * 0.618033988749895 % 1, 0.75, 0.6)
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
