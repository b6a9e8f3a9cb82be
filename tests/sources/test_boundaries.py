"""Polygons are checked against the areas and dissolved to regions."""

import json

import pytest
from tiny import LEFT_LOWER, change, problem_of, problems_of, write_boundaries

from hypercluster.errors import AnalysisError, SchemeError
from hypercluster.sources import load_pack, make_pack, read_boundaries


def test_regions_are_dissolved_in_the_order_of_the_scheme(tiny_pack):
    regions = tiny_pack.to_geopandas("study")
    assert regions.index.name == "region"
    assert regions.index.to_list() == ["A", "B", "CD"]
    assert regions.loc["CD"].geometry.bounds == (30, 58, 32, 59)
    assert regions.crs == "EPSG:4326"
    assert tiny_pack.to_geopandas("areas").index.to_list() == ["A", "B", "C", "D"]


def test_without_a_scheme_all_polygons_come_areas_of_the_pack_first(tiny_pack):
    assert tiny_pack.to_geopandas().index.to_list() == ["A", "B", "C", "D", "X"]
    assert list(read_boundaries(tiny_pack).columns) == ["geometry"]


def test_an_unknown_scheme_suggests_the_nearest(tiny_pack):
    with pytest.raises(SchemeError, match=r"found 'stduy'\. Did you mean 'study'"):
        tiny_pack.to_geopandas("stduy")


def test_a_pack_without_boundaries_says_so(tiny_pack):
    with pytest.raises(AnalysisError, match="Expected boundaries in the data pack; found none"):
        make_pack(
            **{name: tiny_pack.tables[name] for name in ("areas", "enterprises")},
            reporting_scheme="units",
            schemes=tiny_pack.tables["schemes"],
        ).to_geopandas()


def test_an_area_without_a_polygon_is_named(tiny_folder):
    write_boundaries(
        tiny_folder / "boundaries.geojson",
        {"D1": (0, 0)} | {code: corner for code, corner in LEFT_LOWER.items() if code != "D"},
    )
    problem = problem_of(load_pack(tiny_folder).to_geopandas)
    assert (problem.file, problem.expected, problem.remedy) == (
        "boundaries.geojson",
        "a polygon of area 'D'",
        "Did you mean 'D1'?",
    )


def test_boundaries_in_another_projection_are_brought_to_degrees(tiny_folder):
    polygons = load_pack(tiny_folder).to_geopandas().reset_index().to_crs("EPSG:3857")
    polygons.to_file(tiny_folder / "boundaries.gpkg", layer="areas")
    polygons.to_file(tiny_folder / "boundaries.gpkg", layer="other")
    (tiny_folder / "boundaries.geojson").unlink()
    change(
        tiny_folder,
        "pack.toml",
        'file = "boundaries.geojson"\nkey = "code"',
        'file = "boundaries.gpkg"',
    )
    assert "2: areas, other" in problem_of(load_pack(tiny_folder).to_geopandas).found
    change(
        tiny_folder,
        "pack.toml",
        'file = "boundaries.gpkg"',
        'file = "boundaries.gpkg"\nlayer = "aeras"',
    )
    assert problem_of(load_pack(tiny_folder).to_geopandas).remedy == "Did you mean 'areas'?"
    change(tiny_folder, "pack.toml", "aeras", "areas")
    assert load_pack(tiny_folder).to_geopandas("study").loc["A"].geometry.bounds == pytest.approx(
        (30, 59, 31, 60)
    )


def _feature(geometry, code="A"):
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "a polygon or multipolygon"),
        (None, "a polygon or multipolygon"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]},
            "a polygon or multipolygon",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [5000, 0], [5000, 5000], [0, 0]]]},
            "longitude and latitude in degrees",
        ),
    ],
)
def test_shapes_that_are_no_territory_are_refused(tiny_folder, geometry, expected):
    collection = json.loads((tiny_folder / "boundaries.geojson").read_text(encoding="utf-8"))
    collection["features"][0] = _feature(geometry)
    (tiny_folder / "boundaries.geojson").write_text(json.dumps(collection), encoding="utf-8")
    assert expected in [
        problem.expected for problem in problems_of(load_pack(tiny_folder).to_geopandas)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [("{}", "polygons in GeoJSON, a FeatureCollection"), ("nonsense", "polygons in GeoJSON")],
)
def test_a_boundaries_file_that_is_none_is_refused(tiny_folder, content, expected):
    (tiny_folder / "boundaries.geojson").write_text(content, encoding="utf-8")
    assert problem_of(load_pack(tiny_folder).to_geopandas).expected == expected


def test_a_wrong_key_lists_the_properties(tiny_folder):
    change(tiny_folder, "pack.toml", 'key = "code"', 'key = "iso"')
    problem = problem_of(load_pack(tiny_folder).to_geopandas)
    assert problem.expected == "a property 'iso' with the code of the area"
    assert "Properties: code" in problem.remedy


def test_a_polygon_given_twice_is_named(tiny_folder):
    collection = json.loads((tiny_folder / "boundaries.geojson").read_text(encoding="utf-8"))
    collection["features"].append(collection["features"][0])
    (tiny_folder / "boundaries.geojson").write_text(json.dumps(collection), encoding="utf-8")
    assert problem_of(load_pack(tiny_folder).to_geopandas).found == "2 of 'A'"
