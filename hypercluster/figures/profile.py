"""One region: what it is specialised in, which roles its organisations fill, and its best opportunities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.figures import scope
from hypercluster.figures.paper import (
    HATCH,
    INK,
    MUTED,
    PALE,
    SIZE,
    SMALL,
    Sheet,
    decimal_marks,
    fix_ticks,
    house_style,
    lay_out,
    line_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.ranking import broken, draw_ranges
from hypercluster.figures.words import Say, industry_names, region_names, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

ROLE = "organisations_"
BEST = 3
_BEYOND, _STEP, _HEAD, _TICKS = 0.05, 4.4, 5.5, 7.5
_MOST_INDUSTRIES = 20


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
        Code or name; None takes the strongest hub.
    ax, width, language
        As for `plot_hubs`.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the location quotients with their intervals, the organisations by
        role beside the median of the other regions (where the pack has organisations), and the best opportunities of every level: rank
        and range as shares of all rows that are ranked.

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
    >>> frame = plot_profile(results, width=88)
    """
    from hypercluster.regions import find_region

    say, about, full = words(language), results.provenance, width_for(ax, width)
    code = str(results.hubs.index[0]) if region is None else find_region(results.regions, region)
    industries, roles, best = (
        _industries(results, code, language),
        _roles(results, code, say),
        _best(results, code, say, language),
    )
    doubts = scope.remarks(about, say, is_compared=True)
    key = _key(results, industries, roles, say)
    star = f"{say('allocated')}." if results.regions.at[code, "is_allocated"] else ""
    foot = scope.foot(about, len(results.regions), say, full, star)
    under = scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 1.0
    standing = wrapped(_standing(results, code, say), full - 1.2, SMALL)
    above = scope.head_height(about, doubts) + 6.8 + (standing.count("\n") + 1) * line_height(SMALL)
    is_wide = full > 120
    half = (full - 6.0) / 2 if is_wide else full
    labels = [broken(label, (0.38 if is_wide else 0.42) * full) for label in best["label"]]
    steps = [max(_STEP, (label.count("\n") + 1) * line_height(SIZE) + 0.8) for label in labels] or [
        _STEP
    ]
    named = [wrapped(str(label), 0.45 * half, SIZE, most=2) for label in industries["label"]]
    rows = [max(_STEP, (label.count("\n") + 1) * line_height(SIZE) + 0.8) for label in named]
    heights = [
        _HEAD + _TICKS + sum(rows),
        _HEAD + _TICKS + _STEP * len(roles) if len(roles) else 0.0,
        _HEAD + _TICKS + sum(steps),
    ]
    upper = max(heights[:2]) if is_wide else sum(heights[:2])
    sheet = lay_out(ax, width=full, height=above + upper + heights[2] + under)
    sheet.ax.set_axis_off()
    scale = (sheet.height - above - under) / (upper + heights[2])
    top = sheet.height - above
    _draw_industries(
        sheet,
        industries,
        named,
        rows,
        (0.0, top - heights[0] * scale, half, heights[0] * scale),
        say,
        results,
        language,
    )
    if len(roles):
        left, high = (half + 6.0, top) if is_wide else (0.0, top - heights[0] * scale)
        _draw_roles(sheet, roles, (left, high - heights[1] * scale, half, heights[1] * scale), say)
    _draw_best(sheet, best, labels, steps, (0.0, under, full, heights[2] * scale), say)
    _write_title(sheet, results, code, top, standing, language)
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, about, doubts, say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _write_title(
    sheet: Sheet, results: Results, code: str, top: float, standing: str, language: str
) -> None:
    star = "*" if results.regions.at[code, "is_allocated"] else ""
    name = wrapped(f"{region_names(results, language)[code]}{star}", sheet.width - 1.2, 9.0, most=1)
    lines = (standing.count("\n") + 1) * line_height(SMALL)
    sheet.write(0.6, top + 2.3 + lines, name, fontsize=9.0, weight="bold")
    sheet.write(
        0.6, top + 0.6 + lines, standing, fontsize=SMALL, color=MUTED, va="top", linespacing=1.2
    )


