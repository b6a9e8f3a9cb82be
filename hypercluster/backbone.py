"""Which ties are the backbone of a network?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray


def backbone_pairs(
    aggregate: Weights,
    *,
    backbone: str = "mst_knn",
    backbone_k: int = 4,
    backbone_threshold: float = 0.5,
    backbone_alpha: float = 0.05,
) -> csr_array[Any, tuple[int, int]]:
    """Which pairs belong to the backbone of an aggregate.

    Parameters
    ----------
    aggregate
        Symmetric weights, sparse or dense, 0 for no tie.
    backbone
        `mst_knn`: maximum spanning tree plus each region's k strongest ties (our choice).
        `threshold`: ties of at least a part of the largest weight. `disparity`: ties significant at
        alpha at either end (Serrano et al. 2009). `none`: all ties.
    backbone_k, backbone_threshold, backbone_alpha
        k, the part, and alpha of the three methods.

    Returns
    -------
    csr_array
        Symmetric, 1 for a pair of the backbone. Equal weights are taken in index order after
        rounding to 1e-9.

    References
    ----------
    Serrano, M. A., Boguna, M. & Vespignani, A. (2009). PNAS 106, 6483-6488.
    doi:10.1073/pnas.0808904106
    """
    import numpy as np
    from scipy.sparse import csr_array, find

    n = aggregate.shape[0]
    row, column, values = find(aggregate)
    is_chosen = _backbone_ties(
        row,
        column,
        values,
        n,
        backbone=backbone,
        k=backbone_k,
        threshold=backbone_threshold,
        alpha=backbone_alpha,
    )
    pairs = (row[is_chosen], column[is_chosen])
    chosen = csr_array((np.ones(int(is_chosen.sum())), pairs), shape=(n, n))
    return csr_array(chosen.maximum(chosen.T))


def backbone_mask(aggregate: np.ndarray, **options: Any) -> np.ndarray:
    """Which pairs belong to the backbone of a dense aggregate, from `backbone_pairs`.

    Parameters
    ----------
    aggregate
        Symmetric weights, 0 for no tie.
    options
        `backbone`, `k`, `threshold` and `alpha` of `backbone_pairs`.
    """
    import numpy as np

    # Column by column, as a sparse matrix lists its ties: sums of weights depend on the order.
    column, row = np.nonzero(aggregate.T)
    is_chosen = _backbone_ties(row, column, aggregate[row, column], len(aggregate), **options)
    mask = np.zeros(aggregate.shape, dtype=bool)
    mask[row[is_chosen], column[is_chosen]] = True
    return np.asarray(mask | mask.T)


def _backbone_ties(
    row: np.ndarray,
    column: np.ndarray,
    values: np.ndarray,
    n: int,
    *,
    backbone: str,
    k: int,
    threshold: float,
    alpha: float,
) -> np.ndarray:
    """Which directed ties of a symmetric list belong to the backbone."""
    import numpy as np

    weights = np.round(values, 9)
    if backbone == "none":
        return np.ones(len(values), dtype=bool)
    if backbone == "threshold":
        return np.asarray(weights >= threshold * weights.max(initial=0.0))
    if backbone == "disparity":
        strength, degree = np.bincount(row, values, n), np.bincount(row, minlength=n)
        return np.asarray((1 - values / strength[row]) ** (degree[row] - 1) < alpha)
    is_in_tree = _spanning_tree(row, column, weights, n)
    return np.asarray(is_in_tree | _strongest(row, column, weights, k))


def _spanning_tree(row: np.ndarray, column: np.ndarray, weights: np.ndarray, n: int) -> np.ndarray:
    """Ties of the maximum spanning forest, in one direction each.

    Strong ties come first, equal weights by index.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    upper = np.flatnonzero(row < column)
    order = upper[np.lexsort((column[upper], row[upper], -weights[upper]))]
    # The position in this order is the cost of a tie: a minimum tree of positions is a maximum
    # tree of weights in which equal weights never tie, and its costs say which ties it took.
    position = np.arange(1.0, len(order) + 1)
    costs = csr_array((position, (row[order], column[order])), shape=(n, n))
    taken = minimum_spanning_tree(costs).data
    is_in_tree = np.zeros(len(row), dtype=bool)
    is_in_tree[order[taken[taken > 0].astype(int) - 1]] = True
    return is_in_tree


def _strongest(row: np.ndarray, column: np.ndarray, weights: np.ndarray, k: int) -> np.ndarray:
    """Ties among the k strongest of their row's region, equal weights by index."""
    import numpy as np

    # Sorted by region, then by weight: a tie's place within its region is its distance from the
    # first tie of that region.
    order = np.lexsort((column, -weights, row))
    first = np.searchsorted(row[order], row[order], side="left")
    is_strong = np.zeros(len(row), dtype=bool)
    is_strong[order[np.arange(len(order)) - first < k]] = True
    return is_strong
