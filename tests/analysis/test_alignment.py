"""Do layers and partitions whose labels disagree count as what they are?

Aligned or refused, never ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.analysis import centrality, hubs
from hypercluster.analysis.communities import (
    adjusted_mutual_information,
    co_assignment,
    partition,
)

CODES = pd.Index(list("abcdef"), name="region")
TURNED = pd.Index(list("fbdace"), name="region")
STRANGE = pd.Index(list("abcdeZ"), name="region")


def frame(seed: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    upper = np.triu(generator.random((6, 6)) * (generator.random((6, 6)) < 0.7), k=1)
    return pd.DataFrame(upper + upper.T, index=CODES, columns=CODES)


X, Y = frame(1), frame(2)
EQUAL = {"x": 1.0, "y": 1.0}


def named(function: Callable[[Any], Any]) -> Callable[[pd.DataFrame], Any]:
    return lambda other: function({"x": X, "y": other})


LAYERS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "layer_pairs": named(lambda layers: hc.layer_pairs(layers, CODES)),
    "reducibility": named(hc.reducibility),
    "layer_variance_shares": named(hc.layer_variance_shares),
    "supra_adjacency": named(lambda layers: hc.supra_adjacency(layers, EQUAL).toarray()),
    "layer_strengths": named(lambda layers: centrality.layer_strengths(layers, CODES)),
    "layer_quality": named(lambda layers: hc.layer_quality(layers, np.array([0, 0, 1, 1, 2, 2]))),
    "multiplex": lambda other: partition("multiplex", [X, other]),
    "cpm": lambda other: partition("cpm", [X, other]),
    "multislice_partition": lambda other: hc.multislice_partition([X, other]),
    "plateau_partition": lambda other: hc.plateau_partition([X, other]).labels,
}
LABELS = pd.Series([0, 0, 1, 1, 2, 2], index=CODES)
OTHER = pd.Series([0, 0, 0, 1, 1, 1], index=CODES)
DRAWS = pd.DataFrame([[0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1]], columns=CODES)
PARTITIONS: dict[str, Callable[[pd.Series], Any]] = {
    "agreement": lambda other: hc.agreement({"one": LABELS, "other": other}),
    "adjusted_mutual_information": lambda other: adjusted_mutual_information(LABELS, other),
    "layer_quality": lambda other: hc.layer_quality({"x": X}, other),
    "community_quality": lambda other: hc.community_quality(X, other),
    "memberships": lambda other: hc.memberships(DRAWS, other),
    "multislice_partition": lambda other: hc.multislice_partition([X, Y], start=other, restarts=1),
}


def same(result: Any, expected: Any) -> None:
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(result, expected)
    else:
        np.testing.assert_allclose(np.asarray(result), np.asarray(expected))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_in_another_order_of_regions_changes_nothing(name: str) -> None:
    same(LAYERS[name](Y.loc[TURNED, TURNED]), LAYERS[name](Y))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_whose_columns_are_in_another_order_changes_nothing(name: str) -> None:
    same(LAYERS[name](Y[TURNED]), LAYERS[name](Y))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_of_other_regions_is_refused_by_their_codes(name: str) -> None:
    strange = Y.set_axis(STRANGE, axis=0).set_axis(STRANGE, axis=1)
    with pytest.raises(
        hc.AnalysisError, match=r"regions of (y|layer 2) .* 1 missing \(f\) and 1 unknown \(Z\)"
    ):
        LAYERS[name](strange)


@pytest.mark.parametrize("name", PARTITIONS)
def test_a_partition_in_another_order_of_regions_changes_nothing(name: str) -> None:
    same(PARTITIONS[name](OTHER[TURNED]), PARTITIONS[name](OTHER))


@pytest.mark.parametrize("name", PARTITIONS)
def test_a_partition_of_other_regions_is_refused_by_their_codes(name: str) -> None:
    with pytest.raises(
        hc.AnalysisError, match=r"regions of .* 1 missing \(f\) and 1 unknown \(Z\)"
    ):
        PARTITIONS[name](OTHER.set_axis(STRANGE))


def test_layers_without_labels_are_taken_in_the_order_of_those_with_labels() -> None:
    same(hc.layer_pairs({"x": X, "y": Y.to_numpy()}, CODES), LAYERS["layer_pairs"](Y))


def test_layers_are_brought_into_the_order_of_the_regions_that_are_passed() -> None:
    turned = centrality.layer_strengths({"x": X}, TURNED)
    same(turned["x"].reindex(CODES).rename(None), X.sum(axis=1))


def test_a_region_that_stands_twice_is_refused() -> None:
    twice = pd.Index(list("abcdee"))
    with pytest.raises(hc.AnalysisError, match=r"1 repeated \(e\)"):
        hc.reducibility({"x": X, "y": Y.set_axis(twice, axis=0).set_axis(twice, axis=1)})


def test_columns_of_other_regions_than_the_rows_are_refused() -> None:
    with pytest.raises(hc.AnalysisError, match=r"columns of .* same labels as the rows.*\(Z\)"):
        hc.von_neumann_entropy(X.set_axis(STRANGE, axis=1))
    with pytest.raises(hc.AnalysisError, match=r"columns of .* same labels as the rows.*\(Z\)"):
        hc.network_effects(X.set_axis(STRANGE, axis=1))


def test_parts_of_a_hub_score_are_brought_into_one_order_of_regions_or_refused() -> None:
    strength, betweenness, endowments = X.sum(axis=1), Y.sum(axis=1), LABELS.astype(float)
    expected = hc.hub_scores(strength, betweenness, endowments)
    turned = hc.hub_scores(strength, betweenness[TURNED], endowments[TURNED])
    same(turned, expected)
    same(
        hubs.endowment(betweenness[TURNED], strength),
        hubs.endowment(betweenness, strength),
    )
    with pytest.raises(hc.AnalysisError, match=r"1 missing \(f\) and 1 unknown \(Z\)"):
        hc.hub_scores(strength, betweenness.set_axis(STRANGE), endowments)


def test_draws_as_a_frame_are_the_draws() -> None:
    same(co_assignment(DRAWS), co_assignment(DRAWS.to_numpy()))
    assert hc.stability(DRAWS) == pytest.approx(hc.stability(DRAWS.to_numpy()))
    same(hc.consensus(DRAWS), hc.consensus(DRAWS.to_numpy()))
