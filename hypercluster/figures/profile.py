"""One region: its specialisations, roles of its organisations, best opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import (
    INK,
    MUTED,
    PALE,
    SIZE,
    SMALL,
    Sheet,
    Style,
    decimal_marks,
    fix_ticks,
    house_style,
    lines_height,
    row_steps,
    text_width,
    wrapped,
)
from hypercluster.figures.ranking import broken, draw_ranges, ranked
from hypercluster.figures.words import Say, industry_names, region_names
from hypercluster.rankings import RANKINGS, is_beyond_chance
from hypercluster.views.region import BEST, ROLE, item_name
from hypercluster.words import percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

_STEP, _HEAD, _TICKS = 4.4, 5.5, 7.5  # mm: least height of a row, room for title and ticks
_MOST_INDUSTRIES = 20
_NAME_SIZE = 9.0


@house_style()
def plot_profile(
    results: Results,
    region: str | None = None,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
) -> Axes:
    """Draw the profile of one region.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    region
        Code or name. None takes the strongest hub.
    ax, width, language
        As for `plot_hubs`.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the location quotients with
        their intervals, the organisations by role beside the median of the other regions (where
        the pack has organisations), and the best opportunities of every level: rank and range as
        shares of all rows that are ranked.

    Raises
    ------
    SchemeError
        There is no such region.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> frame = hc.plot_profile(results, "Irkutsk", width=88)
    >>> len(frame.child_axes)
    4
    """
    frame = scope.frame_of(results, language, ax, width)
    say, full = frame.say, frame.width
    code = _code(results, region)
    industries, roles = _industries(results, code, language), _roles(results, code, say)
    best = _best(results, code, say, language)
    star = "*" if results.regions.at[code, "is_allocated"] else ""
    name = f"{region_names(results, language)[code]}{star}"
    standing = wrapped(_standing(results, code, say), full - 1.2, SMALL)
    head = 6.8 + lines_height(standing)
    is_wide = full > 120
    half = (full - 6.0) / 2 if is_wide else full
    industry_labels = [
        wrapped(str(label), 0.45 * half, SIZE, most=2) for label in industries["label"]
    ]
    best_labels = [broken(label, (0.38 if is_wide else 0.42) * full) for label in best["label"]]
    role_labels = list(roles["label"])
    heights = [_height(labels) for labels in (industry_labels, role_labels, best_labels)]
    if not role_labels:
        heights[1] = 0.0
    upper = max(heights[:2]) if is_wide else sum(heights[:2])
    sheet = frame.surround(
        head + upper + heights[2],
        doubts=frame.doubts(),
        key=_key(results, industries, roles, say),
        notes=[f"{say('allocated')}."] if star else [],
    )
    top = sheet.top - head
    # Axes that were passed in may be lower or higher than the rows take.
    scale = (top - sheet.bottom) / (upper + heights[2])
    first, second, third = (height * scale for height in heights)
    box = _Box(0.0, top - first, half, first)
    panel = _section(sheet, box, say("industries"), industry_labels)
    _draw_industries(panel, industries, say, results, language)
    if role_labels:
        left, high = (half + 6.0, top) if is_wide else (0.0, top - first)
        box = _Box(left, high - second, half, second)
        _draw_roles(_section(sheet, box, say("roles"), role_labels), roles, say)
    _draw_best(sheet, best, best_labels, _Box(0.0, sheet.bottom, full, third), say)
    lines = lines_height(standing)
    title = wrapped(name, full - 1.2, _NAME_SIZE, most=1)
    sheet.write(0.6, top + 2.3 + lines, title, fontsize=_NAME_SIZE, weight="bold")
    sheet.write(0.6, top + 0.6 + lines, standing, color=MUTED, va="top", linespacing=1.2)
    return sheet.ax


@dataclass(frozen=True)
class _Box:
    """Room of a section in mm."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, eq=False, repr=False)
class _Rows:
    """Panel of a section, and its rows in mm from the top and in mm on the sheet."""

    panel: Axes
    places: list[float]
    heights: list[float]


def _code(results: Results, region: str | None) -> str:
    from hypercluster.regions import find_region

    return str(results.hubs.index[0]) if region is None else find_region(results.regions, region)


def _steps(labels: Sequence[str]) -> list[float]:
    """Heights of the rows in mm, one for none."""
    return [max(_STEP, lines_height(label, SIZE) + 0.8) for label in labels] or [_STEP]


def _height(labels: Sequence[str]) -> float:
    return _HEAD + _TICKS + sum(_steps(labels))


