"""README.txt of a results folder: what was found, what each file and column means, how to open and repeat it.

Tables are described from `RESULT_TABLES`, so that no column goes without its meaning. The text holds no clock, path or
worker count.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.output.about import SCOPE
from hypercluster.output.opening import FILES, map_remarks, opening
from hypercluster.schema import RESULT_TABLES, Column
from hypercluster.views.repeat import repeat_command, settings_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from hypercluster.results import Results

_WIDTH = 100
_CELLS = (
    "UTF-8, comma, one line per row. A dot is the decimal sign. Numbers have all their digits, so that parts add up to their sum exactly. "
    "true and false are booleans. An empty cell is a missing value, and the column says what missing stands for; it is never 0. A text that a "
    "spreadsheet would run as a formula (it begins with = + - or @) has an apostrophe in front; an apostrophe alone is an empty text."
)
_PARQUET = "Integers are int64, numbers double, booleans bool, texts string; a missing value is null, never 0. Meanings and units are also in the metadata of each file."
_PROPERTIES = "Properties of the features, from these tables; a missing value is null, never 0. What regions and hubs both have stands once."
_NODE_ATTRIBUTES = (
    "network: the columns of the tables regions and hubs; one that ties have too begins with region_. "
    "actors: actor_kind and what the data say of the actor."
)
_TABLES = {".csv": _CELLS, ".parquet": _PARQUET, ".geojson": _PROPERTIES}
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
    (
        "size",
        "From 4 to 100 by the composite of hubs (organisations and groups: a third of theirs; kinds that are not ranked: fixed).",
    ),
    ("color", "In network the community, grey for a region alone; in actors the kind of actor."),
    ("latitude, longitude", "As in the data, degrees WGS84."),
    ("other node attributes", _NODE_ATTRIBUTES),
    (
        "edge label (GraphML), kind (GEXF)",
        "Kind of the edge: its layer (also the attribute layer) or kind of tie (also tie_kind).",
    ),
    (
        "weight",
        "Strength of the tie, always above 0. The weights of two layers have different units: compare layers by scaled_weight.",
    ),
    ("other edge attributes", "network: the columns of the table ties. actors: platform_vector."),
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
    parts = [
        _heading("Results of hypercluster", "="),
        _paragraph(results.headline),
        _paragraph(SCOPE),
        _doubts(results.notes),
        _heading("Data"),
        _data(results.provenance),
        _heading("How to repeat the run"),
        _repeat(results.provenance),
        _heading("Files"),
        _definitions((name, text) for name, text in _meanings().items() if name in names),
        _remarks(map_remarks(results, names)),
        _heading("How to open them"),
        _definitions(opening(names)),
    ]
    parts += [
        part for ending, said in _TABLES.items() for part in _tables(results, names, ending, said)
    ]
    if any(name.endswith((".graphml", ".gexf")) for name in names):
        parts += [_heading("Networks"), _definitions(_GRAPHS)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _meanings() -> dict[str, str]:
    tables = {
        f"{name}{ending}": schema.meaning
        for ending in (".csv", ".parquet")
        for name, schema in RESULT_TABLES.items()
    }
    return tables | FILES


def _tables(results: Results, names: list[str], ending: str, said: str) -> list[str]:
    """What the columns of the tables of one kind of file mean."""
    is_map = ending == ".geojson"
    known = ("regions", "hubs", "linkages", "ties") if is_map and "nodes.geojson" in names else ()
    tables = {
        name: table
        for name, table in results.tables.items()
        if name in known or (not is_map and f"{name}{ending}" in names)
    }
    if not tables:
        return []
    described = [_table(name, table, "" if is_map else ending) for name, table in tables.items()]
    return [_heading("Properties" if is_map else "Tables"), _paragraph(said), *described]


def _remarks(lines: list[str]) -> str:
    return "\n".join(_item(line, "  - ", "    ") for line in lines)


def _heading(text: str, line: str = "-") -> str:
    return f"{text}\n{line * len(text)}"


def _paragraph(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False
    )


def _item(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
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
    synthetic = (
        ["  ! The data are synthetic: made up to test or to teach, not observed."]
        if pack.get("is_synthetic")
        else []
    )
    return "\n".join(
        [*(_item(f"{label}: {text}", "", "    ") for label, text in lines), *synthetic]
    )


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
        lines += [
            "settings.toml holds what differs from the defaults:",
            textwrap.indent(changed, "    "),
        ]
    return "\n\n".join(lines)


def _table(name: str, table: pd.DataFrame, ending: str) -> str:
    schema = RESULT_TABLES[name]
    columns = [
        str(column) for column in (table.reset_index() if table.index.name else table).columns
    ]
    described = [(column, schema.column(column)) for column in columns]
    lines = [
        _item(f"{label}{_kind(column)}: {column.meaning}{_choices(column)}", "  ", "      ")
        for label, column in described
        if column is not None
    ]
    return "\n".join([f"{name}{ending}", _item(schema.meaning, "  ", "  "), "", *lines])


def _kind(column: Column) -> str:
    return f" ({column.kind}, {column.unit})" if column.unit else f" ({column.kind})"


def _choices(column: Column) -> str:
    return f" One of: {', '.join(column.choices)}." if column.choices else ""
