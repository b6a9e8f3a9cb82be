"""What would chance alone give? Random tables with the margins of the data, exact counts of small ones, and p-values.

A null keeps what is not in question, the size of every region and industry or organisation, and breaks what is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

TRADES_A_ROW = 5
MOST_STATES = 200_000


class TooLargeError(AnalysisError):
    """A table that is too large to count exactly."""


def patefield_table(counts: pd.DataFrame, *, generator: np.random.Generator) -> pd.DataFrame:
    """Random table of counts with both margins fixed: every enterprise keeps its region, industries are dealt anew.

    The distribution is that of Patefield's algorithm, hypergeometric given both margins; it is drawn row by row, each
    row a multivariate hypergeometric sample of what the rows before it left.

    Parameters
    ----------
    counts
        Whole counts, regions x industries; missing counts as 0.
    generator
        Source of random numbers.

    Returns
    -------
    DataFrame
        Same index and columns, same sums of rows and columns, floats.

    Raises
    ------
    AnalysisError
        A count is negative or not whole.

    References
    ----------
    Patefield, W. M. (1981). Applied Statistics 30, 91-97. doi:10.2307/2346669

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> null = patefield_table(counts, generator=np.random.default_rng(1))
    >>> null.sum(axis=0).tolist(), null.sum(axis=1).tolist()
    ([4.0, 4.0], [4.0, 4.0])
    """
    import numpy as np
    import pandas as pd

    values = counts.fillna(0).to_numpy(dtype=float)
    if (values < 0).any() or (values != np.round(values)).any():
        raise AnalysisError("Expected whole counts of at least 0; found others. Give counts of reporting units, not allocated parts.")
    whole = values.astype("int64")
    left = whole.sum(axis=0)
    drawn = np.zeros_like(whole)
    for row, size in enumerate(whole.sum(axis=1)[:-1]):
        drawn[row] = generator.multivariate_hypergeometric(left, size, method="marginals")
        left = left - drawn[row]
    if len(whole):
        drawn[-1] = left
    return pd.DataFrame(drawn.astype(float), index=counts.index, columns=counts.columns)


def curveball(specialisations: pd.DataFrame, *, generator: np.random.Generator, trades: int | None = None) -> pd.DataFrame:
    """Random 0/1 table with both margins fixed: pairs of regions trade the industries that only one of them has.

    In the long run every table with these margins is equally likely.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1, nothing missing.
    generator
        Source of random numbers.
    trades
        Number of trades; None makes 5 a region (our choice: each region trades about ten times).

    References
    ----------
    Strona, G. et al. (2014). Nature Communications 5, 4114. doi:10.1038/ncomms5114; Carstens, C. J. (2015). Physical Review E 91, 042812.
    doi:10.1103/PhysRevE.91.042812

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0, 0.0], "wool": [0.0, 1.0]}, index=["a", "b"])
    >>> curveball(M, generator=np.random.default_rng(1)).sum(axis=1).tolist()
    [1.0, 1.0]
    """
    import pandas as pd

    matrix = _binary(specialisations).copy()
    rows = len(matrix)
    if rows < 2:
        return pd.DataFrame(matrix, index=specialisations.index, columns=specialisations.columns)
    for _ in range(TRADES_A_ROW * rows if trades is None else trades):
        one, other = generator.choice(rows, size=2, replace=False)
        differs = (matrix[one] != matrix[other]).nonzero()[0]
        number = int(matrix[one, differs].sum())
        dealt = generator.permutation(differs)
        matrix[one, differs], matrix[other, differs] = 0.0, 0.0
        matrix[one, dealt[:number]], matrix[other, dealt[number:]] = 1.0, 1.0
    return pd.DataFrame(matrix, index=specialisations.index, columns=specialisations.columns)


def _binary(specialisations: pd.DataFrame) -> np.ndarray:
    import numpy as np

    matrix: np.ndarray = specialisations.to_numpy(dtype=float)
    if not np.isin(matrix, (0.0, 1.0)).all():
        raise AnalysisError("Expected a table of 0 and 1; found other or missing values. Drop regions without enterprises first.")
    return matrix


def permute_regions(organisations: pd.DataFrame, *, generator: np.random.Generator) -> pd.DataFrame:
    """Organisations that change places: each region keeps their number, each group, kind, role and focus its members.

    Only organisations with a region take part. What an organisation belongs to, and what it may be another name of, moves with it.

    Parameters
    ----------
    organisations
        Located organisations, with the column `region`.
    generator
        Source of random numbers.
    """
    places = organisations["region"].copy()
    located = places.notna().to_numpy()
    places[located] = generator.permutation(places[located].to_numpy(dtype=object))
    return organisations.assign(region=places.astype(organisations["region"].dtype))


def p_upper(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Probability of a value at least as large under the null: (b + 1)/(n + 1).

    b is the number of null draws that reach the observed value (to 1e-9), n that of null draws with a value.

    Parameters
    ----------
    observed
        Values.
    null
        Draws x values.

    Returns
    -------
    ndarray
        Missing where the observed value is missing or no draw has one.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Statistical Applications in Genetics and Molecular Biology 9, 39. doi:10.2202/1544-6115.1585

    Examples
    --------
    >>> import numpy as np
    >>> p_upper(np.array([2.0]), np.array([[1.0], [2.0], [0.0]])).tolist()
    [0.5]
    """
    import numpy as np

    values, drawn = np.round(observed, 9), np.round(null, 9)
    number = (~np.isnan(drawn)).sum(axis=0)
    reached = (drawn >= values).sum(axis=0)
    known = ~np.isnan(values) & (number > 0)
    return np.where(known, (reached + 1) / (number + 1), np.nan)


