"""Economic complexity, fitness and opportunities."""

from __future__ import annotations

import warnings
from itertools import combinations
from pathlib import Path

import ecomplexity
import economic_complexity as peer
import numpy as np
import pandas as pd
import pytest

import hypercluster as hc

PUBLISHED = Path(__file__).parent / "published"
STATES = pd.read_csv(PUBLISHED / "german_states_employment.csv", index_col=0)
TOY = pd.read_csv(PUBLISHED / "hidalgo_hausmann_2009_figS4.csv", index_col=0).astype(float)
SPECIALISED = hc.specialised(hc.location_quotient(STATES))


def of_ecomplexity(table: pd.DataFrame) -> pd.DataFrame:
    """Every value of ecomplexity 0.5.3, which warns by habit, for a matrix given as it is."""
    tidy = (
        table.rename_axis(index="region", columns="industry")
        .stack()
        .rename("has")
        .reset_index()
        .assign(year=1)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ecomplexity.ecomplexity(
            tidy,
            {"time": "year", "loc": "region", "prod": "industry", "val": "has"},
            presence_test="manual",
            verbose=False,
            check_logsupermodularity=False,
        )


OTHER = of_ecomplexity(SPECIALISED)


def wide(column: str) -> pd.DataFrame:
    return OTHER.pivot(index="region", columns="industry", values=column).loc[
        SPECIALISED.index, SPECIALISED.columns
    ]


def z(values: pd.Series) -> pd.Series:
    return (values - values.mean()) / values.std(ddof=0)


def triangle() -> pd.DataFrame:
    """Nested: a has three, b two, c one. D^-1 M U^-1 M' has the eigenvalues 1, 1/4, 1/9."""
    return pd.DataFrame(
        {"oil": [1.0, 1, 1], "gas": [1.0, 1, 0], "wool": [1.0, 0, 0]}, index=["a", "b", "c"]
    )


def test_complexity_of_a_nested_triangle_by_hand() -> None:
    # The second eigenvector is (1, 0, -1)/sqrt(2/3): row a (11/18, 5/18, 2/18), row b (5/12, 5/12,
    # 2/12), row c (2/6, 2/6, 2/6) times (x, y, w) with eigenvalue 1/4 gives x - w : y - w = 2 : 1.
    found = hc.economic_complexity(triangle())
    assert found.regions.tolist() == pytest.approx([1.5**0.5, 0.0, -(1.5**0.5)], abs=1e-12)
    assert found.industries.tolist() == pytest.approx([-(1.5**0.5), 0.0, 1.5**0.5], abs=1e-12)
    assert found.eigengap == pytest.approx(1 / 4 - 1 / 9)


def test_complexity_equals_ecomplexity() -> None:
    found = hc.economic_complexity(SPECIALISED)
    eci, pci = OTHER.groupby("region")["eci"].first(), OTHER.groupby("industry")["pci"].first()
    # Two eigen-solvers in double precision, gap 0.088: 1e-10 leaves room.
    np.testing.assert_allclose(found.regions, eci[SPECIALISED.index], rtol=1e-10, atol=1e-12)
    # The peer standardises PCI with mean and deviation of ECI; ours has its own.
    np.testing.assert_allclose(
        found.industries, z(pci)[SPECIALISED.columns], rtol=1e-10, atol=1e-12
    )


def test_method_of_reflections_agrees_until_rounding_takes_over() -> None:
    # economic-complexity 0.3.0 iterates averages without taking out the constant part. Its 20
    # rounds correlate 0.999 with the eigenvector; at 100 rounds nothing but rounding is left,
    # correlation 0.47. So the peer is near, not equal, and worse the longer it runs.
    found = hc.economic_complexity(SPECIALISED).regions
    near, far = (peer.complexity(SPECIALISED, iterations=rounds)[0] for rounds in (20, 100))
    assert np.corrcoef(found, near)[0, 1] > 0.999
    assert np.corrcoef(found, far)[0, 1] < 0.9


def test_complexity_of_a_region_is_the_mean_of_its_industries_and_the_reverse() -> None:
    # Up to the standardisation: a straight line.
    found = hc.economic_complexity(SPECIALISED)
    mean = (SPECIALISED * found.industries).sum(axis=1) / SPECIALISED.sum(axis=1)
    assert np.corrcoef(mean, found.regions)[0, 1] == pytest.approx(1, abs=1e-12)
    other = SPECIALISED.mul(found.regions, axis=0).sum() / SPECIALISED.sum()
    assert np.corrcoef(other, found.industries)[0, 1] == pytest.approx(1, abs=1e-12)


def test_sign_follows_diversity_and_both_signs_agree() -> None:
    for seed in range(20):
        table = pd.DataFrame(np.random.default_rng(seed).integers(0, 2, (9, 7)).astype(float))
        found = hc.economic_complexity(table)
        if found.eigengap > 0:
            known = found.regions.notna()
            assert np.corrcoef(found.regions[known], table.sum(axis=1)[known])[0, 1] > 0
            mean = (table * found.industries).sum(axis=1) / table.sum(axis=1)
            assert np.corrcoef(found.regions[known], mean[known])[0, 1] == pytest.approx(1)


def test_sign_without_differences_of_diversity_falls_to_ubiquity_and_then_to_the_label() -> None:
    # Diversities 2 and 2, ubiquities 1, 2, 1 with opposite PCI at the two ends: only the label is
    # left.
    star = pd.DataFrame([[1.0, 1, 0], [0, 1, 1]], index=["b", "a"])
    assert hc.economic_complexity(star).regions.tolist() == pytest.approx([-1, 1])
    # Diversities 2 each, ubiquities 2, 3, 2, 1: rarity decides.
    uneven = pd.DataFrame(
        [[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], index=list("abcd")
    )
    found = hc.economic_complexity(uneven)
    assert np.corrcoef(found.industries, uneven.sum(axis=0))[0, 1] < 0
    path = pd.DataFrame(
        [[1.0, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]],
        index=["d", "c", "b", "a"],
    )
    found = hc.economic_complexity(path)
    # The path is symmetric end to end: no correlation with diversity or ubiquity, so the first
    # label is positive.
    assert found.regions["a"] > 0 > found.regions["d"]


@pytest.mark.parametrize(
    "table",
    [
        np.kron(np.eye(2), np.ones((2, 2))),  # two parts: l_2 = 1
        np.eye(3),  # three parts
        np.ones((3, 4)),  # all alike: l_2 = 0
        1 - np.eye(3),  # l_2 = l_3 = 1/4
        np.zeros((2, 2)),
    ],
)
def test_complexity_is_missing_where_the_eigenvector_is_not_unique(table: np.ndarray) -> None:
    found = hc.economic_complexity(pd.DataFrame(table))
    assert found.eigengap == 0
    assert found.regions.isna().all()
    assert found.industries.isna().all()


def test_order_of_regions_and_industries_does_not_matter() -> None:
    found, turned = (
        hc.economic_complexity(SPECIALISED),
        hc.economic_complexity(SPECIALISED.iloc[::-1, ::-1]),
    )
    pd.testing.assert_series_equal(turned.regions[SPECIALISED.index], found.regions, rtol=1e-9)
    fit, other = (
        hc.fitness_complexity(SPECIALISED),
        hc.fitness_complexity(SPECIALISED.iloc[::-1, ::-1]),
    )
    pd.testing.assert_series_equal(other.industries[SPECIALISED.columns], fit.industries, rtol=1e-9)


def test_empty_region_and_industry_are_missing_and_change_nothing_else() -> None:
    more = pd.concat(
        [SPECIALISED, pd.DataFrame(np.nan, index=["empty"], columns=SPECIALISED.columns)]
    ).assign(none=np.nan)
    more.loc["plain"] = [0.0] * 17 + [np.nan]
    for measure in (hc.economic_complexity, hc.fitness_complexity):
        found, same = measure(more), measure(SPECIALISED)
        pd.testing.assert_series_equal(found.regions[SPECIALISED.index], same.regions, rtol=1e-12)
        pd.testing.assert_series_equal(
            found.industries[SPECIALISED.columns], same.industries, rtol=1e-12
        )
        assert found.regions[["empty", "plain"]].isna().all()
        assert np.isnan(found.industries["none"])


def test_fitness_of_a_region_that_has_all_of_an_industry_by_hand() -> None:
    # With F = (x, 1, 1): Q = (x/(1 + x), x/(1 + x), x/(1 + 2x)), so x = (2 Q_1 + Q_3)/(Q_1 + Q_3) =
    # (3 + 5x)/(2 + 3x), which is x^2 = x + 1, the golden ratio.
    table = pd.DataFrame({"oil": [1, 1, 0], "gas": [1, 0, 1], "wool": [1, 1, 1]}, index=list("abc"))
    result = hc.fitness_complexity(table, tolerance=1e-12)
    golden = (1 + 5**0.5) / 2
    expected = np.array([golden, 1, 1]) / (golden + 2) * 3
    np.testing.assert_allclose(result.regions, expected, rtol=1e-10)


def test_fitness_is_a_fixed_point_of_its_definition() -> None:
    found = hc.fitness_complexity(SPECIALISED, tolerance=1e-12)
    assert found.has_converged
    fitness = SPECIALISED @ found.industries
    complexity = 1 / (SPECIALISED.T @ (1 / found.regions))
    np.testing.assert_allclose(fitness / fitness.mean(), found.regions, rtol=1e-10)
    np.testing.assert_allclose(complexity / complexity.mean(), found.industries, rtol=1e-10)


def test_fitness_that_creeps_to_nought_is_nought() -> None:
    # The published toy is such a matrix (Pugliese et al. 2016): all values but those of C1 and P1
    # fall as 1/n. After 10,000 rounds C1 stood at 3.9992 of its limit 4.
    result = hc.fitness_complexity(TOY)
    assert result.has_converged
    assert result.regions.to_dict() == {"C1": 4.0, "C2": 0.0, "C3": 0.0, "C4": 0.0}
    assert result.industries.to_dict() == {"P1": 4.0, "P2": 0.0, "P3": 0.0, "P4": 0.0}


def test_fitness_on_its_way_to_nought_is_not_called_converged() -> None:
    # Specialisations of the packaged data: ten units without coal and ores fell by half a round and
    # were reported as 3e-7.
    counts = hc.load_pack().table("enterprises")
    counts = counts.pivot(index="reporting_unit", columns="industry", values="count")
    specialised = hc.specialised(hc.location_quotient(counts))
    result = hc.fitness_complexity(specialised)
    has_mines = specialised[["coal", "metal_ores"]].any(axis=1)
    assert (result.regions > 0).equals(has_mines)
    assert result.regions[~has_mines].eq(0).all()
    assert result.regions.mean() == pytest.approx(1)
    assert result.regions["RU-IRK"] == pytest.approx(4.5)


def all_stay(table: np.ndarray) -> bool:
    """Whether no value goes to 0, by trying every set of regions.

    Menon & Schneider's condition for scaling a matrix: a set of regions must have a larger share of
    all industries among its own than it is of all regions. An equal share will do where nobody else
    has these industries.
    """
    n, k = table.shape
    for size in range(1, n):
        for chosen in combinations(range(n), size):
            own = table[list(chosen)].any(axis=0)
            others = np.delete(table, chosen, axis=0)[:, own]
            if own.sum() * n < size * k or (own.sum() * n == size * k and others.any()):
                return False
    return True


def test_what_goes_to_nought_is_what_the_shape_of_the_matrix_says() -> None:
    settled = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        sizes = generator.integers(2, 8, 2)
        table = generator.random(sizes) < generator.uniform(0.15, 0.8)
        table = table[:, table.any(axis=0)]
        table = table[table.any(axis=1)]
        result = hc.fitness_complexity(pd.DataFrame(table), most=2000)
        if not result.has_converged:
            assert result.regions.isna().all()
            continue
        settled += 1
        regions, industries = (result.regions > 0).to_numpy(), (result.industries > 0).to_numpy()
        assert regions.all() == all_stay(table)
        assert all_stay(table[np.ix_(regions, industries)])
        assert not table[np.ix_(~regions, industries)].any()
    assert settled > 35


def test_fitness_that_has_not_come_to_rest_is_missing() -> None:
    result = hc.fitness_complexity(SPECIALISED, most=3)
    assert not result.has_converged
    assert result.regions.isna().all()
    assert result.industries.isna().all()


def test_complexity_and_fitness_say_in_a_line_what_they_hold() -> None:
    assert repr(hc.economic_complexity(triangle())) == (
        "<Complexity of 3 regions and 3 industries, eigengap 0.1389>"
    )
    assert repr(hc.fitness_complexity(TOY)).startswith(
        "<Fitness of 4 regions and 4 industries, converged after"
    )


def test_density_with_diagonal_equals_ecomplexity() -> None:
    found = hc.relatedness_density(SPECIALISED, hc.proximity(SPECIALISED), has_diagonal=True)
    np.testing.assert_allclose(found / 100, wide("density"), rtol=1e-10)


def raw_pci() -> pd.Series:
    """What ecomplexity weighs opportunities with.

    The second eigenvector of U^-1 M' D^-1 M, length 1, not centred, signed as PCI.
    """
    m = SPECIALISED.to_numpy()
    values, vectors = np.linalg.eig((m / m.sum(axis=0)).T @ (m / m.sum(axis=1)[:, None]))
    vector = np.real(vectors[:, np.argsort(np.real(values))[-2]])
    sign = np.sign(np.corrcoef(vector, hc.economic_complexity(SPECIALISED).industries)[0, 1])
    return pd.Series(sign * vector, index=SPECIALISED.columns)


def test_opportunity_outlook_equals_ecomplexity_with_its_complexities() -> None:
    outlook = hc.opportunity_outlook(
        SPECIALISED, hc.proximity(SPECIALISED), raw_pci(), has_diagonal=True
    )
    np.testing.assert_allclose(
        z(outlook), OTHER.groupby("region")["coi"].first()[SPECIALISED.index], rtol=1e-8, atol=1e-10
    )


def test_opportunity_gain_of_ecomplexity_counts_the_industry_as_its_own_opportunity() -> None:
    # ecomplexity 0.5.3 sums over all missing industries, the gained one included (phi = 1 with
    # itself), and does not take off the opportunity d PCI that is lost by gaining it. Setting both
    # right gives ours; left as it is, the two differ by up to 2.5 standard deviations of ECI here,
    # and gains of complex industries come out negative (BB in manufacturing: -1.4 against +0.9).
    pci, phi = raw_pci(), hc.proximity(SPECIALISED)
    m = SPECIALISED.to_numpy()
    eci = pd.Series(m @ pci.to_numpy() / m.sum(axis=1))
    own = hc.opportunity_gain(SPECIALISED, phi, pci, has_diagonal=True)
    density = hc.relatedness_density(SPECIALISED, phi, has_diagonal=True) / 100
    lost, itself = density * pci, pci / phi.sum(axis=1)
    corrected = wide("cog") * eci.std(ddof=0) - itself - lost
    np.testing.assert_allclose(
        own.to_numpy()[m == 0], corrected.to_numpy()[m == 0], rtol=1e-7, atol=1e-10
    )
    assert own.isna().equals(SPECIALISED == 1)


@pytest.mark.parametrize("has_diagonal", [False, True])
def test_opportunity_gain_is_the_change_of_the_outlook(has_diagonal: bool) -> None:
    phi, pci = (
        hc.proximity(SPECIALISED),
        hc.economic_complexity(SPECIALISED).industries,
    )
    before = hc.opportunity_outlook(SPECIALISED, phi, pci, has_diagonal=has_diagonal)
    gain = hc.opportunity_gain(SPECIALISED, phi, pci, has_diagonal=has_diagonal)
    for industry in SPECIALISED:
        after = hc.opportunity_outlook(
            SPECIALISED.assign(**{industry: 1.0}), phi, pci, has_diagonal=has_diagonal
        )
        lacks = SPECIALISED[industry] == 0
        np.testing.assert_allclose(
            gain.loc[lacks, industry], (after - before)[lacks], rtol=1e-9, atol=1e-12
        )


def test_opportunities_are_missing_without_complexity_and_for_an_empty_region() -> None:
    phi, pci = (
        hc.proximity(SPECIALISED),
        hc.economic_complexity(SPECIALISED).industries,
    )
    assert hc.opportunity_outlook(SPECIALISED, phi, pci * np.nan).isna().all()
    more = pd.concat(
        [SPECIALISED, pd.DataFrame(np.nan, index=["empty"], columns=SPECIALISED.columns)]
    )
    found = hc.opportunity_outlook(more, phi, pci)
    assert np.isnan(found["empty"])
    pd.testing.assert_series_equal(
        found[SPECIALISED.index], hc.opportunity_outlook(SPECIALISED, phi, pci)
    )
    assert hc.opportunity_gain(more, phi, pci).loc["empty"].isna().all()
