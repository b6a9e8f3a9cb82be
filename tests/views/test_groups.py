"""Tables that stand together: every language says all of them, every cell has a text."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.views import communities, indicators, layers, sensitivity
from hypercluster.views.cells import cell
from hypercluster.views.model import View
from hypercluster.words import LANGUAGES, text


@pytest.fixture(scope="session")
def groups(run):
    """Every group of tables of a run, and a sweep."""
    measured = hc.spatial_indicators(run, permutations=9)
    swept = hc.sweep(hc.load_pack(), "linkages.beta", [0.0])
    by_name = {
        name: make(run, measured) if name == "spatial" else make(run)
        for name, make in indicators.GROUPS.items()
    }
    return {
        **by_name,
        "layers": layers.layers(run),
        "ties": layers.ties(run, "geography", first=3),
        "comparison": layers.comparison(run),
        "communities": communities.communities(run),
        "actors": communities.actor_communities(run, first=3),
        "sweep": sensitivity.sweep(swept, first=2),
    }


def views_and_notes(group):
    views = [group.view, *(item for item in group.below if isinstance(item, View))]
    notes = [note for item in group.below if not isinstance(item, View) for note in item]
    for view in views:
        notes += [view.title, view.nothing, *view.remarks]
        notes += [column.legend for column in view.columns if column.legend is not None]
    return views, [*notes, *group.doubts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_cell_can_be_said_in_every_language(groups, language):
    for group in groups.values():
        views, notes = views_and_notes(group)
        said = [text(note, language) for note in notes]
        cells = [
            cell(column, row, language)
            for view in views
            for row in view.shown().to_dict("records")
            for column in (*view.columns, *view.page)
        ]
        assert cells
        assert not [part for part in [*said, *cells] if "{" in part or "Note(" in part]


def test_russian_sentences_are_russian(groups):
    group = groups["communities"]
    remarks = [text(note, "ru") for note in group.view.remarks]
    assert any("Кандидат в гиперкластеры" in remark for remark in remarks)


def test_a_second_table_names_what_is_left_and_where(groups):
    assert [item.title.key for item in groups["relatedness"].below] == ["indicators.density"]
    assert groups["sweep"].below[0].shown().shape[0] == 2


def test_a_sweep_says_where_no_rank_moves(groups):
    cells = groups["sweep"].view.rows
    base = cells[cells["is_base"]].iloc[0]
    assert {str(base[name]) for name in ("hubs", "new_clusters", "communities")} == {"="}
    assert str(cells[~cells["is_base"]].iloc[0]["linkages.complementary"]) != "="


def test_sources_of_doubt_are_named_with_the_largest_share_first(run):
    shares = pd.DataFrame(
        [
            {"ranking": "hubs", "source": source, "share": share}
            for source, share in (("counts", 0.1), ("organisations", 0.7), ("threshold", None))
        ]
    )
    shown = sensitivity.sources(replace(run, tables={**run.tables, "uncertainty_sources": shares}))
    (row,) = shown.rows.to_dict("records")
    assert [cell(column, row) for column in shown.page] == [
        "hubs",
        "which organisations are listed 70 % · counts of enterprises 10 %",
    ]


def test_without_sources_of_doubt_there_is_no_row(quick):
    assert sensitivity.sources(quick).shown().empty
