"""Which columns and remarks the groups of indicators show; every heading says the convention behind its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.options import (
    GROUPS,
    Data,
    Debug,
    FinishedRun,
    Json,
    OnlyRegion,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Top,
    completing,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Source, chosen, open_run
from hypercluster.cli.show import show_table
from hypercluster.cli.view import FIRST_ROWS, View, figures, starred, text

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

ALLOCATED = "counts are an allocation of a larger reporting unit"
FEW_INDUSTRIES = 20
SECOND_ROWS = 20  # of a table below
MOST_Q = 0.05


def indicators(
    *,
    group: Annotated[
        str,
        typer.Option(
            "--group",
            metavar="NAME",
            help=f"One of {', '.join(GROUPS)}.",
            autocompletion=completing(GROUPS),
        ),
    ] = "specialisation",
    region: OnlyRegion = None,
    top: Top = None,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    finished: FinishedRun = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
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
    source = Source(data, scheme, settings_file, seed, results=finished)
    display = Display(is_json, is_quiet)
    group = chosen(group, GROUPS, "group of indicators")
    from hypercluster.regions import find_region

    run = open_run(source, display, has_draws=False)
    code = None if region is None else find_region(run.regions, region)
    results = run.results()
    view = indicators_view(results, region=code, group=group, top=top)
    show_table(view, results, source, display, top=top, has_draws=False)


def indicators_view(
    results: Results, *, region: str | None, group: str, top: int | None = None
) -> View:
    """Indicators of one group: without `top` the first rows, of a region all."""
    found = GROUP_VIEWS[chosen(group, GROUPS, "group of indicators")](results, region)
    return replace(found, most=top or (FIRST_ROWS if region is None else None))


def industry_names(results: Results) -> pd.Series:
    """Names of the industries by code."""
    return results.industries.set_index("industry")["name"]


def reference_of(results: Results) -> str:
    """What quotients compare with, in a word for a heading."""
    own = any("pack's reference shares" in line for line in results.provenance["conventions"])
    return "ref. shares" if own else "total"


def specialisation_view(results: Results, region: str | None) -> View:
    """Specialisation of every region in every industry, surest first; of one region in the order of industries."""
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
        text("industry", "industry_name", is_cut=True),
        figures("count", "count", 0),
        Field("share %", lambda row: _hundred(row["share"]), is_number=True),
        figures("LQ", "location_quotient"),
        Field(
            "90 %",
            lambda row: _interval(row["location_quotient_low"], row["location_quotient_high"]),
            is_number=True,
        ),
        figures(
            "EB",
            "location_quotient_smoothed",
            is_spare=True,
            legend="EB: shrunk by empirical Bayes (Marshall).",
        ),
        Field(f">={threshold:g}", lambda row: render.yes(row["is_specialised"])),
        Field("q", lambda row: render.tiny(row["q_specialised"]), is_number=True),
    )
    remarks = (
        f"LQ: share over the share in the {reference_of(results)}, with its 90 % Gamma-Poisson interval.",
        "q: exact probability of so large a count by chance, adjusted for all cells (false discovery rate); so small: p_underrepresented with --json.",
    )
    return View(
        "indicators",
        shown,
        fields,
        remarks=remarks,
        star=ALLOCATED,
        keys={"group": "specialisation"},
    )


def concentration_view(results: Results, region: str | None) -> View:
    """Concentration of regions, and below of industries."""
    table = _regions(results, region)
    reference = reference_of(results)
    fields = (
        starred("region", "name", "is_allocated"),
        figures("enterprises", "enterprises", 0),
        figures(f"Krugman ({reference})", "krugman_index"),
        figures(f"Hachman ({reference})", "hachman_index"),
        figures("Herfindahl (0-1)", "herfindahl_index"),
        figures("entropy (nats)", "entropy"),
        *(
            (figures("related (nats)", "related_variety"),)
            if table["related_variety"].notna().any()
            else ()
        ),
        *(
            (figures("unrelated (nats)", "unrelated_variety"),)
            if table["unrelated_variety"].notna().any()
            else ()
        ),
        figures("excess", "excess_enterprises", 0),
    )
    industries = (
        text("industry", "name", is_cut=True),
        figures("enterprises", "enterprises", 0),
        figures("Hoover (0-1)", "hoover_index"),
        figures("Gini (0-1)", "locational_gini"),
        figures("Theil (nats)", "theil_index"),
    )
    varieties = (
        ()
        if results.regions["related_variety"].notna().any()
        else (
            "No broader industries (parent) in the pack: related and unrelated variety are missing.",
        )
    )
    remarks = (
        f"Krugman: 0 the mix of the {reference}, 2 nothing in common; Hachman: 1 the same mix; Herfindahl normalised; excess: enterprises above expectation.",
        "Of industries: 0 spread as all enterprises, larger more concentrated. Ellison-Glaeser needs plant sizes (hc.ellison_glaeser).",
        *varieties,
    )
    return View(
        "regions",
        table,
        fields,
        remarks=remarks,
        star=ALLOCATED,
        below=_below(
            "Industries over reporting units, against all enterprises:",
            industries,
            results.industries,
        ),
        keys={"group": "concentration", "industries": render.records(results.industries)},
    )


def relatedness_view(results: Results, region: str | None) -> View:
    """Pairs of industries that go together, and below the density around each industry in a region."""
    names = industry_names(results)
    table = results.proximity[results.proximity["industry"] < results.proximity["other_industry"]]
    table = table.assign(
        industry_name=table["industry"].map(names), other_name=table["other_industry"].map(names)
    )
    table = table.sort_values(
        ["q_null", "p_null", "industry", "other_industry"], na_position="last", kind="stable"
    ).reset_index(drop=True)
    fields = (
        text("industry", "industry_name", is_cut=True),
        text("other industry", "other_name", is_cut=True),
        figures("both", "cooccurrences", 0),
        figures("prox. (min)", "proximity"),
        figures("assoc.", "association_strength"),
        figures("cosine", "cosine", is_spare=True),
        figures("Jaccard", "jaccard", is_spare=True),
        figures("Steijn", "steijn", is_spare=True),
        Field("p", lambda row: render.tiny(row["p_null"]), is_number=True),
        Field("q", lambda row: render.tiny(row["q_null"]), is_number=True),
    )
    density = results.indicators.assign(
        name=results.indicators["region"].map(results.regions["name"])
    )
    density = density if region is None else density[density["region"] == region]
    wide = density.pivot(index="region", columns="industry", values="relatedness_density").reindex(
        density["region"].unique()
    )
    beside = (
        text("region", "name", is_cut=True),
        *(figures(str(names.get(kind, kind)), kind, 0) for kind in wide),
    )
    beyond = int((table["q_null"] <= MOST_Q).sum())
    known = int((table["p_null"] <= MOST_Q).sum())
    nulls = ", ".join(sorted(table["null"].dropna().unique())) or "none"
    remarks = (
        f"both: reporting units specialised in both; p: as many by chance among tables with the same margins ({nulls}); q: adjusted over all pairs.",
        f"{known} of {len(table)} pairs have p of at most 0.05, {beyond} after adjustment; what rests on the others rests on chance.",
        *weak(results),
    )
    keys = {
        "group": "relatedness",
        "relatedness_density": render.records(
            density[["region", "industry", "relatedness_density"]]
        ),
    }
    return View(
        "proximity",
        table,
        fields,
        remarks=remarks,
        below=_below(
            "Relatedness density in percent, diagonal excluded:",
            beside,
            wide.assign(name=results.regions["name"]).reset_index(),
            SECOND_ROWS,
        ),
        keys=keys,
    )


def complexity_view(results: Results, region: str | None) -> View:
    """Complexity of regions, and below of industries."""
    table = _regions(results, region).sort_values(
        "economic_complexity", ascending=False, kind="stable", na_position="last"
    )
    fields = (
        starred("region", "name", "is_allocated"),
        figures("diversity", "diversity", 0),
        figures("ECI (z)", "economic_complexity"),
        figures("fitness (mean 1)", "fitness"),
        figures("outlook", "opportunity_outlook"),
    )
    industries = (
        text("industry", "name", is_cut=True),
        figures("ubiquity", "ubiquity", 0),
        figures("PCI (z)", "product_complexity"),
        figures("complexity (mean 1)", "fitness_complexity"),
    )
    known = results.provenance["complexity"]
    gap = "missing" if known["eigengap"] is None else f"{known['eigengap']:.3f}"
    converged = "converged" if known["fitness_has_converged"] else "did not converge"
    remarks = (
        "z: mean 0, standard deviation 1 over reporting units or industries; sign: ECI correlates with diversity. Opportunity gain of an industry: `opportunities --level diversification`.",
        *_disagree(table),
        f"Eigengap {gap}: how far the eigenvector behind ECI stands from the next (near 0 it is arbitrary). Fitness {converged} after {known['fitness_iterations']} iterations; 0: it falls without end.",
        *weak(results),
    )
    keys = {
        "group": "complexity",
        "complexity": known,
        "industries": render.records(results.industries),
    }
    return View(
        "regions",
        table,
        fields,
        remarks=remarks,
        star=ALLOCATED,
        below=_below("Industries, over reporting units:", industries, results.industries),
        keys=keys,
    )


def _disagree(table: pd.DataFrame) -> tuple[str, ...]:
    """The remark that both measures of complexity put other regions first, where they do."""
    both = table[["region", "economic_complexity", "fitness"]].dropna()
    first, fittest = (
        set(both.loc[both[column].round(9) == both[column].round(9).max(), "region"])
        for column in ("economic_complexity", "fitness")
    )
    return (
        ()
        if first & fittest or both.empty
        else (
            "ECI and fitness put different regions first: with few industries read neither as a ranking.",
        )
    )


def spatial_view(results: Results, region: str | None) -> View:
    """Spatial autocorrelation of every quotient, and below the regions where it sits."""
    from hypercluster.run.spatial import spatial_indicators

    found = spatial_indicators(results)
    names, regions = industry_names(results), results.regions["name"]
    table = found.moran
    table = table.assign(
        variable_name=table["variable"].map(
            lambda code: f"LQ of {names[code]}" if code in names.index else code
        )
    )
    fields = (
        text("variable", "variable_name", is_cut=True),
        figures("regions", "regions", 0),
        figures("Moran's I", "moran_i"),
        figures("expected", "expected_i"),
        Field("p", lambda row: render.tiny(row["p_value"]), is_number=True),
        Field("q", lambda row: render.tiny(row["q_value"]), is_number=True),
    )
    local = found.local if region is None else found.local[found.local["region"] == region]
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
        else local[(local["local_p"] <= MOST_Q) | (local["getis_ord_p"] <= MOST_Q)]
    )
    beside = (
        text("region", "name", is_cut=True),
        text("variable", "variable_name", is_cut=True),
        text("quadrant", "quadrant"),
        Field("local p", lambda row: render.tiny(row["local_p"]), is_number=True),
        Field("local q", lambda row: render.tiny(row["local_q"]), is_number=True),
        figures("Gi* z", "getis_ord_z"),
        Field("Gi* p", lambda row: render.tiny(row["getis_ord_p"]), is_number=True),
        Field("Gi* q", lambda row: render.tiny(row["getis_ord_q"]), is_number=True),
    )
    remarks = (
        f"Neighbours: {found.weights}. p: {table.attrs.get('convention', '')}; q: adjusted over the variables (below: over the regions of a variable).",
        *_not_compared(table, results),
        *(
            ("Without a q of at most 0.05 no region below stands out among so many.",)
            if region is None
            else ()
        ),
    )
    return View(
        "moran",
        table,
        fields,
        remarks=remarks,
        below=_below(
            "Regions with p of at most 0.05:"
            if region is None
            else "The region, variable by variable:",
            beside,
            shown,
            SECOND_ROWS,
        ),
        keys={"group": "spatial", "local": render.records(local)},
    )


def _not_compared(table: pd.DataFrame, results: Results) -> tuple[str, ...]:
    """Why a statistic rests on fewer regions than the run has."""
    fewest, regions = (
        int(table["regions"].min()) if len(table) else len(results.regions),
        len(results.regions),
    )
    return (
        (
            f"regions: {fewest} of {regions} have a value, a neighbour among these and counts of their own.",
        )
        if fewest < regions
        else ()
    )


def weak(results: Results) -> tuple[str, ...]:
    """The remark that few industries make relatedness and complexity weak."""
    number = len(results.industries)
    return (
        (f"Weak: {number} industries only; relatedness and complexity need some {FEW_INDUSTRIES}.",)
        if number < FEW_INDUSTRIES
        else ()
    )


def _regions(results: Results, region: str | None) -> pd.DataFrame:
    table = results.regions.reset_index()
    return table if region is None else table[table["region"] == region].reset_index(drop=True)


def _below(
    title: str, fields: tuple[Field, ...], table: pd.DataFrame, most: int | None = None
) -> tuple[str, ...]:
    """A second table under the first."""
    if table.empty:
        return ("", title, "None.")
    rows = table.to_dict("records")
    left = len(rows) - len(rows[:most])
    more = [f"{left} more with --json"] if left else []
    return (
        "",
        title,
        *render.table_lines(fields, rows[:most], width=render.terminal_width()),
        *more,
    )


def _hundred(share: Any) -> str:
    return render.number(None if render.is_missing(share) else share * 100, 0)


def _interval(low: Any, high: Any) -> str:
    return (
        render.MISSING
        if render.is_missing(low) or render.is_missing(high)
        else f"{render.number(low)}-{render.number(high)}"
    )


GROUP_VIEWS: dict[str, Callable[[Results, str | None], View]] = {
    "specialisation": specialisation_view,
    "concentration": concentration_view,
    "relatedness": relatedness_view,
    "complexity": complexity_view,
    "spatial": spatial_view,
}
