"""Regions x industries: specialisations, and whether they are beyond chance."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.network import community_order
from hypercluster.drawing.palette import community_fills, community_letters, letter_order
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.grid import broken_heads, cell_ink, head_height, set_heads
from hypercluster.figures.paper import (
    INK,
    SIZE,
    SMALL,
    Margins,
    Sheet,
    Style,
    decimal_marks,
    fix_ticks,
    house_style,
    lines_height,
    mark,
    text_width,
    wrapped,
)
from hypercluster.figures.ranking import broken
from hypercluster.figures.words import Say, industry_names, number, region_names
from hypercluster.rankings import is_beyond_chance
from hypercluster.schema import RESULT_TABLES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

    from hypercluster.results import Results

MOST = 85
_STRIP, _BAR = 3.2, 2.2  # mm: width of the strip of communities, height of the scale of colours
_FEW, _LOW = 45, 2.45  # rows that are all in full size; mm, the lowest row that holds 6 points
_TESTED = (
    "location_quotient", "location_quotient_smoothed", "symmetric_location_quotient",
    "share", "count", "excess_enterprises",
)  # fmt: skip
_DOT: Style = {"marker": "o", "markersize": 2.2, "color": INK, "markeredgewidth": 0}


@house_style()
def plot_heatmap(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    column: str = "location_quotient",
) -> Axes:
    """Draw a number of every region and industry as a colour.

    Regions stand by community, strongest hub first. Colours (cividis) run from 0, or the least
    where that is below, to the 98 % quantile, and an arrow says that some values are higher.
    Missing values are hatched. Where there is room every value is printed, in bold where the
    specialisation is beyond chance (q at most 0.05). Otherwise a dot says so.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax
        Axes to draw in, with names, key and caption around them. None makes a figure of its own,
        without pyplot.
    width, language
        As for `plot_hubs`.
    column
        A number column of `results.indicators`, the location quotient (RCA) unless named.

    Returns
    -------
    Axes
        One column of cells an industry, from 0, and rows downwards, in mm.

    Raises
    ------
    AnalysisError
        `indicators` has no such number column.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> axes = hc.plot_heatmap(results, column="relatedness_density")
    >>> int(axes.get_xlim()[1]), len(results.industries)
    (5, 5)
    """
    frame = scope.frame_of(results, language, ax, width)
    say, full = frame.say, frame.width
    values, is_beyond = _tables(results, column)
    is_few = len(values) <= _FEW
    size = SIZE if is_few else SMALL
    star = results.regions["is_allocated"].map({True: "*", False: ""})
    names = list((region_names(results, language) + star)[values.index])
    names = [
        broken(name, 0.33 * full, size) if is_few else wrapped(name, 0.33 * full, size, most=1)
        for name in names
    ]
    steps = [1.2 + lines_height(name, size) if is_few else _LOW for name in names]
    longest = max((text_width(name, size) for name in names), default=0.0)
    left = longest + _STRIP + 2.6 if ax is None else 0.0
    cell = (full - left - 1.0) / max(values.shape[1], 1)
    industries = industry_names(results, language)
    heads = broken_heads([industries[code] for code in values.columns], cell)
    notes = [say("allocated")] if (star[values.index] != "").any() else []
    if len(values) < len(results.regions):
        notes.append(say("of_rows", shown=len(values), all=len(results.regions)))
    is_printed = cell >= _room(values, language)
    key = _key(values, column, say, number(1.2, 1, language) if is_printed else "")
    head, scale = head_height(heads) + 1.8, 7.6
    sheet = frame.surround(
        head + sum(steps) + scale,
        key=key,
        notes=[" · ".join(notes)],
        margins=Margins(left, 1.0, head, scale),
    )
    edges = [sum(steps[:row]) for row in range(len(steps) + 1)]
    mesh = _draw_cells(sheet.ax, values, edges)
    _print_values(sheet.ax, mesh, values, is_beyond, edges, language, is_printed=is_printed)
    middles = [(first + last) / 2 for first, last in pairwise(edges)]
    sheet.ax.set_yticks(middles, names, fontsize=size, linespacing=1.05)
    set_heads(sheet.ax, heads)
    sheet.ax.tick_params(axis="y", pad=_STRIP * 72 / 25.4 + 3.0)
    _draw_strip(sheet, results, list(values.index), edges)
    is_over = bool(values.max(axis=None) > mesh.norm.vmax)
    _draw_scale(sheet, mesh, _title(column, say), language, is_over=is_over)
    fix_ticks(sheet.ax)
    return sheet.ax


def _title(column: str, say: Say) -> str:
    """Text of a column, or its heading in the schema."""
    titles = {
        "location_quotient": "location_quotient",
        "relatedness_density": "ranking_score.diversification",
        "excess_enterprises": "ranking_score.new_clusters",
    }
    if column in titles:
        return say(titles[column])
    described = RESULT_TABLES["indicators"].column(column)
    return column if described is None else described.heading


def _tables(results: Results, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and whether the specialisation is beyond chance, regions x industries."""
    table = results.indicators
    numbers = [str(name) for name in table.select_dtypes("number").columns]
    if column not in numbers:
        raise AnalysisError(
            f"Expected a number column of indicators; found {column!r}. "
            f"One of: {', '.join(numbers)}."
        )
    codes = set(table["industry"])
    order = {
        "index": community_order(results)[:MOST],
        "columns": [code for code in results.industries["industry"] if code in codes],
    }
    values, q = (
        table.pivot(index="region", columns="industry", values=name).reindex(**order)
        for name in (column, "q_specialised")
    )
    is_beyond = is_beyond_chance(q.astype("float64").fillna(1.0))
    return values.astype("float64"), is_beyond & (column in _TESTED)


