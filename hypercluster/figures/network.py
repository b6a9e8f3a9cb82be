"""The network as rings: regions by community, then longitude, and strong ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hypercluster.drawing.geometry import Point, quadratic, ring_point
from hypercluster.drawing.network import ring
from hypercluster.drawing.palette import Ink, community_fills, layer_inks, letter_order
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import (
    INK,
    LINE,
    MUTED,
    SMALL,
    Sheet,
    Style,
    house_style,
    line_height,
    lines_height,
    mark,
    text_width,
    wrapped,
)
from hypercluster.figures.words import community_names, number, region_names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say
    from hypercluster.results import Results

TIES = 40
_PULL = 0.25  # how near the middle the control point of a tie lies, by its distance from there
_NUMBERED, _MOST_NUMBERS = 40, 12  # regions that are all numbered on a small ring, or the most
_APART = 0.18  # radians between numbers where not all are numbered
_RIM = 5.5  # mm around a numbered ring


@house_style()
def plot_network(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    layers: Sequence[str] | str | None = None,
    is_overlaid: bool = False,
    top: int = TIES,
) -> Axes:
    """Draw the network as rings: a ring for every layer, or one ring with names.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax, width, language
        As for `plot_hubs`.
    layers
        One layer or several. None takes all that are present.
    is_overlaid
        Whether several layers share one ring, told apart by colour and dash.
    top
        Strongest ties to draw of every layer. Lines are as wide as the weight within the layer.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, one ring a layer, of radius 1.

    Raises
    ------
    AnalysisError
        A layer is absent, or there are no ties.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> frame = hc.plot_network(results, layers="production", width=88, top=5)
    >>> len(frame.child_axes[1].lines)
    5
    """
    frame = scope.frame_of(results, language, ax, width)
    say = frame.say
    inks = layer_inks(_chosen_layers(results, layers))
    if not results.ties["layer"].isin(list(inks)).any():
        raise AnalysisError(
            f"Expected ties between regions; found none in {', '.join(inks)}. "
            "Analyse a scheme of more regions, or draw another layer."
        )
    nodes = ring(results)
    nodes["rank"] = results.hubs["rank"]
    nodes["composite"] = results.hubs["composite"].astype("float64")
    nodes["fill"] = community_fills(results.regions)
    nodes["number"] = range(1, len(nodes) + 1)
    nodes["name"] = region_names(results, language)
    drawings = [_layer(results, layer, ink, top, say) for layer, ink in inks.items()]
    is_shared = len(inks) == 1 or is_overlaid
    draw = _draw_shared_ring if is_shared else _draw_rings
    lines = [(_sample(layer.ink), layer.title) for layer in drawings] if is_shared else []
    key = [*lines, *_key(results, nodes, language)]
    return draw(frame, nodes, drawings, {"key": key, "notes": [say("network_note", top=top)]})


def _chosen_layers(results: Results, layers: Sequence[str] | str | None) -> list[str]:
    table = results.layers
    present = [str(name) for name in table.loc[table["is_present"].astype(bool), "layer"]]
    names = present if layers is None else [layers] if isinstance(layers, str) else list(layers)
    unknown = [name for name in names if name not in present]
    if unknown or not names:
        raise AnalysisError(
            f"Expected layers of the network; found {', '.join(unknown) or 'none'}. "
            f"Present: {', '.join(present) or 'none'}."
        )
    return names


class _Layer(NamedTuple):
    """Ink, strongest ties and title of a layer."""

    ink: Ink
    ties: pd.DataFrame
    title: str


def _layer(results: Results, layer: str, ink: Ink, top: int, say: Say) -> _Layer:
    """Strongest ties, weakest first so that strong ones lie above.

    `strength` runs from 0 to 1 among them.
    """
    ties = results.ties[results.ties["layer"] == layer]
    rows = ties.sort_values("weight", ascending=False, kind="stable").head(top).iloc[::-1]
    low, high = rows["weight"].min(), rows["weight"].max()
    strength = (rows["weight"] - low) / (high - low) if high > low else rows["weight"] * 0 + 0.6
    title = say("network_title", layer=say(f"layers.{layer}"), shown=len(rows), all=len(ties))
    return _Layer(ink, rows[["source", "target"]].assign(strength=strength), title)


def _dashes(ink: Ink, scale: float) -> Any:
    return (0, tuple(part * scale for part in ink.dashes)) if ink.dashes else "-"


def _sample(ink: Ink) -> scope.Handle:
    return scope.line_key(color=ink.light, linewidth=1.3, linestyle=_dashes(ink, 0.5))


def _spot(angle: float, radius: float = 1.0) -> Point:
    """Point of a ring, clockwise from the top."""
    ((x, y),) = ring_point(angle, radius)
    return float(x), float(y)


def _ring_panel(sheet: Sheet, left: float, bottom: float, side: float, radius: float) -> Axes:
    """Square panel in which a ring of radius 1 has a radius in mm."""
    panel = sheet.panel(left, bottom, side, side)
    reach = side / 2 / radius
    panel.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    panel.set_axis_off()
    return panel


def _draw_ties(panel: Axes, nodes: pd.DataFrame, layer: _Layer, scale: float) -> None:
    """Ties as curves to the middle, stronger ones wider and in a fuller colour."""
    import numpy as np
    from matplotlib.colors import to_hex, to_rgb

    full = np.array(to_rgb(layer.ink.light))
    for tie in layer.ties.itertuples():
        start, end = (_spot(nodes.at[region, "angle"]) for region in (tie.source, tie.target))
        control = ((start[0] + end[0]) / 2 * _PULL, (start[1] + end[1]) / 2 * _PULL)
        line = (0.35 + 1.05 * tie.strength) * scale
        panel.plot(
            *quadratic(start, control, end, 32).T,
            color=to_hex(full + (1 - full) * 0.55 * (1 - tie.strength)),
            linewidth=line,
            # matplotlib counts dashes in widths of the line; never finer than can be printed.
            linestyle=_dashes(layer.ink, 0.42 / max(line, 0.5)),
            zorder=1 + tie.strength,
            gid=f"tie {tie.source} {tie.target}",
        )


def _draw_regions(panel: Axes, nodes: pd.DataFrame, sizes: pd.Series | float) -> None:
    spots = ring_point(nodes["angle"].to_numpy())
    style: Style = {"edgecolors": INK, "linewidths": 0.6, "zorder": 4}
    panel.scatter(spots[:, 0], spots[:, 1], sizes, list(nodes["fill"]), **style)


def _draw_rings(
    frame: scope.Frame, nodes: pd.DataFrame, layers: list[_Layer], around: dict[str, Any]
) -> Axes:
    """A numbered ring for every layer, and what the numbers mean."""
    full = frame.width
    columns = min(len(layers), 3 if full > 120 else 2)
    rows = math.ceil(len(layers) / columns)
    cell, spare = full / columns, columns * rows - len(layers)
    names = _numbered_names(nodes, cell - 8.0 if spare else full - 8.0)
    height = sum(lines_height(name) for name in names.values())
    # The names stand in the cells that the last row leaves empty, or else below the rings.
    is_beside = spare > 0 and height <= cell + 3.0
    longest = max(text_width(name, SMALL) for name in names.values())
    list_columns = 1 if is_beside else max(1, int(full / (longest + 8.0)))
    gap = line_height(SMALL) * (list_columns > 1) + 2.0
    list_height = 0.0 if is_beside else height / list_columns + gap
    sheet = frame.surround(rows * (cell + 4.0) + list_height, **around)
    room = (sheet.top - sheet.bottom - list_height) / rows
    side = min(cell, room - 4.0)
    for cell_number, layer in enumerate(layers):
        row, column = divmod(cell_number, columns)
        left, bottom = column * cell, sheet.top - (row + 1) * room
        panel = _ring_panel(sheet, left + (cell - side) / 2, bottom, side, side / 2 - _RIM)
        _draw_ties(panel, nodes, layer, 0.75)
        _draw_regions(panel, nodes, 9.0)
        _draw_numbers(panel, nodes, side / 2 - _RIM)
        title = wrapped(layer.title, cell - 11.0, SMALL, most=1)
        start = left + (cell - text_width(title, SMALL) - 7.0) / 2
        scope.write_key_row(sheet, [(_sample(layer.ink), title)], start, bottom + side + 2.2)
    top = sheet.top - (rows - 1) * room - 1.5 if is_beside else sheet.bottom + list_height - 1.0
    left = full - spare * cell + 2.0 if is_beside else 0.6
    _write_list(sheet, names, left, top, list_columns)
    return sheet.ax


def _numbered(nodes: pd.DataFrame) -> list[str]:
    """Regions with a number on a small ring: all, or strong hubs that stand apart."""
    if len(nodes) <= _NUMBERED:
        return list(nodes.index)
    chosen: list[str] = []
    for region, angle in nodes.sort_values("rank", kind="stable")["angle"].items():
        if all(_between(angle, nodes.at[numbered, "angle"]) > _APART for numbered in chosen):
            chosen.append(str(region))
    return [str(region) for region in nodes.index if region in chosen[:_MOST_NUMBERS]]


def _between(a: float, b: float) -> float:
    """Angle between two rays in radians."""
    return min(abs(a - b), 2 * math.pi - abs(a - b))


def _draw_numbers(panel: Axes, nodes: pd.DataFrame, radius: float) -> None:
    """Numbers outside the ring, and beyond them the letters of communities."""
    for region in _numbered(nodes):
        spot = _spot(nodes.at[region, "angle"], 1 + 2.0 / radius)
        mark(panel, *spot, str(nodes.at[region, "number"]), color=INK)
    for letter in letter_order(nodes["letter"]):
        angles = nodes.loc[nodes["letter"] == letter, "angle"]
        spot = _spot((angles.iloc[0] + angles.iloc[-1]) / 2, 1 + 4.4 / radius)
        mark(panel, *spot, letter, weight="bold", color=MUTED)


def _numbered_names(nodes: pd.DataFrame, width: float) -> dict[int, str]:
    """Names of the numbered regions by number, broken over a width in mm."""
    rows = nodes.loc[_numbered(nodes)]
    names = [wrapped(str(name), width, SMALL, most=2) for name in rows["name"]]
    return dict(zip(rows["number"].astype(int), names, strict=True))


def _write_list(sheet: Sheet, names: dict[int, str], left: float, top: float, columns: int) -> None:
    """What the numbers mean, in columns from the top."""
    height = sum(lines_height(name) for name in names.values())
    x, y = left, top
    for at, name in names.items():
        if columns > 1 and top - y >= height / columns:
            x, y = x + sheet.width / columns, top
        y -= lines_height(name)
        first = y + lines_height(name) - line_height(SMALL)
        sheet.write(x + 3.2, first + 0.6, str(at), ha="right", color=MUTED)
        sheet.write(x + 4.4, y + 0.6, name, linespacing=LINE)


def _draw_shared_ring(
    frame: scope.Frame, nodes: pd.DataFrame, layers: list[_Layer], around: dict[str, Any]
) -> Axes:
    """One ring with the names around it."""
    full = frame.width
    names = [wrapped(str(name), 0.27 * full, SMALL, most=2) for name in nodes["name"]]
    rim = max((text_width(name, SMALL) for name in names), default=0.0) + 3.0
    is_wide = full > 120
    sheet = frame.surround(1.0 + full * (0.72 if is_wide else 0.98), **around)
    side = min(sheet.top - sheet.bottom - 1.0, full)
    radius = max(side / 2 - rim, side / 5)
    panel = _ring_panel(sheet, (full - side) / 2, sheet.bottom + 0.5, side, radius)
    for layer in layers:
        _draw_ties(panel, nodes, layer, 1.0 if is_wide else 0.7)
    _draw_regions(panel, nodes, 6 + nodes["composite"].fillna(0.0) / 100 * (radius * 1.3))
    _draw_names(panel, nodes.assign(name=names), radius)
    return sheet.ax


def _draw_names(panel: Axes, nodes: pd.DataFrame, radius: float) -> None:
    """Names along the rays where there is room, the strongest hubs first."""
    taken: list[tuple[float, float]] = []
    for node in nodes.sort_values("rank", kind="stable").itertuples():
        need = lines_height(node.name) * 1.05 / radius
        if any(_between(node.angle, angle) < (need + size) / 2 for angle, size in taken):
            continue
        taken.append((node.angle, need))
        turned, is_left = 90 - math.degrees(node.angle), node.angle > math.pi
        mark(
            panel,
            *_spot(node.angle, 1 + 2.4 / radius),
            node.name,
            rotation=turned + 180 if is_left else turned,
            rotation_mode="anchor",
            ha="right" if is_left else "left",
            va="center",
            linespacing=1.0,
        )


def _key(results: Results, nodes: pd.DataFrame, language: str) -> list[tuple[scope.Handle, str]]:
    sizes = nodes["letter"].value_counts()
    fills = nodes.drop_duplicates("letter").set_index("letter")["fill"]
    dot: Style = {"marker": "o", "markersize": 4.2, "markeredgecolor": INK, "markeredgewidth": 0.6}
    return [
        (
            scope.marker_key(markerfacecolor=fills[letter], **dot),
            f"{letter}  {name} ({sizes[letter]})",
        )
        for letter, name in community_names(results, language).items()
    ]


def network_alt(
    results: Results, *, language: str = "en", layers: Sequence[str] | str | None = None
) -> str:
    """Alt text of `plot_network`.

    It says what the rings show, the communities and how sure they are, and what the data are.

    Parameters
    ----------
    results, language, layers
        As for `plot_network`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "No draws were made" in hc.network_alt(results)
    True
    """
    frame, about = scope.frame_of(results, language), results.provenance
    say = frame.say
    method = about["settings"]["communities"]["method"]
    rows = results.membership[results.membership["method"] == method]
    strength = rows["membership_strength"].astype("float64").mean()
    is_measured = about["draws"] and not math.isnan(strength)
    return scope.sentences(
        say(
            "alt_network",
            layers=", ".join(say(f"layers.{layer}") for layer in _chosen_layers(results, layers)),
        ),
        say(
            "alt_network_members" if is_measured else "alt_network_no_draws",
            communities=scope.communities_text(results, language, say),
            strength=number(strength, 2, language),
        ),
        say("alt_data", caption=frame.caption),
    )


FIGURE = Figure("network", plot_network, network_alt, options=("layer",))
