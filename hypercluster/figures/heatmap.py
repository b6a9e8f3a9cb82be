"""Regions x industries: what every region is specialised in, and whether that is beyond chance."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.fills import fills, in_order, letters
from hypercluster.figures.paper import (
    HATCH,
    INK,
    PALE,
    SIZE,
    SMALL,
    Margins,
    Sheet,
    fix_ticks,
    house_style,
    is_light,
    lay_out,
    line_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.ranking import broken
from hypercluster.figures.words import industry_names, number, region_names, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

MOST = 85
_STRIP, _BAR, _FEW = 3.2, 2.2, 45
_BEYOND = 0.05
_LOW = 2.45  # mm, the lowest row that holds 6 points
_TESTED = (
    "location_quotient",
    "location_quotient_smoothed",
    "symmetric_location_quotient",
    "share",
    "count",
    "excess_enterprises",
)


@house_style()
def plot_heatmap(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    column: str = "location_quotient",
) -> Axes:
    """Draw a number of every region and industry as a colour; the location quotient (RCA) unless another column is named.

    Regions stand by community, strongest hub first. Colours (cividis) run from 0, or the least where that is below, to the 98 % quantile,
    and an arrow says that some values are higher. Missing values are hatched. Where there is room every value is printed, in bold where
    the specialisation is beyond chance (q at most 0.05); otherwise a dot says so.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax
        Axes to draw in; names, key and caption lie around them. None makes a figure of its own, without pyplot.
    width, language
        As for `plot_hubs`.
    column
        A number column of `results.indicators`.

    Returns
    -------
    Axes
        One column of cells an industry, from 0; rows downwards, in mm.

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
    >>> axes = plot_heatmap(results, column="relatedness_density")
    """
    say, about = words(language), results.provenance
    values, is_beyond = _tables(results, column)
    full, names = width_for(ax, width), region_names(results, language)
    size = SIZE if len(values) <= _FEW else SMALL
    star = results.regions["is_allocated"]
    is_few = len(values) <= _FEW
    rows = [f"{names[region]}{'*' if star[region] else ''}" for region in values.index]
    rows = [
        broken(row, 0.33 * full, size) if is_few else wrapped(row, 0.33 * full, size, most=1)
        for row in rows
    ]
    steps = [1.2 + (row.count("\n") + 1) * line_height(size) if is_few else _LOW for row in rows]
    left = (
        max(map(text_width, rows), default=0.0) * size / SIZE + _STRIP + 2.6 if ax is None else 0.0
    )
    cell = (full - left - 1.0) / max(values.shape[1], 1)
    heads, turned = broken_heads(
        [industry_names(results, language)[code] for code in values.columns], cell
    )
    notes = [say("allocated")] if star[values.index].any() else []
    notes += (
        [say("of_rows", shown=len(values), all=len(results.regions))]
        if len(values) < len(results.regions)
        else []
    )
    foot = scope.foot(about, len(results.regions), say, full, " · ".join(notes))
    head = (
        max((text_width(text, SMALL) for text in heads), default=0.0)
        if turned
        else lines_of(heads) * line_height(SMALL)
    )
    margins = Margins(
        left,
        1.0,
        scope.head_height(about, []) + head + 1.8,
        scope.foot_height(foot) + (8.1 if not _has_key(values, column) else 11.5),
    )
    sheet = lay_out(
        ax, width=full, height=margins.top + margins.bottom + sum(steps), margins=margins
    )
    edges = [sum(steps[:place]) for place in range(len(steps) + 1)]
    top, norm_colours = _draw_cells(sheet.ax, values, edges)
    _print_values(sheet.ax, values, is_beyond, edges, cell, norm_colours, language)
    middles = [(first + last) / 2 for first, last in pairwise(edges)]
    sheet.ax.set_yticks(middles, rows, fontsize=size, linespacing=1.05)
    sheet.ax.set_xticks(
        [place + 0.5 for place in range(len(heads))],
        heads,
        fontsize=SMALL,
        rotation=90 if turned else 0,
    )
    sheet.ax.tick_params(length=0, pad=2.0)
    sheet.ax.tick_params(axis="y", pad=_STRIP * 72 / 25.4 + 3.0)
    sheet.ax.xaxis.tick_top()
    _draw_strip(sheet, results, list(values.index), edges)
    _draw_bar(
        sheet,
        values,
        top,
        column,
        say,
        scope.foot_height(foot) + 1.0,
        language,
        is_printed=cell >= _room(values, language),
    )
    scope.write_head(sheet, about, [], say)
    scope.write_foot(sheet, foot)
    fix_ticks(sheet.ax)
    return sheet.ax


def _tables(results: Results, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and whether the specialisation is beyond chance, regions x industries."""
    table = results.indicators
    numbers = [str(name) for name in table.select_dtypes("number").columns]
    if column not in numbers:
        raise AnalysisError(
            f"Expected a number column of indicators; found {column!r}. One of: {', '.join(numbers)}."
        )
    industries = [code for code in results.industries["industry"] if code in set(table["industry"])]
    wide = [
        table.pivot(index="region", columns="industry", values=name)
        for name in (column, "q_specialised")
    ]
    order = in_order(results)[:MOST]
    values, q = (part.reindex(index=order, columns=industries).astype("float64") for part in wide)
    return values, (q.fillna(1.0) <= _BEYOND) & (column in _TESTED)


