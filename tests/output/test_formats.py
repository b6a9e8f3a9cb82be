"""Exports of one or several formats.

Their files, what README.txt says of them, and small or odd packs.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import subprocess
import sys

import geopandas as gpd
import networkx as nx
import openpyxl
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import OutputError
from hypercluster.output.format import Format, Section
from hypercluster.output.formats import FORMATS, export
from hypercluster.schema import RESULT_TABLES

ALWAYS = {"provenance.json", "README.txt"}
MEANINGS = {
    name: meaning for record in FORMATS.values() for name, meaning in record.meanings.items()
}


def words(folder):
    return " ".join((folder / "README.txt").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_public_function(alone, tmp_path, name):
    files = getattr(hc, f"export_{name}")(alone, tmp_path / "export")
    assert {file.name for file in files} == {*FORMATS[name].meanings, *ALWAYS}


def test_a_format_that_there_is_not_is_refused(alone, tmp_path):
    with pytest.raises(
        OutputError, match=r"Expected formats among graphml, .*; found 'word', 'pdf'"
    ):
        hc.export(alone, tmp_path / "export", ["word", "csv", "pdf"])
    assert not (tmp_path / "export").exists()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("excel", "xlsx"),
        (".gpkg", "geopackage"),
        ("Gephi", "gexf"),
        ("pyarrow", "parquet"),
        ("jsn", "json"),
    ],
)
def test_a_format_is_suggested_by_program_suffix_or_likeness(alone, tmp_path, text, meant):
    with pytest.raises(OutputError, match=f"Did you mean '{meant}'"):
        hc.export(alone, tmp_path / "export", text)


def write_lines(results, file):
    file.write_text("\n".join(results.hubs["name"]) + "\n", encoding="utf-8")


LINES = Format(
    "lines",
    write_lines,
    files={"hubs.txt": "Names of hubs, one on a line."},
    tools="any editor",
    opening=(("Shell", "head -3 hubs.txt shows the strongest."),),
    section=Section("Lines", "No line is empty."),
    remarks=lambda results: [f"There are {len(results.hubs)} lines."],
)


def test_a_new_format_is_one_record(results, tmp_path, monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LINES)
    files = hc.export(results, tmp_path / "export", ["lines", "json"])
    assert {file.name for file in files} == {"hubs.txt", "results.json"} | ALWAYS
    provenance = json.loads((tmp_path / "export" / "provenance.json").read_text(encoding="utf-8"))
    content = (tmp_path / "export" / "hubs.txt").read_bytes()
    assert provenance["files"]["hubs.txt"] == hashlib.sha256(content).hexdigest()
    text = words(tmp_path / "export")
    for part in (
        "hubs.txt Names of hubs, one on a line.",
        "Shell head -3 hubs.txt shows the strongest.",
        "Lines ----- No line is empty.",
        "- There are 6 lines.",
    ):
        assert part in text


def test_a_new_format_is_a_choice_of_the_command_line():
    """Options are made once in a process, so that a process of its own looks at them."""
    code = (
        "from hypercluster.output.format import Format\n"
        "from hypercluster.output.formats import FORMATS\n"
        "FORMATS['lines'] = Format('lines', print, tools='any editor')\n"
        "import sys; from hypercluster.cli import main\n"
        "sys.argv = ['hypercluster', 'export', '--help']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    text = " ".join(done.stdout.split())
    assert "geojson, lines (any editor);" in text


def test_several_formats_share_a_folder_and_its_readme(results, tmp_path):
    files = {file.name for file in export(results, tmp_path / "export", ["gexf", "xlsx", "gexf"])}
    assert files == {"network.gexf", "actors.gexf", "results.xlsx"} | ALWAYS
    assert (
        set(
            json.loads((tmp_path / "export" / "provenance.json").read_text(encoding="utf-8"))[
                "files"
            ]
        )
        == files - ALWAYS
    )


def test_the_readme_explains_every_file_of_every_format(any_export):
    text, said = (any_export / "README.txt").read_text(encoding="utf-8"), words(any_export)
    for file in any_export.iterdir():
        if file.name in ALWAYS:
            continue
        meaning = MEANINGS[file.name]
        assert f"\n{file.name}\n    " in text
        assert f"{file.name} {meaning}" in said


@pytest.mark.parametrize(
    ("name", "programs", "others"),
    [
        ("gexf", ["Gephi", "networkx.read_gexf"], ["Excel", "read_graphml", "hc.read"]),
        ("xlsx", ["Excel, LibreOffice", "read_excel"], ["Gephi", "QGIS", "From Text/CSV"]),
        ("parquet", ["DuckDB", "arrow::read_parquet", "pandas.read_parquet"], ["Gephi", "QGIS"]),
        ("json", ["json.loads"], ["Gephi", "QGIS"]),
        (
            "geopackage",
            ["QGIS", "Drag results.gpkg", "sf::read_sf", "projection that suits"],
            ["Gephi", "Excel"],
        ),
        (
            "geojson",
            ["QGIS", "web maps", "geopandas.read_file", "projection that suits"],
            ["Gephi", "Excel"],
        ),
        ("csv", ["From Text/CSV", "Delimited Text", "read.csv"], ["Gephi", "hc.read"]),
    ],
)
def test_the_readme_of_a_format_says_how_to_open_it_and_speaks_of_no_other(
    results, tmp_path, name, programs, others
):
    export(results, tmp_path / "export", name)
    said = (
        words(tmp_path / "export")
        .split("How to open them")[1]
        .split("Tables ------")[0]
        .split("Properties ------")[0]
    )
    said += words(tmp_path / "export").split("Files -----")[1].split("How to open them")[0]
    assert not [program for program in programs if program not in said]
    assert not [program for program in others if program in said]


def test_commands_for_python_in_the_readme_run(any_export, monkeypatch):
    monkeypatch.chdir(any_export)
    names = {"pandas": pd, "geopandas": gpd, "networkx": nx, "json": json, "pathlib": pathlib}
    text = words(any_export)
    lines = [
        'pandas.read_csv("hubs.csv")',
        'pandas.read_excel("results.xlsx", sheet_name="hubs")',
        'pandas.read_parquet("hubs.parquet")',
        'geopandas.read_file("results.gpkg", layer="nodes")',
        'geopandas.read_file("nodes.geojson")',
        'pandas.DataFrame(json.loads(pathlib.Path("results.json").read_text("utf-8"))["tables"]["hubs"])',
        'networkx.read_gexf("network.gexf")',
        'networkx.read_graphml("network.graphml")',
    ]
    for line in lines:
        assert line in text
        assert len(eval(line, names)) > 0  # noqa: S307 - our own text


def test_the_readme_says_that_there_are_no_polygons(results, default_results, tmp_path):
    export(results, tmp_path / "without", ["geopackage", "geojson"])
    said = words(tmp_path / "without")
    for consequence in ("results.gpkg has no layer regions", "regions.geojson holds points"):
        assert f"The data pack has no boundaries: {consequence}." in said
    export(default_results, tmp_path / "with", ["geopackage", "geojson"])
    assert "has no boundaries:" not in words(tmp_path / "with")


def test_the_readme_names_regions_that_are_not_on_the_map(results, tmp_path):
    hc.export_geojson(results, tmp_path / "export")
    assert "No place is known of Isle:" in words(tmp_path / "export")


def test_the_readme_of_a_map_explains_every_column(results, tmp_path):
    hc.export_geojson(results, tmp_path / "export")
    said = words(tmp_path / "export")
    for name in ("regions", "hubs", "linkages", "ties"):
        for column in results.tables[name].columns:
            described = RESULT_TABLES[name].column(column)
            assert (
                f"({described.kind}{f', {described.unit}' if described.unit else ''}): "
                f"{described.description}" in said
            )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("odd", ["unplaced", "alone", "pacific"])
def test_packs_without_places_or_ties_are_written(request, tmp_path, odd, name):
    results = request.getfixturevalue(odd)
    files = export(results, tmp_path / "export", name)
    assert all(file.stat().st_size > 0 for file in files)


def test_a_table_without_rows_keeps_its_columns_in_every_format(alone, tmp_path):
    export(alone, tmp_path / "e", ["xlsx", "parquet", "json"])
    columns = list(alone.ties.columns)
    book = openpyxl.load_workbook(tmp_path / "e" / "results.xlsx")
    assert [cell.value for cell in book["ties"][1]] == columns
    assert list(pd.read_parquet(tmp_path / "e" / "ties.parquet").columns) == columns
    document = json.loads((tmp_path / "e" / "results.json").read_text(encoding="utf-8"))
    assert document["tables"]["ties"] == []


def test_a_run_read_back_is_exported_the_same(any_folder, any_export, tmp_path):
    for file in export(hc.read(any_folder), tmp_path / "export", FORMATS):
        assert file.read_bytes() == (any_export / file.name).read_bytes(), file.name
