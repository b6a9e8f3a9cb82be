"""How much of what was planted is found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import normalized_mutual_info_score, roc_auc_score

import hypercluster as hc
from hypercluster.analysis.series import area_under_curve
from hypercluster.errors import SettingsError
from hypercluster.run import once, prepare
from hypercluster.schema.check import check, raw_frame
from hypercluster.schema.study_tables import STUDY_TABLES
from hypercluster.settings import Settings
from hypercluster.synthesis import recovery, synthesise
from hypercluster.synthesis.recover import (
    Trial,
    expected_hub_ranks,
    hub_ranks_of_draws,
    hub_recovery,
    normalised_mutual_information,
    recover_once,
)
from hypercluster.uncertainty import ensemble, rank_ranges


def test_auc_counts_pairs_and_ties_half():
    # Positives 3 and 1, negatives 2 and 1: 3 beats both, 1 loses to 2 and ties with 1, so (1 + 1 +
    # 0 + 0.5) / 4.
    assert (
        area_under_curve(np.array([3.0, 1.0, 2.0, 1.0]), np.array([True, True, False, False]))
        == 0.625
    )


def test_auc_leaves_missing_scores_out_and_is_missing_without_both_kinds():
    scores = np.array([2.0, np.nan, 1.0])
    assert area_under_curve(scores, np.array([True, True, False])) == 1.0
    assert np.isnan(area_under_curve(scores, np.array([False, True, False])))
    assert np.isnan(area_under_curve(scores, np.array([True, True, True])))


def test_auc_is_that_of_scikit_learn():
    generator = np.random.default_rng(0)
    for _ in range(20):
        scores, positive = generator.integers(6, size=40).astype(float), generator.random(40) < 0.3
        positive[:2] = [True, False]
        # Both are exact counts over pairs; 1e-12 is the rounding of a division.
        assert area_under_curve(scores, positive) == pytest.approx(
            roc_auc_score(positive, scores), abs=1e-12
        )


def test_nmi_of_a_split_half_is_two_thirds():
    # Planted: two halves (entropy ln 2); found: four quarters (2 ln 2), of which MI is ln 2: ln 2 /
    # (1.5 ln 2).
    found = normalised_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3]))
    assert found == pytest.approx(2 / 3, abs=1e-12)


def test_nmi_with_a_single_community_is_zero_and_of_two_trivial_partitions_one():
    one, two = np.zeros(4, dtype=int), np.array([0, 0, 1, 1])
    assert normalised_mutual_information(two, one) == 0.0
    assert normalised_mutual_information(one, one) == 1.0


def test_nmi_is_that_of_scikit_learn():
    generator = np.random.default_rng(1)
    for _ in range(20):
        one, other = generator.integers(4, size=30), generator.integers(5, size=30)
        expected = normalized_mutual_info_score(one, other)
        # Both sum a few logarithms of counts; scikit-learn works with the same formula in float64.
        assert normalised_mutual_information(one, other) == pytest.approx(expected, abs=1e-12)


def test_hub_precision_counts_every_tie_against_the_top():
    planted = synthesise(regions=12, communities=2, hubs=2)
    is_hub = planted.truth_regions["is_hub"].to_numpy()

    class Found:
        hubs = pd.DataFrame({"rank": np.where(is_hub, 1, 3)})

    rows = {row["measure"]: row for row in hub_recovery(planted, Found(), Settings())}
    assert (rows["hub_precision"]["value"], rows["hub_precision"]["chance"]) == (
        1.0,
        pytest.approx(2 / 12),
    )
    assert rows["hub_precision_at_k"]["value"] == 0.5  # k is a third of twelve regions; two of four
    first = np.flatnonzero(is_hub)[0]
    Found.hubs = pd.DataFrame({"rank": np.where(np.arange(12) == first, 1, 2)})
    assert {row["measure"]: row["value"] for row in hub_recovery(planted, Found(), Settings())}[
        "hub_precision"
    ] == 0.5


def test_clean_data_give_everything_back():
    found = recovery(
        noises=[0.0], replicates=2, methods=["multiplex", "cpm"], regions=48, draws=0
    ).set_index(["measure", "method"])["mean"]
    assert found["nmi"].to_list() == [1.0, 1.0]
    assert found["ami"].to_list() == pytest.approx([1.0, 1.0])
    assert found["hub_precision"].item() >= 0.5
    assert found["linkage_auc"].item() >= 0.9


@pytest.mark.gate
def test_full_noise_gives_chance():
    found = recovery(
        noises=[1.0], replicates=4, methods=["multiplex"], regions=60, draws=0
    ).set_index("measure")["mean"]
    # Four packs: of 24 planted hubs about 2.4 come by chance; the AUC of 24 pairs has a standard
    # error of 0.06.
    assert found["ami"] == pytest.approx(0.0, abs=0.08)
    assert found["hub_precision"] <= 0.3
    assert found["linkage_auc"] == pytest.approx(0.5, abs=0.2)


def test_the_table_has_one_row_per_noise_measure_and_method():
    found = recovery(
        noises=[0.0, 0.5], replicates=1, methods=["cpm"], regions=12, communities=2, draws=0
    )
    assert found.columns.tolist() == [
        "noise",
        "measure",
        "method",
        "mean",
        "standard_error",
        "replicates",
        "chance",
    ]
    measures = [
        "nmi",
        "ami",
        "hub_precision",
        "hub_precision_at_k",
        "linkage_auc",
        "rank_coverage",
        "rank_coverage_counts",
    ]
    assert found["measure"].tolist() == measures * 2
    assert found["standard_error"].isna().all()
    coverage = found[found["measure"].str.startswith("rank_coverage")]
    assert coverage["mean"].isna().all()
    assert (coverage["replicates"] == 0).all()
    assert "nominal 0.9" in found.attrs["convention"]
    checked = check(raw_frame(found), STUDY_TABLES["recovery"], file="recovery")
    assert not checked.problems, "\n".join(map(str, checked.problems))


def test_every_method_that_can_run_is_measured():
    found = recovery(noises=[0.0], replicates=1, regions=12, communities=2, draws=0)
    assert {"multiplex", "cpm", "multislice"} <= set(found.loc[found["measure"] == "ami", "method"])


def test_mean_and_standard_error_are_those_of_the_replicates():
    both = recovery(
        noises=[0.4], replicates=2, methods=["cpm"], regions=12, communities=2, draws=0
    ).set_index("measure")
    first = recovery(
        noises=[0.4], replicates=1, methods=["cpm"], regions=12, communities=2, draws=0
    ).set_index("measure")
    a = first.loc["linkage_auc", "mean"]
    b = 2 * both.loc["linkage_auc", "mean"] - a
    # Of two values the standard error is half their distance.
    assert both.loc["linkage_auc", "standard_error"] == pytest.approx(abs(a - b) / 2)


def test_ranges_are_those_of_a_run():
    planted = synthesise(regions=12, industries=8, communities=2, seed=7)
    settings = Settings().with_run(seed=11, draws=6)
    inputs = prepare(planted.pack, "areas", settings)
    own = rank_ranges(
        hub_ranks_of_draws(inputs, once(inputs, settings, seed=11), settings), top_k=4
    )
    hubs = hc.analyse(planted.pack, settings=settings).hubs.sort_index()
    for column in ("rank_low", "rank_high"):
        assert own[column].tolist() == hubs[column].tolist()


@pytest.mark.gate
def test_true_ranks_of_one_plan_hardly_depend_on_its_own_sample():
    planted = synthesise(regions=12, industries=8, communities=2, noise=0.0, seed=7)
    true = expected_hub_ranks(planted, Settings(), is_counts_only=False)
    assert sorted(true) == list(range(1, 13))
    assert set(np.argsort(true)[:2]) == set(np.flatnonzero(planted.plan.is_hub))


@pytest.mark.gate
def test_workers_do_not_change_what_is_found():
    trial = Trial(
        {"regions": 12, "industries": 8, "communities": 2},
        (0.0, 0.5),
        2,
        ("cpm",),
        draws=2,
        seed=1,
        expected_from=2,
    )
    one, two = (
        [
            row
            for rows in ensemble(recover_once, trial, seed=1, draws=4, workers=workers)
            for row in rows
        ]
        for workers in (1, 2)
    )
    assert pd.DataFrame(one).equals(pd.DataFrame(two))
    coverage = [row["value"] for row in one if row["measure"].startswith("rank_coverage")]
    assert len(coverage) == 8
    assert all(0 <= share <= 1 for share in coverage)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"noises": []}, "levels of noise; found none"),
        ({"noises": [0.1, 0.1]}, "different levels"),
        ({"noises": [2.0]}, "noise from 0 to 1"),
        ({"methods": ["multiplx"]}, "Did you mean 'multiplex'"),
        ({"methods": []}, "found none"),
        ({"replicates": 0}, "at least 1 replicate"),
        ({"draws": -1}, "at least 1 replicate and 0 draws"),
        ({"regions": 4}, "regions from 12"),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_planted(options, message):
    with pytest.raises(SettingsError, match=message):
        recovery(**options)