def _standing(results: Results, code: str, say: Say) -> str:
    """Rank as a hub with its range, and the community."""
    import pandas as pd

    hub, letter = results.hubs.loc[code], results.regions.at[code, "community"]
    ranked = int(results.hubs["rank"].notna().sum())
    parts = [
        say("no_rank")
        if pd.isna(hub["rank"])
        else say("profile_hub", rank=int(hub["rank"]), all=ranked)
    ]
    span = scope.ranges_words(hub["rank_low"], hub["rank_high"])
    if span:
        k = results.provenance["top_k"]["hubs"]
        parts.append(say("profile_range", range=span, k=k, share=int(hub["p_top_k"] * 100 + 1e-9)))
    return " · ".join(
        [*parts, *([] if pd.isna(letter) else [say("profile_community", letter=letter)])]
    )


def _industries(results: Results, code: str, language: str) -> pd.DataFrame:
    names = industry_names(results, language)
    own = results.indicators[results.indicators["region"] == code]
    own = own.sort_values(
        "location_quotient", ascending=False, kind="stable", na_position="last"
    ).head(_MOST_INDUSTRIES)
    return own.assign(
        label=own["industry"].map(names), is_marked=own["q_specialised"].fillna(1.0) <= _BEYOND
    )


def _roles(results: Results, code: str, say: Say) -> pd.DataFrame:
    """Organisations by role, and the median of the other regions; no rows where the pack has no organisations."""
    import pandas as pd

    columns = [str(column) for column in results.regions.columns if str(column).startswith(ROLE)]
    if not results.regions["organisations"].notna().any():
        columns = []
    others = results.regions.drop(index=code)
    rows = [
        {
            "role": column.removeprefix(ROLE),
            "label": say(column.removeprefix(ROLE)),
            "number": float(results.regions.at[code, column]),
            "median": float(others[column].astype("float64").median()),
        }
        for column in columns
    ]
    return pd.DataFrame(rows, columns=["role", "label", "number", "median"])


def _best(results: Results, code: str, say: Say, language: str) -> pd.DataFrame:
    """The first ranked opportunities of every level with rank, range and the number of rows that are ranked."""
    import pandas as pd

    names, industries = region_names(results, language), industry_names(results, language)
    parts = []
    for prefix, key in (("complementary_", "profile_with"), ("common_ground_", "profile_common")):
        table = results.linkages
        own = table[(table["source"] == code) | (table["target"] == code)]
        other = own["target"].where(own["source"] == code, own["source"])
        labels = [say(key, name=names[end]) for end in other]
        parts.append(
            _ranked(
                own,
                prefix,
                labels,
                int(table[f"{prefix}rank"].notna().sum()),
                f"{prefix}is_finding",
            )
        )
    for name, key in (("new_clusters", "profile_new"), ("diversification", "profile_diversify")):
        table = getattr(results, name)
        own = table[table["region"] == code]
        labels = [say(key, name=industries[industry]) for industry in own["industry"]]
        parts.append(_ranked(own, "", labels, int(table["rank"].notna().sum()), None))
    return pd.concat(parts, ignore_index=True)


def _ranked(
    own: pd.DataFrame, prefix: str, labels: list[str], count: int, finding: str | None
) -> pd.DataFrame:
    rows = own[
        [f"{prefix}{name}" for name in ("rank", "rank_low", "rank_high", "confidence")]
    ].set_axis(["rank", "low", "high", "confidence"], axis=1)
    is_marked = (
        own[finding].fillna(value=False).astype(bool) if finding else rows["confidence"] == "high"
    )
    rows = rows.assign(label=labels, count=count, is_marked=is_marked)
    return rows[rows["rank"].notna()].sort_values("rank", kind="stable").head(BEST)


