"""Two runs side by side.

Known answers, what does not change an answer, and independent packages.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import hypercluster as hc
from hypercluster.compare.comparison import (
    agreement,
    changes,
    compare,
    partition_agreement,
    region_keys,
)
from hypercluster.errors import AnalysisError
from hypercluster.rankings import RANKINGS
from hypercluster.uncertainty import rank_agreement

NAN = float("nan")


def ranks(*values):
    return np.array(values, dtype=float)


def test_one_swap_of_four_has_the_correlations_of_the_textbook():
    found = rank_agreement(ranks(1, 2, 3, 4), ranks(2, 1, 3, 4), top_k=2)
    assert found.items == 4
    # Two ranks differ by 1: one less 6 times 2 over 60; of six pairs five agree and one does not.
    assert found.spearman == pytest.approx(0.8)
    assert found.kendall == pytest.approx(2 / 3)
    assert (found.top_common, found.top_items, found.overlap) == (2, 2, 1.0)
    assert found.shifts.tolist() == [1, -1, 0, 0]
    assert found.largest == 0


def test_the_reverse_of_a_ranking_agrees_by_minus_one():
    found = rank_agreement(ranks(1, 2, 3, 4), ranks(4, 3, 2, 1), top_k=1)
    assert (found.spearman, found.kendall, found.overlap) == (-1.0, -1.0, 0.0)


def test_an_item_without_a_rank_moves_nobody():
    found = rank_agreement(ranks(1, 2, 3, 4), ranks(NAN, 1, 2, 3), top_k=1)
    assert found.items == 3
    assert found.spearman == 1
    assert found.kendall == pytest.approx(1)
    np.testing.assert_array_equal(found.shifts, [NAN, 0, 0, 0])
    # The first of one side has no rank on the other, so that its place in the top is lost.
    assert (found.top_common, found.top_items) == (0, 1)


def test_ties_count_against_the_top():
    found = rank_agreement(ranks(1, 2, 2, 4), ranks(1, 2, 3, 4), top_k=2)
    assert (found.top_common, found.top_items, found.overlap) == (1, 2, 0.5)
    nothing = rank_agreement(ranks(1, 1, 1), ranks(1, 1, 1), top_k=2)
    assert nothing.top_items == 0
    assert np.isnan([nothing.overlap, nothing.spearman, nothing.kendall]).all()


@pytest.mark.parametrize("sides", [(ranks(), ranks()), (ranks(1, NAN), ranks(NAN, 1))])
def test_nothing_in_common_is_missing_and_not_nought(sides):
    found = rank_agreement(*sides, top_k=1)
    assert (found.items, found.largest) == (0, None)
    assert np.isnan([found.spearman, found.kendall]).all()


@pytest.mark.parametrize("seed", range(20))
def test_correlations_are_those_of_scipy_with_ties_and_missing_ranks(seed):
    generator = np.random.default_rng(seed)
    one, other = (
        stats.rankdata(generator.integers(0, 12, 40), method="min").astype(float) for _ in range(2)
    )
    one[generator.random(40) < 0.1] = NAN
    both = ~np.isnan(one)
    found = rank_agreement(one, other, top_k=5)
    # Both sum some hundred small products in another order: last digits differ.
    assert found.spearman == pytest.approx(
        stats.spearmanr(one[both], other[both]).statistic, abs=1e-12
    )
    assert found.kendall == pytest.approx(
        stats.kendalltau(one[both], other[both]).statistic, abs=1e-12
    )


def test_labelled_ranks_are_aligned_and_other_items_refused():
    one = pd.Series([1.0, 2.0, 3.0], index=list("abc"))
    assert rank_agreement(one, one[::-1], top_k=1).spearman == pytest.approx(1)
    with pytest.raises(AnalysisError, match=r"found 1 missing \(c\) and 1 unknown \(d\)"):
        rank_agreement(one, one.rename({"c": "d"}), top_k=1)
    with pytest.raises(AnalysisError, match="found 3 and 2 ranks"):
        rank_agreement(ranks(1, 2, 3), ranks(1, 2), top_k=1)


def test_sides_may_change_places():
    generator = np.random.default_rng(4)
    one, other = generator.permutation(30) + 1.0, generator.permutation(30) + 1.0
    there, back = rank_agreement(one, other, top_k=7), rank_agreement(other, one, top_k=7)
    assert there[:6] == pytest.approx(back[:6])
    np.testing.assert_array_equal(there.shifts, -back.shifts)


def test_the_order_of_items_changes_no_agreement():
    one = {(("a",),): 1.0, (("b",),): 2.0, (("c",),): 3.0}
    other = {(("c",),): 1.0, (("b",),): 2.0, (("a",),): 3.0}
    turned = dict(reversed(one.items()))
    assert agreement(turned, other, top_k=1) == agreement(one, other, top_k=1)
    # Both ends go two ranks; the one ranked best in the first run is named.
    assert agreement(one, other, top_k=1)["largest"] == (("a",),)


def pairs_index(one, other):
    """Hubert and Arabie's index by counting pairs."""
    n = len(one)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    a, b = ([side[i] == side[j] for i, j in pairs] for side in (one, other))
    both, expected = sum(x and y for x, y in zip(a, b, strict=True)), sum(a) * sum(b) / len(pairs)
    return (both - expected) / ((sum(a) + sum(b)) / 2 - expected)


