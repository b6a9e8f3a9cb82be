"""How specialised is a region in an industry?

Tables are regions (rows) x industries (columns). Shares are row shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators.checks import valid_counts, valid_reference

if TYPE_CHECKING:
    import pandas as pd


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Share of each industry in its region: s_rj = x_rj / x_r.

    Returns
    -------
    DataFrame
        Same shape; rows sum to 1, a region without enterprises is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> shares(pd.DataFrame({"oil": [1, 0], "wool": [3, 0]}, index=["a", "b"])).loc["a"].tolist()
    [0.25, 0.75]
    """
    counts = valid_counts(counts)
    totals = counts.sum(axis=1)
    return counts.div(totals.where(totals > 0), axis=0)


def total_shares(counts: pd.DataFrame) -> pd.Series:
    """Share of each industry in the whole table: x_.j / x_.., missing for an empty table."""
    totals = valid_counts(counts).sum(axis=0)
    whole = totals.sum()
    return (totals / whole if whole > 0 else totals * float("nan")).rename("share")


def expected_shares(counts: pd.DataFrame, reference: pd.Series | None) -> pd.Series:
    """Reference share of each industry, of the whole table where no reference is given."""
    return total_shares(counts) if reference is None else valid_reference(reference, counts.columns)


def location_quotient(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Location quotient: the share of an industry in a region over its share in a reference economy.

    LQ_rj = s_rj / p_j with p_j = x_.j / x_.. of this table, or the reference share where one is given.

    Parameters
    ----------
    counts
        Regions x industries.
    reference
        Share of each industry in the reference economy, indexed by industry.

    Returns
    -------
    DataFrame
        Same shape, 1 where the region has the reference's share. Missing for a region without enterprises
        and for an industry that the reference does not have.

    References
    ----------
    Florence, P. S. (1939). Report on the Location of Industry. Political and Economic Planning, London.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> location_quotient(counts).loc["a"].tolist()
    [1.5, 0.5]
    """
    expected = expected_shares(counts, reference)
    quotients = shares(counts).div(expected.where(expected > 0), axis=1)
    quotients.attrs["convention"] = (
        f"reference: {'total of this table' if reference is None else 'given shares'}"
    )
    return quotients


def empirical_bayes(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Location quotient shrunk towards the whole by global empirical Bayes: small regions most.

    LQ_rj = theta_rj / p_j with theta_rj = w_rj s_rj + (1 - w_rj) m_j, m_j = x_.j / x_.. over this table,
    w_rj = A_j / (A_j + m_j / x_r.) and A_j = max(0, sum_r x_r. (s_rj - m_j)^2 / x_.. - m_j / n), n the mean of x_r.
    over regions that have enterprises. Where shares differ no more than counts of this size do by chance, A_j would be
    negative; it is 0 and every region gets m_j (our choice).

    Parameters
    ----------
    counts
        Whole counts, reporting units x industries.
    reference
        Shares that p_j is taken from, as for the location quotient; the shrinkage goes towards this table's m_j in
        any case.

    Returns
    -------
    DataFrame
        Same shape; missing where the location quotient is.

    References
    ----------
    Marshall, R. J. (1991). Applied Statistics 40, 283-294. doi:10.2307/2347593

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [90, 1], "wool": [10, 9]}, index=["a", "b"])
    >>> location_quotient(counts).round(2)["oil"].tolist(), empirical_bayes(counts).round(2)["oil"].tolist()
    ([1.09, 0.12], [1.07, 0.72])
    """
    import numpy as np
    import pandas as pd

    counts = valid_counts(counts)
    own, totals, mean = shares(counts), counts.sum(axis=1), total_shares(counts)
    populated = totals.where(totals > 0)
    weighted = (own - mean).pow(2).mul(populated, axis=0).sum(axis=0) / populated.sum()
    variance = (weighted - mean / populated.mean()).clip(lower=0)
    chance = pd.DataFrame(np.outer(1 / populated, mean), index=counts.index, columns=counts.columns)
    weight = variance / (chance + variance)
    smoothed = weight * own + (1 - weight) * mean
    expected = expected_shares(counts, reference)
    quotients = smoothed.div(expected.where(expected > 0), axis=1)
    quotients.attrs["convention"] = (
        f"reference: {'total of this table' if reference is None else 'given shares'}; shrunk towards the total; variance at least 0"
    )
    return quotients


def symmetric_location_quotient(location_quotients: pd.DataFrame) -> pd.DataFrame:
    """Symmetric location quotient: (LQ - 1)/(LQ + 1), from -1 (absent) over 0 to below 1.

    References
    ----------
    Laursen, K. (2015). Eurasian Business Review 5, 99-115. doi:10.1007/s40821-015-0017-1
    """
    return (location_quotients - 1) / (location_quotients + 1)


def specialised(location_quotients: pd.DataFrame, *, threshold: float = 1.0) -> pd.DataFrame:
    """Whether the location quotient reaches the threshold, inclusive (our choice).

    Returns
    -------
    DataFrame
        Floats 1.0 and 0.0, missing where the quotient is; floats because what follows multiplies them.
        Quotients are rounded to 1e-9 first, so that 1 means 1 on every machine.
    """
    rounded = location_quotients.round(9)
    found = (rounded >= threshold).astype(float).where(rounded.notna())
    found.attrs["convention"] = f"location quotient >= {threshold:g}, inclusive"
    return found


def excess_enterprises(counts: pd.DataFrame, *, reference: pd.Series | None = None) -> pd.DataFrame:
    """Enterprises above expectation: max(0, x_rj - x_r. p_j), with p_j as for the location quotient.

    Its row sum E_r measures the spatial concentration of production in a region. Missing for a region
    whose counts are missing; 0 for one without enterprises.
    """
    expected = expected_shares(counts, reference)
    counts = valid_counts(counts)
    totals = counts.sum(axis=1, min_count=1)
    above = counts - expected.to_numpy()[None, :] * totals.to_numpy()[:, None]
    return above.clip(lower=0)
