"""Place names beside their points so that none covers another, and lines between points as curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Point: TypeAlias = tuple[float, float]
# Where a name may stand: directions from its point, the better ones first, and how far, in multiples of the first distance.
_DIRECTIONS = tuple(
    (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    for angle in (
        0,
        180,
        90,
        270,
        45,
        135,
        315,
        225,
        22.5,
        157.5,
        202.5,
        337.5,
        67.5,
        112.5,
        247.5,
        292.5,
    )
)
_REACHES = (1.0, 2.0, 3.2, 4.6, 6.2, 8.0, 10.0, 12.5, 15.0, 18.0)
BEND = 0.16
_TOO_DEAR = 20.0  # a place that costs as much is worse than none
_LED = 2  # from this reach on a line leads from a name to its point, so that it may stand nearer to another one


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float


def overlaps(one: Box, other: Box) -> bool:
    """Whether two rectangles have an area in common."""
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )


def place_names(
    points: Sequence[Point],
    radii: Sequence[float],
    sizes: Sequence[Point],
    *,
    taken: Sequence[Box],
    soft: Sequence[Point],
    inside: Box,
    gap: float,
) -> list[Box | None]:
    """Places of names, the first served first.

    Parameters
    ----------
    points, radii
        Points and the radii of their circles.
    sizes
        Width and height of the names of the first points; the others have none, but a name should rather not stand nearer to them.
    taken
        Rectangles that no name may cover, such as circles.
    soft
        Points that a name should rather not cover, such as those of curves.
    inside
        Rectangle that all names must lie in.
    gap
        Least distance between a circle and its name.

    Returns
    -------
    list
        A rectangle for every name; None where no place is free or clear.
    """
    placed: list[Box] = list(taken)
    found: list[Box | None] = []
    for point, radius, size in zip(points, radii, sizes, strict=False):
        best: tuple[float, Box] | None = None
        others = [other for other in points if other != point]
        names = [box for box in found if box is not None]
        for far, reach in enumerate(_REACHES):
            for number, direction in enumerate(_DIRECTIONS):
                box = _beside(point, radius + gap * reach, size, direction)
                if _is_free(box, placed, inside):
                    cost = _cost(box, point, far, others, names, soft, gap) + 0.06 * number
                    if best is None or cost < best[0]:
                        best = (cost, box)
        found.append(None if best is None or best[0] >= _TOO_DEAR else best[1])
        if found[-1] is not None:
            placed.append(found[-1])
    return found


def _cost(
    box: Box,
    point: Point,
    far: int,
    others: Sequence[Point],
    names: Sequence[Box],
    soft: Sequence[Point],
    gap: float,
) -> float:
    """How unwelcome a place is: far from its point, on a curve, nearer to another point, or with a line that crosses one or a name."""
    cost = 0.9 * far + min(
        0.5 * sum(box.left <= x <= box.right and box.bottom <= y <= box.top for x, y in soft), 4.0
    )
    nearest = min((away(box, other) for other in others), default=math.inf)
    if nearest < away(box, point) - 0.2:
        # Beside another point a reader takes the name for that point's, whatever the line says.
        cost += _TOO_DEAR if far < _LED else 15.0 if nearest < 5 * gap else 1.0
    end = (min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top))
    way = [
        (point[0] + share * (end[0] - point[0]), point[1] + share * (end[1] - point[1]))
        for share in (step / 12 for step in range(1, 12))
    ]
    crossed = sum(any(math.dist(step, other) < 2.2 * gap for step in way) for other in others)
    crossed += sum(any(away(name, step) <= 0 for step in way) for name in names)
    return cost + 8.0 * crossed


def away(box: Box, point: Point) -> float:
    """Distance of a point from a rectangle; 0 inside."""
    across = max(box.left - point[0], 0.0, point[0] - box.right)
    up = max(box.bottom - point[1], 0.0, point[1] - box.top)
    return float((across**2 + up**2) ** 0.5)


def _is_free(box: Box, placed: Sequence[Box], inside: Box) -> bool:
    is_inside = (
        box.left >= inside.left
        and box.right <= inside.right
        and box.bottom >= inside.bottom
        and box.top <= inside.top
    )
    return is_inside and not any(overlaps(box, other) for other in placed)


def _beside(point: Point, distance: float, size: Point, direction: Point) -> Box:
    """Rectangle of a size at a distance from a point, in a direction."""
    across, up = (0.0 if abs(part) < 0.2 else math.copysign(0.5, part) for part in direction)
    x, y = (
        point[0] + direction[0] * distance + across * size[0],
        point[1] + direction[1] * distance + up * size[1],
    )
    return Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def curve(
    start: Point,
    end: Point,
    *,
    bend: float = BEND,
    first: float = 0.0,
    last: float = 0.0,
    steps: int = 240,
) -> np.ndarray:
    """Points of a curve between two points, bent to the left of its way, that begins and ends outside the circles around them.

    Parameters
    ----------
    start, end
        Its ends.
    bend
        How far its middle lies off the straight line, as a share of the length.
    first, last
        Radii of the circles at both ends.
    steps
        Points to give.
    """
    import numpy as np

    begin, finish = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    along = finish - begin
    control = (begin + finish) / 2 + 2 * bend * np.array([-along[1], along[0]])
    share = np.linspace(0, 1, steps)[:, None]
    points = (1 - share) ** 2 * begin + 2 * share * (1 - share) * control + share**2 * finish
    away = (np.hypot(*(points - begin).T) >= first) & (np.hypot(*(points - finish).T) >= last)
    kept = points[away] if away.sum() >= 2 else points
    return np.asarray(kept[np.unique(np.linspace(0, len(kept) - 1, 48).round().astype(int))])
