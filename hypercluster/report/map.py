"""The map of the page as shapes of an SVG: regions, hubs, labels, a window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.geometry import (
    Box,
    Point,
    control_point,
    nearest_point,
    needs_leader,
    place_labels,
)
from hypercluster.drawing.map import by_rank, extent, first_linkages, hub_radii, map_layers, places
from hypercluster.drawing.palette import community_letters, letter_order

if TYPE_CHECKING:
    import shapely

    from hypercluster.results import Results

WIDTH, TALLEST = 1200.0, 700.0  # pixels
# Coordinates of regions are whole quarters of a pixel, of what lies around them whole pixels.
UNITS = 4
LARGEST = 12.0  # radius of a circle
CROWD = 40  # beyond so many regions circles shrink
LINKS, LABELS = 20, 8
TEXT, LETTER, GAP = 12.0, 6.9, 4.0  # size of a label, width of one of its letters, its distance
SHARE_OF_WINDOW = 1 / 3
FEWEST_IN_WINDOW, LEAST_SHARE = 4, 0.3


class Frame(Box):
    """What the map shows, in metres, and how it lies on the page."""

    @property
    def scale(self) -> float:
        """Pixels a metre."""
        return min(WIDTH / (self.right - self.left), TALLEST / (self.top - self.bottom))

    @property
    def size(self) -> Point:
        """Width and height in pixels."""
        return (self.right - self.left) * self.scale, (self.top - self.bottom) * self.scale

    def pixels(self, point: Point) -> Point:
        """Pixels from the upper left corner."""
        return (point[0] - self.left) * self.scale, (self.top - point[1]) * self.scale


def map_of(results: Results, names: dict[str, str]) -> dict[str, Any] | None:
    """Shapes of the map, None where the pack has no boundaries.

    Returns
    -------
    dict
        `width`, `height`. `regions` as paths in quarters of a pixel and `surroundings` as one path
        in whole ones. `hubs` with place and radius, `letters` of communities at their places.
        `labels` of the whole map, and `window` with its labels where a part of it is crowded.
    """
    if results.boundaries is None:
        return None
    layers = map_layers(results, simplify_km=_detail(results))
    ranking = str(results.provenance["settings"]["linkages"]["ranking"])
    frame = Frame(*extent(layers, first_linkages(results, ranking, LINKS)))
    points = {region: frame.pixels(point) for region, point in places(layers).items()}
    letters = community_letters(results.regions)
    order = letter_order(letters)
    tints = [f"tint{order.index(letter) + 1}" if letter else "alone" for letter in letters]
    circles = _circles(results, points)
    shapes = zip(layers.regions.index, layers.regions.geometry, tints, strict=True)
    window = _window(list(points.values()), frame)
    return {
        "width": round(frame.size[0], 1),
        "height": round(frame.size[1], 1),
        "regions": [
            {"region": str(region), "path": _path(shape, frame, units=UNITS), "tint": tint}
            for region, shape, tint in shapes
        ],
        "surroundings": _path(layers.surroundings.geometry.union_all(), frame, units=1),
        "hubs": circles,
        "places": {region: [round(x, 1), round(y, 1)] for region, (x, y) in points.items()},
        "letters": [
            {"region": region, "x": round(x, 1), "y": round(y, 1), "letter": letters[region]}
            for region, (x, y) in points.items()
            if letters[region]
        ],
        "labels": _labels(circles, names, Box(0, 0, *frame.size), most=LABELS),
        "window": window,
        "window_labels": _window_labels(circles, names, window),
        "unit": 1 / UNITS,
        "projection": layers.crs.srs,
    }


def _detail(results: Results) -> float:
    """Kilometres that make about half a pixel.

    So a small country keeps its borders and a large one stays light.
    """
    west, south, east, north = results.to_geopandas().total_bounds
    across = 111.2 * max((east - west) * math.cos(math.radians((south + north) / 2)), north - south)
    return min(max(float(across) / WIDTH * 0.7, 0.05), 5.0)


def _path(shape: shapely.Geometry | None, frame: Frame, *, units: int) -> str:
    """Path of a polygon in whole parts of a pixel, by steps from a corner."""
    import numpy as np

    if shape is None or shape.is_empty:
        return ""
    path = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            across, up = np.asarray(ring.coords)[:, :2].T
            pixels = np.column_stack(frame.pixels((across, up))) * units
            corners = np.rint(pixels).astype(int)
            steps = np.diff(corners, axis=0)
            steps = steps[np.any(steps != 0, axis=1)]
            if len(steps) > 2:
                # Steps straight on are one, which draws the same in fewer letters.
                (x, y), (before_x, before_y) = steps[1:].T, steps[:-1].T
                turns = (x * before_y != y * before_x) | (x * before_x + y * before_y < 0)
                steps = np.add.reduceat(steps, np.flatnonzero(np.r_[True, turns]))
                joined = " ".join(f"{x} {y}" for x, y in steps[:-1].tolist())
                path.append(f"M{corners[0, 0]} {corners[0, 1]}l{joined}z")
    return "".join(path).replace(" -", "-")


def _circles(results: Results, points: dict[str, Point]) -> list[dict[str, Any]]:
    """Circles by rank, which shrink where there are many."""
    shrink = min(1.0, math.sqrt(CROWD / max(len(points), 1)))
    radii = hub_radii(results.hubs, LARGEST * shrink)
    return [
        {
            "region": region,
            "x": round(points[region][0], 1),
            "y": round(points[region][1], 1),
            "r": round(float(radii[region]), 1),
        }
        for region in by_rank(results.hubs, points)
    ]


def _window(points: Sequence[Point], frame: Frame) -> dict[str, Any] | None:
    """Third of the map that holds most hubs, if that is a crowd and not all."""
    width, height = frame.size
    wide, tall = width * SHARE_OF_WINDOW, height * SHARE_OF_WINDOW
    counts = [
        (sum(x <= u <= x + wide * 0.8 and y <= v <= y + tall * 0.8 for u, v in points), -x, -y)
        for x, _ in points
        for _, y in points
    ]
    count, left, top = max(counts)
    if count < max(FEWEST_IN_WINDOW, LEAST_SHARE * len(points)) or count == len(points):
        return None
    x = min(max(-left - wide * 0.1, 0.0), width - wide)
    y = min(max(-top - tall * 0.1, 0.0), height - tall)
    inside = sum(x <= u <= x + wide and y <= v <= y + tall for u, v in points)
    box = tuple(round(length, 1) for length in (x, y, wide, tall))
    return {"box": box, "count": inside, "zoom": round(1 / SHARE_OF_WINDOW, 3)}


def _window_labels(
    circles: list[dict[str, Any]], names: dict[str, str], window: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Labels of the hubs in the window, smaller by its zoom."""
    if window is None:
        return []
    left, top, wide, tall = window["box"]
    return _labels(circles, names, Box(left, top, left + wide, top + tall), zoom=window["zoom"])


