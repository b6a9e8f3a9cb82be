"""GeoJSON: the rules of RFC 7946, and every row and value as JSON and as GDAL read it."""

from __future__ import annotations

import itertools
import json
import math

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import hypercluster as hc
from hypercluster.output.geojson import FORMAT, write_geojson

LAYERS = tuple(name.removesuffix(".geojson") for name in FORMAT.files)


def parsed(file):
    """The document, refusing what JSON does not know (NaN, Infinity)."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(file.read_text(encoding="utf-8"), parse_constant=refuse)


def written(results, name, tmp_path):
    write_geojson(results, tmp_path / f"{name}.geojson")
    return parsed(tmp_path / f"{name}.geojson")["features"]


def points(geometry):
    """All positions of a geometry."""
    if geometry is None:
        return []
    deep = geometry["coordinates"]
    while deep and isinstance(deep[0], list) and isinstance(deep[0][0], list):
        deep = [part for parts in deep for part in parts]
    return [deep] if geometry["type"] == "Point" else deep


@pytest.fixture(scope="session", params=LAYERS)
def layer(request, any_export):
    return request.param, any_export / f"{request.param}.geojson"


def test_the_document_is_a_collection_of_features_without_a_crs(layer):
    name, file = layer
    document = parsed(file)
    assert (document["type"], document["name"]) == ("FeatureCollection", name)
    assert "crs" not in document
    assert document["features"]
    assert all(
        {"type", "properties", "geometry"} <= set(feature) for feature in document["features"]
    )


def test_coordinates_are_degrees_with_at_most_7_decimals(layer):
    for feature in parsed(layer[1])["features"]:
        for longitude, latitude in points(feature["geometry"]):
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
            assert (round(longitude, 7), round(latitude, 7)) == (longitude, latitude)


def test_outlines_turn_counter_clockwise_and_holes_clockwise(default_results, tmp_path):
    rings = 0
    for feature in written(default_results, "regions", tmp_path):
        assert feature["geometry"]["type"] == "MultiPolygon"
        for outline, *holes in feature["geometry"]["coordinates"]:
            assert shapely.LinearRing(outline).is_ccw
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)
            rings += 1
    assert rings > 16


def test_a_hole_turns_clockwise(tmp_path):
    ring = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    squares = gpd.GeoDataFrame(
        {"area": ["A", "B"]}, geometry=[ring, shapely.box(1, 1, 2, 2)], crs="EPSG:4326"
    )
    areas = pd.DataFrame({"area": ["A", "B"], "name": ["Alpha", "Beta"]})
    counts = pd.DataFrame(
        {"reporting_unit": list("AABB"), "industry": ["oil", "wool"] * 2, "count": [30, 4, 5, 21]}
    )
    results = hc.analyse(
        hc.make_pack(areas=areas, enterprises=counts, boundaries=squares),
        settings=hc.Settings().with_run(draws=0),
    )
    first, second = written(results, "regions", tmp_path)
    ((outline, hole),) = first["geometry"]["coordinates"]
    assert shapely.LinearRing(outline).is_ccw
    assert not shapely.LinearRing(hole).is_ccw
    assert second["geometry"]["type"] == "MultiPolygon"


def test_regions_without_boundaries_are_points_at_their_seats(results, tmp_path):
    for feature, (region, row) in zip(
        written(results, "regions", tmp_path), results.regions.iterrows(), strict=True
    ):
        assert feature["id"] == feature["properties"]["region"] == region
        wanted = (
            None
            if math.isnan(row["latitude"])
            else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        )
        assert feature["geometry"] == wanted


def test_every_row_and_value_arrives(any_results, any_export, plain_tables):
    ranked = (
        any_results.linkages[["complementary_rank", "common_ground_rank"]]
        .notna()
        .any(axis=1)
        .tolist()
    )
    kept = {"regions": None, "linkages": ranked, "edges": None}
    for name, mask in kept.items():
        table = plain_tables["ties" if name == "edges" else name]
        records = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
        wanted = [record for place, record in enumerate(records) if mask is None or mask[place]]
        found = [
            feature["properties"] for feature in parsed(any_export / f"{name}.geojson")["features"]
        ]
        assert [{key: one[key] for key in table} for one in found] == wanted
        assert all(
            type(one[key]) is type(other[key])
            for one, other in zip(found, wanted, strict=True)
            for key in table
        )


@pytest.mark.parametrize("name", ["regions", "nodes"])
def test_regions_and_nodes_have_all_columns_of_regions_and_hubs(any_export, plain_tables, name):
    hubs = plain_tables["hubs"]
    place = {region: row for row, region in enumerate(hubs["region"])}
    nodes = [
        feature["properties"] for feature in parsed(any_export / f"{name}.geojson")["features"]
    ]
    assert [node["region"] for node in nodes] == plain_tables["regions"]["region"]
    for node in nodes:
        assert {column: node[column] for column in hubs} == {
            column: values[place[node["region"]]] for column, values in hubs.items()
        }


def test_gdal_reads_every_row_with_its_geometry(layer):
    name, file = layer
    frame, features = gpd.read_file(file), parsed(file)["features"]
    assert frame.crs == "EPSG:4326"
    assert len(frame) == len(features)
    assert frame.geometry.isna().tolist() == [feature["geometry"] is None for feature in features]
    assert frame.geometry.dropna().is_valid.all()
    key = "region" if name in ("regions", "nodes") else "source"
    assert frame[key].tolist() == [feature["properties"][key] for feature in features]


def test_lines_are_cut_at_180_degrees(pacific, tmp_path):
    lines = [feature["geometry"]["coordinates"] for feature in written(pacific, "edges", tmp_path)]
    assert {len(parts) for parts in lines} == {1, 2}
    for parts in lines:
        for part in parts:
            assert all(abs(one[0] - other[0]) < 90 for one, other in itertools.pairwise(part))


def test_unknown_places_have_a_null_geometry(unplaced, tmp_path):
    for name in LAYERS:
        assert all(feature["geometry"] is None for feature in written(unplaced, name, tmp_path))


def test_two_writes_are_identical_byte_by_byte(any_results, layer, tmp_path):
    name, file = layer
    (tmp_path / "again").mkdir()
    write_geojson(any_results, tmp_path / "again" / f"{name}.geojson")
    assert (tmp_path / "again" / f"{name}.geojson").read_bytes() == file.read_bytes()
