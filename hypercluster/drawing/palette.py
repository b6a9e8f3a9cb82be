"""Colours, dashes and tints that every picture shares.

Colour never tells a thing alone. Inks of layers are told apart by readers with protan, deutan and
tritan sight: the least CIE76 difference is 26 on a light page and 27 on a dark one. Their contrast
with the page is at least 3.4. Dashes tell layers apart in grey print.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hypercluster.layers import LAYERS

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results


class Ink(NamedTuple):
    """Colour of a line on a light and on a dark page, and its dashes.

    `dashes` are lengths on, off, ... in points or pixels of a line of 2. Empty is solid. A thin
    line has one width, whatever its weight.
    """

    light: str
    dark: str
    dashes: tuple[float, ...] = ()
    is_thin: bool = False


BLUE = Ink("#005a8f", "#3f8fd0")
ORANGE = Ink("#c2500a", "#f0914a", (9, 5))
GREEN = Ink("#009e73", "#66e0bb", (1.5, 5))
BLACK = Ink("#3d3d3d", "#f0e442", (9, 4, 1.5, 4))
THIN = Ink("#888888", "#888888", is_thin=True)
PURPLE = Ink("#7a4fa3", "#c3a6e8", (4, 3))
# By position in `LAYERS`: production, affiliation, institution, geography, capability, digital.
LAYER_INKS = (BLUE, ORANGE, BLACK, THIN, GREEN, PURPLE)
# Layers beyond: one neutral colour, told apart by dashes.
FURTHER_INKS = tuple(
    Ink("#5b5b5b", "#b5bdc5", dashes) for dashes in ((14, 4), (6, 2, 2, 2, 2, 2), (2, 2))
)
# Parts of a score, in the order of its formula.
PART_COLOURS = (BLUE.light, ORANGE.light, GREEN.light, BLACK.light)

# Tol's light scheme (https://personal.sron.nl/~pault/), told apart by colour-blind readers.
TINTS = ("#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33", "#aaaa00")
GREY = "#bbbbbb"  # regions alone
ALONE = "#d9d9d9"  # the same among pale fills
_PALENESS, _DARKNESS = 0.45, 0.6
_DARK_PAGE = (0x14, 0x18, 0x1C)
_GOLDEN_RATIO = (
    0.618033988749895  # steps of it around the circle of hues never come near each other
)


def layer_inks(layers: Iterable[str]) -> dict[str, Ink]:
    """Inks of layers by their position in `LAYERS`, then those beyond in order.

    Examples
    --------
    >>> layer_inks(["production", "roads"])["roads"].dashes
    (14, 4)
    """
    names = layer_order(layers)
    inks = dict(zip(LAYERS, LAYER_INKS, strict=False))
    beyond = [name for name in names if name not in inks]
    inks |= {
        name: FURTHER_INKS[position % len(FURTHER_INKS)] for position, name in enumerate(beyond)
    }
    return {name: inks[name] for name in names}


def layer_order(layers: Iterable[str]) -> list[str]:
    """Names of layers in the order of `LAYERS`, those beyond last by name."""
    names = list(LAYERS)
    return sorted(layers, key=lambda name: (names.index(name) if name in LAYERS else 99, name))


def community_letters(regions: pd.DataFrame) -> pd.Series:
    """Letter of every region's community, empty for regions alone or in none."""
    communities = regions["community"]
    sizes = communities.map(communities.value_counts()).fillna(0)
    return communities.astype(object).where(sizes > 1, "")


def letter_order(letters: Iterable[str]) -> list[str]:
    """Letters of communities in order: A to Z, then AA."""
    return sorted({letter for letter in letters if letter}, key=lambda text: (len(text), text))


def community_tints(regions: pd.DataFrame) -> pd.Series:
    """Tint of every region's community by its letter, grey for regions alone."""
    letters = community_letters(regions)
    tints = {letter: tint(number) for number, letter in enumerate(letter_order(letters))}
    return letters.map(lambda letter: tints.get(letter, GREY)).astype("str")


def community_fills(regions: pd.DataFrame) -> pd.Series:
    """Pale tint of every region's community, for areas that words are written on."""
    fills = community_tints(regions).map(pale)
    return fills.where(community_letters(regions) != "", ALONE)


def tint(number: int) -> str:
    """Tint by number, past the scheme hues in golden-ratio steps."""
    if number < len(TINTS):
        return TINTS[number]
    return _hex(255 * part for part in colorsys.hls_to_rgb(number * _GOLDEN_RATIO % 1, 0.75, 0.6))


def pale(colour: str, share: float = _PALENESS) -> str:
    """A colour, a share of the way to white."""
    return _mixed(colour, (255, 255, 255), share)


def stylesheet(results: Results) -> str:
    """Variables and classes of a page for the layers and communities of a run.

    Classes are `layer1`, ... in the order of `layer_inks`, `part1`, ... of a score, `tint1`, ... by
    the order of communities, and `alone`.
    """
    table = results.layers
    present = table.loc[table["is_present"].astype(bool), "layer"].astype(str)
    inks = list(layer_inks(present).values())
    communities = len(letter_order(community_letters(results.regions)))
    light = {f"layer{n}": ink.light for n, ink in enumerate(inks, 1)}
    dark = {f"layer{n}": ink.dark for n, ink in enumerate(inks, 1)}
    for n, ink in enumerate((BLUE, ORANGE, GREEN), 1):
        light[f"part{n}"], dark[f"part{n}"] = ink.light, ink.dark
    for n in range(1, communities + 1):
        light[f"tint{n}"] = pale(tint(n - 1))
        dark[f"tint{n}"] = _mixed(tint(n - 1), _DARK_PAGE, _DARKNESS)
    light["alone"], dark["alone"] = ALONE, "#59626b"
    rules = [f".layer{n}{{stroke:var(--layer{n}){_cap(ink)}}}" for n, ink in enumerate(inks, 1)]
    rules += [f".part{n}{{fill:var(--part{n});background:var(--part{n})}}" for n in (1, 2, 3)]
    rules += [f".tint{n}{{fill:var(--tint{n})}}" for n in range(1, communities + 1)]
    return "\n".join(
        [
            f":root{{{_variables(light)}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(dark)}}}}}",
            *rules,
            ".alone{fill:var(--alone)}",
            "",
        ]
    )


def _variables(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _cap(ink: Ink) -> str:
    """What else marks a line: dots are round, so that none looks like a dash."""
    if ink.is_thin:
        return ";stroke-width:1px"
    return ";stroke-linecap:round" if ink.dashes and ink.dashes[0] < 2 else ""


def _mixed(colour: str, target: Sequence[int], share: float) -> str:
    channels = bytes.fromhex(colour.removeprefix("#"))
    return _hex(part + (end - part) * share for part, end in zip(channels, target, strict=True))


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)
