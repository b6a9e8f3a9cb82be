"""The map: communities as tints, hubs as circles, the first linkages as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.figures import scope
from hypercluster.figures.fills import ALONE, fills, letters
from hypercluster.figures.map_names import write_names
from hypercluster.figures.paper import (
    HATCH,
    INK,
    MUTED,
    SMALL,
    Margins,
    house_style,
    lay_out,
    size_of,
    width_for,
)
from hypercluster.figures.placing import Box, curve
from hypercluster.figures.words import community_names, region_names, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.drawing.atlas import MapLayers
    from hypercluster.figures.words import Say
    from hypercluster.results import Results

LINKS, NAMES = 20, 8
_NARROW = 120.0  # mm
SURROUNDINGS, BORDER = "#f0f0f0", "#ffffff"
FINDING, OTHER = "#10324f", "#8fa3b5"
_TALLEST = 1.15  # height of a map over its width, at most


@house_style()
def plot_map(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    top: int = LINKS,
    names: int = NAMES,
    ranking: str | None = None,
) -> Axes:
    """Draw the map in the equal-area projection of the pack: communities, hubs, and the first linkages.

    Dark curves are findings, pale ones are not; without draws all are of one grey. Curves are as wide as their score says, circles as
    large as the composite (by area). Regions without a seat have no circle.

    Parameters
    ----------
    results
        From `analyse` or `read`; its pack has boundaries.
    ax
        Axes to draw in. None makes a figure of its own, without pyplot.
    width, language
        As for `plot_hubs`.
    top
        Linkages to draw.
    names
        Strongest hubs to name, fewer where there is no room. On a map of less than 120 mm they are numbered, and named below.
    ranking
        Of linkages: `complementary` or `common_ground`; None takes that of the settings.

    Returns
    -------
    Axes
        In metres of the projection.

    Raises
    ------
    AnalysisError
        The pack has no boundaries.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> axes = plot_map(results, width=88)
    """
    from hypercluster.drawing.atlas import map_layers
    from hypercluster.figures.opportunities import chosen_ranking

    say, about, full = words(language), results.provenance, width_for(ax, width)
    name = chosen_ranking(results, ranking)
    layers = map_layers(results)
    links = first_linkages(results, name, top)
    called, seated = region_names(results, language), _seated(results, layers)
    numbered = (
        [
            (_number_key(place), str(called[region]))
            for place, region in enumerate(seated[:names], start=1)
        ]
        if full < _NARROW
        else []
    )
    foot = scope.foot(about, len(results.regions), say, full, _note(results, links, name, say))
    key = [*numbered, *_key(results, links, say, language)]
    doubts = scope.remarks(about, say, is_compared=True)
    box = _bounds(layers, links)
    margins = Margins(
        0.0,
        0.0,
        scope.head_height(about, doubts),
        scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 1.0,
    )
    height = full * min(_TALLEST, (box.top - box.bottom) / (box.right - box.left))
    sheet = lay_out(ax, width=full, height=height + margins.top + margins.bottom, margins=margins)
    sheet.ax.set_axis_off()
    _set_limits(sheet.ax, box)
    _draw_areas(sheet.ax, results, layers)
    circles = _circles(results, layers, sheet.ax)
    curves = _draw_links(sheet.ax, links, circles)
    _draw_hubs(sheet.ax, circles)
    _number_hubs(sheet.ax, circles.head(len(numbered)))
    write_names(sheet, results, layers, circles, curves, called, 0 if full < _NARROW else names)
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, about, doubts, say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def first_linkages(results: Results, ranking: str, top: int) -> pd.DataFrame:
    """The best ranked linkages as `source`, `target`, `score`, `is_finding` (missing without draws)."""
    table = results.linkages
    table = (
        table[table[f"{ranking}_rank"].notna()]
        .sort_values(f"{ranking}_rank", kind="stable")
        .head(top)
    )
    return table[["source", "target"]].assign(
        score=table[f"{ranking}_score"], is_finding=table[f"{ranking}_is_finding"]
    )


def _note(results: Results, links: pd.DataFrame, ranking: str, say: Say) -> str:
    all_ranked = int(results.linkages[f"{ranking}_rank"].notna().sum())
    if links.empty:
        return say("no_linkages")
    return say("map_note", shown=len(links), all=all_ranked, ranking=say(f"linkages.{ranking}"))


def _bounds(layers: MapLayers, links: pd.DataFrame) -> Box:
    """Bounds of the regions, seats and curves with a rim; what lies around them is cut there."""
    import numpy as np

    seats = layers.seats[~(layers.seats.is_empty | layers.seats.isna())]
    places = {region: (point.x, point.y) for region, point in seats.items()}
    drawn = [
        (places[one], places[other])
        for one, other in zip(links["source"], links["target"], strict=True)
        if {one, other} <= set(places)
    ]
    corners = np.array(layers.regions.total_bounds).reshape(2, 2)
    points = np.vstack(
        [
            corners,
            *(np.reshape(place, (1, 2)) for place in places.values()),
            *(curve(*sorted(ends)) for ends in drawn),
        ]
    )
    (left, bottom), (right, top) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    rim = 0.05 * max(right - left, top - bottom)
    return Box(left - rim, bottom - rim, right + rim, top + rim)


def _set_limits(ax: Axes, box: Box) -> None:
    """Show the whole box at one scale across and up, in all the room that the axes have."""
    wide, high = size_of(ax)
    metres = max((box.right - box.left) / wide, (box.top - box.bottom) / high)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    ax.set(
        xlim=(x - metres * wide / 2, x + metres * wide / 2),
        ylim=(y - metres * high / 2, y + metres * high / 2),
    )


def _draw_areas(ax: Axes, results: Results, layers: MapLayers) -> None:
    limits = (*ax.get_xlim(), *ax.get_ylim())
    if len(layers.surroundings):
        layers.surroundings.plot(
            ax=ax,
            facecolor=SURROUNDINGS,
            edgecolor=BORDER,
            linewidth=0.3,
            aspect=None,
            autolim=False,
            zorder=0,
        )
    tints = fills(results)
    allocated = layers.regions["is_allocated"].astype(bool)
    hatches = {False: None, True: HATCH[:4]}
    for is_allocated, own in layers.regions.groupby(allocated, sort=True):
        own.plot(
            ax=ax,
            facecolor=[tints[region] for region in own.index],
            edgecolor=BORDER,
            linewidth=0.45,
            hatch=hatches[bool(is_allocated)],
            hatchcolor="#ffffff",
            aspect=None,
            autolim=False,
            zorder=1,
        )
    ax.set(xlim=limits[:2], ylim=limits[2:])


def _seated(results: Results, layers: MapLayers) -> list[str]:
    """Regions whose seat is known, strongest hub first."""
    is_known = ~(layers.seats.is_empty | layers.seats.isna())
    ranks = results.hubs["rank"].reindex(results.regions.index)[is_known]
    return [str(region) for region in ranks.sort_values(kind="stable", na_position="last").index]


def _number_hubs(ax: Axes, circles: pd.DataFrame) -> None:
    """Numbers in circles that are named below the map."""
    for place, circle in enumerate(circles.to_dict("records"), start=1):
        ax.text(
            circle["x"],
            circle["y"],
            str(place),
            color="white",
            weight="bold",
            fontsize=SMALL,
            ha="center",
            va="center_baseline",
            zorder=4.5,
        )


def _circles(results: Results, layers: MapLayers, ax: Axes) -> pd.DataFrame:
    """Circles of the regions whose seat is known, strongest hub first: place and radius in metres, and whether it is a hub."""
    import pandas as pd

    hubs = results.hubs.reindex(results.regions.index)
    seats = layers.seats
    is_known = ~(seats.is_empty | seats.isna())
    wide, _ = size_of(ax)
    metres = (ax.get_xlim()[1] - ax.get_xlim()[0]) / wide
    largest = 0.6 + 0.009 * wide if wide >= _NARROW else 1.6  # mm; a number has room in it
    share = (hubs["composite"].astype("float64").fillna(0.0) / 100).clip(0, 1) ** 0.5
    radius = ((0.18 + 0.82 * share) * largest * metres).where(is_known)
    circles = pd.DataFrame(
        {
            "x": seats.x.where(is_known),
            "y": seats.y.where(is_known),
            "radius": radius,
            "rank": hubs["rank"],
            "is_hub": hubs["is_hub"],
        }
    )
    return circles.loc[_seated(results, layers)]


def _draw_links(ax: Axes, links: pd.DataFrame, circles: pd.DataFrame) -> list[tuple[float, float]]:
    """Curves of the linkages, the first on top; give points along them."""
    along: list[tuple[float, float]] = []
    if links.empty:
        return along
    scores = links["score"].astype("float64")
    low, high = float(scores.min()), float(scores.max())
    wide = size_of(ax)[0] / 180
    for place, row in enumerate(links.itertuples()):
        if row.source not in circles.index or row.target not in circles.index:
            continue
        one, other = circles.loc[row.source], circles.loc[row.target]
        ends = sorted(
            [(one["x"], one["y"], one["radius"]), (other["x"], other["y"], other["radius"])]
        )
        points = curve(ends[0][:2], ends[1][:2], first=ends[0][2], last=ends[1][2])
        strength = ((row.score - low) / (high - low)) ** 2 if high > low else 1.0
        colour, order = _link_ink(row.is_finding)
        line = (0.5 + 1.6 * strength) * (0.55 + 0.45 * min(wide, 1.2))
        ax.plot(
            *points.T,
            color=colour,
            linewidth=line,
            solid_capstyle="round",
            zorder=order - place / 1000,
            gid=f"linkage {row.source} {row.target}",
        )
        along += [(float(x), float(y)) for x, y in points[::3]]
    return along


def _link_ink(is_finding: Any) -> tuple[str, float]:
    import pandas as pd

    if pd.isna(is_finding):
        return MUTED, 2.0
    return (FINDING, 3.0) if is_finding else (OTHER, 2.0)


def _draw_hubs(ax: Axes, circles: pd.DataFrame) -> None:
    from matplotlib.patches import Circle

    for region, circle in circles.iloc[::-1].iterrows():
        face = INK if circle["is_hub"] else "#6f6f6f"
        ax.add_patch(
            Circle(
                (circle["x"], circle["y"]),
                circle["radius"],
                facecolor=face,
                edgecolor="white",
                linewidth=0.6,
                zorder=4,
                gid=f"hub {region}",
            )
        )


def _key(results: Results, links: pd.DataFrame, say: Say, language: str) -> list[tuple[Any, str]]:
    tints, own = fills(results), letters(results)
    entries: list[tuple[Any, str]] = []
    sizes = own.value_counts()
    for letter, name in community_names(results, language).items():
        tint = tints[own == letter].iloc[0]
        entries.append((_letter_key(letter, tint), f"{name} ({sizes[letter]})"))
    if (own == "").any():
        entries.append(
            (
                scope.patch_key(facecolor=ALONE, edgecolor="none"),
                f"{say('alone_map')} ({(own == '').sum()})",
            )
        )
    if results.regions["is_allocated"].any():
        entries.append(
            (
                scope.patch_key(
                    facecolor="#c9d8e8",
                    edgecolor="white",
                    hatch=HATCH[:4],
                    hatchcolor="white",
                    linewidth=0,
                ),
                say("map_allocated"),
            )
        )
    dot = {"marker": "o", "markeredgecolor": "white", "markeredgewidth": 0.5}
    if results.hubs["is_hub"].any():
        entries.append(
            (scope.marker_key(markersize=5.4, markerfacecolor=INK, **dot), say("map_hub"))
        )
    entries.append(
        (scope.marker_key(markersize=3.6, markerfacecolor="#6f6f6f", **dot), say("map_other"))
    )
    known = links["is_finding"].dropna().astype(bool)
    if known.any():
        entries.append((scope.line_key(color=FINDING, linewidth=1.5), say("linkage_finding")))
    if len(known) and not known.all():
        entries.append((scope.line_key(color=OTHER, linewidth=1.5), say("linkage_other")))
    if len(links) and not len(known):
        entries.append((scope.line_key(color=MUTED, linewidth=1.5), say("linkage_unknown")))
    return entries


def _number_key(place: int) -> Any:
    """Drawing of a numbered circle for a key."""

    def draw(paper: Any, x: float, y: float, width: float) -> None:
        paper.text(
            x + width - 1.8,
            y,
            str(place),
            fontsize=SMALL,
            weight="bold",
            color=INK,
            ha="center",
            va="center_baseline",
        )

    return draw


def _letter_key(letter: str, tint: str) -> Any:
    """Drawing of a tint with its letter for a key."""

    def draw(paper: Any, x: float, y: float, width: float) -> None:
        scope.patch_key(facecolor=tint, edgecolor="none")(paper, x, y, width)
        paper.text(
            x + width - 1.8,
            y,
            letter,
            fontsize=SMALL,
            weight="bold",
            color=MUTED,
            ha="center",
            va="center_baseline",
        )

    return draw


def map_alt(
    results: Results, *, language: str = "en", ranking: str | None = None, top: int = LINKS
) -> str:
    """Alt text of `plot_map`: what it shows, hubs and linkages with how sure they are, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in map_alt(results)
    True
    """
    from hypercluster.figures.hubs import hubs_finding
    from hypercluster.figures.opportunities import chosen_ranking

    say = words(language)
    links = first_linkages(results, chosen_ranking(results, ranking), top)
    names = community_names(results, language)
    own = letters(results).value_counts()
    communities = "; ".join(
        f"{letter} {name} ({own[letter]})" for letter, name in names.items()
    ) or say("no_communities")
    findings = int(links["is_finding"].fillna(value=False).astype(bool).sum())
    what = say("alt_map", shown=len(links), communities=communities)
    linked = (
        say("alt_map_findings", number=findings, shown=len(links))
        if results.provenance["draws"]
        else ""
    )
    about = scope.caption(results.provenance, len(results.regions), say)
    few = [
        f"{doubt}."
        for doubt in scope.remarks(results.provenance, say, is_ranked=False, is_compared=True)
    ]
    parts = [
        what,
        hubs_finding(results, say, language),
        linked,
        *few,
        say("alt_scope", caption=about),
    ]
    return " ".join(part for part in parts if part)
