"""Indicators by group, under headings that say the convention behind the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import chosen, open_run
from hypercluster.cli.show import FIRST_ROWS, show_view
from hypercluster.cli.terminal import (
    Field,
    Grid,
    number_field,
    percent_field,
    probability_field,
    text_field,
    title,
    yes,
)
from hypercluster.cli.view import Screen, starred
from hypercluster.indicators import GROUPS
from hypercluster.rankings import MOST_P, is_beyond_chance
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, is_missing, number

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results

ALLOCATED = "counts are an allocation of a larger reporting unit"
FEW_INDUSTRIES = 20
SECOND_ROWS = 20  # of a table below


def indicators(
    *,
    group: Annotated[
        str,
        typer.Option(
            "--group",
            metavar="NAME",
            help=f"One of {', '.join(GROUPS)}.",
            autocompletion=opt.completing(tuple(GROUPS)),
        ),
    ] = "specialisation",
    region: opt.OnlyRegion = None,
    top: opt.Top = None,
    source: opt.WithoutDraws,
    display: opt.Display,
) -> None:
    """Indicators of regions and industries, group by group.

    Specialisation, concentration, relatedness, complexity, spatial. Every heading says the
    convention behind its numbers: reference, base of logarithms, scale.

    Examples
    --------
    hypercluster indicators
    hypercluster indicators --group concentration
    hypercluster indicators --group relatedness --json
    """
    group = chosen(group, list(GROUPS), "group of indicators")
    from hypercluster.regions import find_region

    run = open_run(source, display, has_draws=False)
    code = None if region is None else find_region(run.regions, region)
    results = run.results()
    shown = GROUP_VIEWS[group](results, code)
    # Of one region all rows are shown.
    first = top or (FIRST_ROWS if region is None else None)
    show_view(
        shown.name,
        replace(shown.screen, first=first),
        results,
        source,
        display,
        top=top,
        keys={"group": group, **shown.keys},
        below=shown.below,
        has_draws=False,
    )


class Group(NamedTuple):
    """What a group shows: a table, a second one below, and other keys in JSON."""

    name: str
    screen: Screen
    keys: Mapping[str, Any]
    below: Sequence[Block] = ()


def industry_names(results: Results) -> pd.Series:
    """Names of the industries by code."""
    return results.industries.set_index("industry")["name"]


def reference_of(results: Results) -> str:
    """What quotients compare with, in a word for a heading."""
    has_shares = any(
        "pack's reference shares" in line for line in results.provenance["conventions"]
    )
    return "ref. shares" if has_shares else "total"


def specialisation_view(results: Results, region: str | None) -> Group:
    """Specialisation of every region in every industry, surest first.

    Of one region in the order of industries.
    """
    table = (
        results.indicators
        if region is None
        else results.indicators[results.indicators["region"] == region]
    )
    if region is None:
        order = {"q_specialised": True, "location_quotient": False}
        table = table.sort_values(
            list(order), ascending=list(order.values()), kind="stable"
        ).reset_index(drop=True)
    shown = table.assign(
        region_name=table["region"].map(results.regions["name"]),
        industry_name=table["industry"].map(industry_names(results)),
    )
    threshold = results.provenance["settings"]["indicators"]["threshold"]
    fields = (
        starred("region", "region_name", "is_allocated"),
        text_field("industry", "industry_name", is_name=True),
        number_field("count", "count", 0),
        percent_field("share %", "share"),
        number_field("LQ", "location_quotient"),
        Field(
            "90 %",
            lambda row: _interval(row["location_quotient_low"], row["location_quotient_high"]),
            is_number=True,
        ),
        number_field(
            "EB",
            "location_quotient_smoothed",
            is_spare=True,
            legend="EB: shrunk by empirical Bayes (Marshall).",
        ),
        Field(f">={threshold:g}", lambda row: yes(row["is_specialised"])),
        probability_field("q", "q_specialised"),
    )
    remarks = (
        (
            f"LQ: share over the share in the {reference_of(results)}, with its 90 % Gamma-Poisson "
            "interval."
        ),
        (
            "q: exact probability of so large a count by chance, adjusted for all cells (false "
            "discovery rate); so small: p_underrepresented with --json."
        ),
    )
    return Group("indicators", Screen(shown, fields, remarks=remarks, star=ALLOCATED), {})


def concentration_view(results: Results, region: str | None) -> Group:
    """Concentration of regions, and below of industries."""
    table = _regions(results, region)
    reference = reference_of(results)
    fields = (
        starred("region", "name", "is_allocated"),
        number_field("enterprises", "enterprises", 0),
        number_field(f"Krugman ({reference})", "krugman_index"),
        number_field(f"Hachman ({reference})", "hachman_index"),
        number_field("Herfindahl (0-1)", "herfindahl_index"),
        number_field("entropy (nats)", "entropy"),
        *(
            (number_field("related (nats)", "related_variety"),)
            if table["related_variety"].notna().any()
            else ()
        ),
        *(
            (number_field("unrelated (nats)", "unrelated_variety"),)
            if table["unrelated_variety"].notna().any()
            else ()
        ),
        number_field("excess", "excess_enterprises", 0),
    )
    industries = (
        text_field("industry", "name", is_name=True),
        number_field("enterprises", "enterprises", 0),
        number_field("Hoover (0-1)", "hoover_index"),
        number_field("Gini (0-1)", "locational_gini"),
        number_field("Theil (nats)", "theil_index"),
    )
    varieties = (
        ()
        if results.regions["related_variety"].notna().any()
        else (
            (
                "No broader industries (parent) in the pack: related and unrelated variety are "
                "missing."
            ),
        )
    )
    remarks = (
        (
            f"Krugman: 0 the mix of the {reference}, 2 nothing in common; Hachman: 1 the same mix; "
            "Herfindahl normalised; excess: enterprises above expectation."
        ),
        (
            "Of industries: 0 spread as all enterprises, larger more concentrated. Ellison-Glaeser "
            "needs plant sizes (hc.ellison_glaeser)."
        ),
        *varieties,
    )
    below = _below(
        "Industries over reporting units, against all enterprises:", industries, results.industries
    )
    screen = Screen(table, fields, remarks=remarks, star=ALLOCATED)
    return Group("regions", screen, {"industries": records(results.industries)}, below)


def relatedness_view(results: Results, region: str | None) -> Group:
    """Pairs of industries that go together, and the density around each industry."""
    names = industry_names(results)
    table = results.proximity[results.proximity["industry"] < results.proximity["other_industry"]]
    table = table.assign(
        industry_name=table["industry"].map(names), other_name=table["other_industry"].map(names)
    )
    table = table.sort_values(
        ["q_null", "p_null", "industry", "other_industry"], na_position="last", kind="stable"
    ).reset_index(drop=True)
    fields = (
        text_field("industry", "industry_name", is_name=True),
        text_field("other industry", "other_name", is_name=True),
        number_field("both", "cooccurrences", 0),
        number_field("prox. (min)", "proximity"),
        number_field("assoc.", "association_strength"),
        number_field("cosine", "cosine", is_spare=True),
        number_field("Jaccard", "jaccard", is_spare=True),
        number_field("Steijn", "steijn", is_spare=True),
        probability_field("p", "p_null"),
        probability_field("q", "q_null"),
    )
    density = results.indicators.assign(
        name=results.indicators["region"].map(results.regions["name"])
    )
    density = density if region is None else density[density["region"] == region]
    wide = density.pivot(index="region", columns="industry", values="relatedness_density").reindex(
        density["region"].unique()
    )
    beside = (
        text_field("region", "name", is_name=True),
        *(number_field(str(names.get(kind, kind)), kind, 0) for kind in wide),
    )
    beyond = int(is_beyond_chance(table["q_null"]).sum())
    unlikely = int(is_beyond_chance(table["p_null"]).sum())
    nulls = ", ".join(sorted(table["null"].dropna().unique())) or "none"
    remarks = (
        (
            "both: reporting units specialised in both; p: as many by chance among tables with the "
            f"same margins ({nulls}); q: adjusted over all pairs."
        ),
        (
            f"{unlikely} of {len(table)} pairs have p of at most {MOST_P:g}, {beyond} after "
            "adjustment; what rests on the others rests on chance."
        ),
        *weak(results),
    )
    keys = {"relatedness_density": records(density[["region", "industry", "relatedness_density"]])}
    below = _below(
        "Relatedness density in percent, diagonal excluded:",
        beside,
        wide.assign(name=results.regions["name"]).reset_index(),
        SECOND_ROWS,
    )
    return Group("proximity", Screen(table, fields, remarks=remarks), keys, below)


def complexity_view(results: Results, region: str | None) -> Group:
    """Complexity of regions, and below of industries."""
    table = _regions(results, region).sort_values(
        "economic_complexity", ascending=False, kind="stable", na_position="last"
    )
    fields = (
        starred("region", "name", "is_allocated"),
        number_field("diversity", "diversity", 0),
        number_field("ECI (z)", "economic_complexity"),
        number_field("fitness (mean 1)", "fitness"),
        number_field("outlook", "opportunity_outlook"),
    )
    industries = (
        text_field("industry", "name", is_name=True),
        number_field("ubiquity", "ubiquity", 0),
        number_field("PCI (z)", "product_complexity"),
        number_field("complexity (mean 1)", "fitness_complexity"),
    )
    fit = results.provenance["complexity"]
    gap = "missing" if fit["eigengap"] is None else f"{fit['eigengap']:.3f}"
    converged = "converged" if fit["fitness_has_converged"] else "did not converge"
    remarks = (
        (
            "z: mean 0, standard deviation 1 over reporting units or industries; sign: ECI "
            "correlates with diversity. Opportunity gain of an industry: `opportunities --level "
            "diversification`."
        ),
        *_disagree(table),
        (
            f"Eigengap {gap}: how far the eigenvector behind ECI stands from the next (near 0 "
            f"it is arbitrary). Fitness {converged} after {fit['fitness_iterations']} "
            "iterations; 0: it falls without end."
        ),
        *weak(results),
    )
    keys = {"complexity": fit, "industries": records(results.industries)}
    below = _below("Industries, over reporting units:", industries, results.industries)
    return Group("regions", Screen(table, fields, remarks=remarks, star=ALLOCATED), keys, below)


def _disagree(table: pd.DataFrame) -> tuple[str, ...]:
    """The remark that the measures of complexity put different regions first."""
    both = table[["region", "economic_complexity", "fitness"]].dropna()
    first, fittest = (
        set(both.loc[both[column].round(9) == both[column].round(9).max(), "region"])
        for column in ("economic_complexity", "fitness")
    )
    return (
        ()
        if first & fittest or both.empty
        else (
            (
                "ECI and fitness put different regions first: with few industries read neither "
                "as a ranking."
            ),
        )
    )


def spatial_view(results: Results, region: str | None) -> Group:
    """Spatial autocorrelation of every quotient, and below the regions where it sits."""
    from hypercluster.run.spatial import spatial_indicators

    spatial = spatial_indicators(results)
    names, regions = industry_names(results), results.regions["name"]
    table = spatial.moran
    table = table.assign(
        variable_name=table["variable"].map(
            lambda code: f"LQ of {names[code]}" if code in names.index else code
        )
    )
    fields = (
        text_field("variable", "variable_name", is_name=True),
        number_field("regions", "regions", 0),
        number_field("Moran's I", "moran_i"),
        number_field("expected", "expected_i"),
        probability_field("p", "p_value"),
        probability_field("q", "q_value"),
    )
    local = spatial.local if region is None else spatial.local[spatial.local["region"] == region]
    local = (
        local.sort_values(["local_q", "getis_ord_q"], kind="stable") if region is None else local
    )
    local = local.assign(
        name=local["region"].map(regions),
        variable_name=local["variable"].map(names).fillna(local["variable"]),
    )
    shown = (
        local
        if region is not None
        else local[is_beyond_chance(local["local_p"]) | is_beyond_chance(local["getis_ord_p"])]
    )
    beside = (
        text_field("region", "name", is_name=True),
        text_field("variable", "variable_name", is_name=True),
        text_field("quadrant", "quadrant"),
        probability_field("local p", "local_p"),
        probability_field("local q", "local_q"),
        number_field("Gi* z", "getis_ord_z"),
        probability_field("Gi* p", "getis_ord_p"),
        probability_field("Gi* q", "getis_ord_q"),
    )
    remarks = (
        (
            f"Neighbours: {spatial.weights}. p: {table.attrs.get('convention', '')}; q: "
            "adjusted over the variables (below: over the regions of a variable)."
        ),
        *_not_compared(table, results),
        *(
            (f"Without a q of at most {MOST_P:g} no region below stands out among so many.",)
            if region is None
            else ()
        ),
    )
    heading = (
        f"Regions with p of at most {MOST_P:g}:"
        if region is None
        else "The region, variable by variable:"
    )
    below = _below(heading, beside, shown, SECOND_ROWS)
    return Group("moran", Screen(table, fields, remarks=remarks), {"local": records(local)}, below)


def _not_compared(table: pd.DataFrame, results: Results) -> tuple[str, ...]:
    """Why a statistic rests on fewer regions than the run has."""
    regions = len(results.regions)
    fewest = int(table["regions"].min()) if len(table) else regions
    if fewest == regions:
        return ()
    return (
        (
            f"regions: {fewest} of {regions} have a value, a neighbour among these and counts of "
            "their own."
        ),
    )


def weak(results: Results) -> tuple[str, ...]:
    """The remark that few industries make relatedness and complexity weak."""
    count = len(results.industries)
    if count >= FEW_INDUSTRIES:
        return ()
    return (
        f"Weak: {count} industries only; relatedness and complexity need some {FEW_INDUSTRIES}.",
    )


def _regions(results: Results, region: str | None) -> pd.DataFrame:
    table = results.regions.reset_index()
    return table if region is None else table[table["region"] == region].reset_index(drop=True)


def _below(
    heading: str, fields: Sequence[Field], table: pd.DataFrame, most: int | None = None
) -> list[Block]:
    """A second table under the first."""
    rows = table.to_dict("records")
    left = len(rows) - len(rows[:most])
    body: Block = Grid(fields, rows[:most]) if rows else "None."
    return ["", title(heading), body, *([f"{left} more with --json"] if left else [])]


def _interval(low: Any, high: Any) -> str:
    return MISSING if is_missing(low) or is_missing(high) else f"{number(low)}–{number(high)}"


GROUP_VIEWS: dict[str, Callable[[Results, str | None], Group]] = {
    "specialisation": specialisation_view,
    "concentration": concentration_view,
    "relatedness": relatedness_view,
    "complexity": complexity_view,
    "spatial": spatial_view,
}
