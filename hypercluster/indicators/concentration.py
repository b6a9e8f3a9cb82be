"""How concentrated or particular is a region's industry mix?

All functions take counts, regions x industries, and give one value a region: missing for a region
without enterprises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.specialisation import shares, total_shares

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
    if not isinstance(reference, str):
        compared = own - reference.reindex(counts.columns)
    elif reference == "total":
        compared = own - total_shares(counts)
    elif reference == "rest":
        compared = own - shares(counts.sum(axis=0) - counts.fillna(0))
    elif reference == "mean":
        compared = own - own.mean(axis=0)
    else:
        raise AnalysisError(f"Expected reference 'total', 'rest', 'mean' or shares; found {reference!r}. Choose one of these.")
    return compared.abs().sum(axis=1, min_count=1).rename("krugman_index")


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
    k = counts.shape[1]
    if is_normalised:
        index = (index - 1 / k) / (1 - 1 / k) if k > 1 else index * float("nan")
    return index.rename("herfindahl_index")


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
    bits = terms.where(own.notna()).sum(axis=1, min_count=1)
    return (bits / np.log(base) if base is not None else bits).rename("entropy")
