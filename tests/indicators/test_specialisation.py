"""Known answers on tables small enough to check on paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hypercluster.indicators import concentration, inference, relatedness, specialisation


@pytest.fixture
def counts() -> pd.DataFrame:
    """Two industries, three regions, the last one empty."""
    return pd.DataFrame(
        {"oil": [3.0, 1.0, 0.0], "coal": [1.0, 3.0, 0.0]},
        index=pd.Index(["a", "b", "c"], name="region"),
    )


def test_shares_of_a_region_sum_to_one_and_an_empty_region_is_missing(counts: pd.DataFrame) -> None:
    shares = specialisation.shares(counts)
    assert shares.loc["a"].tolist() == [0.75, 0.25]
    assert shares.loc["c"].isna().all()


def test_location_quotient_by_hand(counts: pd.DataFrame) -> None:
    quotients = specialisation.location_quotient(counts)
    assert quotients.loc["a"].tolist() == [1.5, 0.5]
    assert quotients.loc["c"].isna().all()


def test_location_quotient_against_reference_shares(counts: pd.DataFrame) -> None:
    reference = pd.Series({"oil": 0.25, "coal": 0.75})
    assert specialisation.location_quotient(counts, reference=reference).loc["a"].tolist() == [
        3.0,
        1 / 3,
    ]


def test_empty_industry_is_missing_and_changes_nothing_else(counts: pd.DataFrame) -> None:
    with_empty = specialisation.location_quotient(counts.assign(gas=0.0))
    assert with_empty["gas"].isna().all()
    pd.testing.assert_frame_equal(
        with_empty[["oil", "coal"]], specialisation.location_quotient(counts)
    )


def test_threshold_is_inclusive() -> None:
    even = pd.DataFrame({"oil": [1.0, 1.0], "coal": [1.0, 1.0]})
    assert (specialisation.specialised(specialisation.location_quotient(even)) == 1.0).all().all()


def test_symmetric_location_quotient_runs_from_minus_one() -> None:
    quotients = pd.DataFrame({"oil": [0.0, 1.0, 3.0]})
    assert specialisation.symmetric_location_quotient(quotients)["oil"].tolist() == [-1.0, 0.0, 0.5]


def test_excess_enterprises_by_hand(counts: pd.DataFrame) -> None:
    assert specialisation.excess_enterprises(counts).loc["a"].tolist() == [1.0, 0.0]
    assert specialisation.excess_enterprises(counts).loc["c"].tolist() == [0.0, 0.0]


def test_krugman_index_by_reference(counts: pd.DataFrame) -> None:
    assert concentration.krugman_index(counts).tolist()[:2] == [0.5, 0.5]
    assert concentration.krugman_index(counts, reference="rest").tolist()[:2] == [1.0, 1.0]
    assert np.isnan(concentration.krugman_index(counts)["c"])


def test_krugman_between_is_symmetric_and_missing_for_an_empty_region(counts: pd.DataFrame) -> None:
    between = concentration.krugman_between(counts)
    assert between[0, 1] == between[1, 0] == 1.0
    assert np.isnan(between[2]).all()


def test_herfindahl_index_runs_from_zero_to_one() -> None:
    counts = pd.DataFrame({"oil": [1.0, 2.0], "coal": [1.0, 0.0]})
    assert concentration.herfindahl_index(counts).tolist() == [0.0, 1.0]
    assert concentration.herfindahl_index(counts, is_normalised=False).tolist() == [0.5, 1.0]


def test_entropy_of_an_even_mix_is_the_logarithm_of_its_size() -> None:
    counts = pd.DataFrame({"oil": [1.0, 2.0], "coal": [1.0, 0.0]})
    assert concentration.entropy(counts).tolist() == pytest.approx([np.log(2), 0.0])
    assert concentration.entropy(counts, base=2).tolist() == pytest.approx([1.0, 0.0])


def test_proximity_by_hand() -> None:
    # oil in a, b; gas in a; coal in c: n = 2, 1, 1; oil and gas share one region.
    matrix = pd.DataFrame({"oil": [1.0, 1.0, 0.0], "gas": [1.0, 0.0, 0.0], "coal": [0.0, 0.0, 1.0]})
    found = relatedness.proximity(matrix)
    assert found.loc["oil", "gas"] == 0.5
    assert found.loc["oil", "coal"] == 0.0
    assert found.loc["coal", "coal"] == 1.0


def test_proximity_of_an_industry_nobody_has_is_missing() -> None:
    matrix = pd.DataFrame({"oil": [1.0, 1.0], "gas": [0.0, 0.0]})
    assert np.isnan(relatedness.proximity(matrix).loc["oil", "gas"])


def test_relatedness_density_leaves_the_industry_itself_out() -> None:
    proximities = pd.DataFrame(
        [[1.0, 0.5, 0.5], [0.5, 1.0, 0.0], [0.5, 0.0, 1.0]], index=list("xyz"), columns=list("xyz")
    )
    matrix = pd.DataFrame([[0.0, 1.0, 0.0]], columns=list("xyz"))
    assert relatedness.relatedness_density(matrix, proximities).iloc[0].tolist() == [50.0, 0.0, 0.0]
    assert relatedness.relatedness_density(matrix, proximities, has_diagonal=True).iloc[
        0
    ].tolist() == pytest.approx([25.0, 100 / 1.5, 0.0])


def test_density_added_counts_only_what_the_giver_has_more() -> None:
    proximities = pd.DataFrame(
        [[1.0, 0.5, 0.5], [0.5, 1.0, 0.0], [0.5, 0.0, 1.0]], index=list("xyz"), columns=list("xyz")
    )
    added = relatedness.density_added(
        np.array([0.0, 0.5, 0.0]), np.array([0.0, 1.0, 0.0]), proximities
    )
    assert added.tolist() == [25.0, 0.0, 0.0]


def test_p_specialised_equals_the_exact_enumeration() -> None:
    # 2 of 4 enterprises in the region, 2 of 4 in the industry: P(X >= 2) = 1/6, P(X >= 1) = 5/6.
    p = inference.p_specialised(pd.DataFrame({"oil": [2, 0], "coal": [0, 2]}))
    assert p.iloc[0, 0] == pytest.approx(1 / 6)
    assert p.iloc[0, 1] == pytest.approx(1.0)


def test_benjamini_hochberg_by_hand() -> None:
    adjusted = inference.benjamini_hochberg(pd.DataFrame({"p": [0.01, 0.04, np.nan, 0.03]}))["p"]
    assert adjusted[[0, 1, 3]].tolist() == pytest.approx([0.03, 0.04, 0.04])
    assert np.isnan(adjusted[2])


def test_p_and_q_values_equal_scipy_on_large_and_sparse_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scipy.stats import false_discovery_control, hypergeom

    generator = np.random.default_rng(2)
    for scale in (1, 5, 300):
        x = generator.poisson(scale, (9, 6))
        x[0, 0] += 40 * scale
        counts = pd.DataFrame(x)
        expected = hypergeom.sf(x - 1, x.sum(), x.sum(axis=0)[None, :], x.sum(axis=1)[:, None])
        p = inference.p_specialised(counts)
        usable = p.notna().to_numpy()
        np.testing.assert_allclose(p.to_numpy()[usable], expected[usable], rtol=1e-9)
        monkeypatch.setattr(inference, "MOST_TERMS", 0)
        np.testing.assert_allclose(
            inference.p_specialised(counts).to_numpy()[usable], p.to_numpy()[usable], rtol=1e-9
        )
        monkeypatch.undo()
        q = inference.benjamini_hochberg(p).to_numpy()
        np.testing.assert_allclose(
            q[usable], false_discovery_control(p.to_numpy()[usable]), rtol=1e-12
        )
