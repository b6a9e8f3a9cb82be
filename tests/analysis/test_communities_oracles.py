"""Communities against every partition there is, and unchanged by what must not matter."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from operator import itemgetter

import numpy as np
import pytest

import hypercluster as hc
from hypercluster.analysis import communities
from hypercluster.analysis.communities import partitions
from hypercluster.analysis.leiden import ties_of
from hypercluster.run import prepare
from hypercluster.run.nulls import null_inputs
from hypercluster.run.once import Run


def random_weights(n: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    upper = np.triu(generator.random((n, n)) * (generator.random((n, n)) < 0.7), k=1)
    return upper + upper.T


def every_partition(n: int) -> Iterator[list[int]]:
    """Every partition of n things once: each label is at most one more than those before it."""

    def longer(start: list[int]) -> Iterator[list[int]]:
        if len(start) == n:
            yield start
            return
        for label in range(max(start) + 2):
            yield from longer([*start, label])

    yield from longer([0])


def planted_layers(n: int, groups: int, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Three synthetic layers with the same planted groups."""
    generator = np.random.default_rng(seed)
    truth = np.arange(n) % groups
    chance = np.where(truth[:, None] == truth[None, :], 0.6, 0.05)
    uppers = [np.triu(generator.random((n, n)) < chance, k=1).astype(float) for _ in range(3)]
    return [upper + upper.T for upper in uppers], truth


def surplus(weights: np.ndarray) -> np.ndarray:
    strength = weights.sum(axis=1)
    return weights - np.outer(strength, strength) / strength.sum()


@pytest.mark.parametrize("omega", [0.0, 0.1, 0.25, 1.0])
def test_slices_are_the_best_of_all_partitions_of_a_small_multislice_network(omega: float) -> None:
    layers = [random_weights(4, 1), random_weights(4, 2)]
    gains = [surplus(layer) for layer in layers]
    coupling = omega * np.mean(
        [
            np.where(layer > 0, np.maximum(gain, 0), 0).sum() / 4
            for layer, gain in zip(layers, gains, strict=True)
        ]
    )

    def quality(labels: np.ndarray) -> float:
        slices = labels.reshape(2, 4)
        inside = sum(
            gain[np.equal.outer(own, own)].sum() for gain, own in zip(gains, slices, strict=True)
        )
        return float(inside + 2 * coupling * (slices[0] == slices[1]).sum())

    best = max(quality(np.array(labels)) for labels in every_partition(8))
    # Weights are rounded to 1e-9 before the search; sums of 16 of them stay within 1e-7.
    assert quality(communities.multislice_partition(layers, omega=omega).ravel()) == pytest.approx(
        best, abs=1e-7
    )


def test_one_partition_for_all_layers_is_the_best_of_all_partitions() -> None:
    layers = [random_weights(7, seed) for seed in (3, 4)]
    gain = sum(surplus(layer) for layer in layers)
    best = max(
        float(gain[np.equal.outer(np.array(labels), np.array(labels))].sum())
        for labels in every_partition(7)
    )
    found = communities.multiplex_partition(layers)
    assert float(gain[np.equal.outer(found, found)].sum()) == pytest.approx(best, abs=1e-7)


def test_a_search_over_pairs_maximises_what_one_over_layers_does() -> None:
    layers = [random_weights(12, seed) for seed in (5, 6, 7)]
    ties = [ties_of(layer) for layer in layers]
    # Modularity counts a region with itself as well, which is the same for every partition.
    diagonal = sum(np.trace(surplus(layer)) for layer in layers)
    (pairs, labels), (by_layer, same) = (
        max(search(ties, 12, gamma=1.0, restarts=10, seed=1), key=itemgetter(0))
        for search in (partitions._over_pairs, partitions._over_layers)
    )
    assert labels.tolist() == same.tolist()
    unit = np.concatenate([values for *_, values in ties]).mean()
    assert pairs * unit + diagonal == pytest.approx(by_layer, abs=1e-6)


def test_a_search_over_pairs_ends_where_communities_are_hardly_tied() -> None:
    # igraph went on for ever in about one of 5,000 such searches.
    pack, settings = hc.load_pack(), hc.Settings()
    inputs = prepare(pack, pack.default_scheme, settings)
    stream = np.random.default_rng(np.random.SeedSequence(1, spawn_key=(1, 1)))
    run = Run(null_inputs(inputs, stream), settings, int(stream.integers(2**31)))
    labels = communities.multiplex_partition(list(run.scaled.values()), gamma=1.2, seed=run.seed)
    assert len(labels) == len(inputs.scheme.index)


