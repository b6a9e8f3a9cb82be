"""What the page says of one region: what it has, where it stands, what it could do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.report.names import Names
from hypercluster.report.words import Words, is_missing
from hypercluster.views.region import best_rows, industries_view, organisations_by_role

if TYPE_CHECKING:
    from hypercluster.results import Results

INDUSTRIES = 10
# Location quotients are drawn on a scale of doublings, 100 wide: an eighth at the left end, 1 in
# the middle, eight at the right end.
DOUBLINGS = 3


def profiles(results: Results, words: Words, names: Names) -> list[dict[str, Any]]:
    """One entry a region, in scheme order."""
    return [_profile(results, str(region), words, names) for region in results.regions.index]


def _profile(results: Results, region: str, words: Words, names: Names) -> dict[str, Any]:
    row = results.regions.loc[region]
    industries = industries_view(results, region).rows
    roles = _roles(results, region, words, names)
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
        "industries": [
            _industry(entry, words, names)
            for entry in industries.head(INDUSTRIES).to_dict("records")
        ],
        "more": max(len(industries) - INDUSTRIES, 0),
        "roles": roles,
        "gaps": [role["role"] for role in roles if not role["members"]],
        "hub": _hub(results, region, words),
        "community": names.communities.get(row["community"], words("missing")),
        "letter": "" if is_missing(row["community"]) else row["community"],
        "opportunities": _opportunities(results, region, words, names),
    }


def _industry(row: Mapping[str, Any], words: Words, names: Names) -> dict[str, Any]:
    low, high, value = (row[f"location_quotient{end}"] for end in ("_low", "_high", ""))
    has_interval = not is_missing(value) and not is_missing(low)
    interval = f"{words.number(low, 2)}–{words.number(high, 2)}"
    is_specialised = row["is_specialised"]
    return {
        "name": names.industries[row["industry"]],
        "count": words.number(row["count"]),
        "share": words.part(row["share"]),
        "lq": words.number(value, 2),
        "interval": words("missing") if is_missing(low) else interval,
        "bar": [_on_scale(end) for end in (low, value, high)] if has_interval else None,
        "specialised": words(
            "missing" if is_missing(is_specialised) else "yes" if is_specialised else "no"
        ),
        "q": words.p(row["q_specialised"]),
    }


def _on_scale(quotient: float) -> float:
    """Place of a location quotient on the bar."""
    doublings = math.log2(quotient) if quotient > 0 else -DOUBLINGS
    return round(50 + 50 * max(-DOUBLINGS, min(DOUBLINGS, doublings)) / DOUBLINGS, 1)


def _roles(results: Results, region: str, words: Words, names: Names) -> list[dict[str, Any]]:
    """Organisations by role; roles without any are gaps in what is listed."""
    return [
        {
            "role": words.term("roles", role),
            "members": [_member(member, words, names) for member in members],
        }
        for role, members in organisations_by_role(results, region).items()
    ]


def _member(member: Mapping[str, Any], words: Words, names: Names) -> str:
    """Name of an organisation, its city, and how surely it is identified where in doubt."""
    inside = [] if member["city"] is None else [str(member["city"])]
    if member["confidence"] not in (None, "high"):
        confidence = words(f"confidence.{member['confidence']}")
        inside.append(words("profiles.confidence_note", confidence=confidence))
    return f"{names.organisations[member['organisation']]}" + (
        f" ({', '.join(inside)})" if inside else ""
    )


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
    return [
        {
            "title": words(f"profiles.{level}"),
            "rows": [_opportunity(row, prefix, words, names) for row in table.to_dict("records")],
        }
        for level, table in best_rows(results, region).items()
        for prefix in (f"{level.removeprefix('linkages_')}_" if "linkages_" in level else "",)
    ]


def _opportunity(row: Mapping[str, Any], prefix: str, words: Words, names: Names) -> dict[str, Any]:
    """Other end or industry, rank, range, confidence, and whether it is a finding."""
    is_finding = row.get(f"{prefix}is_finding")
    partner = row.get("partner_code")
    return {
        "what": names.industries[row["industry"]] if partner is None else names.regions[partner],
        "rank": words.rank(row[f"{prefix}rank"], row[f"{prefix}is_tied"]),
        "range": words.span(row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]),
        "sure": words.sure(row[f"{prefix}confidence"]),
        "is_finding": not is_missing(is_finding) and bool(is_finding),
    }
