"""Do layers tell the same story?

Overlap, correlation, and entropy of their Laplacians. Layers enter as symmetric weight matrices by
name: sparse or dense in scheme order, or labelled. A tie is a pair with a weight above 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_layers
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.analysis.alignment import Weights

JOINED = " + "
PAIR_COLUMNS = (
    "layer",
    "other_layer",
    "shared_ties",
    "edge_overlap",
    "jaccard",
    "tie_correlation",
    "strength_correlation",
    "jensen_shannon_distance",
    "note",
)
STEP_COLUMNS = ("layers_left", "merged_layers", "mean_entropy", "quality", "is_best")
PAIRS_CONVENTION = (
    "tie: weight above 0; edge overlap: over the ties of the layer with fewer; tie correlation: "
    "Pearson over all pairs of regions; strength correlation: Spearman; entropy in bits"
)


def _dense_layers(
    layers: Mapping[str, Weights], regions: pd.Index | None = None
) -> dict[str, np.ndarray]:
    """Layers as dense matrices over the same regions, with an empty diagonal.

    Raises
    ------
    AnalysisError
        They are over different regions, or have missing or negative weights.
    """
    import numpy as np
    from scipy.sparse import issparse

    matrices = {}
    for name, weights in aligned_layers(layers, regions).items():
        matrix = np.array(weights.toarray() if issparse(weights) else weights, dtype=float)
        np.fill_diagonal(matrix, 0.0)
        if not (matrix >= 0).all():
            raise AnalysisError(
                "Expected weights of at least 0; found missing or negative ones. Give pairs "
                "without a tie the weight 0."
            )
        matrices[name] = matrix
    return matrices


def layer_pairs(layers: Mapping[str, Weights], regions: pd.Index) -> pd.DataFrame:
    """Every pair of layers compared by ties, by weights, by strengths and by spectra.

    - `shared_ties`: pairs of regions tied in both; `edge_overlap`: these over the ties of the layer
      with fewer; `jaccard`: these over pairs tied in either;
    - `tie_correlation`: Pearson, over all pairs of regions, 0 where not tied;
      `strength_correlation`: Spearman, over regions (both our choice: weights have a unit and are
      often far from normal, strengths only an order to compare);
    - `jensen_shannon_distance`: square root of the Jensen-Shannon divergence in bits of the
      Laplacians rescaled to trace 1, 0 to 1.

    Parameters
    ----------
    layers
        Symmetric weights by name.
    regions
        Codes in the order of rows and columns of layers without labels.

    Returns
    -------
    DataFrame
        One row a pair, in the order of the layers. `note` says where every pair of regions is tied,
        so that overlap says nothing. Missing where a layer has no tie, or where weights or
        strengths do not vary.

    Raises
    ------
    AnalysisError
        Layers are not over these regions, or have missing or negative weights.

    References
    ----------
    Battiston, F., Nicosia, V. & Latora, V. (2014). doi:10.1103/PhysRevE.89.032804;
    De Domenico, M. et al. (2015). Nature Communications 6, 6864. doi:10.1038/ncomms7864

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> star = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=float)
    >>> pairs = layer_pairs({"x": path, "y": star}, pd.Index(["a", "b", "c"]))
    >>> int(pairs.at[0, "shared_ties"]), float(pairs.at[0, "edge_overlap"])
    (1, 0.5)
    """
    import numpy as np
    import pandas as pd

    matrices = _dense_layers(layers, regions)
    upper = np.triu_indices(len(regions), k=1)
    # Spearman's correlation is Pearson's of ranks, equal strengths (to 1e-9) with their mean rank.
    ranks = {
        name: pd.Series(matrix.sum(axis=1)).round(9).rank().to_numpy()
        for name, matrix in matrices.items()
    }
    rows = []
    for a, b in combinations(matrices, 2):
        weights_a, weights_b = matrices[a][upper], matrices[b][upper]
        is_a, is_b = weights_a > 0, weights_b > 0
        shared, either = int((is_a & is_b).sum()), int((is_a | is_b).sum())
        fewer = min(int(is_a.sum()), int(is_b.sum()))
        full = [name for name, is_tied in ((a, is_a), (b, is_b)) if len(is_tied) and is_tied.all()]
        note = f"every pair is tied in {' and '.join(full)}: overlap says nothing" if full else None
        values = (
            a,
            b,
            shared,
            shared / fewer if fewer else np.nan,
            shared / either if either else np.nan,
            _correlation(weights_a, weights_b),
            _correlation(ranks[a], ranks[b]),
            _distance(matrices[a], matrices[b]),
            note,
        )
        rows.append(dict(zip(PAIR_COLUMNS, values, strict=True)))
    table = pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
    table.attrs["convention"] = PAIRS_CONVENTION
    return table


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson correlation, missing where either does not vary."""
    import numpy as np

    # A spread of 1e-12 of the values is what rounding leaves of equal ones.
    if len(a) < 2 or any(x.std() <= 1e-12 * np.abs(x).max() for x in (a, b)):
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def von_neumann_entropy(weights: Weights) -> float:
    """Von Neumann entropy of a layer in bits.

    -sum l log2 l over the eigenvalues l of its Laplacian divided by its trace.

    Parameters
    ----------
    weights
        Symmetric weights.

    Returns
    -------
    float
        0 for a single tie, log2(n - 1) where every pair of n regions is tied alike, the largest.
        Missing for a layer without ties.

    Raises
    ------
    AnalysisError
        Weights are missing or negative.

    References
    ----------
    Braunstein, S. L., Ghosh, S. & Severini, S. (2006). Annals of Combinatorics 10, 291-317.
    doi:10.1007/s00026-006-0289-3

    Examples
    --------
    >>> import numpy as np
    >>> von_neumann_entropy(np.ones((3, 3)))
    1.0
    """
    (matrix,) = _dense_layers({"the layer": weights}).values()
    return _entropy(_density(matrix)) if matrix.sum() > 0 else float("nan")


