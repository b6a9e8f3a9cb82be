"""Every error this package raises on purpose.

A message says what was expected, what was found (first offenders and their count) and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass


class HyperclusterError(Exception):
    """Base of all errors raised on purpose; the command line shows its message and exits with code 2."""


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
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column!r}"
        return f"{place}: expected {self.expected}; found {self.found}. {self.remedy}"


class DataError(HyperclusterError, ValueError):
    """Input data that cannot be used; lists every problem found, not only the first."""

    shown = 50

    def __init__(self, problems: list[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(problems)
        if isinstance(problems, str):
            message = problems
        else:
            count = len(self.problems)
            lines = [f"{count} problem{'s' if count != 1 else ''} in the input data:"]
            lines += [f"  - {problem}" for problem in self.problems[: self.shown]]
            if count > self.shown:
                lines.append(f"  ... and {count - self.shown} more of the same kinds.")
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
    """A question that the data cannot answer, such as an absent layer or an unknown method."""


class OutputError(HyperclusterError, OSError):
    """Results that cannot be written where they were asked for, or cannot be read back."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class MissingExtraError(HyperclusterError, ImportError):
    """A capability whose optional libraries are not installed."""
