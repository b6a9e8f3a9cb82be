"""How central is a region? Measures on layers, on their aggregate and on the supra-adjacency.

Layers enter as symmetric weight matrices, sparse, dense or labelled, in scheme order; weight is strength. An isolate has strength 0 and
betweenness 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_layers, as_weights

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

COUPLINGS = {"": 0.1, "_weak": 0.01, "_strong": 1.0}
DAMPING = 0.85


def strength(weights: Weights) -> np.ndarray:
    """Sum of the weights of a region's ties."""
    import numpy as np

    return np.asarray(as_weights(weights).sum(axis=1)).ravel()


def layer_strengths(layers: Mapping[str, Weights], regions: pd.Index) -> pd.DataFrame:
    """Strength of each region in each layer, in the layer's own unit: regions x layers."""
    import pandas as pd

    matrices = aligned_layers(layers, regions)
    return pd.DataFrame(
        {name: strength(weights) for name, weights in matrices.items()}, index=regions
    )


def comparable_strengths(
    strengths: pd.DataFrame, layer_weights: Mapping[str, float]
) -> pd.DataFrame:
    """Strengths with each layer at mean strength 1, times the layer's weight (weights sum to 1).

    Row sums are the overlapping strength, whose mean over regions is 1. A layer without ties adds 0.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). Physical Review E 89, 032804. doi:10.1103/PhysRevE.89.032804
    """
    import pandas as pd

    mean = strengths.mean(axis=0)
    return (strengths / mean.where(mean > 0, 1.0)) * pd.Series(layer_weights).reindex(
        strengths.columns
    )


def participation(comparable: pd.DataFrame) -> pd.Series:
    """Multiplex participation: L/(L - 1) (1 - sum over layers of (s_rl/o_r)^2), o_r the overlapping strength.

    0 = all strength in one layer, 1 = the same in each. Missing for an isolate and where there is one layer.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). doi:10.1103/PhysRevE.89.032804
    """
    used = comparable.loc[:, comparable.sum(axis=0) > 0]
    count = used.shape[1]
    overlapping = used.sum(axis=1)
    parts = used.div(overlapping.where(overlapping > 0), axis=0)
    spread = 1 - (parts**2).sum(axis=1, min_count=1)
    return (spread * (count / (count - 1) if count > 1 else float("nan"))).clip(0, 1)


def betweenness(backbone: Weights) -> np.ndarray:
    """Betweenness on the backbone of the aggregate: share of shortest paths, over (n - 1)(n - 2)/2 pairs.

    The cost of a tie is 1/weight, so that a path prefers strong ties. Exact; computed by igraph.

    References
    ----------
    Freeman, L. C. (1977). Sociometry 40, 35-41. doi:10.2307/3033543; Brandes, U. (2001). doi:10.1080/0022250X.2001.9990249
    """
    import igraph
    import numpy as np
    from scipy.sparse import find, triu

    backbone = as_weights(backbone)
    n = backbone.shape[0]
    row, column, values = find(triu(backbone, k=1))
    if n < 3 or len(values) == 0:
        return np.zeros(n)
    graph = igraph.Graph(n, np.column_stack([row, column]).tolist())
    through = np.array(graph.betweenness(weights=(1.0 / values).tolist(), directed=False))
    return np.asarray(through / ((n - 1) * (n - 2) / 2))


