"""Which regions belong together, in one partition for all layers?

Leiden on the modularity of every layer, and the constant Potts model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_list
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.leiden import best_partition, graph_of, leiden
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Weights

METHODS = ("multiplex", "cpm")


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
    import leidenalg
    import numpy as np

    graphs = [graph_of(matrix) for matrix in aligned_list(layers)]
    tied = [(graph, weights) for graph, weights in graphs if weights]
    if not tied:
        return np.arange(graphs[0][0].vcount() if graphs else 0)
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    candidates = []
    for _ in range(restarts):
        parts = [
            leidenalg.RBConfigurationVertexPartition(
                graph, weights=weights, resolution_parameter=gamma
            )
            for graph, weights in tied
        ]
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        quality = sum(part.quality() for part in parts)
        candidates.append((quality, canonical_labels(parts[0].membership)))
    return best_partition(candidates)


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
