"""Do layers tell the same story? Overlap, correlation, and entropy of their Laplacians.

Layers enter as symmetric weight matrices by name, sparse, dense or labelled, in scheme order. A tie is a pair with a weight above 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_layers, as_weights
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

JOINED = " + "
PAIRS_CONVENTION = (
    "tie: weight above 0; edge overlap: over the ties of the layer with fewer; tie correlation: Pearson over all pairs of regions; "
    "strength correlation: Spearman; entropy in bits"
)


def _dense(weights: Weights) -> np.ndarray:
    """Weights as a dense matrix with an empty diagonal, none missing or negative."""
    import numpy as np
    from scipy.sparse import issparse

    plain = as_weights(weights)
    matrix = np.array(plain.toarray() if issparse(plain) else plain, dtype=float)
    np.fill_diagonal(matrix, 0.0)
    if not (matrix >= 0).all():
        raise AnalysisError(
            "Expected weights of at least 0; found missing or negative ones. Give pairs without "
            "a tie the weight 0."
        )
    return matrix


def _dense_layers(
    layers: Mapping[str, Weights], regions: pd.Index | None = None
) -> dict[str, np.ndarray]:
    """Layers as dense matrices over the same regions in one order."""
    return {name: _dense(matrix) for name, matrix in aligned_layers(layers, regions).items()}


def layer_pairs(layers: Mapping[str, Weights], regions: pd.Index) -> pd.DataFrame:
    """Every pair of layers compared by ties, by weights, by strengths and by spectra.

    - `shared_ties`: pairs of regions tied in both; `edge_overlap`: these over the ties of the layer with fewer; `jaccard`: these over
      pairs tied in either;
    - `tie_correlation`: Pearson, over all pairs of regions, 0 where not tied; `strength_correlation`: Spearman, over regions (both our
      choice: weights have a unit and are often far from normal, strengths only an order to compare);
    - `jensen_shannon_distance`: square root of the Jensen-Shannon divergence in bits of the Laplacians rescaled to trace 1, 0 to 1.

    Parameters
    ----------
    layers
        Symmetric weights by name.
    regions
        Names of rows and columns; their number is the size of every layer.

    Returns
    -------
    DataFrame
        One row a pair, in the order of the layers; `note` says where every pair of regions is tied, so that overlap says nothing.
        Missing where a layer has no tie, or where weights or strengths do not vary.

    Raises
    ------
    AnalysisError
        Layers are not over these regions, or have missing or negative weights.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). doi:10.1103/PhysRevE.89.032804; De Domenico, M. et al. (2015). Nature Communications 6, 6864.
    doi:10.1038/ncomms7864

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> star = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=float)
    >>> found = layer_pairs({"x": path, "y": star}, pd.Index(["a", "b", "c"]))
    >>> int(found.at[0, "shared_ties"]), float(found.at[0, "edge_overlap"])
    (1, 0.5)
    """
    import numpy as np
    import pandas as pd

    matrices = _dense_layers(layers, regions)
    upper = np.triu_indices(len(regions), k=1)
    rows = []
    for one, other in combinations(matrices, 2):
        a, b = matrices[one][upper], matrices[other][upper]
        shared, either = int(((a > 0) & (b > 0)).sum()), int(((a > 0) | (b > 0)).sum())
        fewer = min(int((a > 0).sum()), int((b > 0).sum()))
        full = [
            name for name, values in ((one, a), (other, b)) if len(values) and (values > 0).all()
        ]
        rows.append(
            {
                "layer": one,
                "other_layer": other,
                "shared_ties": shared,
                "edge_overlap": shared / fewer if fewer else np.nan,
                "jaccard": shared / either if either else np.nan,
                "tie_correlation": _correlation(a, b),
                "strength_correlation": _correlation(
                    _ranks(matrices[one].sum(axis=1)), _ranks(matrices[other].sum(axis=1))
                ),
                "jensen_shannon_distance": _distance(matrices[one], matrices[other]),
                "note": f"every pair is tied in {' and '.join(full)}: overlap says nothing"
                if full
                else None,
            }
        )
    names = [
        "layer",
        "other_layer",
        "shared_ties",
        "edge_overlap",
        "jaccard",
        "tie_correlation",
        "strength_correlation",
    ]
    found = pd.DataFrame(rows, columns=[*names, "jensen_shannon_distance", "note"])
    found.attrs["convention"] = PAIRS_CONVENTION
    return found


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson correlation; missing where either does not vary."""
    import numpy as np

    if len(one) < 2:
        return float("nan")
    a, b = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((a**2).sum() * (b**2).sum()))
    scale = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return (
        float(np.clip((a * b).sum() / spread, -1, 1))
        if spread > 1e-12 * max(scale, 1e-300)
        else float("nan")
    )


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, equal values (to 1e-9) with their mean."""
    import numpy as np

    _, place, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])


def von_neumann_entropy(weights: Weights) -> float:
    """Von Neumann entropy of a layer in bits: -sum l log2 l over the eigenvalues l of its Laplacian divided by its trace.

    0 for a single tie; log2(n - 1) where every pair is tied alike, the largest of n regions. Missing for a layer without ties.

    References
    ----------
    Braunstein, S. L., Ghosh, S. & Severini, S. (2006). Annals of Combinatorics 10, 291-317. doi:10.1007/s00026-006-0289-3

    Examples
    --------
    >>> import numpy as np
    >>> von_neumann_entropy(np.ones((3, 3)))
    1.0
    """
    import numpy as np

    matrix = _dense(weights)
    return _entropy(_density(matrix)) if matrix.sum() > 0 else float(np.nan)


def _density(matrix: np.ndarray) -> np.ndarray:
    """Laplacian divided by its trace."""
    import numpy as np

    strength = matrix.sum(axis=1)
    return np.asarray((np.diag(strength) - matrix) / strength.sum())


def _entropy(density: np.ndarray) -> float:
    import numpy as np

    values = np.linalg.eigvalsh(density)
    known = values[values > 1e-12]
    return float(np.round(-(known * np.log2(known)).sum(), 12)) + 0.0


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """Square root of the Jensen-Shannon divergence of two layers; missing where one has no tie."""
    import numpy as np

    if one.sum() == 0 or other.sum() == 0:
        return float("nan")
    a, b = _density(one), _density(other)
    divergence = _entropy((a + b) / 2) - (_entropy(a) + _entropy(b)) / 2
    return float(np.sqrt(np.clip(divergence, 0, 1)))


def reducibility(layers: Mapping[str, Weights]) -> pd.DataFrame:
    """How many different stories do the layers tell? Those most alike are merged step by step.

    Each step merges the two layers of least Jensen-Shannon distance by adding their weights, as they are passed: bring layers to a common
    scale first. Quality: 1 - mean entropy of the layers left / entropy of the aggregate. Where the best quality has fewer
    layers than there are, those merged are redundant.

    Parameters
    ----------
    layers
        Symmetric weights by name; those without a tie are left out.

    Returns
    -------
    DataFrame
        One row a step, from all layers to one: `layers_left`, `merged_layers`, `mean_entropy` and `quality`, `is_best` (of equal ones the step with
        fewer layers). Empty where no layer has a tie.

    References
    ----------
    De Domenico, M., Nicosia, V., Arenas, A. & Latora, V. (2015). Nature Communications 6, 6864. doi:10.1038/ncomms7864

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> star = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=float)
    >>> found = reducibility({"x": path, "same": 2 * path, "y": star})
    >>> found["merged_layers"].tolist()
    ['x; same; y', 'x + same; y', 'x + same + y']
    """
    import numpy as np
    import pandas as pd

    left = {name: matrix for name, matrix in _dense_layers(layers).items() if matrix.sum() > 0}
    columns = ["layers_left", "merged_layers", "mean_entropy", "quality", "is_best"]
    if not left:
        return pd.DataFrame(columns=columns)
    whole = _entropy(_density(np.sum(list(left.values()), axis=0)))
    rows = []
    while True:
        mean = float(np.mean([_entropy(_density(matrix)) for matrix in left.values()]))
        quality = 1 - mean / whole if whole > 0 else float("nan")
        rows.append(
            {
                "layers_left": len(left),
                "merged_layers": "; ".join(left),
                "mean_entropy": mean,
                "quality": quality,
            }
        )
        if len(left) == 1:
            break
        one, other = min(
            combinations(left, 2),
            key=lambda pair: round(_distance(left[pair[0]], left[pair[1]]), 9),
        )
        merged = left[one] + left[other]
        left = {
            JOINED.join([name, other]) if name == one else name: merged if name == one else m
            for name, m in left.items()
            if name != other
        }
    steps = pd.DataFrame(rows)
    rounded = steps["quality"].round(9)
    best = (
        rounded[rounded == rounded.max()].index[-1:] if rounded.notna().any() else steps.index[-1:]
    )
    steps = steps.assign(is_best=steps.index.isin(best))[columns]
    steps.attrs["convention"] = (
        "weights are added as passed; entropy in bits; of equal qualities the step with fewer layers is best"
    )
    return steps


def layer_variance_shares(scaled: Mapping[str, Weights]) -> pd.Series:
    """Share of the variance of the aggregate's weights over pairs that each layer contributes: cov(layer, sum)/var(sum).

    The shares sum to 1; a negative one says that the layer runs against the sum. Missing where the sum does not vary.

    Parameters
    ----------
    scaled
        Weights on a common scale times layer weight, by name: what is added up.

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> layer_variance_shares({"x": path, "y": 3 * path}).round(9).tolist()
    [0.25, 0.75]
    """
    import numpy as np
    import pandas as pd

    parts = _dense_layers(scaled)
    if not parts:
        return pd.Series(dtype="float64")
    upper = np.triu_indices(len(next(iter(parts.values()))), k=1)
    values = np.array([matrix[upper] for matrix in parts.values()])
    total = values.sum(axis=0)
    variance = float(total.var()) if len(total) else 0.0
    if variance < 1e-18:
        return pd.Series(np.nan, index=list(parts))
    centred = total - total.mean()
    shares = pd.Series(
        ((values - values.mean(axis=1, keepdims=True)) * centred).mean(axis=1) / variance,
        index=list(parts),
    )
    shares.attrs["convention"] = "over unordered pairs of regions, pairs without a tie as 0"
    return shares
