"""A small synthetic pack that fits on paper, and how tests spoil it."""

import json
from pathlib import Path

import pytest

from hypercluster.errors import DataError

PACK = """\
title = "Four made-up areas"
vintage = "2023"
source = "made up for the tests"
synthetic = true
default_scheme = "study"
reporting_scheme = "units"
local_language = "ru"
map_crs = "EPSG:3857"
"""

TABLES = {
    "areas": """\
area,name,name_local,macroregion,seat,latitude,longitude,official_area_km2,note
A,Alfa,Альфа,North,Alfaville,60.0,30.0,100.5,
B,Bravo,Браво,North,Bravoville,60.0,32.0,200,NA
C,Charlie & <Sons>,Чарли,South,Charlieville,55.0,31.0,300,"one
two"
D,Delta,Дельта,South,Deltaville,54.0,35.0,400,
""",
    "schemes": """\
scheme,region,area,name,is_seat
study,A,A,,true
study,B,B,,true
study,CD,C,Charlie and Delta,true
study,CD,D,,false
units,AB,A,Alfa and Bravo,true
units,AB,B,,false
units,C,C,,true
units,D,D,,true
""",
    "industries": """\
industry,name,parent,is_ubiquitous
baking,Baking,food,false
fishing,Fishing,food,true
""",
    "enterprises": """\
reporting_unit,industry,count
AB,baking,10
AB,fishing,5
C,baking,4
C,fishing,8
D,baking,0
D,fishing,6
""",
    "reported_totals": """\
reporting_unit,total
AB,15
C,12
D,6
""",
    "organisations": """\
organisation,name,kind,role,group,focus,area,confidence,duplicate_of
o1,Bakery One,company,industry,g1,bread,A,high,
o2,Bakery Two,company,industry,g1,bread,C,medium,
o3,University,university,education,,general,B,high,
o4,Univ.,university,education,,general,B,low,o3
""",
    "groups": """\
group,name,kind
g1,Bread Group,corporate
""",
    "ties": """\
layer,source,target,weight
digital,A,C,2
digital,o1,o3,1.5
""",
    "contiguity": """\
source,target,shared_boundary_km
A,B,10
B,C,20.5
""",
    "technologies": """\
direction,direction_name,role,item,technology
d1,Flour,digital_technology,1,Smart ovens
d2,Fish,digital_technology,1,Smart nets
""",
    "industry_directions": """\
industry,direction,share,basis
baking,d1,1,our choice
fishing,d1,0.25,our choice
fishing,d2,0.75,our choice
""",
    "focus_directions": """\
focus,direction,share,basis
bread,d1,1,our choice
""",
}

LEFT_LOWER = {"A": (30, 59), "B": (31, 59), "C": (30, 58), "D": (31, 58), "X": (32, 58)}


def square(longitude: float, latitude: float) -> dict:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return {
        "type": "Polygon",
        "coordinates": [[[longitude + east, latitude + north] for east, north in corners]],
    }


def write_boundaries(
    path: Path, corners: dict[str, tuple[float, float]], *, key: str = "code"
) -> None:
    features = [
        {"type": "Feature", "properties": {key: code}, "geometry": square(*corner)}
        for code, corner in corners.items()
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )


def write_pack(folder: Path) -> Path:
    """Write the pack into a new folder."""
    folder.mkdir()
    sections = [f'[tables.{name}]\nfile = "{name}.csv"\nlicence = "CC0-1.0"\n' for name in TABLES]
    sections.append('[tables.boundaries]\nfile = "boundaries.geojson"\nkey = "code"\n')
    (folder / "pack.toml").write_text("\n".join([PACK, *sections]), encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    write_boundaries(folder / "boundaries.geojson", LEFT_LOWER)
    return folder


def change(folder, file, old, new):
    """Replace the first occurrence of a text in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def declare(folder, table, lines):
    """Add lines to the section of a table in pack.toml."""
    change(folder, "pack.toml", f'file = "{table}.csv"\n', f'file = "{table}.csv"\n{lines}\n')


def problems_of(call, *arguments, **options):
    """Problems of the DataError that a call raises."""
    with pytest.raises(DataError) as caught:
        call(*arguments, **options)
    return caught.value.problems


def problem_of(call, *arguments, **options):
    """The only problem of the DataError that a call raises."""
    found = problems_of(call, *arguments, **options)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]
