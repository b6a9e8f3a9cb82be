"""How central is a region?

Measures on layers, on their aggregate and on the supra-adjacency. Layers enter as symmetric weight
matrices, sparse, dense or labelled, in scheme order. Weight is strength. An isolate has strength 0
and betweenness 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_layers, as_weights
from hypercluster.columns import Column
from hypercluster.errors import AnalysisError
from hypercluster.indicators.checks import refuse_asymmetric, refuse_negative
from hypercluster.labels import aligned

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from hypercluster.run.once import Run

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame
    Versatility: TypeAlias = Callable[[csr_array[Any, Any], int], np.ndarray]

# Couplings of a region with itself in other layers (our choice): at a strong one all regions look
# alike, at a weak one a single layer decides.
MEDIUM, WEAK, STRONG = 0.1, 0.01, 1.0
DAMPING = 0.85


def strength(weights: Weights) -> np.ndarray:
    """Sum of the weights of a region's ties."""
    import numpy as np

    return np.asarray(as_weights(weights).sum(axis=1)).ravel()


def layer_strengths(layers: Mapping[str, Weights], regions: pd.Index) -> pd.DataFrame:
    """Strength of regions (rows) in layers (columns), each in the unit of its layer."""
    import pandas as pd

    matrices = aligned_layers(layers, regions)
    return pd.DataFrame(
        {name: strength(weights) for name, weights in matrices.items()}, index=regions
    )


def comparable_strengths(
    strengths: pd.DataFrame, layer_weights: Mapping[str, float]
) -> pd.DataFrame:
    """Strengths with each layer at mean strength 1, times the weight of the layer.

    Weights of layers sum to 1, so that row sums, the overlapping strength, have mean 1 over
    regions. A layer without ties adds 0.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). Physical Review E 89, 032804.
    doi:10.1103/PhysRevE.89.032804
    """
    import pandas as pd

    weights = pd.Series(layer_weights, dtype=float).reindex(strengths.columns).to_numpy()
    values = comparable_of_arrays(strengths.to_numpy(dtype=float), weights)
    return pd.DataFrame(values, strengths.index, strengths.columns, copy=False)


def comparable_of_arrays(strengths: np.ndarray, layer_weights: np.ndarray) -> np.ndarray:
    """Comparable strengths of an array, as `comparable_strengths` has them."""
    import numpy as np

    number = np.maximum((~np.isnan(strengths)).sum(axis=0), 1)
    mean = np.nansum(strengths, axis=0) / number
    return np.asarray(strengths / np.where(mean > 0, mean, 1.0) * layer_weights)


def participation(comparable: pd.DataFrame) -> pd.Series:
    """Multiplex participation: how evenly strength is spread over layers.

    P_r = L/(L - 1) (1 - sum over layers of (s_rl/o_r)^2), with s_rl the strength of region r in
    layer l and o_r its sum over the L layers that have any.

    Parameters
    ----------
    comparable
        Strengths, regions x layers, in one unit for all layers.

    Returns
    -------
    Series
        By region: 0 = all strength in one layer, 1 = the same in each. Missing for an isolate, for
        a region whose strength in a layer is missing, and everywhere where only one layer has ties.

    Raises
    ------
    AnalysisError
        A strength is negative or infinite.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). Physical Review E 89, 032804.
    doi:10.1103/PhysRevE.89.032804

    Examples
    --------
    >>> import pandas as pd
    >>> strengths = pd.DataFrame({"trade": [1.0, 2.0, 0.0], "flights": [1.0, 0.0, 0.0]})
    >>> participation(strengths).tolist()
    [1.0, 0.0, nan]
    """
    refuse_negative(comparable, "strengths", remedy="Give sums of weights of at least 0.")
    used = comparable.loc[:, comparable.sum(axis=0) > 0]
    count = used.shape[1]
    overlapping = used.sum(axis=1, skipna=False)
    parts = used.div(overlapping.where(overlapping > 0), axis=0)
    spread = 1 - (parts**2).sum(axis=1, skipna=False)
    return (spread * (count / (count - 1) if count > 1 else float("nan"))).clip(0, 1)


