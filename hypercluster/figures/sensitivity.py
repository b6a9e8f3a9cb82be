"""How far one setting moves the ranks: agreement by value, paths of the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import BLUE, GREEN, ORANGE, PURPLE
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import (
    INK,
    MUTED,
    PALE,
    RULE,
    SMALL,
    Style,
    decimal_marks,
    fix_ticks,
    house_style,
    lines_height,
    size_of,
    text_width,
    wrapped,
)
from hypercluster.figures.ranking import broken, rank_ticks
from hypercluster.figures.words import number
from hypercluster.views.sensitivity import COMMUNITIES, LAYER, swept_rankings
from hypercluster.words import split

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


# Colour, dashes and marker of the rankings of regions by their position, so that grey print tells
# them apart, and of communities.
_LINES: tuple[tuple[str, Any, str], ...] = (
    (INK, "-", "o"),
    (BLUE.light, "-", "s"),
    (ORANGE.light, (0, (5, 2)), "^"),
    (GREEN.light, (0, (1, 1.2)), "D"),
    (PURPLE.light, (0, (5, 1.5, 1, 1.5)), "v"),
)
_COMMUNITIES = (MUTED, (0, (2, 2)), "x")
_MOST_PATHS = 10
_LEFT, _TICKS, _AGREEMENT, _BETWEEN = 12.0, 9.0, 38.0, 9.0  # mm


@house_style()
def plot_sensitivity(
    tables: Mapping[str, pd.DataFrame],
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
) -> Axes:
    """Draw a sweep of one setting: agreement with the run itself, and paths of ranks.

    Agreement is Spearman's correlation of ranks, and of communities adjusted mutual information.
    Where it is missing, nothing is drawn. Paths are those of the ranking that the setting moves
    most.

    Parameters
    ----------
    tables
        From `sweep`: `agreement` and `paths`.
    ax, width, language
        As for `plot_hubs`.
    about
        Provenance of the run, such as `results.provenance`, for the caption: `pack`, `scheme`.
    names
        Names of regions and industries by code, where they are not to be those of the sweep.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the agreement by value and,
        where ranks move, their paths.

    Raises
    ------
    AnalysisError
        There is nothing to compare.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> tables = hc.sweep(hc.load_pack(), "linkages.beta", [0.5, 1.0])
    >>> frame = hc.plot_sensitivity(tables, width=88)
    >>> frame.child_axes[1].get_xlabel()
    'linkages.beta'
    """
    agreement, paths = _checked(tables), tables["paths"]
    regions = int(agreement["regions"].max())
    frame = scope.frame_of_runs(about, regions, language, ax, width)
    say, full = frame.say, frame.width
    setting, values = str(agreement["setting"].iloc[0]), agreement["value"].drop_duplicates()
    moved = _most_moved(agreement, paths)
    paths = paths[paths["ranking"] == moved]
    labels = _path_labels(paths, (0.32 if full > 120 else 0.38) * full, names or {})
    is_wide = full > 120 or not moved
    room = max((text_width(label, SMALL) for label in labels.values()), default=0.0) + 2.5
    # Widths of both panels, and their titles within them.
    across = full - _LEFT - 3.0
    widths = [(across - room - 9.0) / 2] * 2 if is_wide else [across, across + 2.0 - room]
    if not moved:
        widths = [across]
    titles = [
        say("spearman"),
        *([say("rank_at", ranking=say(f"ranking.{moved}"))] if moved else []),
    ]
    titles = [wrapped(title, widths[0], SMALL) for title in titles]
    heads = [lines_height(title) + 2.0 for title in titles]
    if is_wide:
        heads = [max(heads)] * len(heads)
    tallest = max((lines_height(label) for label in labels.values()), default=0.0)
    tall = max(max(len(labels) * 1.15, 5) * max(tallest, 3.6), 42.0 if is_wide or not moved else 0)
    upper = 0.0 if is_wide else _AGREEMENT + _BETWEEN + heads[-1]
    sheet = frame.surround(
        heads[0] + upper + tall + _TICKS,
        key=[
            (scope.line_key(**line), say(f"ranking.{name}"))
            for name, line in _lines().items()
            if name in set(agreement["ranking"])
        ],
        notes=[say("sweep_note", setting=setting)],
    )
    low, high = sheet.bottom + _TICKS, sheet.top - heads[0]
    boxes = _boxes(low, high, widths, tall, upper, is_wide=is_wide)
    panels = [sheet.panel(*box) for box in boxes]
    _draw_agreement(panels[0], agreement, values.tolist())
    if moved:
        _draw_paths(panels[1], paths, values.tolist(), labels)
    base = agreement.loc[agreement["is_base"].astype(bool), "value"].iloc[0]
    for panel, box, title in zip(panels, boxes, titles, strict=True):
        sheet.write(box[0], box[1] + box[3] + 1.4, title, linespacing=1.1)
        _value_axis(panel, values.tolist(), base, language)
        panel.set_xlabel(setting.removeprefix(LAYER), fontsize=SMALL, labelpad=1.5)
    fix_ticks(*panels)
    return sheet.ax


def _boxes(
    low: float, high: float, widths: Sequence[float], tall: float, upper: float, *, is_wide: bool
) -> list[tuple[float, float, float, float]]:
    """Places of the panels in mm: side by side, or stacked on a narrow sheet."""
    if is_wide:
        lefts = [_LEFT + number * (widths[0] + 11.0) for number in range(len(widths))]
        return [(left, low, width, high - low) for left, width in zip(lefts, widths, strict=True)]
    # Axes that were passed in may be lower or higher than the panels take.
    scale = (high - low) / (tall + upper)
    first = _AGREEMENT * scale
    return [(_LEFT, high - first, widths[0], first), (_LEFT, low, widths[1], tall * scale)]


def _checked(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    agreement = tables["agreement"]
    if not agreement[["spearman", "adjusted_mutual_information"]].notna().to_numpy().any():
        raise AnalysisError(
            "Expected a sweep with ranks or communities to compare; found none. "
            "Sweep a scheme of more regions."
        )
    return agreement


def _most_moved(agreement: pd.DataFrame, paths: pd.DataFrame) -> str | None:
    """Ranking of least agreement among those whose first ranks move, or None."""
    is_moved = paths["rank"].ne(paths["base_rank"]).fillna(value=True)
    candidates = paths.loc[is_moved, "ranking"].unique()
    rows = agreement[agreement["ranking"].isin(candidates) & agreement["spearman"].notna()]
    if rows.empty:
        return str(candidates[0]) if len(candidates) else None
    return str(rows.sort_values("spearman", kind="stable")["ranking"].iloc[0])


def _path_labels(paths: pd.DataFrame, width: float, names: Mapping[str, str]) -> dict[str, str]:
    """Names of the items by code, best first, as many as can be told apart."""
    first = paths.drop_duplicates("item").sort_values("base_rank", kind="stable").head(_MOST_PATHS)
    labels = {}
    for item, name in zip(first["item"].astype(str), first["item_name"], strict=True):
        codes = split(item)
        parts = [names[code] for code in codes if code in names]
        is_named = len(parts) == len(codes)
        label = " – ".join(parts) if is_named else str(name)
        labels[item] = broken(label, width, SMALL)
    return labels


def _lines() -> dict[str, dict[str, Any]]:
    """Style of the line of every ranking, and of communities."""
    names = [*swept_rankings(), COMMUNITIES]
    lines = dict(zip(names, _LINES, strict=False)) | {COMMUNITIES: _COMMUNITIES}
    parts = ("color", "linestyle", "marker")
    return {
        name: {**dict(zip(parts, line, strict=True)), "linewidth": 1.0, "markersize": 3.2}
        for name, line in lines.items()
    }


def _draw_agreement(panel: Axes, agreement: pd.DataFrame, values: list[Any]) -> None:
    measures = ["spearman", "adjusted_mutual_information"]
    lines = _lines()
    for ranking, rows in agreement.groupby("ranking", sort=False):
        by_value = rows.set_index("value")[measures[ranking == COMMUNITIES]].astype("float64")
        heights = by_value[values].to_numpy()
        panel.plot(range(len(values)), heights, clip_on=False, **lines[str(ranking)])
    lowest = float(agreement[measures].astype("float64").min().min())
    panel.set_ylim(min(0.0, lowest) - 0.03, 1.03)


def _draw_paths(
    panel: Axes, paths: pd.DataFrame, values: list[Any], labels: Mapping[str, str]
) -> None:
    """Rank of every item over the values, the name at its last rank."""
    ranks = paths.pivot(index="item", columns="value", values="rank").astype("float64")
    ranks = ranks.reindex(index=list(labels), columns=values)
    last = int(paths["rank"].max())
    dot: Style = {"marker": "o", "markersize": 2.6, "markerfacecolor": INK, "markeredgewidth": 0}
    for item in labels:
        panel.plot(range(len(values)), ranks.loc[item], "-", color=MUTED, linewidth=0.8, **dot)
    ends = ranks.ffill(axis=1).iloc[:, -1].fillna(float(last)).sort_values(kind="stable")
    panel.set_ylim(last + 0.6 + 0.02 * last, 0.4 - 0.02 * last)
    panel.set_yticks(rank_ticks(last))
    unit = (last * 1.04 + 0.2) / size_of(panel)[1]  # ranks a mm
    heights = [lines_height(labels[item]) * unit for item in ends.index]
    x = len(values) - 1
    line: Style = {"arrowstyle": "-", "color": PALE, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2}
    for item, end, y in zip(ends.index, ends, _spread(ends, heights, last + 0.6), strict=True):
        panel.annotate(
            labels[item],
            xy=(x, end),
            xytext=(x + 0.02 * max(x, 1) + 0.28, y),
            fontsize=SMALL,
            va="center",
            linespacing=1.0,
            annotation_clip=False,
            arrowprops={**line, "relpos": (0, 0.5)},
        )


def _spread(ends: Sequence[float], heights: Sequence[float], most: float) -> list[float]:
    """Places of names from the top down, moved apart so that none overlaps."""
    places: list[float] = []
    for row, (end, height) in enumerate(zip(ends, heights, strict=True)):
        least = places[-1] + (heights[row - 1] + height) / 2 if row else height / 2
        places.append(max(end, least))
    limit = most
    # Back up from the last name, which must not stand below the axis.
    for row in range(len(places) - 1, -1, -1):
        places[row] = min(places[row], limit - heights[row] / 2)
        limit = places[row] - heights[row] / 2
    return places


def _value_axis(panel: Axes, values: list[Any], base: Any, language: str) -> None:
    """Values as steps, that of the run itself in bold on a band."""
    room = size_of(panel)[0] / max(len(values), 1) - 0.5
    texts = [wrapped(_value(value, language), room, SMALL, most=2) for value in values]
    decimal_marks(panel, language)
    panel.set_xticks(range(len(values)), texts)
    panel.set_xlim(-0.25, len(values) - 0.75)
    at = values.index(base)
    panel.axvspan(at - 0.16, at + 0.16, color=RULE, linewidth=0, zorder=-1)
    panel.get_xticklabels()[at].set_fontweight("bold")
    panel.tick_params(pad=1.5)


def _value(value: Any, language: str) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    is_comma = isinstance(value, float) and language != "en"
    return text.replace(".", ",") if is_comma else text


def sensitivity_alt(
    tables: Mapping[str, pd.DataFrame],
    *,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
) -> str:
    """Alt text of `plot_sensitivity`.

    It says what the charts show, which ranking the setting moves most, and what the data are.

    Parameters
    ----------
    tables, language, about
        As for `plot_sensitivity`.

    Returns
    -------
    str
        A few sentences.

    Raises
    ------
    AnalysisError
        There is nothing to compare.

    Examples
    --------
    >>> import hypercluster as hc
    >>> tables = hc.sweep(hc.load_pack(), "linkages.beta", [0.5, 1.0])
    >>> "linkages.beta" in hc.sensitivity_alt(tables)
    True
    """
    agreement = _checked(tables)
    frame = scope.frame_of_runs(about, int(agreement["regions"].max()), language)
    say = frame.say
    rows = agreement[~agreement["is_base"].astype(bool) & agreement["spearman"].notna()]
    rows = rows.sort_values("spearman", kind="stable")
    finding = say("alt_sensitivity_still")
    if len(rows) and rows["spearman"].iloc[0] <= 1 - 1e-9:
        row = rows.iloc[0]
        finding = say(
            "alt_sensitivity_moved",
            ranking=say(f"ranking.{row['ranking']}"),
            value=_value(row["value"], language),
            spearman=number(row["spearman"], 2, language),
            stay=int(row["top_common"]),
            top=int(row["top_items"]),
        )
    return scope.sentences(
        say("alt_sensitivity", setting=str(agreement["setting"].iloc[0])),
        finding,
        say("alt_sensitivity_scope"),
        say("alt_data", caption=frame.caption),
    )


FIGURE = Figure("sensitivity", plot_sensitivity, sensitivity_alt, ("setting",), is_of_results=False)
