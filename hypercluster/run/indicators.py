"""Indicators of a run as tables: of regions, industries, both, and pairs of industries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run, inherited

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.indicators.complexity import Complexity, Fitness
    from hypercluster.settings import Settings

CURVEBALL_DRAWS = 499


@dataclass(frozen=True, eq=False)
class Units:
    """What is measured on reporting units and inherited by the regions inside them."""

    inputs: Inputs
    settings: Settings

    @cached_property
    def specialised(self) -> pd.DataFrame:
        """Units x industries, 1 where specialised."""
        quotients = specialisation.location_quotient(
            self.inputs.unit_counts, reference=self.inputs.expected_shares
        )
        return specialisation.specialised(quotients, threshold=self.settings.indicators.threshold)

    @cached_property
    def complexity(self) -> Complexity:
        """Economic and product complexity."""
        return complexity.economic_complexity(self.specialised)

    @cached_property
    def fitness(self) -> Fitness:
        """Fitness and complexity of industries."""
        return complexity.fitness_complexity(self.specialised)

    def of_regions(self, values: pd.Series) -> pd.Series:
        """Values of units for the regions that lie inside one unit."""
        return inherited(values.to_frame("value"), self.inputs)["value"]


def region_indicators(units: Units, found: Run) -> pd.DataFrame:
    """Indicators with one value a region, by column of the table `regions`."""
    import pandas as pd

    inputs = units.inputs
    own = specialisation.specialised(found.quotients, threshold=units.settings.indicators.threshold)
    parents = inputs.industries.set_index("industry")["parent"]
    pci = units.complexity.industries
    return pd.DataFrame(
        {
            "diversity": own.sum(axis=1, min_count=1),
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
            "economic_complexity": units.of_regions(units.complexity.regions),
            "fitness": units.of_regions(units.fitness.regions),
            "opportunity_outlook": complexity.opportunity_outlook(own, found.proximities, pci),
            "excess_enterprises": found.excess.sum(axis=1, min_count=1),
        }
    )


def indicators_table(units: Units, found: Run) -> pd.DataFrame:
    """Table `indicators`: one row a region and industry, in scheme order."""
    import pandas as pd

    inputs, counts = units.inputs, units.inputs.unit_counts
    interval = inference.location_quotient_interval(
        counts, reference=inputs.reference, seed=units.settings.run.seed
    )
    ends = {
        name: interval[name].unstack(sort=False).reindex(index=counts.index, columns=counts.columns)
        for name in ("low", "high")
    }
    measures = {
        "count": inputs.counts,
        "share": specialisation.shares(inputs.counts),
        "location_quotient": found.quotients,
        "location_quotient_low": inherited(ends["low"], inputs),
        "location_quotient_high": inherited(ends["high"], inputs),
        "location_quotient_smoothed": inherited(
            specialisation.empirical_bayes(counts, reference=inputs.expected_shares), inputs
        ),
        "symmetric_location_quotient": specialisation.symmetric_location_quotient(found.quotients),
        "is_specialised": specialisation.specialised(
            found.quotients, threshold=units.settings.indicators.threshold
        ),
        "p_specialised": inherited(found.p_values, inputs),
        "q_specialised": found.q_values,
        "p_underrepresented": inherited(inference.p_underrepresented(counts), inputs),
        "excess_enterprises": found.excess,
        "relatedness_density": found.density,
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


def industries_table(units: Units) -> pd.DataFrame:
    """Table `industries`, in the order of the pack."""
    inputs, counts = units.inputs, units.inputs.unit_counts
    kinds = counts.columns
    described = inputs.industries.set_index("industry").reindex(kinds)
    table = described[["name", "parent", "is_ubiquitous"]].assign(
        enterprises=counts.sum(axis=0),
        reference_share=inputs.expected_shares.reindex(kinds),
        ubiquity=units.specialised.sum(axis=0, min_count=1),
        hoover_index=location.hoover_index(counts),
        locational_gini=location.locational_gini(counts),
        theil_index=location.theil_index(counts),
        product_complexity=units.complexity.industries,
        fitness_complexity=units.fitness.industries,
    )
    return table.rename_axis("industry").reset_index()


def proximity_table(units: Units, found: Run) -> pd.DataFrame:
    """Table `proximity`: every measure of relatedness, and whether a pair is more than chance."""
    import pandas as pd

    both = relatedness.cooccurrence(units.specialised)
    measures = {"cooccurrences": both, "proximity": found.proximities}
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
        units.specialised, draws=CURVEBALL_DRAWS, seed=units.settings.run.seed
    )
    chance = significance.rename(columns={"p_upper": "p_null"})[[*names, "p_null", "null"]]
    chance["q_null"] = inference.benjamini_hochberg(chance[["p_null"]])["p_null"]
    mirrored = chance.rename(columns={"industry": "other_industry", "other_industry": "industry"})
    return table.merge(pd.concat([chance, mirrored]), on=names, how="left")


def opportunity_columns(units: Units, found: Run) -> pd.DataFrame:
    """Complexity of every industry, and what a region that lacks it would gain.

    Indexed by region and industry.
    """
    import pandas as pd

    own = specialisation.specialised(found.quotients, threshold=units.settings.indicators.threshold)
    pci = units.complexity.industries
    gain = complexity.opportunity_gain(own, found.proximities, pci)
    index = pd.MultiIndex.from_product([own.index, own.columns], names=["region", "industry"])
    return pd.DataFrame(
        {
            "product_complexity": pci.reindex(index.get_level_values("industry")).to_numpy(),
            "opportunity_gain": gain.to_numpy().ravel(),
        },
        index=index,
    )


def complexity_provenance(units: Units) -> dict[str, Any]:
    """How far complexity can be trusted: eigengap and convergence."""
    return {
        "eigengap": units.complexity.eigengap,
        "fitness_iterations": units.fitness.iterations,
        "fitness_has_converged": units.fitness.has_converged,
    }