def _draw_cells(ax: Axes, values: pd.DataFrame, edges: list[float]) -> QuadMesh:
    """Fill the cells, and return them with their scale of colours."""
    import numpy as np
    from matplotlib.patches import Rectangle

    cells = np.ma.masked_invalid(values.to_numpy())
    low, top = _limits(cells.compressed())
    ax.set(xlim=(0, values.shape[1]), ylim=(edges[-1], 0))
    ax.spines[:].set_visible(False)
    missing: Style = {**scope.MISSING, "linewidth": 0, "zorder": 0, "gid": "missing"}
    ax.add_patch(Rectangle((0, 0), values.shape[1], edges[-1], **missing))
    across = np.arange(values.shape[1] + 1)
    white: Style = {"edgecolors": "white", "linewidth": 0.6, "zorder": 1}
    return ax.pcolormesh(across, edges, cells, cmap="cividis", vmin=low, vmax=top, **white)


def _limits(cells: np.ndarray) -> tuple[float, float]:
    """First and last value of the colours: from 0 up, not stretched by the last 2 %."""
    import numpy as np

    if not len(cells):
        return 0.0, 1.0
    low, high = min(0.0, float(cells.min())), float(np.quantile(cells, 0.98))
    step = 10.0 ** np.floor(np.log10(max(high, 1e-12)))
    top = float(np.ceil(high / step * 2) / 2 * step)  # up to a round half of the leading digit
    return low, top if top > low else low + 1.0


def _decimals(values: pd.DataFrame) -> int:
    largest = values.abs().max(axis=None)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _room(values: pd.DataFrame, language: str) -> float:
    """Width in mm that the longest printed value takes."""
    texts = [number(value, _decimals(values), language) for value in values.stack().dropna()]
    return max((text_width(text, SMALL, "bold") for text in texts), default=0.0) + 1.0


def _print_values(
    ax: Axes,
    mesh: QuadMesh,
    values: pd.DataFrame,
    is_beyond: pd.DataFrame,
    edges: list[float],
    language: str,
    *,
    is_printed: bool,
) -> None:
    """Values in their cells, bold where beyond chance, or a dot where no room is."""
    import numpy as np

    decimals = _decimals(values)
    colours = mesh.to_rgba(values.to_numpy())
    for row, column in np.argwhere(values.notna().to_numpy()):
        ink = cell_ink(colours[row, column][:3])
        x, y = column + 0.5, (edges[row] + edges[row + 1]) / 2
        is_marked = is_beyond.iloc[row, column]
        if is_printed:
            text = number(float(values.iloc[row, column]), decimals, language)
            mark(ax, x, y, text, color=ink, weight="bold" if is_marked else "normal")
        elif is_marked:
            ax.plot(x, y, **{**_DOT, "color": ink})


