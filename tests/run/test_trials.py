"""Draws, nulls and draws of one source alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hypercluster as hc
from hypercluster.indicators.nulls import permute_mixes
from hypercluster.rankings import linkage_rankings, pair_positions
from hypercluster.run import once, perturb, prepare
from hypercluster.run.nulls import null_inputs, null_once
from hypercluster.run.perturb import SOURCES
from hypercluster.run.trials import base_of, source_draws, trials
from hypercluster.uncertainty import source_shares

DRAWS = 80


@pytest.fixture(scope="module")
def inputs():
    pack = hc.load_pack()
    return prepare(pack, pack.default_scheme, hc.Settings())


@pytest.fixture(scope="module")
def found(inputs):
    return once(inputs, hc.Settings(), seed=1)


@pytest.fixture(scope="module")
def results(packaged_run):
    return packaged_run(DRAWS)


def changed(one, other):
    """Which parts of inputs and settings differ."""
    (inputs, settings), (other_inputs, other_settings) = one, other
    parts = {
        "counts": not inputs.unit_counts.equals(other_inputs.unit_counts),
        "allocations": not inputs.counts.equals(other_inputs.counts)
        and inputs.unit_counts.equals(other_inputs.unit_counts),
        "organisations": not inputs.organisations.equals(other_inputs.organisations),
        "directions": not inputs.industry_directions.equals(other_inputs.industry_directions),
        "layer_weights": settings.layers.weights != other_settings.layers.weights,
        "distance_decay": settings.linkages.delta_km != other_settings.linkages.delta_km,
        "profile_weight": settings.linkages.profile_weight
        != other_settings.linkages.profile_weight,
        "threshold": settings.indicators.threshold != other_settings.indicators.threshold,
    }
    return {name for name, is_so in parts.items() if is_so}


@pytest.mark.parametrize("source", SOURCES)
def test_one_source_alone_changes_nothing_else(inputs, found, source):
    weights = dict(found.layer_weights)
    still = (inputs, replace(hc.Settings(), layers=replace(hc.Settings().layers, weights=weights)))
    moved = perturb(inputs, hc.Settings(), weights, np.random.default_rng(3), sources=(source,))
    assert changed(still, moved) == {source}


def test_one_source_alone_moves_as_it_does_among_all(inputs, found):
    weights = dict(found.layer_weights)
    together, joint = perturb(inputs, hc.Settings(), weights, np.random.default_rng(3))
    for source in SOURCES:
        alone, settings = perturb(
            inputs, hc.Settings(), weights, np.random.default_rng(3), sources=(source,)
        )
        if source == "counts":
            assert alone.unit_counts.equals(together.unit_counts)
        elif source == "organisations":
            assert alone.organisations.equals(together.organisations)
        elif source == "threshold":
            assert settings.indicators.threshold == joint.indicators.threshold
        elif source == "distance_decay":
            assert settings.linkages.delta_km == joint.linkages.delta_km


def test_a_null_keeps_sizes_and_distances_and_moves_mixes(inputs):
    null = null_inputs(inputs, np.random.default_rng(5))
    assert null.unit_counts.sum(axis=1).equals(inputs.unit_counts.sum(axis=1))
    assert not null.unit_counts.equals(inputs.unit_counts)
    number = inputs.organisations["region"].value_counts()
    assert null.organisations["region"].value_counts().reindex(number.index).equals(number)
    assert null.organisations["group"].equals(inputs.organisations["group"])
    assert null.distances is inputs.distances


def test_p_values_of_linkages_count_the_nulls_that_reach_the_score(inputs, found):
    base = once(inputs, hc.Settings().with_run(draws=DRAWS), seed=1)
    nulls = [null_once(base, np.random.SeedSequence(1, spawn_key=(1, i))) for i in range(6)]
    few = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=6))
    source, target = pair_positions(inputs.scheme.index)
    codes = inputs.scheme.index
    for kind in linkage_rankings():
        name = kind.short
        own = dict(
            zip(
                zip(few.linkages["source"], few.linkages["target"], strict=True),
                few.linkages[f"{name}_p_null"],
                strict=True,
            )
        )
        scores = found.linkage_scores[name]["score"][source, target]
        for position, (r, s) in enumerate(zip(source, target, strict=True)):
            by_chance = [null.statistics[kind.name][position] for null in nulls]
            valid = [float(value) for value in by_chance if not np.isnan(value)]
            reached = sum(round(value, 9) >= round(float(scores[position]), 9) for value in valid)
            given = own[codes[r], codes[s]]
            assert np.isnan(scores[position]) == np.isnan(given)
            if not np.isnan(given):
                assert given == pytest.approx((reached + 1) / (len(valid) + 1))


def test_mixes_of_a_null_are_those_of_other_units(inputs):
    # With so many enterprises a drawn mix is nearest to the mix that it was drawn from.
    whole = inputs.unit_counts * 1000
    null = permute_mixes(whole, generator=np.random.default_rng(5))
    mixes, drawn = (table.div(table.sum(axis=1), axis=0).to_numpy() for table in (whole, null))
    distances = np.abs(drawn[:, None] - mixes).sum(axis=2)
    assert sorted(distances.argmin(axis=1)) == list(range(len(whole)))
    assert distances.min(axis=1).max() < 0.02


def test_adjusted_p_values_are_those_of_the_nulls(inputs):
    settings = hc.Settings().with_run(draws=6)
    base = once(inputs, settings, seed=1)
    nulls = [null_once(base, np.random.SeedSequence(1, spawn_key=(1, i))) for i in range(6)]
    few = hc.analyse(hc.load_pack(), settings=settings)
    for kind in linkage_rankings():
        values = np.vstack([null.statistics[kind.name] for null in nulls])
        expected = dict(zip(kind.items(base), hc.p_stepdown(kind.null(base), values), strict=True))
        for row in few.linkages.to_dict("records"):
            assert row[kind.column("p_familywise")] == pytest.approx(
                expected[row["source"], row["target"]], nan_ok=True
            )


def test_the_table_of_chance_compares_the_mean_of_the_first(inputs):
    settings = hc.Settings().with_run(draws=6)
    base = once(inputs, settings, seed=1)
    nulls = [null_once(base, np.random.SeedSequence(1, spawn_key=(1, i))) for i in range(6)]
    few = hc.analyse(hc.load_pack(), settings=settings)
    table = few.chance.set_index("ranking")
    for kind in linkage_rankings():
        mean = few.linkages[kind.column("score")].nlargest(10).mean()
        first = [null.first[kind.name] for null in nulls]
        row = table.loc[kind.name]
        assert row["mean_score"] == pytest.approx(mean)
        assert row["null_mean"] == pytest.approx(np.mean(first))
        assert row["p_global"] == pytest.approx((1 + sum(v >= mean for v in first)) / 7)


@pytest.mark.gate
def test_only_what_is_beyond_chance_and_sure_is_a_finding(results):
    chance = results.chance.set_index("ranking")["p_global"]
    for kind in linkage_rankings():
        table = results.linkages.dropna(subset=[kind.column("is_finding")])
        expected = (table[kind.column("p_familywise")] <= 0.05) & (
            table[kind.column("p_top_k")] >= 0.5
        )
        expected &= chance[kind.name] <= 0.05
        assert table[kind.column("is_finding")].astype(bool).tolist() == expected.tolist()


@pytest.mark.gate
def test_the_headline_names_no_linkage_that_is_not_a_finding():
    settings = hc.Settings().with_run(draws=20)
    results = hc.analyse(
        hc.load_pack(),
        settings=replace(settings, linkages=replace(settings.linkages, ranking="common_ground")),
    )
    found = results.linkages[
        results.linkages["common_ground_is_finding"].fillna(value=False).astype(bool)
    ]
    named = [
        f"{a} – {b}"
        for a, b in zip(
            results.linkages["source_name"], results.linkages["target_name"], strict=True
        )
    ]
    allowed = {
        f"{a} – {b}" for a, b in zip(found["source_name"], found["target_name"], strict=True)
    }
    assert {name for name in named if name in results.headline} <= allowed


@pytest.mark.gate
def test_shares_of_rank_variance_sum_to_one(results):
    sums = results.uncertainty_sources.groupby("ranking")["share"].sum(min_count=1).dropna()
    assert sums.to_numpy() == pytest.approx(1.0)
    assert set(results.uncertainty_sources["source"]) == set(SOURCES)
    assert (results.uncertainty_sources["draws"] == source_draws(DRAWS)).all()


@pytest.mark.gate
def test_a_source_that_cannot_move_a_ranking_has_no_share(results):
    table = results.uncertainty_sources.set_index(["ranking", "source"])["share"]
    assert table["hubs", "profile_weight"] == 0.0
    assert table["new_clusters", "layer_weights"] == 0.0


def test_too_few_draws_give_no_shares():
    made = trials(_base(draws=10))
    assert made.by_source == {}
    assert (len(made.draws), len(made.nulls)) == (10, 10)


def _base(draws):
    pack = hc.load_pack()
    settings = hc.Settings().with_run(draws=draws)
    inputs = prepare(pack, pack.default_scheme, settings)
    found = once(inputs, settings, seed=1)
    return base_of(found)


def test_source_shares_by_hand():
    swap = np.array([[1.0, 2.0], [2.0, 1.0]])
    shares = source_shares({"a": swap, "b": np.array([[1.0, 2.0], [1.0, 2.0]])}, swap)
    assert shares["rank_variance"].tolist() == [0.5, 0.0]
    assert shares["share"].tolist() == [1.0, 0.0]
    assert shares["is_largest"].tolist() == [True, False]


def test_items_that_are_not_always_ranked_do_not_enter_shares():
    ranks = np.array([[1.0, np.nan], [2.0, 1.0]])
    assert source_shares({"a": ranks}, ranks)["rank_variance"].tolist() == [0.5]
    nothing = source_shares({"a": ranks[:, 1:]}, ranks[:, 1:])
    assert nothing["share"].isna().all()
    assert not nothing["is_largest"].any()
