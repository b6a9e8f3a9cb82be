"""How the number of communities changes with the resolution, and where the partition is stable and beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.paper import (
    INK,
    PALE,
    RULE,
    SMALL,
    decimal_marks,
    fix_ticks,
    house_style,
    lay_out,
    size_of,
    width_for,
)
from hypercluster.figures.words import number, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say

LEAST_STABILITY, MOST_P = 0.5, 0.05
FEWEST_DRAWS = 20  # below, no p-value can be as small as 0.05


@house_style()
def plot_resolution(
    profile: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    about: Mapping[str, Any] | None = None,
) -> Axes:
    """Draw communities over resolutions: their number and the size of the largest, stability over draws, and modularity above that of chance networks.

    A filled dot is a resolution whose modularity is beyond chance (p at most 0.05); the vertical band is the one chosen.

    Parameters
    ----------
    profile
        From `resolution_profile`.
    ax, width, language
        As for `plot_hubs`.
    about
        Provenance of the run, such as `results.provenance`, for the caption: `pack`, `scheme`, `draws`, `seed`.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, number, stability and modularity above chance (plain modularity without draws), each over gamma.

    Raises
    ------
    AnalysisError
        The profile has no rows.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> profile = hc.resolution_profile(hc.load_pack(), settings=hc.Settings().with_run(draws=2), gammas=(0.5, 1.0))
    >>> frame = plot_resolution(profile, width=88)
    """
    if profile.empty:
        raise AnalysisError(
            "Expected at least one resolution; found none. Give gammas to `resolution_profile`."
        )
    say, known, full = words(language), dict(about or {}), width_for(ax, width)
    doubts = _doubts(profile, known, say)
    key = _key(profile, say)
    note = say("chosen_is") if profile["is_chosen"].astype(bool).any() else ""
    foot = scope.foot(known, int(profile["regions"].iloc[0]), say, full, note)
    above = scope.head_height(known, doubts) + 1.5
    under = scope.foot_height(foot) + scope.key_height(key, full - 1.2) + 8.5
    sheet = lay_out(ax, width=full, height=above + under + 3 * 21.0)
    sheet.ax.set_axis_off()
    each = (sheet.height - above - under) / 3
    draws = (_draw_number, _draw_stability, _draw_quality)
    panels = []
    for place, draw in enumerate(draws):
        panel = sheet.panel(16.5, under + (2 - place) * each + 1.2, full - 19.5, each - 2.4)
        draw(panel, profile, say)
        decimal_marks(panel, language)
        _finish(panel, profile, is_last=place == len(draws) - 1, say=say)
        panels.append(panel)
    fix_ticks(*panels)
    scope.write_key(sheet, key, scope.foot_height(foot) + 0.5)
    scope.write_head(sheet, known, doubts, say)
    scope.write_foot(sheet, foot)
    return sheet.ax


def _doubts(profile: pd.DataFrame, about: Mapping[str, Any], say: Say) -> list[str]:
    if not profile["stability"].notna().any():
        return [say("no_draws_resolution")]
    draws = about.get("draws")
    if draws is not None and draws < FEWEST_DRAWS:
        return [say("few_draws_resolution", draws=draws)]
    return [] if profile["is_chosen"].astype(bool).any() else [say("none_chosen")]


def _key(profile: pd.DataFrame, say: Say) -> list[tuple[Any, str]]:
    dot = {"marker": "o", "markersize": 3.6, "markeredgecolor": INK, "markeredgewidth": 0.8}
    entries: list[tuple[Any, str]] = [
        (
            scope.line_key(color=PART_COLOURS[1], linewidth=1.0, linestyle=(0, (4, 2))),
            say("largest"),
        )
    ]
    is_beyond = profile["p_null"] <= MOST_P
    if is_beyond.any():
        entries.append((scope.marker_key(markerfacecolor=INK, **dot), say("beyond_chance")))
    if not is_beyond.all():
        entries.append(
            (
                scope.marker_key(markerfacecolor="white", **dot),
                say("not_chance" if profile["p_null"].notna().any() else "unknown"),
            )
        )
    if profile["is_chosen"].astype(bool).any():
        entries.append((scope.patch_key(facecolor=RULE, edgecolor="none"), say("chosen")))
    return entries


def _dots(panel: Axes, profile: pd.DataFrame, column: str) -> None:
    """A line with dots, filled where the modularity is beyond chance."""
    gamma, values = profile["gamma"].to_numpy(dtype=float), profile[column].to_numpy(dtype=float)
    panel.plot(gamma, values, color=INK, linewidth=0.9, zorder=2)
    is_beyond = (profile["p_null"] <= MOST_P).to_numpy()
    for chosen, face in ((is_beyond, INK), (~is_beyond, "white")):
        panel.plot(
            gamma[chosen],
            values[chosen],
            "o",
            markersize=3.6,
            markerfacecolor=face,
            markeredgecolor=INK,
            markeredgewidth=0.8,
            zorder=3,
        )


def _draw_number(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    panel.plot(
        profile["gamma"],
        profile["largest"],
        color=PART_COLOURS[1],
        linewidth=1.0,
        linestyle=(0, (4, 2)),
        zorder=1,
    )
    _dots(panel, profile, "communities")
    panel.set_ylim(0, max(profile["regions"].max(), 2) * 1.06)
    panel.set_ylabel(say("number_of_communities"))
    panel.locator_params(axis="y", nbins=4, integer=True)


def _draw_stability(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    _dots(panel, profile, "stability")
    panel.axhline(LEAST_STABILITY, color=PALE, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
    panel.set_ylim(
        min(-0.05, float(profile["stability"].min()) - 0.05)
        if profile["stability"].notna().any()
        else -0.05,
        1.06,
    )
    panel.set_yticks([0, 0.5, 1])
    panel.set_ylabel(say("stability"))


def _draw_quality(panel: Axes, profile: pd.DataFrame, say: Say) -> None:
    has_nulls = bool(profile["null_mean"].notna().any())
    _dots(
        panel,
        profile.assign(gain=profile["quality"] - (profile["null_mean"] if has_nulls else 0.0)),
        "gain",
    )
    panel.axhline(0.0, color=PALE, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
    panel.margins(y=0.15)
    panel.locator_params(axis="y", nbins=4)
    panel.set_ylabel(say("modularity_above" if has_nulls else "modularity_title"))


def _finish(panel: Axes, profile: pd.DataFrame, *, is_last: bool, say: Say) -> None:
    gamma = profile["gamma"].to_numpy(dtype=float)
    room = max(0.04 * (gamma.max() - gamma.min()), 0.05)
    panel.set_xlim(gamma.min() - room, gamma.max() + room)
    for chosen in profile.loc[profile["is_chosen"].astype(bool), "gamma"]:
        panel.axvspan(chosen - room / 2, chosen + room / 2, color=RULE, linewidth=0, zorder=-1)
    panel.yaxis.set_label_coords(-9.5 / size_of(panel)[0], 0.5)
    panel.yaxis.label.set_fontsize(SMALL)
    panel.tick_params(pad=1.5)
    if is_last:
        panel.set_xlabel(say("resolution"), labelpad=1.5)
    else:
        panel.tick_params(axis="x", labelbottom=False)


def resolution_alt(
    profile: pd.DataFrame, *, language: str = "en", about: Mapping[str, Any] | None = None
) -> str:
    """Alt text of `plot_resolution`: what it shows, which resolution is stable and beyond chance if any, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> profile = hc.resolution_profile(hc.load_pack(), settings=hc.Settings().with_run(draws=2), gammas=(0.5, 1.0))
    >>> "No resolution is both stable" in resolution_alt(profile)
    True
    """
    say, known = words(language), dict(about or {})
    chosen = profile[profile["is_chosen"].astype(bool)]
    doubts = _doubts(profile, known, say)
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
        finding = f"{doubts[0]}."
    about_line = scope.caption(known, int(profile["regions"].iloc[0]), say)
    low, high = (
        number(float(end), 2, language) for end in (profile["gamma"].min(), profile["gamma"].max())
    )
    return f"{say('alt_resolution', low=low, high=high)} {finding} {say('alt_data', caption=about_line)}"
