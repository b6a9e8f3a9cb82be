"""The map: communities as tints, hubs as circles, the first linkages as curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.geometry import (
    Box,
    Point,
    around,
    curve,
    nearest_point,
    needs_leader,
    place_labels,
)
from hypercluster.drawing.map import (
    MapLayers,
    by_rank,
    extent,
    first_linkages,
    hub_radii,
    link_ends,
    map_layers,
    places,
)
from hypercluster.drawing.palette import ALONE, community_fills, community_letters, letter_order
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import (
    HATCH,
    INK,
    MUTED,
    POINT,
    SMALL,
    Margins,
    Sheet,
    Style,
    house_style,
    lines_height,
    mark,
    size_of,
    text_width,
    wrapped,
)
from hypercluster.figures.words import community_names, region_names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say
    from hypercluster.results import Results

LINKS, NAMES = 20, 8
_NARROW = 120.0  # mm, below which hubs are numbered instead of named
_TALLEST = 1.15  # height of a map over its width, at most
_GAP = 0.7  # mm between a circle and its name
SURROUNDINGS, BORDER = "#f0f0f0", "#ffffff"
FINDING, NO_FINDING, NO_HUB = "#10324f", "#8fa3b5", "#6f6f6f"


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
    """Draw communities, hubs and the first linkages on the map of the pack.

    Dark curves are findings, pale ones are not. Without draws all are of one grey. Curves are as
    wide as their score says, circles as large as the composite (by area). A region without a seat
    has its circle inside its polygon.

    Parameters
    ----------
    results
        From `analyse` or `read`. Its pack has boundaries.
    ax
        Axes to draw in. None makes a figure of its own, without pyplot.
    width, language
        As for `plot_hubs`.
    top
        Linkages to draw.
    names
        Strongest hubs to name, fewer where there is no room. On a map of less than 120 mm they are
        numbered, and named below.
    ranking
        Of linkages: `complementary` or `common_ground`. None takes that of the settings.

    Returns
    -------
    Axes
        In metres of the projection of the pack, which is equal-area if the pack names none.

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
    >>> axes = hc.plot_map(results, width=88, top=7)
    >>> sum(str(line.get_gid()).startswith("linkage") for line in axes.lines)
    7
    """
    from hypercluster.figures.opportunities import chosen_ranking

    frame = scope.frame_of(results, language, ax, width)
    say, full = frame.say, frame.width
    ranking = chosen_ranking(results, ranking)
    layers, links = map_layers(results), first_linkages(results, ranking, top)
    labels, points = region_names(results, language), places(layers)
    strongest = by_rank(results.hubs, points)[:names]
    numbers = (
        {str(number): region for number, region in enumerate(strongest, 1)}
        if full < _NARROW
        else {}
    )
    key = [(scope.text_key(number, INK), str(labels[at])) for number, at in numbers.items()]
    box = extent(layers, links)
    sheet = frame.surround(
        full * min(_TALLEST, (box.top - box.bottom) / (box.right - box.left)),
        doubts=frame.doubts(),
        key=[*key, *_key(results, links, ranking, say, language)],
        notes=[_note(results, links, ranking, say)],
        margins=Margins(),
    )
    sheet.ax.set_axis_off()
    limits = _limits(sheet.ax, box)
    sheet.ax.set(**limits)
    _draw_areas(sheet.ax, results, layers)
    sheet.ax.set(**limits)  # geopandas sets its own
    circles = _circles(results, points, sheet.ax)
    curves = _draw_links(sheet.ax, links, ranking, circles)
    _draw_hubs(sheet.ax, circles)
    for number, region in numbers.items():
        circle = circles.loc[region]
        style: Style = {"color": "white", "weight": "bold", "zorder": 4.5}
        mark(sheet.ax, circle["x"], circle["y"], number, **style)
    paper = _Paper(
        sheet, sheet.ax.get_xlim()[0], sheet.ax.get_ylim()[0], _metres(sheet.ax), circles, curves
    )
    names_at = paper.write_names(
        {} if numbers else {region: labels[region] for region in strongest}
    )
    paper.write_letters(layers, community_letters(results.regions), names_at)
    return sheet.ax


def _note(results: Results, links: pd.DataFrame, ranking: str, say: Say) -> str:
    if links.empty:
        return say("no_linkages")
    ranked = int(results.linkages[f"{ranking}_rank"].notna().sum())
    return say("map_note", shown=len(links), all=ranked, ranking=say(f"ranking.linkages.{ranking}"))


def _limits(ax: Axes, box: Box) -> dict[str, tuple[float, float]]:
    """Limits that show the whole box at one scale, in all the room that the axes have."""
    wide, high = size_of(ax)
    metres = max((box.right - box.left) / wide, (box.top - box.bottom) / high)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    across, up = metres * wide / 2, metres * high / 2
    return {"xlim": (x - across, x + across), "ylim": (y - up, y + up)}


def _metres(ax: Axes) -> float:
    """Metres on the ground that are a millimetre on paper."""
    left, right = ax.get_xlim()
    return float((right - left) / size_of(ax)[0])


def _draw_areas(ax: Axes, results: Results, layers: MapLayers) -> None:
    style: Style = {"ax": ax, "edgecolor": BORDER, "aspect": None, "autolim": False}
    if len(layers.surroundings):
        layers.surroundings.plot(facecolor=SURROUNDINGS, linewidth=0.3, zorder=0, **style)
    fills, regions = community_fills(results.regions), layers.regions
    is_allocated = regions["is_allocated"].astype(bool)
    for rows, hatch in ((regions[~is_allocated], None), (regions[is_allocated], HATCH[:4])):
        if len(rows):
            style |= {"hatch": hatch, "hatchcolor": "white", "linewidth": 0.45, "zorder": 1}
            rows.plot(facecolor=list(fills[rows.index]), **style)


def _circles(results: Results, points: dict[str, Point], ax: Axes) -> pd.DataFrame:
    """Circles in metres, strongest hub first: `x`, `y`, `radius`, `is_hub`."""
    import pandas as pd

    wide = size_of(ax)[0]
    largest = 0.6 + 0.009 * wide if wide >= _NARROW else 1.6  # mm, so that a number has room in it
    circles = pd.DataFrame.from_dict(points, orient="index", columns=["x", "y"])
    circles["radius"] = hub_radii(results.hubs, largest * _metres(ax))
    circles["is_hub"] = results.hubs["is_hub"]
    return circles.loc[by_rank(results.hubs, points)]


def _draw_links(ax: Axes, links: pd.DataFrame, ranking: str, circles: pd.DataFrame) -> list[Point]:
    """Draw curves, the first linkage on top, and return points along them."""
    along: list[Point] = []
    links = links[links["source"].isin(circles.index) & links["target"].isin(circles.index)]
    scores = links[f"{ranking}_score"].astype("float64")
    low, high = scores.min(), scores.max()
    scale = 0.55 + 0.45 * min(size_of(ax)[0] / 180, 1.2)
    ends = link_ends({str(at): (row.x, row.y) for at, row in circles.iterrows()}, links)
    findings = links[f"{ranking}_is_finding"]
    for number, ((west, east), score, is_finding) in enumerate(
        zip(ends, scores, findings, strict=True)
    ):
        a, b = circles.loc[west], circles.loc[east]
        points = curve((a["x"], a["y"]), (b["x"], b["y"]), first=a["radius"], last=b["radius"])
        strength = ((score - low) / (high - low)) ** 2 if high > low else 1.0
        colour, order = _link_ink(is_finding)
        source, target = links[["source", "target"]].iloc[number]
        ax.plot(
            *points.T,
            color=colour,
            linewidth=(0.5 + 1.6 * strength) * scale,
            solid_capstyle="round",
            zorder=order - number / 1000,
            gid=f"linkage {source} {target}",
        )
        along += [(float(x), float(y)) for x, y in points[::3]]
    return along


def _link_ink(is_finding: Any) -> tuple[str, float]:
    """Colour of a linkage and its order from below."""
    import pandas as pd

    if pd.isna(is_finding):
        return MUTED, 2.0
    return (FINDING, 3.0) if is_finding else (NO_FINDING, 2.0)


def _draw_hubs(ax: Axes, circles: pd.DataFrame) -> None:
    from matplotlib.patches import Circle

    for region, circle in circles.iloc[::-1].iterrows():
        style: Style = {"edgecolor": "white", "linewidth": 0.6, "zorder": 4, "gid": f"hub {region}"}
        face = INK if circle["is_hub"] else NO_HUB
        ax.add_patch(Circle((circle["x"], circle["y"]), circle["radius"], facecolor=face, **style))


@dataclass(frozen=True, eq=False)
class _Paper:
    """Circles and curves of a map, given in metres, as they lie on a sheet in mm."""

    sheet: Sheet
    left: float
    low: float
    metres: float
    circles: pd.DataFrame
    curves: list[Point]

    def mm(self, x: float, y: float) -> Point:
        """Place on the sheet of a point of the map."""
        margins = self.sheet.margins
        return (
            margins.left + (x - self.left) / self.metres,
            margins.bottom + (y - self.low) / self.metres,
        )

    def write_names(self, names: dict[str, str]) -> list[Box]:
        """Write names of the strongest hubs with a halo, and return what they cover."""
        from matplotlib import patheffects

        sheet = self.sheet
        texts = [_lines(name, 19.0) for name in names.values()]
        points = [self.mm(x, y) for x, y in zip(self.circles["x"], self.circles["y"], strict=True)]
        radii = list(self.circles["radius"] / self.metres)
        boxes = place_labels(
            points,
            radii,
            [(text_width(text, SMALL) + 0.6, lines_height(text)) for text in texts],
            inside=Box(0.5, sheet.bottom + 0.5, sheet.width - 0.5, sheet.top - 0.5),
            gap=_GAP,
            avoided=[self.mm(x, y) for x, y in self.curves],
        )
        halo = [patheffects.withStroke(linewidth=1.8, foreground="white")]
        for box, text, point, radius in zip(boxes, texts, points, radii, strict=False):
            if box is None:
                continue
            if needs_leader(box, point, radius, points, _GAP):
                ends = zip(nearest_point(box, point), point, strict=True)
                sheet.paper.plot(*ends, color=MUTED, linewidth=0.4, zorder=1)
            x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            style: Style = {"ha": "center", "va": "center", "linespacing": 1.0, "zorder": 8}
            sheet.write(x, y, text, path_effects=halo, **style)
        circles = [around(point, radius) for point, radius in zip(points, radii, strict=True)]
        return [*circles, *(box for box in boxes if box is not None)]

    def write_letters(self, layers: MapLayers, letters: pd.Series, covered: list[Box]) -> None:
        """Write the letter of a community once in each of its parts that has room for it."""
        size = 8.0 if self.sheet.width > _NARROW else 7.0
        side = size * POINT
        for letter in letter_order(letters):
            whole = layers.regions[letters == letter].geometry.union_all()
            parts = sorted(getattr(whole, "geoms", [whole]), key=lambda part: -part.area)
            large = [part for part in parts if part.area >= (3 * side * self.metres) ** 2]
            for part in large or parts[:1]:
                spot = self.free_spot(part, covered, side)
                if spot is not None:
                    covered = [*covered, around(spot, side / 2)]
                    style: Style = {"ha": "center", "va": "center", "weight": "bold", "zorder": 2}
                    self.sheet.write(*spot, letter, fontsize=size, color=MUTED, **style)

    def free_spot(self, part: Any, covered: list[Box], side: float) -> Point | None:
        """Place in a polygon that is farthest from its border and from what is drawn.

        None where a letter does not fit.
        """
        import numpy as np
        import shapely

        left, bottom, right, top = part.bounds
        grid = np.meshgrid(np.linspace(left, right, 26)[1:-1], np.linspace(bottom, top, 26)[1:-1])
        points = shapely.points(*(axis.ravel() for axis in grid))
        points = points[shapely.contains(part, points)]
        if not len(points):
            return None
        room = shapely.distance(part.boundary, points) / self.metres
        spots = np.column_stack(self.mm(shapely.get_x(points), shapely.get_y(points)))
        for box in covered:
            beside = np.clip(spots, [box.left, box.bottom], [box.right, box.top])
            room = np.minimum(room, np.hypot(*(beside - spots).T))
        for x, y in self.curves:
            # A curve may pass near a letter, which has no fill, but not through its middle.
            away = np.hypot(*(spots - self.mm(x, y)).T)
            room = np.minimum(room, 0.6 * side + 0.5 * away)
        best = int(np.argmax(np.round(room, 6)))
        return tuple(spots[best].tolist()) if room[best] >= 0.55 * side else None


def _lines(name: str, width: float) -> str:
    """A name in lines of a width in mm, or of its longest word where that is wider."""
    return wrapped(name, max(width, *(text_width(word, SMALL) for word in name.split())), SMALL)


def _key(
    results: Results, links: pd.DataFrame, ranking: str, say: Say, language: str
) -> list[tuple[scope.Handle, str]]:
    letters, fills = community_letters(results.regions), community_fills(results.regions)
    sizes = letters.value_counts()
    entries = [
        (
            scope.text_key(letter, MUTED, fills[letters == letter].iloc[0]),
            f"{name} ({sizes[letter]})",
        )
        for letter, name in community_names(results, language).items()
    ]
    if "" in sizes:
        alone = scope.patch_key(facecolor=ALONE, edgecolor="none")
        entries.append((alone, f"{say('alone_map')} ({sizes['']})"))
    if results.regions["is_allocated"].any():
        hatched: Style = {"facecolor": "#c9d8e8", "edgecolor": "white", "hatchcolor": "white"}
        hatch = scope.patch_key(**hatched, hatch=HATCH[:4], linewidth=0)
        entries.append((hatch, say("map_allocated")))
    dots = [(3.6, NO_HUB, "map_other")]
    if results.hubs["is_hub"].any():
        dots.insert(0, (5.4, INK, "map_hub"))
    edge: Style = {"marker": "o", "markeredgecolor": "white", "markeredgewidth": 0.5}
    entries += [
        (scope.marker_key(markersize=size, markerfacecolor=face, **edge), say(label))
        for size, face, label in dots
    ]
    findings = links[f"{ranking}_is_finding"].astype(object)
    kinds = ((True, "linkage_finding"), (False, "linkage_other"), (None, "linkage_unknown"))
    for kind, label in kinds:
        is_kind = findings.isna() if kind is None else findings.eq(kind).fillna(value=False)
        if is_kind.any():
            entries.append((scope.line_key(color=_link_ink(kind)[0], linewidth=1.5), say(label)))
    return entries


def map_alt(
    results: Results, *, language: str = "en", ranking: str | None = None, top: int = LINKS
) -> str:
    """Alt text of `plot_map`.

    It says what the map shows, hubs and linkages with how sure they are, and what the data are.

    Parameters
    ----------
    results, language, ranking, top
        As for `plot_map`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in hc.map_alt(results)
    True
    """
    from hypercluster.figures.hubs import hubs_finding
    from hypercluster.figures.opportunities import chosen_ranking

    frame = scope.frame_of(results, language)
    say = frame.say
    ranking = chosen_ranking(results, ranking)
    links = first_linkages(results, ranking, top)
    communities = scope.communities_text(results, language, say)
    linked = ""
    if results.provenance["draws"]:
        findings = int(links[f"{ranking}_is_finding"].fillna(value=False).astype(bool).sum())
        linked = say("alt_map_findings", number=findings, shown=len(links))
    return scope.sentences(
        say("alt_map", shown=len(links), communities=communities),
        hubs_finding(results, say, language),
        linked,
        *(f"{doubt}." for doubt in frame.doubts(is_ranked=False)),
        say("alt_scope", caption=frame.caption),
    )


FIGURE = Figure("map", plot_map, map_alt, options=("ranking",))
