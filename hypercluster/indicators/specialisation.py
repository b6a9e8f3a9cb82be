"""How specialised is a region in an industry?

Tables are regions (rows) x industries (columns). Shares are row shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators import arrays
from hypercluster.indicators.checks import refuse_negative, valid_counts, valid_reference

if TYPE_CHECKING:
    import pandas as pd


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Share of each industry in its region: s_rj = x_rj / x_r.

    Parameters
    ----------
    counts
        Regions x industries.

    Returns
    -------
    DataFrame
        Same shape, 0 to 1. Rows sum to 1, and a region without enterprises is missing.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    Examples
    --------
    >>> import pandas as pd
    >>> shares(pd.DataFrame({"oil": [1, 0], "wool": [3, 0]}, index=["a", "b"])).loc["a"].to_dict()
    {'oil': 0.25, 'wool': 0.75}
    """
    import pandas as pd

    values = arrays.shares(valid_counts(counts).to_numpy())
    return pd.DataFrame(values, counts.index, counts.columns, copy=False)


def total_shares(counts: pd.DataFrame) -> pd.Series:
    """Share of each industry in the whole table, x_.j / x_.., or missing if empty."""
    import pandas as pd

    values = arrays.total_shares(valid_counts(counts).to_numpy())
    return pd.Series(values, counts.columns, name="share")


def expected_shares(counts: pd.DataFrame, reference: pd.Series | None) -> pd.Series:
    """Reference share of each industry, by default that of the whole table."""
    return total_shares(counts) if reference is None else valid_reference(reference, counts.columns)


