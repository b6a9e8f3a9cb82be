"""Odd requests to the explorer: each is answered, refused or cut off, and the next one answered."""

from __future__ import annotations

import contextlib
import functools
import json
import random
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import hypercluster as hc
from hypercluster import explorer
from hypercluster.errors import HyperclusterError
from hypercluster.explorer import server
from hypercluster.explorer.job import Explorer, RunRequest

from .bases import base
from .case import Case, FaultError
from .octets import DAMAGE
from .options import OF_JSON, nested
from .packs import written

STATUSES = (200, 202, 303, 400, 403, 404, 405, 408, 409, 411, 413, 414, 415, 431, 501, 505)
METHODS = (
    "GET", "POST", "GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "get", "", "X" * 9000,
)  # fmt: skip
NAMES = (
    "", "progress", "download", "recompute", "cancel", "../", "%2e/", "progress/", "progress?x=1",
    "\x00", "\xff", "x" * 70_000, "//", "progress#", "%00", "recompute\r\nX: y", "favicon.ico",
)  # fmt: skip
HEADERS = (
    ("Host", "evil.example"), ("Host", ""), ("Origin", "http://evil.example"), ("Origin", "null"),
    ("Sec-Fetch-Site", "cross-site"), ("Content-Type", "text/plain"), ("Content-Type", ""),
    ("Content-Length", "-1"), ("Content-Length", "9" * 50), ("Content-Length", "٣"),
    ("Content-Length", "1e3"), ("Content-Length", "65537"), ("Transfer-Encoding", "chunked"),
    ("Expect", "100-continue"), ("Connection", "upgrade"), ("X", "y" * 70_000), ("\xff", "\xff"),
    ("Content-Type", "application/json; charset=utf-7"), ("Range", "bytes=0-1"), ("", ""),
)  # fmt: skip
RECOMPUTED = 0.02  # share of accepted requests for which a run is really made


@functools.cache
def _pack() -> hc.DataPack:
    with tempfile.TemporaryDirectory() as parent:
        files = {name: part for name, part in base("csv").items() if name != "boundaries.geojson"}
        described = files["pack.toml"].decode().partition("[tables.boundaries]")[0]
        files["pack.toml"] = described.encode()
        return hc.load_pack(written(files, Path(parent) / "pack"))


