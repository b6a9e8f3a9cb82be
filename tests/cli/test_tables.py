"""The table commands, and reading a finished run."""

from __future__ import annotations

import pytest

from hypercluster.schema import RESULT_TABLES

TABLES = ("regions", "indicators", "layers", "communities", "hubs", "opportunities")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_shown_as_text_and_as_json(name, show, ask):
    assert show(name).count("\n") > 5
    answer = ask(name)
    assert {"pack", "scheme", "draws", "seed", "notes"} <= set(answer)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["regions"], "regions"),
        (["hubs"], "hubs"),
        (["hubs", "--actors"], "actor_hubs"),
        (["opportunities"], "linkages"),
        (["opportunities", "--level", "new-clusters"], "new_clusters"),
        (["opportunities", "--level", "diversification"], "diversification"),
    ],
)
def test_json_holds_every_row_and_column_in_full_precision(arguments, key, ask, results):
    rows = ask(*arguments)[key]
    table = getattr(results, key)
    assert len(rows) == len(table)
    assert {column.name for column in RESULT_TABLES[key].columns if not column.is_family} <= set(
        rows[0]
    )
    if key == "hubs":
        assert [row["composite"] for row in rows] == table["composite"].tolist()


def test_top_limits_rows_on_screen_and_in_json(show, ask):
    assert len(ask("hubs", "--top", "3")["hubs"]) == 3
    assert "13 more: --top 16" in show("hubs", "--top", "3")


def test_the_two_rankings_are_ordered_each_by_its_own_rank(ask):
    for ranking, column in (
        ("complementary", "complementary_rank"),
        ("common-ground", "common_ground_rank"),
        ("common_ground", "common_ground_rank"),
    ):
        ranks = [row[column] for row in ask("opportunities", "--ranking", ranking)["linkages"]]
        known = [rank for rank in ranks if rank is not None]
        assert known == sorted(known) == ranks[: len(known)]


def test_a_region_is_found_by_code_english_russian_and_part(ask):
    found = {
        name: ask("opportunities", "--region", name)["linkages"]
        for name in ("RU-TA", "tatarstan", "Республика Татарстан", "tatars")
    }
    assert len({len(rows) for rows in found.values()}) == 1
    assert all("RU-TA" in (row["source"], row["target"]) for row in found["tatars"])


def test_ranges_and_confidence_words_stand_beside_every_rank(show):
    line = show("hubs").splitlines()[3]
    assert any(word in line for word in ("●●● high", "●●○ medium", "●○○ low"))


def test_scores_have_at_most_two_decimals_and_distances_none(show):
    for cell in " ".join(show("opportunities").splitlines()[3:13]).split():
        if cell.replace(".", "").isdigit() and "." in cell:
            assert len(cell.split(".")[1]) <= 2


def test_quiet_leaves_the_table_alone(show):
    lines = show("hubs", "--quiet").splitlines()
    assert lines[0].startswith("rank")
    assert not any(line.startswith("!") for line in lines)


def test_nothing_is_cut_on_a_pipe(show):
    for name in TABLES:
        assert "…" not in show(name)


def test_other_methods_and_layers_are_shown_on_request(ask):
    assert ask("communities", "--method", "cpm")["method"] == "cpm"
    assert {row["layer"] for row in ask("layers", "--layer", "affiliation")["ties"]} == {
        "affiliation"
    }


def test_without_draws_it_says_no_ranges(call):
    text = call("hubs", "--draws", "0").stdout
    assert "no ranges" in text
    assert "range " not in text.splitlines()[2]


def test_a_command_without_ranks_makes_no_draws_and_says_nothing_of_them(call):
    text = call("layers").stdout
    assert "draws" not in text
    assert "ranges" not in text


def test_json_holds_the_test_of_the_whole_ranking(ask, results):
    p = results.chance.set_index("ranking")["p_global"]
    assert ask("opportunities")["p_global"] == p["linkages.complementary"]
    assert ask("explain", "--ranking", "common-ground")["p_global"] == p["linkages.common_ground"]
    assert "p_global" not in ask("opportunities", "--level", "new-clusters")
