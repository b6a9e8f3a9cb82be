"""Which regions belong together, in one partition for all layers?

Leiden on the modularity of every layer, and the constant Potts model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_list
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.leiden import best_partition, graph_of, leiden, ties_of
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Weights
    from hypercluster.analysis.leiden import Ties

METHODS = ("multiplex", "cpm")
# A pair takes a search over all pairs about a tenth of the time that a tie takes one over layers.
MOST_PAIRS_A_TIE = 10
# Where weights may be negative, igraph sometimes takes a partition at rest for one that changes,
# and never ends by itself. One or two iterations come to rest (our choice, to be sure).
ITERATIONS = 10


def multiplex_partition(
    layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """One partition for all layers by multiplex Leiden.

    It maximises the sum over layers of modularity, each layer against its own null:
    Q = sum_l sum_rs (A_rs^l - gamma k_r^l k_s^l / 2m^l) d(c_r, c_s), with A^l the weights of layer
    l, k^l its strengths and 2m^l their sum. Weights already carry scale and layer weight.

    Parameters
    ----------
    layers
        Weighted adjacencies over the same regions. Layers without ties say nothing.
    gamma
        Resolution: higher finds smaller communities.
    restarts
        Independent starts. The best quality wins.
    seed
        Start of the random numbers.

    Returns
    -------
    ndarray
        Canonical label of each region, in the order of the first labelled layer. A region without
        any tie is alone.

    Raises
    ------
    AnalysisError
        Layers are over different regions, or a weight is negative.

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019). Scientific Reports 9, 5233.
    doi:10.1038/s41598-019-41695-z;
    Reichardt, J. & Bornholdt, S. (2006). doi:10.1103/PhysRevE.74.016110

    Examples
    --------
    >>> import numpy as np
    >>> triangles = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
    >>> multiplex_partition([triangles, 2 * triangles]).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    import numpy as np

    matrices = aligned_list(layers)
    n = matrices[0].shape[0] if matrices else 0
    ties = [layer for layer in map(ties_of, matrices) if len(layer[2])]
    if not ties:
        return np.arange(n)
    number = sum(len(values) for *_, values in ties)
    search = _over_pairs if n * (n - 1) / 2 <= MOST_PAIRS_A_TIE * number else _over_layers
    return best_partition(search(ties, n, gamma=gamma, restarts=restarts, seed=seed))


def _over_pairs(
    ties: Sequence[Ties], n: int, *, gamma: float, restarts: int, seed: int
) -> list[tuple[float, np.ndarray]]:
    """Quality and labels of searches in one graph of all pairs of regions.

    Modularity adds up over layers pair by pair. So one graph of all pairs, weighted by their ties
    above expectation, holds all layers, and one search in it is far faster than one in many graphs.
    """
    import igraph
    import numpy as np

    # Where the search draws at random it heeds the unit of weights: a tie weighs 1 on average.
    unit = sum(values.sum() for *_, values in ties) / sum(len(values) for *_, values in ties)
    surplus = np.zeros((n, n))
    for row, column, in_units in ties:
        values = in_units / unit
        strength = np.bincount(row, values, n) + np.bincount(column, values, n)
        surplus[row, column] += values
        surplus -= gamma * np.outer(strength, strength) / strength.sum()
    first, second = np.triu_indices(n, k=1)
    surpluses = surplus[first, second]
    # With resolution 0 the constant Potts model is the sum of weights, which may be negative.
    results = leiden(
        igraph.Graph.Full(n),
        "CPM",
        weights=surpluses.tolist(),
        resolutions=[0.0] * restarts,
        seed=seed,
        iterations=ITERATIONS,
    )
    candidates = [canonical_labels(part.membership) for part in results]
    return [
        (2 * float(surpluses[labels[first] == labels[second]].sum()), labels)
        for labels in candidates
    ]


def _over_layers(
    ties: Sequence[Ties], n: int, *, gamma: float, restarts: int, seed: int
) -> list[tuple[float, np.ndarray]]:
    """Quality and labels of searches in one graph a layer, for large sparse networks."""
    import igraph
    import leidenalg
    import numpy as np

    graphs = [
        (igraph.Graph(n, np.column_stack([row, column]).tolist()), values.tolist())
        for row, column, values in ties
    ]
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    candidates = []
    for _ in range(restarts):
        parts = [
            leidenalg.RBConfigurationVertexPartition(
                graph, weights=weights, resolution_parameter=gamma
            )
            for graph, weights in graphs
        ]
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        quality = sum(part.quality() for part in parts)
        candidates.append((quality, canonical_labels(parts[0].membership)))
    return candidates


def cpm_partition(
    aggregate: Weights, *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """Partition of the aggregate by the constant Potts model.

    Pairs inside a community must tie more than the resolution. Q = sum_rs (A_rs - rho) d(c_r, c_s)
    with rho = gamma x mean weight over all pairs (our choice), so that gamma = 1 asks for ties
    above average. On the layer-weighted sum this is the multiplex form exactly.

    Parameters
    ----------
    aggregate
        Symmetric weights, those of the layers added up.
    gamma, restarts, seed
        As for `multiplex_partition`.

    Returns
    -------
    ndarray
        Canonical label of each region. A region without any tie is alone.

    Raises
    ------
    AnalysisError
        A weight is negative, or rows and columns are of different regions.

    References
    ----------
    Traag, V. A., Van Dooren, P. & Nesterov, Y. (2011). Physical Review E 84, 016114.
    doi:10.1103/PhysRevE.84.016114

    Examples
    --------
    >>> import numpy as np
    >>> triangles = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
    >>> cpm_partition(triangles).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    import numpy as np

    graph, weights = graph_of(aggregate)
    n = graph.vcount()
    if not weights:
        return np.arange(n)
    resolution = gamma * sum(weights) / (n * (n - 1) / 2)
    results = leiden(graph, "CPM", weights=weights, resolutions=[resolution] * restarts, seed=seed)
    return best_partition((part.quality, canonical_labels(part.membership)) for part in results)


def partition(
    method: str, layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """Communities by a method of `METHODS`, from scaled and weighted layers.

    Raises
    ------
    AnalysisError
        There is no such method, or layers are over different regions.
    """
    if method == "multiplex":
        return multiplex_partition(layers, gamma=gamma, restarts=restarts, seed=seed)
    if method == "cpm":
        return cpm_partition(summed(layers), gamma=gamma, restarts=restarts, seed=seed)
    raise AnalysisError(
        f"Expected a community method; found {method!r}. Methods: {', '.join(METHODS)}."
    )


def summed(layers: Sequence[Weights]) -> Weights:
    """Sum of layers over the same regions, added in their order."""
    import numpy as np

    matrices = aligned_list(layers)
    return sum(matrices[1:], start=matrices[0]) if matrices else np.zeros((0, 0))
