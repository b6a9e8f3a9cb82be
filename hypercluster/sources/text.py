"""What a text table holds: its cells as text with the rows they stand in.

UTF-8 with or without byte order mark; other encodings and undeclared separators are recognised and refused with the
remedy. A row without any content is no row. Row numbers are those of a spreadsheet: the header is row 1, blank rows
count, a cell with line breaks is one row.
"""

from __future__ import annotations

import csv
import io
import re
import shlex

from hypercluster.errors import DataError, Problem
from hypercluster.schema.cells import LONGEST_CELL, Fault, shorten
from hypercluster.schema.check import RawTable, problems_at
from hypercluster.sources.manifest import SEPARATORS

BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
CYRILLIC_WORD = re.compile(
    rb"[\xa8\xb8\xc0-\xff]{3,}"
)  # letters of cp1251 in a row; Western text has single accents


def decode(content: bytes, *, file: str) -> str:
    """Return the text of a file; raise DataError with the converting command where it is not UTF-8.

    >>> decode("Река".encode("cp1251"), file="areas.csv")
    Traceback (most recent call last):
    ...
    hypercluster.errors.DataError: 1 problem in the input data:
      - areas.csv: expected UTF-8 text; found text in CP1251. Convert it with: iconv -f CP1251 -t UTF-8 areas.csv > areas.utf8.csv (and name the new file)
    """
    encoding = _foreign_encoding(content)
    if encoding is None and b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        raise DataError(
            [
                Problem(
                    file,
                    "text",
                    "a NUL byte",
                    "Remove it, or save the table anew as CSV in UTF-8.",
                    row,
                )
            ]
        )
    if encoding is None:
        return content.decode("utf-8-sig")
    command = f"iconv -f {encoding or 'CP1252'} -t UTF-8 {shlex.quote(file)} > {shlex.quote(file.removesuffix('.csv') + '.utf8.csv')}"
    if encoding:
        raise DataError(
            [
                Problem(
                    file,
                    "UTF-8 text",
                    f"text in {encoding}",
                    f"Convert it with: {command} (and name the new file)",
                )
            ]
        )
    remedy = f"Convert it, if it is Western Windows text with: {command} (and name the new file)"
    raise DataError(
        [Problem(file, "UTF-8 text", "bytes of another encoding", remedy, _first_odd_row(content))]
    )


def _foreign_encoding(content: bytes) -> str | None:
    """Return the encoding where it is not UTF-8: its name, or an empty text where it is unknown."""
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
        return (
            "CP1251" if lower >= upper else "KOI8-R"
        )  # small letters, the more frequent, stand high in cp1251 and low in KOI8-R
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
        Rows that have as many cells as the header; the others are problems.

    Raises
    ------
    DataError
        The file is empty or cannot be split at all.
    """
    records = _records(text, file, separator)
    if not records:
        raise DataError([Problem(file, "a header and rows", "an empty file", "Restore the file.")])
    _, header = records[0]
    other = next(
        (
            sign
            for sign in SEPARATORS
            if sign != separator and len(header) == 1 and sign in header[0]
        ),
        None,
    )
    if other is not None:
        sign = "\\t" if other == "\t" else other
        found = f"{SEPARATORS[other]} in the header, {shorten(header[0])}"
        remedy = f'Write separator = "{sign}" in {declared_in}, or save the file with {SEPARATORS[separator]} between cells.'
        raise DataError(
            [
                Problem(
                    file,
                    f"cells separated by {SEPARATORS[separator]}",
                    found,
                    remedy,
                    records[0][0],
                )
            ]
        )
    width = len(header)
    ragged = [
        (position, cells) for position, (_, cells) in enumerate(records) if len(cells) != width
    ]
    remedy = "Put a cell that holds the separator or a decimal comma in quotation marks; give every row as many cells as the header."
    faults = [
        (position, Fault(f"{width} cells as in the header", f"{len(cells)} cells", remedy))
        for position, cells in ragged
    ]
    problems = problems_at(file, [row for row, _ in records], None, faults)
    kept = [(row, cells) for row, cells in records[1:] if len(cells) == width]
    columns = [[cells[place] for _, cells in kept] for place in range(width)]
    return RawTable(header, columns, [row for row, _ in kept], tuple(problems))


def _records(text: str, file: str, separator: str) -> list[tuple[int, list[str]]]:
    """Rows with content and their numbers."""
    if len(text) > csv.field_size_limit():
        # csv refuses giant cells without saying where; cut to a length that the check of cells refuses, naming row and column
        text = re.sub(
            rf'[^{re.escape(separator)}"\r\n]{{{LONGEST_CELL * 2},}}',
            lambda cell: cell[0][: LONGEST_CELL * 2],
            text,
        )
    records: list[tuple[int, list[str]]] = []
    row = 0
    try:
        for row, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
        ):
            if any(cells):
                records.append((row, cells))
    except csv.Error as error:
        if "field limit" in str(error):
            found = f"a cell of more than {csv.field_size_limit():,} characters"
        else:
            found = f"what CSV does not allow ({error})"
        remedy = f"Close every quotation mark, double those inside a cell, and keep cells below {LONGEST_CELL:,} characters."
        raise DataError(
            [
                Problem(
                    file,
                    f"cells of at most {LONGEST_CELL:,} characters, quotation marks in pairs",
                    found,
                    remedy,
                    row + 1,
                )
            ]
        ) from error
    return records
