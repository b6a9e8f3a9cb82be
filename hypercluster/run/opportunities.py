"""The tables of opportunities at the three levels, described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis import spectrum
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

    from hypercluster.settings import Settings


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


def opportunity_tables(
    inputs: Inputs, found: Run, settings: Settings, ranking: str, complexities: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Tables `linkages`, `new_clusters` and `diversification`, described.

    `complexities` are by region and industry.
    """
    import numpy as np

    context = context_of(inputs)
    table = inputs.scheme.regions.assign(
        is_allocated=inputs.is_allocated, organisations=inputs.organisation_number
    )
    match = np.full_like(inputs.similarity, np.nan) if inputs.match is None else inputs.match
    linkages = linkage_table(
        table,
        found.linkage_scores,
        directed={"complementarity": found.complementarities, "capability_match": match},
        symmetric={
            "similarity": inputs.similarity,
            "observed_ties": found.observed,
            "untapped": found.untapped,
            "geodesic_km": inputs.distances,
            "distance_factor": found.distance_factor,
            **spectrum.network_effects(found.aggregate),
        },
        # Nobody receives anything from a region without an organisation of specific focus.
        has_focus=None if inputs.match is None else ~np.isnan(match).all(axis=0),
        boundaries=inputs.boundaries,
        shares_unit=inputs.shares_unit,
        ranking=ranking,
    )
    threshold = settings.indicators.threshold
    considered = considered_cells(
        found.quotients,
        inputs.is_ubiquitous,
        threshold=threshold,
        has_ubiquitous=settings.new_clusters.has_ubiquitous,
    )
    new_clusters = new_cluster_table(
        table["name"],
        inputs.counts,
        found.quotients,
        scores=found.new_cluster_scores,
        considered=considered,
        stars=found.stars,
        excess=found.excess,
        q_values=found.q_values,
        industries=inputs.industries,
        organisations=inputs.organisations,
        focus=inputs.focus,
        industry_directions=inputs.industry_directions,
    )
    diversification = diversification_table(
        table["name"],
        inputs.counts,
        found.quotients,
        density=found.density,
        partners=partners_density(
            found.quotients, found.proximities, found.observed, threshold=threshold
        ),
        industries=inputs.industries,
        threshold=threshold,
    ).join(complexities, on=["region", "industry"])
    related = (found.proximities > 0).sum() - (
        found.proximities.notna().to_numpy().diagonal()
    ).astype(int)
    partners = adding_partners(
        found.quotients, found.proximities, found.observed, threshold=threshold
    )
    return {
        "linkages": describe_linkages(linkages, context),
        "new_clusters": describe_new_clusters(new_clusters, context, table, found.distance_factor),
        "diversification": describe_diversification(
            diversification, context, table, partners, related=related
        ),
    }