def test_partitions_agree_whatever_their_communities_are_called():
    one = {(code,): label for code, label in zip("abcdef", "AABBCC", strict=True)}
    other = {(code,): label for code, label in zip("abcdef", "CCAABB", strict=True)}
    found = partition_agreement(one, other)
    assert found["items"] == 6
    assert found["adjusted_mutual_information"] == pytest.approx(1)
    assert found["adjusted_rand"] == pytest.approx(1)


def test_the_rand_index_is_that_of_counted_pairs():
    one, other = "AABBCCAB", "AAABBBCC"
    found = partition_agreement(
        *({(str(i),): label for i, label in enumerate(side)} for side in (one, other))
    )
    assert found["adjusted_rand"] == pytest.approx(pairs_index(one, other))


def test_a_single_community_agrees_with_nothing():
    found = partition_agreement({("a",): "A", ("b",): "A"}, {("a",): "A", ("b",): "B"})
    assert np.isnan(found["adjusted_mutual_information"])


def test_a_region_is_its_areas_in_any_order():
    assert region_keys(pd.Series({"x": "b; a", "y": "c"})) == {"x": ("a", "b"), "y": ("c",)}


def with_linkages(settings, **values):
    return replace(settings, linkages=replace(settings.linkages, **values))


DRAWS = hc.Settings().with_run(draws=4)


@pytest.fixture(scope="module")
def pack():
    return hc.load_pack()


@pytest.fixture(scope="module")
def base(packaged_run):
    return packaged_run(4)


@pytest.fixture(scope="module")
def other(pack):
    return hc.analyse(pack, settings=with_linkages(DRAWS, beta=0.75))


@pytest.fixture(scope="module")
def units(packaged_run):
    return packaged_run(4, "subjects")


def test_a_run_agrees_with_itself(base):
    tables = compare(base, base)
    assert tables["changes"].empty
    found = tables["agreement"].set_index("ranking")
    assert found["largest_shift"].dropna().eq(0).all()
    assert found["outside_ranges"].dropna().eq(0).all()
    assert found["largest_shift_item"].isna().all()
    assert found["spearman"].dropna().round(12).eq(1).all()
    assert found["overlap"].dropna().eq(1).all()
    assert tables["rank_shifts"]["is_within_ranges"].all()


def test_the_one_setting_that_differs_is_the_one_change(base, other):
    found = compare(base, other)["changes"]
    assert found.to_dict("records") == [
        {"kind": "setting", "what": "linkages.beta", "in_a": "0.5", "in_b": "0.75"}
    ]


def test_every_shift_is_the_difference_of_published_ranks_where_the_items_are_the_same(base, other):
    found = compare(base, other)["rank_shifts"]
    assert set(found["ranking"]) == set(RANKINGS)
    pd.testing.assert_series_equal(
        found["shift"], found["rank_b"] - found["rank_a"], check_names=False
    )
    for name in ("complementary", "common_ground"):
        own = found[found["ranking"] == f"linkages.{name}"].set_index("item")
        table = other.linkages.set_index(other.linkages["source"] + "; " + other.linkages["target"])
        assert own["rank_b"].to_dict() == table[f"{name}_rank"].dropna().to_dict()


