"""What a text table holds: its cells as text with the rows they stand in.

UTF-8 with or without byte order mark. Other encodings and undeclared separators are recognised and
refused with the remedy. A row without any content is no row. Row numbers are those of a
spreadsheet: the header is row 1, blank rows count, a cell with line breaks is one row.
"""

from __future__ import annotations

import csv
import io
import re
import shlex

from hypercluster.errors import DataError, Problem
from hypercluster.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from hypercluster.schema.cells import Fault, shorten
from hypercluster.schema.check import RawTable, problems_at, size_problems
from hypercluster.sources.manifest import SEPARATORS

BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# Letters of cp1251 in a row; Western text has single accents.
CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")


def decode(content: bytes, *, file: str) -> str:
    """Text of a file.

    Raises
    ------
    DataError
        It is not in UTF-8. The message has the command that converts it.

    Examples
    --------
    >>> decode("Река".encode(), file="areas.csv")
    'Река'
    """
    encoding = _foreign_encoding(content)
    if encoding is None and b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        remedy = "Remove it, or save the file anew in UTF-8."
        raise DataError(Problem(file, "text", "a NUL byte", remedy, row))
    if encoding is None:
        return content.decode("utf-8-sig")
    stem, point, suffix = file.rpartition(".")
    converted = shlex.quote(f"{stem}.utf8{point}{suffix}")
    command = f"iconv -f {encoding or 'CP1252'} -t UTF-8 {shlex.quote(file)} > {converted}"
    if encoding:
        remedy = f"Convert it with: {command} (and name the new file)"
        raise DataError(Problem(file, "UTF-8 text", f"text in {encoding}", remedy))
    remedy = f"Convert it, if it is Western Windows text with: {command} (and name the new file)"
    row = _first_odd_row(content)
    raise DataError(Problem(file, "UTF-8 text", "bytes of another encoding", remedy, row))


def _foreign_encoding(content: bytes) -> str | None:
    """Name of an encoding that is not UTF-8, empty where it is unknown."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    even, odd = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(even, odd) > len(content[:2000]) / 5 and min(even, odd) == 0:
        return "UTF-16LE" if odd else "UTF-16BE"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        lower, upper = (
            sum(content.count(bytes([code])) for code in codes)
            for codes in (range(0xE0, 0x100), range(0xC0, 0xE0))
        )
        if not CYRILLIC_WORD.search(content):
            return ""
        # Small letters, the more frequent, stand high in cp1251 and low in KOI8-R.
        return "CP1251" if lower >= upper else "KOI8-R"
    return None


def _first_odd_row(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content[: error.start].count(b"\n") + 1
    return 1


def parse(text: str, *, file: str, separator: str, declared_in: str) -> RawTable:
    """Split text into cells.

    Parameters
    ----------
    text, file
        Content and name of the file.
    separator
        Sign between cells.
    declared_in
        Where another separator can be declared, for the remedy.

    Returns
    -------
    RawTable
        Rows that have as many cells as the header. The others are problems.

    Raises
    ------
    DataError
        The file is empty or cannot be split at all.
    """
    records = _records(text, file, separator)
    if not records:
        raise DataError(Problem(file, "a header and rows", "an empty file", "Restore the file."))
    row, header = records[0]
    width = len(header)
    signs = [sign for sign in SEPARATORS if sign != separator and sign in header[0]]
    if width == 1 and signs:
        sign = "\\t" if signs[0] == "\t" else signs[0]
        expected = f"cells separated by {SEPARATORS[separator]}"
        found = f"{SEPARATORS[signs[0]]} in the header, {shorten(header[0])}"
        remedy = (
            f'Write separator = "{sign}" in {declared_in}, '
            f"or save the file with {SEPARATORS[separator]} between cells."
        )
        raise DataError(Problem(file, expected, found, remedy, row))
    remedy = (
        "Put a cell that holds the separator or a decimal comma in quotation marks; "
        "give every row as many cells as the header."
    )
    faults = [
        (position, Fault(f"{width} cells as in the header", f"{len(cells)} cells", remedy))
        for position, (_, cells) in enumerate(records)
        if len(cells) != width
    ]
    problems = problems_at(file, [row for row, _ in records], None, faults)
    whole = [(row, cells) for row, cells in records[1:] if len(cells) == width]
    columns = [[cells[position] for _, cells in whole] for position in range(width)]
    return RawTable(header, columns, [row for row, _ in whole], tuple(problems))


def _records(text: str, file: str, separator: str) -> list[tuple[int, list[str]]]:
    """Rows with content and their numbers."""
    records: list[tuple[int, list[str]]] = []
    row = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row, cells in enumerate(reader, start=1):
            if len(cells) > MOST_COLUMNS or row > MOST_ROWS + 1:
                raise DataError(list(size_problems(file, row - 1, len(cells))))
            if any(cells):
                records.append((row, cells))
    except csv.Error as error:
        if "field limit" in str(error):
            # csv does not say where a giant cell is. Cut, the check of cells names row and column.
            run = rf'[^{re.escape(separator)}"\r\n]'
            giant = re.compile(rf"(?<!{run})({run}{{{LONGEST_CELL * 2}}}){run}+")
            cut = giant.sub(r"\1", text)
            if len(cut) < len(text):
                return _records(cut, file, separator)
            found = f"a cell of more than {csv.field_size_limit():,} characters"
        else:
            found = f"what CSV does not allow ({error})"
        expected = f"cells of at most {LONGEST_CELL:,} characters, quotation marks in pairs"
        remedy = (
            "Close every quotation mark, double those inside a cell, "
            f"and keep cells below {LONGEST_CELL:,} characters."
        )
        raise DataError(Problem(file, expected, found, remedy, row + 1)) from error
    return records
