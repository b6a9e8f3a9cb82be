"""Overlapping communities of organisations and groups."""

from __future__ import annotations

import pandas as pd

import hypercluster as hc
from hypercluster.actors import NODE_COLUMNS, ActorGraph


def graph(ties: list[tuple[str, str, str]]) -> ActorGraph:
    actors = sorted({end for tie in ties for end in tie[:2]})
    kinds = {"o": "organisation", "r": "region", "g": "group", "d": "direction"}
    nodes = pd.DataFrame(dict.fromkeys(NODE_COLUMNS), index=pd.Index(actors, name="actor"))
    nodes["kind"] = [kinds[actor[0]] for actor in actors]
    nodes["code"] = nodes["label"] = actors
    nodes["group_kind"] = ["corporate" if actor[0] == "g" else None for actor in actors]
    table = pd.DataFrame(ties, columns=["source", "target", "kind"]).assign(
        weight=1.0, platform_vector=None
    )
    return ActorGraph(nodes, table)


BRIDGE = [
    *[(f"o{number}", "r1", "located_in") for number in range(4)],
    *[(f"o{number}", "g1", "member_of") for number in range(4)],
    *[(f"o{number}", "r2", "located_in") for number in range(5, 9)],
    *[(f"o{number}", "g2", "member_of") for number in range(5, 9)],
    ("o4", "r1", "located_in"),
    ("o4", "g2", "member_of"),
]


def test_an_organisation_between_two_groups_sits_in_two_communities() -> None:
    found = hc.actor_communities(graph(BRIDGE))
    own = found[found["actor"] == "o4"]
    assert own["share"].tolist() == [0.5, 0.5]
    assert own["is_overlapping"].all()
    assert not found.loc[found["actor"].isin(["o0", "o8"]), "is_overlapping"].any()


def test_shares_of_an_actor_sum_to_one_and_regions_are_no_members() -> None:
    found = hc.actor_communities(graph(BRIDGE))
    assert (found.groupby("actor")["share"].sum().round(9) == 1).all()
    assert set(found["kind"]) == {"organisation", "group"}


def test_communities_are_numbered_by_their_ties_and_named_after_their_most_central_actor() -> None:
    found = hc.actor_communities(graph([*BRIDGE, ("o9", "r1", "located_in")]))
    assert found["community"].min() == 1
    assert set(found["community_name"]) <= {"r1", "g1", "r2", "g2"}


def test_a_ministry_makes_no_community() -> None:
    given = graph(BRIDGE)
    given.nodes.loc[["g1", "g2"], "group_kind"] = "ministry"
    assert set(hc.actor_communities(given)["kind"]) == {"organisation"}


def test_other_ties_do_not_count_and_none_give_no_community() -> None:
    assert hc.actor_communities(graph([("o1", "o2", "affiliated_with")])).empty


def test_the_same_graph_gives_the_same_communities(packaged_run) -> None:
    results = packaged_run(0)
    pd.testing.assert_frame_equal(
        hc.actor_communities(results.actors), hc.actor_communities(results.actors)
    )
