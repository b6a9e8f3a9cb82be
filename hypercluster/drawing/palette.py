"""Colours, dashes and tints that every picture shares; colour never tells a thing alone.

Layer colours are told apart by readers with protan, deutan and tritan sight (least CIE76 difference 26 on a light page, 27 on a dark one) and have a contrast of
at least 3.4 with the page. Dashes tell layers apart in grey print.
"""

from __future__ import annotations

LAYERS = ("production", "affiliation", "capability", "institution", "geography", "digital")
LAYER_COLOURS = {
    "production": "#005a8f",
    "affiliation": "#c2500a",
    "capability": "#009e73",
    "institution": "#3d3d3d",
    "geography": "#888888",
    "digital": "#7a4fa3",
}
LAYER_COLOURS_DARK = {
    "production": "#3f8fd0",
    "affiliation": "#f0914a",
    "capability": "#66e0bb",
    "institution": "#f0e442",
    "geography": "#888888",
    "digital": "#c3a6e8",
}
# In units of points or pixels: on, off, ...; empty is solid.
LAYER_DASHES: dict[str, tuple[float, ...]] = {
    "production": (),
    "affiliation": (9, 5),
    "capability": (1.5, 5),
    "institution": (9, 4, 1.5, 4),
    "geography": (),
    "digital": (4, 3),
}
# Measured layers of a pack that have no colour of their own: the neutral one with the next dash.
OTHER_LAYER_COLOUR = "#5b5b5b"
OTHER_LAYER_DASHES: tuple[tuple[float, ...], ...] = ((14, 4), (6, 2, 2, 2, 2, 2), (2, 2))
# The two parts of a complementary or common-ground score: industries, and capability.
PART_COLOURS = ("#005a8f", "#c2500a", "#009e73", "#3d3d3d")


def layer_colour(layer: str, *, is_dark: bool = False) -> str:
    """Colour of a layer's ties, for a light or a dark page."""
    return (LAYER_COLOURS_DARK if is_dark else LAYER_COLOURS).get(layer, OTHER_LAYER_COLOUR)


def layer_dashes(layers: list[str]) -> dict[str, tuple[float, ...]]:
    """Dashes of layers; measured ones without a fixed pattern take the next free ones in order."""
    others = [layer for layer in layers if layer not in LAYER_DASHES]
    return {
        layer: LAYER_DASHES[layer]
        if layer in LAYER_DASHES
        else OTHER_LAYER_DASHES[others.index(layer) % len(OTHER_LAYER_DASHES)]
        for layer in layers
    }
