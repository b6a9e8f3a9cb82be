"""How the terminal and JSON show values, names and tables."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from rich.cells import cell_len

from hypercluster.cli import terminal
from hypercluster.cli.terminal import Field, Grid, Marked, fitted, lines
from hypercluster.views.plain_data import records


@pytest.fixture
def at(monkeypatch):
    """Lines of blocks on a screen of some cells."""

    def at(width, *blocks):
        monkeypatch.setattr("hypercluster.cli.terminal.screen_columns", lambda: width)
        return lines(*blocks)

    return at


def test_bars_are_full_for_the_largest_and_as_wide_for_all():
    assert [terminal.bar(value, 2.0, 4) for value in (2.0, 1.0, 0.0, None)] == [
        "████",
        "██  ",
        "    ",
        "    ",
    ]
    assert terminal.stacked([1.0, 3.0], 4.0, 4) == "█▒▒▒"


def test_control_characters_do_not_reach_a_terminal():
    assert "\x1b" not in terminal.clean("red \x1b[31m name\u202e")


NAME, SIZE = (
    Field("name", lambda row: row["name"], is_name=True),
    Field("size", lambda row: str(row["size"]), is_number=True),
)
ROWS = [{"name": "Республика с длинным названием *", "size": 1}, {"name": "B", "size": 20}]


def test_a_pipe_wraps_nothing_and_numbers_stand_right():
    assert lines(Grid([NAME, SIZE], ROWS)) == [
        "name                              size",
        "Республика с длинным названием *     1",
        "B                                   20",
    ]


def test_a_terminal_wraps_long_names_and_their_star_stays_with_the_last_word(at):
    assert at(22, Grid([NAME, SIZE], ROWS)) == [
        "name              size",
        "Республика с         1",
        "длинным",
        "названием *",
        "B                   20",
    ]


def test_wide_characters_are_counted_as_wide(at):
    rows = [{"name": "東京", "size": 1}, {"name": "Osaka", "size": 2}]
    assert len({cell_len(line) for line in at(80, Grid([NAME, SIZE], rows))}) == 1


def test_a_narrow_table_breaks_headings_and_names_then_leaves_spare_columns_out(at):
    row = {"name": "A very long name of a region", "value": "0.12", "bar": "█████"}
    fields = [
        Field("region", lambda row: row["name"], is_name=True),
        Field("share of the total", lambda row: row["value"], is_number=True),
        Field("bar of it", lambda row: row["bar"], is_spare=True),
        Field("q", lambda row: row["value"], is_number=True),
    ]
    assert len(at(100, Grid(fields, [row]))) == 2
    broken = at(45, Grid(fields, [row]))
    assert len(broken) > 2
    assert all(cell_len(line) <= 45 for line in broken)
    assert not any("Left out" in line for line in broken)
    spared = " ".join(at(32, Grid(fields, [row])))
    assert "Left out on this width: bar of it;" in " ".join(spared.split())
    assert spared.split()[1:3] == ["q", "A"] or " q" in spared


def test_a_column_that_is_left_out_takes_its_legend_along(at):
    fields = [
        Field("name", lambda row: row["name"], is_name=True),
        Field("size", lambda _: "12", is_number=True, legend="size: number of regions."),
        Field("bar", lambda _: "██████", is_spare=True, legend="bar: the same, drawn."),
    ]
    rows = [{"name": "A name of some length"}]
    assert at(80, Grid(fields, rows))[-1] == "size: number of regions. bar: the same, drawn."
    assert at(24, Grid(fields, rows))[-1] == "size: number of regions."
    assert "legend" not in " ".join(at(80, Grid(fields, rows, None)))


def test_many_columns_that_are_left_out_are_counted_not_named(at):
    fields = [Field(f"column {number}", lambda _: "value", is_number=True) for number in range(12)]
    assert "Left out on this width: 8 columns; --json has all." in " ".join(
        at(30, Grid(fields, [{}]))
    )


def test_what_is_left_of_the_width_goes_to_the_columns_that_want_it():
    assert fitted([3, 10, 10], [3, 30, 14], 40) == [3, 23, 14]
    assert fitted([3, 10], [3, 30], 5) == [3, 10]


def test_a_mark_stands_before_the_first_line_alone(at):
    assert at(12, Marked("! ", "one two three")) == ["! one two", "  three"]


def test_a_terminal_has_colours_unless_they_are_unwanted(monkeypatch, at):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in at(80, Marked("! ", "doubt"))[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in at(80, Marked("! ", "doubt"))[0]


def test_json_has_null_for_missing_and_python_numbers():
    table = pd.DataFrame(
        {
            "a": pd.array([1, None], dtype="Int64"),
            "b": [float("inf"), 0.1],
            "c": pd.Series(["x", None], dtype="str"),
        }
    )
    assert json.loads(json.dumps(records(table))) == [
        {"a": 1, "b": None, "c": "x"},
        {"a": None, "b": 0.1, "c": None},
    ]
