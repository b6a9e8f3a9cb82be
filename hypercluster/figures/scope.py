"""What a figure is about and how sure it is: the caption below it, the remarks above it, the last words of its alt text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.figures.paper import (
    HATCH,
    INK,
    MUTED,
    PALE,
    SMALL,
    WARNING,
    Sheet,
    line_height,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from hypercluster.figures.words import Say

FEWEST_NULLS = 199  # below, no p-value can be as small as 0.005, and none is left after adjustment
_TAG = 1.2


def caption(about: Mapping[str, Any], regions: int, say: Say) -> str:
    """One line: how many regions, draws, the seed, the scheme, the data. What is unknown is left out."""
    known = {
        "regions": regions,
        "draws": about.get("draws"),
        "seed": about.get("seed"),
        "scheme": about.get("scheme"),
    }
    parts = [part for part in say("caption", **known).split(" · ") if not part.endswith(" None")]
    pack = about.get("pack") or {}
    title, vintage = str(pack.get("title") or ""), str(pack.get("vintage") or "")
    named = title if not vintage or vintage in title else f"{title}, {vintage}"
    return " · ".join([*parts, *([named] if named else [])])


def is_synthetic(about: Mapping[str, Any]) -> bool:
    """Whether the data are synthetic."""
    return bool((about.get("pack") or {}).get("is_synthetic"))


def remarks(
    about: Mapping[str, Any], say: Say, *, is_ranked: bool = True, is_compared: bool = False
) -> list[str]:
    """Doubts that belong above the figure.

    Parameters
    ----------
    about
        Provenance of the run.
    say
        Words of the language.
    is_ranked
        Whether the figure shows ranks, whose ranges take draws.
    is_compared
        Whether it tells linkages from chance, which takes many draws.
    """
    draws = about.get("draws")
    if is_ranked and draws == 0:
        return [say("no_draws")]
    return [say("few_draws", draws=draws)] if is_compared and draws and draws < FEWEST_NULLS else []


def head_height(about: Mapping[str, Any], doubts: list[str]) -> float:
    """Room in mm that the remarks and the tag of synthetic data take."""
    return (len(doubts) + is_synthetic(about)) * (line_height(SMALL) + 0.6)


def write_head(sheet: Sheet, about: Mapping[str, Any], doubts: list[str], say: Say) -> None:
    """Write the tag of synthetic data, on a hatch, and the remarks from the top of the sheet down."""
    step = line_height(SMALL) + 0.6
    top = sheet.height - 0.4
    if is_synthetic(about):
        tag = {
            "facecolor": "white",
            "edgecolor": PALE,
            "hatch": HATCH,
            "linewidth": 0.5,
            "boxstyle": "square,pad=0.25",
        }
        text = say("synthetic").upper() if say("rank") == "Rank" else say("synthetic")
        halo = _halo()
        sheet.write(
            _TAG,
            top - step + 1.0,
            text,
            fontsize=SMALL,
            color=INK,
            weight="bold",
            bbox=tag,
            path_effects=halo,
        )
        top -= step
    for doubt in doubts:
        sheet.write(0.6, top - step + 1.0, doubt, fontsize=SMALL, color=WARNING)
        top -= step


def _halo() -> list[Any]:
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=2.2, foreground="white")]


def foot(about: Mapping[str, Any], regions: int, say: Say, width: float, *notes: str) -> str:
    """Notes and caption as they stand below a figure, broken into lines."""
    return "\n".join(
        wrapped(text, width - 1.2, SMALL)
        for text in (*(note for note in notes if note), caption(about, regions, say))
    )


def foot_height(text: str) -> float:
    """Room in mm that they take."""
    return (text.count("\n") + 1) * line_height(SMALL) + 1.0


def write_foot(sheet: Sheet, text: str) -> None:
    """Write them at the bottom of the sheet."""
    sheet.write(0.6, 0.9, text, fontsize=SMALL, color=MUTED, linespacing=1.25)


def key_rows(
    entries: list[tuple[Any, str]], width: float, *, handle: float = 6.0
) -> list[list[tuple[Any, str]]]:
    """Entries of a key in rows no wider than `width` mm; each is a drawing of `handle` mm and a label."""
    rows: list[list[tuple[Any, str]]] = []
    left = width
    for entry in entries:
        taken = handle + 1.0 + text_width(entry[1], SMALL) + 3.0
        if not rows or left < taken - 3.0:
            rows.append([])
            left = width
        rows[-1].append(entry)
        left -= taken
    return rows


def key_height(entries: list[tuple[Any, str]], width: float) -> float:
    """Room in mm that a key takes."""
    return len(key_rows(entries, width)) * 3.4


def write_key(
    sheet: Sheet,
    entries: list[tuple[Any, str]],
    bottom: float,
    *,
    left: float = 0.6,
    width: float | None = None,
) -> None:
    """Draw a key whose lowest row stands at `bottom` mm; an entry is a function that draws at (x, y, width) in mm, and a label."""
    width = sheet.width - 1.2 if width is None else width
    rows = key_rows(entries, width)
    for place, row in enumerate(rows):
        y, x = bottom + (len(rows) - place - 1) * 3.4 + 1.2, left
        for draw, label in row:
            draw(sheet.paper, x, y, 6.0)
            sheet.write(x + 7.0, y, label, fontsize=SMALL, va="center_baseline")
            x += 10.0 + text_width(label, SMALL)


def line_key(*, marker: str = "", markersize: float = 3.2, **style: Any) -> Any:
    """Drawing of a line for a key, with its marker in the middle."""

    def draw(paper: Any, x: float, y: float, width: float) -> None:
        paper.plot([x, x + width], [y, y], clip_on=False, **style)
        paper.plot(
            [x + width / 2],
            [y],
            marker=marker,
            markersize=markersize,
            color=style.get("color"),
            linestyle="none",
            clip_on=False,
        )

    return draw


def marker_key(**style: Any) -> Any:
    """Drawing of a marker for a key."""

    def draw(paper: Any, x: float, y: float, width: float) -> None:
        paper.plot([x + width - 2.0], [y], linestyle="none", clip_on=False, **style)

    return draw


def patch_key(**style: Any) -> Any:
    """Drawing of a filled box for a key."""

    def draw(paper: Any, x: float, y: float, width: float) -> None:
        from matplotlib.patches import Rectangle

        paper.add_patch(Rectangle((x + width - 3.6, y - 1.0), 3.6, 2.0, clip_on=False, **style))

    return draw


def ranges_words(low: Any, high: Any) -> str:
    """A range of ranks in words, empty where it is unknown."""
    import pandas as pd

    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{int(low)}" if int(low) == int(high) else f"{int(low)}–{int(high)}"
