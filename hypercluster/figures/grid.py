"""Tables of coloured cells: heads of columns, and ink to read on a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hypercluster.figures.paper import INK, SMALL, line_height, lines_height, text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Heads(NamedTuple):
    """Names of columns, and whether they are turned upright."""

    texts: list[str]
    is_turned: bool


def broken_heads(names: list[str], cell: float) -> Heads:
    """Names of columns, broken over the width of a cell, turned where a word is wider."""
    widest = max((text_width(word, SMALL) for name in names for word in name.split()), default=0.0)
    if widest <= cell - 1.0:
        return Heads([wrapped(name, cell - 1.0, SMALL) for name in names], is_turned=False)
    lines = max(1, int(cell / line_height(SMALL)))
    return Heads([wrapped(name, 32.0, SMALL, most=lines) for name in names], is_turned=True)


def head_height(heads: Heads) -> float:
    """Height in mm that the names take."""
    measure = text_width if heads.is_turned else lines_height
    return max((measure(text, SMALL) for text in heads.texts), default=0.0)


def set_heads(ax: Axes, heads: Heads) -> None:
    """Write the names above their columns, which are 1 wide and begin at 0."""
    ax.xaxis.tick_top()
    ax.tick_params(length=0, pad=2.0)
    middles = [column + 0.5 for column in range(len(heads.texts))]
    turned = 90 if heads.is_turned else 0
    ax.set_xticks(middles, heads.texts, fontsize=SMALL, rotation=turned)


def cell_ink(colour: Any) -> str:
    """Dark or white ink, whichever has more contrast with a colour (WCAG 2)."""
    from matplotlib.colors import to_rgb

    channels = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return INK if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "white"
