"""How values look on screen."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from hypercluster.cli import render
from hypercluster.cli.explain import shares_as_shown
from hypercluster.cli.render import Field


def test_missing_is_shown_as_a_dash_whatever_its_kind():
    assert [render.number(value) for value in (None, float("nan"), pd.NA)] == ["–"] * 3


@pytest.mark.parametrize(("low", "high", "text"), [(2, 9, "2-9"), (3, 3, "3"), (pd.NA, pd.NA, "–")])
def test_a_range_of_ranks(low, high, text):
    assert render.span(low, high) == text


def test_shared_ranks_are_marked():
    assert [render.rank(2, is_tied=True), render.rank(2), render.rank(pd.NA, is_tied=pd.NA)] == [
        "=2",
        "2",
        "–",
    ]


def test_small_shares_never_round_up_to_certainty():
    assert [render.percent(0.999), render.percent(1.0), render.percent(0.29)] == [
        "99 %",
        "100 %",
        "29 %",
    ]


def test_minus_zero_has_no_sign():
    assert render.number(-0.0001) == "0.00"


def test_bars_are_full_for_the_largest_and_as_wide_for_all():
    assert [render.bar(value, 2.0, 4) for value in (2.0, 1.0, 0.0, None)] == [
        "████",
        "██  ",
        "    ",
        "    ",
    ]
    assert render.stacked([1.0, 3.0], 4.0, 4) == "█▒▒▒"


def test_control_characters_do_not_reach_a_terminal():
    assert "\x1b" not in render.clean("red \x1b[31m name\u202e")


NAME, SIZE = (
    Field("name", lambda row: row["name"], is_cut=True),
    Field("size", lambda row: str(row["size"]), is_number=True),
)
ROWS = [{"name": "Республика с длинным названием *", "size": 1}, {"name": "B", "size": 20}]


def test_a_pipe_cuts_nothing_and_numbers_stand_right():
    assert render.table_lines([NAME, SIZE], ROWS) == [
        "name                              size",
        "Республика с длинным названием *     1",
        "B                                   20",
    ]


def test_a_terminal_cuts_long_names_but_never_their_star():
    lines = render.table_lines([NAME, SIZE], ROWS, width=20)
    assert max(map(len, lines)) <= 20
    assert lines[1] == "Республика… *      1"


def test_json_has_null_for_missing_and_python_numbers():
    table = pd.DataFrame(
        {
            "a": pd.array([1, None], dtype="Int64"),
            "b": [float("inf"), 0.1],
            "c": pd.Series(["x", None], dtype="str"),
        }
    )
    assert json.loads(render.as_json(render.records(table))) == [
        {"a": 1, "b": None, "c": "x"},
        {"a": None, "b": 0.1, "c": None},
    ]


def test_parts_as_shown_add_up_to_the_total_as_shown():
    parts = [0.1039, 0.2012, 0.3017]
    shown = shares_as_shown(parts, sum(parts))
    assert shown == ["0.104", "0.201", "0.302"]
    assert shares_as_shown([0.1004, 0.1004], 0.2008) == ["0.101", "0.100"]
