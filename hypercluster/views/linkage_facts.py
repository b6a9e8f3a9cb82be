"""What is known of one linkage, and what would change its rank?

Every score under other settings is recomputed from the parts in the table, for all pairs, by the
formula of `hypercluster.synchronisation.score`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError, did_you_mean
from hypercluster.rankings import RankingKind, linkage_rankings
from hypercluster.synchronisation.linkages import SUBJECT
from hypercluster.views.names import flags_of, region_name
from hypercluster.views.plain_data import plain
from hypercluster.views.rankings import ENDS, global_p
from hypercluster.words import MISSING, Note, Term, is_missing, split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

MEANINGS = ("capability_match", "weight", "untapped", "distance_factor")
EQUAL = 1e-9  # scores that differ by less share a rank


def linkage_ranking(results: Results, ranking: str | None) -> RankingKind:
    """Ranking of linkages of a name, or that of the settings.

    Raises
    ------
    AnalysisError
        There is no such ranking of linkages.
    """
    name = ranking or str(results.provenance["settings"]["linkages"]["ranking"])
    plain = str(name).strip().casefold().replace("-", "_").removeprefix("linkages.")
    kinds = {kind.short: kind for kind in linkage_rankings()}
    if plain not in kinds:
        raise AnalysisError(
            f"Expected a ranking of linkages; found {name!r}.{did_you_mean(plain, kinds)} "
            f"One of: {', '.join(kinds)}."
        )
    return kinds[plain]


def named_regions(regions: pd.DataFrame, *names: str | None) -> list[str]:
    """Codes of regions by what a person calls them.

    Raises
    ------
    SchemeError
        There is no such region.
    AnalysisError
        The same region was named twice.
    """
    from hypercluster.regions import find_region

    codes = [find_region(regions, name) for name in names if name is not None]
    if len(set(codes)) < len(codes):
        raise AnalysisError(
            f"Expected two different regions; found {regions.at[codes[0], 'name']} twice. "
            "`regions` lists all."
        )
    return codes


def linkage_of(results: Results, ends: Sequence[str], kind: RankingKind) -> pd.Series:
    """Row of `linkages` between two regions, or the best ranked one with these ends.

    Raises
    ------
    AnalysisError
        The scheme has one region.
    """
    table = results.linkages
    for end in ends:
        table = table[(table["source"] == end) | (table["target"] == end)]
    if table.empty:
        raise AnalysisError(
            f"Expected at least two regions; found {len(results.regions)}. "
            "A scheme of one region has no linkage."
        )
    return table.sort_values(kind.column("rank"), kind="stable", na_position="last").iloc[0]


def linkage_facts(results: Results, row: pd.Series, kind: RankingKind) -> dict[str, Any]:
    """Everything that is known of one row of `linkages` in one ranking, as plain data."""
    settings, table = results.provenance["settings"]["linkages"], results.linkages
    weight = profile_weight(results, kind)
    score = plain(row[kind.column("score")])
    ranked = ("rank", "is_tied")
    certainty = (
        "rank_low",
        "rank_high",
        "p_top_k",
        "confidence",
        "p_null",
        "p_familywise",
        "is_finding",
    )
    where = (
        "gravity_rank",
        "geodesic_km",
        "distance_factor",
        "is_contiguous",
        "is_within_macroregion",
        "observed_ties",
        "untapped",
        "imbalance",
    )
    effects = ("network_effect", "network_effect_residual", "lambda2_change", "eigenratio_change")
    facts = {
        **{end: {"region": row[end], "name": row[f"{end}_name"]} for end in ENDS},
        "ranking": kind.short.replace("_", "-"),
        "score": score,
        **{name: row[kind.column(name)] for name in ranked},
        "pairs": len(table),
        "ranked_pairs": int(table[kind.column("rank")].notna().sum()),
        "gravity_pairs": int(table["gravity_rank"].notna().sum()),
        "draws": results.provenance["draws"],
        "top_k": results.provenance["top_k"][kind.name],
        **{name: row[kind.column(name)] for name in certainty},
        "p_global": global_p(results, kind),
        "uncertainty_sources": _sources(results, kind),
        "parts": _parts(row, kind, weight),
        "directions": [
            {
                "end": end,
                "region": row[end],
                "value": row.get(f"{kind.value}_{end}", row[kind.value]),
                "capability_match": row[f"capability_match_{end}"],
                "score": row[kind.column(f"score_{end}")],
            }
            for end in ENDS
        ],
        "meanings": {name: str(note) for name, note in meanings(kind).items()},
        "subject": {name: split(row[name]) for name in SUBJECT},
        **{name: row[name] for name in where},
        "distance_formula": (
            f"{settings['beta']:g} + {1 - settings['beta']:g} exp(-km/{settings['delta_km']:g})"
        ),
        **{name: row[name] for name in effects},
        "to_move": [str(note) for note in to_move(results, row, kind)],
        "changes": [
            {"if": str(change["if"]), "score": change["score"], "rank": change["rank"]}
            for change in changes(results, row, kind)
        ],
        "unranked_because": (
            [str(note) for note in unscored(results, row, kind)] if score is None else []
        ),
        "flags": split(row["flags"]),
    }
    data: dict[str, Any] = plain(facts)
    return data


def profile_weight(results: Results, kind: RankingKind) -> float:
    """Weight of the industries' part, 1 where the pack has no capability match at all."""
    table = results.linkages
    is_scored = table[kind.column("score")].notna()
    if (is_scored & table["capability_match"].isna()).any():
        return 1.0
    return float(results.provenance["settings"]["linkages"]["profile_weight"])


