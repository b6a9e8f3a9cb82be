"""What an indicator cannot use is refused by name, never computed with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import AnalysisError
from hypercluster.indicators import checks, specialisation

COUNTS = pd.DataFrame(
    {"oil": [3.0, 1.0, 5.0], "gas": [1.0, 4.0, 2.0], "wool": [2.0, 2.0, 9.0]}, index=list("abc")
)
M = pd.DataFrame(
    {"oil": [1.0, 0, 1], "gas": [0.0, 1, 0], "wool": [1.0, 1, 0], "tin": [0.0, 1, 1]},
    index=list("abc"),
)
PHI = hc.proximity(M)
PCI = pd.Series({"oil": -1.0, "gas": 0.5, "wool": 1.5, "tin": 0.2})
PARENTS = pd.Series({"oil": "fuel", "gas": "fuel", "wool": "cloth"})

OF_COUNTS: dict[str, Callable[[pd.DataFrame], object]] = {
    **{
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
    },
    "krugman_index, rest": lambda table: hc.krugman_index(table, reference="rest"),
    "total_shares": specialisation.total_shares,
    "krugman_between": hc.krugman_between,
    "empirical_bayes": hc.empirical_bayes,
    "p_underrepresented": hc.p_underrepresented,
    "location_quotient_interval": hc.location_quotient_interval,
    "related_variety": lambda table: hc.related_variety(table, PARENTS),
    "unrelated_variety": lambda table: hc.unrelated_variety(table, PARENTS),
    "region_similarity": hc.region_similarity,
    "hoover_index": hc.hoover_index,
    "locational_gini": hc.locational_gini,
    "theil_index": hc.theil_index,
    "patefield_table": lambda table: hc.patefield_table(table, generator=np.random.default_rng(1)),
}


@pytest.mark.parametrize("name", OF_COUNTS)
@pytest.mark.parametrize("value", [-1.0, np.inf, np.nan])
def test_counts_that_are_none_are_refused_with_their_labels(name: str, value: float) -> None:
    wrong = COUNTS.copy()
    wrong.loc["b", "gas"] = value
    with pytest.raises(
        AnalysisError,
        match=rf"Expected (whole )?counts of at least 0; found {value} \(b, gas\): 1 in all\.",
    ):
        OF_COUNTS[name](wrong)


@pytest.mark.parametrize("name", OF_COUNTS)
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint64", "Int64"])
def test_counts_of_any_type_of_number_give_the_same(name: str, dtype: str) -> None:
    # Sums of 120 x 3 leave int8, differences of unsigned numbers turn round.
    many = COUNTS.assign(oil=[120.0, 110.0, 90.0], gas=[100.0, 100.0, 120.0])
    expected, result = OF_COUNTS[name](many), OF_COUNTS[name](many.astype(dtype))
    # Tables in another order of memory add up in another order.
    np.testing.assert_allclose(np.asarray(result), np.asarray(expected), rtol=1e-12)


@pytest.mark.parametrize("name", ["p_specialised", "p_underrepresented", "patefield_table"])
def test_fractions_are_refused_where_a_test_counts_exactly(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"Expected whole counts .* not allocated parts"):
        OF_COUNTS[name](COUNTS + 0.5)


@pytest.mark.parametrize("name", ["p_specialised", "p_underrepresented", "patefield_table"])
@pytest.mark.parametrize("most", [2**62, 2**52, 10**9])
def test_counts_beyond_an_exact_test_are_refused(name: str, most: int) -> None:
    # Sums of 64-bit integers turned round, which ended the interpreter.
    with pytest.raises(AnalysisError, match=r"Expected counts that sum to less than 1,000,000,000"):
        OF_COUNTS[name](pd.DataFrame([[most, most], [most, 1]]))


@pytest.mark.parametrize("name", OF_COUNTS)
def test_repeated_regions_and_industries_are_refused(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"one row of counts a region; found several for b: 1"):
        OF_COUNTS[name](COUNTS.loc[["a", "b", "b"]])
    with pytest.raises(AnalysisError, match=r"one column of counts an industry; .* for oil: 1 in"):
        OF_COUNTS[name](COUNTS[["oil", "oil", "gas"]])


@pytest.mark.parametrize("name", ["herfindahl_index", "location_quotient_interval"])
def test_sums_of_large_counts_do_not_turn_round(name: str) -> None:
    large = pd.DataFrame([[2**62, 2**62], [2**62, 2**61]])
    result, expected = OF_COUNTS[name](large), OF_COUNTS[name](large.astype(float))
    np.testing.assert_array_equal(np.asarray(result), np.asarray(expected))
    assert np.isfinite(np.asarray(result)).all()
    text = OF_COUNTS[name](COUNTS.astype(int).astype(str))
    np.testing.assert_array_equal(np.asarray(text), np.asarray(OF_COUNTS[name](COUNTS)))


def test_only_the_first_offenders_are_named() -> None:
    with pytest.raises(AnalysisError, match=r"-1\.0 \(r4, 0\): 20 in all") as refusal:
        checks.valid_counts(pd.DataFrame(-1.0, index=[f"r{i}" for i in range(20)], columns=[0]))
    assert "r5" not in str(refusal.value)


def test_counts_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(AnalysisError, match="Expected counts that are numbers; found others"):
        hc.shares(pd.DataFrame({"oil": ["many"]}))


OF_REFERENCE: dict[str, Callable[[pd.Series], object]] = {
    "location_quotient": lambda shares: hc.location_quotient(COUNTS, reference=shares),
    "empirical_bayes": lambda shares: hc.empirical_bayes(COUNTS, reference=shares),
    "excess_enterprises": lambda shares: hc.excess_enterprises(COUNTS, reference=shares),
    "krugman_index": lambda shares: hc.krugman_index(COUNTS, reference=shares),
    "hachman_index": lambda shares: hc.hachman_index(COUNTS, reference=shares),
    "location_quotient_interval": lambda shares: hc.location_quotient_interval(
        COUNTS, reference=shares, draws=50
    ),
}
SHARES = pd.Series({"oil": 0.5, "gas": 0.2, "wool": 0.3})


@pytest.mark.parametrize("name", OF_REFERENCE)
def test_industry_absent_from_the_reference_is_refused(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"found none for wool: 1 in all. Give 0"):
        OF_REFERENCE[name](SHARES.drop("wool"))


@pytest.mark.parametrize("name", OF_REFERENCE)
def test_counts_and_percentages_are_refused_as_reference_shares(name: str) -> None:
    for factor in (100, 1000):
        with pytest.raises(AnalysisError, match=r"between 0 and 1; .* by their sum"):
            OF_REFERENCE[name](SHARES * factor)
    with pytest.raises(AnalysisError, match=r"add up to 1; found a sum of 0.5"):
        OF_REFERENCE[name](SHARES / 2)


@pytest.mark.parametrize("name", OF_REFERENCE)
def test_order_and_further_industries_of_the_reference_do_not_matter(name: str) -> None:
    expected = OF_REFERENCE[name](SHARES)
    np.testing.assert_array_equal(OF_REFERENCE[name](SHARES.iloc[::-1]), expected)
    halved = pd.concat([SHARES / 2, pd.Series({"tin": 0.5})])
    with_only = OF_REFERENCE[name](halved)
    assert np.shape(with_only) == np.shape(expected)


def test_missing_and_repeated_reference_shares_are_refused() -> None:
    with pytest.raises(AnalysisError, match=r"found nan \(gas\): 1 in all"):
        hc.krugman_index(COUNTS, reference=SHARES.where(SHARES.index != "gas"))
    twice = pd.concat([SHARES / 2, SHARES / 2])
    with pytest.raises(AnalysisError, match="found several for oil, gas, wool: 3 in all"):
        hc.krugman_index(COUNTS, reference=twice)


OF_SPECIALISATIONS: dict[str, Callable[[pd.DataFrame], object]] = {
    "cooccurrence": hc.cooccurrence,
    "proximity": hc.proximity,
    "exact_cooccurrence": hc.exact_cooccurrence,
    "cooccurrence_significance": hc.cooccurrence_significance,
    "curveball": lambda table: hc.curveball(table, generator=np.random.default_rng(1)),
    "economic_complexity": hc.economic_complexity,
    "fitness_complexity": hc.fitness_complexity,
    "relatedness_density": lambda table: hc.relatedness_density(table, PHI),
    "complementary_linkages": lambda table: hc.complementary_linkages(table, PHI),
    "density_added": lambda table: hc.density_added(table.to_numpy(), M.to_numpy(), PHI),
    "opportunity_outlook": lambda table: hc.opportunity_outlook(table, PHI, PCI),
    "opportunity_gain": lambda table: hc.opportunity_gain(table, PHI, PCI),
}


@pytest.mark.parametrize("name", OF_SPECIALISATIONS)
def test_quotients_are_refused_where_specialisations_are_meant(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"Expected specialisations .*; found 1\.7 .*: 7 in"):
        OF_SPECIALISATIONS[name](M * 1.7)


@pytest.mark.parametrize("name", OF_SPECIALISATIONS)
def test_specialisations_may_be_true_and_false(name: str) -> None:
    result, expected = (OF_SPECIALISATIONS[name](table) for table in (M.astype(bool), M))
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(result, expected, check_dtype=False)


ORDER = ["tin", "oil", "wool", "gas"]
QUOTIENTS = pd.DataFrame(
    {"oil": [1.5, 0.2, 1.1], "gas": [0.1, 2, 0.3], "wool": [1.2, 1.3, 0], "tin": [0.4, 1, 2]},
    index=list("abc"),
)
OF_PROXIMITIES: dict[str, Callable[[pd.DataFrame, pd.Series], object]] = {
    "relatedness_density": lambda phi, _: hc.relatedness_density(M, phi),
    "complementary_linkages": lambda phi, _: hc.complementary_linkages(M, phi),
    "opportunity_outlook": lambda phi, pci: hc.opportunity_outlook(M, phi, pci),
    "opportunity_gain": lambda phi, pci: hc.opportunity_gain(M, phi, pci),
    "complementarity": lambda phi, _: hc.complementarity(QUOTIENTS, phi),
    "partners_density": lambda phi, _: hc.partners_density(QUOTIENTS, phi, 1 - np.eye(3)),
}


@pytest.mark.parametrize("name", OF_PROXIMITIES)
def test_proximities_in_another_order_give_the_same(name: str) -> None:
    measure = OF_PROXIMITIES[name]
    expected = measure(PHI, PCI)
    turned = measure(PHI.loc[ORDER, ORDER[::-1]], PCI[ORDER])
    np.testing.assert_array_equal(np.asarray(turned), np.asarray(expected))


@pytest.mark.parametrize("name", OF_PROXIMITIES)
def test_proximities_of_other_industries_are_refused(name: str) -> None:
    other = PHI.rename(index={"tin": "lead"}, columns={"tin": "lead"})
    with pytest.raises(
        AnalysisError,
        match=r"Expected proximities .*; found 1 missing \(tin\) and 1 unknown \(lead\)",
    ):
        OF_PROXIMITIES[name](other, PCI)


def test_ties_of_partners_are_aligned_or_refused() -> None:
    ties = pd.DataFrame([[0, 1, 2.0], [1, 0, 0], [2, 0, 0]], index=list("abc"), columns=list("abc"))
    expected = hc.partners_density(QUOTIENTS, PHI, ties.to_numpy())
    turned = hc.partners_density(QUOTIENTS, PHI, ties.loc[list("cab"), list("bca")])
    pd.testing.assert_frame_equal(turned, expected)
    with pytest.raises(AnalysisError, match=r"Expected ties .* 1 missing \(c\)"):
        hc.partners_density(QUOTIENTS, PHI, ties.iloc[:2, :2])
    with pytest.raises(AnalysisError, match="Expected ties of 3 x 3 regions; found 2 x 2"):
        hc.partners_density(QUOTIENTS, PHI, ties.to_numpy()[:2, :2])


def test_complexities_of_other_industries_are_refused() -> None:
    for measure in (hc.opportunity_outlook, hc.opportunity_gain):
        with pytest.raises(AnalysisError, match=r"Expected complexities .*1 missing \(tin\)"):
            measure(M, PHI, PCI.drop("tin"))


def test_an_industry_nobody_has_changes_nothing_else() -> None:
    more = COUNTS.assign(none=0.0)
    pd.testing.assert_series_equal(hc.herfindahl_index(more), hc.herfindahl_index(COUNTS))
    # Shares 1/2, 1/4, 1/4 of three industries: (3/8 - 1/3) / (2/3) = 1/16.
    mix = pd.DataFrame({"oil": [2.0], "gas": [1.0], "wool": [1.0], "none": [0.0]})
    assert hc.herfindahl_index(mix).tolist() == pytest.approx([1 / 16])
    for value in (np.nan, 0.0):
        pairs = hc.exact_cooccurrence(M.assign(none=value))
        pairs = pairs[pairs["other_industry"] != "none"].reset_index(drop=True)
        pd.testing.assert_frame_equal(pairs, hc.exact_cooccurrence(M))


def test_probabilities_outside_0_to_1_are_refused() -> None:
    for value in (-0.1, 1.5):
        with pytest.raises(AnalysisError, match=rf"found {value} \(b, oil\): 1 in all. Give prob"):
            hc.benjamini_hochberg(pd.DataFrame({"oil": [0.2, value]}, index=["a", "b"]))


PLANTS = pd.DataFrame(
    {"industry": ["oil"] * 3 + ["wool"], "region": list("aabb"), "employees": [5.0, 1, 2, 4]}
)


def test_one_employment_a_plant_is_refused_where_one_a_region_is_meant() -> None:
    with pytest.raises(AnalysisError, match=r"several for a, b: 2 in all. Add up the plants"):
        hc.ellison_glaeser(PLANTS, regional_employment=PLANTS.set_index("region")["employees"])


def test_negative_and_infinite_employees_are_refused() -> None:
    for value in (-1.0, np.inf):
        with pytest.raises(AnalysisError, match=rf"Expected employees .*; found {value} \(0\)"):
            hc.ellison_glaeser(PLANTS.assign(employees=[value, 1.0, 2.0, 3.0]))
        with pytest.raises(AnalysisError, match=rf"Expected employees .*; found {value} \(b\)"):
            hc.ellison_glaeser(PLANTS, regional_employment=pd.Series({"a": 6.0, "b": value}))


def test_tables_of_new_clusters_are_brought_into_one_order_or_refused() -> None:
    tables = {name: QUOTIENTS * factor for factor, name in enumerate(("stars", "excess"), start=2)}
    expected, turned = (
        hc.new_cluster_scores(
            QUOTIENTS * 20,
            order(QUOTIENTS),
            **{name: order(table) for name, table in tables.items()},
            q_values=order(QUOTIENTS * 0),
            listed=np.zeros((3, 4), dtype=int),
            is_ubiquitous=np.zeros(4, dtype=bool),
        )
        for order in (lambda table: table, lambda table: table.loc[list("cab"), ORDER])
    )
    np.testing.assert_array_equal(turned, expected)
    assert np.isfinite(expected).any()
    counts = QUOTIENTS * 20
    pd.testing.assert_frame_equal(
        hc.cluster_stars(counts, QUOTIENTS[ORDER], QUOTIENTS.iloc[::-1]),
        hc.cluster_stars(counts, QUOTIENTS, QUOTIENTS),
    )
    with pytest.raises(AnalysisError, match=r"Expected shares .* found 1 missing \(tin\)"):
        hc.cluster_stars(counts, QUOTIENTS.drop(columns="tin"), QUOTIENTS)


def test_negative_proximities_are_refused() -> None:
    with pytest.raises(AnalysisError, match=r"Expected proximities of at least 0; found -"):
        hc.relatedness_density(M, PHI * -1)


def test_an_industry_with_two_parents_is_refused() -> None:
    twice = pd.concat([PARENTS, pd.Series({"oil": "cloth"})])
    for measure in (hc.related_variety, hc.unrelated_variety):
        with pytest.raises(AnalysisError, match="several for oil: 1 in all"):
            measure(COUNTS, twice)


def test_negative_quotients_are_refused() -> None:
    with pytest.raises(AnalysisError, match=r"Expected location quotients of at least 0; found -"):
        hc.complementarity(QUOTIENTS * -1, PHI)
    with pytest.raises(AnalysisError, match="Expected specialisations between 0 and 1; found -"):
        hc.partners_density(QUOTIENTS * -1, PHI, 1 - np.eye(3))


@pytest.mark.parametrize("normalisation", ["association", "cosine", "jaccard", "steijn"])
def test_cooccurrences_with_columns_in_another_order_give_the_same(normalisation: str) -> None:
    both = hc.cooccurrence(M)
    expected = hc.relatedness(both, normalisation=normalisation)
    result = hc.relatedness(both[ORDER], normalisation=normalisation)
    pd.testing.assert_frame_equal(result, expected)
    with pytest.raises(AnalysisError, match=r"Expected columns of co-occurrences .* 1 missing"):
        hc.relatedness(both.drop(columns="tin"), normalisation=normalisation)


def test_no_permutations_are_refused() -> None:
    line, neighbours = pd.Series(range(5), name="oil"), np.eye(5, k=1) + np.eye(5, k=-1)
    for measure in (hc.moran, hc.local_moran, hc.getis_ord):
        with pytest.raises(AnalysisError, match="Expected at least 1 permutation"):
            measure(line, neighbours, permutations=0)


@pytest.mark.parametrize("name", OF_COUNTS)
def test_counts_without_labels_are_refused(name: str) -> None:
    for value, kind in ((COUNTS.to_numpy(), "ndarray"), (COUNTS.to_dict(), "dict")):
        with pytest.raises(AnalysisError, match=rf"counts in a DataFrame; found .* type {kind}\."):
            OF_COUNTS[name](value)


@pytest.mark.parametrize("name", OF_REFERENCE)
def test_other_inputs_without_labels_are_refused(name: str) -> None:
    with pytest.raises(AnalysisError, match=r"counts in a DataFrame|reference shares in a Series"):
        OF_REFERENCE[name](SHARES.to_dict())
    for function in (hc.specialised, hc.symmetric_location_quotient, hc.cooccurrence):
        with pytest.raises(AnalysisError, match="in a DataFrame"):
            function(COUNTS.to_numpy())
    with pytest.raises(
        AnalysisError, match="p-values in a DataFrame; found a value of type Series"
    ):
        hc.benjamini_hochberg(SHARES)


@pytest.mark.parametrize(
    "name", ["relatedness_density", "complementary_linkages", "complementarity"]
)
def test_asymmetric_proximities_are_refused(name: str) -> None:
    wrong = PHI.copy()
    wrong.loc["oil", "gas"] += 1e-6
    with pytest.raises(AnalysisError, match=r"symmetric proximities; found .* by 1e-06"):
        OF_PROXIMITIES[name](wrong, PCI)
    wrong.loc["oil", "gas"] = PHI.loc["oil", "gas"] + 1e-12
    OF_PROXIMITIES[name](wrong, PCI)


def test_negative_quotients_have_no_specialisation() -> None:
    for function in (hc.specialised, hc.symmetric_location_quotient):
        with pytest.raises(AnalysisError, match=r"Expected location quotients of at least 0"):
            function(QUOTIENTS * -1)


def test_regional_employment_that_cannot_be_is_refused() -> None:
    with pytest.raises(AnalysisError, match="found 5 for a, whose plants have 6: 1 in all"):
        hc.ellison_glaeser(PLANTS, regional_employment=pd.Series({"a": 5.0, "b": 9.0}))
    with pytest.raises(AnalysisError, match="found no region of the plants, such as a"):
        hc.ellison_glaeser(PLANTS, regional_employment=pd.Series([5.0, 1, 2, 4]))
