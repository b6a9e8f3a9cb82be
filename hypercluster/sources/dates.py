"""What a date of the table `series` may be, and do the rows of it agree?

Dates of one kind in ISO form sort as text. Years, quarters and months are spaced by the largest
step that meets them all, so that a gap stays a gap. Days are taken as they stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import Problem
from hypercluster.schema.cells import Fault, shorten

if TYPE_CHECKING:
    from hypercluster.schema.check import CheckedTable

    Faults: TypeAlias = Iterator[tuple[int, Fault]]

COUNTED = "enterprises"
FORMS = {
    "year": r"\d{4}",
    "quarter": r"\d{4}-Q[1-4]",
    "month": r"\d{4}-(?:0[1-9]|1[0-2])",
    "day": r"\d{4}-\d\d-\d\d",
}
EXAMPLES = {"year": "2020", "quarter": "2020-Q2", "month": "2020-06", "day": "2020-06-30"}
IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12}


def kind_of(date: str) -> str | None:
    """Kind of a date: `year`, `quarter`, `month`, `day`, or None where it is none.

    Examples
    --------
    >>> kind_of("2020-Q2"), kind_of("2020-13")
    ('quarter', None)
    """
    kind = next((name for name, form in FORMS.items() if re.fullmatch(form, date, re.ASCII)), None)
    if kind == "day":
        try:
            dt.date.fromisoformat(date)
        except ValueError:
            return None
    return kind


def all_dates(dates: Iterable[str]) -> list[str]:
    """Dates in order, with those between them that are not there.

    They are equally spaced, by the largest step that meets all of them. Days stay as they are.

    Parameters
    ----------
    dates
        Dates of one kind.

    Examples
    --------
    >>> all_dates(["2020-Q1", "2019-Q3"])
    ['2019-Q3', '2020-Q1']
    >>> all_dates(["2010", "2012", "2016"])
    ['2010', '2012', '2014', '2016']
    """
    ordered = sorted(set(dates))
    kind = kind_of(ordered[0]) if ordered else None
    if kind not in IN_A_YEAR:
        return ordered
    # Not pandas.Period, which has no year 0.
    parts = IN_A_YEAR[kind]
    numbers = [
        int(date[:4]) * parts + (int(date[5:].removeprefix("Q")) - 1 if parts > 1 else 0)
        for date in ordered
    ]
    step = gcd(*(later - earlier for earlier, later in pairwise(numbers))) or 1
    form = {"year": "{:04d}", "quarter": "{:04d}-Q{}", "month": "{:04d}-{:02d}"}[kind]
    return [
        form.format(number // parts, number % parts + 1)
        for number in range(numbers[0], numbers[-1] + 1, step)
    ]


def series_problems(series: CheckedTable) -> list[Problem]:
    """Wrong or mixed dates, doubled rows, negative counts and mixed units.

    Parameters
    ----------
    series
        The table, its columns and cells checked.
    """
    return [
        *series.problems_at("date", _date_faults(series)),
        *series.problems_at("date, reporting_unit, variable", _doubled(series)),
        *series.problems_at("value", _negative(series)),
        *series.problems_at("unit", _mixed_units(series)),
    ]


def _cells(series: CheckedTable, *columns: str) -> list[tuple[int, tuple[Any, ...]]]:
    """Positions and cells of these columns, if the table has them all."""
    if not set(columns) <= set(series.columns):
        return []
    return list(enumerate(zip(*(series.columns[name] for name in columns), strict=True)))


def _date_faults(series: CheckedTable) -> Faults:
    kinds = [
        (position, date, kind_of(date))
        for position, (date,) in _cells(series, "date")
        if date is not None
    ]
    expected = f"a date: {', '.join(f'{EXAMPLES[kind]} ({kind})' for kind in FORMS)}"
    remedy = "Correct the date, or write it in one of these forms."
    for position, date, kind in kinds:
        if kind is None:
            yield position, Fault(expected, shorten(date), remedy)
    number = Counter(kind for _, _, kind in kinds if kind is not None)
    if len(number) < 2:
        return
    most = number.most_common(1)[0][0]
    expected = f"dates of one kind; most here are a {most}, such as {EXAMPLES[most]}"
    remedy = "Bring all dates to one kind, or leave out the rows of the other kinds."
    for position, date, kind in kinds:
        if kind not in (None, most):
            yield position, Fault(expected, f"{shorten(date)}, a {kind}", remedy)


def _doubled(series: CheckedTable) -> Faults:
    """Rows for a unit as a whole that stand twice, which the key does not see."""
    expected = "one row without an industry per date, reporting unit and variable"
    remedy = "Remove or correct one of the two rows, or name their industries."
    first: dict[tuple[Any, ...], int] = {}
    names = ("date", "reporting_unit", "variable", "industry")
    for position, (*key, industry) in _cells(series, *names):
        if industry is not None or None in key:
            continue
        earlier = first.setdefault(tuple(key), position)
        if earlier != position:
            repeated = ", ".join(shorten(value) for value in key)
            found = f"{repeated} again, as in row {series.rows[earlier]}"
            yield position, Fault(expected, found, remedy)


def _negative(series: CheckedTable) -> Faults:
    expected = f"a number of at least 0 where the variable is {COUNTED!r}"
    remedy = "Correct the value, or name the variable otherwise."
    for position, (variable, value) in _cells(series, "variable", "value"):
        if variable == COUNTED and value is not None and value < 0:
            yield position, Fault(expected, shorten(value), remedy)


def _mixed_units(series: CheckedTable) -> Faults:
    """Units other than in the first row of the variable that has one."""
    remedy = "Convert the values, or name the variable otherwise."
    first: dict[str, tuple[int, str]] = {}
    for position, (variable, unit) in _cells(series, "variable", "unit"):
        if variable is None or unit is None:
            continue
        row, first_unit = first.setdefault(variable, (position, unit))
        if unit != first_unit:
            expected = (
                f"the unit of {shorten(variable)} as in row {series.rows[row]}, "
                f"{shorten(first_unit)}"
            )
            yield position, Fault(expected, shorten(unit), remedy)
