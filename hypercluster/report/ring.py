"""The ring network: regions on a circle by community and longitude, ties of each layer pulled to the middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import layer_dashes
from hypercluster.report.map import longitudes

if TYPE_CHECKING:
    from hypercluster.results import Results

MOST_NAMED = 40  # beyond, codes stand on the circle and only the chosen region's ties are drawn
RADIUS, NAMES, ABOVE = 190.0, 235.0, 26.0
CODES = 70.0
PULL, PULL_STEP = (
    0.12,
    0.13,
)  # how near the middle a tie comes: layers side by side, so that parallel ties do not cover each other
THINNEST, THICKEST = 0.5, 3.5
OTHERS = ("other1", "other2", "other3")
KNOWN = ("production", "affiliation", "capability", "institution", "geography", "digital")


def ring_of(results: Results, names: dict[str, str]) -> dict[str, Any]:
    """Places on the circle, and the ties of every layer as curves.

    Returns
    -------
    dict
        `width`, `height`, `nodes` in the order of the circle, `layers` with class, dash and `ties`: those of the backbone, or of the strongest
        hub (`focus`) where the regions are too many to draw them all at once.
    """
    order = _order(results)
    is_crowded = len(order) > MOST_NAMED
    radius = RADIUS if not is_crowded else 300.0
    width = 2 * (radius + (CODES if is_crowded else NAMES))
    height = 2 * (radius + (CODES if is_crowded else ABOVE))
    nodes = [
        _node(region, place, len(order), radius, (width / 2, height / 2), is_crowded=is_crowded)
        for place, region in enumerate(order)
    ]
    for node in nodes:
        node["name"] = names[node["region"]]
    places = {node["region"]: (node["x"], node["y"]) for node in nodes}
    focus = str(results.hubs.index[0])
    present = [str(layer) for layer in results.layers.loc[results.layers["is_present"], "layer"]]
    return {
        "width": width,
        "height": height,
        "is_crowded": is_crowded,
        "focus": focus,
        "nodes": nodes,
        "layers": _layers(
            results, present, places, (width / 2, height / 2), focus if is_crowded else None
        ),
        "absent": [
            str(layer) for layer in results.layers.loc[~results.layers["is_present"], "layer"]
        ],
    }


def _order(results: Results) -> list[str]:
    """Regions by community, then from west to east."""
    east = longitudes(results)
    rows = zip(results.regions.index, results.regions["community"], east, strict=True)
    key = {
        str(region): (len(str(letter)), str(letter), math.inf if math.isnan(degrees) else degrees)
        for region, letter, degrees in rows
    }
    return sorted(key, key=key.__getitem__)


def _node(
    region: str,
    place: int,
    count: int,
    radius: float,
    middle: tuple[float, float],
    *,
    is_crowded: bool,
) -> dict[str, Any]:
    angle = 2 * math.pi * place / max(count, 1) - math.pi / 2
    cosine, sine = math.cos(angle), math.sin(angle)
    x, y = middle[0] + radius * cosine, middle[1] + radius * sine
    is_left = cosine < -1e-9
    turned = math.degrees(angle) + (180 if is_left else 0)
    return {
        "region": region,
        "x": round(x, 1),
        "y": round(y, 1),
        "text_x": round(middle[0] + (radius + 11) * cosine, 1),
        "text_y": round(middle[1] + (radius + 11) * sine + (0 if is_crowded else 4 + 6 * sine), 1),
        "anchor": "middle"
        if abs(cosine) < 0.05 and not is_crowded
        else "end"
        if is_left
        else "start",
        "turned": round(turned, 1) if is_crowded else None,
    }


def _layers(
    results: Results,
    present: list[str],
    places: dict[str, tuple[float, float]],
    middle: tuple[float, float],
    focus: str | None,
) -> list[dict[str, Any]]:
    dashes = layer_dashes(present)
    others = [layer for layer in present if layer not in KNOWN]
    found: list[dict[str, Any]] = []
    for layer in sorted(
        present, key=lambda name: (KNOWN.index(name) if name in KNOWN else len(KNOWN), name)
    ):
        ties = results.ties[results.ties["layer"] == layer]
        pull = PULL + PULL_STEP * len(found)
        largest = float(ties["scaled_weight"].max()) if len(ties) else 0.0
        is_drawn = (
            ties["is_backbone"].astype(bool)
            if focus is None
            else (ties["source"] == focus) | (ties["target"] == focus)
        )
        found.append(
            {
                "layer": layer,
                "style": layer if layer in KNOWN else OTHERS[others.index(layer) % len(OTHERS)],
                "dash": " ".join(f"{length:g}" for length in dashes[layer]),
                "count": len(ties),
                "largest": largest,
                "ties": [
                    _tie(row, places, middle, largest, pull) for row in ties[is_drawn].itertuples()
                ],
            }
        )
    return found


def _tie(
    row: Any,
    places: dict[str, tuple[float, float]],
    middle: tuple[float, float],
    largest: float,
    pull: float,
) -> dict[str, Any]:
    (x, y), (u, v) = places[row.source], places[row.target]
    bent_x = round(middle[0] + ((x + u) / 2 - middle[0]) * pull, 1)
    bent_y = round(middle[1] + ((y + v) / 2 - middle[1]) * pull, 1)
    share = float(row.scaled_weight) / largest if largest > 0 else 0.0
    return {
        "source": row.source,
        "target": row.target,
        "path": f"M{x:g} {y:g}Q{bent_x:g} {bent_y:g} {u:g} {v:g}",
        "width": round(THINNEST + (THICKEST - THINNEST) * share, 2),
    }
