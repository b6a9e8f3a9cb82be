"""Do layers tell the same story?

Known answers by hand, on Florentine families, and by other libraries.
"""

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


def published(name: str) -> dict[str, pd.DataFrame]:
    ties = pd.read_csv(Path(__file__).parent / "published" / name)
    nodes = sorted(set(ties["source"]) | set(ties["target"]))
    layers = {}
    for layer, own in ties.groupby("layer"):
        matrix = pd.DataFrame(0.0, index=nodes, columns=nodes)
        for row in own.itertuples():
            matrix.loc[row.source, row.target] = matrix.loc[row.target, row.source] = 1.0
        layers[str(layer)] = matrix
    return layers


@pytest.fixture(scope="module")
def florentine() -> dict[str, pd.DataFrame]:
    return published("florentine_edges.csv")


@pytest.fixture(scope="module")
def aucs() -> dict[str, pd.DataFrame]:
    return published("aucs_edges.csv")


def random_layers(seed: int = 1, n: int = 12) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    layers = {}
    for name in "xyz":
        upper = np.triu(generator.random((n, n)) * (generator.random((n, n)) < 0.4), k=1)
        layers[name] = upper + upper.T
    return layers


def test_florentine_marriage_and_business_share_eight_of_their_ties(
    florentine: dict[str, pd.DataFrame],
) -> None:
    index = next(iter(florentine.values())).index
    found = hc.layer_pairs(florentine, index).iloc[0]
    assert {name: int(matrix.to_numpy().sum() / 2) for name, matrix in florentine.items()} == {
        "business": 15,
        "marriage": 20,
    }
    assert found["shared_ties"] == 8
    assert found["edge_overlap"] == pytest.approx(8 / 15)
    assert found["jaccard"] == pytest.approx(8 / 27)


def test_shared_ties_of_a_department_are_those_of_networkx(aucs: dict[str, pd.DataFrame]) -> None:
    graphs = {name: nx.from_pandas_adjacency(matrix) for name, matrix in aucs.items()}
    index = next(iter(aucs.values())).index
    # Magnani, Micenkova & Rossi (2013): 61 people and five kinds of tie.
    assert len(index) == 61
    assert {name: graph.number_of_edges() for name, graph in graphs.items()} == {
        "coauthor": 21,
        "facebook": 124,
        "leisure": 88,
        "lunch": 193,
        "work": 194,
    }
    found = hc.layer_pairs(aucs, index)
    assert len(found) == 10
    for row in found.itertuples():
        one, other = graphs[row.layer], graphs[row.other_layer]
        shared = nx.intersection(one, other).number_of_edges()
        assert row.shared_ties == shared
        assert row.edge_overlap == pytest.approx(
            shared / min(one.number_of_edges(), other.number_of_edges())
        )
        assert row.jaccard == pytest.approx(shared / nx.compose(one, other).number_of_edges())


def spectral_entropy(weights: np.ndarray) -> float:
    """Von Neumann entropy by the spectrum of networkx."""
    values = nx.laplacian_spectrum(nx.from_numpy_array(weights))
    share = values[values > 1e-9] / values.sum()
    return float(-(share * np.log2(share)).sum())


def spectral_distance(one: np.ndarray, other: np.ndarray) -> float:
    # With total weight 1 each, the entropy of the mean of the Laplacians is that of the added
    # weights.
    both = spectral_entropy(one / one.sum() + other / other.sum())
    return float(np.sqrt(both - (spectral_entropy(one) + spectral_entropy(other)) / 2))


def test_distances_are_those_of_spectra_of_networkx(aucs: dict[str, pd.DataFrame]) -> None:
    found = hc.layer_pairs(aucs, next(iter(aucs.values())).index)
    for row in found.itertuples():
        # Root of a difference of entropies that are equal to 1e-12.
        expected = spectral_distance(aucs[row.layer].to_numpy(), aucs[row.other_layer].to_numpy())
        assert row.jensen_shannon_distance == pytest.approx(expected, abs=1e-6)


def test_layers_merge_as_in_a_plain_repetition_of_the_paper(aucs: dict[str, pd.DataFrame]) -> None:
    left = [matrix.to_numpy() for matrix in aucs.values()]
    whole, qualities = spectral_entropy(sum(left, np.zeros((61, 61)))), []
    while True:
        qualities.append(1 - np.mean([spectral_entropy(matrix) for matrix in left]) / whole)
        if len(left) == 1:
            break
        pairs = [(i, j) for i in range(len(left)) for j in range(i + 1, len(left))]
        i, j = min(pairs, key=lambda pair: spectral_distance(left[pair[0]], left[pair[1]]))
        left = [matrix for k, matrix in enumerate(left) if k not in (i, j)] + [left[i] + left[j]]
    found = hc.reducibility(aucs)
    assert found["layers_left"].tolist() == [5, 4, 3, 2, 1]
    assert found["quality"].to_numpy() == pytest.approx(qualities, abs=1e-9)
    assert found["is_best"].to_numpy().argmax() == int(np.argmax(qualities))


