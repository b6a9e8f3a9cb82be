"""The tables of opportunities at the three levels, described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis import spectrum
from hypercluster.run.baseline import coefficients_table, gravity_of, model_of
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run
from hypercluster.synchronisation.context import Context, opportunity_context
from hypercluster.synchronisation.diversification import (
    adding_partners,
    describe_diversification,
    diversification_table,
    partners_density,
)
from hypercluster.synchronisation.linkages import describe_linkages, linkage_table
from hypercluster.synchronisation.new_clusters import (
    considered_cells,
    describe_new_clusters,
    new_cluster_table,
)

if TYPE_CHECKING:
    import pandas as pd


def context_of(inputs: Inputs) -> Context:
    """What the opportunities of the run are described with."""
    import pandas as pd

    demands, supplies = (
        None if values is None else pd.DataFrame(values, inputs.scheme.index, inputs.directions)
        for values in (inputs.demands, inputs.supplies)
    )
    return opportunity_context(
        demands,
        supplies,
        inputs.organisations,
        inputs.focus,
        industry_directions=inputs.industry_directions,
        technologies=inputs.technologies,
        platform_vectors=inputs.platform_vectors,
        development_vectors=inputs.development_vectors,
    )


def opportunity_tables(run: Run, complexities: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables `linkages`, `new_clusters` and `diversification`, described.

    `complexities` are by region and industry.
    """
    import numpy as np

    inputs, settings = run.inputs, run.settings
    context = context_of(inputs)
    table = inputs.scheme.regions.assign(
        is_allocated=inputs.is_allocated, organisations=inputs.organisation_number
    )
    match = np.full_like(inputs.similarity, np.nan) if inputs.match is None else inputs.match
    model = model_of(run)
    expected = np.full_like(inputs.similarity, np.nan) if model is None else model.expected
    linkages = linkage_table(
        table,
        run.linkage_scores,
        directed={"complementarity": run.complementarities, "capability_match": match},
        symmetric={
            "similarity": inputs.similarity,
            "observed_ties": run.observed,
            "untapped": run.untapped,
            "geodesic_km": inputs.distances,
            "distance_factor": run.distance_factor,
            "gravity": gravity_of(run),
            "expected_ties": expected,
            **spectrum.network_effects(run.aggregate),
        },
        # Nobody receives anything from a region without an organisation of specific focus.
        has_focus=None if inputs.match is None else ~np.isnan(match).all(axis=0),
        boundaries=inputs.boundaries,
        shares_unit=inputs.shares_unit,
        ranking=settings.linkages.ranking,
    )
    threshold = settings.indicators.threshold
    considered = considered_cells(
        run.quotients,
        inputs.is_ubiquitous,
        threshold=threshold,
        has_ubiquitous=settings.new_clusters.has_ubiquitous,
    )
    new_clusters = new_cluster_table(
        table["name"],
        inputs.counts,
        run.quotients,
        scores=run.new_cluster_scores,
        considered=considered,
        stars=run.stars,
        excess=run.excess,
        q_values=run.q_values,
        industries=inputs.industries,
        organisations=inputs.organisations,
        focus=inputs.focus,
        industry_directions=inputs.industry_directions,
    )
    diversification = diversification_table(
        table["name"],
        inputs.counts,
        run.quotients,
        density=run.density,
        partners=partners_density(
            run.quotients, run.proximities, run.observed, threshold=threshold
        ),
        industries=inputs.industries,
        threshold=threshold,
    ).join(complexities, on=["region", "industry"])
    related = (run.proximities > 0).sum() - (run.proximities.notna().to_numpy().diagonal()).astype(
        int
    )
    partners = adding_partners(run.quotients, run.proximities, run.observed, threshold=threshold)
    return {
        "linkages": describe_linkages(linkages, context),
        "coefficients": coefficients_table(model),
        "new_clusters": describe_new_clusters(new_clusters, context, table, run.distance_factor),
        "diversification": describe_diversification(
            diversification, context, table, partners, related=related
        ),
    }
