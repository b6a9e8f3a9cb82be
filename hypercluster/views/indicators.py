"""What is shown of indicators: one group of tables for each family of measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypercluster.rankings import MOST_P, is_beyond_chance
from hypercluster.views.model import (
    COUNTS_ALLOCATED,
    Group,
    View,
    ViewColumn,
    column,
    industry_column,
    region_column,
)
from hypercluster.views.plain_data import records
from hypercluster.words import Note

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.run.spatial import Spatial

FEW_INDUSTRIES = 20  # below, relatedness rests on few co-occurrences (our choice)
SECOND_ROWS = 20  # of a table below


def specialisation(results: Results, region: str | None = None) -> Group:
    """Specialisation of every region in every industry, surest first.

    Of one region in the order of industries.
    """
    table = _of_region(results.indicators, region)
    if region is None:
        order = {"q_specialised": True, "location_quotient": False}
        table = table.sort_values(list(order), ascending=list(order.values()), kind="stable")
    table = table.reset_index(drop=True).assign(
        region_name=table["region"].map(results.regions["name"]).to_numpy(),
        industry_name=table["industry"].map(industry_names(results)).to_numpy(),
    )
    name = "indicators"
    threshold = results.provenance["settings"]["indicators"]["threshold"]
    ends = ("location_quotient_low", "location_quotient_high")
    view = View(
        Note("indicators.specialisation"),
        (
            region_column("region", "region_name", "region", star="is_allocated"),
            industry_column(),
            column(name, "count"),
            column(name, "share", "part"),
            column(name, "location_quotient"),
            ViewColumn("90 %", ends, "between"),
            column(
                name,
                "location_quotient_smoothed",
                is_spare=True,
                legend=Note("indicators.smoothed"),
            ),
            column(name, "is_specialised", "yes", heading=f">={threshold:g}"),
            column(name, "q_specialised", "probability"),
        ),
        table,
        remarks=(
            Note("indicators.quotient", {"reference": _reference(results)}),
            Note("indicators.q_specialised"),
        ),
        star=COUNTS_ALLOCATED,
    )
    return Group(name, view)


def concentration(results: Results, region: str | None = None) -> Group:
    """Concentration of regions, and below of industries."""
    table = _regions(results, region)
    reference = _reference(results)
    compared = [
        column("regions", name, heading=f"{heading} ({reference})")
        for name, heading in (("krugman_index", "Krugman"), ("hachman_index", "Hachman"))
    ]
    varieties = ("related_variety", "unrelated_variety")
    view = View(
        Note("indicators.concentration"),
        (
            _region_name(),
            column("regions", "enterprises"),
            *compared,
            *(column("regions", name) for name in ("herfindahl_index", "entropy")),
            *(column("regions", name) for name in varieties if table[name].notna().any()),
            column("regions", "excess_enterprises"),
        ),
        table,
        remarks=(
            Note("indicators.read_regions", {"reference": reference}),
            Note("indicators.read_industries"),
            *(
                ()
                if results.regions["related_variety"].notna().any()
                else (Note("indicators.no_parents"),)
            ),
        ),
        star=COUNTS_ALLOCATED,
    )
    numbers = ("enterprises", "hoover_index", "locational_gini", "theil_index")
    below = _industries(results, "indicators.concentration_of_industries", *numbers)
    return Group("regions", view, (below,), data={"industries": records(results.industries)})


def relatedness(results: Results, region: str | None = None) -> Group:
    """Pairs of industries that go together, and the density around each industry."""
    names = industry_names(results)
    table = results.proximity[results.proximity["industry"] < results.proximity["other_industry"]]
    table = table.assign(
        industry_name=table["industry"].map(names), other_name=table["other_industry"].map(names)
    )
    table = table.sort_values(
        ["q_null", "p_null", "industry", "other_industry"], na_position="last", kind="stable"
    ).reset_index(drop=True)
    name = "proximity"
    counts = {
        "unlikely": int(is_beyond_chance(table["p_null"]).sum()),
        "beyond": int(is_beyond_chance(table["q_null"]).sum()),
        "pairs": len(table),
        "level": MOST_P,
    }
    nulls = tuple(sorted(table["null"].dropna().unique())) or (Note("none"),)
    view = View(
        Note("indicators.relatedness"),
        (
            industry_column(),
            ViewColumn(
                "other industry",
                ("other_name",),
                "name",
                entity="industries",
                code="other_industry",
            ),
            *(column(name, key) for key in ("cooccurrences", "proximity", "association_strength")),
            *(column(name, key, is_spare=True) for key in ("cosine", "jaccard", "steijn")),
            *(column(name, key, "probability") for key in ("p_null", "q_null")),
        ),
        table,
        remarks=(
            Note("indicators.read_relatedness", {"nulls": nulls}),
            Note("indicators.pairs_beyond", counts),
            *_weak(results),
        ),
    )
    density = _of_region(results.indicators, region)[["region", "industry", "relatedness_density"]]
    data = {"relatedness_density": records(density)}
    return Group(name, view, (_density(results, density),), data=data)


def complexity(results: Results, region: str | None = None) -> Group:
    """Complexity of regions, and below of industries."""
    table = _regions(results, region).sort_values(
        "economic_complexity", ascending=False, kind="stable", na_position="last"
    )
    fit = results.provenance["complexity"]
    converged = Note("indicators.converged" if fit["fitness_has_converged"] else "indicators.open")
    values = {"gap": fit["eigengap"], "converged": converged, "count": fit["fitness_iterations"]}
    numbers = ("diversity", "economic_complexity", "fitness", "opportunity_outlook")
    view = View(
        Note("indicators.complexity"),
        (_region_name(), *(column("regions", name) for name in numbers)),
        table,
        remarks=(
            Note("indicators.read_complexity"),
            *_disagreement(table),
            Note("indicators.fit", values),
            *_weak(results),
        ),
        star=COUNTS_ALLOCATED,
    )
    measures = ("ubiquity", "product_complexity", "fitness_complexity")
    below = _industries(results, "indicators.complexity_of_industries", *measures)
    data = {"complexity": fit, "industries": records(results.industries)}
    return Group("regions", view, (below,), data=data)


def spatial(results: Results, measured: Spatial, region: str | None = None) -> Group:
    """Spatial autocorrelation of every quotient, and below the regions where it sits.

    Parameters
    ----------
    results
        The run.
    measured
        From `spatial_indicators`.
    region
        Code of a region, of which all variables are shown. None shows those of every region that
        chance seldom gives.
    """
    names = industry_names(results)
    labels = {
        code: Note("indicators.quotient_of", {"industry": names[code]})
        if code in names.index
        else Note("sentence", {"text": code})
        for code in measured.moran["variable"]
    }
    variables = measured.moran["variable"].map(labels).astype(str)
    table = measured.moran.assign(variable_name=variables)
    convention = measured.moran.attrs.get("convention", "")
    remarks = [
        Note("indicators.neighbours", {"weights": measured.weights, "convention": convention}),
        *_left_out(table, results),
    ]
    if region is None:
        remarks.append(Note("indicators.none_stands_out", {"level": MOST_P}))
    view = View(
        Note("indicators.spatial"),
        (
            ViewColumn("variable", ("variable",), "note", lookup=labels),
            *(column("moran", name) for name in ("regions", "moran_i", "expected_i")),
            *(column("moran", name, "probability") for name in ("p_value", "q_value")),
        ),
        table,
        remarks=tuple(remarks),
    )
    return Group(
        "moran",
        view,
        (_local(results, measured.local, region),),
        data={"local": records(_sorted(results, measured.local, region))},
    )


def industry_names(results: Results) -> pd.Series:
    """Names of the industries by code."""
    return results.industries.set_index("industry")["name"]


def _density(results: Results, density: pd.DataFrame) -> View:
    """Relatedness density of every region around every industry, in percent."""
    names = industry_names(results)
    wide = density.pivot(index="region", columns="industry", values="relatedness_density")
    wide = wide.reindex(density["region"].unique()).assign(name=results.regions["name"])
    return View(
        Note("indicators.density"),
        (
            region_column("region", "name", "region"),
            *(
                ViewColumn(str(names.get(code, code)), (code,), "number", decimals=0)
                for code in wide.columns.drop("name")
            ),
        ),
        wide,
        first=SECOND_ROWS,
    )


def _local(results: Results, local: pd.DataFrame, region: str | None) -> View:
    """Where spatial autocorrelation sits, of one region or where chance is unlikely."""
    table = _sorted(results, local, region)
    if region is None:
        table = table[is_beyond_chance(table["local_p"]) | is_beyond_chance(table["getis_ord_p"])]
    name = "local_moran"
    key = "indicators.local" if region is None else "indicators.local_of_region"
    return View(
        Note(key, {"level": MOST_P}),
        (
            region_column("region", "name", "region"),
            ViewColumn("variable", ("variable_name",), "name"),
            column(name, "quadrant", "text"),
            *(column(name, key, "probability") for key in ("local_p", "local_q")),
            column(name, "getis_ord_z"),
            *(column(name, key, "probability") for key in ("getis_ord_p", "getis_ord_q")),
        ),
        table,
        first=SECOND_ROWS,
        nothing=Note("indicators.no_local"),
    )


def _sorted(results: Results, local: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Local statistics with names, surest first, or those of one region."""
    table = _of_region(local, region)
    if region is None:
        table = table.sort_values(["local_q", "getis_ord_q"], kind="stable")
    variables = table["variable"].map(industry_names(results)).fillna(table["variable"])
    return table.assign(name=table["region"].map(results.regions["name"]), variable_name=variables)


