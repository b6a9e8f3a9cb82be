"""Gravity beside the rankings of linkages, and the model of measured ties of a run."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc

QUICK = hc.Settings().with_run(draws=0)


def world_pack(**changes: object) -> hc.DataPack:
    """Pack of a synthetic country, with other tables where named."""
    world = hc.behave(regions=24, industries=8, omega=0.5, seed=5)
    tables = {**world.pack.tables, **changes}
    return hc.make_pack(**tables, is_synthetic=True)


@pytest.fixture(scope="module")
def results() -> hc.Results:
    return hc.analyse(world_pack(), settings=QUICK)


def test_gravity_is_recomputed_from_the_tables(results: hc.Results) -> None:
    pack = world_pack()
    row = results.linkages.iloc[3]
    masses = []
    for end in (row["source"], row["target"]):
        counts = pack.table("enterprises")
        enterprises = counts.loc[counts["reporting_unit"] == end, "count"].sum()
        organisations = (pack.table("organisations")["area"] == end).sum()
        masses.append(math.sqrt((1 + enterprises) * (1 + organisations)))
    expected = math.log(masses[0] * masses[1]) - 0.9 * math.log(row["geodesic_km"] + 50)
    assert row["gravity"] == pytest.approx(expected)


def test_gravity_ranks_count_from_the_largest(results: hc.Results) -> None:
    table = results.linkages
    expected = table["gravity"].round(9).rank(method="min", ascending=False)
    assert table["gravity_rank"].astype(float).equals(expected.rename("gravity_rank"))


def test_ubiquitous_industries_are_no_mass() -> None:
    industries = world_pack().table("industries").assign(is_ubiquitous=False)
    industries.loc[0, "is_ubiquitous"] = True
    table = hc.analyse(world_pack(industries=industries), settings=QUICK).linkages
    counts = world_pack().table("enterprises")
    counts = counts[counts["industry"] != industries.loc[0, "industry"]]
    sizes = 1 + counts.groupby("reporting_unit")["count"].sum()
    lists = 1 + world_pack().table("organisations").groupby("area").size()
    mass = np.sqrt(sizes * lists.reindex(sizes.index, fill_value=1))
    row = table.iloc[0]
    expected = math.log(mass[row["source"]] * mass[row["target"]])
    assert row["gravity"] == pytest.approx(expected - 0.9 * math.log(row["geodesic_km"] + 50))


def test_without_points_gravity_is_size_alone() -> None:
    areas = world_pack().table("areas").drop(columns=["latitude", "longitude"])
    table = hc.analyse(world_pack(areas=areas), settings=QUICK).linkages
    assert table["gravity"].notna().all()


def test_coefficients_and_expected_ties_are_those_of_the_model(results: hc.Results) -> None:
    table = results.coefficients.set_index("part")
    assert list(table.index) == ["mass", "distance", "complementarity", "capability_match"]
    assert table["prior"].tolist() == [1.0, 0.9, 0.25, 0.25]
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()
    # Poisson fits give back the sum of the ties.
    total = world_pack().table("ties")["weight"].sum()
    assert results.linkages["expected_ties"].sum() == pytest.approx(total, rel=1e-6)


def test_without_measured_ties_nothing_is_estimated(default_results: hc.Results) -> None:
    assert default_results.coefficients.empty
    assert default_results.linkages["expected_ties"].isna().all()
    assert default_results.linkages["gravity"].notna().sum() == 119  # one pair shares a unit


def test_a_few_measured_ties_are_too_few_to_estimate_from() -> None:
    ties = world_pack().table("ties").head(29)
    few = hc.analyse(world_pack(ties=ties), settings=QUICK)
    assert few.coefficients.empty
    assert few.linkages["expected_ties"].isna().all()


def test_the_order_of_the_ties_does_not_matter(results: hc.Results) -> None:
    ties = world_pack().table("ties").iloc[::-1].reset_index(drop=True)
    again = hc.analyse(world_pack(ties=ties), settings=QUICK)
    pd.testing.assert_frame_equal(again.coefficients, results.coefficients)
    pd.testing.assert_frame_equal(again.linkages, results.linkages)
