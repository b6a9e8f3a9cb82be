"""What both formats of graphs agree on: types, misleading names, safe text.

Line breaks and tabs become spaces and other control characters are dropped, because XML has no room
for them. Gephi turns the letters INF in a text attribute into "Infinity", so an invisible
zero-width non-joiner is put behind the I. A missing or infinite value has no text and is left out.
The CSV tables hold every text as it is.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from hypercluster.errors import OutputError
from hypercluster.output.format import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hypercluster.results import Results

NETWORK = "The regions and every layer of their network as parallel ties, for"
ACTORS = (
    "Regions, organisations, groups, industries, directions and technologies with their typed ties."
)
GEPHI = (
    "Gephi",
    (
        "File > Open, network or actors, graph type undirected. Positions are kilometres on a map, "
        "sizes and colours are set, so no layout is needed. The kind of an edge is its layer "
        "(network) or the kind of tie (actors): for a weighted picture of one layer, filter on it "
        "(Filters > "
        "Edges > Edge Type). latitude and longitude serve the GeoLayout plug-in."
    ),
)
SECTION = Section(
    "Networks",
    definitions=(
        ("label", "Name of the node."),
        (
            "x, y",
            (
                "Kilometres east and north of the middle of the map. Nodes that share a point are "
                "moved apart onto a small ring; what has no place lies on a ring around the map."
            ),
        ),
        (
            "size",
            (
                "From 4 to 100 by the composite of hubs (organisations and groups: a third of "
                "theirs; kinds that are not ranked: fixed)."
            ),
        ),
        (
            "color",
            "In network the community, grey for a region alone; in actors the kind of actor.",
        ),
        ("latitude, longitude", "As in the data, degrees WGS84."),
        (
            "other node attributes",
            (
                "network: the columns of the tables regions and hubs; one that ties have too "
                "begins with region_. actors: actor_kind and what the data say of the actor."
            ),
        ),
        (
            "edge label (GraphML), kind (GEXF)",
            (
                "Kind of the edge: its layer (also the attribute layer) or kind of tie (also "
                "tie_kind)."
            ),
        ),
        (
            "weight",
            (
                "Strength of the tie, always above 0. The weights of two layers have different "
                "units: compare layers by scaled_weight."
            ),
        ),
        (
            "other edge attributes",
            "network: the columns of the table ties. actors: platform_vector.",
        ),
        ("missing values", "Are left out."),
        (
            "text",
            (
                "Line breaks become spaces and control characters are left out. Because Gephi "
                "reads the capitals INF inside a text as 'Infinity', an invisible zero-width "
                "non-joiner (U+200C) follows the I; labels are free of it."
            ),
        ),
    ),
)

FORBIDDEN_NAMES = ("type", "id", "start", "end", "key")
_PLAIN_TEXT = ("label", "color")
_JOINER = "\u200c"
ROWS_AT_ONCE = 10_000  # rows of a table that are text in memory
_SPACES = re.compile("[\t\n\r]+")
_NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INFINITY = re.compile("I(?=NF)")


def graph_of(results: Results, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges of the graph `network` or `actors`."""
    from hypercluster.drawing.network import actors_graph, network_graph

    return (network_graph if name == "network" else actors_graph)(results)


def attribute_types(table: pd.DataFrame) -> dict[str, str]:
    """Type of every column for GraphML and GEXF: boolean, long, double, string."""
    import pandas as pd

    types = {}
    for name, dtype in table.dtypes.items():
        if pd.api.types.is_bool_dtype(dtype):
            types[str(name)] = "boolean"
        elif pd.api.types.is_integer_dtype(dtype):
            types[str(name)] = "long"
        else:
            types[str(name)] = "double" if pd.api.types.is_float_dtype(dtype) else "string"
    return types


def check_names(types: dict[str, dict[str, str]]) -> None:
    """Refuse misleading names, and one name for both nodes and edges.

    Raises
    ------
    OutputError
        Names all of them.
    """
    names = [name for columns in types.values() for name in columns]
    wrong = sorted({name for name in names if name in FORBIDDEN_NAMES or names.count(name) > 1})
    if wrong:
        raise OutputError(
            f"Expected no attribute named {', '.join(FORBIDDEN_NAMES)}, and no name for both nodes "
            f"and edges; found {', '.join(wrong)}. Rename the columns."
        )


def value_texts(
    column: pd.Series, name: str, kind: str, escaped: Callable[[str], str]
) -> list[str]:
    """Values of an attribute as text of the file, empty where there is none.

    Parameters
    ----------
    column
        The values.
    name
        Name of the attribute. Labels and colours are safe from Gephi's reading of INF.
    kind
        Its type, of `attribute_types`.
    escaped
        How the format writes a text: in an element or, with quotes, in an attribute.
    """
    values = [
        None if missing else value
        for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
    if kind == "string":
        is_plain = name in _PLAIN_TEXT
        cleaned = {
            value: _text(str(value), is_plain=is_plain)
            for value in set(values)
            if value is not None
        }
        texts = {value: escaped(text) if text else "" for value, text in cleaned.items()}
        return [texts.get(value, "") for value in values]
    if kind == "boolean":
        return ["" if value is None else escaped("true" if value else "false") for value in values]
    return [
        "" if value is None or abs(value) == float("inf") else escaped(repr(value))
        for value in values
    ]


def quoted(value: object) -> str:
    """A name or value as an XML attribute in double quotes."""
    return f'"{escape(clean(str(value)))}"'


def clean(text: str) -> str:
    """Text without what XML has no room for."""
    return _NOT_XML.sub("", _SPACES.sub(" ", text))


def _text(text: str, *, is_plain: bool) -> str:
    cleaned = clean(text)
    return cleaned if is_plain else _INFINITY.sub(f"I{_JOINER}", cleaned)
