"""A ranking as a figure: names, ranks with their ranges, and parts of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.drawing.palette import PART_COLOURS
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
    wrapped,
)
from hypercluster.figures.words import industry_names, region_names, words
from hypercluster.rankings import RankingKind, is_beyond_chance
from hypercluster.views.rankings import REGIONS
from hypercluster.words import percent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say
    from hypercluster.results import Results

LEAST_QUALIFYING = 0.9  # share of draws in which conditions hold that counts as sure (our choice)
_TICKS, _HEAD = 6.6, 4.4  # mm below the panels for ticks and label, above them for headings
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**9)
_COLUMNS = {"rank": "rank", "rank_low": "low", "rank_high": "high", "p_top_k": "share"}


@dataclass(frozen=True, eq=False, repr=False)
class Ranked:
    """Items of a ranking in order, and how they are drawn.

    Attributes
    ----------
    kind
        What is ranked.
    rows
        `label`, `rank`, `low`, `high`, `share` (of draws), `is_marked`, and the columns of `parts`
        and `extra`. Items without a rank come last.
    parts
        Label by column. Stacked, they are the score.
    extra
        Label by column of what is marked beside the bars.
    filled, hollow
        Texts of a filled and a hollow dot.
    """

    kind: RankingKind
    rows: pd.DataFrame
    parts: Mapping[str, str]
    extra: Mapping[str, str]
    filled: str
    hollow: str

    @property
    def top_name(self) -> str:
        """Text of the heading above the shares."""
        return "qualifies" if self.kind.has_condition else "in_top"


def ranked(results: Results, kind: RankingKind, language: str) -> Ranked:
    """Items of a ranking with what a figure shows of them."""
    say, draws = words(language), results.provenance["draws"]
    table = results.tables[kind.table]
    rows = kind.of(table.reset_index() if table.index.name in kind.key else table)
    rows = rows.assign(**{name: rows[kind.column(column)] for column, name in _COLUMNS.items()})
    rows = rows.sort_values("rank", kind="stable", na_position="last")
    names = {"industry": industry_names(results, language)}
    regions = region_names(results, language).to_dict()
    parts = [
        rows[name]
        if column not in (*REGIONS, *names)
        else rows[column].map(names.get(column, regions))
        for column, name in zip(kind.key, kind.names, strict=True)
    ]
    rows["label"] = parts[0].str.cat(parts[1:], sep=" – " if "target" in kind.key else ": ")
    filled, hollow = _marks(rows, kind)
    if hollow != "not_hub" and not draws:
        hollow = "unknown"
    elif filled == "hub" and not draws:
        filled = "hub_once"
    if kind.has_condition:
        rows["share"] = rows["p_qualifies"]
    for column, part in kind.parts.items():
        rows[part] = rows[kind.column(column)] / (len(kind.parts) if kind.is_mean else 1)
    bars = {part: say(f"ranking_part.{part}") for part in kind.parts.values()}
    has_partners = "partners_density" in rows and rows["partners_density"].notna().any()
    return Ranked(
        kind,
        rows,
        bars or {kind.column(kind.score): say(f"ranking_score.{kind.table}")},
        {"partners_density": say("partners")} if has_partners else {},
        say(filled, k=_top_k(results, kind)),
        say(hollow),
    )


def _marks(rows: pd.DataFrame, kind: RankingKind) -> tuple[str, str]:
    """Mark rows that stand out, and return the texts of those that do and do not."""
    if "is_hub" in rows:
        rows["is_marked"], texts = rows["is_hub"], ("hub", "not_hub")
    elif kind.null is None and not kind.has_condition:
        rows["is_marked"], texts = rows["confidence"] == "high", ("in_top_surely", "not_surely")
    elif kind.has_findings:
        rows["is_marked"], texts = rows[kind.column("is_finding")], ("finding", "not_finding")
    elif kind.has_condition:
        qualifies = rows["p_qualifies"].round(9) >= LEAST_QUALIFYING
        rows["is_marked"], texts = qualifies, ("sure", "sure_not")
    else:
        is_beyond = is_beyond_chance(rows[kind.column("p_familywise")])
        rows["is_marked"], texts = is_beyond, ("beyond_q", "not_chance")
    rows["is_marked"] = rows["is_marked"].fillna(value=False).astype(bool)
    return texts


def _top_k(results: Results, kind: RankingKind) -> int:
    return int(results.provenance["top_k"][kind.name])


def draw_ranking(
    results: Results,
    ranking: Ranked,
    *,
    ax: Axes | None,
    width: float,
    language: str,
    notes: Sequence[str] = (),
) -> Axes:
    """Draw a ranking.

    The axes passed in, or new ones, are the frame. Their child axes hold ranks and parts.
    """
    frame = scope.frame_of(results, language, ax, width)
    say, full, rows = frame.say, frame.width, ranking.rows
    kind, k = ranking.kind, _top_k(results, ranking.kind)
    has_draws = bool(rows["share"].notna().any())
    labels = [broken(label, 0.33 * full) for label in rows["label"]]
    steps = [3.9 if "\n" not in label else 0.9 + lines_height(label, SIZE) for label in labels]
    score = wrapped(say(f"ranking_score.{kind.table}"), 0.3 * full, SMALL)
    ticks = _TICKS + lines_height(score) - lines_height("")
    sheet = frame.surround(
        _HEAD + sum(steps) + ticks,
        doubts=frame.doubts(is_compared=kind.has_findings),
        key=_key(ranking, say, has_draws=has_draws),
        notes=[" · ".join(notes)],
    )
    heading = say(ranking.top_name, k=k)
    names = max((text_width(label) for label in labels), default=0.0) + 2.3
    middle = text_width(heading, SMALL) + 3.0 if has_draws else 2.0
    across = (full - names - middle - 2.5) * 0.5
    low, high = sheet.bottom + ticks, sheet.top - _HEAD
    ranks = sheet.panel(names, low, across, high - low)
    parts = sheet.panel(names + across + middle, low, across, high - low)
    places = row_steps(steps)
    last = _draw_ranks(ranks, rows, places)
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
    for down, label, share in zip(places, labels, rows["share"], strict=True):
        y = low + (high - low) * (1 - down / sum(steps))
        style: Style = {"fontsize": SIZE, "ha": "right", "va": "center", "linespacing": 1.05}
        sheet.write(names - 1.5, y, label, **style)
        if has_draws:
            sheet.write(right, y, percent(share), va="center", **note)
    if has_draws:
        sheet.write(right, high + 1.0, heading, **note)
    if not kind.has_condition:
        dashes: Style = {"linewidth": 0.5, "linestyle": (0, (2, 2)), "zorder": 0}
        ranks.axvline(k + 0.5, color=MUTED, **dashes)
        x = names + across * (k + 0.02 * last) / (1.04 * last)
        sheet.write(x, high + 1.0, say("top", k=k), color=MUTED, ha="center")
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


def _colours(ranking: Ranked) -> dict[str, tuple[str, str]]:
    """Colour and label of every part and extra by column."""
    columns = {**ranking.parts, **ranking.extra}
    return dict(zip(columns, zip(PART_COLOURS, columns.values(), strict=False), strict=True))


def _key(ranking: Ranked, say: Say, *, has_draws: bool) -> list[tuple[scope.Handle, str]]:
    entries = scope.dot_keys(ranking.rows["is_marked"], ranking.filled, ranking.hollow)
    if has_draws:
        entries.append((scope.line_key(color=PALE, linewidth=2.4), say("range")))
    for name, (colour, label) in _colours(ranking).items():
        handle = scope.patch_key(facecolor=colour, edgecolor="none")
        if name in ranking.extra:
            tick: Style = {"marker": "|", "markersize": 5, "markeredgewidth": 1.2}
            handle = scope.marker_key(**tick, markeredgecolor=colour)
        entries.append((handle, label))
    return entries


def _draw_ranks(panel: Axes, rows: pd.DataFrame, places: Sequence[float]) -> int:
    """Draw ranks and return the last one on the axis."""
    last = int(max(rows[["rank", "low", "high"]].max().fillna(1).max(), 2))
    panel.set_xlim(0.5 - 0.02 * last, last + 0.5 + 0.02 * last)
    draw_ranges(panel, rows, places)
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


def _draw_parts(panel: Axes, ranking: Ranked, places: Sequence[float]) -> None:
    import numpy as np

    end = np.zeros(len(ranking.rows))
    for name, (colour, _) in _colours(ranking).items():
        values = ranking.rows[name].astype("float64").to_numpy()
        if name in ranking.extra:
            tick: Style = {"markersize": 7, "markeredgewidth": 1.2, "zorder": 3}
            panel.plot(values, places, "|", color=colour, **tick)
            end = np.fmax(end, values)
        else:
            style: Style = {"height": 2.4, "edgecolor": "white", "linewidth": 0.4, "zorder": 2}
            panel.barh(places, values, left=end, color=colour, **style)
            end = end + np.nan_to_num(values)
    longest = float(np.nanmax(end)) if len(end) else 0.0
    panel.set_xlim(0, longest * 1.03 or 1.0)
    panel.locator_params(axis="x", nbins=4, steps=[1, 2, 5, 10])
