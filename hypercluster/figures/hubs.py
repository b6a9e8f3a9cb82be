"""Hubs: the rank of every region with its range, and what its composite is the mean of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranking, draw_ranking
from hypercluster.figures.words import Say, region_names, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

PARTS = ("strength", "betweenness", "endowment")
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
    """Draw regions as hubs: rank, its range over draws, and the parts of the composite.

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
    say = words(language)
    table = _by_rank(results)
    rows = table.head(top).rename(
        columns={"rank_low": "low", "rank_high": "high", "p_top_k": "share", "is_hub": "is_marked"}
    )
    stars = rows["is_allocated"].map({True: "*", False: ""})
    rows["label"] = region_names(results, language)[rows.index] + stars
    for part in PARTS:
        rows[part] = rows[f"{part}_percentile"] / len(PARTS)
    k = int(results.provenance["top_k"]["hubs"])
    notes = [say("allocated")] if rows["is_allocated"].any() else []
    notes += [say("of_rows", shown=len(rows), all=len(table))] if len(rows) < len(table) else []
    ranking = Ranking(
        rows=rows,
        parts={
            part: (colour, say(part)) for part, colour in zip(PARTS, PART_COLOURS, strict=False)
        },
        score=say("composite"),
        marked=(say("hub" if results.provenance["draws"] else "hub_once", k=k), say("not_hub")),
        top_k=k,
        share=say("in_top", k=k),
        note=" · ".join(notes),
    )
    return draw_ranking(ranking, results, ax=ax, width=width, say=say, language=language)


def _by_rank(results: Results) -> pd.DataFrame:
    table = results.hubs.sort_values("rank", kind="stable", na_position="last")
    if not table["rank"].notna().any():
        raise AnalysisError(
            "Expected at least two regions with a rank as a hub; found none. "
            "Analyse a scheme of more regions."
        )
    return table


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
    say = words(language)
    _by_rank(results)
    about = scope.caption(results.provenance, len(results.regions), say)
    return scope.sentences(
        say("alt_hubs"), hubs_finding(results, say, language), say("alt_scope", caption=about)
    )


def hubs_finding(results: Results, say: Say, language: str) -> str:
    """Which regions are surely hubs, that none is, or that nobody knows for want of draws."""
    names = region_names(results, language)
    table = results.hubs.sort_values("rank", kind="stable", na_position="last")
    k = int(results.provenance["top_k"]["hubs"])
    first = ", ".join(str(names[region]) for region in table.index[table["rank"] == 1])
    if not first:
        return say("no_hubs")
    if not results.provenance["draws"]:
        return say("alt_first_no_draws", first=first)
    ranges = [
        scope.range_text(low, high)
        for low, high in zip(table["rank_low"], table["rank_high"], strict=True)
    ]
    sure = [
        f"{names[region]} ({span})"
        for region, span, confidence in zip(table.index, ranges, table["confidence"], strict=True)
        if confidence == "high"
    ]
    key = "alt_hubs_sure" if sure else "alt_hubs_none"
    return f"{say(key, k=k, named=', '.join(sure))} {say('alt_hubs_first', first=first, range=ranges[0])}"


FIGURE = Figure("hubs", plot_hubs, hubs_alt)
