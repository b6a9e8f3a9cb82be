"""Opportunities of one level: ranks with their ranges, and parts of the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranked, draw_ranking, ranked
from hypercluster.figures.words import Say, words
from hypercluster.rankings import RankingKind, levels, linkage_names, ranking_kind
from hypercluster.run.headline import FEWEST_NULLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hypercluster.results import Results

MOST = 15


@house_style()
def plot_opportunities(
    results: Results,
    *,
    ax: Axes | None = None,
    width: float = 180,
    language: str = "en",
    level: str = "linkages",
    ranking: str | None = None,
    top: int = MOST,
) -> Axes:
    """Draw the first opportunities of a level: rank, its range, parts of the score.

    A filled dot is a linkage that is a finding (beyond chance, and among the top k in at least
    half of the draws), a new cluster whose conditions hold in at least 90 % of draws, or a
    diversification whose density is beyond chance (q at most 0.05). Of other levels it is a row
    beyond chance, or where nothing is compared with chance one of high confidence.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax, width, language
        As for `plot_hubs`.
    level
        Table that holds the opportunities, such as `linkages`, `new_clusters`, `diversification`.
    ranking
        Of linkages: `complementary` or `common_ground`. None takes that of the settings.
    top
        Rows to show.

    Returns
    -------
    Axes
        The frame, see `plot_hubs`. Parts of a linkage sum to its score. The bar of a
        diversification is the own density, in percent.

    Raises
    ------
    AnalysisError
        The level, or the ranking, is none of these, or no row of it has a rank.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> frame = hc.plot_opportunities(results, level="new-clusters")
    >>> frame.child_axes[2].get_xlabel()
    'Enterprises above expectation'
    """
    ranking_of = _ranked(results, level, ranking, language)
    say, all_rows = words(language), ranking_of.rows
    rows, kind = all_rows.head(top), ranking_of.kind
    name = say(f"ranking.{kind.name}")
    notes = [say("ranking_is", name=name)] if len(levels()[kind.table]) > 1 else []
    if len(rows) < len(all_rows):
        notes.append(say("of_rows", shown=len(rows), all=len(all_rows)))
    picture = replace(ranking_of, rows=rows)
    return draw_ranking(results, picture, ax=ax, width=width, language=language, notes=notes)


def chosen_ranking(results: Results, name: str | None) -> str:
    """Ranking of linkages by its name, or else that of the settings.

    Raises
    ------
    AnalysisError
        There is no such ranking.
    """
    name = name or results.provenance["settings"]["linkages"]["ranking"]
    return _chosen(name, linkage_names(), "ranking of linkages")


def _chosen(text: str, names: Sequence[str], what: str) -> str:
    name = text.strip().casefold().replace("-", "_")
    if name not in names:
        raise AnalysisError(f"Expected a {what}; found {text!r}. One of: {', '.join(names)}.")
    return name


def _ranked(results: Results, level: str, ranking: str | None, language: str) -> Ranked:
    """Ranked rows of a level."""
    level = _chosen(level, list(levels()), "level of opportunities")
    table = ranked(results, _kind(results, level, ranking), language)
    rows = table.rows[table.rows["rank"].notna()]
    if rows.empty:
        raise AnalysisError(
            f"Expected opportunities of level {level} with a rank; found none in these results. "
            "Choose another level, or a scheme of more regions."
        )
    return replace(table, rows=rows)


def _kind(results: Results, level: str, ranking: str | None) -> RankingKind:
    """Ranking of a level, the one chosen where it has several."""
    first, *others = levels()[level]
    return ranking_kind(chosen_ranking(results, ranking)) if others else first


def opportunities_alt(
    results: Results, *, language: str = "en", level: str = "linkages", ranking: str | None = None
) -> str:
    """Alt text of `plot_opportunities`.

    It says what the figure shows, what is a finding and how sure, and what the data are.

    Parameters
    ----------
    results, language, level, ranking
        As for `plot_opportunities`.

    Returns
    -------
    str
        A few sentences.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in hc.opportunities_alt(results)
    True
    """
    frame, draws = scope.frame_of(results, language), results.provenance["draws"]
    say = frame.say
    table = _ranked(results, level, ranking, language)
    is_doubtful = table.kind.has_findings and 0 < draws < FEWEST_NULLS
    return scope.sentences(
        say("alt_opportunities", what=say(f"ranking.{table.kind.name}")),
        _finding(table, draws, say),
        f"{say('few_draws', draws=draws)}." if is_doubtful else "",
        say("alt_scope", caption=frame.caption),
    )


def _finding(table: Ranked, draws: int, say: Say) -> str:
    """What is marked, or what ranks first."""
    rows, marked = table.rows, table.rows[table.rows["is_marked"]]
    first = rows["label"].iloc[0]
    if not draws:
        return say("alt_first_no_draws", first=first)
    if len(marked):
        labels = "; ".join(scope.labels_with_ranges(marked.head(3)))
        counts = {"number": len(marked), "all": len(rows)}
        return say("alt_marked", marked=table.filled, named=labels, **counts)
    span = scope.range_text(*rows[["low", "high"]].iloc[0])
    return say("alt_unmarked", marked=table.filled, first=first, range=span)


FIGURE = Figure("opportunities", plot_opportunities, opportunities_alt, ("level", "ranking"))