def betweenness(backbone: Weights) -> np.ndarray:
    """Betweenness: share of shortest paths between others that pass through a region.

    The cost of a tie is 1/weight, so that paths prefer strong ties. Where a pair has several
    shortest paths, each counts in part. Exact, computed by igraph.

    Parameters
    ----------
    backbone
        Symmetric weights, 0 for no tie, such as the aggregate on its backbone.

    Returns
    -------
    ndarray
        From 0 to 1, in the order of the rows: sums over pairs of other regions, divided by all
        (n - 1)(n - 2)/2 of them. 0 for an isolate, and for fewer than three regions.

    Raises
    ------
    AnalysisError
        A labelled matrix has other regions in its columns than in its rows.

    References
    ----------
    Freeman, L. C. (1977). Sociometry 40, 35-41. doi:10.2307/3033543

    Brandes, U. (2001). Journal of Mathematical Sociology 25, 163-177.
    doi:10.1080/0022250X.2001.9990249

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 2.0], [0.0, 2.0, 0.0]])
    >>> betweenness(path).tolist()
    [0.0, 1.0, 0.0]
    """
    import igraph
    import numpy as np
    from scipy.sparse import find, issparse, triu

    row: np.ndarray
    column: np.ndarray
    backbone = as_weights(backbone)
    n = backbone.shape[0]
    if issparse(backbone):
        row, column, values = find(triu(backbone, k=1))
    else:
        # Column by column, as a sparse matrix lists its ties.
        column, row = np.nonzero(np.tril(np.asarray(backbone).T, k=-1))
        values = np.asarray(backbone)[row, column]
    if n < 3 or len(values) == 0:
        return np.zeros(n)
    graph = igraph.Graph(n, np.column_stack([row, column]).tolist())
    through = np.array(graph.betweenness(weights=(1.0 / values).tolist(), directed=False))
    return np.asarray(through / ((n - 1) * (n - 2) / 2))


def supra_adjacency(
    layers: Mapping[str, Weights], layer_weights: Mapping[str, float], *, coupling: float = 0.1
) -> csr_array[Any, Any]:
    """Supra-adjacency: layers on the diagonal, and each region tied to itself.

    A tie of weight `coupling` joins a region in one layer to itself in each other layer. Each layer
    is brought to mean strength 1, over the regions with a tie in any layer, times its weight
    relative to equal weights. So the coupling means the same for all. A region without any tie is
    not coupled to itself: else its replicas would keep rank among themselves, and an isolate would
    pass for average (our choice).

    Parameters
    ----------
    layers
        Symmetric weights by layer.
    layer_weights
        Weight of every layer, 1 in sum.
    coupling
        Weight of the tie of a region to itself in each other layer.

    Returns
    -------
    csr_array
        All regions of the first layer, then of the second. Layers without ties or weight are left
        out, and it is empty where no layer is left.

    Raises
    ------
    AnalysisError
        Layers are of different regions, are not symmetric or have negative weights. Or the weights
        of layers are of other layers or negative, or the coupling is.

    References
    ----------
    De Domenico, M. et al. (2015). Nature Communications 6, 6868. doi:10.1038/ncomms7868

    Examples
    --------
    >>> import numpy as np
    >>> pair = np.array([[0.0, 4.0], [4.0, 0.0]])
    >>> layers = {"trade": pair, "flights": pair}
    >>> supra_adjacency(layers, {"trade": 0.5, "flights": 0.5}).toarray().tolist()[0]
    [0.0, 1.0, 0.1, 0.0]
    """
    import numpy as np
    import pandas as pd

    shares = aligned(
        pd.Series(layer_weights, dtype=float),
        index=pd.Index(list(layers)),
        name="weights of layers",
        like="layers",
    )
    refuse_negative(shares, "weights of layers", remedy="Give 0 to leave a layer out.")
    if not 0 <= coupling < np.inf:
        raise AnalysisError(
            f"Expected a coupling of at least 0; found {coupling}. Give 0 for none."
        )
    matrices = aligned_layers(layers)
    for name, matrix in matrices.items():
        refuse_asymmetric(matrix, f"weights of {name}")
        if matrix.shape[0] and matrix.min() < 0:
            raise AnalysisError(
                f"Expected weights of {name} of at least 0; found {matrix.min():g}. "
                "Give 0 where there is no tie."
            )
    return supra_of_matrices(matrices, layer_weights, coupling=coupling)


