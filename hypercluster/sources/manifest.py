"""What `pack.toml` says: title, schemes, and the file of each table with its provenance and hash."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from hypercluster.errors import DataError, Problem, nearest
from hypercluster.schema import PACK_TABLES
from hypercluster.schema.cells import NumberStyle, shorten, suggestion

MANIFEST = "pack.toml"
BOUNDARIES = "boundaries"
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
SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, eq=False)
class Manifest:
    """Content of `pack.toml`; entries with problems are left out of `entries`, their names stay in `declared`."""

    keys: dict[str, Any]
    entries: dict[str, dict[str, str]]
    declared: frozenset[str]
    problems: tuple[Problem, ...]


def read_manifest(path: Path) -> Manifest:
    """Read `pack.toml`; raise DataError where it is not TOML at all."""
    file = path.name
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        found = (
            "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror).lower()
        )
        remedy = "A data pack is a folder with a pack.toml that names the file of each table; check the path."
        raise DataError(
            [Problem(str(path), "the description of a data pack", found, remedy)]
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            [
                Problem(
                    file,
                    "UTF-8 text",
                    f"other bytes at position {error.start}",
                    "Save the file as UTF-8.",
                )
            ]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            [Problem(file, "TOML", f"a mistake: {error}", "Correct the line.")]
        ) from error
    problems = _key_problems(given, PACK_KEYS, file, "at the top")
    if not given.get("title"):
        problems.append(Problem(file, "a title", "none", 'Add title = "..." at the top.'))
    tables = given.get("tables", {})
    sections = tables if isinstance(tables, dict) else {}
    entries: dict[str, dict[str, str]] = {}
    for name, section in sections.items():
        found_problems = _section_problems(name, section, file)
        problems += found_problems
        if not found_problems:
            entries[name] = {key: _text(value) for key, value in section.items()}
    for schema in PACK_TABLES.values():
        if schema.is_required and schema.name not in sections:
            remedy = f'Add a section [tables.{schema.name}] with file = "...".'
            problems.append(
                Problem(
                    file,
                    f"the table {schema.name} ({schema.meaning.rstrip('.')})",
                    "no such section",
                    remedy,
                )
            )
    keys = {
        key: value
        for key, value in given.items()
        if key in PACK_KEYS and isinstance(value, PACK_KEYS[key]) and value != ""
    }
    return Manifest(keys, entries, frozenset(sections), tuple(problems))


def number_style(entry: dict[str, str], table: str) -> NumberStyle:
    """How an entry says that numbers are written."""
    return NumberStyle(
        entry.get("decimal", "."), entry.get("thousands", ""), f"[tables.{table}] in {MANIFEST}"
    )


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _key_problems(
    given: dict[str, Any], known: dict[str, type], file: str, place: str
) -> list[Problem]:
    problems = []
    for key, value in given.items():
        if key not in known:
            problems.append(
                Problem(file, f"a known key {place}", shorten(key), suggestion(key, known))
            )
        elif not isinstance(value, known[key]):
            kind = {
                str: 'text in quotes, such as "2023"',
                bool: "true or false",
                dict: "sections such as [tables.areas]",
            }[known[key]]
            problems.append(
                Problem(file, f"{kind} for {key} {place}", shorten(value), "Correct the value.")
            )
    return problems


def _section_problems(name: str, section: Any, file: str) -> list[Problem]:
    """List what is wrong with one section `[tables.NAME]`."""
    if name not in PACK_TABLES and name != BOUNDARIES:
        names = [*PACK_TABLES, BOUNDARIES]
        return [
            Problem(
                file,
                "the name of a table",
                f"[tables.{shorten(name)[1:-1]}]",
                suggestion(name, names),
            )
        ]
    place = f"in [tables.{name}]"
    if (
        not isinstance(section, dict)
        or not isinstance(section.get("file"), str)
        or not section["file"]
    ):
        return [
            Problem(
                file,
                f"the file of the table {place}",
                "none",
                f'Write [tables.{name}] and below it file = "{name}.csv".',
            )
        ]
    formats: dict[str, tuple[str, ...]] = BOUNDARY_KEYS if name == BOUNDARIES else FORMAT_KEYS
    suffix = Path(section["file"]).suffix.lower()
    if suffix not in formats:
        remedy = (
            "Save the sheet as .xlsx or .csv."
            if suffix in (".xls", ".ods")
            else "Convert the file."
        )
        return [
            Problem(
                file,
                f"a file of a type that is read ({', '.join(formats)}) {place}",
                shorten(section["file"]),
                remedy,
            )
        ]
    known: dict[str, type] = dict.fromkeys((*PROVENANCE_KEYS, *formats[suffix]), str)
    dated = {
        key: value.isoformat() if key == "retrieved" and isinstance(value, dt.date) else value
        for key, value in section.items()
    }
    return _key_problems(dated, known, file, place) or _value_problems(section, file, place)


def _value_problems(section: dict[str, Any], file: str, place: str) -> list[Problem]:
    """List values of a section that no file can be read with."""
    problems = []
    path = section["file"]
    if (
        PurePosixPath(path).is_absolute()
        or PureWindowsPath(path).anchor
        or ".." in PureWindowsPath(path).parts
    ):
        problems.append(
            Problem(
                file,
                f"a file inside the folder of the pack {place}",
                shorten(path),
                "Move the file there and give its name.",
            )
        )
    separator, decimal, thousands = (
        section.get(key, default) for key, default in zip(TEXT_KEYS, (",", ".", ""), strict=True)
    )
    if separator not in SEPARATORS:
        problems.append(
            Problem(
                file,
                f"separator to be {' or '.join(SEPARATORS.values())} {place}",
                shorten(separator),
                'Write for example separator = ";".',
            )
        )
    if decimal not in (".", ","):
        problems.append(
            Problem(
                file,
                f"decimal to be a point or a comma {place}",
                shorten(decimal),
                'Write decimal = "." or decimal = ",".',
            )
        )
    if thousands not in ("", " ", ",", ".", "'") or (thousands and thousands == decimal):
        remedy = 'Write for example thousands = " ".'
        problems.append(
            Problem(
                file,
                f"thousands to be a space, comma, point or apostrophe and not the decimal sign {place}",
                shorten(thousands),
                remedy,
            )
        )
    return problems


def missing_file(file: str, table: str, unused: list[str], error: OSError) -> Problem:
    """Return the problem of a declared file that cannot be read, with the nearest file that no section names."""
    if isinstance(error, FileNotFoundError):
        close = nearest(file, unused)
        remedy = f"Did you mean {close[0]!r}? Correct" if close else "Restore the file, or correct"
        return Problem(
            file, "the file of a table", "no such file", f"{remedy} [tables.{table}] in {MANIFEST}."
        )
    if isinstance(error, IsADirectoryError):
        return Problem(
            file,
            "a file",
            "a directory",
            f"Name the file itself in [tables.{table}] of {MANIFEST}.",
        )
    if isinstance(error, PermissionError):
        return Problem(
            file,
            "a readable file",
            "no permission to read it",
            "Change its permissions, for example: chmod u+r.",
        )
    return Problem(
        file,
        "a readable file",
        str(error.strerror or error).lower(),
        "Check the disk and the path.",
    )
