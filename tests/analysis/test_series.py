"""Series of regions.

Hand arithmetic, planted synchrony, chance, and independent computations. All panels are synthetic.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.signal import detrend, hilbert
from scipy.stats import norm, pearsonr

from hypercluster.analysis.series import (
    cycle_phases,
    growth,
    order_parameter,
    order_significance,
    synchrony,
)
from hypercluster.analysis.series.angles import surrogate
from hypercluster.errors import AnalysisError

WAVE = np.sin(np.arange(48) * 2 * np.pi / 8)
# Ten dates, nine changes: phases of x are 110100110 (1 up), of y 111000111.
X = pd.Series([1, 2, 3, 2, 3, 2, 1, 2, 3, 2], dtype=float)
Y = pd.Series([1, 2, 3, 4, 3, 2, 1, 2, 3, 4], dtype=float)


def noise(dates: int, regions: int, *, seed: int = 0, rho: float = 0.0) -> pd.DataFrame:
    """Independent changes of first-order autocorrelation rho."""
    steps = np.random.default_rng(seed).normal(size=(dates + 50, regions))
    for date in range(1, len(steps)):
        steps[date] += rho * steps[date - 1]
    return pd.DataFrame(steps[50:], columns=[f"r{number:02d}" for number in range(regions)])


def test_growth_is_the_difference_of_logarithms_and_keeps_labels():
    values = pd.DataFrame(
        {"a": [1.0, math.e, math.e**3], "b": [1.0, 0.0, 2.0]}, index=["2019", "2020", "2021"]
    )
    found = growth(values)
    assert found.index.tolist() == ["2020", "2021"]
    assert found["a"].tolist() == pytest.approx([1, 2])
    assert found["b"].isna().all()  # the logarithm of 0 is not known, on either side
    assert "natural logarithms" in found.attrs["convention"]
    assert growth(values, change="difference")["b"].tolist() == [-1.0, 2.0]
    pd.testing.assert_frame_equal(growth(values, change="none"), values)


def test_concordance_by_hand():
    # Up together at 1, 2, 7, 8, not up together at 5, 6: 6 of 9. x is up in 5 of 9, y in 6 of 9:
    # 5/9 6/9 + 4/9 3/9 = 42/81 by chance. Covariance 4/9 - 30/81 = 6/81, over sqrt(20/81 18/81).
    row = synchrony(pd.DataFrame({"y": Y, "x": X}), change="difference", surrogates=0).iloc[0]
    assert (row["source"], row["target"], row["changes"]) == ("x", "y", 9)
    assert row["concordance"] == pytest.approx(6 / 9)
    assert row["concordance_expected"] == pytest.approx(42 / 81)
    assert row["phase_correlation"] == pytest.approx(6 / math.sqrt(360))
    assert (
        row["note"]
        == "fewer than 20 common changes for phase_p; no locking: fewer than 16 changes, a gap, "
        "or no variation"
    )


def test_phase_correlation_is_concordance_corrected_for_the_mean():
    changes = noise(40, 6, seed=3)
    up = cycle_phases(changes)
    for row in synchrony(changes, change="none", surrogates=0).itertuples():
        spread = up[row.source].std(ddof=0) * up[row.target].std(ddof=0)
        assert row.concordance - row.concordance_expected == pytest.approx(
            2 * spread * row.phase_correlation
        )
        assert row.phase_correlation == pytest.approx(
            pearsonr(up[row.source], up[row.target]).statistic
        )
        assert row.correlation == pytest.approx(
            pearsonr(changes[row.source], changes[row.target]).statistic
        )


def test_deviation_phases_compare_with_the_own_mean():
    changes = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0]})
    assert cycle_phases(changes)["a"].tolist() == [1, 1, 1, 1]
    assert cycle_phases(changes, rule="deviation")["a"].tolist() == [0, 0, 1, 1]


def test_phase_p_agrees_with_an_independent_newey_west_variance():
    hac = pytest.importorskip("statsmodels.stats.sandwich_covariance")
    changes = noise(60, 4, seed=8, rho=0.6)
    up = cycle_phases(changes)
    standard = (up - up.mean()) / up.std(ddof=0)
    lags = int(4 * (60 / 100) ** (2 / 9))
    for row in synchrony(changes, change="none", surrogates=0).itertuples():
        products = (standard[row.source] * standard[row.target]).to_numpy()
        variance = hac.S_hac_simple(products[:, None], nlags=lags).item()  # sums, not means
        assert row.phase_p == pytest.approx(
            2 * norm.sf(abs(products.sum()) / math.sqrt(variance)), rel=1e-9
        )


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_no_test_of_pairs_calls_independent_regions_synchronous_too_often(rho):
    found = synchrony(noise(40, 20, seed=1, rho=rho), change="none", surrogates=199)
    # 190 pairs of 20 independent regions: four standard errors of 0.05 are 0.063, pairs sharing
    # regions somewhat more.
    for name in ("phase_p", "correlation_p", "locking_p"):
        assert (found[name] <= 0.05).mean() < 0.13
    assert (found["correlation_q"] <= 0.05).mean() < 0.02


def test_slow_regular_cycles_make_the_p_of_phases_too_small_and_surrogates_hold():
    # Second-order autoregression around cycles of 16 dates, regions independent.
    steps = np.random.default_rng(4).normal(size=(280, 20))
    for date in range(2, len(steps)):
        steps[date] += (
            2 * 0.97 * math.cos(2 * math.pi / 16) * steps[date - 1] - 0.97**2 * steps[date - 2]
        )
    found = synchrony(pd.DataFrame(steps[200:]).add_prefix("r"), change="none", surrogates=199)
    assert (found["phase_p"] <= 0.05).mean() > 0.2  # as the docstring says
    assert (found["correlation_p"] <= 0.05).mean() < 0.13
    assert (found["correlation_q"] <= 0.05).sum() == 0


def test_planted_clusters_are_found():
    rng = np.random.default_rng(2)
    drivers = rng.normal(size=(60, 2))
    cluster = np.repeat([0, 1], 5)
    changes = pd.DataFrame(
        drivers[:, cluster] + rng.normal(0, 0.5, (60, 10)),
        columns=[f"{'ab'[c]}{n}" for n, c in enumerate(cluster)],
    )
    found = synchrony(changes, change="none", surrogates=999)
    inside = found["source"].str[0] == found["target"].str[0]
    assert (found.loc[inside, ["correlation_q", "locking_q"]] <= 0.05).all(axis=None)
    assert (found.loc[inside, "phase_q"] <= 0.05).all()
    assert (found.loc[~inside, "correlation_q"] > 0.05).all()
    assert (
        found.loc[inside, "phase_correlation"].min() > found.loc[~inside, "phase_correlation"].max()
    )


def test_identical_and_opposite_regions():
    changes = noise(32, 1).assign(
        same=lambda table: 3 * table["r00"], opposite=lambda table: -table["r00"]
    )
    found = synchrony(changes, change="none", surrogates=0).set_index(["source", "target"])
    same, opposite = found.loc[("r00", "same")], found.loc[("opposite", "r00")]
    assert (same["correlation"], same["concordance"], same["phase_locking"]) == pytest.approx(
        (1, 1, 1)
    )
    assert (
        opposite["correlation"],
        opposite["concordance"],
        opposite["phase_locking"],
    ) == pytest.approx((-1, 0, 1))


def test_order_parameter_is_one_for_identical_phases_and_zero_for_opposite_ones():
    values = pd.DataFrame({"a": WAVE, "b": 2 * WAVE, "c": 5 + WAVE}, index=range(100, 148))
    same = order_parameter(values, change="none")
    assert same.index.tolist() == list(range(100, 148))
    assert same.to_numpy() == pytest.approx(1)
    opposite = order_parameter(pd.DataFrame({"a": WAVE, "b": -WAVE}), change="none")
    assert opposite.to_numpy() == pytest.approx(0, abs=1e-9)


def test_order_parameter_of_a_planted_angle():
    # Two waves 90 degrees apart: |1 + i|/2 at every date. The trend of whole periods of a sine is
    # not quite 0, and the ends are distorted, so that the first and the last period are left out
    # and the rest is held to 5 %.
    turned = np.cos(np.arange(48) * 2 * np.pi / 8)
    found = order_parameter(pd.DataFrame({"a": WAVE, "b": turned}), change="none")
    assert found.to_numpy()[8:-8] == pytest.approx(1 / math.sqrt(2), abs=0.05)


def test_order_parameter_of_independent_regions_falls_with_their_number():
    for regions in (4, 25, 100):
        mean = order_parameter(noise(400, regions, seed=regions), change="none").attrs["mean"]
        # Mean length of N random unit vectors, sqrt(pi/(4N)) for many; 400 dates leave an error of
        # about 3 %.
        assert mean == pytest.approx(math.sqrt(math.pi / (4 * regions)), rel=0.12)


def test_order_parameter_agrees_with_scipy_step_by_step():
    changes = noise(31, 5, seed=4)
    turned = np.array(
        [np.exp(1j * np.angle(hilbert(detrend(changes[name].to_numpy())))) for name in changes]
    )
    np.testing.assert_allclose(
        order_parameter(changes, change="none"), np.abs(turned.mean(axis=0)), rtol=1e-9
    )


@pytest.mark.parametrize("null", ["phase", "shift"])
def test_order_is_significant_only_where_it_is_planted(null):
    common = noise(60, 1, seed=5)["r00"].to_numpy()[:, None]
    together = order_significance(
        noise(60, 8, seed=6) + 1.5 * common, change="none", null=null, surrogates=99
    )
    apart = order_significance(
        noise(60, 8, seed=7, rho=0.5), change="none", null=null, surrogates=99
    )
    assert together["p_value"] == pytest.approx(0.01)
    assert together["mean"] > together["null_high"]
    assert apart["p_value"] > 0.05
    assert null in ("phase", "shift")
    assert ("99 phase-randomised" if null == "phase" else "99 circularly shifted") in apart.attrs[
        "convention"
    ]


def test_surrogates_keep_what_each_region_does_and_break_what_is_between():
    moves = (noise(48, 1, seed=12, rho=0.7).to_numpy() + np.zeros((1, 40))).copy()
    turned = surrogate(moves, "phase", np.random.default_rng(1))
    np.testing.assert_allclose(
        np.abs(np.fft.rfft(turned, axis=0)), np.abs(np.fft.rfft(moves, axis=0)), atol=1e-9
    )
    shifted = surrogate(moves, "shift", np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(shifted, axis=0), np.sort(moves, axis=0))
    for drawn in (turned, shifted):
        apart = np.corrcoef(drawn.T)[np.triu_indices(40, k=1)]
        assert abs(np.median(apart)) < 0.1


def test_relabelling_and_reordering_regions_changes_no_measure():
    changes = noise(30, 5, seed=9)
    one = (
        synchrony(changes, change="none", surrogates=0).set_index(["source", "target"]).sort_index()
    )
    other = (
        synchrony(changes[changes.columns[::-1]], change="none", surrogates=0)
        .set_index(["source", "target"])
        .sort_index()
    )
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_scale_and_base_of_levels_do_not_matter_for_growth():
    levels = np.exp(noise(30, 4, seed=10).cumsum() / 10)
    one = synchrony(levels, surrogates=19)
    pd.testing.assert_frame_equal(
        one, synchrony(levels * [1, 10, 100, 1000], surrogates=19), rtol=1e-9
    )


def test_equal_seeds_give_equal_tables_and_the_input_stays():
    changes = noise(20, 3)
    before = changes.copy()
    pd.testing.assert_frame_equal(
        synchrony(changes, change="none", surrogates=9),
        synchrony(changes, change="none", surrogates=9),
    )
    pd.testing.assert_frame_equal(changes, before)


def test_a_gap_is_missing_for_its_region_and_for_nothing_else():
    changes = noise(30, 4, seed=11)
    holed = changes.copy()
    holed.loc[12, "r01"] = np.nan
    whole = synchrony(changes, change="none", surrogates=0).set_index(["source", "target"])
    found = synchrony(holed, change="none", surrogates=0).set_index(["source", "target"])
    own = ["r01" in pair for pair in found.index]
    others = [not flag for flag in own]
    adjusted = ["correlation_q", "phase_q", "locking_q"]  # for all pairs that were tested
    pd.testing.assert_frame_equal(
        found[others].drop(columns=adjusted), whole[others].drop(columns=adjusted)
    )
    assert (found.loc[own, "changes"] == 29).all()
    assert found.loc[own, "phase_locking"].isna().all()
    assert found.loc[own, ["correlation", "phase_p"]].notna().all(axis=None)
    order = order_parameter(holed, change="none")
    assert order.attrs["left_out"] == ["r01"]
    pd.testing.assert_series_equal(
        order, order_parameter(changes.drop(columns="r01"), change="none"), check_flags=False
    )


def test_regions_that_do_not_vary_or_never_turn_are_missing_with_the_reason():
    changes = noise(30, 1).assign(flat=0.25, up=lambda table: table["r00"].abs() + 1)
    found = synchrony(changes, change="none", surrogates=9).set_index(["source", "target"])
    flat, up = found.loc[("flat", "r00")], found.loc[("r00", "up")]
    assert np.isnan(flat["correlation"])
    assert flat["note"].startswith(
        "changes of one region are all equal; one region is in one phase throughout; no locking"
    )
    assert np.isnan(up["phase_correlation"])
    assert up["note"] == "one region is in one phase throughout"
    assert not np.isnan(up["correlation"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: synchrony(noise(7, 3), change="none"),
            "at least 2 regions and 8 changes.*found 3 regions and 7 changes",
        ),
        (lambda: synchrony(noise(20, 1), change="none"), "found 1 regions"),
        (
            lambda: order_parameter(noise(15, 3), change="none"),
            "at least 2 regions with 16 changes or more.*found 0 of 3",
        ),
        (lambda: synchrony(noise(20, 2).iloc[::-1]), "dates in order"),
        (
            lambda: synchrony(noise(20, 2), change="percent"),
            "a change of log, difference, none; found 'percent'",
        ),
        (
            lambda: synchrony(noise(20, 2), rule="up"),
            "a rule of phases of growth, deviation; found 'up'",
        ),
        (
            lambda: synchrony(noise(20, 2), null="bootstrap"),
            "a null of phase, shift; found 'bootstrap'",
        ),
        (
            lambda: order_significance(noise(20, 2), change="none", surrogates=0),
            "at least one surrogate",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(call, message):
    with pytest.raises(AnalysisError, match=message):
        call()
