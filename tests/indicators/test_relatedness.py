"""Co-occurrence, four normalisations, densities and what partners add."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import economic_complexity
import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster import errors
from hypercluster.indicators import relatedness

PUBLISHED = Path(__file__).parent / "published"
STATES = pd.read_csv(PUBLISHED / "german_states_employment.csv", index_col=0)
TOY = pd.read_csv(PUBLISHED / "hidalgo_hausmann_2009_figS4.csv", index_col=0).astype(float)
SPECIALISED = hc.specialised(hc.location_quotient(STATES))
NORMALISATIONS = ("association", "cosine", "jaccard", "steijn")


def test_cooccurrence_by_hand_on_the_published_toy() -> None:
    # C1 has P1 to P4, C2 has P2, C3 has P3 and P4, C4 has P4.
    expected = [[1, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 2], [1, 1, 2, 3]]
    assert hc.cooccurrence(TOY).to_numpy().tolist() == expected
    assert hc.cooccurrence(TOY).attrs["regions"] == 4


@pytest.mark.parametrize(
    ("normalisation", "pairs"),
    [
        # P3 and P4: n = 2, ubiquities 2 and 3 of 4 regions. P1 and P4: n = 1, ubiquities 1 and 3.
        ("association", (2 * 4 / (2 * 3), 1 * 4 / (1 * 3))),
        ("cosine", (2 / 6**0.5, 1 / 3**0.5)),
        ("jaccard", (2 / 3, 1 / 3)),
        # Off-diagonal sums 3, 3, 4, 4 of 14. P3 and P4: 7 (4/14 4/10 + 4/14 4/10) = 1.6; P1 and P4:
        # 7 (3/14 4/11 + 4/14 3/10).
        (
            "steijn",
            (
                2 / 1.6,
                float(
                    1
                    / (7 * (Fraction(3, 14) * Fraction(4, 11) + Fraction(4, 14) * Fraction(3, 10)))
                ),
            ),
        ),
    ],
)
def test_relatedness_by_hand_on_the_published_toy(
    normalisation: str, pairs: tuple[float, float]
) -> None:
    found = relatedness.relatedness(hc.cooccurrence(TOY), normalisation=normalisation)
    assert (found.loc["P3", "P4"], found.loc["P1", "P4"]) == pytest.approx(pairs)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_relatedness_is_symmetric_and_says_its_margins(normalisation: str) -> None:
    found = relatedness.relatedness(hc.cooccurrence(SPECIALISED), normalisation=normalisation)
    np.testing.assert_allclose(found, found.T)
    margins = "off-diagonal sums" if normalisation == "steijn" else "diagonal (ubiquities)"
    assert found.attrs["convention"] == f"{normalisation}; margins: {margins}"


def test_steijn_leaves_observed_and_expected_pairs_equal_in_sum() -> None:
    # E_ij is a distribution over unordered pairs, times their number: its sum over pairs is that of
    # the co-occurrences.
    both = hc.cooccurrence(SPECIALISED)
    steijn = relatedness.relatedness(both, normalisation="steijn").to_numpy()
    upper = np.triu_indices(len(both), k=1)
    observed = both.to_numpy()[upper]
    has = observed > 0
    s = both.to_numpy().sum(axis=0) - np.diag(both)
    unseen = [
        s[i] * s[j] / 2 * (1 / (s.sum() - s[i]) + 1 / (s.sum() - s[j]))
        for i, j in zip(*upper, strict=True)
    ]
    assert (observed[has] / steijn[upper][has]).sum() + np.array(unseen)[
        ~has
    ].sum() == pytest.approx(observed.sum())


def test_association_strength_of_independent_industries_is_one() -> None:
    independent = pd.DataFrame({"oil": [1.0, 1, 0, 0], "gas": [1.0, 0, 1, 0]})
    assert relatedness.relatedness(hc.cooccurrence(independent)).loc["oil", "gas"] == 1.0


def test_cosine_equals_scikit_learn_and_proximity_equals_ecomplexity() -> None:
    from ecomplexity.calc_proximity import calc_discrete_proximity
    from sklearn.metrics.pairwise import cosine_similarity

    cosine = relatedness.relatedness(hc.cooccurrence(SPECIALISED), normalisation="cosine")
    np.testing.assert_allclose(cosine, cosine_similarity(SPECIALISED.T), rtol=1e-12)
    # economic-complexity 0.3.0 writes into a read-only array of pandas 3 here and raises, so the
    # other peer stands in.
    matrix = SPECIALISED.to_numpy()
    np.testing.assert_allclose(
        hc.proximity(SPECIALISED),
        calc_discrete_proximity(matrix, matrix.sum(axis=0)),
        rtol=1e-12,
    )


@pytest.mark.parametrize("has_diagonal", [False, True])
def test_relatedness_density_equals_the_peer_with_and_without_diagonal(has_diagonal: bool) -> None:
    proximities = hc.proximity(SPECIALISED)
    given = proximities if has_diagonal else proximities - np.eye(len(proximities))
    peer = 100 * economic_complexity.relatedness(SPECIALISED, proximities=given)
    found = hc.relatedness_density(SPECIALISED, proximities, has_diagonal=has_diagonal)
    np.testing.assert_allclose(found, peer, rtol=1e-12)
    assert (
        found.attrs["convention"]
        == f"percent; diagonal {'included' if has_diagonal else 'excluded'}"
    )


def with_nobody(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an empty region and an empty industry, whose specialisations are missing."""
    return pd.concat([table, pd.DataFrame(np.nan, index=["empty"], columns=table.columns)]).assign(
        none=np.nan
    )


