"""Exact counts of 0/1 tables with fixed margins: which industries go together?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from operator import add
from typing import TYPE_CHECKING, TypeAlias

from hypercluster.errors import AnalysisError
from hypercluster.indicators.checks import complete_specialisations, valid_specialisations

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_STEPS = 5_000_000
PAIR_COLUMNS = (
    "industry",
    "other_industry",
    "cooccurrences",
    "expected",
    "p_upper",
    "p_lower",
    "p_least",
)
Filled: TypeAlias = tuple[tuple[tuple[int, ...], int], ...]


class TooLargeError(AnalysisError):
    """A table that is too large to count exactly."""


class Steps:
    """Work of one call: at most `MOST_STEPS` steps, and nothing counted twice.

    That is some ten seconds (our choice). Steps are announced before they are made and do not
    depend on earlier calls, so that what is refused once is always refused.
    """

    def __init__(self) -> None:
        self.taken = 0
        self.filled: dict[tuple[tuple[int, ...], int], Filled] = {}
        self.counted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def take(self, number: int) -> None:
        """Announce steps, and refuse those that are too many."""
        self.taken += number
        if self.taken > MOST_STEPS:
            raise TooLargeError(
                f"Expected a table that can be counted in {MOST_STEPS:,} steps; found a larger "
                "one. Use random tables (curveball)."
            )


def binary_values(specialisations: pd.DataFrame) -> np.ndarray:
    """Values of a table that holds 0 and 1 only.

    Raises
    ------
    AnalysisError
        It holds anything else.
    """
    table = valid_specialisations(specialisations)
    if table.isna().any(axis=None):
        raise AnalysisError(
            "Expected specialisations of 0 or 1; found missing ones. Drop regions without "
            "enterprises first."
        )
    matrix: np.ndarray = table.to_numpy()
    return matrix


def count_binary_matrices(row_sums: Sequence[int], column_sums: Sequence[int]) -> int:
    """Number of 0/1 tables with fixed sums of rows and columns, exactly.

    Counted row by row, over how many columns have how much left: columns with as much left are
    interchangeable.

    Parameters
    ----------
    row_sums, column_sums
        Number of ones in each row and in each column.

    Returns
    -------
    int
        Number of tables, 0 where none has these sums.

    Raises
    ------
    AnalysisError
        Counting would take more than `MOST_STEPS` steps.

    References
    ----------
    Miller, J. W. & Harrison, M. T. (2013). Annals of Statistics 41, 1569-1592.
    doi:10.1214/13-AOS1131 (counting over columns with as much left)

    Examples
    --------
    >>> count_binary_matrices([1, 1], [1, 1])
    2
    >>> count_binary_matrices([2, 1], [1, 1, 1]), count_binary_matrices([3], [1, 1])
    (3, 0)
    """
    return _count(row_sums, column_sums, Steps())


def _count(row_sums: Sequence[int], column_sums: Sequence[int], steps: Steps) -> int:
    if sum(row_sums) != sum(column_sums):
        return 0
    states: Counter[tuple[int, ...]] = Counter({tuple(sorted(column_sums)): 1})
    for size in sorted(row_sums, reverse=True):
        after: Counter[tuple[int, ...]] = Counter()
        for state, ways in states.items():
            for left, chosen in _filled(state, size, steps):
                after[left] += ways * chosen
        states = after
    return sum(ways for state, ways in states.items() if not any(state))


def _filled(state: tuple[int, ...], size: int, steps: Steps) -> Filled:
    """What columns may have left once a row has placed its ones, with its ways."""
    if (state, size) in steps.filled:
        steps.take(len(steps.filled[state, size]))
        return steps.filled[state, size]
    levels = sorted(Counter(state).items())
    steps.take(math.prod(number + 1 for level, number in levels if level))
    ways_by_state: Counter[tuple[int, ...]] = Counter()
    for taken in product(*(range((number if level else 0) + 1) for level, number in levels)):
        if sum(taken) == size:
            ways = math.prod(
                math.comb(number, some) for (_, number), some in zip(levels, taken, strict=True)
            )
            left = [
                value
                for (level, number), some in zip(levels, taken, strict=True)
                for value in [level - 1] * some + [level] * (number - some)
            ]
            ways_by_state[tuple(sorted(left))] += ways
    steps.filled[state, size] = tuple(ways_by_state.items())
    return steps.filled[state, size]


def _overlaps(
    row_sums: Sequence[int], column_sums: Sequence[int], i: int, j: int, steps: Steps
) -> dict[int, int]:
    """Number of 0/1 tables with these margins, by the rows with both columns i and j."""
    rest = tuple(sorted(size for column, size in enumerate(column_sums) if column not in (i, j)))
    # State: ones left of columns i and j, rows with both so far, and how many rows have how much
    # left for the rest of the columns.
    states: Counter[tuple[int, int, int, tuple[int, ...]]] = Counter(
        {(column_sums[i], column_sums[j], 0, (0,) * (len(rest) + 1)): 1}
    )
    rows = Counter(row_sums)
    for size, number in sorted(rows.items()):
        after: Counter[tuple[int, int, int, tuple[int, ...]]] = Counter()
        steps.take(len(states) * math.comb(number + 3, 3))
        splits = list(_splits(size, number, len(rest)))
        for (a, b, both, left), ways in states.items():
            for in_i, in_j, joint, added, arrangements in splits:
                if in_i <= a and in_j <= b:
                    filled = tuple(map(add, left, added))
                    after[a - in_i, b - in_j, both + joint, filled] += ways * arrangements
        states = after
    tables: Counter[int] = Counter()
    for (a, b, both, left), ways in states.items():
        if a == 0 and b == 0:
            if (left, rest) not in steps.counted:
                steps.counted[left, rest] = _count(
                    [size for size, number in enumerate(left) for _ in range(number)], rest, steps
                )
            tables[both] += ways * steps.counted[left, rest]
    return {both: ways for both, ways in sorted(tables.items()) if ways}


def _splits(
    size: int, number: int, columns: int
) -> Iterator[tuple[int, int, int, tuple[int, ...], int]]:
    """Every split of equal rows into those with neither of two columns, one, and both.

    Yields the rows with i, with j and with both, the histogram of what all have left for the other
    columns, and the ways to arrange them.
    """
    for joint in range(number + 1):
        for only_i in range(number - joint + 1):
            for only_j in range(number - joint - only_i + 1):
                neither = number - joint - only_i - only_j
                left = Counter({size: neither})
                left[size - 1] += only_i + only_j
                left[size - 2] += joint
                # No row has less than nothing left, or more than there are columns.
                if all(0 <= some <= columns for some, rows in left.items() if rows):
                    added = tuple(left[some] for some in range(columns + 1))
                    ways = _multinomial(neither, only_i, only_j, joint)
                    yield only_i + joint, only_j + joint, joint, added, ways


def _multinomial(*parts: int) -> int:
    ways, total = 1, 0
    for part in parts:
        total += part
        ways *= math.comb(total, part)
    return ways


def exact_cooccurrence(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Exact test of every pair of industries against tables with the same margins.

    Do regions specialise in both more often, or less often, than chance allows? By chance all 0/1
    tables with the same number of industries a region and of regions an industry are equally
    likely. Transpose the table to test pairs of regions.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1. Regions with missing values, and industries that are missing
        throughout, do not count.

    Returns
    -------
    DataFrame
        One row an unordered pair in the order of the columns: `industry`, `other_industry`,
        `cooccurrences`, `expected`, `p_upper`, `p_lower`, and `p_least`, the smallest p_upper that
        any table with these margins could give. Where it is above 0.05, the pair cannot be
        significant.

    Raises
    ------
    AnalysisError
        Counting would take more than `MOST_STEPS` steps, or a specialisation is neither missing
        nor 0 or 1.

    References
    ----------
    Connor, E. F. & Simberloff, D. (1979). Ecology 60, 1132-1140. doi:10.2307/1936961 (the null;
    the counts are exact here)

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0, 0], "gas": [1, 1, 0, 0], "wool": [0, 0, 1, 1]})
    >>> pairs = exact_cooccurrence(M).round(3)
    >>> pairs[["industry", "other_industry", "cooccurrences", "p_upper"]]
      industry other_industry  cooccurrences  p_upper
    0      oil            gas              2    0.067
    1      oil           wool              0    1.000
    2      gas           wool              0    1.000
    """
    import pandas as pd

    complete = complete_specialisations(specialisations)
    matrix = complete.to_numpy().astype(int)
    rows, columns = matrix.sum(axis=1).tolist(), matrix.sum(axis=0).tolist()
    pairs: dict[str, list[object]] = {name: [] for name in PAIR_COLUMNS}
    # Pairs of columns with the same sums have the same distribution.
    distributions: dict[tuple[int, int], dict[int, int]] = {}
    steps = Steps()
    for i, j in combinations(range(len(columns)), 2):
        margins = (min(columns[i], columns[j]), max(columns[i], columns[j]))
        if margins not in distributions:
            distributions[margins] = _overlaps(rows, columns, i, j, steps)
        ways = distributions[margins]
        total, observed = sum(ways.values()), int((matrix[:, i] * matrix[:, j]).sum())
        values = (
            complete.columns[i],
            complete.columns[j],
            observed,
            sum(both * number for both, number in ways.items()) / total,
            sum(number for both, number in ways.items() if both >= observed) / total,
            sum(number for both, number in ways.items() if both <= observed) / total,
            ways[max(ways)] / total,
        )
        for name, value in zip(PAIR_COLUMNS, values, strict=True):
            pairs[name].append(value)
    table = pd.DataFrame(pairs)
    table.attrs["convention"] = (
        "null: every 0/1 table with both margins fixed is equally likely; counted exactly"
    )
    return table
