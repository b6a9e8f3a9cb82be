"""Why the first linkage has its score: what the page shows before a reader chooses another.

The script says the same of any linkage, in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import MOST_P, ranking_kind
from hypercluster.report.names import Names
from hypercluster.report.words import Words
from hypercluster.views.linkage import DECIMALS, linkage_facts, linkage_of, shares_as_shown
from hypercluster.views.names import flags_of
from hypercluster.words import SEPARATOR, is_missing

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results


def explanation(
    results: Results, ranking: str, words: Words, names: Names
) -> dict[str, Any] | None:
    """Arithmetic, certainty and subject of the linkage ranked first; None where none is ranked."""
    kind = ranking_kind(f"linkages.{ranking}")
    if results.linkages[kind.column("rank")].isna().all():
        return None
    row = linkage_of(results, [], kind)
    facts = linkage_facts(results, row, kind)
    return {
        "pair": f"{names.regions[row['source']]} – {names.regions[row['target']]}",
        "score": words.number(facts["score"], DECIMALS),
        "standing": _standing(facts, words),
        "parts": _parts(facts, kind.value, words),
        "mostly": _mostly(facts, words),
        "chance": _chance(facts, words),
        "distance": _distance(facts, words),
        "subject": _subject(results, row, words, names),
    }


def _parts(facts: Mapping[str, Any], value: str, words: Words) -> list[dict[str, str]]:
    """Rows of the arithmetic; capability where it has any weight."""
    adds = shares_as_shown([part["adds"] for part in facts["parts"]], facts["score"])
    return [
        {
            "name": words(f"why.{key}"),
            "value": words.number(part["value"], DECIMALS),
            "weight": words.number(part["weight"], 2),
            "untapped": words.number(part["untapped"], DECIMALS),
            "distance": words.number(part["distance_factor"], DECIMALS),
            "adds": words.number(shown, DECIMALS),
        }
        for key, part, shown in zip((value, "capability"), facts["parts"], adds, strict=True)
        if part["weight"] > 0 or part["value"] is not None
    ]


def _mostly(facts: Mapping[str, Any], words: Words) -> str:
    """Which part most of the score comes from."""
    if not facts["score"] > 0:
        return words("why.nothing")
    largest = max(facts["parts"], key=lambda part: part["adds"])
    part = words(f"rankings.{largest['part']}")
    return words("why.mostly", part=part, share=words.part(largest["adds"] / facts["score"]))


def _standing(facts: Mapping[str, Any], words: Words) -> str:
    rank = words("why.rank", rank=words.rank(facts["rank"], facts["is_tied"]))
    if facts["rank_low"] is None:
        return f"{rank}; {words('why.no_range')}"
    ranks = words.span(facts["rank_low"], facts["rank_high"])
    return f"{rank}; {words('why.range', draws=facts['draws'], range=ranks)}"


def _chance(facts: Mapping[str, Any], words: Words) -> str:
    q = facts["q_null"]
    if q is None:
        return words("why.chance_unknown")
    beyond = "why.chance_beyond" if round(q, 9) <= MOST_P else "why.chance_not"
    finding = "why.finding" if facts["is_finding"] else "why.no_finding"
    return f"{words(beyond, q=words.p(q))} {words(finding, top_k=facts['top_k'])}"


def _distance(facts: Mapping[str, Any], words: Words) -> str:
    if is_missing(facts["geodesic_km"]):
        return words("why.distance_unknown")
    factor = words.number(facts["distance_factor"], DECIMALS)
    return words("why.distance_words", km=words.number(facts["geodesic_km"]), factor=factor)


def _subject(results: Results, row: pd.Series, words: Words, names: Names) -> list[tuple[str, str]]:
    """Terms and texts of what the linkage would be about; without those that are empty."""
    lines = [(words("why.directions"), names.joined(row["directions"]))]
    for end in ("source", "target"):
        leads = names.joined(row[f"lead_organisations_{end}"]) or [words("none_listed")]
        lines.append((words("why.lead", name=names.regions[row[end]]), leads))
    lines += [
        (words("why.technologies"), names.joined(row["technologies"])),
        (words("why.platform"), names.joined(row["platform_vectors"])),
        (words("why.development"), names.joined(row["development_vectors"])),
        (words("why.flags"), [words(flag) for flag in flags_of(results, "linkages")(row)]),
    ]
    return [(term, SEPARATOR.join(texts)) for term, texts in lines if texts]