def _key(
    results: Results, industries: pd.DataFrame, roles: pd.DataFrame, say: Say
) -> list[tuple[Any, str]]:
    dot = {"marker": "o", "markersize": 3.6, "markeredgecolor": INK, "markeredgewidth": 0.8}
    entries: list[tuple[Any, str]] = [
        (scope.marker_key(markerfacecolor=INK, **dot), say("profile_filled"))
    ]
    if results.provenance["draws"]:
        entries.append((scope.line_key(color=PALE, linewidth=2.4), say("profile_interval")))
    elif industries["location_quotient_low"].notna().any():
        entries.append(
            (scope.line_key(color=PALE, linewidth=2.4), say("profile_interval_quotient"))
        )
    if len(roles):
        entries.append(
            (
                scope.marker_key(
                    marker="|", markersize=6, markeredgewidth=1.3, markeredgecolor=PART_COLOURS[1]
                ),
                say("median"),
            )
        )
        if (roles["number"] == 0).any():
            entries.append(
                (
                    scope.patch_key(facecolor="white", edgecolor=PALE, hatch=HATCH, linewidth=0.4),
                    say("role_gap"),
                )
            )
    return entries


def _section(
    sheet: Sheet,
    box: tuple[float, float, float, float],
    title: str,
    labels: list[str],
    steps: list[float],
    *,
    right: float = 2.0,
) -> tuple[Axes, list[float]]:
    """A titled panel with names at the left; the place of every row, in mm from the top."""
    left, bottom, width, height = box
    room = max((text_width(label) for label in labels), default=0.0) + 2.5
    panel = sheet.panel(left + room, bottom + _TICKS, width - room - right, height - _TICKS - _HEAD)
    sheet.write(
        left + 0.6,
        bottom + height - 3.6,
        wrapped(title, width - 1.0, SIZE, most=1),
        weight="bold",
        fontsize=SIZE,
    )
    places = [sum(steps[:place]) + step / 2 for place, step in enumerate(steps)]
    inner = height - _TICKS - _HEAD
    for place, label in zip(places, labels, strict=False):
        y = bottom + _TICKS + inner * (1 - place / sum(steps))
        sheet.write(left + room - 1.5, y, label, ha="right", va="center", linespacing=1.05)
    panel.set_ylim(sum(steps), 0)
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    panel.tick_params(axis="x", pad=1.2)
    return panel, places


