"""Communities that may differ by layer: multislice modularity, always started from the multiplex partition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_labels, aligned_list, as_weights, region_order
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.partitions import graph_of, multiplex_partition

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame


def multislice_partition(
    layers: Sequence[Weights],
    *,
    gamma: float = 1.0,
    omega: float = 0.25,
    restarts: int = 10,
    seed: int = 1,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """Communities that a region may change from layer to layer, by multislice modularity.

    Q = sum_l sum_rs (A_rs^l - gamma k_r^l k_s^l / 2m^l) d(c_rl, c_sl) + sum_r sum_{l != l'} w d(c_rl, c_rl'), with the coupling w = omega times
    the mean surplus of a region in a layer, the sum of its ties above expectation, sum_s max(0, A_rs - gamma k_r k_s / 2m) (our choice, so that
    omega = 1 weighs a region's tie to itself in one other layer as much as what holds it to others in one). The search starts from the multiplex partition: from singletons it ends in far worse optima.

    Parameters
    ----------
    layers
        Weighted adjacencies in scheme order, on their common scale.
    gamma
        Resolution.
    omega
        Coupling (our choice: 0.25); 0 lets layers go apart, a large one gives the multiplex partition.
    restarts
        Starts of the multiplex partition, and of the search here; the best quality wins.
    seed
        Start of the random numbers.
    start
        Partition to start from; None finds the multiplex one.

    Returns
    -------
    ndarray
        Layers x regions: labels, canonical over all. A region without a tie in a layer follows its coupling.

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

    regions, layers = region_order(*layers), aligned_list(layers)
    if start is not None:
        start = aligned_labels({"start": start}, regions)["start"]
    else:
        start = multiplex_partition(layers, gamma=gamma, restarts=restarts, seed=seed)
    n, count = len(start), len(layers)
    initial = np.tile(start, count).tolist()
    if count == 0 or n == 0:
        return np.empty((count, n), dtype=int)
    found_surplus = [
        surplus for surplus in (_surplus(weights, gamma) for weights in layers) if surplus > 0
    ]
    coupling = omega * float(np.mean(found_surplus)) if found_surplus else 0.0
    one, other = np.triu_indices(count, k=1)
    across = np.concatenate(
        [
            np.column_stack([a * n + np.arange(n), b * n + np.arange(n)])
            for a, b in zip(one, other, strict=True)
        ]
        or [np.empty((0, 2), dtype=int)]
    )
    between = igraph.Graph(count * n, across.tolist())
    slices = [_shifted(weights, place, count) for place, weights in enumerate(layers)]
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    found = []
    for _ in range(restarts):
        parts = [
            leidenalg.RBConfigurationVertexPartition(
                graph, weights=weights, resolution_parameter=gamma, initial_membership=initial
            )
            for graph, weights in slices
            if weights
        ]
        parts.append(
            leidenalg.CPMVertexPartition(
                between,
                weights=[coupling] * between.ecount(),
                resolution_parameter=0.0,
                initial_membership=initial,
            )
        )
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        labels = canonical_labels(parts[0].membership)
        found.append((-round(sum(part.quality() for part in parts), 9), tuple(labels.tolist())))
    return np.asarray(min(found)[1]).reshape(count, n)


def _surplus(weights: Weights, gamma: float) -> float:
    """Mean over regions of the ties above expectation."""
    import numpy as np
    from scipy.sparse import find

    matrix = as_weights(weights)
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    if strength.sum() == 0:
        return 0.0
    row, column, values = find(matrix)
    above = np.maximum(values - gamma * strength[row] * strength[column] / strength.sum(), 0.0)
    return float(above[row != column].sum() / len(strength))


def _shifted(weights: Weights, place: int, count: int) -> tuple[Any, list[float]]:
    """Graph of all replicas with the ties of one layer among that layer's."""
    import igraph
    import numpy as np

    graph, values = graph_of(weights)
    n = graph.vcount()
    pairs = np.array(graph.get_edgelist(), dtype=int).reshape(-1, 2) + place * n
    return igraph.Graph(count * n, pairs.tolist()), values


def one_label_each(slices: np.ndarray) -> np.ndarray:
    """One community a region: that of most of its layers, each layer counting the same; of equals the larger community.

    Examples
    --------
    >>> import numpy as np
    >>> one_label_each(np.array([[0, 0, 1], [0, 1, 1], [0, 1, 1]])).tolist()
    [1, 0, 0]
    """
    import numpy as np

    n = slices.shape[1]
    votes = np.zeros((n, int(slices.max(initial=0)) + 1))
    for row in slices:
        votes[np.arange(n), row] += 1
    return canonical_labels(votes.argmax(axis=1))


def numbered_alike(slices: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Slices with the numbers of the one label each, so that a community has one number in both; others follow."""
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