def broken_heads(names: list[str], cell: float) -> tuple[list[str], bool]:
    """Names of the columns, broken over the width of a cell; turned where a word is wider."""
    widest = max((text_width(word, SMALL) for name in names for word in name.split()), default=0.0)
    if widest <= cell - 1.0:
        return [wrapped(name, cell - 1.0, SMALL) for name in names], False
    return [
        wrapped(name, 32.0, SMALL, most=max(1, int(cell / line_height(SMALL)))) for name in names
    ], True


def lines_of(texts: list[str]) -> int:
    """Lines of the text that has most."""
    return max((text.count("\n") for text in texts), default=0) + 1


def _draw_cells(ax: Axes, values: pd.DataFrame, edges: list[float]) -> tuple[float, np.ndarray]:
    """Fill the cells; give the value of the last colour and the colour of every cell."""
    import matplotlib as mpl
    import numpy as np
    from matplotlib.patches import Rectangle

    cells = values.to_numpy()
    known = cells[~np.isnan(cells)]
    low, top = _limits(known)
    ax.add_patch(
        Rectangle(
            (0, 0),
            values.shape[1],
            edges[-1],
            facecolor="white",
            edgecolor=PALE,
            hatch=HATCH,
            linewidth=0,
            zorder=0,
            gid="missing",
        )
    )
    colours = mpl.colormaps["cividis"](mpl.colors.Normalize(low, top)(np.ma.masked_invalid(cells)))
    mesh = np.ma.masked_invalid(cells)
    across = np.arange(values.shape[1] + 1)
    ax.pcolormesh(
        across,
        edges,
        mesh,
        cmap="cividis",
        vmin=low,
        vmax=top,
        edgecolors="white",
        linewidth=0.6,
        zorder=1,
    )
    ax.set(xlim=(0, values.shape[1]), ylim=(edges[-1], 0))
    ax.spines[:].set_visible(False)
    return top, np.asarray(colours)


def _limits(known: np.ndarray) -> tuple[float, float]:
    """First and last value of the colours: from 0 up, and not stretched by the last 2 % of the values."""
    import numpy as np

    if not len(known):
        return 0.0, 1.0
    low, high = min(0.0, float(known.min())), float(np.quantile(known, 0.98))
    step = 10.0 ** np.floor(np.log10(max(high, 1e-12)))
    top = float(np.ceil(high / step * 2) / 2 * step)
    return low, top if top > low else low + 1.0


def _decimals(values: pd.DataFrame) -> int:
    largest = values.abs().max(axis=None)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _room(values: pd.DataFrame, language: str) -> float:
    """Width in mm that the longest printed value takes."""
    decimals = _decimals(values)
    longest = max(
        (
            text_width(number(value, decimals, language), SMALL, "bold")
            for value in values.stack().dropna()
        ),
        default=0.0,
    )
    return longest + 1.0


def _print_values(
    ax: Axes,
    values: pd.DataFrame,
    is_beyond: pd.DataFrame,
    edges: list[float],
    cell: float,
    colours: np.ndarray,
    language: str,
) -> None:
    """Values in their cells where there is room, bold where beyond chance; else a dot there."""
    import numpy as np

    decimals, has_room = _decimals(values), cell >= _room(values, language)
    for row, column in np.argwhere(values.notna().to_numpy()):
        ink = INK if is_light(colours[row, column][:3]) else "white"
        x, y = column + 0.5, (edges[row] + edges[row + 1]) / 2
        if has_room:
            weight = "bold" if is_beyond.iloc[row, column] else "normal"
            text = number(float(values.iloc[row, column]), decimals, language)
            ax.text(
                x,
                y,
                text,
                ha="center",
                va="center_baseline",
                fontsize=SMALL,
                color=ink,
                weight=weight,
            )
        elif is_beyond.iloc[row, column]:
            ax.plot(x, y, "o", markersize=min(2.2, cell * 1.4), color=ink, markeredgewidth=0)


