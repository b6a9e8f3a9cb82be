"""Worlds of known behaviour, and the comparison of scores in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hypercluster.analysis.distance import distance_matrix
from hypercluster.errors import SettingsError
from hypercluster.synthesis import baselines, behave
from hypercluster.synthesis.baselines import precision
from hypercluster.synthesis.behaviour import FIELDS, collaboration_rates

N = 14


def inputs_of_rates() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(2)
    points = pd.DataFrame(
        {"latitude": generator.uniform(40, 60, N), "longitude": generator.uniform(0, 40, N)}
    )
    return {
        "output": generator.dirichlet(np.ones(FIELDS), N),
        "research": generator.dirichlet(np.ones(FIELDS), N),
        "activity": generator.normal(size=N),
        "distances": distance_matrix(points),
    }


def test_without_mechanism_rates_are_gravity():
    given = inputs_of_rates()
    rates = collaboration_rates(**given, omega=0.0)
    a, d = given["activity"], given["distances"]
    expected = np.exp(a[0] + a[1]) / (d[0, 1] + 50) ** 0.9
    other = np.exp(a[2] + a[3]) / (d[2, 3] + 50) ** 0.9
    assert rates[0, 1] / rates[2, 3] == pytest.approx(expected / other)
    assert rates[np.triu_indices(N, k=1)].mean() == pytest.approx(0.6)


def test_the_mechanism_does_not_know_place_or_activity():
    given = inputs_of_rates()
    rates = collaboration_rates(**given, omega=1.0)
    moved = given | {"distances": given["distances"] * 7, "activity": given["activity"] * 3}
    assert collaboration_rates(**moved, omega=1.0) == pytest.approx(rates)


def test_research_that_serves_what_the_other_makes_raises_the_rate():
    given = inputs_of_rates()
    given["output"][:] = 1 / FIELDS
    given["output"][0] = np.eye(FIELDS)[2]
    given["research"][:] = 1 / FIELDS
    given["research"][1] = np.eye(FIELDS)[2]
    rates = collaboration_rates(**given, omega=1.0)
    assert rates[0, 1] == rates.max()


def test_rates_are_a_mixture():
    given = inputs_of_rates()
    half, plain, fit = (collaboration_rates(**given, omega=omega) for omega in (0.5, 0.0, 1.0))
    assert half == pytest.approx((plain + fit) / 2)


def test_the_same_options_make_the_same_pack_and_another_seed_another():
    world = behave(regions=14, industries=8, seed=3)
    again, other = (behave(regions=14, industries=8, seed=seed) for seed in (3, 4))
    assert world.pack.sha256 == again.pack.sha256 != other.pack.sha256
    pd.testing.assert_frame_equal(world.truth_linkages, again.truth_linkages)


def test_what_is_not_listed_is_missing_from_the_pack_and_not_from_the_truth():
    world = behave(regions=30, seed=3)
    partial = behave(regions=30, seed=3, tie_coverage=0.2, list_coverage=0.4)
    for name, share in (("ties", 0.2), ("organisations", 0.4)):
        whole, listed = (
            pack.table(name).shape[0]
            if name == "organisations"
            else pack.table(name)["weight"].sum()
            for pack in (world.pack, partial.pack)
        )
        assert listed / whole == pytest.approx(share, rel=0.35)
    assert partial.truth_linkages["rate"].equals(world.truth_linkages["rate"])


def test_hubs_are_the_tenth_with_the_highest_expected_ties():
    world = behave(regions=30)
    rates = world.truth_linkages
    total = (
        rates.groupby("source")["rate"]
        .sum()
        .add(rates.groupby("target")["rate"].sum(), fill_value=0.0)
    )
    hubs = world.truth_regions.loc[world.truth_regions["is_hub"], "region"]
    assert set(hubs) == set(total.nlargest(3).index)


def test_every_text_of_the_pack_says_that_it_is_synthetic():
    pack = behave(regions=12).pack
    assert pack.is_synthetic
    assert "Synthetic" in pack.title
    assert pack.table("areas")["name"].str.startswith("Synthetic").all()
    assert pack.table("organisations")["name"].str.startswith("Synthetic").all()


def test_options_out_of_range_are_refused_together():
    with pytest.raises(SettingsError, match=r"regions from 12.*omega from 0 to 1; found 2"):
        behave(regions=3, omega=2.0)


@pytest.mark.parametrize(
    ("scores", "first", "expected"),
    [
        ([4.0, 3.0, 2.0, 1.0], 2, 0.5),
        ([4.0, 4.0, 4.0, 4.0], 2, 0.5),  # all tied: as many as the share of the true
        ([4.0, 3.0, 3.0, 1.0], 2, 0.75),  # the first is true, and half of the second place
        ([np.nan, np.nan, 3.0, 1.0], 2, 0.5),
    ],
)
def test_precision_counts_ties_in_proportion(scores, first, expected):
    is_true = np.array([True, False, True, False])
    assert precision(np.array(scores), is_true, first) == expected


def test_differences_are_those_of_the_shipped_score():
    table = baselines(omegas=[0.5], replicates=2, regions=16, industries=8)
    for (_, target, _), rows in table.groupby(["omega", "target", "measure"]):
        shipped = rows.loc[rows["score"] == ("score" if target == "linkages" else "composite")]
        assert (shipped["difference"] == 0).all()
        expected = shipped["mean"].iloc[0] - rows["mean"]
        assert rows["difference"].to_numpy() == pytest.approx(expected.to_numpy())


def test_gravity_wins_where_it_is_the_truth_and_not_where_it_is_not():
    table = baselines(omegas=[0.0, 1.0], replicates=3, regions=40)
    auc = table[table["measure"] == "auc"].pivot_table(
        index="score", columns="omega", values="mean"
    )
    assert auc.loc["gravity", 0.0] > 0.65
    assert auc.loc["gravity", 1.0] < 0.6
    assert auc.loc["capability_match", 1.0] > auc.loc["gravity", 1.0]


@pytest.mark.gate
def test_workers_do_not_change_the_table():
    options = {"omegas": [0.5], "replicates": 4, "regions": 16}
    pd.testing.assert_frame_equal(baselines(**options), baselines(**options, workers=2))
