"""Schemes, crosswalks and finding a region by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hypercluster import regions
from hypercluster.errors import AnalysisError, SchemeError

AREAS = pd.DataFrame(
    {
        "area": ["n1", "n2", "s1", "s2"],
        "name": ["Northland", "Northshore", "Southland", "Isle of South"],
        "name_local": ["Север", None, "Юг", None],
        "macroregion": ["North", "North", "South", "South"],
        "seat": ["Nord", "Shore", "Sud", "Isle"],
        "latitude": [60.0, 61.0, 40.0, 41.0],
        "longitude": [10.0, 11.0, 10.0, 11.0],
    }
)
ROWS = [
    ("reported", "n", "n1", "Both norths", "Оба", True),
    ("reported", "n", "n2", "Both norths", "Оба", False),
    ("reported", "s1", "s1", None, None, True),
    ("reported", "s2", "s2", None, None, True),
    ("partial", "n2", "n2", None, None, True),
    ("partial", "s", "s1", "All south", None, False),
    ("partial", "s", "s2", "All south", None, True),
]
SCHEMES = pd.DataFrame(ROWS, columns=["scheme", "region", "area", "name", "name_local", "is_seat"])


def scheme(name: str) -> regions.RegionScheme:
    return regions.region_scheme(AREAS, SCHEMES, name)


def test_region_takes_name_and_point_of_its_seat_area_unless_it_has_its_own() -> None:
    found = scheme("partial").regions
    assert found.loc["s", "name"] == "All south"
    assert found.loc["n2", "name"] == "Northshore"
    assert found.loc["s", ["latitude", "longitude"]].tolist() == [41.0, 11.0]
    assert found.loc["s", "areas"] == "s1; s2"


def test_every_area_is_a_region_of_the_implicit_scheme() -> None:
    assert scheme("areas").index.tolist() == ["n1", "n2", "s1", "s2"]


def test_unknown_scheme_names_the_nearest_and_all() -> None:
    with pytest.raises(
        SchemeError, match=r"'partail'. Did you mean 'partial'\? Schemes: reported, partial, areas"
    ):
        scheme("partail")


def test_crosswalk_gives_equal_parts_of_a_divided_unit() -> None:
    parts = regions.crosswalk(scheme("partial"), scheme("reported"))
    assert parts.loc["n2"].tolist() == [0.5, 0.0, 0.0]
    assert parts.loc["s"].tolist() == [0.0, 1.0, 1.0]


def test_allocation_preserves_sums_and_flags_parts() -> None:
    counts = pd.DataFrame({"oil": [10, 3, 4], "coal": [1, 0, 2]}, index=["n", "s1", "s2"])
    parts = regions.crosswalk(scheme("areas"), scheme("reported"))
    allocated = regions.allocate(counts, parts)
    assert allocated.sum().tolist() == counts.sum().tolist()
    assert allocated.loc["n1"].tolist() == [5.0, 0.5]
    assert regions.is_allocated(parts).tolist() == [True, True, False, False]


def test_regions_of_one_unit_are_masked_and_others_not() -> None:
    same = regions.shares_unit(regions.crosswalk(scheme("areas"), scheme("reported")))
    assert np.argwhere(same).tolist() == [[0, 1], [1, 0]]


def test_region_that_nobody_reported_on_has_missing_counts() -> None:
    counts = pd.DataFrame({"oil": [10]}, index=["n"])
    allocated = regions.allocate(counts, regions.crosswalk(scheme("partial"), scheme("reported")))
    assert allocated["oil"].isna().tolist() == [False, True]


def test_area_outside_the_scheme_is_listed() -> None:
    assert regions.outside_scheme(scheme("partial"), scheme("reported")) == ["n1"]


@pytest.mark.parametrize("text", ["s1", "Southland", "southl", "юг", " ЮГ "])
def test_region_is_found_by_code_name_or_part(text: str) -> None:
    assert regions.find_region(scheme("areas").regions, text) == "s1"


def test_ambiguous_part_lists_what_fits() -> None:
    with pytest.raises(SchemeError, match=r"'north' fits 2: Northland \(n1\), Northshore \(n2\)"):
        regions.find_region(scheme("areas").regions, "north")


SAKHA = pd.DataFrame(
    {
        "name": ["Sakhalin Oblast", "Sakha (Yakutia)"],
        "name_local": ["Сахалинская область", "Республика Саха (Якутия)"],
        "areas": ["RU-SAK", "RU-SA"],
    },
    index=["RU-SAK", "RU-SA"],
)


@pytest.mark.parametrize("text", ["sakha", "Саха"])
def test_a_whole_word_of_one_name_wins_over_the_beginning_of_others(text: str) -> None:
    assert regions.find_region(SAKHA, text) == "RU-SA"
    assert regions.find_region(SAKHA.iloc[::-1], text) == "RU-SA"


@pytest.mark.parametrize("text", ["сах", "sa", "ru"])
def test_a_beginning_alone_is_ambiguous(text: str) -> None:
    with pytest.raises(SchemeError, match="fits 2"):
        regions.find_region(SAKHA, text)


def test_a_word_that_two_names_have_is_ambiguous() -> None:
    table = scheme("areas").regions.assign(name=["Altai Krai", "Altai Republic", "Altaisk", "Isle"])
    with pytest.raises(SchemeError, match="'altai' fits 3"):
        regions.find_region(table, "altai")


def test_missed_name_suggests_the_nearest() -> None:
    with pytest.raises(SchemeError, match="Did you mean Southland"):
        regions.find_region(scheme("areas").regions, "Sothland")


def test_area_inside_a_region_says_which() -> None:
    with pytest.raises(SchemeError, match=r"'s1' is an area inside region All south \(s\)"):
        regions.find_region(scheme("partial").regions, "s1")


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ({"n": 10, "s1": 3}, r"regions without all of their units: s \(1 in all\)"),
        ({"n": 10, "s1": 3, "s2": np.nan}, r"regions without all of their units: s \(1 in all\)"),
        ({"n": 10, "s1": 3, "s2": 4, "x": 1}, "units that the parts lack: x"),
        ({"n": 10, "s1": -3, "s2": 4}, "negative, infinite or missing: s1"),
    ],
)
def test_counts_that_cannot_be_allocated_are_refused(
    counts: dict[str, float], problem: str
) -> None:
    parts = regions.crosswalk(scheme("partial"), scheme("reported"))
    with pytest.raises(AnalysisError, match=problem):
        regions.allocate(pd.DataFrame({"oil": counts, "coal": counts}), parts)


def test_a_unit_that_is_missing_throughout_spreads_to_no_other_region() -> None:
    counts = pd.DataFrame({"oil": {"n": np.nan, "s1": 3.0, "s2": 4.0}})
    parts = regions.crosswalk(scheme("partial"), scheme("reported"))
    allocated = regions.allocate(counts, parts)["oil"]
    assert np.isnan(allocated["n2"])
    assert allocated["s"] == 7.0


def test_a_number_is_no_name_of_a_region() -> None:
    with pytest.raises(AnalysisError, match="Expected the name or code of a region; found 3"):
        regions.find_region(scheme("areas").regions, 3)  # type: ignore[arg-type]