def rescored(
    results: Results,
    kind: RankingKind,
    *,
    weight: float,
    beta: float | None = None,
    delta_km: float | None = None,
) -> pd.Series:
    """Scores of all pairs under another distance decay or weight of the industries.

    Pairs without a score have none.
    """
    from hypercluster.analysis.distance import distance_decay
    from hypercluster.synchronisation.score import score_parts

    settings, table = results.provenance["settings"]["linkages"], results.linkages
    decay = {
        "beta": settings["beta"] if beta is None else beta,
        "delta_km": settings["delta_km"] if delta_km is None else delta_km,
    }
    # Without any seat distance is switched off, as in the run.
    km = table["geodesic_km"]
    near = 1.0 if km.isna().all() else distance_decay(km.to_numpy(dtype=float), **decay)
    match = table["capability_match"] if weight < 1 else 0.0
    parts = score_parts(
        table[kind.value], match, factor=near * table["untapped"], profile_weight=weight
    )
    return (parts[0] + parts[1]).where(table[kind.column("score")].notna())


def changes(results: Results, row: pd.Series, kind: RankingKind) -> list[dict[str, Any]]:
    """Score and rank of the pair under other settings and in the other rankings."""
    if is_missing(row[kind.column("score")]):
        return []
    delta = results.provenance["settings"]["linkages"]["delta_km"]
    weight = profile_weight(results, kind)
    tried: dict[Note, dict[str, float]] = {Note("explain.as_run"): {}}
    if not is_missing(row["geodesic_km"]):
        tried |= {
            Note("explain.beta_0"): {"beta": 0.0},
            Note("explain.beta_1"): {"beta": 1.0},
            Note("explain.delta_half", {"km": delta / 2}): {"delta_km": delta / 2},
            Note("explain.delta_twice", {"km": delta * 2}): {"delta_km": delta * 2},
        }
    if weight < 1:
        tried |= {
            Note("explain.only_industries"): {"weight": 1.0},
            Note("explain.only_capability"): {"weight": 0.0},
        }
    rows: list[dict[str, Any]] = []
    for condition, changed in tried.items():
        scores = rescored(results, kind, **{"weight": weight, **changed})
        score = float(scores[row.name])
        rank = int((scores > score + EQUAL).sum()) + 1
        rows.append({"if": condition, "score": score, "rank": rank, "is_tied": False})
    for ranking in linkage_rankings():
        if ranking is not kind:
            condition = Note("explain.ranked_by", {"ranking": Term("rankings", ranking.short)})
            values = {name: row[ranking.column(name)] for name in ("score", "rank")}
            rows.append({"if": condition, **values, "is_tied": False})
    return rows


