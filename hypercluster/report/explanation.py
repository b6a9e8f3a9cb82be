"""Why the first linkage has its score: what the page shows before a reader chooses another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.report.names import Names
from hypercluster.report.words import Words, is_missing
from hypercluster.views.names import flags_of
from hypercluster.words import Note

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

VALUES = {"complementary": "complementarity", "common_ground": "similarity"}
DECIMALS = 3


def explanation(
    results: Results, ranking: str, words: Words, names: Names
) -> dict[str, Any] | None:
    """Arithmetic, certainty and subject of the linkage ranked first; None where none is ranked."""
    ranked = results.linkages.dropna(subset=[f"{ranking}_rank"]).sort_values(
        f"{ranking}_rank", kind="stable"
    )
    if ranked.empty:
        return None
    row = ranked.iloc[0]
    score = float(row[f"{ranking}_score"])
    weight = (
        float(results.provenance["settings"]["linkages"]["profile_weight"])
        if results.linkages["capability_match"].notna().any()
        else 1.0
    )
    adds = [float(row[f"{ranking}_{part}"]) for part in ("profile_part", "capability_part")]
    shown = shares_as_shown(adds, score)
    parts = [
        _part(words(f"why.{VALUES[ranking]}"), row[VALUES[ranking]], weight, shown[0], row, words),
        _part(words("why.capability"), row["capability_match"], 1 - weight, shown[1], row, words),
    ]
    largest = max((0, 1), key=lambda place: adds[place])
    part = words(("rankings.industries", "rankings.capability")[largest])
    return {
        "pair": f"{names.regions[row['source']]} – {names.regions[row['target']]}",
        "score": _number(score, words),
        "standing": _standing(row, ranking, results.provenance["draws"], words),
        "parts": parts if weight < 1 else parts[:1],
        "mostly": words("why.mostly", part=part, share=words.part(adds[largest] / score))
        if score > 0
        else words("why.nothing"),
        "chance": _chance(row, ranking, results.provenance["top_k"][f"linkages.{ranking}"], words),
        "distance": words("why.distance_unknown")
        if is_missing(row["geodesic_km"])
        else words(
            "why.distance_words",
            km=words.number(row["geodesic_km"]),
            factor=words.number(row["distance_factor"], 3),
        ),
        "subject": _subject(row, flags_of(results, "linkages")(row), words, names),
    }


def _number(value: float, words: Words) -> str:
    return words.number(value, DECIMALS)


def _part(
    name: str, value: Any, weight: float, adds: float, row: pd.Series, words: Words
) -> dict[str, str]:
    return {
        "name": name,
        "value": words.number(value, DECIMALS),
        "weight": words.number(weight, 2),
        "untapped": words.number(row["untapped"], DECIMALS),
        "distance": words.number(row["distance_factor"], DECIMALS),
        "adds": _number(adds, words),
    }


def shares_as_shown(parts: list[float], total: float) -> list[float]:
    """Parts rounded so that they add up to the rounded total as shown (largest remainder)."""
    unit = 10**DECIMALS
    whole = [int(part * unit + 1e-9) for part in parts]
    left = round(total * unit) - sum(whole)
    for place in sorted(range(len(parts)), key=lambda place: whole[place] - parts[place] * unit)[
        : max(left, 0)
    ]:
        whole[place] += 1
    return [value / unit for value in whole]


def _standing(row: pd.Series, ranking: str, draws: int, words: Words) -> str:
    rank = words("why.rank", rank=words.rank(row[f"{ranking}_rank"], row[f"{ranking}_is_tied"]))
    low, high = row[f"{ranking}_rank_low"], row[f"{ranking}_rank_high"]
    if is_missing(low):
        return f"{rank}; {words('why.no_range')}"
    return f"{rank}; {words('why.range', draws=draws, range=words.span(low, high))}"


def _chance(row: pd.Series, ranking: str, top_k: int, words: Words) -> str:
    q, is_finding = row[f"{ranking}_q_null"], row[f"{ranking}_is_finding"]
    if is_missing(q):
        return words("why.chance_unknown")
    beyond = words(
        "why.chance_beyond" if round(float(q), 9) <= 0.05 else "why.chance_not", q=words.p(q)
    )
    return f"{beyond} {words('why.finding', top_k=top_k) if bool(is_finding) else words('why.no_finding')}"


def _subject(
    row: pd.Series, flags: tuple[Note, ...], words: Words, names: Names
) -> list[tuple[str, str]]:
    lines = [
        (words("why.directions"), "; ".join(names.joined(row["directions"]))),
        (
            words("why.lead", name=names.regions[row["source"]]),
            "; ".join(names.joined(row["lead_organisations_source"])) or words("none_listed"),
        ),
        (
            words("why.lead", name=names.regions[row["target"]]),
            "; ".join(names.joined(row["lead_organisations_target"])) or words("none_listed"),
        ),
        (words("why.technologies"), "; ".join(names.joined(row["technologies"]))),
        (words("why.platform"), "; ".join(names.joined(row["platform_vectors"]))),
        (words("why.development"), "; ".join(names.joined(row["development_vectors"]))),
        (words("why.flags"), "; ".join(words(flag) for flag in flags)),
    ]
    return [(term, text) for term, text in lines if text]
