"""PageRank on the supra-adjacency, summed over layers.

From each tool's network to one value a node.
"""

from __future__ import annotations

from typing import Any

import networks
import numpy as np
from measure import Contender, Task
from synthetic import COUPLING, LAYERS, planted_multiplex

TITLE = "PageRank on the supra-adjacency"
NOTES = (
    (
        "Damping 0.85, coupling 0.1, iterated to 1e-12; every tool gets layers of mean strength "
        "1. Ours, py3plex and pymnet build the "
        "supra-adjacency within the time; networkx and igraph get it ready."
    ),
    (
        "pymnet offers the supra-adjacency (dense) but no PageRank: its matrix is ranked by our "
        "power "
        "iteration."
    ),
    (
        "infomap: not compared. Its flow is a random walk that relaxes between layers at a rate, "
        "without this coupling."
    ),
)
EQUAL = dict.fromkeys(LAYERS, 1 / len(LAYERS))


def prepare_own(task: Task) -> Any:
    from hypercluster.analysis import centrality  # noqa: F401

    return networks.sparse_layers(planted_multiplex(task.size))


def own(layers: dict[str, Any]) -> np.ndarray:
    from hypercluster.analysis import centrality

    supra = centrality.supra_adjacency(layers, EQUAL, coupling=COUPLING)
    return centrality.pagerank_versatility(supra, layers[LAYERS[0]].shape[0])


def prepare_py3plex(task: Task) -> Any:
    from py3plex.algorithms.multilayer_algorithms.centrality import MultilayerCentrality  # noqa: F401

    data = planted_multiplex(task.size)
    return data.nodes, networks.py3plex_network(data)


def py3plex(given: Any) -> np.ndarray:
    from py3plex.algorithms.multilayer_algorithms.centrality import MultilayerCentrality

    nodes, network = given
    network.numeric_core_network = None
    ranks = MultilayerCentrality(network).pagerank_centrality(tol=1e-12, max_iter=10_000)
    return np.array([sum(ranks[node, layer] for layer in LAYERS) for node in nodes])


def prepare_pymnet(task: Task) -> Any:
    from hypercluster.analysis import centrality  # noqa: F401

    return networks.pymnet_network(planted_multiplex(task.size))


def pymnet(network: Any) -> np.ndarray:
    from pymnet import supra_adjacency_matrix
    from scipy.sparse import csr_array

    from hypercluster.analysis import centrality

    supra, _ = supra_adjacency_matrix(network)
    return centrality.pagerank_versatility(csr_array(np.asarray(supra)), len(network))


def prepare_networkx(task: Task) -> Any:
    import networkx as nx

    ends, weights = networks.supra_ties(planted_multiplex(task.size))
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(task.size * len(LAYERS)))
    graph.add_weighted_edges_from(zip(*ends.T.tolist(), weights.tolist(), strict=True))
    return graph


def networkx(graph: Any) -> np.ndarray:
    import networkx as nx

    ranks = np.array(
        list(nx.pagerank(graph, alpha=0.85, tol=1e-12 / len(graph), max_iter=10_000).values())
    )
    return ranks.reshape(len(LAYERS), -1).sum(axis=0)


def prepare_igraph(task: Task) -> Any:
    import igraph

    ends, weights = networks.supra_ties(planted_multiplex(task.size))
    return igraph.Graph(task.size * len(LAYERS), ends), weights.tolist()


def igraph(given: Any) -> np.ndarray:
    graph, weights = given
    ranks = np.array(graph.pagerank(damping=0.85, weights=weights))
    return ranks.reshape(len(LAYERS), -1).sum(axis=0)


CONTENDERS = (
    Contender("hypercluster `supra_adjacency` + `pagerank_versatility`", prepare_own, own),
    Contender("py3plex `MultilayerCentrality.pagerank_centrality`", prepare_py3plex, py3plex),
    Contender("pymnet `supra_adjacency_matrix` + our iteration", prepare_pymnet, pymnet),
    Contender("networkx `pagerank` (reference)", prepare_networkx, networkx),
    Contender("igraph `pagerank` (reference)", prepare_igraph, igraph),
)


def agreement(answers: dict[str, Any], _: int) -> dict[str, str]:
    """Largest difference from the first, times the number of nodes (mean value 1)."""
    first = answers[CONTENDERS[0].label]
    found = {}
    for label, answer in answers.items():
        difference = float(np.abs(answer - first).max()) * len(first)
        found[label] = (
            f"{'same' if difference < 1e-6 else 'OTHER'} (largest difference {difference:.0e} at "
            "mean 1)"
        )
    return found