def _labels(
    circles: list[dict[str, Any]],
    names: dict[str, str],
    box: Box,
    *,
    most: int | None = None,
    zoom: float = 1.0,
) -> list[dict[str, Any]]:
    """Places for names inside a box, strongest hub first."""
    inside = [
        circle
        for circle in circles[:most]
        if box.left <= circle["x"] <= box.right and box.bottom <= circle["y"] <= box.top
    ]
    # Those without a label come after those with one.
    circles = [*inside, *(circle for circle in circles if circle not in inside)]
    points = [(circle["x"], circle["y"]) for circle in circles]
    radii = [circle["r"] / zoom for circle in circles]
    size, gap = TEXT / zoom, GAP / zoom
    sizes = [(len(names[circle["region"]]) * LETTER / zoom, size * 1.2) for circle in inside]
    labels = place_labels(points, radii, sizes, inside=box, gap=gap)
    return [
        {
            "region": circle["region"],
            "x": round(label.left, 1),
            "y": round(label.top - size * 0.25, 1),
            "size": round(size, 2),
            "leader": [*(round(end, 1) for end in nearest_point(label, point)), *point]
            if needs_leader(label, point, radius, points, gap)
            else None,
        }
        for circle, label, point, radius in zip(inside, labels, points, radii, strict=False)
        if label is not None
    ]


def curve(start: Sequence[float], end: Sequence[float]) -> str:
    """Path of a curve between two points of the page, bent to the north."""
    (x, y), (u, v) = sorted([tuple(start), tuple(end)])
    # Pixels count downwards, where the left of a way is its right.
    across, down = control_point((x, -y), (u, -v))
    return f"M{x:g} {y:g}Q{round(across, 1):g} {round(-down, 1):g} {u:g} {v:g}"
