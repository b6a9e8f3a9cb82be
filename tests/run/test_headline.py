"""The headline says what the draws support and nothing more."""

from __future__ import annotations

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.regions import RegionScheme
from hypercluster.run.headline import finding, sentence
from hypercluster.words import LANGUAGES

SCHEME = RegionScheme(
    "own",
    pd.DataFrame({"name": list("ABC"), "areas": list("abc")}, index=list("abc")),
    pd.Series(list("abc"), index=list("abc")),
)


def tables(
    hub_high: list[int],
    hub_p: list[float],
    pair_high: list[int],
    pair_p: list[float],
    is_beyond: bool = True,
    p_global: float = 0.01,
) -> dict[str, pd.DataFrame]:
    hubs = pd.DataFrame(
        {
            "name": list("ABC"),
            "rank": [1, 2, 3],
            "rank_low": 1,
            "rank_high": hub_high,
            "p_top_k": hub_p,
        },
        index=list("abc"),
    )
    pairs = pd.DataFrame(
        {
            "source": ["a", "a", "b"],
            "target": ["b", "c", "c"],
            "source_name": ["A", "A", "B"],
            "target_name": ["B", "C", "C"],
            "complementary_rank": [1, 2, 3],
            "complementary_rank_low": 1,
            "complementary_rank_high": pair_high,
            "complementary_p_top_k": pair_p,
            "complementary_is_finding": pd.array(
                [is_beyond and p >= 0.5 for p in pair_p], dtype="boolean"
            ),
        }
    )
    chance = pd.DataFrame(
        {"ranking": ["linkages.complementary"], "top_k": [1], "p_global": [p_global]}
    )
    return {"hubs": hubs, "linkages": pairs, "chance": chance}


def said(given: dict[str, pd.DataFrame], draws: int = 200, language: str = "en") -> str:
    supported = finding(given, SCHEME, None, hc.Settings().with_run(draws=draws))
    return sentence(supported, SCHEME.regions["name"].to_dict(), language)


def test_strongest_is_said_only_of_a_rank_that_never_moves() -> None:
    words = said(tables([1, 3, 3], [1.0, 0.2, 0.1], [1, 2, 3], [1.0, 0.1, 0.0]))
    assert words.startswith("A is the strongest hub")
    assert "A – B is the clearest complementary linkage" in words


def test_several_sure_hubs_are_named_together() -> None:
    words = said(tables([2, 2, 3], [0.95, 0.92, 0.1], [2, 2, 3], [0.95, 0.91, 0.0]))
    assert words.startswith(
        "A and B are the surest hubs; A – B and A – C are the surest complementary linkages. Each "
        "named hub is among the first 1 in at least 90 % of 200 draws; which is the strongest "
        "stays open."
    )
    assert "A – B and A – C are the surest complementary linkages" in words


def test_what_the_draws_do_not_support_does_not_stand_out() -> None:
    words = said(tables([3, 3, 3], [0.4, 0.3, 0.3], [3, 3, 3], [0.4, 0.3, 0.3]))
    assert words == (
        "No region is a sure hub; no pair stands out as a complementary linkage. No region is "
        "among the first in at least 90 % of draws. No linkage is both beyond chance and among the "
        "first in at least 90 % of draws."
    )


def test_a_linkage_with_a_wide_range_is_said_not_to_stand_out() -> None:
    words = said(tables([3, 3, 3], [0.4, 0.3, 0.3], [3, 3, 3], [0.6, 0.3, 0.1]))
    assert (
        "The first linkage, A – B, is beyond chance, yet its rank goes from 1 to 3; it is among "
        "the first 1 in 60 % of draws." in words
    )


def test_a_sure_linkage_that_chance_gives_too_is_no_finding() -> None:
    words = said(tables([3, 3, 3], [0.4, 0.3, 0.3], [1, 2, 3], [1.0, 0.1, 0.0], is_beyond=False))
    assert (
        "1 pair is among the first 1 in at least 90 % of draws. The ranking as a whole is beyond "
        "chance (p 0.010), but no single pair of it." in words
    )
    assert "A – B" not in words


def test_a_ranking_that_chance_gives_as_a_whole_names_no_pair() -> None:
    sure = tables([3, 3, 3], [0.4, 0.3, 0.3], [1, 2, 3], [1.0, 0.1, 0.0], False, p_global=0.4)
    words = said(sure)
    assert words.startswith("No region is a sure hub; no complementary linkage is more than chance")
    assert "The first pair scores no higher than in chance networks" in words
    assert "(p 0.40)" in words
    assert words.endswith("in at least half of the draws: A – B.")


def test_a_likely_linkage_that_chance_gives_too_is_not_named() -> None:
    words = said(tables([3, 3, 3], [0.4, 0.3, 0.3], [3, 3, 3], [0.6, 0.3, 0.1], is_beyond=False))
    assert "no pair stands out as a complementary linkage" in words


def test_few_draws_are_said_to_be_too_few_to_tell_chance() -> None:
    words = said(
        tables([3, 3, 3], [0.4, 0.3, 0.3], [1, 2, 3], [1.0, 0.1, 0.0], is_beyond=False), draws=40
    )
    assert "40 draws are too few to tell a complementary linkage from chance" in words


def test_without_draws_nothing_is_claimed_on_how_sure_it_is() -> None:
    words = said(tables([1, 2, 3], [1.0, 0.0, 0.0], [1, 2, 3], [1.0, 0.0, 0.0]), draws=0)
    assert words == (
        "A ranks first as a hub; A – B ranks first among the complementary linkages. No draws were "
        "made, so how sure this is remains unknown."
    )


def test_without_draws_nothing_is_said_of_shares_of_draws() -> None:
    tied = tables([1, 2, 3], [1.0, 0.0, 0.0], [1, 2, 3], [1.0, 0.0, 0.0])
    tied["hubs"]["rank"] = [1, 1, 3]
    assert "90 %" not in said(tied, draws=0)


def test_two_regions_are_too_few_to_name_a_hub() -> None:
    given = tables([1, 2, 3], [1.0, 0.0, 0.0], [1, 2, 3], [1.0, 0.0, 0.0])
    words = said({name: table.head(2) for name, table in given.items()})
    assert words == (
        "Too few regions have a rank to name a hub; too few pairs have a rank to name a "
        "complementary linkage."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sentence_is_the_claim_and_every_other_a_ground(language: str) -> None:
    words = said(tables([2, 2, 3], [0.95, 0.2, 0.1], [1, 2, 3], [1.0, 0.1, 0.0]), 200, language)
    claim, *grounds = words.split(". ")
    assert claim.count("; ") == 1
    assert len(grounds) == 2
    assert "{" not in words


@pytest.mark.parametrize("scheme", ["subjects", "table2"])
def test_a_first_that_is_not_first_on_the_reporting_units_is_said_not_to_hold(
    scheme: str, packaged_run
) -> None:
    results = packaged_run(0, scheme)
    assert "Samara Oblast ranks first as a hub" in results.headline
    assert (
        "With the regions of scheme table1 this does not hold for Samara Oblast" in results.headline
    )


@pytest.mark.parametrize(("draws", "percent"), [(114, 57), (115, 57), (116, 58)])
def test_a_share_is_the_one_of_every_table(draws: int, percent: int) -> None:
    words = said(tables([3, 3, 3], [0.5, 0.2, 0.1], [9, 2, 3], [draws / 200, 0.1, 0.0]))
    assert f"among the first 1 in {percent} % of draws" in words
