"""The default pack: each trap that a careful analyst would check."""

from __future__ import annotations

import ast
import csv
import hashlib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import hypercluster as hc
from hypercluster.schema import PACK_TABLES

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "regions" / "russia-resource-2023"


@pytest.fixture(scope="module")
def pack() -> hc.DataPack:
    return hc.load_pack(FOLDER)


@pytest.fixture(scope="module")
def organisations(pack: hc.DataPack) -> pd.DataFrame:
    return pack.table("organisations").set_index("organisation")


def test_mining_is_the_sum_of_the_five_industries_and_never_a_sixth(pack: hc.DataPack) -> None:
    sums = pack.table("enterprises").groupby("reporting_unit")["count"].sum()
    totals = pack.table("reported_totals").set_index("reporting_unit")["total"]
    assert len(totals) == 15
    assert (sums.reindex(totals.index) == totals).all()
    assert sums.sum() == 5301
    assert pack.table("enterprises").groupby("industry")["count"].sum().to_dict() == {
        "crude_oil_and_natural_gas": 476,
        "metal_ores": 1306,
        "coal": 135,
        "other_minerals": 1946,
        "mining_services": 1438,
    }
    assert (
        not pack.table("industries")[["industry", "name"]]
        .stack()
        .str.fullmatch("mining", case=False)
        .any()
    )


def test_counts_are_75_with_the_printed_name_and_district_of_each_row(pack: hc.DataPack) -> None:
    counts = pack.table("enterprises").set_index(["reporting_unit", "industry"])["count"]
    totals = pack.table("reported_totals").set_index("reporting_unit")
    assert len(counts) == 75
    assert counts[("RU-SA", "metal_ores")] == 572
    assert counts[("RU-TYU-KHM-YAN", "mining_services")] == 475
    assert (
        totals.loc["RU-ARK-NEN", "printed_name"] == "Arkhangelsk Region and Nenets Autonomous Okrug"
    )
    assert totals.loc["RU-SAK", ["total", "label", "printed_macroregion"]].tolist() == [
        123,
        "Mining",
        "Far Eastern Federal District",
    ]


def test_there_are_15_16_17_or_18_regions_by_scheme_of_18_areas(pack: hc.DataPack) -> None:
    numbers = pack.table("schemes").groupby("scheme")["region"].nunique().to_dict()
    assert numbers == {"table1": 15, "study": 16, "table2": 17, "subjects": 18}
    assert len(pack.table("areas")) == 18
    assert pack.default_scheme == "study"


def test_schemes_differ_where_the_paper_is_unclear(pack: hc.DataPack) -> None:
    schemes = {name: set(rows["area"]) for name, rows in pack.table("schemes").groupby("scheme")}
    assert schemes["subjects"] - schemes["table2"] == {"RU-ARK"}
    study = pack.table("schemes").query("scheme == 'study'")
    assert len(study[study["area"].isin(["RU-ARK", "RU-NEN"])]["region"].unique()) == 2
    assert len(study[study["area"].isin(["RU-TYU", "RU-KHM", "RU-YAN"])]["region"].unique()) == 1


def test_there_are_six_districts_where_the_text_says_five(pack: hc.DataPack) -> None:
    assert set(pack.table("areas")["macroregion"]) == {
        "Volga",
        "Northwestern",
        "Southern",
        "Ural",
        "Siberian",
        "Far Eastern",
    }
    assert pack.table("reported_totals")["printed_macroregion"].nunique() == 6


def test_three_organisations_are_printed_in_the_wrong_row(organisations: pd.DataFrame) -> None:
    moved = organisations[organisations["area"] != organisations["printed_area"]]
    assert {code: (row["printed_area"], row["area"]) for code, row in moved.iterrows()} == {
        "T2-39": ("RU-NEN", "RU-ARK"),
        "T2-40": ("RU-NEN", "RU-KO"),
        "T2-60": ("RU-KYA", "RU-TYU"),
    }
    assert moved["note"].str.startswith("Printed in the row of").all()


