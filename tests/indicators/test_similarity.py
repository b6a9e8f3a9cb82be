"""Similarity of regions by three measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

import hypercluster as hc
from hypercluster import errors

STATES = pd.read_csv(
    Path(__file__).parent / "published" / "german_states_employment.csv", index_col=0
)
KINDS = ("krugman", "bahar", "jensen_shannon")


def test_similarities_by_hand() -> None:
    # Shares 3/4, 1/4 against 1/4, 3/4: overlap 1/2; divergence 1 - h(1/4) = 1 - 0.811278 bits;
    # quotients 1.5, 0.5 against 0.5, 1.5 mirror.
    counts = pd.DataFrame({"oil": [3.0, 1.0], "wool": [1.0, 3.0]}, index=["a", "b"])
    assert hc.region_similarity(counts).loc["a", "b"] == pytest.approx(0.5)
    assert hc.region_similarity(counts, kind="jensen_shannon").loc["a", "b"] == pytest.approx(
        0.811278, abs=1e-6
    )
    assert hc.region_similarity(counts, kind="bahar").loc["a", "b"] == pytest.approx(-1.0)


def test_regions_with_nothing_in_common_have_no_overlap() -> None:
    apart = pd.DataFrame({"oil": [1.0, 0.0], "wool": [0.0, 1.0]}, index=["a", "b"])
    assert hc.region_similarity(apart).loc["a", "b"] == 0
    assert hc.region_similarity(apart, kind="jensen_shannon").loc["a", "b"] == 0


def test_similarities_equal_independent_implementations() -> None:
    own = hc.shares(STATES).to_numpy()
    np.testing.assert_allclose(
        hc.region_similarity(STATES), 1 - cdist(own, own, "cityblock") / 2, rtol=1e-12
    )
    # scipy gives the square root of the divergence; on the diagonal its rounding stays below 1e-7.
    squared = cdist(own, own, "jensenshannon") ** 2 / np.log(2)
    np.testing.assert_allclose(
        hc.region_similarity(STATES, kind="jensen_shannon"), 1 - squared, atol=1e-12
    )
    logs = np.log(hc.location_quotient(STATES).to_numpy() + 0.1)
    np.testing.assert_allclose(
        hc.region_similarity(STATES, kind="bahar"),
        np.corrcoef(logs),
        rtol=1e-10,
        atol=1e-12,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_similarity_is_symmetric_with_one_on_the_diagonal_and_follows_the_order(kind: str) -> None:
    found = hc.region_similarity(STATES, kind=kind)
    np.testing.assert_allclose(found, found.T)
    assert (np.diag(found) == 1).all()
    turned = hc.region_similarity(STATES.iloc[::-1] * 5, kind=kind).loc[STATES.index, STATES.index]
    np.testing.assert_allclose(turned, found, atol=1e-12)
    assert found.attrs["convention"]


@pytest.mark.parametrize("kind", KINDS)
def test_empty_region_and_industry_change_no_similarity(kind: str) -> None:
    more = pd.concat([STATES, pd.DataFrame(0, index=["empty"], columns=STATES.columns)]).assign(
        none=0
    )
    found = hc.region_similarity(more, kind=kind)
    pd.testing.assert_frame_equal(
        found.loc[STATES.index, STATES.index],
        hc.region_similarity(STATES, kind=kind),
        atol=1e-12,
    )
    assert found["empty"].isna().all()
    assert found.loc["empty"].isna().all()


def test_region_with_the_mix_of_the_whole_has_no_correlation() -> None:
    counts = pd.DataFrame(
        {"oil": [3.0, 1.0, 2.0], "wool": [1.0, 3.0, 2.0]}, index=["a", "b", "even"]
    )
    found = hc.region_similarity(counts, kind="bahar")
    assert found["even"].isna().all()
    assert found.loc["a", "b"] == pytest.approx(-1)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(
        errors.AnalysisError,
        match="Expected a kind of krugman, bahar, jensen_shannon; found 'cosine'",
    ):
        hc.region_similarity(STATES, kind="cosine")
