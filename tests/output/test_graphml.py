"""Both GraphML files: the rules of Gephi, and what every reader gets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import igraph
import networkx as nx
import pandas as pd
import pytest

from hypercluster.drawing.network import actors_graph, network_graph
from hypercluster.errors import OutputError
from hypercluster.output.graphml import write_graphml

JOINER = "\u200c"
TAG = "{http://graphml.graphdrawing.org/xmlns}"
HERE = Path(__file__).parent


@pytest.fixture(scope="session", params=["network", "actors"])
def drawn(request, any_results, any_folder):
    """File, nodes and edges of each graph of each pack."""
    nodes, edges = (network_graph if request.param == "network" else actors_graph)(any_results)
    return any_folder / f"{request.param}.graphml", nodes, edges


@pytest.fixture
def root(drawn):
    return ET.parse(drawn[0]).getroot()  # noqa: S314 - our own file


def elements(root, name):
    return list(root.iter(TAG + name))


def values(root, name, key):
    return [
        data.text for element in elements(root, name) for data in element if data.get("key") == key
    ]


# The rules of Gephi, one by one.


def test_edge_ids_are_unique(root):
    ids = [edge.get("id") for edge in elements(root, "edge")]
    assert len(set(ids)) == len(ids) > 0
    assert all(re.fullmatch(r"E\d{5,}", each) for each in ids)


def test_the_label_of_an_edge_element_is_its_kind(root, drawn):
    assert [edge.get("label") for edge in elements(root, "edge")] == drawn[2]["kind"].tolist()


def test_no_pair_of_nodes_has_two_edges_of_one_kind(root):
    ends = [
        (frozenset((edge.get("source"), edge.get("target"))), edge.get("label"))
        for edge in elements(root, "edge")
    ]
    assert len(set(ends)) == len(ends)


def test_all_edges_are_undirected(root):
    assert elements(root, "graph")[0].get("edgedefault") == "undirected"
    assert not any("directed" in edge.attrib for edge in elements(root, "edge"))


def test_every_edge_ends_at_a_node_of_the_file(root):
    ids = [node.get("id") for node in elements(root, "node")]
    assert len(set(ids)) == len(ids)
    assert {
        end for edge in elements(root, "edge") for end in (edge.get("source"), edge.get("target"))
    } <= set(ids)


def test_weights_are_above_zero_also_in_single_precision(root):
    import numpy as np

    weights = np.array(values(root, "edge", "weight"), dtype=np.float32)
    assert len(weights) == len(elements(root, "edge"))
    assert (weights > 0).all()


def test_sizes_run_from_4_to_100(root):
    sizes = [float(size) for size in values(root, "node", "size")]
    assert len(sizes) == len(elements(root, "node"))
    assert (min(sizes), max(sizes)) == (4.0, 100.0)


def test_colours_are_six_hexadecimal_digits(root):
    colours = values(root, "node", "color")
    assert len(colours) == len(elements(root, "node"))
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)


def test_key_ids_are_attribute_names_and_unique(root):
    keys = elements(root, "key")
    assert all(key.get("id") == key.get("attr.name") for key in keys)
    assert len({key.get("id") for key in keys}) == len(keys)


def test_no_attribute_has_a_name_that_readers_take_for_something_else(root):
    assert not {key.get("id") for key in elements(root, "key")} & {
        "type",
        "id",
        "start",
        "end",
        "key",
    }


def test_every_key_has_a_type_that_all_readers_know(root):
    assert {key.get("attr.type") for key in elements(root, "key")} <= {
        "boolean",
        "long",
        "double",
        "string",
    }


def test_every_node_has_label_place_size_and_colour(root):
    for node in elements(root, "node"):
        assert {"label", "x", "y", "size", "color"} <= {data.get("key") for data in node}


def test_no_value_is_empty_or_not_a_number(root):
    texts = [data.text or "" for data in elements(root, "data")]
    assert not {text.strip().lower() for text in texts} & {
        "",
        "nan",
        "none",
        "<na>",
        "null",
        "inf",
        "-inf",
    }


def test_booleans_are_true_or_false(root):
    booleans = {key.get("id") for key in elements(root, "key") if key.get("attr.type") == "boolean"}
    texts = {data.text for data in elements(root, "data") if data.get("key") in booleans}
    assert texts <= {"true", "false"}


def test_no_text_column_holds_upper_case_inf(root):
    assert not [
        data.text
        for data in elements(root, "data")
        if "INF" in data.text and data.get("key") != "label"
    ]


def test_places_are_kilometres_so_that_gephi_keeps_the_map(root):
    places = [float(text) for key in ("x", "y") for text in values(root, "node", key)]
    assert max(places) - min(places) > 100
    assert max(abs(place) for place in places) < 5000


# What the readers get.


def plain(row, **kinds):
    """Attributes of a row with a value, as plain Python values."""
    return {name: value for name, value in row.items() if name not in kinds and not pd.isna(value)}


def expected(nodes, edges):
    """Nodes and edges that every reader should get, in order."""
    records = edges[edges["weight"] > 0].to_dict("records")
    ends = [
        ((row["source"], row["target"]), plain(row, source=0, target=0, kind=0)) for row in records
    ]
    return {str(node): plain(row) for node, row in nodes.to_dict("index").items()}, ends


def without_joiners(attributes):
    return {
        name: value.replace(JOINER, "") if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def test_networkx_reads_every_node_edge_attribute_and_layer(drawn):
    file, nodes, edges = drawn
    graph = nx.read_graphml(file)
    wanted_nodes, wanted_edges = expected(nodes, edges)
    assert not graph.is_directed()
    assert {
        node: without_joiners(attributes) for node, attributes in graph.nodes(data=True)
    } == wanted_nodes
    found = {
        key: (frozenset((one, other)), without_joiners(data))
        for one, other, key, data in edges_with_ids(graph)
    }
    wanted = {
        f"E{number:05d}": (frozenset(ends), data)
        for number, (ends, data) in enumerate(wanted_edges, start=1)
    }
    assert found == wanted


def edges_with_ids(graph):
    """Edges with the id of the file.

    Networkx keeps it as key or, in a graph without parallel edges, as attribute.
    """
    if graph.is_multigraph():
        return list(graph.edges(keys=True, data=True))
    return [
        (one, other, data["id"], {name: value for name, value in data.items() if name != "id"})
        for one, other, data in graph.edges(data=True)
    ]


def test_igraph_reads_every_node_edge_attribute_and_layer(drawn):
    file, nodes, edges = drawn
    graph = igraph.Graph.Read_GraphML(str(file))
    wanted_nodes, wanted_edges = expected(nodes, edges)
    assert not graph.is_directed()
    assert {vertex["id"]: known(vertex.attributes()) for vertex in graph.vs} == wanted_nodes
    found = [
        (frozenset(graph.vs[end]["id"] for end in edge.tuple), known(edge.attributes()))
        for edge in graph.es
    ]
    assert found == [(frozenset(ends), data) for ends, data in wanted_edges]


def known(attributes):
    """Attributes with a value.

    Igraph fills in NaN and empty text, and reads a missing boolean as false.
    """
    kept = {
        name: value
        for name, value in attributes.items()
        if not pd.isna(value) and value != "" and name != "id"
    }
    return without_joiners(kept)


def node_modules():
    """Folder with graphology, or the reason why there is none."""
    folder = Path(
        os.environ.get("HYPERCLUSTER_NODE_MODULES", HERE.parent / "node_modules")
    ).resolve()
    if shutil.which("node") is None:
        return None, "Node is not installed"
    if not (folder / "graphology-graphml").is_dir():
        return (
            None,
            (
                f"graphology is not installed; run `npm install` on {HERE.name}/package.json "
                "and name the folder in HYPERCLUSTER_NODE_MODULES"
            ),
        )
    return folder, ""


@pytest.mark.gate
@pytest.mark.node
def test_graphology_reads_every_node_edge_attribute_and_layer(drawn):
    folder, reason = node_modules()
    if folder is None:
        pytest.skip(reason)
    file, nodes, edges = drawn
    printed = subprocess.run(
        ["node", HERE / "read_graphml.mjs", folder, file],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    graph = json.loads(printed)
    wanted_nodes, wanted_edges = expected(nodes, edges)
    assert graph["type"] == "undirected"
    assert {
        node["id"]: without_joiners(node["attributes"]) for node in graph["nodes"]
    } == wanted_nodes
    found = [
        (
            edge["id"],
            frozenset((edge["source"], edge["target"])),
            without_joiners(edge["attributes"]),
        )
        for edge in graph["edges"]
    ]
    assert found == [
        (f"E{number:05d}", frozenset(ends), data)
        for number, (ends, data) in enumerate(wanted_edges, start=1)
    ]


# The writer alone.


@pytest.fixture
def two_nodes():
    nodes = pd.DataFrame(
        {"label": ["INF one", "two"], "text": ["INF", "a"], "number": [1.5, float("inf")]},
        index=["a", "b"],
    )
    return nodes, pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["k"], "weight": [1.0]})


def test_a_text_with_inf_survives_gephi(two_nodes, tmp_path):
    nodes, edges = two_nodes
    nodes["text"] = ["INFRASTRUCTURE and INF", f"I{JOINER}NF, Info, inf"]
    write_graphml(nodes, edges, tmp_path / "g.graphml")
    written = (tmp_path / "g.graphml").read_text(encoding="utf-8")
    assert '<data key="label">INF one</data>' in written
    assert "INF" not in written.replace("INF one", "")
    texts = [data["text"] for _, data in nx.read_graphml(tmp_path / "g.graphml").nodes(data=True)]
    assert [text.replace(JOINER, "") for text in texts] == [
        text.replace(JOINER, "") for text in nodes["text"]
    ]


def test_control_characters_are_dropped_and_line_breaks_become_spaces(two_nodes, tmp_path):
    nodes, edges = two_nodes
    nodes["text"] = ["a\x00b\x1bc\x9f", "line\r\nbreak\tand tab"]
    nodes.index = ["a\x07", "b"]
    write_graphml(nodes, edges, tmp_path / "g.graphml")
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert [data["text"] for _, data in graph.nodes(data=True)] == ["abc", "line break and tab"]
    assert list(graph) == ["a", "b"]


def test_markup_and_quotes_survive(two_nodes, tmp_path):
    nodes, edges = two_nodes
    nodes["text"] = ["<b>&amp;\"'", "]]>"]
    nodes.index = ["<\"'&>", "b"]
    edges = edges.assign(source="<\"'&>", kind='a "kind" & more')
    write_graphml(nodes, edges, tmp_path / "g.graphml")
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert [data["text"] for _, data in graph.nodes(data=True)] == nodes["text"].tolist()
    assert list(graph) == nodes.index.tolist()
    assert 'label="a &quot;kind&quot; &amp; more"' in (tmp_path / "g.graphml").read_text("utf-8")
    assert (
        igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml")).vs["text"] == nodes["text"].tolist()
    )


def test_an_infinite_number_is_left_out(two_nodes, tmp_path):
    write_graphml(*two_nodes, tmp_path / "g.graphml")
    assert "number" not in nx.read_graphml(tmp_path / "g.graphml").nodes["b"]


def test_an_edge_without_a_positive_weight_is_left_out(two_nodes, tmp_path):
    nodes, edges = two_nodes
    edges = pd.concat(
        [edges.assign(weight=0.0), edges.assign(weight=float("nan")), edges], ignore_index=True
    )
    write_graphml(nodes, edges, tmp_path / "g.graphml")
    assert nx.read_graphml(tmp_path / "g.graphml").number_of_edges() == 1


@pytest.mark.parametrize("name", ["type", "id", "start", "end", "key"])
def test_a_misleading_name_is_refused(two_nodes, tmp_path, name):
    nodes, edges = two_nodes
    with pytest.raises(OutputError, match=f"found {name}"):
        write_graphml(nodes.assign(**{name: 1}), edges, tmp_path / "g.graphml")


def test_a_name_for_both_nodes_and_edges_is_refused(two_nodes, tmp_path):
    nodes, edges = two_nodes
    with pytest.raises(OutputError, match="found text"):
        write_graphml(nodes, edges.assign(text="x"), tmp_path / "g.graphml")


def test_ids_stay_unique_in_a_long_file(tmp_path):
    nodes = pd.DataFrame(
        {"label": [str(number) for number in range(300)]},
        index=[f"n{number}" for number in range(300)],
    )
    pairs = [(one, other) for one in nodes.index for other in nodes.index if one < other]
    edges = pd.DataFrame(pairs, columns=["source", "target"]).assign(kind="k", weight=1)
    write_graphml(nodes, edges, tmp_path / "g.graphml")
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert len(edges) > 20_000
    assert len({data["id"] for *_, data in graph.edges(data=True)}) == len(edges)


def test_a_graph_without_edges_is_written(two_nodes, tmp_path):
    nodes, edges = two_nodes
    write_graphml(nodes, edges.iloc[:0], tmp_path / "g.graphml")
    assert nx.read_graphml(tmp_path / "g.graphml").number_of_nodes() == 2
