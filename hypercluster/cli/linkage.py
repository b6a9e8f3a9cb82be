"""The facts of one linkage, as plain data: parts of its score, what would change its rank, why it has none.

Every score under other settings is recomputed from the parts in the table, for all pairs, by the formula of
`hypercluster.synchronisation`: distance factor x untapped x (w x value + (1 - w) x capability match).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.cli.answers import plain, records
from hypercluster.words import MISSING, is_missing, number

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

VALUES = {"complementary": "complementarity", "common_ground": "similarity"}
SUBJECT = (
    "directions",
    "technologies",
    "lead_organisations_source",
    "lead_organisations_target",
    "platform_vectors",
    "development_vectors",
)
MEANINGS = {
    "complementarity": (
        "what the other side's industries would add to those a region lacks: mean over these of the relatedness density added, as a share, "
        "then the mean of both directions (Balland and Boschma 2021); 0 nothing, 1 everything"
    ),
    "similarity": "production similarity of both sides, 1 - Krugman/2 on the shares of their industries; 0 nothing in common, 1 the same mix",
    "capability_match": (
        "a region's demand over the directions, in shares, met by the other side's organisations of specific focus, n/(1 + n) for n of them; "
        "modelled, mean of both directions"
    ),
    "weight": "linkages.profile_weight of the settings, and the rest for capability (our choice)",
    "untapped": "1/(1 + observed ties): how much of the linkage is not there yet",
    "distance_factor": "beta + (1 - beta) exp(-km/delta): how far distance counts (our choice); beta 0 is a territorial cluster, beta 1 a digital one",
}
SEPARATOR = "; "
EQUAL = 1e-9


def facts_of_linkage(results: Results, row: pd.Series, ranking: str) -> dict[str, Any]:
    """Everything that is known of one row of `linkages` in one ranking.

    Parameters
    ----------
    results
        The run.
    row
        The row.
    ranking
        `complementary` or `common_ground`.
    """
    settings = results.provenance["settings"]["linkages"]
    top_k = results.provenance["top_k"][f"linkages.{ranking}"]
    table, value = results.linkages, VALUES[ranking]
    weight = profile_weight(results, ranking)
    score, rank = plain(row[f"{ranking}_score"]), plain(row[f"{ranking}_rank"])
    facts: dict[str, Any] = {
        "source": {"region": row["source"], "name": row["source_name"]},
        "target": {"region": row["target"], "name": row["target_name"]},
        "ranking": ranking.replace("_", "-"),
        "score": score,
        "rank": rank,
        "is_tied": row[f"{ranking}_is_tied"],
        "pairs": len(table),
        "ranked_pairs": int(table[f"{ranking}_rank"].notna().sum()),
        "draws": results.provenance["draws"],
        "top_k": top_k,
        **{
            name: row[f"{ranking}_{name}"]
            for name in (
                "rank_low",
                "rank_high",
                "p_top_k",
                "confidence",
                "p_null",
                "q_null",
                "is_finding",
            )
        },
        "uncertainty_sources": _sources(results, ranking),
        "parts": _parts(row, ranking, weight),
        "directions": [
            {
                "end": end,
                "region": row[end],
                "value": row[f"complementarity_{end}" if ranking == "complementary" else value],
                "capability_match": row[f"capability_match_{end}"],
                "score": row[f"{ranking}_score_{end}"],
            }
            for end in ("source", "target")
        ],
        "meanings": {
            name: words
            for name, words in MEANINGS.items()
            if name not in VALUES.values() or name == value
        },
        "subject": {name: _split(row[name]) for name in SUBJECT},
        **{
            name: row[name]
            for name in (
                "geodesic_km",
                "distance_factor",
                "is_contiguous",
                "is_within_macroregion",
                "observed_ties",
                "untapped",
                "imbalance",
            )
        },
        "distance_formula": f"{settings['beta']:g} + {1 - settings['beta']:g} exp(-km/{settings['delta_km']:g})",
        **{
            name: row[name]
            for name in (
                "network_effect",
                "network_effect_residual",
                "lambda2_change",
                "eigenratio_change",
            )
        },
        "to_move": [] if score is None else _to_move(table, ranking, score, rank, top_k),
        "changes": [] if score is None else _changes(results, row, ranking, weight),
        "unranked_because": _reasons(results, row, ranking) if score is None else [],
        "flags": _split(row["flags"]),
    }
    found: dict[str, Any] = plain(facts)
    return found


def profile_weight(results: Results, ranking: str) -> float:
    """Weight of the industries' part: all of it where the pack has no capability match at all."""
    table = results.linkages
    is_switched_off = bool(
        (table[f"{ranking}_score"].notna() & table["capability_match"].isna()).any()
    )
    return (
        1.0
        if is_switched_off
        else float(results.provenance["settings"]["linkages"]["profile_weight"])
    )


def _sources(results: Results, ranking: str) -> list[dict[str, Any]]:
    """Shares of rank variance by source of uncertainty, largest first; empty where the run made too few draws."""
    table = results.uncertainty_sources
    own = table[(table["ranking"] == f"linkages.{ranking}") & table["share"].notna()]
    return records(own.sort_values("share", ascending=False, kind="stable")[["source", "share"]])