def test_slices_do_not_depend_on_the_unit_of_weights() -> None:
    layers = [random_weights(9, 5), random_weights(9, 6)]
    found = communities.multislice_partition(layers)
    assert (
        communities.multislice_partition([1000 * layer for layer in layers]).tolist()
        == found.tolist()
    )


def test_memberships_by_hand() -> None:
    # Region 2 has, in the second partition, both regions of community 0 and its one other of
    # community 1: half and half.
    draws = np.array([[0, 0, 1, 1], [0, 0, 0, 0]])
    found = communities.memberships(draws, np.array([0, 0, 1, 1]))
    assert found[2] == pytest.approx([0.25, 0.75])


def test_a_region_that_is_mostly_alone_does_not_belong_where_it_rarely_is() -> None:
    draws = np.array([[0, 0, 1, 1, 2]] * 19 + [[0, 0, 1, 1, 0]])
    table = communities.consensus_table(draws)
    assert table["consensus"].tolist() == [0, 0, 1, 1, 2]
    assert table.loc[4, ["strength", "second_strength"]].tolist() == pytest.approx([0.95, 0.05])
    assert not table["is_overlapping"].any()


def test_a_region_that_is_never_alone_is_put_with_its_company_and_no_number_is_left_out() -> None:
    homes = [[0, 0, 1, 1, 2, 2, home, 3] for home in (0, 0, 1, 1, 1, 2, 2)]
    table = communities.consensus_table(np.array(homes))
    # Region 6 is with the second pair in 3 of 7 draws, and makes its community the largest.
    assert table["consensus"].tolist() == [1, 1, 0, 0, 2, 2, 0, 3]
    assert table.loc[6, "strength"] == pytest.approx(3 / 7)
    assert table.loc[6, "second_strength"] == pytest.approx(2 / 7)


def test_consensus_does_not_depend_on_the_order_of_regions() -> None:
    generator = np.random.default_rng(8)
    truth = np.repeat([0, 1, 2], [5, 4, 3])
    draws = np.array(
        [
            np.where(generator.random(12) < 0.15, generator.integers(3, size=12), truth)
            for _ in range(20)
        ]
    )
    order = generator.permutation(12)
    found, other = communities.consensus(draws), communities.consensus(draws[:, order])
    assert hc.adjusted_mutual_information(found[order], other) == 1.0


def test_many_small_groups_are_compared_without_a_table_of_all_pairs_of_groups() -> None:
    pairs = np.arange(20_000) // 2
    tracemalloc.start()
    try:
        assert hc.adjusted_mutual_information(pairs, pairs[::-1]) == pytest.approx(1.0)
        # The table would have 10,000 x 10,000 cells of 8 bytes: 800 MB.
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


def test_stability_of_two_draws_is_their_agreement() -> None:
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert communities.stability(np.array([one, other])) == hc.adjusted_mutual_information(
        one, other
    )


def test_learned_weights_do_not_depend_on_units_and_leave_derived_layers_at_the_mean() -> None:
    layers, _ = planted_layers(60, 3, seed=9)
    named = {"x": layers[0], "y": layers[1], "derived": layers[2]}
    found = communities.learned_weights(named, ["x", "y"])
    other = communities.learned_weights({**named, "x": 1000 * layers[0]}, ["x", "y"])
    assert found["derived"] == 1.0
    assert list(other.values()) == pytest.approx(list(found.values()))
    assert np.mean([found["x"], found["y"]]) == pytest.approx(1.0)


def test_the_widest_range_of_resolutions_does_not_depend_on_order_or_unit() -> None:
    layers, truth = planted_layers(80, 5, seed=10)
    order = np.random.default_rng(11).permutation(80)
    found = communities.plateau_partition(layers).labels
    other = communities.plateau_partition(
        [7 * layer[np.ix_(order, order)] for layer in layers]
    ).labels
    assert hc.adjusted_mutual_information(found, truth) == pytest.approx(1.0)
    assert hc.adjusted_mutual_information(found[order], other) == pytest.approx(1.0)


def test_without_layers_there_is_no_range_of_resolutions() -> None:
    found = communities.plateau_partition([])
    assert found.gamma is None
    assert found.labels.tolist() == []
