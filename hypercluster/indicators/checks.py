"""Are these counts, shares, specialisations or probabilities?

One check of each for all indicators. Every check returns floats: products of integers overflow
without a word, and differences of unsigned ones turn round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.labels import FIRST_OFFENDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

# Published shares are rounded: a hundred of them to four decimals may be this far from 1.
SUM_TOLERANCE = 0.01
ROUNDING = 1e-9
# Exact tests of more do not end, and the generator of null tables takes no more.
MOST_COUNTED = 10**9


def valid_counts(counts: pd.DataFrame, *, is_whole: bool = False) -> pd.DataFrame:
    """Return counts as floats, or refuse what cannot be counted.

    Parameters
    ----------
    counts
        Regions x industries. A region or an industry may be missing throughout: it has no data.
    is_whole
        Whether fractions are refused, as exact tests must.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, not a number, missing among others, or not whole where it
        must be. Or whole ones sum to 10^9 or more. Or a region or an industry stands
        twice.
    """
    import numpy as np

    values = _as_floats(counts, "counts", axes=2)
    is_missing = np.isnan(values)
    has_data = ~(is_missing.all(axis=1)[:, None] | is_missing.all(axis=0)[None, :])
    is_wrong = (values < 0) | np.isinf(values) | (is_missing & has_data)
    if is_whole:
        is_wrong |= ~is_missing & (values != np.round(values))
    _refuse(
        counts,
        is_wrong,
        expected=f"{'whole ' if is_whole else ''}counts of at least 0",
        remedy="Give counts of reporting units, not allocated parts, and 0 where there is none."
        if is_whole
        else "Correct them, and give 0 where there is none.",
    )
    for name, labels in {
        "row of counts a region": counts.index,
        "column of counts an industry": counts.columns,
    }.items():
        refuse_repeated(labels, name, remedy="Add them up, or keep one.")
    if is_whole and np.nansum(values) >= MOST_COUNTED:
        raise AnalysisError(
            f"Expected counts that sum to less than {MOST_COUNTED:,}; "
            f"found {np.nansum(values):,.0f}. Count in a larger unit."
        )
    return _float_table(counts, values)


def valid_reference(reference: pd.Series, industries: pd.Index) -> pd.Series:
    """Return the reference share of each industry, or refuse what are no shares of it.

    Shares of further industries may be there. They count towards the sum of 1 and nothing else.
    Missing throughout, as `total_shares` of an empty table, is passed on.

    Raises
    ------
    AnalysisError
        A share is absent, missing, or outside 0 to 1, or the shares do not add up to 1 (to 0.01,
        because published shares are rounded).
    """
    import pandas as pd

    values = _as_floats(reference, "reference shares", axes=1)
    if reference.index.equals(industries) and reference.isna().all():
        return reference
    absent = industries.difference(reference.index, sort=False)
    if len(absent):
        raise AnalysisError(
            f"Expected a reference share of every industry; found none for {_first(absent)}: "
            f"{len(absent)} in all. Give 0 for an industry the reference economy does not have."
        )
    refuse_repeated(reference.index, "reference share of each industry", remedy="Keep one.")
    _refuse(
        reference,
        ~((values >= 0) & (values <= 1 + ROUNDING)),
        expected="reference shares between 0 and 1",
        remedy="Divide counts or percentages by their sum.",
    )
    if abs(values.sum() - 1) > SUM_TOLERANCE:
        raise AnalysisError(
            f"Expected reference shares that add up to 1; found a sum of {values.sum():.4g}. "
            "Divide them by their sum, or give those of all industries of the reference economy."
        )
    return pd.Series(values, index=reference.index, name=reference.name).reindex(industries)


def valid_specialisations(
    specialisations: pd.DataFrame, *, is_graded: bool = False
) -> pd.DataFrame:
    """Return specialisations as floats, or refuse quotients in their place.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1. Missing values are passed on.
    is_graded
        Whether values between 0 and 1 are allowed too.

    Raises
    ------
    AnalysisError
        A value is neither missing nor in this range.
    """
    import numpy as np

    values = _as_floats(specialisations, "specialisations", axes=2)
    if is_graded:
        refuse_ungraded(specialisations)
    else:
        _refuse(
            specialisations,
            ~np.isnan(values) & (values != 0) & (values != 1),
            expected="specialisations of 0 or 1",
            remedy="Make them of location quotients with `specialised`.",
        )
    return _float_table(specialisations, values)


def refuse_ungraded(specialisations: pd.DataFrame | np.ndarray) -> None:
    """Raise where a specialisation is neither missing nor between 0 and 1."""
    import numpy as np

    values = np.asarray(specialisations, dtype=float)
    _refuse(
        specialisations,
        (values < 0) | (values > 1),
        expected="specialisations between 0 and 1",
        remedy="Make them of location quotients with `specialised`, or cut these off at 1.",
    )


def complete_specialisations(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Return the regions without missing values and industries that have any value.

    Raises
    ------
    AnalysisError
        A value is neither missing nor 0 or 1.
    """
    table = valid_specialisations(specialisations)
    return table.loc[:, table.notna().any(axis=0)].dropna()


