"""Errors that this package raises on purpose, and suggestions for mistyped names.

A message says what was expected, what was found (first offenders and their count) and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hypercluster.limits import MOST_COMPARED

LONGEST_SHOWN = 60
# Cyrillic letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХаеорсух", "ABEKMHOPCTYXaeopcyx")


def nearest(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Valid names closest to a mistyped one.

    Letter case and Cyrillic letters that look like Latin ones make no difference.

    Parameters
    ----------
    name
        What was typed.
    names
        The valid names.
    most
        How many to return at most, the closest first.
    cutoff
        Least similarity, from 0 to 1 for equal names (Ratcliff and Obershelp 1988).

    Returns
    -------
    list of str
        None where there are more names than could be compared in a moment.

    Examples
    --------
    >>> nearest("Entreprises", ["areas", "enterprises"])
    ['enterprises']
    """
    import difflib

    valid_names = list(names)
    if len(valid_names) > MOST_COMPARED:
        return []
    # Of names that fold to the same text the first stays.
    folded = {_folded(valid[:LONGEST_SHOWN]): valid for valid in reversed(valid_names)}
    close = difflib.get_close_matches(_folded(name[:LONGEST_SHOWN]), folded, n=most, cutoff=cutoff)
    return [folded[match] for match in close]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Question with the closest valid name, after a space, or an empty text.

    Examples
    --------
    >>> did_you_mean("gama", ["gamma", "omega"])
    " Did you mean 'gamma'?"
    """
    close = nearest(name, names, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def _folded(name: str) -> str:
    return name.translate(_LOOK_ALIKES).casefold()


class HyperclusterError(Exception):
    """Base of all errors raised on purpose.

    The command line shows its message and exits with code 2.
    """


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    `row` is the line of the file as an editor or a spreadsheet shows it (the header is line 1), or
    None where the whole file or column is meant.
    """

    file: str
    expected: str
    found: str
    remedy: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        position = self.file
        if self.row is not None:
            position += f", row {self.row}"
        if self.column is not None:
            position += f", column {self.column!r}"
        return f"{position}: expected {self.expected}; found {self.found}. {self.remedy}"


class DataError(HyperclusterError, ValueError):
    """Input data that cannot be used, with every problem of them."""

    shown = 50

    def __init__(self, problems: list[Problem] | Problem | str) -> None:
        listed = [problems] if isinstance(problems, Problem) else problems
        self.problems: tuple[Problem, ...] = () if isinstance(listed, str) else tuple(listed)
        if isinstance(problems, str):
            message = problems
        else:
            count = len(self.problems)
            lines = [f"{count} problem{'s' if count != 1 else ''} in the input data:"]
            lines += [f"  - {problem}" for problem in self.problems[: self.shown]]
            if count > self.shown:
                lines.append(f"  ... and {count - self.shown} more.")
            message = "\n".join(lines)
        super().__init__(message)

    def __reduce__(self) -> tuple[type[DataError], tuple[list[Problem] | str]]:
        return type(self), (list(self.problems) or str(self),)


class SchemeError(HyperclusterError, KeyError):
    """An unknown region, area or region scheme."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class SettingsError(HyperclusterError, ValueError):
    """A setting that does not exist, has the wrong type or lies outside its range."""


class AnalysisError(HyperclusterError, ValueError):
    """A question that the data cannot answer, such as one on an absent layer."""


class OutputError(HyperclusterError, OSError):
    """Results that cannot be written there, or cannot be read back."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class ResourceError(HyperclusterError, RuntimeError):
    """Memory or processes that a run needs and this machine does not give.

    The command line exits with code 1.
    """


class MissingExtraError(HyperclusterError, ImportError):
    """A capability whose optional libraries are not installed."""


def chosen(text: str, names: Iterable[str], what: str) -> str:
    """Return the name of a closed list that a text means, underscore or hyphen.

    Raises
    ------
    AnalysisError
        The list has no such name. The message suggests the nearest and lists all.
    """
    spelt = {name.casefold().replace("_", "-"): name for name in names}
    name = text.strip().casefold().replace("_", "-")
    if name in spelt:
        return spelt[name]
    raise AnalysisError(
        f"Expected a {what}; found {text!r}.{did_you_mean(name, spelt)} One of: {', '.join(spelt)}."
    )
