"""What is planted, before chance."""

from __future__ import annotations

import numpy as np
import pytest

from hypercluster.errors import SettingsError
from hypercluster.synthesis import synthesise


def plan(**options):
    return synthesise(
        **{"regions": 24, "industries": 8, "communities": 4, "noise": 0.0, **options}
    ).plan


def test_communities_are_of_equal_size_or_one_apart():
    sizes = np.bincount(plan(regions=26).community)
    assert sorted(sizes) == [6, 6, 7, 7]


def test_hubs_are_spread_over_communities():
    found = plan(hubs=4)
    assert sorted(found.community[found.is_hub]) == [0, 1, 2, 3]


def test_a_linkage_joins_two_communities_and_no_hub_and_no_region_has_two():
    found = plan(regions=60)
    ends = found.linkages.ravel()
    assert len(found.linkages) == 6
    assert len(set(ends.tolist())) == 12
    assert not found.is_hub[ends].any()
    assert (found.community[found.linkages[:, 0]] != found.community[found.linkages[:, 1]]).all()
    assert (found.linkages[:, 0] < found.linkages[:, 1]).all()


def test_without_noise_a_pair_has_the_ties_of_its_kind():
    found = plan(hubs=4)
    inside = found.community[:, None] == found.community
    plain = ~found.is_hub[:, None] & ~found.is_hub & ~np.eye(24, dtype=bool)
    linked = np.zeros((24, 24), dtype=bool)
    linked[found.linkages[:, 0], found.linkages[:, 1]] = linked[
        found.linkages[:, 1], found.linkages[:, 0]
    ] = True
    assert np.unique(found.ties[plain & inside]).tolist() == [0.6]
    assert np.unique(found.ties[plain & ~inside & ~linked]).tolist() == [0.05]
    assert np.unique(found.ties[linked]).tolist() == [0.0]
    hub = np.flatnonzero(found.is_hub)[0]
    mate = np.flatnonzero(inside[hub] & ~found.is_hub)[0]
    assert found.ties[hub, mate] == pytest.approx(0.6 * 2.5)
    assert np.diag(found.ties).tolist() == [0.0] * 24


def test_without_noise_seven_tenths_are_in_home_industries_beside_the_share_of_the_whole():
    found = plan(regions=20)
    plain = [region for region in range(20) if region not in found.linkages]
    shares = found.enterprises / found.enterprises.sum(axis=1, keepdims=True)
    at_home = found.industry_home[None, :] == found.community[:, None]
    other = np.flatnonzero(found.industry_home == (found.community[plain[0]] + 1) % 4)
    # 0.3 x the weight of an industry is all that a stranger has; at home 0.7 over the industries of
    # the community comes on top.
    weight = np.zeros(8)
    for region in plain:
        away = ~at_home[region]
        weight[away] = shares[region][away] / 0.3
        assert shares[region][at_home[region]].sum() > 0.7
    assert shares[plain[0]][other].sum() == pytest.approx(0.3 * weight[other].sum())
    assert weight.sum() == pytest.approx(1.0)


def test_the_ends_of_a_linkage_have_together_what_each_lacks():
    found = plan(regions=60)
    shares = found.enterprises / found.enterprises.sum(axis=1, keepdims=True)
    quotients = shares / (found.enterprises.sum(axis=0) / found.enterprises.sum())
    for one, other in found.linkages:
        strong = (quotients[one] >= 1).astype(int) + (quotients[other] >= 1)
        assert strong.tolist() == [1] * 8


def test_a_linkage_supplies_what_the_partner_demands():
    found = plan()
    for one, other in found.linkages:
        assert found.focuses[one].argmax() == found.community[other]
        assert found.focuses[other].argmax() == found.community[one]


def test_full_noise_leaves_every_region_with_the_mix_of_the_whole():
    found = plan(noise=1.0)
    shares = found.enterprises / found.enterprises.sum(axis=1, keepdims=True)
    for rows in (shares, found.kinds, found.focuses, found.groups):
        assert np.ptp(rows, axis=0).max() == pytest.approx(0.0, abs=1e-12)
    assert np.ptp(found.ties[~np.eye(24, dtype=bool)]) == 0.0


def test_half_noise_is_halfway_to_the_whole():
    clean, half, none = (plan(noise=noise) for noise in (0.0, 0.5, 1.0))
    assert half.ties == pytest.approx((clean.ties + none.ties) / 2)
    assert half.groups == pytest.approx((clean.groups + none.groups) / 2)


def test_shares_sum_to_one():
    found = plan(noise=0.3)
    for rows in (found.kinds, found.focuses, found.groups):
        assert rows.sum(axis=1) == pytest.approx(np.ones(24))


def test_the_same_seed_plants_the_same_truth_at_every_noise():
    one, other = plan(noise=0.0, seed=4), plan(noise=0.7, seed=4)
    assert one.community.tolist() == other.community.tolist()
    assert one.is_hub.tolist() == other.is_hub.tolist()
    assert one.linkages.tolist() == other.linkages.tolist()


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"regions": 11}, "regions from 12"),
        ({"industries": 7}, "industries from 8"),
        ({"communities": 1}, "communities from 2"),
        ({"hubs": 0}, "hubs from 1"),
        ({"hubs": 9}, "hubs from 1 to 8"),
        ({"noise": -0.1}, "noise from 0 to 1"),
        ({"noise": float("nan")}, "noise from 0 to 1"),
        ({"macroregions": 0}, "macroregions from 1"),
        ({"dates": -1}, "dates from 17"),
        ({"dates": 16}, "dates from 17"),
        ({"seed": -1}, "seed from 0"),
    ],
)
def test_an_option_outside_its_range_is_refused_with_the_range(options, name):
    with pytest.raises(SettingsError, match=name):
        plan(**options)


def test_all_faulty_options_are_named_at_once():
    with pytest.raises(SettingsError, match=r"regions.*noise"):
        plan(regions=3, noise=2)
