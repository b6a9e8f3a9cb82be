"""How values look on screen: plain tables, bars, ranges, words for confidence, JSON.

No boxes, no colour; numbers right-aligned; scores with two decimals, distances in whole km. On a terminal, long names
are cut to its width; on a pipe nothing is cut.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"
DOTS = {"high": "●●● high", "medium": "●●○ medium", "low": "●○○ low"}
GLYPHS = "█▒"
EIGHTHS = " ▏▎▍▌▋▊▉█"
BAR = 6
STACK = 8
GAP = "  "
NAMES, LEAST = 16, 12  # cells that a name keeps while anything else can give way, and in any case
FEWEST_COLUMNS = 3
MOST_NAMED = 5  # columns that are left out
STAR = " *"


@dataclass(frozen=True)
class Field:
    """One column on screen: heading, what it shows of a row, whether it is a number, may be cut, or gives way first where the screen is narrow.

    `legend` says below the table what the heading means, where the column is shown.
    """

    heading: str
    show: Callable[[Mapping[str, Any]], str]
    is_number: bool = False
    is_cut: bool = False
    is_spare: bool = False
    legend: str = ""


def is_missing(value: Any) -> bool:
    """Whether a value of a table is missing (None, NaN, NA)."""
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and math.isnan(value))
    )


def clean(text: str, *, keep: str = "") -> str:
    """Text without control characters, which a terminal would obey; each becomes a replacement character."""
    return "".join(
        char
        if char in keep or not unicodedata.category(char).startswith("C")
        else " "
        if char in "\t\r\n"
        else "\ufffd"
        for char in text
    )


def words(value: Any) -> str:
    """Text of a cell."""
    return MISSING if is_missing(value) else clean(str(value))


def number(value: Any, decimals: int = 2) -> str:
    """Rounded number; never minus zero."""
    if is_missing(value):
        return MISSING
    shown = f"{float(value):.{decimals}f}"
    return shown.lstrip("-") if float(shown) == 0 else shown


def tiny(value: Any) -> str:
    """Probability: two significant digits, never a bare 0."""
    if is_missing(value):
        return MISSING
    return (
        "<0.001"
        if value < 0.001
        else f"{float(value):.3f}"
        if value < 0.1
        else f"{float(value):.2f}"
    )


def percent(share: Any) -> str:
    """Whole percent of a share, rounded down so that it never claims certainty."""
    return MISSING if is_missing(share) else f"{int(float(share) * 100 + 1e-9)} %"


def share(value: Any) -> str:
    """Nearest whole percent of a share that claims nothing."""
    return MISSING if is_missing(value) else f"{number(float(value) * 100, 0)} %"


def counted(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def yes(value: Any) -> str:
    """Yes, no or missing."""
    return MISSING if is_missing(value) else "yes" if value else "no"


def rank(value: Any, is_tied: Any = False) -> str:  # noqa: FBT002 - a cell, not a switch
    """Rank; an equals sign says that others share it."""
    return (
        MISSING
        if is_missing(value)
        else f"{'=' if not is_missing(is_tied) and is_tied else ''}{int(value)}"
    )


def span(low: Any, high: Any) -> str:
    """Range of ranks, for example 2-9."""
    if is_missing(low) or is_missing(high):
        return MISSING
    return f"{int(low)}" if low == high else f"{int(low)}-{int(high)}"


def dots(confidence: Any) -> str:
    """Confidence as dots and a word."""
    return MISSING if is_missing(confidence) else DOTS.get(str(confidence), str(confidence))


def bar(value: Any, largest: float, cells: int = BAR) -> str:
    """Horizontal bar, in eighths of a cell; full for the largest value."""
    if is_missing(value) or largest <= 0:
        return " " * cells
    full, rest = divmod(round(max(0.0, min(float(value) / largest, 1.0)) * cells * 8), 8)
    return (EIGHTHS[8] * full + (EIGHTHS[rest] if rest else "")).ljust(cells)


def stacked(parts: Sequence[Any], largest: float, cells: int = STACK) -> str:
    """Bar of two parts, one glyph each, to whole cells; full for the largest sum."""
    if any(is_missing(part) for part in parts) or largest <= 0:
        return " " * cells
    first, both = (round(float(sum(parts[:count])) / largest * cells) for count in (1, 2))
    return str(GLYPHS[0] * first + GLYPHS[1] * (both - first)).ljust(cells)


def display_width(text: str) -> int:
    """Cells that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def terminal_width() -> int | None:
    """Cells of a line on the terminal that reads us; None on a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table_lines(
    fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], *, width: int | None = None
) -> list[str]:
    """Heading and rows of a plain table that keeps to the width of the screen.

    Names are cut first, down to 16 cells; then headings of several words take several lines; then spare columns are left out; then names give way down to 12;
    last, columns at the right end are left out too. What is left out is named below the table. Names that would look alike without their ends are
    cut in the middle.
    """
    fields = list(fields)
    cells = [[field.show(row) for field in fields] for row in rows]
    heads, kept = _layout(fields, cells, width)
    out = [
        field.heading
        for place, field in enumerate(fields)
        if place not in kept and field.heading.strip()
    ]
    named = ", ".join(out) if len(out) <= MOST_NAMED else f"{len(out)} columns"
    fields, heads = [fields[one] for one in kept], [heads[one] for one in kept]
    cells = [[line[one] for one in kept] for line in cells]
    widths = _fitted(fields, _fitted(fields, _widths(heads, cells), width, NAMES), width, LEAST)
    tall = max((len(head) for head in heads), default=1)
    heads = [
        [_cut(word, size) if field.is_cut else word for word in head]
        for field, head, size in zip(fields, heads, widths, strict=True)
    ]
    upright = [
        ["" if line < tall - len(head) else head[line - tall + len(head)] for head in heads]
        for line in range(tall)
    ]
    columns = [
        _cut_alike([line[place] for line in cells], size)
        if field.is_cut
        else [line[place] for line in cells]
        for place, (field, size) in enumerate(zip(fields, widths, strict=True))
    ]
    lines = [
        GAP.join(
            _padded(text, size, field)
            for text, size, field in zip(line, widths, fields, strict=True)
        ).rstrip()
        for line in (*upright, *zip(*columns, strict=True))
    ]
    return [
        *lines,
        *(
            paragraph(f"Left out on this width: {named}; --json has all.", width=width)
            if named
            else []
        ),
    ]


def legends(
    fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], *, width: int | None = None
) -> list[str]:
    """Legends of the columns that a table of this width shows."""
    cells = [[field.show(row) for field in fields] for row in rows]
    return [
        fields[place].legend for place in _layout(fields, cells, width)[1] if fields[place].legend
    ]


def _layout(
    fields: Sequence[Field], cells: Sequence[Sequence[str]], width: int | None
) -> tuple[list[list[str]], list[int]]:
    """Lines of each heading, and the places of the columns that fit."""
    heads = [[field.heading] for field in fields]
    widths, kept = _widths(heads, cells), list(range(len(fields)))
    if width is None or _fits(_fitted(fields, widths, width, NAMES), width):
        return heads, kept
    inner = [max((display_width(line[place]) for line in cells), default=0) for place in kept]
    heads = [_broken(field.heading, least) for field, least in zip(fields, inner, strict=True)]
    widths = _widths(heads, cells)
    for least, gives_way in (
        (NAMES, [place for place in kept if fields[place].is_spare]),
        (LEAST, kept[FEWEST_COLUMNS:]),
    ):
        for place in reversed(gives_way):
            if _fits(
                _fitted([fields[one] for one in kept], [widths[one] for one in kept], width, least),
                width,
            ):
                break
            kept = [one for one in kept if one != place]
    return heads, kept


def _widths(heads: Sequence[Sequence[str]], cells: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(map(display_width, (*head, *(line[place] for line in cells))))
        for place, head in enumerate(heads)
    ]


def _fits(widths: Sequence[int], width: int) -> bool:
    return sum(widths) + len(GAP) * (len(widths) - 1) <= width


def _broken(heading: str, least: int) -> list[str]:
    """Lines of a heading, no wider than its longest word or its cells."""
    longest = max((display_width(word) for word in heading.split()), default=0)
    return textwrap.wrap(
        heading, width=max(longest, least, 1), break_long_words=False, break_on_hyphens=False
    ) or [heading]


def _fitted(fields: Sequence[Field], widths: list[int], width: int | None, least: int) -> list[int]:
    """Take from the widest column that may be cut, cell by cell, until the line fits or all are at their least."""
    fitted = list(widths)
    while width is not None and not _fits(fitted, width):
        open_places = [
            place for place, field in enumerate(fields) if field.is_cut and fitted[place] > least
        ]
        if not open_places:
            break
        fitted[max(open_places, key=lambda place: fitted[place])] -= 1
    return fitted


def _cut_alike(texts: Sequence[str], size: int) -> list[str]:
    """Texts of a column, cut to its size; in the middle, where different ones would look the same without their ends."""
    cut = [_cut(text, size) for text in texts]
    is_ambiguous = len(set(cut)) < len(set(texts))
    return [_cut(text, size, end=(size - 1) // 2) for text in texts] if is_ambiguous else cut


def _cut(text: str, size: int, *, end: int = 0) -> str:
    """Text of at most this many cells, of which the last `end` are those of its end; never without its star."""
    if display_width(text) <= size:
        return text
    kept, star = (text.removesuffix(STAR), STAR) if text.endswith(STAR) else (text, "")
    last = kept[len(kept) - end :] if end else ""
    while display_width(last) > end:
        last = last[1:]
    kept = kept[: len(kept) - len(last)]
    while display_width(kept) > size - 1 - display_width(last) - len(star):
        kept = kept[:-1]
    return f"{kept.rstrip()}…{last.lstrip()}{star}"


def _padded(text: str, size: int, field: Field) -> str:
    blank = " " * max(0, size - display_width(text))
    return blank + text if field.is_number else text + blank


def paragraph(text: str, *, mark: str = "", width: int | None = None) -> list[str]:
    """Text after a mark, wrapped on a terminal with its continuation under the first word."""
    return (
        textwrap.wrap(
            mark + clean(text),
            width=max(width, 40),
            subsequent_indent=" " * len(mark),
            break_on_hyphens=False,
        )
        if width
        else [mark + clean(text)]
    )


def plain(value: Any) -> Any:
    """A value as JSON has it: missing and infinite become null, numbers of libraries become Python's."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_missing(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them, a named index first."""
    flat = table.reset_index() if table.index.name else table
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in flat.astype(object).to_dict("records")
    ]


def as_json(value: Any) -> str:
    """Valid JSON: UTF-8, null for missing, numbers in full precision."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
