"""analyse, export, doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hypercluster as hc


def test_analyse_writes_a_run_that_the_other_commands_read(call, tmp_path):
    folder = tmp_path / "out"
    text = call("analyse", "--out", folder, "--draws", "2").stdout
    assert text.splitlines()[-1].startswith("✓ ")
    assert "! " in text
    found = hc.read(folder)
    assert found.headline in text
    assert found.provenance["draws"] == 2
    hubs = json.loads(call("hubs", "--results", folder, "--json").stdout)["hubs"]
    assert [row["region"] for row in hubs] == found.hubs.index.tolist()


def test_analyse_as_json_lists_files_findings_and_doubts(call, tmp_path):
    answer = json.loads(
        call("analyse", "--out", tmp_path / "out", "--draws", "0", "--seed", "3", "--json").stdout
    )
    assert {
        "headline",
        "out",
        "files",
        "notes",
        "hubs",
        "communities",
        "linkages",
        "new_clusters",
        "diversification",
        "scheme",
        "seed",
        "draws",
        "pack",
    } == set(answer)
    assert answer["seed"] == 3
    assert all((tmp_path / "out" / name.rsplit("/", 1)[-1]).is_file() for name in answer["files"])


@pytest.mark.gate
def test_workers_do_not_change_a_byte(call, tmp_path):
    for workers in ("1", "2"):
        call(
            "analyse", "--out", tmp_path / workers, "--draws", "3", "--workers", workers, "--quiet"
        )
    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "2" / file.name).read_bytes()


def test_an_existing_folder_is_refused_before_anything_is_computed(call, run_folder):
    before = sorted(run_folder.iterdir())
    answer = call("analyse", "--out", run_folder, "--draws", "100000", code=2)
    assert "--overwrite" in answer.stderr
    assert answer.stdout == ""
    assert sorted(run_folder.iterdir()) == before


def test_export_writes_one_format(call, run_folder, tmp_path):
    call("export", "--format", "csv", "--out", tmp_path / "csv", "--results", run_folder)
    call("export", "--out", tmp_path / "graphs", "--results", run_folder)
    assert (tmp_path / "csv" / "hubs.csv").is_file()
    assert (tmp_path / "graphs" / "network.graphml").is_file()
    assert not (tmp_path / "graphs" / "hubs.csv").exists()


def test_export_writes_several_formats_into_one_folder(call, run_folder, tmp_path):
    answer = call(
        "export",
        "--format",
        "gexf",
        "--format",
        "JSON",
        "--out",
        tmp_path / "both",
        "--results",
        run_folder,
        "--json",
    )
    written = json.loads(answer.stdout)
    assert written["formats"] == ["gexf", "json"]
    names = {"network.gexf", "actors.gexf", "results.json", "provenance.json", "README.txt"}
    assert {file.name for file in (tmp_path / "both").iterdir()} == names
    assert {Path(file).name for file in written["files"]} == names


def test_a_format_without_its_library_is_refused_before_anything_is_computed(
    call, tmp_path, monkeypatch
):
    monkeypatch.setattr("hypercluster.output.formats.find_spec", lambda _: None)
    answer = call(
        "export", "--format", "xlsx", "--out", tmp_path / "out", "--draws", "100000", code=2
    )
    assert "hypercluster[excel]" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_doctor_verifies_the_pack_and_lists_versions_and_schemes(call):
    facts = json.loads(call("doctor", "--json").stdout)
    assert facts["pack"]["is_ok"]
    assert facts["pack"]["schemes"]["study"] == 16
    assert all(facts["libraries"].values())
    assert {"excel", "infomap", "parquet"} < set(facts["extras"])
    assert "every hash that pack.toml gives is right" in call("doctor").stdout


def test_doctor_reports_a_changed_pack_and_fails(call, tmp_path):
    import shutil

    folder = tmp_path / "pack"
    shutil.copytree(hc.load_pack().folder, folder)
    (folder / "areas.csv").write_bytes((folder / "areas.csv").read_bytes() + b"\n")
    facts = json.loads(call("doctor", "--data", folder, "--json", code=2).stdout)
    assert not facts["pack"]["is_ok"]
    assert "areas.csv" in facts["pack"]["problem"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyse", "--draws", "0"),
        ("export", "--draws", "0"),
        ("report", "--draws", "0"),
        ("figure", "map", "--draws", "0"),
    ],
)
def test_no_command_writes_into_the_folder_of_a_pack(arguments, call, tiny_folder):
    names = {"report": "areas.csv", "figure": "map.svg"}
    out = tiny_folder / names[arguments[0]] if arguments[0] in names else tiny_folder
    before = {path.name: path.read_bytes() for path in tiny_folder.iterdir()}
    options = ("--data", tiny_folder, "--out", out, "--overwrite")
    refusal = call(*arguments, *options, code=2).stderr
    assert "data pack" in refusal
    assert "Choose another folder" in refusal
    assert {path.name: path.read_bytes() for path in tiny_folder.iterdir()} == before
