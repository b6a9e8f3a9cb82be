"""Which settings move the ranks at all: the least agreement that any value gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.grid import broken_heads, cell_ink, head_height, set_heads
from hypercluster.figures.paper import (
    SIZE,
    Margins,
    Style,
    fix_ticks,
    house_style,
    mark,
    text_width,
    wrapped,
)
from hypercluster.figures.words import number
from hypercluster.views.sensitivity import COMMUNITIES, LAYER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say

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
    """Draw the least agreement that any value gives, by setting and ranking.

    Agreement is Spearman's correlation of ranks, and of communities adjusted mutual information.
    An equals sign says that nothing moves, a dash that agreement is missing.

    Parameters
    ----------
    overview
        One row a setting and ranking: `setting`, `ranking`, `is_still` (no rank moves), `spearman`,
        `adjusted_mutual_information`, as `hypercluster sensitivity --json` has it.
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
    >>> import hypercluster as hc
    >>> row = {"setting": "linkages.beta", "ranking": "hubs", "is_still": True, "spearman": 1.0}
    >>> overview = pd.DataFrame([{**row, "adjusted_mutual_information": None}])
    >>> [text.get_text() for text in hc.plot_sensitivity_overview(overview).texts]
    ['=']
    """
    if overview.empty:
        raise AnalysisError("Expected an overview with at least one setting; found none.")
    frame = scope.frame_of_runs(about, None, language, ax, width)
    say, full = frame.say, frame.width
    settings = overview["setting"].drop_duplicates().tolist()
    rankings = overview["ranking"].drop_duplicates().tolist()
    names = [wrapped(_setting(name, say), 0.34 * full, SIZE, most=2) for name in settings]
    left = max(map(text_width, names)) + 2.5 if ax is None else 0.0
    heads = broken_heads(
        [say(f"ranking.{name}") for name in rankings], (full - left - 1.0) / len(rankings)
    )
    head = head_height(heads) + 2.5
    step = 4.4 if not any("\n" in name for name in names) else 6.6
    sheet = frame.surround(
        head + step * len(settings) + 0.5,
        notes=[f"{say('least_agreement')} · {say('still')}"],
        margins=Margins(left, 1.0, head, 0.5),
    )
    sheet.ax.set(xlim=(0, len(rankings)), ylim=(len(settings), 0))
    sheet.ax.spines[:].set_visible(False)
    for row in overview.to_dict("records"):
        cell = rankings.index(row["ranking"]), settings.index(row["setting"])
        _draw_cell(sheet.ax, row, *cell, language)
    sheet.ax.set_yticks([row + 0.5 for row in range(len(settings))], names, fontsize=SIZE)
    set_heads(sheet.ax, heads)
    fix_ticks(sheet.ax)
    return sheet.ax


def _setting(name: str, say: Say) -> str:
    if name.startswith(LAYER):
        return say("weight_of", layer=say(f"layers.{name.removeprefix(LAYER)}"))
    return name.rpartition(".")[2]


def _draw_cell(ax: Axes, row: Mapping[Any, Any], across: int, down: int, language: str) -> None:
    """Least agreement as a colour and a number."""
    import matplotlib as mpl
    import pandas as pd
    from matplotlib.colors import to_hex
    from matplotlib.patches import Rectangle

    is_set = row["ranking"] == COMMUNITIES
    value = row["adjusted_mutual_information" if is_set else "spearman"]
    if row["is_still"] or pd.isna(value):
        colour, text = _STILL, "=" if row["is_still"] else "–"
    else:
        colour = to_hex(mpl.colormaps["cividis"](max(0.0, min(1.0, float(value)))))
        text = number(float(value), 2, language)
    style: Style = {"facecolor": colour, "edgecolor": "white", "linewidth": 0.8}
    ax.add_patch(Rectangle((across, down), 1, 1, **style))
    mark(ax, across + 0.5, down + 0.5, text, color=cell_ink(colour))


def sensitivity_overview_alt(
    overview: pd.DataFrame, *, language: str = "en", about: Mapping[str, Any] | None = None
) -> str:
    """Alt text of `plot_sensitivity_overview`.

    It says what the table shows, which setting moves each ranking most, and what the data are.

    Parameters
    ----------
    overview, language, about
        As for `plot_sensitivity_overview`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import pandas as pd
    >>> import hypercluster as hc
    >>> row = {"setting": "linkages.beta", "ranking": "hubs", "is_still": True, "spearman": 1.0}
    >>> "No setting moves a rank" in hc.sensitivity_overview_alt(pd.DataFrame([row]))
    True
    """
    frame = scope.frame_of_runs(about, None, language)
    say, data = frame.say, frame.caption
    moved = overview[~overview["is_still"].astype(bool) & overview["spearman"].notna()]
    worst = moved.sort_values("spearman", kind="stable").drop_duplicates("ranking")
    most = "; ".join(
        f"{say(f'ranking.{row.ranking}')}: {_setting(row.setting, say)} "
        f"({number(row.spearman, 2, language)})"
        for row in worst.itertuples()
    )
    return scope.sentences(
        say("alt_overview"),
        say("alt_overview_moved", named=most) if most else say("alt_overview_still"),
        say("alt_sensitivity_scope"),
        say("alt_data", caption=data) if data else "",
    )


FIGURE = Figure(
    "sensitivity_overview", plot_sensitivity_overview, sensitivity_overview_alt, is_of_results=False
)
