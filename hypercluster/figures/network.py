"""The multilayer network as rings: regions by community, then longitude, and the strongest ties of every layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import layer_colour, layer_dashes
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.fills import fills, in_order, letters
from hypercluster.figures.paper import (
    INK,
    LINE,
    MUTED,
    SMALL,
    Sheet,
    house_style,
    lay_out,
    line_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.words import community_names, number, region_names, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say
    from hypercluster.results import Results

TIES = 40
_GAP = 0.6  # between communities, in steps of the ring
_PULL = 0.75  # how far a tie is pulled to the middle
_NUMBERED = 40  # regions that can be numbered on a small ring


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
        One layer or several; None takes all that are present.
    is_overlaid
        Whether several layers share one ring, told apart by colour and dash, instead of a ring each.
    top
        Strongest ties to draw of every layer.

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
    >>> frame = plot_network(results, layers="production", width=88)
    """
    say, full = words(language), width_for(ax, width)
    chosen = _layers(results, layers)
    ring = _ring(results)
    if not results.ties["layer"].isin(chosen).any():
        raise AnalysisError(
            f"Expected ties between regions; found none in {', '.join(chosen)}. Analyse a scheme of more regions, or draw another layer."
        )
    if len(chosen) == 1 or is_overlaid:
        return _one_ring(results, chosen, ring, say, ax=ax, full=full, language=language, top=top)
    return _rings(results, chosen, ring, say, ax=ax, full=full, language=language, top=top)


def _layers(results: Results, given: Sequence[str] | str | None) -> list[str]:
    table = results.layers
    present = [str(name) for name in table.loc[table["is_present"].astype(bool), "layer"]]
    wanted = present if given is None else [given] if isinstance(given, str) else list(given)
    unknown = [name for name in wanted if name not in present]
    if unknown or not wanted:
        raise AnalysisError(
            f"Expected layers of the network; found {', '.join(unknown) or 'none'}. Present: {', '.join(present) or 'none'}."
        )
    return wanted


def _ring(results: Results) -> pd.DataFrame:
    """Angle of every region, clockwise from the top, with a gap between communities; number, letter and tint."""
    import pandas as pd

    order, own = in_order(results, by="longitude"), letters(results)
    steps, at = [], 0.0
    for place, region in enumerate(order):
        if place:
            at += 1.0 + _GAP * (own[region] != own[order[place - 1]])
        steps.append(at)
    whole = at + 1.0 + (_GAP if len(set(own)) > 1 else 0.0)
    angles = [2 * math.pi * step / whole for step in steps]
    table = pd.DataFrame(
        {"angle": angles, "number": range(1, len(order) + 1)}, index=pd.Index(order, name="region")
    )
    return table.assign(letter=own, tint=fills(results), rank=results.hubs["rank"])


def _ties(results: Results, layer: str, top: int) -> tuple[pd.DataFrame, int]:
    """The strongest ties of a layer, weakest first, with `strength` from 0 to 1; and how many ties it has."""
    own = results.ties[results.ties["layer"] == layer].sort_values(
        "weight", ascending=False, kind="stable"
    )
    shown = own.head(top).iloc[::-1]
    low, high = (
        (float(shown["weight"].min()), float(shown["weight"].max())) if len(shown) else (0.0, 0.0)
    )
    strength = (shown["weight"] - low) / (high - low) if high > low else shown["weight"] * 0 + 0.6
    return shown[["source", "target"]].assign(strength=strength), len(own)


