"""A results folder carries the map of its pack, so that it can be drawn wherever it is read."""

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import box

import hypercluster as hc
from hypercluster.errors import AnalysisError
from hypercluster.settings import Settings

QUICK = Settings().with_run(draws=0)


@pytest.fixture
def squares():
    """Two areas of a made-up country and one beside it."""
    return gpd.GeoDataFrame(
        {"area": ["A", "B", "Z"]},
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)],
        crs="EPSG:4326",
    )


def frames():
    areas = pd.DataFrame(
        {
            "area": ["A", "B"],
            "name": ["Alpha", "Beta"],
            "latitude": [0.5, 0.5],
            "longitude": [0.5, 1.5],
        }
    )
    counts = pd.DataFrame(
        {"reporting_unit": list("AABB"), "industry": ["oil", "wool"] * 2, "count": [30, 4, 5, 21]}
    )
    return {"areas": areas, "enterprises": counts}


def test_the_file_of_the_pack_is_copied_and_read_back(tmp_path):
    pack = hc.load_pack()
    results = hc.analyse(pack, settings=QUICK)
    hc.write(results, tmp_path / "run")
    original = (pack.folder / pack.files["boundaries"]["file"]).read_bytes()
    assert (tmp_path / "run" / "boundaries.geojson").read_bytes() == original
    again = hc.read(tmp_path / "run")
    assert_geodataframe_equal(
        again.to_geopandas()[["geometry"]], pack.to_geopandas("study"), check_index_type=False
    )
    assert_geodataframe_equal(again.surroundings(), results.surroundings())
    hc.write(again, tmp_path / "again")
    assert (tmp_path / "again" / "provenance.json").read_bytes() == (
        tmp_path / "run" / "provenance.json"
    ).read_bytes()


def test_polygons_given_as_a_frame_are_written_as_geojson(squares, tmp_path):
    results = hc.analyse(hc.make_pack(**frames(), boundaries=squares), settings=QUICK)
    hc.write(results, tmp_path / "run")
    again = hc.read(tmp_path / "run")
    assert_geodataframe_equal(
        again.to_geopandas()[["geometry"]],
        results.to_geopandas()[["geometry"]],
        check_index_type=False,
    )
    assert list(again.surroundings().index) == ["Z"]


def test_a_geopackage_with_a_key_of_its_own_is_read_back(tiny_folder, tmp_path):
    polygons = (
        hc.load_pack(tiny_folder)
        .to_geopandas()
        .reset_index()
        .rename(columns={"area": "code"})
        .to_crs("EPSG:3857")
    )
    polygons.to_file(tiny_folder / "map.gpkg", layer="first")
    polygons.to_file(tiny_folder / "map.gpkg", layer="second")
    (tiny_folder / "boundaries.geojson").unlink()
    manifest = (tiny_folder / "pack.toml").read_text(encoding="utf-8")
    start = manifest.index("[tables.boundaries]")
    rest = manifest[start:].split("\n[", 1)
    entry = '[tables.boundaries]\nfile = "map.gpkg"\nlayer = "second"\nkey = "code"\n'
    (tiny_folder / "pack.toml").write_text(
        manifest[:start] + entry + ("[" + rest[1] if len(rest) > 1 else ""), encoding="utf-8"
    )
    pack = hc.load_pack(tiny_folder)
    results = hc.analyse(pack, settings=QUICK)
    hc.write(results, tmp_path / "run")
    assert (tmp_path / "run" / "boundaries.gpkg").exists()
    assert_geodataframe_equal(hc.read(tmp_path / "run").to_geopandas(), results.to_geopandas())


def test_a_changed_map_is_refused(squares, tmp_path):
    hc.write(
        hc.analyse(hc.make_pack(**frames(), boundaries=squares), settings=QUICK), tmp_path / "run"
    )
    (tmp_path / "run" / "boundaries.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(
        hc.OutputError, match=r"boundaries\.geojson: expected the file as the run wrote it"
    ):
        hc.read(tmp_path / "run")


def test_a_pack_without_a_map_says_so(tmp_path):
    results = hc.analyse(hc.make_pack(**frames()), settings=QUICK)
    with pytest.raises(AnalysisError, match="found none with these results"):
        results.surroundings()
    hc.write(results, tmp_path / "run")
    assert hc.read(tmp_path / "run").boundaries is None
