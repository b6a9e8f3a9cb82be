"""Rules that every layer, indicator, centrality and result must obey.

A new member of a registry is tested unchanged.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import hypercluster as hc
from hypercluster.analysis import centrality, communities
from hypercluster.indicators import GROUPS as INDICATOR_GROUPS
from hypercluster.indicators import specialisation
from hypercluster.layers import LAYERS
from hypercluster.network import Layer, adjacency_matrix
from hypercluster.output.formats import FORMATS
from hypercluster.run.inputs import prepare

N = 8
REGIONS = pd.Index([f"r{i}" for i in range(N)], name="region")
ORDER = np.random.default_rng(8).permutation(N)


def counts() -> pd.DataFrame:
    """Synthetic counts of eight regions and four industries."""
    return pd.DataFrame(
        np.random.default_rng(3).integers(1, 60, (N, 4)).astype(float),
        index=REGIONS,
        columns=list("wxyz"),
    )


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
INDUSTRY_DIRECTIONS = pd.DataFrame(
    {"industry": list("wxyz"), "direction": ["d", "e", "d", "e"], "share": 1.0}
)
FOCUS_DIRECTIONS = pd.DataFrame({"focus": ["f", "g"], "direction": ["d", "e"], "share": 1.0})


TIES = pd.DataFrame(
    {"layer": "digital", "source": ["r1", "r0"], "target": ["r2", "r5"], "weight": [2.0, 1.0]}
)


def places() -> pd.DataFrame:
    generator = np.random.default_rng(9)
    return pd.DataFrame(
        {"latitude": generator.uniform(45, 70, N), "longitude": generator.uniform(30, 140, N)},
        index=REGIONS,
    )


def build(name: str, table: pd.DataFrame, people: pd.DataFrame, seats: pd.DataFrame) -> Layer:
    """Make any layer of `LAYERS` from a synthetic pack, as a run does."""
    areas = pd.DataFrame({"area": table.index, "name": table.index}).join(seats, on="area")
    enterprises = table.stack().reset_index(name="count")
    enterprises.columns = pd.Index(["reporting_unit", "industry", "count"])
    pack = hc.make_pack(
        areas=areas,
        enterprises=enterprises,
        organisations=people.rename(columns={"region": "area"}).assign(name="Somebody"),
        groups=GROUPS.assign(name="Some group"),
        industry_directions=INDUSTRY_DIRECTIONS.assign(basis="our choice"),
        focus_directions=FOCUS_DIRECTIONS.assign(basis="our choice"),
        ties=TIES,
        is_synthetic=True,
    )
    settings = hc.Settings()
    inputs, kind = prepare(pack, "areas", settings), LAYERS[name]
    made = kind.weights(inputs, settings)
    assert isinstance(made, np.ndarray)
    np.testing.assert_array_equal(made, made.T)
    return kind.layer(made, inputs.scheme.index, **kind.details(inputs, settings))


def weights(layer: Layer) -> dict[tuple[str, str], float]:
    return dict(
        zip(
            zip(layer.ties["source"], layer.ties["target"], strict=True),
            layer.ties["weight"],
            strict=True,
        )
    )


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


@pytest.mark.parametrize("name", ["production", "capability"])
def test_scaling_counts_leaves_a_layer_made_of_counts_unchanged(name: str) -> None:
    assert weights(build(name, counts() * 7, organisations(), places())) == pytest.approx(
        weights(build(name, counts(), organisations(), places()))
    )


@pytest.mark.parametrize("name", LAYERS)
def test_region_without_anything_is_an_isolate_and_changes_no_other_tie(name: str) -> None:
    empty = pd.Index(["empty"], name="region")
    more = pd.concat([counts(), pd.DataFrame(0.0, index=empty, columns=list("wxyz"))])
    seats = pd.concat(
        [places(), pd.DataFrame(np.nan, index=empty, columns=["latitude", "longitude"])]
    )
    before, after = (
        weights(build(name, counts(), organisations(), places())),
        weights(build(name, more, organisations(), seats)),
    )
    assert {pair: weight for pair, weight in after.items() if "empty" not in pair} == pytest.approx(
        before
    )
    assert not any("empty" in pair for pair in after)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_leaves_its_inputs_untouched(name: str) -> None:
    table, people, seats = counts(), organisations(), places()
    build(name, table, people, seats)
    pd.testing.assert_frame_equal(table, counts())
    pd.testing.assert_frame_equal(people, organisations())
    pd.testing.assert_frame_equal(seats, places())


# Those that take counts alone and give values a region.
INDICATORS: dict[str, Callable[..., Any]] = {
    name: getattr(hc, name)
    for name in (
        "shares",
        "location_quotient",
        "excess_enterprises",
        "p_specialised",
        "krugman_index",
        "herfindahl_index",
        "entropy",
        "hachman_index",
    )
}


@pytest.mark.parametrize("name", INDICATORS)
def test_relabelling_regions_permutes_an_indicator(name: str) -> None:
    before, after = INDICATORS[name](counts()), INDICATORS[name](counts().iloc[ORDER])
    np.testing.assert_allclose(after.loc[REGIONS].to_numpy(), before.to_numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    "name", [name for name in INDICATORS if name not in ("excess_enterprises", "p_specialised")]
)
def test_scaling_counts_leaves_an_indicator_of_shares_unchanged(name: str) -> None:
    np.testing.assert_allclose(
        INDICATORS[name](counts() * 3).to_numpy(), INDICATORS[name](counts()).to_numpy(), rtol=1e-12
    )


def test_excess_enterprises_scale_with_counts() -> None:
    np.testing.assert_allclose(
        INDICATORS["excess_enterprises"](counts() * 3).to_numpy(),
        3 * INDICATORS["excess_enterprises"](counts()).to_numpy(),
    )


@pytest.mark.parametrize("name", INDICATORS)
def test_empty_region_changes_no_indicator_of_another(name: str) -> None:
    more = pd.concat(
        [
            counts(),
            pd.DataFrame(0.0, index=pd.Index(["empty"], name="region"), columns=list("wxyz")),
        ]
    )
    before, after = INDICATORS[name](counts()), INDICATORS[name](more)
    np.testing.assert_allclose(after.loc[REGIONS].to_numpy(), before.to_numpy(), rtol=1e-12)
    if name != "excess_enterprises":
        assert np.isnan(np.asarray(after.loc["empty"], dtype=float)).all()


@pytest.mark.parametrize("name", INDICATORS)
def test_indicator_leaves_its_input_untouched(name: str) -> None:
    table = counts()
    INDICATORS[name](table)
    pd.testing.assert_frame_equal(table, counts())


def quotients(table: pd.DataFrame) -> pd.DataFrame:
    return hc.location_quotient(table)


def has(table: pd.DataFrame) -> pd.DataFrame:
    return hc.specialised(quotients(table))


def related(table: pd.DataFrame) -> pd.DataFrame:
    return hc.proximity(has(table))


def both_ends(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Every region as receiver and as giver."""
    matrix = has(table).to_numpy()
    return matrix[:, None, :], matrix[None, :, :], related(table)


