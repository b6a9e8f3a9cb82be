"""Shortest ways between places on the ellipsoid, as lines of longitude and latitude that a flat map draws right.

A line has a point every 50 km, so that it curves as it should on any map, and is cut at 180 degrees, where a flat map
would draw it across the whole world (RFC 7946, section 3.1.9).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import shapely

Point = tuple[float, float]  # longitude, latitude in degrees

STEP_KM = 50.0
DECIMALS = 7  # about a centimetre; more would differ between builds of PROJ


def great_circle(start: Point, end: Point) -> shapely.MultiLineString | None:
    """Shortest way between two places on the WGS84 ellipsoid.

    Parameters
    ----------
    start, end
        Longitude and latitude in degrees; missing where a place is unknown.

    Returns
    -------
    MultiLineString or None
        One part, or two where the way crosses 180 degrees of longitude. None where an end is unknown or both are one
        point.

    Examples
    --------
    >>> from hypercluster.drawing.great_circles import great_circle
    >>> [len(part.coords) for part in great_circle((170.0, 60.0), (-170.0, 60.0)).geoms]
    [13, 13]
    """
    import shapely
    from pyproj import Geod

    if any(math.isnan(degrees) for degrees in (*start, *end)):
        return None
    ellipsoid = Geod(ellps="WGS84")
    metres = ellipsoid.inv(*start, *end)[2]
    between = ellipsoid.npts(*start, *end, max(1, math.ceil(metres / 1000 / STEP_KM) - 1))
    points = [
        (round(longitude, DECIMALS), round(latitude, DECIMALS))
        for longitude, latitude in (start, *between, end)
    ]
    parts = [part for part in _cut(points) if len(set(part)) > 1]
    return shapely.MultiLineString(parts) if parts else None


def _cut(points: Iterable[Point]) -> list[list[Point]]:
    """Parts of a way, cut where it passes 180 degrees of longitude."""
    first, *rest = points
    parts = [[first]]
    for longitude, latitude in rest:
        last_longitude, last_latitude = parts[-1][-1]
        if abs(longitude - last_longitude) > 180:
            side = math.copysign(180.0, last_longitude)
            beyond = longitude + 2 * side
            share = (
                (side - last_longitude) / (beyond - last_longitude)
                if beyond != last_longitude
                else 0.0
            )
            crossing = round(last_latitude + share * (latitude - last_latitude), DECIMALS)
            parts[-1].append((side, crossing))
            parts.append([(-side, crossing)])
        parts[-1].append((longitude, latitude))
    return parts
