"""The map of `Results.explore`: geopandas and folium layers of regions, linkages and hubs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError, MissingExtraError

if TYPE_CHECKING:
    import folium
    import geopandas as gpd
    import pandas as pd

NEEDED = ("folium", "mapclassify", "matplotlib")
STEP_KM = 50.0
SMALLEST, LARGEST = 3.0, 14.0
SHOWN = ("name", "macroregion", "seat", "enterprises", "organisations", "community_name")


def explore_map(
    regions: gpd.GeoDataFrame,
    hubs: pd.DataFrame,
    linkages: pd.DataFrame,
    column: str,
    *,
    ranking: str,
    count: int,
    **options: Any,
) -> folium.Map:
    """Map of polygons with all columns of `regions`, hubs and linkages; see `Results.explore`."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f'Expected {", ".join(missing)} for a map to move about in; found none. Run: pip install "hypercluster[explore]"'
        )
    if column not in regions.columns.drop("geometry"):
        raise AnalysisError(
            f"Expected a column of the table regions; found {column!r}. Columns: {', '.join(regions.columns.drop('geometry'))}."
        )
    import folium

    shown = [*SHOWN, *([column] if column not in SHOWN else [])]
    given = {
        "tiles": None,
        "name": "regions",
        "tooltip": shown,
        "style_kwds": {"fillOpacity": 0.5, "weight": 1},
        **options,
    }
    drawn: folium.Map = _plain(regions).explore(column=column, **given)
    lines = _linkages(regions, linkages, ranking, count)
    if len(lines):
        lines.explore(
            m=drawn,
            name="linkages",
            color="#20262d",
            style_kwds={"weight": 2},
            tooltip=list(lines.columns.drop("geometry")),
        )
    seats = _hubs(regions, hubs)
    if len(seats):
        style = {
            "style_function": lambda feature: {"radius": feature["properties"]["radius"]},
            "fillOpacity": 0.9,
        }
        seats.explore(
            m=drawn,
            name="hubs",
            color="#20262d",
            marker_type="circle_marker",
            style_kwds=style,
            tooltip=["name", "rank", "range", "score"],
        )
    folium.LayerControl().add_to(drawn)
    return drawn


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without extension types, which the map's JSON does not know."""
    return table.astype(
        {
            name: object
            for name in table.columns.drop("geometry")
            if str(table[name].dtype) in ("boolean", "Int64", "str")
        }
    )


def _hubs(regions: gpd.GeoDataFrame, hubs: pd.DataFrame) -> gpd.GeoDataFrame:
    """Seats of the regions with the size of their circle: area by the score."""
    import geopandas as gpd
    import numpy as np

    places = regions[["latitude", "longitude"]].dropna().astype("float64")
    hubs = hubs.loc[[region for region in hubs.index if region in places.index]]
    score = hubs["composite"].astype("float64").fillna(0.0)
    radius = (
        SMALLEST + (LARGEST - SMALLEST) * np.sqrt(score / score.max())
        if len(score) and score.max() > 0
        else score * 0 + SMALLEST
    )
    points = gpd.points_from_xy(
        places.loc[hubs.index, "longitude"], places.loc[hubs.index, "latitude"], crs="EPSG:4326"
    )
    facts = {
        "name": hubs["name"].astype(object),
        "rank": hubs["rank"].astype(object),
        "range": _ranges(hubs, ""),
        "score": score.round(1),
        "radius": radius,
    }
    return gpd.GeoDataFrame(facts, geometry=points, index=hubs.index)


def _linkages(
    regions: gpd.GeoDataFrame, linkages: pd.DataFrame, name: str, count: int
) -> gpd.GeoDataFrame:
    """Great circles of the strongest linkages."""
    import geopandas as gpd

    places = regions[["longitude", "latitude"]].dropna().astype("float64")
    ranked = linkages.dropna(subset=[f"{name}_rank"]).sort_values(f"{name}_rank", kind="stable")
    first = ranked[ranked["source"].isin(places.index) & ranked["target"].isin(places.index)].head(
        count
    )
    lines = [
        great_circle(*places.loc[row.source], *places.loc[row.target]) for row in first.itertuples()
    ]
    facts = {
        "linkage": [f"{row.source_name} – {row.target_name}" for row in first.itertuples()],
        "rank": first[f"{name}_rank"].astype(object).to_list(),
        "range": _ranges(first, f"{name}_").to_list(),
        "score": first[f"{name}_score"].round(3).to_list(),
        "in the top": first[f"{name}_p_top_k"].round(2).to_list(),
        "q": first[f"{name}_q_null"].round(4).to_list(),
        "km": first["geodesic_km"].round(0).to_list(),
    }
    return gpd.GeoDataFrame(facts, geometry=lines, crs="EPSG:4326")


def great_circle(
    longitude: float, latitude: float, other_longitude: float, other_latitude: float
) -> Any:
    """Line along the geodesic, a point every 50 km; longitudes run on past 180 degrees, so that the line is not cut."""
    import numpy as np
    from pyproj import Geod
    from shapely.geometry import LineString

    geod = Geod(ellps="WGS84")
    length = geod.inv(longitude, latitude, other_longitude, other_latitude)[2] / 1000
    between = geod.npts(
        longitude, latitude, other_longitude, other_latitude, max(int(length // STEP_KM), 1)
    )
    points = np.array(
        [(longitude, latitude), *between, (other_longitude, other_latitude)], dtype=float
    )
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return LineString(points)


def _ranges(table: pd.DataFrame, prefix: str) -> pd.Series:
    from hypercluster.display import span

    return table.apply(
        lambda row: span(row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]), axis=1
    ).astype(object)
