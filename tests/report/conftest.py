"""Reports of the default pack, written once."""

from __future__ import annotations

import pytest

import hypercluster as hc


@pytest.fixture(scope="session")
def run(packaged_run):
    """The default pack with few draws: ranges and p-values are there, no finding is."""
    return packaged_run(20)


@pytest.fixture(scope="session")
def pages(run, tmp_path_factory):
    """Address of the report by language."""
    folder = tmp_path_factory.mktemp("report")
    return {
        language: hc.write_report(run, folder / f"{language}.html", language=language).as_uri()
        for language in ("en", "ru")
    }
