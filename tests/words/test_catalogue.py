"""Every language says the same things, and writes numbers, plurals and names its own way."""

from __future__ import annotations

import string

import pandas as pd
import pytest

from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.errors import AnalysisError
from hypercluster.layers import LAYERS
from hypercluster.rankings import RANKINGS
from hypercluster.words import (
    LANGUAGES,
    Name,
    Note,
    Notes,
    Term,
    catalogue,
    check_texts,
    join,
    listed,
    note_of,
    number,
    part,
    percent,
    probability,
    rank,
    signed,
    span,
    split,
    term,
    text,
)
from hypercluster.words.catalogue import PLURALS

PAGE = ("heading", "level", "note", "empty")
OTHERS = [language for language in LANGUAGES if language != "en"]


def placeholders(message):
    forms = [message] if isinstance(message, str) else message.values()
    parsed = [part for form in forms for part in string.Formatter().parse(form)]
    return {(field, spec) for _, field, spec, _ in parsed if field}


@pytest.mark.parametrize("language", OTHERS)
def test_languages_have_the_same_keys(language):
    assert set(catalogue(language)) == set(catalogue("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_languages_have_the_same_placeholders_and_formats(language):
    translated = catalogue(language)
    assert {
        key
        for key, message in catalogue("en").items()
        if placeholders(message) != placeholders(translated[key])
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_a_form_for_every_other_number_and_name_a_count(language):
    plurals = {key: forms for key, forms in catalogue(language).items() if isinstance(forms, dict)}
    assert plurals
    assert all("other" in forms and set(forms) <= PLURALS for forms in plurals.values())
    assert all("count" in dict(placeholders(forms)) for forms in plurals.values())


def test_a_count_chooses_the_plural_of_its_language():
    assert text("notes.unsure", count=1).startswith("1 organisation could")
    assert text("notes.unsure", count=2).startswith("2 organisations could")
    assert text("notes.unsure", "ru", count=21).startswith("21 организацию")
    assert text("notes.unsure", "ru", count=3).startswith("3 организации")
    assert text("notes.unsure", "ru", count=11).startswith("11 организаций")


def test_a_number_that_ends_in_one_is_not_called_the_only_one_in_russian():
    for language in LANGUAGES:
        for key, forms in catalogue(language).items():
            if isinstance(forms, dict):
                assert language == "en" or "единственн" not in forms["one"], key


def test_zero_has_no_sign_and_a_missing_number_is_a_dash():
    assert [number(value) for value in (-0.0, -0.004, 0.004)] == ["0.00"] * 3
    assert number(-0.4, 0, "ru") == "0"
    assert [signed(value) for value in (-0.0, -0.004, 0.004)] == ["0.00"] * 3
    assert signed(0.006) == "+0.01"
    assert [write(None) for write in (number, signed, percent, part, probability)] == ["–"] * 5


def test_ranges_of_ranks_and_shared_ranks():
    assert [span(2, 9), span(1, 1), span(1.0, 12.0)] == ["2–9", "1", "1–12"]
    assert [span(None, 4), span(4, float("nan"))] == ["–", "–"]
    assert [rank(3), rank(3.0, True), rank(3, False)] == ["3", "=3", "3"]
    assert [rank(None, True), rank(4, pd.NA)] == ["–", "4"]


@pytest.mark.parametrize(
    ("share", "shown"), [(0.004, "0 %"), (0.019, "1 %"), (0.899, "89 %"), (0.999, "99 %")]
)
def test_small_shares_never_round_up(share, shown):
    assert percent(share) == shown


def test_a_small_probability_is_never_nothing():
    assert [probability(value) for value in (0.0, 0.0009, 0.001, 0.0996)] == [
        "<0.001",
        "<0.001",
        "0.001",
        "0.100",
    ]


def test_notes_are_shown_as_sentences():
    note = Note("notes.few_industries", {"count": 4})
    notes = Notes([note, Note("sentence", {"text": "a < b"})])
    assert repr(note).startswith("Note('notes.few_industries': 'Only 4 industries: relatedness")
    assert repr(Note("no.such.key")) == "Note('no.such.key': '')"
    assert repr(notes) == f"2 notes, first: {note}"
    assert str(notes) == f"{note}\na < b"
    assert notes._repr_html_() == f"<ul><li>{note}</li><li>a &lt; b</li></ul>"
    assert notes == (note, notes[1])


def test_names_are_local_in_the_local_language_alone():
    note = Note("notes.allocated", {"names": [Name("Tatarstan", "Татарстан", "ru"), Name("Komi")]})
    assert str(note).startswith("Allocated: Tatarstan, Komi inherit")
    assert text(note, "ru").startswith("Распределено: Татарстан, Komi получают")


def test_a_name_may_be_given_in_both_languages():
    note = Note("profile.title", {"name": Name("Tatarstan", "Татарстан", "ru"), "region": "TA"})
    assert str(note) == "Tatarstan, Татарстан (TA)"
    assert text(note, "ru") == "Татарстан, Tatarstan (TA)"
    assert str(Note("profile.title", {"name": Name("Alpha"), "region": "A"})) == "Alpha (A)"


def test_notes_are_equal_after_json_and_hashable():
    names = (Name("Tatarstan", "Татарстан", "ru"), Note("flags.masked"))
    note = Note("notes.allocated", {"names": names})
    assert note_of(note.to_dict()) == note
    assert len({note, note_of(note.to_dict())}) == 1
    assert note.to_dict()["text"] == str(note)


def test_a_share_of_draws_is_never_rounded_up_and_no_float_takes_a_percent_away():
    shares = [draws / 200 for draws in range(201)]
    assert [percent(share) for share in shares] == [f"{draws // 2} %" for draws in range(201)]


def test_numbers_are_written_as_the_language_does():
    assert number(-1234.5, 1) == "-1,234.5"
    assert number(-1234.5, 1, "ru") == "-1\xa0234,5"
    assert number(-0.004) == "0.00"
    assert number(float("nan")) == "–"


def test_a_long_list_counts_the_rest():
    assert listed(list("ABCD")) == "A, B, C and D"
    assert listed(list("ABCDE"), "ru") == "A, B, C и ещё 2"


def test_cells_are_joined_and_split_alike():
    assert split(join(["a", "b", "a"])) == ["a", "b"]
    assert join([]) is None
    assert split(None) == split(float("nan")) == []


def test_a_word_that_the_data_chose_is_shown_as_it_is():
    assert term("layers", "road_traffic", "ru") == "road traffic"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_missing_is_an_error_that_names_it_and_its_file(language):
    for call in (lambda: text("hubs.nothing", language), lambda: term("hubs", "nothing", language)):
        with pytest.raises(AnalysisError, match=rf"'hubs\.nothing'.*words/{language}\.toml"):
            call()


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_have_their_texts(language):
    kinds = [kind for kind in RANKINGS.values() if kind.is_opportunity]
    tables = {kind.table for kind in kinds}
    check_texts(
        [
            *(f"ranking.{name}" for name in RANKINGS),
            *(f"ranking_short.{kind.name}" for kind in RANKINGS.values() if kind.is_regional),
            *(f"ranking_item.{kind.name}" for kind in kinds),
            *(f"ranking_part.{part}" for kind in kinds for part in kind.parts.values()),
            *(f"ranking_score.{table}" for table in tables),
            *(f"{table}.{key}" for table in tables - {"linkages"} for key in PAGE),
            *(f"layers.{name}" for name in LAYERS),
            *(f"centralities.{name}" for name, kind in CENTRALITIES.items() if not kind.is_variant),
        ],
        language,
    )


def test_another_language_is_refused():
    with pytest.raises(AnalysisError, match="en, ru; found 'de'"):
        catalogue("de")


def test_a_word_for_a_linkage_agrees_with_what_stands_before_it():
    note = Note("remarks.linkages", {"ranking": Term("rankings", "complementary")})
    assert text(note, "ru").startswith("Вид связи «комплементарная»")
