"""Regions, seats, organisations, ties and linkages as GeoDataFrames in WGS84.

A row whose place is unknown keeps its columns and has no geometry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.rankings import linkage_rankings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hypercluster.results import Results

WGS84 = "EPSG:4326"


def seats(results: Results) -> gpd.GeoDataFrame:
    """Regions at their seats, with all columns of `regions` and `hubs`.

    They are in scheme order. A column that both tables have stands once.
    """
    return _at_points(_regions_with_hubs(results))


def organisations(results: Results) -> gpd.GeoDataFrame:
    """Organisations with a point, what the data say of them, and their hub scores."""
    nodes = results.actors.nodes
    has_point = nodes[["latitude", "longitude"]].notna().all(axis=1)
    listed = nodes[(nodes["kind"] == "organisation") & has_point].reset_index(drop=True)
    listed = listed.rename(columns={"code": "actor", "label": "name"})
    listed = listed.drop(columns=["kind", "group_kind"])
    hubs = results.actor_hubs.query("kind == 'organisation'").set_index("actor")
    scores = hubs.drop(columns=["kind", "source_confidence", *listed.columns], errors="ignore")
    return _at_points(listed[["actor", *listed.columns.drop("actor")]].join(scores, on="actor"))


def tie_lines(results: Results) -> gpd.GeoDataFrame:
    """One great circle per row of `ties`, with its columns and the names of its ends."""
    ties = results.ties
    for end in ("target", "source"):
        ties = ties.assign(**{f"{end}_name": ties[end].map(results.regions["name"])})
    first = ["layer", "source", "target", "source_name", "target_name"]
    return _along_great_circles(ties[[*first, *ties.columns.drop(first)]], results.regions)


def linkage_lines(results: Results) -> gpd.GeoDataFrame:
    """One great circle per ranked row of `linkages`, with all its columns."""
    linkages = results.linkages
    is_ranked = linkages[[kind.column("rank") for kind in linkage_rankings()]].notna().any(axis=1)
    return _along_great_circles(linkages[is_ranked].reset_index(drop=True), results.regions)


def territories(results: Results) -> gpd.GeoDataFrame:
    """Regions with their polygons and the columns of `seats`.

    Outlines and holes turn as RFC 7946 wants them.

    Raises
    ------
    AnalysisError
        The pack has no boundaries.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    from hypercluster.drawing.geometry import DECIMALS

    shapes = results.to_geopandas()
    parts = [
        shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape
        for shape in shapes.geometry
    ]
    turned = shapely.orient_polygons(np.array(parts, dtype=object))
    rounded = shapely.transform(turned, lambda degrees: np.round(degrees, DECIMALS))
    return gpd.GeoDataFrame(_regions_with_hubs(results), geometry=rounded, crs=WGS84)


def _regions_with_hubs(results: Results) -> pd.DataFrame:
    hubs = results.hubs.reindex(results.regions.index)
    return results.regions.join(
        hubs[[column for column in hubs.columns if column not in results.regions]]
    ).reset_index()


def _at_points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import numpy as np

    places = table[["longitude", "latitude"]].astype("float64")
    points = gpd.points_from_xy(places["longitude"], places["latitude"], crs=WGS84)
    return gpd.GeoDataFrame(
        table, geometry=np.where(places.notna().all(axis=1), points, None), crs=WGS84
    )


def _along_great_circles(pairs: pd.DataFrame, regions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Pairs of regions with a line each, which is the same in every layer."""
    import geopandas as gpd

    from hypercluster.drawing.geometry import great_circle

    places = regions[["longitude", "latitude"]].astype("float64")
    seat = dict(
        zip(places.index, zip(places["longitude"], places["latitude"], strict=True), strict=True)
    )
    ends = list(zip(pairs["source"], pairs["target"], strict=True))
    lines = {
        (source, target): great_circle(seat[source], seat[target])
        for source, target in dict.fromkeys(ends)
    }
    return gpd.GeoDataFrame(
        pairs,
        geometry=gpd.GeoSeries([lines[pair] for pair in ends], index=pairs.index, crs=WGS84),
        crs=WGS84,
    )


def map_remarks(results: Results, *, without_boundaries: str) -> list[str]:
    """What a reader of map files should know: what they lack, and a projection.

    Parameters
    ----------
    results
        The run.
    without_boundaries
        What a format does where the pack has no boundaries.
    """
    from hypercluster.drawing.map import map_crs, projection

    remarks = []
    if results.boundaries is None:
        remarks.append(f"The data pack has no boundaries: {without_boundaries}.")
    has_seat = results.regions[["latitude", "longitude"]].notna().all(axis=1)
    if not has_seat.all():
        names = ", ".join(results.regions.loc[~has_seat, "name"].astype(str))
        remarks.append(
            f"No place is known of {names}: these rows, their ties and linkages are in the files, "
            "but not on the map."
        )
    if results.regions[has_seat].duplicated(["latitude", "longitude"]).any():
        remarks.append("Ties between regions whose seats share one point have no line.")
    if has_seat.any():
        crs = projection(results.regions, map_crs(results)).to_string().removesuffix(" +type=crs")
        remarks.append(
            "Coordinates are WGS84. A projection that suits these regions (QGIS: Project > "
            f"Properties > CRS, custom): {crs}"
        )
    return remarks
