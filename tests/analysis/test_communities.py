"""Methods for communities, how good what they find is, and what many partitions have in common."""

from __future__ import annotations

import sys
from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn import metrics

import hypercluster as hc
from hypercluster.analysis import communities
from hypercluster.analysis.communities.flow import longest_run
from hypercluster.run import prepare
from hypercluster.run.once import Run


def blocks(*sizes: int) -> np.ndarray:
    """Cliques of these sizes."""
    matrix = np.zeros((sum(sizes), sum(sizes)))
    start = 0
    for size in sizes:
        matrix[start : start + size, start : start + size] = 1.0
        start += size
    np.fill_diagonal(matrix, 0.0)
    return matrix


def planted(
    n: int, groups: int, *, ties: int, inside: float, seed: int
) -> tuple[csr_array, np.ndarray]:
    """Sparse synthetic layer: about `ties` ties a node, a part of them inside the group."""
    generator = np.random.default_rng(seed)
    truth = np.arange(n) % groups
    one = generator.integers(n, size=n * ties // 2)
    companion = truth[one] + groups * generator.integers(n // groups, size=len(one))
    other = np.where(
        generator.random(len(one)) < inside, companion, generator.integers(n, size=len(one))
    )
    kept = one != other
    half = csr_array((np.ones(int(kept.sum())), (one[kept], other[kept])), shape=(n, n))
    return csr_array(((half + half.T) > 0).astype(float)), truth


def random_labels(seed: int, n: int = 40, groups: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(groups, size=n)


@pytest.mark.parametrize("seed", range(6))
def test_agreement_is_that_of_scikit_learn(seed: int) -> None:
    one, other = random_labels(seed, groups=3 + seed), random_labels(seed + 50)
    found = hc.agreement({"one": one, "other": other}).iloc[0]
    # Two implementations of the same sums: rounding only.
    assert found["adjusted_mutual_information"] == pytest.approx(
        metrics.adjusted_mutual_info_score(one, other), abs=1e-9
    )
    assert found["normalised_mutual_information"] == pytest.approx(
        metrics.normalized_mutual_info_score(one, other), abs=1e-9
    )
    assert found["adjusted_rand"] == pytest.approx(
        metrics.adjusted_rand_score(one, other), abs=1e-9
    )
    assert found["pairs_alike"] == pytest.approx(metrics.rand_score(one, other), abs=1e-9)


def test_adjusted_information_of_trivial_partitions_is_that_of_scikit_learn() -> None:
    alone, together, mixed = np.arange(6), np.zeros(6, dtype=int), np.array([0, 0, 1, 1, 2, 2])
    for one, other in (
        (alone, alone),
        (together, together),
        (alone, together),
        (alone, mixed),
        (together, mixed),
    ):
        assert hc.adjusted_mutual_information(one, other) == pytest.approx(
            metrics.adjusted_mutual_info_score(one, other), abs=1e-9
        )


def test_variation_of_information_by_hand() -> None:
    # One method splits half of the regions once more: it adds half a bit.
    found = hc.agreement({"one": np.array([0, 0, 1, 1]), "other": np.array([0, 0, 1, 2])}).iloc[0]
    assert found["variation_of_information"] == pytest.approx(0.5)


def test_a_single_community_agrees_with_nothing_to_speak_of() -> None:
    found = hc.agreement({"one": np.zeros(4, dtype=int), "other": np.array([0, 0, 1, 1])}).iloc[0]
    assert np.isnan(found["adjusted_mutual_information"])
    assert found["pairs_alike"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_quality_by_layer_is_modularity_of_networkx(gamma: float) -> None:
    generator = np.random.default_rng(2)
    upper = np.triu(generator.random((10, 10)), k=1)
    weights, labels = upper + upper.T, np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
    groups = [set(np.flatnonzero(labels == label)) for label in range(3)]
    expected = nx.community.modularity(
        nx.from_numpy_array(weights), groups, weight="weight", resolution=gamma
    )
    assert hc.layer_quality({"x": weights}, labels, gamma=gamma)["x"] == pytest.approx(expected)
    assert hc.layer_quality({"x": csr_array(weights)}, labels, gamma=gamma)["x"] == pytest.approx(
        expected
    )
    assert hc.community_quality(weights, labels, gamma=gamma).sum() == pytest.approx(expected)


def test_quality_of_a_layer_without_ties_is_missing() -> None:
    assert np.isnan(hc.layer_quality({"none": np.zeros((3, 3))}, np.array([0, 0, 1]))["none"])


def test_stability_is_one_for_equal_partitions_and_about_zero_for_random_ones() -> None:
    same = np.tile(random_labels(1), (6, 1))
    assert hc.stability(same) == 1.0
    drawn = np.array([random_labels(seed) for seed in range(30)])
    assert abs(hc.stability(drawn)) < 0.05
    assert np.isnan(hc.stability(same[:1]))


def profile(**columns: list[float]) -> pd.DataFrame:
    given = {
        "gamma": [0.5, 1.0, 2.0],
        "regions": [12] * 3,
        "communities": [1, 3, 6],
        "stability": [1.0, 0.8, 0.8],
        "p_null": [1.0, 0.01, 0.01],
    }
    return pd.DataFrame(given | columns)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1.0),
        ({"stability": [1.0, 0.7, 0.8]}, 2.0),
        ({"p_null": [1.0, 0.06, 0.01]}, 2.0),
        ({"stability": [1.0, 0.4, 0.49]}, None),
        ({"communities": [1, 7, 12]}, None),
        ({"p_null": [1.0, 0.2, np.nan]}, None),
    ],
)
def test_the_resolution_chosen_is_stable_beyond_chance_and_between_one_and_all_communities(
    changes: dict[str, list[float]], expected: float | None
) -> None:
    assert hc.choose_gamma(profile(**changes)) == expected


def test_consensus_disagrees_on_the_fewest_pairs_of_all_partitions() -> None:
    draws = np.array([random_labels(seed, n=6, groups=3) for seed in range(7)])
    together = communities.co_assignment(draws)
    one, other = np.triu_indices(6, k=1)

    def disagreement(labels: np.ndarray) -> float:
        inside = labels[one] == labels[other]
        return float(np.where(inside, 1 - together[one, other], together[one, other]).sum())

    best = min(disagreement(np.array(labels)) for labels in product(range(6), repeat=6))
    assert disagreement(hc.consensus(draws)) == pytest.approx(best)


def test_memberships_sum_to_one_and_a_region_alone_is_its_own() -> None:
    draws = np.array([[0, 0, 1, 1, 2], [0, 0, 1, 0, 2]])
    found = hc.memberships(draws, np.array([0, 0, 1, 1, 2]))
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[4].tolist() == [0, 0, 1]


def test_a_region_that_is_half_of_the_time_in_each_sits_in_two() -> None:
    left, right = [0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1]
    table = communities.consensus_table(np.array([left, right] * 10))
    assert table["is_overlapping"].tolist() == [False, False, False, True, False, False, False]
    assert table.loc[3, ["strength", "second_strength"]].tolist() == pytest.approx([0.5, 0.5])


def test_slices_follow_each_layer_without_coupling_and_the_multiplex_with_a_strong_one() -> None:
    one, other = blocks(4, 4), blocks(4, 4)[np.ix_(order := [0, 1, 4, 5, 2, 3, 6, 7], order)]
    loose = hc.multislice_partition([one, other], omega=0.0)
    assert metrics.adjusted_rand_score(loose[0], [0, 0, 0, 0, 1, 1, 1, 1]) == 1
    assert metrics.adjusted_rand_score(loose[1], [0, 0, 1, 1, 0, 0, 1, 1]) == 1
    tight = hc.multislice_partition([one, other], omega=100.0)
    assert (tight[0] == tight[1]).all()
    assert metrics.adjusted_rand_score(tight[0], hc.multiplex_partition([one, other])) == 1


def test_slices_start_from_the_partition_that_is_given() -> None:
    layer = blocks(3, 3)
    found = hc.multislice_partition([layer, np.zeros((6, 6))], start=np.array([0, 0, 0, 1, 1, 1]))
    assert found.tolist() == [[0, 0, 0, 1, 1, 1]] * 2


def test_a_community_has_one_number_in_the_slices_and_in_the_one_label_each() -> None:
    slices = np.array([[1, 1, 1, 0, 0], [1, 1, 2, 0, 0], [1, 1, 1, 0, 0]])
    labels = hc.one_label_each(slices)
    assert labels.tolist() == [0, 0, 0, 1, 1]
    assert communities.numbered_alike(slices, labels).tolist() == [
        [0, 0, 0, 1, 1],
        [0, 0, 2, 1, 1],
        [0, 0, 0, 1, 1],
    ]


def test_infomap_finds_cliques_over_layers_and_leaves_an_isolate_alone() -> None:
    pytest.importorskip("infomap")
    layer = np.zeros((9, 9))
    layer[:8, :8] = blocks(4, 4)
    layer[3, 4] = layer[4, 3] = 0.2
    found = hc.infomap_partition([layer, layer])
    assert found.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert (
        hc.infomap_scan([layer, layer], seed=3) == hc.infomap_scan([layer, layer], seed=3)
    ).all()


def test_without_infomap_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "infomap", None)
    with pytest.raises(hc.MissingExtraError, match=r"hypercluster\[infomap\]"):
        hc.infomap_partition([blocks(2, 2)])


