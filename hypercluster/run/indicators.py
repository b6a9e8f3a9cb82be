"""Indicators of a run: of regions, industries, both, and pairs of industries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.indicators import (
    complexity,
    concentration,
    inference,
    location,
    nulls,
    relatedness,
    specialisation,
    variety,
)
from hypercluster.run.once import Run, inherited

if TYPE_CHECKING:
    import pandas as pd

CURVEBALL_DRAWS = 499


def region_indicators(run: Run) -> pd.DataFrame:
    """Indicators with one value a region, by column of the table `regions`."""
    import pandas as pd

    inputs = run.inputs
    parents = inputs.industries.set_index("industry")["parent"]
    pci = run.complexity.industries
    return pd.DataFrame(
        {
            "diversity": run.specialised.sum(axis=1, min_count=1),
            "krugman_index": concentration.krugman_index(
                inputs.counts, reference=inputs.expected_shares
            ),
            "herfindahl_index": concentration.herfindahl_index(inputs.counts),
            "entropy": concentration.entropy(inputs.counts),
            "related_variety": variety.related_variety(inputs.counts, parents),
            "unrelated_variety": variety.unrelated_variety(inputs.counts, parents),
            "hachman_index": concentration.hachman_index(
                inputs.counts, reference=inputs.expected_shares
            ),
            "economic_complexity": _of_regions(run.complexity.regions, run),
            "fitness": _of_regions(run.fitness.regions, run),
            "opportunity_outlook": complexity.opportunity_outlook(
                run.specialised, run.proximities, pci
            ),
            "excess_enterprises": run.excess.sum(axis=1, min_count=1),
        }
    )


def _of_regions(values: pd.Series, run: Run) -> pd.Series:
    """Values of units for the regions that lie inside one unit."""
    return inherited(values.to_frame("value"), run.inputs)["value"]


def indicators_table(run: Run) -> pd.DataFrame:
    """Table `indicators`: one row a region and industry, in scheme order."""
    import pandas as pd

    inputs, counts = run.inputs, run.inputs.unit_counts
    interval = inference.location_quotient_interval(
        counts, reference=inputs.reference, seed=run.settings.run.seed
    )
    ends = {
        name: interval[name].unstack(sort=False).reindex(index=counts.index, columns=counts.columns)
        for name in ("low", "high")
    }
    measures = {
        "count": inputs.counts,
        "share": specialisation.shares(inputs.counts),
        "location_quotient": run.quotients,
        "location_quotient_low": inherited(ends["low"], inputs),
        "location_quotient_high": inherited(ends["high"], inputs),
        "location_quotient_smoothed": inherited(
            specialisation.empirical_bayes(counts, reference=inputs.expected_shares), inputs
        ),
        "symmetric_location_quotient": specialisation.symmetric_location_quotient(run.quotients),
        "is_specialised": run.specialised,
        "p_specialised": inherited(run.p_values, inputs),
        "q_specialised": run.q_values,
        "p_underrepresented": inherited(inference.p_underrepresented(counts), inputs),
        "excess_enterprises": run.excess,
        "relatedness_density": run.density,
    }
    columns = {name: measure.to_numpy(dtype=float).ravel() for name, measure in measures.items()}
    table = pd.DataFrame(
        columns,
        index=pd.MultiIndex.from_product(
            [inputs.counts.index, inputs.counts.columns], names=["region", "industry"]
        ),
    ).reset_index()
    table = table[table["count"].notna()].reset_index(drop=True)
    table["is_allocated"] = table["region"].map(inputs.is_allocated)
    return table


def industries_table(run: Run) -> pd.DataFrame:
    """Table `industries`, in the order of the pack."""
    inputs, counts = run.inputs, run.inputs.unit_counts
    kinds = counts.columns
    described = inputs.industries.set_index("industry").reindex(kinds)
    table = described[["name", "parent", "is_ubiquitous"]].assign(
        enterprises=counts.sum(axis=0),
        reference_share=inputs.expected_shares.reindex(kinds),
        ubiquity=run.unit_specialised.sum(axis=0, min_count=1),
        hoover_index=location.hoover_index(counts),
        locational_gini=location.locational_gini(counts),
        theil_index=location.theil_index(counts),
        product_complexity=run.complexity.industries,
        fitness_complexity=run.fitness.industries,
    )
    return table.rename_axis("industry").reset_index()


def proximity_table(run: Run) -> pd.DataFrame:
    """Table `proximity`: measures of relatedness, and whether they are beyond chance."""
    import pandas as pd

    both = relatedness.cooccurrence(run.unit_specialised)
    measures = {"cooccurrences": both, "proximity": run.proximities}
    measures |= {
        column: relatedness.relatedness(both, normalisation=name)
        for name, column in (
            ("association", "association_strength"),
            ("cosine", "cosine"),
            ("jaccard", "jaccard"),
            ("steijn", "steijn"),
        )
    }
    names = ["industry", "other_industry"]
    index = pd.MultiIndex.from_product([both.index, both.columns], names=names)
    table = pd.DataFrame(
        {name: measure.to_numpy(dtype=float).ravel() for name, measure in measures.items()},
        index=index,
    ).reset_index()
    significance = nulls.cooccurrence_significance(
        run.unit_specialised, draws=CURVEBALL_DRAWS, seed=run.settings.run.seed
    )
    chance = significance.rename(columns={"p_upper": "p_null"})[[*names, "p_null", "null"]]
    chance["q_null"] = inference.benjamini_hochberg(chance[["p_null"]])["p_null"]
    mirrored = chance.rename(columns={"industry": "other_industry", "other_industry": "industry"})
    return table.merge(pd.concat([chance, mirrored]), on=names, how="left")


def opportunity_columns(run: Run) -> pd.DataFrame:
    """Complexity of every industry, and what a region that lacks it would gain.

    Indexed by region and industry.
    """
    import pandas as pd

    pci = run.complexity.industries
    gain = complexity.opportunity_gain(run.specialised, run.proximities, pci)
    index = pd.MultiIndex.from_product([gain.index, gain.columns], names=["region", "industry"])
    return pd.DataFrame(
        {
            "product_complexity": pci.reindex(index.get_level_values("industry")).to_numpy(),
            "opportunity_gain": gain.to_numpy().ravel(),
        },
        index=index,
    )


def complexity_provenance(run: Run) -> dict[str, Any]:
    """How far complexity can be trusted: eigengap and convergence."""
    return {
        "eigengap": run.complexity.eigengap,
        "fitness_iterations": run.fitness.iterations,
        "fitness_has_converged": run.fitness.has_converged,
    }
