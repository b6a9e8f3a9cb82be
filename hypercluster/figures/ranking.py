"""A ranking as a figure: names, ranks with their ranges, how often a row is in the top k, and what its score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.figures import scope
from hypercluster.figures.paper import (
    INK,
    MUTED,
    PALE,
    RULE,
    SIZE,
    SMALL,
    decimal_marks,
    fix_ticks,
    lay_out,
    line_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.words import Say, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_DOT = 3.6  # points
_TICKS, _HEAD = 6.6, 4.4  # mm below the panels for ticks and label, above them for headings


@dataclass(frozen=True, eq=False)
class Ranking:
    """What the figure of a ranking shows.

    Attributes
    ----------
    rows
        In drawing order: `label`, `rank`, `low`, `high`, `share` (of draws in the top k), `is_marked`, and the columns of `parts`.
    parts
        Colour and words by column; stacked, they are the score.
    score
        Words under the bars.
    marked
        Words for a filled and a hollow dot.
    top_k
        Ranks up to this one are the top; None draws no line.
    notes
        Lines above the caption.
    """

    rows: pd.DataFrame
    parts: Mapping[str, tuple[str, str]]
    score: str
    marked: tuple[str, str]
    top_k: int | None
    share: str
    notes: tuple[str, ...] = ()
    extra: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def draw_ranking(
    ranking: Ranking,
    about: Mapping[str, Any],
    regions: int,
    *,
    ax: Axes | None,
    width: float,
    language: str,
) -> Axes:
    """Draw a ranking; the axes given, or new ones, are the frame, and their child axes hold ranks and parts."""
    say, rows, full = words(language), ranking.rows, width_for(ax, width)
    has_draws = bool(rows["share"].notna().any())
    doubts = scope.remarks(
        about, say, is_compared=ranking.marked[0] == say("finding", k=ranking.top_k)
    )
    labels = [broken(label, 0.33 * full) for label in rows["label"]]
    key = _key(ranking, say, has_draws=has_draws)
    foot = scope.foot(about, regions, say, full, *ranking.notes)
    score = wrapped(ranking.score, 0.3 * full, SMALL)
    below = (
        scope.foot_height(foot)
        + scope.key_height(key, full - 1.2)
        + 1.0
        + _TICKS
        + score.count("\n") * line_height(SMALL)
    )
    above = scope.head_height(about, doubts) + _HEAD
    steps = [
        3.9 if "\n" not in label else 0.9 + (label.count("\n") + 1) * line_height(SIZE)
        for label in labels
    ]
    sheet = lay_out(ax, width=full, height=below + above + sum(steps))
    sheet.ax.set_axis_off()
    names = max((text_width(label) for label in labels), default=0.0) + 2.3
    middle = text_width(ranking.share, SMALL) + 3.0 if has_draws else 2.0
    panels = (full - names - middle - 2.5) * 0.5
    inner = sheet.height - below - above
    ranks = sheet.panel(names, below, panels, inner)
    parts = sheet.panel(names + panels + middle, below, panels, inner)
    places = [sum(steps[:place]) + step / 2 for place, step in enumerate(steps)]
    _draw_ranks(ranks, ranking, places)
    _draw_parts(parts, ranking, places)
    for panel, title in ((ranks, say("rank")), (parts, score)):
        panel.set_ylim(sum(steps), 0)
        panel.set_xlabel(title, fontsize=SMALL, labelpad=1.5)
        panel.set_yticks([])
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="x", pad=1.2)
        decimal_marks(panel, language)
    right = names + panels + middle - 1.5
    for place, label, share in zip(places, labels, rows["share"], strict=True):
        y = below + inner * (1 - place / sum(steps))
        sheet.write(names - 1.5, y, label, ha="right", va="center", linespacing=1.05)
        if has_draws:
            shown = "–" if share != share else f"{int(share * 100 + 1e-9)} %"  # noqa: PLR0124 - missing
            sheet.write(right, y, shown, ha="right", va="center", fontsize=SMALL, color=MUTED)
    if has_draws:
        sheet.write(
            right, below + inner + 1.0, ranking.share, ha="right", fontsize=SMALL, color=MUTED
        )
    if ranking.top_k is not None:
        x = names + panels * _fraction(ranks, ranking.top_k + 0.5)
        sheet.write(
            x,
            below + inner + 1.0,
            say("top", k=ranking.top_k),
            ha="center",
            fontsize=SMALL,
            color=MUTED,
        )
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, about, doubts, say)
    scope.write_foot(sheet, foot)
    fix_ticks(ranks, parts)
    return sheet.ax


def broken(label: str, width: float, size: float = SIZE) -> str:
    """A name that fits; one of two parts (a pair, or a region and an industry) is broken between them first."""
    if text_width(label, size) <= width:
        return label
    for mark, kept in ((" – ", " –"), (": ", ":")):
        first, found, second = label.partition(mark)
        if found:
            return "\n".join(
                (wrapped(first + kept, width, size, most=3), wrapped(second, width, size, most=3))
            )
    return wrapped(label, width, size, most=3)


def _fraction(panel: Axes, x: float) -> float:
    low, high = panel.get_xlim()
    return (x - low) / (high - low)


def _key(ranking: Ranking, say: Say, *, has_draws: bool) -> list[tuple[Any, str]]:
    filled, hollow = ranking.marked
    dot = {"marker": "o", "markersize": _DOT, "markeredgecolor": INK, "markeredgewidth": 0.8}
    entries: list[tuple[Any, str]] = []
    if ranking.rows["is_marked"].astype(bool).any():
        entries.append((scope.marker_key(markerfacecolor=INK, **dot), filled))
    if not ranking.rows["is_marked"].astype(bool).all():
        entries.append((scope.marker_key(markerfacecolor="white", **dot), hollow))
    if has_draws:
        entries.append((scope.line_key(color=PALE, linewidth=2.4), say("range")))
    entries += [
        (scope.patch_key(facecolor=colour, edgecolor="none"), label)
        for colour, label in ranking.parts.values()
    ]
    return entries + [
        (
            scope.marker_key(marker="|", markersize=5, markeredgewidth=1.2, markeredgecolor=colour),
            label,
        )
        for colour, label in ranking.extra.values()
    ]


def _draw_ranks(panel: Axes, ranking: Ranking, places: Sequence[float]) -> None:
    rows = ranking.rows
    last = int(max(rows[["rank", "low", "high"]].max().fillna(1).max(), 2))
    panel.set_xlim(0.5 - 0.02 * last, last + 0.5 + 0.02 * last)
    draw_ranges(panel, rows, places)
    if ranking.top_k is not None:
        panel.axvline(
            ranking.top_k + 0.5, color=MUTED, linewidth=0.5, linestyle=(0, (2, 2)), zorder=0
        )
    panel.set_xticks(rank_ticks(last))


def draw_ranges(
    panel: Axes, rows: pd.DataFrame, places: Sequence[float], *, widening: float = 0.25
) -> None:
    """One dot a row at its `rank`, filled where `is_marked`, on a line from `low` to `high`.

    Parameters
    ----------
    panel
        Axes whose limits across are set.
    rows
        What is drawn.
    places
        Where, from the top.
    widening
        By how much a range is drawn longer at both ends, so that one of a single rank can be seen.
    """
    import numpy as np

    down = np.asarray(places, dtype=float)
    panel.hlines(down, *panel.get_xlim(), color=RULE, linewidth=0.4, zorder=0)
    low, high, at = (rows[name].astype("float64").to_numpy() for name in ("low", "high", "rank"))
    known = ~np.isnan(low)
    panel.hlines(
        down[known],
        low[known] - widening,
        high[known] + widening,
        color=PALE,
        linewidth=2.4,
        zorder=1,
    )
    is_marked = rows["is_marked"].astype(bool).to_numpy()
    for chosen, face in ((is_marked, INK), (~is_marked, "white")):
        panel.plot(
            at[chosen],
            down[chosen],
            "o",
            markersize=_DOT,
            markerfacecolor=face,
            markeredgecolor=INK,
            markeredgewidth=0.8,
            zorder=3,
        )


def rank_ticks(last: int) -> list[int]:
    """First, last, and round ranks between."""
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**9) if last / step <= 6
    )
    between = [rank for rank in range(step, last + 1, step) if rank > 1]
    return [1, *between]


def _draw_parts(panel: Axes, ranking: Ranking, places: Sequence[float]) -> None:
    import numpy as np

    rows, left = ranking.rows, np.zeros(len(ranking.rows))
    for name, (colour, _) in ranking.parts.items():
        values = rows[name].astype("float64").to_numpy()
        panel.barh(
            places,
            values,
            left=left,
            height=2.4,
            color=colour,
            edgecolor="white",
            linewidth=0.4,
            zorder=2,
        )
        left = left + np.nan_to_num(values)
    for name, (colour, _) in ranking.extra.items():
        values = rows[name].astype("float64").to_numpy()
        panel.plot(values, places, "|", markersize=7, markeredgewidth=1.2, color=colour, zorder=3)
        left = np.fmax(left, values)
    longest = float(np.nanmax(left)) if len(left) else 0.0
    panel.set_xlim(0, longest * 1.03 or 1.0)
    panel.locator_params(axis="x", nbins=4, steps=[1, 2, 5, 10])
