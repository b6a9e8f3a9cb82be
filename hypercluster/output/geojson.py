"""Places and lines as GeoJSON (RFC 7946), for web maps, QGIS, R and Python.

Longitude and latitude in WGS84 with at most 7 decimals. Outlines turn counter-clockwise and holes
clockwise. Lines are cut at 180 degrees. A row whose place is unknown has a null geometry, a missing
value is null.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from hypercluster.output.format import Format, Section
from hypercluster.output.json_document import json_text, records, separated
from hypercluster.output.places import linkage_lines, map_remarks, seats, territories, tie_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from hypercluster.results import Results


def write_geojson(results: Results, file: Path) -> None:
    """Write one layer.

    Parameters
    ----------
    results
        What to write.
    file
        Where to write it. Its stem is `regions` (polygons, or seats where the pack has
        no boundaries) or `nodes` (points of the seats), both with all columns of regions and hubs,
        `linkages` (ranked pairs) or `edges` (ties of every layer).
    """
    name = file.stem
    layer = _layer(results, name)
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f'{{"type": "FeatureCollection", "name": {json_text(name)}, "features": [')
        stream.writelines(separated(json_text(feature) for feature in _features(layer)))
        stream.write("\n]}\n")


def _layer(results: Results, name: str) -> gpd.GeoDataFrame:
    if name == "regions":
        return seats(results) if results.boundaries is None else territories(results)
    return {"nodes": seats, "linkages": linkage_lines, "edges": tie_lines}[name](results)


def _features(layer: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Features, those of regions with the region as id."""
    import shapely

    for shape, record in zip(layer.geometry, records(layer.drop(columns="geometry")), strict=True):
        identity = {"id": record["region"]} if "region" in record else {}
        yield {
            "type": "Feature",
            **identity,
            "properties": record,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }


FORMAT = Format(
    "geojson",
    write_geojson,
    files={
        "regions.geojson": "Regions with all columns of the tables regions and hubs: polygons, or "
        "points of the seats where the data pack has no boundaries.",
        "nodes.geojson": "The same as points at the seats.",
        "linkages.geojson": "Pairs of regions that have a rank, as great circles, with all columns "
        "of the table linkages.",
        "edges.geojson": "Ties of regions as great circles, one per layer and pair, with all "
        "columns of the table ties.",
    },
    opening=(
        ("R", 'nodes <- sf::read_sf("nodes.geojson")'),
        ("Python", 'geopandas.read_file("nodes.geojson")'),
        (
            "QGIS, web maps",
            (
                "Drag the files onto the map; any library for web maps reads them as they are "
                "(RFC 7946, WGS84)."
            ),
        ),
    ),
    section=Section(
        "Properties",
        "Properties of the features, from these tables; a missing value is null, never 0. What "
        "regions and hubs both have stands once.",
        tables=("regions", "hubs", "linkages", "ties"),
    ),
    remarks=partial(map_remarks, without_boundaries="regions.geojson holds points"),
)
