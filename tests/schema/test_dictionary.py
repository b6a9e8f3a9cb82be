"""The written data dictionary is the one that the code describes."""

from __future__ import annotations

import re
from pathlib import Path

from hypercluster.schema import PACK_TABLES, RESULT_TABLES
from hypercluster.schema.conform import TABLES
from hypercluster.schema.dictionary import data_dictionary

ROOT = Path(__file__).parents[2]


def test_data_dictionary_is_up_to_date() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), (
        "run: python -m hypercluster.schema.dictionary > docs/data-dictionary.md"
    )


def test_every_reference_and_key_names_a_column() -> None:
    for schema in (*PACK_TABLES.values(), *RESULT_TABLES.values()):
        assert set(schema.key) <= {column.name for column in schema.columns}
        for column in schema.columns:
            if column.references:
                table, name = column.references.split(".")
                assert PACK_TABLES[table].column(name) is not None


def test_descriptions_say_an_before_a_vowel() -> None:
    for schema in (*PACK_TABLES.values(), *TABLES.values()):
        for column in schema.columns:
            article = re.search(r"\ba (?!one\b|eu)[aeio]\w+", column.description)
            assert article is None, f"{schema.name}.{column.name}: {article and article[0]}"


def test_every_result_column_has_a_short_heading_of_its_own() -> None:
    for schema in RESULT_TABLES.values():
        for column in schema.columns:
            assert 0 < len(column.heading) <= 40, f"{schema.name}.{column.name}"
            assert ("{}" in column.heading) == column.is_family, f"{schema.name}.{column.name}"


def test_a_heading_says_what_the_screen_shows() -> None:
    assert RESULT_TABLES["hubs"].column("composite").heading == "score"
    assert RESULT_TABLES["hubs"].column("composite").decimals == 1
    assert RESULT_TABLES["regions"].column("macroregion").heading == "macroregion"
    assert RESULT_TABLES["hubs"].column("is_hub").heading == "hub"
