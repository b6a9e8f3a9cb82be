"""Packs with next to nothing.

What is missing switches off what needs it, and nothing falls over.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import hypercluster as hc

AREAS = pd.DataFrame({"area": list("abcd"), "name": list("ABCD")})
ENTERPRISES = pd.DataFrame(
    {
        "reporting_unit": list("aabbccdd"),
        "industry": ["x", "y"] * 4,
        "count": [3, 4, 5, 1, 2, 2, 6, 9],
    }
)
ORGANISATIONS = pd.DataFrame(
    {
        "organisation": ["o1"],
        "name": ["One"],
        "kind": ["company"],
        "role": ["industry"],
        "area": ["a"],
        "group": ["g"],
        "focus": ["f"],
    }
)
GROUPS = pd.DataFrame({"group": ["g"], "name": ["G"], "kind": ["corporate"]})
FOCUS = pd.DataFrame({"focus": ["f"], "direction": ["d"], "share": [1.0], "basis": ["our choice"]})


def run(draws: int, **tables: pd.DataFrame) -> hc.Results:
    given = {"areas": AREAS, "enterprises": ENTERPRISES, **tables}
    return hc.analyse(
        hc.make_pack(is_synthetic=True, **given), settings=hc.Settings().with_run(draws=draws)
    )


@pytest.mark.parametrize("draws", [0, 4])
def test_areas_and_enterprises_are_enough(draws: int, tmp_path: Path) -> None:
    results = run(draws)
    assert results.linkages["complementary_score"].notna().any()
    assert results.actor_hubs.empty
    assert any("No organisations" in str(note) for note in results.notes)
    hc.write(results, tmp_path / "out")
    assert hc.read(tmp_path / "out").headline == results.headline


@pytest.mark.parametrize("draws", [0, 4])
def test_a_lone_organisation_and_a_lone_group_have_no_rank(draws: int) -> None:
    actors = run(draws, organisations=ORGANISATIONS, groups=GROUPS).actor_hubs
    assert actors["actor"].tolist() == ["o1", "g"]
    assert actors["rank"].isna().all()


def test_directions_without_technologies_are_nodes_of_the_actor_graph() -> None:
    technologies = pd.DataFrame(
        {
            "direction": ["d"],
            "direction_name": ["D"],
            "role": ["digital_technology"],
            "item": [1],
            "technology": ["T"],
        }
    )
    for more in ({}, {"technologies": technologies}):
        graph = run(
            0,
            organisations=ORGANISATIONS,
            groups=GROUPS,
            **({"focus_directions": FOCUS, **more} if more else {}),
        ).actors
        assert set(graph.ties["source"]) | set(graph.ties["target"]) <= set(graph.nodes.index)
        assert graph.to_igraph().ecount() == len(graph.ties)


def test_a_region_nobody_reported_on_is_missing_and_changes_nothing_else() -> None:
    three = ENTERPRISES[ENTERPRISES["reporting_unit"] != "d"]
    results = run(0, enterprises=three)
    assert pd.isna(results.regions.loc["d", "enterprises"])
    assert pd.isna(results.hubs.loc["d", "rank"])
    assert results.hubs["rank"].count() == 3


def test_equal_regions_are_not_called_hubs() -> None:
    same = pd.DataFrame(
        {
            "reporting_unit": [c for c in "abcdef" for _ in "xy"],
            "industry": ["x", "y"] * 6,
            "count": 5,
        }
    )
    areas = pd.DataFrame({"area": list("abcdef"), "name": list("ABCDEF")})
    assert run(0, areas=areas, enterprises=same).headline.startswith("No region is a sure hub")
    empty = run(5, areas=areas, enterprises=same.assign(count=0))
    assert empty.headline.startswith("No region is a sure hub; no pair stands out")


def test_unknown_role_and_layer_weights_are_refused_with_the_nearest_name() -> None:
    pack = hc.make_pack(
        areas=AREAS,
        enterprises=ENTERPRISES,
        organisations=ORGANISATIONS,
        groups=GROUPS,
        is_synthetic=True,
    )
    layers = hc.settings.Layers
    with pytest.raises(hc.AnalysisError, match=r"found indutsry\. Did you mean 'industry'"):
        hc.analyse(
            pack,
            settings=hc.Settings(
                layers=layers(capability=hc.settings.Capability({"indutsry": 2.0}))
            ),
        )
    with pytest.raises(hc.AnalysisError, match=r"found producton\. Did you mean 'production'"):
        hc.analyse(pack, settings=hc.Settings(layers=layers(weights={"producton": 2.0})))


def test_a_single_region_is_analysed_with_draws() -> None:
    areas = pd.DataFrame({"area": ["a"], "name": ["Alpha"]})
    counts = pd.DataFrame({"reporting_unit": ["a"], "industry": ["oil"], "count": [3]})
    results = hc.analyse(
        hc.make_pack(areas=areas, enterprises=counts, title="One"),
        settings=hc.Settings().with_run(draws=3),
    )
    assert results.linkages.empty


def test_reference_shares_are_those_of_all_industries_of_the_pack() -> None:
    def of(shares: dict[str, float]) -> hc.Results:
        return run(0, reference_shares=pd.DataFrame(shares.items(), columns=["industry", "share"]))

    quotients = of({"y": 0.75, "x": 0.25}).indicators.set_index(["region", "industry"])
    assert quotients.at[("c", "x"), "location_quotient"] == pytest.approx(0.5 / 0.25)
    with pytest.raises(hc.AnalysisError, match="share of every industry; found none for y"):
        of({"x": 1.0})
    with pytest.raises(hc.AnalysisError, match=r"add up to 1; found a sum of 0\.3"):
        of({"x": 0.1, "y": 0.2})
