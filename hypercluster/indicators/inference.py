"""Is a specialisation more than chance?

Exact tests of cells, their correction for many tests, and intervals of quotients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators import arrays
from hypercluster.indicators.checks import valid_counts, valid_probabilities
from hypercluster.indicators.specialisation import expected_shares, location_quotient

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_TERMS = 1_000_000


def p_specialised(counts: pd.DataFrame) -> pd.DataFrame:
    """Exact upper-tail hypergeometric p-value of every cell, both margins fixed.

    P(X >= x_rj) when the x_r. enterprises of the region are drawn without replacement from the
    x_.. of the table, x_.j of which are in the industry.

    Parameters
    ----------
    counts
        Whole counts, reporting units x industries. Never give allocated parts.

    Returns
    -------
    DataFrame
        Same shape, 0 to 1. Missing for a unit or an industry without enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, not whole, or missing among others. Or they sum to 10^9
        or more.

    References
    ----------
    Fisher, R. A. (1935). Journal of the Royal Statistical Society 98, 39-82. doi:10.2307/2342435

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [2, 0], "wool": [0, 2]}, index=["a", "b"])
    >>> p_specialised(counts)["oil"].round(3).to_dict()
    {'a': 0.167, 'b': 1.0}
    """
    return _tails(counts, is_upper=True)


def p_underrepresented(counts: pd.DataFrame) -> pd.DataFrame:
    """Exact lower-tail hypergeometric p-value of every cell, both margins fixed.

    P(X <= x_rj), the counterpart of `p_specialised`. Both tails contain the observed count, so that
    they add up to more than 1.

    Parameters
    ----------
    counts
        Whole counts, reporting units x industries. Never give allocated parts.

    Returns
    -------
    DataFrame
        Same shape, 0 to 1. Missing for a unit or an industry without enterprises.

    Raises
    ------
    AnalysisError
        As for `p_specialised`.

    References
    ----------
    Fisher, R. A. (1935). Journal of the Royal Statistical Society 98, 39-82. doi:10.2307/2342435

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [2, 0], "wool": [0, 2]}, index=["a", "b"])
    >>> p_underrepresented(counts)["oil"].round(3).to_dict()
    {'a': 1.0, 'b': 0.167}
    """
    return _tails(counts, is_upper=False)


def _tails(counts: pd.DataFrame, *, is_upper: bool) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    x = valid_counts(counts, is_whole=True).fillna(0).to_numpy().astype("int64")
    p = np.where(counts.notna(), tail_probabilities(x, is_upper=is_upper), np.nan)
    p_values = pd.DataFrame(p, index=counts.index, columns=counts.columns)
    p_values.attrs["convention"] = (
        f"exact hypergeometric, {'upper' if is_upper else 'lower'} tail, observed count included"
    )
    return p_values


def tail_probabilities(x: np.ndarray, *, is_upper: bool) -> np.ndarray:
    """One tail of every cell of an array of whole counts, as `p_specialised` says."""
    import numpy as np

    total = int(x.sum())
    rows, columns = np.broadcast_arrays(x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True))
    # At most x of an industry is at least x_r. - x of all the others.
    cells, sizes = (x, columns) if is_upper else (rows - x, total - columns)
    p = _upper_tail(cells.ravel(), rows.ravel(), sizes.ravel(), total).reshape(x.shape)
    return np.where((rows > 0) & (columns > 0), p, np.nan)


def _upper_tail(x: np.ndarray, rows: np.ndarray, columns: np.ndarray, total: int) -> np.ndarray:
    """P(X >= x) of the hypergeometric distribution, from logarithms of factorials.

    Not `scipy.stats.hypergeom`: every run tests its cells, and importing `scipy.stats` takes 0.5 s
    or more, a quarter of a run of the packaged data. Large tables use it. A test holds both equal.
    """
    import numpy as np
    from scipy.special import gammaln

    lengths = np.minimum(rows, columns) - x + 1
    if lengths.sum() > MOST_TERMS or total > MOST_TERMS:
        from scipy.stats import hypergeom

        return np.asarray(hypergeom.sf(x - 1, total, columns, rows))
    factorial = gammaln(np.arange(total + 1) + 1.0)
    # The terms of all tails stand one behind the other: `cell` says whose a term is, and k counts
    # up from its x.
    starts = np.cumsum(lengths) - lengths
    cell = np.repeat(np.arange(len(x)), lengths)
    k = x[cell] + np.arange(len(cell)) - starts[cell]
    row, column = rows[cell], columns[cell]
    fixed = (
        factorial[columns]
        + factorial[total - columns]
        + factorial[rows]
        + factorial[total - rows]
        - factorial[total]
    )
    possible = total - column - row + k >= 0
    rest = np.where(possible, total - column - row + k, 0)
    logs = fixed[cell] - factorial[k] - factorial[column - k] - factorial[row - k] - factorial[rest]
    terms = np.where(possible, np.exp(logs), 0.0)
    # Rounding may carry a tail that is nearly everything past 1.
    return np.minimum(np.add.reduceat(terms, starts), 1.0) if len(terms) else np.ones(len(x))


def location_quotient_interval(
    counts: pd.DataFrame,
    *,
    reference: pd.Series | None = None,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Interval of the location quotient under a superpopulation of rates.

    Rates are those of enterprises. Each draw takes rates Gamma(x_rj + p_j, 1), p_j the industry's
    reference share, rescaled so that a region keeps its expected number. The prior is worth one
    enterprise of the reference mix a region (our choice: 1/2 a cell would triple a sparse table).
    Quotients of the rates are formed as of counts. Without `reference` the shares of the whole are
    those of the same draw. The interval holds the middle `level` of the draws.

    Parameters
    ----------
    counts
        Counts, reporting units x industries.
    reference
        Shares p_j, as for `location_quotient`.
    level
        Probability inside, 0 to 1.
    draws
        Number of draws. Memory grows with draws x regions x industries.
    seed
        Seed of the draws. Regions and industries are drawn in order of their labels, so that the
        order of the table does not matter.

    Returns
    -------
    DataFrame
        One row per region and industry, in the order of `counts.stack()`: `location_quotient`,
        `low`, `high`. Missing for a region without enterprises and an industry the reference does
        not have. A count of 0 has a quotient of 0 below its interval, because its rate is not 0.

    Raises
    ------
    AnalysisError
        The level is not between 0 and 1, or counts or shares are not as for `location_quotient`.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., ch. 2.6. CRC Press.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [30, 10], "wool": [10, 30]}, index=["a", "b"])
    >>> location_quotient_interval(counts).round(1).loc[("a", "oil")].to_dict()
    {'location_quotient': 1.5, 'low': 1.3, 'high': 1.7}
    """
    import numpy as np
    import pandas as pd

    if not 0 < level < 1:
        raise AnalysisError(
            f"Expected a level between 0 and 1; found {level:g}. "
            "Use 0.9 for an interval from 5 % to 95 %."
        )
    counts = valid_counts(counts)
    table = location_quotient(counts, reference=reference)
    expected = expected_shares(counts, reference)
    usable = counts.loc[counts.sum(axis=1) > 0, (counts.sum(axis=0) > 0) | (expected > 0)]
    usable = usable.fillna(0.0).sort_index(key=_as_text).sort_index(axis=1, key=_as_text)
    x, p = (
        values.to_numpy(dtype=float)
        for values in (usable, expected.reindex(usable.columns).fillna(0.0))
    )
    totals = x.sum(axis=1, keepdims=True)
    rates = np.random.default_rng(seed).gamma(x + p, 1.0, (draws, *x.shape)) * (
        totals / (totals + 1)
    )
    whole = (
        rates.sum(axis=1, keepdims=True) / rates.sum(axis=(1, 2), keepdims=True)
        if reference is None
        else p
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        quotients = rates / rates.sum(axis=2, keepdims=True) / np.where(whole > 0, whole, np.nan)
    columns = {"location_quotient": table.to_numpy(dtype=float).ravel()}
    for name, end in {"low": (1 - level) / 2, "high": (1 + level) / 2}.items():
        quantiles = pd.DataFrame(
            np.quantile(quotients, end, axis=0), index=usable.index, columns=usable.columns
        ).reindex(index=counts.index, columns=counts.columns)
        columns[name] = quantiles.where(table.notna()).to_numpy(dtype=float).ravel()
    names = [counts.index.name or "region", counts.columns.name or "industry"]
    cells = pd.MultiIndex.from_product([counts.index, counts.columns], names=names)
    interval = pd.DataFrame(columns, index=cells)
    interval.attrs["convention"] = (
        f"{level:.0%} of Gamma-Poisson draws, prior of one enterprise of the reference mix a "
        f"region; {table.attrs['convention']}"
    )
    return interval


def _as_text(labels: pd.Index) -> pd.Index:
    """Labels as text, to sort any kind of them."""
    return labels.astype(str)


def benjamini_hochberg(p_values: pd.DataFrame) -> pd.DataFrame:
    """Benjamini-Hochberg adjusted p-values over all cells of a table.

    Parameters
    ----------
    p_values
        Any table of p-values, 0 to 1. Missing cells are not tests.

    Returns
    -------
    DataFrame
        Same shape: for each cell the least false discovery rate at which it would be called
        significant. Missing where the p-value is.

    Raises
    ------
    AnalysisError
        A p-value lies outside 0 to 1.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289-300.
    doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> import pandas as pd
    >>> p_values = pd.DataFrame({"oil": [0.01, 0.04], "gas": [0.03, None]}, index=["a", "b"])
    >>> benjamini_hochberg(p_values).round(3).to_dict("index")
    {'a': {'oil': 0.03, 'gas': 0.04}, 'b': {'oil': 0.04, 'gas': nan}}
    """
    import pandas as pd

    # Not `scipy.stats.false_discovery_control`, for the reason given at `_upper_tail`.
    adjusted = arrays.benjamini_hochberg(valid_probabilities(p_values).to_numpy())
    return pd.DataFrame(adjusted, index=p_values.index, columns=p_values.columns)
