"""Building a multilayer network from tidy tables of nodes and ties."""

from __future__ import annotations

from typing import Any

import networks
import pandas as pd
from measure import Contender, Task
from synthetic import LAYERS, Planted, planted_multiplex

TITLE = "Building from tidy tables"
NOTES = (
    "Agreement: number of nodes, ties and summed weight, as read from the network that was built.",
)


class Counts(dict[str, float]):
    """Nodes, ties and weight of a network."""


def counts(nodes: int, ties: int, weight: float) -> Counts:
    """Nodes, ties and weight by name."""
    return Counts(nodes=nodes, ties=ties, weight=weight)


def prepare_own(task: Task) -> Planted:
    import scipy.sparse.csgraph  # noqa: F401 - loaded, so that it is not timed

    import hypercluster.regions  # noqa: F401

    return planted_multiplex(task.size)


def prepare_pymnet(task: Task) -> Planted:
    import pymnet  # noqa: F401

    return planted_multiplex(task.size)


def prepare_py3plex(task: Task) -> Planted:
    from py3plex.core import multinet  # noqa: F401

    return planted_multiplex(task.size)


def prepare_infomap(task: Task) -> Planted:
    import infomap  # noqa: F401

    return planted_multiplex(task.size)


def prepare_networkx(task: Task) -> Planted:
    import networkx as nx  # noqa: F401

    return planted_multiplex(task.size)


def prepare_igraph(task: Task) -> Planted:
    import igraph  # noqa: F401

    return planted_multiplex(task.size)


def regional_counts(network: Any) -> Counts:
    return counts(len(network.scheme), len(network.ties), float(network.ties["weight"].sum()))


def sparse_counts(layers: dict[str, Any]) -> Counts:
    matrices = list(layers.values())
    return counts(
        matrices[0].shape[0],
        sum(matrix.nnz for matrix in matrices) // 2,
        float(sum(matrix.sum() for matrix in matrices)) / 2,
    )


def pymnet_counts(network: Any) -> Counts:
    ties = [weight for layer in LAYERS for *_, weight in network.A[layer].edges]
    return counts(len(network), len(ties), sum(ties))


def py3plex_uncoupled(data: Planted) -> Any:
    return networks.py3plex_network(data, is_coupled=False)


def py3plex_counts(network: Any) -> Counts:
    weights = [data["weight"] for *_, data in network.get_edges(data=True)]
    return counts(len({node for node, _ in network.get_nodes()}), len(weights), sum(weights))


def infomap_counts(_: Any) -> None:
    """Infomap gives its links back only as a state network after a run."""


def networkx_counts(graph: Any) -> Counts:
    return counts(graph.number_of_nodes(), graph.number_of_edges(), graph.size(weight="weight"))


def igraph_counts(graph: Any) -> Counts:
    return counts(graph.vcount(), graph.ecount(), sum(graph.es["weight"]))


CONTENDERS = (
    Contender(
        "hypercluster `regional_network` (checked, scaled, backbone marked)",
        prepare_own,
        networks.regional,
        regional_counts,
    ),
    Contender(
        "hypercluster `adjacency_matrix` a layer (ties only, as the peers)",
        prepare_own,
        networks.sparse_layers,
        sparse_counts,
    ),
    Contender("pymnet `MultiplexNetwork`", prepare_pymnet, networks.pymnet_network, pymnet_counts),
    Contender("py3plex `multi_layer_network`", prepare_py3plex, py3plex_uncoupled, py3plex_counts),
    Contender(
        "infomap multilayer intra-links", prepare_infomap, networks.infomap_network, infomap_counts
    ),
    Contender(
        "networkx `MultiGraph` (reference)",
        prepare_networkx,
        networks.networkx_multigraph,
        networkx_counts,
    ),
    Contender(
        "igraph `Graph` (reference)", prepare_igraph, networks.igraph_multigraph, igraph_counts
    ),
)


def agreement(answers: dict[str, Any], _: int) -> dict[str, str]:
    """Compare counts with those of the first."""
    first = answers[CONTENDERS[0].label]
    found = {}
    for label, answer in answers.items():
        if answer is None:
            found[label] = "links are readable only after a run"
        else:
            is_same = pd.Series(answer).sub(pd.Series(first)).abs().max() < 1e-6 * first["weight"]
            found[label] = "same nodes, ties, weight" if is_same else f"other: {dict(answer)}"
    return found
