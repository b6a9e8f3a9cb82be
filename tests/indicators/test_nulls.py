"""Random tables with fixed margins, exact counts, and p-values."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import hypercluster as hc
from hypercluster.indicators import exact, nulls
from hypercluster.indicators.inference import benjamini_hochberg


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def all_binary(rows: list[int], columns: list[int]) -> list[np.ndarray]:
    """Every 0/1 table with these margins, by brute force."""
    choices = [
        [
            np.isin(np.arange(len(columns)), ones).astype(int)
            for ones in combinations(range(len(columns)), size)
        ]
        for size in rows
    ]
    return [
        table
        for chosen in product(*choices)
        if ((table := np.array(chosen)).sum(axis=0) == columns).all()
    ]


def frame(values: object) -> pd.DataFrame:
    table = pd.DataFrame(np.asarray(values, dtype=float))
    return table.set_axis([f"i{number}" for number in table.columns], axis=1).set_axis(
        [f"r{number}" for number in table.index], axis=0
    )


@pytest.fixture(scope="module")
def table1() -> pd.DataFrame:
    """Who is specialised in what, reporting units of the packaged data."""
    pack = hc.load_pack()
    counts = pack.table("enterprises").pivot(
        index="reporting_unit", columns="industry", values="count"
    )
    return hc.specialised(hc.location_quotient(counts))


def test_random_tables_keep_both_margins() -> None:
    counts = frame(generator().integers(0, 40, (16, 5)))
    null = hc.patefield_table(counts, generator=generator(2))
    assert null.sum(axis=0).equals(counts.sum(axis=0))
    assert null.sum(axis=1).equals(counts.sum(axis=1))
    assert list(null.index) == list(counts.index)


def test_random_tables_have_the_distribution_of_patefield() -> None:
    counts = frame([[2, 1], [1, 2], [0, 1]])
    patefield = stats.random_table(counts.sum(axis=1).astype(int), counts.sum(axis=0).astype(int))
    source = generator(3)
    draws = 20_000
    found = Counter(
        tuple(hc.patefield_table(counts, generator=source).to_numpy().astype(int).ravel())
        for _ in range(draws)
    )
    assert sum(patefield.pmf(np.array(key).reshape(3, 2)) for key in found) == pytest.approx(1.0)
    # Each frequency is off by about sqrt(p/n) < 0.004; four of these hold for all few tables.
    for key, number in found.items():
        assert number / draws == pytest.approx(
            float(patefield.pmf(np.array(key).reshape(3, 2))), abs=0.016
        )


def test_an_empty_region_and_an_empty_industry_stay_empty() -> None:
    null = hc.patefield_table(frame([[3, 0, 1], [0, 0, 0], [2, 0, 5]]), generator=generator())
    assert null.loc["r1"].sum() == 0
    assert null["i1"].sum() == 0


@pytest.mark.parametrize("value", [0.5, -1.0, np.inf])
def test_counts_that_are_not_whole_are_refused(value: float) -> None:
    with pytest.raises(hc.AnalysisError, match="Expected whole counts of at least 0; found"):
        hc.patefield_table(frame([[value, 1], [1, 1]]), generator=generator())


def test_counts_beyond_the_generator_are_refused() -> None:
    with pytest.raises(hc.AnalysisError, match="Count in a larger unit"):
        hc.patefield_table(frame([[6e8, 1], [1, 6e8]]), generator=generator())


def test_curveball_keeps_both_margins() -> None:
    matrix = frame(generator(4).random((30, 12)) < 0.3)
    null = hc.curveball(matrix, generator=generator(5))
    assert null.sum(axis=0).equals(matrix.sum(axis=0))
    assert null.sum(axis=1).equals(matrix.sum(axis=1))
    assert not null.equals(matrix)


@pytest.mark.gate
def test_curveball_reaches_every_table_equally_often() -> None:
    rows, columns = [2, 1, 1, 2], [2, 2, 2]
    tables = all_binary(rows, columns)
    source, draws = generator(6), 6000
    found: Counter[bytes] = Counter()
    current = frame(tables[0])
    for _ in range(draws):
        current = hc.curveball(current, generator=source)
        found[current.to_numpy().astype(int).tobytes()] += 1
    assert set(found) == {table.astype(int).tobytes() for table in tables}
    # Chi-square of uniformity: seeded, so this is a check of the method and not of luck.
    assert stats.chisquare(list(found.values())).pvalue > 0.01


def test_a_table_after_the_default_trades_owes_nothing_to_the_one_before() -> None:
    # Every draw starts again from the observed table, so that nothing but the trades of one draw
    # can mix it.
    matrix = frame([[1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 1]])
    tables = all_binary([2, 1, 1, 2], [2, 2, 2])
    source, draws = generator(9), 6000
    found = Counter(
        hc.curveball(matrix, generator=source).to_numpy().astype(int).tobytes()
        for _ in range(draws)
    )
    shares = np.array([found[table.astype(int).tobytes()] / draws for table in tables])
    # Total variation of a perfect sample of this size is about sqrt(tables/draws) 0.4 = 0.02; twice
    # that.
    assert np.abs(shares - 1 / len(tables)).sum() / 2 < 0.04


def test_organisations_change_places_and_keep_everything_else() -> None:
    organisations = pd.DataFrame(
        {
            "organisation": list("abcde"),
            "region": ["x", "x", "y", None, "z"],
            "group": ["g", "g", "h", "h", "g"],
            "kind": list("kllkk"),
        }
    ).astype("str")
    moved = hc.permute_regions(organisations, generator=generator(7))
    assert (
        moved["region"].value_counts().to_dict() == organisations["region"].value_counts().to_dict()
    )
    assert moved.drop(columns="region").equals(organisations.drop(columns="region"))
    assert moved["region"].isna().tolist() == organisations["region"].isna().tolist()
    assert organisations["region"].tolist()[:3] == ["x", "x", "y"]


def test_p_counts_the_run_itself_and_every_tie() -> None:
    null = np.array([[1.0, np.nan], [2.0, 5.0], [3.0, np.nan]])
    assert nulls.p_upper(np.array([2.0 + 1e-12, 1.0]), null) == pytest.approx([3 / 4, 2 / 2])


def test_p_is_missing_where_nothing_was_observed_or_no_null_has_a_value() -> None:
    assert np.isnan(nulls.p_upper(np.array([np.nan, 1.0]), np.array([[1.0, np.nan]]))).all()


def test_familywise_p_compares_with_the_largest_of_each_draw() -> None:
    null = np.array([[1.0, 9.0], [2.0, 0.0], [np.nan, 4.0]])
    assert hc.p_familywise(np.array([3.0, 9.0]), null) == pytest.approx([3 / 4, 2 / 4])


def test_familywise_p_leaves_out_what_was_not_observed() -> None:
    null = np.array([[1.0, 9.0], [2.0, 9.0]])
    assert hc.p_familywise(np.array([3.0, np.nan]), null) == pytest.approx(
        [1 / 3, np.nan], nan_ok=True
    )


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([1, 1], [1, 1]),
        ([2, 1, 1, 2], [2, 2, 2]),
        ([3, 2, 1], [2, 2, 1, 1]),
        ([0, 2], [1, 1, 0]),
        ([2], [1, 0]),
        ([], []),
    ],
)
def test_tables_are_counted_as_by_brute_force(rows: list[int], columns: list[int]) -> None:
    expected = len(all_binary(rows, columns)) if sum(rows) == sum(columns) else 0
    assert hc.count_binary_matrices(rows, columns) == expected


def test_counting_does_not_depend_on_which_side_is_which() -> None:
    assert hc.count_binary_matrices([3, 2, 2, 1], [4, 2, 1, 1]) == hc.count_binary_matrices(
        [4, 2, 1, 1], [3, 2, 2, 1]
    )


def test_table_1_has_ten_thousand_million_tables_with_its_margins(table1: pd.DataFrame) -> None:
    rows, columns = table1.sum(axis=1).astype(int).tolist(), table1.sum(axis=0).astype(int).tolist()
    assert hc.count_binary_matrices(rows, columns) == 10_414_902_288


def test_cooccurrences_have_the_distribution_of_brute_force() -> None:
    matrix = frame([[1, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 0]])
    tables = all_binary(
        matrix.sum(axis=1).astype(int).tolist(), matrix.sum(axis=0).astype(int).tolist()
    )
    found = hc.exact_cooccurrence(matrix)
    for row, (one, other) in zip(found.itertuples(), combinations(range(4), 2), strict=True):
        both = np.array([(table[:, one] * table[:, other]).sum() for table in tables])
        observed = int((matrix.iloc[:, one] * matrix.iloc[:, other]).sum())
        assert row.cooccurrences == observed
        assert row.expected == pytest.approx(both.mean())
        assert row.p_upper == pytest.approx((both >= observed).mean())
        assert row.p_lower == pytest.approx((both <= observed).mean())
        assert row.p_least == pytest.approx((both == both.max()).mean())


def test_two_pairs_of_industries_of_table_1_exceed_chance_and_both_stay_after_adjustment(
    table1: pd.DataFrame,
) -> None:
    found = hc.exact_cooccurrence(table1)
    pairs = {
        frozenset(row)
        for row in found.loc[found["p_upper"] <= 0.05, ["industry", "other_industry"]].to_numpy()
    }
    assert pairs == {
        frozenset({"metal_ores", "coal"}),
        frozenset({"crude_oil_and_natural_gas", "other_minerals"}),
    }
    assert int((benjamini_hochberg(found[["p_upper"]])["p_upper"] <= 0.05).sum()) == 2


def test_no_pair_of_regions_of_table_1_could_be_significant(table1: pd.DataFrame) -> None:
    found = hc.exact_cooccurrence(table1.T)
    assert len(found) == 105
    assert found["p_least"].min() > 0.05


def test_random_tables_agree_with_the_exact_count(table1: pd.DataFrame) -> None:
    counted = hc.cooccurrence_significance(table1)
    drawn = nulls._by_curveball(table1.dropna(), draws=999, seed=1)
    assert set(counted["null"]) == {"exact"}
    # Standard error of a share of 999 dependent draws: below 0.016 and a little more; three of
    # these.
    assert np.abs(drawn["p_upper"] - counted["p_upper"]).max() < 0.05


def test_a_table_too_large_to_count_is_compared_with_random_ones() -> None:
    matrix = frame(generator(8).random((60, 14)) < 0.4)
    found = hc.cooccurrence_significance(matrix, draws=19)
    assert set(found["null"]) == {"curveball, 19 draws"}
    assert found.attrs["convention"].endswith("curveball, 19 draws, p = (b + 1)/(n + 1)")
    assert found["p_upper"].min() >= 1 / 20


@pytest.mark.gate
@pytest.mark.parametrize(
    ("regions", "industries"), [(83, 20), pytest.param(300, 60, marks=pytest.mark.gate)]
)
def test_counting_is_refused_by_the_work_and_not_after_it(regions: int, industries: int) -> None:
    matrix = frame(generator(8).random((regions, industries)) < 0.3)
    with pytest.raises(hc.AnalysisError, match="found a larger one"):
        hc.exact_cooccurrence(matrix)
    with pytest.raises(hc.AnalysisError, match="steps"):
        hc.count_binary_matrices(list(range(1, regions)), list(range(1, regions)))


def test_what_is_refused_does_not_depend_on_what_was_counted_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exact, "MOST_STEPS", 40)
    for _ in range(2):
        assert hc.count_binary_matrices([1, 1], [1, 1]) == 2
        with pytest.raises(hc.AnalysisError, match="in 40 steps"):
            hc.count_binary_matrices([3, 3, 2, 2, 1], [4, 3, 2, 1, 1])


def test_an_industry_nobody_has_is_missing_for_itself_only() -> None:
    matrix = frame([[1, 1, np.nan], [1, 1, np.nan], [0, 0, np.nan], [0, 1, np.nan]])
    found = hc.cooccurrence_significance(matrix)
    assert found[["industry", "other_industry"]].to_numpy().tolist() == [["i0", "i1"]]


def plain_stepdown(observed, null):
    """Step-down maximum written as its definition reads, value by value."""
    mean, deviation = null.mean(axis=0), null.std(axis=0)
    t, nulls = (observed - mean) / deviation, (null - mean) / deviation
    order = sorted(range(len(t)), key=lambda item: -t[item])
    p, before = {}, 0.0
    for place, item in enumerate(order):
        rest = order[place:]
        reached = sum(max(row[rest]) >= t[item] - 1e-9 for row in nulls)
        before = p[item] = max(before, (reached + 1) / (len(null) + 1))
    return [p[item] for item in range(len(t))]


def test_p_stepdown_is_its_definition():
    generator = np.random.default_rng(4)
    scale = np.array([1.0, 5.0, 0.1, 2.0, 1.0, 3.0])
    null = generator.normal(size=(40, 6)) * scale
    observed = np.array([2.0, 3.0, 0.5, -1.0, 0.4, 4.0])
    assert hc.p_stepdown(observed, null) == pytest.approx(plain_stepdown(observed, null))


def test_one_strong_value_among_thousands_is_found():
    generator = np.random.default_rng(5)
    null, observed = generator.normal(size=(99, 3000)), generator.normal(size=3000)
    observed[1234] = 9.0
    assert hc.p_stepdown(observed, null)[1234] == pytest.approx(0.01)


def test_p_stepdown_keeps_its_level_where_nothing_is_there():
    generator = np.random.default_rng(6)
    names = 0
    for _ in range(200):
        # Values move together, as scores of pairs that share a region do.
        draws = generator.normal(size=(100, 30)) + generator.normal(size=(100, 1))
        names += (hc.p_stepdown(draws[0], draws[1:]) <= 0.05).any()
    assert names / 200 <= 0.05 + 2 * (0.05 * 0.95 / 200) ** 0.5


def test_p_stepdown_of_what_is_missing_or_does_not_vary():
    null = np.array([[1.0, 2.0, np.nan, 5.0], [3.0, 2.0, np.nan, 5.0], [2.0, 2.0, 1.0, 5.0]])
    values = hc.p_stepdown(np.array([np.nan, 2.0, 9.0, 6.0]), null)
    assert np.isnan(values[[0, 2]]).all()
    assert values[[1, 3]].tolist() == [1.0, 0.25]