def _region_name() -> ViewColumn:
    return region_column("region", "name", "region", star="is_allocated")


def _industries(results: Results, title: str, *numbers: str) -> View:
    """Numbers of the industries."""
    name = ViewColumn("industry", ("name",), "name", entity="industries", code="industry")
    columns = (name, *(column("industries", number) for number in numbers))
    return View(Note(title), columns, results.industries)


def _reference(results: Results) -> Note:
    """What quotients compare with, in a word for a heading."""
    has_shares = any(
        "pack's reference shares" in line for line in results.provenance["conventions"]
    )
    return Note("indicators.reference_shares" if has_shares else "indicators.total")


def _disagreement(table: pd.DataFrame) -> tuple[Note, ...]:
    """The remark that the measures of complexity put different regions first."""
    both = table[["region", "economic_complexity", "fitness"]].dropna()
    first, fittest = (
        set(both.loc[both[column].round(9) == both[column].round(9).max(), "region"])
        for column in ("economic_complexity", "fitness")
    )
    return () if first & fittest or both.empty else (Note("indicators.disagree"),)


def _left_out(table: pd.DataFrame, results: Results) -> tuple[Note, ...]:
    """Why a statistic rests on fewer regions than the run has."""
    regions = len(results.regions)
    fewest = int(table["regions"].min()) if len(table) else regions
    values = {"fewest": fewest, "regions": regions}
    return () if fewest == regions else (Note("indicators.left_out", values),)


def _weak(results: Results) -> tuple[Note, ...]:
    """The remark that few industries make relatedness and complexity weak."""
    count = len(results.industries)
    values = {"count": count, "fewest": FEW_INDUSTRIES}
    return (Note("indicators.weak", values),) if count < FEW_INDUSTRIES else ()


def _regions(results: Results, region: str | None) -> pd.DataFrame:
    return _of_region(results.regions.reset_index(), region).reset_index(drop=True)


def _of_region(table: pd.DataFrame, region: str | None) -> pd.DataFrame:
    return table if region is None else table[table["region"] == region]


# `spatial` takes what it shows, because it is measured when it is asked for.
GROUPS: dict[str, Callable[..., Group]] = {
    "specialisation": specialisation,
    "concentration": concentration,
    "relatedness": relatedness,
    "complexity": complexity,
    "spatial": spatial,
}
