"""What the commands say of chance, conventions, methods and sources of uncertainty."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import hypercluster as hc
from hypercluster.cli.show import view_field
from hypercluster.views import communities, indicators, rankings
from hypercluster.words import term

HEADINGS = {
    "specialisation": ["LQ", "90 %", "EB", ">=1", "q"],
    "concentration": [
        "Krugman (total)",
        "Hachman (total)",
        "Herfindahl (0-1)",
        "entropy (nats)",
        "Gini (0-1)",
        "Theil (nats)",
    ],
    "relatedness": [
        "prox. (min)",
        "assoc.",
        "cosine",
        "Jaccard",
        "Steijn",
        "Relatedness density in percent, diagonal excluded",
    ],
    "complexity": ["ECI (z)", "PCI (z)", "fitness (mean 1)", "Eigengap"],
    "spatial": ["Moran's I", "Gi* z", "contiguity"],
}


@pytest.fixture(scope="module")
def enough(packaged_run):
    """A run with enough draws to tell sources of uncertainty apart."""
    return packaged_run(80)


def test_every_group_of_indicators_is_tried_here():
    assert list(HEADINGS) == list(indicators.GROUPS)


@pytest.mark.parametrize("group", HEADINGS)
def test_headings_of_indicators_say_their_conventions(group, show):
    shown = show("indicators", "--group", group)
    assert [heading for heading in HEADINGS[group] if heading not in shown] == []


@pytest.mark.parametrize("group", HEADINGS)
def test_every_group_of_indicators_answers_in_json_for_one_region(group, ask):
    assert ask("indicators", "--group", group, "--region", "komi")["group"] == group


def test_headings_follow_the_threshold_and_the_reference_of_the_run(tmp_path, call):
    settings = tmp_path / "own.toml"
    settings.write_text("[indicators]\nthreshold = 1.25\n", encoding="utf-8")
    assert ">=1.25" in call("indicators", "--settings", settings).stdout


def test_an_unknown_group_is_refused_with_the_nearest(call):
    assert "Did you mean 'spatial'?" in call("indicators", "--group", "spacial", code=2).stderr


def test_relatedness_of_few_industries_is_called_weak(show):
    for group in ("relatedness", "complexity"):
        assert "Weak: 5 industries only" in show("indicators", "--group", group)


def test_the_pairs_of_industries_that_exceed_chance_are_counted(show):
    assert "2 of 10 pairs have p of at most 0.05, 2 after adjustment" in show(
        "indicators", "--group", "relatedness"
    )


@pytest.mark.gate
@pytest.mark.parametrize("name", ["complementary", "common_ground"])
def test_findings_are_ticked_and_nothing_else_is(name, enough):
    shown = rankings.linkages(enough, ranking=name, first=None)
    (field,) = [view_field(column) for column in shown.columns if column.heading == "p"]
    for row in shown.rows.to_dict("records"):
        is_finding = row[f"{name}_is_finding"]
        assert ("✓" in field.show(row)) == (is_finding is True or is_finding == 1)


@pytest.mark.gate
def test_the_sources_named_are_those_of_the_largest_shares(enough):
    table = enough.uncertainty_sources
    own = table[table["ranking"] == "hubs"].sort_values("share", ascending=False)
    (words,) = map(str, rankings.moved_by(enough, "hubs"))
    first, second = (term("sources", source) for source in own["source"].iloc[:2])
    assert words.index(first) < words.index(second)


def test_few_draws_name_no_source(results):
    assert rankings.moved_by(results, "hubs") == ()


def test_few_draws_are_said_to_be_too_few_to_tell_chance(results):
    assert any(
        "too few to tell a linkage or a community from chance" in str(note)
        for note in results.notes
    )
    assert "4 draws are too few to tell a complementary linkage from chance" in results.headline


def test_explain_says_what_chance_gives(show, ask):
    assert "mixes and organisations lie in other regions, the pair scores as high with p" in show(
        "explain"
    )
    assert {"p_null", "p_familywise", "is_finding", "uncertainty_sources"} <= set(ask("explain"))


def test_communities_carry_quality_agreement_and_overlap(show, ask):
    shown = show("communities")
    assert "Modularity by layer: production" in shown
    assert "Agreement with other methods, adjusted mutual information: cpm" in shown
    assert {"community_quality", "agreement"} <= set(ask("communities"))


@pytest.mark.gate
@pytest.mark.parametrize("method", ["multislice", "infomap"])
def test_other_methods_are_run_when_asked_for(method, call):
    pytest.importorskip("infomap") if method == "infomap" else None
    answer = json.loads(call("communities", "--method", method, "--draws", "2", "--json").stdout)
    assert {row["method"] for row in answer["communities"]} == {method}


def test_a_method_that_a_finished_run_lacks_is_refused(call, run_folder):
    refused = call("communities", "--method", "multislice", "--results", run_folder, code=2)
    assert "Expected a community method" in refused.stderr


def test_regions_that_differ_by_layer_are_named():
    settings = hc.Settings().with_run(draws=0)
    settings = replace(
        settings, communities=replace(settings.communities, method="multislice", omega=0.05)
    )
    found = hc.analyse(hc.load_pack(), settings=settings)
    shown = "\n".join(
        str(note) for part in communities.members(found, "multislice") for note in part
    )
    own = found.membership[found.membership["method"] == "multislice"]
    layers = [
        column for column in own if column.startswith("community_") and column != "community_name"
    ]
    differs = own[(own[layers].ne(own["community"], axis=0)).any(axis=1)]["region"].map(
        found.regions["name"]
    )
    assert len(differs)
    assert [
        name for name in differs if f"{name} (" not in shown.partition("Differ by layer: ")[2]
    ] == []


def test_overlapping_communities_of_actors_are_listed(show, ask, results):
    assert "in several" in show("communities", "--actors")
    assert len(ask("communities", "--actors")["actor_communities"]) == len(
        results.actor_communities
    )


def test_layers_are_compared(show, ask, call, run_folder):
    assert "What each layer contributes" in show("layers", "--compare")
    assert {"layer_comparison", "reducibility", "variance_shares"} <= set(
        ask("layers", "--compare")
    )
    assert (
        "Expected either --layer or --compare"
        in call(
            "layers", "--compare", "--layer", "production", "--results", run_folder, code=2
        ).stderr
    )


@pytest.mark.gate
def test_a_resolution_profile_is_shown_and_its_choice_explained(call):
    shown = call("resolution", "--draws", "4").stdout
    assert "gamma" in shown
    assert "4 draws are too few to judge stability or chance: make at least 20." in shown
    answer = json.loads(call("resolution", "--draws", "4", "--json").stdout)
    assert len(answer["resolution"]) == len(
        hc.resolution_profile(hc.load_pack(), settings=hc.Settings().with_run(draws=4))
    )


@pytest.mark.parametrize(
    ("section", "changes", "words"),
    [
        ("network", {"scaling": "total_weight"}, "divided by their total weight"),
        ("network", {"backbone": "none"}, "backbone of the aggregate: all ties"),
        ("indicators", {"threshold": 1.2}, "location quotient >= 1.2, inclusive"),
        ("communities", {"method": "cpm", "gamma": 1.5}, "method cpm, gamma 1.5"),
        ("linkages", {"beta": 0.25}, "beta 0.25"),
    ],
)
def test_conventions_of_a_run_follow_its_settings(section, changes, words):
    settings = hc.Settings().with_run(draws=0)
    settings = replace(settings, **{section: replace(getattr(settings, section), **changes)})
    found = hc.analyse(hc.load_pack(), settings=settings)
    assert any(words in line for line in found.provenance["conventions"])
