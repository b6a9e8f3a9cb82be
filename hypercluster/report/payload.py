"""What the script of the page computes with.

The parts of every score stand in columns, the texts of explanations once each. The script repeats
the formula of `synchronisation.score` and `competition_ranks`. A browser test holds both to the
same numbers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RankingKind, is_beyond_chance, linkage_rankings
from hypercluster.report.names import Names
from hypercluster.report.words import Texts, is_missing
from hypercluster.views.names import flags_of
from hypercluster.words import SEPARATOR, catalogue, marks

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

DIGITS = 12
CONFIDENCE = ("low", "medium", "high")
SUBJECT = (
    "directions",
    "technologies",
    "lead_organisations_source",
    "lead_organisations_target",
    "platform_vectors",
    "development_vectors",
)
# Messages that the script fills in itself: by the beginning of their keys, and whole keys.
SPOKEN = ("why.", "rankings.", "confidence.", "sliders.")
SPOKEN_KEYS = ("map.link", "missing", "none_listed")


def payload(
    results: Results,
    say: Texts,
    names: Names,
    places: dict[str, list[float]] | None,
    *,
    has_ties: bool,
) -> str:
    """Data of the page as JSON that is safe inside a script element.

    Parameters
    ----------
    results
        The run.
    say, names
        Language of the page.
    places
        Pixels of the regions on the map, None without a map.
    has_ties
        Whether the ties of every layer are sent, for a ring that draws those of one region.
    """
    table = results.linkages.reset_index(drop=True)
    codes = [str(region) for region in results.regions.index]
    position = {region: number for number, region in enumerate(codes)}
    settings = results.provenance["settings"]["linkages"]
    strings: dict[str, int] = {}
    decimal, group = marks(say.language)
    kinds = linkage_rankings()
    data = {
        "language": say.language,
        "decimal": decimal,
        "group": group,
        "settings": {
            key: settings[key] for key in ("ranking", "profile_weight", "beta", "delta_km")
        },
        "draws": results.provenance["draws"],
        "top_k": {kind.short: results.provenance["top_k"][kind.name] for kind in kinds},
        "regions": {
            "code": codes,
            "name": [names.regions[region] for region in codes],
            "place": None if places is None else [places[region] for region in codes],
        },
        "pairs": {
            "source": [position[region] for region in table["source"]],
            "target": [position[region] for region in table["target"]],
            **{kind.value: _numbers(table[kind.value]) for kind in kinds},
            "match": _numbers(table["capability_match"])
            if table["capability_match"].notna().any()
            else None,
            "untapped": _numbers(table["untapped"]),
            "km": _numbers(table["geodesic_km"]),
            "texts": {
                column: [_string(names.joined(cell), strings) for cell in table[column]]
                for column in SUBJECT
            }
            | {"flags": [_string(texts, strings) for texts in _flag_texts(results, table, say)]},
        },
        "rankings": {kind.short: _ranking(table, kind) for kind in kinds},
        "ties": _ties(results, table) if has_ties else None,
        "words": {
            key: text
            for key, text in catalogue(say.language).items()
            if key.startswith(SPOKEN) or key in SPOKEN_KEYS
        },
    }
    data["strings"] = list(strings)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _numbers(column: pd.Series) -> list[float | int | None]:
    rounded = [None if is_missing(value) else round(float(value), DIGITS) for value in column]
    return [int(value) if value is not None and value == int(value) else value for value in rounded]


def _ranking(table: pd.DataFrame, kind: RankingKind) -> dict[str, Any]:
    """Value, published ranks, ranges, confidence and findings."""
    whole = {
        name: [None if is_missing(value) else int(value) for value in table[kind.column(name)]]
        for name in ("rank", "rank_low", "rank_high")
    }
    return {
        "value": kind.value,
        **whole,
        "confidence": [
            None if is_missing(value) else CONFIDENCE.index(value)
            for value in table[kind.column("confidence")]
        ],
        "q": [
            None if is_missing(value) else round(float(value), 4)
            for value in table[kind.column("q_null")]
        ],
        "is_beyond": [int(value) for value in is_beyond_chance(table[kind.column("q_null")])],
        "is_finding": [
            int(not is_missing(value) and bool(value)) for value in table[kind.column("is_finding")]
        ],
    }


def _flag_texts(results: Results, table: pd.DataFrame, say: Texts) -> list[list[str]]:
    """Flags of every pair in the language of the page."""
    flags = flags_of(results, "linkages")
    return [[say(flag) for flag in flags(row)] for row in table.to_dict("records")]


def _string(texts: list[str], strings: dict[str, int]) -> int | None:
    """Number of joined texts among the strings of the page, None for none."""
    return strings.setdefault(SEPARATOR.join(texts), len(strings)) if texts else None


def _ties(results: Results, table: pd.DataFrame) -> dict[str, list[int]]:
    """Weight of the tie of every pair by layer, in thousandths of the largest."""
    pair = {
        (source, target): number
        for number, (source, target) in enumerate(
            zip(table["source"], table["target"], strict=True)
        )
    }
    thousandths = {}
    for layer, ties in results.ties.groupby("layer", sort=False):
        largest = float(ties["scaled_weight"].max())
        weights = [0] * len(pair)
        for row in ties.itertuples():
            weights[pair[row.source, row.target]] = (
                round(1000 * row.scaled_weight / largest) if largest > 0 else 0
            )
        thousandths[str(layer)] = weights
    return thousandths
