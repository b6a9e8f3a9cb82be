"""The map that reports and figures draw: polygons in the plane of the pack's projection, simple enough to draw, with borders that still meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.drawing.graphs import projection
from hypercluster.regions import SEPARATOR

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely
    from pyproj import CRS

    from hypercluster.results import Results

_SEAM_METRES = 200.0  # wider than what projecting both sides of the 180 degree meridian can leave open, narrower than anything drawn
_LARGEST_CHANGE = 0.01


@dataclass(frozen=True, eq=False)
class MapLayers:
    """What a map is drawn from, all in metres of one projection.

    Attributes
    ----------
    regions
        Polygons with all columns of `Results.regions`, in scheme order.
    surroundings
        Polygons of the areas around them; only `geometry`, may be empty.
    seats
        Points of the seats by region; empty points where a seat has no coordinates.
    crs
        The projection.
    """

    regions: gpd.GeoDataFrame
    surroundings: gpd.GeoDataFrame
    seats: gpd.GeoSeries
    crs: CRS


def map_layers(results: Results, *, simplify_km: float = 3.0) -> MapLayers:
    """Projected and simplified polygons and seats of a run.

    Shared borders are simplified once for both sides (Visvalingam-Whyatt on the coverage), so that neighbours still meet; parts that
    the 180 degree meridian cuts are joined again afterwards.

    Parameters
    ----------
    results
        A run whose pack has boundaries.
    simplify_km
        Detail that is left out: corners of triangles smaller than the square of this length. 0 keeps every point. An area that would
        change its size by more than 1 % keeps its own corners.

    Raises
    ------
    AnalysisError
        The pack has no boundaries.
    """
    import geopandas as gpd

    crs = projection(results.regions, (results.provenance.get("pack") or {}).get("map_crs"))
    areas = results.to_geopandas().iloc[:0] if results.boundaries is None else results.boundaries()
    plane = areas.to_crs(crs)
    healed = _simplified(plane, simplify_km * 1000) if simplify_km > 0 else plane
    region_of = {
        area: region
        for region, joined in results.regions["areas"].items()
        for area in joined.split(SEPARATOR)
    }
    inside = healed[healed.index.isin(region_of)]
    shapes = inside.assign(region=[region_of[area] for area in inside.index]).dissolve(
        by="region", sort=False
    )
    regions = shapes.reindex(results.regions.index).join(results.regions)
    places = results.regions[["longitude", "latitude"]].astype("float64")
    points = gpd.GeoSeries(
        gpd.points_from_xy(places["longitude"], places["latitude"]),
        index=places.index,
        crs="EPSG:4326",
    )
    return MapLayers(
        regions=gpd.GeoDataFrame(regions, geometry="geometry", crs=crs),
        surroundings=healed[~healed.index.isin(region_of)],
        seats=points.to_crs(crs),
        crs=crs,
    )


def _simplified(areas: gpd.GeoDataFrame, metres: float) -> gpd.GeoDataFrame:
    """Areas with fewer corners; islands too small to draw are left out unless an area has nothing else."""
    import geopandas as gpd
    import shapely

    parts = areas.geometry.explode(index_parts=False)
    is_drawn = (parts.area >= metres**2 / 4) | (
        parts.area == parts.area.groupby(level=0).transform("max")
    )
    parts = parts[is_drawn]
    simple = gpd.GeoSeries(
        shapely.coverage_simplify(parts.to_numpy(), metres), index=parts.index, crs=areas.crs
    )
    joined = gpd.GeoDataFrame(geometry=simple).dissolve(by=simple.index.name, sort=False)
    seam = joined.geometry.buffer(_SEAM_METRES, join_style="mitre").buffer(
        -_SEAM_METRES, join_style="mitre"
    )
    is_cut = joined.geometry.geom_type.eq("MultiPolygon") & (
        seam.apply(_number_of_parts) < joined.geometry.apply(_number_of_parts)
    )
    joined.loc[is_cut, "geometry"] = seam[is_cut]
    simplified = joined.reindex(areas.index)
    # An area as small as the detail that is left out keeps all of its corners; it then covers its neighbours by less than that detail.
    is_changed = (simplified.geometry.area / areas.geometry.area - 1).abs() > _LARGEST_CHANGE
    simplified.loc[is_changed, "geometry"] = areas.geometry[is_changed]
    return simplified


def _number_of_parts(shape: shapely.Geometry) -> int:
    return len(getattr(shape, "geoms", [shape]))
