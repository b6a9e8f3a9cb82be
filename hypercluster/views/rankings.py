"""What is shown of hubs, of actors, and of any ranking of opportunities.

`opportunities` shows any of `RANKINGS` by its record. What a table has in particular, further
columns and remarks, is added by the function that `_PARTICULARS` names for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.rankings import (
    MOST_P,
    RANKINGS,
    RankingKind,
    is_beyond_chance,
    ranking_kind,
)
from hypercluster.views.model import (
    NOTHING,
    View,
    ViewColumn,
    bar_column,
    column,
    industry_column,
    region_column,
)
from hypercluster.views.names import flags_of, region_name
from hypercluster.words import Note, Term, is_missing

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    from hypercluster.results import Results

FIRST = 10
ENDS = ("source", "target")
REGIONS = ("region", *ENDS)
SOURCES = 3  # of uncertainty, named below a table
ALLOCATED = Note("remarks.star_allocated")
FLAGGED = Note("remarks.star_flagged")


def hubs(results: Results, *, first: int | None = FIRST) -> View:
    """Return the regions by hub score.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> hubs(results, first=3)
    View('Hubs'; 3 of 16 rows)
    """
    table = results.hubs
    rank, ends, confidence = rank_columns()
    name = region_column("region", "name", "region", star="is_allocated")
    score = column("hubs", "composite", title="hubs.score")
    parts = _percentiles("hubs")
    community = column("hubs", "community", "text", title="hubs.community")
    method = results.provenance["settings"]["communities"]["method"]
    membership = results.membership[results.membership["method"] == method]
    stays = column(
        "membership",
        "membership_strength",
        "share",
        sources=("region",),
        lookup=membership.set_index("region")["membership_strength"].to_dict(),
        title="hubs.membership",
    )
    shares = bar_column(table, *(part.sources[0] for part in parts), largest=300.0)
    rule = "remarks.hubs" if results.provenance["draws"] else "remarks.hubs_no_draws"
    return View(
        Note("hubs.heading"),
        (
            rank,
            *of_draws(results, ends, confidence),
            name,
            score,
            bar_column(table, "composite"),
            *parts,
            community,
            column("hubs", "is_hub", "yes"),
        ),
        table,
        page=(rank, ends, name, score, shares, *parts, confidence, community, stays),
        remarks=(
            Note(rule, {"top_k": results.provenance["top_k"]["hubs"]}),
            *moved_by(results, "hubs"),
        ),
        first=first,
        star=ALLOCATED,
        nothing=Note("remarks.no_hubs"),
        has_values=bool(table["rank"].notna().any()),
    )


def centralities(results: Results, *, first: int | None = FIRST) -> View:
    """Return how central regions are by every measure, in the order of hub ranks."""
    columns = (
        rank_columns()[0],
        region_column("region", "name", "region", star="is_allocated"),
        *(
            column("hubs", name, centrality_kind(name), title=f"centralities.{name}")
            for name, record in CENTRALITIES.items()
            if not record.is_variant
        ),
    )
    title = Note("hubs.centralities")
    return View(title, columns, results.hubs, page=columns, first=first, star=ALLOCATED)


def centrality_kind(name: str) -> str:
    """Whether a centrality is shown as a part of a whole or as a number."""
    return "part" if CENTRALITIES[name].column.unit == "share" else "number"


def actor_hubs(results: Results, *, first: int | None = FIRST // 2) -> View:
    """Return organisations and groups by hub score, the first of each kind."""
    table = results.actor_hubs
    table = table.assign(region_name=table["region"].map(results.regions["name"]))
    rank, ends, confidence = rank_columns()
    kind = column("actor_hubs", "kind", "text", title="hubs.kind")
    name = ViewColumn(
        "name", ("name",), "name", entity="named", code="name", title="hubs.organisation"
    )
    score = column("actor_hubs", "composite", title="hubs.score")
    region = region_column("region", "region_name", "region")
    actors = [kind for kind in RANKINGS.values() if kind.table == "actor_hubs"]
    parts = _percentiles(actors[0].name)
    columns = (
        kind,
        rank,
        *of_draws(results, ends, confidence),
        name,
        score,
        bar_column(table, "composite"),
        column("actor_hubs", "reach", is_spare=True, legend=Note("remarks.reach")),
        region,
    )
    kinds = {kind.short: Note(f"hubs.{kind.short}_kind") for kind in actors}
    kind_named = replace(kind, kind="note", lookup=kinds)
    moved = [
        Note("remarks.of_kind", {"kind": kinds[kind.short], "remark": remark})
        for kind in actors
        for remark in moved_by(results, kind.name)
    ]
    return View(
        Note("hubs.actors"),
        columns,
        table,
        remarks=(Note("remarks.within_kind"), *moved),
        page=(rank, ends, name, kind_named, region, score, *parts, confidence),
        first=first,
        by="kind",
        nothing=Note("remarks.no_actors"),
    )


def _percentiles(ranking: str) -> list[ViewColumn]:
    """Parts of a score of hubs."""
    kind = ranking_kind(ranking)
    return [column(kind.table, name, title=f"hubs.{part}") for name, part in kind.parts.items()]


def linkages(
    results: Results,
    *,
    ranking: str | None = None,
    region: str | None = None,
    first: int | None = FIRST,
) -> View:
    """Return pairs of regions by a ranking, without one by that of the settings."""
    ranking = ranking or str(results.provenance["settings"]["linkages"]["ranking"])
    return opportunities(results, ranking, region=region, first=first)


def opportunities(
    results: Results, ranking: str, *, region: str | None = None, first: int | None = FIRST
) -> View:
    """Return the items of a ranking of opportunities, those without a rank last.

    Parameters
    ----------
    results
        The run.
    ranking
        Name or short name of the ranking.
    region
        Code of a region that the items lie in, or have as an end. None takes all.
    first
        How many rows are shown.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> opportunities(results, "diversification", first=3)
    View('Diversification of a region'; 3 of 41 rows)
    """
    kind = ranking_kind(ranking)
    table = results.tables[kind.table]
    if region is not None:
        table = table[_is_of_region(table.reset_index(), kind, region)]
    table = table.sort_values(kind.column("rank"), kind="stable", na_position="last")
    view = _general(results, kind, table, first)
    if kind.table in _PARTICULARS:
        return _PARTICULARS[kind.table](results, kind, view, region)
    return view


def _is_of_region(table: pd.DataFrame, kind: RankingKind, region: str) -> np.ndarray:
    """Which rows lie in a region or have it as an end."""
    import numpy as np

    codes = table[[name for name in kind.key if name in REGIONS]]
    return np.asarray((codes == region).any(axis=1))


def _general(results: Results, kind: RankingKind, table: pd.DataFrame, first: int | None) -> View:
    """What every ranking shows: ranks, items, scores, their parts, chance, remarks."""
    title = f"ranking_score.{kind.table}"
    rank, ends, confidence = rank_columns(kind.prefix, kind.table)
    items = _items(kind, "flags" if "flags" in table else "")
    score = column(kind.table, kind.column(kind.score), title=title)
    parts = [kind.column(part) for part in kind.parts] or [kind.column(kind.score)]
    bars = bar_column(
        results.tables[kind.table], *parts, title="rankings.parts" if kind.parts else title
    )
    ranked = int(table[kind.column("rank")].notna().sum())
    qualifies = [
        column(kind.table, name, "share", title="rankings.qualifies")
        for name in ([kind.column("p_qualifies")] if kind.has_condition else [])
    ]
    q = [
        chance_column(name, kind.column("is_finding") if kind.has_findings else "")
        for name in ([] if kind.null is None else [kind.column("p_familywise")])
    ]
    # The bar of a score without parts stands beside it.
    tested = of_draws(results, *q)
    details = (*tested, bars) if kind.parts else (bars, *tested)
    return View(
        Note(f"{kind.table}.heading"),
        (rank, *of_draws(results, ends, confidence), *items, score, *details),
        table,
        remarks=_remarks(results, kind, table, Note(f"{kind.table}.note")),
        page=(rank, ends, *items, score, bars, *qualifies, confidence, *q),
        first=first,
        count=ranked if kind.has_condition else None,
        star=FLAGGED,
        nothing=Note(f"{kind.table}.empty"),
        has_values=bool(table[kind.column(kind.score)].notna().any()),
    )


def _items(kind: RankingKind, star: str) -> list[ViewColumn]:
    """Names of what is ranked. The last region has the star of flags."""
    regions = [code for code in kind.key if code in REGIONS]
    columns = []
    for code, name in zip(kind.key, kind.names, strict=True):
        if code in REGIONS:
            heading = "other region" if code == ENDS[1] else "region"
            star_of = star if code == regions[-1] else ""
            columns.append(region_column(heading, name, code, star=star_of))
        elif code == "industry":
            columns.append(industry_column())
        else:
            title = f"{kind.table}.{code}"
            columns.append(column(kind.table, name, "name", entity="named", code=name, title=title))
    return columns


def _remarks(
    results: Results, kind: RankingKind, table: pd.DataFrame, note: Note, *more: Note
) -> tuple[Note, ...]:
    """What a reader needs to know below a ranking."""
    unranked = int(table[kind.column("rank")].isna().sum()) if kind.has_condition else 0
    return (
        note,
        *sure(results, kind),
        *chance(results, kind),
        *more,
        *moved_by(results, kind.name),
        *([Note("remarks.unqualified", {"count": unranked})] if unranked else []),
    )


def _linkages(results: Results, kind: RankingKind, view: View, region: str | None) -> View:
    """Linkages: the pair as one item, its distance, and why no pair has a score."""
    *columns, bars = view.columns
    rank, ends, _, _, score, page_bars, *certainty = view.page
    score = replace(score, title="rankings.score")  # the name that the script of the page sorts by
    km = column(kind.table, "geodesic_km", title="rankings.km")
    pair = ViewColumn("regions", ENDS, "pair", entity="regions", title="rankings.regions")
    note = Note("remarks.linkages", {"ranking": Term("rankings", kind.short)})
    variances = variance_shares(results, kind.short)
    return replace(
        view,
        title=Note(f"rankings.{kind.short}_long"),
        columns=(*columns, replace(bars, legend=Note("remarks.linkage_parts")), km),
        page=(rank, ends, pair, score, page_bars, km, *certainty),
        remarks=_remarks(results, kind, view.rows, note, *variances),
        nothing=NOTHING if view.has_values else without_score(results, view.rows, region),
    )


def _new_clusters(results: Results, kind: RankingKind, view: View, _: str | None) -> View:
    """New clusters: number of enterprises, quotient and what could be the core."""
    quotient = column(kind.table, "location_quotient", title="new_clusters.lq")
    count = column(kind.table, "count", decimals=0, title="profiles.count")
    cores = names_column(kind.table, "candidate_cores", "new_clusters.cores")
    # The name of the score in full is too wide for the page, whose note says what it is.
    *items, score, bars, qualifies, confidence = view.page
    page = (*items, *(replace(entry, title="rankings.score") for entry in (score, bars)))
    return replace(
        view,
        columns=(*view.columns, count, quotient),
        page=(*page, quotient, qualifies, confidence, cores),
        remarks=_remarks(results, kind, view.rows, Note("remarks.excess")),
        nothing=Note("remarks.no_new_clusters", {"count": len(view.rows)}),
        has_values=True,
    )


def _diversification(_: Results, kind: RankingKind, view: View, __: str | None) -> View:
    """Diversification: what partners would add, what it would gain, and complexity."""
    score = next(entry for entry in view.columns if entry.sources == (kind.score,))
    partners = column(
        kind.table,
        "partners_density",
        legend=Note("remarks.partners"),
        is_spare=True,
        title="diversification.partners",
    )
    gain = column(
        kind.table,
        "opportunity_gain",
        legend=Note("remarks.gain"),
        is_spare=True,
        title="diversification.gain",
    )
    columns = [
        replace(entry, legend=Note("remarks.density")) if entry == score else entry
        for entry in view.columns
    ]
    *page, bars, confidence, q = view.page
    complexity = column(kind.table, "product_complexity", title="diversification.complexity")
    regions = names_column(kind.table, "partner_regions", "new_clusters.partners")
    return replace(
        view,
        columns=(*columns, partners, gain),
        page=(*page, replace(bars, largest=100.0), q, complexity, confidence, regions),
        remarks=view.remarks[1:],
        nothing=Note("remarks.no_density" if len(view.rows) else "remarks.lacks_nothing"),
    )


def rank_columns(
    prefix: str = "", table: str = "hubs"
) -> tuple[ViewColumn, ViewColumn, ViewColumn]:
    """Rank, its range and confidence."""
    ends = (f"{prefix}rank_low", f"{prefix}rank_high")
    return (
        ViewColumn("rank", (f"{prefix}rank", f"{prefix}is_tied"), "rank", title="rankings.rank"),
        ViewColumn("range", ends, "range", title="rankings.range"),
        column(
            table, f"{prefix}confidence", "confidence", heading="sure", title="rankings.certainty"
        ),
    )


def chance_column(p: str, finding: str = "") -> ViewColumn:
    """Comparison with chance, ticked where the row is a finding."""
    return ViewColumn("p", (p,), "probability", tick=finding, title="rankings.chance")


def names_column(table: str, name: str, title: str) -> ViewColumn:
    """Names that are joined in a cell."""
    return column(table, name, "names", entity="named", title=title)


def of_draws(results: Results, *columns: ViewColumn) -> tuple[ViewColumn, ...]:
    """Columns that only draws fill, none without draws."""
    return columns if results.provenance["draws"] else ()


def moved_by(results: Results, ranking: str) -> tuple[Note, ...]:
    """Which sources of uncertainty move the ranks most, where draws can tell."""
    table = results.uncertainty_sources
    shares = table[(table["ranking"] == ranking) & (table["share"].round(2) > 0)]
    if shares.empty:
        return ()
    first = shares.sort_values("share", ascending=False, kind="stable").head(SOURCES)
    sources = tuple(
        Note("remarks.source", {"source": Term("sources", str(row.source)), "share": row.share})
        for row in first.itertuples()
    )
    return (Note("remarks.moved_by", {"sources": sources}),)


def sure(results: Results, kind: RankingKind) -> tuple[Note, ...]:
    """What the column of confidence says, nothing without draws."""
    if not results.provenance["draws"]:
        return ()
    if kind.has_condition:
        return (Note("remarks.qualifies"),)
    return (Note("remarks.sure", {"top_k": results.provenance["top_k"][kind.name]}),)


def chance(results: Results, kind: RankingKind) -> tuple[Note, ...]:
    """Whether the ranking, and which of its rows, are beyond chance, and what p says."""
    if kind.null is None or not results.provenance["draws"]:
        return ()
    table = results.tables[kind.table]
    if not kind.has_findings:
        count = int(is_beyond_chance(table[kind.column("p_familywise")]).sum())
        key = "remarks.rows_beyond" if count else "remarks.no_rows_beyond"
        beyond = Note(key, {"count": count, "level": MOST_P})
        return (*whole(results, kind), Note("remarks.chance", {"beyond": beyond}))
    count = int(table[kind.column("is_finding")].fillna(value=False).astype(bool).sum())
    number = Note("remarks.findings" if count else "remarks.no_findings", {"count": count})
    top_k = results.provenance["top_k"][kind.name]
    return (
        *whole(results, kind),
        Note("remarks.findings_chance", {"top_k": top_k, "findings": number}),
    )


def whole(results: Results, kind: RankingKind) -> tuple[Note, ...]:
    """Whether the first scores of a ranking are higher than by chance."""
    p = global_p(results, kind)
    if p is None:
        return ()
    count = int(results.chance.set_index("ranking").at[kind.name, "top_k"])
    key = "whole_beyond" if is_beyond_chance(p) else "whole_of_chance"
    return (Note(f"remarks.{key}", {"count": count, "p": p}),)


def global_p(results: Results, kind: RankingKind) -> float | None:
    """Probability of first scores as high on the mean by chance, or None."""
    p = results.chance.set_index("ranking")["p_global"].get(kind.name)
    return None if is_missing(p) else float(p)


def variance_shares(results: Results, ranking: str) -> tuple[Note, ...]:
    """Share of the variance of the score by part, where that is defined."""
    shares = results.provenance["variance_shares"][ranking]
    if None in shares.values():
        return ()
    return (Note("remarks.variance_shares", dict(shares)),)


def without_score(results: Results, table: pd.DataFrame, region: str | None) -> Note:
    """Why no pair has a score, of a region where one was asked for."""
    if table.empty:
        return Note("remarks.one_region")
    if region is None:
        return Note("remarks.no_scores")
    name, flags = region_name(results, region), flags_of(results, "linkages")
    reasons = [Note(f"flags.{key}", {"name": name}) for key in ("no_organisation", "no_focus")]
    stated = {flag for _, row in table.iterrows() for flag in flags(row)}
    missing = [
        Note(f"remarks.lists_{flag.key.removeprefix('flags.')}", {"name": name})
        for flag in reasons
        if flag in stated
    ]
    values = {"name": name, "missing": tuple(missing)}
    return Note("remarks.no_scores_because" if missing else "remarks.no_scores_of", values)


# By table, what is shown of it besides what every ranking shows.
_PARTICULARS: dict[str, Callable[[Results, RankingKind, View, str | None], View]] = {
    "linkages": _linkages,
    "new_clusters": _new_clusters,
    "diversification": _diversification,
}
