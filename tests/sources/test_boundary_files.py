"""A file of boundaries is read as its name says, reads no other file and asks no server."""

import json
import os
import sqlite3

import pytest
from tiny import LEFT_LOWER, change, problem_of, square

from hypercluster import limits
from hypercluster.errors import DataError
from hypercluster.sources import load_pack
from hypercluster.sources.geojson import RINGS, read_geojson
from hypercluster.sources.geopackage import read_geopackage

FEATURES = [
    {"type": "Feature", "properties": {"code": code}, "geometry": square(*corner)}
    for code, corner in LEFT_LOWER.items()
]
RING = FEATURES[0]["geometry"]["coordinates"][0]


def collection(**members):
    return {"type": "FeatureCollection", "features": FEATURES} | members


def of_ring(ring):
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return collection(features=[{"type": "Feature", "properties": {}, "geometry": geometry}])


def crs(**member):
    return collection(crs=member)


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/data/a.gpkg</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)
KML = '<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml><name>&e;</name></kml>'


@pytest.mark.parametrize("file", ["boundaries.geojson", "boundaries.gpkg"])
@pytest.mark.parametrize(
    "content",
    [
        VRT,
        VRT.replace("/data/", "/vsicurl/http://localhost/"),
        KML,
        "WFS:http://localhost/",
        "a,b\n",
    ],
    ids=["vrt", "vsicurl", "kml", "wfs", "csv"],
)
def test_another_format_under_the_name_is_refused(file, content):
    read = read_geopackage if file.endswith("gpkg") else read_geojson
    assert problem_of(read, content.encode(), file).expected.startswith("polygons in ")


@pytest.mark.parametrize(
    ("document", "expected", "found"),
    [
        (collection(type="Topology"), "polygons in GeoJSON, a FeatureCollection", "'Topology'"),
        (collection(features=[3]), "features with properties", "something else as number 1"),
        (
            crs(type="link", properties={"href": "http://localhost/crs", "type": "ogcwkt"}),
            "the coordinate reference system by its name, such as EPSG:4326",
            "a link, which is never followed",
        ),
        (
            crs(type="name", properties={"name": "http://localhost/crs"}),
            "the coordinate reference system by its name, such as EPSG:4326",
            "'http://localhost/crs'",
        ),
        (crs(type="name", properties={"name": "EPSG:1"}), "the coordinate", "'EPSG:1'"),
        (of_ring(RING[:-1]), RINGS, "an open ring"),
        (of_ring([[0, 0], [1, 0], [0, 0]]), RINGS, "a ring of 3 points"),
        (of_ring([*RING[:-1], [30]]), RINGS, "feature 1"),
        (of_ring([[str(number) for number in point] for point in RING]), RINGS, "no number"),
        (of_ring([[float("inf"), 1], *RING]), RINGS, "not finite"),
        (of_ring([[10**400, 1]] * 4), RINGS, "feature 1"),
        (of_ring("ring"), RINGS, "feature 1"),
    ],
)
def test_geojson_that_is_no_map_is_named(document, expected, found):
    problem = problem_of(read_geojson, json.dumps(document).encode(), "b.geojson")
    assert problem.expected.startswith(expected)
    assert found in problem.found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"garbage', "a mistake: "),
        ('{"type": "Feature", "type": "Feature"}', "a member of an object twice"),
        ("[" * 5_000, "a mistake: "),
        ("9" * 5_000, "a mistake: "),
    ],
)  # fmt: skip
def test_geojson_that_is_no_json_is_one_sentence(content, found):
    assert found in problem_of(read_geojson, content.encode(), "b.geojson").found


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_geojson_in_another_encoding_has_the_command_that_converts_it(encoding):
    text = json.dumps(collection(name="Республика"), ensure_ascii=False)
    remedy = problem_of(read_geojson, text.encode(encoding), "b.geojson").remedy
    assert "-t UTF-8 b.geojson > b.utf8.geojson" in remedy


@pytest.mark.parametrize("name", ["EPSG:3857", "urn:ogc:def:crs:EPSG::3857"])
def test_a_reference_system_of_geojson_is_taken_by_its_name(name):
    document = crs(type="name", properties={"name": name})
    polygons = read_geojson(json.dumps(document).encode(), "b.geojson")
    assert polygons.crs == "EPSG:3857"
    document = crs(type="name", properties={"name": "urn:ogc:def:crs:OGC:1.3:CRS84"})
    polygons = read_geojson(json.dumps(document).encode(), "b.geojson")
    assert polygons.crs == "EPSG:4326"
    assert polygons["code"].to_list() == list(LEFT_LOWER)


@pytest.fixture
def geopackage(tiny_folder):
    """A GeoPackage of the five squares as GDAL writes it."""
    polygons = load_pack(tiny_folder).to_geopandas().reset_index()
    polygons.to_file(tiny_folder / "boundaries.gpkg", layer="squares")
    (tiny_folder / "boundaries.geojson").unlink()
    change(
        tiny_folder,
        "pack.toml",
        'file = "boundaries.geojson"\nkey = "code"',
        'file = "boundaries.gpkg"',
    )
    return tiny_folder / "boundaries.gpkg"


