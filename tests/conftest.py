"""Fixtures that several test modules share."""

import os
import signal

import pytest
from browser import opened_browser
from country import country
from shared_runs import shared_runs
from tiny import write_pack

from hypercluster import Settings, analyse
from hypercluster.sources import load_pack

# Tests that run in the background of a shell ignore Ctrl-C, and so would the programs they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def tiny_folder(tmp_path):
    """Folder of a synthetic pack of four areas, two industries and four organisations.

    Tests may rewrite its files.
    """
    return write_pack(tmp_path / "tiny")


@pytest.fixture
def tiny_pack(tiny_folder):
    """The same pack, loaded."""
    return load_pack(tiny_folder)


@pytest.fixture(scope="session")
def packaged_run(tmp_path_factory):
    """Results of the packaged data by number of draws and scheme, made once in a session.

    Tests take 0, 4 or 20 draws where the number does not matter, so that few runs are made.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "runs"
    folder.mkdir(exist_ok=True)
    return shared_runs(folder)


@pytest.fixture(scope="session")
def default_results(packaged_run):
    """Results of the packaged data without draws."""
    return packaged_run(0)


@pytest.fixture(scope="session")
def results():
    """Results of the small country."""
    return analyse(country(), settings=Settings().with_run(draws=3))


@pytest.fixture(scope="session")
def browser():
    """The browser of this test process.

    Playwright runs once in a process, so nobody else starts one.
    """
    with opened_browser() as running:
        yield running
