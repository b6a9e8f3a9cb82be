"""Moran's I, its local form and Gi*: by hand, published Columbus areas, esda, invariance."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

import esda
import numpy as np
import pandas as pd
import pytest
from libpysal.weights import W

import hypercluster as hc
from hypercluster import errors

PUBLISHED = Path(__file__).parent / "published"
LINE = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=list("abcde"), name="oil")
CHAIN = np.eye(5, k=1) + np.eye(5, k=-1)
MEASURES = (hc.moran, hc.local_moran, hc.getis_ord)


def columbus_neighbours() -> dict[str, list[str]]:
    """A line with area and number of neighbours, then one with these."""
    lines = (PUBLISHED / "columbus.gal").read_text(encoding="utf-8").splitlines()[1:]
    return {
        head.split()[0]: near.split() for head, near in zip(lines[::2], lines[1::2], strict=True)
    }


NEIGHBOURS = columbus_neighbours()
COLUMBUS = pd.read_csv(PUBLISHED / "columbus.csv", dtype={"POLYID": str}).set_index("POLYID")[
    ["CRIME", "INC", "HOVAL"]
]
CONTIGUITY = pd.DataFrame(0.0, index=COLUMBUS.index, columns=COLUMBUS.index)
for region, near in NEIGHBOURS.items():
    CONTIGUITY.loc[region, near] = 1.0


def of_libpysal() -> W:
    return W(NEIGHBOURS, id_order=list(COLUMBUS.index), silence_warnings=True)


def test_moran_by_hand_on_a_line() -> None:
    # z = -2..2; means of neighbours -1, -1, 0, 1, 1: (2 + 1 + 0 + 1 + 2)/10.
    found = hc.moran(LINE, CHAIN).iloc[0]
    assert found["moran_i"] == pytest.approx(0.6)
    assert found["expected_i"] == -0.25
    assert (found["regions"], found["isolates"], found["variable"]) == (5, 0, "oil")


def test_local_moran_by_hand_on_a_line() -> None:
    # 4/10 z times the neighbours' mean; they add up to (n - 1) I.
    found = hc.local_moran(LINE, CHAIN)
    assert found["local_i"].tolist() == pytest.approx([0.8, 0.4, 0.0, 0.4, 0.8])
    assert found["local_i"].sum() == pytest.approx(4 * 0.6)
    assert found["quadrant"].tolist()[:2] == ["low-low", "low-low"]


def test_getis_ord_by_hand_on_a_line() -> None:
    # a with b: 3 of 15; mean 3, sd sqrt 2: (3 - 2 * 3) / (sqrt 2 sqrt((5 * 2 - 4)/4)).
    found = hc.getis_ord(LINE, CHAIN)
    assert found["getis_ord_g"][0] == pytest.approx(3 / 15)
    assert found["getis_ord_z"][0] == pytest.approx(-3 / (2**0.5 * 1.5**0.5))


def test_moran_of_crime_in_columbus() -> None:
    # 236 neighbour links. Divided by row sums I = 0.5002; with plain 0/1 it is 0.5155. (0.511,
    # often quoted for the same variable, is that of another list of neighbours.)
    assert sum(map(len, NEIGHBOURS.values())) == 236
    found = hc.moran(COLUMBUS, CONTIGUITY).set_index("variable")
    z = (COLUMBUS["CRIME"] - COLUMBUS["CRIME"].mean()).to_numpy()
    means = np.array(
        [
            np.mean([z[COLUMBUS.index.get_loc(other)] for other in NEIGHBOURS[region]])
            for region in COLUMBUS.index
        ]
    )
    assert found.loc["CRIME", "moran_i"] == pytest.approx(z @ means / (z @ z), rel=1e-12)
    assert found.loc["CRIME", "moran_i"] == pytest.approx(0.5002, abs=5e-5)
    assert (found["expected_i"] == -1 / 48).all()
    # The smallest p that 999 permutations allow, two-sided.
    assert found.loc["CRIME", "p_value"] == 0.002


def test_statistics_equal_esda_on_columbus() -> None:
    crime, w = COLUMBUS["CRIME"], of_libpysal()
    local = esda.Moran_Local(crime.to_numpy(), w, permutations=0)
    np.testing.assert_allclose(hc.local_moran(crime, CONTIGUITY)["local_i"], local.Is, rtol=1e-12)
    hot = esda.G_Local(crime.to_numpy(), w, transform="B", star=True, permutations=0)
    found = hc.getis_ord(crime, CONTIGUITY)
    np.testing.assert_allclose(found["getis_ord_g"], hot.Gs, rtol=1e-12)
    # The square root of a difference of near numbers in esda: 1e-9.
    np.testing.assert_allclose(found["getis_ord_z"], hot.Zs, rtol=1e-8)


def test_standard_value_of_gi_star_does_not_depend_on_the_scale_of_weights() -> None:
    # esda 2.9.0 takes sum w^2 = sum w, true of 0/1 only: divided by row sums its value for the
    # first area is -0.810 instead of -1.433, although both weigh the same neighbours alike.
    crime, w = COLUMBUS["CRIME"], of_libpysal()
    ours = hc.getis_ord(crime, CONTIGUITY)["getis_ord_z"]
    np.testing.assert_allclose(hc.getis_ord(crime, 7 * CONTIGUITY)["getis_ord_z"], ours, rtol=1e-12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = esda.G_Local(crime.to_numpy(), w, transform="R", star=True, permutations=0).Zs
    assert (ours[0], theirs[0]) == pytest.approx((-1.433, -0.810), abs=5e-4)


def test_permutation_p_values_come_near_those_of_esda() -> None:
    # esda's one-sided folded p, doubled; standard error of either with 999 permutations below
    # 0.016.
    crime, w = COLUMBUS["CRIME"], of_libpysal()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = esda.Moran_Local(crime.to_numpy(), w, permutations=999, seed=3, n_jobs=1).p_sim
    ours = hc.local_moran(crime, CONTIGUITY)["p_value"]
    np.testing.assert_allclose(ours, np.minimum(2 * theirs, 1), atol=0.11)
    assert np.corrcoef(ours, theirs)[0, 1] > 0.99


def test_moran_p_value_equals_all_orders_of_five_regions() -> None:
    # All 120 orders; 9,999 random ones leave a standard error of 0.004.
    z = LINE.to_numpy() - 3
    w = CHAIN / CHAIN.sum(axis=1, keepdims=True)
    every = np.array([order @ w @ order for order in itertools.permutations(z)]) / 10
    exact = min(1.0, 2 * min((every >= 0.6 - 1e-9).mean(), (every <= 0.6 + 1e-9).mean()))
    assert hc.moran(LINE, CHAIN, permutations=9999)["p_value"][0] == pytest.approx(exact, abs=0.015)


def test_p_values_are_uniform_where_there_is_no_spatial_order() -> None:
    # Synthetic noise: 300 variables; 5 % of p at most 0.05 within three standard errors.
    noise = pd.DataFrame(np.random.default_rng(1).normal(size=(49, 300)), index=COLUMBUS.index)
    found = hc.moran(noise, CONTIGUITY, permutations=199)
    assert (found["p_value"] <= 0.05).mean() == pytest.approx(0.05, abs=0.038)
    assert found["moran_i"].mean() == pytest.approx(-1 / 48, abs=0.02)


@pytest.mark.parametrize("measure", MEASURES)
def test_same_seed_same_table_whatever_order_or_company(measure) -> None:
    found = measure(COLUMBUS, CONTIGUITY, permutations=99)
    pd.testing.assert_frame_equal(found, measure(COLUMBUS, CONTIGUITY.to_numpy(), permutations=99))
    keys = [name for name in ("variable", "region") if name in found]
    turned = measure(COLUMBUS.iloc[::-1], CONTIGUITY, permutations=99)
    turned = turned.set_index(keys).loc[found.set_index(keys).index].reset_index()[found.columns]
    pd.testing.assert_frame_equal(turned, found, rtol=1e-9)
    alone = measure(COLUMBUS["INC"], CONTIGUITY, permutations=99)
    same = found[found["variable"] == "INC"].reset_index(drop=True)
    pd.testing.assert_series_equal(alone["p_value"], same["p_value"])
    assert not measure(COLUMBUS, CONTIGUITY, permutations=99, seed=2)["p_value"].equals(
        found["p_value"]
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_statistics_leave_global_random_state_and_inputs_alone(measure) -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    values, weights = COLUMBUS.copy(), CONTIGUITY.copy()
    filters = list(warnings.filters)
    measure(COLUMBUS, CONTIGUITY, permutations=9)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    pd.testing.assert_frame_equal(values, COLUMBUS)
    pd.testing.assert_frame_equal(weights, CONTIGUITY)
    assert warnings.filters == filters


@pytest.mark.parametrize("measure", MEASURES)
def test_missing_region_and_isolate_are_missing_for_themselves_only(measure) -> None:
    values = pd.concat([LINE, pd.Series([9.0, np.nan], index=["alone", "unknown"])]).rename("oil")
    weights = pd.DataFrame(0.0, index=values.index, columns=values.index)
    weights.iloc[:5, :5] = CHAIN
    weights.loc["unknown", "a"] = weights.loc["a", "unknown"] = 1.0
    found, same = measure(values, weights), measure(LINE, CHAIN)
    if "region" in found:
        pd.testing.assert_frame_equal(found.iloc[:5], same)
        assert found.iloc[5:, 2:].isna().all().all()
    else:
        assert (found["regions"][0], found["isolates"][0]) == (5, 1)
        pd.testing.assert_frame_equal(found.drop(columns="isolates"), same.drop(columns="isolates"))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("values", [LINE * 0 + 2, LINE.where(LINE < 4)])
def test_constant_variable_or_few_regions_are_missing(measure, values: pd.Series) -> None:
    found = measure(values, CHAIN)
    assert found["p_value"].isna().all()
    assert found["q_value"].isna().all()


def test_regions_all_beside_each_other_have_no_standard_value() -> None:
    found = hc.getis_ord(LINE, np.ones((5, 5)))
    assert found[["getis_ord_z", "p_value"]].isna().all().all()


def test_inverse_distances_are_weights_too() -> None:
    near = (
        1 / np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)) + np.eye(5)) * (1 - np.eye(5))
    )
    z = LINE.to_numpy() - 3
    w = near / near.sum(axis=1, keepdims=True)
    assert hc.moran(LINE, near)["moran_i"][0] == pytest.approx(z @ w @ z / 10)


def test_weights_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(errors.AnalysisError, match="found none for e"):
        hc.moran(LINE, pd.DataFrame(CHAIN[:4, :4], index=list("abcd"), columns=list("abcd")))
    with pytest.raises(
        errors.AnalysisError, match="Expected weights of 5 x 5 regions; found 4 x 4"
    ):
        hc.moran(LINE, CHAIN[:4, :4])
    with pytest.raises(errors.AnalysisError, match="found missing, infinite or negative ones"):
        hc.moran(LINE, -CHAIN)
