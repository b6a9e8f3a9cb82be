"""The ring of the page: regions by community and longitude, ties of each layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.geometry import Point, ring_point
from hypercluster.drawing.network import ring
from hypercluster.drawing.palette import layer_inks

if TYPE_CHECKING:
    from hypercluster.results import Results

MOST_NAMED = 40  # beyond, codes stand on the ring and only the chosen region's ties are drawn
RADIUS, CROWDED_RADIUS = 190.0, 300.0
NAMES, CODES, ABOVE = 235.0, 70.0, 26.0
# How near the middle a tie comes: side by side, so that parallel ties do not hide each other.
PULL, PULL_STEP = 0.12, 0.13
THINNEST, THICKEST = 0.5, 3.5


def ring_of(results: Results, names: dict[str, str]) -> dict[str, Any]:
    """Places in the ring, and the ties of every layer as curves.

    Returns
    -------
    dict
        `width`, `height`, `nodes` in the order of the ring, `layers` with class, dash and `ties`:
        those of the backbone, or of the strongest hub (`focus`) where the regions are too many to
        draw them all at once.
    """
    angles = ring(results)["angle"]
    is_crowded = len(angles) > MOST_NAMED
    radius = CROWDED_RADIUS if is_crowded else RADIUS
    middle = (radius + (CODES if is_crowded else NAMES), radius + (CODES if is_crowded else ABOVE))
    nodes = [
        {
            **_node(angle, radius, middle, is_crowded=is_crowded),
            "region": region,
            "name": names[region],
        }
        for region, angle in angles.items()
    ]
    points = {node["region"]: (node["x"], node["y"]) for node in nodes}
    focus = str(results.hubs.index[0])
    is_present = results.layers["is_present"].astype(bool)
    return {
        "width": 2 * middle[0],
        "height": 2 * middle[1],
        "is_crowded": is_crowded,
        "focus": focus,
        "nodes": nodes,
        "layers": _layers(results, points, middle, focus if is_crowded else None),
        "absent": [str(layer) for layer in results.layers.loc[~is_present, "layer"]],
    }


def _node(angle: float, radius: float, middle: Point, *, is_crowded: bool) -> dict[str, Any]:
    """Place of a region and its text: codes along the ray, names beside it."""
    ((across, up),) = ring_point(angle)
    is_left = across < -1e-9
    turned = math.degrees(angle) - 90 + (180 if is_left else 0)
    away = radius + 11
    lift = 0.0 if is_crowded else 4 - 6 * up
    is_middle = abs(across) < 0.05 and not is_crowded
    return {
        "x": round(middle[0] + radius * across, 1),
        "y": round(middle[1] - radius * up, 1),
        "text_x": round(middle[0] + away * across, 1),
        "text_y": round(middle[1] - away * up + lift, 1),
        "anchor": "middle" if is_middle else "end" if is_left else "start",
        "turned": round(turned, 1) if is_crowded else None,
    }


def _layers(
    results: Results, points: dict[str, Point], middle: Point, focus: str | None
) -> list[dict[str, Any]]:
    table = results.layers
    inks = layer_inks(table.loc[table["is_present"].astype(bool), "layer"].astype(str))
    layers = []
    for number, (layer, ink) in enumerate(inks.items()):
        ties = results.ties[results.ties["layer"] == layer]
        largest = float(ties["scaled_weight"].max()) if len(ties) else 0.0
        is_visible = (
            ties["is_backbone"].astype(bool)
            if focus is None
            else (ties["source"] == focus) | (ties["target"] == focus)
        )
        pull = PULL + PULL_STEP * number
        layers.append(
            {
                "layer": layer,
                "style": f"layer{number + 1}",
                "dash": " ".join(f"{length:g}" for length in ink.dashes),
                "count": len(ties),
                "largest": largest,
                "ties": [
                    _tie(tie, points, middle, largest, pull)
                    for tie in ties[is_visible].itertuples()
                ],
            }
        )
    return layers


def _tie(
    tie: Any, points: dict[str, Point], middle: Point, largest: float, pull: float
) -> dict[str, Any]:
    """A tie as a curve whose control point is pulled to the middle of the ring."""
    (x, y), (u, v) = points[tie.source], points[tie.target]
    bent_x = round(middle[0] + ((x + u) / 2 - middle[0]) * pull, 1)
    bent_y = round(middle[1] + ((y + v) / 2 - middle[1]) * pull, 1)
    share = float(tie.scaled_weight) / largest if largest > 0 else 0.0
    return {
        "source": tie.source,
        "target": tie.target,
        "path": f"M{x:g} {y:g}Q{bent_x:g} {bent_y:g} {u:g} {v:g}",
        "width": round(THINNEST + (THICKEST - THINNEST) * share, 2),
    }
