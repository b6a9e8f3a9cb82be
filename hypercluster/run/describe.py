"""Measures of a run as the tables a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster import actors, regions
from hypercluster.analysis import centrality, communities, hubs
from hypercluster.layers import (
    LAYERS,
    affiliation,
    capability,
    geography,
    institution,
    measured,
    measured_ties,
    production,
)
from hypercluster.network import (
    Layer,
    RegionalNetwork,
    layer_scale,
    regional_network,
    scaled_weights,
)
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import NOT_OBSERVED, Found, partitions
from hypercluster.uncertainty import top, worst_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.settings import Settings

NOT_MEASURED = "not measured"


def network_of(inputs: Inputs, found: Found, settings: Settings) -> RegionalNetwork:
    """Network of the run, with every layer as a table of ties that says what it is."""
    index = inputs.scheme.index
    layers: dict[str, Layer] = {}
    for name in found.weights:
        if name == "production":
            layers[name] = production(inputs.counts, shares_unit=inputs.shares_unit)
        elif name == "affiliation":
            layers[name] = affiliation(found.presence)
        elif name == "institution":
            layers[name] = institution(actors.count_by(inputs.organisations, index, "kind"))
        elif name == "geography":
            layers[name] = geography(
                inputs.distances, index, delta_km=settings.layers.geography.delta_km
            )
        elif name == "capability" and found.match is not None:
            layers[name] = capability(found.match, index)
        else:
            ties = measured_ties(inputs.ties, inputs.scheme.membership, inputs.organisations)
            layers[name] = measured(name, ties[ties["layer"] == name])
    chosen = settings.network
    network = regional_network(
        inputs.scheme,
        layers,
        weights=settings.layers.weights,
        scaling=chosen.scaling,
        backbone=chosen.backbone,
        backbone_k=chosen.backbone_k,
        backbone_threshold=chosen.backbone_threshold,
        backbone_alpha=chosen.backbone_alpha,
    )
    return RegionalNetwork(inputs.scheme, network.layers, ties_table(inputs, network))


def role_counts(inputs: Inputs) -> pd.DataFrame:
    """`organisations` and `organisations_{role}` of each region; missing where the pack has none."""
    counted = actors.count_by(inputs.organisations, inputs.scheme.index, "role")
    total = counted.sum(axis=1).rename("organisations").to_frame()
    table = total.join(counted.add_prefix("organisations_")).astype("Int64")
    return table if inputs.has_organisations else table.mask(table.notna())


def regions_table(
    inputs: Inputs, indicators: pd.DataFrame, membership: pd.DataFrame, method: str
) -> pd.DataFrame:
    """Table `regions`, with indicators that have one value a region."""
    own = membership[membership["method"] == method].set_index("region")
    return inputs.scheme.regions.assign(
        reporting_units=regions.reporting_units(inputs.parts),
        is_allocated=inputs.is_allocated,
        enterprises=inputs.counts.sum(axis=1, min_count=1),
        community=own["community"],
        community_name=own["community_name"],
    ).join([indicators, role_counts(inputs)])


def layers_table(
    inputs: Inputs, found: Found, network: RegionalNetwork, scaling: str
) -> pd.DataFrame:
    """Table `layers`: every layer, present or absent."""
    import pandas as pd

    rows = []
    for name in dict.fromkeys([*LAYERS, *network.layers]):
        layer = network.layers.get(name)
        if layer is None:
            rows.append({"layer": name, "is_present": False, "note": found.absent[name]})
            continue
        tied = pd.unique(layer.ties[["source", "target"]].to_numpy().ravel())
        rows.append(
            {
                "layer": name,
                "is_present": True,
                "status": layer.status,
                "meaning": layer.meaning,
                "unit": layer.unit,
                "tables": layer.tables,
                "ties": len(layer.ties),
                "isolates": len(inputs.scheme) - len(tied),
                "total_weight": layer.ties["weight"].sum(),
                "scale": layer_scale(found.weights[name], scaling=scaling),
                "layer_weight": found.layer_weights[name],
                "note": layer.note or None,
            }
        )
    return pd.DataFrame(rows)


def ties_table(inputs: Inputs, network: RegionalNetwork) -> pd.DataFrame:
    """Table `ties`: layers in their order, pairs by code."""
    import numpy as np
    import pandas as pd

    ties, index = network.ties, inputs.scheme.index
    one, other = index.get_indexer(ties["source"]), index.get_indexer(ties["target"])
    allocated = inputs.is_allocated.to_numpy()
    touching = pd.array(
        [None] * len(ties)
        if inputs.boundaries is None
        else ~np.isnan(inputs.boundaries[one, other]),
        dtype="boolean",
    )
    depends = ties["layer"].isin(["production", "capability"]).to_numpy() & (
        allocated[one] | allocated[other]
    )
    table = ties.assign(
        geodesic_km=inputs.distances[one, other], is_contiguous=touching, is_allocated=depends
    )
    place = {name: position for position, name in enumerate(network.layers)}
    order = np.lexsort(
        (
            table["target"].to_numpy(dtype=str),
            table["source"].to_numpy(dtype=str),
            table["layer"].map(place).to_numpy(),
        )
    )
    return table.iloc[order].reset_index(drop=True)


def membership_table(inputs: Inputs, found: Found) -> pd.DataFrame:
    """Table `membership`, without strengths: methods in their order, regions in scheme order."""
    import pandas as pd

    names = inputs.scheme.regions["name"]
    lead = found.hubs["composite"].fillna(-1.0).round(9)
    tables = []
    for method, labels in found.labels.items():
        own = pd.DataFrame(
            {
                "method": method,
                "region": inputs.scheme.index,
                "label": labels,
                "lead": lead.to_numpy(),
            }
        )
        strongest = own.loc[own.groupby("label")["lead"].idxmax()].set_index("label")["region"]
        own["community"] = [communities.community_letter(label) for label in labels]
        if method == "multislice" and found.slices is not None:
            for layer, row in zip(found.scaled, found.slices, strict=True):
                own[f"community_{layer}"] = [communities.community_letter(label) for label in row]
        own["community_name"] = [
            f"{names[strongest[label]]} community"
            if (labels == label).sum() > 1
            else f"{names[strongest[label]]} alone"
            for label in labels
        ]
        tables.append(own.drop(columns=["label", "lead"]))
    return pd.concat(tables, ignore_index=True)


def communities_table(
    inputs: Inputs, found: Found, membership: pd.DataFrame, is_hub: pd.Series, settings: Settings
) -> pd.DataFrame:
    """Table `communities`: measurements of the hypercluster definition and their percentiles among relabellings."""
    import numpy as np
    import pandas as pd

    given = {
        "counts": inputs.counts.to_numpy(dtype=float),
        "macroregions": inputs.scheme.regions["macroregion"].factorize()[0],
        "distances": inputs.distances,
        "is_hub": is_hub.to_numpy(dtype=bool),
        "strengths": found.comparable.sum(axis=1).to_numpy(dtype=float),
        "observed": found.observed if set(found.weights) - set(NOT_OBSERVED) else None,
    }
    shuffled = communities.relabellings(
        len(inputs.scheme), settings.communities.relabellings, seed=settings.run.seed
    )
    without = labels_without_observed(found, settings)
    digital = found.weights.get("digital")
    rows = []
    for method, labels in found.labels.items():
        own = membership[membership["method"] == method].reset_index(drop=True)
        for label in range(labels.max() + 1):
            members = np.flatnonzero(labels == label)
            measured = communities.group_measures(members[None, :], **given)
            percentiles = communities.relabelling_percentiles(
                measured, communities.group_measures(shuffled[:, members], **given)
            )
            values = {name: float(value[0]) for name, value in measured.items()}
            is_found_without = _is_group(without[method], members) if without else None
            rows.append(
                {
                    "method": method,
                    "community": own.at[members[0], "community"],
                    "community_name": own.at[members[0], "community_name"],
                    "regions": regions.SEPARATOR.join(inputs.scheme.index[members]),
                    "size": len(members),
                    "is_found_without_observed": is_found_without,
                    "verdict": hypercluster_verdict(
                        values, percentiles, is_found_without_observed=is_found_without
                    ),
                    **values,
                    **{f"{name}_percentile": value for name, value in percentiles.items()},
                    "digital": NOT_MEASURED
                    if digital is None
                    else f"{digital[np.ix_(members, members)].sum() / 2:g}",
                    "is_allocated": bool(inputs.is_allocated.iloc[members].any()),
                }
            )
    return pd.DataFrame(rows)


def _is_group(labels: np.ndarray, members: np.ndarray) -> bool:
    """Whether the members are one whole group of a partition."""
    return bool(
        (labels[members] == labels[members[0]]).all()
        and (labels == labels[members[0]]).sum() == len(members)
    )


def labels_without_observed(found: Found, settings: Settings) -> dict[str, np.ndarray]:
    """Communities found from the layers that were not observed; empty where there is none of either kind.

    A community that the observed ties helped to find is no test of them.
    """
    kept = [name for name in found.weights if name in NOT_OBSERVED]
    if not kept or len(kept) == len(found.weights):
        return {}
    scaled = scaled_weights(
        {name: found.weights[name] for name in kept},
        found.layer_weights,
        scaling=settings.network.scaling,
    )
    return partitions(list(scaled.values()), settings, seed=settings.run.seed)[0]


def hypercluster_verdict(
    values: Mapping[str, float],
    percentiles: Mapping[str, float],
    *,
    is_found_without_observed: bool | None,
) -> str:
    """Candidate hypercluster: at least two effective industries, macroregions and hubs, observed ties above the 95th percentile.

    All four are our choice, and so is that the community must also be found without the observed ties.
    """
    is_candidate = (
        values["effective_industries"] >= 2
        and values["macroregions"] >= 2
        and values["hubs"] >= 2
        and percentiles["internal_observed_ties"] > 95
        and is_found_without_observed is True
    )
    return "candidate hypercluster" if is_candidate else "community"


def hubs_table(
    inputs: Inputs, found: Found, membership: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Table `hubs`, strongest first, equal ones in scheme order."""
    import pandas as pd
    from scipy.sparse import csr_array

    index = inputs.scheme.index
    claims = inputs.reported_hubs.assign(
        region=inputs.reported_hubs["area"].map(inputs.scheme.membership)
    ).dropna(subset=["region"])
    reported = claims.groupby("region")["role"].agg(
        lambda roles: regions.SEPARATOR.join(dict.fromkeys(roles))
    )
    own = membership[membership["method"] == settings.communities.method].set_index("region")
    adjacencies = {name: csr_array(weights) for name, weights in found.weights.items()}
    table = found.hubs.assign(
        name=inputs.scheme.regions["name"],
        is_hub=worst_ranks(found.hubs["rank"].to_numpy(dtype=float, na_value=float("nan")))
        <= top(settings.hubs.top_k, int(found.hubs["rank"].count())),
        strength=found.comparable.sum(axis=1),
        participation=centrality.participation(found.comparable),
        betweenness=pd.Series(found.betweenness, index=index),
        strength_within_macroregion=hubs.within_macroregion_share(
            found.aggregate, inputs.scheme.regions["macroregion"]
        ),
        excess_enterprises=found.excess.sum(axis=1, min_count=1),
        reported_roles=reported,
        community=own["community"],
        is_allocated=inputs.is_allocated,
    )
    table = table.join(
        [
            found.strengths.add_prefix("strength_"),
            centrality.versatilities(adjacencies, found.layer_weights, index),
            role_counts(inputs),
        ]
    )
    table = table.rename_axis("region")
    return table.sort_values("rank", kind="stable", na_position="last")


