"""The tables of regions, hubs, actor hubs and reported hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster import actors, regions
from hypercluster.analysis import hubs
from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.organisations import count_by
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run
from hypercluster.uncertainty import top, worst_ranks
from hypercluster.words import SEPARATOR

if TYPE_CHECKING:
    import pandas as pd


def role_counts(inputs: Inputs) -> pd.DataFrame:
    """Organisations of regions, in all and by role, missing where the pack has none."""
    counted = count_by(inputs.organisations, inputs.scheme.index, "role")
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
    counted = count_by(inputs.organisations, inputs.scheme.index, "role").astype(float)
    return hubs.reported_hub_table(
        inputs.reported_hubs,
        inputs.scheme.membership,
        inputs.scheme.regions["name"],
        run.hubs["rank"],
        by_role=counted if inputs.has_organisations else counted.iloc[:, :0],
        by_industry=inputs.counts,
    )
