"""Every setting reaches a result: a field that nobody reads, or that has no case here, fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.analysis import communities

DRAWS = 4
AREAS = list("abcdefghi")
INDUSTRIES = ["farming", "mining", "steel", "energy", "software"]


class Case(NamedTuple):
    """Another value of a setting, what it must change, and what makes the setting count."""

    value: Any
    table: str
    column: str
    others: Mapping[str, Any] = MappingProxyType({})


RANGES = {"run.draws": DRAWS}
CASES: dict[str, Case] = {
    "run.seed": Case(2, "linkages", "common_ground_rank_high", RANGES),
    "run.draws": Case(DRAWS, "hubs", "p_top_k"),
    "actors.placement": Case("printed", "regions", "organisations"),
    "actors.min_confidence": Case("high", "regions", "organisations"),
    "actors.duplicates": Case("merge", "regions", "organisations"),
    "indicators.threshold": Case(1.6, "indicators", "is_specialised"),
    "layers.weights": Case({"production": 4.0}, "hubs", "strength"),
    "layers.geography.delta_km": Case(200.0, "hubs", "strength_geography"),
    "layers.capability.role_weights": Case({"science": 5.0}, "hubs", "strength_capability"),
    "network.scaling": Case("none", "ties", "scaled_weight"),
    "network.backbone": Case("threshold", "hubs", "betweenness"),
    "network.backbone_k": Case(1, "hubs", "betweenness"),
    "network.backbone_threshold": Case(
        0.9, "hubs", "betweenness", {"network.backbone": "threshold"}
    ),
    "network.backbone_alpha": Case(0.3, "hubs", "betweenness", {"network.backbone": "disparity"}),
    "communities.method": Case("cpm", "regions", "community"),
    "communities.gamma": Case(3.0, "membership", "community"),
    "communities.omega": Case(
        0.0, "membership", "community_geography", {"communities.method": "multislice"}
    ),
    "communities.relabellings": Case(7, "communities", "mean_distance_km_percentile"),
    "hubs.top_k": Case(1, "hubs", "is_hub"),
    "new_clusters.min_count": Case(60.0, "new_clusters", "is_opportunity"),
    "new_clusters.min_stars": Case(2, "new_clusters", "is_opportunity"),
    "new_clusters.max_q": Case(0.0, "new_clusters", "is_opportunity"),
    "new_clusters.has_ubiquitous": Case(True, "new_clusters", "industry"),
    "new_clusters.top_k": Case(1, "new_clusters", "p_top_k", RANGES),
    "linkages.ranking": Case("common_ground", "linkages", "common_ground_rank"),
    "linkages.beta": Case(0.0, "linkages", "complementary_score"),
    "linkages.delta_km": Case(200.0, "linkages", "complementary_score"),
    "linkages.profile_weight": Case(0.9, "linkages", "complementary_profile_part"),
    "linkages.top_k": Case(1, "linkages", "complementary_p_top_k", RANGES),
    "diversification.top_k": Case(1, "diversification", "p_top_k", RANGES),
}
CHANGES_NO_TABLE = {"run.workers", "communities.restarts"}
TESTED_APART = {"layers.weighting", "communities.gamma_choice"}


def leaves(section: Any, prefix: str = "") -> Iterator[str]:
    """Names of all settings, dotted as in messages."""
    for field in fields(section):
        value, name = getattr(section, field.name), f"{prefix}{field.name}"
        yield from leaves(value, f"{name}.") if is_dataclass(value) else [name]


def changed(section: Any, name: str, value: Any) -> Any:
    """A section with another value of one setting."""
    first, _, rest = name.partition(".")
    return replace(
        section, **{first: changed(getattr(section, first), rest, value) if rest else value}
    )


def settings(others: Mapping[str, Any]) -> hc.Settings:
    found = hc.Settings().with_run(draws=0)
    for name, value in others.items():
        found = changed(found, name, value)
    return found


@cache
def pack() -> hc.DataPack:
    """Synthetic pack in which every setting has something to decide."""
    generator = np.random.default_rng(11)
    n = len(AREAS)
    areas = pd.DataFrame(
        {
            "area": AREAS,
            "name": [f"Area {code}" for code in AREAS],
            "macroregion": ["west", "east", "north"] * 3,
            "latitude": generator.uniform(50, 60, n),
            "longitude": generator.uniform(30, 60, n),
        }
    )
    rows = [
        (area, industry, int(count))
        for area in AREAS
        for industry, count in zip(INDUSTRIES, generator.gamma(0.8, 50, 5), strict=True)
    ]
    code = [f"o{i:02}" for i in range(36)]
    organisations = pd.DataFrame(
        {
            "organisation": code,
            "name": [f"Organisation {name}" for name in code],
            "kind": generator.choice(["university", "company", "institute"], 36),
            "role": generator.choice(["education", "industry", "science"], 36),
            "group": generator.choice(["academy", "holding", "trust"], 36),
            "focus": generator.choice(["ground", "data"], 36),
            "area": generator.choice(AREAS, 36),
            "printed_area": ["a", "b", *[None] * 34],
            "confidence": generator.choice(["high", "medium"], 36),
            "duplicate_of": [*[None] * 34, "o00", "o01"],
        }
    )
    return hc.make_pack(
        title="Synthetic",
        is_synthetic=True,
        areas=areas,
        industries=pd.DataFrame(
            {
                "industry": INDUSTRIES,
                "name": INDUSTRIES,
                "is_ubiquitous": [name == "energy" for name in INDUSTRIES],
            }
        ),
        enterprises=pd.DataFrame(rows, columns=["reporting_unit", "industry", "count"]),
        organisations=organisations,
        groups=pd.DataFrame(
            {
                "group": ["academy", "holding", "trust"],
                "name": ["Academy", "Holding", "Trust"],
                "kind": ["academy", "corporate", "corporate"],
            }
        ),
        technologies=pd.DataFrame(
            {
                "direction": ["earth", "code"],
                "direction_name": ["Earth", "Code"],
                "role": "digital_technology",
                "item": [1, 1],
                "technology": ["Sensors", "Models"],
            }
        ),
        industry_directions=pd.DataFrame(
            {
                "industry": INDUSTRIES,
                "direction": ["earth", "earth", "earth", "code", "code"],
                "share": 1.0,
                "basis": "our choice",
            }
        ),
        focus_directions=pd.DataFrame(
            {
                "focus": ["ground", "data"],
                "direction": ["earth", "code"],
                "share": 1.0,
                "basis": "our choice",
            }
        ),
    )


_RUNS: dict[str, hc.Results] = {}


def run(others: Mapping[str, Any]) -> hc.Results:
    """Results of the defaults with other values; the same values run once."""
    key = repr(sorted(others.items()))
    if key not in _RUNS:
        _RUNS[key] = hc.analyse(pack(), settings=settings(others))
    return _RUNS[key]


def values(results: hc.Results, case: Case) -> list[Any]:
    """The named column with its missing values made equal, in the order of the table."""
    return (
        results.tables[case.table][case.column]
        .astype("object")
        .where(lambda column: column.notna(), None)
        .tolist()
    )


def test_every_setting_has_a_case() -> None:
    assert {*CASES, *CHANGES_NO_TABLE, *TESTED_APART} == set(leaves(hc.Settings()))


@pytest.mark.parametrize("name", CASES)
def test_a_setting_changes_the_results_it_is_for_and_stands_in_the_provenance(name: str) -> None:
    case = CASES[name]
    before, after = run(case.others), run({**case.others, name: case.value})
    assert values(after, case) != values(before, case)
    found = after.provenance["settings"]
    for part in name.split("."):
        found = found[part]
    assert found == case.value


@pytest.mark.parametrize("name", ["seed", "draws"])
def test_the_provenance_holds_seed_and_draws_of_the_run(name: str) -> None:
    case = CASES[f"run.{name}"]
    assert run({**case.others, f"run.{name}": case.value}).provenance[name] == case.value


@pytest.mark.gate
def test_workers_change_neither_a_table_nor_the_provenance() -> None:
    one, two = run(RANGES), run({**RANGES, "run.workers": 2})
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(two.tables[name], table, check_exact=True)
    assert two.provenance == one.provenance


@pytest.mark.gate
def test_learned_weights_are_those_of_the_run_and_of_its_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        communities,
        "learned_weights",
        lambda layers, *_, **__: dict.fromkeys(layers, 1.0) | {"production": 4.0},
    )
    learned = hc.analyse(pack(), settings=settings({"layers.weighting": "learned", **RANGES}))
    given = hc.analyse(pack(), settings=settings({"layers.weights": {"production": 4.0}, **RANGES}))
    pd.testing.assert_frame_equal(learned.hubs, given.hubs)
    assert learned.provenance["layer_weights"] == given.provenance["layer_weights"]
    assert learned.provenance["settings"]["layers"]["weighting"] == "learned"


def test_weights_are_not_learned_where_that_would_be_circular() -> None:
    with pytest.raises(hc.AnalysisError, match=r"affiliation: \d+ ties, and at least 50"):
        run({"layers.weighting": "learned"})


@pytest.mark.gate
def test_a_resolution_chosen_on_stability_is_that_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(communities, "choose_gamma", lambda _: 3.0)
    monkeypatch.setattr(sys.modules["hypercluster.run.analyse"], "FEWEST_FOR_STABILITY", 2)
    found = hc.analyse(
        pack(), settings=settings({"communities.gamma_choice": "stability", "run.draws": 2})
    )
    given = run({"communities.gamma": 3.0, "run.draws": 2})
    pd.testing.assert_frame_equal(found.membership, given.membership)
    assert found.provenance["settings"]["communities"]["gamma"] == 3.0
    assert [row["gamma"] for row in found.provenance["resolution"] if row["is_chosen"]] == [3.0]


def test_a_resolution_from_the_widest_range_is_that_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = communities.plateau_partition([np.kron(np.eye(8), np.ones((4, 4))) - np.eye(32)])
    monkeypatch.setattr(
        sys.modules["hypercluster.run.analyse"], "plateau_partition", lambda *_, **__: found
    )
    results = run({"communities.gamma_choice": "plateau"})
    assert results.provenance["settings"]["communities"]["gamma"] == found.gamma
    pd.testing.assert_frame_equal(
        results.membership, run({"communities.gamma": found.gamma}).membership
    )


def test_too_few_draws_choose_no_resolution() -> None:
    with pytest.raises(hc.AnalysisError, match="at least 20 draws"):
        run({"communities.gamma_choice": "stability"})


def test_restarts_reach_the_search_for_communities(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    real = communities.partition

    def recorded(*arguments: Any, **options: Any) -> np.ndarray:
        given.append(options["restarts"])
        return real(*arguments, **options)

    monkeypatch.setattr(communities, "partition", recorded)
    hc.analyse(pack(), settings=settings({"communities.restarts": 2}))
    assert set(given) == {2}
    assert len(given) >= len(communities.METHODS)
