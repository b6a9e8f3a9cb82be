"""README.txt of a results folder: what was found, what each file and column means, how to open and repeat it.

Tables are described from `RESULT_TABLES`, so that no column goes without its meaning. The text holds no clock, path or
worker count.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.output.repeat import repeat_command, settings_file
from hypercluster.schema import RESULT_TABLES, Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from hypercluster.results import Results

_WIDTH = 100
_SCOPE = (
    "These results come from one cross-section, a single state of the regions. It supports alignment potential: who could synchronise "
    "with whom. Synchronisation proper, regions that change together, can only be shown with series over time. 'Synchronisation "
    "opportunity' below always means the former."
)
_OTHER_FILES = {
    "network.graphml": "The regions and every layer of their network as parallel ties, for Gephi, igraph, networkx, graphology.",
    "actors.graphml": "Regions, organisations, groups, industries, directions and technologies with their typed ties.",
    "boundaries.geojson": "Polygons of all areas of the map, as the data pack has them.",
    "boundaries.json": "Polygons of all areas of the map, as the data pack has them.",
    "boundaries.gpkg": "Polygons of all areas of the map, as the data pack has them.",
    "report.html": "Everything of importance on one page: map, network, rankings, explanations, profiles. Open it in any browser; it needs no network.",
    "provenance.json": "Data, settings, seed, conventions and versions behind the results, and the SHA-256 of every file.",
    "README.txt": "This text.",
}
_CELLS = (
    "UTF-8, comma, one line per row. A dot is the decimal sign. Numbers have all their digits, so that parts add up to their sum exactly. "
    "true and false are booleans. An empty cell is a missing value, and the column says what missing stands for; it is never 0. A text that a "
    "spreadsheet would run as a formula (it begins with = + - or @) has an apostrophe in front; an apostrophe alone is an empty text."
)
_GEPHI = (
    "File > Open, network.graphml or actors.graphml, graph type undirected. Positions are kilometres on a map, sizes and colours are set, so no layout is "
    "needed. The kind of an edge is its layer (network) or the kind of tie (actors): for a weighted picture of one layer, filter on it (Filters > Edges > "
    "Edge Type). latitude and longitude serve the GeoLayout plug-in."
)
_OPENING = (
    (
        "Excel, LibreOffice",
        "Data > From Text/CSV, file origin 'Unicode (UTF-8)', delimiter comma. A double click may garble names in other scripts or put all columns in one.",
    ),
    ("R", 'regions <- read.csv("regions.csv", encoding = "UTF-8", na.strings = "", check.names = FALSE)'),
    ("Python", 'import hypercluster as hc; results = hc.read("results") gives everything back, with types.'),
    ("QGIS", "Layer > Add Layer > Add Delimited Text Layer, regions.csv, X = longitude, Y = latitude, EPSG:4326."),
    ("Gephi", _GEPHI),
    ("networkx", 'networkx.read_graphml("network.graphml"); the layer of an edge is its attribute layer.'),
    ("igraph", 'igraph.Graph.Read_GraphML("network.graphml"); the same from R: igraph::read_graph("network.graphml", "graphml").'),
)
_NODE_ATTRIBUTES = (
    "network.graphml: the columns of regions.csv and hubs.csv; one that ties have too begins with region_. "
    "actors.graphml: actor_kind and what the data say of the actor."
)
_TEXT = (
    "Line breaks become spaces and control characters are left out. Because Gephi reads the capitals INF inside a text as 'Infinity', an invisible "
    "zero-width non-joiner (U+200C) follows the I; labels are free of it."
)
_GRAPHS = (
    ("label", "Name of the node."),
    (
        "x, y",
        "Kilometres east and north of the middle of the map. Nodes that share a point are moved apart onto a small ring; what has no place lies on a ring around the map.",
    ),
    ("size", "From 4 to 100 by the composite of hubs (organisations and groups: a third of theirs; kinds that are not ranked: fixed)."),
    ("color", "In network.graphml the community, grey for a region alone; in actors.graphml the kind of actor."),
    ("latitude, longitude", "As in the data, degrees WGS84."),
    ("other node attributes", _NODE_ATTRIBUTES),
    ("edge label", "Kind of the edge: its layer (also the attribute layer) or kind of tie (also tie_kind)."),
    ("weight", "Strength of the tie, always above 0. The weights of two layers have different units: compare layers by scaled_weight."),
    ("other edge attributes", "network.graphml: the columns of ties.csv. actors.graphml: platform_vector."),
    ("missing values", "Are left out."),
    ("text", _TEXT),
)


def readme(results: Results, files: Iterable[str]) -> str:
    """Text of README.txt for the files of a folder.

    Parameters
    ----------
    results
        What the folder holds.
    files
        Names of its files, README.txt and provenance.json included.
    """
    names = list(files)
    tables = {name: table for name, table in results.tables().items() if f"{name}.csv" in names}
    parts = [
        _heading("Results of hypercluster", "="),
        _paragraph(results.headline),
        _paragraph(_SCOPE),
        _doubts(results.notes),
        _heading("Data"),
        _data(results.provenance),
        _heading("How to repeat the run"),
        _repeat(results.provenance),
        _heading("Files"),
        _definitions((name, text) for name, text in _meanings().items() if name in names),
        _heading("How to open them"),
        _definitions(_OPENING),
    ]
    if tables:
        parts += [_heading("Tables"), _paragraph(_CELLS)]
        parts += [_table(name, table) for name, table in tables.items()]
    if any(name.endswith(".graphml") for name in names):
        parts += [_heading("GraphML files"), _definitions(_GRAPHS)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _meanings() -> dict[str, str]:
    return {f"{name}.csv": schema.meaning for name, schema in RESULT_TABLES.items()} | _OTHER_FILES


def _heading(text: str, line: str = "-") -> str:
    return f"{text}\n{line * len(text)}"


def _paragraph(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _definitions(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}\n{_item(text, '    ', '    ')}" for name, text in pairs)


def _doubts(notes: Iterable[str]) -> str:
    listed = [_item(note, "  ! ", "    ") for note in notes]
    return "\n".join([_heading("What to keep in mind"), "", *listed]) if listed else ""


def _data(provenance: Mapping[str, Any]) -> str:
    pack = provenance.get("pack") or {}
    labels = {"title": "Pack", "vintage": "Vintage", "source": "Source", "sha256": "SHA-256"}
    lines = [(label, str(pack[key])) for key, label in labels.items() if pack.get(key)]
    synthetic = ["  ! The data are synthetic: made up to test or to teach, not observed."] if pack.get("is_synthetic") else []
    return "\n".join([*(_item(f"{label}: {text}", "", "    ") for label, text in lines), *synthetic])


def _repeat(provenance: Mapping[str, Any]) -> str:
    command, changed = repeat_command(provenance), settings_file(provenance)
    version = provenance.get("hypercluster")
    lines = [
        f"    {command}",
        _paragraph(
            f"with version {version} and the pack named above; a pack other than the default one is given by --data. "
            "On one machine the same data, settings and seed give the same files, byte for byte, with any number of workers; on another, last digits may differ."
        ),
    ]
    if changed:
        lines += ["settings.toml holds what differs from the defaults:", textwrap.indent(changed, "    ")]
    return "\n\n".join(lines)


def _table(name: str, table: pd.DataFrame) -> str:
    schema = RESULT_TABLES[name]
    columns = [str(column) for column in (table.reset_index() if table.index.name else table).columns]
    described = [(column, schema.column(column)) for column in columns]
    lines = [
        _item(f"{label}{_kind(column)}: {column.meaning}{_choices(column)}", "  ", "      ")
        for label, column in described
        if column is not None
    ]
    return "\n".join([f"{name}.csv", _item(schema.meaning, "  ", "  "), "", *lines])


def _kind(column: Column) -> str:
    return f" ({column.kind}, {column.unit})" if column.unit else f" ({column.kind})"


def _choices(column: Column) -> str:
    return f" One of: {', '.join(column.choices)}." if column.choices else ""