def test_a_shift_is_inside_where_a_rank_lies_in_the_range_of_the_other_run(base, other):
    found = compare(base, other)["rank_shifts"]
    moved = found[found["shift"] != 0]
    inside = moved["rank_b"].between(moved["rank_low_a"], moved["rank_high_a"]) | moved[
        "rank_a"
    ].between(moved["rank_low_b"], moved["rank_high_b"])
    assert moved["is_within_ranges"].tolist() == inside.tolist()
    assert not inside.all()
    assert inside.any()


def test_spearman_of_a_ranking_is_that_of_scipy(base, other):
    found = compare(base, other)["agreement"].set_index("ranking")
    known = base.linkages.merge(other.linkages, on=["source", "target"]).dropna(
        subset="complementary_rank_x"
    )
    expected = stats.spearmanr(
        known["complementary_rank_x"].astype(float), known["complementary_rank_y"].astype(float)
    ).statistic
    # Sums of about a hundred products in another order.
    assert found.at["linkages.complementary", "spearman"] == pytest.approx(expected, abs=1e-12)


def test_runs_may_change_places(base, other):
    there, back = compare(base, other), compare(other, base)
    for column in ("spearman", "kendall", "overlap", "adjusted_rand"):
        np.testing.assert_allclose(
            there["agreement"][column], back["agreement"][column], rtol=1e-12
        )
    pair = ["ranking", "item"]
    turned = there["rank_shifts"].merge(back["rank_shifts"], on=pair)
    assert turned["shift_x"].equals(-turned["shift_y"])
    assert len(turned) == len(there["rank_shifts"])


def test_across_schemes_only_regions_of_the_same_areas_are_compared(base, units):
    tables = compare(base, units)
    shared = set(base.regions["areas"]) & set(units.regions["areas"])
    assert tables["agreement"].attrs["regions_both"] == len(shared) == 15
    hubs = tables["rank_shifts"].query("ranking == 'hubs'")
    assert set(hubs["item"]) == set(base.regions.index[base.regions["areas"].isin(shared)])
    # Ranks count regions that the other run lacks, and so do their ranges.
    assert tables["rank_shifts"]["is_within_ranges"].isna().all()
    assert tables["agreement"].set_index("ranking").at["hubs", "items"] == 15


def test_results_read_back_compare_like_those_of_memory(base, other, tmp_path):
    hc.write(base, tmp_path / "a")
    hc.write(other, tmp_path / "b")
    for name, table in compare(base, other).items():
        again = compare(hc.read(tmp_path / "a"), hc.read(tmp_path / "b"))[name]
        pd.testing.assert_frame_equal(again, table)
        assert again.attrs == table.attrs


def test_packs_without_a_region_in_common_say_so(base, tiny_pack):
    small = hc.analyse(tiny_pack, settings=hc.Settings().with_run(draws=0))
    tables = compare(base, small)
    assert tables["agreement"].attrs["regions_both"] == 0
    hubs = tables["agreement"].set_index("ranking").loc["hubs"]
    assert hubs["items"] == 0
    assert np.isnan(hubs["spearman"])
    assert {"pack title", "pack sha256", "table enterprises"} <= set(tables["changes"]["what"])


def test_without_draws_nothing_says_whether_a_shift_means_anything(pack):
    runs = [
        hc.analyse(pack, settings=with_linkages(DRAWS.with_run(draws=0), beta=beta))
        for beta in (0.5, 0.75)
    ]
    tables = compare(*runs)
    assert tables["rank_shifts"]["is_within_ranges"].isna().all()
    assert tables["agreement"]["outside_ranges"].isna().all()


def test_a_changed_table_is_named_and_so_is_a_weight_that_only_one_run_has(base):
    provenance = {
        **base.provenance,
        "pack": {**base.provenance["pack"], "tables": dict(base.provenance["pack"]["tables"])},
    }
    provenance["pack"]["tables"]["organisations"] = {
        **provenance["pack"]["tables"]["organisations"],
        "sha256": "0" * 64,
    }
    weighed = {
        **base.provenance["settings"],
        "layers": {**base.provenance["settings"]["layers"], "weights": {"geography": 2.0}},
    }
    found = changes(base.provenance, {**provenance, "settings": weighed}).set_index("what")
    assert found.index.tolist() == ["layers.weights.geography", "table organisations"]
    assert found["kind"].tolist() == ["setting", "data"]
    assert found["in_a"].isna().tolist() == [True, False]
    assert found.at["table organisations", "in_b"] == "sha256 000000000000"


def test_every_table_says_by_which_convention(base, other):
    for table in compare(base, other).values():
        assert "tau-b" in table.attrs["convention"]
