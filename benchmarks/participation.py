"""Multiplex participation (Battiston et al.

2014), weighted: from each tool's network to one value a node.
"""

from __future__ import annotations

from typing import Any

import networks
import numpy as np
from measure import Contender, Task
from synthetic import LAYERS, planted_multiplex

TITLE = "Multiplex participation"
NOTES = (
    (
        "Value: L/(L - 1) (1 - sum of squared shares of strength). py3plex leaves L/(L - 1) out; "
        "it is multiplied in. Its other function, "
        "`multiplex_participation_coefficient`, counts ties without their weights."
    ),
    (
        "pymnet and infomap offer no participation. The references compute strengths and the "
        "formula "
        "stands beside them."
    ),
)
EQUAL = dict.fromkeys(LAYERS, 1 / len(LAYERS))
FACTOR = len(LAYERS) / (len(LAYERS) - 1)


def from_strengths(strengths: np.ndarray) -> np.ndarray:
    """Participation from layers x nodes."""
    shares = strengths / strengths.sum(axis=0)
    return FACTOR * (1 - (shares**2).sum(axis=0))


def prepare_own(task: Task) -> Any:
    import pandas as pd

    from hypercluster.analysis import centrality  # noqa: F401

    data = planted_multiplex(task.size)
    return networks.sparse_layers(data), pd.Index(data.nodes)


def own(given: Any) -> np.ndarray:
    from hypercluster.analysis import centrality

    layers, nodes = given
    strengths = centrality.layer_strengths(layers, nodes)
    return centrality.participation(centrality.comparable_strengths(strengths, EQUAL)).to_numpy()


def prepare_py3plex(task: Task) -> Any:
    from py3plex.algorithms.multilayer_algorithms.centrality import MultilayerCentrality  # noqa: F401

    data = planted_multiplex(task.size)
    return data.nodes, networks.py3plex_network(data, is_coupled=False)


def py3plex(given: Any) -> np.ndarray:
    from py3plex.algorithms.multilayer_algorithms.centrality import MultilayerCentrality

    nodes, network = given
    found = MultilayerCentrality(network).participation_coefficient(weighted=True)
    return FACTOR * np.array([found[node] for node in nodes])


def prepare_networkx(task: Task) -> Any:
    import networkx as nx

    data = planted_multiplex(task.size)
    graphs = []
    for _, ties in data.ties.groupby("layer", sort=True):
        graph: Any = nx.Graph()
        graph.add_nodes_from(data.nodes)
        graph.add_weighted_edges_from(
            ties[["source", "target", "weight"]].itertuples(index=False, name=None)
        )
        graphs.append(graph)
    return graphs


def networkx(graphs: Any) -> np.ndarray:
    return from_strengths(
        np.array([[strength for _, strength in graph.degree(weight="weight")] for graph in graphs])
    )


def prepare_igraph(task: Task) -> Any:
    graph = networks.igraph_multigraph(planted_multiplex(task.size))
    layers = np.array(graph.es["layer"])
    return [
        graph.subgraph_edges(np.flatnonzero(layers == layer).tolist(), delete_vertices=False)
        for layer in LAYERS
    ]


def igraph(graphs: Any) -> np.ndarray:
    return from_strengths(np.array([graph.strength(weights="weight") for graph in graphs]))


CONTENDERS = (
    Contender("hypercluster `layer_strengths` + `participation`", prepare_own, own),
    Contender("py3plex `MultilayerCentrality.participation_coefficient`", prepare_py3plex, py3plex),
    Contender("networkx `degree` + formula (reference)", prepare_networkx, networkx),
    Contender("igraph `strength` + formula (reference)", prepare_igraph, igraph),
)


def agreement(answers: dict[str, Any], _: int) -> dict[str, str]:
    """Largest difference from the first."""
    first = answers[CONTENDERS[0].label]
    found = {}
    for label, answer in answers.items():
        difference = float(np.nanmax(np.abs(answer - first)))
        found[label] = (
            f"{'same' if difference < 1e-6 else 'OTHER'} (largest difference {difference:.0e})"
        )
    return found
