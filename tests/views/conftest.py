"""Runs that views show."""

from __future__ import annotations

import pytest

import hypercluster as hc


@pytest.fixture(scope="session")
def run():
    """The default pack with few draws: ranges and p-values are there, no finding is."""
    return hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=4))


@pytest.fixture(scope="session")
def quick():
    """The default pack without draws."""
    return hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
