"""A small country with every trap that a file format can fall into."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.output.formats import FORMATS, export

AREAS = pd.DataFrame(
    [
        ("north", 'North <of> "them" & all', "Север", "Upland", "Northtown", 60.0, 30.0),
        ("coast", "=Coast", "Берег", "Upland", "Port", 59.0, 33.0),
        ("coast-2", "Coast environs", None, "Upland", "Port", 59.0, 33.0),
        ("hills", "-Hills, the", "Холмы", "Lowland", "Hilltown", 55.0, 40.0),
        ("plain", "INFRA plain", None, "Lowland", "Plaintown", 54.0, 45.0),
        ("isle", "Isle", None, None, None, None, None),
    ],
    columns=["area", "name", "name_local", "macroregion", "seat", "latitude", "longitude"],
)
INDUSTRIES = pd.DataFrame({"industry": ["oil", "coal", "ores"], "name": ["Oil", "Coal", "Ores"]})
COUNTS = pd.DataFrame(
    [[40, 3, 5], [12, 8, 1], [9, 30, 2], [4, 25, 20], [1, 6, 50], [2, 2, 2]],
    index=AREAS["area"],
    columns=INDUSTRIES["industry"],
)
ORGANISATIONS = pd.DataFrame(
    [
        (
            "uni-n",
            "North University",
            "Северный университет",
            "university",
            "education",
            "acad",
            "oil",
            "north",
            "Northtown",
            60.0,
            30.0,
            "high",
        ),
        (
            "lab-n",
            "North INFORMATICS Lab",
            None,
            "institute",
            "science",
            "acad",
            "oil",
            "north",
            "Northtown",
            60.0,
            30.0,
            "high",
        ),
        (
            "firm-n",
            "Oil Firm",
            None,
            "company",
            "industry",
            "big",
            "oil",
            "north",
            "Northtown",
            60.0,
            30.0,
            "medium",
        ),
        (
            "firm-c",
            "Port Firm",
            None,
            "company",
            "industry",
            "big",
            "solid",
            "coast",
            "Port",
            59.0,
            33.0,
            "high",
        ),
        (
            "uni-h",
            "Hills University",
            None,
            "university",
            "education",
            None,
            "solid",
            "hills",
            "Hilltown",
            55.0,
            40.0,
            "high",
        ),
        (
            "inst-p",
            "+Plain Institute",
            None,
            "institute",
            "science",
            "acad",
            "general",
            "plain",
            None,
            None,
            None,
            "low",
        ),
    ],
    columns=[
        "organisation",
        "name",
        "name_local",
        "kind",
        "role",
        "group",
        "focus",
        "area",
        "city",
        "latitude",
        "longitude",
        "confidence",
    ],
)
GROUPS = pd.DataFrame(
    {
        "group": ["acad", "big"],
        "name": ["Academy of INFINITY", "Big Oil"],
        "kind": ["academy", "corporate"],
    }
)
TECHNOLOGIES = pd.DataFrame(
    [
        ("fuel", "Fuels", "synchronisation_direction", 1, "Drilling"),
        ("solid", "Solids", "digital_technology", 1, "Sorting; sensing"),
    ],
    columns=["direction", "direction_name", "role", "item", "technology"],
)


def _shares(key: str, rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[key, "direction", "share"]).assign(basis="our choice")


@pytest.fixture(scope="session")
def pack():
    return hc.make_pack(
        title="A small country",
        areas=AREAS,
        industries=INDUSTRIES,
        enterprises=COUNTS.rename_axis("reporting_unit")
        .reset_index()
        .melt(id_vars="reporting_unit", var_name="industry", value_name="count"),
        organisations=ORGANISATIONS,
        groups=GROUPS,
        contiguity=pd.DataFrame({"source": ["coast", "hills"], "target": ["north", "plain"]}),
        technologies=TECHNOLOGIES,
        industry_directions=_shares(
            "industry", [("oil", "fuel", 1.0), ("coal", "solid", 1.0), ("ores", "solid", 1.0)]
        ),
        focus_directions=_shares("focus", [("oil", "fuel", 1.0), ("solid", "solid", 1.0)]),
        platform_vectors=pd.DataFrame(
            [
                ("B2B", "Business to business", "industry", "industry"),
                ("SC2ED", "Science to education", "science", "education"),
            ],
            columns=["platform_vector", "name", "role_a", "role_b"],
        ),
    )


@pytest.fixture(scope="session")
def results(pack):
    return hc.analyse(pack, settings=hc.Settings().with_run(draws=3))


@pytest.fixture(scope="session")
def folder(results, tmp_path_factory):
    target = tmp_path_factory.mktemp("written") / "results"
    hc.write(results, target)
    return target


@pytest.fixture(scope="session")
def default_results(packaged_run):
    return packaged_run(0)


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
    """Every table as a list of values per column, as files should hold them: the index first, None where a value is missing."""

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
