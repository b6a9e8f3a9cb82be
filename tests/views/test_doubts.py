"""Doubts about a run stand where they concern what is shown, and the others are counted."""

from __future__ import annotations

import hypercluster as hc
from hypercluster.views.doubts import doubts_of
from hypercluster.words import Note


def keys(document):
    return [item.key for item in document.sections[-1].items if isinstance(item, Note)]


def test_a_doubt_that_names_a_region_stands_with_that_region_alone(quick):
    allocated = next(note for note in quick.notes if note.key == "notes.allocated")
    assert any(name.name == "Arkhangelsk Oblast" for name in allocated.values["names"])
    assert "notes.allocated" in keys(hc.profile(quick, "Arkhangelsk"))
    assert "notes.allocated" not in keys(hc.profile(quick, "Tatarstan"))


def test_the_doubts_that_are_left_out_are_counted_and_found(quick):
    doubts = doubts_of(quick, ["RU-TA"])
    assert doubts[-1].key == "notes.others"
    assert doubts[-1].values["count"] == len(quick.notes) - len(doubts) + 1
    assert "results.notes" in str(doubts[-1])


def test_what_weakens_every_number_is_always_said(quick):
    assert "notes.few_industries" in keys(hc.explain(quick, "komi", "tatarstan"))
    assert "notes.moved_seat" not in keys(hc.explain(quick, "komi", "tatarstan"))
