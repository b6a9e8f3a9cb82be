"""Spoilt settings: from TOML, from Python, from the JSON that the explorer sends."""

from __future__ import annotations

import functools
import json
import math
import random
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import hypercluster as hc
from hypercluster import settings
from hypercluster.explorer.fields import request_of

from .bases import base
from .case import Case, FaultError
from .manifest import MANIFEST, VALUES
from .packs import written

ODD = (
    0, -1, 1, 2, 5, 0.5, 1.5, -0.0, 1e308, 5e-324, float("nan"), float("inf"), -float("inf"), 2**53,
    2**63, 2**64, 10**400, True, False, None, "", "1", "none", "multiplex", "\ud800", "\x00",
    "x" * 9000,
    [], [1], {}, {"a": 1}, {"": 1}, {"a": {}}, {"a": float("nan")}, {"geography": -1},
    {"\u200b": 1},
    {"geography": 2.5}, "seat", "printed", b"x", (1,), {1}, 1j, object(), range(3),
)  # fmt: skip
USUAL = (1, 2, 3, 0.5, 0.25, 1.0, True, "none", "seat", "low", {"geography": 2.5}, {})
SOUND = b"""[run]
seed = 5
draws = 10
[linkages]
beta = 0.25
[communities]
gamma = 2
method = 'cpm'
"""
OF_JSON = tuple(value for value in ODD if isinstance(value, int | float | str | list | dict | None))


@functools.cache
def names() -> list[tuple[str, ...]]:
    """Dotted names of all settings, as tuples, sections included."""

    def below(section: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for entry in fields(section):
            where = (*path, entry.name)
            yield where
            value = getattr(section, entry.name)
            if is_dataclass(value):
                yield from below(value, where)

    return list(below(hc.Settings(), ()))


def trial(case: Case) -> None:
    """Spoil settings in one of their three forms."""
    case.chance.choice([_from_toml, _from_python, _from_json])(case)


def nested(chance: random.Random) -> dict[str, Any]:
    """Settings with odd values, nested as in JSON."""
    sent: dict[str, Any] = {}
    for _ in range(chance.choice([1, 1, 2, 4])):
        *path, name = chance.choice(names())
        if chance.random() < 0.1:
            name = chance.choice([f"{name}s", name.upper(), f"{name}\u200b", "", "x" * 500])
        section = sent
        for step in path:
            section = section.setdefault(step, {})
            if not isinstance(section, dict):
                break
        else:
            section[name] = chance.choice(USUAL if chance.random() < 0.5 else OF_JSON)
    return sent


def _text(sent: Mapping[str, Any]) -> str:
    """The same as TOML, as far as it has a form there."""
    return "\n".join(f"{json.dumps(key)} = {_toml(value)}" for key, value in sent.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(cell)}" for key, cell in value.items())
        return f"{{{inner}}}"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value).lower() if isinstance(value, bool) else json.dumps(value)


def _from_toml(case: Case) -> None:
    chance = case.chance
    if chance.random() < 0.5:
        content = _text(nested(chance)).encode("utf-8", "surrogatepass")
    elif chance.random() < 0.5:
        paths = [path for path in chance.sample(names(), 6) if len(path) > 1]
        lines = [f"{'.'.join(path)} = {chance.choice(VALUES)}" for path in paths]
        content = "\n".join([*lines, "run.seed = 1", ""]).encode()
    else:
        mutation = chance.choice(sorted(set(MANIFEST) - {"sections in another order"}))
        content = MANIFEST[mutation][0](SOUND, chance)
    case.what = f"settings in TOML: {content[:400]!r}"
    case.names = ("settings.toml",)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_bytes(content)
        loaded = hc.load_settings(file)
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FaultError(f"read, where another reader fails ({error})") from error
    _compare(loaded, said)


def _from_python(case: Case) -> None:
    chance = case.chance
    sections = {entry.name: entry.default_factory for entry in fields(settings.Settings)}
    name, value = chance.choice(sorted(sections)), chance.choice(ODD)
    section = sections[name]
    entry = chance.choice([entry.name for entry in fields(section)])
    case.what = f"settings in Python: {name}.{entry} = {str(value)[:60]!r}, {type(value)}"
    if chance.random() < 0.2:
        hc.Settings(**{name: value})
    elif chance.random() < 0.2 and name == "run":
        hc.Settings().with_run(**{entry: value})
    else:
        loaded = hc.Settings(**{name: section(**{entry: value})})
        repr(loaded)
        _compare(loaded, {name: {entry: value}})


@functools.cache
def _pack() -> hc.DataPack:
    with tempfile.TemporaryDirectory() as parent:
        return hc.load_pack(written(base("csv"), Path(parent) / "pack"))


def _from_json(case: Case) -> None:
    chance = case.chance
    sent: Any = {"scheme": "study", "settings": nested(chance)}
    if chance.random() < 0.2:
        sent[chance.choice(["scheme", "settings", "more"])] = chance.choice(OF_JSON)
    elif chance.random() < 0.05:
        sent = chance.choice(OF_JSON)
    case.what = f"settings in JSON: {str(sent)[:400]!r}"
    request = request_of(sent, _pack())
    _compare(request.settings, sent["settings"])


def _compare(loaded: hc.Settings, said: Mapping[str, Any]) -> None:
    """Every value of the file is in the settings, and nothing else differs from the defaults."""
    found, usual = loaded.to_dict(), hc.Settings().to_dict()
    wrong = list(_differences(found, usual, said, ""))
    if wrong:
        raise FaultError(f"read as {found}, which differs at {wrong}")


def _differences(found: Any, usual: Any, said: Any, path: str) -> Iterator[str]:
    if isinstance(said, Mapping) and isinstance(found, dict):
        if not set(said) <= set(found) | set(usual or ()):
            yield path
        for key, value in found.items():
            default = usual.get(key) if isinstance(usual, dict) else None
            yield from _differences(value, default, said.get(key, default), f"{path}.{key}")
    elif found != said or isinstance(found, bool) != isinstance(said, bool):
        yield path
