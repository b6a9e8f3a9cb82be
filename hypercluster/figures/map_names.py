"""Words on the map: names of the strongest hubs, and the letters of the communities where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.figures.fills import letters
from hypercluster.figures.paper import MUTED, SMALL, Sheet, line_height, text_width, wrapped
from hypercluster.figures.placing import Box, away, place_names

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.drawing.atlas import MapLayers
    from hypercluster.results import Results


def write_names(
    sheet: Sheet,
    results: Results,
    layers: MapLayers,
    circles: pd.DataFrame,
    curves: list[tuple[float, float]],
    names: pd.Series,
    most: int,
) -> None:
    """Names of the strongest hubs with a halo, then a letter for every part of a community."""
    from matplotlib import patheffects

    ax = sheet.ax
    left, bottom = ax.get_xlim()[0], ax.get_ylim()[0]
    metres = (ax.get_xlim()[1] - left) / sheet.inner_width

    def to_mm(x: float, y: float) -> tuple[float, float]:
        return sheet.margins.left + (x - left) / metres, sheet.margins.bottom + (
            y - bottom
        ) / metres

    places = [to_mm(x, y) for x, y in zip(circles["x"], circles["y"], strict=True)]
    radii = [radius / metres for radius in circles["radius"]]
    taken = [
        Box(x - radius, y - radius, x + radius, y + radius)
        for (x, y), radius in zip(places, radii, strict=True)
    ]
    soft = [to_mm(x, y) for x, y in curves]
    frame = Box(
        0.5, sheet.margins.bottom + 0.5, sheet.width - 0.5, sheet.height - sheet.margins.top - 0.5
    )
    shown = [_lines(str(names[region]), 19.0) for region in circles.index[:most]]
    sizes = [
        (text_width(text, SMALL) + 0.6, (text.count("\n") + 1) * line_height(SMALL))
        for text in shown
    ]
    boxes = place_names(places, radii, sizes, taken=taken, soft=soft, inside=frame, gap=0.7)
    halo = [patheffects.withStroke(linewidth=1.8, foreground="white")]
    for box, text, point, radius in zip(boxes, shown, places, radii, strict=False):
        if box is None:
            continue
        _lead(sheet, box, point, radius, places)
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        sheet.write(
            x,
            y,
            text,
            ha="center",
            va="center",
            fontsize=SMALL,
            linespacing=1.0,
            path_effects=halo,
            zorder=8,
        )
    _draw_letters(
        sheet,
        results,
        layers,
        [*taken, *(box for box in boxes if box is not None)],
        soft,
        to_mm,
        metres,
    )


def _lines(name: str, width: float) -> str:
    """A name in lines of a width in mm, or of its longest word where that is wider."""
    return wrapped(name, max(width, *(text_width(word, SMALL) for word in name.split())), SMALL)


def _lead(
    sheet: Sheet,
    box: Box,
    point: tuple[float, float],
    radius: float,
    others: list[tuple[float, float]],
) -> None:
    """A thin line from a name that stands far from its circle, or as near to another one."""
    near = (min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top))
    own = away(box, point)
    if own > radius + 1.8 or any(
        away(box, other) < own + 0.3 for other in others if other != point
    ):
        sheet.paper.plot(
            [near[0], point[0]], [near[1], point[1]], color=MUTED, linewidth=0.4, zorder=1
        )


def _draw_letters(
    sheet: Sheet,
    results: Results,
    layers: MapLayers,
    taken: list[Box],
    soft: list[tuple[float, float]],
    to_mm: Any,
    metres: float,
) -> None:
    """The letter of a community once in each of its parts that has room for it."""
    size = 8.0 if sheet.width > 120 else 7.0
    side = size * 25.4 / 72
    own = letters(results)
    for letter in dict.fromkeys(text for text in own if text):
        whole = layers.regions[own == letter].geometry.union_all()
        parts = sorted(getattr(whole, "geoms", [whole]), key=lambda part: -part.area)
        for number, part in enumerate(parts):
            if number and part.area < (3 * side * metres) ** 2:
                break
            spot = _free_spot(part, taken, soft, side, to_mm, metres)
            if spot is not None:
                taken.append(
                    Box(
                        spot[0] - side / 2,
                        spot[1] - side / 2,
                        spot[0] + side / 2,
                        spot[1] + side / 2,
                    )
                )
                sheet.write(
                    *spot,
                    letter,
                    ha="center",
                    va="center",
                    fontsize=size,
                    weight="bold",
                    color=MUTED,
                    zorder=2,
                )


def _free_spot(
    part: Any,
    taken: list[Box],
    soft: list[tuple[float, float]],
    side: float,
    to_mm: Any,
    metres: float,
) -> tuple[float, float] | None:
    """The place inside a polygon that is farthest from its border and from what is drawn; None where a letter does not fit."""
    import numpy as np
    import shapely

    left, bottom, right, top = part.bounds
    across, up = np.meshgrid(np.linspace(left, right, 26)[1:-1], np.linspace(bottom, top, 26)[1:-1])
    points = shapely.points(across.ravel(), up.ravel())
    points = points[shapely.contains(part, points)]
    if not len(points):
        return None
    room = shapely.distance(part.boundary, points) / metres
    spots = np.array(
        [to_mm(x, y) for x, y in zip(shapely.get_x(points), shapely.get_y(points), strict=True)]
    )
    for box in taken:
        away = np.hypot(*(np.clip(spots, [box.left, box.bottom], [box.right, box.top]) - spots).T)
        room = np.minimum(room, away)
    for x, y in soft:
        room = np.minimum(room, 0.6 * side + 0.5 * np.hypot(spots[:, 0] - x, spots[:, 1] - y))
    best = int(np.argmax(np.round(room, 6)))
    return (float(spots[best, 0]), float(spots[best, 1])) if room[best] >= 0.55 * side else None
