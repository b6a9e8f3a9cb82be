"""What the package says, in every language, and how numbers are written."""

from __future__ import annotations

from hypercluster.words.catalogue import (
    CHOSEN,
    LANGUAGES,
    MOST_NAMES,
    catalogue,
    check_language,
    check_texts,
    listed,
    term,
    text,
)
from hypercluster.words.notes import SEPARATOR, Name, Note, Notes, Term, join, note_of, split
from hypercluster.words.numbers import (
    MISSING,
    is_missing,
    marks,
    number,
    part,
    percent,
    probability,
    rank,
    signed,
    span,
    value_text,
)

__all__ = [
    "CHOSEN",
    "LANGUAGES",
    "MISSING",
    "MOST_NAMES",
    "SEPARATOR",
    "Name",
    "Note",
    "Notes",
    "Term",
    "catalogue",
    "check_language",
    "check_texts",
    "is_missing",
    "join",
    "listed",
    "marks",
    "note_of",
    "number",
    "part",
    "percent",
    "probability",
    "rank",
    "signed",
    "span",
    "split",
    "term",
    "text",
    "value_text",
]
