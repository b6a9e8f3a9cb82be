"""What a draw perturbs, and what it must preserve."""

from __future__ import annotations

import numpy as np
import pytest

import hypercluster as hc
from hypercluster.run import perturb, prepare

WEIGHTS = {"production": 0.5, "geography": 0.5}


@pytest.fixture(scope="module")
def pack() -> hc.DataPack:
    return hc.load_pack()


def drawn(pack: hc.DataPack, scheme: str, seed: int):
    settings = hc.Settings()
    inputs = prepare(pack, scheme, settings)
    return inputs, *perturb(inputs, settings, WEIGHTS, np.random.default_rng(seed))


@pytest.mark.parametrize("scheme", ["table1", "study", "subjects"])
def test_allocation_of_a_draw_preserves_the_sums_of_its_units(
    pack: hc.DataPack, scheme: str
) -> None:
    _, other, _ = drawn(pack, scheme, 3)
    np.testing.assert_allclose(other.counts.sum(), other.unit_counts.sum(), rtol=1e-12)
    assert (other.counts.to_numpy() >= 0).all()


def test_parts_of_a_unit_differ_by_industry_in_a_draw(pack: hc.DataPack) -> None:
    _, other, _ = drawn(pack, "study", 3)
    parts = other.counts.loc["RU-ARK"] / (other.counts.loc["RU-ARK"] + other.counts.loc["RU-NEN"])
    assert parts.nunique() > 1


def test_rates_keep_the_expected_total_of_a_sparse_table() -> None:
    import pandas as pd

    rows = [(f"r{i}", f"i{j:03}", int(j % 20 == i)) for i in range(20) for j in range(200)]
    enterprises = pd.DataFrame(rows, columns=["reporting_unit", "industry", "count"])
    areas = pd.DataFrame(
        {"area": [f"r{i}" for i in range(20)], "name": [f"R{i}" for i in range(20)]}
    )
    pack = hc.make_pack(areas=areas, enterprises=enterprises, is_synthetic=True)
    totals = [drawn(pack, "areas", seed)[1].unit_counts.to_numpy().sum() for seed in range(40)]
    assert np.mean(totals) == pytest.approx(200, rel=0.05)


def test_draws_leave_the_inputs_untouched(pack: hc.DataPack) -> None:
    inputs, _, _ = drawn(pack, "study", 1)
    again = prepare(pack, "study", hc.Settings())
    assert inputs.counts.equals(again.counts)
    assert inputs.organisations.equals(again.organisations)


def test_organisations_are_dropped_by_confidence(pack: hc.DataPack) -> None:
    inputs = prepare(pack, "study", hc.Settings())
    listed = inputs.organisations["confidence"].value_counts()
    kept = listed * 0.0
    for seed in range(150):
        other, _ = perturb(inputs, hc.Settings(), WEIGHTS, np.random.default_rng(seed))
        kept += (
            other.organisations["confidence"].value_counts().reindex(listed.index, fill_value=0)
            / listed
            / 150
        )
    assert kept["high"] == pytest.approx(0.95, abs=0.02)
    assert kept["medium"] == pytest.approx(0.85, abs=0.04)
    assert kept["low"] == pytest.approx(0.5, abs=0.08)


def test_settings_of_a_draw_stay_in_their_ranges(pack: hc.DataPack) -> None:
    inputs = prepare(pack, "study", hc.Settings())
    for seed in range(30):
        other, settings = perturb(inputs, hc.Settings(), WEIGHTS, np.random.default_rng(seed))
        assert 0.8 <= settings.indicators.threshold <= 1.25
        assert 500 <= settings.layers.geography.delta_km <= 2000
        assert settings.linkages.delta_km == settings.layers.geography.delta_km
        assert 0 < settings.linkages.profile_weight < 1
        assert other.industry_directions.groupby("industry")[
            "share"
        ].sum().tolist() == pytest.approx([1.0] * 5)


@pytest.mark.gate
def test_no_range_without_draws_and_a_range_around_most_ranks_with_them(pack: hc.DataPack) -> None:
    without = hc.analyse(pack, settings=hc.Settings().with_run(draws=0))
    assert without.hubs["rank_low"].isna().all()
    assert any("No ranges" in str(note) for note in without.notes)
    assert "No draws were made" in without.headline
    some = hc.analyse(pack, settings=hc.Settings().with_run(draws=20))
    inside = (some.hubs["rank"] >= some.hubs["rank_low"]) & (
        some.hubs["rank"] <= some.hubs["rank_high"]
    )
    assert inside.mean() >= 0.8
