"""What the page says of every region, from the views."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.report.names import Names
from hypercluster.report.words import Texts, is_missing
from hypercluster.views.region import (
    best_rows,
    centralities,
    industries_view,
    item_name,
    organisations_by_role,
)

if TYPE_CHECKING:
    from hypercluster.results import Results

INDUSTRIES = 10
# Location quotients are drawn on a scale of doublings, 100 wide: an eighth at the left end, 1 in
# the middle, eight at the right end.
DOUBLINGS = 3


def profiles(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """One entry a region, in scheme order."""
    return [_profile(results, str(region), say, names) for region in results.regions.index]


def _profile(results: Results, region: str, say: Texts, names: Names) -> dict[str, Any]:
    row = results.regions.loc[region]
    industries = industries_view(results, region).rows
    roles = _roles(results, region, say, names)
    facts = [
        "" if is_missing(row["macroregion"]) else str(row["macroregion"]),
        "" if is_missing(row["seat"]) else say("profiles.seat", seat=row["seat"]),
        say("profiles.enterprises", count=say.number(row["enterprises"])),
    ]
    return {
        "region": region,
        "name": names.regions[region],
        "place": " · ".join(part for part in facts if part),
        "is_allocated": bool(row["is_allocated"]),
        "industries": [
            _industry(entry, say, names) for entry in industries.head(INDUSTRIES).to_dict("records")
        ],
        "more": max(len(industries) - INDUSTRIES, 0),
        "roles": roles,
        "gaps": [role["role"] for role in roles if not role["members"]],
        "hub": _hub(results, region, say),
        "measures": say("profiles.measures", measures=centralities(results.hubs.loc[region])),
        "community": names.communities.get(row["community"], say("missing")),
        "letter": "" if is_missing(row["community"]) else row["community"],
        "opportunities": _opportunities(results, region, say, names),
    }


def _industry(row: Mapping[str, Any], say: Texts, names: Names) -> dict[str, Any]:
    low, high, value = (row[f"location_quotient{end}"] for end in ("_low", "_high", ""))
    has_interval = not is_missing(value) and not is_missing(low)
    interval = f"{say.number(low, 2)}–{say.number(high, 2)}"
    is_specialised = row["is_specialised"]
    return {
        "name": names.industries[row["industry"]],
        "count": say.number(row["count"]),
        "share": say.part(row["share"]),
        "lq": say.number(value, 2),
        "interval": say("missing") if is_missing(low) else interval,
        "bar": [_on_scale(end) for end in (low, value, high)] if has_interval else None,
        "specialised": say(
            "missing" if is_missing(is_specialised) else "yes" if is_specialised else "no"
        ),
        "q": say.p(row["q_specialised"]),
    }


def _on_scale(quotient: float) -> float:
    """Place of a location quotient on the bar."""
    doublings = math.log2(quotient) if quotient > 0 else -DOUBLINGS
    return round(50 + 50 * max(-DOUBLINGS, min(DOUBLINGS, doublings)) / DOUBLINGS, 1)


def _roles(results: Results, region: str, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Organisations by role. Roles without any are gaps in what is listed."""
    return [
        {
            "role": say.term("roles", role),
            "members": [_member(member, say, names) for member in members],
        }
        for role, members in organisations_by_role(results, region).items()
    ]


def _member(member: Mapping[str, Any], say: Texts, names: Names) -> str:
    """Name of an organisation, its city, and doubts about who it is."""
    inside = [] if member["city"] is None else [str(member["city"])]
    if member["confidence"] not in (None, "high"):
        confidence = say(f"confidence.{member['confidence']}")
        inside.append(say("profiles.confidence_note", confidence=confidence))
    return f"{names.organisations[member['organisation']]}" + (
        f" ({', '.join(inside)})" if inside else ""
    )


def _hub(results: Results, region: str, say: Texts) -> str:
    hub = results.hubs.loc[region]
    return say(
        "profiles.hub_words",
        rank=say.rank(hub["rank"], hub["is_tied"]),
        count=len(results.hubs),
        range=say.span(hub["rank_low"], hub["rank_high"]),
        confidence=say.sure(hub["confidence"]),
        score=say.number(hub["composite"], 1),
        strength=say.number(hub["strength_percentile"]),
        betweenness=say.number(hub["betweenness_percentile"]),
        endowment=say.number(hub["endowment_percentile"]),
    )


def _opportunities(results: Results, region: str, say: Texts, names: Names) -> list[dict[str, Any]]:
    """The best ranked of every ranking."""
    return [
        {
            "title": say.heading("ranking", name),
            "rows": [
                _opportunity(row, RANKINGS[name], region, say, names)
                for row in table.reset_index().to_dict("records")
            ],
        }
        for name, table in best_rows(results, region).items()
    ]


def _opportunity(
    row: Mapping[str, Any], kind: RankingKind, region: str, say: Texts, names: Names
) -> dict[str, Any]:
    """Other end or industry, rank, range, confidence, and whether it is a finding."""
    is_finding = row.get(kind.column("is_finding"))
    return {
        "what": item_name(kind, row, region, names),
        "rank": say.rank(row[kind.column("rank")], row[kind.column("is_tied")]),
        "range": say.span(row[kind.column("rank_low")], row[kind.column("rank_high")]),
        "sure": say.sure(row[kind.column("confidence")]),
        "is_finding": not is_missing(is_finding) and bool(is_finding),
    }