def valid_probabilities(p_values: pd.DataFrame) -> pd.DataFrame:
    """Return p-values as floats, missing ones too, or refuse those outside 0 to 1."""
    values = _as_floats(p_values, "p-values", axes=2)
    _refuse(
        p_values,
        (values < 0) | (values > 1 + ROUNDING),
        expected="p-values between 0 and 1",
        remedy="Give probabilities, not statistics or percentages.",
    )
    return _float_table(p_values, values)


def refuse_negative(table: pd.DataFrame | pd.Series, name: str, *, remedy: str) -> None:
    """Raise where a value is negative, infinite or no number, but not where missing."""
    import numpy as np

    values = _as_floats(table, name)
    _refuse(table, (values < 0) | np.isinf(values), expected=f"{name} of at least 0", remedy=remedy)


def refuse_asymmetric(matrix: Any, name: str) -> None:
    """Raise where a matrix is not symmetric, to 1e-9 of its largest value."""
    difference = abs(matrix - matrix.T)
    if matrix.shape[0] and difference.max() > ROUNDING * max(1.0, abs(matrix).max()):
        raise AnalysisError(
            f"Expected symmetric {name}; found a value that differs by {difference.max():.4g} from "
            "its counterpart. Give both directions the same value."
        )


def refuse_repeated(labels: pd.Index, name: str, *, remedy: str) -> None:
    """Raise where a label of an input stands twice."""
    if labels.has_duplicates:
        repeated = labels[labels.duplicated()].unique()
        raise AnalysisError(
            f"Expected one {name}; found several for {_first(repeated)}: {len(repeated)} in all. "
            f"{remedy}"
        )


def _as_floats(
    table: pd.DataFrame | pd.Series, name: str, *, axes: int | None = None
) -> np.ndarray:
    """Values of a table with labels on that many axes, or on one or two."""
    expected = {1: "Series", 2: "DataFrame", None: "DataFrame or Series"}[axes]
    if len(getattr(table, "axes", ())) not in ({1, 2} if axes is None else {axes}):
        raise AnalysisError(
            f"Expected {name} in a {expected}; found a value of type {type(table).__name__}. "
            f"Make a {expected} with labels of it."
        )
    try:
        values: np.ndarray = table.to_numpy(dtype=float)
    except (TypeError, ValueError) as error:
        raise AnalysisError(
            f"Expected {name} that are numbers; found others ({error}). Convert them to numbers."
        ) from error
    return values


def _float_table(table: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Table of its values as floats, itself where it holds floats already.

    A copy may lie in memory in another order, which changes the last digit of sums.
    """
    import pandas as pd

    if table.to_numpy().dtype == values.dtype:
        return table
    return pd.DataFrame(values, index=table.index, columns=table.columns)


def _refuse(
    table: pd.DataFrame | pd.Series | np.ndarray,
    is_wrong: np.ndarray,
    *,
    expected: str,
    remedy: str,
) -> None:
    """Raise where anything is wrong, naming the first offenders by value and labels."""
    import numpy as np

    if not is_wrong.any():
        return
    values, positions = np.asarray(table), np.argwhere(is_wrong)
    axes = [range(n) for n in values.shape] if isinstance(table, np.ndarray) else table.axes
    offenders = [
        f"{values[tuple(at)]} ({_first(axis[i] for axis, i in zip(axes, at, strict=True))})"
        for at in positions[:FIRST_OFFENDERS]
    ]
    raise AnalysisError(
        f"Expected {expected}; found {', '.join(offenders)}: {len(positions)} in all. {remedy}"
    )


def _first(labels: Iterable[object]) -> str:
    """The first few labels, joined."""
    return ", ".join([str(label) for label in labels][:FIRST_OFFENDERS])
