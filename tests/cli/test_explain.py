"""explain, profile and distance: every number can be traced."""

from __future__ import annotations

import re

import pytest

RANKINGS = ("complementary", "common_ground")


@pytest.mark.parametrize("ranking", RANKINGS)
def test_the_rows_as_shown_add_up_to_the_score_as_shown(results, ranking, show):
    for _, row in results.linkages.nsmallest(12, f"{ranking}_rank").iterrows():
        text = show("explain", row["source"], row["target"], "--ranking", ranking)
        adds = [round(float(value) * 1000) for value in re.findall(r"= (0\.\d{3})\b(?!\d)", text)]
        score = re.search(r"^ +score +(0\.\d{3})", text, re.MULTILINE)
        assert len(adds) == 2
        assert sum(adds) == round(float(score.group(1)) * 1000)


def test_another_beta_gives_the_rank_that_a_new_run_gives(ask, call, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("[linkages]\nbeta = 0.0\n")
    told = ask("explain")
    import json

    again = json.loads(
        call(
            "explain",
            told["source"]["region"],
            told["target"]["region"],
            "--settings",
            settings,
            "--draws",
            "0",
            "--json",
        ).stdout
    )
    change = next(row for row in told["changes"] if "beta 0" in row["if"])
    assert change["rank"] == again["rank"]
    assert change["score"] == pytest.approx(again["score"])


def test_without_regions_the_first_linkage_is_explained_and_with_one_its_best(ask):
    assert ask("explain")["rank"] == 1
    facts = ask("explain", "komi", "--ranking", "common-ground")
    assert "RU-KO" in (facts["source"]["region"], facts["target"]["region"])


def test_an_unranked_pair_is_explained_by_what_is_missing(show, ask):
    text = show("explain", "nenets", "tatarstan")
    assert "Why it has no score" in text
    assert "no organisation is listed in Nenets Autonomous Okrug" in text
    facts = ask("explain", "nenets", "tatarstan")
    assert facts["score"] is None
    assert facts["unranked_because"]


def test_a_pair_inside_one_reporting_unit_is_no_finding(call):
    text = call("explain", "RU-TYU", "RU-KHM", "--scheme", "subjects", "--draws", "0").stdout
    assert "inside one reporting unit" in text


def test_what_the_data_cannot_say_is_said(show):
    text = show("explain")
    assert "not synchronisation" in text
    assert "no digital tie was measured" in text


def test_a_profile_names_organisations_and_missing_roles(ask, show, results):
    facts = ask("profile", "Ненецкий")
    assert facts["roles_missing"] == list(facts["organisations"])
    facts = ask("profile", "tatarstan")
    assert (
        sum(map(len, facts["organisations"].values()))
        == results.regions.at["RU-TA", "organisations"]
    )
    assert facts["hub"]["rank_low"] <= facts["hub"]["rank_high"]
    assert all(len(rows) <= 3 for rows in facts["opportunities"].values())
    assert "named" in show("profile", "tatarstan") or "names it a hub" in show(
        "profile", "tatarstan"
    )


def test_the_profile_without_a_region_is_that_of_the_first_hub(ask, results):
    assert ask("profile")["region"]["region"] == results.hubs.index[0]


def test_distance_is_symmetric_and_agrees_with_the_tables(ask, results):
    there, back = ask("distance", "komi", "perm"), ask("distance", "perm", "komi")
    row = results.linkages.set_index(["source", "target"]).loc[("RU-KO", "RU-PER")]
    assert there["geodesic_km"] == back["geodesic_km"] == row["geodesic_km"]
    assert there["distance_factor"] == pytest.approx(
        there["beta"] + (1 - there["beta"]) * there["decay"]
    )
    assert there["source"]["region"] == back["target"]["region"] == "RU-KO"
    assert there["nearest_organisations"]["geodesic_km"] == pytest.approx(
        back["nearest_organisations"]["geodesic_km"]
    )
    assert there["is_contiguous"] is True


def test_distance_to_itself_is_refused(call, run_folder):
    answer = call("distance", "komi", "RU-KO", "--results", run_folder, code=2)
    assert "two different regions" in answer.stderr