def test_every_flipped_byte_of_a_geopackage_is_harmless_or_refused(geopackage):
    content = geopackage.read_bytes()
    refused = []
    for position in range(0, len(content), len(content) // 200):
        spoilt = bytearray(content)
        spoilt[position] ^= 0x5A
        try:
            read_geopackage(bytes(spoilt), "b.gpkg")
        except DataError as error:
            refused.append(len(str(error)))
    assert len(refused) > 10
    assert max(refused) < 400
    assert "damaged" in problem_of(read_geopackage, content[: len(content) // 2], "b.gpkg").found


def test_a_geopackage_with_a_journal_beside_it_is_read_as_it_is(geopackage):
    with sqlite3.connect(geopackage) as database:
        database.execute("PRAGMA journal_mode = WAL")
    database.close()
    geopackage.with_name("boundaries.gpkg-wal").write_bytes(os.urandom(4_096))
    pack = load_pack(geopackage.parent)
    assert pack.to_geopandas("areas").index.to_list() == ["A", "B", "C", "D"]


def test_a_view_in_place_of_a_layer_is_refused(geopackage):
    with sqlite3.connect(geopackage) as database:
        database.execute("UPDATE gpkg_geometry_columns SET table_name = 'endless'")
        database.execute("UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'")
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
            "SELECT * FROM n"
        )
    database.close()
    assert "no table 'endless'" in problem_of(read_geopackage, geopackage.read_bytes(), "b").found


def test_a_computed_column_of_a_geopackage_is_refused(geopackage):
    with sqlite3.connect(geopackage) as database:
        database.execute("ALTER TABLE squares ADD COLUMN large AS (hex(zeroblob(40000000)))")
    database.close()
    content = geopackage.read_bytes()
    assert "a computed column" in problem_of(read_geopackage, content, "b").found


def test_a_reference_system_whose_number_is_text_is_looked_up_as_it_is(geopackage):
    with sqlite3.connect(geopackage) as database:
        database.execute("CREATE TABLE systems AS SELECT * FROM gpkg_spatial_ref_sys")
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DROP TABLE gpkg_spatial_ref_sys")
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = 'abc'")
        database.execute(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, "
            "organization_coordsys_id, definition, description)"
        )
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('', 'abc', 'X', 1, 'none', '')")
    database.close()
    problem = problem_of(read_geopackage, geopackage.read_bytes(), "b")
    assert problem.expected == "a coordinate reference system"


def test_too_many_points_are_refused(geopackage, monkeypatch):
    monkeypatch.setattr("hypercluster.sources.geojson.MOST_POINTS", 20)
    monkeypatch.setattr("hypercluster.sources.geopackage.MOST_POINTS", 20)
    for read, content in (
        (read_geojson, json.dumps(collection()).encode()),
        (read_geopackage, geopackage.read_bytes()),
    ):
        problem = problem_of(read, content, "b")
        assert (problem.expected, problem.found) == ("at most 20 points", "more")


@pytest.mark.parametrize("name", ["boundaries.geojson", "areas.csv", "pack.toml"])
def test_a_link_that_leads_out_of_the_pack_is_refused(tiny_folder, name):
    outside = tiny_folder.with_name("outside")
    (tiny_folder / name).rename(outside)
    (tiny_folder / name).symlink_to(outside)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == (name, "a link that leads out of it")


def test_a_folder_that_is_a_link_leads_out_as_well(tiny_folder):
    tiny_folder.with_name("elsewhere").mkdir()
    (tiny_folder / "areas.csv").rename(tiny_folder.with_name("elsewhere") / "areas.csv")
    (tiny_folder / "in").symlink_to(tiny_folder.with_name("elsewhere"))
    change(tiny_folder, "pack.toml", '"areas.csv"', '"in/areas.csv"')
    assert problem_of(load_pack, tiny_folder).found == "a link that leads out of it"


def test_links_inside_a_pack_and_to_a_pack_are_followed(tiny_folder):
    (tiny_folder / "data").mkdir()
    (tiny_folder / "areas.csv").rename(tiny_folder / "data" / "areas.csv")
    (tiny_folder / "areas.csv").symlink_to("data/areas.csv")
    link = tiny_folder.with_name("link")
    link.symlink_to(tiny_folder)
    assert len(load_pack(link).table("areas")) == 4


@pytest.mark.parametrize("name", ["boundaries.geojson", "areas.csv", "pack.toml"])
def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tiny_folder, name):
    (tiny_folder / name).unlink()
    os.mkfifo(tiny_folder / name)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == (name, "a pipe or a device")


def test_a_file_that_is_too_large_is_refused(tiny_folder):
    with (tiny_folder / "areas.csv").open("ab") as stream:
        stream.truncate(limits.LARGEST_FILE + 1)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.expected) == ("areas.csv", "at most 100,000,000 bytes")
