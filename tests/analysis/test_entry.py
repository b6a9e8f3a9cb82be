"""Entry of industries and what predicts it.

Hand arithmetic, planted causes, chance, and scikit-learn. All data are synthetic.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from hypercluster.analysis.series import (
    area_under_curve,
    entry_calibration,
    entry_prediction,
    industry_entries,
)
from hypercluster.errors import AnalysisError


def cells(
    own: float, added: float, *, seed: int = 0, regions: int = 40, period: str = "2010 to 2015"
) -> pd.DataFrame:
    """Candidates whose log-odds of entry are -2 + own x own density + added x density added, both
    standard normal."""
    rng = np.random.default_rng(seed)
    row, column = np.indices((regions, 12)).reshape(2, -1)
    one, other = rng.normal(size=(2, len(row)))
    chance = 1 / (1 + np.exp(2 - own * one - added * other))
    return pd.DataFrame(
        {
            "period": period,
            "region": [f"r{number:02d}" for number in row],
            "industry": [f"i{number:02d}" for number in column],
            "has_entered": (rng.random(len(row)) < chance).astype(float),
            "own_density": one,
            "density_added": other,
        }
    )


def predicted(table: pd.DataFrame, **options) -> pd.DataFrame:
    return entry_prediction(table, **{"resamples": 199, **options}).set_index("predictor")


def test_entries_by_hand():
    # Shares of the table are 1/2 and 1/2 at both dates. Before, oil has LQ 1.8 in a, 0.2 in b, 1 in
    # c; after 1.2, 0.96 (below 1), 0.84.
    before = pd.DataFrame({"oil": [9, 1, 5], "wool": [1, 9, 5]}, index=["a", "b", "c"])
    after = pd.DataFrame({"oil": [60, 48, 42], "wool": [40, 52, 58]}, index=["a", "b", "c"])
    found = industry_entries(before, after)
    assert found.loc["b", "oil"] == 0.0
    assert np.isnan(found.loc["a", "oil"])  # had it
    assert np.isnan(found.loc["c", "oil"])  # was between
    assert found.loc["a", "wool"] == 0.0
    assert industry_entries(before, after, threshold=0.9).loc["b", "oil"] == 1.0
    assert found.attrs["convention"].startswith(
        "entry: location quotient below 0.5 before and at least 1 after"
    )


def test_an_industry_that_wavers_around_the_threshold_does_not_enter():
    before = pd.DataFrame({"oil": [98, 102], "wool": [102, 98]})
    after = before.iloc[::-1].reset_index(drop=True)
    assert industry_entries(before, after).isna().all(axis=None)
    assert industry_entries(before, after, absent=1.0).sum().sum() == 2


def test_an_empty_region_or_industry_is_missing_for_itself_only():
    before = pd.DataFrame(
        {"oil": [9, 1, 0], "wool": [1, 9, 0], "gas": [0, 0, 0]}, index=["a", "b", "empty"]
    )
    after = pd.DataFrame(
        {"oil": [9, 9, 3], "wool": [1, 1, 3], "gas": [1, 1, 1]}, index=["a", "b", "empty"]
    )
    found = industry_entries(before, after)
    assert found.loc["empty"].isna().all()
    assert found["gas"].isna().all()
    assert found.index.tolist() == ["a", "b", "empty"]
    assert found.loc["b", "oil"] == 1.0


def test_the_guard_must_lie_below_the_threshold():
    with pytest.raises(AnalysisError, match="absent above 0 and at most the threshold 1; found"):
        industry_entries(pd.DataFrame({"oil": [1]}), pd.DataFrame({"oil": [1]}), absent=1.5)


def test_area_under_curve_by_hand():
    # Entries 3 and 1 against 1 and 2: better, better; equal, worse: 2.5 of 4.
    assert area_under_curve(np.array([3.0, 1.0, 1.0, 2.0]), np.array([1.0, 1.0, 0.0, 0.0])) == 0.625
    assert np.isnan(area_under_curve(np.array([1.0]), np.array([1.0])))


def test_area_under_curve_agrees_with_scikit_learn_weights_and_ties_included():
    rng = np.random.default_rng(3)
    scores, entered, weights = (
        rng.integers(6, size=80) / 3,
        rng.integers(2, size=80),
        rng.integers(4, size=80),
    )
    assert area_under_curve(scores, entered) == pytest.approx(
        roc_auc_score(entered, scores), rel=1e-12
    )
    assert area_under_curve(scores, entered, weights) == pytest.approx(
        roc_auc_score(entered, scores, sample_weight=weights), rel=1e-12
    )


def test_entries_driven_by_own_density_are_predicted_by_it_and_not_by_what_partners_add():
    found = predicted(cells(2, 0))
    assert found.at["own_density", "auc"] > 0.8
    assert found.at["own_density", "auc_low"] > 0.7
    assert found.at["density_added", "auc"] == pytest.approx(0.5, abs=0.1)
    assert abs(found.at["own_and_added", "auc_difference"]) < 0.02
    assert found.at["own_and_added", "difference_p"] > 0.05
    assert found.at["own_density", "brier"] < 0.9 * found.at["own_density", "brier_reference"]


def test_what_partners_add_is_found_where_it_drives_entries():
    found = predicted(cells(1, 1.5))
    assert found.at["own_and_added", "difference_low"] > 0
    assert found.at["own_and_added", "difference_p"] == pytest.approx(1 / 200)
    assert found.at["own_and_added", "auc"] > max(
        found.at["own_density", "auc"], found.at["density_added", "auc"]
    )


def test_entries_driven_by_nothing_are_not_predicted():
    found = [predicted(cells(0, 0, seed=seed, regions=25), resamples=99) for seed in range(8)]
    own = pd.DataFrame([table.loc["own_density"] for table in found])
    # About 36 entries of 300 a table: the standard error of one area is 0.05, of their mean 0.02.
    assert own["auc"].astype(float).mean() == pytest.approx(0.5, abs=0.06)
    # A 90 % interval misses one time in ten; more than 3 of 8 come once in 2,000.
    assert ((own["auc_low"] < 0.5) & (own["auc_high"] > 0.5)).sum() >= 5
    assert sum(table.at["own_and_added", "difference_p"] <= 0.05 for table in found) <= 2


def test_the_area_of_one_predictor_is_that_of_its_own_order():
    table = cells(1, 1)
    found = predicted(table)
    for name in ("own_density", "density_added"):
        assert found.at[name, "auc"] == pytest.approx(
            roc_auc_score(table["has_entered"], table[name]), rel=1e-12
        )
    expected = found.at["density_added", "auc"] - found.at["own_density", "auc"]
    assert found.at["density_added", "auc_difference"] == pytest.approx(expected)


def test_a_region_never_informs_its_own_prediction():
    table = cells(1, 0, regions=10)
    flipped = table.assign(
        has_entered=table["has_entered"].where(table["region"] != "r03", 1 - table["has_entered"])
    )
    from hypercluster.analysis.series.prediction import _predicted

    one, other = (
        _predicted(given, ("own_density",), folds=10, seed=1) for given in (table, flipped)
    )
    own = table["region"] == "r03"
    pd.testing.assert_frame_equal(one[own], other[own])
    assert not np.allclose(one[~own]["probability"], other[~own]["probability"])


def test_probabilities_of_the_brier_score_are_the_calibrated_ones():
    from hypercluster.analysis.series.prediction import _predicted

    table = cells(1.5, 0, regions=100)
    probability = _predicted(table, ("own_density",), folds=5, seed=1)["probability"]
    assert predicted(table).at["own_density", "brier"] == pytest.approx(
        brier_score_loss(table["has_entered"], probability)
    )
    bins = entry_calibration(table).query("predictor == 'own_density'")
    assert bins["candidates"].tolist() == [240] * 5
    assert (bins["predicted"] * bins["candidates"]).sum() == pytest.approx(probability.sum())
    assert (bins["observed"] * bins["candidates"]).sum() == table["has_entered"].sum()
    # Four standard errors of a share of 240 are at most 0.13.
    assert (bins["predicted"] - bins["observed"]).abs().max() < 0.13
    assert bins["observed"].iloc[-1] > 3 * bins["observed"].iloc[0]


def test_several_periods_have_rows_of_their_own_and_one_of_all():
    both = pd.concat([cells(1, 0), cells(1, 0, seed=1, period="2015 to 2020")], ignore_index=True)
    found = entry_prediction(both, resamples=9)
    assert list(dict.fromkeys(found["period"])) == ["2010 to 2015", "2015 to 2020", "all"]
    assert found["candidates"].tolist() == [480] * 6 + [960] * 3
    assert found.loc[found["period"] == "all", "regions"].tolist() == [40] * 3


def test_too_few_entries_are_missing_and_say_so():
    table = cells(1, 0)
    few = table.assign(has_entered=(table.index < 4).astype(float))
    found = entry_prediction(few, resamples=9)
    assert found["auc"].isna().all()
    assert found["note"].unique().tolist() == [
        "too few: 4 entries and 476 other candidates, at least 10 of each"
    ]
    assert entry_calibration(few).empty


def test_unknown_density_added_switches_off_only_what_needs_it():
    table = cells(1, 0)
    found = predicted(table.assign(density_added=np.nan))
    assert found["auc"].notna().tolist() == [True, False, False]
    assert found["note"].tolist()[1:] == ["no density_added is known"] * 2
    known = table.assign(density_added=table["density_added"].where(table["region"] < "r30"))
    assert predicted(known)["candidates"].tolist() == [360] * 3


def test_intervals_come_from_regions_not_from_cells():
    # Ten copies of every cell in its region tell nothing new: the interval stays as wide.
    table = cells(1, 0)
    one, ten = predicted(table), predicted(pd.concat([table] * 10, ignore_index=True))
    for name in ("auc", "auc_low", "auc_high"):
        assert ten.at["own_density", name] == pytest.approx(one.at["own_density", name], abs=1e-9)


def test_equal_seeds_give_equal_tables_whatever_the_order_of_rows():
    table = cells(1, 1)
    one, other = (
        predicted(table),
        predicted(table.iloc[np.random.default_rng(1).permutation(len(table))]),
    )
    pd.testing.assert_frame_equal(
        one[["auc", "brier"]], other[["auc", "brier"]], rtol=1e-5
    )  # the solver stops at 1e-4 of the gradient


@pytest.mark.parametrize(
    "call",
    [
        lambda table: entry_prediction(table, folds=1),
        lambda table: entry_calibration(table, folds=1),
    ],
)
def test_a_single_part_is_refused(call):
    with pytest.raises(AnalysisError, match="at least 2 parts"):
        call(cells(1, 0))
