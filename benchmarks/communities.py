"""Communities: time, and normalised mutual information with the planted partition."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networks
import numpy as np
from measure import Contender, Task
from synthetic import COUPLING, INSIDE, LAYERS, RESTARTS, planted_multiplex

TITLE = "Communities, half of the ties inside"
NOTES = (
    (
        f"Every method gets {RESTARTS} start and seed 1 (hypercluster's default is 10 starts, "
        "which costs ten times as much and keeps the best). "
        "NMI 1 = the planted partition; chance is near 0 at few and higher at many communities."
    ),
    (
        "Answers need not be equal: each method optimises something else. Ours `multiplex` and "
        "leidenalg optimise the same quality on the "
        "same arrays, so their labels are compared too. Where py3plex or infomap place a node in "
        "several communities, the one of most of "
        "its layers (infomap: of most flow) is taken."
    ),
    "pymnet 1.0 offers no community detection.",
)


def labels_of(votes: dict[Any, Counter[int]], nodes: list[Any]) -> np.ndarray:
    """Label of most votes for every node, smallest label first among equals."""
    return np.array(
        [min(votes[node].items(), key=lambda item: (-item[1], item[0]))[0] for node in nodes]
    )


def prepare_own(task: Task, *, inside: float = INSIDE) -> Any:
    import leidenalg  # noqa: F401

    from hypercluster.analysis import communities  # noqa: F401

    return list(networks.sparse_layers(planted_multiplex(task.size, inside=inside)).values())


def own_multiplex(layers: Any) -> np.ndarray:
    from hypercluster.analysis import communities

    return communities.partition("multiplex", layers, restarts=RESTARTS, seed=1)


def own_plateau(layers: Any) -> np.ndarray:
    from hypercluster.analysis import communities

    return communities.plateau_partition(layers, seed=1).labels


def own_cpm(layers: Any) -> np.ndarray:
    from hypercluster.analysis import communities

    return communities.partition("cpm", layers, restarts=RESTARTS, seed=1)


def prepare_leidenalg(task: Task, *, inside: float = INSIDE) -> Any:
    import leidenalg  # noqa: F401

    from hypercluster.analysis.leiden import graph_of

    return [
        graph_of(layer)
        for layer in networks.sparse_layers(planted_multiplex(task.size, inside=inside)).values()
    ]


def leidenalg(graphs: Any) -> np.ndarray:
    import leidenalg as la

    optimiser = la.Optimiser()
    optimiser.set_rng_seed(1)
    parts = [la.RBConfigurationVertexPartition(graph, weights=weights) for graph, weights in graphs]
    optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
    return np.array(parts[0].membership)


def prepare_igraph(task: Task, *, inside: float = INSIDE) -> Any:
    import random

    import igraph

    igraph.set_random_number_generator(random.Random(1))  # noqa: S311
    return networks.igraph_multigraph(planted_multiplex(task.size, inside=inside)).simplify(
        combine_edges={"weight": "sum"}
    )


def igraph(graph: Any) -> np.ndarray:
    return np.array(
        graph.community_leiden("modularity", weights="weight", n_iterations=-1).membership
    )


def prepare_infomap(task: Task, *, inside: float = INSIDE) -> Any:
    import infomap  # noqa: F401

    return planted_multiplex(task.size, inside=inside)


def infomap(data: Any) -> np.ndarray:
    network = networks.infomap_network(data)
    answer = network.run()
    votes: dict[int, Counter[int]] = {}
    for node in answer.nodes(states=True):
        votes.setdefault(node.node_id, Counter())[node.module_id] += node.flow
    return labels_of(votes, list(range(len(data.nodes))))


def prepare_py3plex(task: Task) -> Any:
    from py3plex.algorithms.community_detection import leiden_multilayer, multilayer_modularity  # noqa: F401

    data = planted_multiplex(task.size)
    return data.nodes, networks.py3plex_network(data)


def _by_node(communities: dict[Any, int], nodes: list[Any]) -> np.ndarray:
    votes: dict[Any, Counter[int]] = {node: Counter() for node in nodes}
    for (node, layer), label in communities.items():
        if layer in LAYERS:
            votes[node][label] += 1
    return labels_of(votes, nodes)


def py3plex_leiden(given: Any) -> np.ndarray:
    from py3plex.algorithms.community_detection.leiden_multilayer import leiden_multilayer

    nodes, network = given
    network.numeric_core_network = None
    return _by_node(
        leiden_multilayer(network, interlayer_coupling=COUPLING, seed=1).communities, nodes
    )


def py3plex_louvain(given: Any) -> np.ndarray:
    from py3plex.algorithms.community_detection.multilayer_modularity import louvain_multilayer

    nodes, network = given
    network.numeric_core_network = None
    return _by_node(louvain_multilayer(network, omega=COUPLING, random_state=1), nodes)


CONTENDERS = (
    Contender(
        "hypercluster `multiplex` (Leiden, modularity of each layer)", prepare_own, own_multiplex
    ),
    Contender("hypercluster `cpm` (Leiden, Potts model on the sum)", prepare_own, own_cpm),
    Contender(
        "hypercluster `plateau_partition` (Leiden on the sum, resolution found)",
        prepare_own,
        own_plateau,
    ),
    Contender("infomap multilayer", prepare_infomap, infomap),
    Contender("py3plex `leiden_multilayer`", prepare_py3plex, py3plex_leiden),
    Contender("py3plex `louvain_multilayer`", prepare_py3plex, py3plex_louvain),
    Contender("leidenalg multiplex on ready graphs (reference)", prepare_leidenalg, leidenalg),
    Contender("igraph Leiden, modularity of the sum (reference)", prepare_igraph, igraph),
)


def agreement(answers: dict[str, Any], size: int) -> dict[str, str]:
    """Agreement with the planted partition, number of communities; for leidenalg also with ours."""
    from sklearn.metrics import normalized_mutual_info_score as nmi

    planted = planted_multiplex(size).planted
    found = {
        label: f"NMI {nmi(planted, answer):.3f}, {len(set(answer))} of {len(set(planted))} "
        "communities"
        for label, answer in answers.items()
    }
    ours, theirs = CONTENDERS[0].label, CONTENDERS[-2].label
    if ours in answers and theirs in answers:
        found[theirs] += f"; NMI with ours {nmi(answers[ours], answers[theirs]):.3f}"
    return found
