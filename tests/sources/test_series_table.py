"""The table `series` of a pack: dates, units and values that agree with each other and with the other tables."""

from __future__ import annotations

import pandas as pd
import pytest
from tiny import change, problem_of, problems_of

import hypercluster as hc
from hypercluster.sources import load_pack
from hypercluster.sources.dates import all_dates, kind_of

SERIES = """\
date,reporting_unit,industry,variable,value,unit
2020,AB,baking,enterprises,10,
2020,AB,fishing,enterprises,5,
2020,C,,output,3.5,bln
2021,C,,output,-1,bln
2021,C,,jobs,7,
"""


@pytest.fixture
def folder(tiny_folder):
    """The small pack with a series."""
    (tiny_folder / "series.csv").write_text(SERIES, encoding="utf-8")
    with (tiny_folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write('[tables.series]\nfile = "series.csv"\n')
    return tiny_folder


def test_a_series_is_read_with_its_types(folder):
    series = load_pack(folder).table("series")
    assert series["date"].tolist() == ["2020", "2020", "2020", "2021", "2021"]
    assert series["value"].tolist() == [10, 5, 3.5, 7, -1]  # in the order of the key
    assert series["industry"].isna().sum() == 3


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "expected", "found", "remedy"),
    [
        ("2021,C,,jobs", "2021-13,C,,jobs", 6, "date", "a date: 2020 (year), 2020-Q2 (quarter), 2020-06 (month), 2020-06-30 (day)", "'2021-13'", "Correct the date"),
        ("2021,C,,jobs", "2021-02-30,C,,jobs", 6, "date", "a date: 2020 (year), 2020-Q2 (quarter), 2020-06 (month), 2020-06-30 (day)", "'2021-02-30'", "Correct the date"),
        ("2021,C,,jobs", "2021-Q1,C,,jobs", 6, "date", "dates of one kind; most here are a year, such as 2020", "'2021-Q1', a quarter", "Bring all dates to one kind"),
        ("2021,C,,jobs", "2021,E,,jobs", 6, "reporting_unit", "a region of the reporting scheme 'units'", "'E'", "Known: AB, C, D."),
        ("2021,C,,jobs", "2021,C,bakign,jobs", 6, "industry", "a code of industries.industry (industries.csv)", "'bakign'", "Did you mean 'baking'?"),
        ("2021,C,,jobs,7,", "2021,C,,output,7,bln", 6, "date, reporting_unit, variable", "one row without an industry per date, reporting unit and variable", "'2021', 'C', 'output' again, as in row 5", "Remove or correct"),
        ("2020,AB,fishing", "2020,AB,baking", 3, "date, reporting_unit, variable, industry", "one row per date and reporting_unit and variable and industry", "'2020', 'AB', 'enterprises', 'baking' again, as in row 2", "Remove or correct"),
        ("enterprises,10", "enterprises,-10", 2, "value", "a number of at least 0 where the variable is 'enterprises'", "-10", "Correct the value"),
        ("enterprises,10", "enterprises,", 2, "value", "a value", "an empty cell", "Write the number, or leave the row out where it is not known."),
        ("output,-1,bln", "output,-1,mln", 5, "unit", "the unit of 'output' as in row 4, 'bln'", "'mln'", "Convert the values"),
    ],
)  # fmt: skip
def test_every_kind_of_mistake_is_named_with_row_column_and_remedy(
    folder, old, new, row, column, expected, found, remedy
):
    change(folder, "series.csv", old, new)
    problem = problem_of(load_pack, folder)
    assert (problem.file, problem.row, problem.column, problem.expected, problem.found) == (
        "series.csv",
        row,
        column,
        expected,
        found,
    )
    assert problem.remedy.startswith(remedy)


def test_all_problems_come_in_one_message(folder):
    change(folder, "series.csv", "2021,C,,jobs", "21,C,,jobs")
    change(folder, "series.csv", "enterprises,10", "enterprises,-10")
    change(folder, "series.csv", "2021,C,,output", "2021,X,,output")
    assert {problem.column for problem in problems_of(load_pack, folder)} == {
        "date",
        "value",
        "reporting_unit",
    }


def frames() -> dict[str, pd.DataFrame]:
    return {
        "areas": pd.DataFrame({"area": ["N", "S"], "name": ["North", "South"]}),
        "enterprises": pd.DataFrame(
            {"reporting_unit": ["N", "S"], "industry": ["wool", "wool"], "count": [3, 5]}
        ),
        "series": pd.DataFrame(
            {
                "date": ["2020", "2021"],
                "reporting_unit": ["N", "N"],
                "variable": ["output", "output"],
                "value": [1.0, 2.0],
            }
        ),
    }


def test_a_pack_is_made_from_a_data_frame_of_series():
    assert hc.make_pack(**frames()).table("series")["industry"].isna().all()


def test_years_as_numbers_are_refused_with_the_remedy():
    given = frames()
    given["series"]["date"] = [2020, 2021]
    problem = problems_of(hc.make_pack, **given)[0]
    assert (problem.file, problem.column, problem.expected) == (
        "series (DataFrame)",
        "date",
        "text",
    )
    assert "astype('str')" in problem.remedy


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2020", "year"),
        ("2020-Q4", "quarter"),
        ("2020-12", "month"),
        ("2020-02-29", "day"),
        ("2021-02-29", None),
        ("2020-Q5", None),
        ("20", None),
    ],
)
def test_kinds_of_dates(date, kind):
    assert kind_of(date) == kind


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        (["2018", "2015", "2016"], ["2015", "2016", "2017", "2018"]),
        (["2010", "2020", "2015"], ["2010", "2015", "2020"]),
        (["2019-11", "2020-02", "2020-01"], ["2019-11", "2019-12", "2020-01", "2020-02"]),
        (["2019-Q4", "2020-Q1"], ["2019-Q4", "2020-Q1"]),
        (["2020-06-30", "2020-01-01"], ["2020-01-01", "2020-06-30"]),
        (["2020"], ["2020"]),
    ],
)
def test_dates_between_are_known_so_that_a_gap_stays_a_gap(given, whole):
    assert all_dates(given) == whole
