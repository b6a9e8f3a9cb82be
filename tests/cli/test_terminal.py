"""What a terminal of 80 cells shows.

Every line fits, statistics stay, messages name the right place.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from rich.cells import cell_len

import hypercluster as hc
from hypercluster.cli import guard, terminal
from hypercluster.cli.commands import COMMANDS, FIRST_STEPS
from hypercluster.views import communities, rankings
from hypercluster.views.cells import cell
from hypercluster.words import MISSING

SHOWN = [
    ("regions",),
    *(
        ("indicators", "--group", group)
        for group in ("specialisation", "concentration", "relatedness", "complexity", "spatial")
    ),
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
    monkeypatch.setattr("hypercluster.cli.terminal.screen_columns", lambda: 80)


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_every_line_fits_80_cells(narrow, show, arguments):
    too_wide = [line for line in show(*arguments).splitlines() if cell_len(line) > 80]
    assert too_wide == []


@pytest.mark.parametrize(("arguments", "kept"), [(("indicators", "--group", "relatedness"), ["p", "q"]), (("communities",), ["p"]), (("opportunities", "--level", "diversification"), ["q"])])  # fmt: skip
def test_what_compares_with_chance_stays_on_a_narrow_screen(narrow, show, arguments, kept):
    printed = show(*arguments)
    assert "Left out on this width" in printed
    left_out = (
        printed.split("Left out on this width: ")[1].split(";")[0].replace("\n", " ").split(", ")
    )
    assert not set(kept) & set(left_out)


def test_nothing_is_cut_or_left_out_on_a_pipe(show):
    printed = show("opportunities", "--level", "diversification")
    assert "Left out" not in printed
    assert "Tyumen with Khanty-Mansi and Yamal" in printed


def test_russian_names_are_aligned(narrow, show):
    lines = show("regions").splitlines()
    heading = next(line for line in lines if line.startswith("code"))
    place = heading.index("enterprises") + len("enterprises")
    row = next(line for line in lines if line.startswith("RU-SA "))
    assert "Республика Саха" in row
    assert row[:place].endswith(" 779")


def test_names_keep_sixteen_cells_while_a_bar_can_give_way(narrow, show):
    printed = show("opportunities")
    assert "Left out on this width: parts;" in printed
    assert any("Sakha (Yakutia)" in row for row in printed.splitlines()[4:14])
    assert "…" not in printed


def test_the_line_of_what_ran_breaks_before_how_it_ran(narrow, show):
    assert show("hubs").splitlines()[:2] == [
        "Sixteen resource regions of Russia, 2023 · scheme study, 16 regions",
        "4 draws · seed 1",
    ]


def test_a_message_on_a_terminal_is_broken_between_words(monkeypatch):
    message = "error: 1 problem:\n  - " + "word " * 30
    assert guard._wrapped(message) == message
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: os.terminal_size((60, 20)))
    lines = guard._wrapped(message).splitlines()
    assert max(map(len, lines)) <= 60
    assert all(line.startswith("    word") for line in lines[2:])


def test_the_first_steps_fit_and_name_commands_that_exist(call):
    assert all(len(line) <= 80 for line in FIRST_STEPS.splitlines())
    assert "report.html" in call().stdout
    named = set(re.findall(r"hypercluster ([a-z]+) ", FIRST_STEPS))
    assert named - {"analyses"} <= set(COMMANDS)


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


def test_a_region_without_scores_says_why_and_nothing_else(show, ask):
    lines = show("opportunities", "--region", "Nenets").splitlines()
    assert lines[2].startswith(
        "No pair of Nenets Autonomous Okrug has a score: the data list no organisation in "
        "Nenets Autonomous Okrug."
    )
    assert len(lines) == 4
    assert len(ask("opportunities", "--region", "Nenets", "--top", "3")["linkages"]) == 15


def test_a_file_in_place_of_the_folder_is_not_answered_with_overwrite(call, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    error = call("analyse", "--draws", "0", "--out", tmp_path / "taken", code=2).stderr
    assert "found a file" in error
    assert "--overwrite" not in error


def test_the_width_is_that_of_the_terminal_alone(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert terminal.screen_columns() == shutil.get_terminal_size().columns


ONE = {
    "areas.csv": "area,name\nA,Alpha\n",
    "enterprises.csv": "reporting_unit,industry,count\nA,oil,3\nA,wool,4\n",
}
MANIFEST = (
    'title = "One region"\n[tables.areas]\nfile = "areas.csv"\n'
    '[tables.enterprises]\nfile = "enterprises.csv"\n'
)


@pytest.fixture(scope="module")
def lone(tmp_path_factory):
    """A finished run of a pack with one region and no organisations."""
    folder = tmp_path_factory.mktemp("one")
    for name, text in {**ONE, "pack.toml": MANIFEST}.items():
        (folder / name).write_text(text, encoding="utf-8")
    hc.write(
        hc.analyse(hc.load_pack(folder), settings=hc.Settings().with_run(draws=2)),
        folder / "results",
    )
    return folder / "results"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hubs",), "No region has a rank: hubs are compared among two regions or more."),
        (("hubs", "--actors"), "The pack has no organisations or groups."),
        (("communities",), "no communities; all regions are in one."),
        (
            ("communities", "--actors"),
            "No communities of actors: the pack has no organisations with ties.",
        ),
        (("opportunities",), "No pair to rank: the scheme has one region."),
        (
            ("opportunities", "--level", "new-clusters"),
            "No row meets every condition of a new cluster; 2 rows with --json.",
        ),
        (
            ("opportunities", "--level", "diversification"),
            "Nothing to diversify into: specialised in every industry.",
        ),
        (("layers", "--compare"), "Nothing to compare: fewer than two layers are present."),
        (("profile",), "no rank: hubs are compared among two regions or more"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_empty_table_says_why_and_has_no_legend(call, lone, arguments, said):
    printed = call(*arguments, "--results", lone).stdout
    assert said in printed
    assert "1 regions" not in printed
    assert "What moves" not in printed
    assert "q: chance" not in printed


def test_one_community_of_all_regions_is_not_called_certain(results):
    members = results.membership.assign(community="A")
    table = (
        results.communities.groupby("method")
        .head(1)
        .assign(size=len(results.regions), confidence="high", community="A")
    )
    tables = {**results.tables, "communities": table, "membership": members}
    shown = communities.communities(replace(results, tables=tables), "multiplex").view
    (sure,) = [column for column in shown.columns if column.heading == "sure"]
    assert cell(sure, shown.rows.iloc[0].to_dict()) == MISSING
    assert [str(remark) for remark in shown.remarks] == [
        "Method multiplex: no communities; all regions are in one."
    ]


def test_a_region_alone_has_no_p_value_as_a_community(results):
    table = results.communities.assign(size=1)
    tables = {**results.tables, "communities": table}
    shown = communities.communities(replace(results, tables=tables), "multiplex").view
    (p,) = [column for column in shown.columns if column.heading == "p"]
    assert {cell(p, row) for row in shown.rows.to_dict("records")} == {MISSING}
    assert shown.rows["p_null"].notna().all()
    assert any("A region alone has no p" in str(remark) for remark in shown.remarks)


def test_sources_that_move_nothing_are_not_named(results):
    shares = [
        {"ranking": "hubs", "source": source, "share": share}
        for source, share in (("counts", 0.996), ("organisations", 0.004))
    ]
    said = rankings.moved_by(
        replace(results, tables={**results.tables, "uncertainty_sources": pd.DataFrame(shares)}),
        "hubs",
    )
    assert tuple(map(str, said)) == (
        "What moves these ranks, each source alone: counts of enterprises 100 % of rank variance.",
    )


def test_long_lists_show_ten_rows_and_say_how_to_see_more(show, ask):
    assert "70 more: --top 80" in show("indicators")
    assert "more: --top" not in show("indicators", "--top", "80")
    assert "more: --top" not in show("indicators", "--region", "Komi")
    assert "109 more: --top 119" in show("layers", "--layer", "production")
    assert len(ask("indicators")["indicators"]) == 80


def test_merged_layers_are_named_step_by_step(show):
    lines = show("layers", "--compare").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("layers left"))
    assert lines[start + 1].endswith("–")
    assert all(" + " in line for line in lines[start + 2 : start + 6])


def test_a_pair_without_a_score_is_explained_by_what_is_missing_alone(show):
    printed = show("explain", "Nenets", "Tatarstan")
    assert "no organisation is listed in Nenets Autonomous Okrug" in printed
    for heading in (
        "What the values mean",
        "What it would be about",
        "What moves these ranks",
        "What would change its rank",
    ):
        assert heading not in printed


def test_a_profile_names_partners_and_industries_not_the_region_and_codes(show, results):
    printed = show("profile", "Komi")
    table = printed.split("complementary linkages")[1].splitlines()[1:3]
    assert table[0].split()[3:5] == ["with", "score"]
    assert "Komi" not in table[1]
    assert not set(results.industries["industry"]) & set(printed.split())


def test_ranges_that_are_not_compared_have_no_column(call, run_folder, tmp_path, packaged_run):
    other = tmp_path / "other"
    hc.write(packaged_run(4, "table1"), other)
    printed = call("compare", run_folder, other).stdout
    assert "only these are compared, and ranges are not" in printed
    assert "outside" not in printed


def test_no_heading_stands_twice_in_a_table(show):
    for arguments in SHOWN:
        lines = show(*arguments).splitlines()
        for line in lines[2:3]:
            headings = [heading for heading in re.split(r" {2,}", line.strip()) if heading]
            assert len(headings) == len(set(headings)), arguments
