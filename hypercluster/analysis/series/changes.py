"""What moves in a series: its change by date, and the phase of its cycle.

Values are dates (rows, in order and equally spaced) x regions (columns). A region whose value is
missing at a date is missing there and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CHANGES = {
    "log": "first differences of natural logarithms",
    "difference": "first differences",
    "none": "values as given",
}
PHASE_RULES = {"growth": "change above 0", "deviation": "change above the region's mean change"}
LEAST_CHANGES = 8  # our choice: with fewer, a correlation of 0.7 is still within chance


def growth(values: pd.DataFrame, *, change: str = "log") -> pd.DataFrame:
    """Change of every series from one date to the next.

    g_tr = ln v_tr - ln v_(t-1)r, the growth rate, or v_tr - v_(t-1)r for series that may be
    negative.

    Parameters
    ----------
    values
        Dates x regions.
    change
        `log` (our choice: growth of large and small regions is comparable), `difference`, or `none`
        where the values are changes already.

    Returns
    -------
    DataFrame
        One date fewer (the first), except with `none`. Missing where either value is, and with
        `log` where one is not above 0.

    Raises
    ------
    AnalysisError
        There is no such change.

    Examples
    --------
    >>> import pandas as pd
    >>> output = pd.DataFrame({"a": [1.0, 2.0, 2.0]}, index=["2019", "2020", "2021"])
    >>> growth(output)["a"].round(4).tolist()
    [0.6931, 0.0]
    """
    import numpy as np

    refuse_unknown(change, CHANGES, "change")
    levels = values.astype(float)
    if change == "none":
        changes = levels.copy()
    else:
        levels = np.log(levels.where(levels > 0)) if change == "log" else levels
        changes = levels.diff().iloc[1:]
    changes.attrs["convention"] = f"change: {CHANGES[change]}"
    return changes


def cycle_phases(changes: pd.DataFrame, *, rule: str = "growth") -> pd.DataFrame:
    """Phase of every region at every date: 1 in expansion, 0 in contraction.

    Rule `growth`: expansion where the change is above 0 (to 1e-9), which for yearly data is the
    turning-point rule of Harding and Pagan. For quarters and months there is no least length of a
    phase (our choice). Rule `deviation`: above the region's own mean change, for regions that
    hardly ever contract.

    Parameters
    ----------
    changes
        Dates x regions, from `growth`.
    rule
        `growth` or `deviation`.

    Returns
    -------
    DataFrame
        Same shape, floats. Missing where the change is.

    Raises
    ------
    AnalysisError
        There is no such rule.

    References
    ----------
    Harding, D. & Pagan, A. (2002). Journal of Monetary Economics 49, 365-381.
    doi:10.1016/S0304-3932(01)00108-8

    Examples
    --------
    >>> import pandas as pd
    >>> cycle_phases(pd.DataFrame({"a": [0.1, 0.0, -0.2, None]}))["a"].tolist()
    [1.0, 0.0, 0.0, nan]
    """
    refuse_unknown(rule, PHASE_RULES, "rule of phases")
    centred = changes - changes.mean() if rule == "deviation" else changes
    phases = (centred.round(9) > 0).astype(float).where(changes.notna())
    phases.attrs["convention"] = f"expansion: {PHASE_RULES[rule]}"
    return phases


def refuse_unknown(name: str, choices: Mapping[str, str], what: str) -> None:
    """Raise AnalysisError for a choice that does not exist."""
    if name not in choices:
        raise AnalysisError(
            f"Expected a {what} of {', '.join(choices)}; found {name!r}. Choose one of these."
        )


def changes_of(values: pd.DataFrame, change: str) -> pd.DataFrame:
    """Changes of a long and wide enough panel, without empty dates at either end.

    Raises
    ------
    AnalysisError
        Fewer than 2 regions or 8 changes, or dates that are out of order or stand twice.
    """
    if not (values.index.is_monotonic_increasing and values.index.is_unique):
        raise AnalysisError(
            "Expected dates in order, each once; found others. Sort the rows by date and keep one "
            "row a date."
        )
    changes = growth(values, change=change)
    dates = changes.notna().any(axis=1).to_numpy().nonzero()[0]
    changes = changes.iloc[dates[0] : dates[-1] + 1] if len(dates) else changes.iloc[:0]
    if changes.shape[1] < 2 or len(dates) < LEAST_CHANGES:
        raise AnalysisError(
            f"Expected at least 2 regions and {LEAST_CHANGES} changes from date to date; found "
            f"{changes.shape[1]} regions and {len(dates)} changes. A change needs two dates in a "
            "row. Add dates: synchrony of shorter series cannot be told from chance."
        )
    return changes


def is_varying(moves: np.ndarray) -> np.ndarray:
    """Whether each column, complete or not, has changes that differ."""
    import numpy as np

    is_missing = np.isnan(moves)
    highest = np.where(is_missing, -np.inf, moves).max(axis=0)
    lowest = np.where(is_missing, np.inf, moves).min(axis=0)
    # 1e-12 of the size of the changes is what remains of equal ones after subtraction.
    size = np.maximum(np.abs(np.nan_to_num(moves)).max(axis=0), 1e-300)
    return np.asarray(highest - lowest > 1e-12 * size)
