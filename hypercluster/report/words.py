"""Texts and numbers of the report in one language."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hypercluster.errors import AnalysisError

LANGUAGES = ("en", "ru")
_IN_BRACES = re.compile(r"\{(.*?)\}")
DOTS = {"high": "●●●", "medium": "●●○", "low": "●○○"}


@dataclass(frozen=True, eq=False)
class Words:
    """Messages of a language and how it writes numbers.

    Attributes
    ----------
    language
        One of `LANGUAGES`.
    messages
        Texts by dotted key.
    sentences
        Pairs of a pattern and its translation, for doubts and flags that a run states in English.
    """

    language: str
    messages: Mapping[str, str]
    sentences: tuple[tuple[re.Pattern[str], str], ...]

    def __call__(self, key: str, **values: Any) -> str:
        """Text of a key with its placeholders filled."""
        return self.messages[key].format(**values)

    def known(self, key: str, fallback: str) -> str:
        """Text of a key that may be missing, because the pack chose the word."""
        return self.messages.get(key, fallback)

    def number(self, value: Any, decimals: int = 0) -> str:
        """Rounded number with the language's marks; a dash where it is missing."""
        if is_missing(value):
            return self.messages["missing"]
        text = f"{float(value):,.{decimals}f}"
        if float(text.replace(",", "")) == 0:
            text = text.removeprefix("-")
        return text.translate(
            {ord(","): self.messages["group"], ord("."): self.messages["decimal"]}
        )

    def percent(self, share: Any) -> str:
        """Share of draws as a whole percentage, rounded down: 99.6 % is not 100 %, and 89.6 % is not yet 90 %."""
        if is_missing(share):
            return self.messages["missing"]
        return f"{math.floor(round(float(share) * 100, 7))} %"

    def part(self, share: Any) -> str:
        """Part of a whole as a rounded percentage."""
        return (
            self.messages["missing"]
            if is_missing(share)
            else f"{self.number(float(share) * 100)} %"
        )

    def p(self, value: Any) -> str:
        """p- or q-value to two digits, '< 0.001' below."""
        if is_missing(value):
            return self.messages["missing"]
        return (
            f"< {self.number(0.001, 3)}"
            if value < 0.001
            else self.number(value, 3 if value < 0.1 else 2)
        )

    def rank(self, value: Any, is_tied: Any = False) -> str:  # noqa: FBT002 - a cell, not a switch
        """Rank; an equals sign says that others share it."""
        return (
            self.messages["missing"]
            if is_missing(value)
            else f"{'=' if not is_missing(is_tied) and is_tied else ''}{int(value)}"
        )

    def span(self, low: Any, high: Any) -> str:
        """Range of ranks."""
        if is_missing(low) or is_missing(high):
            return self.messages["missing"]
        return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"

    def sure(self, confidence: Any) -> str:
        """Confidence as dots and a word."""
        return (
            self.messages["missing"]
            if is_missing(confidence)
            else f"{DOTS[confidence]} {self.messages[f'confidence.{confidence}']}"
        )

    def listed(self, names: list[str], most: int = 3) -> str:
        """Names in one phrase; beyond `most` and one the rest is counted."""
        shown = names[:most] if len(names) > most + 1 else names
        words = (
            [*shown, self("more", count=len(names) - len(shown))]
            if len(shown) < len(names)
            else shown
        )
        return (
            words[0]
            if len(words) == 1
            else f"{', '.join(words[:-1])} {self.messages['and']} {words[-1]}"
        )

    def sentence(self, text: str, names: Mapping[str, str]) -> str:
        """A doubt or flag in this language, with the given names for those in the tables; as it is where no pattern fits."""
        for pattern, translation in self.sentences:
            found = pattern.fullmatch(text)
            if found:
                return _IN_BRACES.sub(
                    lambda joined: ", ".join(
                        self._name(name, names) for name in joined[1].split(", ")
                    ),
                    found.expand(translation),
                )
        return text

    def _name(self, name: str, names: Mapping[str, str]) -> str:
        return names.get(name, self.known(f"layers.{name}", name))


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and math.isnan(value))
    )


@cache
def words_of(language: str) -> Words:
    """Texts of a language.

    Raises
    ------
    AnalysisError
        The report is not written in that language.
    """
    if language not in LANGUAGES:
        raise AnalysisError(
            f"Expected a language of the report: {', '.join(LANGUAGES)}; found {language!r}."
        )
    sentences = tomllib.loads(text_of("sentences_ru.toml"))["sentences"] if language == "ru" else []
    return Words(
        language,
        dict(_flat(tomllib.loads(text_of(f"messages_{language}.toml")))),
        tuple((re.compile(one["english"]), one["russian"]) for one in sentences),
    )


def text_of(name: str) -> str:
    """Text of a file of this package."""
    return (
        files(__package__ or __name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf-8")
    )


def _flat(section: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    return [
        pair
        for key, value in section.items()
        for pair in (
            _flat(value, f"{prefix}{key}.")
            if isinstance(value, Mapping)
            else [(f"{prefix}{key}", str(value))]
        )
    ]