def _draw_ties(
    panel: Axes,
    ring: pd.DataFrame,
    ties: pd.DataFrame,
    layer: str,
    dashes: tuple[float, ...],
    scale: float,
) -> None:
    import numpy as np
    from matplotlib.colors import to_hex, to_rgb

    ink = np.array(to_rgb(layer_colour(layer)))
    share = np.linspace(0, 1, 32)[:, None]
    for tie in ties.itertuples():
        begin, finish = (_spot(ring.at[end, "angle"]) for end in (tie.source, tie.target))
        control = (begin + finish) / 2 * (1 - _PULL)
        points = (1 - share) ** 2 * begin + 2 * share * (1 - share) * control + share**2 * finish
        colour = to_hex(ink + (1 - ink) * 0.55 * (1 - tie.strength))
        line = (0.35 + 1.05 * tie.strength) * scale
        # Dashes of the screen's layers are in pixels of a line of 2; here in widths of the line, and never finer than can be printed.
        style: Any = (0, tuple(part * 0.42 / max(line, 0.5) for part in dashes)) if dashes else "-"
        panel.plot(
            *points.T,
            color=colour,
            linewidth=line,
            linestyle=style,
            zorder=1 + tie.strength,
            gid=f"tie {tie.source} {tie.target}",
        )


def _spot(angle: float, radius: float = 1.0) -> np.ndarray:
    """Point of a ring, clockwise from the top."""
    import numpy as np

    return np.array([math.sin(angle), math.cos(angle)]) * radius


def _draw_regions(panel: Axes, ring: pd.DataFrame, sizes: pd.Series | float) -> None:
    import numpy as np

    spots = np.array([_spot(angle) for angle in ring["angle"]])
    panel.scatter(
        spots[:, 0],
        spots[:, 1],
        s=sizes,
        c=list(ring["tint"]),
        edgecolors=INK,
        linewidths=0.6,
        zorder=4,
    )


def _frame_ring(panel: Axes, reach: float) -> None:
    panel.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    panel.set_axis_off()


