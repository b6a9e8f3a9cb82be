"""Do two inputs speak of the same regions, or of the same industries?

Algebra on values goes by position and ignores labels. A function that takes two labelled inputs
therefore brings them into one order first, or refuses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    Labelled = TypeVar("Labelled", pd.DataFrame, pd.Series)

FIRST_OFFENDERS = 5


def aligned(
    table: Labelled,
    *,
    index: pd.Index | None = None,
    columns: pd.Index | None = None,
    name: str,
    like: str,
) -> Labelled:
    """Return a table with its rows and columns in the order of another input.

    Parameters
    ----------
    table
        DataFrame, or Series (rows only). Returned as it is where the order is right already.
    index, columns
        Expected labels of rows and columns; None leaves that axis alone.
    name
        Plural noun of the table for the message, for instance "proximities".
    like
        Plural noun of the input that gives the labels, for instance "specialisations".

    Raises
    ------
    AnalysisError
        An axis has other labels than expected, or has one of them twice.
    """
    for axis, expected in ((0, index), (1, columns)):
        labels = table.axes[axis] if expected is not None else expected
        if labels is None or expected is None or labels.equals(expected):
            continue
        _check_same_set(labels, expected, name=name, like=like)
        table = table.reindex(expected, axis=axis)
    return table


def _check_same_set(labels: pd.Index, expected: pd.Index, *, name: str, like: str) -> None:
    problems = []
    for text, offenders in (
        ("missing", expected.difference(labels, sort=False)),
        ("unknown", labels.difference(expected, sort=False)),
        ("repeated", labels[labels.duplicated()].append(expected[expected.duplicated()])),
    ):
        if len(offenders):
            names = ", ".join(str(label) for label in offenders[:FIRST_OFFENDERS])
            problems.append(f"{len(offenders)} {text} ({names})")
    if problems:
        raise AnalysisError(
            f"Expected {name} with the same labels as the {like}; found {' and '.join(problems)}. "
            "Give both the same labels once, in any order."
        )
