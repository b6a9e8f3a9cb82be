"""What would chance alone give? Random tables with the margins of the data.

A null keeps what is not in question, the size of every region and industry or organisation, and
breaks what is. Small tables are counted exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators.checks import complete_specialisations, valid_counts
from hypercluster.indicators.exact import TooLargeError, binary_values, exact_cooccurrence

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

TRADES_A_ROW = 5
EQUALLY_LIKELY = "null: every 0/1 table with both margins fixed is equally likely"


def patefield_table(counts: pd.DataFrame, *, generator: np.random.Generator) -> pd.DataFrame:
    """Random table of counts with both margins fixed.

    Every enterprise keeps its region, and industries are dealt anew. The distribution is that of
    Patefield's algorithm, hypergeometric given both margins. It is drawn row by row, each row a
    multivariate hypergeometric sample of what the rows before it left.

    Parameters
    ----------
    counts
        Whole counts, regions x industries. A region or industry missing throughout counts as 0.
    generator
        Source of random numbers.

    Returns
    -------
    DataFrame
        Same index and columns, same sums of rows and columns, floats.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, not whole, or missing among others, or they sum to 10^9 or
        more (the limit of the generator).

    References
    ----------
    Patefield, W. M. (1981). Applied Statistics 30, 91-97. doi:10.2307/2346669

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> patefield_table(counts, generator=np.random.default_rng(1))
       oil  wool
    a  2.0   2.0
    b  2.0   2.0
    """
    import numpy as np
    import pandas as pd

    values = valid_counts(counts, is_whole=True).fillna(0).to_numpy()
    whole = values.astype("int64")
    left = whole.sum(axis=0)
    table = np.zeros_like(whole)
    for row, size in enumerate(whole.sum(axis=1)[:-1]):
        table[row] = generator.multivariate_hypergeometric(left, size, method="marginals")
        left = left - table[row]
    if len(whole):
        table[-1] = left
    return pd.DataFrame(table.astype(float), index=counts.index, columns=counts.columns)


def permute_mixes(counts: pd.DataFrame, *, generator: np.random.Generator) -> pd.DataFrame:
    """Random table in which regions keep their sizes and change their industry mixes.

    Every region draws as many enterprises as it has from the mix of another region, a random
    permutation of all. Regions stay as uneven as they are. What is lost is which mix lies where, so
    that a null says whether places, organisations and mixes belong together and not merely whether
    mixes differ.

    Parameters
    ----------
    counts
        Whole counts, regions x industries. A region or industry missing throughout counts as 0.
        A region without enterprises stays without and gives no mix.
    generator
        Source of random numbers.

    Returns
    -------
    DataFrame
        Same index and columns, same sums of rows, floats.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, not whole, or missing among others.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> counts = pd.DataFrame({"oil": [40, 0], "wool": [0, 9]}, index=["a", "b"])
    >>> permute_mixes(counts, generator=np.random.default_rng(1)).sum(axis=1).tolist()
    [40.0, 9.0]
    """
    import numpy as np
    import pandas as pd

    values = valid_counts(counts, is_whole=True).fillna(0).to_numpy()
    whole = values.astype("int64")
    totals = whole.sum(axis=1)
    rows = np.flatnonzero(totals)
    mixes = whole[rows] / totals[rows, None]
    table = np.zeros(whole.shape)
    if len(rows):
        table[rows] = generator.multinomial(totals[rows], generator.permutation(mixes))
    return pd.DataFrame(table, index=counts.index, columns=counts.columns)


def curveball(
    specialisations: pd.DataFrame, *, generator: np.random.Generator, trades: int | None = None
) -> pd.DataFrame:
    """Random 0/1 table with both margins fixed, by trades between pairs of regions.

    Two regions trade the industries that only one of them has. In the long run every table with
    these margins is equally likely.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1, nothing missing.
    generator
        Source of random numbers.
    trades
        Number of trades. None makes 5 a region (our choice: each region trades about ten times,
        after which the co-occurrences are all but uncorrelated with those before).

    Returns
    -------
    DataFrame
        Same index and columns, same sums of rows and columns, floats.

    Raises
    ------
    AnalysisError
        A specialisation is missing, or is not 0 or 1.

    References
    ----------
    Strona, G. et al. (2014). Nature Communications 5, 4114. doi:10.1038/ncomms5114
    Carstens, C. J. (2015). Physical Review E 91, 042812. doi:10.1103/PhysRevE.91.042812

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0, 0.0], "wool": [0.0, 1.0]}, index=["a", "b"])
    >>> curveball(M, generator=np.random.default_rng(1)).sum(axis=1).to_dict()
    {'a': 1.0, 'b': 1.0}
    """
    import pandas as pd

    matrix = binary_values(specialisations).copy()
    rows = len(matrix)
    if rows < 2:
        return pd.DataFrame(matrix, index=specialisations.index, columns=specialisations.columns)
    number = TRADES_A_ROW * rows if trades is None else trades
    first = generator.integers(rows, size=number)
    second = (first + 1 + generator.integers(rows - 1, size=number)) % rows
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        # Rows of the matrix, changed in place.
        a, b = matrix[i], matrix[j]
        differing = (a != b).nonzero()[0]
        size = int(a[differing].sum())
        if 0 < size < len(differing):
            of_a = generator.permutation(differing)[:size]
            a[differing], b[differing] = 0.0, 1.0
            a[of_a], b[of_a] = 1.0, 0.0
    return pd.DataFrame(matrix, index=specialisations.index, columns=specialisations.columns)


def permute_regions(organisations: pd.DataFrame, *, generator: np.random.Generator) -> pd.DataFrame:
    """Organisations that change regions at random.

    Each region keeps their number, and each group, kind, role and focus its members. Only
    organisations with a region take part. What an organisation belongs to, and what it may be
    another name of, moves with it.

    Parameters
    ----------
    organisations
        Located organisations, with the column `region`.
    generator
        Source of random numbers.

    Returns
    -------
    DataFrame
        The same table with other regions. An organisation without a region stays without.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> table = pd.DataFrame({"organisation": ["o1", "o2", "o3"], "region": ["a", "b", "b"]})
    >>> permute_regions(table, generator=np.random.default_rng(2))["region"].tolist()
    ['b', 'a', 'b']
    """
    regions = organisations["region"].copy()
    is_located = regions.notna().to_numpy()
    regions[is_located] = generator.permutation(regions[is_located].to_numpy(dtype=object))
    return organisations.assign(region=regions.astype(organisations["region"].dtype))


def p_upper(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Probability of a value at least as large under the null: (b + 1)/(n + 1).

    b is the number of null draws that reach the observed value (to 1e-9), n that of null draws
    with a value.

    Parameters
    ----------
    observed
        Values.
    null
        Draws x values.

    Returns
    -------
    ndarray
        One p-value a value, above 0 to 1. Missing where the observed value is missing or no draw
        has one.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Statistical Applications in Genetics and Molecular Biology
    9, 39. doi:10.2202/1544-6115.1585

    Examples
    --------
    >>> import numpy as np
    >>> p_upper(np.array([2.0]), np.array([[1.0], [2.0], [0.0]])).tolist()
    [0.5]
    """
    import numpy as np

    values, draws = np.round(observed, 9), np.round(null, 9)
    number = (~np.isnan(draws)).sum(axis=0)
    reached = (draws >= values).sum(axis=0)
    is_tested = ~np.isnan(values) & (number > 0)
    return np.where(is_tested, (reached + 1) / (number + 1), np.nan)


