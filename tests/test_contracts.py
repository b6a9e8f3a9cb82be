"""Rules that every layer, indicator, centrality and result must obey; a new member of a registry is tested unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import hypercluster as hc
from hypercluster import actors
from hypercluster.analysis import centrality, communities, distance
from hypercluster.indicators import INDICATORS
from hypercluster.layers import LAYERS, capability_match, demand, supply
from hypercluster.network import Layer, adjacency_matrix

N = 8
REGIONS = pd.Index([f"r{i}" for i in range(N)], name="region")
ORDER = np.random.default_rng(8).permutation(N)


def counts() -> pd.DataFrame:
    """Synthetic counts of eight regions and four industries."""
    return pd.DataFrame(np.random.default_rng(3).integers(1, 60, (N, 4)).astype(float), index=REGIONS, columns=list("wxyz"))


def organisations() -> pd.DataFrame:
    """Synthetic organisations of two kinds and two groups."""
    generator = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "organisation": [f"o{i:02}" for i in range(24)],
            "region": generator.choice(REGIONS, 24),
            "kind": generator.choice(["university", "cluster"], 24),
            "role": generator.choice(["science", "education"], 24),
            "focus": generator.choice(["f", "g"], 24),
            "group": generator.choice(["big", "small"], 24),
        }
    ).astype("str")


GROUPS = pd.DataFrame({"group": ["big", "small"], "kind": ["corporate", "academy"]})
INDUSTRY_DIRECTIONS = pd.DataFrame({"industry": list("wxyz"), "direction": ["d", "e", "d", "e"], "share": 1.0})
FOCUS_DIRECTIONS = pd.DataFrame({"focus": ["f", "g"], "direction": ["d", "e"], "share": 1.0})


def places() -> pd.DataFrame:
    generator = np.random.default_rng(9)
    return pd.DataFrame({"latitude": generator.uniform(45, 70, N), "longitude": generator.uniform(30, 140, N)}, index=REGIONS)


def build(name: str, table: pd.DataFrame, people: pd.DataFrame, seats: pd.DataFrame) -> Layer:
    """Make any layer of the registry from the same synthetic tables."""
    regions = table.index
    focus = actors.focus_shares(people, FOCUS_DIRECTIONS)
    arguments: dict[str, tuple[Any, ...]] = {
        "production": (table,),
        "affiliation": (actors.group_presence(people, GROUPS, regions),),
        "institution": (actors.count_by(people, regions, "kind"),),
        "geography": (distance.distance_matrix(seats), regions),
        "capability": (capability_match(demand(table, INDUSTRY_DIRECTIONS), supply(people, focus, regions)), regions),
        "digital": ("digital", pd.DataFrame({"source": ["r1", "r0"], "target": ["r2", "r5"], "weight": [2.0, 1.0]})),
    }
    return LAYERS[name](*arguments[name])


def weights(layer: Layer) -> dict[tuple[str, str], float]:
    return dict(zip(zip(layer.ties["source"], layer.ties["target"], strict=True), layer.ties["weight"], strict=True))


@pytest.mark.parametrize("name", LAYERS)
def test_layer_has_ties_and_says_what_they_are(name: str) -> None:
    layer = build(name, counts(), organisations(), places())
    assert layer.name == name
    assert len(layer.ties)
    assert layer.meaning
    assert layer.unit
    assert layer.tables


@pytest.mark.parametrize("name", LAYERS)
def test_relabelling_regions_permutes_a_layer(name: str) -> None:
    before = build(name, counts(), organisations(), places())
    after = build(name, counts().iloc[ORDER], organisations(), places().iloc[ORDER])
    assert weights(after) == pytest.approx(weights(before))


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "digital"])
def test_scaling_counts_leaves_a_layer_unchanged(name: str) -> None:
    assert weights(build(name, counts() * 7, organisations(), places())) == pytest.approx(
        weights(build(name, counts(), organisations(), places()))
    )


@pytest.mark.parametrize("name", LAYERS)
def test_region_without_anything_is_an_isolate_and_changes_no_other_tie(name: str) -> None:
    empty = pd.Index(["empty"], name="region")
    more = pd.concat([counts(), pd.DataFrame(0.0, index=empty, columns=list("wxyz"))])
    seats = pd.concat([places(), pd.DataFrame(np.nan, index=empty, columns=["latitude", "longitude"])])
    before, after = weights(build(name, counts(), organisations(), places())), weights(build(name, more, organisations(), seats))
    assert {pair: weight for pair, weight in after.items() if "empty" not in pair} == pytest.approx(before)
    assert not any("empty" in pair for pair in after)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_leaves_its_inputs_untouched(name: str) -> None:
    table, people, seats = counts(), organisations(), places()
    build(name, table, people, seats)
    pd.testing.assert_frame_equal(table, counts())
    pd.testing.assert_frame_equal(people, organisations())
    pd.testing.assert_frame_equal(seats, places())


@pytest.mark.parametrize("name", INDICATORS)
def test_relabelling_regions_permutes_an_indicator(name: str) -> None:
    before, after = INDICATORS[name](counts()), INDICATORS[name](counts().iloc[ORDER])
    np.testing.assert_allclose(after.loc[REGIONS].to_numpy(), before.to_numpy(), rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in INDICATORS if name not in ("excess_enterprises", "p_specialised")])
def test_scaling_counts_leaves_an_indicator_of_shares_unchanged(name: str) -> None:
    np.testing.assert_allclose(INDICATORS[name](counts() * 3).to_numpy(), INDICATORS[name](counts()).to_numpy(), rtol=1e-12)


def test_excess_enterprises_scale_with_counts() -> None:
    np.testing.assert_allclose(
        INDICATORS["excess_enterprises"](counts() * 3).to_numpy(), 3 * INDICATORS["excess_enterprises"](counts()).to_numpy()
    )


@pytest.mark.parametrize("name", INDICATORS)
def test_empty_region_changes_no_indicator_of_another(name: str) -> None:
    more = pd.concat([counts(), pd.DataFrame(0.0, index=pd.Index(["empty"], name="region"), columns=list("wxyz"))])
    before, after = INDICATORS[name](counts()), INDICATORS[name](more)
    np.testing.assert_allclose(after.loc[REGIONS].to_numpy(), before.to_numpy(), rtol=1e-12)
    if name != "excess_enterprises":
        assert np.isnan(np.asarray(after.loc["empty"], dtype=float)).all()


@pytest.mark.parametrize("name", INDICATORS)
def test_indicator_leaves_its_input_untouched(name: str) -> None:
    table = counts()
    INDICATORS[name](table)
    pd.testing.assert_frame_equal(table, counts())


def matrices() -> dict[str, np.ndarray]:
    names = ("production", "affiliation", "institution")
    return {name: adjacency_matrix(build(name, counts(), organisations(), places()).ties, REGIONS).toarray() for name in names}


def centralities() -> Iterator[tuple[str, Callable[[dict[str, np.ndarray]], np.ndarray]]]:
    """Every centrality as a function of the layers alone."""
    equal = dict.fromkeys(matrices(), 1 / 3)

    def strengths(layers: dict[str, np.ndarray]) -> pd.DataFrame:
        n = len(next(iter(layers.values())))
        return centrality.comparable_strengths(centrality.layer_strengths(layers, pd.RangeIndex(n)), equal)

    yield "strength", lambda layers: strengths(layers).sum(axis=1).to_numpy()
    yield "participation", lambda layers: centrality.participation(strengths(layers)).to_numpy()
    yield "betweenness", lambda layers: centrality.betweenness(csr_array(sum(layers.values())))
    for name, measure in centrality.VERSATILITIES.items():
        yield name, lambda layers, measure=measure: measure(centrality.supra_adjacency(layers, equal), len(next(iter(layers.values()))))


CENTRALITIES = dict(centralities())


@pytest.mark.parametrize("name", CENTRALITIES)
def test_relabelling_regions_permutes_a_centrality(name: str) -> None:
    before = CENTRALITIES[name](matrices())
    after = CENTRALITIES[name]({layer: matrix[np.ix_(ORDER, ORDER)] for layer, matrix in matrices().items()})
    np.testing.assert_allclose(after, before[ORDER], rtol=1e-9)


@pytest.mark.parametrize("name", CENTRALITIES)
def test_isolated_region_changes_only_the_scale_of_a_centrality(name: str) -> None:
    # Mean strength and sums run over all regions, so values move by one common factor; PageRank's jumps also reach
    # the isolate, which leaves the order of the others.
    before = CENTRALITIES[name](matrices())
    after = CENTRALITIES[name]({layer: np.pad(matrix, (0, 1)) for layer, matrix in matrices().items()})
    if name == "pagerank_versatility":
        assert np.argsort(after[:N]).tolist() == np.argsort(before).tolist()
    else:
        used = before > 0
        np.testing.assert_allclose((after[:N][used] / before[used]) / (after[:N][used] / before[used])[0], 1.0, rtol=1e-2)
    assert not after[N] > after[:N].min()


@pytest.mark.parametrize("name", CENTRALITIES)
def test_centrality_leaves_its_input_untouched(name: str) -> None:
    layers = matrices()
    CENTRALITIES[name](layers)
    for layer, matrix in matrices().items():
        np.testing.assert_array_equal(layers[layer], matrix)


@pytest.mark.parametrize("method", communities.METHODS)
def test_relabelling_regions_permutes_communities(method: str) -> None:
    before = communities.partition(method, [csr_array(matrix) for matrix in matrices().values()])
    after = communities.partition(method, [csr_array(matrix[np.ix_(ORDER, ORDER)]) for matrix in matrices().values()])
    same = before[:, None] == before[None, :]
    assert ((after[:, None] == after[None, :]) == same[np.ix_(ORDER, ORDER)]).all()


def small_pack(order: np.ndarray | None = None) -> hc.DataPack:
    """Synthetic pack of the tables above."""
    regions = REGIONS if order is None else REGIONS[order]
    areas = pd.DataFrame(
        {"area": regions, "name": [f"Region {code}" for code in regions], "macroregion": [f"m{int(code[1]) % 2}" for code in regions]}
    )
    seats = places().loc[regions]
    long = counts().loc[regions].rename_axis("reporting_unit").reset_index().melt("reporting_unit", var_name="industry", value_name="count")
    people = (
        organisations()
        .rename(columns={"region": "area"})
        .assign(name=lambda table: "Organisation " + table["organisation"], confidence="medium")
    )
    return hc.make_pack(
        title="Synthetic",
        is_synthetic=True,
        areas=areas.assign(latitude=seats["latitude"].to_numpy(), longitude=seats["longitude"].to_numpy()),
        enterprises=long.astype({"count": "int64"}),
        organisations=people,
        groups=GROUPS.assign(name=GROUPS["group"]),
    )


def test_relabelling_areas_permutes_the_whole_run() -> None:
    settings = hc.Settings().with_run(draws=0)
    before, after = hc.analyse(small_pack(), settings=settings), hc.analyse(small_pack(ORDER), settings=settings)
    columns = ["composite", "strength", "betweenness", "rank"]
    pd.testing.assert_frame_equal(after.hubs[columns].loc[REGIONS], before.hubs[columns].loc[REGIONS], rtol=1e-9)
    pairs = ["complementary_score", "common_ground_score", "complementary_rank"]
    one, other = (table.linkages.set_index(["source", "target"])[pairs].sort_index() for table in (before, after))
    pd.testing.assert_frame_equal(other, one, rtol=1e-9)


def test_same_seed_gives_equal_tables_and_another_seed_other_ranges() -> None:
    def run(seed: int) -> hc.Results:
        return hc.analyse(small_pack(), settings=hc.Settings().with_run(draws=6, seed=seed))

    first, again, other = run(1), run(1), run(2)
    for name, table in first.tables().items():
        pd.testing.assert_frame_equal(table, again.tables()[name], check_exact=True)
    assert not first.linkages["common_ground_rank_high"].equals(other.linkages["common_ground_rank_high"])


def test_workers_never_change_a_result() -> None:
    def run(workers: int) -> hc.Results:
        return hc.analyse(small_pack(), settings=hc.Settings().with_run(draws=6, workers=workers))

    one, two = run(1), run(2)
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, two.tables()[name], check_exact=True)
    assert one.provenance == two.provenance


def test_parts_of_a_linkage_add_up_to_its_score_exactly() -> None:
    linkages = hc.analyse(small_pack(), settings=hc.Settings().with_run(draws=0)).linkages
    for ranking in ("complementary", "common_ground"):
        ranked = linkages.dropna(subset=[f"{ranking}_score"])
        assert (ranked[f"{ranking}_profile_part"] + ranked[f"{ranking}_capability_part"] == ranked[f"{ranking}_score"]).all()
