"""The whole analysis, once: inputs and settings in, measures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hypercluster import actors
from hypercluster.analysis import centrality, communities, distance, hubs
from hypercluster.indicators import inference, relatedness, specialisation
from hypercluster.layers import (
    affiliation_weights,
    capability_match,
    capability_weights,
    demand,
    geography_weights,
    institution_weights,
    measured_ties,
    production_similarity,
    supply,
)
from hypercluster.network import (
    adjacency_matrix,
    backbone_pairs,
    normalised_weights,
    scaled_weights,
)
from hypercluster.run.inputs import Inputs
from hypercluster.synchronisation import score
from hypercluster.synchronisation.diversification import diversification_scores
from hypercluster.synchronisation.linkages import linkage_matrices
from hypercluster.synchronisation.new_clusters import (
    cluster_stars,
    listed_clusters,
    new_cluster_scores,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.settings import Settings


@dataclass(frozen=True, eq=False)
class Layered:
    """Layers of one run and what they are made from, in scheme order.

    `weights` holds one matrix a layer, `scaled` the same on the common scale times its layer weight, `aggregate` their sum.
    `demands`, `supplies` and `match` are None where the pack lacks what they need.
    """

    focus: pd.DataFrame
    presence: pd.DataFrame
    demands: pd.DataFrame | None
    supplies: pd.DataFrame | None
    match: np.ndarray | None
    similarity: np.ndarray
    weights: Mapping[str, np.ndarray]
    absent: Mapping[str, str]
    layer_weights: Mapping[str, float]
    scaled: Mapping[str, np.ndarray]
    aggregate: np.ndarray


@dataclass(frozen=True, eq=False)
class Found(Layered):
    """Measures of one run, before they are described; see `Results` for what each means.

    Tables are regions x industries (or as named), matrices regions x regions in scheme order. What is costly and not
    always wanted is made on first use, from the settings and the seed of the run.
    """

    settings: Settings
    seed: int
    quotients: pd.DataFrame
    p_values: pd.DataFrame
    q_values: pd.DataFrame
    excess: pd.DataFrame
    proximities: pd.DataFrame
    density: pd.DataFrame
    organisations: pd.DataFrame
    strengths: pd.DataFrame
    comparable: pd.DataFrame
    betweenness: np.ndarray
    hubs: pd.DataFrame
    observed: np.ndarray
    complementarities: np.ndarray
    untapped: np.ndarray
    distance_factor: np.ndarray
    linkage_scores: Mapping[str, Mapping[str, np.ndarray]]
    stars: pd.DataFrame
    new_cluster_scores: np.ndarray
    diversification_scores: np.ndarray

    @cached_property
    def partitions(self) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """Communities, searched on first use: a draw that only ranks does without; see `partitions`."""
        return partitions(list(self.scaled.values()), self.settings, seed=self.seed)

    @property
    def labels(self) -> dict[str, np.ndarray]:
        """Community label of every region, by method."""
        return self.partitions[0]

    @property
    def slices(self) -> np.ndarray | None:
        """Layers x regions: labels by layer, where the chosen method tells layers apart."""
        return self.partitions[1]

    @cached_property
    def actor_scores(self) -> pd.DataFrame:
        """Scores of organisations and groups, made on first use: nulls do without."""
        return hubs.actor_scores(
            self.organisations, self.focus, self.presence, self.presence.columns
        )


def once(inputs: Inputs, settings: Settings, *, seed: int) -> Found:
    """Run the whole analysis once.

    Parameters
    ----------
    inputs
        Tables in one region scheme, from `prepare`.
    settings
        Parameters.
    seed
        For the searches for communities.
    """
    import pandas as pd

    threshold, regions = settings.indicators.threshold, inputs.scheme.index
    quotients = specialisation.location_quotient(inputs.counts, reference=inputs.expected_shares)
    excess = specialisation.excess_enterprises(inputs.counts, reference=inputs.expected_shares)
    unit_quotients = specialisation.location_quotient(
        inputs.unit_counts, reference=inputs.expected_shares
    )
    p_values = inference.p_specialised(inputs.unit_counts.round())
    q_values = inference.benjamini_hochberg(p_values)
    proximities = relatedness.proximity(
        specialisation.specialised(unit_quotients, threshold=threshold)
    )
    density = relatedness.relatedness_density(
        specialisation.specialised(quotients, threshold=threshold), proximities
    )

    net = layered(inputs, settings)
    strengths = centrality.layer_strengths(net.weights, regions)
    comparable = centrality.comparable_strengths(strengths, net.layer_weights)
    betweenness = centrality.betweenness(backbone(net.aggregate, settings))
    endowments = hubs.endowment(organisation_number(inputs), excess.sum(axis=1, min_count=1))
    hub_scores = hubs.hub_scores(
        comparable.sum(axis=1), pd.Series(betweenness, index=regions), endowments
    )

    complementarities = score.complementarity(quotients, proximities, threshold=threshold)
    observed = observed_weights(net.weights)
    untapped = untapped_part(inputs, observed)
    factor = distance_factor(inputs, settings)
    linkage_scores = linkage_matrices(
        {"complementarity": complementarities, "similarity": net.similarity},
        net.match,
        factor=factor * untapped,
        shares_unit=inputs.shares_unit,
        profile_weight=settings.linkages.profile_weight,
    )
    stars = inherited(
        cluster_stars(
            inputs.unit_counts, specialisation.shares(inputs.unit_counts), unit_quotients
        ),
        inputs,
    )
    own_q = inherited(q_values, inputs)
    new_clusters = new_cluster_scores(
        inputs.counts,
        quotients,
        stars=stars,
        excess=excess,
        q_values=own_q,
        listed=listed_clusters(
            inputs.organisations,
            net.focus,
            inputs.industry_directions,
            regions=regions,
            industries=inputs.counts.columns,
        ),
        is_ubiquitous=inputs.is_ubiquitous,
        threshold=threshold,
        min_count=settings.new_clusters.min_count,
        min_stars=settings.new_clusters.min_stars,
        max_q=settings.new_clusters.max_q,
        has_ubiquitous=settings.new_clusters.has_ubiquitous,
    )
    return Found(
        **vars(net),
        settings=settings,
        seed=seed,
        quotients=quotients,
        p_values=p_values,
        q_values=own_q,
        excess=excess,
        proximities=proximities,
        density=density,
        organisations=inputs.organisations,
        strengths=strengths,
        comparable=comparable,
        betweenness=betweenness,
        hubs=hub_scores,
        observed=observed,
        complementarities=complementarities,
        untapped=untapped,
        distance_factor=factor,
        linkage_scores=linkage_scores,
        stars=stars,
        new_cluster_scores=new_clusters,
        diversification_scores=diversification_scores(quotients, density, threshold=threshold),
    )


def layered(inputs: Inputs, settings: Settings) -> Layered:
    """Layers of the network, each on the common scale and times its weight."""
    import numpy as np

    focus = actors.focus_shares(inputs.organisations, inputs.focus_directions)
    presence = actors.group_presence(inputs.organisations, inputs.groups, inputs.scheme.index)
    demands, supplies = demand_and_supply(inputs, settings, focus)
    match = None if demands is None or supplies is None else capability_match(demands, supplies)
    similarity = production_similarity(inputs.counts, shares_unit=inputs.shares_unit)
    weights, absent = layer_matrices(
        inputs, settings, similarity=similarity, presence=presence, match=match
    )
    layer_weights = normalised_weights(weights, wanted_weights(weights, settings))
    scaled = scaled_weights(weights, layer_weights, scaling=settings.network.scaling)
    return Layered(
        focus=focus,
        presence=presence,
        demands=demands,
        supplies=supplies,
        match=match,
        similarity=similarity,
        weights=weights,
        absent=absent,
        layer_weights=layer_weights,
        scaled=scaled,
        aggregate=np.sum(list(scaled.values()), axis=0),
    )


def wanted_weights(weights: Mapping[str, np.ndarray], settings: Settings) -> Mapping[str, float]:
    """Layer weights as given, or learned from the layers themselves.

    Raises
    ------
    AnalysisError
        Weights should be learned, but the layers cannot bear it.
    """
    if settings.layers.weighting == "given":
        return settings.layers.weights
    observed = [name for name in weights if name not in NOT_OBSERVED]
    return communities.learned_weights(weights, observed, seed=settings.run.seed)


def partitions(
    scaled: Sequence[np.ndarray], settings: Settings, *, seed: int
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Communities by the standing methods and the chosen one; and by layer, where that method tells layers apart."""
    chosen = settings.communities
    labels = {
        method: communities.partition(
            method, scaled, gamma=chosen.gamma, restarts=chosen.restarts, seed=seed
        )
        for method in communities.METHODS
    }
    slices = None
    if chosen.method == "multislice":
        slices = communities.multislice_partition(
            scaled,
            gamma=chosen.gamma,
            omega=chosen.omega,
            restarts=chosen.restarts,
            seed=seed,
            start=labels["multiplex"],
        )
        labels["multislice"] = communities.one_label_each(slices)
        slices = communities.numbered_alike(slices, labels["multislice"])
    elif chosen.method not in labels:
        labels[chosen.method] = communities.infomap_partition(scaled, seed=seed)
    return labels, slices


