"""Smoothed quotients, both exact tails and intervals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from scipy.stats import hypergeom

import hypercluster as hc
from hypercluster import errors
from hypercluster.indicators import specialisation

PUBLISHED = Path(__file__).parent / "published"
STATES = pd.read_csv(PUBLISHED / "german_states_employment.csv", index_col=0)
FOUR = pd.read_csv(PUBLISHED / "econgeo_doc_seed31_0to100.csv", index_col=0)


def test_empirical_bayes_by_hand() -> None:
    # m = 91/110; mean size 55; A = (100 (0.9 - m)^2 + 10 (0.1 - m)^2)/110 - m/55 = 0.052893 -
    # 0.015041 = 0.037851.
    counts = pd.DataFrame({"oil": [90.0, 1.0], "wool": [10.0, 9.0]}, index=["a", "b"])
    m, a = 91 / 110, 0.0378512
    weight = a / (a + m / 10)
    expected = (weight * 0.1 + (1 - weight) * m) / m
    assert hc.empirical_bayes(counts).loc["b", "oil"] == pytest.approx(expected, rel=1e-5)


def test_empirical_bayes_equals_esda_where_the_variance_is_positive() -> None:
    found = hc.empirical_bayes(STATES)
    totals = STATES.sum(axis=1).to_numpy()
    for industry in STATES:
        rates = Empirical_Bayes(STATES[industry].to_numpy(), totals).r.ravel()
        np.testing.assert_allclose(
            found[industry], rates / (STATES[industry].sum() / totals.sum()), rtol=1e-10
        )


def test_shares_that_differ_less_than_by_chance_shrink_to_the_whole() -> None:
    # 50 and 50 of 100 vary less than chance allows, A = 0 - 0.5/100 < 0. esda 2.9.0 does not stop
    # at 0: its weight is -0.005/(-0.005 + 0.005), a division by nought, and with 50 and 52 it gives
    # 0.5190 to the region of 50 and 0.5010 to that of 52 (of 100 each): past the mean of 0.51 and
    # in the wrong order.
    counts = pd.DataFrame({"oil": [50.0, 52.0], "wool": [50.0, 48.0]}, index=["a", "b"])
    assert hc.empirical_bayes(counts)["oil"].tolist() == pytest.approx([1.0, 1.0])
    past = Empirical_Bayes(counts["oil"].to_numpy(), np.array([100.0, 100.0])).r.ravel()
    assert past[0] > 0.51 > past[1]


def test_empirical_bayes_lies_between_the_quotient_and_one_and_moves_small_regions_more() -> None:
    quotients, smoothed = hc.location_quotient(FOUR), hc.empirical_bayes(FOUR)
    assert ((smoothed - 1).abs() <= (quotients - 1).abs() + 1e-12).all().all()
    kept = ((smoothed - 1) / (quotients - 1))["I1"]
    assert kept[FOUR.sum(axis=1).sort_values().index].is_monotonic_increasing


def test_empirical_bayes_with_reference_shares_divides_by_these() -> None:
    reference = pd.Series(0.25, index=FOUR.columns)
    whole = specialisation.total_shares(FOUR)
    expected = hc.empirical_bayes(FOUR) * whole / 0.25
    pd.testing.assert_frame_equal(
        hc.empirical_bayes(FOUR, reference=reference), expected, rtol=1e-12
    )


def test_empty_region_and_industry_change_nothing_else() -> None:
    more = pd.concat([FOUR, pd.DataFrame(0, index=["empty"], columns=FOUR.columns)]).assign(none=0)
    for measure in (
        hc.empirical_bayes,
        hc.p_underrepresented,
        hc.location_quotient,
    ):
        found = measure(more)
        pd.testing.assert_frame_equal(
            found.loc[FOUR.index, FOUR.columns], measure(FOUR), rtol=1e-12
        )
        assert found["none"].isna().all()
        assert found.loc["empty"].isna().all()
    found = hc.location_quotient_interval(more)
    same = hc.location_quotient_interval(FOUR)
    pd.testing.assert_frame_equal(found.loc[same.index], same, rtol=1e-12)
    assert found.drop(index=same.index).isna().all().all()


def test_p_underrepresented_by_hand() -> None:
    # 2 of 4 enterprises in the region, 2 of 4 in the industry: P(X <= 0) = 1/6, P(X <= 2) = 1.
    p = hc.p_underrepresented(pd.DataFrame({"oil": [2, 0], "wool": [0, 2]}))
    assert p.to_numpy().tolist() == [pytest.approx([1, 1 / 6]), pytest.approx([1 / 6, 1])]


def test_p_underrepresented_equals_scipy() -> None:
    generator = np.random.default_rng(4)
    for scale in (1, 6, 40):
        x = generator.poisson(scale, (8, 5))
        x[0, 0] += 20 * scale
        expected = hypergeom.cdf(x, x.sum(), x.sum(axis=0)[None, :], x.sum(axis=1)[:, None])
        found = hc.p_underrepresented(pd.DataFrame(x)).to_numpy()
        known = ~np.isnan(found)
        # Sums of up to some hundred terms, each from logarithms of factorials good to 1e-13.
        np.testing.assert_allclose(found[known], expected[known], rtol=1e-9)


def test_both_tails_add_up_to_one_and_the_observed_count() -> None:
    x = FOUR.to_numpy()
    point = hypergeom.pmf(x, x.sum(), x.sum(axis=0)[None, :], x.sum(axis=1)[:, None])
    both = hc.p_specialised(FOUR) + hc.p_underrepresented(FOUR)
    np.testing.assert_allclose(both, 1 + point, rtol=1e-9)


def test_region_without_counts_is_missing_for_itself() -> None:
    counts = FOUR.astype(float)
    counts.loc["R1"] = np.nan
    for measure in (
        hc.p_specialised,
        hc.p_underrepresented,
        hc.empirical_bayes,
    ):
        is_missing = measure(counts).isna()
        assert is_missing.loc["R1"].all()
        assert not is_missing.drop(index="R1").any(axis=None)


def test_interval_covers_known_rates_as_often_as_it_says() -> None:
    # Synthetic: 400 tables of Poisson counts around known rates; with 40 enterprises expected a
    # cell the prior hardly counts. 400 x 12 quotients, not independent: 0.9 within 0.03.
    generator = np.random.default_rng(6)
    rates = np.array([[40.0, 60, 50], [30, 80, 40], [90, 40, 60], [50, 50, 70]])
    truth = hc.location_quotient(pd.DataFrame(rates)).to_numpy().ravel()
    inside = []
    for _ in range(400):
        found = hc.location_quotient_interval(pd.DataFrame(generator.poisson(rates)), draws=400)
        inside.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_interval_against_reference_equals_the_beta_distribution() -> None:
    # Two industries, shares from two Gamma rates: Beta(x_1 + p_1, x_2 + p_2), exactly. 20,000 draws
    # leave about 1 % at the ends.
    from scipy.stats import beta

    counts = pd.DataFrame({"oil": [30.0], "wool": [70.0]}, index=["a"])
    reference = pd.Series({"oil": 0.4, "wool": 0.6})
    found = hc.location_quotient_interval(counts, reference=reference, draws=20_000).loc[
        ("a", "oil")
    ]
    expected = beta.ppf([0.05, 0.95], 30.4, 70.6) / 0.4
    assert found["location_quotient"] == pytest.approx(0.75)
    assert found[["low", "high"]].tolist() == pytest.approx(expected, rel=0.01)


def test_interval_depends_on_the_seed_and_not_on_the_order_of_the_table() -> None:
    found = hc.location_quotient_interval(FOUR, draws=200)
    again = hc.location_quotient_interval(FOUR.iloc[::-1, ::-1], draws=200).loc[found.index]
    pd.testing.assert_frame_equal(found, again, rtol=1e-12)
    assert not found["low"].equals(hc.location_quotient_interval(FOUR, draws=200, seed=2)["low"])


def test_interval_is_in_the_order_of_the_stacked_table_and_wider_at_a_higher_level() -> None:
    counts = FOUR.rename_axis(index="region", columns="industry")
    found = hc.location_quotient_interval(counts, draws=200)
    pd.testing.assert_index_equal(found.index, counts.stack().index)
    wide = hc.location_quotient_interval(counts, draws=200, level=0.99)
    assert (wide["high"] > found["high"]).all()
    assert (wide["low"] < found["low"]).all()
    assert found.attrs["convention"].startswith("90% of Gamma-Poisson draws")


def test_impossible_level_is_refused() -> None:
    with pytest.raises(errors.AnalysisError, match="Expected a level between 0 and 1; found 90"):
        hc.location_quotient_interval(FOUR, level=90)