def supra_of_matrices(
    matrices: Mapping[str, csr_array[Any, Any] | np.ndarray],
    layer_weights: Mapping[str, float],
    *,
    coupling: float,
) -> csr_array[Any, Any]:
    """Supra-adjacency of layers in one order of regions, without checks."""
    import numpy as np
    from scipy.sparse import block_diag, csr_array, diags_array, kron

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


def _checked_size(supra: csr_array[Any, Any], n: int) -> int:
    """Rows of a supra-adjacency, which must be whole layers of n regions each."""
    size = int(supra.shape[0])
    is_whole = n > 0 and size % n == 0
    if is_whole:
        # Between layers a region is tied to itself alone, so such ties lie whole layers apart.
        row, column = supra.nonzero()
        is_whole = not ((row - column)[row // n != column // n] % n).any()
    if not is_whole:
        raise AnalysisError(
            "Expected the number of regions that the supra-adjacency has in each layer; found "
            f"{n} regions for {size} rows. Give the number of regions."
        )
    return size


def pagerank_versatility(
    supra: csr_array[Any, Any], n: int, *, tolerance: float = 1e-12, most: int = 10_000
) -> np.ndarray:
    """PageRank on the supra-adjacency, summed over the layers of each region.

    The damping is 0.85 (our choice, the usual one). A walker without ties to follow jumps anywhere.

    Parameters
    ----------
    supra
        From `supra_adjacency`.
    n
        Number of regions.
    tolerance
        The power iteration ends once the summed change of a step is below it.
    most
        Steps after which it ends in any case.

    Returns
    -------
    ndarray
        One value a region, in the order of the layers, 1 in sum. An isolate has what jumps
        bring it, and without ties all are equal.

    Raises
    ------
    AnalysisError
        The supra-adjacency is not made of whole layers of n regions.

    References
    ----------
    De Domenico, M. et al. (2015). Nature Communications 6, 6868. doi:10.1038/ncomms7868

    Examples
    --------
    >>> import numpy as np
    >>> star = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    >>> supra = supra_adjacency({"trade": star}, {"trade": 1.0})
    >>> pagerank_versatility(supra, 3).round(3).tolist()
    [0.486, 0.257, 0.257]
    """
    import numpy as np

    size = _checked_size(supra, n)
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
    """Leading eigenvector of the supra-adjacency, summed over layers of each region.

    Where several eigenvalues share the lead, the uniform vector is projected on their space, so
    that equal regions get equal values. Above 2000 rows one vector is found by iteration.

    Parameters
    ----------
    supra
        From `supra_adjacency`.
    n
        Number of regions.

    Returns
    -------
    ndarray
        One value a region, in the order of the layers, 1 in sum. 0 for an isolate beside
        regions with ties. Without any ties all are equal.

    Raises
    ------
    AnalysisError
        The supra-adjacency is not made of whole layers of n regions.

    References
    ----------
    De Domenico, M. et al. (2015). Nature Communications 6, 6868. doi:10.1038/ncomms7868

    Examples
    --------
    >>> import numpy as np
    >>> star = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    >>> supra = supra_adjacency({"trade": star}, {"trade": 1.0})
    >>> eigenvector_versatility(supra, 3).round(3).tolist()
    [0.414, 0.293, 0.293]
    """
    import numpy as np

    size = _checked_size(supra, n)
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


def within_macroregion_share(aggregate: np.ndarray, macroregions: pd.Series) -> pd.Series:
    """Share of a region's aggregate strength with regions of its own macroregion.

    Missing (not 0) where the macroregion is unknown or has a single region, and for an isolate.
    """
    import numpy as np
    import pandas as pd

    codes = macroregions.to_numpy(dtype=object)
    same = codes[:, None] == codes[None, :]
    np.fill_diagonal(same, val=False)
    strength = aggregate.sum(axis=1)
    share = np.divide(
        (aggregate * same).sum(axis=1),
        strength,
        out=np.full(len(strength), np.nan),
        where=strength > 0,
    )
    is_defined = same.any(axis=1) & macroregions.notna().to_numpy()
    return pd.Series(
        np.where(is_defined, share, np.nan),
        index=macroregions.index,
        name="strength_within_macroregion",
    )


@dataclass(frozen=True)
class Centrality:
    """One centrality of the table of hubs.

    Attributes
    ----------
    column
        Its column.
    measure
        Function of a run that returns one value a region, in scheme order.
    is_variant
        Whether it is another one at another parameter. Tables hold it, screens and pages do not
        show it. Any other has a text `centralities.NAME` in `words/*.toml`.
    """

    column: Column
    measure: Callable[[Run], np.ndarray | pd.Series]
    is_variant: bool = False


def _share(name: str, meaning: str, heading: str) -> Column:
    """Column of a centrality that is a share of a whole."""
    return Column(name, "number", meaning, minimum=0, maximum=1, heading=heading, decimals=3)


def _versatility(column: Column, measure: Versatility, coupling: float) -> Centrality:
    """Centrality on the supra-adjacency of a run, at one coupling of its layers."""
    return Centrality(
        column,
        lambda run: measure(run.supra_adjacencies[coupling], len(run.inputs.scheme.index)),
        is_variant=coupling != MEDIUM,
    )


PAGERANK = "PageRank versatility on the supra-adjacency, coupling 0.1; sums to 1."
EIGENVECTOR = "Eigenvector versatility on the supra-adjacency, coupling 0.1; sums to 1."

CENTRALITIES: dict[str, Centrality] = {
    centrality.column.name: centrality
    for centrality in (
        Centrality(
            Column(
                "participation",
                "number",
                "Multiplex participation: 0 = all strength in one layer, 1 = even over layers.",
                missing="for an isolate",
                minimum=0,
                maximum=1,
            ),
            lambda run: participation(run.comparable),
        ),
        Centrality(
            _share(
                "betweenness",
                "Betweenness on the backbone of the aggregate (cost = 1/weight), share of all "
                "pairs.",
                "betweenness",
            ),
            lambda run: run.betweenness,
        ),
        _versatility(
            _share("pagerank_versatility", PAGERANK, "PageRank"), pagerank_versatility, MEDIUM
        ),
        _versatility(
            _share("pagerank_versatility_weak", "The same at coupling 0.01.", "PageRank (0.01)"),
            pagerank_versatility,
            WEAK,
        ),
        _versatility(
            _share("pagerank_versatility_strong", "The same at coupling 1.", "PageRank (1)"),
            pagerank_versatility,
            STRONG,
        ),
        _versatility(
            _share("eigenvector_versatility", EIGENVECTOR, "eigenvector"),
            eigenvector_versatility,
            MEDIUM,
        ),
        _versatility(
            _share(
                "eigenvector_versatility_weak",
                "The same at coupling 0.01, where it gathers on the strongest group of one layer "
                "and says little of the others.",
                "eigenvector (0.01)",
            ),
            eigenvector_versatility,
            WEAK,
        ),
        _versatility(
            _share("eigenvector_versatility_strong", "The same at coupling 1.", "eigenvector (1)"),
            eigenvector_versatility,
            STRONG,
        ),
        Centrality(
            Column(
                "strength_within_macroregion",
                "number",
                "Share of the aggregate strength with regions of the same macroregion.",
                "share",
                missing="where the macroregion has a single region",
                minimum=0,
                maximum=1,
                heading="within macroregion",
            ),
            lambda run: within_macroregion_share(
                run.aggregate, run.inputs.scheme.regions["macroregion"]
            ),
        ),
    )
}
