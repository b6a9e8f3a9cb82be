"""The command that puts two runs side by side."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import hypercluster as hc
from hypercluster.rankings import RANKINGS


@pytest.fixture(scope="session")
def other_folder(tmp_path_factory):
    settings = hc.Settings().with_run(draws=4)
    folder = tmp_path_factory.mktemp("other") / "results"
    hc.write(
        hc.analyse(
            hc.load_pack(),
            settings=replace(settings, linkages=replace(settings.linkages, beta=0.0)),
        ),
        folder,
    )
    return folder


def test_changes_come_first_then_agreement_then_the_largest_shifts(call, run_folder, other_folder):
    text = call("compare", run_folder, other_folder).stdout
    places = [text.index(words) for words in ("linkages.beta", "Spearman", "largest shifts")]
    assert places == sorted(places)
    assert "0.5   0.0" in text
    assert text.startswith("A  Sixteen")


def test_three_shifts_of_each_ranking_unless_more_are_asked_for(call, run_folder, other_folder):
    def shown(*options):
        lines = call("compare", run_folder, other_folder, "--quiet", *options).stdout.splitlines()
        start = next(place for place, line in enumerate(lines) if "largest shifts" in line)
        return sum(line.startswith("complementary") for line in lines[start:])

    assert (shown(), shown("--top", "7")) == (3, 7)


def test_the_same_run_twice_has_nothing_to_tell(call, run_folder):
    text = call("compare", run_folder, run_folder).stdout
    assert "Nothing changed" in text
    assert "No rank shifted." in text


def test_json_holds_every_table(call, run_folder, other_folder):
    answer = json.loads(call("compare", run_folder, other_folder, "--json").stdout)
    assert [row["what"] for row in answer["changes"]] == ["linkages.beta"]
    assert answer["a"]["folder"] == str(run_folder)
    assert answer["regions_both"] == 16
    assert {row["ranking"] for row in answer["rank_shifts"]} == set(RANKINGS)
    assert {"communities.multiplex", "hubs"} <= {row["ranking"] for row in answer["agreement"]}


def test_a_folder_without_results_gives_one_error_and_exit_code_two(call, run_folder, tmp_path):
    answer = call("compare", run_folder, tmp_path / "none", code=2)
    assert answer.stdout == ""
    assert answer.stderr.count("error:") == 1
