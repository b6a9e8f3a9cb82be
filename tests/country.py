"""A small country with every trap that a file format or a page can fall into."""

from __future__ import annotations

import pandas as pd

import hypercluster as hc

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


def country():
    """The pack of the small country."""
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
