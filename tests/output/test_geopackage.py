"""The GeoPackage as GDAL and SQLite read it.

Every layer, row, column and value, styles, and the same bytes twice.
"""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

import hypercluster as hc
from hypercluster.errors import OutputError
from hypercluster.output.geopackage import write_geopackage
from hypercluster.schema import RESULT_TABLES

MAPPED = {
    "linkages": "MultiLineString",
    "edges": "MultiLineString",
    "actors": "Point",
    "nodes": "Point",
}


@pytest.fixture(scope="session")
def file(any_export):
    return any_export / "results.gpkg"


def rows(file, query):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def columns(file, layer):
    """Values of a layer by column as SQLite holds them, without the number of the row and the
    geometry.
    """
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        cursor = connection.execute(f'SELECT * FROM "{layer}" ORDER BY 1')  # noqa: S608 - our own names
        names = [each[0] for each in cursor.description]
        cells = cursor.fetchall()
    connection.close()
    return {
        name: [row[place] for row in cells]
        for place, name in enumerate(names)
        if name not in ("fid", "geom")
    }


def test_the_layers_are_those_of_the_map_and_all_tables(file, any_results):
    found = dict(pyogrio.list_layers(file).tolist())
    polygons = {} if any_results.boundaries is None else {"regions": "MultiPolygon"}
    tables = dict.fromkeys(
        ["about", "definitions", "layer_styles", *(f"table_{name}" for name in RESULT_TABLES)]
    )
    assert found == {**polygons, **MAPPED, **tables}


def test_every_value_of_every_table_arrives(file, plain_tables):
    for name, table in plain_tables.items():
        assert columns(file, f"table_{name}") == table, name


def test_nodes_have_all_columns_of_regions_and_hubs(file, any_results, plain_tables):
    nodes = gpd.read_file(file, layer="nodes")
    assert nodes.crs == "EPSG:4326"
    found = columns(file, "nodes")
    assert {name: found[name] for name in plain_tables["regions"]} == plain_tables["regions"]
    hubs = {region: place for place, region in enumerate(plain_tables["hubs"]["region"])}
    for name, values in plain_tables["hubs"].items():
        assert found[name] == [values[hubs[region]] for region in found["region"]], name
    places = any_results.regions[["longitude", "latitude"]]
    for shape, (longitude, latitude) in zip(
        nodes.geometry, places.itertuples(index=False), strict=True
    ):
        assert (shape is None) == pd.isna(longitude)
        assert shape is None or (shape.x, shape.y) == (longitude, latitude)


def test_edges_have_one_row_per_tie_and_layer(file, any_results, plain_tables):
    found = columns(file, "edges")
    assert {name: found[name] for name in plain_tables["ties"]} == plain_tables["ties"]
    assert found["source_name"] == [
        any_results.regions.at[region, "name"] for region in found["source"]
    ]
    edges = gpd.read_file(file, layer="edges")
    km = pd.Series(
        [
            sum(edges.crs.get_geod().geometry_length(part) for part in line.geoms) / 1000
            if line
            else 0
            for line in edges.geometry
        ]
    )
    pd.testing.assert_series_equal(km, edges["geodesic_km"].fillna(0), check_names=False, rtol=1e-3)


def test_linkages_are_the_ranked_pairs(file, any_results, plain_tables):
    ranked = (
        any_results.linkages[["complementary_rank", "common_ground_rank"]]
        .notna()
        .any(axis=1)
        .tolist()
    )
    wanted = {
        name: [value for value, is_kept in zip(values, ranked, strict=True) if is_kept]
        for name, values in plain_tables["linkages"].items()
    }
    assert columns(file, "linkages") == wanted


def test_actors_are_the_organisations_with_a_point(file, any_results):
    nodes = any_results.actors.nodes
    wanted = nodes[(nodes["kind"] == "organisation") & nodes["latitude"].notna()]
    actors = gpd.read_file(file, layer="actors")
    assert actors["actor"].tolist() == wanted["code"].tolist()
    assert actors["name"].tolist() == wanted["label"].tolist()
    assert actors.geometry.x.tolist() == wanted["longitude"].tolist()
    hubs = any_results.actor_hubs.set_index("actor")["composite"]
    assert actors["composite"].tolist() == pytest.approx(
        hubs.reindex(actors["actor"]).tolist(), nan_ok=True
    )