PARENTS = pd.Series({"w": "one", "x": "one", "y": "two", "z": "two"})
COMPLEXITIES = pd.Series({"w": -1.0, "x": 0.5, "y": 1.5, "z": -0.25})

# Indicators that take more or other than counts: what they take, made of counts, and how many axes
# are regions.
DERIVED: dict[str, tuple[Callable[[pd.DataFrame], tuple[Any, ...]], int]] = {
    "total_shares": (lambda table: (table,), 0),
    "proximity": (lambda table: (has(table),), 0),
    "specialised": (lambda table: (quotients(table),), 1),
    "symmetric_location_quotient": (lambda table: (quotients(table),), 1),
    "relatedness_density": (lambda table: (has(table), related(table)), 1),
    "benjamini_hochberg": (lambda table: (hc.p_specialised(table),), 1),
    "krugman_between": (lambda table: (table,), 2),
    "density_added": (both_ends, 2),
    "empirical_bayes": (lambda table: (table,), 1),
    "p_underrepresented": (lambda table: (table,), 1),
    "related_variety": (lambda table: (table, PARENTS), 1),
    "unrelated_variety": (lambda table: (table, PARENTS), 1),
    "hoover_index": (lambda table: (table,), 0),
    "locational_gini": (lambda table: (table,), 0),
    "theil_index": (lambda table: (table,), 0),
    "cooccurrence": (lambda table: (has(table),), 0),
    "relatedness": (lambda table: (hc.cooccurrence(has(table)),), 0),
    "region_similarity": (lambda table: (table,), 2),
    "opportunity_outlook": (lambda table: (has(table), related(table), COMPLEXITIES), 1),
    "opportunity_gain": (lambda table: (has(table), related(table), COMPLEXITIES), 1),
}
# Neither counts in nor plain numbers out: the same contracts stand in tests/indicators.
OTHERWISE = {
    "complementary_linkages",
    "cooccurrence_significance",
    "count_binary_matrices",
    "curveball",
    "economic_complexity",
    "ellison_glaeser",
    "exact_cooccurrence",
    "fitness_complexity",
    "getis_ord",
    "local_moran",
    "location_quotient_interval",
    "moran",
    "p_familywise",
    "p_stepdown",
    "p_upper",
    "patefield_table",
    "permute_mixes",
    "permute_regions",
}


