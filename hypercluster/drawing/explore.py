"""The map of `Results.explore`: folium layers of regions, linkages and hubs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.geometry import Point, geodesic
from hypercluster.drawing.map import first_linkages, hub_radii
from hypercluster.errors import AnalysisError, MissingExtraError
from hypercluster.words import span

if TYPE_CHECKING:
    import folium
    import geopandas as gpd
    import pandas as pd
    from shapely import LineString

    from hypercluster.results import Results

NEEDED = ("folium", "mapclassify", "matplotlib")
LARGEST = 14.0  # radius of a circle in pixels
INK = "#20262d"
TOOLTIP = ("name", "macroregion", "seat", "enterprises", "organisations", "community_name")


def explore_map(results: Results, column: str, *, linkages: int, **options: Any) -> folium.Map:
    """Map of polygons with all columns of `regions`, hubs and linkages.

    See `Results.explore`.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"Expected {', '.join(missing)} for a map to move about in; found none. "
            'Run: pip install "hypercluster[explore]"'
        )
    regions = results.to_geopandas()
    columns = regions.columns.drop("geometry")
    if column not in columns:
        raise AnalysisError(
            f"Expected a column of the table regions; found {column!r}. "
            f"Columns: {', '.join(columns)}."
        )
    import folium

    tooltip = [*TOOLTIP, *([column] if column not in TOOLTIP else [])]
    style = {"fillOpacity": 0.5, "weight": 1}
    defaults = {"tiles": None, "name": "regions", "tooltip": tooltip, "style_kwds": style}
    page: folium.Map = _plain(regions).explore(column=column, **{**defaults, **options})
    lines = _linkages(results, linkages)
    if len(lines):
        facts = list(lines.columns.drop("geometry"))
        weight = {"weight": 2}
        lines.explore(m=page, name="linkages", color=INK, style_kwds=weight, tooltip=facts)
    seats = _hubs(results)
    if len(seats):
        seats.explore(
            m=page,
            name="hubs",
            color=INK,
            marker_type="circle_marker",
            style_kwds={
                "style_function": lambda feature: {"radius": feature["properties"]["radius"]},
                "fillOpacity": 0.9,
            },
            tooltip=["name", "rank", "range", "score"],
        )
    folium.LayerControl().add_to(page)
    return page


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without extension types, which the map's JSON does not know."""
    kinds = table.dtypes.astype(str)
    return table.astype(dict.fromkeys(kinds[kinds.isin(["boolean", "Int64", "str"])].index, object))


def _seats(results: Results) -> pd.DataFrame:
    return results.regions[["longitude", "latitude"]].dropna().astype("float64")


def _hubs(results: Results) -> gpd.GeoDataFrame:
    """Seats of the regions with the radius of their circle."""
    import geopandas as gpd

    seats = _seats(results)
    hubs = results.hubs.loc[results.hubs.index.isin(seats.index)]
    seats = seats.loc[hubs.index]
    facts = {
        "name": hubs["name"].astype(object),
        "rank": hubs["rank"].astype(object),
        "range": _ranges(hubs, ""),
        "score": hubs["composite"].astype("float64").fillna(0.0).round(1),
        "radius": hub_radii(hubs, LARGEST),
    }
    points = gpd.points_from_xy(seats["longitude"], seats["latitude"], crs="EPSG:4326")
    return gpd.GeoDataFrame(facts, geometry=points, index=hubs.index)


def _linkages(results: Results, count: int) -> gpd.GeoDataFrame:
    """Great circles of the strongest linkages between regions with a seat."""
    import geopandas as gpd

    seats = _seats(results)
    name = results.provenance["settings"]["linkages"]["ranking"]
    first = first_linkages(results, name, len(results.linkages))
    first = first[first["source"].isin(seats.index) & first["target"].isin(seats.index)]
    first = first.head(count)
    facts = {
        "linkage": first["source_name"] + " – " + first["target_name"],
        "rank": first[f"{name}_rank"].astype(object),
        "range": _ranges(first, f"{name}_"),
        "score": first[f"{name}_score"].round(3),
        "in the top": first[f"{name}_p_top_k"].round(2),
        "q": first[f"{name}_p_familywise"].round(4),
        "km": first["geodesic_km"].round(0),
    }
    lines = [
        great_circle_line(tuple(seats.loc[source]), tuple(seats.loc[target]))
        for source, target in zip(first["source"], first["target"], strict=True)
    ]
    return _plain(gpd.GeoDataFrame(facts, geometry=lines, crs="EPSG:4326"))


def great_circle_line(start: Point, end: Point) -> LineString:
    """Shortest way in one piece: longitudes run on past 180 degrees."""
    import numpy as np
    from shapely import LineString

    points = np.array(geodesic(start, end), dtype=float)
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return LineString(points)


def _ranges(table: pd.DataFrame, prefix: str) -> pd.Series:
    import pandas as pd

    ends = zip(table[f"{prefix}rank_low"], table[f"{prefix}rank_high"], strict=True)
    return pd.Series([span(low, high) for low, high in ends], index=table.index, dtype=object)