def test_all_83_organisations_have_a_printed_and_a_true_placement(
    organisations: pd.DataFrame,
) -> None:
    assert organisations.index.tolist() == [f"T2-{number:02d}" for number in range(1, 84)]
    assert (
        organisations[
            [
                "printed_name",
                "printed_area",
                "printed_column",
                "area",
                "city",
                "latitude",
                "longitude",
            ]
        ]
        .notna()
        .all(axis=None)
    )
    assert organisations["printed_column"].value_counts().to_dict() == {
        "institutions": 52,
        "infrastructure": 31,
    }
    assert organisations["printed_area"].nunique() == 17


def test_nenets_has_no_organisation_once_rows_are_corrected_and_two_as_printed(
    pack: hc.DataPack,
) -> None:
    def listed(placement: str) -> int:
        settings = hc.Settings(actors=hc.settings.Actors(placement=placement)).with_run(draws=0)
        return int(hc.analyse(pack, settings=settings).regions.loc["RU-NEN", "organisations"])

    assert (listed("seat"), listed("printed")) == (0, 2)


def test_role_comes_from_the_organisation_and_not_the_column(organisations: pd.DataFrame) -> None:
    companies = organisations[organisations["kind"] == "company"]
    assert len(companies) == 10
    assert set(companies["printed_column"]) == {"institutions"}
    assert set(companies["role"]) == {"industry"}
    assert organisations.loc["T2-08", ["printed_column", "role"]].tolist() == [
        "infrastructure",
        "science",
    ]


def test_duplicates_and_old_names_are_marked_and_both_kept(
    pack: hc.DataPack, organisations: pd.DataFrame
) -> None:
    assert organisations.loc["T2-49", "duplicate_of"] == "T2-50"
    assert organisations["belongs_to"].dropna().to_dict() == {
        "T2-71": "T2-75",
        "T2-79": "T2-78",
        "T2-80": "T2-78",
    }
    assert (
        organisations.loc[["T2-04", "T2-30", "T2-75"], "note"]
        .str.contains("old name", case=False)
        .all()
    )
    merged = hc.select_organisations(pack.table("organisations"), duplicates="merge")
    assert set(pack.table("organisations")["organisation"]) - set(merged["organisation"]) == {
        "T2-49"
    }


def test_four_names_cannot_be_identified_and_can_be_left_out(
    pack: hc.DataPack, organisations: pd.DataFrame
) -> None:
    low = organisations[organisations["confidence"] == "low"]
    assert set(low.index) == {"T2-03", "T2-17", "T2-51", "T2-76"}
    assert low["note"].str.startswith("Cannot be identified").all()
    assert len(hc.select_organisations(pack.table("organisations"), min_confidence="medium")) == 79


def test_shifted_cells_of_the_factor_table_are_corrected_beside_the_printed_ones(
    pack: hc.DataPack,
) -> None:
    factors = pack.table("factors").set_index("factor")
    assert len(factors) == 6
    for number in (1, 3):
        row = factors.loc[number]
        printed = " ".join(row[["printed_factor", "printed_way", "printed_convergent_technology"]])
        corrected = " ".join(row[["factor_text", "way", "convergent_technology"]])
        assert row["is_corrected"]
        assert row["printed_way"] != row["way"]
        assert re.sub(r"^\d\. ", "", printed) == corrected
    assert factors.loc[1, "way"] == "Full automation of production processes"
    assert not factors.loc[4, "is_corrected"]


def test_organisations_of_one_city_share_a_point_and_are_zero_apart(
    organisations: pd.DataFrame,
) -> None:
    kazan = organisations[organisations["city"] == "Kazan"]
    assert len(kazan) > 1
    assert (hc.distance_matrix(kazan) == 0).all()


def test_organisations_are_assigned_by_code_and_lie_in_that_polygon(
    pack: hc.DataPack, organisations: pd.DataFrame
) -> None:
    import geopandas as gpd

    shapes = pack.to_geopandas("subjects").geometry
    points = gpd.GeoSeries(
        gpd.points_from_xy(organisations["longitude"], organisations["latitude"]),
        index=organisations.index,
        crs=4326,
    )
    assert points.within(shapes.loc[organisations["area"]].set_axis(points.index)).all()


