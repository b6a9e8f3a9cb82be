"""Published boundaries are mended and said; what would move the map is refused before the work."""

import sys

import geopandas as gpd
import pandas as pd
import pytest
from shapely import GeometryCollection, LineString, Point, Polygon, box
from tiny import LEFT_LOWER, change, problem_of, write_boundaries
from typer.testing import CliRunner

import hypercluster as hc
from hypercluster.cli.commands import app
from hypercluster.drawing.map import map_layers, places
from hypercluster.report import render
from hypercluster.run import analyse
from hypercluster.settings import Communities
from hypercluster.sources import examine_boundaries, load_pack, make_pack
from hypercluster.words import text

QUICK = hc.Settings(communities=Communities(restarts=1, relabellings=1)).with_run(draws=0)
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])
SPUR = GeometryCollection([box(10, 0, 20, 10), LineString([(20, 5), (25, 5)]), Point(30, 5)])
# Two shells that overlap, as joined files of islands have them.
TWICE = GeometryCollection([box(20, 0, 30, 10), box(25, 0, 35, 10)])


def pack(shapes, *, crs="EPSG:27700", codes="ABC", points=None, **more):
    """Areas of these shapes, kilometres from a place in England, with seats in their middle."""
    kilometres = gpd.GeoSeries(shapes, crs=crs)
    if crs == "EPSG:27700":
        kilometres = kilometres.scale(1000, 1000, origin=(0, 0)).translate(400_000, 300_000)
    polygons = gpd.GeoDataFrame({"area": list(codes)}, geometry=kilometres)
    if points is None:
        middle = kilometres.envelope.centroid.to_crs("EPSG:4326")
        points = {"latitude": middle.y.round(4), "longitude": middle.x.round(4)}
    areas = pd.DataFrame({"area": list("ABC"), "name": ["Ash", "Birch", "Cedar"], **points})
    counts = pd.DataFrame(
        [(area, f"i{j}", 3 + 5 * ((i + j) % 3)) for i, area in enumerate("ABC") for j in range(4)],
        columns=["reporting_unit", "industry", "count"],
    )
    return make_pack(areas=areas, enterprises=counts, boundaries=polygons, **more)


def test_polygons_that_cross_themselves_and_collections_are_mended_and_said():
    data = pack([BOW_TIE, SPUR, TWICE])
    shapes = data.to_geopandas()
    assert shapes.is_valid.all()
    assert set(shapes.geom_type) <= {"Polygon", "MultiPolygon"}
    square_km = shapes.to_crs("EPSG:27700").area / 1e6
    assert square_km.round(1).tolist() == [50.0, 100.0, 150.0]
    (note,) = examine_boundaries(data)
    assert "The boundaries of Ash, Birch and Cedar crossed themselves" in str(note)
    assert "Ash, Birch и Cedar" in text(note, "ru")
    results = analyse(data, settings=QUICK)
    assert note in results.notes
    assert 'class="map"' in render(results, language="en")


def test_valid_polygons_stay_as_they_are():
    squares = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)]
    data = pack(squares)
    assert examine_boundaries(data) == ()
    corners = data.to_geopandas().to_crs("EPSG:27700").loc["A"].geometry.bounds
    assert corners == pytest.approx((400_000, 300_000, 410_000, 310_000), abs=0.01)


def test_neighbours_that_overlap_are_drawn():
    overlapping = [box(0, 0, 14, 10), box(9, 1, 22, 12), Polygon([(5, 0), (30, 5), (5, 10)])]
    results = analyse(pack(overlapping), settings=QUICK)
    assert 'class="map"' in render(results, language="en")


def test_degrees_that_are_declared_as_metres_are_refused():
    degrees = [box(-1, 52, 0, 53), box(0, 52, 1, 53), box(1, 52, 2, 53)]
    points = {"latitude": [52.5] * 3, "longitude": [-0.5, 0.5, 1.5]}
    problem = problem_of(pack, degrees, crs="EPSG:3857", points=points)
    assert problem.expected == "metres, as WGS 84 / Pseudo-Mercator has them"
    assert problem.found == "coordinates from -1, 52 to 2, 53"
    assert "EPSG:4326" in problem.remedy


