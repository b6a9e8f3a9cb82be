"""Production: how alike are two regions' industries?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators.concentration import krugman_between
from hypercluster.network import Layer, layer_from_matrix

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def production_similarity(
    counts: pd.DataFrame, *, shares_unit: np.ndarray | None = None
) -> np.ndarray:
    """Similarity of industry mixes: 1 - Krugman(r, s)/2 on shares, from 0 to 1.

    Parameters
    ----------
    counts
        Regions x industries.
    shares_unit
        Boolean matrix of pairs inside one reporting unit; their similarity would be 1 by construction and is missing.

    Returns
    -------
    ndarray
        Symmetric, in row order; missing on the diagonal, for a region without enterprises and for masked pairs.
    """
    import numpy as np

    similarity: np.ndarray = 1 - krugman_between(counts) / 2
    np.fill_diagonal(similarity, np.nan)
    if shares_unit is not None:
        similarity[shares_unit] = np.nan
    return similarity


def production_weights(
    counts: pd.DataFrame, *, shares_unit: np.ndarray | None = None
) -> np.ndarray:
    """Production similarity as weights: 0 (no tie) where it is missing."""
    import numpy as np

    weights: np.ndarray = np.nan_to_num(production_similarity(counts, shares_unit=shares_unit))
    return weights


def production(counts: pd.DataFrame, *, shares_unit: np.ndarray | None = None) -> Layer:
    """Layer `production`: similarity of industry mixes, derived from counts.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=pd.Index(["a", "b"], name="region"))
    >>> production(counts).ties["weight"].tolist()
    [0.5]
    """
    masked = 0 if shares_unit is None else int(shares_unit.sum()) // 2
    return Layer(
        "production",
        layer_from_matrix(production_weights(counts, shares_unit=shares_unit), counts.index),
        status="derived",
        meaning="similarity of the industry mix: 1 - Krugman index / 2",
        unit="0-1",
        tables="enterprises",
        note=f"{masked} pair{'s' if masked != 1 else ''} inside one reporting unit masked"
        if masked
        else "",
    )
