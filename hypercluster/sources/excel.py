"""The cells of a sheet of an Excel workbook, with the faults that only Excel has.

The sheet is read here because libraries trust the size that it states, which exporters often write
wrong, and do not tell a formula that was never computed, or a merged cell, from an empty one.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from hypercluster.errors import DataError, Problem
from hypercluster.limits import LARGEST_UNPACKED, MOST_CELLS
from hypercluster.schema.cells import Fault, shorten, suggestion
from hypercluster.schema.check import RawTable, with_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, ET.ParseError, ArithmeticError,
    EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_OLD_OR_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE_PART = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_FORMULA = Fault(
    "a value", "a formula that was never computed", "Open the file in Excel and save it."
)
_MERGED = Fault("a cell of its own", "merged cells", "Unmerge them and fill in every one.")


@dataclass(frozen=True)
class _Book:
    """What a sheet refers to."""

    texts: list[str]
    date_styles: set[int]
    epoch: dt.datetime
    is_computed: bool


@dataclass(frozen=True)
class _Sheet:
    """Values or faults by row and column, both from 1, and ranges that were merged."""

    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


def read_sheet(content: bytes, file: str, sheet: str | None, declared_in: str) -> RawTable:
    """Cells of a sheet. Formulas have the values that were saved.

    Parameters
    ----------
    content, file
        The whole file, and its name in messages.
    sheet
        Name of the sheet. None takes the first.
    declared_in
        Where a sheet is named, for the remedy.

    Raises
    ------
    DataError
        The file is no workbook, or has no sheet of that name.
    """
    if content.startswith(_OLD_OR_ENCRYPTED):
        found = "one with a password, or in the format before 2007"
        remedy = "Save it without a password as .xlsx."
        raise DataError(Problem(file, "an Excel workbook", found, remedy))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                expected = f"a workbook of at most {LARGEST_UNPACKED:,} bytes when unpacked"
                remedy = "Save the table alone, as .xlsx or .csv."
                raise DataError(Problem(file, expected, "more", remedy))
            part = next(iter(_relations(archive, "", "officeDocument").values()))
            workbook = ET.fromstring(_xml(archive, part))  # noqa: S314
            paths = _sheet_paths(archive, part, workbook)
            name = next(iter(paths), "") if sheet is None else sheet
            if name in paths:
                book = _book(archive, part, workbook)
                return _table(_cells(_xml(archive, paths[name]), book), file, name)
    except _DAMAGED as error:
        if isinstance(error, DataError):
            raise
        found, remedy = "a file that cannot be read as such", "Save it anew as .xlsx."
        raise DataError(Problem(file, "an Excel workbook", found, remedy)) from error
    remedy = f"{suggestion(name, paths)} Correct sheet in {declared_in}."
    raise DataError(Problem(file, "a sheet of the workbook", shorten(name), remedy))


def _local(element: ET.Element) -> str:
    """Name of an element without its namespace, of which Excel has two."""
    return element.tag.rpartition("}")[2]


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in root.iter() if _local(element) == name)


def _xml(archive: zipfile.ZipFile, path: str) -> bytes:
    """Part of a workbook, which never declares entities and is written in UTF-8."""
    content = archive.read(path)
    if b"<!DOCTYPE" in content or b"\0" in content[:200]:
        raise ValueError("a part of another kind")
    return content


def _relations(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Parts of a kind that a part refers to, by their key."""
    folder, _, name = part.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations = ET.fromstring(_xml(archive, path))  # noqa: S314
    return {
        relation.attrib["Id"]: posixpath.normpath(
            posixpath.join("/", folder, relation.attrib["Target"])
        )[1:]
        for relation in relations
        if relation.attrib["Type"].endswith(f"/{kind}")
    }


def _sheet_paths(archive: zipfile.ZipFile, part: str, workbook: ET.Element) -> dict[str, str]:
    """Part of the archive that holds each sheet of cells."""
    parts = _relations(archive, part, "worksheet")
    paths = {}
    for element in _all(workbook, "sheet"):
        ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
        if ids and ids[0] in parts:
            paths[element.attrib["name"]] = parts[ids[0]]
    return paths


def _book(archive: zipfile.ZipFile, part: str, workbook: ET.Element) -> _Book:
    texts: list[str] = []
    for path in _relations(archive, part, "sharedStrings").values():
        for _, element in ET.iterparse(io.BytesIO(_xml(archive, path))):  # noqa: S314
            if _local(element) == "si":
                texts.append(_text(element))
                element.clear()
    styles: set[int] = set()
    for path in _relations(archive, part, "styles").values():
        root = ET.fromstring(_xml(archive, path))  # noqa: S314
        codes = {
            int(element.attrib["numFmtId"]): element.attrib["formatCode"]
            for element in _all(root, "numFmt")
        }
        formats = [
            int(style.get("numFmtId", 0)) for group in _all(root, "cellXfs") for style in group
        ]
        styles = {
            number for number, code in enumerate(formats) if _is_date(code, codes.get(code, ""))
        }
    properties = next(_all(workbook, "workbookPr"), None)
    is_of_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    # A program that writes formulas without computing them asks Excel to do so on opening.
    is_computed = all(
        element.get("fullCalcOnLoad") not in ("1", "true") for element in _all(workbook, "calcPr")
    )
    epoch = dt.datetime(1904, 1, 1) if is_of_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001
    return _Book(texts, styles, epoch, is_computed)