def test_the_longest_run_of_rates_that_agree_is_taken_and_one_community_is_none() -> None:
    whole, split, other = [0] * 8, [0, 0, 0, 0, 1, 1, 1, 1], [0, 1, 2, 3, 0, 1, 2, 3]
    assert longest_run(np.array([whole, split, other, other, whole])) == [2, 3]
    assert longest_run(np.array([whole, whole])) == []


def test_a_layer_of_noise_gets_hardly_any_learned_weight() -> None:
    signal, _ = planted(400, 8, ties=12, inside=0.8, seed=1)
    noise, _ = planted(400, 8, ties=12, inside=0.0, seed=2)
    found = hc.learned_weights({"signal": signal, "noise": noise}, ["signal", "noise"])
    assert found["signal"] > 1.8
    assert found["noise"] < 0.2
    assert np.mean(list(found.values())) == pytest.approx(1)


def test_weights_are_refused_on_the_default_pack_because_there_are_too_few_ties() -> None:
    pack = hc.load_pack()
    net = Run(prepare(pack, pack.default_scheme, hc.Settings()), hc.Settings(), 1)
    with pytest.raises(hc.AnalysisError, match="affiliation: 18 ties, and at least 50 are needed"):
        hc.learned_weights(net.weights, ["affiliation"])