@functools.cache
def _served() -> SimpleNamespace:
    """An explorer of the small pack, which lives as long as this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = explorer._computed(
            _pack(),
            "en",
            lambda _: 1,
            None,
            1,
            RunRequest("study", hc.Settings().with_run(draws=0)),
            None,
        )
    faults: list[str] = []
    state = SimpleNamespace(faults=faults, is_real=False, first=first)

    def compute(number: int, request: RunRequest, note: Any) -> Any:
        if not state.is_real:
            return first
        settings = request.settings.with_run(draws=min(request.settings.run.draws, 2))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return explorer._computed(
                _pack(), "en", lambda _: 1, None, number, RunRequest(request.scheme, settings), note
            )

    shown = Explorer(first, compute)
    state.shown = shown
    before = server._Server.handle_error

    def handle_error(self: Any, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            faults.append(repr(error))

    server._Server.handle_error = handle_error
    threading.excepthook = lambda args: faults.append(repr(args.exc_value))
    context = contextlib.ExitStack()
    opened = context.enter_context(
        server.listening(explorer.routes(shown, _pack(), language="en"), port=0)
    )
    worker = threading.Thread(target=shown.work, daemon=True)
    worker.start()
    state.parts, state.context, state.before, state.worker = (
        urlsplit(opened.address),
        context,
        before,
        worker,
    )
    return state


def trial(case: Case) -> None:
    """Send one odd request, and then ask for the progress."""
    served = _served()
    served.faults.clear()
    served.is_real = case.chance.random() < RECOMPUTED
    content, case.what = _request(served.parts, case.chance)
    answer = _sent(served.parts, content, case.chance)
    status = _status(answer)
    _wait(served)
    lines = [f"GET {served.parts.path}progress HTTP/1.1", f"Host: {served.parts.netloc}", "", ""]
    if _status(_sent(served.parts, "\r\n".join(lines).encode())) != HTTPStatus.OK:
        raise FaultError("the next request is not answered")
    if served.faults:
        raise FaultError(str(served.faults))
    if status not in (200, 303) and served.parts.path.strip("/").encode() in answer:
        raise FaultError("the answer holds the secret")
    message = served.shown.progress()["message"]
    if "internal error" in message:
        raise FaultError(message)
    if status not in (200, 202, 303):
        raise HyperclusterError(f"status {status}")


def _wait(served: SimpleNamespace) -> None:
    """Wait until no run is under way."""
    while served.shown.progress()["state"] != "idle":
        if not served.worker.is_alive():
            raise FaultError(f"the thread of runs has ended: {served.faults}")
        time.sleep(0.002)


def _request(parts: Any, chance: random.Random) -> tuple[bytes, str]:
    method = chance.choice(METHODS) if chance.random() < 0.3 else "POST"
    name = chance.choice(NAMES) if chance.random() < 0.3 else "recompute"
    path = f"{parts.path}{name}"
    if chance.random() < 0.05:
        path = chance.choice(["/", "*", "", f"{parts.path[:-3]}/", "http://x/", "/\ud800/", "//x/"])
    body, form = _body(chance)
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    listed = list(headers.items())
    odd = [chance.choice(HEADERS) for _ in range(chance.choice([0, 0, 0, 1, 2]))]
    for key, value in odd:
        if chance.random() < 0.7:
            listed = [entry for entry in listed if entry[0] != key]
        listed.append((key, value))
    version = (
        "HTTP/1.1" if chance.random() < 0.95 else chance.choice(["HTTP/9.9", "", "X", "HTTP/1.0"])
    )
    lines = [f"{method} {path} {version}", *(f"{key}: {value}" for key, value in listed), "", ""]
    content = "\r\n".join(lines).encode("utf-8", "surrogatepass") + body
    if chance.random() < 0.1:
        content = chance.choice([DAMAGE["flip"][0], DAMAGE["garble"][0]])(content, chance)
    return content, f"{method[:20]} {name[:30]!r} {form} {str(odd)[:200]}"


def _body(chance: random.Random) -> tuple[bytes, str]:
    sent: Any = {"scheme": "study", "settings": nested(chance)}
    sent["settings"].setdefault("run", {"draws": 0})
    if chance.random() < 0.3:
        return json.dumps({"scheme": "study", "settings": {"run": {"draws": 0}}}).encode(), "sound"
    if chance.random() < 0.2:
        sent[chance.choice(["scheme", "settings", "more"])] = chance.choice(OF_JSON)
    text = json.dumps(sent)
    kind = chance.choices(["json", "damage", "odd"], [6, 2, 1])[0]
    if kind == "damage":
        name = chance.choice(sorted(DAMAGE))
        return DAMAGE[name][0](text.encode(), chance), f"{name} of {text[:150]}"
    if kind == "odd":
        odd = chance.choice(
            ["[" * 60_000, "9" * 60_000, '{"a":' * 9_000,
             '"\\ud800"', "NaN", "\ufeff{}", "x" * 70_000,
             '{"scheme":"\\ud800","settings":{}}', '{"scheme":"study","settings":{"\\ud800":1}}',
             '{"scheme":"study","settings":{"run":{"draws":1e400}}}', "", "null",
             '{"scheme":"study","settings":{"run":{"draws":0,"seed":9223372036854775808}}}',
             '{"scheme":"study","scheme":"units","settings":{}}']
        )  # fmt: skip
        return odd.encode("utf-8", "surrogatepass"), odd[:80]
    return text.encode(), text[:300]


def _sent(parts: Any, content: bytes, chance: random.Random | None = None) -> bytes:
    """Answer to these bytes; the sender then says that nothing follows."""
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        with contextlib.suppress(OSError):  # refused before the end was sent
            if chance is not None and chance.random() < 0.1:
                at = chance.randrange(len(content) or 1)
                connection.sendall(content[:at])
                connection.sendall(content[at:])
            else:
                connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
        return b"".join(_received(connection))


def _received(connection: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65_536):
            yield part


def _status(answer: bytes) -> int:
    """Status of an answer, 0 where none was sent: the request was cut short or of HTTP 0.9."""
    words = answer.partition(b"\r\n")[0].split()
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        return 0
    status = int(words[1])
    if status not in STATUSES:
        raise FaultError(f"status {status}")
    return status
