"""Which regions belong together, in one partition for all layers? Leiden on modularity of every layer, and the constant Potts model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_list, as_weights
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

METHODS = ("multiplex", "cpm")


def graph_of(weights: Weights) -> tuple[Any, list[float]]:
    """Igraph graph and weights of the upper triangle, rounded to 1e-9 so that near ties do not decide."""
    import igraph
    import numpy as np
    from scipy.sparse import find, triu

    weights = as_weights(weights)
    row, column, values = find(triu(weights, k=1))
    values = np.round(values, 9)
    tied = values > 0
    return igraph.Graph(
        weights.shape[0], np.column_stack([row[tied], column[tied]]).tolist()
    ), values[tied].tolist()


def _best(found: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """Partition of highest quality; among equal ones the smallest in canonical labels."""
    ranked = [
        (-round(quality, 9), tuple(canonical_labels(labels).tolist())) for quality, labels in found
    ]
    import numpy as np

    return np.asarray(min(ranked)[1])


def multiplex_partition(
    layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """One partition for all layers by multiplex Leiden: the sum over layers of modularity gains, each with its own null.

    Q = sum_l sum_rs (A_rs^l - gamma k_r^l k_s^l / 2m^l) d(c_r, c_s), on weights that already carry scale and layer weight.

    Parameters
    ----------
    layers
        Weighted adjacencies in scheme order; layers without ties say nothing.
    gamma
        Resolution: higher finds smaller communities.
    restarts
        Independent starts; the best quality wins.
    seed
        Start of the random numbers.

    Returns
    -------
    ndarray
        Canonical label of each region; without any tie each region is alone.

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019). Scientific Reports 9, 5233. doi:10.1038/s41598-019-41695-z;
    Reichardt, J. & Bornholdt, S. (2006). doi:10.1103/PhysRevE.74.016110
    """
    import leidenalg
    import numpy as np

    tied = [graph for graph in map(graph_of, aligned_list(layers)) if graph[1]]
    if not tied:
        return np.arange(layers[0].shape[0] if layers else 0)
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    found = []
    for _ in range(restarts):
        parts = [
            leidenalg.RBConfigurationVertexPartition(
                graph, weights=weights, resolution_parameter=gamma
            )
            for graph, weights in tied
        ]
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        found.append((sum(part.quality() for part in parts), np.asarray(parts[0].membership)))
    return _best(found)


def cpm_partition(
    aggregate: Weights, *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """Partition of the aggregate by the constant Potts model: pairs inside must tie more than the resolution.

    Q = sum_rs (A_rs - rho) d(c_r, c_s) with rho = gamma x mean weight over all pairs (our choice), so that gamma = 1
    asks for ties above average. On the layer-weighted sum this is the multiplex form exactly.

    References
    ----------
    Traag, V. A., Van Dooren, P. & Nesterov, Y. (2011). Physical Review E 84, 016114. doi:10.1103/PhysRevE.84.016114
    """
    import random

    import igraph
    import numpy as np

    graph, weights = graph_of(aggregate)
    n = aggregate.shape[0]
    if not weights:
        return np.arange(n)
    resolution = gamma * sum(weights) / (n * (n - 1) / 2)
    found = []
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        for _ in range(restarts):
            part = graph.community_leiden(
                "CPM", weights=weights, resolution=resolution, n_iterations=-1
            )
            found.append((float(part.quality), np.asarray(part.membership)))
    finally:
        igraph.set_random_number_generator(random)
    return _best(found)


def partition(
    method: str, layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1
) -> np.ndarray:
    """Communities by a method of `METHODS`, from scaled and weighted layers in scheme order."""
    if method == "multiplex":
        return multiplex_partition(layers, gamma=gamma, restarts=restarts, seed=seed)
    if method == "cpm":
        from scipy.sparse import csr_array

        plain = aligned_list(layers)
        aggregate = csr_array(sum(plain[1:], start=plain[0]) if plain else (0, 0))
        return cpm_partition(aggregate, gamma=gamma, restarts=restarts, seed=seed)
    raise AnalysisError(
        f"Expected a community method; found {method!r}. Methods: {', '.join(METHODS)}."
    )