def test_order_of_regions_does_not_matter(aucs: dict[str, pd.DataFrame]) -> None:
    index = next(iter(aucs.values())).index
    turned = {name: matrix.loc[index[::-1], index[::-1]] for name, matrix in aucs.items()}
    # Spectra of renumbered matrices agree to about 1e-12, their roots to 1e-6.
    pd.testing.assert_frame_equal(
        hc.layer_pairs(aucs, index), hc.layer_pairs(turned, index[::-1]), rtol=0, atol=1e-6
    )
    pd.testing.assert_frame_equal(hc.reducibility(aucs), hc.reducibility(turned), rtol=0, atol=1e-9)


def test_conventions_travel_with_the_tables() -> None:
    layers = {"x": PATH, "y": STAR}
    assert "Spearman" in hc.layer_pairs(layers, pd.RangeIndex(3)).attrs["convention"]
    assert "added as passed" in hc.reducibility(layers).attrs["convention"]
    assert "unordered pairs" in hc.layer_variance_shares(layers).attrs["convention"]


def test_layers_over_other_regions_are_refused() -> None:
    with pytest.raises(hc.AnalysisError, match=r"same 3 regions; found 1 others: y \(4 x 4\)"):
        hc.layer_pairs({"x": PATH, "y": np.zeros((4, 4))}, pd.RangeIndex(3))
    with pytest.raises(hc.AnalysisError, match="same 3 regions"):
        hc.layer_variance_shares({"x": PATH, "y": np.zeros((4, 4))})


@pytest.mark.parametrize("value", [-1.0, np.nan])
def test_missing_and_negative_weights_are_refused(value: float) -> None:
    weights = PATH.copy()
    weights[0, 2] = weights[2, 0] = value
    with pytest.raises(hc.AnalysisError, match="weights of at least 0"):
        hc.von_neumann_entropy(weights)


def test_correlations_are_those_of_scipy() -> None:
    layers = random_layers()
    found = hc.layer_pairs(layers, pd.RangeIndex(12)).set_index(["layer", "other_layer"])
    upper = np.triu_indices(12, k=1)
    for one, other in (("x", "y"), ("x", "z"), ("y", "z")):
        a, b = layers[one], layers[other]
        assert found.loc[(one, other), "tie_correlation"] == pytest.approx(
            stats.pearsonr(a[upper], b[upper]).statistic
        )
        assert found.loc[(one, other), "strength_correlation"] == pytest.approx(
            stats.spearmanr(a.sum(axis=1), b.sum(axis=1)).statistic
        )


def test_a_layer_without_ties_and_one_that_does_not_vary_have_missing_comparisons() -> None:
    found = hc.layer_pairs(
        {"x": PATH, "none": EMPTY, "all": np.ones((3, 3))}, pd.RangeIndex(3)
    ).set_index(["layer", "other_layer"])
    assert np.isnan(
        found.loc[
            ("x", "none"), ["edge_overlap", "tie_correlation", "jensen_shannon_distance"]
        ].astype(float)
    ).all()
    assert np.isnan(found.loc[("x", "all"), "tie_correlation"])
    assert found.loc[("x", "all"), "note"] == "every pair is tied in all: overlap says nothing"


def test_entropy_of_a_path_by_hand() -> None:
    # Laplacian eigenvalues of a path of three are 0, 1, 3; over the trace: 1/4 and 3/4.
    assert hc.von_neumann_entropy(PATH) == pytest.approx(
        -(0.25 * np.log2(0.25) + 0.75 * np.log2(0.75))
    )


def test_entropy_is_that_of_the_spectrum_of_networkx() -> None:
    for weights in random_layers(3).values():
        assert hc.von_neumann_entropy(weights) == pytest.approx(spectral_entropy(weights))


def test_entropy_ignores_scale_and_is_missing_without_ties() -> None:
    assert hc.von_neumann_entropy(7 * PATH) == pytest.approx(hc.von_neumann_entropy(PATH))
    assert np.isnan(hc.von_neumann_entropy(EMPTY))


def test_distance_is_zero_for_the_same_layer_and_one_for_nothing_in_common() -> None:
    left, right = np.zeros((4, 4)), np.zeros((4, 4))
    left[0, 1] = left[1, 0] = right[2, 3] = right[3, 2] = 1.0
    found = hc.layer_pairs(
        {"left": left, "again": 5 * left, "right": right}, pd.RangeIndex(4)
    ).set_index(["layer", "other_layer"])
    assert found.loc[("left", "again"), "jensen_shannon_distance"] == pytest.approx(0, abs=1e-6)
    assert found.loc[("left", "right"), "jensen_shannon_distance"] == pytest.approx(1)


def test_two_equal_layers_merge_first_and_lose_nothing() -> None:
    found = hc.reducibility({"x": PATH, "y": STAR, "x again": 3 * PATH})
    assert found["merged_layers"].tolist()[1] == "x + x again; y"
    assert found["layers_left"].tolist() == [3, 2, 1]
    # By hand: equal entropies (a path and a star of three are alike), so merging does not change
    # the mean.
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
    expected = variance_shares(
        pd.DataFrame({name: matrix[upper] for name, matrix in layers.items()})
    )
    assert found.to_numpy() == pytest.approx(expected.to_numpy())
    assert hc.layer_variance_shares({"x": np.ones((3, 3))}).isna().all()
