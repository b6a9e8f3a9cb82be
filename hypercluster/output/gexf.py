"""GEXF 1.3 that Gephi, Gephi Lite and networkx understand alike.

The profile follows how these readers really read. Ids of attributes are their names. Places, sizes
and colours are of the `viz` module, colours with whole numbers. No default type of edges stands in
the file, because Gephi drops edges of another one, so that every edge says its type. Its `kind`
keeps parallel edges apart. Text is made safe as `graph_text` says. The file holds no date.
"""

from __future__ import annotations

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
    clean,
    graph_of,
    quoted,
    value_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results

_ROOT = '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
_EMPTY = '""'
_VIZ = ("label", "x", "y", "size", "color")  # what GEXF has elements for


def write_gexf(
    nodes: pd.DataFrame, edges: pd.DataFrame, file: Path, *, description: str = ""
) -> None:
    """Write an undirected graph with parallel, typed edges.

    Parameters
    ----------
    nodes
        Indexed by node id. `label`, `x`, `y`, `size` and `color` (#rrggbb) place and paint a node.
        Every other column becomes an attribute, typed by its dtype.
    edges
        `source`, `target`, `kind`, `weight` and attributes. An edge without a positive weight is
        left out, because it is no tie and Gephi would drop it.
    file
        Where to write it.
    description
        What the graph is about.

    Raises
    ------
    OutputError
        An attribute has a name that readers take for something else, or stands for nodes and edges
        with two types.
    """
    edges = edges[edges["weight"] > 0]
    attributes = {
        "node": nodes.drop(columns=list(_VIZ)),
        "edge": edges.drop(columns=["source", "target", "kind", "weight"]),
    }
    types = {domain: attribute_types(table) for domain, table in attributes.items()}
    check_names(types)
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{_ROOT}\n')
        about = escape(clean(description), quote=False)
        stream.write("<meta><creator>hypercluster</creator>")
        stream.write(f"<description>{about}</description></meta>\n")
        stream.write('<graph mode="static" idtype="string">\n')
        for domain, kinds in types.items():
            stream.writelines(_declarations(domain, kinds))
        stream.write("<nodes>\n")
        stream.writelines(_node_lines(nodes, attributes["node"], types["node"]))
        stream.write("</nodes>\n<edges>\n")
        stream.writelines(_edge_lines(edges, attributes["edge"], types["edge"]))
        stream.write("</edges>\n</graph>\n</gexf>\n")


def _declarations(domain: str, types: dict[str, str]) -> Iterator[str]:
    yield f'<attributes class="{domain}" mode="static">\n'
    for name, kind in types.items():
        yield f'<attribute id={quoted(name)} title={quoted(name)} type="{kind}"/>\n'
    yield "</attributes>\n"


def _node_lines(
    nodes: pd.DataFrame, attributes: pd.DataFrame, types: dict[str, str]
) -> Iterator[str]:
    for start in range(0, len(nodes), ROWS_AT_ONCE):
        part = nodes.iloc[start : start + ROWS_AT_ONCE]
        data = _data(attributes.iloc[start : start + ROWS_AT_ONCE], types)
        labels = value_texts(part["label"], "label", "string", quoted)
        viz = [part[name].tolist() for name in _VIZ[1:]]
        rows = zip(part.index, labels, *viz, data, strict=True)
        for node, label, x, y, size, colour, values in rows:
            red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
            looks = (
                f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
                f'<viz:position x="{x!r}" y="{y!r}" z="0.0"/><viz:size value="{size!r}"/>'
            )
            yield f"<node id={quoted(node)} label={label or _EMPTY}>{values}{looks}</node>\n"


def _edge_lines(
    edges: pd.DataFrame, attributes: pd.DataFrame, types: dict[str, str]
) -> Iterator[str]:
    for start in range(0, len(edges), ROWS_AT_ONCE):
        part = edges.iloc[start : start + ROWS_AT_ONCE]
        ends = [part[name].tolist() for name in ("source", "target", "kind")]
        written = {name: quoted(name) for name in set().union(*ends)}
        data = _data(attributes.iloc[start : start + ROWS_AT_ONCE], types)
        rows = zip(*ends, part["weight"].tolist(), data, strict=True)
        for number, (source, target, kind, weight, values) in enumerate(rows, start + 1):
            yield (
                f'<edge id="E{number:05d}" source={written[source]} target={written[target]} '
                f'kind={written[kind]} weight="{weight!r}" type="undirected">{values}</edge>\n'
            )


def _data(table: pd.DataFrame, types: dict[str, str]) -> Iterator[str]:
    """Join the values of every row."""
    columns = [[""] * len(table)]
    for name, kind in types.items():
        before = f"<attvalue for={quoted(name)} value="
        texts = value_texts(table[name], name, kind, quoted)
        columns.append([f"{before}{text}/>" if text else "" for text in texts])
    rows = ("".join(row) for row in zip(*columns, strict=True))
    return (f"<attvalues>{row}</attvalues>" if row else "" for row in rows)


def _write(results: Results, file: Path) -> None:
    write_gexf(*graph_of(results, file.stem), file, description=results.headline)


FORMAT = Format(
    "gexf",
    _write,
    files={
        "network.gexf": f"{NETWORK} Gephi, Gephi Lite, networkx.",
        "actors.gexf": ACTORS,
    },
    tools="Gephi",
    opening=(
        GEPHI,
        (
            "networkx",
            'networkx.read_gexf("network.gexf"); the layer of an edge is its attribute layer.',
        ),
    ),
    section=SECTION,
)
