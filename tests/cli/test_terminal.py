"""What a terminal of 80 cells shows: every line fits, statistics stay, messages name the right place."""

from __future__ import annotations

import shutil

import pytest

import hypercluster as hc
from hypercluster.cli import render
from hypercluster.cli.commands import FIRST_STEPS
from hypercluster.cli.render import Field, display_width, table_lines

SHOWN = [
    ("regions",),
    *(("indicators", "--group", group) for group in ("specialisation", "concentration", "relatedness", "complexity", "spatial")),
    ("layers",),
    ("layers", "--compare"),
    ("communities",),
    ("communities", "--actors"),
    ("hubs",),
    ("hubs", "--actors"),
    ("opportunities",),
    ("opportunities", "--ranking", "common-ground"),
    ("opportunities", "--level", "new-clusters"),
    ("opportunities", "--level", "diversification"),
    ("explain",),
    ("profile",),
    ("distance",),
]


@pytest.fixture
def narrow(monkeypatch):
    """A terminal of 80 cells."""
    monkeypatch.setattr("hypercluster.cli.render.terminal_width", lambda: 80)


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_every_line_fits_80_cells(narrow, show, arguments):
    too_wide = [line for line in show(*arguments).splitlines() if display_width(line) > 80]
    assert too_wide == []


@pytest.mark.parametrize(("arguments", "kept"), [(("indicators", "--group", "relatedness"), ["p", "q"]), (("communities",), ["p"]), (("opportunities", "--level", "diversification"), ["q"])])  # fmt: skip
def test_what_compares_with_chance_stays_on_a_narrow_screen(narrow, show, arguments, kept):
    printed = show(*arguments)
    assert "Left out on this width" in printed
    left_out = printed.split("Left out on this width: ")[1].split(";")[0].replace("\n", " ").split(", ")
    assert not set(kept) & set(left_out)


def test_nothing_is_cut_or_left_out_on_a_pipe(show):
    printed = show("opportunities", "--level", "diversification")
    assert "Left out" not in printed
    assert "Tyumen with Khanty-Mansi and Yamal" in printed


def test_a_narrow_table_breaks_headings_then_spares_columns_then_cuts_names():
    row = {"name": "A very long name of a region", "value": "0.12", "other": "123"}
    fields = [
        Field("region", lambda row: row["name"], is_cut=True),
        Field("share of the total", lambda row: row["value"], is_number=True),
        Field("bar of it", lambda row: row["other"], is_spare=True),
        Field("q", lambda row: row["value"], is_number=True),
    ]
    assert len(table_lines(fields, [row])) == 2
    broken = table_lines(fields, [row], width=50)
    assert len(broken) > 2
    assert all(display_width(line) <= 50 for line in broken)
    spared = table_lines(fields, [row], width=32)
    assert "Left out on this width: bar of it;" in " ".join(spared)
    assert any(line.split()[-1] == "q" for line in spared)
    assert any(line.startswith("A very long name o…") for line in spared)


def test_russian_names_are_aligned(narrow, show):
    lines = show("regions").splitlines()
    heading = next(line for line in lines if line.startswith("code"))
    place = heading.index("macroregion")
    row = next(line for line in lines if line.startswith("RU-SA "))
    assert "Респуб" in row
    assert row[place : place + 3] == "Far"


def test_wide_and_combining_characters_are_counted():
    assert display_width("Республика") == 10
    assert display_width("東京") == 4
    assert display_width("и\u0306") == 1


def test_the_first_steps_fit_and_name_commands_that_exist(call):
    assert all(len(line) <= 80 for line in FIRST_STEPS.splitlines())
    assert "report.html" in call().stdout


def test_a_folder_of_the_other_kind_is_told_from_the_wanted_one(call, run_folder, tiny_folder):
    assert f"--data {tiny_folder}" in call("hubs", "--results", tiny_folder, code=2).stderr
    assert f"--results {run_folder}" in call("hubs", "--data", run_folder, code=2).stderr


def test_doubts_are_found_where_the_message_says(show, run_folder, call, tiny_folder):
    assert f"{run_folder}/README.txt lists them" in show("hubs")
    printed = call("hubs", "--data", tiny_folder, "--draws", "0").stdout
    assert f"`hypercluster analyse --data {tiny_folder} --draws 0` lists them" in printed


def test_runs_without_a_common_region_are_not_compared(call, run_folder, tiny_folder, tmp_path):
    other = tmp_path / "other"
    hc.write(hc.analyse(hc.load_pack(tiny_folder), settings=hc.Settings().with_run(draws=0)), other)
    assert "found none with the same areas" in call("compare", run_folder, other, code=2).stderr


def test_a_method_that_the_run_did_not_use_is_said_to_be_absent(call, run_folder):
    error = call("communities", "--method", "infomap", "--results", run_folder, code=2).stderr
    assert "multiplex, cpm" in error
    assert "leave out --results" in error


def test_communities_keep_to_top_and_say_what_is_found_without_observed_ties(show):
    printed = show("communities", "--top", "1")
    assert "1 more: --top 2" in printed
    assert "Also found without the observed ties" in printed


def test_a_region_without_scores_says_why(show):
    assert "No pair of this region has a score: none listed: " in show("opportunities", "--region", "Arkhangelsk")


def test_a_file_in_place_of_the_folder_is_not_answered_with_overwrite(call, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    error = call("analyse", "--draws", "0", "--out", tmp_path / "taken", code=2).stderr
    assert "found a file" in error
    assert "--overwrite" not in error


def test_the_width_is_that_of_the_terminal_alone(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert render.terminal_width() == shutil.get_terminal_size().columns
