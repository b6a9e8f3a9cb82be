"""Mutations of TOML: the description of a pack, and the files that it names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from .case import LOADS, REFUSED, SAME, SAYS
from .octets import DAMAGE

File = Callable[[bytes, random.Random], bytes]
VALUES = (
    '""', "0", "-1", "true", "1.5", "nan", "inf", "[]", "{}", "[1, 'a']", "2020-01-01", "12:30:00",
    "9" * 400, "9" * 5000, '"\\u0000"', '"\\u001b[31m"', '"\\u200b"', '"' + "x" * 20_000 + '"',
    "'''a\nb'''", "0x10", "1e999", "[[[[]]]]", '{a = 1}', '"🙂"', '"\\u2028"', "07", "'",
    "1979-13-01",
    '"../areas.csv"', '"/etc/passwd"', '"areas.csv/"', '"areas\\u0000.csv"', '"."', '"pack.toml"',
    '"AREAS.CSV"', '"C:\\\\areas.csv"', '"areas.xls"', '"' + "a" * 300 + '.csv"', '"a/b.csv"',
    '"\\u202e.csv"', '"EPSG:0"', '"nonsense"', '"+proj=nonsense"', '"EPSG:4326"', '";"', '"ab"',
    '"/dev/stdin"', '"/dev/zero"', '"~/x.csv"', '"areas.csv "', '" areas.csv"', '"areas.csv\\n"',
)  # fmt: skip


def _lines(change: Callable[[list[str], random.Random], list[str] | None]) -> File:
    def spoilt(content: bytes, chance: random.Random) -> bytes:
        lines = content.decode().split("\n")
        return "\n".join(change(lines, chance) or lines).encode()

    return spoilt


def _assignment(lines: list[str], chance: random.Random) -> int:
    return chance.choice([place for place, line in enumerate(lines) if " = " in line])


def _value(lines: list[str], chance: random.Random) -> None:
    place = _assignment(lines, chance)
    key = lines[place].partition(" = ")[0]
    lines[place] = f"{key} = {chance.choice(VALUES)}"


def _key(lines: list[str], chance: random.Random) -> None:
    place = _assignment(lines, chance)
    key, _, value = lines[place].partition(" = ")
    odd = [
        f"{key}s",
        key.upper(),
        f'"{key}\\u200b"',
        f"{key}.a",
        '""',
        "a" * 5000,
        "tables",
        "file",
    ]
    lines[place] = f"{chance.choice(odd)} = {value}"


def _added(lines: list[str], chance: random.Random) -> list[str]:
    place = chance.randint(0, len(lines))
    odd = [
        f"x = {'[' * 5000}", f"x = {'[' * 900}{']' * 900}", f"x = {'9' * 5000}",
        f"{'.'.join('a' * 2000)} = 1", "x = " + "{a=" * 800 + "1" + "}" * 800, "[tables]",
        "[tables.areas]", "[[tables]]", "[tables.nonsense]\nfile = 'x.csv'", "title = 'again'",
        "[a.b.c]", "= 1", "\x00", "\x1b", "# \x07", 'sha256 = "0"', "sha256 = 5",
        f"[{'.'.join('x' * 1500)}]", "retrieved = 2020-01-01", "publisher = 'x'", "x" * 100_000,
        "decimal = ','", "thousands = ','", "separator = ';'", "sheet = 'x'", "key = 'name'",
        "retrieved = 9999-12-31T23:59:60Z", "layer = 'areas'",
    ]  # fmt: skip
    return [*lines[:place], chance.choice(odd), *lines[place:]]


def _lost(lines: list[str], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _sections(content: bytes, chance: random.Random) -> bytes:
    """The same sections in another order."""
    head, *sections = re.split(r"\n(?=\[)", content.decode())
    chance.shuffle(sections)
    return "\n".join([head, *sections]).encode() + b"\n"


MANIFEST: dict[str, tuple[File, str]] = {
    **DAMAGE,
    "another value": (_lines(_value), SAYS),
    "another key": (_lines(_key), SAYS),
    "a line more": (_lines(_added), SAYS),
    "a line less": (_lines(_lost), SAYS),
    "sections in another order": (_sections, LOADS),
    "byte order mark": (lambda content, chance: b"\xef\xbb\xbf" + content, LOADS),
    "windows line breaks": (lambda content, chance: content.replace(b"\n", b"\r\n"), LOADS),
    "another encoding": (
        lambda content, chance: content.replace(b"Four", "Четыре".encode("cp1251")),
        REFUSED,
    ),
    "UTF-16": (lambda content, chance: content.decode().encode("utf-16"), REFUSED),
    "title of control characters": (
        lambda c, chance: re.sub(rb'title = ".*?"', rb'title = "a\\u001b[31mb\\u0007"', c),
        SAME,
    ),
}  # fmt: skip