@pytest.mark.parametrize(
    "shapes",
    [
        [box(52, -1, 53, 0), box(52, 0, 53, 1), box(52, 1, 53, 2)],  # latitude first
        [box(-81, 52, -80, 53), box(-80, 52, -79, 53), box(-79, 52, -78, 53)],
    ],
)
def test_polygons_far_from_their_seats_are_refused_before_the_work(shapes, monkeypatch):
    points = {"latitude": [52.5] * 3, "longitude": [-0.5, 0.5, 1.5]}
    data = pack(shapes, crs="EPSG:4326", points=points)
    monkeypatch.setattr(sys.modules["hypercluster.run.analyse"], "prepare", None)
    problem = problem_of(analyse, data, settings=QUICK)
    assert problem.expected == "polygons around the seats of the areas"
    assert problem.found.startswith("3 of 3 that are more than 100 km away")
    assert "longitude comes before latitude" in problem.remedy


def test_one_polygon_far_from_its_seat_is_a_doubt():
    degrees = [box(-1, 52, 0, 53), box(0, 52, 1, 53), box(61, 52, 62, 53)]
    points = {"latitude": [52.5] * 3, "longitude": [-0.5, 0.5, 1.5]}
    (note,) = examine_boundaries(pack(degrees, crs="EPSG:4326", points=points))
    assert str(note).startswith("The polygons of Cedar lie more than 100 km from their seats")


def test_areas_without_coordinates_are_not_held_against_them():
    degrees = [box(-1, 52, 0, 53), box(0, 52, 1, 53), box(61, 52, 62, 53)]
    assert examine_boundaries(pack(degrees, crs="EPSG:4326", points={})) == ()


@pytest.mark.parametrize("code", ["C\u200b", "\u0421", "\uff23"])
def test_codes_that_look_alike_are_told_apart(code):
    squares = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)]
    problem = problem_of(pack, squares, codes=["A", "B", code])
    assert problem.expected == "a polygon of area 'C'"
    assert ascii(code) in problem.remedy


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("nonsense", "'nonsense'"),
        ("EPSG:99999", "'EPSG:99999'"),
        ("EPSG:4326", "'EPSG:4326', which is none (WGS 84)"),
    ],
)
def test_a_projection_of_maps_that_is_none_is_refused_when_the_pack_is_loaded(
    tiny_folder, name, found
):
    change(tiny_folder, "pack.toml", "EPSG:3857", name)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.expected, problem.found) == (
        "pack.toml",
        "a projection in the plane for map_crs",
        found,
    )


def test_a_projection_that_does_not_reach_a_seat_is_refused(tiny_folder):
    change(tiny_folder, "areas.csv", "60.0,30.0", "90.0,30.0")
    change(tiny_folder, "pack.toml", "EPSG:3857", "+proj=gnom +lat_0=-60 +lon_0=0")
    problem = problem_of(load_pack, tiny_folder)
    assert problem.expected == "a map_crs that reaches every seat"
    assert problem.found == "none for 'A' and 3 more"


@pytest.mark.parametrize("content", ['{"garbage', "{}"])
def test_boundaries_that_cannot_be_read_end_a_run_and_the_doctor(tiny_folder, content, tmp_path):
    (tiny_folder / "boundaries.geojson").write_text(content, encoding="utf-8")
    out = tmp_path / "out"
    for command in (
        ["analyse", "--data", str(tiny_folder), "--draws", "0", "--out", str(out)],
        ["doctor", "--data", str(tiny_folder)],
    ):
        answer = CliRunner().invoke(app, command)
        assert answer.exit_code == 2
        assert "polygons in GeoJSON" in answer.output
    assert not out.exists()


def test_the_doctor_names_doubts_about_the_boundaries(tiny_folder):
    write_boundaries(tiny_folder / "boundaries.geojson", LEFT_LOWER | {"C": (30, 54), "D": (80, 1)})
    answer = CliRunner().invoke(app, ["doctor", "--data", str(tiny_folder)])
    assert answer.exit_code == 0
    assert "! The polygons of Delta lie more than 100 km from their seats" in answer.output


def test_a_region_without_coordinates_stands_inside_its_polygon_on_the_map():
    squares = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10)]
    points = {"latitude": [52.6, 52.6, None], "longitude": [-1.93, -1.78, None]}
    results = analyse(pack(squares, points=points), settings=QUICK)
    layers = map_layers(results)
    assert layers.seats.isna().tolist() == [False, False, True]
    x, y = places(layers)["C"]
    assert layers.regions.geometry["C"].contains(Point(x, y))
    assert "NaN" not in render(results, language="en")
