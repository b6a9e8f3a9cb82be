"""Writing GraphML: from each tool's network to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networks
from measure import Contender, Task
from synthetic import planted_multiplex

TITLE = "Writing GraphML"
NOTES = (
    (
        "Same nodes, ties, weights and layers in each file, checked by reading it back with "
        "igraph. Ours also puts the layer into the label "
        "of the tie, gives ties unique ids and cleans text, which the profile for Gephi needs."
    ),
    (
        "py3plex writes through networkx, with a node for every node and layer. pymnet and infomap "
        "write no GraphML."
    ),
)


def prepare_own(task: Task) -> Any:
    import pandas as pd

    from hypercluster.output import graphml  # noqa: F401

    data = planted_multiplex(task.size)
    nodes = pd.DataFrame({"name": data.nodes}, index=pd.Index(data.nodes, dtype="str"))
    return (
        nodes,
        data.ties.assign(kind=data.ties["layer"])[["source", "target", "kind", "weight", "layer"]],
        task.folder / "own.graphml",
    )


def own(given: Any) -> Path:
    from hypercluster.output.graphml import write_graphml

    nodes, ties, file = given
    write_graphml(nodes, ties, file)
    return file


def prepare_networkx(task: Task) -> Any:
    graph = networks.networkx_multigraph(planted_multiplex(task.size))
    for node in graph:
        graph.nodes[node]["name"] = node
    return graph, task.folder / "networkx.graphml"


def networkx(given: Any) -> Path:
    import networkx as nx

    graph, file = given
    nx.write_graphml(graph, file)
    return file


def prepare_igraph(task: Task) -> Any:
    return networks.igraph_multigraph(planted_multiplex(task.size)), task.folder / "igraph.graphml"


def igraph(given: Any) -> Path:
    graph, file = given
    graph.write_graphml(str(file))
    return file


def prepare_py3plex(task: Task) -> Any:
    from py3plex.pipeline import SaveNetwork

    return networks.py3plex_network(planted_multiplex(task.size), is_coupled=False), SaveNetwork(
        str(task.folder / "py3plex.graphml")
    )


def py3plex(given: Any) -> Path:
    network, step = given
    step.transform(network)
    return Path(step.path)


def read_back(file: Path) -> dict[str, float]:
    """Nodes, ties, weight and size of a file, as igraph reads it."""
    import igraph as ig

    graph = ig.Graph.Read_GraphML(str(file))
    layers = len(set(graph.es["layer"])) if "layer" in graph.es.attributes() else 0
    return {
        "nodes": graph.vcount(),
        "ties": graph.ecount(),
        "weight": sum(graph.es["weight"]),
        "layers": layers,
        "bytes": file.stat().st_size,
    }


CONTENDERS = (
    Contender("hypercluster `write_graphml`", prepare_own, own, read_back),
    Contender("py3plex `SaveNetwork` (networkx)", prepare_py3plex, py3plex, read_back),
    Contender("networkx `write_graphml` (reference)", prepare_networkx, networkx, read_back),
    Contender("igraph `write_graphml` (reference)", prepare_igraph, igraph, read_back),
)


def agreement(answers: dict[str, Any], _: int) -> dict[str, str]:
    """Compare what was read back with the first file."""
    first = answers[CONTENDERS[0].label]
    found = {}
    for label, answer in answers.items():
        same = [name for name in ("nodes", "ties", "layers") if answer[name] == first[name]]
        same += (
            ["weight"] if abs(answer["weight"] - first["weight"]) < 1e-6 * first["weight"] else []
        )
        other = [
            f"{answer[name]:.0f} {name}"
            for name in ("nodes", "ties", "layers", "weight")
            if name not in same
        ]
        found[label] = (
            f"same {', '.join(same)}{'; but ' + ', '.join(other) if other else ''}; "
            f"{answer['bytes'] / 2**20:.1f} MiB"
        )
    return found
