"""Tables of the page, as texts and the lengths of their bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import (
    RANKINGS,
    RankingKind,
    is_beyond_chance,
    linkage_rankings,
    ranking_kind,
)
from hypercluster.report.names import Names, method_of
from hypercluster.report.words import Texts, capital, is_missing
from hypercluster.views import communities, rankings
from hypercluster.views.cells import cell, is_true
from hypercluster.views.model import View, ViewColumn

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

ROWS = 25
ACTORS = 10
CLASSES = {"range": "range-cell", "confidence": "sure", "names": "long"}
SORTED = {"parts": "profile", "certainty": "confidence", "chance": "q"}  # others by their key


def painted(view: View, say: Texts, names: Names, *, is_ranked: bool = False) -> dict[str, Any]:
    """Headings and cells of a view as the page shows them, with the lengths of bars.

    Parameters
    ----------
    view
        What is shown.
    say, names
        Language of the page.
    is_ranked
        Whether only rows with a rank are shown.
    """
    if is_ranked:
        view = replace(view, count=int(view.rows[view.page[0].sources[0]].notna().sum()))
    rows = view.shown()
    sizes = {} if view.by is None else rows[view.by].map(view.rows[view.by].value_counts())
    is_of_regions = view.rows.index.name == "region"
    return {
        "columns": [
            {
                "title": capital(say(column.title)),
                "is_number": column.is_number and column.kind != "range",
                "is_bar": column.kind == "bar" and len(column.sources) == 1,
                "sort": SORTED.get(key := column.title.partition(".")[2], key),
            }
            for column in view.page
        ],
        "rows": [
            {
                "key": row["region"] if is_of_regions else key,
                "region": row["region"] if is_of_regions else "",
                "is_finding": any(is_true(column.tick, row) for column in view.page),
                "cells": [
                    _cell(column, row, sizes.get(key, view.total), say, names)
                    for column in view.page
                ],
            }
            for key, row in rows.iterrows()
        ],
        "count": view.total,
        "nothing": say(view.nothing),
    }


def _cell(
    column: ViewColumn, row: pd.Series, count: int, say: Texts, names: Names
) -> dict[str, Any]:
    """Text of a cell, and its bar."""
    values = column.values(row)
    has_bar = column.kind == "range" and not any(map(is_missing, values))
    return {
        "kind": column.kind,
        "class": CLASSES.get(column.kind, "number" if column.is_number else ""),
        "text": cell(column, row, say.language, names, has_marks=False),
        "bar": span_bar(int(values[0]), int(values[1]), count) if has_bar else None,
        "bars": stacked(values, column.largest) if column.kind == "bar" else [],
        "parts": [say.number(value, 2) for value in values] if column.kind == "bar" else [],
    }


def span_bar(low: int, high: int, count: int) -> list[float]:
    """Left end and length of a range of ranks on a bar 100 wide."""
    return [
        round(100 * (low - 1) / max(count, 1), 1),
        round(max(100 * (high - low + 1) / max(count, 1), 2.0), 1),
    ]


def stacked(parts: Iterable[Any], largest: float) -> list[float]:
    """Lengths of parts on a bar, 100 for the largest sum.

    Negative and missing parts have none.
    """
    return [
        0.0 if is_missing(part) or largest <= 0 else round(100 * max(float(part), 0.0) / largest, 1)
        for part in parts
    ]


def pair_tables(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Both rankings of linkages, the run's first."""
    chosen = results.provenance["settings"]["linkages"]["ranking"]
    order = [chosen, *(kind.short for kind in linkage_rankings() if kind.short != chosen)]
    views = {ranking: rankings.linkages(results, ranking=ranking, first=ROWS) for ranking in order}
    return [
        {
            **painted(view, say, names, is_ranked=True),
            "ranking": ranking,
            "title": say(view.title),
            "whole": whole_text(results, ranking_kind(ranking), say),
            "pairs": len(view.rows),
        }
        for ranking, view in views.items()
    ]


def level_tables(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """Opportunities of every level but linkages, whose tables follow the sliders."""
    kinds = [kind for kind in RANKINGS.values() if kind.is_opportunity and kind.table != "linkages"]
    return [
        {
            **painted(
                rankings.opportunities(results, kind.name, first=ROWS), say, names, is_ranked=True
            ),
            "level": kind.table,
            "id": kind.table.replace("_", "-"),
            "whole": whole_text(results, kind, say),
            "none_beyond": none_beyond(results, kind),
        }
        for kind in kinds
    ]


def whole_text(results: Results, kind: RankingKind, say: Texts) -> str:
    """Whether a ranking as a whole is beyond chance, empty where that was not tested."""
    return " ".join(say(note) for note in rankings.whole(results, kind))


def none_beyond(results: Results, kind: RankingKind) -> bool:
    """Whether a ranking was compared with chance and no row is beyond it."""
    if kind.null is None:
        return False
    q = results.tables[kind.table][kind.column("p_familywise")].dropna()
    return bool(len(q)) and not bool(is_beyond_chance(q).any())


def claim_rows(results: Results, say: Texts, names: Names) -> list[dict[str, Any]]:
    """What the source says of hubs, and whether the run bears it out."""
    verdict = {True: say("yes"), False: say("no")}
    return [
        {
            "region": names.regions.get(row["region"], row["region_name"]),
            "statement": row["statement"],
            "measure": _measure(str(row["measure"]), say, names),
            "value": say.number(row["value"], 0),
            "rank": say.rank(row["role_rank"]),
            "supported": say("missing")
            if is_missing(row["is_supported"])
            else verdict[bool(row["is_supported"])],
        }
        for _, row in results.reported_hubs.iterrows()
    ]


def _measure(measure: str, say: Texts, names: Names) -> str:
    """What a claim was measured by, with the name of the industry or role."""
    what, _, code = measure.partition(": ")
    name = names.industries.get(code, say.term("roles", code))
    return f"{say.term('measures', what)}{f', {name}' if code else ''}"


def community_table(results: Results, say: Texts, names: Names) -> dict[str, Any]:
    """Communities of several regions, against the definition and against chance."""
    view = communities.communities(results).view
    several = view.rows[view.rows["size"] > 1]
    return painted(replace(view, rows=several), say, names)


def _of_method(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the community method of the run."""
    return table[table["method"] == method_of(results)]


def alone(results: Results, names: Names) -> list[str]:
    """Regions that are in no community of several."""
    table = _of_method(results, results.communities)
    return [names.regions[region] for region in table.loc[table["size"] == 1, "regions"]]


def agreement_text(results: Results, say: Texts) -> str:
    """How far the other methods agree with the run's."""
    method = method_of(results)
    parts = []
    for row in results.agreement.itertuples():
        if method in (row.method, row.other_method) and not is_missing(row.pairs_alike):
            name = row.other_method if row.method == method else row.method
            share = say.part(row.pairs_alike)
            parts.append(say("communities.agreement_one", method=name, share=share))
    return say("communities.others", methods="; ".join(parts)) if parts else ""


def quality_text(results: Results, say: Texts) -> str:
    """Which layers bear the communities out beyond chance, where that was asked."""
    table = _of_method(results, results.community_quality)
    if table["is_beyond_chance"].isna().all():
        return ""
    layers = [
        say.heading("layers", row.layer)
        for row in table.itertuples()
        if not is_missing(row.is_beyond_chance) and row.is_beyond_chance
    ]
    return (
        say("communities.quality", layers=", ".join(layers))
        if layers
        else say("communities.quality_none")
    )
