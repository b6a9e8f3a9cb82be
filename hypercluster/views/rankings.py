"""What is shown of hubs, actors, linkages, new clusters and diversification."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.rankings import MOST_P, is_beyond_chance, ranking_kind
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
from hypercluster.words import Note, Term

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

FIRST = 10
ACTOR_KINDS = ("organisation", "group")
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
    parts = [
        column("hubs", f"{part}_percentile", title=f"hubs.{part}")
        for part in ("strength", "betweenness", "endowment")
    ]
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
    parts = [
        column("actor_hubs", f"{part}_percentile", title=f"hubs.{part}")
        for part in ("strength", "betweenness", "reach")
    ]
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
    kinds = {kind: Note(f"hubs.{kind}_kind") for kind in ACTOR_KINDS}
    kind_named = replace(kind, kind="note", lookup=kinds)
    moved = [
        Note("remarks.of_kind", {"kind": kinds[kind], "remark": remark})
        for kind in ACTOR_KINDS
        for remark in moved_by(results, f"actor_hubs.{kind}")
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


def linkages(
    results: Results,
    *,
    ranking: str | None = None,
    region: str | None = None,
    first: int | None = FIRST,
) -> View:
    """Return pairs of regions by the score of a ranking, those without a score last.

    Parameters
    ----------
    results
        The run.
    ranking
        `complementary` or `common_ground`. None takes that of the settings.
    region
        Code of a region that the pairs have as an end. None takes all.
    first
        How many rows are shown.
    """
    ranking = ranking or str(results.provenance["settings"]["linkages"]["ranking"])
    table = results.linkages
    if region is not None:
        table = table[(table["source"] == region) | (table["target"] == region)]
    table = table.sort_values(f"{ranking}_rank", kind="stable", na_position="last")
    kind = ranking_kind(ranking)
    parts = tuple(kind.column(part) for part in kind.parts)
    rank, ends, confidence = rank_columns(f"{ranking}_", "linkages")
    score = column("linkages", f"{ranking}_score", heading="score", title="rankings.score")
    q = chance_column(f"{ranking}_q_null", f"{ranking}_is_finding")
    bars = bar_column(results.linkages, *parts, legend=Note("remarks.linkage_parts"))
    km = column("linkages", "geodesic_km", title="rankings.km")
    pair = ViewColumn(
        "regions", ("source", "target"), "pair", entity="regions", title="rankings.regions"
    )
    columns = (
        rank,
        *of_draws(results, ends, confidence),
        region_column("region", "source_name", "source"),
        region_column("other region", "target_name", "target", star="flags"),
        score,
        *of_draws(results, q),
        bars,
        km,
    )
    top_k = results.provenance["top_k"][f"linkages.{ranking}"]
    has_scores = bool(table[f"{ranking}_score"].notna().any())
    remarks = (
        Note("remarks.linkages", {"ranking": Term("rankings", ranking)}),
        *sure(results, top_k),
        *findings(results, ranking, top_k),
        *variance_shares(results, ranking),
        *moved_by(results, f"linkages.{ranking}"),
    )
    return View(
        Note(f"rankings.{ranking}_long"),
        columns,
        table,
        remarks=remarks,
        page=(rank, ends, pair, score, bars, km, confidence, q),
        first=first,
        star=FLAGGED,
        nothing=NOTHING if has_scores else without_score(results, table, region),
        has_values=has_scores,
    )


def new_clusters(results: Results, *, region: str | None = None, first: int | None = FIRST) -> View:
    """Return new clusters that meet every condition. `rows` holds the others too."""
    table = _of_region(results.new_clusters, region)
    ranked = int(table["rank"].notna().sum())
    rank, ends, confidence = rank_columns()
    region_of = region_column("region", "region_name", "region", star="flags")
    industry, title = industry_column(), "new_clusters.score"
    score = column("new_clusters", "score", decimals=0, title=title)
    bars = bar_column(results.new_clusters, "score", title=title)
    quotient = column("new_clusters", "location_quotient", title="new_clusters.lq")
    qualifies = column("new_clusters", "p_qualifies", "share", title="new_clusters.qualifies")
    cores = names_column("new_clusters", "candidate_cores", "new_clusters.cores")
    columns = (
        rank,
        *of_draws(results, ends, confidence),
        region_of,
        industry,
        score,
        bars,
        column("new_clusters", "count", decimals=0, title="profiles.count"),
        quotient,
    )
    remarks = [Note("remarks.excess")]
    if results.provenance["draws"]:
        remarks.append(Note("remarks.qualifies"))
    remarks += moved_by(results, "new_clusters")
    if len(table) > ranked:
        remarks.append(Note("remarks.unqualified", {"count": len(table) - ranked}))
    return View(
        Note("new_clusters.heading"),
        columns,
        table,
        remarks=tuple(remarks),
        page=(rank, ends, region_of, industry, score, bars, quotient, qualifies, confidence, cores),
        first=first,
        count=ranked,
        star=FLAGGED,
        nothing=Note("remarks.no_new_clusters", {"count": len(table)}),
    )


def diversification(
    results: Results, *, region: str | None = None, first: int | None = FIRST
) -> View:
    """Return the industries that regions lack, by relatedness density."""
    table = _of_region(results.diversification, region)
    rank, ends, confidence = rank_columns()
    region_of = region_column("region", "region_name", "region", star="flags")
    industry, title = industry_column(), "diversification.density"
    density = column(
        "diversification", "relatedness_density", legend=Note("remarks.density"), title=title
    )
    bars = bar_column(results.diversification, "relatedness_density", title=title)
    q = chance_column("q_null")
    complexity = column("diversification", "product_complexity", title="diversification.complexity")
    partners = names_column("diversification", "partner_regions", "new_clusters.partners")
    subject = (rank, ends, region_of, industry, density)
    columns = (
        rank,
        *of_draws(results, ends, confidence),
        *subject[2:],
        bars,
        column(
            "diversification",
            "partners_density",
            legend=Note("remarks.partners"),
            is_spare=True,
            title="diversification.partners",
        ),
        *of_draws(results, q),
        column(
            "diversification",
            "opportunity_gain",
            legend=Note("remarks.gain"),
            is_spare=True,
            title="diversification.gain",
        ),
    )
    remarks = (
        *sure(results, results.provenance["top_k"]["diversification"]),
        *_beyond_chance(results),
        *moved_by(results, "diversification"),
    )
    nothing = Note("remarks.no_density" if len(table) else "remarks.lacks_nothing")
    return View(
        Note("diversification.heading"),
        columns,
        table,
        remarks=remarks,
        page=(*subject, replace(bars, largest=100.0), q, complexity, confidence, partners),
        first=first,
        star=FLAGGED,
        nothing=nothing,
        has_values=bool(table["relatedness_density"].notna().any()),
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


def chance_column(q: str, finding: str = "") -> ViewColumn:
    """Comparison with chance, ticked where the row is a finding."""
    return ViewColumn("q", (q,), "probability", tick=finding, title="rankings.chance")


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


def sure(results: Results, top_k: int) -> tuple[Note, ...]:
    """What the column of confidence says, nothing without draws."""
    return (Note("remarks.sure", {"top_k": top_k}),) if results.provenance["draws"] else ()


def findings(results: Results, ranking: str, top_k: int) -> tuple[Note, ...]:
    """What `q` and its tick say, and how many pairs are findings."""
    if not results.provenance["draws"]:
        return ()
    count = int(results.linkages[f"{ranking}_is_finding"].fillna(value=False).astype(bool).sum())
    number = Note("remarks.findings" if count else "remarks.no_findings", {"count": count})
    return (Note("remarks.linkages_chance", {"top_k": top_k, "findings": number}),)


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


def _beyond_chance(results: Results) -> tuple[Note, ...]:
    """Whether any density is beyond chance, nothing without draws."""
    if not results.provenance["draws"]:
        return ()
    count = int(is_beyond_chance(results.diversification["q_null"]).sum())
    key = "remarks.rows_beyond" if count else "remarks.no_rows_beyond"
    beyond = Note(key, {"count": count, "level": MOST_P})
    return (Note("remarks.density_chance", {"beyond": beyond}),)


def _of_region(table: pd.DataFrame, region: str | None) -> pd.DataFrame:
    return (table if region is None else table[table["region"] == region]).reset_index(drop=True)
