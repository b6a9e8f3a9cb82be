"""Production: how alike are two regions' industries?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.indicators import arrays
from hypercluster.indicators.specialisation import shares
from hypercluster.layers.kind import LayerKind
from hypercluster.network import Layer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings


def production_similarity(
    counts: pd.DataFrame, *, shares_unit: np.ndarray | None = None
) -> np.ndarray:
    """Similarity of industry mixes: 1 - Krugman(r, s)/2 on shares, from 0 to 1.

    Parameters
    ----------
    counts
        Regions x industries.
    shares_unit
        Boolean matrix of pairs inside one reporting unit. Their similarity would be 1 by
        construction and is missing.

    Returns
    -------
    ndarray
        Symmetric, in row order. Missing on the diagonal, for a region without enterprises and for
        masked pairs.
    """
    return share_similarity(shares(counts).to_numpy(dtype=float), shares_unit=shares_unit)


def share_similarity(
    region_shares: np.ndarray, *, shares_unit: np.ndarray | None = None
) -> np.ndarray:
    """Similarity of industry mixes from shares, for `production_similarity`."""
    import numpy as np

    similarity: np.ndarray = 1 - arrays.krugman_between(region_shares) / 2
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

    Parameters
    ----------
    counts, shares_unit
        As for `production_similarity`.

    Returns
    -------
    Layer
        A tie for every pair of regions with a common industry, masked pairs left out.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> production(counts).ties["weight"].tolist()
    [0.5]
    """
    weights = production_weights(counts, shares_unit=shares_unit)
    return PRODUCTION.layer(weights, counts.index, note=_note(shares_unit))


def _note(shares_unit: np.ndarray | None) -> str:
    """How many pairs are masked. Empty where none is."""
    masked = 0 if shares_unit is None else int(shares_unit.sum()) // 2
    plural = "s" if masked != 1 else ""
    return f"{masked} pair{plural} inside one reporting unit masked" if masked else ""


def _build(inputs: Inputs, settings: Settings) -> np.ndarray:  # noqa: ARG001
    import numpy as np

    weights: np.ndarray = np.nan_to_num(inputs.similarity)
    return weights


def _details(inputs: Inputs, settings: Settings) -> Mapping[str, str]:  # noqa: ARG001
    return {"note": _note(inputs.shares_unit)}


PRODUCTION = LayerKind(
    "production",
    _build,
    status="derived",
    meaning="similarity of the industry mix: 1 - Krugman index / 2",
    unit="0-1",
    tables="enterprises",
    is_allocated=True,
    details=_details,
)
