"""Synthetic packs and recovery from the command line."""

from __future__ import annotations

import json

import pytest

import hypercluster as hc

SMALL = ("--regions", "12", "--industries", "8", "--communities", "2")


def test_a_pack_is_written_that_analyse_reads(call, tmp_path):
    text = call(
        "synthesise", "--out", tmp_path / "made", *SMALL, "--noise", "0.2", "--seed", "4"
    ).stdout
    assert text.startswith("SYNTHETIC DATA")
    assert f"hypercluster analyse --data {tmp_path / 'made'}" in text
    answer = call(
        "analyse", "--data", tmp_path / "made", "--out", tmp_path / "results", "--draws", "0"
    ).stdout
    assert answer.startswith("SYNTHETIC DATA")


def test_json_holds_parameters_and_truth(call, tmp_path):
    answer = json.loads(call("synthesise", "--out", tmp_path / "made", *SMALL, "--json").stdout)
    assert answer["is_synthetic"]
    assert answer["parameters"]["noise"] == 0.1
    assert answer["sha256"] == hc.load_pack(tmp_path / "made").sha256
    assert len(answer["regions"]) == 12
    assert len(answer["linkages"]) == 1


def test_quiet_prints_the_files_alone(call, tmp_path):
    text = call("synthesise", "--out", tmp_path / "made", *SMALL, "--quiet").stdout
    assert text.splitlines()[0].startswith("✓ ")
    assert len(text.splitlines()) == 1


def test_recovery_prints_a_row_per_measure_and_a_column_per_noise(call):
    text = call(
        "synthesise",
        "--recovery",
        *SMALL,
        "--noise",
        "0",
        "--noise",
        "1",
        "--draws",
        "0",
        "--replicates",
        "1",
    ).stdout
    heading = next(line for line in text.splitlines() if line.startswith("found again"))
    assert heading.split()[-4:] == ["noise", "0", "noise", "1"]
    assert "communities, AMI: multiplex" in text
    assert max(map(len, text.split("\n\n")[1].splitlines())) <= 80


def test_recovery_as_json_is_the_table_in_full(call):
    options = ("--noise", "0", "--draws", "0", "--replicates", "1", "--workers", "1")
    answer = json.loads(call("synthesise", "--recovery", *SMALL, *options, "--json").stdout)
    assert answer["seed"] == 1
    assert "nominal 0.9" in answer["convention"]
    assert {row["measure"] for row in answer["recovery"]} > {
        "nmi",
        "ami",
        "hub_precision",
        "linkage_auc",
        "rank_coverage",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--regions", "4"), "regions from 12"),
        (
            ("--regions", "0"),
            (
                "Expected regions from 12 to 100000, three for each of 4 communities; found 0. "
                "Change the option."
            ),
        ),
        (("--dates", "3"), "dates from 17"),
        (("--noise", "1.5"), "noise from 0 to 1"),
        (("--draws", "5"), "--draws"),
        (("--noise", "0", "--noise", "1"), "--noise more than once"),
        (("--recovery", "--dates", "8"), "--dates"),
    ],
)
def test_bad_input_gives_one_error_and_writes_nothing(
    call, tmp_path, monkeypatch, options, message
):
    monkeypatch.chdir(tmp_path)
    answer = call("synthesise", *options, code=2)
    assert message in answer.stderr
    assert answer.stdout == ""
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_refused(call, tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("mine", encoding="utf-8")
    for option in ((), ("--overwrite",)):
        assert (
            "made" in call("synthesise", "--out", tmp_path / "made", *SMALL, *option, code=2).stderr
        )
    assert [entry.name for entry in (tmp_path / "made").iterdir()] == ["mine.txt"]


def test_quarters_come_with_planted_entries_and_the_commands_that_read_them(call, tmp_path):
    folder = tmp_path / "over time"
    text = call("synthesise", "--out", folder, *SMALL, "--dates", "17").stdout
    assert "Entries of industries from 2000-Q1 to 2004-Q1: " in text
    assert f"hypercluster series entry --data '{folder}'" in text
    assert "2000-Q1 to 2004-Q1" in call("series", "entry", "--data", folder).stdout
    assert (
        "Order parameter"
        in call("series", "synchrony", "--variable", "output", "--data", folder).stdout
    )
