"""What the files of a pack say, read without the package and without its libraries.

CSV is split here, a workbook is read as zipped XML, Parquet by DuckDB, GeoJSON as JSON and a
GeoPackage by SQLite.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from .bases import kind_of
from .case import Files

Columns = dict[str, list[Any]]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Unclear(str):
    """A cell that says nothing: an error value, a formula without value, a part of a merged one."""

    __slots__ = ()


def says(files: Files) -> dict[str, Columns]:
    """Columns of every table, by name; missing cells are None."""
    manifest = tomllib.loads(files["pack.toml"].decode("utf-8-sig"))
    found: dict[str, Columns] = {}
    for name, section in manifest["tables"].items():
        if name == "boundaries":
            continue
        content = files[section["file"]]
        suffix = section["file"].rpartition(".")[2].lower()
        if suffix == "csv":
            records = split(content.decode("utf-8-sig"), section.get("separator", ","))
            found[name] = _columns(name, records, section)
        elif suffix == "xlsx":
            records = _sheet(content, section.get("sheet"))
            found[name] = _columns(name, records, {})
        else:
            found[name] = _parquet(content)
    return found


def _columns(table: str, records: list[list[Any]], section: dict[str, str]) -> Columns:
    records = [record for record in records if any(cell not in ("", None) for cell in record)]
    width = max(len(record) for record in records)
    header, *body = [[*record, *[None] * width][:width] for record in records]
    return {
        str(name): [_value(table, str(name), record[place], section) for record in body]
        for place, name in enumerate(header)
        if name not in ("", None)
    }


def _value(table: str, column: str, cell: Any, section: dict[str, str]) -> Any:
    if cell in ("", None):
        return None
    kind = kind_of(table, column)
    if kind == "boolean" and not isinstance(cell, bool):
        text = f"{cell:g}" if isinstance(cell, float) else str(cell)
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
    if kind in ("integer", "number") and isinstance(cell, str) and not isinstance(cell, Unclear):
        thousands, decimal = section.get("thousands", ""), section.get("decimal", ".")
        for sign in " \u00a0\u202f" if thousands == " " else thousands:
            cell = cell.replace(sign, "")
        try:
            return float(cell.replace(decimal, "."))
        except ValueError:
            return cell
    return cell


def split(text: str, separator: str) -> list[list[str]]:
    """Records of a CSV file as RFC 4180 has them, with any of the three line breaks."""
    records: list[list[str]] = [[]]
    cell, is_quoted, position = "", False, 0
    while position < len(text):
        sign = text[position]
        if is_quoted:
            if text.startswith('""', position):
                cell, position = f'{cell}"', position + 1
            elif sign == '"':
                is_quoted = False
            else:
                cell += sign
        elif sign == '"' and cell == "":
            is_quoted = True
        elif sign == separator:
            records[-1].append(cell)
            cell = ""
        elif sign in "\r\n":
            records[-1].append(cell)
            records.append([])
            cell, position = "", position + text.startswith("\r\n", position)
        else:
            cell += sign
        position += 1
    records[-1].append(cell)
    return records


def _sheet(content: bytes, name: str | None) -> list[list[Any]]:
    """Cells of a sheet, each where its reference says."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        links = {
            link.get("Id"): link.get("Target", "")
            for link in ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        link = next(s.get(RELATION) for s in sheets if name in (None, s.get("name")))
        path = links[link].lstrip("/")
        sheet = ET.fromstring(book.read(path if path.startswith("xl/") else f"xl/{path}"))
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            root = ET.fromstring(book.read("xl/sharedStrings.xml"))
            shared = [_text(item) for item in root.iter(f"{MAIN}si")]
    cells: dict[tuple[int, int], Any] = {}
    row = 0
    for line in sheet.iter(f"{MAIN}row"):
        row = int(line.get("r", row + 1))
        column = 0
        for cell in line.iter(f"{MAIN}c"):
            place = cell.get("r")
            column = _column(place) if place else column + 1
            cells[row, column] = _cell(cell, shared)
    depth = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    for merged in sheet.iter(f"{MAIN}mergeCell"):
        first, _, last = merged.get("ref", "").partition(":")
        for place in _range(first, last or first):
            is_first = place == (int(re.sub(r"\D", "", first)), _column(first))
            if not is_first and place[0] <= depth and place[1] <= width:
                cells[place] = Unclear("merged")
    return [
        [cells.get((row, column)) for column in range(1, width + 1)] for row in range(1, depth + 1)
    ]


def _range(first: str, last: str) -> list[tuple[int, int]]:
    rows = [int(re.sub(r"\D", "", place)) for place in (first, last)]
    return [
        (row, column)
        for row in range(rows[0], rows[1] + 1)
        for column in range(_column(first), _column(last) + 1)
    ]


def _column(place: str) -> int:
    number = 0
    for letter in re.sub("[^A-Z]", "", place.upper()):
        number = number * 26 + ord(letter) - 64
    return number


def _text(item: ET.Element) -> str:
    """Text of a string item, without the phonetic signs beside it."""
    parts = [item.findtext(f"{MAIN}t", "")]
    parts += [run.findtext(f"{MAIN}t", "") for run in item.iter(f"{MAIN}r")]
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(parts))


def _cell(cell: ET.Element, shared: list[str]) -> Any:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if cell.find(f"{MAIN}f") is not None and value is None:
        return Unclear("a formula without a value")
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        return None if inline is None else _text(inline)
    if value is None:
        return None
    if kind == "s":
        return shared[int(value)]
    if kind in ("b", "e"):
        return value == "1" if kind == "b" else Unclear(value)
    return value if kind in ("str", "d") else float(value)


def _parquet(content: bytes) -> Columns:
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        Path(file.name).write_bytes(content)
        with duckdb.connect() as connection:
            # A column that is not there stands for the place of a row where a file has none.
            answer = connection.execute("SELECT * FROM read_parquet(?)", [file.name])
            names = [column[0] for column in answer.description]
            records = answer.fetchall()
    return {name: [record[place] for record in records] for place, name in enumerate(names)}


def shapes(files: Files) -> dict[str, Any]:
    """Geometry of every code of the boundaries, as the file has it."""
    section = tomllib.loads(files["pack.toml"].decode("utf-8-sig"))["tables"]["boundaries"]
    content, key = files[section["file"]], section.get("key", "area")
    if section["file"].endswith(".gpkg"):
        return _geopackage(content, key, section.get("layer"))
    collection = json.loads(content.decode("utf-8-sig"))
    return {
        feature["properties"][key]: _shape(feature["geometry"])
        for feature in collection["features"]
    }


def _shape(geometry: dict[str, Any]) -> Any:
    import numpy as np
    import shapely

    if geometry["type"] == "Polygon":
        shell, *holes = (np.asarray(ring, dtype=float) for ring in geometry["coordinates"])
        return shapely.Polygon(shell, holes)
    return shapely.geometry.shape(geometry)


def _geopackage(content: bytes, key: str, layer: str | None) -> dict[str, Any]:
    import shapely

    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(content)
        tables = database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        table, column = next(row for row in tables if layer in (None, row[0]))
        quoted = [f'"{name}"' for name in (key, column, table)]
        records = database.execute(f"SELECT {quoted[0]}, {quoted[1]} FROM {quoted[2]}").fetchall()  # noqa: S608
    finally:
        database.close()
    sizes = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
    return {code: shapely.from_wkb(blob[8 + sizes[blob[3] >> 1 & 7] :]) for code, blob in records}
