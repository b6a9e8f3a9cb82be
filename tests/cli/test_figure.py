"""The command that draws figures."""

from __future__ import annotations

import json

import pytest

from hypercluster.cli import options
from hypercluster.figures import FIGURES
from hypercluster.figures.words import LANGUAGES


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_names_in_help_are_those_of_the_figures():
    assert set(options.FIGURES) == set(FIGURES) - {"sensitivity_overview"}
    assert options.LANGUAGES == LANGUAGES


def test_a_figure_is_written_with_its_alt_text(call, run_folder, tmp_path):
    text = call("figure", "hubs", "--results", run_folder).stdout
    assert text.splitlines()[-1] == "✓ hubs.png, hubs.alt.txt"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["hubs.alt.txt", "hubs.png"]
    assert (tmp_path / "hubs.alt.txt").read_text(encoding="utf-8").strip() in text


def test_json_lists_files_and_alt_text(call, run_folder):
    found = json.loads(
        call(
            "figure",
            "map",
            "--results",
            run_folder,
            "--format",
            "svg",
            "--width",
            "88",
            "--language",
            "ru",
            "--json",
        ).stdout
    )
    assert found["files"] == ["map.svg", "map.alt.txt"]
    assert found["width_mm"] == 88
    assert found["alt"].startswith("Карта")
    assert found["draws"] == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ("network", "--layer", "affiliation"),
        ("heatmap", "--column", "share"),
        ("opportunities", "--level", "new-clusters"),
        ("opportunities", "--ranking", "common-ground"),
        ("profile", "--region", "tomsk"),
    ],
)
def test_options_of_a_figure_reach_it(call, run_folder, tmp_path, arguments):
    call("figure", *arguments, "--results", run_folder, "--out", tmp_path / "a.svg", "--quiet")
    call("figure", arguments[0], "--results", run_folder, "--out", tmp_path / "b.svg", "--quiet")
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


def test_an_option_of_another_figure_is_refused(call, run_folder, tmp_path):
    answer = call("figure", "map", "--setting", "beta", "--results", run_folder, code=2)
    assert "Expected --setting with the figure sensitivity; found it with map" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_is_drawn_with_local_names(call, tmp_path):
    call(
        "figure",
        "sensitivity",
        "--setting",
        "beta",
        "--language",
        "ru",
        "--out",
        "beta.svg",
        "--quiet",
    )
    assert "Республика Коми" in (tmp_path / "beta.svg").read_text(encoding="utf-8")


def test_a_finished_run_holds_no_resolutions(call, run_folder):
    assert "found --results" in call("figure", "resolution", "--results", run_folder, code=2).stderr


def test_resolutions_are_drawn_from_runs_of_their_own(call, tmp_path):
    found = json.loads(call("figure", "resolution", "--draws", "2", "--json").stdout)
    assert found["draws"] == 2
    assert (tmp_path / "resolution.png").read_bytes().startswith(b"\x89PNG")


def test_an_existing_file_is_refused_before_anything_is_computed(call, tmp_path):
    (tmp_path / "map.png").write_text("mine")
    assert "--overwrite" in call("figure", "map", "--draws", "100000", code=2).stderr
    assert (tmp_path / "map.png").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mpa",), "Did you mean 'map'?"),
        (("map", "--out", "map.jpg"), "ends in .png, .svg, .pdf"),
        (
            ("map", "--out", "map.svg", "--format", "png"),
            "Expected --format svg with map.svg; found png",
        ),
        (("map", "--format", "gif"), "Expected a format of figures"),
        (("map", "--language", "fr"), "Expected a language of figures"),
        (("map", "--width", "5"), "from 60 to 400 mm"),
        (("opportunities", "--level", "hubs"), "Expected a level of opportunities"),
        (("sensitivity", "--setting", "bta"), "Did you mean 'beta'"),
    ],
)
def test_a_misspelt_request_is_refused_with_what_is_known(call, tmp_path, arguments, message):
    assert message in call("figure", *arguments, code=2).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_the_remedy(call, run_folder, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert (
        'pip install "hypercluster[figures]"'
        in call("figure", "hubs", "--results", run_folder, code=2).stderr
    )
