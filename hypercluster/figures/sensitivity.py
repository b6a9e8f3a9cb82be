"""How far one setting moves the ranks (a sweep), or which settings move them at all (an overview)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import LAYER_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.paper import (
    INK,
    MUTED,
    PALE,
    RULE,
    SMALL,
    Sheet,
    fix_ticks,
    house_style,
    lay_out,
    line_height,
    size_of,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.ranking import broken, rank_ticks
from hypercluster.figures.words import number, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say

COMMUNITIES = "communities"
LAYER = "layers.weights."
# Colour, dash and marker of every ranking, so that grey print tells them apart.
_LINES: dict[str, tuple[str, Any, str]] = {
    "hubs": (INK, "-", "o"),
    "linkages.complementary": (LAYER_COLOURS["production"], "-", "s"),
    "linkages.common_ground": (LAYER_COLOURS["affiliation"], (0, (5, 2)), "^"),
    "new_clusters": (LAYER_COLOURS["capability"], (0, (1, 1.2)), "D"),
    "diversification": (LAYER_COLOURS["digital"], (0, (5, 1.5, 1, 1.5)), "v"),
    COMMUNITIES: (MUTED, (0, (2, 2)), "x"),
}
_MOST_PATHS = 10


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
    """Draw a sweep of one setting: agreement of every ranking with the run itself, and the paths of the ranks that it moves most.

    Agreement is Spearman's correlation of ranks; of communities adjusted mutual information. Where it is missing, nothing is drawn.

    Parameters
    ----------
    tables
        From `sweep`: `agreement` and `paths`.
    ax, width, language
        As for `plot_hubs`.
    about
        Provenance of the run, such as `results.provenance`, for the caption: `pack`, `scheme`.
    names
        Names of regions and industries by code, where others are wanted than those of the sweep.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the agreement by value and, where ranks move, their paths.

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
    >>> frame = plot_sensitivity(tables, width=88)
    """
    say, known, full = (
        words(language),
        {key: part for key, part in (about or {}).items() if key in ("pack", "scheme")},
        width_for(ax, width),
    )
    agreement, paths = _checked(tables), tables["paths"]
    values = agreement["value"].drop_duplicates().tolist()
    moved = _most_moved(agreement, paths)
    shown = paths[paths["ranking"] == moved] if moved else paths.iloc[:0]
    labels = _path_labels(shown, 0.32 * full if full > 120 else 0.38 * full, names or {})
    key = _key(agreement, say)
    setting = str(agreement["setting"].iloc[0])
    foot = scope.foot(
        known, int(agreement["regions"].max()), say, full, say("sweep_note", setting=setting)
    )
    steps = max(len(labels) * 1.15, 5) * max(
        line_height(SMALL) * max((label.count("\n") + 1 for label in labels.values()), default=1),
        3.6,
    )
    above, under = (
        scope.head_height(known, []) + 4.5,
        scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 9.5,
    )
    is_wide = full > 120 or not moved
    tall = max(steps, 42.0) if moved else 42.0
    sheet = lay_out(
        ax, width=full, height=above + under + (tall if is_wide else 38.0 + 13.5 + tall)
    )
    sheet.ax.set_axis_off()
    inner = sheet.height - above - under
    panels = _panels(
        sheet, under, inner, tall, labels, is_wide=is_wide, has_paths=moved is not None
    )
    _draw_agreement(panels[0], agreement, values, say)
    if moved:
        _draw_paths(panels[1], shown, values, labels)
        panels[1].set_title(say("rank_at", ranking=say(moved)), fontsize=SMALL, loc="left", pad=4)
    for panel in panels:
        _value_axis(panel, values, agreement, setting, language)
    fix_ticks(*panels)
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, known, [], say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _panels(
    sheet: Sheet,
    under: float,
    inner: float,
    tall: float,
    labels: Mapping[str, str],
    *,
    is_wide: bool,
    has_paths: bool,
) -> list[Axes]:
    """Agreement and paths side by side, or one above the other on a narrow sheet."""
    names = max((text_width(label, SMALL) for label in labels.values()), default=0.0) + 2.5
    if not has_paths:
        return [sheet.panel(12.0, under, sheet.width - 15.0, inner)]
    if is_wide:
        each = (sheet.width - 12.0 - 12.0 - names) / 2
        return [
            sheet.panel(12.0, under, each, inner),
            sheet.panel(12.0 + each + 11.0, under, each, inner),
        ]
    low = tall / (tall + 13.5 + 38.0) * inner
    lift = low + 13.5 / (tall + 13.5 + 38.0) * inner
    return [
        sheet.panel(12.0, under + lift, sheet.width - 15.0, inner - lift),
        sheet.panel(12.0, under, sheet.width - 13.0 - names, low),
    ]


def _checked(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    agreement = tables["agreement"]
    if not agreement[["spearman", "adjusted_mutual_information"]].notna().to_numpy().any():
        raise AnalysisError(
            "Expected a sweep with ranks or communities to compare; found none. Sweep a scheme of more regions."
        )
    return agreement


def _most_moved(agreement: pd.DataFrame, paths: pd.DataFrame) -> str | None:
    """Ranking whose worst agreement is least and whose first ranks move; None where no rank moves."""
    is_moved = paths["rank"].ne(paths["base_rank"]).fillna(value=True)
    candidates = paths.loc[is_moved, "ranking"].unique()
    own = agreement[agreement["ranking"].isin(candidates) & agreement["spearman"].notna()]
    if own.empty:
        return str(candidates[0]) if len(candidates) else None
    return str(own.sort_values("spearman", kind="stable")["ranking"].iloc[0])


def _path_labels(shown: pd.DataFrame, width: float, names: Mapping[str, str]) -> dict[str, str]:
    """Names of the items by code, best first; as many as can be told apart."""
    first = shown.drop_duplicates("item").sort_values("base_rank", kind="stable").head(_MOST_PATHS)
    known = {
        str(item): str(name).replace(" - ", " – ")
        for item, name in zip(first["item"], first["item_name"], strict=True)
    }
    for item in known:
        codes = item.split("; ")
        if all(code in names for code in codes):
            known[item] = " – ".join(names[code] for code in codes)
    return {item: broken(name, width, SMALL) for item, name in known.items()}


def _key(agreement: pd.DataFrame, say: Say) -> list[tuple[Any, str]]:
    drawn = [name for name in _LINES if name in set(agreement["ranking"])]
    return [(scope.line_key(**_line(name)), say(name)) for name in drawn]


def _line(ranking: str) -> dict[str, Any]:
    colour, dash, marker = _LINES.get(ranking, (MUTED, "-", "."))
    return {
        "color": colour,
        "linestyle": dash,
        "marker": marker,
        "markersize": 3.2,
        "linewidth": 1.0,
    }


def _draw_agreement(panel: Axes, agreement: pd.DataFrame, values: list[Any], say: Say) -> None:
    for ranking, own in agreement.groupby("ranking", sort=False):
        measure = "adjusted_mutual_information" if ranking == COMMUNITIES else "spearman"
        by_value = own.set_index("value")[measure].astype("float64")
        panel.plot(
            range(len(values)),
            [by_value[value] for value in values],
            clip_on=False,
            **_line(str(ranking)),
        )
    lowest = agreement[["spearman", "adjusted_mutual_information"]].astype("float64").min().min()
    panel.set_ylim(min(0.0, float(lowest) if lowest == lowest else 0.0) - 0.03, 1.03)  # noqa: PLR0124 - missing
    panel.set_title(say("spearman"), fontsize=SMALL, loc="left", pad=4)


def _draw_paths(
    panel: Axes, shown: pd.DataFrame, values: list[Any], labels: Mapping[str, str]
) -> None:
    """Rank of every item over the values, the name at its last rank."""
    last = int(shown["rank"].max())
    ends: list[tuple[float, str]] = []
    for item in labels:
        by_value = shown[shown["item"] == item].set_index("value")["rank"].astype("float64")
        ranks = [by_value.get(value, float("nan")) for value in values]
        known = [rank for rank in ranks if rank == rank]  # noqa: PLR0124 - missing
        panel.plot(
            range(len(values)),
            ranks,
            "-",
            color=MUTED,
            linewidth=0.8,
            marker="o",
            markersize=2.6,
            markerfacecolor=INK,
            markeredgewidth=0,
        )
        ends.append((known[-1] if known else float(last), item))
    panel.set_ylim(last + 0.6 + 0.02 * last, 0.4 - 0.02 * last)
    panel.set_yticks(rank_ticks(last))
    unit = (last * 1.04 + 0.2) / size_of(panel)[1]
    for (end, item), place in zip(*_spread(ends, labels, unit, last), strict=True):
        x = len(values) - 1
        panel.annotate(
            labels[item],
            xy=(x, end),
            xytext=(x + 0.02 * max(x, 1) + 0.28, place),
            fontsize=SMALL,
            va="center",
            linespacing=1.0,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": PALE,
                "linewidth": 0.5,
                "shrinkA": 0,
                "shrinkB": 2,
                "relpos": (0, 0.5),
            },
        )


def _spread(
    ends: list[tuple[float, str]], labels: Mapping[str, str], unit: float, last: int
) -> tuple[list[tuple[float, str]], list[float]]:
    """Places of the names from the top down, moved apart so that none overlaps and all stay inside."""
    ordered = sorted(ends, key=lambda end: (end[0], list(labels).index(end[1])))
    heights = [(labels[item].count("\n") + 1) * line_height(SMALL) * unit for _, item in ordered]
    places: list[float] = []
    for (end, _), height in zip(ordered, heights, strict=True):
        least = places[-1] + (heights[len(places) - 1] + height) / 2 if places else height / 2
        places.append(max(end, least))
    over = (places[-1] + heights[-1] / 2) - (last + 0.6) if places else 0.0
    for place in range(len(places) - 1, -1, -1):
        if over <= 0:
            break
        limit = (
            places[place + 1] - (heights[place] + heights[place + 1]) / 2
            if place + 1 < len(places)
            else places[place] - over
        )
        places[place] = min(places[place], limit)
    return ordered, places


def _value_axis(
    panel: Axes, values: list[Any], agreement: pd.DataFrame, setting: str, language: str
) -> None:
    """Tried values as steps, the run's own in bold on a band."""
    base = agreement.loc[agreement["is_base"].astype(bool), "value"].iloc[0]
    room = size_of(panel)[0] / max(len(values), 1)
    shown = [wrapped(_value(value, language), room - 0.5, SMALL, most=2) for value in values]
    panel.set_xticks(range(len(values)), shown)
    panel.set_xlim(-0.25, len(values) - 0.75)
    panel.axvspan(
        values.index(base) - 0.16, values.index(base) + 0.16, color=RULE, linewidth=0, zorder=-1
    )
    panel.get_xticklabels()[values.index(base)].set_fontweight("bold")
    panel.set_xlabel(setting.removeprefix(LAYER), fontsize=SMALL, labelpad=1.5)
    panel.tick_params(pad=1.5)
    if language != "en":
        ticks = panel.get_yticks()
        if any(not float(tick).is_integer() for tick in ticks):
            from matplotlib.ticker import FuncFormatter

            panel.yaxis.set_major_formatter(
                FuncFormatter(lambda tick, _: number(tick, 1, language))
            )


