"""All tables of the results of a run, each as its schema describes it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from hypercluster.analysis.actor_communities import actor_communities
from hypercluster.errors import AnalysisError
from hypercluster.rankings import RANKINGS
from hypercluster.run import community_tables, evidence, hub_tables, indicators, network_tables
from hypercluster.run.once import Run
from hypercluster.run.opportunities import opportunity_tables
from hypercluster.run.trials import Trials
from hypercluster.schema import RESULT_TABLES, conform
from hypercluster.uncertainty import LIKELY, confidence, membership_strength

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.network import RegionalNetwork


def result_tables(
    run: Run, repeats: Trials, network: RegionalNetwork, graph: ActorGraph
) -> dict[str, pd.DataFrame]:
    """Tables of a run by name, in the order of `RESULT_TABLES`.

    Parameters
    ----------
    run, repeats
        The run, and the trials around it.
    network, graph
        Its networks of regions and of actors.
    """
    membership = membership_table(run, repeats)
    tables = {
        "regions": hub_tables.regions_table(run, indicators.region_indicators(run), membership),
        "indicators": indicators.indicators_table(run),
        "industries": indicators.industries_table(run),
        "proximity": indicators.proximity_table(run),
        "layers": network_tables.layers_table(run, network),
        "ties": network.ties,
        "membership": membership,
        "hubs": hub_tables.hubs_table(run, membership),
        "actor_hubs": hub_tables.actor_hubs_table(run, graph),
        "reported_hubs": hub_tables.reported_hubs_table(run),
        **opportunity_tables(run, indicators.opportunity_columns(run)),
        **evidence.built_tables(run),
        "chance": evidence.chance_table(run, repeats.nulls),
        "community_quality": evidence.community_quality_table(run, repeats.nulls),
        "agreement": evidence.agreement_table(run),
        **evidence.layer_tables(run),
        "uncertainty_sources": evidence.uncertainty_sources_table(repeats),
        "actor_communities": actor_communities(graph, seed=run.seed),
        "actor_nodes": graph.nodes.reset_index(),
        "actor_ties": graph.ties,
    }
    _check_rankings(tables)
    for name in dict.fromkeys(kind.table for kind in RANKINGS.values()):
        tables[name] = evidence.ranked_table(name, tables[name], run, repeats)
    if repeats.draws:
        hubs = tables["hubs"]
        tables["hubs"] = hubs.assign(is_hub=hubs["p_top_k"].ge(LIKELY))
    tables["communities"] = communities_table(run, repeats, membership, tables["hubs"]["is_hub"])
    tables["variance_shares"] = evidence.variance_shares_table(run, tables)
    _check_names(tables)
    return {name: conform(name, tables[name]) for name in RESULT_TABLES}


def _check_rankings(tables: Collection[str]) -> None:
    """Refuse a ranking whose table nobody builds."""
    for kind in RANKINGS.values():
        if kind.table not in tables:
            raise AnalysisError(
                f"Expected the table {kind.table!r} that holds the ranking {kind.name!r}; found no "
                "such table. Give the record a function `build`, or correct the name."
            )


def _check_names(tables: Collection[str]) -> None:
    """Refuse tables that are built and not described, or described and not built."""
    problems = [
        f"{name!r} is built and not described" for name in tables if name not in RESULT_TABLES
    ]
    problems += [
        f"{name!r} is described and not built" for name in RESULT_TABLES if name not in tables
    ]
    if problems:
        raise AnalysisError(
            f"Expected the tables that the schema describes; found that {'; '.join(problems)}. "
            "Build the table in hypercluster.run.tables, or correct RESULT_TABLES."
        )


def membership_table(run: Run, repeats: Trials) -> pd.DataFrame:
    """Table `membership`: communities of regions, their firmness and consensus."""
    import numpy as np

    table = community_tables.membership_table(run)
    draws = {
        method: np.array([draw.labels[method] for draw in repeats.draws], dtype=int).reshape(
            -1, len(labels)
        )
        for method, labels in run.labels.items()
    }
    strength = np.concatenate(
        [membership_strength(draws[method], labels) for method, labels in run.labels.items()]
    )
    table = table.assign(membership_strength=strength, confidence=confidence(strength))
    return evidence.with_consensus(table, draws, seed=run.seed)


def communities_table(
    run: Run, repeats: Trials, membership: pd.DataFrame, is_hub: pd.Series
) -> pd.DataFrame:
    """Table `communities`: their measures, firmness and comparison with chance."""
    table = community_tables.communities_table(
        run, membership, is_hub.reindex(run.inputs.scheme.index)
    )
    keys = ["method", "community"]
    mean = membership.groupby(keys)["membership_strength"].mean()
    strength = mean.reindex(list(table[keys].itertuples(index=False, name=None))).to_numpy()
    table = table.assign(membership_strength=strength, confidence=confidence(strength))
    return evidence.communities_with_chance(table, run, repeats.nulls)
