"""A table leaves the package with the columns of its schema, or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from hypercluster.errors import AnalysisError
from hypercluster.output.about import when_missing
from hypercluster.schema import TABLES, Column, TableSchema, conform


def shares(**columns: object) -> pd.DataFrame:
    table = {"result": ["score", "score"], "part": ["a", "b"], "share": [0.25, 0.75]}
    return pd.DataFrame({**table, **columns})


def test_columns_come_in_the_order_of_the_schema() -> None:
    backwards = shares()[["share", "part", "result"]]
    assert list(conform("variance_shares", backwards).columns) == ["result", "part", "share"]


def test_columns_are_of_the_kind_that_the_schema_names() -> None:
    whole = conform("variance_shares", shares(share=[0, 1]))
    assert whole.dtypes.astype(str).to_dict() == {
        "result": "str",
        "part": "str",
        "share": "float64",
    }


def test_a_column_that_is_not_described_is_an_error_that_names_it() -> None:
    with pytest.raises(AnalysisError, match=r"'variance_shares'.*'surprise' is built and not"):
        conform("variance_shares", shares(surprise=1))


def test_a_column_that_is_described_and_not_built_is_an_error_that_names_it() -> None:
    with pytest.raises(AnalysisError, match="column 'share' is described and not built"):
        conform("variance_shares", shares().drop(columns="share"))


def test_values_of_another_kind_are_an_error_that_names_the_column() -> None:
    with pytest.raises(AnalysisError, match="number values in column 'share'"):
        conform("variance_shares", shares(share=["much", "little"]))


def test_a_missing_truth_is_an_error_where_none_may_be() -> None:
    table = pd.DataFrame(
        {"layers_left": [1], "merged_layers": ["a"], "mean_entropy": [0.0], "quality": [0.0]}
    )
    with pytest.raises(AnalysisError, match="boolean values in column 'is_best'"):
        conform("reducibility", table.assign(is_best=[None]))


def test_members_of_a_family_stand_where_the_family_is_described() -> None:
    columns = {
        column.name: column.choices[:1] or [1.0 if column.kind in ("number", "integer") else "x"]
        for column in TABLES["membership"].columns
        if not column.is_family and column.kind != "boolean"
    }
    table = pd.DataFrame({"community_b": ["B"], "community_a": ["A"], "is_overlapping": [True]})
    result = conform("membership", table.join(pd.DataFrame(columns)))
    assert list(result.columns)[-2:] == ["community_b", "community_a"]


def test_a_named_index_counts_as_the_column_of_its_name() -> None:
    table = shares().set_index("result")
    assert list(conform("variance_shares", table).columns) == ["part", "share"]


def test_a_table_without_rows_has_every_column() -> None:
    result = conform("variance_shares", pd.DataFrame([]))
    assert result.dtypes.astype(str).to_dict() == {
        "result": "str",
        "part": "str",
        "share": "float64",
    }
    with pytest.raises(AnalysisError, match="'surprise' is built and not described"):
        conform("variance_shares", shares(surprise=1).head(0))


def test_a_description_says_when_a_value_is_missing_after_its_first_sentence() -> None:
    rank = Column("rank", "integer", "Rank by score. Ties share it.", missing="without draws")
    assert rank.is_nullable
    assert rank.description == "Rank by score; missing without draws. Ties share it."
    assert when_missing(rank) == "without draws"


@pytest.mark.parametrize("schema", TABLES.values(), ids=lambda schema: schema.name)
def test_when_a_value_is_missing_is_said_in_one_place(schema: TableSchema) -> None:
    assert [column.name for column in schema.columns if "; missing" in column.meaning] == []