def of_other_inputs(name: str) -> Callable[..., Any]:
    return specialisation.total_shares if name == "total_shares" else getattr(hc, name)


def derived(name: str, table: pd.DataFrame) -> np.ndarray:
    arguments, _ = DERIVED[name]
    return np.asarray(of_other_inputs(name)(*arguments(table)), dtype=float)


def taken(values: np.ndarray, axes: int, order: np.ndarray) -> np.ndarray:
    """Values of the regions in an order, along each of the leading axes."""
    for axis in range(axes):
        values = np.take(values, order, axis=axis)
    return values


def test_every_indicator_has_its_contracts() -> None:
    modules = {
        f"hypercluster.indicators.{module}"
        for group in INDICATOR_GROUPS.values()
        for module in group
    }
    public = {
        name
        for name in hc.__all__
        if inspect.isfunction(getattr(hc, name)) and getattr(hc, name).__module__ in modules
    }
    assert public | {"total_shares"} == set(INDICATORS) | set(DERIVED) | OTHERWISE


@pytest.mark.parametrize("name", DERIVED)
def test_relabelling_regions_permutes_an_indicator_of_other_inputs(name: str) -> None:
    before, after = derived(name, counts()), derived(name, counts().iloc[ORDER])
    np.testing.assert_allclose(after, taken(before, DERIVED[name][1], ORDER), rtol=1e-12)


@pytest.mark.parametrize("name", DERIVED)
def test_empty_region_changes_no_value_of_another_and_has_none(name: str) -> None:
    more = pd.concat(
        [
            counts(),
            pd.DataFrame(0.0, index=pd.Index(["empty"], name="region"), columns=list("wxyz")),
        ]
    )
    axes = DERIVED[name][1]
    before, after = derived(name, counts()), derived(name, more)
    np.testing.assert_allclose(taken(after, axes, np.arange(N)), before, rtol=1e-12)
    for axis in range(axes):
        own = np.take(after, N, axis=axis)
        assert np.isnan(own).all() or (
            name == "krugman_between" and own[N] == 0 and np.isnan(own[:N]).all()
        )


@pytest.mark.parametrize("name", DERIVED)
def test_indicator_of_other_inputs_leaves_them_untouched(name: str) -> None:
    given = DERIVED[name][0](counts())
    kept = deepcopy(given)
    of_other_inputs(name)(*given)
    for one, other in zip(given, kept, strict=True):
        np.testing.assert_array_equal(one, other)


def matrices() -> dict[str, np.ndarray]:
    names = ("production", "affiliation", "institution")
    return {
        name: adjacency_matrix(
            build(name, counts(), organisations(), places()).ties, REGIONS
        ).toarray()
        for name in names
    }


def centralities() -> Iterator[tuple[str, Callable[[dict[str, np.ndarray]], np.ndarray]]]:
    """Every centrality as a function of the layers alone."""
    equal = dict.fromkeys(matrices(), 1 / 3)

    def strengths(layers: dict[str, np.ndarray]) -> pd.DataFrame:
        n = len(next(iter(layers.values())))
        return centrality.comparable_strengths(
            centrality.layer_strengths(layers, pd.RangeIndex(n)), equal
        )

    yield "strength", lambda layers: strengths(layers).sum(axis=1).to_numpy()
    yield "participation", lambda layers: centrality.participation(strengths(layers)).to_numpy()
    yield "betweenness", lambda layers: centrality.betweenness(csr_array(sum(layers.values())))
    for measure in (centrality.pagerank_versatility, centrality.eigenvector_versatility):
        yield (
            measure.__name__,
            lambda layers, measure=measure: measure(
                centrality.supra_adjacency(layers, equal), len(next(iter(layers.values())))
            ),
        )


CENTRALITIES = dict(centralities())


@pytest.mark.parametrize("name", CENTRALITIES)
def test_relabelling_regions_permutes_a_centrality(name: str) -> None:
    before = CENTRALITIES[name](matrices())
    after = CENTRALITIES[name](
        {layer: matrix[np.ix_(ORDER, ORDER)] for layer, matrix in matrices().items()}
    )
    np.testing.assert_allclose(after, before[ORDER], rtol=1e-9)


