"""Parquet as pyarrow, pandas and DuckDB read it: values, types, meanings, the run."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

import hypercluster as hc
from hypercluster.errors import MissingExtraError
from hypercluster.output.parquet import write_parquet
from hypercluster.schema import RESULT_TABLES

ARROW = {"integer": "int64", "number": "double", "boolean": "bool", "text": "string"}
DUCKDB = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "text": "VARCHAR"}


@pytest.fixture(params=RESULT_TABLES)
def name(request):
    return request.param


def test_pyarrow_reads_every_value_with_its_type(any_export, plain_tables, name):
    table = pq.read_table(any_export / f"{name}.parquet")
    assert table.to_pydict() == plain_tables[name]
    described = [RESULT_TABLES[name].column(column) for column in table.column_names]
    assert [str(field.type) for field in table.schema] == [
        ARROW[column.kind] for column in described
    ]


def test_duckdb_reads_every_value_with_its_type(any_export, plain_tables, name):
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT * FROM read_parquet(?)", [str(any_export / f"{name}.parquet")]
        )
        types = [str(each[1]) for each in found.description]
        rows = found.fetchall()
    described = [RESULT_TABLES[name].column(column) for column in plain_tables[name]]
    assert types == [DUCKDB[column.kind] for column in described]
    assert rows == list(zip(*plain_tables[name].values(), strict=True))


def test_pandas_reads_the_table_as_it_was(any_export, any_results, name):
    wanted = any_results.tables[name]
    found = pd.read_parquet(any_export / f"{name}.parquet")
    found = found.set_index("region") if wanted.index.name else found
    pd.testing.assert_frame_equal(
        found, wanted, check_exact=True, check_index_type=False, check_column_type=False
    )


def test_the_metadata_of_a_column_says_what_it_means(any_export, name):
    for field in pq.read_schema(any_export / f"{name}.parquet"):
        column = RESULT_TABLES[name].column(field.name)
        about = {key.decode(): text.decode() for key, text in field.metadata.items()}
        assert (about["meaning"], about.get("unit", "")) == (column.description, column.unit)
        assert about["missing"]
        assert field.nullable == column.is_nullable


def test_the_metadata_of_a_file_says_which_run_it_is_from(any_export, any_results, name):
    about = {
        key.decode(): text.decode()
        for key, text in pq.read_schema(any_export / f"{name}.parquet").metadata.items()
    }
    assert (about["table"], about["headline"], about["seed"]) == (
        name,
        any_results.headline,
        str(any_results.provenance["seed"]),
    )
    assert about["pack_sha256"] == any_results.provenance["pack"]["sha256"]
    assert about["doubts"].splitlines() == [str(note) for note in any_results.notes]


def test_two_writes_are_identical_byte_by_byte(any_results, any_export, tmp_path, name):
    write_parquet(any_results, tmp_path / f"{name}.parquet")
    assert (tmp_path / f"{name}.parquet").read_bytes() == (
        any_export / f"{name}.parquet"
    ).read_bytes()


def test_a_missing_library_is_named_and_nothing_is_written(results, tmp_path, without):
    without("pyarrow")
    with pytest.raises(MissingExtraError, match=r"hypercluster\[parquet\]"):
        hc.export_parquet(results, tmp_path / "export")
    assert not list(tmp_path.iterdir())
