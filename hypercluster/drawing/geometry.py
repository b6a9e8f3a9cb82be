"""Rectangles, curves, rings and labels in a plane, shortest ways on the globe.

Lengths are in the units of the caller: millimetres on paper, pixels on a page, metres on a map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import shapely

Point: TypeAlias = tuple[float, float]  # x and y, or longitude and latitude in degrees

BEND = 0.24  # of a curve: how far its control point lies off the straight line, by its length
STEP_KM = 50.0
DECIMALS = 7  # about a centimetre; more would differ between builds of PROJ

# Directions from a point to its label, the better ones first: right, left, above, below, diagonal.
_ANGLES = (0, 180, 90, 270, 45, 135, 315, 225, *(quarter + 22.5 for quarter in range(0, 360, 45)))
_DIRECTIONS = tuple((math.cos(math.radians(a)), math.sin(math.radians(a))) for a in _ANGLES)
# Distances from a circle to its label, in multiples of the least one.
_REACHES = (1.0, 2.0, 3.2, 4.6, 6.2, 8.0, 10.0, 12.5, 15.0, 18.0)
_HIGHEST_COST = 20.0  # a position that costs as much is worse than no label
_LED = (
    2  # from this reach on a line leads to the label, which may then stand nearer to another point
)


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float


def overlaps(a: Box, b: Box) -> bool:
    """Whether two rectangles have an area in common."""
    return a.left < b.right and b.left < a.right and a.bottom < b.top and b.bottom < a.top


def nearest_point(box: Box, point: Point) -> Point:
    """Point of a rectangle that is nearest to a point."""
    return min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top)


def distance(box: Box, point: Point) -> float:
    """Distance of a point from a rectangle, 0 inside."""
    return math.dist(nearest_point(box, point), point)


def around(point: Point, radius: float) -> Box:
    """Square around a circle."""
    return Box(point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)


def ring_points(number: int, radius: float) -> np.ndarray:
    """Points at equal steps on a circle, clockwise from the top."""
    import numpy as np

    return ring_point(2 * np.pi * np.arange(number) / max(number, 1), radius)


def ring_point(angle: float | np.ndarray, radius: float = 1.0) -> np.ndarray:
    """Points of a circle around the origin by their angles, clockwise from the top."""
    import numpy as np

    return np.asarray(radius * np.column_stack([np.sin(angle), np.cos(angle)]))


def control_point(start: Point, end: Point, *, bend: float = BEND) -> Point:
    """Control point of a curve that is bent to the left of its way.

    From west to east, and with y upwards, left is north.
    """
    across, up = end[0] - start[0], end[1] - start[1]
    return (start[0] + end[0]) / 2 - bend * up, (start[1] + end[1]) / 2 + bend * across


def quadratic(start: Point, control: Point, end: Point, steps: int) -> np.ndarray:
    """Points along a quadratic Bezier curve, its ends included."""
    import numpy as np

    share = np.linspace(0, 1, steps)[:, None]
    weights = np.hstack([(1 - share) ** 2, 2 * share * (1 - share), share**2])
    return np.asarray(weights @ np.array([start, control, end], dtype=float))


def curve(start: Point, end: Point, *, first: float = 0.0, last: float = 0.0) -> np.ndarray:
    """At most 48 points of a curve between two circles.

    Parameters
    ----------
    start, end
        Centres of the circles.
    first, last
        Radii of the circles, which the curve begins and ends outside of.
    """
    import numpy as np

    points = quadratic(start, control_point(start, end), end, 240)
    is_outside = (np.hypot(*(points - start).T) >= first) & (np.hypot(*(points - end).T) >= last)
    visible = points[is_outside] if is_outside.sum() >= 2 else points
    return np.asarray(visible[np.unique(np.linspace(0, len(visible) - 1, 48).round().astype(int))])


def place_labels(
    points: Sequence[Point],
    radii: Sequence[float],
    sizes: Sequence[Point],
    *,
    inside: Box,
    gap: float,
    avoided: Sequence[Point] = (),
) -> list[Box | None]:
    """Positions of labels beside their circles, the first served first.

    No label covers a circle or a label. Each takes the position of least cost: near its circle,
    off the curves, not nearer to another circle, its leader crossing nothing. The search is greedy
    over 160 positions a label and therefore gives the same answer every time.

    Parameters
    ----------
    points, radii
        Circles that no label may cover.
    sizes
        Width and height of the labels of the first circles. The others have none.
    inside
        Rectangle that all labels lie in.
    gap
        Least distance between a circle and its label.
    avoided
        Points that a label should rather not cover, such as those of curves.

    Returns
    -------
    list
        A rectangle for every label, None where no position is free or clear.
    """
    circles = [around(point, radius) for point, radius in zip(points, radii, strict=True)]
    labels: list[Box | None] = []
    for point, radius, size in zip(points, radii, sizes, strict=False):
        others = [neighbour for neighbour in points if neighbour != point]
        placed = [box for box in labels if box is not None]
        best, least = None, _HIGHEST_COST
        for far, reach in enumerate(_REACHES):
            for rank, direction in enumerate(_DIRECTIONS):
                cost = 0.9 * far + 0.06 * rank
                if cost >= least:  # all other costs are positive
                    continue
                box = _beside(point, radius + gap * reach, size, direction)
                if not _is_free(box, [*circles, *placed], inside):
                    continue
                cost += _cost(box, point, far, others, placed, avoided, gap)
                if cost < least:
                    best, least = box, cost
        labels.append(best)
    return labels


def needs_leader(
    box: Box, point: Point, radius: float, others: Iterable[Point], gap: float
) -> bool:
    """Whether a line must lead to a label: it is far off, or as near to others."""
    away = distance(box, point)
    return away > radius + 2.5 * gap or any(
        distance(box, neighbour) < away + 0.4 * gap for neighbour in others if neighbour != point
    )


def _cost(
    box: Box,
    point: Point,
    far: int,
    others: Sequence[Point],
    placed: Sequence[Box],
    avoided: Sequence[Point],
    gap: float,
) -> float:
    """Cost of a position, 0 where nothing is covered, crossed or nearer to it."""
    covered = sum(box.left <= x <= box.right and box.bottom <= y <= box.top for x, y in avoided)
    cost = min(0.5 * covered, 4.0)
    nearest = min((distance(box, neighbour) for neighbour in others), default=math.inf)
    if nearest < distance(box, point) - 0.3 * gap:
        # Beside another point a reader takes the label for that point's, whatever the line says.
        cost += _HIGHEST_COST if far < _LED else 15.0 if nearest < 5 * gap else 1.0
    end = nearest_point(box, point)
    way = [
        (point[0] + step / 12 * (end[0] - point[0]), point[1] + step / 12 * (end[1] - point[1]))
        for step in range(1, 12)
    ]
    crossed = sum(
        any(math.dist(step, neighbour) < 2.2 * gap for step in way) for neighbour in others
    )
    crossed += sum(any(distance(label, step) <= 0 for step in way) for label in placed)
    return cost + 8.0 * crossed


def _is_free(box: Box, placed: Iterable[Box], inside: Box) -> bool:
    is_inside = (
        box.left >= inside.left
        and box.right <= inside.right
        and box.bottom >= inside.bottom
        and box.top <= inside.top
    )
    return is_inside and not any(overlaps(box, label) for label in placed)


def _beside(point: Point, away: float, size: Point, direction: Point) -> Box:
    """Rectangle of a size at a distance from a point, in a direction."""
    across, up = (0.0 if abs(part) < 0.2 else math.copysign(0.5, part) for part in direction)
    x = point[0] + direction[0] * away + across * size[0]
    y = point[1] + direction[1] * away + up * size[1]
    return Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def geodesic(start: Point, end: Point) -> list[Point]:
    """Points every 50 km of the shortest way on WGS84, its ends included."""
    from pyproj import Geod

    ellipsoid = Geod(ellps="WGS84")
    metres = ellipsoid.inv(*start, *end)[2]
    between = ellipsoid.npts(*start, *end, max(1, math.ceil(metres / 1000 / STEP_KM) - 1))
    return [
        (round(longitude, DECIMALS), round(latitude, DECIMALS))
        for longitude, latitude in (start, *between, end)
    ]


def great_circle(start: Point, end: Point) -> shapely.MultiLineString | None:
    """Shortest way between two places, as a line that a flat map draws right.

    The line is cut at 180 degrees, where a flat map would draw it across the whole world
    (RFC 7946, section 3.1.9).

    Parameters
    ----------
    start, end
        Longitude and latitude in degrees, missing where a place is unknown.

    Returns
    -------
    MultiLineString or None
        One part, or two where the way crosses 180 degrees of longitude. None where an end is
        unknown or both are one point.

    Examples
    --------
    >>> from hypercluster.drawing.geometry import great_circle
    >>> [len(part.coords) for part in great_circle((170.0, 60.0), (-170.0, 60.0)).geoms]
    [13, 13]
    """
    import shapely

    if any(math.isnan(degrees) for degrees in (*start, *end)):
        return None
    parts = [part for part in _cut(geodesic(start, end)) if len(set(part)) > 1]
    return shapely.MultiLineString(parts) if parts else None


def _cut(points: Iterable[Point]) -> list[list[Point]]:
    """Parts of a way, cut where it passes 180 degrees of longitude."""
    first, *rest = points
    parts = [[first]]
    for longitude, latitude in rest:
        last_longitude, last_latitude = parts[-1][-1]
        if abs(longitude - last_longitude) > 180:
            side = math.copysign(180.0, last_longitude)
            # The longitude as it would be counted on beyond the seam, to interpolate across it.
            beyond = longitude + 2 * side
            span = beyond - last_longitude
            share = (side - last_longitude) / span if span else 0.0
            crossing = round(last_latitude + share * (latitude - last_latitude), DECIMALS)
            parts[-1].append((side, crossing))
            parts.append([(-side, crossing)])
        parts[-1].append((longitude, latitude))
    return parts