@pytest.mark.parametrize(
    ("layers", "observed", "words"),
    [
        ({"x": blocks(40)}, ["x"], "780 of 780 pairs are tied"),
        ({"x": blocks(*[8] * 20)}, ["x"], "only 0 of 560 held-out ties lie outside communities"),
        ({"x": blocks(4, 4)}, [], "no layer was observed"),
    ],
)
def test_weights_are_refused_where_learning_would_be_circular(
    layers: dict[str, np.ndarray], observed: list[str], words: str
) -> None:
    with pytest.raises(hc.AnalysisError, match=words):
        hc.learned_weights(layers, observed)


@pytest.mark.gate
def test_the_widest_range_of_resolutions_finds_planted_communities_that_resolution_one_merges() -> (
    None
):
    # Half of the size and as hard as the benchmark: each layer alone is below what can be detected.
    made = [planted(4000, 63, ties=10, inside=0.3, seed=seed) for seed in range(4)]
    layers, truth = [layer for layer, _ in made], made[0][1]
    found = hc.plateau_partition(layers)
    assert metrics.normalized_mutual_info_score(truth, found.labels) > 0.995
    assert (
        metrics.normalized_mutual_info_score(truth, hc.multiplex_partition(layers, restarts=1))
        < 0.98
    )
    assert found.low is not None
    assert found.low < found.gamma < found.high


def test_a_network_without_communities_has_no_range_of_resolutions() -> None:
    layers = [planted(1000, 10, ties=10, inside=0.0, seed=seed)[0] for seed in range(4)]
    found = hc.plateau_partition(layers)
    assert found.gamma is None
    assert len(set(found.labels)) == 1
