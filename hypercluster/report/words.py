"""Texts and numbers of the report in one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hypercluster import words as catalogues
from hypercluster.views.cells import confidence
from hypercluster.words import LANGUAGES, Note, is_missing

__all__ = ["LANGUAGES", "Texts", "is_missing", "text_of", "texts_of"]


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts of a language and how it writes numbers.

    Attributes
    ----------
    language
        One of `LANGUAGES`.
    """

    language: str

    def __call__(self, statement: Note | str, **values: Any) -> str:
        """Text of a note, or of a key with its placeholders filled."""
        return catalogues.text(statement, self.language, **values)

    def term(self, section: str, word: str) -> str:
        """Text of a word of a section, or the word itself where the pack chose it."""
        return catalogues.term(section, word, self.language)

    def heading(self, section: str, word: str) -> str:
        """Text of a word of a section, with a capital."""
        word = self.term(section, word)
        return word[:1].upper() + word[1:]

    def number(self, value: Any, decimals: int = 0) -> str:
        """Rounded number with the language's marks."""
        return catalogues.number(value, decimals, self.language)

    def percent(self, share: Any) -> str:
        """Share of draws in whole percent, rounded down."""
        return catalogues.percent(share)

    def part(self, share: Any) -> str:
        """Part of a whole in percent, rounded to the nearest."""
        return catalogues.part(share, self.language)

    def p(self, value: Any) -> str:
        """p- or q-value to two digits."""
        return catalogues.probability(value, self.language)

    def rank(self, value: Any, is_tied: Any = False) -> str:  # noqa: FBT002 - a cell, not a switch
        """Rank, with an equals sign where others share it."""
        return catalogues.rank(value, is_tied)

    def in_range(self, low: Any, high: Any) -> str:
        """Range of ranks behind a rank, nothing where draws gave none."""
        is_unknown = catalogues.is_missing(low) or catalogues.is_missing(high)
        return "" if is_unknown else self("cards.in_range", range=catalogues.span(low, high))

    def sure(self, value: Any) -> str:
        """Confidence as dots and a word."""
        return confidence(value, self.language)

    def listed(self, names: list[str]) -> str:
        """Names in one phrase, the rest counted beyond a few."""
        return catalogues.listed(names, self.language)


@cache
def texts_of(language: str) -> Texts:
    """Texts of a language.

    Raises
    ------
    AnalysisError
        The report is not written in that language.
    """
    catalogues.check_language(language)
    return Texts(language)


def text_of(name: str) -> str:
    """Text of a file of this package."""
    return (
        files(__package__ or __name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf-8")
    )


def capital(text: str) -> str:
    """Text that begins with a capital."""
    return text[:1].upper() + text[1:]
