"""Tables come back as they were written, whatever stands in them."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from hypercluster.errors import OutputError
from hypercluster.output.tables import read_table, write_table
from hypercluster.schema import RESULT_TABLES, Column, TableSchema

SCHEMA = TableSchema(
    "things",
    "One row per thing.",
    (
        Column("thing", "text", "A thing."),
        Column("note", "text", "A note.", is_nullable=True),
        Column("count", "integer", "A count."),
        Column("rank", "integer", "A rank.", is_nullable=True),
        Column("weight", "number", "A weight.", is_nullable=True),
        Column("is_new", "boolean", "Whether it is new."),
        Column("is_known", "boolean", "Whether it is known.", is_nullable=True),
        Column("strength_{}", "number", "Strength by layer.", is_nullable=True),
    ),
    key=("thing",),
)
TRICKY = [
    "plain", "", "Берег, №5", 'a "quote"', "line\nbreak", "carriage\rreturn", "both\r\n", " space ", "NA", "nan", "true", "1.0", "'", "''", "'quoted'",
    "=1+1", "+7", "-", "@x", "\ttab", "'=1", "＝1", "x" * 1_000_000, "a,b;c", "#", "\ufeff", "a\x00b",
]  # fmt: skip
DTYPES = {
    "thing": "str", "note": "str", "count": "int64", "rank": "Int64", "weight": "float64", "is_new": "bool", "is_known": "boolean", "strength_a b": "float64",
}  # fmt: skip


def things(notes):
    n = len(notes)
    weights = ([0.1 + 0.2, 1e-300, None, 1 / 3, -0.0, 5e22] * n)[:n]
    return pd.DataFrame(
        {
            "thing": [f"t{number}" for number in range(n)],
            "note": notes,
            "count": list(range(n)),
            "rank": ([1, None] * n)[:n],
            "weight": weights,
            "is_new": ([True, False] * n)[:n],
            "is_known": ([True, None, False] * n)[:n],
            "strength_a b": weights[::-1],
        }
    ).astype(DTYPES)


@pytest.mark.parametrize(
    "notes", [TRICKY, [None], [], [None, "", "x"]], ids=["tricky", "missing", "empty", "mixed"]
)
def test_every_value_comes_back(tmp_path, notes):
    table = things(notes)
    write_table(table, SCHEMA, tmp_path / "things.csv")
    pd.testing.assert_frame_equal(
        read_table(tmp_path / "things.csv", SCHEMA), table, check_exact=True
    )


@pytest.mark.parametrize("name", RESULT_TABLES)
def test_every_table_of_a_run_comes_back(any_results, any_folder, name):
    found = read_table(any_folder / f"{name}.csv", RESULT_TABLES[name])
    pd.testing.assert_frame_equal(found, any_results.tables[name], check_exact=True)


def test_parts_still_add_up_exactly_after_reading(any_results, any_folder):
    with (any_folder / "linkages.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for ranking in ("complementary", "common_ground"):
        names = [f"{ranking}_score", f"{ranking}_profile_part", f"{ranking}_capability_part"]
        found = [[float(row[name]) for name in names] for row in rows if row[names[0]]]
        before = any_results.linkages[names].dropna().to_numpy().tolist()
        assert found == before
        assert len(found) > 0


def test_no_cell_begins_like_a_formula(tmp_path):
    write_table(things(TRICKY), SCHEMA, tmp_path / "things.csv")
    csv.field_size_limit(2_000_000)
    with (tmp_path / "things.csv").open(encoding="utf-8", newline="") as stream:
        notes = [row["note"] for row in csv.DictReader(line.replace("\0", "") for line in stream)]
    assert len(notes) == len(TRICKY)
    assert not [note for note in notes if note[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝")]


def test_a_file_is_utf_8_with_line_feeds_and_no_mark(tmp_path):
    write_table(things(["Берег", None]), SCHEMA, tmp_path / "things.csv")
    lines = (tmp_path / "things.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0] == "thing,note,count,rank,weight,is_new,is_known,strength_a b"
    assert lines[1] == "t0,Берег,0,1,0.30000000000000004,true,true,1e-300"
    assert lines[2] == "t1,,1,,1e-300,false,,0.30000000000000004"


def test_a_column_that_nothing_describes_is_refused(tmp_path):
    with pytest.raises(
        OutputError, match=r"things\.csv: found columns that nothing describes: colour"
    ):
        write_table(things(["x"]).assign(colour="red"), SCHEMA, tmp_path / "things.csv")


def test_a_column_that_is_lacking_is_refused(tmp_path):
    with pytest.raises(
        OutputError, match="expected the columns note, rank; found none of these names"
    ):
        write_table(things(["x"]).drop(columns=["note", "rank"]), SCHEMA, tmp_path / "things.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected a table in CSV"),
        (b"\xcf\xf0\n", "expected a table in CSV"),
        (b"thing,note\n", "expected the columns"),
        (
            b"thing,note,count,rank,weight,is_new,is_known\na,b,1.5,,,true,\n",
            "expected values of the kind",
        ),
        (
            b"thing,note,count,rank,weight,is_new,is_known\na,b,,,,true,\n",
            "an empty cell in column 'count'",
        ),
        (
            b"thing,note,count,rank,weight,is_new,is_known\na,b,1,,,yes,\n",
            "expected values of the kind",
        ),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path, content, message):
    (tmp_path / "things.csv").write_bytes(content)
    with pytest.raises(OutputError, match=message):
        read_table(tmp_path / "things.csv", SCHEMA)
