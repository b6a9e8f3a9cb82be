"""What `pack.toml` says: title, schemes, and the file of each table with its hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from hypercluster.errors import LONGEST_SHOWN, DataError, Problem, nearest
from hypercluster.input_file import read_toml
from hypercluster.output_file import MANIFEST
from hypercluster.schema import BOUNDARIES, PACK_TABLES
from hypercluster.schema.cells import CONTROL, LINE_BREAKS, NumberStyle, shorten, suggestion

PROVENANCE_KEYS = ("file", "publisher", "licence", "retrieved", "source", "sha256")
PACK_KEYS = {
    "title": str,
    "vintage": str,
    "source": str,
    "synthetic": bool,
    "default_scheme": str,
    "reporting_scheme": str,
    "local_language": str,
    "map_crs": str,
    "tables": dict,
}
TEXT_KEYS = ("separator", "decimal", "thousands")
FORMAT_KEYS = {
    ".csv": TEXT_KEYS,
    ".parquet": (),
    ".xlsx": ("sheet",),
}
BOUNDARY_KEYS = {
    ".geojson": ("key",),
    ".gpkg": ("key", "layer"),
}
KINDS = {
    str: 'text in quotes, such as "2023"',
    bool: "true or false",
    dict: "sections such as [tables.areas]",
}
SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, eq=False)
class Manifest:
    """Content of `pack.toml`.

    Entries with problems are left out of `entries`, and their names stay in `declared`.
    """

    keys: dict[str, Any]
    entries: dict[str, dict[str, str]]
    declared: frozenset[str]
    problems: tuple[Problem, ...]


def read_manifest(path: Path) -> Manifest:
    """Content of `pack.toml` with its problems.

    Raises
    ------
    DataError
        The file cannot be read or is not TOML at all.
    """
    file = path.name
    try:
        content = read_toml(path, file, within=path.parent)
    except OSError as error:
        found = (
            "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror).lower()
        )
        remedy = (
            "A data pack is a folder with a pack.toml that names the file of each table; "
            "check the path."
        )
        expected = "the description of a data pack"
        raise DataError(Problem(str(path), expected, found, remedy)) from error
    problems = _key_problems(content, PACK_KEYS, file, "at the top")
    if not content.get("title"):
        problems.append(Problem(file, "a title", "none", 'Add title = "..." at the top.'))
    tables = content.get("tables", {})
    sections = tables if isinstance(tables, dict) else {}
    entries: dict[str, dict[str, str]] = {}
    for name, section in sections.items():
        section_problems = _section_problems(name, section, file)
        problems += section_problems
        if not section_problems:
            entries[name] = {key: _text(value) for key, value in section.items()}
    for schema in PACK_TABLES.values():
        if schema.is_required and schema.name not in sections:
            expected = f"the table {schema.name} ({schema.meaning.rstrip('.')})"
            remedy = f'Add a section [tables.{schema.name}] with file = "...".'
            problems.append(Problem(file, expected, "no such section", remedy))
    keys = {
        key: value
        for key, value in content.items()
        if key in PACK_KEYS and isinstance(value, PACK_KEYS[key]) and value != ""
    }
    return Manifest(keys, entries, frozenset(sections), tuple(problems))


def number_style(entry: dict[str, str], table: str) -> NumberStyle:
    """How an entry says that numbers are written, which only one of a text file can."""
    can_say = "decimal" in FORMAT_KEYS[Path(entry["file"]).suffix.lower()]
    declared_in = f"[tables.{table}] in {MANIFEST}" if can_say else ""
    return NumberStyle(entry.get("decimal", "."), entry.get("thousands", ""), declared_in)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _key_problems(
    section: dict[str, Any], kinds: dict[str, type], file: str, where: str
) -> list[Problem]:
    """Keys that a section does not have, and values of another kind."""
    problems = []
    for key, value in section.items():
        if key not in kinds:
            expected, remedy = f"a known key {where}", suggestion(key, kinds)
            problems.append(Problem(file, expected, shorten(key), remedy))
        elif not isinstance(value, kinds[key]):
            expected = f"{KINDS[kinds[key]]} for {key} {where}"
            problems.append(Problem(file, expected, shorten(value), "Correct the value."))
        elif isinstance(value, str) and key not in TEXT_KEYS:
            problems += character_problems(value, key, where, file)
    return problems


def character_problems(text: Any, key: str, where: str, file: str) -> list[Problem]:
    """Control characters that terminals obey and XML does not hold, or no text.

    How to cite a source may take several lines.
    """
    if not isinstance(text, str):
        return [Problem(file, f"text for {key} {where}", shorten(text), "Write it as text.")]
    control = CONTROL.search(text.translate(LINE_BREAKS) if key == "source" else text)
    if control is None:
        return []
    start = max(0, control.start() - LONGEST_SHOWN // 2)
    expected = f"text without control characters for {key} {where}"
    found = f"{shorten(text[start:])} with {control[0]!a}"
    return [Problem(file, expected, found, "Remove the character.")]


def _section_problems(name: str, section: Any, file: str) -> list[Problem]:
    """What is wrong with one section `[tables.NAME]`."""
    if name not in PACK_TABLES and name != BOUNDARIES:
        found = f"[tables.{shorten(name)[1:-1]}]"
        remedy = suggestion(name, [*PACK_TABLES, BOUNDARIES])
        return [Problem(file, "the name of a table", found, remedy)]
    where = f"in [tables.{name}]"
    path = section.get("file") if isinstance(section, dict) else None
    if not isinstance(path, str) or not path or path.endswith(("/", "\\")) or CONTROL.search(path):
        example = f"{name}.geojson" if name == BOUNDARIES else f"{name}.csv"
        remedy = f'Write [tables.{name}] and below it file = "{example}".'
        found = shorten(path) if isinstance(path, str) and path else "none"
        return [Problem(file, f"the file of the table {where}", found, remedy)]
    formats: dict[str, tuple[str, ...]] = BOUNDARY_KEYS if name == BOUNDARIES else FORMAT_KEYS
    suffix = Path(path).suffix.lower()
    if suffix not in formats:
        remedy = (
            "Save the sheet as .xlsx or .csv."
            if suffix in (".xls", ".ods")
            else "Convert the file."
        )
        expected = f"a file of a type that is read ({', '.join(formats)}) {where}"
        return [Problem(file, expected, shorten(path), remedy)]
    kinds: dict[str, type] = dict.fromkeys((*PROVENANCE_KEYS, *formats[suffix]), str)
    dated = {
        key: value.isoformat() if key == "retrieved" and isinstance(value, dt.date) else value
        for key, value in section.items()
    }
    return _key_problems(dated, kinds, file, where) or list(_value_problems(section, file, where))


def _value_problems(section: dict[str, Any], file: str, where: str) -> Iterator[Problem]:
    """Values of a section that no file can be read with."""
    path = section["file"]
    windows = PureWindowsPath(path)
    if PurePosixPath(path).is_absolute() or windows.anchor or ".." in windows.parts:
        expected = f"a file inside the folder of the pack {where}"
        yield Problem(file, expected, shorten(path), "Move the file there and give its name.")
    separator, decimal, thousands = (
        section.get(key, default) for key, default in zip(TEXT_KEYS, (",", ".", ""), strict=True)
    )
    if separator not in SEPARATORS:
        expected = f"separator to be {' or '.join(SEPARATORS.values())} {where}"
        yield Problem(file, expected, shorten(separator), 'Write for example separator = ";".')
    if decimal not in (".", ","):
        expected = f"decimal to be a point or a comma {where}"
        yield Problem(file, expected, shorten(decimal), 'Write decimal = "." or decimal = ",".')
    if thousands not in ("", " ", ",", ".", "'") or (thousands and thousands == decimal):
        signs = "a space, comma, point or apostrophe and not the decimal sign"
        expected = f"thousands to be {signs} {where}"
        yield Problem(file, expected, shorten(thousands), 'Write for example thousands = " ".')


def missing_file(file: str, table: str, unused: list[str], error: OSError) -> Problem:
    """Problem of a declared file that cannot be read, with the nearest file to take."""
    if isinstance(error, FileNotFoundError):
        close = nearest(file, unused)
        remedy = f"Did you mean {close[0]!r}? Correct" if close else "Restore the file, or correct"
        remedy = f"{remedy} [tables.{table}] in {MANIFEST}."
        return Problem(file, "the file of a table", "no such file", remedy)
    if isinstance(error, IsADirectoryError):
        remedy = f"Name the file itself in [tables.{table}] of {MANIFEST}."
        return Problem(file, "a file", "a directory", remedy)
    if isinstance(error, PermissionError):
        remedy = "Change its permissions, for example: chmod u+r."
        return Problem(file, "a readable file", "no permission to read it", remedy)
    found = str(error.strerror or error).lower()
    return Problem(file, "a readable file", found, "Check the disk and the path.")
