"""Which communities does a region belong to in each layer? Multislice modularity.

The search starts from the multiplex partition.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.alignment import aligned_labels, aligned_list, region_order
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.partitions import multiplex_partition
from hypercluster.analysis.leiden import best_partition, graph_of

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Labels, Matrix, Weights


def multislice_partition(
    layers: Sequence[Weights],
    *,
    gamma: float = 1.0,
    omega: float = 0.25,
    restarts: int = 10,
    seed: int = 1,
    start: Labels | None = None,
) -> np.ndarray:
    """Communities that a region may change from layer to layer.

    Multislice modularity, with A^l the weights of layer l, k^l strengths and c_rl the community of
    region r in layer l: Q = sum_l sum_rs (A_rs^l - gamma k_r^l k_s^l / 2m^l) d(c_rl, c_sl)
    + sum_r sum_{l != l'} w d(c_rl, c_rl').

    The coupling w is omega times the mean surplus of a region in a layer, the sum of its ties above
    expectation, sum_s max(0, A_rs - gamma k_r k_s / 2m) (our choice). So omega = 1 weighs a
    region's tie to itself in one other layer as much as what holds it to others in one. The search
    starts from the multiplex partition: from singletons it ends in far worse optima.

    Parameters
    ----------
    layers
        Weighted adjacencies over the same regions, on their common scale.
    gamma
        Resolution.
    omega
        Coupling (our choice: 0.25). 0 lets layers go apart, a large one gives the multiplex
        partition.
    restarts
        Starts of the multiplex partition, and of the search here. The best quality wins.
    seed
        Start of the random numbers.
    start
        Partition to start from. By default the multiplex one.

    Returns
    -------
    ndarray
        Layers x regions: labels, canonical over all. A region without a tie in a layer follows its
        coupling.

    Raises
    ------
    AnalysisError
        Layers, or the start, are over different regions.

    References
    ----------
    Mucha, P. J. et al. (2010). Science 328, 876-878. doi:10.1126/science.1184819

    Examples
    --------
    >>> import numpy as np
    >>> pairs = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
    >>> multislice_partition([pairs, pairs]).tolist()
    [[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]]
    """
    import igraph
    import leidenalg
    import numpy as np

    regions, matrices = region_order(*layers), aligned_list(layers)
    if start is None:
        start = multiplex_partition(matrices, gamma=gamma, restarts=restarts, seed=seed)
    (initial,) = aligned_labels({"start": start}, regions).values()
    n, count = len(initial), len(matrices)
    if count == 0 or n == 0:
        return np.empty((count, n), dtype=int)
    surpluses = [value for value in (_surplus(matrix, gamma) for matrix in matrices) if value > 0]
    coupling = omega * float(np.mean(surpluses)) if surpluses else 0.0
    # Replica r of layer l is vertex l * n + r: one graph a layer, and one of couplings.
    replicas = np.arange(n)
    couplings = [
        pair
        for a, b in combinations(range(count), 2)
        for pair in np.column_stack([a * n + replicas, b * n + replicas]).tolist()
    ]
    between = igraph.Graph(count * n, couplings)
    slices = [_shifted(matrix, layer, count) for layer, matrix in enumerate(matrices)]
    memberships = np.tile(initial, count).tolist()
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    candidates = []
    for _ in range(restarts):
        parts = [
            leidenalg.RBConfigurationVertexPartition(
                graph, weights=weights, resolution_parameter=gamma, initial_membership=memberships
            )
            for graph, weights in slices
            if weights
        ]
        parts.append(
            leidenalg.CPMVertexPartition(
                between,
                weights=[coupling] * between.ecount(),
                resolution_parameter=0.0,
                initial_membership=memberships,
            )
        )
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        quality = sum(part.quality() for part in parts)
        candidates.append((quality, canonical_labels(parts[0].membership)))
    return best_partition(candidates).reshape(count, n)


def _surplus(weights: Matrix, gamma: float) -> float:
    """Mean over regions of the sum of their ties above expectation."""
    import numpy as np
    from scipy.sparse import find

    strength = np.asarray(weights.sum(axis=1)).ravel()
    if strength.sum() == 0:
        return 0.0
    row, column, values = find(weights)
    above = np.maximum(values - gamma * strength[row] * strength[column] / strength.sum(), 0.0)
    return float(above[row != column].sum() / len(strength))


def _shifted(weights: Matrix, layer: int, count: int) -> tuple[Any, list[float]]:
    """Graph of all replicas with the ties of one layer among that layer's."""
    import igraph
    import numpy as np

    graph, values = graph_of(weights)
    n = graph.vcount()
    pairs = np.array(graph.get_edgelist(), dtype=int).reshape(-1, 2) + layer * n
    return igraph.Graph(count * n, pairs.tolist()), values


def one_label_each(slices: np.ndarray) -> np.ndarray:
    """One community a region: that of most of its layers.

    Each layer counts the same. Of communities with as many layers the larger one counts.

    Parameters
    ----------
    slices
        Layers x regions: labels, from `multislice_partition`.

    Returns
    -------
    ndarray
        Canonical label of each region.

    Examples
    --------
    >>> import numpy as np
    >>> one_label_each(np.array([[0, 0, 1], [0, 1, 1], [0, 1, 1]])).tolist()
    [1, 0, 0]
    """
    import numpy as np

    regions = np.arange(slices.shape[1])
    votes = np.zeros((len(regions), int(slices.max(initial=0)) + 1))
    for row in slices:
        votes[regions, row] += 1
    return canonical_labels(votes.argmax(axis=1))


def numbered_alike(slices: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Slices with the numbers that the one label each has for the same communities.

    In the order of the labels, each takes the community of most of its votes that has no number
    yet. Communities that no label takes follow.
    """
    import numpy as np

    votes = np.zeros((int(slices.max(initial=-1)) + 1, int(labels.max(initial=-1)) + 1))
    for row in slices:
        np.add.at(votes, (row, labels), 1)
    number = np.full(len(votes), -1)
    for label in range(votes.shape[1]):
        free = np.flatnonzero(number < 0)
        number[free[votes[free, label].argmax()]] = label
    rest = np.flatnonzero(number < 0)
    number[rest] = votes.shape[1] + np.arange(len(rest))
    renumbered: np.ndarray = number[slices]
    return renumbered
