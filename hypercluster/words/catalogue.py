"""The texts of every language, one file each.

A placeholder may name a format: `{share:percent}` a share of draws, `{share:part}` a part of a
whole, `{p:p}` a probability, `{km:0}` a number of decimals, `{gamma:g}` a parameter, `{names:and}`
a list in a sentence, `{names:semicolons}` and `{names:dots}` a list with these between,
`{name:both}` a name with its local one.
A text with plurals is a table of the categories of Unicode's CLDR (`one`, `few`, `many`, `other`),
of which `count` decides.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from hypercluster.errors import AnalysisError
from hypercluster.words import numbers
from hypercluster.words.notes import SEPARATOR, Name, Note, Term

Text: TypeAlias = str | Mapping[str, str]
FILES = files(__package__)
LANGUAGES = (
    "en",
    *sorted(
        file.name.removesuffix(".toml")
        for file in FILES.iterdir()
        if file.name.endswith(".toml") and file.name != "en.toml"
    ),
)
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
SEPARATORS = {"semicolons": SEPARATOR, "dots": " · "}
CHOSEN = frozenset({"layers", "roles"})  # sections whose words a pack may choose
MOST_NAMES = 3  # of a list in a sentence; beyond these and one more the rest is counted


def text(statement: Note | str, language: str = "en", /, **values: Any) -> str:
    """Put a note, or the text of a key with values, into the words of a language.

    Parameters
    ----------
    statement
        A note, or a key of the catalogues.
    language
        One of `LANGUAGES`.
    values
        What the placeholders of a key stand for. A note brings its values.

    Returns
    -------
    str
        The text.

    Raises
    ------
    AnalysisError
        The catalogue has no such key.

    Examples
    --------
    >>> text("rankings.shown", shown=25, count=1234)
    '25 of 1,234 rows'
    >>> text(Note("notes.few_industries", {"count": 4}), "ru")
    'Всего 4 отрасли: родство и комплементарность здесь – слабое свидетельство.'
    """
    if isinstance(statement, Note):
        values = {**statement.values, **values}
        statement = statement.key
    message = _message(statement, language)
    if not isinstance(message, str):
        message = message[_plural(values["count"], language, message)]
    return _FORMATTERS[language].format(message, **values)


def term(section: str, word: str, language: str = "en") -> str:
    """Text of a word of a section.

    Words of `CHOSEN` sections that have no text stand for themselves: packs name layers and roles.

    Raises
    ------
    AnalysisError
        The word has no text in another section.

    Examples
    --------
    >>> term("layers", "production", "ru"), term("layers", "road_traffic")
    ('производство', 'road traffic')
    """
    key = f"{section}.{word}"
    if section in CHOSEN and key not in catalogue(language):
        return word.replace("_", " ")
    return str(_message(key, language))


def check_texts(keys: Iterable[str], language: str = "en") -> None:
    """Refuse keys that a language has no text for.

    Raises
    ------
    AnalysisError
        Names every text that is missing, and the file that it belongs into.
    """
    missing = [key for key in keys if key not in catalogue(language)]
    if missing:
        raise AnalysisError(
            f"Expected texts of {', '.join(map(repr, missing))} in the language {language!r}; "
            f"found none. Add them to hypercluster/words/{language}.toml."
        )


def _message(key: str, language: str) -> Text:
    check_texts([key], language)
    return catalogue(language)[key]


def listed(names: Sequence[str], language: str = "en", most: int = MOST_NAMES) -> str:
    """Join names in one phrase, and count the rest beyond `most`.

    Examples
    --------
    >>> listed(["A", "B"]), listed(["A", "B", "C", "D", "E"])
    ('A and B', 'A, B, C and 2 more')
    """
    first = list(names if len(names) <= most + 1 else names[:most])
    if len(first) < len(names):
        first.append(text("more", language, count=len(names) - len(first)))
    if len(first) < 2:
        return "".join(first)
    return f"{', '.join(first[:-1])} {text('and', language)} {first[-1]}"


def check_language(language: str) -> str:
    """Return the language.

    Raises
    ------
    AnalysisError
        There is no catalogue of that language.
    """
    if language not in LANGUAGES:
        raise AnalysisError(f"Expected a language: {', '.join(LANGUAGES)}; found {language!r}.")
    return language


@cache
def catalogue(language: str) -> Mapping[str, Text]:
    """Texts of a language by dotted key, those with plurals as tables of categories.

    Raises
    ------
    AnalysisError
        There is no catalogue of that language.
    """
    name = f"{check_language(language)}.toml"
    return dict(_flat(tomllib.loads(FILES.joinpath(name).read_text("utf-8"))))


def _flat(section: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Text]]:
    texts: list[tuple[str, Text]] = []
    for key, value in section.items():
        if isinstance(value, Mapping) and not PLURALS.issuperset(value):
            texts += _flat(value, f"{prefix}{key}.")
        else:
            texts.append((f"{prefix}{key}", value))
    return texts


def _plural(count: int, language: str, message: Mapping[str, str]) -> str:
    """Category of a number in a language that a text tells apart."""
    from babel import Locale

    category = str(Locale(language).plural_form(count))
    return category if category in message else "other"


class _Formatter(string.Formatter):
    """Fills placeholders as a language writes numbers, names and lists."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, tuple | list):
            items = [self.format_field(item, "") for item in value]
            if format_spec == "and":
                return listed(items, self.language)
            return SEPARATORS.get(format_spec, ", ").join(items)
        if isinstance(value, Note):
            return text(value, self.language)
        if isinstance(value, Term | Name):
            return self._name(value, has_both=format_spec == "both")
        if numbers.is_missing(value):
            return numbers.MISSING
        return str(value) if isinstance(value, str) else self._number(value, format_spec)

    def _name(self, value: Term | Name, *, has_both: bool) -> str:
        if isinstance(value, Term):
            return term(value.section, value.word, self.language)
        name = value.in_language(self.language)
        second = value.local if name == value.name else value.name
        return f"{name}, {second}" if has_both and second not in (None, "", name) else name

    def _number(self, value: Any, format_spec: str) -> str:
        if format_spec == "percent":
            return numbers.percent(value)
        if format_spec == "part":
            return numbers.part(value, self.language)
        if format_spec == "p":
            return numbers.probability(value, self.language)
        if format_spec.isdigit():
            return numbers.number(value, int(format_spec), self.language)
        if format_spec:
            return f"{value:{format_spec}}".replace(".", numbers.marks(self.language)[0])
        return numbers.number(value, 0, self.language) if int(value) == value else str(value)


_FORMATTERS = {language: _Formatter(language) for language in LANGUAGES}