# Factor by which the others' values move, and value of the isolate itself. Strength has mean 1 over
# all regions, betweenness is
# a share of all pairs; only PageRank gives to an isolate: (1 - d)/(n - d) of n regions, which all
# others lack in proportion.
JUMPS = (1 - centrality.DAMPING) / (N + 1 - centrality.DAMPING)
ISOLATED = {
    "strength": ((N + 1) / N, 0.0),
    "participation": (1.0, np.nan),
    "betweenness": ((N - 2) / N, 0.0),
    "pagerank_versatility": (1 - JUMPS, JUMPS),
    "eigenvector_versatility": (1.0, 0.0),
}


@pytest.mark.parametrize("name", CENTRALITIES)
def test_isolated_region_moves_the_others_by_one_known_factor(name: str) -> None:
    before = CENTRALITIES[name](matrices())
    after = CENTRALITIES[name](
        {layer: np.pad(matrix, (0, 1)) for layer, matrix in matrices().items()}
    )
    factor, own = ISOLATED[name]
    np.testing.assert_allclose(after, [*(before * factor), own], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", CENTRALITIES)
def test_centrality_leaves_its_input_untouched(name: str) -> None:
    layers = matrices()
    CENTRALITIES[name](layers)
    for layer, matrix in matrices().items():
        np.testing.assert_array_equal(layers[layer], matrix)


@pytest.mark.parametrize("method", communities.METHODS)
def test_relabelling_regions_permutes_communities(method: str) -> None:
    before = communities.partition(method, [csr_array(matrix) for matrix in matrices().values()])
    after = communities.partition(
        method, [csr_array(matrix[np.ix_(ORDER, ORDER)]) for matrix in matrices().values()]
    )
    same = before[:, None] == before[None, :]
    assert ((after[:, None] == after[None, :]) == same[np.ix_(ORDER, ORDER)]).all()


def small_pack(order: np.ndarray | None = None) -> hc.DataPack:
    """Synthetic pack of the tables above."""
    regions = REGIONS if order is None else REGIONS[order]
    areas = pd.DataFrame(
        {
            "area": regions,
            "name": [f"Region {code}" for code in regions],
            "macroregion": [f"m{int(code[1]) % 2}" for code in regions],
        }
    )
    seats = places().loc[regions]
    long = (
        counts()
        .loc[regions]
        .rename_axis("reporting_unit")
        .reset_index()
        .melt("reporting_unit", var_name="industry", value_name="count")
    )
    people = (
        organisations()
        .rename(columns={"region": "area"})
        .assign(name=lambda table: "Organisation " + table["organisation"], confidence="medium")
    )
    return hc.make_pack(
        title="Synthetic",
        is_synthetic=True,
        areas=areas.assign(
            latitude=seats["latitude"].to_numpy(), longitude=seats["longitude"].to_numpy()
        ),
        enterprises=long.astype({"count": "int64"}),
        organisations=people,
        groups=GROUPS.assign(name=GROUPS["group"]),
    )


@functools.cache
def small_run(draws: int, *, is_relabelled: bool = False, repetition: int = 0) -> hc.Results:
    """Run of the small pack; another `repetition` is another run of the same."""
    pack = small_pack(ORDER if is_relabelled else None)
    return hc.analyse(pack, settings=hc.Settings().with_run(draws=draws))


def test_relabelling_areas_permutes_the_whole_run() -> None:
    before, after = small_run(0), small_run(0, is_relabelled=True)
    columns = ["composite", "strength", "betweenness", "rank"]
    pd.testing.assert_frame_equal(
        after.hubs[columns].loc[REGIONS], before.hubs[columns].loc[REGIONS], rtol=1e-9
    )
    pairs = ["complementary_score", "common_ground_score", "complementary_rank"]
    one, other = (
        table.linkages.set_index(["source", "target"])[pairs].sort_index()
        for table in (before, after)
    )
    pd.testing.assert_frame_equal(other, one, rtol=1e-9)


def test_same_seed_gives_equal_tables_and_another_seed_other_ranges() -> None:
    other = hc.analyse(small_pack(), settings=hc.Settings().with_run(draws=6, seed=2))
    first, again = small_run(6), small_run(6, repetition=1)
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True)
    assert not first.linkages["common_ground_rank_high"].equals(
        other.linkages["common_ground_rank_high"]
    )


def test_workers_never_change_a_result() -> None:
    one = small_run(6)
    two = hc.analyse(small_pack(), settings=hc.Settings().with_run(draws=6, workers=2))
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, two.tables[name], check_exact=True)
    assert one.provenance == two.provenance