def _value(value: Any, language: str) -> str:
    if isinstance(value, float):
        shown = f"{value:g}"
        return shown if language == "en" else shown.replace(".", ",")
    return str(value)


def sensitivity_alt(
    tables: Mapping[str, pd.DataFrame],
    *,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
) -> str:
    """Alt text of `plot_sensitivity`: what it shows, which ranking the setting moves most, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> tables = hc.sweep(hc.load_pack(), "linkages.beta", [0.5, 1.0])
    >>> "linkages.beta" in sensitivity_alt(tables)
    True
    """
    say, agreement = words(language), _checked(tables)
    moved = agreement[
        ~agreement["is_base"].astype(bool) & agreement["spearman"].notna()
    ].sort_values("spearman", kind="stable")
    setting = str(agreement["setting"].iloc[0])
    if moved.empty or moved["spearman"].iloc[0] > 1 - 1e-9:
        finding = say("alt_sensitivity_still")
    else:
        row = moved.iloc[0]
        finding = say(
            "alt_sensitivity_moved",
            ranking=say(row["ranking"]),
            value=_value(row["value"], language),
            spearman=number(row["spearman"], 2, language),
            stay=int(row["top_common"]),
            top=int(row["top_items"]),
        )
    known = {key: part for key, part in (about or {}).items() if key in ("pack", "scheme")}
    about_line = scope.caption(known, int(agreement["regions"].max()), say)
    return f"{say('alt_sensitivity', setting=setting)} {finding} {say('alt_sensitivity_scope')} {say('alt_data', caption=about_line)}"
