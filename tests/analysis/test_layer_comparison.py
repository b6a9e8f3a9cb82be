"""Do layers tell the same story? Known answers by hand, on Florentine families, and by other libraries."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import hypercluster as hc
from hypercluster.synchronisation.score import variance_shares

PATH = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
STAR = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=float)
EMPTY = np.zeros((3, 3))


@pytest.fixture(scope="module")
def florentine() -> dict[str, pd.DataFrame]:
    ties = pd.read_csv(Path(__file__).parent / "published" / "florentine_edges.csv")
    families = sorted(set(ties["source"]) | set(ties["target"]))
    layers = {}
    for name, own in ties.groupby("layer"):
        matrix = pd.DataFrame(0.0, index=families, columns=families)
        for row in own.itertuples():
            matrix.loc[row.source, row.target] = matrix.loc[row.target, row.source] = 1.0
        layers[str(name)] = matrix
    return layers


def random_layers(seed: int = 1, n: int = 12) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    layers = {}
    for name in "xyz":
        upper = np.triu(generator.random((n, n)) * (generator.random((n, n)) < 0.4), k=1)
        layers[name] = upper + upper.T
    return layers


def test_florentine_marriage_and_business_share_eight_of_their_ties(florentine: dict[str, pd.DataFrame]) -> None:
    index = next(iter(florentine.values())).index
    found = hc.layer_pairs(florentine, index).iloc[0]
    assert {name: int(matrix.to_numpy().sum() / 2) for name, matrix in florentine.items()} == {"business": 15, "marriage": 20}
    assert found["shared_ties"] == 8
    assert found["edge_overlap"] == pytest.approx(8 / 15)
    assert found["jaccard"] == pytest.approx(8 / 27)


def test_correlations_are_those_of_scipy() -> None:
    layers = random_layers()
    found = hc.layer_pairs(layers, pd.RangeIndex(12)).set_index(["layer", "other_layer"])
    upper = np.triu_indices(12, k=1)
    for one, other in (("x", "y"), ("x", "z"), ("y", "z")):
        a, b = layers[one], layers[other]
        assert found.loc[(one, other), "tie_correlation"] == pytest.approx(stats.pearsonr(a[upper], b[upper]).statistic)
        assert found.loc[(one, other), "strength_correlation"] == pytest.approx(stats.spearmanr(a.sum(axis=1), b.sum(axis=1)).statistic)


def test_a_layer_without_ties_and_one_that_does_not_vary_have_missing_comparisons() -> None:
    found = hc.layer_pairs({"x": PATH, "none": EMPTY, "all": np.ones((3, 3))}, pd.RangeIndex(3)).set_index(["layer", "other_layer"])
    assert np.isnan(found.loc[("x", "none"), ["edge_overlap", "tie_correlation", "jensen_shannon_distance"]].astype(float)).all()
    assert np.isnan(found.loc[("x", "all"), "tie_correlation"])
    assert found.loc[("x", "all"), "note"] == "every pair is tied in all: overlap says nothing"


def test_entropy_of_a_path_by_hand() -> None:
    # Laplacian eigenvalues of a path of three are 0, 1, 3; over the trace: 1/4 and 3/4.
    assert hc.von_neumann_entropy(PATH) == pytest.approx(-(0.25 * np.log2(0.25) + 0.75 * np.log2(0.75)))


def test_entropy_is_that_of_the_spectrum_of_networkx() -> None:
    for weights in random_layers(3).values():
        values = nx.laplacian_spectrum(nx.from_numpy_array(weights))
        share = values[values > 1e-9] / values.sum()
        assert hc.von_neumann_entropy(weights) == pytest.approx(-(share * np.log2(share)).sum())


def test_entropy_ignores_scale_and_is_missing_without_ties() -> None:
    assert hc.von_neumann_entropy(7 * PATH) == pytest.approx(hc.von_neumann_entropy(PATH))
    assert np.isnan(hc.von_neumann_entropy(EMPTY))


def test_distance_is_zero_for_the_same_layer_and_one_for_nothing_in_common() -> None:
    left, right = np.zeros((4, 4)), np.zeros((4, 4))
    left[0, 1] = left[1, 0] = right[2, 3] = right[3, 2] = 1.0
    found = hc.layer_pairs({"left": left, "again": 5 * left, "right": right}, pd.RangeIndex(4)).set_index(["layer", "other_layer"])
    assert found.loc[("left", "again"), "jensen_shannon_distance"] == pytest.approx(0, abs=1e-6)
    assert found.loc[("left", "right"), "jensen_shannon_distance"] == pytest.approx(1)


def test_two_equal_layers_merge_first_and_lose_nothing() -> None:
    found = hc.reducibility({"x": PATH, "y": STAR, "x again": 3 * PATH})
    assert found["merged_layers"].tolist()[1] == "x + x again; y"
    assert found["layers_left"].tolist() == [3, 2, 1]
    # By hand: equal entropies (a path and a star of three are alike), so merging does not change the mean.
    assert found["mean_entropy"].iloc[0] == pytest.approx(found["mean_entropy"].iloc[1])
    assert found["quality"].iloc[-1] == pytest.approx(0)
    assert found.loc[found["is_best"], "layers_left"].tolist() == [2]


def test_one_layer_or_none_cannot_be_reduced() -> None:
    assert hc.reducibility({"x": PATH, "none": EMPTY})["is_best"].tolist() == [True]
    assert hc.reducibility({"none": EMPTY}).empty


def test_shares_of_variance_sum_to_one_and_are_those_of_the_scores() -> None:
    layers = random_layers(5)
    upper = np.triu_indices(12, k=1)
    found = hc.layer_variance_shares(layers)
    assert found.sum() == pytest.approx(1)
    expected = variance_shares(pd.DataFrame({name: matrix[upper] for name, matrix in layers.items()}))
    assert found.to_numpy() == pytest.approx(expected.to_numpy())
    assert hc.layer_variance_shares({"x": np.ones((3, 3))}).isna().all()
