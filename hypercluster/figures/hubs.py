"""Hubs: ranks of regions with their ranges, and the parts of the composite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranked, draw_ranking, ranked
from hypercluster.figures.words import Say, words
from hypercluster.rankings import ranking_kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hypercluster.results import Results

MOST = 30


@house_style()
def plot_hubs(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    top: int = MOST,
) -> Axes:
    """Draw regions as hubs: rank, its range over draws, and parts of the composite.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax
        Axes to draw in, in the size that they have now. They become a frame. None makes a figure
        of its own, without pyplot: `plot_hubs(results).figure`.
    width
        Width of that figure in mm, 88 or 180 for journals. Its height follows.
    language
        `en`, or `ru` with names in the local language.
    top
        Regions to show, strongest first. Regions without a rank come last.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the ranks (one dot a region)
        and the parts (stacked, in percentile points, a third of each percentile).

    Raises
    ------
    AnalysisError
        No region has a rank.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> frame, ranks, parts = (axes := hc.plot_hubs(results, width=88), *axes.child_axes[1:])
    >>> ranks.get_xlabel(), parts.get_xlabel().split(":")[0]
    ('Rank', 'Composite')
    """
    say, ranking = words(language), _ranked(results, language)
    rows = ranking.rows.head(top)
    stars = rows["is_allocated"].map({True: "*", False: ""})
    notes = [say("allocated")] if rows["is_allocated"].any() else []
    if len(rows) < len(ranking.rows):
        notes.append(say("of_rows", shown=len(rows), all=len(ranking.rows)))
    ranking = replace(ranking, rows=rows.assign(label=rows["label"] + stars))
    return draw_ranking(results, ranking, ax=ax, width=width, language=language, notes=notes)


def _ranked(results: Results, language: str) -> Ranked:
    ranking = ranked(results, ranking_kind("hubs"), language)
    if not ranking.rows["rank"].notna().any():
        raise AnalysisError(
            "Expected at least two regions with a rank as a hub; found none. "
            "Analyse a scheme of more regions."
        )
    return ranking


def hubs_alt(results: Results, *, language: str = "en") -> str:
    """Alt text of `plot_hubs`.

    It says what the figure shows, which regions are surely hubs, and what the data are.

    Parameters
    ----------
    results, language
        As for `plot_hubs`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in hc.hubs_alt(results)
    True
    """
    frame = scope.frame_of(results, language)
    say = frame.say
    _ranked(results, language)
    return scope.sentences(
        say("alt_hubs"),
        hubs_finding(results, say, language),
        say("alt_scope", caption=frame.caption),
    )


def hubs_finding(results: Results, say: Say, language: str) -> str:
    """Which regions are surely hubs, or that none is, or that nobody knows."""
    rows = ranked(results, ranking_kind("hubs"), language).rows
    k = int(results.provenance["top_k"]["hubs"])
    first = ", ".join(rows.loc[rows["rank"] == 1, "label"])
    if not first:
        return say("no_hubs")
    if not results.provenance["draws"]:
        return say("alt_first_no_draws", first=first)
    labels = scope.labels_with_ranges(rows[rows["confidence"] == "high"])
    span = scope.range_text(*rows[["low", "high"]].iloc[0])
    finding = say("alt_hubs_sure" if labels else "alt_hubs_none", k=k, named=", ".join(labels))
    return f"{finding} {say('alt_hubs_first', first=first, range=span)}"


FIGURE = Figure("hubs", plot_hubs, hubs_alt)
