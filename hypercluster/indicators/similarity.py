"""How alike are two regions' industry mixes? Three measures of the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.concentration import krugman_between
from hypercluster.indicators.specialisation import location_quotient, shares

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def region_similarity(
    counts: pd.DataFrame, *, kind: str = "krugman", epsilon: float = 0.1
) -> pd.DataFrame:
    """Similarity of industry mixes between every two regions.

    - `krugman`: 1 - sum_j |s_rj - s_sj| / 2, the overlap of shares, 0 to 1.
    - `bahar`: Pearson correlation over industries of ln(LQ_rj + epsilon), -1 to 1.
    - `jensen_shannon`: 1 - Jensen-Shannon divergence of the shares in bits, 0 to 1.

    Parameters
    ----------
    counts
        Regions x industries. Industries without enterprises do not count.
    kind
        `krugman`, `bahar` or `jensen_shannon`.
    epsilon
        Added to location quotients before the logarithm, 0.1 as in the source. The smaller it is,
        the more an absent industry counts.

    Returns
    -------
    DataFrame
        Regions x regions, symmetric, 1 on the diagonal. Missing in the row and column of a region
        without enterprises, and for `bahar` of one whose quotients are all equal.

    Raises
    ------
    AnalysisError
        The kind is unknown, or a count is negative, infinite, or missing among others.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.
    Bahar, D., Hausmann, R. & Hidalgo, C. A. (2014). Journal of International Economics 92,
    111-123. doi:10.1016/j.jinteco.2013.11.001
    Lin, J. (1991). IEEE Transactions on Information Theory 37, 145-151. doi:10.1109/18.61115

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> region_similarity(counts).loc["a"].to_dict()
    {'a': 1.0, 'b': 0.5}
    """
    import pandas as pd

    if kind == "krugman":
        values = 1 - krugman_between(counts) / 2
        convention = "1 - Krugman/2 on shares"
    elif kind == "bahar":
        values = _log_correlation(counts, epsilon)
        convention = f"correlation of ln(LQ + {epsilon:g}), reference: total of this table"
    elif kind == "jensen_shannon":
        values = 1 - _jensen_shannon(shares(counts).to_numpy(dtype=float))
        convention = "1 - Jensen-Shannon divergence, base 2 (bits)"
    else:
        raise AnalysisError(
            "Expected a kind of krugman, bahar, jensen_shannon; "
            f"found {kind!r}. Choose one of these."
        )
    similarity = pd.DataFrame(values, index=counts.index, columns=counts.index)
    similarity.attrs["convention"] = convention
    return similarity


def _log_correlation(counts: pd.DataFrame, epsilon: float) -> np.ndarray:
    """Correlation of log quotients between regions, 1 on the diagonal if defined."""
    import numpy as np

    quotients = location_quotient(counts)
    logs = np.log(quotients.loc[:, quotients.notna().any(axis=0)].to_numpy(dtype=float) + epsilon)
    centred = logs - logs.mean(axis=1, keepdims=True) if logs.shape[1] else logs
    length = np.sqrt((centred**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = centred / np.where(length > 1e-12, length, np.nan)[:, None]
    values = np.clip(unit @ unit.T, -1.0, 1.0)
    np.fill_diagonal(values, np.where(np.isnan(np.diag(values)), np.nan, 1.0))
    return np.asarray(values)


def _jensen_shannon(region_shares: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits between rows of shares.

    It is the entropy of the mean of two rows less the mean of their entropies.
    """
    import numpy as np

    def bits(parts: np.ndarray) -> np.ndarray:
        return np.asarray(-(parts * np.log2(np.where(parts > 0, parts, 1.0))).sum(axis=-1))

    entropies = bits(region_shares)
    divergence = np.array(
        [
            bits((region_shares + row) / 2) - (entropies + entropy) / 2
            for row, entropy in zip(region_shares, entropies, strict=True)
        ]
    ).reshape(len(region_shares), len(region_shares))
    # Rounding may carry equal rows just below 0.
    divergence = np.clip(divergence, 0.0, 1.0)
    np.fill_diagonal(divergence, np.where(np.isnan(entropies), np.nan, 0.0))
    return np.asarray(divergence)
