"""Why does the linkage ranked first have its score?

The script of the page says the same of any linkage, in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import is_beyond_chance, ranking_kind
from hypercluster.report.names import Names
from hypercluster.report.words import Texts
from hypercluster.views.linkage import DECIMALS, linkage_facts, linkage_of, shares_as_shown
from hypercluster.views.names import flags_of
from hypercluster.words import SEPARATOR, is_missing

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results


def explanation(results: Results, ranking: str, say: Texts, names: Names) -> dict[str, Any] | None:
    """Arithmetic, certainty and subject of the linkage ranked first, if any is."""
    kind = ranking_kind(f"linkages.{ranking}")
    if results.linkages[kind.column("rank")].isna().all():
        return None
    row = linkage_of(results, [], kind)
    facts = linkage_facts(results, row, kind)
    return {
        "pair": f"{names.regions[row['source']]} – {names.regions[row['target']]}",
        "score": say.number(facts["score"], DECIMALS),
        "standing": _standing(facts, say),
        "parts": _parts(facts, kind.value, say),
        "mostly": _mostly(facts, say),
        "chance": _chance(facts, say),
        "distance": _distance(facts, say),
        "subject": _subject(results, row, say, names),
    }


def _parts(facts: Mapping[str, Any], value: str, say: Texts) -> list[dict[str, str]]:
    """Rows of the arithmetic, capability where it has any weight."""
    adds = shares_as_shown([part["adds"] for part in facts["parts"]], facts["score"])
    return [
        {
            "name": say(f"why.{key}"),
            "value": say.number(part["value"], DECIMALS),
            "weight": say.number(part["weight"], 2),
            "untapped": say.number(part["untapped"], DECIMALS),
            "distance": say.number(part["distance_factor"], DECIMALS),
            "adds": say.number(rounded, DECIMALS),
        }
        for key, part, rounded in zip((value, "capability"), facts["parts"], adds, strict=True)
        if part["weight"] > 0 or part["value"] is not None
    ]


def _mostly(facts: Mapping[str, Any], say: Texts) -> str:
    """Which part most of the score comes from."""
    if not facts["score"] > 0:
        return say("why.nothing")
    largest = max(facts["parts"], key=lambda part: part["adds"])
    part = say(f"rankings.{largest['part']}")
    return say("why.mostly", part=part, share=say.part(largest["adds"] / facts["score"]))


def _standing(facts: Mapping[str, Any], say: Texts) -> str:
    rank = say("why.rank", rank=say.rank(facts["rank"], facts["is_tied"]))
    if facts["rank_low"] is None:
        return f"{rank}; {say('why.no_range')}"
    ranks = say.span(facts["rank_low"], facts["rank_high"])
    return f"{rank}; {say('why.range', draws=facts['draws'], range=ranks)}"


def _chance(facts: Mapping[str, Any], say: Texts) -> str:
    q = facts["q_null"]
    if q is None:
        return say("why.chance_unknown")
    beyond = "why.chance_beyond" if is_beyond_chance(q) else "why.chance_not"
    finding = "why.finding" if facts["is_finding"] else "why.no_finding"
    return f"{say(beyond, q=say.p(q))} {say(finding, top_k=facts['top_k'])}"


def _distance(facts: Mapping[str, Any], say: Texts) -> str:
    if is_missing(facts["geodesic_km"]):
        return say("why.distance_unknown")
    factor = say.number(facts["distance_factor"], DECIMALS)
    return say("why.distance_words", km=say.number(facts["geodesic_km"]), factor=factor)


def _subject(results: Results, row: pd.Series, say: Texts, names: Names) -> list[tuple[str, str]]:
    """Terms and texts of what the linkage would be about."""
    lines = [(say("why.directions"), names.joined(row["directions"]))]
    for end in ("source", "target"):
        leads = names.joined(row[f"lead_organisations_{end}"]) or [say("none_listed")]
        lines.append((say("why.lead", name=names.regions[row[end]]), leads))
    lines += [
        (say("why.technologies"), names.joined(row["technologies"])),
        (say("why.platform"), names.joined(row["platform_vectors"])),
        (say("why.development"), names.joined(row["development_vectors"])),
        (say("why.flags"), [say(flag) for flag in flags_of(results, "linkages")(row)]),
    ]
    return [(term, SEPARATOR.join(texts)) for term, texts in lines if texts]
