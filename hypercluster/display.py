"""What notebooks and consoles show for a value: HTML, and sizes of tables.

The HTML is plain elements that read on light and dark pages, escaped, without script, style sheet
or ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from html import escape

from hypercluster.words import MISSING, is_missing, number

MOST_SIZES = 6


def sizes(tables: Mapping[str, Sized]) -> str:
    """Rows of the first tables by name, and how many tables there are."""
    first = ", ".join(f"{name} {len(tables[name])}" for name in list(tables)[:MOST_SIZES])
    return f"{first}, ... {len(tables)} tables" if len(tables) > MOST_SIZES else first


def shown(value: object, decimals: int | None = None) -> str:
    """Text of a cell, a number to the given decimals."""
    if is_missing(value):
        return MISSING
    is_rounded = decimals is not None and isinstance(value, int | float)
    return number(value, decimals) if is_rounded else str(value)  # type: ignore[arg-type]


def html_table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[str] = (),
) -> str:
    """Table with a caption and marked headers.

    Parameters
    ----------
    caption
        What the table holds.
    heads
        Headers of the columns.
    rows
        Texts of the cells, which are escaped.
    numbers
        Headers of the columns that are aligned to the right.
    """
    align = ["right" if head in numbers else "left" for head in heads]
    head = "".join(
        f'<th scope="col" style="text-align:{side}">{escape(text)}</th>'
        for side, text in zip(align, heads, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{side}">{escape(cell)}</td>'
            for side, cell in zip(align, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table><caption style="text-align:left">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def html_text(text: str, *, is_strong: bool = False) -> str:
    """Paragraph."""
    return f"<p><strong>{escape(text)}</strong></p>" if is_strong else f"<p>{escape(text)}</p>"


def html_list(summary: str, items: Iterable[str]) -> str:
    """List that opens on a click, or nothing where it is empty."""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    return (
        f"<details><summary>{escape(summary)}</summary><ul>{listed}</ul></details>"
        if listed
        else ""
    )


def html_section(summary: str, body: str) -> str:
    """Part of a page that is open and closes on a click. The body is HTML."""
    return f"<details open><summary>{escape(summary)}</summary>{body}</details>"
