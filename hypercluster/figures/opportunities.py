"""Opportunities of one level: ranks with their ranges, and what every score is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures import scope
from hypercluster.figures.figure import Figure
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranking, draw_ranking
from hypercluster.figures.words import Say, industry_names, region_names, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

LEVELS = ("new_clusters", "linkages", "diversification")
RANKINGS = ("complementary", "common_ground")
MOST = 15
_SURE, _BEYOND = 0.9, 0.05
_COLUMNS = {"rank": "rank", "rank_low": "low", "rank_high": "high", "p_top_k": "share"}


class _Level(NamedTuple):
    """Rows of a level in order, how they are drawn, and the ranking that `top_k` names."""

    rows: pd.DataFrame
    parts: dict[str, tuple[str, str]]
    extra: dict[str, tuple[str, str]]
    score: str
    marked: tuple[str, str]
    top: str


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
    """Draw the first opportunities of a level: rank, its range, and the parts of the score.

    A filled dot is a linkage that is a finding (beyond chance, and among the top k in at least
    half of the draws), a new cluster whose conditions hold in at least 90 % of draws, or a
    diversification whose density is beyond chance (q at most 0.05).

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax, width, language
        As for `plot_hubs`.
    level
        `linkages`, `new_clusters` or `diversification`.
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
    say = words(language)
    level = _chosen(level, LEVELS, "level of opportunities")
    ranking = chosen_ranking(results, ranking)
    table = _level(results, level, ranking, say, language)
    rows = table.rows.head(top)
    k = int(results.provenance["top_k"][table.top])
    notes = [say("ranking_is", name=say(ranking))] if level == "linkages" else []
    if len(rows) < len(table.rows):
        notes.append(say("of_rows", shown=len(rows), all=len(table.rows)))
    is_new = level == "new_clusters"
    picture = Ranking(
        rows=rows,
        parts=table.parts,
        score=table.score,
        marked=table.marked,
        top_k=None if is_new else k,
        share=say("qualifies") if is_new else say("in_top", k=k),
        note=" · ".join(notes),
        extra=table.extra,
    )
    return draw_ranking(picture, results, ax=ax, width=width, say=say, language=language)


def _chosen(text: str, names: tuple[str, ...], what: str) -> str:
    name = text.strip().casefold().replace("-", "_")
    if name not in names:
        raise AnalysisError(f"Expected a {what}; found {text!r}. One of: {', '.join(names)}.")
    return name


def chosen_ranking(results: Results, name: str | None) -> str:
    """Ranking of linkages by its name, or else that of the settings."""
    default = results.provenance["settings"]["linkages"]["ranking"]
    return _chosen(name or default, RANKINGS, "ranking of linkages")


def _level(results: Results, level: str, ranking: str, say: Say, language: str) -> _Level:
    """Ranked rows of a level."""
    if level == "linkages":
        table = _linkages(results, ranking, say, language)
    elif level == "new_clusters":
        table = _new_clusters(results, say, language)
    else:
        table = _diversification(results, say, language)
    if table.rows.empty:
        raise AnalysisError(
            f"Expected opportunities of level {level} with a rank; found none in these results. "
            "Choose another level, or a scheme of more regions."
        )
    return table


def _ranked(table: pd.DataFrame, prefix: str = "") -> pd.DataFrame:
    """Rows with a rank, best first, with the columns of every ranking."""
    rows = table[table[f"{prefix}rank"].notna()].sort_values(f"{prefix}rank", kind="stable")
    return rows.assign(**{name: rows[f"{prefix}{column}"] for column, name in _COLUMNS.items()})


def _cells(table: pd.DataFrame, results: Results, language: str) -> pd.DataFrame:
    """Ranked regions and industries with their names."""
    rows = _ranked(table)
    industries = rows["industry"].map(industry_names(results, language))
    return rows.assign(
        label=rows["region"].map(region_names(results, language)) + ": " + industries
    )


def _linkages(results: Results, ranking: str, say: Say, language: str) -> _Level:
    names, parts = region_names(results, language), ("profile_part", "capability_part")
    rows = _ranked(results.linkages, f"{ranking}_")
    rows = rows.assign(
        label=rows["source"].map(names) + " – " + rows["target"].map(names),
        is_marked=rows[f"{ranking}_is_finding"].fillna(value=False).astype(bool),
        **{part: rows[f"{ranking}_{part}"] for part in parts},
    )
    top = f"linkages.{ranking}"
    unmarked = say("not_finding" if results.provenance["draws"] else "unknown")
    return _Level(
        rows,
        {name: (colour, say(name)) for name, colour in zip(parts, PART_COLOURS, strict=False)},
        {},
        say("score"),
        (say("finding", k=results.provenance["top_k"][top]), unmarked),
        top,
    )


def _new_clusters(results: Results, say: Say, language: str) -> _Level:
    rows = _cells(results.new_clusters, results, language)
    is_sure = rows["p_qualifies"].fillna(0.0).round(9) >= _SURE
    rows = rows.assign(is_marked=is_sure, excess=rows["score"], share=rows["p_qualifies"])
    unmarked = say("sure_not" if results.provenance["draws"] else "unknown")
    parts = {"excess": (PART_COLOURS[0], say("excess_short"))}
    return _Level(rows, parts, {}, say("excess"), (say("sure"), unmarked), "new_clusters")


def _diversification(results: Results, say: Say, language: str) -> _Level:
    rows = _cells(results.diversification, results, language)
    rows = rows.assign(is_marked=rows["q_null"].fillna(1.0) <= _BEYOND)
    partners = {"partners_density": (PART_COLOURS[1], say("partners"))}
    unmarked = say("not_chance" if results.provenance["draws"] else "unknown")
    return _Level(
        rows,
        {"relatedness_density": (PART_COLOURS[0], say("own_density"))},
        partners if rows["partners_density"].notna().any() else {},
        say("density"),
        (say("beyond_q"), unmarked),
        "diversification",
    )


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
    say, draws = words(language), results.provenance["draws"]
    level = _chosen(level, LEVELS, "level of opportunities")
    ranking = chosen_ranking(results, ranking)
    table = _level(results, level, ranking, say, language)
    what = say(f"linkages.{ranking}") if level == "linkages" else say(level)
    is_doubtful = level == "linkages" and 0 < draws < scope.FEWEST_NULLS
    return scope.sentences(
        say("alt_opportunities", what=what),
        _finding(table, draws, say),
        f"{say('few_draws', draws=draws)}." if is_doubtful else "",
        say("alt_scope", caption=scope.caption(results.provenance, len(results.regions), say)),
    )


def _finding(table: _Level, draws: int, say: Say) -> str:
    """What is marked, or what ranks first."""
    rows, marked = table.rows, table.rows[table.rows["is_marked"]]
    first = rows.iloc[0]
    if not draws:
        return say("alt_first_no_draws", first=first["label"])
    spans = [scope.range_text(row.low, row.high) for row in marked.head(3).itertuples()]
    labels = [f"{label} ({span})" for label, span in zip(marked["label"], spans, strict=False)]
    if labels:
        counts = {"number": len(marked), "all": len(rows)}
        return say("alt_marked", marked=table.marked[0], named="; ".join(labels), **counts)
    span = scope.range_text(first["low"], first["high"])
    return say("alt_unmarked", marked=table.marked[0], first=first["label"], range=span)


FIGURE = Figure("opportunities", plot_opportunities, opportunities_alt, ("level", "ranking"))
