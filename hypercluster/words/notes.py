"""A statement as a key and values, which every language puts into its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import shorten
from typing import Any

SEPARATOR = "; "  # of texts joined in one cell of a table
LONGEST = 90  # sentence in a repr


@dataclass(frozen=True)
class Name:
    """A name from the data, and the one in the local language where the data have it.

    Examples
    --------
    >>> tatarstan = Name("Tatarstan", "Татарстан", "ru")
    >>> tatarstan.in_language("ru"), tatarstan.in_language("en")
    ('Татарстан', 'Tatarstan')
    """

    name: str
    local: str | None = None
    local_language: str | None = None

    def in_language(self, language: str) -> str:
        """Return the local name in the local language, else the name itself."""
        return self.local if self.local and language == self.local_language else self.name


@dataclass(frozen=True)
class Term:
    """A word of a section of the catalogues, such as a layer. Data may bring others."""

    section: str
    word: str


@dataclass(frozen=True, repr=False)
class Note:
    """A statement as the key of its sentence and the values that it names.

    Values are numbers, texts, `Name`, `Term`, other notes, or tuples of these.

    Examples
    --------
    >>> doubt = Note("notes.few_industries", {"count": 4})
    >>> print(doubt)
    Only 4 industries: relatedness and complementarity are weak evidence here.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.values.items()
        }
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted(self.values.items(), key=lambda item: item[0]))))

    def __repr__(self) -> str:
        """Key and the beginning of the English sentence."""
        from hypercluster.words.catalogue import catalogue

        sentence = str(self) if self.key in catalogue("en") else ""
        return f"Note({self.key!r}: {shorten(sentence, LONGEST, placeholder=' ...')!r})"

    def __str__(self) -> str:
        """Return the English sentence."""
        from hypercluster.words.catalogue import text

        return text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return key, values and the English sentence, as JSON has them."""
        return {"key": self.key, "values": _plain(self.values), "text": str(self)}


class Notes(tuple[Note, ...]):
    """Statements of a run, which notebooks show as a list of sentences.

    Examples
    --------
    >>> Notes([Note("notes.synthetic")])
    1 note, first: Synthetic data: nothing here describes real regions.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Number of notes, and the first."""
        number = f"{len(self)} note{'' if len(self) == 1 else 's'}"
        return f"{number}, first: {self[0]}" if self else number

    def __str__(self) -> str:
        """Return the English sentences, a line each."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        """Return the English sentences as a list."""
        return f"<ul>{''.join(f'<li>{escape(str(note))}</li>' for note in self)}</ul>"


def note_of(entry: Mapping[str, Any] | str) -> Note:
    """Return the note that `Note.to_dict` described, or one of a plain sentence.

    Examples
    --------
    >>> note_of(Note("notes.synthetic").to_dict()) == Note("notes.synthetic")
    True
    """
    if isinstance(entry, str):
        return Note("sentence", {"text": entry})
    values = {name: _value(value) for name, value in entry["values"].items()}
    return Note(str(entry["key"]), values)


def join(texts: list[str]) -> str | None:
    """Join distinct texts in one cell, in order. No text gives None."""
    return SEPARATOR.join(dict.fromkeys(texts)) or None


def split(cell: object) -> list[str]:
    """Return the texts that are joined in a cell, none where it is missing."""
    return cell.split(SEPARATOR) if isinstance(cell, str) and cell else []


def _plain(value: Any) -> Any:
    """A value of a note as JSON has it."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Note):
        return {"key": value.key, "values": _plain(value.values)}
    if isinstance(value, Name):
        entry = {"name": value.name, "local": value.local, "local_language": value.local_language}
        return {name: item for name, item in entry.items() if item is not None}
    if isinstance(value, Term):
        return {"section": value.section, "word": value.word}
    return value


def _value(entry: Any) -> Any:
    """The value that `_plain` wrote."""
    if isinstance(entry, list):
        return tuple(_value(item) for item in entry)
    if isinstance(entry, Mapping):
        if "key" in entry:
            return note_of(entry)
        return Term(**entry) if "section" in entry else Name(**entry)
    return entry