def _standing(results: Results, code: str, say: Say) -> str:
    """Rank as a hub with its range, and the community."""
    import pandas as pd

    hub, letter = results.hubs.loc[code], results.regions.at[code, "community"]
    parts = [say("no_rank")]
    if not pd.isna(hub["rank"]):
        count = int(results.hubs["rank"].notna().sum())
        parts = [say("profile_hub", rank=int(hub["rank"]), all=count)]
    span = scope.range_text(hub["rank_low"], hub["rank_high"])
    if span:
        k, share = results.provenance["top_k"]["hubs"], percent(hub["p_top_k"]).removesuffix(" %")
        parts.append(say("profile_range", range=span, k=k, share=share))
    if not pd.isna(letter):
        parts.append(say("profile_community", letter=letter))
    return " · ".join(parts)


def _industries(results: Results, code: str, language: str) -> pd.DataFrame:
    """Location quotients with their intervals, highest first."""
    rows = results.indicators[results.indicators["region"] == code]
    order = {"ascending": False, "kind": "stable", "na_position": "last"}
    rows = rows.sort_values("location_quotient", **order).head(_MOST_INDUSTRIES)
    return rows.assign(
        label=rows["industry"].map(industry_names(results, language)),
        is_marked=is_beyond_chance(rows["q_specialised"].fillna(1.0)),
        rank=rows["location_quotient"],
        low=rows["location_quotient_low"],
        high=rows["location_quotient_high"],
    )


def _roles(results: Results, code: str, say: Say) -> pd.DataFrame:
    """Organisations by role, and the median of the other regions.

    No rows where the pack has no organisations.
    """
    import pandas as pd

    regions = results.regions
    columns = [str(column) for column in regions.columns if str(column).startswith(ROLE)]
    if not regions["organisations"].notna().any():
        columns = []
    others = regions.drop(index=code)[columns].astype("float64")
    return pd.DataFrame(
        {
            "label": [say(f"roles.{column.removeprefix(ROLE)}") for column in columns],
            "number": [float(regions.at[code, column]) for column in columns],
            "median": [float(others[column].median()) for column in columns],
        }
    )


def _best(results: Results, code: str, say: Say, language: str) -> pd.DataFrame:
    """First opportunities of every ranking, with the number of rows that are ranked."""
    import pandas as pd

    names = {
        "regions": region_names(results, language),
        "industries": industry_names(results, language),
    }

    def named(entity: str, item: str) -> str:
        return str(names[entity][item])

    parts = []
    for kind in RANKINGS.values():
        if not (kind.is_regional and kind.is_opportunity):
            continue
        rows = ranked(results, kind, language).rows
        rows = rows[rows["rank"].notna()]
        best = rows[(rows[list(kind.key)] == code).any(axis=1)].head(BEST)
        is_marked = best["is_marked"] if kind.has_findings else best["confidence"] == "high"
        labels = [
            say(f"ranking_item.{kind.name}", name=item_name(kind, row, code, named))
            for row in best.to_dict("records")
        ]
        best = best.assign(label=labels, count=len(rows), is_marked=is_marked)
        parts.append(best[["rank", "low", "high", "label", "count", "is_marked"]])
    return pd.concat(parts, ignore_index=True)


def _key(
    results: Results, industries: pd.DataFrame, roles: pd.DataFrame, say: Say
) -> list[tuple[scope.Handle, str]]:
    filled = scope.marker_key(**scope.DOT, markerfacecolor=INK)
    span = scope.line_key(color=PALE, linewidth=2.4)
    entries = [(filled, say("profile_filled"))]
    if results.provenance["draws"]:
        entries.append((span, say("profile_interval")))
    elif industries["low"].notna().any():
        entries.append((span, say("profile_interval_quotient")))
    if len(roles):
        tick: Style = {"marker": "|", "markersize": 6, "markeredgewidth": 1.3}
        handle = scope.marker_key(**tick, markeredgecolor=PART_COLOURS[1])
        entries.append((handle, say("median")))
    if (roles["number"] == 0).any():
        entries.append((scope.patch_key(**scope.MISSING), say("role_gap")))
    return entries


def _section(
    sheet: Sheet, box: _Box, title: str, labels: list[str], *, right: float = 2.0
) -> _Rows:
    """Titled panel with labels at the left of its rows."""
    steps = _steps(labels)
    room = max((text_width(label) for label in labels), default=0.0) + 2.5
    low, inner = box.bottom + _TICKS, box.height - _TICKS - _HEAD
    panel = sheet.panel(box.left + room, low, box.width - room - right, inner)
    title = wrapped(title, box.width - 1.0, SIZE, most=1)
    sheet.write(box.left + 0.6, box.bottom + box.height - 3.6, title, weight="bold", fontsize=SIZE)
    places = row_steps(steps)
    heights = [low + inner * (1 - down / sum(steps)) for down in places]
    style: Style = {"fontsize": SIZE, "ha": "right", "va": "center", "linespacing": 1.05}
    for y, label in zip(heights, labels, strict=False):
        sheet.write(box.left + room - 1.5, y, label, **style)
    panel.set_ylim(sum(steps), 0)
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    panel.tick_params(axis="x", pad=1.2)
    return _Rows(panel, places, heights)


