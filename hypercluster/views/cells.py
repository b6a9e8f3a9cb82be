"""Text of a cell of a view, the same on a page, in a notebook and on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypercluster import words
from hypercluster.views.model import ViewColumn

TICK, STAR = " ✓", " *"


def cell(
    column: ViewColumn,
    row: Mapping[str, Any],
    language: str = "en",
    names: Callable[[str, str], str] | None = None,
) -> str:
    """Text of a cell. A bar has none, because a painter draws it.

    Parameters
    ----------
    column
        The column of the view.
    row
        The row, with all columns of its table.
    language
        One of `words.LANGUAGES`.
    names
        Gives the local name for an entity (`regions`, `industries`, `actors`) and a code.
    """
    if column.kind == "bar":
        return ""
    values = column.values(row)
    if column.kind == "name" and names is not None and not words.is_missing(row[column.code]):
        text = names(column.entity, str(row[column.code]))
    elif words.is_missing(values[0]):
        text = column.missing
    else:
        text = _PAINTED[column.kind](column, values, language)
    sign = row[column.sign] if column.sign and text != column.missing else ""
    return f"{sign}{text}{_mark(column.tick, TICK, row)}{_mark(column.star, STAR, row)}"


def confidence(value: Any, language: str = "en") -> str:
    """Confidence as dots and a word."""
    return words.MISSING if words.is_missing(value) else words.text(f"dots.{value}", language)


def _mark(source: str, mark: str, row: Mapping[str, Any]) -> str:
    """The mark, where a column of the row is true or filled."""
    return mark if source and not words.is_missing(row[source]) and bool(row[source]) else ""


_PAINTED: dict[str, Callable[[ViewColumn, tuple[Any, ...], str], str]] = {
    "text": lambda _, values, __: str(values[0]),
    "name": lambda _, values, __: str(values[0]),
    "number": lambda column, values, language: words.number(values[0], column.decimals, language),
    "rank": lambda _, values, __: words.rank(*values),
    "range": lambda _, values, __: words.span(*values),
    "confidence": lambda _, values, language: confidence(values[0], language),
    "share": lambda _, values, __: words.percent(values[0]),
    "part": lambda _, values, language: words.part(values[0], language),
    "probability": lambda _, values, language: words.probability(values[0], language),
    "yes": lambda _, values, language: words.text("yes" if values[0] else "no", language),
    "term": lambda column, values, language: words.term(column.entity, str(values[0]), language),
    "note": lambda _, values, language: words.text(values[0], language),
}
