"""What the script of the page computes with.

The parts of every score stand in columns, the texts of explanations once each. The script repeats
the formula of `synchronisation.score` and `competition_ranks`. A browser test holds both to the
same numbers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RankingKind, linkage_rankings
from hypercluster.report.explanation import Line, evidence_texts, sentences
from hypercluster.report.names import Names
from hypercluster.report.words import Texts, is_missing
from hypercluster.words import SEPARATOR, catalogue, marks

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

DIGITS = 12
P_DIGITS = 6  # with 4, 200 of 201 chance networks were 0.99 here and 1.00 on every other screen
CONFIDENCE = ("low", "medium", "high")
# Messages that the script fills in itself: by the beginning of their keys, and whole keys.
SPOKEN = ("rankings.", "sliders.")
SPOKEN_KEYS = ("cards.in_range", "map.link", "missing", "explain.show")


def payload(
    results: Results,
    say: Texts,
    names: Names,
    places: dict[str, list[float]] | None,
    lines: list[Line],
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
    lines
        What the linkages would be about, from `subject_lines`.
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
        "regions": {
            "code": codes,
            "name": [names.regions[region] for region in codes],
            "place": None if places is None else [places[region] for region in codes],
        },
        "pairs": {
            "source": [position[region] for region in table["source"]],
            "target": [position[region] for region in table["target"]],
            **{value: _numbers(table[value]) for kind in kinds for value in _values(table, kind)},
            "untapped": _numbers(table["untapped"]),
            "km": _numbers(table["geodesic_km"]),
            "gravity_rank": _numbers(table["gravity_rank"]),
        },
        # Before the subject, so that the strings that most pairs share have short numbers.
        "rankings": {kind.short: _ranking(table, kind, strings, say) for kind in kinds},
        "subject": [
            {**line, "texts": [_string(SEPARATOR.join(texts), strings) for texts in line["texts"]]}
            for line in lines
        ],
        "sentences": sentences(results, say),
        "parts": [say(f"rankings.{part}", value="{value}") for part in kinds[0].parts],
        "confidence": [say.sure(level) for level in CONFIDENCE],
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


def _values(table: pd.DataFrame, kind: RankingKind) -> list[str]:
    """Columns that the score weighs, the one with the weight of industries first."""
    return [kind.value, *(["capability_match"] if table["capability_match"].notna().any() else [])]


def _ranking(
    table: pd.DataFrame, kind: RankingKind, strings: dict[str, int], say: Texts
) -> dict[str, Any]:
    """Values, published ranks, ranges, confidence and findings."""
    whole = {
        name: [None if is_missing(value) else int(value) for value in table[kind.column(name)]]
        for name in ("rank", "rank_low", "rank_high")
    }
    return {
        "values": _values(table, kind),
        **whole,
        **{
            name: [_string(text, strings) for text in texts]
            for name, texts in evidence_texts(table, kind, say).items()
        },
        "confidence": [
            None if is_missing(value) else CONFIDENCE.index(value)
            for value in table[kind.column("confidence")]
        ],
        **{
            name: [
                None if is_missing(value) else round(float(value), P_DIGITS)
                for value in table[kind.column(column)]
            ]
            for name, column in (("p", "p_null"), ("all", "p_familywise"))
        },
        "is_finding": [
            int(not is_missing(value) and bool(value)) for value in table[kind.column("is_finding")]
        ],
    }


def _string(text: str, strings: dict[str, int]) -> int | None:
    """Number of a text among the strings of the page, None for none."""
    return strings.setdefault(text, len(strings)) if text else None


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
