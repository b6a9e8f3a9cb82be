"""The whole run as one JSON document."""

from __future__ import annotations

import json

import pytest

from hypercluster.output.json_document import write_json
from hypercluster.schema import RESULT_TABLES


@pytest.fixture(scope="session")
def file(any_export):
    return any_export / "results.json"


@pytest.fixture(scope="session")
def document(file):
    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(file.read_text(encoding="utf-8"), parse_constant=refuse)


def test_every_row_and_value_arrives_with_its_type(document, plain_tables):
    assert list(document["tables"]) == list(plain_tables)
    for name, table in plain_tables.items():
        wanted = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
        assert document["tables"][name] == wanted, name
        for found, record in zip(document["tables"][name], wanted, strict=True):
            assert [type(value) for value in found.values()] == [
                type(value) for value in record.values()
            ]


def test_the_document_says_what_was_found_and_how(document, any_results):
    assert document["headline"] == any_results.headline
    assert document["notes"] == [str(note) for note in any_results.notes]
    assert document["provenance"] == any_results.provenance
    assert "alignment potential" in document["scope"]


def test_every_column_is_defined(document, plain_tables):
    for name, table in plain_tables.items():
        defined = document["definitions"][name]
        assert defined["meaning"] == RESULT_TABLES[name].meaning
        assert defined["key"] == list(RESULT_TABLES[name].key)
        assert [column["name"] for column in defined["columns"]] == list(table)
        for column in defined["columns"]:
            described = RESULT_TABLES[name].column(column["name"])
            assert (column["kind"], column["unit"] or "", column["meaning"]) == (
                described.kind,
                described.unit,
                described.description,
            )


def test_a_column_that_is_never_missing_says_so(document, plain_tables):
    for name, table in plain_tables.items():
        never = [
            column["name"]
            for column in document["definitions"][name]["columns"]
            if column["missing"] == "never"
        ]
        assert not [column for column in never if None in table[column]]


def test_one_record_stands_on_a_line(file, document):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('{"') for line in lines) == sum(
        map(len, document["tables"].values())
    )


def test_names_stand_in_their_own_script(results, tmp_path):
    write_json(results, tmp_path / "r.json")
    assert "Север" in (tmp_path / "r.json").read_text(encoding="utf-8")


def test_two_writes_are_identical_byte_by_byte(any_results, file, tmp_path):
    write_json(any_results, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == file.read_bytes()
