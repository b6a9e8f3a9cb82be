"""Fixtures that several test modules share."""

import pytest
from browser import opened_browser
from tiny import write_pack

from hypercluster.sources import load_pack


@pytest.fixture
def tiny_folder(tmp_path):
    """Folder of a synthetic pack of four areas, two industries and four organisations; tests may rewrite its files."""
    return write_pack(tmp_path / "tiny")


@pytest.fixture
def tiny_pack(tiny_folder):
    """The same pack, loaded."""
    return load_pack(tiny_folder)


@pytest.fixture(scope="session")
def browser():
    """The browser of this test process: Playwright runs once in a process, so nobody else starts one."""
    with opened_browser() as running:
        yield running
