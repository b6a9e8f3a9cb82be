"""Measures of a run as the tables a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster import actors, regions
from hypercluster.analysis import communities, hubs
from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.network import RegionalNetwork, ties_of_layers
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run, partitions
from hypercluster.schema import conform
from hypercluster.uncertainty import top, worst_ranks
from hypercluster.words import SEPARATOR

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


NOT_MEASURED = "not measured"


def network_of(run: Run) -> RegionalNetwork:
    """Network of the run: its layers as ties that say what they are."""
    inputs, settings = run.inputs, run.settings
    layers = {
        name: run.kinds[name].layer(
            weights, inputs.scheme.index, **run.kinds[name].details(inputs, settings)
        )
        for name, weights in run.weights.items()
    }
    factors = {name: run.layer_weights[name] / run.scales[name] for name in layers}
    ties = ties_of_layers(layers, factors, run.backbone, inputs.scheme.index)
    return RegionalNetwork(inputs.scheme, layers, ties_table(run, ties))


def role_counts(inputs: Inputs) -> pd.DataFrame:
    """Columns `organisations` and `organisations_{role}`; missing where the pack has none."""
    counted = actors.count_by(inputs.organisations, inputs.scheme.index, "role")
    total = counted.sum(axis=1).rename("organisations").to_frame()
    table = total.join(counted.add_prefix("organisations_")).astype("Int64")
    return table if inputs.has_organisations else table.mask(table.notna())


def regions_table(run: Run, indicators: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Table `regions`, with indicators that have one value a region."""
    inputs, method = run.inputs, run.settings.communities.method
    community = membership[membership["method"] == method].set_index("region")
    return inputs.scheme.regions.assign(
        reporting_units=regions.reporting_units(inputs.parts),
        is_allocated=inputs.is_allocated,
        enterprises=inputs.counts.sum(axis=1, min_count=1),
        community=community["community"],
        community_name=community["community_name"],
    ).join([indicators, role_counts(inputs)])


