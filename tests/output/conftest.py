"""Files of the small country and of the packaged data."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest
from country import country

import hypercluster as hc
from hypercluster.output.formats import FORMATS, export


@pytest.fixture(scope="session")
def pack():
    return country()


@pytest.fixture(scope="session")
def folder(results, tmp_path_factory):
    target = tmp_path_factory.mktemp("written") / "results"
    hc.write(results, target)
    return target


@pytest.fixture(scope="session", params=["small", "default"])
def any_results(request):
    """The small country and the default pack."""
    return request.getfixturevalue("results" if request.param == "small" else "default_results")


@pytest.fixture(scope="session")
def any_folder(any_results, tmp_path_factory):
    target = tmp_path_factory.mktemp("any") / "results"
    hc.write(any_results, target)
    return target


@pytest.fixture(scope="session")
def any_export(any_results, tmp_path_factory):
    """Folder with the files of all formats."""
    target = tmp_path_factory.mktemp("export") / "export"
    export(any_results, target, FORMATS)
    return target


@pytest.fixture(scope="session")
def plain_tables(any_results):
    """Every table as a list of values per column, as files should hold them.

    The index first, None where a value is missing.
    """

    def values(column):
        return [
            None if pd.isna(value) else value.item() if hasattr(value, "item") else value
            for value in column
        ]

    tables = {
        name: table.reset_index() if table.index.name else table
        for name, table in any_results.tables.items()
    }
    return {
        name: {str(column): values(table[column]) for column in table.columns}
        for name, table in tables.items()
    }


def frames(names, *, is_placed=True):
    """A pack of made-up regions without organisations."""
    areas = pd.DataFrame({"area": names, "name": [f"Name {name}" for name in names]})
    if is_placed:
        areas = areas.assign(
            latitude=[50.0 + place for place in range(len(names))], longitude=175.0
        )
        areas["longitude"] = [175.0 if place % 2 else -175.0 for place in range(len(names))]
    counts = [
        (name, industry, (7 * row + 3 * place) % 11 + 1)
        for row, name in enumerate(names)
        for place, industry in enumerate(("oil", "wool"))
    ]
    return {
        "areas": areas,
        "enterprises": pd.DataFrame(counts, columns=["reporting_unit", "industry", "count"]),
    }


@pytest.fixture(scope="session")
def unplaced():
    """Regions without a place."""
    return hc.analyse(
        hc.make_pack(**frames(list("ABCD"), is_placed=False)),
        settings=hc.Settings().with_run(draws=0),
    )


@pytest.fixture(scope="session")
def pacific():
    """Regions on both sides of 180 degrees."""
    return hc.analyse(
        hc.make_pack(**frames(list("ABCD"))), settings=hc.Settings().with_run(draws=0)
    )


@pytest.fixture(scope="session")
def alone():
    """A single region without ties."""
    return hc.analyse(hc.make_pack(**frames(["A"])), settings=hc.Settings().with_run(draws=0))


@pytest.fixture
def without(monkeypatch):
    """Pretend that a library is not installed."""

    def hide(name):
        real = importlib.util.find_spec
        monkeypatch.setattr(
            "hypercluster.output.formats.find_spec",
            lambda wanted: None if wanted == name else real(wanted),
        )

    return hide
