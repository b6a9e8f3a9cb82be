"""What the page says of one region: industries with intervals, organisations by role and gaps, standing, opportunities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hypercluster.report.names import Names
from hypercluster.report.words import Words, is_missing
from hypercluster.synchronisation.linkages import RANKINGS

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

BEST = 3
INDUSTRIES = 10
ROLE = "organisations_"
# Location quotients are drawn on a scale of doublings: 100 wide, an eighth at the left end, 1 in the middle, eight at the right end.
DOUBLINGS = 3


def profiles(results: Results, words: Words, names: Names) -> list[dict[str, Any]]:
    """One entry per region, in scheme order."""
    nodes = results.actors.nodes
    own = nodes[nodes["kind"] == "organisation"].sort_values("code")
    by_region = {str(region): rows for region, rows in own.groupby("region")}
    industries = {
        str(region): rows for region, rows in results.indicators.groupby("region", sort=False)
    }
    return [
        _profile(
            results,
            str(region),
            row,
            industries.get(str(region)),
            by_region.get(str(region)),
            words,
            names,
        )
        for region, row in results.regions.iterrows()
    ]


def _profile(
    results: Results,
    region: str,
    row: pd.Series,
    industries: pd.DataFrame | None,
    organisations: pd.DataFrame | None,
    words: Words,
    names: Names,
) -> dict[str, Any]:
    roles = _roles(results, organisations, words, names)
    place = [
        "" if is_missing(row["macroregion"]) else str(row["macroregion"]),
        "" if is_missing(row["seat"]) else words("profiles.seat", seat=row["seat"]),
        words("profiles.enterprises", count=words.number(row["enterprises"])),
    ]
    return {
        "region": region,
        "name": names.regions[region],
        "place": " · ".join(part for part in place if part),
        "is_allocated": bool(row["is_allocated"]),
        "industries": [] if industries is None else _industries_of(industries, words, names),
        "more": 0 if industries is None else max(len(industries) - INDUSTRIES, 0),
        "roles": roles,
        "gaps": [role["role"] for role in roles if not role["members"]],
        "hub": _hub(results, region, words),
        "community": names.communities.get(row["community"], words("missing")),
        "letter": "" if is_missing(row["community"]) else row["community"],
        "opportunities": _opportunities(results, region, words, names),
    }


def _industries_of(industries: pd.DataFrame, words: Words, names: Names) -> list[dict[str, Any]]:
    """The industries with the largest location quotients."""
    first = industries.sort_values("location_quotient", ascending=False, kind="stable").head(
        INDUSTRIES
    )
    return [_industry(row, words, names) for _, row in first.iterrows()]


def _industry(row: pd.Series, words: Words, names: Names) -> dict[str, Any]:
    low, high, value = (row[f"location_quotient{end}"] for end in ("_low", "_high", ""))
    return {
        "name": names.industries[row["industry"]],
        "count": words.number(row["count"]),
        "share": words.part(row["share"]),
        "lq": words.number(value, 2),
        "interval": words("missing")
        if is_missing(low)
        else f"{words.number(low, 2)}–{words.number(high, 2)}",
        "bar": None
        if is_missing(value) or is_missing(low)
        else [_on_scale(low), _on_scale(value), _on_scale(high)],
        "specialised": words("missing")
        if is_missing(row["is_specialised"])
        else words("yes" if row["is_specialised"] else "no"),
        "q": words.p(row["q_specialised"]),
    }


def _on_scale(quotient: float) -> float:
    """Place of a location quotient on the bar."""
    doublings = (
        -DOUBLINGS if quotient <= 0 else max(-DOUBLINGS, min(DOUBLINGS, math.log2(quotient)))
    )
    return round(50 + 50 * doublings / DOUBLINGS, 1)


def _roles(
    results: Results, organisations: pd.DataFrame | None, words: Words, names: Names
) -> list[dict[str, Any]]:
    """Organisations by role; roles without any are gaps in what is listed."""
    if not (results.actors.nodes["kind"] == "organisation").any():
        return []
    roles = [
        str(column).removeprefix(ROLE)
        for column in results.regions.columns
        if str(column).startswith(ROLE)
    ]
    return [
        {
            "role": words.term("roles", role),
            "members": []
            if organisations is None
            else [
                _member(row, words, names)
                for row in organisations[organisations["role"] == role].itertuples()
            ],
        }
        for role in roles
    ]


def _member(row: Any, words: Words, names: Names) -> str:
    known = ["" if is_missing(row.city) else str(row.city)]
    if not is_missing(row.confidence) and row.confidence != "high":
        known.append(
            words("profiles.confidence_note", confidence=words(f"confidence.{row.confidence}"))
        )
    inside = ", ".join(part for part in known if part)
    return f"{names.organisations[row.code]}{f' ({inside})' if inside else ''}"


def _hub(results: Results, region: str, words: Words) -> str:
    hub = results.hubs.loc[region]
    return words(
        "profiles.hub_words",
        rank=words.rank(hub["rank"], hub["is_tied"]),
        count=len(results.hubs),
        range=words.span(hub["rank_low"], hub["rank_high"]),
        confidence=words.sure(hub["confidence"]),
        score=words.number(hub["composite"], 1),
        strength=words.number(hub["strength_percentile"]),
        betweenness=words.number(hub["betweenness_percentile"]),
        endowment=words.number(hub["endowment_percentile"]),
    )


def _opportunities(
    results: Results, region: str, words: Words, names: Names
) -> list[dict[str, Any]]:
    """The best ranked of every level."""
    found = [
        {
            "title": words("profiles.new_clusters"),
            "rows": _industries(results.new_clusters, region, words, names),
        }
    ]
    for ranking in RANKINGS:
        table = results.linkages
        own = table[
            ((table["source"] == region) | (table["target"] == region))
            & table[f"{ranking}_rank"].notna()
        ]
        rows = [
            {
                "what": names.regions[row["target"] if row["source"] == region else row["source"]],
                "rank": words.rank(row[f"{ranking}_rank"], row[f"{ranking}_is_tied"]),
                "range": words.span(row[f"{ranking}_rank_low"], row[f"{ranking}_rank_high"]),
                "sure": words.sure(row[f"{ranking}_confidence"]),
                "is_finding": not is_missing(row[f"{ranking}_is_finding"])
                and bool(row[f"{ranking}_is_finding"]),
            }
            for _, row in own.sort_values(f"{ranking}_rank", kind="stable").head(BEST).iterrows()
        ]
        found.append({"title": words(f"profiles.linkages_{ranking}"), "rows": rows})
    return [
        *found,
        {
            "title": words("profiles.diversification"),
            "rows": _industries(results.diversification, region, words, names),
        },
    ]


def _industries(
    table: pd.DataFrame, region: str, words: Words, names: Names
) -> list[dict[str, Any]]:
    own = (
        table[(table["region"] == region) & table["rank"].notna()]
        .sort_values("rank", kind="stable")
        .head(BEST)
    )
    return [
        {
            "what": names.industries[row["industry"]],
            "rank": words.rank(row["rank"], row["is_tied"]),
            "range": words.span(row["rank_low"], row["rank_high"]),
            "sure": words.sure(row["confidence"]),
            "is_finding": False,
        }
        for _, row in own.iterrows()
    ]
