"""Why does a linkage have its score, on the page and for its script?

Names, order and sentences come from `views.linkage`. The script gets sentences with slots in braces
and fills in what moves with a slider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RankingKind, linkage_rankings
from hypercluster.report.names import Names
from hypercluster.report.rankings import whole_text
from hypercluster.report.words import Texts, capital, is_missing
from hypercluster.synchronisation.linkages import SUBJECT
from hypercluster.views import linkage
from hypercluster.views.cells import cell
from hypercluster.views.linkage_facts import linkage_facts, linkage_of
from hypercluster.views.names import flags_of
from hypercluster.views.rankings import ENDS
from hypercluster.words import SEPARATOR, percent

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Line = dict[str, Any]


def subject_lines(results: Results, say: Texts, names: Names) -> list[Line]:
    """What the linkages would be about: headings, each with a text for every pair.

    A heading has a slot for the region at an `end`. What no pair has is left out.
    """
    table, flags = results.linkages, flags_of(results, "linkages")
    lines = [
        {
            "term": capital(say(linkage.subject_term(column, dict.fromkeys(ENDS, "{name}")))),
            "end": column.rpartition("_")[2] if column.endswith(ENDS) else None,
            "texts": [names.joined(entry) or [say("none_listed")] for entry in table[column]],
        }
        for column in SUBJECT
        if table[column].notna().any()
    ]
    doubts = [[say(flag) for flag in flags(row)] for row in table.to_dict("records")]
    return [*lines, {"term": say("explain.unsaid"), "end": None, "texts": doubts}]


def explanations(
    results: Results, lines: list[Line], say: Texts, names: Names
) -> dict[str, dict[str, Any]]:
    """Explanation of the linkage ranked first, by ranking, that of the settings first.

    A ranking without any rank has none.
    """
    chosen = results.provenance["settings"]["linkages"]["ranking"]
    return {
        kind.short: _explanation(results, kind, lines, say, names)
        for kind in sorted(linkage_rankings(), key=lambda kind: kind.short != chosen)
        if results.linkages[kind.column("rank")].notna().any()
    }


def _explanation(
    results: Results, kind: RankingKind, lines: list[Line], say: Texts, names: Names
) -> dict[str, Any]:
    row = linkage_of(results, [], kind)
    facts = linkage_facts(results, row, kind)
    view = linkage.parts_view(facts)
    *parts, total = (
        [cell(column, part, say.language) for column in view.page]
        for part in view.rows.to_dict("records")
    )
    seats = linkage.distance_of_seats(row, results.provenance["settings"]["linkages"])
    number = results.linkages.index.get_loc(row.name)
    texts = [(line, line["texts"][number]) for line in lines]
    return {
        "pair": f"{names.regions[row['source']]} – {names.regions[row['target']]}",
        "score": say.number(facts["score"], linkage.DECIMALS),
        "standing": say(linkage.standing(facts)),
        "columns": [
            {"title": say(column.title), "slot": column.sources[0], "decimals": column.decimals}
            for column in view.page
        ],
        "parts": parts,
        "total": total[0],
        "mostly": say(linkage.largest_part(facts)),
        "chance": say(linkage.against_chance(facts)),
        "whole": whole_text(results, kind, say),
        "gravity": say(linkage.by_gravity(facts)),
        "distance": say(seats),
        "subject": [
            {
                "term": line["term"].replace("{name}", names.regions.get(row.get(line["end"]), "")),
                "count": len(items),
                "text": SEPARATOR.join(items),
            }
            for line, items in texts
            if items
        ],
    }


def sentences(results: Results, say: Texts) -> dict[str, Any]:
    """Sentences with slots: of every ranking, and of the distance between seats."""
    settings = results.provenance["settings"]["linkages"]
    seats = linkage.distance_of_seats({"geodesic_km": 0.0, "distance_factor": 1.0}, settings)
    rankings: dict[str, Any] = {}
    for kind in linkage_rankings():
        if results.linkages[kind.column("rank")].notna().any():
            facts = linkage_facts(results, linkage_of(results, [], kind), kind)
            slots = _slots("rank", "tied", "range", "confidence", "share")
            rankings[kind.short] = {
                "standing": say(linkage.standing(facts), **slots),
                "mostly": [say(linkage.mostly_from(part, 0.0), **slots) for part in facts["parts"]],
            }
    return {
        **rankings,
        "tied": say("explain.tied"),
        "nothing": say("explain.adds_nothing"),
        "distance": say(seats, **_slots("km", "factor", "beta", "rest", "delta_km")),
        "no_distance": say("explain.distance_unknown"),
        "gravity": say(
            "explain.gravity",
            pairs=int(results.linkages["gravity_rank"].notna().sum()),
            **_slots("rank"),
        ),
        "no_gravity": say("explain.no_gravity"),
        "no_score": say("explain.no_distance"),
    }


def evidence_texts(table: pd.DataFrame, kind: RankingKind, say: Texts) -> dict[str, list[str]]:
    """Of every pair: the share of draws among the top, and the sentence on chance."""
    names = ("p_null", "p_familywise", "is_finding")
    rows = zip(*(table[kind.column(name)] for name in names), strict=True)
    top_k = kind.column("p_top_k")
    return {
        "share": [percent(share) for share in table[top_k]],
        "chance": [
            say(
                linkage.against_chance(
                    {
                        name: None if is_missing(value) else value
                        for name, value in zip(names, row, strict=True)
                    }
                ),
                **_slots("p", "all"),
            )
            for row in rows
        ],
    }


def _slots(*names: str) -> dict[str, str]:
    return {name: f"{{{name}}}" for name in names}
