"""An explanation of a linkage: every number can be traced, in every language."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import AnalysisError, SchemeError
from hypercluster.rankings import linkage_rankings
from hypercluster.views.cells import heading
from hypercluster.views.linkage_facts import linkage_facts, profile_weight, rescored
from hypercluster.views.plain import document_text
from hypercluster.words import LANGUAGES, text

KINDS = {kind.short: kind for kind in linkage_rankings()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_value_times_weight_times_untapped_times_distance_is_what_a_part_adds(quick, kind):
    for _, row in quick.linkages[quick.linkages[kind.column("rank")].notna()].iterrows():
        facts = linkage_facts(quick, row, kind)
        for part in facts["parts"]:
            product = part["value"] * part["weight"] * part["untapped"] * part["distance_factor"]
            assert product == pytest.approx(part["adds"], abs=1e-12)
        total = sum(part["adds"] for part in facts["parts"])
        assert total == pytest.approx(facts["score"], abs=1e-12)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_scores_recomputed_with_the_settings_of_the_run_are_those_of_the_run(quick, kind):
    again = rescored(quick, kind, weight=profile_weight(quick, kind))
    pd.testing.assert_series_equal(
        again, quick.linkages[kind.column("score")], check_names=False, rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("ranking", KINDS)
def test_the_parts_as_shown_add_up_to_the_score_as_shown(quick, ranking):
    for _, row in quick.linkages.nsmallest(12, f"{ranking}_rank").iterrows():
        text = str(hc.explain(quick, row["source"], row["target"], ranking=ranking))
        adds = [round(float(value) * 1000) for value in re.findall(r"= (0\.\d{3})\b(?!\d)", text)]
        score = re.search(r"^ +score +(0\.\d{3})", text, re.MULTILINE)
        assert len(adds) == 2
        assert sum(adds) == round(float(score[1]) * 1000)


def test_regions_may_be_named_in_either_language_and_without_them_the_first_is_explained(quick):
    assert hc.explain(quick).facts["rank"] == 1
    best = hc.explain(quick, "Коми", ranking="common-ground").facts
    assert "RU-KO" in (best["source"]["region"], best["target"]["region"])
    assert hc.explain(quick, "komi", "tatarstan").facts == hc.explain(quick, "RU-TA", "RU-KO").facts


def test_errors_name_the_nearest_region_and_refuse_one_region_twice(quick):
    with pytest.raises(SchemeError, match="Tatarstan"):
        hc.explain(quick, "Tatarstam")
    with pytest.raises(AnalysisError, match="two different regions; found Komi Republic twice"):
        hc.explain(quick, "komi", "RU-KO")
    with pytest.raises(AnalysisError, match="Expected a ranking"):
        hc.explain(quick, ranking="hubs")


def test_a_pair_without_a_score_is_explained_by_what_is_missing(quick):
    explanation = hc.explain(quick, "nenets", "tatarstan")
    assert "no organisation is listed in Nenets Autonomous Okrug" in str(explanation)
    assert explanation.facts["score"] is None
    assert explanation.facts["unranked_because"]
    assert explanation.facts["changes"] == []


def test_a_pair_inside_one_reporting_unit_is_no_finding():
    results = hc.analyse(
        hc.load_pack(), scheme="subjects", settings=hc.Settings().with_run(draws=0)
    )
    assert "inside one reporting unit" in str(hc.explain(results, "RU-TYU", "RU-KHM"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ends", [(), ("komi",), ("nenets", "tatarstan")])
def test_an_explanation_is_said_in_every_language(run, language, ends):
    printed = document_text(hc.explain(run, *ends), language)
    assert "{" not in printed
    assert "nan" not in printed.lower().split()


def test_headings_are_in_the_language_of_the_text(quick):
    documents = (hc.explain(quick), hc.profile(quick, "tatarstan"))
    for view in (view for document in documents for view in document.views):
        columns = [column for column in view.columns if column.heading and column.kind != "bar"]
        assert all(heading(column) == column.heading for column in columns)
        assert all(heading(column, "ru") == text(column.title, "ru") for column in columns)


def test_an_explanation_reads_in_a_notebook_and_names_its_parts(run):
    explanation = hc.explain(run)
    assert len(repr(explanation)) < 2 * 130
    html = explanation._repr_html_()
    assert html.count("<details open>") == len(explanation.sections)
    assert [len(view.to_frame()) for view in explanation.views] == [3, 2, 8]
    assert "not synchronisation" in html


def test_numbers_are_no_names(quick):
    for ask in (lambda: hc.explain(quick, 1, 2), lambda: hc.profile(quick, 3)):
        with pytest.raises(hc.AnalysisError, match="Expected the name or code of a region; found"):
            ask()
    with pytest.raises(hc.AnalysisError, match=r"Expected a ranking of linkages; found 3\."):
        hc.explain(quick, ranking=3)
