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
    *,
    has_marks: bool = True,
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
        Gives the local name for an entity (`regions`, `industries`, `actors`) and a code, or for
        `named` and a name.
    has_marks
        Whether ticks and stars stand behind the text.
    """
    if column.kind == "bar":
        return ""
    values = column.values(row)
    code = row[column.code] if column.kind == "name" and column.code else None
    if names is not None and not words.is_missing(code):
        text = names(column.entity, str(code))
    elif column.kind in _JOINED:
        separate, separator = _JOINED[column.kind]
        texts = separate(values)
        if names is not None:
            texts = [names(column.entity, name) for name in texts]
        text = separator.join(texts) or words.text("none_listed", language)
    elif words.is_missing(values[0]):
        text = column.missing
    else:
        text = _PAINTED[column.kind](column, values, language)
    sign = row[column.sign] if column.sign and text != column.missing else ""
    marks = ((column.tick, TICK), (column.star, STAR)) if has_marks else ()
    return f"{sign}{text}{''.join(mark for source, mark in marks if is_true(source, row))}"


def heading(column: ViewColumn, language: str = "en") -> str:
    """Short English heading, or the full one of another language."""
    if language == "en" or not column.title:
        return column.heading
    return words.text(column.title, language)


def confidence(value: Any, language: str = "en") -> str:
    """Confidence as dots and a word."""
    return words.MISSING if words.is_missing(value) else words.text(f"dots.{value}", language)


def is_true(source: str, row: Mapping[str, Any]) -> bool:
    """Whether a column of the row is true or filled. No name of a column is false."""
    return bool(source) and not words.is_missing(row[source]) and bool(row[source])


_JOINED: dict[str, tuple[Callable[[tuple[Any, ...]], list[str]], str]] = {
    "pair": (lambda values: [str(value) for value in values], " – "),
    "names": (lambda values: words.split(values[0]), words.SEPARATOR),
}
_PAINTED: dict[str, Callable[[ViewColumn, tuple[Any, ...], str], str]] = {
    "text": lambda _, values, __: str(values[0]),
    "name": lambda _, values, __: str(values[0]),
    "number": lambda column, values, language: words.number(values[0], column.decimals, language),
    "signed": lambda column, values, language: words.signed(values[0], column.decimals, language),
    "count": lambda _, values, __: "/".join(map(str, values)),
    "between": lambda column, values, language: "–".join(
        words.number(value, column.decimals, language) for value in values
    ),
    "spread": lambda column, values, language: " ±".join(
        words.number(value, column.decimals, language)
        for value in values
        if not words.is_missing(value)
    ),
    "agreement": lambda _, values, language: words.text(values[0], language),
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
