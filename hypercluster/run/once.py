"""Measures of one analysis, each made on first use from inputs and settings.

Tables are regions x industries (or as named), matrices regions x regions in scheme order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypercluster.analysis import centrality, communities, distance, hubs
from hypercluster.backbone import backbone_mask
from hypercluster.indicators import arrays, inference
from hypercluster.indicators.complexity import economic_complexity, fitness_complexity
from hypercluster.layers import Absent, LayerKind, layer_kinds
from hypercluster.run.inputs import Inputs
from hypercluster.scaling import layer_scale, normalised_weights
from hypercluster.synchronisation import score
from hypercluster.synchronisation.diversification import diversification_scores
from hypercluster.synchronisation.linkages import linkage_matrices
from hypercluster.synchronisation.new_clusters import (
    new_cluster_scores,
    served_industries,
    stars_of_arrays,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from hypercluster.indicators.complexity import Complexity, Fitness
    from hypercluster.settings import Settings
    from hypercluster.words import Note


@dataclass(frozen=True, eq=False)
class Run:
    """One analysis of prepared inputs, before its tables are made.

    `Results` says what the measures mean. A draw that only ranks, or a null that only scores, makes
    no more than it asks for.

    Attributes
    ----------
    inputs
        Tables in one region scheme, from `prepare`.
    settings
        Parameters.
    seed
        For the searches for communities.
    """

    inputs: Inputs
    settings: Settings
    seed: int

    def __repr__(self) -> str:
        scheme = self.inputs.scheme
        return f"<Run of {len(scheme)} regions (scheme {scheme.name}), seed {self.seed}>"

    @property
    def threshold(self) -> float:
        """Location quotient from which a region is specialised."""
        return self.settings.indicators.threshold

    # Industries of regions and of reporting units

    def of_regions(self, values: np.ndarray) -> pd.DataFrame:
        """Table of values, regions x industries."""
        import pandas as pd

        counts = self.inputs.counts
        return pd.DataFrame(values, counts.index, counts.columns, copy=False)

    def of_units(self, values: np.ndarray) -> pd.DataFrame:
        """Table of values, reporting units x industries."""
        import pandas as pd

        counts = self.inputs.unit_counts
        return pd.DataFrame(values, counts.index, counts.columns, copy=False)

    @cached_property
    def quotients(self) -> pd.DataFrame:
        """Location quotients of the regions."""
        shares, expected = self.inputs.shares, self.inputs.expected
        return self.of_regions(arrays.quotients_of_shares(shares, expected))

    @cached_property
    def specialised(self) -> pd.DataFrame:
        """Regions x industries, 1 where specialised."""
        return self.of_regions(arrays.specialised(self.quotients.to_numpy(), self.threshold))

    @cached_property
    def excess(self) -> pd.DataFrame:
        """Enterprises above expectation."""
        import numpy as np

        # Column by column, so that sums over industries add in the order of the columns.
        above = arrays.excess_enterprises(self.inputs.counts.to_numpy(), self.inputs.expected)
        return self.of_regions(np.asfortranarray(above))

    @cached_property
    def unit_shares(self) -> np.ndarray:
        """Share of each industry in its reporting unit."""
        return arrays.shares(self.inputs.unit_counts.to_numpy())

    @cached_property
    def unit_quotients(self) -> pd.DataFrame:
        """Location quotients of the reporting units."""
        return self.of_units(arrays.quotients_of_shares(self.unit_shares, self.inputs.expected))

    @cached_property
    def unit_specialised(self) -> pd.DataFrame:
        """Reporting units x industries, 1 where specialised."""
        return self.of_units(arrays.specialised(self.unit_quotients.to_numpy(), self.threshold))

    @cached_property
    def p_values(self) -> pd.DataFrame:
        """Exact p-values of the specialisations of reporting units."""
        import numpy as np

        whole = np.round(self.inputs.unit_counts.to_numpy()).astype("int64")
        return self.of_units(inference.tail_probabilities(whole, is_upper=True))

    @cached_property
    def q_values(self) -> pd.DataFrame:
        """The same after Benjamini-Hochberg, inherited by regions inside one unit."""
        adjusted = arrays.benjamini_hochberg(self.p_values.to_numpy())
        return self.of_regions(self.inputs.inherited(adjusted))

    @cached_property
    def proximities(self) -> pd.DataFrame:
        """Proximity of industries over reporting units."""
        import pandas as pd

        industries = self.inputs.counts.columns
        values = arrays.proximity(arrays.cooccurrence(self.unit_specialised.to_numpy()))
        return pd.DataFrame(values, industries, industries)

    @cached_property
    def density(self) -> pd.DataFrame:
        """Relatedness density around every industry in every region, in percent."""
        weights = arrays.relatedness_weights(self.proximities.to_numpy(), has_diagonal=False)
        return self.of_regions(arrays.relatedness_density(self.specialised.to_numpy(), weights))

    @cached_property
    def complexity(self) -> Complexity:
        """Economic and product complexity, of reporting units and industries."""
        return economic_complexity(self.unit_specialised)

    @cached_property
    def fitness(self) -> Fitness:
        """Fitness of reporting units and complexity of industries."""
        return fitness_complexity(self.unit_specialised)

    # Layers and their aggregate

    @cached_property
    def kinds(self) -> Mapping[str, LayerKind]:
        """Kinds of layers that the run may have, in fixed order."""
        return layer_kinds(self.inputs.ties["layer"])

    @cached_property
    def _built(self) -> dict[str, np.ndarray | Absent]:
        return {name: kind.weights(self.inputs, self.settings) for name, kind in self.kinds.items()}

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Weights of the layers that the pack has the data for."""
        import numpy as np

        return {name: layer for name, layer in self._built.items() if isinstance(layer, np.ndarray)}

    @property
    def absent(self) -> dict[str, Note | str]:
        """Why the other layers are absent."""
        return {
            name: layer.reason for name, layer in self._built.items() if isinstance(layer, Absent)
        }

    @cached_property
    def observed_layers(self) -> list[str]:
        """Layers whose ties somebody observed."""
        return [name for name in self.weights if self.kinds[name].status == "observed"]

    @cached_property
    def layer_weights(self) -> dict[str, float]:
        """Layer weights as given, or learned from the layers themselves, 1 in sum.

        Raises
        ------
        AnalysisError
            A weight is given for a layer that is absent, or the layers cannot bear learning.
        """
        layers = self.settings.layers
        if layers.weighting == "given":
            return normalised_weights(self.weights, layers.weights)
        learned = communities.learned_weights(self.weights, self.observed_layers, seed=self.seed)
        return normalised_weights(self.weights, learned)

    @cached_property
    def scales(self) -> dict[str, float]:
        """What the weights of each layer are divided by before layers are added."""
        scaling = self.settings.network.scaling
        return {
            name: layer_scale(weights, scaling=scaling) for name, weights in self.weights.items()
        }

    @cached_property
    def scaled(self) -> dict[str, np.ndarray]:
        """Weights on the common scale times the weight of their layer."""
        return {
            name: weights * (self.layer_weights[name] / self.scales[name])
            for name, weights in self.weights.items()
        }

    @cached_property
    def aggregate(self) -> np.ndarray:
        """Sum of the scaled weights of all layers."""
        import numpy as np

        weights: np.ndarray = np.sum(list(self.scaled.values()), axis=0)
        return weights

    @cached_property
    def backbone(self) -> np.ndarray:
        """Which pairs belong to the backbone of the aggregate."""
        chosen = self.settings.network
        return backbone_mask(
            self.aggregate,
            backbone=chosen.backbone,
            k=chosen.backbone_k,
            threshold=chosen.backbone_threshold,
            alpha=chosen.backbone_alpha,
        )

    @cached_property
    def observed(self) -> np.ndarray:
        """Summed weight of the observed layers in their own units, digital included."""
        import numpy as np

        n = len(self.inputs.scheme.index)
        return sum((self.weights[name] for name in self.observed_layers), start=np.zeros((n, n)))

    # Centrality and hubs

    @cached_property
    def strengths(self) -> pd.DataFrame:
        """Strength of every region in every layer, in the layer's unit."""
        return self._by_layer(self.layer_strengths)

    @cached_property
    def layer_strengths(self) -> np.ndarray:
        """Strengths as an array, regions x layers, column by column."""
        import numpy as np

        return np.array([weights.sum(axis=1) for weights in self.weights.values()]).T

    @cached_property
    def comparable_strengths(self) -> np.ndarray:
        """Strengths with each layer at mean 1 times its weight, regions x layers."""
        import numpy as np

        weights = np.array(list(self.layer_weights.values()))
        return centrality.comparable_of_arrays(self.layer_strengths, weights)

    @cached_property
    def comparable(self) -> pd.DataFrame:
        """Comparable strengths by layer. Rows sum to overlapping strength."""
        return self._by_layer(self.comparable_strengths)

    def _by_layer(self, values: np.ndarray) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(values, self.inputs.scheme.index, list(self.weights), copy=False)

    @cached_property
    def supra_adjacencies(self) -> dict[float, csr_array[Any, Any]]:
        """Supra-adjacency of the layers, by coupling."""
        from scipy.sparse import csr_array

        layers = {name: csr_array(weights) for name, weights in self.weights.items()}
        return {
            coupling: centrality.supra_of_matrices(layers, self.layer_weights, coupling=coupling)
            for coupling in (centrality.MEDIUM, centrality.WEAK, centrality.STRONG)
        }

    @cached_property
    def betweenness(self) -> np.ndarray:
        """Betweenness on the backbone of the aggregate."""
        return centrality.betweenness(self.aggregate * self.backbone)

    @cached_property
    def hub_percentiles(self) -> dict[str, np.ndarray]:
        """Percentiles of strength, betweenness and endowment of every region."""
        import numpy as np

        excess = self.excess.to_numpy()
        above = np.where(np.isnan(excess).all(axis=1), np.nan, np.nansum(excess, axis=1))
        parts = {
            "strength_percentile": self.comparable_strengths.sum(axis=1),
            "betweenness_percentile": self.betweenness,
            "endowment_percentile": hubs.endowment_of_arrays(
                self.inputs.organisation_number, above
            ),
        }
        return {name: hubs.percentiles(values) for name, values in parts.items()}

    @cached_property
    def hub_composite(self) -> np.ndarray:
        """Composite of every region as a hub."""
        return hubs.mean_percentile(*self.hub_percentiles.values())

    @cached_property
    def hubs(self) -> pd.DataFrame:
        """Percentiles, composite and rank of every region as a hub."""
        import pandas as pd

        return hubs.with_ranks(pd.DataFrame(self.hub_percentiles, self.inputs.scheme.index))

    @cached_property
    def actor_codes(self) -> dict[str, pd.Index]:
        """Codes of the actors that may be hubs, by kind."""
        roster, inputs = self.inputs.roster, self.inputs
        return {
            "organisation": roster.codes,
            "group": inputs.tying_groups[inputs.group_presence.any(axis=1)],
        }

    @cached_property
    def actor_composites(self) -> dict[str, np.ndarray]:
        """Composite of every actor among its kind."""
        import numpy as np

        inputs, hosts = self.inputs, self.inputs.group_presence.sum(axis=1)
        is_present = hosts > 0
        # Positions among the groups that are present; the last, for none, is -1.
        position = np.append(np.where(is_present, np.cumsum(is_present) - 1, -1), -1)
        measures = hubs.actor_measures(
            position[inputs.roster.group],
            inputs.roster.region,
            hosts[is_present],
            inputs.focus_shares,
            regions=len(inputs.scheme.index),
        )
        return {
            kind: hubs.mean_percentile(*map(hubs.percentiles, values.values()))
            for kind, values in measures.items()
        }

    @cached_property
    def actor_scores(self) -> pd.DataFrame:
        """Scores of organisations and groups."""
        inputs = self.inputs
        return hubs.actor_scores(
            inputs.organisations, inputs.focus, inputs.presence, inputs.scheme.index
        )

    # Communities

    @cached_property
    def partitions(self) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """Communities, from the function `partitions`."""
        return self.partitions_of(list(self.scaled.values()), seed=self.seed)

    def partitions_of(
        self, scaled: Sequence[np.ndarray], *, seed: int
    ) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """Communities of layers, searched in the order of the codes of regions.

        So no order of rows in the pack decides between equal partitions and numbers.
        """
        import numpy as np

        order, back = self.by_code, np.argsort(self.by_code)
        matrices = [weights[np.ix_(order, order)] for weights in scaled]
        labels, slices = partitions(matrices, self.settings, seed=seed)
        in_scheme = {method: label[back] for method, label in labels.items()}
        return in_scheme, None if slices is None else slices[:, back]

    @property
    def by_code(self) -> np.ndarray:
        """Positions of the regions in the order of their codes."""
        import numpy as np

        return np.argsort(self.inputs.scheme.index.to_numpy(dtype=str), kind="stable")

    @property
    def labels(self) -> dict[str, np.ndarray]:
        """Community label of every region, by method."""
        return self.partitions[0]

    @property
    def slices(self) -> np.ndarray | None:
        """Layers x regions: labels by layer, where the chosen method tells layers apart."""
        return self.partitions[1]

    # Opportunities

    @cached_property
    def complementarities(self) -> np.ndarray:
        """What each region could add to another. The row receives."""
        return score.complementarity_of_arrays(
            self.quotients.to_numpy(), self.proximities.to_numpy(), self.threshold
        )

    @cached_property
    def untapped(self) -> np.ndarray:
        """Untapped part of every pair, of observed ties alone without organisations."""
        if not self.inputs.has_organisations:
            return 1.0 / (1.0 + self.observed)
        return score.untapped(self.observed, self.inputs.organisation_number > 0)

    @cached_property
    def distance_factor(self) -> np.ndarray:
        """Distance factor of every pair, switched off (1) where no region has a point."""
        import numpy as np

        distances, chosen = self.inputs.distances, self.settings.linkages
        if np.isnan(np.diag(distances)).all():
            return np.ones_like(distances)
        return distance.distance_decay(distances, beta=chosen.beta, delta_km=chosen.delta_km)

    @cached_property
    def linkage_scores(self) -> dict[str, dict[str, np.ndarray]]:
        """Scores of all pairs and their parts, by ranking."""
        return linkage_matrices(
            {"complementarity": self.complementarities, "similarity": self.inputs.similarity},
            self.inputs.match,
            factor=self.distance_factor * self.untapped,
            shares_unit=self.inputs.shares_unit,
            profile_weight=self.settings.linkages.profile_weight,
        )

    @cached_property
    def stars(self) -> pd.DataFrame:
        """Cluster stars of reporting units, inherited by regions inside one unit."""
        stars = stars_of_arrays(
            self.inputs.unit_counts.to_numpy(), self.unit_shares, self.unit_quotients.to_numpy()
        )
        return self.of_regions(self.inputs.inherited(stars))

    @cached_property
    def listed_clusters(self) -> np.ndarray:
        """Cluster organisations listed in each region for the directions of each industry."""
        import numpy as np

        inputs, roster = self.inputs, self.inputs.roster
        counted = roster.is_cluster & (roster.region >= 0)
        serves = served_industries(
            inputs.focus_shares[counted],
            inputs.focus_of_demand,
            (inputs.industry_directions["share"] > 0).to_numpy(),
            industries=inputs.counts.shape[1],
        )
        listed = np.zeros(inputs.counts.shape, dtype=int)
        np.add.at(listed, roster.region[counted], serves.astype(int))
        return listed

    @cached_property
    def new_cluster_scores(self) -> np.ndarray:
        """Score of every industry that qualifies as a new cluster, missing for the others."""
        inputs, chosen = self.inputs, self.settings.new_clusters
        return new_cluster_scores(
            inputs.counts,
            self.quotients,
            stars=self.stars,
            excess=self.excess,
            q_values=self.q_values,
            listed=self.listed_clusters,
            is_ubiquitous=inputs.is_ubiquitous,
            threshold=self.threshold,
            min_count=chosen.min_count,
            min_stars=chosen.min_stars,
            max_q=chosen.max_q,
            has_ubiquitous=chosen.has_ubiquitous,
        )

    @cached_property
    def diversification_scores(self) -> np.ndarray:
        """Density of every industry that a region lacks, missing for the others."""
        return diversification_scores(self.quotients, self.density, threshold=self.threshold)


def once(inputs: Inputs, settings: Settings, *, seed: int) -> Run:
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
    return Run(inputs, settings, seed)


def partitions(
    scaled: Sequence[np.ndarray], settings: Settings, *, seed: int
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Communities by the standing methods and the chosen one.

    Returns
    -------
    tuple
        Label of every region by method. Layers x regions, where the chosen method tells layers
        apart, else None.
    """
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


def inherited(units: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Values of reporting units for the regions that lie inside one unit.

    A region made of several units has missing values.
    """
    import numpy as np
    import pandas as pd

    parts = inputs.parts[units.index].to_numpy() > 0
    values = units.to_numpy(dtype=float)[parts.argmax(axis=1)]
    return pd.DataFrame(
        np.where((parts.sum(axis=1) == 1)[:, None], values, np.nan),
        index=inputs.parts.index,
        columns=units.columns,
    )
