"""Fixtures that several test modules share."""

import pytest
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
