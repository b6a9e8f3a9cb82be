"""The score of a linkage by hand, and what is never an opportunity."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hypercluster.errors import AnalysisError
from hypercluster.indicators.relatedness import proximity
from hypercluster.rankings import competition_ranks, pair_positions
from hypercluster.synchronisation import score
from hypercluster.synchronisation.context import opportunity_context
from hypercluster.synchronisation.diversification import diversification_scores, partners_density
from hypercluster.synchronisation.linkages import (
    describe_linkages,
    linkage_matrices,
)
from hypercluster.synchronisation.new_clusters import (
    cluster_stars,
    listed_clusters,
    new_cluster_scores,
)

REGIONS = pd.Index(["a", "b"], name="region")


def quotients() -> pd.DataFrame:
    """Region a has x and half of y; b has y and z."""
    return pd.DataFrame([[2.0, 0.5, 0.0], [0.0, 1.5, 3.0]], index=REGIONS, columns=list("xyz"))


def proximities() -> pd.DataFrame:
    return pd.DataFrame(
        [[1.0, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 1.0]],
        index=list("xyz"),
        columns=list("xyz"),
    )


def test_complementarity_by_hand() -> None:
    # a lacks y and z. b adds 1/2 in y and 1 in z. Density added to y: z's phi 1/2 x 1 of 1/2 + 1/2
    # -> 0.5; to z: y's phi 1/2 x 1/2 of 1/4 + 1/2 -> 1/3. Mean 5/12.
    found = score.complementarity(quotients(), proximities())
    assert found[0, 1] == pytest.approx((0.5 + 1 / 3) / 2)
    # b lacks x; a has x but nothing related to x that b lacks.
    assert found[1, 0] == 0.0
    assert np.isnan(found[0, 0])


def test_region_without_enterprises_has_no_complementarity() -> None:
    empty = pd.concat([quotients(), pd.DataFrame(np.nan, index=["c"], columns=list("xyz"))])
    found = score.complementarity(empty, proximities())
    assert np.isnan(found[2]).all()
    assert found[0, 1] == pytest.approx(5 / 12)


def test_region_that_lacks_nothing_receives_nothing() -> None:
    full = pd.DataFrame([[1.0, 1.0, 1.0], [0.0, 2.0, 1.0]], index=REGIONS, columns=list("xyz"))
    assert score.complementarity(full, proximities())[0, 1] == 0.0


def test_untapped_falls_with_observed_ties_and_is_missing_without_organisations() -> None:
    observed = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    found = score.untapped(observed, np.array([True, True, False]))
    assert found[0, 1] == 0.5
    assert np.isnan(found[2]).all()


def test_linkage_score_by_hand() -> None:
    profile = np.array([[np.nan, 0.6], [0.2, np.nan]])
    match = np.array([[np.nan, 0.5], [0.3, np.nan]])
    found = score.linkage_score(profile, match, factor=np.full((2, 2), 0.5), profile_weight=0.75)
    assert found["profile_part"][0, 1] == pytest.approx(0.5 * 0.75 * 0.4)
    assert found["capability_part"][0, 1] == pytest.approx(0.5 * 0.25 * 0.4)
    assert found["score"][0, 1] == found["profile_part"][0, 1] + found["capability_part"][0, 1]
    assert (found["directed"][0, 1] + found["directed"][1, 0]) / 2 == pytest.approx(
        found["score"][0, 1]
    )


def test_without_a_capability_match_the_profile_has_all_the_weight() -> None:
    profile = np.array([[np.nan, 0.6], [0.2, np.nan]])
    found = score.linkage_score(profile, None, factor=np.ones((2, 2)), profile_weight=0.25)
    assert found["score"][0, 1] == pytest.approx(0.4)


def test_pairs_inside_one_reporting_unit_have_no_score() -> None:
    profile = np.array([[np.nan, 0.6], [0.2, np.nan]])
    inside = np.array([[False, True], [True, False]])
    found = linkage_matrices(
        {"complementarity": profile, "similarity": profile},
        None,
        factor=np.ones((2, 2)),
        shares_unit=inside,
    )
    assert np.isnan(found["complementary"]["score"]).all()


def test_equal_scores_share_the_smallest_rank_and_missing_has_none() -> None:
    ranks = competition_ranks(np.array([0.3, 0.5, np.nan, 0.3 + 1e-12, 0.1]))
    assert ranks[[0, 1, 3, 4]].tolist() == [2, 1, 2, 4]
    assert np.isnan(ranks[2])


def test_variance_shares_sum_to_one_and_are_missing_without_variance() -> None:
    parts = pd.DataFrame({"p": [1.0, 2.0, 3.0], "q": [0.0, 0.0, 1.0]})
    assert score.variance_shares(parts).sum() == pytest.approx(1.0)
    assert score.variance_shares(parts * 0).isna().all()


def test_pairs_stand_once_with_source_before_target_as_text() -> None:
    source, target = pair_positions(pd.Index(["c", "a", "b"]))
    assert [(int(s), int(t)) for s, t in zip(source, target, strict=True)] == [
        (1, 2),
        (1, 0),
        (2, 0),
    ]


def test_partners_density_is_missing_without_observed_ties() -> None:
    observed = np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    table = pd.concat([quotients(), quotients().loc[["a"]].rename(index={"a": "c"})])
    found = partners_density(table, proximities(), observed)
    assert found.loc["a", "y"] == pytest.approx(50.0)
    assert found.loc["c"].isna().all()


def test_diversification_ranks_only_what_a_region_lacks() -> None:
    density = pd.DataFrame(10.0, index=REGIONS, columns=list("xyz"))
    assert np.isnan(diversification_scores(quotients(), density)).tolist() == [
        [True, False, False],
        [False, True, True],
    ]


def test_cluster_stars_by_hand() -> None:
    counts = pd.DataFrame({"x": [9.0, 1.0], "y": [1.0, 9.0]}, index=REGIONS)
    shares = counts.div(counts.sum(axis=1), axis=0)
    found = cluster_stars(counts, shares, shares / 0.5)
    # LQ 1.8 earns no star; the top 10 % of two regions is one: its share does. Fewer than 30
    # regions: no size star.
    assert found.to_numpy().tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_new_cluster_needs_every_condition() -> None:
    one = pd.DataFrame([[1.0]], index=["a"], columns=["x"])
    given = {
        "stars": one,
        "excess": one * 7,
        "q_values": one * 0.01,
        "listed": np.array([[0]]),
        "is_ubiquitous": np.array([False]),
    }
    assert new_cluster_scores(one * 20, one * 2, **given).tolist() == [[7.0]]
    for name, value in (
        ("stars", one * 0),
        ("q_values", one * 0.2),
        ("listed", np.array([[1]])),
        ("is_ubiquitous", np.array([True])),
    ):
        assert np.isnan(new_cluster_scores(one * 20, one * 2, **{**given, name: value})).all()
    assert np.isnan(new_cluster_scores(one * 9, one * 2, **given)).all()
    assert np.isnan(new_cluster_scores(one * 20, one * 0.9, **given)).all()


def organisations() -> tuple[pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame(
        {
            "organisation": ["o1", "o2", "o3"],
            "name": ["One", "Two", "Three"],
            "kind": ["cluster", "company", "university"],
            "role": ["infrastructure", "industry", "science"],
            "region": ["a", "a", "b"],
            "confidence": ["low", "high", "high"],
        }
    )
    return table, pd.DataFrame({"d": [1.0, 1.0, 1.0]}, index=table["organisation"])


def test_cluster_of_an_industry_is_listed_where_its_focus_serves_a_direction() -> None:
    table, focus = organisations()
    directions = pd.DataFrame(
        {"industry": ["x", "y"], "direction": ["d", "e"], "share": [1.0, 1.0]}
    )
    found = listed_clusters(
        table, focus, directions, regions=REGIONS, industries=pd.Index(["x", "y"])
    )
    assert found.tolist() == [[1, 0], [0, 0]]


def test_linkage_names_directions_leads_and_vectors() -> None:
    table, focus = organisations()
    demands = pd.DataFrame({"d": [1.0, 1.0]}, index=REGIONS)
    context = opportunity_context(
        demands,
        demands * 0.5,
        table,
        focus,
        industry_directions=pd.DataFrame({"industry": ["x"], "direction": ["d"], "share": [1.0]}),
        technologies=pd.DataFrame(
            {"direction": ["d"], "direction_name": ["Direction"], "technology": ["Drones"]}
        ),
        platform_vectors=pd.DataFrame(
            {"platform_vector": ["B2SC"], "role_a": ["industry"], "role_b": ["science"]}
        ),
        development_vectors=pd.DataFrame({"direction": ["d"], "name": ["Green"]}),
    )
    row = describe_linkages(pd.DataFrame({"source": ["a"], "target": ["b"]}), context).iloc[0]
    assert row["lead_organisations_source"] == "Two; One"
    assert row["lead_organisations_target"] == "Three"
    assert row[
        ["directions", "technologies", "platform_vectors", "development_vectors"]
    ].tolist() == [
        "Direction",
        "Drones",
        "B2SC",
        "Green",
    ]


def test_proximity_of_the_example_is_symmetric() -> None:
    table = proximity(pd.DataFrame([[1.0, 0.0], [1.0, 1.0]], columns=["x", "y"]))
    assert table.loc["x", "y"] == table.loc["y", "x"] == 0.5


@pytest.mark.parametrize("weight", [-0.1, 1.5, float("nan")])
def test_a_weight_outside_0_to_1_has_no_score(weight: float) -> None:
    with pytest.raises(AnalysisError, match="profile weight between 0 and 1"):
        score.linkage_score(np.eye(2), np.eye(2), factor=np.eye(2), profile_weight=weight)


@pytest.mark.parametrize(("match", "factor"), [(3, 2), (2, 3), (None, 1)])
def test_matrices_of_other_sizes_have_no_score(match: int | None, factor: int) -> None:
    with pytest.raises(AnalysisError, match=r"same 2 x 2 regions; found (match|factor) \("):
        score.linkage_score(
            np.eye(2), None if match is None else np.eye(match), factor=np.eye(factor)
        )
