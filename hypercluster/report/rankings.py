"""Rows of the ranking tables, as texts and the lengths of their bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.rankings import MOST_P, linkage_rankings, ranking_kind
from hypercluster.report.names import Names, method_of
from hypercluster.report.words import Texts, is_missing
from hypercluster.words import split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

ROWS = 25
ACTORS = 10


def pair_table(results: Results, ranking: str, say: Texts, names: Names) -> dict[str, Any]:
    """The first rows of a ranking of linkages, and how many there are.

    Parameters
    ----------
    results
        The run.
    ranking
        `complementary` or `common_ground`.
    say, names
        Language of the page.
    """
    table = results.linkages.reset_index(drop=True)
    ranked = table.dropna(subset=[f"{ranking}_rank"]).sort_values(f"{ranking}_rank", kind="stable")
    largest = float(ranked[f"{ranking}_score"].max()) if len(ranked) else 0.0
    return {
        "ranking": ranking,
        "title": say(f"rankings.{ranking}_long"),
        "count": len(ranked),
        "unranked": len(table) - len(ranked),
        "pairs": len(table),
        "rows": [
            _pair_row(number, row, ranking, len(ranked), largest, say, names)
            for number, row in ranked.head(ROWS).iterrows()
        ],
    }


def _pair_row(
    number: Any,
    row: pd.Series,
    ranking: str,
    count: int,
    largest: float,
    say: Texts,
    names: Names,
) -> dict[str, Any]:
    kind = ranking_kind(ranking)
    parts = [float(row[kind.column(part)]) for part in kind.parts]
    return {
        "pair": int(number),
        "source": names.regions[row["source"]],
        "target": names.regions[row["target"]],
        "source_code": row["source"],
        "target_code": row["target"],
        **_ranked(row, f"{ranking}_", count, say),
        "score": say.number(row[f"{ranking}_score"], 2),
        "parts": [say.number(part, 2) for part in parts],
        "bars": stacked(parts, largest),
        "km": say.number(row["geodesic_km"]),
        "q": say.p(row[f"{ranking}_q_null"]),
        "is_finding": not is_missing(row[f"{ranking}_is_finding"])
        and bool(row[f"{ranking}_is_finding"]),
        "confidence": None
        if is_missing(row[f"{ranking}_confidence"])
        else row[f"{ranking}_confidence"],
    }


def _ranked(row: pd.Series, prefix: str, count: int, say: Texts) -> dict[str, Any]:
    low, high = row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]
    return {
        "rank": say.rank(row[f"{prefix}rank"], row[f"{prefix}is_tied"]),
        "range": say.span(low, high),
        "range_bar": None
        if is_missing(low) or is_missing(high)
        else span_bar(int(low), int(high), count),
        "sure": say.sure(row[f"{prefix}confidence"]),
    }


def span_bar(low: int, high: int, count: int) -> list[float]:
    """Left end and length of a range of ranks on a bar 100 wide."""
    return [
        round(100 * (low - 1) / max(count, 1), 1),
        round(max(100 * (high - low + 1) / max(count, 1), 2.0), 1),
    ]


def stacked(parts: list[float], largest: float) -> list[float]:
    """Lengths of parts on a bar 100 wide for the largest sum, 0 for negative ones."""
    return [round(100 * max(part, 0.0) / largest, 1) if largest > 0 else 0.0 for part in parts]


def hub_rows(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Regions as hubs, by rank."""
    hubs = results.hubs
    method = method_of(results)
    stays = results.membership[results.membership["method"] == method].set_index("region")[
        "membership_strength"
    ]
    parts = ("strength_percentile", "betweenness_percentile", "endowment_percentile")
    return [
        {
            "region": str(region),
            "name": names.regions[str(region)],
            **_ranked(row, "", len(hubs), say),
            "score": say.number(row["composite"], 1),
            "values": [say.number(row[part], 0) for part in parts],
            "bars": [
                0.0 if is_missing(row[part]) else round(float(row[part]) / 3, 1) for part in parts
            ],
            "community": names.communities.get(row["community"], say("missing")),
            "letter": row["community"],
            "stays": say.percent(stays.get(region)),
            "is_hub": not is_missing(row["is_hub"]) and bool(row["is_hub"]),
        }
        for region, row in hubs.iterrows()
    ]


