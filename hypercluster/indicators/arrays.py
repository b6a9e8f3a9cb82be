"""Formulas of specialisation and relatedness on arrays, without labels and checks.

The functions on tables check, call these and label the result. A run calls them directly, a draw
several hundred times. Arrays are regions x industries unless a name says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

ROUNDING = 1e-12  # above the error of a sum of shares, below the smallest share of real counts


def shares(counts: np.ndarray) -> np.ndarray:
    """Row shares, missing for a region without enterprises."""
    import numpy as np

    totals = np.nansum(counts, axis=1)
    return np.asarray(counts / np.where(totals > 0, totals, np.nan)[:, None])


def total_shares(counts: np.ndarray) -> np.ndarray:
    """Share of each industry in the whole table, missing for an empty table."""
    import numpy as np

    totals = np.nansum(counts, axis=0)
    whole = totals.sum()
    return np.asarray(totals / whole if whole > 0 else totals * np.nan)


def location_quotient(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Shares over expected shares, missing where either is or nothing is expected."""
    return quotients_of_shares(shares(counts), expected)


def quotients_of_shares(region_shares: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Location quotients of regions whose shares are known."""
    import numpy as np

    return np.asarray(region_shares / np.where(expected > 0, expected, np.nan)[None, :])


def specialised(quotients: np.ndarray, threshold: float) -> np.ndarray:
    """1 where the quotient, rounded to 1e-9, reaches the threshold, else 0 or missing."""
    import numpy as np

    rounded = np.round(quotients, 9)
    return np.where(np.isnan(rounded), np.nan, (rounded >= threshold).astype(float))


def excess_enterprises(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Enterprises above expectation, 0 if below, missing for a region without counts."""
    import numpy as np

    totals = np.where(np.isnan(counts).all(axis=1), np.nan, np.nansum(counts, axis=1))
    above = counts - expected[None, :] * totals[:, None]
    return np.where(above < 0, 0.0, above)


def krugman_between(region_shares: np.ndarray) -> np.ndarray:
    """Krugman index between every two regions, missing for one without shares."""
    import numpy as np

    between = np.empty((len(region_shares), len(region_shares)))
    # Row by row: all pairs at once would hold regions x regions x industries in memory.
    for position, row in enumerate(region_shares):
        between[position] = np.abs(region_shares - row).sum(axis=1)
    # Without a common industry the index is 2. Rounding of shares may miss it on either side.
    between[between > 2 - ROUNDING] = 2.0
    is_empty = np.isnan(region_shares).any(axis=1)
    between[is_empty, :] = np.nan
    between[:, is_empty] = np.nan
    return between


def cooccurrence(specialisations: np.ndarray) -> np.ndarray:
    """Regions specialised in both of two industries: industries x industries.

    An industry that is missing throughout is missing. Of the others, regions with a missing value
    do not count.
    """
    import numpy as np

    is_missing = np.isnan(specialisations)
    industries = np.flatnonzero(~is_missing.all(axis=0))
    rows = ~is_missing[:, industries].any(axis=1)
    matrix = specialisations[np.ix_(rows, industries)]
    both = np.full((specialisations.shape[1],) * 2, np.nan)
    both[np.ix_(industries, industries)] = matrix.T @ matrix
    return both


def proximity(both: np.ndarray) -> np.ndarray:
    """Smaller of both conditional probabilities, from co-occurrences."""
    import numpy as np

    number = np.diag(both)
    larger = np.maximum.outer(number, number)
    with np.errstate(invalid="ignore"):
        return np.where((number[:, None] > 0) & (number[None, :] > 0), both / larger, np.nan)


def relatedness_weights(proximities: np.ndarray, *, has_diagonal: bool) -> np.ndarray:
    """Proximities as weights: missing ones are 0, and the diagonal unless requested."""
    import numpy as np

    weights: np.ndarray = np.nan_to_num(proximities)
    if not has_diagonal:
        np.fill_diagonal(weights, 0.0)
    return weights


def relatedness_density(specialisations: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of what is related to an industry that a region has, in percent.

    `specialisations` has industries on its last axis, `weights` are from `relatedness_weights`.
    """
    import numpy as np

    related = weights.sum(axis=0)
    # An industry related to nothing counts for nothing, also where it is missing.
    present = np.where(related > 0, specialisations, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100 * (present @ weights) / np.where(related > 0, related, np.nan))


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Adjusted p-values over all cells, of which missing ones are not tests."""
    import numpy as np

    adjusted = np.full(p_values.shape, np.nan)
    is_test = ~np.isnan(p_values)
    p = p_values[is_test]
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    # From the largest p down, no q may exceed that of a larger p.
    q[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    adjusted[is_test] = q
    return adjusted
