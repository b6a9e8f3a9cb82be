"""What the page says of every region, from the views."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.report.names import Names
from hypercluster.report.words import Texts, capital, is_missing
from hypercluster.views.cells import cell
from hypercluster.views.region import (
    best_rows,
    hub,
    industries_view,
    item_name,
    lead,
    members_by_role,
    region_facts,
    roles_missing,
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
    facts, industries = region_facts(results, region), industries_view(results, region)
    letter = facts["region"]["community"]
    return {
        "region": region,
        "name": names.regions[region],
        "place": say(lead(facts)[0]),
        "columns": [say(column.title) for column in industries.page],
        "industries": [
            {
                "cells": [cell(column, row, say.language, names) for column in industries.page],
                "bar": _bar(row),
            }
            for row in industries.rows.head(INDUSTRIES).to_dict("records")
        ],
        "more": max(len(industries.rows) - INDUSTRIES, 0),
        "roles": [
            {
                "role": say.term(role.section, role.word),
                "members": [say("sentence", text=member) for member in members],
            }
            for role, members in members_by_role(results, facts)
        ],
        "roles_missing": capital(say(roles_missing(facts))),
        "hub": [capital(say(note)) for note in hub(results, facts)],
        "community": names.communities.get(letter, say("missing")),
        "letter": letter or "",
        "opportunities": _opportunities(results, region, say, names),
    }


def _bar(row: Mapping[str, Any]) -> list[float] | None:
    """Places of a location quotient and of both ends of its interval."""
    values = [row[f"location_quotient{end}"] for end in ("_low", "", "_high")]
    return None if any(map(is_missing, values)) else [_on_scale(value) for value in values]


def _on_scale(quotient: float) -> float:
    """Place of a location quotient on the bar."""
    doublings = math.log2(quotient) if quotient > 0 else -DOUBLINGS
    return round(50 + 50 * max(-DOUBLINGS, min(DOUBLINGS, doublings)) / DOUBLINGS, 1)


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
        "range": say.in_range(row[kind.column("rank_low")], row[kind.column("rank_high")]),
        "sure": say.sure(row[kind.column("confidence")]),
        "is_finding": not is_missing(is_finding) and bool(is_finding),
    }
