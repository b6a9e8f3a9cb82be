"""An explorer of the tiny pack, served as the command serves it."""

from __future__ import annotations

import threading
from functools import partial
from types import SimpleNamespace

import pytest
from loopback import client
from tiny import write_pack

import hypercluster as hc
from hypercluster import explorer
from hypercluster.explorer.job import Explorer, RunRequest
from hypercluster.explorer.server import listening


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    return hc.load_pack(write_pack(tmp_path_factory.mktemp("explorer") / "tiny"))


@pytest.fixture(scope="session")
def compute(pack):
    """Makes a run and its page."""
    return partial(explorer._computed, pack, "en", lambda _: 1, None)


@pytest.fixture(scope="session")
def first(pack, compute):
    return compute(1, RunRequest(pack.default_scheme, hc.Settings().with_run(draws=0)), None)


@pytest.fixture
def serve(pack, first, compute):
    """Serve an explorer and work for it; whoever computes may be replaced."""
    opened = []

    def serve(make=compute):
        shown = Explorer(first, make)
        worker = threading.Thread(target=shown.work)
        context = listening(explorer.routes(shown, pack, language="en"), port=0)
        address = context.__enter__().address
        worker.start()
        opened.append((shown, worker, context))
        return SimpleNamespace(address=address, shown=shown, **vars(client(address)))

    yield serve
    for shown, worker, context in opened:
        shown.close()
        worker.join(30)
        context.__exit__(None, None, None)
        assert not worker.is_alive()
