"""The map as shapes of an SVG: regions, surroundings, hubs, strongest linkages, labels that do not cover each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.atlas import MapLayers, map_layers
from hypercluster.report.words import is_missing

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import shapely

    from hypercluster.results import Results

WIDTH, TALLEST = 1200.0, 700.0
MARGIN = 0.03
UNITS = 4  # coordinates of regions are whole quarters of a pixel; of what lies around them, whole pixels
SMALLEST, LARGEST = 3.0, 12.0
CROWD = 40  # beyond so many regions circles shrink
LABELLED = 8
TEXT, LETTER = 12.0, 6.9  # size of a label and width of one of its letters, pixels
LEADER = 22.0
SHARE_OF_WINDOW = 1 / 3
FEWEST_IN_WINDOW, LEAST_SHARE = 4, 0.3
# No more than five tints; larger numbers of communities repeat them, and the letter tells them apart.
TINTS = 5


def map_of(results: Results, names: dict[str, str]) -> dict[str, Any] | None:
    """Shapes of the map; None where the pack has no boundaries.

    Returns
    -------
    dict
        `width`, `height`; `regions` as paths in quarters of a pixel and `surroundings` as one path in whole ones; `hubs` with place, radius, letter of the community; `labels` of the
        whole map; `window` and its labels where a part of the map is crowded.
    """
    if results.boundaries is None:
        return None
    layers = map_layers(results, simplify_km=_detail(results))
    scale, west, north, width, height = _frame(layers)
    places = _places(layers, scale, west, north)
    hubs = _hubs(results, places)
    window = _window(places, width, height)
    return {
        "width": round(width, 1),
        "height": round(height, 1),
        "regions": [
            {
                "region": str(region),
                "path": _path(shape, scale, west, north, units=UNITS),
                "tint": tint,
                "letter": letter,
            }
            for region, shape, (tint, letter) in zip(
                layers.regions.index,
                layers.regions.geometry,
                _tints(results.regions["community"]),
                strict=True,
            )
        ],
        "surroundings": _path(
            layers.surroundings.geometry.union_all(), scale, west, north, units=1
        ),
        "hubs": hubs,
        "places": {region: [round(x, 1), round(y, 1)] for region, (x, y) in places.items()},
        "letters": _letters(results, places),
        "labels": _labels(
            hubs, names, [hub["region"] for hub in hubs[:LABELLED]], (0, 0, width, height)
        ),
        "window": window,
        "window_labels": []
        if window is None
        else _labels(
            hubs, names, [hub["region"] for hub in hubs], window["box"], zoom=window["zoom"]
        ),
        "unit": 1 / UNITS,
        "projection": layers.crs.srs,
    }


def _detail(results: Results) -> float:
    """Kilometres that make about half a pixel, so that a small country keeps its borders and a large one stays light."""
    import numpy as np

    west, south, east, north = results.to_geopandas().total_bounds
    across = 111.2 * max((east - west) * math.cos(math.radians((south + north) / 2)), north - south)
    return float(np.clip(across / WIDTH * 0.7, 0.05, 5.0))


def _frame(layers: MapLayers) -> tuple[float, float, float, float, float]:
    """Pixels a metre, the corner of the map in metres, and its size in pixels: the regions and a margin."""
    west, south, east, north = layers.regions.total_bounds
    margin = MARGIN * max(east - west, north - south)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    scale = min(WIDTH / (east - west), TALLEST / (north - south))
    return scale, west, north, (east - west) * scale, (north - south) * scale


def _path(shape: shapely.Geometry, scale: float, west: float, north: float, *, units: int) -> str:
    """Path of a polygon in whole parts of a pixel, `units` to one; each ring from its first corner by steps."""
    import numpy as np

    if shape is None or shape.is_empty:
        return ""
    path = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = np.asarray(ring.coords)[:, :2]
            pixels = np.rint(
                np.column_stack([corners[:, 0] - west, north - corners[:, 1]]) * scale * units
            ).astype(int)
            steps = np.diff(pixels, axis=0)
            steps = steps[np.any(steps != 0, axis=1)]
            if len(steps) > 2:
                path.append(f"M{pixels[0, 0]} {pixels[0, 1]}l{_steps(steps[:-1].tolist())}z")
    return "".join(path).replace(" -", "-")


def _steps(steps: list[list[int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in steps)


def _places(
    layers: MapLayers, scale: float, west: float, north: float
) -> dict[str, tuple[float, float]]:
    """Pixels of the seats; regions without one lie in the middle of their polygon."""
    points: dict[str, tuple[float, float]] = {}
    middles = layers.regions.geometry.representative_point()
    for region, seat in layers.seats.items():
        point = (
            middles[region] if seat is None or seat.is_empty or not math.isfinite(seat.x) else seat
        )
        points[str(region)] = ((point.x - west) * scale, (north - point.y) * scale)
    return points


def _tints(communities: pd.Series) -> list[tuple[str, str]]:
    """Class and letter of each region: a tint for communities of several regions, none for a region alone."""
    sizes = communities.value_counts()
    letters = sorted(sizes.index[sizes > 1], key=lambda letter: (len(str(letter)), str(letter)))
    number = {letter: place % TINTS + 1 for place, letter in enumerate(letters)}
    return [
        (f"tint{number[letter]}", str(letter)) if letter in number else ("alone", "")
        for letter in communities
    ]


def _letters(results: Results, places: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """The community's letter beside every region's hub."""
    letters = {
        str(region): letter
        for region, (_, letter) in zip(
            results.regions.index, _tints(results.regions["community"]), strict=True
        )
    }
    return [
        {"region": region, "x": round(x, 1), "y": round(y, 1), "letter": letters[region]}
        for region, (x, y) in places.items()
        if letters[region]
    ]


def _hubs(results: Results, places: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Circles by rank: area by the score, from the smallest to the largest of the run."""
    hubs = results.hubs
    largest = float(hubs["composite"].max()) if hubs["composite"].notna().any() else 0.0
    shrink = min(1.0, math.sqrt(CROWD / max(len(hubs), 1)))
    found = []
    for row in hubs.itertuples():
        share = 0.0 if is_missing(row.composite) or largest <= 0 else float(row.composite) / largest
        x, y = places[str(row.Index)]
        found.append(
            {
                "region": str(row.Index),
                "x": round(x, 1),
                "y": round(y, 1),
                "r": round(shrink * (SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share)), 1),
            }
        )
    return found