NOT_OBSERVED = ("production", "institution", "geography", "capability")


def layer_matrices(
    inputs: Inputs,
    settings: Settings,
    *,
    similarity: np.ndarray,
    presence: pd.DataFrame,
    match: np.ndarray | None,
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Weights of the layers the pack has the data for, in fixed order, and why the others are absent."""
    import numpy as np

    regions = inputs.scheme.index
    weights: dict[str, np.ndarray] = {"production": np.nan_to_num(similarity)}
    absent: dict[str, str] = {}
    if inputs.has_organisations and len(inputs.groups):
        weights["affiliation"] = affiliation_weights(presence)
    else:
        absent["affiliation"] = "the pack has no organisations with groups"
    if inputs.has_organisations:
        weights["institution"] = institution_weights(
            actors.count_by(inputs.organisations, regions, "kind")
        )
    else:
        absent["institution"] = "the pack has no organisations"
    if settings.linkages.beta == 1:
        absent["geography"] = "left out because linkages.beta is 1, a purely digital hypercluster"
    elif np.isfinite(inputs.distances[np.triu_indices(len(regions), k=1)]).any():
        weights["geography"] = np.nan_to_num(
            geography_weights(inputs.distances, delta_km=settings.layers.geography.delta_km)
        )
    else:
        absent["geography"] = "fewer than two regions have a seat with latitude and longitude"
    if match is not None:
        weights["capability"] = capability_weights(match)
    else:
        lacking = [
            name
            for name in ("industry_directions", "focus_directions")
            if getattr(inputs, name).empty
        ]
        absent["capability"] = (
            f"the pack has no {' and no '.join(lacking if inputs.has_organisations else ['organisations', *lacking])}"
        )
    ties = measured_ties(inputs.ties, inputs.scheme.membership, inputs.organisations)
    for name in dict.fromkeys(inputs.ties["layer"]):
        weights[name] = adjacency_matrix(ties[ties["layer"] == name], regions).toarray()
    if "digital" not in weights:
        absent["digital"] = "no digital tie was measured; it is never modelled"
    return weights, absent


def observed_weights(weights: Mapping[str, np.ndarray]) -> np.ndarray:
    """Summed weight of the observed layers between every two regions, in their own units; the digital one included."""
    import numpy as np

    shape = next(iter(weights.values())).shape
    return sum(
        (matrix for name, matrix in weights.items() if name not in NOT_OBSERVED),
        start=np.zeros(shape),
    )


def backbone(aggregate: np.ndarray, settings: Settings) -> np.ndarray:
    """Weights of the aggregate on the pairs of its backbone."""
    chosen = settings.network
    pairs = backbone_pairs(
        aggregate,
        backbone=chosen.backbone,
        backbone_k=chosen.backbone_k,
        backbone_threshold=chosen.backbone_threshold,
        backbone_alpha=chosen.backbone_alpha,
    )
    weights: np.ndarray = aggregate * pairs.toarray()
    return weights


def inherited(units: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Values of reporting units for the regions that lie inside one unit; missing for a region made of several."""
    import numpy as np
    import pandas as pd

    parts = inputs.parts[units.index].to_numpy() > 0
    values = units.to_numpy(dtype=float)[parts.argmax(axis=1)]
    return pd.DataFrame(
        np.where((parts.sum(axis=1) == 1)[:, None], values, np.nan),
        index=inputs.parts.index,
        columns=units.columns,
    )


def organisation_number(inputs: Inputs) -> pd.Series:
    """Organisations of each region; missing where the pack has none at all."""
    number = (
        inputs.organisations["region"]
        .value_counts()
        .reindex(inputs.scheme.index, fill_value=0)
        .astype(float)
    )
    return number if inputs.has_organisations else number * float("nan")


def demand_and_supply(
    inputs: Inputs, settings: Settings, focus: pd.DataFrame
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Demand and supply by direction; None where the pack lacks organisations or a direction table."""
    if not (
        inputs.has_organisations
        and len(inputs.industry_directions)
        and len(inputs.focus_directions)
    ):
        return None, None
    demands = demand(inputs.counts, inputs.industry_directions)
    supplies = supply(
        inputs.organisations,
        focus,
        inputs.scheme.index,
        role_weights=settings.layers.capability.role_weights,
    )
    unknown = supplies.isna().all(axis=1)
    supplies = supplies.reindex(columns=demands.columns).fillna(0.0)
    supplies.loc[unknown] = float("nan")
    return demands, supplies


def untapped_part(inputs: Inputs, observed: np.ndarray) -> np.ndarray:
    """Untapped part of every pair; switched off where the pack has no organisations at all."""
    import numpy as np

    if not inputs.has_organisations:
        return 1.0 / (1.0 + observed)
    return score.untapped(observed, np.asarray(organisation_number(inputs) > 0))


def distance_factor(inputs: Inputs, settings: Settings) -> np.ndarray:
    """Distance factor of every pair; switched off (1) where no region has a point."""
    import numpy as np

    if np.isnan(np.diag(inputs.distances)).all():
        return np.ones_like(inputs.distances)
    return distance.distance_decay(
        inputs.distances, beta=settings.linkages.beta, delta_km=settings.linkages.delta_km
    )