def test_industry_and_region_without_enterprises_are_missing_for_themselves_only() -> None:
    more = with_nobody(SPECIALISED)
    for measure in (hc.cooccurrence, hc.proximity):
        found = measure(more)
        pd.testing.assert_frame_equal(
            found.loc[STATES.columns, STATES.columns], measure(SPECIALISED)
        )
        assert found["none"].isna().all()
        assert found.loc["none"].isna().all()
    for normalisation in NORMALISATIONS:
        found = relatedness.relatedness(hc.cooccurrence(more), normalisation=normalisation)
        same = relatedness.relatedness(hc.cooccurrence(SPECIALISED), normalisation=normalisation)
        pd.testing.assert_frame_equal(found.loc[STATES.columns, STATES.columns], same)
        assert found["none"].isna().all()


def test_densities_ignore_an_industry_nobody_has() -> None:
    more = with_nobody(SPECIALISED)
    found = hc.relatedness_density(more, hc.proximity(more))
    same = hc.relatedness_density(SPECIALISED, hc.proximity(SPECIALISED))
    pd.testing.assert_frame_equal(found.loc[STATES.index, STATES.columns], same)
    assert found["none"].isna().all()
    assert found.loc["empty"].isna().all()
    matrix = more.to_numpy()
    added = hc.density_added(matrix[0], matrix[1], hc.proximity(more))
    expected = hc.density_added(matrix[0, :-1], matrix[1, :-1], hc.proximity(SPECIALISED))
    np.testing.assert_allclose(added, [*expected, np.nan])


def test_never_cooccurring_industry_has_no_steijn_value_and_unknown_normalisation_is_refused() -> (
    None
):
    apart = pd.DataFrame({"oil": [1.0, 1, 0], "gas": [1.0, 1, 0], "wool": [0.0, 0, 1]})
    assert (
        relatedness.relatedness(hc.cooccurrence(apart), normalisation="steijn")["wool"].isna().all()
    )
    with pytest.raises(errors.AnalysisError, match="found 'lift'"):
        relatedness.relatedness(hc.cooccurrence(apart), normalisation="lift")


def test_association_strength_needs_the_number_of_regions() -> None:
    bare = pd.DataFrame(hc.cooccurrence(TOY).to_numpy())
    with pytest.raises(errors.AnalysisError, match="Make them with `cooccurrence`"):
        relatedness.relatedness(bare)


def test_complementary_linkages_by_hand() -> None:
    # Receiver C4 has P4, giver C3 also P3. For P1: phi with P2, P3, P4 is 1/2, 1/2, 1/3, of which
    # P3 is new: (1/2)/(4/3).
    found = hc.complementary_linkages(TOY, hc.proximity(TOY))
    row = found.query("region == 'C4' and partner == 'C3' and industry == 'P1'")
    assert row["density_added"].item() == pytest.approx(37.5)
    assert len(found) == 4 * 3 * 4
    assert not (found["region"] == found["partner"]).any()


def test_own_density_and_what_a_partner_adds_make_the_density_of_both_together() -> None:
    proximities = hc.proximity(SPECIALISED)
    found = hc.complementary_linkages(SPECIALISED, proximities).set_index(
        ["region", "partner", "industry"]
    )["density_added"]
    union = SPECIALISED.loc[["BY"]].clip(lower=SPECIALISED.loc["ST"], axis=1)
    expected = hc.relatedness_density(union, proximities).loc["BY"]
    own = hc.relatedness_density(SPECIALISED, proximities).loc["BY"]
    np.testing.assert_allclose(own + found.loc["BY", "ST"], expected, rtol=1e-12)