def _is_date(number: int, code: str) -> bool:
    """Whether a format shows a number as a date or a time."""
    shown = _NO_DATE_PART.sub("", code.partition(";")[0])
    return number in _DATE_FORMATS or re.search("[dmyhs]", shown, re.IGNORECASE) is not None


def _text(element: ET.Element) -> str:
    """Text of a cell, its runs joined, without the reading aids of Japanese."""
    runs = [
        part.text or ""
        for child in element
        for part in ([child] if _local(child) == "t" else child if _local(child) == "r" else [])
        if _local(part) == "t"
    ]
    return _unescaped("".join(runs))


def _cells(xml: bytes, book: _Book) -> _Sheet:
    """Cells of a sheet as they stand there, whatever size it states."""
    sheet = _Sheet()
    row = column = count = 0
    events = ET.iterparse(io.BytesIO(xml), events=("start", "end"))  # noqa: S314
    for event, element in events:
        name = _local(element)
        if name == "row" and event == "start":
            row, column = int(element.get("r", row + 1)), 0
        elif name == "row":
            element.clear()
        elif name == "c" and event == "end":
            count += 1
            reference = element.get("r")
            row, column = _position(reference) if reference else (row, column + 1)
            if count > MOST_CELLS or row > _LAST_ROW or column > _LAST_COLUMN:
                raise ValueError("more cells than a sheet has")
            value = _value(element, book)
            element.clear()
            if value is None or value == "":
                continue
            if column in sheet.rows.setdefault(row, {}):
                raise ValueError("a cell twice")
            sheet.rows[row][column] = value
        elif name == "mergeCell" and event == "end":
            sheet.merged.append(element.attrib["ref"])
    return sheet


def _position(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as B3."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError("a reference to no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _value(cell: ET.Element, book: _Book) -> Any:
    """Value of a cell, None where it is empty, or a fault."""
    parts = {_local(part): part for part in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    text = parts["v"].text if "v" in parts else None
    if "f" in parts and (not book.is_computed or (text is None and kind != "str")):
        return _FORMULA
    if text is None:
        return None
    if kind == "n":
        number = _number(text)
        is_date = int(cell.get("s", 0)) in book.date_styles
        return book.epoch + dt.timedelta(days=number) if is_date else number
    return _KINDS[kind](text, book)


def _number(text: str) -> float:
    number = int(text) if text.strip("-").isdigit() else float(text)
    if not math.isfinite(number) or not text.isascii() or "_" in text:
        raise ValueError("no number")
    return number


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


_KINDS: dict[str, Callable[[str, _Book], Any]] = {
    "b": lambda text, _: text.strip() in ("1", "true"),
    "d": lambda text, _: dt.datetime.fromisoformat(text),
    "e": lambda text, _: Fault("a value", f"the error {text}", "Correct it, or write the value."),
    "s": lambda text, book: book.texts[range(len(book.texts)).index(int(text))],
    "str": lambda text, _: _unescaped(text),
}


def _table(sheet: _Sheet, file: str, name: str) -> RawTable:
    """Table of a sheet, whose header is the first row with content."""
    file = with_sheet(file, name)
    if not sheet.rows:
        remedy = "Fill it, or name another sheet."
        raise DataError(Problem(file, "a header and rows", "an empty sheet", remedy))
    first, *rows = sorted(sheet.rows)
    width = max(column for cells in sheet.rows.values() for column in cells)
    if width * len(sheet.rows) > MOST_CELLS:
        expected = f"at most {MOST_CELLS:,} cells"
        raise DataError(Problem(file, expected, "more", "Empty the cells beside the table."))
    _mark_merged(sheet, width)
    faults = {
        column: value for column, value in sheet.rows[first].items() if isinstance(value, Fault)
    }
    if faults:
        raise DataError(
            [
                Problem(file, "the name of a column", fault.found, fault.remedy, first, _letters(c))
                for c, fault in sorted(faults.items())
            ]
        )
    header = [str(sheet.rows[first].get(column, "")) for column in range(1, width + 1)]
    columns = [
        [_placed(sheet.rows[row].get(column), row, column) for row in rows]
        for column in range(1, width + 1)
    ]
    return RawTable(header, columns, rows, sheet=name)


def _placed(value: Any, row: int, column: int) -> Any:
    """A value, or a fault that says in which cell it is."""
    if not isinstance(value, Fault):
        return value
    return Fault(value.expected, f"{value.found} in {_letters(column)}{row}", value.remedy)


def _letters(column: int) -> str:
    """Letters of a column, counted from 1."""
    text = ""
    while column:
        column, letter = divmod(column - 1, 26)
        text = chr(65 + letter) + text
    return text


def _mark_merged(sheet: _Sheet, width: int) -> None:
    """Put a fault into every cell of a merged range that holds something."""
    count = 0
    last = max(sheet.rows)
    for reference in sheet.merged:
        start, _, end = reference.partition(":")
        (top, left), (bottom, right) = _position(start), _position(end or start)
        if (top, left) == (bottom, right) or left not in sheet.rows.get(top, {}):
            continue
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width) + 1):
                count += 1
                if row in sheet.rows:
                    sheet.rows[row][column] = _MERGED
        if count > MOST_CELLS:
            raise ValueError("more merged cells than a sheet has")
