"""What is planted is in the data, and the data say that they are synthetic."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from hypercluster.synthesis import resample, synthesise

SMALL = {"regions": 24, "industries": 12, "communities": 3}


def per_region(planted, table):
    """Rows of a table in each region, in pack order."""
    return (
        planted.pack.table(table)["area"]
        .value_counts()
        .reindex(planted.truth_regions["region"], fill_value=0)
        .to_numpy()
    )


def test_the_same_arguments_make_the_same_pack_and_another_seed_another():
    assert synthesise(**SMALL).pack.sha256 == synthesise(**SMALL).pack.sha256
    assert synthesise(**SMALL, seed=2).pack.sha256 != synthesise(**SMALL).pack.sha256


@pytest.mark.parametrize("seed", range(12))
def test_any_seed_gives_a_pack_without_problems(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        planted = synthesise(
            regions=12,
            industries=6,
            communities=3,
            noise=seed / 11,
            dates=seed + 16 if seed else None,
            seed=seed,
        )
    assert planted.pack.is_synthetic
    assert planted.truth_linkages["is_linkage"].sum() == 1


def test_everything_that_names_something_says_synthetic():
    pack = synthesise(**SMALL, dates=17).pack
    assert pack.is_synthetic
    assert pack.title.startswith("Synthetic")
    assert pack.source.startswith("Synthetic")
    named = [
        *(("areas", column) for column in ("name", "macroregion", "seat")),
        *((table, "name") for table in ("industries", "organisations", "groups")),
        *(("technologies", column) for column in ("direction_name", "technology")),
    ]
    for table, column in named:
        assert pack.table(table)[column].str.startswith("Synthetic ").all(), (table, column)
    assert set(pack.table("series")["unit"]) == {"synthetic index", "synthetic count"}
    for table in ("industry_directions", "focus_directions"):
        assert pack.table(table)["basis"].str.contains("synthetic").all()


def test_the_truth_names_the_regions_of_the_pack_and_every_pair_once():
    planted = synthesise(**SMALL)
    codes = planted.pack.table("areas")["area"].to_list()
    assert planted.truth_regions["region"].to_list() == codes
    pairs = list(
        zip(planted.truth_linkages["source"], planted.truth_linkages["target"], strict=True)
    )
    assert pairs == [
        (one, other) for place, one in enumerate(codes) for other in codes[place + 1 :]
    ]
    true = planted.truth_linkages.query("is_linkage")
    assert [[codes[one], codes[other]] for one, other in planted.plan.linkages] == true[
        ["source", "target"]
    ].to_numpy().tolist()


def test_counts_are_poisson_around_the_rates():
    planted = synthesise(noise=0.3)
    rates = planted.plan.enterprises
    z = (
        planted.pack.table("enterprises")["count"].to_numpy().reshape(rates.shape) - rates
    ) / np.sqrt(rates)
    # Mean 0 with standard error 1/root(1200) = 0.03, mean square 1 with about root(2/1200) = 0.04:
    # five of each.
    assert z.mean() == pytest.approx(0, abs=0.15)
    assert (z**2).mean() == pytest.approx(1, abs=0.2)


def test_organisations_are_drawn_with_the_shares_of_their_region():
    planted = synthesise(regions=300, communities=3, noise=0.2)
    organisations = planted.pack.table("organisations")
    home = (
        planted.truth_regions.set_index("region")["community"]
        .reindex(organisations["area"])
        .to_numpy()
    )
    plain = np.setdiff1d(np.arange(300), planted.plan.linkages)
    for number, own in enumerate("ABC"):
        members = np.flatnonzero(planted.plan.community == number)
        drawn = organisations[home == own]
        expected = np.average(
            planted.plan.kinds[members], axis=0, weights=planted.plan.organisations[members]
        )
        kinds = (
            drawn["kind"]
            .value_counts(normalize=True)
            .reindex(["company", "university", "institute", "technopark", "cluster"])
        )
        # About 600 organisations: a share has a standard error of 0.02 at most; five of them.
        assert kinds.to_numpy() == pytest.approx(expected, abs=0.1)
        general = (drawn["focus"] == "general").mean()
        assert general == pytest.approx(0.2, abs=0.1)
        at_home = planted.plan.groups[np.intersect1d(members, plain)][0]
        groups = (
            drawn["group"]
            .fillna("none")
            .value_counts(normalize=True)
            .reindex([*(f"G{place:02}" for place in range(1, 10)), "none"])
        )
        assert groups.fillna(0).to_numpy() == pytest.approx(at_home, abs=0.1)


def test_hubs_have_more_of_everything():
    planted = synthesise(regions=120, noise=0.0)
    is_hub = planted.plan.is_hub
    enterprises = (
        planted.pack.table("enterprises")
        .groupby("reporting_unit", sort=False)["count"]
        .sum()
        .to_numpy()
    )
    ties = planted.pack.table("ties")
    strength = (
        ties.groupby("source")["weight"]
        .sum()
        .add(ties.groupby("target")["weight"].sum(), fill_value=0)
    )
    found = [
        enterprises,
        per_region(planted, "organisations"),
        strength.reindex(planted.truth_regions["region"], fill_value=0).to_numpy(),
    ]
    # Planted at 2.5; sizes spread by a quarter, so that 12 hubs stay far above 1.7 on average.
    assert all(values[is_hub].mean() > 1.7 * values[~is_hub].mean() for values in found)


def test_rates_of_a_hub_are_two_and_a_half_times_the_others_and_noise_takes_half_of_the_excess():
    # 3 hubs of 24: the mean factor is (3 x 2.5 + 21) / 24 = 1.1875; halfway to it, 2.5 is 1.84375
    # and 1 is 1.09375.
    clean, half, none = (synthesise(**SMALL, noise=noise).plan for noise in (0.0, 0.5, 1.0))
    assert clean.is_hub.sum() == 3
    for plan, of_hub, of_other in [(clean, 2.5, 1.0), (half, 1.84375, 1.09375)]:
        expected = np.where(clean.is_hub, of_hub, of_other) / 1.1875
        assert plan.organisations / none.organisations == pytest.approx(expected)
        assert plan.enterprises.sum(axis=1) / none.enterprises.sum(axis=1) == pytest.approx(
            expected
        )


def test_no_tie_was_measured_over_a_planted_linkage():
    planted = synthesise(noise=0.0)
    ties, pairs = planted.pack.table("ties"), planted.truth_linkages.query("is_linkage")
    assert set(ties["layer"]) == {"digital"}
    assert not set(zip(ties["source"], ties["target"], strict=True)) & set(
        zip(pairs["source"], pairs["target"], strict=True)
    )


def test_seats_of_a_community_lie_near_each_other():
    def nearness(noise):
        """Mean distance of seats inside communities over that across, degrees of latitude."""
        plan = synthesise(noise=noise).plan
        points = plan.seats * [1.0, np.cos(np.radians(50.0))]
        apart = np.hypot(*(points[:, None] - points).T)
        same = (plan.community[:, None] == plan.community) & ~np.eye(60, dtype=bool)
        return apart[same].mean() / apart[plan.community[:, None] != plan.community].mean()

    assert nearness(0.0) < 0.4
    # At full noise 60 seats are around centres drawn anew: 1 but for chance.
    assert nearness(1.0) == pytest.approx(1, abs=0.15)


def test_macroregions_are_bands_of_longitude_of_equal_number():
    areas = (
        synthesise(regions=60, macroregions=5)
        .pack.table("areas")
        .sort_values("longitude", kind="stable")
    )
    assert areas["macroregion"].to_list() == [
        f"Synthetic macroregion {band}" for band in range(1, 6) for _ in range(12)
    ]


def test_another_sample_has_other_counts_and_the_same_seats():
    planted = synthesise(**SMALL)
    other = resample(planted, 1)
    assert resample(planted, 0).sha256 == planted.pack.sha256
    for table in ("enterprises", "organisations", "ties"):
        assert not other.table(table).equals(planted.pack.table(table))
    for table in ("areas", "industries", "industry_directions", "focus_directions"):
        assert other.table(table).equals(planted.pack.table(table))


def test_another_sample_of_counts_leaves_organisations_and_ties_alone():
    planted = synthesise(**SMALL)
    other = resample(planted, 1, is_counts_only=True)
    assert other.table("enterprises").equals(resample(planted, 1).table("enterprises"))
    assert not other.table("enterprises").equals(planted.pack.table("enterprises"))
    for table in ("organisations", "ties"):
        assert other.table(table).equals(planted.pack.table(table))


def test_series_are_left_out_without_dates():
    assert "series" not in synthesise(**SMALL).pack.tables
    dates = synthesise(**SMALL, dates=17).pack.table("series")["date"].unique().tolist()
    assert dates == [
        *(f"{year}-Q{quarter}" for year in range(2000, 2004) for quarter in range(1, 5)),
        "2004-Q1",
    ]


@pytest.mark.parametrize(("noise", "is_together"), [(0.0, True), (1.0, False)])
def test_output_moves_together_inside_communities_unless_noise_is_full(noise, is_together):
    planted = synthesise(**SMALL, noise=noise, dates=64)
    wide = (
        planted.pack.table("series")
        .query("variable == 'output'")
        .pivot_table(index="date", columns="reporting_unit", values="value")
        .to_numpy()
    )
    related = np.corrcoef(np.diff(np.log(wide), axis=0), rowvar=False)
    community = planted.plan.community
    same = community[:, None] == community
    gap = related[same & ~np.eye(24, dtype=bool)].mean() - related[~same].mean()
    # Means over some 80 pairs of correlations of 63 growth rates: by chance apart by a few
    # hundredths.
    assert (gap > 0.5) if is_together else (abs(gap) < 0.1)


def test_the_last_date_of_enterprises_is_that_of_the_pack():
    pack = synthesise(**SMALL, dates=17).pack
    series = pack.table("series").query("variable == 'enterprises'")
    assert series["date"].unique().tolist() == ["2000-Q1", "2004-Q1"]
    last = series[series["date"] == "2004-Q1"].set_index(["reporting_unit", "industry"])["value"]
    counts = pack.table("enterprises").set_index(["reporting_unit", "industry"])["count"]
    assert last.reindex(counts.index).tolist() == counts.tolist()


def test_planted_entries_have_few_enterprises_before_and_many_after():
    planted = synthesise(**SMALL, noise=0.0, dates=17)
    assert synthesise(**SMALL).truth_entries is None
    series = planted.pack.table("series").query("variable == 'enterprises'")
    wide = series.pivot_table(
        index=["reporting_unit", "industry"], columns="date", values="value"
    ).reset_index()
    cells = planted.truth_entries.merge(
        wide, left_on=["region", "industry"], right_on=["reporting_unit", "industry"]
    )
    means = cells.groupby("is_entry")[["2000-Q1", "2004-Q1"]].mean()
    assert means.loc[True, "2000-Q1"] < 0.2 * means.loc[True, "2004-Q1"]
    # Elsewhere counts of both dates differ by chance alone: means over some 250 cells.
    assert means.loc[False, "2000-Q1"] == pytest.approx(means.loc[False, "2004-Q1"], rel=0.05)


def test_planted_entries_go_to_regions_with_related_industries():
    from hypercluster.run.series import entry_cells

    cells = entry_cells(synthesise(noise=0.0, dates=17).pack)
    density = cells.groupby(cells["has_entered"] == 1)["own_density"].median()
    assert density[True] > 2 * density[False]