def _draw_strip(sheet: Sheet, results: Results, regions: list[str], edges: list[float]) -> None:
    """Tint and letter of the community, between names and cells."""
    from matplotlib.patches import Rectangle

    fills, letters = community_fills(results.regions), community_letters(results.regions)[regions]
    left, top = sheet.margins.left - _STRIP - 0.4, sheet.height - sheet.margins.top
    scale = (top - sheet.margins.bottom) / edges[-1]
    for region, (first, last) in zip(regions, pairwise(edges), strict=True):
        corner = (left, top - last * scale)
        style: Style = {"facecolor": fills[region], "edgecolor": "none", "clip_on": False}
        sheet.paper.add_patch(Rectangle(corner, _STRIP, (last - first) * scale, **style))
    for letter in letter_order(letters):
        rows = [row for row, region in enumerate(regions) if letters[region] == letter]
        y = top - (edges[rows[0]] + edges[rows[-1] + 1]) / 2 * scale
        mark(sheet.paper, left + _STRIP / 2, y, letter, va="center", weight="bold", color=INK)


def _draw_scale(sheet: Sheet, mesh: QuadMesh, title: str, language: str, *, is_over: bool) -> None:
    """Scale of the colours, with an arrow where values go beyond it."""
    from matplotlib.ticker import MaxNLocator

    left, bottom = 2.6 + text_width(title, SMALL), sheet.bottom + 2.9
    sheet.write(0.6, bottom + 0.3, title)
    bar = sheet.panel(left, bottom, min(42.0, sheet.width - left - 4.0), _BAR)
    figure: Any = bar.get_figure(root=True)
    scale = figure.colorbar(
        mesh,
        cax=bar,
        orientation="horizontal",
        extend="max" if is_over else "neither",
        ticks=MaxNLocator(4),
    )
    scale.outline.set_visible(False)
    bar.tick_params(axis="x", length=1.5, pad=1.0, labelsize=SMALL)
    decimal_marks(bar, language)
    fix_ticks(bar)


def _key(
    values: pd.DataFrame, column: str, say: Say, sample: str
) -> list[tuple[scope.Handle, str]]:
    """Key with a sample of a printed number, empty where dots are drawn instead."""
    entries: list[tuple[scope.Handle, str]] = []
    if column in _TESTED:
        handle = scope.text_key(sample, INK) if sample else scope.marker_key(**_DOT)
        entries.append((handle, say("specialised" if sample else "specialised_dot")))
    if values.isna().to_numpy().any():
        entries.append((scope.patch_key(**scope.MISSING), say("missing")))
    return entries


def heatmap_alt(
    results: Results, *, language: str = "en", column: str = "location_quotient"
) -> str:
    """Alt text of `plot_heatmap`.

    It says what the table shows, the strongest specialisations that are beyond chance, and what
    the data are.

    Parameters
    ----------
    results, language, column
        As for `plot_heatmap`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "beyond chance" in hc.heatmap_alt(results)
    True
    """
    frame, names = scope.frame_of(results, language), region_names(results, language)
    say = frame.say
    industries = industry_names(results, language)
    values, is_beyond = _tables(results, column)
    is_tested = column in _TESTED
    cells = (values.where(is_beyond) if is_tested else values).stack().dropna()
    cells = cells.sort_values(ascending=False, kind="stable")
    first = "; ".join(
        f"{names[region]}, {industries[code]} ({number(value, _decimals(values), language)})"
        for (region, code), value in cells.head(3).items()
    )
    key = "beyond" if is_tested and len(cells) else "none" if is_tested else "plain"
    counts = {"number": len(cells), "all": int(values.notna().to_numpy().sum())}
    shape = {"regions": values.shape[0], "industries": values.shape[1]}
    return scope.sentences(
        say("alt_heatmap", title=_title(column, say), **shape),
        say(f"alt_heatmap_{key}", named=first, **counts),
        say("alt_scope", caption=frame.caption),
    )


FIGURE = Figure("heatmap", plot_heatmap, heatmap_alt, options=("column",))