def layers_table(run: Run, network: RegionalNetwork) -> pd.DataFrame:
    """Table `layers`: every layer, present or absent."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    for name in run.kinds:
        if name in run.absent:
            rows.append({"layer": name, "is_present": False, "note": str(run.absent[name])})
            continue
        layer = network.layers[name]
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
                "isolates": len(run.inputs.scheme) - len(tied),
                "total_weight": layer.ties["weight"].sum(),
                "scale": run.scales[name],
                "layer_weight": run.layer_weights[name],
                "note": layer.note or None,
            }
        )
    return pd.DataFrame(rows)


def ties_table(run: Run, ties: pd.DataFrame) -> pd.DataFrame:
    """Table `ties`: layers in their order, pairs by code."""
    import numpy as np
    import pandas as pd

    inputs = run.inputs
    source, target = (inputs.scheme.index.get_indexer(ties[end]) for end in ("source", "target"))
    allocated = inputs.is_allocated.to_numpy()
    touching = pd.array(
        [None] * len(ties)
        if inputs.boundaries is None
        else ~np.isnan(inputs.boundaries[source, target]),
        dtype="boolean",
    )
    on_counts = [name for name, kind in run.kinds.items() if kind.is_allocated]
    table = ties.assign(
        geodesic_km=inputs.distances[source, target],
        is_contiguous=touching,
        is_allocated=ties["layer"].isin(on_counts).to_numpy()
        & (allocated[source] | allocated[target]),
    )
    position = {name: number for number, name in enumerate(run.weights)}
    order = np.lexsort(
        (
            table["target"].to_numpy(dtype=str),
            table["source"].to_numpy(dtype=str),
            table["layer"].map(position).to_numpy(),
        )
    )
    return conform("ties", table.iloc[order].reset_index(drop=True))


def membership_table(run: Run) -> pd.DataFrame:
    """Table `membership`, without strengths: methods in their order, regions in scheme order."""
    import pandas as pd

    inputs = run.inputs
    names = inputs.scheme.regions["name"]
    lead = run.hubs["composite"].fillna(-1.0).round(9)
    tables = []
    for method, labels in run.labels.items():
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
        if method == "multislice" and run.slices is not None:
            for layer, row in zip(run.scaled, run.slices, strict=True):
                own[f"community_{layer}"] = [communities.community_letter(label) for label in row]
        own["community_name"] = [
            f"{names[strongest[label]]} community"
            if (labels == label).sum() > 1
            else f"{names[strongest[label]]} alone"
            for label in labels
        ]
        tables.append(own.drop(columns=["label", "lead"]))
    return pd.concat(tables, ignore_index=True)


def communities_table(run: Run, membership: pd.DataFrame, is_hub: pd.Series) -> pd.DataFrame:
    """Table `communities`: what the definition of a hypercluster measures.

    Percentiles are among relabellings of the regions.
    """
    import numpy as np
    import pandas as pd

    inputs, settings = run.inputs, run.settings
    given = {
        "counts": inputs.counts.to_numpy(dtype=float),
        "macroregions": inputs.scheme.regions["macroregion"].factorize()[0],
        "distances": inputs.distances,
        "is_hub": is_hub.to_numpy(dtype=bool),
        "strengths": run.comparable.sum(axis=1).to_numpy(dtype=float),
        "observed": run.observed if run.observed_layers else None,
    }
    shuffled = communities.relabellings(
        len(inputs.scheme), settings.communities.relabellings, seed=settings.run.seed
    )
    without = labels_without_observed(run)
    digital = run.weights.get("digital")
    rows = []
    for method, labels in run.labels.items():
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
                    "regions": SEPARATOR.join(inputs.scheme.index[members]),
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


def labels_without_observed(run: Run) -> dict[str, np.ndarray]:
    """Communities of the layers that were not observed alone.

    Empty where no layer or every layer was observed.

    A community that the observed ties helped to find is no test of them.
    """
    scaled = [weights for name, weights in run.scaled.items() if name not in run.observed_layers]
    if not scaled or len(scaled) == len(run.scaled):
        return {}
    return partitions(scaled, run.settings, seed=run.settings.run.seed)[0]


def hypercluster_verdict(
    values: Mapping[str, float],
    percentiles: Mapping[str, float],
    *,
    is_found_without_observed: bool | None,
) -> str:
    """Whether a community is a candidate for a hypercluster, in words.

    It has at least two effective industries, macroregions and hubs, and observed ties above the
    95th percentile. The community must also be found without the observed ties. All of it is our
    choice.
    """
    is_candidate = (
        values["effective_industries"] >= 2
        and values["macroregions"] >= 2
        and values["hubs"] >= 2
        and percentiles["internal_observed_ties"] > 95
        and is_found_without_observed is True
    )
    return "candidate hypercluster" if is_candidate else "community"


def hubs_table(run: Run, membership: pd.DataFrame) -> pd.DataFrame:
    """Table `hubs`, strongest first, equal ones in scheme order."""
    inputs, settings = run.inputs, run.settings
    claims = inputs.reported_hubs.assign(
        region=inputs.reported_hubs["area"].map(inputs.scheme.membership)
    ).dropna(subset=["region"])
    reported = claims.groupby("region")["role"].agg(
        lambda roles: SEPARATOR.join(dict.fromkeys(roles))
    )
    own = membership[membership["method"] == settings.communities.method].set_index("region")
    table = run.hubs.assign(
        name=inputs.scheme.regions["name"],
        is_hub=worst_ranks(run.hubs["rank"].to_numpy(dtype=float, na_value=float("nan")))
        <= top(settings.hubs.top_k, int(run.hubs["rank"].count())),
        strength=run.comparable.sum(axis=1),
        **{name: record.measure(run) for name, record in CENTRALITIES.items()},
        excess_enterprises=run.excess.sum(axis=1, min_count=1),
        reported_roles=reported,
        community=own["community"],
        is_allocated=inputs.is_allocated,
    )
    table = table.join([run.strengths.add_prefix("strength_"), role_counts(inputs)])
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


def actor_hubs_table(run: Run, graph: actors.ActorGraph) -> pd.DataFrame:
    """Table `actor_hubs`, organisations then groups, strongest first."""
    nodes = graph.nodes
    table = run.actor_scores.join(
        nodes[["kind", "code", "label", "role", "region", "group_kind", "confidence"]]
    )
    group = run.inputs.organisations.set_index("organisation")["group"]
    is_group = table["kind"] == "group"
    table = table.rename(columns={"code": "actor", "label": "name"}).assign(
        group=table["code"].map(group).where(~is_group, table["group_kind"]),
        role=table["role"].where(~is_group),
        source_confidence=table["confidence"].where(~is_group),
        is_group=is_group,
    )
    table = table.reset_index(drop=True).sort_values(["is_group", "rank", "actor"])
    return table.reset_index(drop=True).drop(columns=["confidence", "group_kind", "is_group"])


def reported_hubs_table(run: Run) -> pd.DataFrame:
    """Table `reported_hubs`: what the source claims against what the tables hold."""
    inputs = run.inputs
    counted = actors.count_by(inputs.organisations, inputs.scheme.index, "role").astype(float)
    return hubs.reported_hub_table(
        inputs.reported_hubs,
        inputs.scheme.membership,
        inputs.scheme.regions["name"],
        run.hubs["rank"],
        by_role=counted if inputs.has_organisations else counted.iloc[:, :0],
        by_industry=inputs.counts,
    )
