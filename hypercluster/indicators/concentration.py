"""How concentrated or particular is a region's industry mix?

All functions take counts, regions x industries, and give one value a region: missing for a region
without enterprises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.checks import valid_counts, valid_reference
from hypercluster.indicators.specialisation import expected_shares, shares, total_shares

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def krugman_index(counts: pd.DataFrame, *, reference: str | pd.Series = "total") -> pd.Series:
    """Krugman specialisation index: sum over industries of |s_rj - p_j|, from 0 to 2.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        `total` (shares of the whole table), `rest` (all other regions together), `mean` (unweighted mean
        of the regions' shares), or shares of your own, indexed by industry.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> krugman_index(counts).tolist(), krugman_index(counts, reference="rest").tolist()
    ([0.5, 0.5], [1.0, 1.0])
    """
    own = shares(counts)
    named = reference if isinstance(reference, str) else "given shares"
    if not isinstance(reference, str):
        compared = own - valid_reference(reference, counts.columns)
    elif reference == "total":
        compared = own - total_shares(counts)
    elif reference == "rest":
        known = valid_counts(counts).fillna(0)
        # Rounding may leave a region that is all of an industry just below 0.
        compared = own - shares((known.sum(axis=0) - known).clip(lower=0))
    elif reference == "mean":
        compared = own - own.mean(axis=0)
    else:
        raise AnalysisError(
            f"Expected reference 'total', 'rest', 'mean' or shares; found {reference!r}. Choose one of these."
        )
    index = compared.abs().sum(axis=1, min_count=1).rename("krugman_index")
    index.attrs["convention"] = f"reference: {named}"
    return index


def krugman_between(counts: pd.DataFrame) -> np.ndarray:
    """Krugman index between every two regions: sum over industries of |s_rj - s_sj|.

    Returns
    -------
    ndarray
        Regions x regions in row order, symmetric, from 0 (same mix) to 2 (nothing in common), 0 on the
        diagonal; missing in the row and column of a region without enterprises.
    """
    import numpy as np

    own = shares(counts).to_numpy(dtype=float)
    between = np.empty((len(own), len(own)))
    for position, row in enumerate(own):
        between[position] = np.abs(own - row).sum(axis=1)
    empty = np.isnan(own).any(axis=1)
    between[empty, :] = np.nan
    between[:, empty] = np.nan
    return between


def herfindahl_index(counts: pd.DataFrame, *, is_normalised: bool = True) -> pd.Series:
    """Herfindahl index: sum of squared shares; normalised (H - 1/K)/(1 - 1/K) to run from 0 to 1.

    With a single industry the normalised index is missing, because 0 and 1 coincide.

    References
    ----------
    Herfindahl, O. C. (1950). Concentration in the Steel Industry. Columbia University.
    """
    index = (shares(counts) ** 2).sum(axis=1, min_count=1)
    k = int((counts.sum(axis=0) > 0).sum())
    if is_normalised:
        index = (index - 1 / k) / (1 - 1 / k) if k > 1 else index * float("nan")
    index = index.rename("herfindahl_index")
    index.attrs["convention"] = (
        "normalised, 0 to 1" if is_normalised else "sum of squared shares, 1/K to 1"
    )
    return index


def entropy(counts: pd.DataFrame, *, base: float | None = None) -> pd.Series:
    """Shannon entropy of the industry shares: -sum s log s, with 0 log 0 = 0.

    Parameters
    ----------
    counts
        Regions x industries.
    base
        Base of the logarithm; None is e (nats), our choice.

    References
    ----------
    Shannon, C. E. (1948). Bell System Technical Journal 27, 379-423. doi:10.1002/j.1538-7305.1948.tb01338.x
    """
    import numpy as np

    own = shares(counts)
    terms = -own * np.log(own.where(own > 0, 1.0))
    nats = terms.where(own.notna()).sum(axis=1, min_count=1)
    found = (nats / np.log(base) if base is not None else nats).rename("entropy")
    found.attrs["convention"] = base_words(base)
    return found


def base_words(base: float | None) -> str:
    """Base of a logarithm as the convention that travels with a result."""
    return "base e (nats)" if base is None else "base 2 (bits)" if base == 2 else f"base {base:g}"


def hachman_index(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.Series:
    """Hachman index: how alike a region's mix and the reference's are, 1 / sum over industries of s_rj^2 / p_j.

    The sum is the region's mean location quotient, weighted by its own shares. 1: the same mix; towards 0: unlike it.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        Shares p_j of the same industries, adding up to 1; None takes those of the whole table.

    Returns
    -------
    Series
        One value a region. Missing for a region without enterprises, and for one with an industry whose reference share is
        missing; 0 for one with an industry whose reference share is 0.

    References
    ----------
    Due to F. Hachman, Bureau of Economic and Business Research, University of Utah.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> hachman_index(counts).tolist()
    [0.8, 0.8]
    """
    import numpy as np

    own = shares(counts)
    expected = expected_shares(counts, reference)
    squared, p = own.to_numpy(dtype=float) ** 2, expected.to_numpy(dtype=float)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        # An industry the region lacks adds nothing, whatever its reference share.
        mean_quotient = np.where(squared == 0, 0.0, squared / p).sum(axis=1)
        index = 1 / np.where(own.isna().all(axis=1), np.nan, mean_quotient)
    found = counts.sum(axis=1).astype(float).rename("hachman_index")
    found[:] = index
    found.attrs["convention"] = f"reference: {'total' if reference is None else 'given shares'}"
    return found