def location_quotient(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Location quotient: share of an industry in a region over its reference share.

    LQ_rj = s_rj / p_j with p_j = x_.j / x_.. of this table, or the share in a reference economy.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        Share of each industry in the reference economy, indexed by industry, in any order. The
        shares add up to 1 (to 0.01) over all industries of that economy, and those of the table
        are among them. None takes the shares of the whole table.

    Returns
    -------
    DataFrame
        Same shape, from 0, and 1 where the region has the reference's share. Missing for a region
        without enterprises and for an industry whose reference share is 0.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others. Or the reference lacks an industry
        of the table, or holds other numbers than shares.

    References
    ----------
    Florence, P. S. (1939). Report on the Location of Industry. Political and Economic Planning,
    London.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> location_quotient(counts).loc["a"].to_dict()
    {'oil': 1.5, 'wool': 0.5}
    """
    import pandas as pd

    counts = valid_counts(counts)
    expected = expected_shares(counts, reference).to_numpy(dtype=float)
    values = arrays.location_quotient(counts.to_numpy(), expected)
    quotients = pd.DataFrame(values, counts.index, counts.columns, copy=False)
    quotients.attrs["convention"] = f"reference: {_reference_text(reference)}"
    return quotients


def _reference_text(reference: pd.Series | None) -> str:
    return "total of this table" if reference is None else "given shares"


def empirical_bayes(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Location quotient shrunk towards the whole by global empirical Bayes.

    LQ_rj = theta_rj / p_j with theta_rj = w_rj s_rj + (1 - w_rj) m_j, m_j = x_.j / x_.. over this
    table and w_rj = A_j / (A_j + m_j / x_r.). Small regions shrink most.

    A_j = max(0, sum_r x_r. (s_rj - m_j)^2 / x_.. - m_j / n), n the mean of x_r. over regions with
    enterprises. It would be negative where shares differ no more than chance makes counts of this
    size differ. There it is 0 and every region gets m_j (our choice).

    Parameters
    ----------
    counts
        Counts, reporting units x industries.
    reference
        As for `location_quotient`. It gives p_j only: the shrinkage goes towards this table's m_j.

    Returns
    -------
    DataFrame
        Same shape, from 0. Missing where the location quotient is, and for an industry nobody has.

    Raises
    ------
    AnalysisError
        As for `location_quotient`.

    References
    ----------
    Marshall, R. J. (1991). Applied Statistics 40, 283-294. doi:10.2307/2347593

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [90, 1], "wool": [10, 9]}, index=["a", "b"])
    >>> location_quotient(counts)["oil"].round(2).to_dict()
    {'a': 1.09, 'b': 0.12}
    >>> empirical_bayes(counts)["oil"].round(2).to_dict()
    {'a': 1.07, 'b': 0.72}
    """
    import numpy as np
    import pandas as pd

    counts = valid_counts(counts)
    region_shares, totals, mean = shares(counts), counts.sum(axis=1), total_shares(counts)
    populated = totals.where(totals > 0)
    spread = (region_shares - mean).pow(2).mul(populated, axis=0).sum(axis=0) / populated.sum()
    variance = (spread - mean / populated.mean()).clip(lower=0)
    chance = pd.DataFrame(np.outer(1 / populated, mean), index=counts.index, columns=counts.columns)
    weight = variance / (chance + variance)
    smoothed = weight * region_shares + (1 - weight) * mean
    expected = expected_shares(counts, reference)
    quotients = smoothed.div(expected.where(expected > 0), axis=1)
    quotients.attrs["convention"] = (
        f"reference: {_reference_text(reference)}; shrunk towards the total; variance at least 0"
    )
    return quotients


def symmetric_location_quotient(location_quotients: pd.DataFrame) -> pd.DataFrame:
    """Symmetric location quotient: (LQ - 1)/(LQ + 1).

    Parameters
    ----------
    location_quotients
        Regions x industries.

    Returns
    -------
    DataFrame
        Same shape, from -1 (absent) over 0 (the reference's share) to below 1. Missing where the
        quotient is.

    Raises
    ------
    AnalysisError
        A quotient is negative or infinite.

    References
    ----------
    Laursen, K. (2015). Eurasian Business Review 5, 99-115. doi:10.1007/s40821-015-0017-1

    Examples
    --------
    >>> import pandas as pd
    >>> symmetric_location_quotient(pd.DataFrame({"oil": [0.0, 1.0, 3.0]}))["oil"].tolist()
    [-1.0, 0.0, 0.5]
    """
    refuse_negative(location_quotients, "location quotients", remedy="Make them of counts.")
    return (location_quotients - 1) / (location_quotients + 1)


def specialised(location_quotients: pd.DataFrame, *, threshold: float = 1.0) -> pd.DataFrame:
    """Specialisations: whether the location quotient reaches a threshold.

    Parameters
    ----------
    location_quotients
        Regions x industries. Rounded to 1e-9 first, so that 1 means 1 on every machine.
    threshold
        Least quotient of a specialisation, itself included (our choice).

    Returns
    -------
    DataFrame
        Same shape, 1.0 or 0.0, missing where the quotient is. They are floats because what follows
        multiplies them.

    Raises
    ------
    AnalysisError
        A quotient is negative or infinite.

    Examples
    --------
    >>> import pandas as pd
    >>> specialised(pd.DataFrame({"oil": [0.5, 1.0, None]}))["oil"].tolist()
    [0.0, 1.0, nan]
    """
    import pandas as pd

    refuse_negative(location_quotients, "location quotients", remedy="Make them of counts.")
    values = arrays.specialised(location_quotients.to_numpy(dtype=float), threshold)
    specialisations = pd.DataFrame(
        values, location_quotients.index, location_quotients.columns, copy=False
    )
    specialisations.attrs["convention"] = f"location quotient >= {threshold:g}, inclusive"
    return specialisations


def excess_enterprises(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Enterprises above expectation: max(0, x_rj - x_r. p_j).

    The row sum E_r measures the spatial concentration of production in a region.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        Shares p_j, as for `location_quotient`.

    Returns
    -------
    DataFrame
        Same shape, in enterprises. Missing for a region whose counts are missing, and 0 for one
        without enterprises.

    Raises
    ------
    AnalysisError
        As for `location_quotient`.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> excess_enterprises(counts).loc["a"].to_dict()
    {'oil': 1.0, 'wool': 0.0}
    """
    import pandas as pd

    counts = valid_counts(counts)
    expected = expected_shares(counts, reference).to_numpy(dtype=float)
    values = arrays.excess_enterprises(counts.to_numpy(), expected)
    return pd.DataFrame(values, counts.index, counts.columns, copy=False)
