"""Which columns and remarks opportunities show, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.cli import render
from hypercluster.cli.options import LEVELS
from hypercluster.cli.render import Field
from hypercluster.cli.runs import chosen
from hypercluster.cli.view import (
    FIRST_ROWS,
    View,
    bar,
    ends,
    figures,
    hangs_on,
    ranked,
    starred,
    text,
)

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

MOST_Q = 0.05
TICK = " ✓"
GAIN = "Gain: what the industry would add to the region's opportunity outlook (complexity; weak where industries are few). Below 0 it is less complex than the mean: no advice against it."
NONE_LISTED = "none listed: "
FLAGGED = "rests on something not observed: `flags` with --json, or in the CSV"


def ranking_of(results: Results, given: str | None) -> str:
    """Ranking of linkages that was asked for, or else that of the settings."""
    from hypercluster.settings import RANKINGS

    return chosen(
        given or results.provenance["settings"]["linkages"]["ranking"],
        RANKINGS,
        "ranking of linkages",
    )


def opportunities_view(
    results: Results, *, level: str, region: str | None, top: int | None, ranking: str | None
) -> View:
    """Opportunities of one level, best first."""
    wanted = chosen(level, LEVELS, "level of opportunities")
    if wanted == "linkages":
        return linkages_view(
            results, region=region, most=top or FIRST_ROWS, ranking=ranking_of(results, ranking)
        )
    single = new_clusters_view if wanted == "new-clusters" else diversification_view
    return single(results, region=region, most=top or FIRST_ROWS)


def linkages_view(results: Results, *, region: str | None, most: int, ranking: str) -> View:
    """Pairs of regions by the score of a ranking; pairs without a score last."""
    table = results.linkages
    table = (
        table
        if region is None
        else table[(table["source"] == region) | (table["target"] == region)]
    )
    table = table.sort_values(f"{ranking}_rank", kind="stable", na_position="last").reset_index(
        drop=True
    )
    score = f"{ranking}_score"
    largest = float(results.linkages[score].fillna(0).max())
    fields = (
        *ranked(results, f"{ranking}_", has_words=False),
        *ends("flags"),
        figures("score", score),
        *chance(results, f"{ranking}_q_null", f"{ranking}_is_finding"),
        Field(
            "parts",
            lambda row: render.stacked(
                [row[f"{ranking}_profile_part"], row[f"{ranking}_capability_part"]], largest
            ),
            is_spare=True,
            legend=f"Parts: {render.GLYPHS[0]} what industries add to the score, {render.GLYPHS[1]} what capability adds.",
        ),
        figures("km", "geodesic_km", 0),
    )
    shown = ranking.replace("_", "-")
    remarks = (
        f"Ranking {shown}; score: what industries add and what capability adds. Why: `hypercluster explain`.",
        *sure(results, results.provenance["top_k"][f"linkages.{ranking}"]),
        *what_chance_gives(results, ranking),
        *weights_of_parts(results, ranking),
        *hangs_on(results, f"linkages.{ranking}"),
    )
    return View(
        "linkages",
        table,
        fields,
        most=most,
        remarks=remarks,
        star=FLAGGED,
        keys={"level": "linkages", "ranking": shown},
        nothing=without_score(results, table, region),
        has_values=bool(table[score].notna().any()),
    )


def new_clusters_view(results: Results, *, region: str | None, most: int) -> View:
    """New clusters inside a region that meet every condition; the others are in JSON."""
    table = _of_region(results.new_clusters, region)
    ranked_rows = int(table["rank"].notna().sum())
    fields = (
        *ranked(results),
        *_single_fields(),
        figures("excess", "score", 0),
        bar(results.new_clusters, "score"),
        figures("count", "count", 0),
        figures("LQ", "location_quotient"),
    )
    left = len(table) - ranked_rows
    remarks = ["Excess: enterprises above expectation, the score."]
    remarks += (
        ["Sure: in how many draws every condition holds."] if results.provenance["draws"] else []
    )
    remarks += hangs_on(results, "new_clusters")
    remarks += (
        [
            f"{left} more {'row does' if left == 1 else 'rows do'} not meet every condition and {'has' if left == 1 else 'have'} no rank."
        ]
        if left
        else []
    )
    return View(
        "new_clusters",
        table,
        fields,
        most=min(most, ranked_rows),
        listed=ranked_rows,
        remarks=tuple(remarks),
        star=FLAGGED,
        keys={"level": "new-clusters"},
        nothing=f"No row meets every condition of a new cluster; {render.counted(len(table), 'row')} with --json.",
    )


def diversification_view(results: Results, *, region: str | None, most: int) -> View:
    """Industries that regions lack, by relatedness density."""
    table = _of_region(results.diversification, region)
    fields = (
        *ranked(results),
        *_single_fields(),
        figures(
            "density",
            "relatedness_density",
            1,
            legend="Density, in percent, diagonal excluded: how much of what is related to the industry the region has.",
        ),
        bar(results.diversification, "relatedness_density"),
        figures(
            "partners",
            "partners_density",
            1,
            is_spare=True,
            legend="Partners: what tied regions would add to the density.",
        ),
        *chance(results, "q_null"),
        figures("gain", "opportunity_gain", is_spare=True, legend=GAIN),
    )
    remarks = (
        *sure(results, results.provenance["top_k"]["diversification"]),
        *density_by_chance(results),
        *hangs_on(results, "diversification"),
    )
    return View(
        "diversification",
        table,
        fields,
        most=most,
        remarks=remarks,
        star=FLAGGED,
        keys={"level": "diversification"},
        nothing="No row has a density: no industry is related to another."
        if len(table)
        else "Nothing to diversify into: specialised in every industry.",
        has_values=bool(table["relatedness_density"].notna().any()),
    )


def sure(results: Results, top_k: int) -> tuple[str, ...]:
    """What the column `sure` says; nothing without draws."""
    return (
        (f"Sure: in how many draws the row is among the top {top_k}.",)
        if results.provenance["draws"]
        else ()
    )


def chance(results: Results, q: str, finding: str | None = None) -> tuple[Field, ...]:
    """The field that compares with chance, ticked where the row is a finding; nothing without draws."""
    if not results.provenance["draws"]:
        return ()

    def show(row: Mapping[str, Any]) -> str:
        is_finding = (
            finding is not None and not render.is_missing(row[finding]) and bool(row[finding])
        )
        return render.tiny(row[q]) + (
            "" if finding is None else TICK if is_finding else " " * len(TICK)
        )

    return (Field("q" + ("" if finding is None else " " * len(TICK)), show, is_number=True),)


def what_chance_gives(results: Results, ranking: str) -> tuple[str, ...]:
    """What the column `q` and its tick say; nothing without draws."""
    if not results.provenance["draws"]:
        return ()
    found = int(results.linkages[f"{ranking}_is_finding"].fillna(value=False).astype(bool).sum())
    words = (
        f"{found} pair{'s are findings' if found != 1 else ' is a finding'}"
        if found
        else "no pair is a finding"
    )
    return (
        f"q: chance networks with the same margins score as high, adjusted over all pairs;{TICK}: a finding, beyond chance and in the top {results.provenance['top_k'][f'linkages.{ranking}']} in at least half of the draws; {words}.",
    )


def density_by_chance(results: Results) -> tuple[str, ...]:
    """What the column `q` of densities says, and whether any row is beyond chance; nothing without draws."""
    if not results.provenance["draws"]:
        return ()
    beyond = int((results.diversification["q_null"] <= MOST_Q).sum())
    words = (
        f"{beyond} row{'s are' if beyond != 1 else ' is'} beyond chance (q at most {MOST_Q:g})"
        if beyond
        else "no row is beyond chance, however sure its rank"
    )
    return (
        f"q: chance networks with the same margins give so high a density, adjusted over all rows; {words}.",
    )


def without_score(results: Results, table: pd.DataFrame, region: str | None) -> str:
    """Why no pair has a score, of a region where one was asked for."""
    if table.empty:
        return "No pair to rank: the scheme has one region."
    if region is None:
        return "No pair has a score: see the doubts about the run, and `hypercluster explain`."
    name = str(results.regions.at[region, "name"])
    every = [reason for flags in table["flags"].dropna() for reason in flags.split("; ")]
    own = sorted(
        {
            reason
            for reason in every
            if reason.startswith(NONE_LISTED) and reason.endswith(f" {name}")
        }
    )
    said = "; ".join(reason.removeprefix(NONE_LISTED) for reason in own)
    because = (
        f"the data list {said}. That is no proof that none exists"
        if said
        else "`hypercluster explain` says what is missing"
    )
    return f"No pair of {name} has a score: {because}."


def weights_of_parts(results: Results, ranking: str) -> tuple[str, ...]:
    """How much of the variance of the score each part contributes; nothing where that is undefined."""
    shares = results.provenance["variance_shares"][ranking]
    if None in shares.values():
        return ()
    return (
        f"Share of the variance of the score: industries {render.share(shares['profile_part'])}, capability {render.share(shares['capability_part'])}.",
    )


def _of_region(table: pd.DataFrame, region: str | None) -> pd.DataFrame:
    return (table if region is None else table[table["region"] == region]).reset_index(drop=True)


def _single_fields() -> tuple[Field, ...]:
    return starred("region", "region_name", "flags"), text("industry", "industry_name", is_cut=True)