def p_familywise(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Probability that the largest of all values is at least as large under the null: adjusts for picking the best.

    (b + 1)/(n + 1) with b the null draws whose largest value reaches the observed one (single-step maximum).

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing. Wiley.
    """
    import numpy as np

    drawn = np.where(np.isnan(null), -np.inf, null)
    largest = drawn.max(axis=1, initial=-np.inf)
    return p_upper(observed, np.where(np.isinf(largest), np.nan, largest)[:, None])


def count_binary_matrices(row_sums: Sequence[int], column_sums: Sequence[int]) -> int:
    """Number of 0/1 tables with given sums of rows and columns, exactly.

    Row by row, over how many columns have how much left: columns with as much left are interchangeable.

    Raises
    ------
    AnalysisError
        The table is too large to count exactly.

    Examples
    --------
    >>> count_binary_matrices([1, 1], [1, 1]), count_binary_matrices([2, 1], [1, 1, 1]), count_binary_matrices([3], [1, 1])
    (2, 3, 0)
    """
    if sum(row_sums) != sum(column_sums):
        return 0
    states: Counter[tuple[int, ...]] = Counter({tuple(sorted(column_sums)): 1})
    for size in sorted(row_sums, reverse=True):
        after: Counter[tuple[int, ...]] = Counter()
        for state, ways in states.items():
            for left, chosen in _filled(state, size):
                after[left] += ways * chosen
        if len(after) > MOST_STATES:
            raise TooLargeError(
                f"Expected a table small enough to count exactly; found more than {MOST_STATES} states. Use random tables (curveball)."
            )
        states = after
    return sum(ways for state, ways in states.items() if not any(state))


@cache
def _filled(state: tuple[int, ...], size: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """What columns may have left once a row has placed its ones, and in how many ways."""
    levels = sorted(Counter(state).items())
    found: Counter[tuple[int, ...]] = Counter()
    for taken in product(*(range((number if level else 0) + 1) for level, number in levels)):
        if sum(taken) == size:
            ways = math.prod(math.comb(number, some) for (_, number), some in zip(levels, taken, strict=True))
            left = [
                value
                for (level, number), some in zip(levels, taken, strict=True)
                for value in [level - 1] * some + [level] * (number - some)
            ]
            found[tuple(sorted(left))] += ways
    return tuple(found.items())


def _overlaps(row_sums: Sequence[int], column_sums: Sequence[int], one: int, other: int) -> dict[int, int]:
    """Number of 0/1 tables with the margins, by the number of rows in which two columns both have a one."""
    rest = tuple(sorted(value for place, value in enumerate(column_sums) if place not in (one, other)))
    # State: ones left of either column, rows with both so far, and how many rows have how much left for the other columns.
    states: Counter[tuple[int, int, int, tuple[int, ...]]] = Counter({(column_sums[one], column_sums[other], 0, (0,) * (len(rest) + 1)): 1})
    rows = Counter(row_sums)
    for size, number in sorted(rows.items()):
        after: Counter[tuple[int, int, int, tuple[int, ...]]] = Counter()
        for (a, b, both, left), ways in states.items():
            for neither, only_one, only_other, joint in _four_parts(number):
                if only_one + joint > a or only_other + joint > b:
                    continue
                filled = _with_rows(left, ((size, neither), (size - 1, only_one + only_other), (size - 2, joint)))
                if filled is not None:
                    arrangements = _multinomial(neither, only_one, only_other, joint)
                    after[a - only_one - joint, b - only_other - joint, both + joint, filled] += ways * arrangements
        if len(after) > MOST_STATES:
            raise TooLargeError(
                f"Expected a table small enough to count exactly; found more than {MOST_STATES} states. Use random tables (curveball)."
            )
        states = after
    found: Counter[int] = Counter()
    for (a, b, both, left), ways in states.items():
        if a == 0 and b == 0:
            found[both] += ways * _rest_count(left, rest)
    return {both: ways for both, ways in sorted(found.items()) if ways}


def _with_rows(left: tuple[int, ...], rows: Sequence[tuple[int, int]]) -> tuple[int, ...] | None:
    """Histogram of what rows have left, with some rows added; None where a row cannot be."""
    histogram = list(left)
    for size, number in rows:
        if number and not 0 <= size < len(histogram):
            return None
        if number:
            histogram[size] += number
    return tuple(histogram)


@cache
def _rest_count(histogram: tuple[int, ...], columns: tuple[int, ...]) -> int:
    return count_binary_matrices([size for size, number in enumerate(histogram) for _ in range(number)], columns)


@cache
def _four_parts(number: int) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(_parts(number))


def _parts(number: int) -> Iterator[tuple[int, int, int, int]]:
    for a in range(number + 1):
        for b in range(number - a + 1):
            for c in range(number - a - b + 1):
                yield a, b, c, number - a - b - c


def _multinomial(*parts: int) -> int:
    ways, total = 1, 0
    for part in parts:
        total += part
        ways *= math.comb(total, part)
    return ways


def exact_cooccurrence(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Exact test of every pair of industries: do regions specialise in both more, or less, often than chance allows?

    Chance: all 0/1 tables with the same number of industries a region and regions an industry are equally likely. Transpose the
    table to test pairs of regions.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1; regions with missing values do not count.

    Returns
    -------
    DataFrame
        One row an unordered pair in the order of the columns: `industry`, `other_industry`, `cooccurrences`, `expected`, `p_upper`, `p_lower`,
        and `p_least`, the smallest p_upper that any table with these margins could give: where it is above 0.05, the pair
        cannot be significant.

    Raises
    ------
    AnalysisError
        The table is too large to count exactly.

    References
    ----------
    Connor, E. F. & Simberloff, D. (1979). Ecology 60, 1132-1140. doi:10.2307/1936961 (the null); the counts are exact here.

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0, 0], "gas": [1, 1, 0, 0], "wool": [0, 0, 1, 1]}, dtype=float)
    >>> exact_cooccurrence(M)["p_upper"].round(3).tolist()
    [0.067, 1.0, 1.0]
    """
    import pandas as pd

    known = specialisations.dropna()
    matrix = _binary(known).astype(int)
    rows, columns = matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist()
    found = []
    tables: dict[tuple[int, int], dict[int, int]] = {}
    for one, other in combinations(range(len(columns)), 2):
        margins = (min(columns[one], columns[other]), max(columns[one], columns[other]))
        if margins not in tables:
            tables[margins] = _overlaps(rows, columns, one, other)
        ways = tables[margins]
        total, observed = sum(ways.values()), int((matrix[:, one] * matrix[:, other]).sum())
        found.append(
            {
                "industry": known.columns[one],
                "other_industry": known.columns[other],
                "cooccurrences": observed,
                "expected": sum(both * number for both, number in ways.items()) / total,
                "p_upper": sum(number for both, number in ways.items() if both >= observed) / total,
                "p_lower": sum(number for both, number in ways.items() if both <= observed) / total,
                "p_least": ways[max(ways)] / total,
            }
        )
    columns_found = ["industry", "other_industry", "cooccurrences", "expected", "p_upper", "p_lower", "p_least"]
    return pd.DataFrame(found, columns=columns_found)


def cooccurrence_significance(specialisations: pd.DataFrame, *, draws: int = 999, seed: int = 1) -> pd.DataFrame:
    """Test of every pair of industries against tables with the same margins: exact where that can be counted, else random.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1; regions with missing values, and industries that are missing everywhere, do not count.
    draws
        Random tables (curveball) where exact counting is out of reach.
    seed
        Their seed.

    Returns
    -------
    DataFrame
        `industry`, `other_industry`, `cooccurrences`, `expected`, `p_upper`, `p_lower`, and `null`: "exact" or "curveball, n draws". With random
        tables p = (b + 1)/(n + 1).

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0, 0], "gas": [1, 1, 0, 0], "wool": [0, 0, 1, 1]}, dtype=float)
    >>> cooccurrence_significance(M)["null"].unique().tolist()
    ['exact']
    """
    known = specialisations.loc[:, specialisations.notna().any(axis=0)].dropna()
    try:
        return exact_cooccurrence(known).drop(columns="p_least").assign(null="exact")
    except TooLargeError:
        return _by_curveball(known, draws=draws, seed=seed)


def _by_curveball(known: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(seed)
    matrix = _binary(known)
    first, second = np.triu_indices(matrix.shape[1], k=1)
    observed = (matrix.T @ matrix)[first, second]
    null = np.empty((draws, len(first)))
    current = known
    for draw in range(draws):
        current = curveball(current, generator=generator)
        values = current.to_numpy()
        null[draw] = (values.T @ values)[first, second]
    return pd.DataFrame(
        {
            "industry": known.columns[first],
            "other_industry": known.columns[second],
            "cooccurrences": observed.astype("int64"),
            "expected": null.mean(axis=0),
            "p_upper": p_upper(observed, null),
            "p_lower": p_upper(-observed, -null),
            "null": f"curveball, {draws} draws",
        }
    )
