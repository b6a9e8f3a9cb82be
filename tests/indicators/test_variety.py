"""Hachman index, related and unrelated variety, and conventions that travel with indices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc

PUBLISHED = Path(__file__).parent / "published"
STATES = pd.read_csv(PUBLISHED / "german_states_employment.csv", index_col=0)
FOUR = pd.read_csv(PUBLISHED / "econgeo_doc_seed31_0to100.csv", index_col=0)
# Sections of the industry classification by sector: production, distribution, services.
SECTORS = pd.Series(
    {
        code: "production" if code[-1] in "BCDEF" else "trade" if code[-1] in "GHI" else "services"
        for code in STATES.columns
    }
)


def test_hachman_index_by_hand() -> None:
    # Region a: shares 3/4, 1/4 of a total of 1/2, 1/2: 1 / (9/8 + 1/8).
    counts = pd.DataFrame({"oil": [3.0, 1.0], "wool": [1.0, 3.0]}, index=["a", "b"])
    assert hc.hachman_index(counts).tolist() == pytest.approx([0.8, 0.8])


def test_hachman_index_is_one_over_the_mean_quotient_weighted_by_shares() -> None:
    mean = (hc.location_quotient(STATES) * hc.shares(STATES)).sum(axis=1)
    np.testing.assert_allclose(hc.hachman_index(STATES), 1 / mean, rtol=1e-12)
    assert hc.hachman_index(STATES).between(0, 1).all()


def test_hachman_index_against_reference_shares_is_nought_outside_them() -> None:
    counts = pd.DataFrame(
        {"oil": [1.0, 0.0, 0.0], "wool": [1.0, 2.0, 0.0]}, index=["a", "b", "empty"]
    )
    nought = hc.hachman_index(counts, reference=pd.Series({"oil": 0.0, "wool": 1.0}))
    assert nought.tolist()[:2] == [0.0, 1.0]
    assert np.isnan(nought["empty"])


def test_goettingen_against_germany_by_hand() -> None:
    # Published employment of 2017, one region against a reference: nothing of the reference comes
    # from the table itself.
    table = pd.read_csv(PUBLISHED / "goettingen.csv").iloc[1:].set_index("WZ2008_Code")
    counts = table[["Goettingen2017"]].T
    reference = table["BRD2017"] / table["BRD2017"].sum()
    share, p = table["Goettingen2017"] / table["Goettingen2017"].sum(), reference
    assert hc.location_quotient(counts, reference=reference).loc[
        "Goettingen2017", "P"
    ] == pytest.approx(share["P"] / p["P"])
    assert hc.krugman_index(counts, reference=reference).item() == pytest.approx(
        (share - p).abs().sum()
    )
    assert hc.hachman_index(counts, reference=reference).item() == pytest.approx(
        1 / (share**2 / p).sum()
    )


def test_varieties_by_hand() -> None:
    # Fuels 1/4 + 1/4, textiles 1/2: between 1 bit; within fuels 1 bit with weight 1/2.
    counts = pd.DataFrame({"oil": [1.0], "gas": [1.0], "wool": [2.0]}, index=["a"])
    parents = pd.Series({"oil": "fuel", "gas": "fuel", "wool": "textiles"})
    assert hc.unrelated_variety(counts, parents, base=2)["a"] == pytest.approx(1.0)
    assert hc.related_variety(counts, parents, base=2)["a"] == pytest.approx(0.5)


@pytest.mark.parametrize("base", [None, 2, 10])
def test_related_and_unrelated_variety_add_up_to_entropy(base: float | None) -> None:
    both = hc.related_variety(STATES, SECTORS, base=base) + hc.unrelated_variety(
        STATES, SECTORS, base=base
    )
    np.testing.assert_allclose(both, hc.entropy(STATES, base=base), rtol=1e-12)


def test_varieties_at_the_two_ends_of_the_classification() -> None:
    one, own = pd.Series("all", index=FOUR.columns), pd.Series(FOUR.columns, index=FOUR.columns)
    np.testing.assert_allclose(hc.unrelated_variety(FOUR, one), 0, atol=1e-15)
    np.testing.assert_allclose(hc.related_variety(FOUR, own), 0, atol=1e-15)
    np.testing.assert_allclose(hc.unrelated_variety(FOUR, own), hc.entropy(FOUR), rtol=1e-12)


def test_unrelated_variety_is_the_entropy_of_summed_counts() -> None:
    summed = STATES.T.groupby(SECTORS).sum().T
    np.testing.assert_allclose(
        hc.unrelated_variety(STATES, SECTORS), hc.entropy(summed), rtol=1e-12
    )


def test_industry_without_a_parent_makes_varieties_missing_only_where_it_is_found() -> None:
    counts = pd.DataFrame(
        {"oil": [1.0, 1.0, 0.0], "wool": [0.0, 1.0, 0.0]}, index=["a", "b", "empty"]
    )
    parents = pd.Series({"oil": "fuel"})
    for measure in (hc.related_variety, hc.unrelated_variety):
        assert measure(counts, parents)["a"] == 0.0
        assert measure(counts, parents)[["b", "empty"]].isna().all()


def test_conventions_travel_with_indices() -> None:
    assert hc.krugman_index(FOUR, reference="rest").attrs["convention"] == "reference: rest"
    assert hc.entropy(FOUR, base=2).attrs["convention"] == "base 2 (bits)"
    assert hc.herfindahl_index(FOUR).attrs["convention"] == "normalised, 0 to 1"
    assert hc.hachman_index(FOUR).attrs["convention"] == "reference: total"
    assert hc.unrelated_variety(STATES, SECTORS).attrs["convention"] == "base e (nats)"
    assert hc.location_quotient(FOUR).attrs["convention"] == "reference: total of this table"
    assert (
        hc.specialised(hc.location_quotient(FOUR)).attrs["convention"]
        == "location quotient >= 1, inclusive"
    )
