"""Both GEXF files: the rules of Gephi, and what every reader gets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from hypercluster.drawing.network import actors_graph, network_graph
from hypercluster.errors import OutputError
from hypercluster.output.gexf import write_gexf

JOINER = "\u200c"
TAG, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
HERE = Path(__file__).parent
PLACED = ("label", "x", "y", "size", "color")


@pytest.fixture(scope="session", params=["network", "actors"])
def drawn(request, any_results, any_export):
    """File, nodes and edges of each graph of each pack."""
    nodes, edges = (network_graph if request.param == "network" else actors_graph)(any_results)
    return any_export / f"{request.param}.gexf", nodes, edges[edges["weight"] > 0]


@pytest.fixture
def root(drawn):
    return ET.parse(drawn[0]).getroot()  # noqa: S314 - our own file


def elements(root, name, space=TAG):
    return list(root.iter(space + name))


# The rules of Gephi, one by one.


def test_the_version_is_one_that_gephi_knows(root):
    assert root.tag == TAG + "gexf"
    assert root.get("version") == "1.3"


def test_no_default_type_of_edges_can_make_gephi_drop_one(root):
    (graph,) = elements(root, "graph")
    assert graph.get("defaultedgetype") is None
    assert {edge.get("type") for edge in elements(root, "edge")} == {"undirected"}


def test_every_edge_has_its_kind_and_no_pair_has_two_of_one_kind(root, drawn):
    kinds = [
        (frozenset((edge.get("source"), edge.get("target"))), edge.get("kind"))
        for edge in elements(root, "edge")
    ]
    assert [kind for _, kind in kinds] == drawn[2]["kind"].tolist()
    assert len(set(kinds)) == len(kinds) > 0


def test_edge_ids_are_unique(root):
    ids = [edge.get("id") for edge in elements(root, "edge")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"E\d{5,}", each) for each in ids)


def test_colours_are_whole_numbers(root):
    colours = elements(root, "color", VIZ)
    assert len(colours) == len(elements(root, "node"))
    assert all(
        re.fullmatch(r"\d{1,3}", colour.get(part)) and 0 <= int(colour.get(part)) <= 255
        for colour in colours
        for part in "rgb"
    )


def test_the_value_is_the_first_attribute_of_a_size_and_runs_from_4_to_100(root):
    sizes = elements(root, "size", VIZ)
    assert all(list(size.attrib) == ["value"] for size in sizes)
    values = [float(size.get("value")) for size in sizes]
    assert (min(values), max(values)) == (4.0, 100.0)


def test_attribute_ids_are_names_and_none_misleads(root):
    for declared in elements(root, "attributes"):
        names = [each.get("id") for each in declared]
        assert names == [each.get("title") for each in declared]
        assert len(set(names)) == len(names)
        assert not set(names) & {"type", "id", "start", "end", "key", "kind", "weight", "label"}


def test_every_value_is_declared_for_its_class(root):
    declared = {
        each.get("class"): {attribute.get("id") for attribute in each}
        for each in elements(root, "attributes")
    }
    for domain in ("node", "edge"):
        found = {
            value.get("for")
            for element in elements(root, domain)
            for value in element.iter(TAG + "attvalue")
        }
        assert found <= declared[domain]


def test_no_text_has_letters_that_gephi_reads_as_infinity(root):
    texts = [value.get("value") for value in elements(root, "attvalue")]
    assert not [text for text in texts if "INF" in text]


def test_no_missing_value_and_no_date_is_written(root):
    values = {value.get("value").lower() for value in elements(root, "attvalue")}
    assert not values & {"", "nan", "none", "<na>", "null", "inf", "-inf"}
    assert "lastmodifieddate" not in {name for element in root.iter() for name in element.attrib}


# What readers get.


def plain(record, left_out=()):
    """Values of a row that are there, as plain Python."""
    items = [
        (str(name), value)
        for name, value in record.items()
        if name not in left_out and not pd.isna(value)
    ]
    return {name: value.item() if hasattr(value, "item") else value for name, value in items}


def without_joiners(attributes):
    return {
        name: value.replace(JOINER, "") if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def test_networkx_reads_every_node_edge_attribute_and_layer(drawn):
    file, nodes, edges = drawn
    graph = nx.MultiGraph(nx.read_gexf(file))
    assert set(graph) == set(nodes.index)
    for node, row in nodes.iterrows():
        found = without_joiners(graph.nodes[node])
        viz = found.pop("viz")
        red, green, blue = (int(row["color"][place : place + 2], 16) for place in (1, 3, 5))
        assert viz["position"] == {"x": row["x"], "y": row["y"], "z": 0.0}
        assert (viz["size"], viz["color"]) == (
            row["size"],
            {"r": red, "g": green, "b": blue, "a": 1.0},
        )
        assert found == {"label": row["label"], **plain(row, PLACED)}
    found = {
        data["id"]: (frozenset((one, other)), without_joiners(data))
        for one, other, data in graph.edges(data=True)
    }
    assert len(found) == graph.number_of_edges() == len(edges)
    for number, (_, row) in enumerate(edges.iterrows(), start=1):
        ends, data = found[f"E{number:05d}"]
        assert ends == frozenset((row["source"], row["target"]))
        assert data == {"id": f"E{number:05d}", **plain(row, ("source", "target", "kind"))}


def node_modules():
    """Folder with graphology, or the reason why there is none."""
    folder = Path(
        os.environ.get("HYPERCLUSTER_NODE_MODULES", HERE.parent / "node_modules")
    ).resolve()
    if shutil.which("node") is None:
        return None, "Node is not installed"
    if not (folder / "graphology-gexf").is_dir():
        return (
            None,
            (
                f"graphology-gexf is not installed; run `npm install` on {HERE.name}/package.json "
                "and name the folder in HYPERCLUSTER_NODE_MODULES"
            ),
        )
    return folder, ""


@pytest.mark.gate
@pytest.mark.node
def test_graphology_reads_every_node_edge_attribute_and_layer(drawn, any_results):
    folder, reason = node_modules()
    if folder is None:
        pytest.skip(reason)
    file, nodes, edges = drawn
    printed = subprocess.run(
        ["node", HERE / "read_gexf.mjs", folder, file],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    graph = json.loads(printed)
    assert graph["type"] == "undirected"
    assert graph["about"]["description"] == any_results.headline
    found_nodes = {node["id"]: without_joiners(node["attributes"]) for node in graph["nodes"]}
    assert list(found_nodes) == nodes.index.tolist()
    for node, row in nodes.iterrows():
        red, green, blue = (int(row["color"][place : place + 2], 16) for place in (1, 3, 5))
        assert found_nodes[node] == {**plain(row), "color": f"rgb({red},{green},{blue})", "z": 0}
    found = [
        (
            edge["id"],
            frozenset((edge["source"], edge["target"])),
            without_joiners(edge["attributes"]),
        )
        for edge in graph["edges"]
    ]
    wanted = [
        (frozenset((row["source"], row["target"])), plain(row, ("source", "target")))
        for _, row in edges.iterrows()
    ]
    assert found == [(f"E{number:05d}", *each) for number, each in enumerate(wanted, start=1)]


# The writer alone.


@pytest.fixture
def two_nodes():
    nodes = pd.DataFrame(
        {
            "label": ["INF one", None],
            "x": 0.0,
            "y": 1.5,
            "size": 4.0,
            "color": "#0a10ff",
            "text": ['"<&>', "x"],
        },
        index=["a", "b"],
    )
    return nodes, pd.DataFrame(
        {"source": ["a"], "target": ["b"], "kind": ['k "1"'], "weight": [1.0]}
    )


def test_markup_quotes_and_control_characters_survive_or_go(two_nodes, tmp_path):
    nodes, edges = two_nodes
    nodes["text"] = ["<b>&amp;\"'", "a\x00b\r\nc\x1b"]
    write_gexf(nodes, edges, tmp_path / "g.gexf", description="<&>\n\x00")
    graph = nx.read_gexf(tmp_path / "g.gexf")
    assert [data["text"] for _, data in graph.nodes(data=True)] == ["<b>&amp;\"'", "ab c"]
    assert "<description>&lt;&amp;&gt; </description>" in (tmp_path / "g.gexf").read_text(
        encoding="utf-8"
    )


def test_a_node_without_a_label_has_an_empty_one(two_nodes, tmp_path):
    write_gexf(*two_nodes, tmp_path / "g.gexf")
    assert nx.read_gexf(tmp_path / "g.gexf").nodes["b"]["label"] == ""


def test_an_edge_without_a_positive_weight_is_left_out(two_nodes, tmp_path):
    nodes, edges = two_nodes
    write_gexf(
        nodes, pd.concat([edges.assign(weight=0.0), edges], ignore_index=True), tmp_path / "g.gexf"
    )
    assert nx.read_gexf(tmp_path / "g.gexf").number_of_edges() == 1


def test_a_graph_without_edges_is_written(two_nodes, tmp_path):
    nodes, edges = two_nodes
    write_gexf(nodes, edges.iloc[:0], tmp_path / "g.gexf")
    assert nx.read_gexf(tmp_path / "g.gexf").number_of_nodes() == 2


def test_a_misleading_name_is_refused(two_nodes, tmp_path):
    nodes, edges = two_nodes
    with pytest.raises(OutputError, match="found start"):
        write_gexf(nodes.assign(start=1), edges, tmp_path / "g.gexf")