def test_parts_of_a_linkage_add_up_to_its_score_exactly() -> None:
    linkages = small_run(0).linkages
    for ranking in ("complementary", "common_ground"):
        ranked = linkages.dropna(subset=[f"{ranking}_score"])
        assert (
            ranked[f"{ranking}_profile_part"] + ranked[f"{ranking}_capability_part"]
            == ranked[f"{ranking}_score"]
        ).all()


WRITERS: dict[str, Callable[..., list[Path]]] = {
    "all": hc.write,
    **{name: partial(hc.export, formats=name) for name in FORMATS},
}


@pytest.fixture(scope="module")
def written() -> hc.Results:
    """A run that tests of outputs share; one of them asserts that writing changes nothing of it."""
    return small_run(2)


@pytest.mark.parametrize("name", WRITERS)
def test_equal_runs_are_written_as_equal_bytes(
    name: str, written: hc.Results, tmp_path: Path
) -> None:
    again = small_run(2, repetition=1)
    one, two = WRITERS[name](written, tmp_path / "one"), WRITERS[name](again, tmp_path / "two")
    assert [file.name for file in one] == [file.name for file in two]
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


@pytest.mark.parametrize("name", WRITERS)
def test_writing_leaves_the_results_untouched(
    name: str, written: hc.Results, tmp_path: Path
) -> None:
    before, provenance = (
        {table: frame.copy() for table, frame in written.tables.items()},
        deepcopy(written.provenance),
    )
    nodes, ties = written.actors.nodes.copy(), written.actors.ties.copy()
    WRITERS[name](written, tmp_path / "out")
    for table, frame in written.tables.items():
        pd.testing.assert_frame_equal(frame, before[table], check_exact=True)
    pd.testing.assert_frame_equal(written.actors.nodes, nodes, check_exact=True)
    pd.testing.assert_frame_equal(written.actors.ties, ties, check_exact=True)
    assert written.provenance == provenance


TABLES = ("hubs", "regions", "linkages", "ties")


def rows(file: Path) -> list[pd.DataFrame]:
    """Rows of a written file without the order they stand in.

    Of the table, of nodes and of edges, of each layer.
    """
    if file.suffix in (".graphml", ".gexf"):
        read = (
            nx.read_gexf
            if file.suffix == ".gexf"
            else partial(nx.read_graphml, force_multigraph=True)
        )
        graph = nx.MultiGraph(read(file))
        ends = [
            {"source": min(one, other), "target": max(one, other), **row, "id": ""}
            for one, other, row in graph.edges(data=True)
        ]
        nodes = [
            {"node": node, **row, "viz": str(row.get("viz"))}
            for node, row in graph.nodes(data=True)
        ]
        return [pd.DataFrame(nodes), pd.DataFrame(ends)]
    readers: dict[str, Callable[[], list[pd.DataFrame]]] = {
        ".csv": lambda: [pd.read_csv(file)],
        ".parquet": lambda: [pd.read_parquet(file)],
        ".xlsx": lambda: list(pd.read_excel(file, sheet_name=list(TABLES)).values()),
        ".json": lambda: [
            pd.DataFrame(json.loads(file.read_text(encoding="utf-8"))["tables"][name])
            for name in TABLES
        ],
        ".geojson": lambda: [drawn(gpd.read_file(file))],
        ".gpkg": lambda: [
            drawn(gpd.read_file(file, layer=name))
            for name in ("nodes", "actors", "edges", "linkages")
        ],
    }
    return readers[file.suffix]()


def drawn(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """A layer with its geometries as text."""
    return layer.drop(columns="geometry").assign(shape=layer.geometry.to_wkt())


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Sorted by everything that is text or a whole number."""
    keys = [column for column in table.columns if table[column].dtype.kind != "f"]
    return table.sort_values(keys, ignore_index=True)


@pytest.mark.parametrize("name", WRITERS)
def test_relabelling_areas_permutes_the_rows_that_are_written(name: str, tmp_path: Path) -> None:
    files = [
        WRITERS[name](small_run(0, is_relabelled=relabelled), tmp_path / str(relabelled))
        for relabelled in (False, True)
    ]
    compared = [
        pair
        for pair in zip(*files, strict=True)
        if pair[0].stem in (*TABLES, "network", "nodes", "edges", "results")
    ]
    assert compared
    for one, other in compared:
        for before, after in zip(rows(one), rows(other), strict=True):
            pd.testing.assert_frame_equal(
                in_order(after)[before.columns], in_order(before), rtol=1e-9
            )
