"""How concentrated or particular is a region's industry mix?

All functions take counts, regions x industries, and give one value a region. A region without
enterprises is missing, and an industry that nobody has changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators import arrays
from hypercluster.indicators.checks import valid_counts, valid_reference
from hypercluster.indicators.specialisation import expected_shares, shares, total_shares

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def krugman_index(counts: pd.DataFrame, *, reference: str | pd.Series = "total") -> pd.Series:
    """Krugman specialisation index: sum over industries of |s_rj - p_j|.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        `total` (shares of the whole table), `rest` (all other regions together), `mean`
        (unweighted mean of the regions' shares), or shares as for `location_quotient`.

    Returns
    -------
    Series
        One value a region, from 0 (the reference's mix) to 2 (nothing in common). Missing for a
        region without enterprises.

    Raises
    ------
    AnalysisError
        The name of the reference is unknown, or counts or shares are not as for
        `location_quotient`.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> krugman_index(counts).to_dict()
    {'a': 0.5, 'b': 0.5}
    >>> krugman_index(counts, reference="rest").to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    region_shares = shares(counts)
    name = reference if isinstance(reference, str) else "given shares"
    if not isinstance(reference, str):
        difference = region_shares - valid_reference(reference, counts.columns)
    elif reference == "total":
        difference = region_shares - total_shares(counts)
    elif reference == "rest":
        complete = valid_counts(counts).fillna(0)
        # Rounding may leave a region that is all of an industry just below 0.
        difference = region_shares - shares((complete.sum(axis=0) - complete).clip(lower=0))
    elif reference == "mean":
        difference = region_shares - region_shares.mean(axis=0)
    else:
        raise AnalysisError(
            "Expected reference 'total', 'rest', 'mean' or shares; "
            f"found {reference!r}. Choose one of these."
        )
    index = difference.abs().sum(axis=1, min_count=1).rename("krugman_index")
    index.attrs["convention"] = f"reference: {name}"
    return index


def krugman_between(counts: pd.DataFrame) -> np.ndarray:
    """Krugman index between every two regions: sum over industries of |s_rj - s_sj|.

    Parameters
    ----------
    counts
        Regions x industries.

    Returns
    -------
    ndarray
        Regions x regions in row order, symmetric, from 0 (same mix) to 2 (nothing in common), 0 on
        the diagonal. Missing in the row and column of a region without enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> krugman_between(pd.DataFrame({"oil": [3, 1], "wool": [1, 3]})).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return arrays.krugman_between(shares(counts).to_numpy(dtype=float))


def herfindahl_index(counts: pd.DataFrame, *, is_normalised: bool = True) -> pd.Series:
    """Herfindahl index: sum over industries of squared shares.

    Normalised (H - 1/K)/(1 - 1/K) to run from 0 to 1, K the number of industries that any region
    of the table has. An industry that nobody has does not count (our choice).

    Parameters
    ----------
    counts
        Regions x industries.
    is_normalised
        Whether the index runs from 0 to 1 instead of from 1/K to 1.

    Returns
    -------
    Series
        One value a region, the larger the more concentrated. Missing for a region without
        enterprises. With a single industry the normalised index is missing, because 0 and 1
        coincide.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    References
    ----------
    Herfindahl, O. C. (1950). Concentration in the Steel Industry. Columbia University.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 2], "wool": [1, 2], "tin": [0, 0]}, index=["a", "b"])
    >>> herfindahl_index(counts).to_dict()
    {'a': 0.25, 'b': 0.0}
    """
    counts = valid_counts(counts)
    index = (shares(counts) ** 2).sum(axis=1, min_count=1)
    k = int((counts.sum(axis=0) > 0).sum())
    if is_normalised:
        index = (index - 1 / k) / (1 - 1 / k) if k > 1 else index * float("nan")
    index.attrs["convention"] = (
        "normalised, 0 to 1" if is_normalised else "sum of squared shares, 1/K to 1"
    )
    return index.rename("herfindahl_index")


def entropy(counts: pd.DataFrame, *, base: float | None = None) -> pd.Series:
    """Shannon entropy of the industry shares: -sum s log s, with 0 log 0 = 0.

    Parameters
    ----------
    counts
        Regions x industries.
    base
        Base of the logarithm. None is e (nats), our choice.

    Returns
    -------
    Series
        One value a region, from 0 (one industry) to log K (K industries with equal shares).
        Missing for a region without enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    References
    ----------
    Shannon, C. E. (1948). Bell System Technical Journal 27, 379-423.
    doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1, 4], "wool": [1, 0]}, index=["a", "b"])
    >>> entropy(counts, base=2).to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    region_shares = shares(counts)
    in_base = entropy_sums(region_shares, region_shares, base=base)
    index = in_base.where(region_shares.notna().any(axis=1)).rename("entropy")
    index.attrs["convention"] = base_text(base)
    return index


def entropy_sums(weights: pd.DataFrame, parts: pd.DataFrame, *, base: float | None) -> pd.Series:
    """Row sums of -weights log parts, with 0 log 0 = 0."""
    import numpy as np

    nats = -(weights * np.log(parts.where(parts > 0, 1.0))).sum(axis=1)
    # 0.0 + turns -0.0 of a single part into 0.
    return 0.0 + (nats if base is None else nats / np.log(base))


def base_text(base: float | None) -> str:
    """Base of a logarithm as the convention that travels with a result."""
    return "base e (nats)" if base is None else "base 2 (bits)" if base == 2 else f"base {base:g}"


def hachman_index(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.Series:
    """Hachman index: likeness of a region's mix to the reference.

    It is 1 / sum_j s_rj^2 / p_j. The sum is the region's mean location quotient, weighted by its
    own shares.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        Shares p_j, as for `location_quotient`.

    Returns
    -------
    Series
        One value a region, from near 0 (unlike) to 1 (the same mix). Missing for a region without
        enterprises, and 0 for one with an industry whose reference share is 0.

    Raises
    ------
    AnalysisError
        As for `location_quotient`.

    References
    ----------
    Due to F. Hachman, Bureau of Economic and Business Research, University of Utah.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> hachman_index(counts).to_dict()
    {'a': 0.8, 'b': 0.8}
    """
    import numpy as np
    import pandas as pd

    region_shares, expected = shares(counts), expected_shares(counts, reference)
    squared, p = region_shares.to_numpy() ** 2, expected.to_numpy(dtype=float)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        # An industry the region lacks adds nothing, whatever its reference share.
        mean_quotient = np.where(squared == 0, 0.0, squared / p).sum(axis=1)
        values = 1 / np.where(region_shares.isna().all(axis=1), np.nan, mean_quotient)
    index = pd.Series(values, index=counts.index, name="hachman_index")
    index.attrs["convention"] = f"reference: {'total' if reference is None else 'given shares'}"
    return index
