"""Concentration of industries: hand arithmetic, invariance, independent implementations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from inequality.gini import Gini
from inequality.theil import Theil

import hypercluster as hc
from hypercluster import errors

PUBLISHED = Path(__file__).parent / "published"
STATES = pd.read_csv(PUBLISHED / "german_states_employment.csv", index_col=0)
FOUR = pd.read_csv(PUBLISHED / "econgeo_doc_seed31_0to100.csv", index_col=0)
PLANTS = pd.read_csv(PUBLISHED / "fk2014_ellison_glaeser.csv").rename(
    columns={"emp_firm": "employees"}
)
MEASURES = (hc.hoover_index, hc.locational_gini, hc.theil_index)


def two() -> pd.DataFrame:
    """y of oil: 3/4, 1/4; all enterprises: 6/10, 4/10."""
    return pd.DataFrame({"oil": [3.0, 1.0], "wool": [3.0, 3.0]}, index=["a", "b"])


def test_hoover_index_by_hand() -> None:
    # (|0.75 - 0.6| + |0.25 - 0.4|) / 2 = 0.15; wool: (0.1 + 0.1) / 2.
    assert hc.hoover_index(two()).tolist() == pytest.approx([0.15, 0.1])


def test_theil_index_by_hand() -> None:
    # 0.75 ln(0.75/0.6) + 0.25 ln(0.25/0.4) = 0.167358 - 0.117501.
    assert hc.theil_index(two())["oil"] == pytest.approx(0.049857, abs=1e-6)


def test_locational_gini_by_hand() -> None:
    # Curve through (0, 0), (0.4, 0.25), (1, 1): area under it 0.05 + 0.375 = 0.425; 1 - 2 * 0.425 =
    # 0.15.
    assert hc.locational_gini(two())["oil"] == pytest.approx(0.15)
    assert hc.locational_gini(two(), scale="half")["oil"] == pytest.approx(0.075)


def test_industry_spread_as_all_has_no_concentration() -> None:
    even = pd.DataFrame({"oil": [1.0, 2.0, 3.0], "wool": [2.0, 4.0, 6.0]})
    for measure in MEASURES:
        assert measure(even).tolist() == pytest.approx([0.0, 0.0], abs=1e-15)


@pytest.mark.parametrize("measure", MEASURES)
def test_empty_industry_and_region_are_missing_for_themselves_only(measure) -> None:
    more = pd.concat([FOUR, pd.DataFrame(0, index=["empty"], columns=FOUR.columns)]).assign(none=0)
    assert np.isnan(measure(more)["none"])
    pd.testing.assert_series_equal(measure(more)[FOUR.columns], measure(FOUR), rtol=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_order_of_regions_and_scale_of_counts_do_not_matter(measure) -> None:
    pd.testing.assert_series_equal(measure(STATES.iloc[::-1] * 7), measure(STATES), rtol=1e-10)


@pytest.mark.parametrize("measure", MEASURES)
def test_merging_two_industries_spread_alike_gives_their_common_value(measure) -> None:
    alike = FOUR.assign(I5=FOUR["I1"] * 3)
    merged = alike.assign(I1=alike["I1"] + alike["I5"]).drop(columns="I5")
    assert measure(alike)["I1"] == pytest.approx(measure(alike)["I5"])
    pd.testing.assert_series_equal(measure(merged), measure(alike)[merged.columns], rtol=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_splitting_a_region_into_parts_alike_changes_nothing(measure) -> None:
    halves = pd.concat([FOUR.iloc[1:], FOUR.iloc[[0]] / 2, FOUR.iloc[[0]] / 2], ignore_index=True)
    pd.testing.assert_series_equal(measure(halves), measure(FOUR), rtol=1e-12)


@pytest.mark.parametrize("industry", FOUR.columns)
def test_gini_and_theil_equal_those_of_enterprises_one_by_one(industry: str) -> None:
    # Every enterprise of region r holds x_rj / x_r.: inequality among enterprises is concentration
    # over regions of unequal size.
    held = np.repeat((FOUR[industry] / FOUR.sum(axis=1)).to_numpy(), FOUR.sum(axis=1))
    assert hc.locational_gini(FOUR)[industry] == pytest.approx(Gini(held).g, rel=1e-10)
    assert hc.theil_index(FOUR)[industry] == pytest.approx(Theil(held).T, rel=1e-10)


@pytest.mark.parametrize("industry", ["WZ08-B", "WZ08-J"])
def test_locational_gini_equals_mean_differences_over_all_pairs(industry: str) -> None:
    p = (STATES.sum(axis=1) / STATES.to_numpy().sum()).to_numpy()
    ratio = (STATES[industry] / STATES[industry].sum()).to_numpy() / p
    pairs = np.abs(np.subtract.outer(ratio, ratio)) * np.outer(p, p)
    assert hc.locational_gini(STATES)[industry] == pytest.approx(pairs.sum() / 2, rel=1e-12)


def test_unknown_scale_of_the_gini_is_refused() -> None:
    with pytest.raises(
        errors.AnalysisError, match="Expected a scale of unit, half; found 'krugman'"
    ):
        hc.locational_gini(FOUR, scale="krugman")


def test_scale_travels_with_the_gini() -> None:
    assert hc.locational_gini(FOUR, scale="half").attrs["convention"].startswith("scale: 0 to 0.5")


def test_ellison_glaeser_by_hand_on_the_published_plants() -> None:
    # Forestry has 6425, 4295 and 480 of 11200 employees; regions 360, 108 and 132 thousand of 600:
    # p = 0.6, 0.18, 0.22.
    y, p = np.array([6425, 4295, 480]) / 11200, np.array([0.6, 0.18, 0.22])
    sizes = (
        np.array([1020, 1100, 1055, 1100, 1070, 1080, 1030, 1015, 1150, 1100, 210, 170, 100])
        / 11200
    )
    g, h, room = ((y - p) ** 2).sum(), (sizes**2).sum(), 1 - (0.36 + 0.0324 + 0.0484)
    expected = (g - room * h) / (room * (1 - h))
    assert expected == pytest.approx(0.042964, abs=1e-6)
    found = hc.ellison_glaeser(
        PLANTS, regional_employment=PLANTS.groupby("region")["emp_region"].first()
    )
    assert found["Forestry"] == pytest.approx(expected, rel=1e-12)


def test_ellison_glaeser_without_regional_employment_takes_that_of_the_plants() -> None:
    own = hc.ellison_glaeser(PLANTS)
    given = hc.ellison_glaeser(
        PLANTS, regional_employment=PLANTS.groupby("region")["employees"].sum()
    )
    pd.testing.assert_series_equal(own, given)
    assert own["Forestry"] == pytest.approx(0.168380, abs=1e-6)
    assert own.attrs["convention"] == "p_r from the plants"


def test_ellison_glaeser_is_nought_on_average_when_plants_choose_at_random() -> None:
    # Synthetic: 3000 industries of 8 unequal plants, regions drawn with p. The mean of gamma is 0
    # by construction of the index; its standard error here is 0.0026.
    generator = np.random.default_rng(11)
    p = np.array([0.5, 0.3, 0.2])
    plants = pd.DataFrame(
        {
            "industry": np.repeat(np.arange(3000), 8),
            "region": generator.choice(list("abc"), 24000, p=p),
            "employees": np.tile([100, 50, 20, 20, 10, 5, 5, 5], 3000),
        }
    )
    found = hc.ellison_glaeser(plants, regional_employment=pd.Series(p, index=list("abc")))
    assert abs(found.mean()) < 0.01


def test_ellison_glaeser_is_missing_without_sizes_with_one_plant_or_one_region() -> None:
    unknown = pd.DataFrame(
        {
            "industry": ["oil", "oil", "gas"],
            "region": ["a", "b", "a"],
            "employees": [5.0, np.nan, 5.0],
        }
    )
    assert hc.ellison_glaeser(unknown).isna().all()
    alone = pd.DataFrame({"industry": ["oil", "oil"], "region": ["a", "a"], "employees": [1, 1]})
    assert hc.ellison_glaeser(alone).isna().all()


def test_plants_without_a_needed_column_are_refused() -> None:
    with pytest.raises(errors.AnalysisError, match="found none named employees"):
        hc.ellison_glaeser(PLANTS.drop(columns="employees"))
