"""Places and lines as GeoJSON (RFC 7946), for web maps, QGIS, R and Python.

Longitude and latitude in WGS84 with at most 7 decimals; outlines turn counter-clockwise and holes clockwise; lines are cut at
180 degrees. A row whose place is unknown has a null geometry, a missing value is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.output.json_document import json_text, records, separated
from hypercluster.output.places import linkage_lines, seats, territories, tie_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from hypercluster.results import Results

LAYERS = ("regions", "nodes", "linkages", "edges")


def write_geojson(results: Results, name: str, file: Path) -> None:
    """Write one layer.

    Parameters
    ----------
    results
        What to write.
    name
        `regions` (polygons; points of the seats where the pack has no boundaries) and `nodes` (points of the
        seats), both with all columns of regions and hubs, `linkages` (ranked pairs) or `edges` (ties of every layer).
    file
        Where to write it.
    """
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
    """Features; those of regions are identified by them."""
    import shapely

    for shape, record in zip(layer.geometry, records(layer.drop(columns="geometry")), strict=True):
        identity = {"id": record["region"]} if "region" in record else {}
        yield {
            "type": "Feature",
            **identity,
            "properties": record,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