def supra_adjacency(
    layers: Mapping[str, Weights], layer_weights: Mapping[str, float], *, coupling: float = 0.1
) -> csr_array[Any, Any]:
    """Supra-adjacency: layers on the diagonal, every region tied to itself in each other layer by the coupling.

    Each layer is brought to mean strength 1 (over regions with any tie) times its weight relative to equal weights, so that the coupling means the
    same for all. Layers without ties or weight are left out. A region without any tie is not coupled to itself either:
    else its replicas would keep rank among themselves, and an isolate would pass for average (our choice).
    Order: all regions of the first layer, then the second.
    """
    import numpy as np
    from scipy.sparse import block_diag, csr_array, diags_array, kron

    matrices = aligned_layers(layers)
    used = {
        name: strength(weights) for name, weights in matrices.items() if layer_weights[name] > 0
    }
    used = {name: strengths for name, strengths in used.items() if strengths.any()}
    if not used:
        return csr_array((0, 0))
    is_tied = np.any(list(used.values()), axis=0)
    scaled = [
        matrices[name] * (layer_weights[name] * len(layer_weights) / strengths[is_tied].mean())
        for name, strengths in used.items()
    ]
    between = np.ones((len(used), len(used))) - np.eye(len(used))
    replicas = kron(between, diags_array(is_tied.astype(float)), format="csr")
    return csr_array(block_diag(scaled, format="csr") + coupling * replicas)


def pagerank_versatility(
    supra: csr_array[Any, Any], n: int, *, tolerance: float = 1e-12, most: int = 10_000
) -> np.ndarray:
    """PageRank on the supra-adjacency, summed over the layers of each region; sums to 1.

    Damping 0.85 (our choice, the usual one); a state without ties jumps anywhere. Power iteration until the change is
    below the tolerance.

    References
    ----------
    De Domenico, M. et al. (2015). Nature Communications 6, 6868. doi:10.1038/ncomms7868
    """
    import numpy as np

    size = supra.shape[0]
    if size == 0:
        return np.full(n, 1.0 / n)
    out = strength(supra)
    inverse = np.divide(1.0, out, out=np.zeros(size), where=out > 0)
    dangling = out == 0
    rank = np.full(size, 1.0 / size)
    for _ in range(most):
        moved = (
            DAMPING * (supra @ (rank * inverse) + rank[dangling].sum() / size)
            + (1 - DAMPING) / size
        )
        change = float(np.abs(moved - rank).sum())
        rank = moved
        if change < tolerance:
            break
    return np.asarray(rank.reshape(-1, n).sum(axis=0))


def eigenvector_versatility(supra: csr_array[Any, Any], n: int) -> np.ndarray:
    """Leading eigenvector of the supra-adjacency, summed over the layers of each region; sums to 1.

    Where several eigenvalues share the lead, the uniform vector is projected on their space, so that equal regions
    get equal values.

    References
    ----------
    De Domenico, M. et al. (2015). doi:10.1038/ncomms7868
    """
    import numpy as np

    size = supra.shape[0]
    if size == 0:
        return np.full(n, 1.0 / n)
    if size <= 2000:
        values, vectors = np.linalg.eigh(supra.toarray())
        leading = vectors[:, values > values[-1] - 1e-9 * max(1.0, values[-1])]
        vector = np.abs(leading @ (leading.T @ np.ones(size)))
    else:
        from scipy.sparse.linalg import eigsh

        vector = np.abs(eigsh(supra, k=1, which="LA", v0=np.ones(size))[1][:, 0])
    vector = vector.reshape(-1, n).sum(axis=0)
    return np.asarray(vector / vector.sum())


def versatilities(
    layers: Mapping[str, Weights], layer_weights: Mapping[str, float], regions: pd.Index
) -> pd.DataFrame:
    """Both versatilities at three couplings, because at a strong coupling all regions look alike.

    Returns
    -------
    DataFrame
        Regions x `pagerank_versatility`, `eigenvector_versatility`, each also `_weak` (coupling 0.01) and `_strong` (1).
    """
    import pandas as pd

    columns: dict[str, np.ndarray] = {}
    layers = aligned_layers(layers, regions)
    for suffix, coupling in COUPLINGS.items():
        supra = supra_adjacency(layers, layer_weights, coupling=coupling)
        columns |= {
            f"{name}{suffix}": measure(supra, len(regions))
            for name, measure in VERSATILITIES.items()
        }
    return pd.DataFrame(columns, index=regions)


VERSATILITIES: dict[str, Callable[[csr_array[Any, Any], int], np.ndarray]] = {
    "pagerank_versatility": pagerank_versatility,
    "eigenvector_versatility": eigenvector_versatility,
}