def to_move(results: Results, row: pd.Series, kind: RankingKind) -> list[Note]:
    """How much more or less score would move the pair."""
    if is_missing(row[kind.column("score")]):
        return []
    top_k = results.provenance["top_k"][kind.name]
    scores = results.linkages[kind.column("score")].dropna()
    score, rank = float(row[kind.column("score")]), int(row[kind.column("rank")])
    above, below = scores[scores > score + EQUAL], scores[scores < score - EQUAL]
    notes = [_gap("up", above.min() - score) if len(above) else Note("explain.highest")]
    if len(below):
        notes.append(_gap("down", score - below.max()))
    if rank > top_k and len(scores) >= top_k:
        notes.append(_gap("top_begins", scores.nlargest(top_k).min() - score, top_k=top_k))
    elif len(scores) > top_k:
        outside = scores.nlargest(top_k + 1).min()
        if score > outside + EQUAL:
            notes.append(_gap("top_ends", score - outside, top_k=top_k))
    return notes


def unscored(results: Results, row: pd.Series, kind: RankingKind) -> list[Note]:
    """Why a pair has no score, by the part that is missing."""
    ends = [(region_name(results, row[end]), results.regions.loc[row[end]]) for end in ENDS]
    reasons = []
    if is_missing(row["similarity"]) and all(region["enterprises"] > 0 for _, region in ends):
        reasons.append(Note("explain.one_unit"))
    elif is_missing(row[kind.value]):
        empty = tuple(name for name, region in ends if not region["enterprises"] > 0)
        reasons.append(Note("explain.no_industries", {"names": empty}))
    if is_missing(row["untapped"]):
        empty = tuple(name for name, region in ends if not _has(region["organisations"]))
        reasons.append(Note("explain.no_organisations", {"names": empty or (MISSING,)}))
    elif is_missing(row["capability_match"]) and results.linkages["capability_match"].notna().any():
        # What the target receives rests on organisations of the source, and the reverse.
        empty = tuple(
            name
            for end, (name, _) in zip(("target", "source"), ends, strict=True)
            if is_missing(row[f"capability_match_{end}"])
        )
        reasons.append(Note("explain.no_focus", {"names": empty}))
    if is_missing(row["distance_factor"]):
        reasons.append(Note("explain.no_distance"))
    flags = list(flags_of(results, "linkages")(row))
    return reasons or flags or [Note("explain.part_missing")]


def _gap(key: str, difference: float, **values: Any) -> Note:
    """How far a score is from another."""
    gap = Note("explain.tiny") if difference < 0.01 else float(difference)
    return Note(f"explain.{key}", {"gap": gap, **values})


def _has(count: Any) -> bool:
    return not is_missing(count) and count > 0


def _sources(results: Results, kind: RankingKind) -> list[dict[str, Any]]:
    """Shares of rank variance by source, largest first, none where draws are too few."""
    table = results.uncertainty_sources
    shares = table[(table["ranking"] == kind.name) & table["share"].notna()]
    shares = shares.sort_values("share", ascending=False, kind="stable")
    return [plain(row) for row in shares[["source", "share"]].to_dict("records")]


def _parts(row: pd.Series, kind: RankingKind, weight: float) -> list[dict[str, Any]]:
    """Value, weight and factors of both parts, and what each adds."""
    factors = {"untapped": row["untapped"], "distance_factor": row["distance_factor"]}
    return [
        {
            "part": part,
            "value_name": value.replace("_", " "),
            "value": row[value],
            "weight": share,
            **factors,
            "adds": row[kind.column(adds)],
        }
        for part, value, share, adds in (
            ("industries", kind.value, weight, "profile_part"),
            ("capability", "capability_match", 1.0 - weight, "capability_part"),
        )
    ]


def meanings(kind: RankingKind) -> dict[str, Note]:
    """What the values of the score mean."""
    return {name: Note(f"meanings.{name}") for name in (kind.value, *MEANINGS)}