def _draw_strip(sheet: Sheet, results: Results, regions: list[str], edges: list[float]) -> None:
    """Tint and letter of the community, between names and cells."""
    from matplotlib.patches import Rectangle

    tints, own = fills(results), letters(results)
    scale = sheet.inner_height / edges[-1]
    left, top = sheet.margins.left - _STRIP - 0.4, sheet.height - sheet.margins.top
    for place, region in enumerate(regions):
        first, last = (top - edges[place + more] * scale for more in (0, 1))
        sheet.paper.add_patch(
            Rectangle(
                (left, last),
                _STRIP,
                first - last,
                facecolor=tints[region],
                edgecolor="none",
                clip_on=False,
            )
        )
    for letter in dict.fromkeys(letter for letter in own[regions] if letter):
        own_rows = [place for place, region in enumerate(regions) if own[region] == letter]
        y = top - (edges[own_rows[0]] + edges[own_rows[-1] + 1]) / 2 * scale
        sheet.write(
            left + _STRIP / 2,
            y,
            letter,
            ha="center",
            va="center",
            fontsize=SMALL,
            weight="bold",
            color=INK,
        )


def _draw_bar(
    sheet: Sheet,
    values: pd.DataFrame,
    top: float,
    column: str,
    say: Any,
    bottom: float,
    language: str,
    *,
    is_printed: bool,
) -> None:
    """Scale of the colours with an arrow where values go beyond it, and what hatch, dots and bold words mean."""
    import numpy as np

    known = values.to_numpy()[~np.isnan(values.to_numpy())]
    low, _ = _limits(known)
    bottom += 0.0 if _has_key(values, column) else -3.4
    title = say({"relatedness_density": "density"}.get(column, column))
    left = 0.6 + text_width(title, SMALL) + 2.0
    bar = sheet.panel(left, bottom + 6.6, min(42.0, sheet.width - left - 4.0), _BAR)
    across = np.linspace(low, top, 65)
    bar.pcolormesh(
        across,
        [0, 1],
        ((across[1:] + across[:-1]) / 2)[None],
        cmap="cividis",
        vmin=low,
        vmax=top,
        edgecolors="face",
        linewidth=0.1,
    )
    bar.set(xlim=(low, top), yticks=[])
    bar.spines[:].set_visible(False)
    bar.locator_params(axis="x", nbins=4)
    marks = [mark for mark in bar.get_xticks() if low <= mark <= top]
    is_over = bool(len(known)) and bool(known.max() > top)
    bar.set_xticks(
        marks, [f"{mark:g}".replace(".", "." if language == "en" else ",") for mark in marks]
    )
    bar.tick_params(axis="x", length=1.5, pad=1.0, labelsize=SMALL)
    if is_over:
        bar.fill(
            [1.0, 1.05, 1.0],
            [0, 0.5, 1.0],
            transform=bar.transAxes,
            clip_on=False,
            color="#fee838",
            linewidth=0,
        )
    fix_ticks(bar)
    sheet.write(0.6, bottom + 6.9, title, fontsize=SMALL)
    entries: list[tuple[Any, str]] = []
    if column in _TESTED:
        entries.append((_blank, say("specialised" if is_printed else "specialised_dot")))
    if len(known) < values.size:
        entries.append(
            (
                scope.patch_key(facecolor="white", edgecolor=PALE, hatch=HATCH, linewidth=0.4),
                say("missing"),
            )
        )
    rows = scope.key_rows(entries, sheet.width)
    left = 0.6
    for draw, label in (entry for row in rows for entry in row):
        lead = 0.0 if draw is _blank else 7.0
        draw(sheet.paper, left - 1.4, bottom + 1.4, 6.0)
        sheet.write(left + lead, bottom + 1.4, label, fontsize=SMALL, va="center_baseline")
        left += lead + text_width(label, SMALL) + 4.0


def _has_key(values: pd.DataFrame, column: str) -> bool:
    return column in _TESTED or bool(values.isna().to_numpy().any())


def _blank(paper: Any, x: float, y: float, width: float) -> None:
    """Nothing drawn before words that explain the words in the cells."""


def heatmap_alt(
    results: Results, *, language: str = "en", column: str = "location_quotient"
) -> str:
    """Alt text of `plot_heatmap`: what it shows, the strongest specialisations that are beyond chance, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "beyond chance" in heatmap_alt(results)
    True
    """
    say, names, industries = (
        words(language),
        region_names(results, language),
        industry_names(results, language),
    )
    values, is_beyond = _tables(results, column)
    is_tested = column in _TESTED
    cells = (
        (values.where(is_beyond) if is_tested else values)
        .stack()
        .dropna()
        .sort_values(ascending=False, kind="stable")
    )
    decimals = _decimals(values)
    named = "; ".join(
        f"{names[region]}, {industries[code]} ({number(value, decimals, language)})"
        for (region, code), value in cells.head(3).items()
    )
    title = say({"relatedness_density": "density"}.get(column, column))
    what = say("alt_heatmap", title=title, regions=values.shape[0], industries=values.shape[1])
    key = (
        "alt_heatmap_plain"
        if not is_tested
        else "alt_heatmap_beyond"
        if len(cells)
        else "alt_heatmap_none"
    )
    finding = say(key, number=len(cells), all=int(values.notna().to_numpy().sum()), named=named)
    return f"{what} {finding} {say('alt_scope', caption=scope.caption(results.provenance, len(results.regions), say))}"
