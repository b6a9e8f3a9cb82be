"""GraphML that every reader understands alike: one streaming writer.

The profile follows how Gephi, graphology, igraph and networkx really read. The id of a key is the
name of the attribute. The kind of an edge stands in the `label` of its element, which keeps
parallel edges apart in Gephi. Edge ids are unique, and all edges are undirected. A missing or
infinite value is left out. Text is made safe as `graph_text` says.
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from hypercluster.output.format import Format
from hypercluster.output.graph_text import (
    ACTORS,
    GEPHI,
    NETWORK,
    ROWS_AT_ONCE,
    SECTION,
    attribute_types,
    check_names,
    graph_of,
    quoted,
    value_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results

_XMLNS = "http://graphml.graphdrawing.org/xmlns"


def write_graphml(nodes: pd.DataFrame, edges: pd.DataFrame, file: Path) -> None:
    """Write an undirected graph with parallel, typed edges.

    Parameters
    ----------
    nodes
        Indexed by node id. Every column becomes an attribute, typed by its dtype.
    edges
        `source`, `target`, `kind` (becomes the `label` of the edge element), `weight` and
        attributes. An edge without a positive weight is left out, because it is no tie and Gephi
        would drop it.
    file
        Where to write it.

    Raises
    ------
    OutputError
        An attribute has a name that readers take for something else, or stands for nodes and edges
        with two types.
    """
    edges = edges[edges["weight"] > 0]
    attributes = edges.drop(columns=["source", "target", "kind"])
    keys = {"node": attribute_types(nodes), "edge": attribute_types(attributes)}
    check_names(keys)
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_XMLNS}">\n')
        for domain, types in keys.items():
            stream.writelines(
                f'<key id={quoted(name)} for="{domain}" attr.name={quoted(name)} '
                f'attr.type="{kind}"/>\n'
                for name, kind in types.items()
            )
        stream.write('<graph edgedefault="undirected">\n')
        stream.writelines(_node_lines(nodes, keys["node"]))
        stream.writelines(_edge_lines(edges, attributes, keys["edge"]))
        stream.write("</graph>\n</graphml>\n")


def _node_lines(nodes: pd.DataFrame, types: dict[str, str]) -> Iterator[str]:
    for start in range(0, len(nodes), ROWS_AT_ONCE):
        part = nodes.iloc[start : start + ROWS_AT_ONCE]
        for node, data in zip(part.index, _data(part, types), strict=True):
            yield f"<node id={quoted(node)}>{data}</node>\n"


def _edge_lines(
    edges: pd.DataFrame, attributes: pd.DataFrame, types: dict[str, str]
) -> Iterator[str]:
    for start in range(0, len(edges), ROWS_AT_ONCE):
        part = edges.iloc[start : start + ROWS_AT_ONCE]
        columns = [part[name].tolist() for name in ("source", "target", "kind")]
        written = {name: quoted(name) for name in set().union(*columns)}
        data = _data(attributes.iloc[start : start + ROWS_AT_ONCE], types)
        rows = zip(*columns, data, strict=True)
        for number, (source, target, kind, values) in enumerate(rows, start + 1):
            yield (
                f'<edge id="E{number:05d}" source={written[source]} target={written[target]} '
                f"label={written[kind]}>{values}</edge>\n"
            )


def _data(table: pd.DataFrame, types: dict[str, str]) -> Iterator[str]:
    """Join the `data` elements of every row."""
    in_element = partial(escape, quote=False)
    columns = [[""] * len(table)]
    for name, kind in types.items():
        before = f"<data key={quoted(name)}>"
        texts = value_texts(table[name], name, kind, in_element)
        columns.append([f"{before}{text}</data>" if text else "" for text in texts])
    return ("".join(row) for row in zip(*columns, strict=True))


def _write(results: Results, file: Path) -> None:
    write_graphml(*graph_of(results, file.stem), file)


FORMAT = Format(
    "graphml",
    _write,
    files={
        "network.graphml": f"{NETWORK} Gephi, igraph, networkx, graphology.",
        "actors.graphml": ACTORS,
    },
    opening=(
        GEPHI,
        (
            "networkx",
            (
                'networkx.read_graphml("network.graphml"); '
                "the layer of an edge is its attribute layer."
            ),
        ),
        (
            "igraph",
            (
                'igraph.Graph.Read_GraphML("network.graphml"); the same from R: '
                'igraph::read_graph("network.graphml", "graphml").'
            ),
        ),
    ),
    section=SECTION,
)
