"""Packs with next to nothing.

What is missing switches off what needs it, and nothing falls over.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.compare.sensitivity import sensitivity_overview
from hypercluster.report import render

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
    assert empty.headline.startswith("Too few regions have a rank to name a hub")


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
    with pytest.raises(hc.DataError, match="share of every industry; found none for 'y'"):
        of({"x": 1.0})
    with pytest.raises(hc.DataError, match=r"add up to 1 \(to 0\.01\); found a sum of 0\.3"):
        of({"x": 0.1, "y": 0.2})


def counts_of(**rows: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(unit, f"i{j}", count) for unit, row in rows.items() for j, count in enumerate(row)],
        columns=["reporting_unit", "industry", "count"],
    )


def test_regions_without_a_common_industry_have_no_tie_whatever_rounding_says() -> None:
    # The overlap of such shares came out as -2e-16 (P and Q) or 1e-16, by their order.
    areas = pd.DataFrame({"area": list("PQR"), "name": list("PQR")})
    counts = counts_of(P=[3, 13, 9, 0, 0, 0], Q=[0, 0, 0, 22, 22, 21], R=[5] * 6)
    results = run(0, areas=areas, enterprises=counts)
    table = results.linkages.set_index(["source", "target"])
    assert table.at[("P", "Q"), "similarity"] == 0
    ties = results.network.layers["production"].ties
    assert ("P", "Q") not in set(zip(ties["source"], ties["target"], strict=True))


def counties(number: int, industries: int = 40) -> hc.DataPack:
    """As statistics of counties are: gaps, zeros, single industries and no point in places."""
    random = np.random.default_rng(7)
    codes = [f"c{i:03d}" for i in range(number)]
    areas = pd.DataFrame({"area": codes, "name": codes})
    areas["latitude"], areas["longitude"] = (
        random.uniform(low, high, number).round(4) for low, high in ((30, 48), (-120, -70))
    )
    areas.loc[::11, ["latitude", "longitude"]] = np.nan
    rows: list[tuple[str, str, int]] = []
    for position, code in enumerate(codes):
        if position % 7 == 3:
            continue  # no rows
        if position % 7 == 5:
            rows.append((code, "i0", 0))
            continue
        several = 1 if position % 5 == 2 else int(random.integers(2, industries))
        chosen = random.choice(industries, several, replace=False)
        rows += [(code, f"i{j}", int(random.integers(1, 60))) for j in chosen]
    counts = pd.DataFrame(rows, columns=["reporting_unit", "industry", "count"])
    return hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True)


@pytest.fixture(scope="module")
def county_results() -> hc.Results:
    communities = hc.settings.Communities(restarts=1, relabellings=1)
    settings = hc.Settings(communities=communities).with_run(draws=0)
    return hc.analyse(counties(14, industries=8), settings=settings)


def test_counties_with_gaps_are_analysed_to_the_end(
    county_results: hc.Results, tmp_path: Path
) -> None:
    hc.write(county_results, tmp_path / "out")
    assert "<svg" in render(county_results, language="ru")
    assert county_results.linkages["complementary_score"].notna().any()


@pytest.mark.gate
def test_three_hundred_counties_with_gaps_are_analysed_to_the_end() -> None:
    results = hc.analyse(counties(300), settings=hc.Settings().with_run(draws=0))
    assert len(results.linkages) == 300 * 299 / 2


def test_pairs_without_a_score_for_want_of_coordinates_are_not_said_to_lack_organisations(
    county_results: hc.Results,
) -> None:
    note = next(str(note) for note in county_results.notes if note.key == "notes.unranked")
    table = county_results.linkages
    table = table[table["complementary_score"].isna()]
    is_empty, is_far = table["similarity"].isna(), table["distance_factor"].isna()
    assert (is_empty | is_far).all()
    assert (is_far & ~is_empty).any()
    assert f"a seat has no latitude and longitude ({is_far.sum()})" in note
    assert f"no enterprise is counted at one end ({is_empty.sum()})" in note
    assert "organisation" not in note


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("x", "'x'"),
        (Path("my-pack"), "a value of type "),
        (None, "None"),
        ({"areas": AREAS, "enterprises": ENTERPRISES}, "a value of type dict"),
    ],
)
@pytest.mark.parametrize(
    "function",
    [
        hc.analyse,
        hc.series_panel,
        hc.series_entry,
        sensitivity_overview,
        lambda pack: hc.sweep(pack, "beta"),
    ],
)
def test_what_is_no_pack_is_answered_with_how_to_get_one(function, value, found):
    with pytest.raises(hc.AnalysisError, match="Expected a data pack; found") as caught:
        function(value)
    assert f"found {found}" in str(caught.value)
    assert "hc.load_pack" in str(caught.value)
    assert "hc.make_pack" in str(caught.value)
