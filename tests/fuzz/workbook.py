"""Mutations of an Excel workbook, most of them in the XML of one sheet."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from .case import LOADS, REFUSED, SAME, SAYS
from .octets import DAMAGE

Change = Callable[[str, random.Random], str]
Book = Callable[[bytes, random.Random], bytes]
BOMB = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "aaaaaaaaaa">' for n in range(9)
)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return content.getvalue()


def _sheets(parts: dict[str, bytes]) -> list[str]:
    return sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))


def _in_sheet(change: Change) -> Book:
    """Change the XML of one sheet."""

    def spoilt(content: bytes, chance: random.Random) -> bytes:
        parts = _parts(content)
        name = chance.choice(_sheets(parts))
        parts[name] = change(parts[name].decode(), chance).encode()
        return _zipped(parts)

    return spoilt


def _in_part(change: Callable[[bytes, random.Random], bytes], name: str = "") -> Book:
    """Change the bytes of one part."""

    def spoilt(content: bytes, chance: random.Random) -> bytes:
        parts = _parts(content)
        part = name or chance.choice(sorted(parts))
        parts[part] = change(parts[part], chance)
        return _zipped(parts)

    return spoilt


def _dimension(xml: str, chance: random.Random) -> str:
    wrong = chance.choice(["A1", "A1:B2", "A1:A3", "A1:C999", "", "B2:C3", "A1:XFD1048576", "??"])
    return re.sub('<dimension ref="[^"]*" ?/>', f'<dimension ref="{wrong}"/>', xml)


def _no_dimension(xml: str, chance: random.Random) -> str:
    return re.sub('<dimension ref="[^"]*" ?/>', "", xml)


def _merged(xml: str, chance: random.Random) -> str:
    ref = chance.choice(["A1:B1", "A2:A3", "B2:C3", "A1:A9", "Z50:Z60", "A2:A2"])
    merged = f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'
    return xml.replace("</sheetData>", f"</sheetData>{merged}")


def _cell(xml: str, chance: random.Random, form: str, *, any_row: bool = False) -> str:
    """Put a cell of this form, with `{}` for its place, in the stead of another."""
    found = list(re.finditer(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', xml))
    found = [cell for cell in found if any_row or not re.fullmatch("[A-Z]+1", cell[1])]
    cell = chance.choice(found)
    return xml[: cell.start()] + form.format(cell[1]) + xml[cell.end() :]


def _with_cell(*forms: str, any_row: bool = False) -> Book:
    return _in_sheet(lambda xml, chance: _cell(xml, chance, chance.choice(forms), any_row=any_row))


def _no_places(xml: str, chance: random.Random) -> str:
    return re.sub(r'<c r="[A-Z]+\d+"', "<c", xml)


def _sparse(xml: str, chance: random.Random) -> str:
    """Leave out the XML of empty cells, as most programs do."""
    return re.sub(r'<c r="[A-Z]+\d+"(?: [^>]*)?/>', "", xml)


def _rows_reversed(xml: str, chance: random.Random) -> str:
    rows = re.findall(r"<row .*?</row>", xml)
    return xml.replace("".join(rows), "".join(reversed(rows)))


def _doctype(text: str) -> Book:
    def change(xml: str, chance: random.Random) -> str:
        body = re.sub(r"^<\?xml.*?\?>", "", xml)
        return f"<!DOCTYPE worksheet [{text}]>{body}".replace("<t>", "<t>&a8;", 1)

    return _in_sheet(change)


def _far_cell(xml: str, chance: random.Random) -> str:
    place = chance.choice(["XFD1048576", "A1048576", "XFD1"])
    row = re.sub(r"\D", "", place)
    cell = f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>far</t></is></c></row>'
    if row == "1":
        return xml.replace(
            "</row>", f'<c r="{place}" t="inlineStr"><is><t>far</t></is></c></row>', 1
        )
    return xml.replace("</sheetData>", f"{cell}</sheetData>")


def _renamed(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    xml = parts["xl/workbook.xml"].decode()
    name = chance.choice(re.findall('<sheet [^>]*name="([^"]*)"', xml))
    parts["xl/workbook.xml"] = xml.replace(f'"{name}"', f'"{name.title()} "').encode()
    return _zipped(parts)


def _without_part(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    del parts[chance.choice(sorted(parts))]
    return _zipped(parts)


def _bomb(content: bytes, chance: random.Random) -> bytes:
    """A sheet of 300 MB that is a small file."""
    parts = _parts(content)
    name = chance.choice(_sheets(parts))
    parts[name] = parts[name].replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")
    return _zipped(parts)


def _many_rows(xml: str, chance: random.Random) -> str:
    rows = "".join(f'<row r="{number}"/>' for number in range(1000, 1_000_000, 3))
    return xml.replace("</sheetData>", f"{rows}</sheetData>")


def _hidden(xml: str, chance: random.Random) -> str:
    return xml.replace("<row ", '<row hidden="1" ', 1)


WORKBOOK: dict[str, tuple[Book, str]] = {
    **DAMAGE,
    "a wrong dimension": (_in_sheet(_dimension), SAME),
    "no dimension": (_in_sheet(_no_dimension), LOADS),
    "no XML of empty cells": (_in_sheet(_sparse), SAME),
    "merged cells": (_in_sheet(_merged), SAYS),
    "an error value": (
        _with_cell(
            *(
                f'<c r="{{}}" t="e"><v>{text}</v></c>'
                for text in ("#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#SPILL!")
            )
        ),
        REFUSED,
    ),
    "an error value as text": (_with_cell('<c r="{}" t="str"><v>#N/A</v></c>'), SAYS),
    "a formula without a value": (_with_cell('<c r="{}"><f>1+1</f></c>'), REFUSED),
    "a formula with an empty value": (_with_cell('<c r="{}" t="str"><f>""</f><v></v></c>'), SAYS),
    "a formula with a value": (_with_cell('<c r="{}"><f>1+1</f><v>2</v></c>'), SAYS),
    "a number": (_with_cell('<c r="{}"><v>7</v></c>', '<c r="{}"><v>1</v></c>'), SAYS),
    "a number in another form": (
        _with_cell(
            *(f'<c r="{{}}"><v>{text}</v></c>' for text in ("1E3", "0.1", "NaN", "INF", "1,5"))
        ),
        SAYS,
    ),
    "a date": (_with_cell('<c r="{}" t="d"><v>2020-01-01</v></c>'), SAYS),
    "a boolean": (_with_cell('<c r="{}" t="b"><v>1</v></c>'), SAYS),
    "text in place": (_with_cell('<c r="{}" t="inlineStr"><is><t>02</t></is></c>'), SAYS),
    "text in runs": (
        _with_cell('<c r="{}" t="inlineStr"><is><r><t>0</t></r><r><t>2</t></r></is></c>'),
        SAYS,
    ),
    "phonetic text": (
        _with_cell('<c r="{}" t="inlineStr"><is><t>02</t><rPh><t>x</t></rPh></is></c>'),
        SAYS,
    ),
    "an escaped character": (
        _with_cell(
            '<c r="{}" t="inlineStr"><is><t>0_x0032_</t></is></c>',
            '<c r="{}" t="inlineStr"><is><t>a_x000D_b</t></is></c>',
        ),
        SAYS,
    ),
    "a shared text that is not there": (
        _with_cell('<c r="{}" t="s"><v>99999</v></c>', '<c r="{}" t="s"><v>-1</v></c>'),
        REFUSED,
    ),
    "a place twice": (_with_cell('<c r="{0}"><v>1</v></c><c r="{0}"><v>2</v></c>'), SAYS),
    "a header of another kind": (
        _with_cell('<c r="{}"><v>5</v></c>', '<c r="{}" t="b"><v>1</v></c>', any_row=True),
        SAYS,
    ),
    "no places": (_in_sheet(_no_places), SAYS),
    "rows in another order": (_in_sheet(_rows_reversed), SAYS),
    "a hidden row": (_in_sheet(_hidden), LOADS),
    "a cell far away": (_in_sheet(_far_cell), SAYS),
    "empty rows by the million": (_in_sheet(_many_rows), SAME),
    "a sheet of another name": (_renamed, REFUSED),
    "a part lost": (_without_part, SAME),
    "a part flipped": (_in_part(DAMAGE["flip"][0]), SAYS),
    "a part garbled": (_in_part(DAMAGE["garble"][0]), SAYS),
    "a part cut": (_in_part(DAMAGE["cut"][0]), SAYS),
    "entities in entities": (_doctype(BOMB), REFUSED),
    "an entity from a file": (_doctype('<!ENTITY a8 SYSTEM "file:///etc/hostname">'), REFUSED),
    "encrypted": (
        lambda content, chance: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        REFUSED,
    ),
    "an old workbook": (lambda content, chance: b"\x09\x08\x10\x00\x00\x06\x05\x00" * 50, REFUSED),
    "a large sheet in a small file": (_bomb, SAME),
}
RARE = ("a large sheet in a small file", "empty rows by the million", "a cell far away")
