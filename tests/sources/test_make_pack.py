"""Packs from DataFrames pass the same checks."""

import geopandas as gpd
import pandas as pd
import pytest
from tiny import problem_of, problems_of

from hypercluster.sources import make_pack


def frames(*names):
    sources = {"areas": {"area": ["N", "S"], "name": ["North", "South"]}}
    sources["enterprises"] = {
        "reporting_unit": ["N", "N", "S"],
        "industry": ["baking", "fishing", "baking"],
        "count": [3, 4, 5],
    }
    sources["organisations"] = {
        "organisation": ["o1"],
        "name": ["One"],
        "kind": ["company"],
        "role": ["industry"],
        "area": ["N"],
    }
    return {name: pd.DataFrame(sources[name]) for name in ("areas", "enterprises", *names)}


def test_a_pack_from_frames_has_the_implicit_scheme_and_leaves_the_frames_alone():
    given = frames("organisations")
    before = {name: frame.copy(deep=True) for name, frame in given.items()}
    pack = make_pack(**given, title="Mine")
    assert (pack.title, pack.default_scheme, pack.reporting_scheme, pack.folder) == (
        "Mine",
        "areas",
        "areas",
        None,
    )
    assert pack.table("organisations").loc[0, "confidence"] == "high"
    assert pack.files["areas"]["file"] == "areas (DataFrame)"
    assert pack.sha256 == make_pack(**given).sha256
    for name, frame in given.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_a_pack_from_the_tables_of_another_is_the_same(tiny_pack):
    names = {"default_scheme": "study", "reporting_scheme": "units"}
    pack = make_pack(**tiny_pack.tables, **names, boundaries=tiny_pack.to_geopandas().reset_index())
    for name, table in tiny_pack.tables.items():
        pd.testing.assert_frame_equal(pack.table(name), table)
    assert pack.to_geopandas("study").geom_equals(tiny_pack.to_geopandas("study")).all()
    assert "boundaries" in pack.files


def test_the_reporting_scheme_is_the_default_where_only_it_is_named(tiny_pack):
    assert make_pack(**tiny_pack.tables, reporting_scheme="units").default_scheme == "units"


@pytest.mark.parametrize(
    ("changes", "file", "expected", "remedy"),
    [
        (
            {"entreprises": pd.DataFrame()},
            "entreprises",
            "the name of a table",
            "Did you mean 'enterprises'?",
        ),
        ({"ties": [1]}, "ties", "a DataFrame", "Make it one with pd.DataFrame."),
        (
            {"default_scheme": "study"},
            "make_pack",
            "a region scheme of the pack as default_scheme",
            "Known: areas.",
        ),
        (
            {"areas": frames()["areas"].set_index("area")},
            "areas (DataFrame)",
            "this column",
            "It is the index: make it a column with reset_index().",
        ),
        (
            {"boundaries": frames()["areas"]},
            "boundaries (DataFrame)",
            "a GeoDataFrame",
            "Read the polygons with geopandas.read_file.",
        ),
    ],
)
def test_an_argument_that_does_not_fit_is_named(changes, file, expected, remedy):
    problem = problem_of(make_pack, **frames() | changes)
    assert (problem.file, problem.expected, problem.remedy) == (file, expected, remedy)


def test_rows_of_frames_count_from_two_whatever_their_index():
    given = frames()
    given["enterprises"] = given["enterprises"].assign(count=[3.0, 4.5, -1.0]).set_axis([7, 7, 9])
    assert [
        (problem.file, problem.row, problem.found) for problem in problems_of(make_pack, **given)
    ] == [
        ("enterprises (DataFrame)", 3, "4.5"),
        ("enterprises (DataFrame)", 4, "-1.0"),
    ]


def test_whole_floats_categories_and_numpy_booleans_are_accepted():
    given = frames()
    given["enterprises"] = given["enterprises"].astype({"count": "float64", "industry": "category"})
    industries = pd.DataFrame(
        {"industry": ["baking", "fishing"], "name": ["B", "F"], "is_ubiquitous": [True, False]}
    )
    pack = make_pack(**given, industries=industries, groups=None)
    assert pack.table("enterprises")["count"].dtype == "int64"
    assert pack.table("industries")["is_ubiquitous"].to_list() == [True, False]


def test_frames_of_polygons_without_a_coordinate_system_are_refused(tiny_pack):
    polygons = gpd.GeoDataFrame(
        tiny_pack.to_geopandas().reset_index().set_crs(None, allow_override=True)
    )
    assert (
        problem_of(
            make_pack, **tiny_pack.tables, reporting_scheme="units", boundaries=polygons
        ).expected
        == "a coordinate reference system"
    )
