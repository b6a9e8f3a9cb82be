"""Damage that any file may take: bytes flipped, lost, doubled or cut off."""

from __future__ import annotations

import random
from collections.abc import Callable

from .case import REFUSED, SAYS

Damage = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, chance: random.Random) -> bytes:
    """Flip one to eight bits."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 8) if content else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Cut the end off."""
    return content[: chance.randrange(len(content) or 1)]


def lose(content: bytes, chance: random.Random) -> bytes:
    """Lose a span in the middle."""
    first = chance.randrange(len(content) or 1)
    return content[:first] + content[first + chance.randint(1, 200) :]


def double(content: bytes, chance: random.Random) -> bytes:
    """Write a span twice."""
    first = chance.randrange(len(content) or 1)
    last = first + chance.randint(1, 200)
    return content[:last] + content[first:]


def garble(content: bytes, chance: random.Random) -> bytes:
    """Put random bytes over a span."""
    first, size = chance.randrange(len(content) or 1), chance.randint(1, 40)
    return content[:first] + chance.randbytes(size) + content[first + size :]


def noise(content: bytes, chance: random.Random) -> bytes:
    """Hold nothing but random bytes."""
    return chance.randbytes(chance.randint(0, 3000))


DAMAGE: dict[str, tuple[Damage, str]] = {
    "flip": (flip, SAYS),
    "cut": (cut, SAYS),
    "lose": (lose, SAYS),
    "double": (double, SAYS),
    "garble": (garble, SAYS),
    "noise": (noise, REFUSED),
    "empty": (lambda content, chance: b"", REFUSED),
}
