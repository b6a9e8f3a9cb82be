"""Spoilt results folders: read back, shown, or refused, and never changed."""

from __future__ import annotations

import functools
import hashlib
import json
import random
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import hypercluster as hc
from hypercluster.cli.commands import app
from hypercluster.errors import HyperclusterError
from hypercluster.output.files import own_sha256
from hypercluster.schema import RESULT_TABLES

from . import manifest, text
from .bases import base
from .case import Case, FaultError, Files
from .octets import DAMAGE
from .oracle import split
from .packs import is_missing, written

ODD = (
    None, 0, -1, 1e308, 2**70, True, "", "x", "\x00", "\x1b[31m", "\ud800", [], [1], {}, {"a": 1},
    [[]], [None], "nan", "../..", "x" * 9000, [{"key": "nonsense"}], {"tables": {}}, "2020-99-99",
)  # fmt: skip
COMMANDS = (
    ("hubs",), ("opportunities",), ("regions",), ("communities",), ("layers",), ("explain",),
    ("hubs", "--json"), ("indicators",), ("distance", "01", "02"), ("profile", "01"),
)  # fmt: skip


@functools.cache
def results() -> Files:
    """Files of a run of the small pack."""
    with tempfile.TemporaryDirectory() as parent, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pack = hc.load_pack(written(base("csv"), Path(parent) / "pack"))
        run = hc.analyse(pack, settings=hc.Settings().with_run(draws=2))
        hc.write(run, Path(parent) / "out")
        return {file.name: file.read_bytes() for file in (Path(parent) / "out").iterdir()}


def _provenance(content: bytes, chance: random.Random) -> bytes:
    """Put an odd value in the stead of one somewhere in the provenance."""
    provenance = json.loads(content)
    listed = [(provenance, key) for key in provenance]
    places = chance.choice([listed, list(_places(provenance))])
    holder, key = chance.choice(places)
    if chance.random() < 0.2:
        del holder[key]
    else:
        holder[key] = chance.choice(ODD)
    return json.dumps(provenance).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a nested value but the many hashes."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        if key != "files":
            yield value, key
            if isinstance(value[key], dict | list):
                yield from _places(value[key])


def _hashed(provenance: dict[str, Any]) -> bytes:
    """Provenance with its own hash anew."""
    provenance.pop("sha256", None)
    return json.dumps({**provenance, "sha256": own_sha256(provenance)}).encode()


def trial(case: Case) -> None:
    """Spoil a file of a results folder and read the folder."""
    files = dict(results())
    case.what = _spoil(files, case.chance)
    lost = case.chance.choice(sorted(files)) if case.chance.random() < 0.03 else ""
    with tempfile.TemporaryDirectory() as parent:
        folder = written(files, Path(parent) / "results")
        if lost:
            case.what = f"{lost} lost"
            (folder / lost).unlink()
            if case.chance.random() < 0.5:
                (folder / lost).mkdir()
        before = _state(folder)
        try:
            if case.chance.random() < 0.15:
                _show(folder, case)
            else:
                _read(folder, files)
        finally:
            if _state(folder) != before or len(list(Path(parent).iterdir())) > 1:
                raise FaultError("reading changed files")


def _state(folder: Path) -> list[tuple[str, bytes]]:
    return sorted(
        (file.name, file.read_bytes() if file.is_file() else b"") for file in folder.iterdir()
    )


def _spoil(files: Files, chance: random.Random) -> str:
    """Spoil one file; its hash may follow, so that the reader of tables is reached."""
    if chance.random() < 0.35:
        files["provenance.json"] = _provenance(files["provenance.json"], chance)
        return "provenance.json, another value"
    name = chance.choice(sorted(files))
    mutations = {**DAMAGE}
    if name.endswith(".csv"):
        usual = set(text.TEXT) - set(text.RARE)
        mutations = {key: text.TEXT[key] for key in sorted(usual)}
    if name == "provenance.json":
        mutations["title"] = (manifest.MANIFEST["another encoding"][0], "")
    mutation = chance.choice(sorted(mutations))
    try:
        files[name] = mutations[mutation][0](files[name], chance)
    except (ValueError, IndexError):  # a table without rows has no cell to spoil
        return f"{name}, nothing"
    what = f"{name}, {mutation}"
    if name != "provenance.json" and chance.random() < 0.7:
        provenance = json.loads(files["provenance.json"])
        if name in provenance["files"]:
            provenance["files"][name] = hashlib.sha256(files[name]).hexdigest()
            files["provenance.json"] = _hashed(provenance)
            what += ", its hash too"
    return what


def _read(folder: Path, files: Files) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        copy = hc.read(folder)
        repr(copy)
        list(map(str, copy.notes))
        if copy.boundaries is not None:
            copy.boundaries()
    for name in RESULT_TABLES:
        if files[f"{name}.csv"] != results()[f"{name}.csv"]:
            _compare(copy.tables[name], files[f"{name}.csv"])


def _compare(table: Any, content: bytes) -> None:
    """Hold a table against the cells of its file."""
    records = [
        record for record in split(content.decode("utf-8-sig"), ",") if record not in ([], [""])
    ]
    header, *body = records
    found = table.reset_index() if table.index.name else table
    for place, column in enumerate(header):
        if column not in found:
            raise FaultError(f"no column {column!r}")
        said = [record[place] if place < len(record) else "" for record in body]
        loaded = ["" if is_missing(value) else value for value in found[column].tolist()]
        if len(said) != len(loaded):
            raise FaultError(f"{len(loaded)} rows; the file has {len(said)}")
        for a, b in zip(loaded, said, strict=True):
            if not _is_same(a, b):
                raise FaultError(f"{column} read as {a!r}; the file says {b!r}")


def _is_same(loaded: Any, said: str) -> bool:
    if isinstance(loaded, bool):
        return said.lower() == str(loaded).lower()
    if isinstance(loaded, int | float):
        try:
            return float(said) == float(loaded)
        except ValueError:
            return False
    return loaded in (said, said.removeprefix("'"))


def _show(folder: Path, case: Case) -> None:
    """A command that reads the folder: exit code 0 or 2, nothing printed after an error."""
    command = case.chance.choice(COMMANDS)
    case.what += f"; {' '.join(command)}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = CliRunner().invoke(app, [*command, "--results", str(folder)])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    if answer.exit_code not in (0, 2):
        raise FaultError(f"exit code {answer.exit_code}: {answer.output[-300:]}")
    if answer.exit_code == 2:
        if answer.stdout or "Traceback" in answer.stderr:
            raise FaultError(f"output beside the error: {answer.output[-300:]}")
        raise HyperclusterError(answer.stderr)
