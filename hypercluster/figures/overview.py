"""Which settings move the ranks at all: the least agreement that any value of a setting gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.heatmap import broken_heads, lines_of
from hypercluster.figures.paper import (
    INK,
    SIZE,
    SMALL,
    Margins,
    fix_ticks,
    house_style,
    is_light,
    lay_out,
    line_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.words import number, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say

COMMUNITIES = "communities"
LAYER = "layers.weights."
_STILL = "#f2f2f2"


@house_style()
def plot_sensitivity_overview(
    overview: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw the least agreement that any value of a setting gives, for every setting and ranking.

    Parameters
    ----------
    overview
        One row a setting and ranking: `setting`, `ranking`, `is_still` (no rank moves), `spearman`, `adjusted_mutual_information`, as
        `hypercluster sensitivity --json` has it.
    ax, width, language, about
        As for `plot_sensitivity`.

    Returns
    -------
    Axes
        One column of cells a ranking, one row a setting, in their order, from 0.

    Raises
    ------
    AnalysisError
        The overview has no rows.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"setting": "linkages.beta", "ranking": "hubs", "is_still": True, "spearman": 1.0, "adjusted_mutual_information": None}
    >>> axes = plot_sensitivity_overview(pd.DataFrame([row]))
    """
    import matplotlib as mpl

    if overview.empty:
        raise AnalysisError("Expected an overview with at least one setting; found none.")
    say, known, full = (
        words(language),
        {key: part for key, part in (about or {}).items() if key in ("pack", "scheme")},
        width_for(ax, width),
    )
    settings, rankings = (
        overview["setting"].drop_duplicates().tolist(),
        overview["ranking"].drop_duplicates().tolist(),
    )
    names = [wrapped(_setting(name, say), 0.34 * full, SIZE, most=2) for name in settings]
    left = max(map(text_width, names)) + 2.5 if ax is None else 0.0
    cell = (full - left - 1.0) / len(rankings)
    heads, turned = broken_heads([say(name) for name in rankings], cell)
    foot = _overview_foot(known, say, full)
    head = (
        max(text_width(text, SMALL) for text in heads)
        if turned
        else lines_of(heads) * line_height(SMALL)
    ) + 2.5
    step = 4.4 if not any("\n" in name for name in names) else 6.6
    margins = Margins(left, 1.0, scope.head_height(known, []) + head, scope.foot_height(foot) + 1.5)
    sheet = lay_out(
        ax, width=full, height=margins.top + margins.bottom + step * len(settings), margins=margins
    )
    cells = overview.set_index(["setting", "ranking"])
    for row, setting in enumerate(settings):
        for column, ranking in enumerate(rankings):
            if (setting, ranking) in cells.index:
                _draw_cell(
                    sheet.ax,
                    cells.loc[(setting, ranking)],
                    row,
                    column,
                    mpl.colormaps["cividis"],
                    language,
                )
    sheet.ax.set(xlim=(0, len(rankings)), ylim=(len(settings), 0))
    sheet.ax.spines[:].set_visible(False)
    sheet.ax.set_yticks([place + 0.5 for place in range(len(settings))], names, fontsize=SIZE)
    sheet.ax.set_xticks(
        [place + 0.5 for place in range(len(rankings))],
        heads,
        fontsize=SMALL,
        rotation=90 if turned else 0,
    )
    sheet.ax.xaxis.tick_top()
    sheet.ax.tick_params(length=0, pad=2.0)
    fix_ticks(sheet.ax)
    scope.write_head(sheet, known, [], say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _setting(name: str, say: Say) -> str:
    return (
        say("weight_of", layer=say(name.removeprefix(LAYER)))
        if name.startswith(LAYER)
        else name.rpartition(".")[2]
    )


def _overview_foot(about: Mapping[str, Any], say: Say, width: float) -> str:
    named = [part for part in scope.caption(about, 0, say).split(" · ")[1:] if part]
    notes = [f"{say('least_agreement')} · {say('still')}", " · ".join(named)]
    return "\n".join(wrapped(note, width - 1.2, SMALL) for note in notes if note)


def _draw_cell(
    ax: Axes, row: pd.Series, down: int, across: int, colours: Any, language: str
) -> None:
    """One setting and ranking: its least agreement as a colour and a number; = where nothing moves, a dash where it is missing."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    value = row["adjusted_mutual_information" if row.name[1] == COMMUNITIES else "spearman"]
    is_missing = value is None or value != value  # noqa: PLR0124 - missing
    is_still = bool(row["is_still"])
    colour = _STILL if is_still or is_missing else to_hex(colours(max(0.0, min(1.0, float(value)))))
    ax.add_patch(
        Rectangle((across, down), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.8)
    )
    text = "=" if is_still else "–" if is_missing else number(float(value), 2, language)
    ax.text(
        across + 0.5,
        down + 0.5,
        text,
        ha="center",
        va="center_baseline",
        fontsize=SMALL,
        color=INK if is_light(colour) else "white",
    )


def sensitivity_overview_alt(
    overview: pd.DataFrame, *, language: str = "en", about: Mapping[str, Any] | None = None
) -> str:
    """Alt text of `plot_sensitivity_overview`: what it shows, which setting moves each ranking most, and what it speaks of.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"setting": "linkages.beta", "ranking": "hubs", "is_still": True, "spearman": 1.0, "adjusted_mutual_information": None}
    >>> "No setting moves a rank" in sensitivity_overview_alt(pd.DataFrame([row]))
    True
    """
    say = words(language)
    moved = overview[~overview["is_still"].astype(bool) & overview["spearman"].notna()].sort_values(
        "spearman", kind="stable"
    )
    worst = moved.drop_duplicates("ranking")
    named = "; ".join(
        f"{say(row.ranking)}: {_setting(row.setting, say)} ({number(row.spearman, 2, language)})"
        for row in worst.itertuples()
    )
    finding = say("alt_overview_moved", named=named) if named else say("alt_overview_still")
    known = {key: part for key, part in (about or {}).items() if key in ("pack", "scheme")}
    named_data = " · ".join(scope.caption(known, 0, say).split(" · ")[1:])
    data = f" {say('alt_data', caption=named_data)}" if named_data else ""
    return f"{say('alt_overview')} {finding} {say('alt_sensitivity_scope')}{data}"
