"""Hubs: the rank of every region with its range, and the three percentiles that its composite is the mean of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranking, draw_ranking
from hypercluster.figures.scope import caption, ranges_words
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
        Axes to draw in, in the size that they have now; they become a frame. None makes a figure of its own, without pyplot: `plot_hubs(results).figure`.
    width
        Width of that figure in mm, 88 or 180 for journals; its height follows.
    language
        `en`, or `ru` with names in the local language.
    top
        Regions to show, strongest first. Regions without a rank come last.

    Returns
    -------
    Axes
        The frame. Its `child_axes` hold, after the sheet of words, the ranks (one dot a region) and the parts (stacked, in percentile
        points, a third of each percentile).

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
    >>> frame = plot_hubs(results, width=88)
    """
    say = words(language)
    table = _ranked(results)
    shown = table.head(top)
    names = region_names(results, language)
    rows = shown.assign(
        label=[
            f"{names[region]}{'*' if star else ''}"
            for region, star in shown["is_allocated"].items()
        ]
    )
    rows = rows.rename(
        columns={"rank_low": "low", "rank_high": "high", "p_top_k": "share", "is_hub": "is_marked"}
    )
    for part in PARTS:
        rows[part] = rows[f"{part}_percentile"] / len(PARTS)
    k = int(results.provenance["top_k"]["hubs"])
    notes = [say("allocated")] if shown["is_allocated"].any() else []
    notes += [say("of_rows", shown=len(shown), all=len(table))] if len(shown) < len(table) else []
    ranking = Ranking(
        rows=rows,
        parts={
            part: (colour, say(part)) for part, colour in zip(PARTS, PART_COLOURS, strict=False)
        },
        score=say("composite"),
        marked=(say("hub" if results.provenance["draws"] else "hub_once", k=k), say("not_hub")),
        top_k=k,
        share=say("in_top", k=k),
        notes=(" · ".join(notes),),
    )
    return draw_ranking(
        ranking, results.provenance, len(results.regions), ax=ax, width=width, language=language
    )


def _ranked(results: Results) -> pd.DataFrame:
    table = results.hubs.sort_values("rank", kind="stable", na_position="last")
    if not table["rank"].notna().any():
        raise AnalysisError(
            "Expected at least two regions with a rank as a hub; found none. Analyse a scheme of more regions."
        )
    return table


def hubs_alt(results: Results, *, language: str = "en") -> str:
    """Alt text of `plot_hubs`: what it shows, which regions are surely hubs, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in hubs_alt(results)
    True
    """
    say = words(language)
    _ranked(results)
    about = caption(results.provenance, len(results.regions), say)
    return f"{say('alt_hubs')} {hubs_finding(results, say, language)} {say('alt_scope', caption=about)}"


def hubs_finding(results: Results, say: Say, language: str) -> str:
    """Which regions are surely hubs, or that none is, or that nothing is known on how sure the ranks are."""
    names, table = (
        region_names(results, language),
        results.hubs.sort_values("rank", kind="stable", na_position="last"),
    )
    draws, k = results.provenance["draws"], int(results.provenance["top_k"]["hubs"])
    first = ", ".join(str(names[region]) for region in table.index[table["rank"] == 1])
    if not first:
        return say("no_hubs")
    if not draws:
        return say("alt_first_no_draws", first=first)
    ranges = {
        region: ranges_words(row["rank_low"], row["rank_high"]) for region, row in table.iterrows()
    }
    sure = [
        f"{names[region]} ({ranges[region]})"
        for region in table.index[table["confidence"] == "high"]
    ]
    finding = (
        say("alt_hubs_sure", k=k, named=", ".join(sure)) if sure else say("alt_hubs_none", k=k)
    )
    return f"{finding} {say('alt_hubs_first', first=first, range=ranges[table.index[0]])}"
