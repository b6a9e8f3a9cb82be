"""Mutations of a CSV table: encodings, separators, cells, headers, sizes."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

from .bases import Rows, as_csv
from .case import LOADS, REFUSED, SAME, SAYS
from .octets import DAMAGE

INVISIBLE = "\u200b\u00ad\u200e\u2060\ufeff\u00a0\u2028\u0301\u202e\x1f\x7f\x85\t\v"
ODD_CELLS = (
    "1e3", "1_000", "٣", "½", "1,5", "1.5", "1 000", "+5", ".5", "5.", "0x1F", "nan", "inf",
    "-inf", "1e999", "-0", "9" * 40, "9" * 5000, "TRUE", "yes", "NA", "-", "#N/A", "=1+1", "1e-400",
    "1.000,5", "1,000.5", "01", "1", "A", "А", " 01", "01 ", "'01", '""', "x" * 20_000, "\\N", "é",
    "2020-13", "2020-Q5", "12:30", "1/2", "1e308", "-1e308", "9007199254740993", "𝟏", "\u200b",
    "2020-02-30", "²", "1\u00a0000", "0.1e1", "True", "1.0", "None", "%s%n", "../..", "<script>",
)  # fmt: skip
ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1251", "koi8-r", "cp866",
    "mac-cyrillic", "iso8859-5", "gb18030", "utf-7",
)  # fmt: skip

Text = Callable[[bytes, random.Random], bytes]


def _rows(content: bytes) -> tuple[Rows, str]:
    """Cells of a sound file, and its separator."""
    text = content.decode()
    separator = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), separator


def _on_rows(change: Callable[[Rows, random.Random], Rows | None]) -> Text:
    def spoilt(content: bytes, chance: random.Random) -> bytes:
        rows, separator = _rows(content)
        return as_csv(change(rows, chance) or rows, separator)

    return spoilt


def _any_cell(rows: Rows, chance: random.Random) -> tuple[list[str], int]:
    row = chance.choice(rows[1:])
    return row, chance.randrange(len(row))


def _odd_cell(rows: Rows, chance: random.Random) -> None:
    row, place = _any_cell(rows, chance)
    row[place] = chance.choice(ODD_CELLS)


def _invisible(rows: Rows, chance: random.Random) -> None:
    row, place = _any_cell(rows, chance)
    at = chance.randint(0, len(row[place]))
    row[place] = row[place][:at] + chance.choice(INVISIBLE) + row[place][at:]


def _invisible_header(rows: Rows, chance: random.Random) -> None:
    place = chance.randrange(len(rows[0]))
    rows[0][place] += chance.choice(INVISIBLE + " ")


def _swap_columns(rows: Rows, chance: random.Random) -> Rows:
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    return [[row[place] for place in order] for row in rows]


def _swap_names(rows: Rows, chance: random.Random) -> None:
    a, b = chance.choices(range(len(rows[0])), k=2)
    rows[0][a], rows[0][b] = rows[0][b], rows[0][a]


def _double_name(rows: Rows, chance: random.Random) -> Rows:
    place = chance.randrange(len(rows[0]))
    return [[*row, row[place]] for row in rows]


def _ragged(rows: Rows, chance: random.Random) -> None:
    row = chance.choice(rows[1:])
    if chance.random() < 0.5:
        row.append(chance.choice(["", "extra"]))
    else:
        row.pop()


def _shuffled(rows: Rows, chance: random.Random) -> Rows:
    return [rows[0], *chance.sample(rows[1:], len(rows) - 1)]


def _column_lost(rows: Rows, chance: random.Random) -> Rows:
    place = chance.randrange(len(rows[0]))
    return [[cell for at, cell in enumerate(row) if at != place] for row in rows]


def _wide(rows: Rows, chance: random.Random) -> Rows:
    more = [f"column{number}" for number in range(100_000)]
    return [[*row, *(more if at == 0 else [""] * len(more))] for at, row in enumerate(rows[:2])]


def _long(rows: Rows, chance: random.Random) -> Rows:
    return [*rows, *([rows[-1]] * 30_000)]


def _unknown_codes(rows: Rows, chance: random.Random) -> Rows:
    return [rows[0], *([f"{number}{'x' * 8990}" for _ in rows[0]] for number in range(300))]


def _giant(rows: Rows, chance: random.Random) -> None:
    row, place = _any_cell(rows, chance)
    row[place] = chance.choice(["x", '"', "é", " ", "9"]) * 1_000_000


def _blank_rows(rows: Rows, chance: random.Random) -> Rows:
    at = chance.randint(1, len(rows))
    return [*rows[:at], [""] * len(rows[0]), *rows[at:]]


def _header_case(rows: Rows, chance: random.Random) -> None:
    rows[0] = [name.upper() for name in rows[0]]


def _unclosed(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + b'"' + content[at:]


def _separated(content: bytes, chance: random.Random) -> bytes:
    rows, separator = _rows(content)
    return as_csv(rows, chance.choice([sign for sign in ",;\t|:" if sign != separator]))


def _quoted(content: bytes, chance: random.Random) -> bytes:
    rows, separator = _rows(content)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


def _breaks(line_break: str) -> Text:
    def spoilt(content: bytes, chance: random.Random) -> bytes:
        rows, separator = _rows(content)
        return as_csv(rows, separator, line_break)

    return spoilt


def _encoded(content: bytes, chance: random.Random) -> bytes:
    return content.decode().encode(chance.choice(ENCODINGS), errors="replace")


def _inserted(*spans: bytes) -> Text:
    def spoilt(content: bytes, chance: random.Random) -> bytes:
        at = chance.randrange(len(content))
        return content[:at] + chance.choice(spans) + content[at:]

    return spoilt


TEXT: dict[str, tuple[Text, str]] = {
    **DAMAGE,
    "byte order mark": (lambda content, chance: b"\xef\xbb\xbf" + content, LOADS),
    "two byte order marks": (lambda content, chance: b"\xef\xbb\xbf" * 2 + content, SAME),
    "windows line breaks": (_breaks("\r\n"), LOADS),
    "old line breaks": (_breaks("\r"), SAME),
    "mixed line breaks": (lambda c, chance: c.replace(b"\n", b"\r\n", 2), LOADS),
    "no last line break": (lambda content, chance: content.rstrip(b"\r\n"), LOADS),
    "all cells quoted": (_quoted, LOADS),
    "a blank row": (_on_rows(_blank_rows), LOADS),
    "columns in another order": (_on_rows(_swap_columns), LOADS),
    "rows in another order": (_on_rows(_shuffled), LOADS),
    "another encoding": (_encoded, SAME),
    "another separator": (_separated, REFUSED),
    "a header twice": (_on_rows(_double_name), REFUSED),
    "no header": (_on_rows(lambda rows, chance: rows[1:]), REFUSED),
    "a header alone": (_on_rows(lambda rows, chance: rows[:1]), REFUSED),
    "capitals in the header": (_on_rows(_header_case), REFUSED),
    "a ragged row": (_on_rows(_ragged), REFUSED),
    "names of columns exchanged": (_on_rows(_swap_names), SAYS),
    "a column lost": (_on_rows(_column_lost), SAYS),
    "an odd cell": (_on_rows(_odd_cell), SAYS),
    "an invisible character": (_on_rows(_invisible), SAYS),
    "an invisible character in the header": (_on_rows(_invisible_header), REFUSED),
    "an unclosed quotation mark": (_unclosed, SAYS),
    "100,000 columns": (_on_rows(_wide), REFUSED),
    "30,000 rows twice": (_on_rows(_long), REFUSED),
    "300 long unknown codes": (_on_rows(_unknown_codes), REFUSED),
    "a giant cell": (_on_rows(_giant), REFUSED),
    "a NUL": (_inserted(b"\0"), REFUSED),
    "no UTF-8": (_inserted(b"\xed\xa0\x80", b"\xc0\xaf", b"\xff", b"\x80"), REFUSED),
    "a carriage return": (_inserted(b"\r"), SAYS),
    "lines of another file": (lambda c, chance: c + c[c.index(b"\n") + 1 :], REFUSED),
}
RARE = ("100,000 columns", "30,000 rows twice", "300 long unknown codes", "a giant cell")
