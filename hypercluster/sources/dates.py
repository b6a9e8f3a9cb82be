"""What a date of the table `series` may be, and do the rows of that table agree with each other?

Dates of one kind in ISO form sort as text. Years, quarters and months are spaced by the largest step that meets them all, so that a gap
stays a gap; days are taken as they stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, Any

from hypercluster.errors import Problem
from hypercluster.schema.cells import Fault, shorten

if TYPE_CHECKING:
    from hypercluster.schema.check import CheckedTable

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
    """Return the kind of a date, `year`, `quarter`, `month` or `day`; None where it is none.

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
    """Return the dates in order, with those between that are not there: equally spaced, by the largest step that meets all given.

    Days stay as they are.

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
    known = sorted(set(dates))
    kind = kind_of(known[0]) if known else None
    if kind not in IN_A_YEAR:
        return known
    parts = IN_A_YEAR[kind]
    places = [
        int(date[:4]) * parts + (int(date[5:].removeprefix("Q")) - 1 if parts > 1 else 0)
        for date in known
    ]
    step = gcd(*(later - earlier for earlier, later in pairwise(places))) or 1
    form = {"year": "{:04d}", "quarter": "{:04d}-Q{}", "month": "{:04d}-{:02d}"}[kind]
    return [
        form.format(place // parts, place % parts + 1)
        for place in range(places[0], places[-1] + 1, step)
    ]


def series_problems(series: CheckedTable) -> list[Problem]:
    """List dates that are none or of another kind than most, rows without an industry that stand twice, negative counts and mixed units.

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
    """Positions and cells of these columns where all of them were found."""
    if not set(columns) <= set(series.columns):
        return []
    return list(enumerate(zip(*(series.columns[name] for name in columns), strict=True)))


def _date_faults(series: CheckedTable) -> list[tuple[int, Fault]]:
    kinds = [
        (position, date, kind_of(date))
        for position, (date,) in _cells(series, "date")
        if date is not None
    ]
    wanted = f"a date: {', '.join(f'{EXAMPLES[kind]} ({kind})' for kind in FORMS)}"
    faults = [
        (
            position,
            Fault(wanted, shorten(date), "Correct the date, or write it in one of these forms."),
        )
        for position, date, kind in kinds
        if kind is None
    ]
    number = Counter(kind for _, _, kind in kinds if kind is not None)
    if len(number) < 2:
        return faults
    most = number.most_common(1)[0][0]
    expected = f"dates of one kind; most here are a {most}, such as {EXAMPLES[most]}"
    remedy = "Bring all dates to one kind, or leave out the rows of the other kinds."
    return faults + [
        (position, Fault(expected, f"{shorten(date)}, a {kind}", remedy))
        for position, date, kind in kinds
        if kind not in (None, most)
    ]


def _doubled(series: CheckedTable) -> list[tuple[int, Fault]]:
    """Rows for a unit as a whole that stand twice; the key finds only those that name an industry."""
    first: dict[tuple[Any, ...], int] = {}
    faults = []
    for position, (date, unit, variable, industry) in _cells(
        series, "date", "reporting_unit", "variable", "industry"
    ):
        if industry is not None or None in (date, unit, variable):
            continue
        earlier = first.setdefault((date, unit, variable), position)
        if earlier != position:
            found = f"{shorten(date)}, {shorten(unit)}, {shorten(variable)} again, as in row {series.rows[earlier]}"
            expected = "one row without an industry per date, reporting unit and variable"
            faults.append(
                (
                    position,
                    Fault(
                        expected,
                        found,
                        "Remove or correct one of the two rows, or name their industries.",
                    ),
                )
            )
    return faults


def _negative(series: CheckedTable) -> list[tuple[int, Fault]]:
    expected = f"a number of at least 0 where the variable is {COUNTED!r}"
    return [
        (
            position,
            Fault(expected, shorten(value), "Correct the value, or name the variable otherwise."),
        )
        for position, (variable, value) in _cells(series, "variable", "value")
        if variable == COUNTED and value is not None and value < 0
    ]


def _mixed_units(series: CheckedTable) -> list[tuple[int, Fault]]:
    """Units other than in the first row of the variable that has one."""
    first: dict[str, tuple[int, str]] = {}
    faults = []
    for position, (variable, unit) in _cells(series, "variable", "unit"):
        if variable is None or unit is None:
            continue
        row, known = first.setdefault(variable, (position, unit))
        if unit != known:
            expected = (
                f"the unit of {shorten(variable)} as in row {series.rows[row]}, {shorten(known)}"
            )
            faults.append(
                (
                    position,
                    Fault(
                        expected,
                        shorten(unit),
                        "Convert the values, or name the variable otherwise.",
                    ),
                )
            )
    return faults