def _rings(
    results: Results,
    chosen: list[str],
    ring: pd.DataFrame,
    say: Say,
    *,
    ax: Axes | None,
    full: float,
    language: str,
    top: int,
) -> Axes:
    """A numbered ring for every layer, and what the numbers mean."""
    names, about = region_names(results, language), results.provenance
    columns = min(len(chosen), 3 if full > 120 else 2)
    rows = math.ceil(len(chosen) / columns)
    cell = full / columns
    spare = columns * rows - len(chosen)
    listed = _listed(ring, names, cell - 8.0 if spare else full - 8.0)
    is_beside = spare > 0 and _height(listed) <= cell + 3.0
    list_columns = (
        1
        if is_beside
        else max(1, int(full / (max(text_width(text, SMALL) for text in listed.values()) + 8.0)))
    )
    list_height = (
        0.0
        if is_beside
        else _height(listed) / list_columns + line_height(SMALL) * (list_columns > 1) + 2.0
    )
    key = _key(results, ring, language)
    foot = scope.foot(about, len(results.regions), say, full, say("network_note", top=top))
    under = scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 1.0
    above = scope.head_height(about, [])
    sheet = lay_out(ax, width=full, height=above + rows * (cell + 4.0) + list_height + under)
    sheet.ax.set_axis_off()
    room = (sheet.height - above - under - list_height) / rows
    dashes = layer_dashes(chosen)
    for place, layer in enumerate(chosen):
        left, bottom = place % columns * cell, sheet.height - above - (place // columns + 1) * room
        side = min(cell, room - 4.0)
        panel = sheet.panel(left + (cell - side) / 2, bottom, side, side)
        _frame_ring(panel, side / 2 / (side / 2 - 5.5))
        ties, all_ties = _ties(results, layer, top)
        _draw_ties(panel, ring, ties, layer, dashes[layer], 0.75)
        _draw_regions(panel, ring, 9.0)
        _draw_numbers(panel, ring, side / 2 - 5.5)
        title = wrapped(
            say("network_title", layer=say(layer), shown=len(ties), all=all_ties),
            cell - 11.0,
            SMALL,
            most=1,
        )
        start = left + (cell - text_width(title, SMALL) - 8.0) / 2
        line: Any = (0, tuple(part * 0.5 for part in dashes[layer])) if dashes[layer] else "-"
        scope.line_key(color=layer_colour(layer), linewidth=1.3, linestyle=line)(
            sheet.paper, start, bottom + side + 2.2, 6.5
        )
        sheet.write(start + 8.0, bottom + side + 2.2, title, fontsize=SMALL, va="center_baseline")
    list_top = (
        sheet.height - above - (rows - 1) * room - 1.5 if is_beside else under + list_height - 1.0
    )
    _write_list(
        sheet, listed, full - spare * cell + 2.0 if is_beside else 0.6, list_top, list_columns, full
    )
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, about, [], say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _numbered(ring: pd.DataFrame) -> list[str]:
    """Regions that have a number on a small ring: all, or of many only the strongest hubs."""
    if len(ring) <= _NUMBERED:
        return list(ring.index)
    chosen: list[str] = []
    for region, angle in ring.sort_values("rank", kind="stable", na_position="last")[
        "angle"
    ].items():
        apart = [abs(angle - ring.at[other, "angle"]) for other in chosen]
        if all(min(gap, 2 * math.pi - gap) > 0.18 for gap in apart):
            chosen.append(str(region))
    return [str(region) for region in ring.index if region in chosen[:12]]


def _draw_numbers(panel: Axes, ring: pd.DataFrame, radius: float) -> None:
    """Numbers outside the ring, and beyond them the letter in the middle of its community."""
    for region in _numbered(ring):
        x, y = _spot(ring.at[region, "angle"], 1 + 2.0 / radius)
        panel.text(
            x,
            y,
            str(ring.at[region, "number"]),
            fontsize=SMALL,
            ha="center",
            va="center_baseline",
            color=INK,
        )
    for letter in dict.fromkeys(text for text in ring["letter"] if text):
        own = ring.loc[ring["letter"] == letter, "angle"]
        x, y = _spot((own.iloc[0] + own.iloc[-1]) / 2, 1 + 4.4 / radius)
        panel.text(
            x,
            y,
            letter,
            fontsize=SMALL,
            ha="center",
            va="center_baseline",
            weight="bold",
            color=MUTED,
        )


def _listed(ring: pd.DataFrame, names: pd.Series, width: float) -> dict[int, str]:
    """Names of the numbered regions by number, broken over a width."""
    return {
        int(ring.at[region, "number"]): wrapped(str(names[region]), width, SMALL, most=2)
        for region in _numbered(ring)
    }


def _height(listed: dict[int, str]) -> float:
    """Height of the list in one column in mm."""
    return sum(text.count("\n") + 1 for text in listed.values()) * line_height(SMALL)


def _write_list(
    sheet: Sheet, listed: dict[int, str], left: float, top: float, columns: int, full: float
) -> None:
    """What the numbers mean, in columns from the top."""
    limit, step = _height(listed) / columns, full / columns
    x, y = left, top
    for at, name in listed.items():
        if columns > 1 and top - y >= limit:
            x, y = x + step, top
        y -= line_height(SMALL)
        sheet.write(x + 3.2, y + 0.6, str(at), fontsize=SMALL, ha="right", color=MUTED)
        sheet.write(
            x + 4.4,
            y + 0.6 - name.count("\n") * line_height(SMALL),
            name,
            fontsize=SMALL,
            linespacing=LINE,
        )
        y -= name.count("\n") * line_height(SMALL)


def _one_ring(
    results: Results,
    chosen: list[str],
    ring: pd.DataFrame,
    say: Say,
    *,
    ax: Axes | None,
    full: float,
    language: str,
    top: int,
) -> Axes:
    """One ring with the names around it."""
    names, about = region_names(results, language), results.provenance
    texts = {
        region: wrapped(str(names[region]), 0.27 * full, SMALL, most=2) for region in ring.index
    }
    key = _key(results, ring, language)
    dashes = layer_dashes(chosen)
    lines = []
    drawn = {layer: _ties(results, layer, top) for layer in chosen}
    for layer, (ties, all_ties) in drawn.items():
        style: Any = (0, tuple(part * 0.5 for part in dashes[layer])) if dashes[layer] else "-"
        label = say("network_title", layer=say(layer), shown=len(ties), all=all_ties)
        lines.append(
            (scope.line_key(color=layer_colour(layer), linewidth=1.3, linestyle=style), label)
        )
    key = [*lines, *key]
    foot = scope.foot(about, len(results.regions), say, full, say("network_note", top=top))
    under = scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 1.5
    above = scope.head_height(about, []) + 0.5
    around = max((text_width(text, SMALL) for text in texts.values()), default=0.0) + 3.0
    sheet = lay_out(ax, width=full, height=above + under + full * (0.72 if full > 120 else 0.98))
    sheet.ax.set_axis_off()
    inner = min(sheet.height - above - under, full)
    radius = max(inner / 2 - around, inner / 5)
    panel = sheet.panel((full - inner) / 2, under, inner, inner)
    _frame_ring(panel, inner / 2 / radius)
    for layer, (ties, _) in drawn.items():
        _draw_ties(panel, ring, ties, layer, dashes[layer], 1.0 if full > 120 else 0.7)
    composite = results.hubs["composite"].reindex(ring.index).astype("float64").fillna(0.0)
    _draw_regions(panel, ring, 6 + composite / 100 * (radius * 1.3))
    _draw_names(panel, ring, texts, radius)
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, about, [], say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _draw_names(panel: Axes, ring: pd.DataFrame, texts: dict[str, str], radius: float) -> None:
    """Names outside the ring along its rays, the strongest hubs first; what has no room has no name."""
    least = line_height(SMALL) * 1.05 / radius
    placed: list[tuple[float, float]] = []
    for region in ring.sort_values("rank", kind="stable", na_position="last").index:
        angle, text = float(ring.at[region, "angle"]), texts[region]
        need = least * (text.count("\n") + 1)
        if any(
            min(abs(angle - other), 2 * math.pi - abs(angle - other)) < (need + size) / 2
            for other, size in placed
        ):
            continue
        placed.append((angle, need))
        turned = 90 - math.degrees(angle)
        is_left = angle > math.pi
        x, y = _spot(angle, 1 + 2.4 / radius)
        panel.text(
            x,
            y,
            text,
            fontsize=SMALL,
            rotation=turned + 180 if is_left else turned,
            rotation_mode="anchor",
            ha="right" if is_left else "left",
            va="center",
            linespacing=1.0,
        )


def _key(results: Results, ring: pd.DataFrame, language: str) -> list[tuple[Any, str]]:
    sizes = ring["letter"].value_counts()
    tints = ring.drop_duplicates("letter").set_index("letter")["tint"]
    dot = {"marker": "o", "markersize": 4.2, "markeredgecolor": INK, "markeredgewidth": 0.6}
    return [
        (
            scope.marker_key(markerfacecolor=tints[letter], **dot),
            f"{letter}  {name} ({sizes[letter]})",
        )
        for letter, name in community_names(results, language).items()
    ]


def network_alt(
    results: Results, *, language: str = "en", layers: Sequence[str] | str | None = None
) -> str:
    """Alt text of `plot_network`: what it shows, the communities and how sure they are, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "No draws were made" in network_alt(results)
    True
    """
    say, own = words(language), letters(results).value_counts()
    named = "; ".join(
        f"{letter} {name} ({own[letter]})"
        for letter, name in community_names(results, language).items()
    )
    method = results.provenance["settings"]["communities"]["method"]
    strength = (
        results.membership.loc[results.membership["method"] == method, "membership_strength"]
        .astype("float64")
        .mean()
    )
    key = (
        "alt_network_members"
        if results.provenance["draws"] and not math.isnan(strength)
        else "alt_network_no_draws"
    )
    finding = say(
        key, communities=named or say("no_communities"), strength=number(strength, 2, language)
    )
    about = scope.caption(results.provenance, len(results.regions), say)
    what = say("alt_network", layers=", ".join(say(layer) for layer in _layers(results, layers)))
    return f"{what} {finding} {say('alt_data', caption=about)}"
