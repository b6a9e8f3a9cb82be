"""The map in the plane: projection, polygons, seats, circles, first linkages."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.drawing.geometry import Box, Point, curve
from hypercluster.regions import area_membership
from hypercluster.sources.territories import is_finite, mended

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely
    from pyproj import CRS

    from hypercluster.results import Results

# Wider than what projecting both sides of the 180 degree meridian can leave open, and narrower
# than anything that is drawn.
_SEAM_METRES = 200.0
_LARGEST_CHANGE = 0.01
_SMALLEST_CIRCLE = 0.2  # of the largest radius, so that a region without a composite can be seen
RIM = 0.04


@dataclass(frozen=True, eq=False)
class MapLayers:
    """What a map is drawn from, all in metres of one projection.

    Attributes
    ----------
    regions
        Polygons with all columns of `Results.regions`, in scheme order.
    surroundings
        Polygons of the areas around them, only `geometry`. May be empty.
    seats
        Points of the seats by region, missing where a seat has no coordinates.
    crs
        The projection.
    """

    regions: gpd.GeoDataFrame
    surroundings: gpd.GeoDataFrame
    seats: gpd.GeoSeries
    crs: CRS

    def __repr__(self) -> str:
        return f"MapLayers({len(self.regions)} regions, {len(self.surroundings)} around them)"


def map_layers(results: Results, *, simplify_km: float = 3.0) -> MapLayers:
    """Projected and simplified polygons and seats of a run.

    Shared borders are simplified once for both sides (Visvalingam-Whyatt on the coverage), so that
    neighbours still meet. Parts that the 180 degree meridian cuts are joined again afterwards.

    Parameters
    ----------
    results
        A run whose pack has boundaries.
    simplify_km
        Detail that is left out: corners of triangles smaller than the square of this length. 0
        keeps every point. An area that would change its size by more than 1 % keeps its corners.

    Raises
    ------
    AnalysisError
        The pack has no boundaries.
    """
    import geopandas as gpd

    crs = projection(results.regions, map_crs(results))
    areas = results.to_geopandas().iloc[:0] if results.boundaries is None else results.boundaries()
    plane = areas.to_crs(crs)
    plane = plane[is_finite(plane.geometry)]  # a projection need not reach the surroundings
    plane = plane.set_geometry(mended(plane.geometry)).dropna()
    simple = _simplified(plane, simplify_km * 1000) if simplify_km > 0 else plane
    region_of = area_membership(results.regions)
    is_inside = simple.index.isin(region_of.index)
    inside = simple[is_inside]
    shapes = inside.assign(region=inside.index.map(region_of)).dissolve(by="region", sort=False)
    regions = shapes.reindex(results.regions.index).join(results.regions)
    coordinates = results.regions[["longitude", "latitude"]].astype("float64")
    points = gpd.points_from_xy(coordinates["longitude"], coordinates["latitude"], crs="EPSG:4326")
    seats = gpd.GeoSeries(points, index=coordinates.index).to_crs(crs)
    return MapLayers(
        regions=gpd.GeoDataFrame(regions, geometry="geometry", crs=crs),
        surroundings=simple[~is_inside],
        seats=seats.where(is_finite(seats)),  # a point without coordinates is not empty to shapely
        crs=crs,
    )


def map_crs(results: Results) -> str | None:
    """Projection that the pack names, if any."""
    return (results.provenance.get("pack") or {}).get("map_crs")


def projection(regions: pd.DataFrame, crs_name: str | None) -> CRS:
    """The pack's projection, or an equal-area one centred on the seats.

    The second is taken where the pack names no projection in the plane.
    """
    from pyproj import CRS

    crs = CRS.from_user_input(crs_name) if crs_name else None
    if crs is not None and crs.is_projected:
        return crs
    latitude, longitude = middle_of(regions)
    return CRS.from_user_input(
        f"+proj=laea +lat_0={latitude:.4f} +lon_0={longitude:.4f} +datum=WGS84 +units=m +no_defs"
    )


def middle_of(regions: pd.DataFrame) -> tuple[float, float]:
    """Mean position of the seats on the sphere: latitude and longitude in degrees.

    The sphere knows no seam at 180 degrees. 0, 0 where no seat has coordinates.
    """
    import numpy as np

    seats = regions[["latitude", "longitude"]].dropna()
    latitude, longitude = np.radians(seats.to_numpy(dtype=float)).T
    vectors = [
        np.cos(latitude) * np.cos(longitude),
        np.cos(latitude) * np.sin(longitude),
        np.sin(latitude),
    ]
    x, y, z = np.column_stack(vectors).sum(axis=0)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def places(layers: MapLayers) -> dict[str, Point]:
    """Points of the regions in metres: seats, or else points inside polygons."""
    points = layers.seats.where(
        ~(layers.seats.is_empty | layers.seats.isna()),
        layers.regions.geometry.representative_point(),
    )
    return {
        str(region): (point.x, point.y) for region, point in points.items() if point is not None
    }


def first_linkages(results: Results, ranking: str, count: int) -> pd.DataFrame:
    """The best ranked linkages with all their columns, best first."""
    ranked = results.linkages.dropna(subset=[f"{ranking}_rank"])
    return ranked.sort_values(f"{ranking}_rank", kind="stable").head(count)


def link_ends(points: dict[str, Point], linkages: pd.DataFrame) -> list[tuple[str, str]]:
    """Ends of linkages from west to east, so that their curves bend north.

    Linkages of regions without a place are left out.
    """
    return [
        (a, b) if points[a] <= points[b] else (b, a)
        for a, b in zip(linkages["source"], linkages["target"], strict=True)
        if a in points and b in points
    ]


def extent(layers: MapLayers, linkages: pd.DataFrame) -> Box:
    """Rectangle of the regions, their places and the curves of linkages, with a rim."""
    import numpy as np

    points = places(layers)
    corners = np.array(layers.regions.total_bounds).reshape(2, 2)
    curves = [curve(points[a], points[b]) for a, b in link_ends(points, linkages)]
    stacked = np.vstack([corners, np.reshape(list(points.values()), (-1, 2)), *curves])
    (left, bottom), (right, top) = stacked.min(axis=0).tolist(), stacked.max(axis=0).tolist()
    rim = RIM * max(right - left, top - bottom)
    return Box(left - rim, bottom - rim, right + rim, top + rim)


def hub_radii(hubs: pd.DataFrame, largest: float) -> pd.Series:
    """Radii of circles by region, whose areas grow with the composite."""
    composite = hubs["composite"].astype("float64").fillna(0.0)
    top = float(composite.max()) if len(composite) else 0.0
    share = (composite / top) ** 0.5 if top > 0 else composite * 0
    return (_SMALLEST_CIRCLE + (1 - _SMALLEST_CIRCLE) * share) * largest


def by_rank(hubs: pd.DataFrame, regions: Iterable[str]) -> list[str]:
    """Regions by their rank as a hub, strongest first, those without one last."""
    ranks = hubs["rank"].reindex(list(regions))
    return [str(region) for region in ranks.sort_values(kind="stable", na_position="last").index]


def longitudes(regions: pd.DataFrame) -> np.ndarray:
    """Degrees east of the widest empty arc, so that no order breaks at 180 degrees."""
    import numpy as np

    degrees: np.ndarray = regions["longitude"].to_numpy(dtype=float)
    turned = np.sort(degrees[~np.isnan(degrees)] % 360)
    if not len(turned):
        return degrees
    gaps = np.diff(np.append(turned, turned[0] + 360))
    start = turned[(int(np.argmax(gaps)) + 1) % len(turned)]
    return np.asarray((degrees - start) % 360)


def _simplified(areas: gpd.GeoDataFrame, metres: float) -> gpd.GeoDataFrame:
    """Areas with fewer corners.

    Islands too small to draw are left out unless an area has nothing else.
    """
    import geopandas as gpd
    import shapely

    parts = areas.geometry.explode(index_parts=False)
    largest = parts.area.groupby(level=0).transform("max")
    parts = parts[(parts.area >= metres**2 / 4) | (parts.area == largest)]
    corners = shapely.coverage_simplify(parts.to_numpy(), metres)
    simple = gpd.GeoDataFrame(geometry=corners, index=parts.index, crs=areas.crs)
    # Neighbours that overlap are no coverage, and may cross themselves now.
    simple = simple.set_geometry(mended(simple.geometry)).dropna()
    joined = simple.dissolve(by=simple.index.name, sort=False)
    # Growing and shrinking again closes the seam; only areas that it joins take the new shape.
    healed = joined.geometry.buffer(_SEAM_METRES, join_style="mitre")
    healed = healed.buffer(-_SEAM_METRES, join_style="mitre")
    is_cut = healed.apply(_number_of_parts) < joined.geometry.apply(_number_of_parts)
    joined.loc[is_cut, "geometry"] = healed[is_cut]
    simplified = joined.reindex(areas.index)
    # An area as small as the detail that is left out keeps all of its corners. It then covers its
    # neighbours by less than that detail.
    is_same = (simplified.geometry.area / areas.geometry.area - 1).abs() <= _LARGEST_CHANGE
    simplified.loc[~is_same, "geometry"] = areas.geometry[~is_same]
    return simplified


def _number_of_parts(shape: shapely.Geometry) -> int:
    return len(getattr(shape, "geoms", [shape]))
