"""The pack that cases spoil, as files of every format."""

from __future__ import annotations

import csv
import functools
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from tiny import LEFT_LOWER, TABLES, square

from hypercluster.schema import PACK_TABLES

from .case import Files

Rows = list[list[str]]
CODES = {"A": "01", "B": "02", "C": "03", "D": "04"}  # codes that lose something as numbers
TITLE = """\
title = "Four made-up areas"
vintage = "2023"
source = "made up for the tests"
synthetic = true
default_scheme = "study"
reporting_scheme = "units"
local_language = "ru"
map_crs = "EPSG:3857"
"""
SERIES = """\
date,reporting_unit,variable,industry,value,unit
2020-Q1,AB,output,,1234.5,roubles
2020-Q2,AB,output,,2500,roubles
2020-Q1,D,output,baking,0.25,roubles
"""
FORMATS = ("csv", "semicolon", "xlsx", "parquet")


@functools.cache
def rows() -> dict[str, Rows]:
    """Cells of every table as text, with the header first."""
    texts = {**TABLES, "series": SERIES}
    tables = {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items()}
    return {
        name: [[CODES.get(cell, cell) for cell in row] for row in table]
        for name, table in tables.items()
    }


@functools.cache
def base(form: str) -> Files:
    """Files of the pack in a format of tables."""
    tables = {
        "csv": _csv,
        "semicolon": _semicolon,
        "xlsx": _workbook,
        "parquet": _parquet,
    }[form]()
    layer = "areas"
    if form in ("xlsx", "semicolon"):
        shapes = {"boundaries.gpkg": geopackage(features(), layer)}
        section = '[tables.boundaries]\nfile = "boundaries.gpkg"\nkey = "code"\n'
    else:
        shapes = {"boundaries.geojson": json.dumps(features()).encode()}
        section = '[tables.boundaries]\nfile = "boundaries.geojson"\nkey = "code"\n'
    lines = {
        "csv": 'file = "{0}.csv"\nlicence = "CC0-1.0"\n',
        "semicolon": 'file = "{0}.csv"\nseparator = ";"\ndecimal = ","\nthousands = " "\n',
        "xlsx": 'file = "pack.xlsx"\nsheet = "{0}"\n',
        "parquet": 'file = "{0}.parquet"\n',
    }[form]
    sections = [f"[tables.{name}]\n{lines.format(name)}" for name in rows()]
    manifest = "\n".join([TITLE, *sections, section])
    return {"pack.toml": manifest.encode(), **tables, **shapes}


def kind_of(table: str, column: str) -> str:
    """Kind of a column of a pack, text where nothing describes it."""
    described = PACK_TABLES[table].column(column) if table in PACK_TABLES else None
    return "text" if described is None else described.kind


def typed(table: str, column: str, cell: str) -> Any:
    """Cell with the type of its column."""
    if cell == "":
        return None
    kind = kind_of(table, column)
    if kind == "boolean":
        return cell == "true"
    if kind == "integer":
        return int(cell)
    return float(cell) if kind == "number" else cell


def columns(table: str) -> dict[str, list[Any]]:
    """Typed columns of a table."""
    header, *records = rows()[table]
    return {
        name: [typed(table, name, record[place]) for record in records]
        for place, name in enumerate(header)
    }


def as_csv(table: Rows, separator: str = ",", line_break: str = "\n") -> bytes:
    """Bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=line_break).writerows(table)
    return text.getvalue().encode()


def features() -> dict[str, Any]:
    """Feature collection of the squares of the areas, and of one that is no area."""
    found = [
        {
            "type": "Feature",
            "properties": {"code": CODES.get(code, code)},
            "geometry": square(*corner),
        }
        for code, corner in LEFT_LOWER.items()
    ]
    return {"type": "FeatureCollection", "features": found}


def geopackage(collection: dict[str, Any], layer: str) -> bytes:
    """Bytes of a GeoPackage with one layer."""
    import geopandas as gpd

    table = gpd.GeoDataFrame.from_features(collection, crs="EPSG:4326")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "boundaries.gpkg"
        table.to_file(file, layer=layer, driver="GPKG")
        return file.read_bytes()


def _csv() -> Files:
    return {f"{name}.csv": as_csv(table) for name, table in rows().items()}


def _semicolon() -> Files:
    def cell(table: str, column: str, text: str) -> str:
        if kind_of(table, column) != "number":
            return text
        return text.replace(".", ",").replace("1234", "1 234").replace("2500", "2 500")

    return {
        f"{name}.csv": as_csv(
            [
                table[0],
                *(
                    [cell(name, column, text) for column, text in zip(table[0], row, strict=True)]
                    for row in table[1:]
                ),
            ],
            ";",
            "\r\n",
        )
        for name, table in rows().items()
    }


def _workbook() -> Files:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in rows().items():
        sheet = book.create_sheet(name)
        sheet.append(table[0])
        for record in table[1:]:
            cells = zip(table[0], record, strict=True)
            sheet.append([typed(name, column, cell) for column, cell in cells])
    content = io.BytesIO()
    book.save(content)
    return {"pack.xlsx": content.getvalue()}


def _parquet() -> Files:
    import pyarrow as pa
    from pyarrow import parquet

    files = {}
    for name in rows():
        content = io.BytesIO()
        cells = {
            column: pa.array(values, type=arrow_type(name, column))
            for column, values in columns(name).items()
        }
        parquet.write_table(pa.table(cells), content)
        files[f"{name}.parquet"] = content.getvalue()
    return files


def arrow_type(table: str, column: str) -> Any:
    """Arrow type of a column."""
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    return kinds[kind_of(table, column)]