def test_polygons_are_those_of_the_regions(default_results, tmp_path):
    write_geopackage(default_results, tmp_path / "r.gpkg")
    regions = gpd.read_file(tmp_path / "r.gpkg", layer="regions").set_index("region")
    wanted = default_results.to_geopandas()
    assert regions.index.tolist() == wanted.index.tolist()
    assert all(
        found.equals(shape) for found, shape in zip(regions.geometry, wanted.geometry, strict=True)
    )
    assert regions["community"].tolist() == wanted["community"].tolist()
    assert regions["rank"].tolist() == default_results.hubs["rank"].reindex(wanted.index).tolist()


def test_the_version_is_1_2_and_no_clock_is_in_the_file(file):
    assert rows(file, "PRAGMA user_version") == [(10200,)]
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    assert {date for (date,) in rows(file, "SELECT last_change FROM gpkg_contents")} == {
        "2000-01-01T00:00:00Z"
    }


def test_two_writes_are_identical_byte_by_byte(any_results, file, tmp_path):
    write_geopackage(any_results, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == file.read_bytes()


def test_the_settings_of_gdal_are_as_before(results, tmp_path):
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    write_geopackage(results, tmp_path / "r.gpkg")
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before


def test_about_says_finding_doubts_and_run(file, any_results):
    about = rows(file, "SELECT name, text FROM about")
    assert ("headline", any_results.headline) in about
    assert ("seed", str(any_results.provenance["seed"])) in about
    assert [text for name, text in about if name == "doubt"] == [
        str(note) for note in any_results.notes
    ]


def test_every_map_layer_has_a_default_style_that_names_its_columns(file):
    styles = rows(
        file,
        "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleQML, "
        "useAsDefault FROM layer_styles",
    )
    geometries = dict(rows(file, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert {row[2]: row[3] for row in styles} == geometries
    for catalog, schema, layer, _, text, is_default in styles:
        assert (catalog, schema, is_default) == ("", "", 1)
        style = ET.fromstring(text)  # noqa: S314 - our own text
        known = set(columns(file, layer))
        assert {renderer.get("attr") for renderer in style.iter("renderer-v2")} - {None} <= known
        assert {label.get("fieldName") for label in style.iter("text-style")} <= known


def test_every_value_of_a_styled_column_has_its_symbol(file):
    for layer, column in (("nodes", "community"), ("edges", "layer"), ("actors", "role")):
        ((text,),) = rows(file, f"SELECT styleQML FROM layer_styles WHERE f_table_name = '{layer}'")  # noqa: S608
        categories = list(ET.fromstring(text).iter("category"))  # noqa: S314
        values = {category.get("value") for category in categories}
        assert values == {value or "" for value in columns(file, layer)[column]}
        assert len({category.get("symbol") for category in categories}) == len(categories)


def test_without_boundaries_and_places_the_rest_is_written(unplaced, tmp_path):
    write_geopackage(unplaced, tmp_path / "r.gpkg")
    assert "regions" not in pyogrio.list_layers(tmp_path / "r.gpkg")[:, 0]
    nodes = gpd.read_file(tmp_path / "r.gpkg", layer="nodes")
    assert nodes["region"].tolist() == list("ABCD")
    assert nodes.geometry.isna().all()
    assert len(gpd.read_file(tmp_path / "r.gpkg", layer="edges")) == len(unplaced.ties) > 0


def test_a_single_region_is_written(alone, tmp_path):
    write_geopackage(alone, tmp_path / "r.gpkg")
    assert len(gpd.read_file(tmp_path / "r.gpkg", layer="nodes")) == 1
    assert len(gpd.read_file(tmp_path / "r.gpkg", layer="edges")) == 0


def test_a_file_that_gdal_cannot_write_is_reported_and_leaves_nothing(
    results, tmp_path, monkeypatch
):
    def full(*arguments, **options):
        raise pyogrio.errors.DataSourceError("Failed to commit transaction")

    monkeypatch.setattr(pyogrio, "write_dataframe", full)
    with pytest.raises(OutputError, match="Free space on the disk"):
        hc.export_geopackage(results, tmp_path / "export")
    assert not list(tmp_path.iterdir())
