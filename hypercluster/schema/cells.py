"""The value of one cell of a pack, or what is wrong with it.

Nothing is repaired. An unclear cell is a fault with a remedy.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from hypercluster.errors import LONGEST_SHOWN, nearest
from hypercluster.limits import LARGEST_NUMBER, LONGEST_CELL, SMALLEST_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hypercluster.columns import Column

LARGEST_WHOLE = 2**53  # beyond it float64 does not hold every whole number
FREE_TEXT = ("note",)  # may hold line breaks and outer spaces
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Not the joiners and marks of direction that some scripts are written with.
INVISIBLE = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# As spreadsheets write them into CSV, also in the language of the user.
ERROR_VALUE = re.compile(r"#(?:N/A|NV|Н/Д|[A-ZА-ЯÄÖÜ_]+(?:/0)?[!?])")
LINE_BREAKS = str.maketrans("\n\r\t", "   ")
SPACES = " \u00a0\u202f"  # spreadsheets group thousands with any of them
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
NO_VALUE = ("nan", "na", "n/a", "null", "none", "-", "inf", "+inf", "-inf", "infinity", "-infinity")
LIKE_THOUSANDS = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"
UNDECLARED_STYLES = (
    (",", "", "a decimal comma or grouped thousands"),
    (".", " ", "spaces between thousands"),
    (",", " ", "a decimal comma and spaces between thousands"),
    (".", ",", "commas between thousands"),
    (",", ".", "a decimal comma and points between thousands"),
    (".", "", "a decimal point"),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell.

    A convention (such as decimal commas) is reported once for its column. The nearest of `names` to
    `code` is looked for where the fault is listed.
    """

    expected: str
    found: str
    remedy: str
    is_convention: bool = False
    code: str = ""
    names: Collection[str] = ()


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written in a text file.

    `declared_in` says where that can be declared, and is empty where it cannot.
    """

    decimal: str = "."
    thousands: str = ""
    declared_in: str = ""


def shorten(value: object) -> str:
    """A value for a message: quoted, hidden characters escaped, about 60 characters.

    >>> shorten("a" * 1_000_000)[-5:]
    "aaa…'"
    """
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…")
    if isinstance(value, float | Decimal | dt.date | dt.time) or (
        isinstance(value, int) and abs(value) < LARGEST_WHOLE**2
    ):
        return str(value)[:LONGEST_SHOWN]
    return f"a value of type {type(value).__name__}"


def suggestion(name: str, names: Collection[str]) -> str:
    r"""Sentence with the closest valid name, else with the first valid names.

    Letters of other alphabets are shown as escapes where the valid name has none, because they may
    look the same.

    >>> suggestion("ВАY", ["BAX", "BAY"])
    "Did you mean 'BAY'? The one found has '\\u0410', '\\u0412'."
    """
    close = nearest(name, names)
    if close:
        question = f"Did you mean {shorten(close[0])}?"
        for which, text, other in (("found", name, close[0]), ("meant", close[0], name)):
            odd = sorted({letter for letter in text[:LONGEST_SHOWN] if not letter.isascii()})
            if odd and other.isascii():
                question += f" The one {which} has {', '.join(map(ascii, odd[:5]))}."
        return question
    if not names:
        return "None is known."
    listed = [shorten(valid)[1:-1] for valid in list(names)[:8]]
    return f"Known: {', '.join(listed)}{', ...' if len(names) > len(listed) else ''}."


def _read_text(value: Any, column: Column, style: NumberStyle) -> str | Fault:  # noqa: ARG001
    if not isinstance(value, str):
        remedy = (
            "Write it as text (codes that are numbers lose their leading zeros): "
            "format the cells as text, or use astype('str')."
        )
        found = f"the number {shorten(value)}" if isinstance(value, Real) else shorten(value)
        return Fault("text", found, remedy)
    if len(value) > LONGEST_CELL:
        expected, found = (
            f"at most {LONGEST_CELL:,} characters",
            f"more, beginning {shorten(value)}",
        )
        remedy = "Shorten it; an unclosed quotation mark may have joined many cells."
        return Fault(expected, found, remedy)
    return _odd_text(value, column) or str(value)


def _odd_text(value: str, column: Column) -> Fault | None:
    """What is wrong with a text of bounded length, or None."""
    is_free = column.name in FREE_TEXT
    control = CONTROL.search(value.translate(LINE_BREAKS) if is_free else value)
    hidden = control or (None if is_free else INVISIBLE.search(value))
    if hidden:
        start = max(0, hidden.start() - LONGEST_SHOWN // 2)
        what = "control characters or line breaks" if control else "invisible characters"
        found = f"{shorten(value[start:])} with {hidden[0]!a}"
        return Fault(f"text without {what}", found, "Remove the character.")
    if not is_free and value != value.strip():
        return Fault("text without spaces at its ends", shorten(value), "Remove the spaces.")
    if ERROR_VALUE.fullmatch(value):
        return Fault("a value", f"the error {value}", f"Correct it, or {without_value(column)}.")
    if column.choices and value not in column.choices:
        expected = f"one of {', '.join(column.choices)}"
        return Fault(expected, shorten(value), "", code=value, names=column.choices)
    return None


def _read_boolean(value: Any, column: Column, style: NumberStyle) -> bool | Fault:  # noqa: ARG001
    boolean = BOOLEANS.get(str(value).lower())
    if boolean is None:
        return Fault("true or false", shorten(value), "Write true or false.")
    return boolean


def _read_number(value: Any, column: Column, style: NumberStyle) -> float | Fault:
    number: float | Fault
    if isinstance(value, str):
        number = _parse(value, column, style)
    elif isinstance(value, Real | Decimal) and not isinstance(value, bool):
        number = int(value) if isinstance(value, int) else float(value)
    else:
        number = Fault(_number(column), shorten(value), "Write a number.")
    if isinstance(number, Fault):
        return number
    if not abs(number) <= sys.float_info.max:
        remedy = f"Write the number, or {without_value(column)}."
        return Fault("a finite number", shorten(value), remedy)
    if number and not SMALLEST_NUMBER <= abs(number) <= LARGEST_NUMBER:
        expected = f"0 or a number of a size from {SMALLEST_NUMBER:g} to {LARGEST_NUMBER:g}"
        return Fault(expected, shorten(value), "Correct the value, or choose another unit.")
    if not _is_inside(number, column):
        return Fault(_bounds(column), shorten(value), f"Correct the value: {column.description}")
    return number


def _read_integer(value: Any, column: Column, style: NumberStyle) -> int | Fault:
    number = _read_number(value, column, style)
    if isinstance(number, Fault):
        return number
    # 1.000 is not taken as 1.
    if number != int(number) or _is_like_thousands(value, style):
        return Fault("a whole number", shorten(value), _whole(value, style))
    if abs(number) > LARGEST_WHOLE:
        expected = f"a whole number up to {LARGEST_WHOLE:,}"
        return Fault(expected, shorten(value), "Correct the value.")
    return int(number)


READERS: dict[str, Callable[[Any, Column, NumberStyle], Any]] = {
    "text": _read_text,
    "integer": _read_integer,
    "number": _read_number,
    "boolean": _read_boolean,
}


def without_value(column: Column) -> str:
    """What to do where the value of a cell is not known."""
    return "leave the cell empty" if column.is_nullable else "leave the row out"


def _whole(value: Any, style: NumberStyle) -> str:
    """Remedy of a fraction, whose decimal sign may have been meant to group thousands."""
    remedy = "It has no fractions: write the whole number"
    if not _is_like_thousands(value, style):
        return f"{remedy}."
    what, other = ("point", ",") if style.decimal == "." else ("comma", ".")
    remedy += f" ({value.replace(style.decimal, '')} if the {what} groups thousands)"
    if not style.declared_in:
        return f"{remedy}."
    keys = f'decimal = "{other}" and thousands = "{style.decimal}"'
    return f"{remedy}, or set {keys} in {style.declared_in}."


def _is_like_thousands(value: Any, style: NumberStyle) -> bool:
    """Whether a text could be a number of three decimals or one of thousands."""
    is_like = isinstance(value, str) and re.fullmatch(LIKE_THOUSANDS, value, re.ASCII)
    return bool(is_like) and style.decimal in value


def _number(column: Column) -> str:
    return "a whole number" if column.kind == "integer" else "a number"


def _is_inside(number: float, column: Column) -> bool:
    return (column.minimum is None or number >= column.minimum) and (
        column.maximum is None or number <= column.maximum
    )


def _bounds(column: Column) -> str:
    if column.maximum is None:
        return f"{_number(column)} of at least {column.minimum:g}"
    if column.minimum is None:
        return f"{_number(column)} of at most {column.maximum:g}"
    return f"{_number(column)} from {column.minimum:g} to {column.maximum:g}"


def _is_written(text: str, decimal: str, thousands: str) -> bool:
    """Whether a text is a number in this style, plain or in groups of three digits."""
    separator = f"[{SPACES}]" if thousands == " " else re.escape(thousands)
    whole = rf"(?:\d{{1,3}}(?:{separator}\d{{3}})+|\d+)" if thousands else r"\d+"
    point = re.escape(decimal)
    number = rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d{{1,3}})?"
    return re.fullmatch(number, text, re.ASCII) is not None


def _parse(text: str, column: Column, style: NumberStyle) -> float | Fault:
    """Number in the declared style, or a fault that says how to declare another."""
    is_short = len(text) <= LONGEST_SHOWN
    if is_short and _is_written(text, style.decimal, style.thousands):
        spaces = SPACES if style.thousands == " " else style.thousands
        plain = text.translate({ord(sign): None for sign in spaces}).replace(style.decimal, ".")
        return int(plain) if plain.lstrip("+-").isdigit() else float(plain)
    is_decimal = is_short and _is_written(text, ",", "") and not _is_written(text, ".", ",")
    if column.kind == "integer" and is_decimal:
        found = f"{shorten(text)}, with a decimal comma"
        return Fault(_number(column), found, _whole(text, style))
    for decimal, thousands, name in UNDECLARED_STYLES:
        if is_short and _is_written(text, decimal, thousands):
            found, remedy = (
                f"{shorten(text)}, with {name}",
                _declare(column, decimal, thousands, style),
            )
            return Fault(_number(column), found, remedy, is_convention=True)
    remedy = f"Write digits only, or {without_value(column)}."
    if text.strip().lower() in NO_VALUE:
        remedy = f"Write the number, or {without_value(column)} where it is not known."
    return Fault(_number(column), shorten(text), remedy)


def _declare(column: Column, decimal: str, thousands: str, style: NumberStyle) -> str:
    """How to declare a recognised style, or how to do without."""
    if not style.declared_in:
        return "Use numbers, not text."
    if decimal == style.thousands:
        return (
            f'Group three digits as declared, or remove thousands = "{decimal}" '
            f"from {style.declared_in}."
        )
    if decimal == "." and style.decimal != ".":
        return (
            f'Write a decimal comma as declared, or remove decimal = "," from {style.declared_in}.'
        )
    keys = [f'decimal = "{decimal}"'] * (decimal != style.decimal)
    keys += [f'thousands = "{thousands}"'] * bool(thousands)
    lines = " and ".join(keys)
    if (decimal, thousands) == (",", ""):
        is_whole = column.kind == "integer"
        either = 'decimal = "," (or thousands = "," if the comma groups thousands)'
        lines = 'thousands = ","' if is_whole else either
    return f"Add {lines} to {style.declared_in}, or write plain numbers such as 1234.5."