def test_density_uses_the_official_area_because_the_polygon_lacks_the_gulf_of_ob(
    pack: hc.DataPack,
) -> None:
    areas = pack.table("areas").set_index("area")["official_area_km2"]
    polygons = pack.to_geopandas("subjects").to_crs(pack.map_crs).area / 1e6
    difference = (polygons / areas - 1).round(3)
    assert difference["RU-YAN"] == pytest.approx(-0.108, abs=0.002)
    assert difference.drop(["RU-YAN", "RU-AST"]).abs().max() < 0.03


def test_polygons_cover_the_areas_and_hold_their_seats(pack: hc.DataPack) -> None:
    import geopandas as gpd

    shapes, areas = pack.to_geopandas("subjects"), pack.table("areas")
    assert set(shapes.index) == set(areas["area"])
    seats = gpd.GeoSeries(
        gpd.points_from_xy(areas["longitude"], areas["latitude"]), index=areas["area"], crs=4326
    )
    assert seats.within(shapes.geometry.loc[areas["area"]]).all()
    assert len(pack.to_geopandas()) == 83


def test_contiguity_agrees_with_the_polygons(pack: hc.DataPack) -> None:
    from pyproj import Geod

    shapes = pack.to_geopandas("subjects").geometry
    touching = {
        tuple(sorted((one, other)))
        for i, one in enumerate(shapes.index)
        for other in shapes.index[i + 1 :]
        if shapes[one].intersection(shapes[other]).length > 0
    }
    contiguity = pack.table("contiguity").set_index(["source", "target"])["shared_boundary_km"]
    lengths = [
        Geod(ellps="WGS84").geometry_length(shapes[one].intersection(shapes[other])) / 1e3
        for one, other in contiguity.index
    ]
    np.testing.assert_allclose(
        lengths, contiguity, rtol=0.03
    )  # measured before the polygons were simplified
    assert touching == set(
        pack.table("contiguity")[["source", "target"]].itertuples(index=False, name=None)
    )
    assert len(touching) == 26


def test_table_3_has_twelve_directions_and_ten_technologies(pack: hc.DataPack) -> None:
    technologies = pack.table("technologies")
    assert technologies["role"].value_counts().to_dict() == {
        "synchronisation_direction": 12,
        "digital_technology": 10,
    }
    assert technologies["direction"].nunique() == 3


@pytest.mark.parametrize(
    "table", ["industry_directions", "focus_directions", "development_vectors"]
)
def test_our_own_choices_say_so(pack: hc.DataPack, table: str) -> None:
    assert pack.table(table)["basis"].str.startswith("our choice: ").all()
    assert pack.files[table]["source"].startswith("our choice: ")


@pytest.mark.parametrize(
    ("table", "key"), [("industry_directions", "industry"), ("focus_directions", "focus")]
)
def test_shares_of_directions_add_up(pack: hc.DataPack, table: str, key: str) -> None:
    rows = pack.table(table)
    np.testing.assert_allclose(rows.groupby(key)["share"].sum(), 1.0, atol=1e-9)


def test_every_focus_but_the_general_one_has_directions(
    pack: hc.DataPack, organisations: pd.DataFrame
) -> None:
    assert set(organisations["focus"]) - set(pack.table("focus_directions")["focus"]) == {"general"}


def test_groups_tie_only_where_they_are_corporate_or_academy(
    pack: hc.DataPack, packaged_run
) -> None:
    kinds = pack.table("groups").set_index("group")["kind"]
    assert kinds.value_counts()[["corporate", "academy", "ministry"]].to_dict() == {
        "corporate": 6,
        "academy": 2,
        "ministry": 2,
    }
    ties = packaged_run(0).ties
    assert (ties["layer"] == "affiliation").sum() == 18


def test_each_government_is_a_group_of_one_area(
    pack: hc.DataPack, organisations: pd.DataFrame
) -> None:
    governments = pack.table("groups").query("kind == 'regional_government'")["group"]
    areas = (
        organisations[organisations["group"].isin(governments)].groupby("group")["area"].agg(set)
    )
    assert areas.to_dict() == {
        group: {"RU-" + group.removeprefix("government_ru_").upper()} for group in governments
    }


