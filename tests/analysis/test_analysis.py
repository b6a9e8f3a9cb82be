"""Distances, centralities, communities and spectrum against hand arithmetic and independent
libraries."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from hypercluster.analysis import centrality, communities, distance, hubs, spectrum


def random_weights(n: int, seed: int, density: float = 0.6) -> np.ndarray:
    generator = np.random.default_rng(seed)
    weights = np.triu(generator.random((n, n)) * (generator.random((n, n)) < density), k=1)
    return weights + weights.T


def test_geodesic_of_one_degree_on_the_equator() -> None:
    # Equatorial radius 6378.137 km x pi/180.
    assert float(distance.geodesic_km(0, 0, 0, 1)) == pytest.approx(
        6378.137 * np.pi / 180, abs=1e-6
    )


def test_distance_across_the_antimeridian_is_short() -> None:
    assert float(distance.geodesic_km(60, 179.5, 60, -179.5)) < 60


def test_places_of_one_point_are_zero_apart_and_missing_points_are_missing() -> None:
    places = pd.DataFrame({"latitude": [55.0, 55.0, np.nan], "longitude": [50.0, 50.0, 50.0]})
    found = distance.distance_matrix(places)
    assert found[0, 1] == 0.0
    assert np.isnan(found[2]).all()


def test_boundaries_of_regions_add_up_over_areas() -> None:
    contiguity = pd.DataFrame(
        {
            "source": ["x1", "x2", "x1"],
            "target": ["y1", "y1", "x2"],
            "shared_boundary_km": [10.0, np.nan, 99.0],
        }
    )
    membership = pd.Series({"x1": "x", "x2": "x", "y1": "y"})
    found = distance.shared_boundaries(contiguity, membership, pd.Index(["x", "y"]))
    assert found[0, 1] == 10.0
    assert np.isnan(found[0, 0])


def test_boundaries_with_regions_that_are_not_asked_for_count_nowhere() -> None:
    contiguity = pd.DataFrame(
        {"source": ["x1", "x1"], "target": ["y1", "z1"], "shared_boundary_km": [10.0, 5.0]}
    )
    membership = pd.Series({"x1": "x", "y1": "y", "z1": "z"})
    found = distance.shared_boundaries(contiguity, membership, pd.Index(["x", "y"]))
    # The region z has no position: its boundary used to be added to that of the last region.
    assert found[0, 1] == 10.0


def test_distance_factor_at_its_ends() -> None:
    far = np.array([0.0, 1000.0, np.nan])
    assert distance.distance_decay(far, beta=1.0).tolist() == [1.0, 1.0, 1.0]
    assert distance.distance_decay(far, beta=0.0, delta_km=1000.0)[:2].tolist() == pytest.approx(
        [1.0, np.exp(-1)]
    )


def test_betweenness_equals_networkx() -> None:
    weights = random_weights(12, 3, 0.4)
    graph = nx.from_numpy_array(weights)
    for _, _, data in graph.edges(data=True):
        data["cost"] = 1 / data["weight"]
    expected = nx.betweenness_centrality(graph, weight="cost")
    assert centrality.betweenness(csr_array(weights)).tolist() == pytest.approx(
        list(expected.values())
    )


def test_pagerank_of_one_layer_equals_networkx() -> None:
    weights = random_weights(10, 5)
    weights[0] = weights[:, 0] = 0.0
    graph = nx.from_numpy_array(weights)
    expected = nx.pagerank(graph, alpha=0.85, tol=1e-13, max_iter=1000)
    supra = centrality.supra_adjacency({"only": csr_array(weights)}, {"only": 1.0})
    assert centrality.pagerank_versatility(supra, 10).tolist() == pytest.approx(
        list(expected.values()), abs=1e-9
    )


def test_eigenvector_versatility_of_one_layer_equals_networkx() -> None:
    weights = random_weights(10, 7)
    expected = np.array(
        list(
            nx.eigenvector_centrality_numpy(nx.from_numpy_array(weights), weight="weight").values()
        )
    )
    supra = centrality.supra_adjacency({"only": csr_array(weights)}, {"only": 1.0})
    assert centrality.eigenvector_versatility(supra, 10).tolist() == pytest.approx(
        (expected / expected.sum()).tolist(), abs=1e-9
    )


def test_supra_adjacency_has_layers_of_mean_strength_one_and_the_coupling_between_replicas() -> (
    None
):
    layer = csr_array(np.array([[0.0, 4.0], [4.0, 0.0]]))
    supra = centrality.supra_adjacency(
        {"x": layer, "y": layer * 10}, {"x": 0.5, "y": 0.5}, coupling=0.1
    ).toarray()
    assert supra.tolist() == [[0, 1, 0.1, 0], [1, 0, 0, 0.1], [0.1, 0, 0, 1], [0, 0.1, 1, 0]]


def test_equal_regions_have_equal_versatility_even_when_the_network_falls_apart() -> None:
    pair = np.array([[0, 1.0], [1.0, 0]])
    two = csr_array(np.block([[pair, np.zeros((2, 2))], [np.zeros((2, 2)), pair]]))
    supra = centrality.supra_adjacency({"x": two}, {"x": 1.0})
    assert centrality.eigenvector_versatility(supra, 4).tolist() == pytest.approx([0.25] * 4)


def test_participation_by_hand() -> None:
    comparable = pd.DataFrame({"x": [1.0, 2.0, 0.0], "y": [1.0, 0.0, 0.0]})
    found = centrality.participation(comparable)
    assert found.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found[2])


def test_overlapping_strength_has_mean_one() -> None:
    strengths = pd.DataFrame({"x": [1.0, 3.0], "y": [10.0, 50.0]})
    comparable = centrality.comparable_strengths(strengths, {"x": 0.5, "y": 0.5})
    assert comparable.to_numpy() == pytest.approx(np.array([[0.25, 1 / 6], [0.75, 5 / 6]]))
    assert comparable.sum(axis=1).mean() == pytest.approx(1.0)


def test_hub_scores_tie_equal_regions() -> None:
    same = pd.Series([1.0, 1.0, 2.0], index=list("abc"))
    found = hubs.hub_scores(same, same, same)
    assert found["rank"].tolist() == [2, 2, 1]
    assert found["is_tied"].tolist() == [True, True, False]
    assert found["composite"].tolist() == [25.0, 25.0, 100.0]


def test_endowment_without_organisations_rests_on_enterprises_alone() -> None:
    excess = pd.Series([1.0, 2.0])
    assert hubs.endowment(pd.Series([np.nan, np.nan]), excess).tolist() == [0.0, 100.0]


def test_share_within_the_macroregion_is_missing_for_a_single_region() -> None:
    weights = np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 0.0], [3.0, 0.0, 0.0]])
    found = centrality.within_macroregion_share(
        weights, pd.Series(["east", "east", "west"], index=list("abc"))
    )
    assert found.tolist()[:2] == [0.25, 1.0]
    assert np.isnan(found["c"])


def planted(n: int = 24, groups: int = 3, seed: int = 11) -> tuple[list[csr_array], np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = np.arange(n) % groups
    same = truth[:, None] == truth[None, :]
    layers = []
    for _ in range(3):
        weights = np.triu(generator.random((n, n)) < np.where(same, 0.8, 0.1), k=1).astype(float)
        layers.append(csr_array(weights + weights.T))
    return layers, truth


@pytest.mark.parametrize("method", communities.METHODS)
def test_planted_communities_are_found(method: str) -> None:
    layers, truth = planted()
    found = communities.partition(method, layers, gamma=1.0, seed=3)
    assert found.tolist() == communities.canonical_labels(truth).tolist()


@pytest.mark.parametrize("method", communities.METHODS)
def test_same_seed_same_partition(method: str) -> None:
    layers = [csr_array(random_weights(20, seed)) for seed in (1, 2)]
    assert (
        communities.partition(method, layers, seed=5).tolist()
        == communities.partition(method, layers, seed=5).tolist()
    )


def test_community_search_leaves_the_global_random_numbers_alone() -> None:
    import random

    random.seed(1)
    expected = [random.random() for _ in range(2)]  # noqa: S311
    random.seed(1)
    first = random.random()  # noqa: S311
    communities.cpm_partition(csr_array(random_weights(10, 1)), seed=4)
    assert [first, random.random()] == expected  # noqa: S311


def test_regions_without_any_tie_are_alone() -> None:
    empty = csr_array((3, 3))
    for method in communities.METHODS:
        assert communities.partition(method, [empty]).tolist() == [0, 1, 2]


def test_letters_go_on_after_z() -> None:
    assert [communities.community_letter(label) for label in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_group_measures_by_hand() -> None:
    found = communities.group_measures(
        np.array([[0, 1], [1, 2]]),
        counts=np.array([[4.0, 0.0], [0.0, 4.0], [0.0, 8.0]]),
        macroregions=np.array([0, 1, 1]),
        distances=np.array([[0.0, 10.0, 20.0], [10.0, 0.0, 30.0], [20.0, 30.0, 0.0]]),
        is_hub=np.array([True, False, True]),
        strengths=np.array([1.0, 1.0, 3.0]),
        observed=np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
    )
    assert found["effective_industries"].tolist() == pytest.approx([2.0, 1.0])
    assert found["macroregions"].tolist() == [2, 1]
    assert found["mean_distance_km"].tolist() == [10.0, 30.0]
    assert found["hubs"].tolist() == [1, 1]
    assert found["strength_concentration"].tolist() == pytest.approx([0.0, 0.25])
    assert found["internal_observed_ties"].tolist() == [2.0, 1.0]


def test_network_effect_is_the_fall_of_the_kirchhoff_index() -> None:
    weights = random_weights(7, 2, 0.8)

    def kirchhoff(adjacency: np.ndarray) -> float:
        laplacian = np.diag(adjacency.sum(axis=1)) - adjacency
        return float((1 / np.linalg.eigvalsh(laplacian)[1:]).sum())

    w = np.median(weights[np.triu(weights > 0, k=1)])
    more = weights.copy()
    more[1, 4] += w
    more[4, 1] += w
    expected = (kirchhoff(weights) - kirchhoff(more)) / kirchhoff(weights)
    assert spectrum.network_effects(weights)["network_effect"][1, 4] == pytest.approx(expected)


def test_lambda2_change_equals_networkx() -> None:
    weights = random_weights(6, 4, 0.9)
    w = np.median(weights[np.triu(weights > 0, k=1)])
    more = weights.copy()
    more[0, 3] += w
    more[3, 0] += w
    before, after = (
        np.sort(nx.laplacian_spectrum(nx.from_numpy_array(matrix))) for matrix in (weights, more)
    )
    found = spectrum.network_effects(weights)
    assert found["lambda2_change"][0, 3] == pytest.approx(after[1] / before[1] - 1)
    assert found["eigenratio_change"][0, 3] == pytest.approx(
        (after[-1] / after[1]) / (before[-1] / before[1]) - 1
    )


def test_two_way_residual_equals_least_squares() -> None:
    values = random_weights(6, 9, 1.0)
    r, s = np.triu_indices(6, k=1)
    design = np.zeros((len(r), 7))
    design[:, 0] = 1
    design[np.arange(len(r)), 1 + r] = 1
    design[np.arange(len(r)), 1 + s] = 1
    coefficients = np.linalg.lstsq(design, values[r, s], rcond=None)[0]
    assert spectrum.two_way_residual(values)[r, s] == pytest.approx(
        values[r, s] - design @ coefficients
    )


def test_a_network_that_falls_apart_has_no_network_effect() -> None:
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 0] = 1.0
    assert np.isnan(spectrum.network_effects(weights)["network_effect"]).all()
