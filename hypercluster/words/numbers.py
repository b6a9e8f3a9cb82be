"""How numbers, shares and ranks are written, with a dash for what is missing."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

MISSING = "–"
EPSILON = (
    1e-9  # 0.57 * 100 is 56.99999999999999: what is less than this below a whole percent is one
)


def is_missing(value: Any) -> bool:
    """Whether a value is missing: None, NaN, NA or NaT."""
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and math.isnan(value))
    )


def number(value: Any, decimals: int = 2, language: str = "en", *, is_grouped: bool = True) -> str:
    r"""Rounded number with the marks of a language, never minus zero.

    Examples
    --------
    >>> number(1234.567), number(1234.567, 1, "ru"), number(-0.001)
    ('1,234.57', '1\xa0234,6', '0.00')
    """
    if is_missing(value):
        return MISSING
    rounded = f"{float(value):.{decimals}f}"
    if float(rounded) == 0:
        rounded = rounded.removeprefix("-")
    if language == "en" and not is_grouped:
        return rounded
    from decimal import Decimal

    from babel.numbers import format_decimal

    places = f".{'0' * decimals}" if decimals else ""
    pattern = f"#,##0{places}" if is_grouped else f"0{places}"
    return str(format_decimal(Decimal(rounded), format=pattern, locale=language))


def value_text(value: Any) -> str:
    """Value of a setting as text, a number as short as it can be.

    Examples
    --------
    >>> value_text(0.50), value_text("seat"), value_text(None)
    ('0.5', 'seat', '–')
    """
    if is_missing(value):
        return MISSING
    return f"{value:g}" if isinstance(value, float) else str(value)


def signed(value: Any, decimals: int = 2, language: str = "en") -> str:
    """Rounded number with its sign, none for zero.

    Examples
    --------
    >>> signed(0.25), signed(-3, 0), signed(0.001)
    ('+0.25', '-3', '0.00')
    """
    text = number(value, decimals, language)
    return f"+{text}" if not is_missing(value) and round(value, decimals) > 0 else text


@cache
def marks(language: str) -> tuple[str, str]:
    """Decimal mark of a language and the mark that groups thousands."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str(get_decimal_symbol(locale=language)), str(get_group_symbol(locale=language))


def percent(share: Any) -> str:
    """Share of draws in whole percent, rounded down to claim no more than was seen.

    This is the one rounding of a share of draws: 99.6 % is not 100 %, and 89.6 % is not yet 90 %.

    Examples
    --------
    >>> percent(114 / 200), percent(0.996), percent(None)
    ('57 %', '99 %', '–')
    """
    return MISSING if is_missing(share) else f"{math.floor(float(share) * 100 + EPSILON)} %"


def part(share: Any, language: str = "en") -> str:
    """Part of a whole in percent, rounded to the nearest one.

    Examples
    --------
    >>> part(0.996)
    '100 %'
    """
    return MISSING if is_missing(share) else f"{number(float(share) * 100, 0, language)} %"


def probability(value: Any, language: str = "en") -> str:
    """p- or q-value with two significant digits, never a bare 0.

    Examples
    --------
    >>> probability(0.0004), probability(0.012), probability(0.2, "ru")
    ('<0.001', '0.012', '0,20')
    """
    if is_missing(value):
        return MISSING
    if value < 0.001:
        return f"<{number(0.001, 3, language)}"
    return number(value, 3 if value < 0.1 else 2, language)


def rank(value: Any, is_tied: Any = False) -> str:  # noqa: FBT002 - a cell, not a switch
    """Rank, with an equals sign where others share it.

    Examples
    --------
    >>> rank(3), rank(3, True)
    ('3', '=3')
    """
    if is_missing(value):
        return MISSING
    return f"{'=' if not is_missing(is_tied) and is_tied else ''}{int(value)}"


def span(low: Any, high: Any) -> str:
    """Range of ranks.

    Examples
    --------
    >>> span(2, 9), span(1, 1), span(None, 4)
    ('2–9', '1', '–')
    """
    if is_missing(low) or is_missing(high):
        return MISSING
    return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"