def test_platform_vectors_are_the_eleven_of_the_paper_and_citizens_are_consumers(
    pack: hc.DataPack,
) -> None:
    vectors = pack.table("platform_vectors").set_index("platform_vector")
    assert set(vectors.index) == {
        "B2B",
        "B2C",
        "B2ED",
        "B2F",
        "B2G",
        "B2N",
        "B2SC",
        "SC2F",
        "ED2C",
        "SC2ED",
        "SC2SC",
    }
    assert vectors.loc[["B2C", "ED2C"], "role_b"].tolist() == ["consumer", "consumer"]


def test_both_development_vectors_name_all_their_items(pack: hc.DataPack) -> None:
    items = pack.table("development_vector_items").groupby(["development_vector", "kind"]).size()
    assert items["resource_saving_mining"].to_dict() == {
        "cluster": 6,
        "digital_ecosystem": 1,
        "digital_platform": 4,
    }
    assert items["digital_green"].to_dict() == {
        "cluster": 7,
        "digital_ecosystem": 1,
        "digital_platform": 6,
    }


def test_hubs_that_the_paper_names_are_in_the_pack(pack: hc.DataPack) -> None:
    named = pack.table("reported_hubs").groupby(["claim", "role"])["area"].agg(set).to_dict()
    assert named == {
        ("research_centre", "science"): {"RU-TA"},
        ("educational_centres", "education"): {"RU-TYU", "RU-BA", "RU-SAM"},
        ("upstream_companies", "industry"): {"RU-TA", "RU-BA", "RU-KHM", "RU-SAM"},
    }


def test_hashes_of_the_manifest_are_those_of_the_files() -> None:
    tables = tomllib.loads((FOLDER / "pack.toml").read_text(encoding="utf-8"))["tables"]
    found = {
        name: hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest()
        for name, entry in tables.items()
    }
    assert found == {name: entry["sha256"] for name, entry in tables.items()}
    assert {entry["file"] for entry in tables.values()} == {
        file.name for file in FOLDER.iterdir()
    } - {"pack.toml", "README.md"}


def test_files_are_utf8_with_line_feeds_and_columns_in_schema_order() -> None:
    for file in FOLDER.glob("*.csv"):
        text = file.read_bytes().decode("utf-8")
        assert "\r" not in text
        assert not text.startswith("\ufeff")
        header = next(csv.reader(text.splitlines()))
        assert header == [
            column.name for column in PACK_TABLES[file.stem].columns if column.name in header
        ]


def test_every_table_says_where_it_comes_from(pack: hc.DataPack) -> None:
    for entry in pack.files.values():
        assert all(
            entry.get(key) for key in ("publisher", "licence", "retrieved", "source", "sha256")
        )


def test_no_name_of_the_pack_occurs_in_the_code(pack: hc.DataPack) -> None:
    columns = {
        "areas": ("area", "name", "name_local", "macroregion", "seat"),
        "schemes": ("region", "name"),
        "industries": ("industry",),
        "groups": ("group", "name"),
    }
    names = {
        str(value)
        for table, own in columns.items()
        for column in own
        for value in pack.table(table)[column].dropna()
    }
    words = {word for name in names for word in (name, name.split(" ")[0]) if len(word) > 3} - {
        "Government",
        "Ministry",
        "Federal",
    }
    pattern = re.compile(
        r"(?<![A-Za-z_])("
        + "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        + r")(?![A-Za-z_])",
        re.IGNORECASE,
    )
    named = {}
    for file in (ROOT / "hypercluster").rglob("*.py"):
        hits = set(pattern.findall(without_examples(file.read_text(encoding="utf-8"))))
        if hits:
            named[file.name] = hits
    assert not named


def without_examples(code: str) -> str:
    """Code without docstrings, whose examples may show the packaged data."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body[0] = ast.Pass()
    return ast.unparse(tree)