def actor_rows(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """The first organisations and groups as hubs."""
    table = results.actor_hubs
    sizes = table["kind"].value_counts()
    first = table.groupby("kind", sort=False).head(ACTORS)
    actors = {"organisation": names.organisations, "group": names.groups}
    return [
        {
            "name": actors.get(row["kind"], {}).get(row["actor"], row["name"]),
            "kind": say.term("hubs", f"{row['kind']}_kind"),
            "region": names.regions.get(row["region"], say("missing"))
            if not is_missing(row["region"])
            else say("missing"),
            **_ranked(row, "", int(sizes[row["kind"]]), say),
            "score": say.number(row["composite"], 1),
            "values": [
                say.number(row[f"{part}_percentile"], 0)
                for part in ("strength", "betweenness", "reach")
            ],
        }
        for _, row in first.iterrows()
    ]


def claim_rows(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """What the source says of hubs, and whether the run bears it out."""
    verdict = {True: say("yes"), False: say("no")}
    return [
        {
            "region": names.regions.get(row["region"], row["region_name"]),
            "statement": row["statement"],
            "measure": _measure(str(row["measure"]), say, names),
            "value": say.number(row["value"], 0),
            "rank": say.rank(row["role_rank"]),
            "supported": say("missing")
            if is_missing(row["is_supported"])
            else verdict[bool(row["is_supported"])],
        }
        for _, row in results.reported_hubs.iterrows()
    ]


def _measure(measure: str, say: Texts, names: Names) -> str:
    """What a claim was measured by, with the name of the industry or role."""
    what, _, code = measure.partition(": ")
    name = names.industries.get(code, say.term("roles", code))
    return f"{say.term('measures', what)}{f', {name}' if code else ''}"


def new_cluster_table(results: Results, say: Texts, names: Names) -> dict[str, Any]:
    """The first new clusters."""
    ranked = results.new_clusters.dropna(subset=["rank"])
    largest = float(ranked["score"].max()) if len(ranked) else 0.0
    rows = [
        {
            "region": names.regions[row["region"]],
            "industry": names.industries[row["industry"]],
            **_ranked(row, "", len(ranked), say),
            "score": say.number(row["score"], 0),
            "bars": stacked([float(row["score"])], largest),
            "lq": say.number(row["location_quotient"], 2),
            "qualifies": say.percent(row["p_qualifies"]),
            "cores": names.joined(row["candidate_cores"]),
            "partners": names.joined(row["partner_regions"]),
        }
        for _, row in ranked.head(ROWS).iterrows()
    ]
    return {"rows": rows, "count": len(ranked)}


def diversification_table(results: Results, say: Texts, names: Names) -> dict[str, Any]:
    """The first options of diversification."""
    ranked = results.diversification.dropna(subset=["rank"])
    q = ranked["q_null"].dropna()
    rows = [
        {
            "region": names.regions[row["region"]],
            "industry": names.industries[row["industry"]],
            **_ranked(row, "", len(ranked), say),
            "density": say.number(row["relatedness_density"], 0),
            "bars": stacked([float(row["relatedness_density"])], 100.0),
            "complexity": say.number(row["product_complexity"], 2),
            "q": say.p(row["q_null"]),
            "partners": names.joined(row["partner_regions"]),
        }
        for _, row in ranked.head(ROWS).iterrows()
    ]
    return {
        "rows": rows,
        "count": len(ranked),
        "none_beyond": bool(len(q)) and not bool((q.round(9) <= MOST_P).any()),
    }


def community_rows(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Communities of several regions, against the definition and against chance."""
    table = _of_method(results, results.communities)
    table = table[table["size"] > 1]
    return [
        {
            "letter": row["community"],
            "name": names.communities[row["community"]],
            "members": [names.regions[region] for region in split(row["regions"])],
            "verdict": say.term("verdicts", row["verdict"]),
            "p": say.p(row["p_null"]),
            "strength": say.percent(row["membership_strength"]),
            "sure": say.sure(row["confidence"]),
            "industries": say.number(row["effective_industries"], 1),
            "macroregions": say.number(row["macroregions"]),
            "hubs": say.number(row["hubs"]),
            "ties": say.number(row["internal_observed_ties"], 1),
            "digital": say.term("verdicts", str(row["digital"])),
        }
        for _, row in table.iterrows()
    ]


def _of_method(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the community method of the run."""
    return table[table["method"] == method_of(results)]


def alone(results: Results, names: Names) -> list[str]:
    """Regions that are in no community of several."""
    table = _of_method(results, results.communities)
    return [names.regions[region] for region in table.loc[table["size"] == 1, "regions"]]


def agreement_text(results: Results, say: Texts) -> str:
    """How far the other methods agree with the run's."""
    method = method_of(results)
    parts = []
    for row in results.agreement.itertuples():
        if method in (row.method, row.other_method) and not is_missing(row.pairs_alike):
            name = row.other_method if row.method == method else row.method
            share = say.part(row.pairs_alike)
            parts.append(say("communities.agreement_one", method=name, share=share))
    return say("communities.others", methods="; ".join(parts)) if parts else ""


def quality_text(results: Results, say: Texts) -> str:
    """Which layers bear the communities out beyond chance, where that was asked."""
    table = _of_method(results, results.community_quality)
    if table["is_beyond_chance"].isna().all():
        return ""
    layers = [
        say.heading("layers", row.layer)
        for row in table.itertuples()
        if not is_missing(row.is_beyond_chance) and row.is_beyond_chance
    ]
    return (
        say("communities.quality", layers=", ".join(layers))
        if layers
        else say("communities.quality_none")
    )


def sensitivity_rows(results: Results, say: Texts) -> list[dict[str, Any]]:
    """What moves each ranking most: the first three sources of doubt."""
    table = results.uncertainty_sources
    rows = []
    for ranking in dict.fromkeys(table["ranking"]):
        first = (
            table[(table["ranking"] == ranking) & table["share"].notna()]
            .sort_values("share", ascending=False, kind="stable")
            .head(3)
        )
        if len(first):
            sources = [
                (
                    say.term("sources", row.source),
                    say.part(row.share),
                    round(100 * min(row.share, 1.0), 1),
                )
                for row in first.itertuples()
            ]
            rows.append({"ranking": say.term("ranking", ranking), "sources": sources})
    return rows


def all_rankings(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Both rankings of linkages, the run's first."""
    chosen = results.provenance["settings"]["linkages"]["ranking"]
    order = [chosen, *(kind.short for kind in linkage_rankings() if kind.short != chosen)]
    return [pair_table(results, ranking, say, names) for ranking in order]