def p_familywise(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Probability that the largest of all values is at least as large under the null.

    (b + 1)/(n + 1) with b the null draws whose largest value reaches the observed one (single-step
    maximum). It adjusts for picking the best of many.

    Parameters
    ----------
    observed
        Values.
    null
        Draws x values.

    Returns
    -------
    ndarray
        One p-value a value, above 0 to 1. A value that was not observed is not tested: it is
        missing, and its nulls do not count.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing. Wiley.

    Examples
    --------
    >>> import numpy as np
    >>> p_familywise(np.array([2.0, 0.5]), np.array([[1.0, 0.0], [0.0, 3.0], [0.0, 0.0]])).tolist()
    [0.5, 0.75]
    """
    import numpy as np

    draws = np.where(np.isnan(null) | np.isnan(observed), -np.inf, null)
    largest = draws.max(axis=1, initial=-np.inf)
    return p_upper(observed, np.where(np.isinf(largest), np.nan, largest)[:, None])


def p_stepdown(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Family-wise p-values by the step-down maximum of standardised values.

    t = (value - mean of its nulls)/(their standard deviation), so that every value is judged on
    its own scale. The largest t is compared with the largest of each null, the second with the
    largest of the rest, and so on: (b + 1)/(n + 1), never below the p-value before it. One strong
    value among thousands can reach 1/(n + 1), which no rate of false discoveries allows.

    Parameters
    ----------
    observed
        Values.
    null
        Draws x values. A missing one counts as lowest.

    Returns
    -------
    ndarray
        One p-value a value, above 0 to 1. Missing where a value is, or has fewer than two nulls.
        A value that does not vary over the nulls and equals them has t = 0.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing. Wiley.

    Examples
    --------
    >>> import numpy as np
    >>> null = np.array([[1.0, 10.0], [2.0, 30.0], [3.0, 20.0]])
    >>> p_stepdown(np.array([9.0, 21.0]), null).tolist()
    [0.25, 0.5]
    """
    import numpy as np

    values, draws = np.asarray(observed, dtype=float), np.asarray(null, dtype=float)
    is_tested = ~np.isnan(values) & ((~np.isnan(draws)).sum(axis=0) >= 2)
    result = np.full(values.shape, np.nan)
    values, draws = values[is_tested], draws[:, is_tested]
    if not values.size:
        return result
    mean, deviation = np.nanmean(draws, axis=0), np.nanstd(draws, axis=0)
    is_varied = deviation > 1e-12
    scale = np.where(is_varied, deviation, 1.0)
    distance = np.round(values - mean, 12)
    t = np.where(
        is_varied, distance / scale, np.where(distance > 0, np.inf, np.minimum(distance, 0))
    )
    standardised = np.where(np.isnan(draws), -np.inf, (draws - mean) / scale)
    order = np.argsort(-t, kind="stable")
    # Largest null among the value itself and all that come after it.
    rest = np.maximum.accumulate(standardised[:, order[::-1]], axis=1)[:, ::-1]
    reached = (np.round(rest, 9) >= np.round(t[order], 9)).sum(axis=0)
    p = np.maximum.accumulate((reached + 1) / (len(draws) + 1))
    tested = np.empty(len(order))
    tested[order] = p
    result[is_tested] = tested
    return result


def cooccurrence_significance(
    specialisations: pd.DataFrame, *, draws: int = 999, seed: int = 1
) -> pd.DataFrame:
    """Test of every pair of industries against tables with the same margins.

    Exact where that can be counted, else against random tables.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1. Regions with missing values, and industries that are missing
        everywhere, do not count.
    draws
        Random tables (curveball) where exact counting is out of reach.
    seed
        Their seed.

    Returns
    -------
    DataFrame
        One row an unordered pair: `industry`, `other_industry`, `cooccurrences`, `expected`,
        `p_upper`, `p_lower`, and `null`: "exact" or "curveball, n draws". With random tables
        p = (b + 1)/(n + 1) and `expected` is their mean. Each table is traded on from the one
        before.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1.

    References
    ----------
    Connor, E. F. & Simberloff, D. (1979). Ecology 60, 1132-1140. doi:10.2307/1936961

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0, 0], "gas": [1, 1, 0, 0], "wool": [0, 0, 1, 1]})
    >>> cooccurrence_significance(M)[["cooccurrences", "p_upper", "null"]].round(3)
       cooccurrences  p_upper   null
    0              2    0.067  exact
    1              0    1.000  exact
    2              0    1.000  exact
    """
    complete = complete_specialisations(specialisations)
    try:
        pairs = exact_cooccurrence(complete).drop(columns="p_least").assign(null="exact")
        method = "counted exactly"
    except TooLargeError:
        pairs = _by_curveball(complete, draws=draws, seed=seed)
        method = f"curveball, {draws} draws, p = (b + 1)/(n + 1)"
    pairs.attrs["convention"] = f"{EQUALLY_LIKELY}; {method}"
    return pairs


def _by_curveball(specialisations: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(seed)
    matrix = binary_values(specialisations)
    first, second = np.triu_indices(matrix.shape[1], k=1)
    observed = (matrix.T @ matrix)[first, second]
    null = np.empty((draws, len(first)))
    current = specialisations
    for draw in range(draws):
        current = curveball(current, generator=generator)
        values = current.to_numpy()
        null[draw] = (values.T @ values)[first, second]
    return pd.DataFrame(
        {
            "industry": specialisations.columns[first],
            "other_industry": specialisations.columns[second],
            "cooccurrences": observed.astype("int64"),
            "expected": null.mean(axis=0),
            "p_upper": p_upper(observed, null),
            "p_lower": p_upper(-observed, -null),
            "null": f"curveball, {draws} draws",
        }
    )
