"""How communities change with the resolution, and where they are stable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.communities.quality import LEAST_STABILITY
from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import (
    INK,
    PALE,
    RULE,
    SMALL,
    Style,
    decimal_marks,
    fix_ticks,
    house_style,
    size_of,
)
from hypercluster.figures.ranking import draw_dots
from hypercluster.figures.words import number
from hypercluster.rankings import is_beyond_chance
from hypercluster.views.studies import FEWEST_DRAWS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say

_PANEL, _TICKS = 21.0, 7.5  # mm: height of a panel, room for the ticks of the last
_LARGEST: Style = {"color": PART_COLOURS[1], "linewidth": 1.0, "linestyle": (0, (4, 2))}
_LIMIT: Style = {"color": PALE, "linewidth": 0.6, "linestyle": (0, (2, 2)), "zorder": 0}


@house_style()
def plot_resolution(
    profile: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw number, stability and modularity of communities over resolutions.

    A filled dot is a resolution whose modularity is beyond chance (p at most 0.05). The vertical
    band is the one chosen, the dashed line the size of the largest community.

    Parameters
    ----------
    profile
        From `resolution_profile`.
    ax, width, language
        As for `plot_hubs`.
    about
        Provenance of the run, such as `results.provenance`, for the caption: `pack`, `scheme`,
        `draws`, `seed`.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, number, stability over draws
        and modularity above that of chance networks (plain modularity without draws), each over
        gamma.

    Raises
    ------
    AnalysisError
        The profile has no rows.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> settings = hc.Settings().with_run(draws=2)
    >>> profile = hc.resolution_profile(hc.load_pack(), settings=settings, gammas=(0.5, 1.0))
    >>> frame = hc.plot_resolution(profile, width=88)
    >>> len(frame.child_axes)
    4
    """
    if profile.empty:
        raise AnalysisError(
            "Expected at least one resolution; found none. Give gammas to `resolution_profile`."
        )
    frame = _frame(profile, about, language, ax, width)
    say, full = frame.say, frame.width
    sheet = frame.surround(
        1.5 + 3 * _PANEL + _TICKS,
        doubts=_doubts(profile, frame),
        key=_key(profile, say),
        notes=[say("chosen_is")] if profile["is_chosen"].astype(bool).any() else [],
    )
    low = sheet.bottom + _TICKS
    each = (sheet.top - 1.5 - low) / 3
    panels = [
        sheet.panel(16.5, low + row * each + 1.2, full - 19.5, each - 2.4) for row in (2, 1, 0)
    ]
    _draw_number(panels[0], profile, say)
    _draw_stability(panels[1], profile, say)
    _draw_quality(panels[2], profile, say)
    for panel in panels:
        decimal_marks(panel, language)
        _finish(panel, profile)
    for panel in panels[:-1]:
        panel.tick_params(axis="x", labelbottom=False)
    panels[-1].set_xlabel(say("resolution"), labelpad=1.5)
    fix_ticks(*panels)
    return sheet.ax


def _frame(
    profile: pd.DataFrame,
    about: Mapping[str, Any] | None,
    language: str,
    ax: Axes | None = None,
    width: float = 180,
) -> scope.Frame:
    facts, regions = ("pack", "scheme", "draws", "seed"), int(profile["regions"].iloc[0])
    return scope.frame_of_runs(about, regions, language, ax, width, facts=facts)


def _doubts(profile: pd.DataFrame, frame: scope.Frame) -> list[str]:
    say = frame.say
    if not profile["stability"].notna().any():
        return [say("no_draws_resolution")]
    draws = frame.about.get("draws")
    if draws is not None and draws < FEWEST_DRAWS:
        return [say("few_draws_resolution", draws=draws)]
    return [] if profile["is_chosen"].astype(bool).any() else [say("none_chosen")]