def _window(
    places: dict[str, tuple[float, float]], width: float, height: float
) -> dict[str, Any] | None:
    """The third of the map's width that holds most hubs, where that is a crowd and not all of them."""
    wide, tall = width * SHARE_OF_WINDOW, height * SHARE_OF_WINDOW
    best: tuple[int, float, float] = (0, 0.0, 0.0)
    for x, _ in places.values():
        for _, y in places.values():
            inside = [
                point
                for point in places.values()
                if x <= point[0] <= x + wide * 0.8 and y <= point[1] <= y + tall * 0.8
            ]
            best = max(best, (len(inside), -x, -y))
    count, left, top = best[0], -best[1], -best[2]
    if count < FEWEST_IN_WINDOW or count < LEAST_SHARE * len(places) or count == len(places):
        return None
    x = min(max(left - wide * 0.1, 0.0), width - wide)
    y = min(max(top - tall * 0.1, 0.0), height - tall)
    box = (round(x, 1), round(y, 1), round(wide, 1), round(tall, 1))
    around = [
        region for region, (px, py) in places.items() if x <= px <= x + wide and y <= py <= y + tall
    ]
    return {"box": box, "count": len(around), "zoom": round(1 / SHARE_OF_WINDOW, 3)}


def _labels(
    hubs: list[dict[str, Any]],
    names: dict[str, str],
    wanted: list[str],
    box: tuple[float, float, float, float],
    *,
    zoom: float = 1.0,
) -> list[dict[str, Any]]:
    """Places for names, strongest hub first: the first of a few places beside the circle that covers no name, circle or edge."""
    left, top, wide, tall = box
    taken = [
        (
            hub["x"] - hub["r"] / zoom,
            hub["y"] - hub["r"] / zoom,
            hub["x"] + hub["r"] / zoom,
            hub["y"] + hub["r"] / zoom,
        )
        for hub in hubs
    ]
    by_region = {hub["region"]: hub for hub in hubs}
    placed = []
    for region in wanted:
        hub = by_region[region]
        if not (left <= hub["x"] <= left + wide and top <= hub["y"] <= top + tall):
            continue
        length, size = len(names[region]) * LETTER / zoom, TEXT / zoom
        for x, y, distance in _beside(hub["x"], hub["y"], hub["r"] / zoom, length, size, zoom):
            frame = (x, y - size, x + length, y + size * 0.3)
            is_inside = (
                frame[0] >= left
                and frame[1] >= top
                and frame[2] <= left + wide
                and frame[3] <= top + tall
            )
            if is_inside and not any(_overlap(frame, other) for other in taken):
                taken.append(frame)
                leader = distance * zoom > LEADER
                placed.append(
                    {
                        "region": region,
                        "x": round(x, 1),
                        "y": round(y, 1),
                        "size": round(size, 2),
                        "leader": [
                            round(min(max(hub["x"], x), x + length), 1),
                            round(y - size * 0.4, 1),
                            hub["x"],
                            hub["y"],
                        ]
                        if leader
                        else None,
                    }
                )
                break
    return placed


def _beside(
    x: float, y: float, r: float, length: float, size: float, zoom: float
) -> list[tuple[float, float, float]]:
    """Left end and baseline of a name right, left, above and below a circle, nearest first, and how far it is moved away."""
    gap = 4 / zoom
    found = []
    for away in (0.0, 10.0, 20.0, 32.0, 46.0):
        d = away / zoom
        for dx, dy in (
            (r + gap + d, size * 0.35),
            (-r - gap - d - length, size * 0.35),
            (-length / 2, -r - gap - d),
            (-length / 2, r + gap + d + size * 0.8),
        ):
            found.append((x + dx, y + dy, d))
        for dx, dy in (
            (r + d, -r - d),
            (r + d, r + d + size * 0.8),
            (-r - d - length, -r - d),
            (-r - d - length, r + d + size * 0.8),
        ):
            found.append((x + dx, y + dy, d * math.sqrt(2)))
    return found


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def curve(
    one: tuple[float, float] | list[float],
    other: tuple[float, float] | list[float],
    *,
    bend: float = 0.16,
) -> str:
    """Path of a curve between two points whose middle is moved aside by `bend` of its length."""
    (x, y), (u, v) = one, other
    return f"M{x:g} {y:g}Q{round((x + u) / 2 - (v - y) * bend, 1):g} {round((y + v) / 2 + (u - x) * bend, 1):g} {u:g} {v:g}"


def longitudes(results: Results) -> np.ndarray:
    """Longitudes from the widest empty arc of the globe on, so that no order breaks at 180 degrees; missing ones last."""
    import numpy as np

    known: np.ndarray = results.regions["longitude"].to_numpy(dtype=float)
    degrees = np.sort(known[~np.isnan(known)] % 360)
    if not len(degrees):
        return known
    gaps = np.diff(np.append(degrees, degrees[0] + 360))
    start = degrees[(int(np.argmax(gaps)) + 1) % len(degrees)]
    return np.asarray((known - start) % 360)
