"""Synchronisation opportunities of one level: ranks with their ranges, and what every score is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypercluster.drawing.palette import PART_COLOURS
from hypercluster.errors import AnalysisError
from hypercluster.figures.paper import house_style
from hypercluster.figures.ranking import Ranking, draw_ranking
from hypercluster.figures.scope import FEWEST_NULLS, caption, ranges_words
from hypercluster.figures.words import Say, industry_names, region_names, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.results import Results

LEVELS = ("new_clusters", "linkages", "diversification")
RANKINGS = ("complementary", "common_ground")
MOST = 15
_SURE, _BEYOND = 0.9, 0.05


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
    """Draw the first opportunities of a level: rank, its range over draws, and the parts of the score.

    A filled dot is a linkage that is a finding (beyond chance, and among the top k in at least half of the draws), a new cluster
    whose conditions hold in at least 90 % of draws, or a diversification whose density is beyond chance (q at most 0.05).

    Parameters
    ----------
    results
        From `analyse` or `read`.
    ax, width, language
        As for `plot_hubs`.
    level
        `linkages`, `new_clusters` or `diversification`.
    ranking
        Of linkages: `complementary` or `common_ground`; None takes that of the settings.
    top
        Rows to show.

    Returns
    -------
    Axes
        The frame; see `plot_hubs`. Parts of a linkage sum to its score; of a diversification the bar is the own density, in percent.

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
    >>> frame = plot_opportunities(results, level="new-clusters", width=88)
    """
    say = words(language)
    level, ranking = (
        _chosen(level, LEVELS, "level of opportunities"),
        chosen_ranking(results, ranking),
    )
    found = _level(results, level, ranking, say, language)
    shown = found.rows.head(top)
    k = int(results.provenance["top_k"][found.top])
    notes = [say("ranking_is", name=say(ranking))] if level == "linkages" else []
    notes += (
        [say("of_rows", shown=len(shown), all=len(found.rows))]
        if len(shown) < len(found.rows)
        else []
    )
    drawn = Ranking(
        rows=shown,
        parts=found.parts,
        score=found.score,
        marked=found.marked,
        top_k=None if level == "new_clusters" else k,
        share=say("qualifies") if level == "new_clusters" else say("in_top", k=k),
        notes=(" · ".join(notes),),
        extra=found.extra,
    )
    return draw_ranking(
        drawn, results.provenance, len(results.regions), ax=ax, width=width, language=language
    )


def _chosen(text: str, names: tuple[str, ...], what: str) -> str:
    name = text.strip().casefold().replace("-", "_")
    if name not in names:
        raise AnalysisError(f"Expected a {what}; found {text!r}. One of: {', '.join(names)}.")
    return name


def chosen_ranking(results: Results, given: str | None) -> str:
    """Ranking of linkages that was asked for, or else that of the settings."""
    return _chosen(
        given or results.provenance["settings"]["linkages"]["ranking"],
        RANKINGS,
        "ranking of linkages",
    )


def _level(results: Results, level: str, ranking: str, say: Say, language: str) -> _Level:
    """Ranked rows of a level; refuse a level without any."""
    make = {
        "linkages": _linkages,
        "new_clusters": _new_clusters,
        "diversification": _diversification,
    }[level]
    found = make(results, ranking, say, language)
    if found.rows.empty:
        raise AnalysisError(
            f"Expected opportunities of level {level} with a rank; found none in these results. Choose another level, or a scheme of more regions."
        )
    return found


def _linkages(results: Results, ranking: str, say: Say, language: str) -> _Level:
    names, table = region_names(results, language), results.linkages
    prefix = f"{ranking}_"
    table = table[table[f"{prefix}rank"].notna()].sort_values(f"{prefix}rank", kind="stable")
    rows = _ranges(table, prefix).assign(
        label=[
            f"{names[source]} – {names[target]}"
            for source, target in zip(table["source"], table["target"], strict=True)
        ],
        is_marked=table[f"{prefix}is_finding"].fillna(value=False).astype(bool),
        profile_part=table[f"{prefix}profile_part"],
        capability_part=table[f"{prefix}capability_part"],
    )
    parts = {
        name: (colour, say(name))
        for name, colour in zip(("profile_part", "capability_part"), PART_COLOURS, strict=False)
    }
    top = f"linkages.{ranking}"
    unmarked = say("not_finding" if results.provenance["draws"] else "unknown")
    return _Level(
        rows,
        parts,
        {},
        say("score"),
        (say("finding", k=results.provenance["top_k"][top]), unmarked),
        top,
    )


def _new_clusters(results: Results, ranking: str, say: Say, language: str) -> _Level:  # noqa: ARG001 - levels are called alike
    table = results.new_clusters[results.new_clusters["rank"].notna()].sort_values(
        "rank", kind="stable"
    )
    rows = _single(results, table, language).assign(
        is_marked=table["p_qualifies"].fillna(0.0).round(9) >= _SURE,
        excess=table["score"],
        share=table["p_qualifies"],
    )
    unmarked = say("sure_not" if results.provenance["draws"] else "unknown")
    return _Level(
        rows,
        {"excess": (PART_COLOURS[0], say("excess_short"))},
        {},
        say("excess"),
        (say("sure"), unmarked),
        "new_clusters",
    )


def _diversification(results: Results, ranking: str, say: Say, language: str) -> _Level:  # noqa: ARG001
    table = results.diversification[results.diversification["rank"].notna()].sort_values(
        "rank", kind="stable"
    )
    rows = _single(results, table, language).assign(
        is_marked=table["q_null"].fillna(1.0) <= _BEYOND,
        own=table["relatedness_density"],
        partners=table["partners_density"],
    )
    own, partners = (
        {"own": (PART_COLOURS[0], say("own_density"))},
        {"partners": (PART_COLOURS[1], say("partners"))},
    )
    unmarked = say("not_chance" if results.provenance["draws"] else "unknown")
    return _Level(
        rows,
        own,
        partners if rows["partners"].notna().any() else {},
        say("density"),
        (say("beyond_q"), unmarked),
        "diversification",
    )


def _single(results: Results, table: pd.DataFrame, language: str) -> pd.DataFrame:
    regions, industries = region_names(results, language), industry_names(results, language)
    labels = [
        f"{regions[region]}: {industries[industry]}"
        for region, industry in zip(table["region"], table["industry"], strict=True)
    ]
    return _ranges(table, "").assign(label=labels)


def _ranges(table: pd.DataFrame, prefix: str) -> pd.DataFrame:
    named = {"rank": "rank", "rank_low": "low", "rank_high": "high", "p_top_k": "share"}
    return table[[f"{prefix}{name}" for name in named]].set_axis(list(named.values()), axis=1)


def opportunities_alt(
    results: Results, *, language: str = "en", level: str = "linkages", ranking: str | None = None
) -> str:
    """Alt text of `plot_opportunities`: what it shows, what is a finding and how sure, and what it speaks of.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> "how sure the ranks are is unknown" in opportunities_alt(results)
    True
    """
    say = words(language)
    level, ranking = (
        _chosen(level, LEVELS, "level of opportunities"),
        chosen_ranking(results, ranking),
    )
    found = _level(results, level, ranking, say, language)
    draws, rows = results.provenance["draws"], found.rows
    first = rows.iloc[0]
    marked = rows[rows["is_marked"]]
    what = say(f"linkages.{ranking}") if level == "linkages" else say(level)
    if not draws:
        finding = say("alt_first_no_draws", first=first["label"])
    elif len(marked):
        named = "; ".join(
            f"{row.label} ({ranges_words(row.low, row.high)})"
            for row in marked.head(3).itertuples()
        )
        finding = say(
            "alt_marked", marked=found.marked[0], number=len(marked), all=len(rows), named=named
        )
    else:
        finding = say(
            "alt_unmarked",
            marked=found.marked[0],
            first=first["label"],
            range=ranges_words(first["low"], first["high"]),
        )
    if level == "linkages" and 0 < draws < FEWEST_NULLS:
        finding += f" {say('few_draws', draws=draws)}."
    about = caption(results.provenance, len(results.regions), say)
    return f"{say('alt_opportunities', what=what)} {finding} {say('alt_scope', caption=about)}"