def _key(profile: pd.DataFrame, say: Say) -> list[tuple[scope.Handle, str]]:
    hollow = say("not_chance" if profile["p_null"].notna().any() else "unknown")
    entries = [(scope.line_key(**_LARGEST), say("largest"))]
    entries += scope.dot_keys(is_beyond_chance(profile["p_null"]), say("beyond_chance"), hollow)
    if profile["is_chosen"].astype(bool).any():
        entries.append((scope.patch_key(facecolor=RULE, edgecolor="none"), say("chosen")))
    return entries


def _dots(panel: Axes, profile: pd.DataFrame, values: pd.Series) -> None:
    """A line with dots, filled where the modularity is beyond chance."""
    gamma, heights = profile["gamma"].to_numpy(dtype=float), values.to_numpy(dtype=float)
    panel.plot(gamma, heights, color=INK, linewidth=0.9, zorder=2)
    draw_dots(panel, gamma, heights, (is_beyond_chance(profile["p_null"])).to_numpy())


def _draw_number(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    panel.plot(profile["gamma"], profile["largest"], zorder=1, **_LARGEST)
    _dots(panel, profile, profile["communities"])
    panel.set_ylim(0, max(profile["regions"].max(), 2) * 1.06)
    panel.set_ylabel(say("number_of_communities"))
    panel.locator_params(axis="y", nbins=4, integer=True)


def _draw_stability(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    _dots(panel, profile, profile["stability"])
    panel.axhline(LEAST_STABILITY, **_LIMIT)
    lowest = profile["stability"].fillna(0.0).min()
    panel.set_ylim(min(0.0, float(lowest)) - 0.05, 1.06)
    panel.set_yticks([0, 0.5, 1])
    panel.set_ylabel(say("stability"))


def _draw_quality(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    has_nulls = bool(profile["null_mean"].notna().any())
    _dots(panel, profile, profile["quality"] - (profile["null_mean"] if has_nulls else 0.0))
    panel.axhline(0.0, **_LIMIT)
    panel.margins(y=0.15)
    panel.locator_params(axis="y", nbins=4)
    panel.set_ylabel(say("modularity_above" if has_nulls else "modularity_title"))


def _finish(panel: Axes, profile: pd.DataFrame) -> None:
    gamma = profile["gamma"].to_numpy(dtype=float)
    room = max(0.04 * (gamma.max() - gamma.min()), 0.05)
    panel.set_xlim(gamma.min() - room, gamma.max() + room)
    for chosen in profile.loc[profile["is_chosen"].astype(bool), "gamma"]:
        panel.axvspan(chosen - room / 2, chosen + room / 2, color=RULE, linewidth=0, zorder=-1)
    panel.yaxis.set_label_coords(-9.5 / size_of(panel)[0], 0.5)
    panel.yaxis.label.set_fontsize(SMALL)
    panel.tick_params(pad=1.5)


def resolution_alt(
    profile: pd.DataFrame, *, language: str = "en", about: Mapping[str, Any] | None = None
) -> str:
    """Alt text of `plot_resolution`.

    It says what the charts show, which resolution is stable and beyond chance if any, and what the
    data are.

    Parameters
    ----------
    profile, language, about
        As for `plot_resolution`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> settings = hc.Settings().with_run(draws=2)
    >>> profile = hc.resolution_profile(hc.load_pack(), settings=settings, gammas=(0.5, 1.0))
    >>> "No resolution is both stable" in hc.resolution_alt(profile)
    True
    """
    frame = _frame(profile, about, language)
    say = frame.say
    chosen = profile[profile["is_chosen"].astype(bool)]
    if len(chosen):
        row = chosen.iloc[0]
        finding = say(
            "alt_resolution_chosen",
            gamma=number(row["gamma"], 2, language),
            communities=int(row["communities"]),
            stability=number(row["stability"], 2, language),
            p=number(row["p_null"], 3, language),
        )
    else:
        finding = f"{_doubts(profile, frame)[0]}."
    low, high = (
        number(float(end), 2, language) for end in (profile["gamma"].min(), profile["gamma"].max())
    )
    what = say("alt_resolution", low=low, high=high)
    return scope.sentences(what, finding, say("alt_data", caption=frame.caption))


FIGURE = Figure("resolution", plot_resolution, resolution_alt, is_of_results=False)