def actor_graph_of(inputs: Inputs) -> actors.ActorGraph:
    """Actor graph of the run."""
    return actors.actor_graph(
        inputs.scheme.regions,
        inputs.counts,
        inputs.organisations,
        groups=inputs.groups,
        industries=inputs.industries,
        focus_directions=inputs.focus_directions,
        technologies=inputs.technologies,
        platform_vectors=inputs.platform_vectors,
    )


def actor_hubs_table(inputs: Inputs, found: Found, graph: actors.ActorGraph) -> pd.DataFrame:
    """Table `actor_hubs`, organisations then groups, strongest first."""
    nodes = graph.nodes
    table = found.actor_scores.join(
        nodes[["kind", "code", "label", "role", "region", "group_kind", "confidence"]]
    )
    group = inputs.organisations.set_index("organisation")["group"]
    is_group = table["kind"] == "group"
    table = table.rename(columns={"code": "actor", "label": "name"}).assign(
        group=table["code"].map(group).where(~is_group, table["group_kind"]),
        role=table["role"].where(~is_group),
        source_confidence=table["confidence"].where(~is_group),
        is_group=is_group,
    )
    table = table.reset_index(drop=True).sort_values(["is_group", "rank", "actor"])
    return table.reset_index(drop=True).drop(columns=["confidence", "group_kind", "is_group"])


def reported_hubs_table(inputs: Inputs, found: Found) -> pd.DataFrame:
    """Table `reported_hubs`: what the source claims against what the tables hold."""
    counted = actors.count_by(inputs.organisations, inputs.scheme.index, "role").astype(float)
    return hubs.reported_hub_table(
        inputs.reported_hubs,
        inputs.scheme.membership,
        inputs.scheme.regions["name"],
        found.hubs["rank"],
        by_role=counted if inputs.has_organisations else counted.iloc[:, :0],
        by_industry=inputs.counts,
    )