def _draw_industries(
    sheet: Sheet,
    rows: pd.DataFrame,
    labels: list[str],
    steps: list[float],
    box: tuple[float, float, float, float],
    say: Say,
    results: Results,
    language: str,
) -> None:
    import numpy as np

    panel, places = _section(sheet, box, say("industries"), labels, steps)
    high = rows[["location_quotient", "location_quotient_high"]].astype("float64").to_numpy()
    largest = float(np.nanmax(high)) if np.isfinite(high).any() else 1.0
    panel.set_xlim(-0.02 * largest, max(largest, 1.0) * 1.05)
    drawn = rows.rename(
        columns={
            "location_quotient": "rank",
            "location_quotient_low": "low",
            "location_quotient_high": "high",
        }
    )
    draw_ranges(panel, drawn, places, widening=0.0)
    threshold = float(results.provenance["settings"]["indicators"]["threshold"])
    panel.axvline(threshold, color=MUTED, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
    panel.locator_params(axis="x", nbins=5)
    panel.set_xlabel(say("location_quotient"), fontsize=SMALL, labelpad=1.5)
    decimal_marks(panel, language)
    fix_ticks(panel)


def _draw_roles(
    sheet: Sheet, rows: pd.DataFrame, box: tuple[float, float, float, float], say: Say
) -> None:
    panel, places = _section(sheet, box, say("roles"), list(rows["label"]), [_STEP] * len(rows))
    largest = max(float(rows[["number", "median"]].max().max()), 1.0)
    panel.set_xlim(0, largest * 1.06)
    panel.barh(places, rows["number"], height=2.6, color=PART_COLOURS[0], zorder=1)
    panel.plot(
        rows["median"],
        places,
        "|",
        markersize=8,
        markeredgewidth=1.3,
        color=PART_COLOURS[1],
        zorder=3,
        clip_on=False,
    )
    gaps = [place for place, number in zip(places, rows["number"], strict=True) if number == 0]
    panel.barh(
        gaps,
        [largest * 1.03] * len(gaps),
        height=2.6,
        facecolor="white",
        edgecolor=PALE,
        hatch=HATCH,
        linewidth=0.4,
        zorder=0,
    )
    panel.locator_params(axis="x", nbins=5, integer=True)
    panel.set_xlabel(say("listed"), fontsize=SMALL, labelpad=1.5)
    fix_ticks(panel)


def _draw_best(
    sheet: Sheet,
    rows: pd.DataFrame,
    labels: list[str],
    steps: list[float],
    box: tuple[float, float, float, float],
    say: Say,
) -> None:
    texts = [_rank_text(row) for row in rows.to_dict("records")]
    right = max((text_width(text, SMALL) for text in texts), default=0.0) + 3.0
    panel, places = _section(
        sheet, box, say("best"), labels or [say("profile_none")], steps, right=right
    )
    shares = rows.assign(
        **{
            name: (rows[name].astype("float64") - 1)
            / (rows["count"].astype("float64") - 1).clip(lower=1)
            for name in ("rank", "low", "high")
        }
    )
    panel.set_xlim(-0.02, 1.02)
    draw_ranges(panel, shares, places[: len(rows)], widening=0.006)
    panel.set_xticks([0, 0.5, 1], [say("first"), "", say("last")])
    panel.get_xticklabels()[0].set_horizontalalignment("left")
    panel.get_xticklabels()[-1].set_horizontalalignment("right")
    left, bottom, width, height = box
    inner = height - _TICKS - _HEAD
    for place, text in zip(places, texts, strict=False):
        y = bottom + _TICKS + inner * (1 - place / sum(steps))
        sheet.write(
            left + width - 0.6, y, text, ha="right", va="center", fontsize=SMALL, color=MUTED
        )
    panel.set_xlabel(say("rank_share"), fontsize=SMALL, labelpad=1.5)
    fix_ticks(panel)


def _rank_text(row: dict[Any, Any]) -> str:
    """Rank, its range, and how many are ranked."""
    span = scope.ranges_words(row["low"], row["high"])
    return f"{int(row['rank'])}{f' ({span})' if span else ''} / {int(row['count'])}"


def profile_alt(results: Results, region: str | None = None, *, language: str = "en") -> str:
    """Alt text of `plot_profile`: what it shows, specialisations beyond chance, gaps, and how sure the rank as a hub is.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "Specialised beyond chance" in profile_alt(results)
    True
    """
    from hypercluster.regions import find_region

    say = words(language)
    code = str(results.hubs.index[0]) if region is None else find_region(results.regions, region)
    industries, roles = _industries(results, code, language), _roles(results, code, say)
    marked = list(industries.loc[industries["is_marked"], "label"])
    gaps = list(roles.loc[roles["number"] == 0, "label"])
    parts = [
        say("alt_profile", region=region_names(results, language)[code]),
        say("alt_profile_specialised", named=", ".join(marked))
        if marked
        else say("alt_profile_unspecialised"),
        say("alt_profile_gaps", roles=", ".join(gaps)) if gaps else "",
        f"{_standing(results, code, say)}."
        if results.provenance["draws"]
        else f"{_standing(results, code, say)}; {say('no_draws')}.",
        say("alt_scope", caption=scope.caption(results.provenance, len(results.regions), say)),
    ]
    return " ".join(part for part in parts if part)