def _draw_industries(
    rows: _Rows, table: pd.DataFrame, say: Say, results: Results, language: str
) -> None:
    import numpy as np

    panel = rows.panel
    values = table[["rank", "high"]].astype("float64").to_numpy()
    largest = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    panel.set_xlim(-0.02 * largest, max(largest, 1.0) * 1.05)
    draw_ranges(panel, table, rows.places, widening=0.0)
    threshold = float(results.provenance["settings"]["indicators"]["threshold"])
    panel.axvline(threshold, color=MUTED, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
    panel.locator_params(axis="x", nbins=5)
    panel.set_xlabel(say("location_quotient"), fontsize=SMALL, labelpad=1.5)
    decimal_marks(panel, language)
    fix_ticks(panel)


def _draw_roles(rows: _Rows, table: pd.DataFrame, say: Say) -> None:
    panel = rows.panel
    largest = max(float(table[["number", "median"]].max().max()), 1.0)
    panel.set_xlim(0, largest * 1.06)
    panel.barh(rows.places, table["number"], height=2.6, color=PART_COLOURS[0], zorder=1)
    tick: Style = {"marker": "|", "markersize": 8, "markeredgewidth": 1.3, "linestyle": "none"}
    panel.plot(table["median"], rows.places, color=PART_COLOURS[1], zorder=3, clip_on=False, **tick)
    gaps = [down for down, count in zip(rows.places, table["number"], strict=True) if count == 0]
    panel.barh(gaps, [largest * 1.03] * len(gaps), height=2.6, zorder=0, **scope.MISSING)
    panel.locator_params(axis="x", nbins=5, integer=True)
    panel.set_xlabel(say("listed"), fontsize=SMALL, labelpad=1.5)
    fix_ticks(panel)


def _draw_best(sheet: Sheet, table: pd.DataFrame, labels: list[str], box: _Box, say: Say) -> None:
    """Ranks and ranges as shares of all ranked rows, and in words at the right."""
    texts = [_rank_text(row) for row in table.to_dict("records")]
    right = max((text_width(text, SMALL) for text in texts), default=0.0) + 3.0
    rows = _section(sheet, box, say("best"), labels or [say("profile_none")], right=right)
    ranks = table[["rank", "low", "high"]].astype("float64")
    last = table["count"].astype("float64").clip(lower=2)
    shares = (ranks - 1).div(last - 1, axis=0).assign(is_marked=table["is_marked"])
    panel = rows.panel
    panel.set_xlim(-0.02, 1.02)
    draw_ranges(panel, shares, rows.places[: len(table)], widening=0.006)
    panel.set_xticks([0, 0.5, 1], [say("first"), "", say("last")])
    panel.get_xticklabels()[0].set_horizontalalignment("left")
    panel.get_xticklabels()[-1].set_horizontalalignment("right")
    for y, text in zip(rows.heights, texts, strict=False):
        sheet.write(box.width - 0.6, y, text, ha="right", va="center", color=MUTED)
    panel.set_xlabel(say("rank_share"), fontsize=SMALL, labelpad=1.5)
    fix_ticks(panel)


def _rank_text(row: dict[Any, Any]) -> str:
    """Rank, its range, and how many are ranked."""
    span = scope.range_text(row["low"], row["high"])
    return f"{int(row['rank'])}{f' ({span})' if span else ''} / {int(row['count'])}"


def profile_alt(results: Results, region: str | None = None, *, language: str = "en") -> str:
    """Alt text of `plot_profile`.

    It names specialisations beyond chance and gaps, and says how sure the rank as a hub is.

    Parameters
    ----------
    results, region, language
        As for `plot_profile`.

    Returns
    -------
    str
        A few sentences.

    Raises
    ------
    SchemeError
        There is no such region.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "Specialised beyond chance" in hc.profile_alt(results)
    True
    """
    frame, code = scope.frame_of(results, language), _code(results, region)
    say = frame.say
    industries, roles = _industries(results, code, language), _roles(results, code, say)
    special = ", ".join(industries.loc[industries["is_marked"], "label"])
    gaps = ", ".join(roles.loc[roles["number"] == 0, "label"])
    standing = _standing(results, code, say)
    no_draws = "" if results.provenance["draws"] else f"; {say('no_draws')}"
    return scope.sentences(
        say("alt_profile", region=region_names(results, language)[code]),
        say("alt_profile_specialised", named=special)
        if special
        else say("alt_profile_unspecialised"),
        say("alt_profile_gaps", roles=gaps) if gaps else "",
        f"{standing}{no_draws}.",
        say("alt_scope", caption=frame.caption),
    )


FIGURE = Figure("profile", plot_profile, profile_alt, options=("region",))