def _density(matrix: np.ndarray) -> np.ndarray:
    """Laplacian divided by its trace."""
    import numpy as np

    strength = matrix.sum(axis=1)
    return np.asarray((np.diag(strength) - matrix) / strength.sum())


def _entropy(density: np.ndarray) -> float:
    """Entropy in bits of the eigenvalues of a density matrix."""
    import numpy as np
    from scipy.special import entr

    eigenvalues = np.linalg.eigvalsh(density)
    nats = entr(eigenvalues[eigenvalues > 1e-12]).sum()
    return float(np.round(nats / np.log(2), 12)) + 0.0


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    """Square root of the Jensen-Shannon divergence of two layers.

    Missing where one has no tie.
    """
    import numpy as np

    if a.sum() == 0 or b.sum() == 0:
        return float("nan")
    p, q = _density(a), _density(b)
    divergence = _entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2
    return float(np.sqrt(np.clip(divergence, 0, 1)))


def reducibility(layers: Mapping[str, Weights]) -> pd.DataFrame:
    """How many different stories the layers tell, by merging those most alike.

    Each step merges the two layers of least Jensen-Shannon distance by adding their weights, as
    they are passed: bring layers to a common scale first. Quality: 1 - mean entropy of the layers
    left / entropy of the aggregate. Where the best quality has fewer layers than there are, those
    merged are redundant.

    Parameters
    ----------
    layers
        Symmetric weights by name. Those without a tie are left out.

    Returns
    -------
    DataFrame
        One row a step, from all layers to one: `layers_left`, `merged_layers`, `mean_entropy`
        (bits) and `quality`, `is_best` (of equal ones the step with fewer layers). Empty where no
        layer has a tie.

    Raises
    ------
    AnalysisError
        Layers are over different regions, or have missing or negative weights.

    References
    ----------
    De Domenico, M., Nicosia, V., Arenas, A. & Latora, V. (2015). Nature Communications 6, 6864.
    doi:10.1038/ncomms7864

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> star = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=float)
    >>> steps = reducibility({"x": path, "same": 2 * path, "y": star})
    >>> steps["merged_layers"].tolist()
    ['x; same; y', 'x + same; y', 'x + same + y']
    """
    import numpy as np
    import pandas as pd

    left = {name: matrix for name, matrix in _dense_layers(layers).items() if matrix.sum() > 0}
    if not left:
        return pd.DataFrame(columns=list(STEP_COLUMNS))
    whole = _entropy(_density(np.sum(list(left.values()), axis=0)))
    rows = []
    while left:
        mean = float(np.mean([_entropy(_density(matrix)) for matrix in left.values()]))
        quality = 1 - mean / whole if whole > 0 else float("nan")
        rows.append((len(left), "; ".join(left), mean, quality))
        left = _merged(left) if len(left) > 1 else {}
    steps = pd.DataFrame(rows, columns=list(STEP_COLUMNS[:-1]))
    rounded = steps["quality"].round(9)
    best = rounded[rounded == rounded.max()].index if rounded.notna().any() else steps.index
    steps["is_best"] = steps.index == best[-1]
    steps.attrs["convention"] = (
        "weights are added as passed; entropy in bits; of equal qualities the step with fewer "
        "layers is best"
    )
    return steps


def _merged(layers: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Layers with the two of least distance added, in the position of the first."""
    distances = {
        (a, b): round(_distance(layers[a], layers[b]), 9) for a, b in combinations(layers, 2)
    }
    a, b = min(distances, key=lambda pair: distances[pair])
    renamed = {JOINED.join([a, b]) if name == a else name: name for name in layers if name != b}
    return {
        label: layers[a] + layers[b] if name == a else layers[name]
        for label, name in renamed.items()
    }


def layer_variance_shares(scaled: Mapping[str, Weights]) -> pd.Series:
    """Share of the variance of the aggregate's weights that each layer contributes.

    cov(layer, sum)/var(sum), over all pairs of regions.

    Parameters
    ----------
    scaled
        Weights on a common scale times layer weight, by name: what is added up.

    Returns
    -------
    Series
        By layer. The shares sum to 1. A negative one says that the layer runs against the sum.
        Missing where the sum does not vary.

    Raises
    ------
    AnalysisError
        Layers are over different regions, or have missing or negative weights.

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> layer_variance_shares({"x": path, "y": 3 * path}).round(9).to_dict()
    {'x': 0.25, 'y': 0.75}
    """
    import numpy as np
    import pandas as pd

    matrices = _dense_layers(scaled)
    if not matrices:
        return pd.Series(dtype="float64")
    upper = np.triu_indices(len(next(iter(matrices.values()))), k=1)
    values = np.array([matrix[upper] for matrix in matrices.values()])
    total = values.sum(axis=0)
    variance = float(total.var()) if len(total) else 0.0
    if variance < 1e-18:
        return pd.Series(np.nan, index=list(matrices))
    centred = values - values.mean(axis=1, keepdims=True)
    covariances = (centred * (total - total.mean())).mean(axis=1)
    shares = pd.Series(covariances / variance, index=list(matrices))
    shares.attrs["convention"] = "over unordered pairs of regions, pairs without a tie as 0"
    return shares
