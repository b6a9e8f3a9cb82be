"""Choices that communities rest on.

Where a search starts, what is held out, which resolution is used, and every limit from both sides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, triu

import hypercluster as hc
from hypercluster.analysis import communities
from hypercluster.analysis.communities import flow, quality, weights
from hypercluster.scaling import modularity_norm

TRUTH = np.repeat(np.arange(4), 10)


def cliques(truth: np.ndarray) -> np.ndarray:
    matrix = np.equal.outer(truth, truth).astype(float)
    np.fill_diagonal(matrix, 0.0)
    return matrix


def with_ties(inside: int, outside: int, *, seed: int) -> np.ndarray:
    """Synthetic layer over TRUTH with exactly so many ties inside and outside."""
    generator = np.random.default_rng(seed)
    one, other = np.triu_indices(len(TRUTH), k=1)
    is_inside = TRUTH[one] == TRUTH[other]
    chosen = np.concatenate(
        [
            generator.choice(np.flatnonzero(is_inside), inside, replace=False),
            generator.choice(np.flatnonzero(~is_inside), outside, replace=False),
        ]
    )
    matrix = np.zeros((len(TRUTH), len(TRUTH)))
    matrix[one[chosen], other[chosen]] = 1.0
    return matrix + matrix.T


def guided(**observed: np.ndarray) -> dict[str, np.ndarray]:
    """Observed layers beside derived ones that fix the communities, so that what is held out can
    be counted by hand."""
    return {**observed, **{f"derived {number}": cliques(TRUTH) for number in range(4)}}


def test_slices_without_coupling_keep_the_start_where_a_layer_says_nothing() -> None:
    # Nothing moves a region of an empty layer, so that it shows where the search began.
    layers, start = (
        [cliques(np.array([0, 0, 0, 1, 1, 1])), np.zeros((6, 6))],
        np.array([0, 0, 1, 1, 2, 2]),
    )
    found = hc.multislice_partition(layers, omega=0.0, start=start)
    assert hc.adjusted_mutual_information(found[1], start) == 1.0
    assert hc.adjusted_mutual_information(found[0], np.array([0, 0, 0, 1, 1, 1])) == 1.0


def test_slices_start_from_the_multiplex_partition() -> None:
    layers = [cliques(np.array([0, 0, 0, 1, 1, 1])), np.zeros((6, 6))]
    found = hc.multislice_partition(layers, omega=0.0)
    assert found[1].tolist() == hc.multiplex_partition(layers).tolist() == [0, 0, 0, 1, 1, 1]


def test_a_community_of_one_region_is_no_company_for_others() -> None:
    found = hc.memberships(np.array([[0, 0, 0], [0, 0, 1]]), np.array([0, 0, 1]))
    assert found.tolist() == [[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]]


@pytest.mark.parametrize(("draws", "expected"), [(4, True), (5, False)])
def test_a_region_sits_in_two_from_a_quarter_on(draws: int, expected: bool) -> None:
    left, right = [0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1]
    table = communities.consensus_table(np.array([left] + [right] * (draws - 1)))
    assert table.loc[3, "second_strength"] == pytest.approx(1 / draws)
    assert bool(table.loc[3, "is_overlapping"]) is expected


def test_no_partition_at_all_has_no_consensus() -> None:
    with pytest.raises(hc.AnalysisError, match="at least one partition"):
        hc.consensus(np.empty((0, 3), dtype=int))


def test_the_partition_of_infomap_is_that_in_the_middle_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Of 200 regions one more moves at each rate: neighbours stay alike, all three differ.
    scan = np.tile(np.repeat([0, 1], 100), (3, 1))
    scan[1, 0] = scan[2, 0] = scan[2, 1] = 1
    monkeypatch.setattr(flow, "infomap_scan", lambda *_args, **_options: scan)
    assert hc.infomap_partition([np.zeros((200, 200))]).tolist() == scan[1].tolist()


def test_infomap_walks_on_the_surplus_of_a_dense_layer() -> None:
    pytest.importorskip("infomap")
    truth = np.repeat([0, 1, 2], 6)
    dense = np.where(np.equal.outer(truth, truth), 3.0, 1.0)
    np.fill_diagonal(dense, 0.0)
    assert hc.infomap_partition([dense]).tolist() == truth.tolist()


def test_infomap_leaves_every_isolate_alone_and_does_not_depend_on_the_unit() -> None:
    pytest.importorskip("infomap")
    layer = np.zeros((10, 10))
    layer[:8, :8] = cliques(np.repeat([0, 1], 4))
    layer[3, 4] = layer[4, 3] = 0.2
    expected = [0, 0, 0, 0, 1, 1, 1, 1, 2, 3]
    assert hc.infomap_partition([layer, layer]).tolist() == expected
    assert hc.infomap_partition([1e-4 * layer, 1e-4 * layer]).tolist() == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1.0),
        ({"p_null": 0.05}, 1.0),
        ({"p_null": 0.051}, None),
        ({"stability": 0.5}, 1.0),
        ({"stability": 0.499}, None),
        ({"regions": 20, "communities": 10}, 1.0),
        ({"regions": 19, "communities": 10}, None),
        ({"communities": 1}, None),
        ({"stability": np.nan}, None),
    ],
)
def test_the_limits_of_a_resolution_that_may_be_chosen(
    changes: dict[str, float], expected: float | None
) -> None:
    row = {
        "gamma": 1.0,
        "regions": 12,
        "communities": 3,
        "stability": 0.9,
        "p_null": 0.01,
    } | changes
    assert hc.choose_gamma(pd.DataFrame([row])) == expected


def test_stability_is_the_mean_over_all_pairs_of_draws() -> None:
    a, b, c = (
        np.array([0, 0, 0, 1, 1, 1]),
        np.array([0, 0, 1, 1, 2, 2]),
        np.array([0, 1, 0, 1, 0, 1]),
    )
    pairs = [hc.adjusted_mutual_information(one, other) for one, other in ((a, b), (b, c), (a, c))]
    assert len(set(pairs)) > 1
    assert hc.stability(np.array([a, b, c])) == pytest.approx(np.mean(pairs))


def test_stability_of_many_draws_compares_five_hundred_pairs_and_every_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[int, int]] = []

    def noted(one: np.ndarray, other: np.ndarray) -> float:
        compared.append((int(one[0]), int(other[0])))
        return 1.0

    monkeypatch.setattr(quality, "adjusted_mutual_information", noted)
    hc.stability(np.arange(40)[:, None])
    assert len(set(compared)) == len(compared) == 500
    assert {end for pair in compared for end in pair} == set(range(40))


@pytest.mark.parametrize(
    "function",
    [hc.adjusted_mutual_information, lambda one, other: hc.agreement({"one": one, "other": other})],
)
def test_partitions_of_other_regions_are_refused(function: Any) -> None:
    with pytest.raises(hc.AnalysisError, match="same regions; found 1 and 3"):
        function(np.array([0]), np.array([0, 1, 1]))


def test_labels_of_other_regions_are_refused() -> None:
    with pytest.raises(hc.AnalysisError, match="one label for each of 6 regions; found 3"):
        hc.layer_quality({"x": cliques(np.array([0, 0, 0, 1, 1, 1]))}, np.array([0, 0, 1]))


def test_learned_weights_by_hand() -> None:
    # 4 x 45 of 780 pairs are inside; the derived layers find them whatever is held out.
    counts = {"x": (60, 20), "y": (40, 30)}
    layers = guided(
        **{name: with_ties(*some, seed=place) for place, (name, some) in enumerate(counts.items())}
    )
    chance = np.log(180 / 600)
    odds = {
        name: np.log((inside + 0.5) / (outside + 0.5)) - chance
        for name, (inside, outside) in counts.items()
    }
    found = hc.learned_weights(layers, ["x", "y"])
    mean = sum(odds.values()) / 2
    assert {name: found[name] for name in odds} == pytest.approx(
        {name: value / mean for name, value in odds.items()}
    )
    assert found["derived 0"] == pytest.approx(1.0)


def test_a_layer_that_ties_less_inside_than_chance_gets_no_weight() -> None:
    found = hc.learned_weights(
        guided(x=with_ties(60, 20, seed=1), against=with_ties(2, 90, seed=2)), ["x", "against"]
    )
    assert found["against"] == 0.0
    assert found["x"] == pytest.approx(2.0)


@pytest.mark.parametrize(("outside", "is_refused"), [(9, True), (10, False)])
def test_ten_ties_outside_are_enough_to_learn_from(outside: int, is_refused: bool) -> None:
    layers = guided(x=with_ties(60, outside, seed=3))
    if is_refused:
        with pytest.raises(hc.AnalysisError, match="only 9 of 69 held-out ties lie outside"):
            hc.learned_weights(layers, ["x"])
    else:
        assert hc.learned_weights(layers, ["x"])["x"] == pytest.approx(1.0)


@pytest.mark.parametrize(("inside", "is_refused"), [(29, True), (30, False)])
def test_fifty_ties_are_enough_to_learn_from(inside: int, is_refused: bool) -> None:
    layers = guided(x=with_ties(inside, 20, seed=4))
    if is_refused:
        with pytest.raises(hc.AnalysisError, match="x: 49 ties, and at least 50"):
            hc.learned_weights(layers, ["x"])
    else:
        assert hc.learned_weights(layers, ["x"])["x"] == pytest.approx(1.0)


def test_every_tie_is_held_out_once_and_layers_are_searched_on_a_common_scale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    observed = with_ties(60, 20, seed=5)
    searched: list[csr_array] = []

    def noted(layers: list[csr_array], *, gamma: float, **_options: object) -> np.ndarray:
        assert gamma == 2.0
        assert [modularity_norm(layer) for layer in layers] == pytest.approx([1.0] * len(layers))
        searched.append(layers[0])
        return TRUTH

    monkeypatch.setattr(weights, "multiplex_partition", noted)
    hc.learned_weights(guided(x=7 * observed), ["x"], gamma=2.0)
    left_out = [
        (triu(csr_array(observed)).toarray() > 0) & ~(triu(layer).toarray() > 0)
        for layer in searched
    ]
    assert [int(part.sum()) for part in left_out] == [16] * 5
    assert (
        np.sum(left_out, axis=0).tolist()
        == (triu(csr_array(observed)).toarray() > 0).astype(int).tolist()
    )


def test_weights_of_a_layer_that_is_not_there_are_refused() -> None:
    with pytest.raises(hc.AnalysisError, match="observed layers among x; found 'nowhere'"):
        hc.learned_weights({"x": with_ties(60, 20, seed=6)}, ["nowhere"])


def test_conventions_travel_with_what_is_said_of_communities() -> None:
    layer, labels = cliques(np.repeat([0, 1], 3)), np.repeat([0, 1], 3)
    assert (
        hc.layer_quality({"x": layer}, labels, gamma=2.0).attrs["convention"]
        == "resolution 2; expectation: strengths; share of all weight"
    )
    assert (
        "arithmetic mean of entropies"
        in hc.agreement({"one": labels, "other": labels}).attrs["convention"]
    )
    assert (
        "at least 0.25" in communities.consensus_table(np.tile(labels, (2, 1))).attrs["convention"]
    )
