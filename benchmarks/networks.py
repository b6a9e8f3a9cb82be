"""The synthetic multiplex as each tool's own network object: the common input of the subjects."""

from __future__ import annotations

from typing import Any

from synthetic import COUPLING, LAYERS, Planted, positions


def sparse_layers(data: Planted) -> dict[str, Any]:
    """Hypercluster's layers as sparse matrices."""
    import pandas as pd

    from hypercluster.network import adjacency_matrix

    nodes = pd.Index(data.nodes)
    return {
        layer: adjacency_matrix(ties, nodes)
        for layer, ties in data.ties.groupby("layer", sort=True)
    }


def areas_of(data: Planted) -> Any:
    """A table of areas, one for every node."""
    import numpy as np
    import pandas as pd

    empty = pd.DataFrame(
        {"area": data.nodes, "name": data.nodes, "latitude": np.nan, "longitude": np.nan}
    )
    return empty.assign(name_local=None, macroregion=None, seat=None)


def regional(data: Planted) -> Any:
    """Hypercluster's network: layers checked, scaled, weighted, summed, the backbone marked."""
    import pandas as pd

    from hypercluster.network import Layer, regional_network
    from hypercluster.regions import region_scheme

    schemes = pd.DataFrame(columns=["scheme", "region", "area", "name", "name_local", "is_seat"])
    ties = {
        layer: part.drop(columns="layer").reset_index(drop=True)
        for layer, part in data.ties.groupby("layer", sort=True)
    }
    layers = {
        layer: Layer(layer, part, "observed", "synthetic", "1", "ties")
        for layer, part in ties.items()
    }
    return regional_network(region_scheme(areas_of(data), schemes, "areas"), layers)


def pymnet_network(data: Planted) -> Any:
    """A pymnet multiplex with categorical coupling."""
    import pymnet

    network = pymnet.MultiplexNetwork(couplings=("categorical", COUPLING))
    for layer in LAYERS:
        network.add_layer(layer)
    for node in data.nodes:
        network.add_node(node)
    for row in data.ties.itertuples(index=False):
        network.A[row.layer][row.source, row.target] = row.weight
    return network


def py3plex_network(data: Planted, *, is_coupled: bool = True) -> Any:
    """A py3plex multilayer network.

    Coupling ties stand explicitly, because its multiplex type couples by 1 only.
    """
    from py3plex.core import multinet

    network = multinet.multi_layer_network(network_type="multilayer", directed=False, verbose=False)
    network.add_nodes([{"source": node, "type": layer} for layer in LAYERS for node in data.nodes])
    network.add_edges(
        [
            {
                "source": row.source,
                "target": row.target,
                "source_type": row.layer,
                "target_type": row.layer,
                "weight": row.weight,
            }
            for row in data.ties.itertuples(index=False)
        ]
    )
    if is_coupled:
        network.add_edges(
            [
                {
                    "source": node,
                    "target": node,
                    "source_type": one,
                    "target_type": other,
                    "weight": COUPLING,
                }
                for place, one in enumerate(LAYERS)
                for other in LAYERS[place + 1 :]
                for node in data.nodes
            ]
        )
    return network


def infomap_network(data: Planted) -> Any:
    """An Infomap instance with the ties inside layers; nodes and layers are numbers there."""
    import numpy as np
    from infomap import Infomap

    one, other = positions(data)
    layer = np.searchsorted(np.array(LAYERS), data.ties["layer"].to_numpy(dtype=str))
    network = Infomap(silent=True, two_level=True, num_trials=1, seed=1)
    network.add_nodes(list(range(len(data.nodes))))
    network.add_multilayer_intra_links(
        np.column_stack([layer, one, other, data.ties["weight"].to_numpy()])
    )
    return network


def networkx_multigraph(data: Planted) -> Any:
    """A networkx multigraph, the layer as the key of a tie."""
    import networkx as nx

    graph: Any = nx.MultiGraph()
    graph.add_nodes_from(data.nodes)
    ties = data.ties
    graph.add_edges_from(
        (source, target, layer, {"weight": weight, "layer": layer})
        for layer, source, target, weight in zip(
            ties["layer"], ties["source"], ties["target"], ties["weight"], strict=True
        )
    )
    return graph


def igraph_multigraph(data: Planted) -> Any:
    """An igraph graph with parallel ties."""
    import igraph
    import numpy as np

    graph = igraph.Graph(len(data.nodes), np.column_stack(positions(data)))
    graph.vs["name"] = data.nodes
    graph.es["weight"] = data.ties["weight"].tolist()
    graph.es["layer"] = data.ties["layer"].tolist()
    return graph


def supra_ties(data: Planted) -> tuple[Any, Any]:
    """Ends (rows of two node-layer numbers, layer by layer) and weights of the supra-adjacency,
    couplings included.
    """
    import numpy as np

    n = len(data.nodes)
    one, other = positions(data)
    layer = np.searchsorted(np.array(LAYERS), data.ties["layer"].to_numpy(dtype=str))
    inside = np.column_stack([layer * n + one, layer * n + other])
    between = [
        np.column_stack([np.arange(n) + a * n, np.arange(n) + b * n])
        for a in range(len(LAYERS))
        for b in range(a + 1, len(LAYERS))
    ]
    weights = np.concatenate([data.ties["weight"].to_numpy(), np.full(n * len(between), COUPLING)])
    return np.concatenate([inside, *between]), weights
