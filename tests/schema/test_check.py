"""The check of one table: columns, cells, keys."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hypercluster.schema import PACK_TABLES, Column, TableSchema
from hypercluster.schema.cells import LONGEST_CELL, NumberStyle, shorten, suggestion
from hypercluster.schema.check import LISTED_ROWS, check, empty_table, raw_frame

SCHEMA = TableSchema(
    "shops",
    "One row per shop.",
    (
        Column("shop", "text", "Code of the shop."),
        Column("name", "text", "Its name.", is_nullable=True, is_optional=True),
        Column("count", "integer", "Employees.", minimum=0),
        Column(
            "share",
            "number",
            "Share of sales.",
            is_nullable=True,
            is_optional=True,
            minimum=0,
            maximum=1,
        ),
        Column("is_open", "boolean", "Whether it is open.", is_optional=True),
        Column(
            "confidence", "text", "How sure.", choices=("high", "medium", "low"), is_optional=True
        ),
        Column("note", "text", "Any remark.", is_nullable=True, is_optional=True),
    ),
    key=("shop",),
)


def checked(style=None, **columns):
    given = {"shop": ["s1"], "count": ["3"]} | columns
    length = max(len(values) for values in given.values())
    given = {
        name: values * (length if len(values) == 1 and name != "shop" else 1)
        for name, values in given.items()
    }
    if len(given["shop"]) < length:
        given["shop"] = [f"s{number}" for number in range(length)]
    return check(
        raw_frame(pd.DataFrame(given, dtype=object)), SCHEMA, file="shops.csv", style=style
    )


def only(table):
    assert len(table.problems) == 1, table.problems
    return table.problems[0]


def test_sound_table_has_schema_order_types_and_defaults():
    table = checked(is_open=["TRUE"], share=["0.5"]).to_frame()
    assert list(table.columns) == [column.name for column in SCHEMA.columns]
    assert table.dtypes.astype(str).to_dict() == {
        "shop": "str", "name": "str", "count": "int64", "share": "float64", "is_open": "bool", "confidence": "str", "note": "str",
    }  # fmt: skip
    assert table.loc[0, "confidence"] == "high"
    assert table.loc[0, "share"] == 0.5
    assert table["name"].isna().all()
    assert not checked().to_frame().loc[0, "is_open"]


@pytest.mark.parametrize(
    ("column", "value", "expected", "found"),
    [
        ("count", "many", "a whole number", "'many'"),
        ("count", "-1", "a whole number of at least 0", "'-1'"),
        ("count", "2.5", "a whole number", "'2.5'"),
        ("count", 2.5, "a whole number", "2.5"),
        ("count", "", "a value", "an empty cell"),
        ("count", None, "a value", "an empty cell"),
        ("count", "nan", "a whole number", "'nan'"),
        ("count", float("inf"), "a finite number", "inf"),
        ("count", "1e400", "a finite number", "'1e400'"),
        ("count", 10**400, "a finite number", "a value of type int"),
        (
            "count",
            "99999999999999999999",
            "a whole number up to 9,007,199,254,740,992",
            "'99999999999999999999'",
        ),
        ("count", "1_000", "a whole number", "'1_000'"),
        ("count", "٣", "a whole number", "'٣'"),
        ("count", " 3", "a whole number", "' 3'"),
        ("count", True, "a whole number", "True"),
        ("count", dt.date(2023, 1, 1), "a whole number", "2023-01-01"),
        ("share", "1.5", "a number from 0 to 1", "'1.5'"),
        ("share", "inf", "a number", "'inf'"),
        ("is_open", "perhaps", "true or false", "'perhaps'"),
        ("confidence", "hihg", "one of high, medium, low", "'hihg'"),
        ("shop", "s1 ", "text without spaces at its ends", "'s1 '"),
        ("shop", "s\n1", "text without control characters or line breaks", "'s\\n1' with '\\n'"),
        (
            "name",
            "a\x07b",
            "text without control characters or line breaks",
            "'a\\x07b' with '\\x07'",
        ),
        ("shop", "a\u200b", "text without invisible characters", r"'a\u200b' with '\u200b'"),
        ("name", "a\u202eb", "text without invisible characters", r"'a\u202eb' with '\u202e'"),
        ("shop", 77, "text", "the number 77"),
        *(
            ("shop", error, "a value", f"the error {error}")
            for error in (
                "#N/A",
                "#REF!",
                "#DIV/0!",
                "#NAME?",
                "#Н/Д",
                "#ССЫЛКА!",
                "#ДЕЛ/0!",
                "#NV",
            )
        ),
        ("name", "x" * (LONGEST_CELL + 1), "at most 10,000 characters", "more, beginning 'xxx"),
    ],
)
def test_a_cell_that_is_not_what_its_column_describes_is_named(column, value, expected, found):
    problem = only(checked(**{column: [value]}))
    assert (problem.file, problem.row, problem.column) == ("shops.csv", 2, column)
    assert problem.expected == expected
    assert problem.found.startswith(found)
    assert problem.remedy
    assert len(str(problem)) < 400


def test_markup_other_alphabets_and_the_code_na_survive():
    table = checked(shop=["NA"], name=["<b>Ж & ü</b>"], note=["two\nlines "]).to_frame()
    assert table.loc[0, ["shop", "name", "note"]].to_list() == ["NA", "<b>Ж & ü</b>", "two\nlines "]


@pytest.mark.parametrize(
    ("value", "style", "number"),
    [
        ("0,25", NumberStyle(","), 0.25),
        (".5", None, 0.5),
        ("1e-3", None, 0.001),
        (np.float64(0.5), None, 0.5),
        (1, None, 1.0),
    ],
)
def test_numbers_are_read_in_the_declared_style(value, style, number):
    assert checked(style, share=[value]).to_frame().loc[0, "share"] == number


@pytest.mark.parametrize("text", ["1 306", "1\u00a0306", "1\u202f306", "1306"])
def test_any_space_groups_thousands_where_spaces_are_declared(text):
    assert checked(NumberStyle(thousands=" "), count=[text]).to_frame().loc[0, "count"] == 1306


@pytest.mark.parametrize(
    ("column", "values", "style", "remedy"),
    [
        ("share", ["0,1", "0,2"], NumberStyle(declared_in="[tables.shops]"), 'Add decimal = ","'),
        (
            "count",
            ["1 306", "2 000"],
            NumberStyle(declared_in="[tables.shops]"),
            'Add thousands = " " to [tables.shops]',
        ),
        (
            "count",
            ["1,306", "2,000"],
            NumberStyle(declared_in="[tables.shops]"),
            'Add thousands = "," to [tables.shops]',
        ),
        (
            "share",
            ["0.1", "0.2"],
            NumberStyle(",", declared_in="[tables.shops]"),
            "Write a decimal comma as declared",
        ),
        (
            "share",
            ["0,1", "0,2"],
            NumberStyle(thousands=",", declared_in="[tables.shops]"),
            'Group three digits as declared, or remove thousands = "," from [tables.shops].',
        ),
        ("share", ["0,1", "0,2"], None, "Use numbers, not text."),
    ],
)
def test_an_undeclared_number_style_is_one_problem_with_the_line_to_add(
    column, values, style, remedy
):
    problem = only(checked(style, **{column: values}))
    assert (problem.row, problem.column) == (2, column)
    assert "(and 1 more such rows)" in problem.found
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("text", "style", "found", "remedy"),
    [
        ("12,5", NumberStyle(declared_in="[x]"), "'12,5', with a decimal comma", "whole number."),
        ("0,5", NumberStyle(thousands=",", declared_in="[x]"), "'0,5', with", "whole number."),
        (
            "1.234",
            NumberStyle(declared_in="[x]"),
            "'1.234'",
            '(1234 if the point groups thousands), or set decimal = "," and thousands = "." in [x].',
        ),
        ("1.000", None, "'1.000'", "whole number (1000 if the point groups thousands)."),
        (
            "1,000",
            NumberStyle(",", declared_in="[x]"),
            "'1,000'",
            '(1000 if the comma groups thousands), or set decimal = "." and thousands = "," in [x].',
        ),
        ("1.234", None, "'1.234'", "whole number (1234 if the point groups thousands)."),
        ("0.234", None, "'0.234'", "whole number."),
    ],
)
def test_a_fraction_among_whole_numbers_is_not_answered_with_a_style_that_keeps_it(
    text, style, found, remedy
):
    problem = only(checked(style, count=[text]))
    assert problem.expected == "a whole number"
    assert problem.found.startswith(found)
    assert problem.remedy.startswith("It has no fractions: write the whole number")
    assert problem.remedy.endswith(remedy)


@pytest.mark.parametrize("text", ["n/a", "#N/A", "many", "", None, "1e400"])
@pytest.mark.parametrize(("column", "way"), [("count", "the row out"), ("share", "the cell empty")])
def test_a_number_that_is_not_known_has_the_remedy_of_its_column(column, way, text):
    problems = checked(**{column: [text]}).problems
    assert len(problems) == (column == "count" or bool(text))
    assert all(f"leave {way}" in problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("3.0", None, 3),
        ("1000.000", None, 1000),
        ("1.000", NumberStyle(",", "."), 1000),
        ("1,000", NumberStyle(thousands=","), 1000),
    ],
)
def test_whole_numbers_that_can_be_read_in_one_way_only_are_read(text, style, number):
    assert checked(style, count=[text]).to_frame()["count"].to_list() == [number]


def test_many_faults_of_one_kind_are_counted_and_leave_room_for_others():
    table = checked(count=["x"] * 1000, share=["0.5"] * 999 + ["2"])
    assert len(table.problems) == LISTED_ROWS + 1
    assert table.problems[LISTED_ROWS - 1].found == "'x' (and 990 more such rows)"
    assert table.problems[-1].row == 1001


def test_a_duplicate_key_names_both_rows():
    problem = only(checked(shop=["s1", "s2", "s1"], count=["1", "2", "3"]))
    assert (problem.row, problem.column, problem.expected) == (4, "shop", "one row per shop")
    assert problem.found == "'s1' again, as in row 2"


def test_a_misspelt_column_is_one_problem_with_its_name():
    shops = pd.DataFrame({"shop": ["s1"], "cuont": [3]})
    problem = only(check(raw_frame(shops), SCHEMA, file="shops.csv"))
    assert (problem.row, problem.column, problem.remedy) == (
        1,
        "count",
        "Rename column 'cuont' to 'count'.",
    )


def test_missing_unknown_nameless_and_doubled_columns_are_all_named():
    shops = pd.DataFrame([["s1", "a", "b", 1, 2]], columns=["shop", "shop", "", "colour", 5])
    problems = check(raw_frame(shops), SCHEMA, file="shops.csv").problems
    assert [(problem.column, problem.found) for problem in problems] == [
        ("count", "no such column"),
        ("", "a column without a name"),
        ("colour", "a column that this table does not have"),
        ("5", "a column that this table does not have"),
        ("shop", "2 of this name"),
    ]


def test_a_key_in_the_index_has_the_remedy_reset_index():
    shops = pd.DataFrame({"shop": ["s1"], "count": [3]}).set_index("shop")
    assert "reset_index()" in only(check(raw_frame(shops), SCHEMA, file="shops")).remedy


def test_an_empty_table_is_a_problem():
    assert (
        only(
            check(raw_frame(pd.DataFrame({"shop": [], "count": []})), SCHEMA, file="shops.csv")
        ).found
        == "a header and no rows"
    )


def test_the_frame_given_is_not_changed():
    shops = pd.DataFrame({"shop": ["s1"], "count": [3.0]})
    before = shops.copy(deep=True)
    assert check(raw_frame(shops), SCHEMA, file="shops").to_frame()["count"].dtype == "int64"
    pd.testing.assert_frame_equal(shops, before)


def test_missing_values_of_every_kind_are_missing():
    shares = pd.DataFrame(
        {
            "shop": list("abcd"),
            "count": 1,
            "share": pd.Series([None, float("nan"), pd.NA, ""], dtype=object),
        }
    )
    table = check(raw_frame(shares), SCHEMA, file="shops")
    assert not table.problems
    assert table.to_frame()["share"].isna().all()


@pytest.mark.parametrize("name", sorted(PACK_TABLES))
def test_an_empty_table_has_every_column_of_its_description(name):
    assert list(empty_table(PACK_TABLES[name]).columns) == [
        column.name for column in PACK_TABLES[name].columns
    ]


def test_shown_values_are_short_and_escape_what_cannot_be_seen():
    assert len(shorten("x" * 10**6)) < 70
    assert shorten("a\u200bb") == "'a\\u200bb'"


def test_look_alike_letters_are_pointed_out():
    assert (
        suggestion("АВ", ["AB", "CD"])
        == "Did you mean 'AB'? The one found has '\\u0410', '\\u0412'."
    )