def _parts(row: pd.Series, ranking: str, weight: float) -> list[dict[str, Any]]:
    value = VALUES[ranking]
    common = {"untapped": row["untapped"], "distance_factor": row["distance_factor"]}
    return [
        {
            "part": "industries",
            "value_name": value.replace("_", " "),
            "value": row[value],
            "weight": weight,
            **common,
            "adds": row[f"{ranking}_profile_part"],
        },
        {
            "part": "capability",
            "value_name": "capability match",
            "value": row["capability_match"],
            "weight": 1.0 - weight,
            **common,
            "adds": row[f"{ranking}_capability_part"],
        },
    ]


def _split(joined: Any) -> list[str]:
    return [] if is_missing(joined) else str(joined).split(SEPARATOR)


def rescored(
    results: Results,
    ranking: str,
    *,
    weight: float,
    beta: float | None = None,
    delta_km: float | None = None,
) -> pd.Series:
    """Scores of all pairs under another distance decay or another weight of the industries; pairs without a score have none."""
    import numpy as np

    settings = results.provenance["settings"]["linkages"]
    table = results.linkages
    beta, delta_km = (
        settings["beta"] if beta is None else beta,
        settings["delta_km"] if delta_km is None else delta_km,
    )
    is_switched_off = bool(table["geodesic_km"].isna().all())
    factor = (
        1.0
        if is_switched_off
        else beta + (1 - beta) * np.exp(-table["geodesic_km"] / delta_km)
        if beta < 1
        else 1.0
    )
    match = table["capability_match"] if weight < 1 else 0.0
    scores = factor * table["untapped"] * (weight * table[VALUES[ranking]] + (1 - weight) * match)
    return scores.where(table[f"{ranking}_score"].notna())


def _changes(results: Results, row: pd.Series, ranking: str, weight: float) -> list[dict[str, Any]]:
    """Score and rank of the pair if one setting were another, and under the other ranking."""
    settings = results.provenance["settings"]["linkages"]
    delta = settings["delta_km"]
    tried: dict[str, dict[str, float]] = {"as run": {}}
    if not is_missing(row["geodesic_km"]):
        tried |= {
            "distance counts in full (beta 0)": {"beta": 0.0},
            "distance does not count (beta 1)": {"beta": 1.0},
            f"ties fade twice as fast ({delta / 2:g} km)": {"delta_km": delta / 2},
            f"ties fade half as fast ({delta * 2:g} km)": {"delta_km": delta * 2},
        }
    if weight < 1:
        tried |= {
            "only industries count": {"weight": 1.0},
            "only capability counts": {"weight": 0.0},
        }
    found = []
    for words, changed in tried.items():
        scores = rescored(results, ranking, **{"weight": weight, **changed})
        own = float(scores[row.name])
        found.append({"if": words, "score": own, "rank": int((scores > own + EQUAL).sum()) + 1})
    other = next(name for name in VALUES if name != ranking)
    found.append(
        {
            "if": f"ranked by {other.replace('_', '-')}",
            "score": row[f"{other}_score"],
            "rank": row[f"{other}_rank"],
        }
    )
    return found


def _to_move(table: pd.DataFrame, ranking: str, score: float, rank: int, top_k: int) -> list[str]:
    """Words on how much more or less score would move the pair."""
    scores = table[f"{ranking}_score"].dropna()
    above, below = scores[scores > score + EQUAL], scores[scores < score - EQUAL]
    words = [
        f"One place up needs {_gap(above.min() - score)} more score."
        if len(above)
        else "No pair has a higher score."
    ]
    if len(below):
        words.append(f"It loses a place if its score falls by {_gap(score - below.max())}.")
    if rank > top_k and len(scores) >= top_k:
        words.append(f"The top {top_k} begin {_gap(scores.nlargest(top_k).min() - score)} higher.")
    elif len(scores) > top_k and score > scores.nlargest(top_k + 1).min() + EQUAL:
        words.append(
            f"The first pair outside the top {top_k} is {_gap(score - scores.nlargest(top_k + 1).min())} lower."
        )
    return words


def _gap(difference: float) -> str:
    return "less than 0.01" if difference < 0.01 else number(difference)


def _reasons(results: Results, row: pd.Series, ranking: str) -> list[str]:
    """Why a pair has no score: the part that is missing, and what would have to be known."""
    regions = results.regions
    ends = [(row[f"{end}_name"], regions.loc[row[end]]) for end in ("source", "target")]
    reasons = []
    if is_missing(row["similarity"]) and all(known["enterprises"] > 0 for _, known in ends):
        reasons.append(
            "Both regions lie inside one reporting unit: their industry shares are the same by construction, which is no finding."
        )
    if is_missing(row[VALUES[ranking]]) and not reasons:
        reasons.append(
            "The industries of a region are not known: "
            + ", ".join(name for name, known in ends if not known["enterprises"] > 0)
            + "."
        )
    if is_missing(row["untapped"]):
        without = [
            name
            for name, known in ends
            if not (not is_missing(known["organisations"]) and known["organisations"] > 0)
        ]
        reasons.append(
            f"Untapped potential is unknown: no organisation is listed in {' and '.join(without) or MISSING}; none listed does not mean that none exists."
        )
    elif is_missing(row["capability_match"]) and results.linkages["capability_match"].notna().any():
        without = [
            name
            for end, (name, _) in zip(("target", "source"), ends, strict=True)
            if is_missing(row[f"capability_match_{end}"])
        ]
        reasons.append(
            f"Capability is unknown: no organisation of specific focus is listed in {' and '.join(without)}."
        )
    if is_missing(row["distance_factor"]):
        reasons.append("The distance is unknown: a seat has no latitude and longitude.")
    return reasons or _split(row["flags"]) or ["A part of the score is missing."]
