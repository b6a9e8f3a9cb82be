"""A ranking as a figure: names, ranks with their ranges, and what each score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypercluster.figures import scope
from hypercluster.figures.paper import (
    INK,
    MUTED,
    PALE,
    RULE,
    SIZE,
    SMALL,
    Style,
    decimal_marks,
    fix_ticks,
    lines_height,
    row_steps,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.words import Say
from hypercluster.words import percent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

_TICKS, _HEAD = 6.6, 4.4  # mm below the panels for ticks and label, above them for headings
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**9)


@dataclass(frozen=True, eq=False, repr=False)
class Ranking:
    """What the figure of a ranking shows.

    Attributes
    ----------
    rows
        In order: `label`, `rank`, `low`, `high`, `share` (of draws in the top k), `is_marked`, and
        the columns of `parts` and `extra`.
    parts
        Colour and label by column. Stacked, they are the score.
    score
        Label of the bars.
    marked
        Labels of a filled and a hollow dot.
    top_k
        Ranks up to this one are the top. None draws no line.
    share
        Heading of the shares.
    note
        Line above the caption.
    extra
        Colour and label by column of what is marked beside the bars.
    """

    rows: pd.DataFrame
    parts: Mapping[str, tuple[str, str]]
    score: str
    marked: tuple[str, str]
    top_k: int | None
    share: str
    note: str = ""
    extra: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def draw_ranking(
    ranking: Ranking,
    results: Results,
    *,
    ax: Axes | None,
    width: float,
    say: Say,
    language: str,
) -> Axes:
    """Draw a ranking.

    The axes passed in, or new ones, are the frame. Their child axes hold ranks and parts.
    """
    rows, full, about = ranking.rows, width_for(ax, width), results.provenance
    has_draws = bool(rows["share"].notna().any())
    labels = [broken(label, 0.33 * full) for label in rows["label"]]
    steps = [3.9 if "\n" not in label else 0.9 + lines_height(label, SIZE) for label in labels]
    score = wrapped(ranking.score, 0.3 * full, SMALL)
    ticks = _TICKS + lines_height(score) - lines_height("")
    is_compared = ranking.marked[0] == say("finding", k=ranking.top_k)
    sheet = scope.surround(
        ax,
        _HEAD + sum(steps) + ticks,
        width=full,
        about=about,
        regions=len(results.regions),
        say=say,
        doubts=scope.remarks(about, say, is_compared=is_compared),
        key=_key(ranking, say, has_draws=has_draws),
        notes=[ranking.note],
    )
    names = max((text_width(label) for label in labels), default=0.0) + 2.3
    middle = text_width(ranking.share, SMALL) + 3.0 if has_draws else 2.0
    across = (full - names - middle - 2.5) * 0.5
    low, high = sheet.bottom + ticks, sheet.top - _HEAD
    ranks = sheet.panel(names, low, across, high - low)
    parts = sheet.panel(names + across + middle, low, across, high - low)
    places = row_steps(steps)
    last = _draw_ranks(ranks, ranking, places)
    _draw_parts(parts, ranking, places)
    for panel, title in ((ranks, say("rank")), (parts, score)):
        panel.set_ylim(sum(steps), 0)
        panel.set_xlabel(title, fontsize=SMALL, labelpad=1.5)
        panel.set_yticks([])
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="x", pad=1.2)
        decimal_marks(panel, language)
    right = names + across + middle - 1.5
    note: Style = {"color": MUTED, "ha": "right"}
    for place, label, share in zip(places, labels, rows["share"], strict=True):
        y = low + (high - low) * (1 - place / sum(steps))
        style: Style = {"fontsize": SIZE, "ha": "right", "va": "center", "linespacing": 1.05}
        sheet.write(names - 1.5, y, label, **style)
        if has_draws:
            sheet.write(right, y, percent(share), va="center", **note)
    if has_draws:
        sheet.write(right, high + 1.0, ranking.share, **note)
    if ranking.top_k is not None:
        x = names + across * (ranking.top_k + 0.02 * last) / (1.04 * last)
        sheet.write(x, high + 1.0, say("top", k=ranking.top_k), color=MUTED, ha="center")
    fix_ticks(ranks, parts)
    return sheet.ax


def broken(label: str, width: float, size: float = SIZE) -> str:
    """A name that fits.

    One of two parts, a pair or a region and an industry, is broken between them first.
    """
    if text_width(label, size) <= width:
        return label
    for mark, end in ((" – ", " –"), (": ", ":")):
        first, separator, second = label.partition(mark)
        if separator:
            parts = (first + end, second)
            return "\n".join(wrapped(part, width, size, most=3) for part in parts)
    return wrapped(label, width, size, most=3)


def _key(ranking: Ranking, say: Say, *, has_draws: bool) -> list[tuple[scope.Handle, str]]:
    entries = scope.dot_keys(ranking.rows["is_marked"], *ranking.marked)
    if has_draws:
        entries.append((scope.line_key(color=PALE, linewidth=2.4), say("range")))
    for colour, label in ranking.parts.values():
        entries.append((scope.patch_key(facecolor=colour, edgecolor="none"), label))
    for colour, label in ranking.extra.values():
        tick: Style = {
            "marker": "|",
            "markersize": 5,
            "markeredgewidth": 1.2,
            "markeredgecolor": colour,
        }
        entries.append((scope.marker_key(**tick), label))
    return entries


def _draw_ranks(panel: Axes, ranking: Ranking, places: Sequence[float]) -> int:
    """Draw ranks and return the last one on the axis."""
    rows = ranking.rows
    last = int(max(rows[["rank", "low", "high"]].max().fillna(1).max(), 2))
    panel.set_xlim(0.5 - 0.02 * last, last + 0.5 + 0.02 * last)
    draw_ranges(panel, rows, places)
    if ranking.top_k is not None:
        dashes: Style = {"linewidth": 0.5, "linestyle": (0, (2, 2)), "zorder": 0}
        panel.axvline(ranking.top_k + 0.5, color=MUTED, **dashes)
    panel.set_xticks(rank_ticks(last))
    return last


def draw_ranges(
    panel: Axes, rows: pd.DataFrame, places: Sequence[float], *, widening: float = 0.25
) -> None:
    """Draw one dot a row at its `rank` on a line from `low` to `high`.

    Parameters
    ----------
    panel
        Axes whose limits across are set.
    rows
        What is drawn. Dots are filled where `is_marked`.
    places
        Where, from the top.
    widening
        By how much a range is drawn longer at both ends, so that one of a single rank can be seen.
    """
    import numpy as np

    down = np.asarray(places, dtype=float)
    panel.hlines(down, *panel.get_xlim(), color=RULE, linewidth=0.4, zorder=0)
    low, high, at = (rows[name].astype("float64").to_numpy() for name in ("low", "high", "rank"))
    has_range = ~np.isnan(low)
    ends = low[has_range] - widening, high[has_range] + widening
    panel.hlines(down[has_range], *ends, color=PALE, linewidth=2.4, zorder=1)
    draw_dots(panel, at, down, rows["is_marked"].astype(bool).to_numpy())


def draw_dots(panel: Axes, x: np.ndarray, y: np.ndarray, is_filled: np.ndarray) -> None:
    """Draw filled and hollow dots."""
    for rows, face in ((is_filled, INK), (~is_filled, "white")):
        panel.plot(x[rows], y[rows], markerfacecolor=face, zorder=3, **scope.DOT)


def rank_ticks(last: int) -> list[int]:
    """First, last, and round ranks between."""
    step = next(step for step in _STEPS if last / step <= 6)
    return [1, *(rank for rank in range(step, last + 1, step) if rank > 1)]


def _draw_parts(panel: Axes, ranking: Ranking, places: Sequence[float]) -> None:
    import numpy as np

    rows, end = ranking.rows, np.zeros(len(ranking.rows))
    for name, (colour, _) in ranking.parts.items():
        values = rows[name].astype("float64").to_numpy()
        style: Style = {"height": 2.4, "edgecolor": "white", "linewidth": 0.4, "zorder": 2}
        panel.barh(places, values, left=end, color=colour, **style)
        end = end + np.nan_to_num(values)
    for name, (colour, _) in ranking.extra.items():
        values = rows[name].astype("float64").to_numpy()
        panel.plot(values, places, "|", markersize=7, markeredgewidth=1.2, color=colour, zorder=3)
        end = np.fmax(end, values)
    longest = float(np.nanmax(end)) if len(end) else 0.0
    panel.set_xlim(0, longest * 1.03 or 1.0)
    panel.locator_params(axis="x", nbins=4, steps=[1, 2, 5, 10])
