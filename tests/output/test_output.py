"""A run is written whole, the same twice, explained, and read back."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import OutputError
from hypercluster.output import graphml as graphml_module
from hypercluster.output.formats import FORMATS
from hypercluster.output.tables import read_table
from hypercluster.schema import RESULT_TABLES

ALL_FILES = {
    *(f"{name}.csv" for name in RESULT_TABLES),
    "network.graphml",
    "actors.graphml",
    "provenance.json",
    "README.txt",
}


def test_a_run_writes_every_file(results, tmp_path):
    files = hc.write(results, tmp_path / "results")
    assert {file.name for file in files} == ALL_FILES
    assert all(file.is_file() for file in files)


def test_two_writes_are_identical_byte_by_byte(results, folder, tmp_path):
    for file in hc.write(results, tmp_path / "another" / "place"):
        assert file.read_bytes() == (folder / file.name).read_bytes(), file.name


@pytest.mark.gate
def test_a_repeated_run_is_identical_byte_by_byte(pack, folder, tmp_path):
    again = hc.analyse(pack, settings=hc.Settings().with_run(draws=3, workers=2))
    for file in hc.write(again, tmp_path / "results"):
        assert file.read_bytes() == (folder / file.name).read_bytes(), file.name


def test_no_file_names_the_place_it_lies_in(folder):
    assert not [
        file.name for file in folder.iterdir() if str(folder.parent).encode() in file.read_bytes()
    ]


def test_a_written_run_is_read_back_as_it_was(any_results, any_folder):
    found = hc.read(any_folder)
    for name, table in any_results.tables.items():
        pd.testing.assert_frame_equal(found.tables[name], table, check_exact=True)
    assert found.provenance == any_results.provenance
    assert found.notes == any_results.notes
    assert found.headline == any_results.headline


def test_the_network_is_read_back_as_it_was(any_results, any_folder):
    found, network = hc.read(any_folder).network, any_results.network
    assert found.scheme.name == network.scheme.name
    pd.testing.assert_frame_equal(found.scheme.regions, network.scheme.regions)
    pd.testing.assert_series_equal(
        found.scheme.membership.sort_index(), network.scheme.membership.sort_index()
    )
    assert list(found.layers) == list(network.layers)
    for name, layer in network.layers.items():
        pairs = ["source", "target"]
        pd.testing.assert_frame_equal(
            found.layers[name].ties.set_index(pairs).sort_index(),
            layer.ties.set_index(pairs).sort_index(),
        )
        assert replace(found.layers[name], ties=layer.ties).__dict__ == layer.__dict__
        assert (found.adjacency(name) != network.adjacency(name)).nnz == 0
    assert (found.adjacency("aggregate") != network.adjacency("aggregate")).nnz == 0


def test_the_actors_are_read_back_as_they_were(any_results, any_folder):
    found = hc.read(any_folder).actors
    pd.testing.assert_frame_equal(found.nodes, any_results.actors.nodes, check_exact=True)
    pd.testing.assert_frame_equal(found.ties, any_results.actors.ties, check_exact=True)


def test_every_character_of_an_actor_is_read_back(results, tmp_path):
    nodes = results.tables["actor_nodes"].copy()
    nodes["label"] = "a\x07b\r\n\tINF I\u200cNF, 'x'"
    changed = replace(results, tables={**results.tables, "actor_nodes": nodes})
    hc.write(changed, tmp_path / "results")
    assert (hc.read(tmp_path / "results").actors.nodes["label"] == nodes["label"].iloc[0]).all()


def test_a_run_read_back_is_written_the_same(any_folder, tmp_path):
    for file in hc.write(hc.read(any_folder), tmp_path / "results"):
        assert file.read_bytes() == (any_folder / file.name).read_bytes(), file.name


def test_all_missing_and_changed_files_are_listed(results, tmp_path):
    hc.write(results, tmp_path / "results")
    (tmp_path / "results" / "hubs.csv").unlink()
    (tmp_path / "results" / "ties.csv").write_text("layer,source\n", encoding="utf-8")
    actors = tmp_path / "results" / "actors.graphml"
    actors.write_bytes(actors.read_bytes()[:-30])
    with pytest.raises(OutputError, match="found 3 problems") as error:
        hc.read(tmp_path / "results")
    for name in (
        "hubs.csv: expected a file; found none",
        "ties.csv: expected the file as the run wrote it",
        "actors.graphml: expected",
    ):
        assert name in str(error.value)
    assert "hypercluster analyse" in str(error.value)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"tool": "other"}', '{"hypercluster": "1"}'])
def test_a_folder_without_a_run_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "provenance.json").write_text(content, encoding="utf-8")
    with pytest.raises(OutputError, match=r"provenance\.json: expected the provenance of a run"):
        hc.read(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"notes": [', '"notes": 1e308, "doubts": ['),
        ('"pack": {', '"pack": 3, "data": {'),
        ('"draws": 3', '"draws": 300'),
        ('"notes": [', '"notes": NaN, "doubts": ['),
        ('"notes": [', '"notes": ' + "[" * 5_000),
        ('"draws": 3', '"draws": ' + "3" * 5_000),
        ('"draws": 3', r'"draws": "\ud800"'),
        ('"sha256": "', '"sha256": "0'),
    ],
)
def test_a_provenance_that_was_changed_is_refused(folder, tmp_path, old, new):
    shutil.copytree(folder, tmp_path / "results")
    file = tmp_path / "results" / "provenance.json"
    head, part, tail = file.read_text(encoding="utf-8").rpartition(old)
    assert part
    file.write_text(head + new + tail, encoding="utf-8")
    with pytest.raises(OutputError, match=r"provenance\.json: expected the provenance") as caught:
        hc.read(tmp_path / "results")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("name", ["hubs.csv", "provenance.json"])
@pytest.mark.parametrize(
    ("replace", "found"),
    [
        (lambda file, outside: file.symlink_to(outside), "a link that leads out of it"),
        (lambda file, _: os.mkfifo(file), "a pipe or a device"),
        (lambda file, _: file.symlink_to(file.name), "found"),
    ],
    ids=["link", "pipe", "circle"],
)
def test_results_are_files_of_their_folder(folder, tmp_path, name, replace, found):
    shutil.copytree(folder, tmp_path / "results")
    file = tmp_path / "results" / name
    file.rename(tmp_path / "outside")
    replace(file, tmp_path / "outside")
    with pytest.raises(OutputError, match=found):
        hc.read(tmp_path / "results")


def test_hidden_characters_of_a_column_are_escaped_in_the_message(tmp_path):
    (tmp_path / "hubs.csv").write_text("\u200bhub\n1\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"nothing describes: \\u200bhub\."):
        read_table(tmp_path / "hubs.csv", RESULT_TABLES["hubs"])


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(OutputError, match="expected a folder; found none"):
        hc.read(tmp_path / "results")


def test_reading_restores_an_interrupted_swap(results, tmp_path):
    hc.write(results, tmp_path / "results")
    (tmp_path / "results").rename(tmp_path / "results.previous")
    assert hc.read(tmp_path / "results").headline == results.headline
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_full_disk_in_the_middle_leaves_the_old_run(results, tmp_path, monkeypatch):
    hc.write(results, tmp_path / "results")
    before = (tmp_path / "results" / "hubs.csv").read_bytes()

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(graphml_module, "write_graphml", full)
    with pytest.raises(OutputError, match="the disk is full"):
        hc.write(results, tmp_path / "results", overwrite=True)
    assert (tmp_path / "results" / "hubs.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_provenance_names_the_hash_of_every_file(results, folder):
    import hashlib

    files = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["files"]
    assert set(files) == ALL_FILES - {"provenance.json", "README.txt"}
    for name, sha256 in files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_holds_its_files_with_their_explanation(results, tmp_path, name):
    files = {file.name for file in hc.export(results, tmp_path / "export", name)}
    wanted = {
        "csv": {f"{table}.csv" for table in RESULT_TABLES},
        "graphml": {"network.graphml", "actors.graphml"},
        "gexf": {"network.gexf", "actors.gexf"},
        "xlsx": {"results.xlsx"},
        "parquet": {f"{table}.parquet" for table in RESULT_TABLES},
        "json": {"results.json"},
        "geopackage": {"results.gpkg"},
        "geojson": {"regions.geojson", "nodes.geojson", "linkages.geojson", "edges.geojson"},
    }
    assert files == wanted[name] | {"provenance.json", "README.txt"}
    with pytest.raises(OutputError, match="this folder is an export of a part"):
        hc.read(tmp_path / "export")
    with pytest.raises(OutputError, match="exists already"):
        hc.export(results, tmp_path / "export", name)
    hc.export(results, tmp_path / "export", name, overwrite=True)


# README.txt


@pytest.fixture(scope="session")
def text(any_folder):
    return (any_folder / "README.txt").read_text(encoding="utf-8")


def test_the_readme_tells_finding_scope_and_doubts(any_results, text):
    words = " ".join(text.split())
    assert " ".join(any_results.headline.split()) in words
    assert "It supports alignment potential" in words
    assert "Synchronisation proper" in words
    assert "series over time" in words
    for note in any_results.notes:
        assert " ".join(str(note).split()) in words


def test_the_readme_explains_every_file_and_every_column(any_results, text):
    words = " ".join(text.split())
    for name, table in any_results.tables.items():
        assert f"{name}.csv" in text
        section = " ".join(
            text.split("\n\nTables\n")[1].split(f"\n\n{name}.csv\n  ")[1].split("\n\n")[1].split()
        )
        for column in table.reset_index().columns if table.index.name else table.columns:
            described = RESULT_TABLES[name].column(column)
            unit = f", {described.unit}" if described.unit else ""
            assert f"{column} ({described.kind}{unit}): {described.description}" in section
    assert all(file in words for file in ALL_FILES)


def test_the_readme_says_how_to_open_the_files(text):
    assert all(
        f"\n{program}\n    " in text
        for program in ("Excel, LibreOffice", "R", "Python", "QGIS", "Gephi", "networkx", "igraph")
    )
    words = " ".join(text.split())
    assert all(said in words for said in ("Edge Type", 'encoding = "UTF-8"', 'hc.read("results")'))


def test_the_readme_repeats_the_run(results, folder):
    words = (folder / "README.txt").read_text(encoding="utf-8")
    assert "hypercluster analyse --scheme areas --seed 1 --draws 3\n" in words
    assert "settings.toml" not in words


def test_the_settings_of_the_readme_are_those_of_the_run(pack, tmp_path):
    given = (
        'layers.weights = {production = 2.0, "geography" = 0.5}\nlinkages.beta = '
        '0.25\nnew_clusters.has_ubiquitous = true\nnetwork.backbone = "none"\n'
    )
    (tmp_path / "given.toml").write_text(given, encoding="utf-8")
    settings = hc.load_settings(tmp_path / "given.toml").with_run(draws=0, seed=7)
    hc.write(hc.analyse(pack, settings=settings), tmp_path / "results")
    text = (tmp_path / "results" / "README.txt").read_text(encoding="utf-8")
    assert "--seed 7 --draws 0 --settings settings.toml" in text
    block = text.split("differs from the defaults:\n\n")[1].split("\n\nFiles\n")[0]
    (tmp_path / "again.toml").write_text(
        "\n".join(line.strip() for line in block.splitlines()), encoding="utf-8"
    )
    assert tomllib.loads((tmp_path / "again.toml").read_text(encoding="utf-8"))
    assert hc.load_settings(tmp_path / "again.toml").with_run(draws=0, seed=7) == settings


def test_importing_output_loads_no_heavy_library():
    heavy = "numpy pandas networkx igraph geopandas sklearn scipy pyproj shapely"
    code = (
        f"import sys, hypercluster.output; print(*[name for name in '{heavy}'.split() if name "
        "in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
        ).stdout.strip()
        == ""
    )
