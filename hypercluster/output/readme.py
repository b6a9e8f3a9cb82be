"""README.txt of a folder: finding, meaning of files and columns, how to repeat it.

Formats say what their files hold and how to open them, `RESULT_TABLES` what columns mean, so that
nothing goes without its meaning. The text holds no clock, path or worker count.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.output.about import scope
from hypercluster.output.folder import PROVENANCE, README
from hypercluster.schema import RESULT_TABLES, Column
from hypercluster.views.repeat import repeat_command, settings_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from hypercluster.output.format import Format, Section
    from hypercluster.results import Results

_WIDTH = 100
_ALWAYS = {
    PROVENANCE: "Data, settings, seed, conventions and versions behind the results, and the "
    "SHA-256 of every file.",
    README: "This text.",
}


def readme(results: Results, formats: Sequence[Format]) -> str:
    """Text of README.txt for a folder.

    Parameters
    ----------
    results
        What the folder holds.
    formats
        The formats of its files.
    """
    meanings = [pair for record in formats for pair in record.meanings.items()]
    remarks = dict.fromkeys(line for record in formats for line in record.remarks(results))
    sections = dict.fromkeys(
        (record.section, record.table_suffix) for record in formats if record.section is not None
    )
    parts = [
        _heading("Results of hypercluster", "="),
        _paragraph(results.headline),
        _paragraph(scope()),
        _doubts(map(str, results.notes)),
        _heading("Data"),
        _data(results.provenance),
        _heading("How to repeat the run"),
        _repeat(results.provenance),
        _heading("Files"),
        _definitions([*meanings, *_ALWAYS.items()]),
        _remarks(remarks),
        _heading("How to open them"),
        _definitions(_opening(formats)),
        *(part for section, suffix in sections for part in _section(results, section, suffix)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(formats: Iterable[Format]) -> list[tuple[str, str]]:
    """Programs and how they open the files, each program's entries together."""
    pairs = list(dict.fromkeys(pair for record in formats for pair in record.opening))
    programs = [program for program, _ in pairs]
    return sorted(pairs, key=lambda pair: programs.index(pair[0]))


def _section(results: Results, section: Section, suffix: str) -> list[str]:
    """What stands in the files of a format: definitions, and the columns of tables."""
    tables = results.tables
    names = section.tables or (tuple(tables) if suffix else ())
    return [
        _heading(section.heading),
        _paragraph(section.text),
        _definitions(section.definitions),
        *(_table(name, tables[name], suffix) for name in names),
    ]


def _remarks(lines: Iterable[str]) -> str:
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
            f"with version {version} and the pack named above; a pack other than the default one "
            "is given by --data. On one machine the same data, settings and seed give the same "
            "files, byte for byte, with any number of workers; on another, last digits may differ."
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
        _item(f"{label}{_kind(column)}: {column.description}{_choices(column)}", "  ", "      ")
        for label, column in described
        if column is not None
    ]
    return "\n".join([f"{name}{ending}", _item(schema.meaning, "  ", "  "), "", *lines])


def _kind(column: Column) -> str:
    return f" ({column.kind}, {column.unit})" if column.unit else f" ({column.kind})"


def _choices(column: Column) -> str:
    return f" One of: {', '.join(column.choices)}." if column.choices else ""
