"""Gravity and the model of measured ties, against hand arithmetic and a plain optimiser."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from hypercluster.errors import AnalysisError
from hypercluster.synchronisation.gravity import gravity, tie_model

N = 18
UPPER = np.triu_indices(N, k=1)
PRIORS = {"near": 0.3, "match": 0.2}
PENALTY = 4.0


def made_parts(seed: int = 3) -> dict[str, np.ndarray]:
    """Two random symmetric parts."""
    generator = np.random.default_rng(seed)
    halves = {name: generator.normal(size=(N, N)) for name in PRIORS}
    return {name: half + half.T for name, half in halves.items()}


def made_ties(parts: dict[str, np.ndarray], seed: int = 4) -> pd.DataFrame:
    """Counts of a Poisson process with known coefficients and effects of regions."""
    generator = np.random.default_rng(seed)
    effects = generator.normal(0.0, 0.5, size=N)
    rates = 0.4 * parts["near"] + 0.1 * parts["match"] + effects[:, None] + effects - 0.3
    ties = np.triu(generator.poisson(np.exp(rates)), k=1)
    names = [f"r{number:02d}" for number in range(N)]
    return pd.DataFrame(ties + ties.T, names, names)


def test_gravity_is_the_sum_of_logarithms():
    masses = pd.Series([100.0, 10.0, 4.0], index=["a", "b", "c"])
    distances = np.array([[0, 50, np.nan], [50, 0, 150], [np.nan, 150, 0]])
    value = gravity(masses, distances, elasticity=0.5)
    assert value[0, 1] == pytest.approx(np.log(1000) - 0.5 * np.log(100))
    assert value[1, 2] == value[2, 1] == pytest.approx(np.log(40) - 0.5 * np.log(200))
    assert np.isnan(value[0, 2])
    assert np.isnan(np.diag(value)).all()


def test_without_elasticity_a_distance_may_be_missing():
    masses = pd.Series([100.0, 10.0], index=["a", "b"])
    value = gravity(masses, np.full((2, 2), np.nan), elasticity=0.0)
    assert value[0, 1] == pytest.approx(np.log(1000))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"masses": pd.Series([1.0, 0.0], index=["a", "b"])}, "found 0 at b"),
        ({"offset_km": 0.0}, "found 0 and 0.9"),
        ({"elasticity": -1.0}, "found 50 and -1"),
        ({"distances": np.zeros((3, 3))}, "found a matrix of 3 x 3"),
        ({"distances": -np.ones((2, 2))}, "with negative ones"),
    ],
)
def test_gravity_refuses_what_has_no_logarithm(change, message):
    masses = pd.Series([1.0, 2.0], index=["a", "b"])
    options = {"masses": masses, "distances": np.zeros((2, 2))} | change
    with pytest.raises(AnalysisError, match=message):
        gravity(options.pop("masses"), options.pop("distances"), **options)


def plain_fit(ties: pd.DataFrame, parts: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The penalised likelihood, its optimum and errors, all written out."""
    values = np.column_stack([part[UPPER] for part in parts.values()])
    centred, deviations = values - values.mean(axis=0), values.std(axis=0)
    ends = np.zeros((len(values), N))
    for end in UPPER:
        ends[np.arange(len(values)), end] += 1
    design = np.column_stack([np.ones(len(values)), centred / deviations, ends])
    prior, measured = np.array(list(PRIORS.values())), ties.to_numpy()[UPPER]
    offset, ridge = centred @ prior, PENALTY * np.r_[0, np.ones(design.shape[1] - 1)]

    def loss(values: np.ndarray) -> float:
        rates = offset + design @ values
        return float((np.exp(rates) - measured * rates).sum() + (ridge * values**2).sum() / 2)

    def slope(values: np.ndarray) -> np.ndarray:
        return design.T @ (np.exp(offset + design @ values) - measured) + ridge * values

    start = np.zeros(design.shape[1])
    best = minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-9}).x
    rates = np.exp(offset + design @ best)
    pairs = list(zip(*UPPER, strict=True))
    shares = np.array([[bool({*a} & {*b}) for a in pairs] for b in pairs])
    scores = design * (measured - rates)[:, None]
    bread = np.linalg.inv(design.T @ (design * rates[:, None]) + np.diag(ridge))
    variance = bread @ (scores.T @ shares @ scores) @ bread
    return prior + best[1:3] / deviations, np.sqrt(np.diag(variance)[1:3]) / deviations


def test_estimates_and_errors_are_those_of_the_likelihood_written_out():
    parts = made_parts()
    ties = made_ties(parts)
    model = tie_model(ties, parts, priors=PRIORS, penalty=PENALTY)
    estimates, errors = plain_fit(ties, parts)
    assert model.coefficients["estimate"].to_numpy() == pytest.approx(estimates, abs=1e-6)
    assert model.coefficients["standard_error"].to_numpy() == pytest.approx(errors, abs=1e-6)


def test_expected_ties_are_the_product_of_their_factors():
    parts = made_parts()
    model = tie_model(made_ties(parts), parts, priors=PRIORS)
    estimates = model.coefficients["estimate"]
    effects = model.effects.to_numpy()
    value = sum(estimates[name] * part for name, part in parts.items())
    value = (value + effects[:, None] + effects)[UPPER]
    constant = np.log(model.expected[UPPER]) - value
    assert constant == pytest.approx(np.full(len(constant), constant.mean()))
    assert model.expected[UPPER].sum() == pytest.approx(made_ties(parts).to_numpy()[UPPER].sum())


def test_a_strong_penalty_keeps_the_priors_and_many_ties_override_them():
    parts = made_parts()
    ties = made_ties(parts)
    tight = tie_model(ties, parts, priors=PRIORS, penalty=1e9).coefficients
    assert tight["estimate"].to_numpy() == pytest.approx([0.3, 0.2], abs=1e-4)
    loose = tie_model(ties * 1000, parts, priors=PRIORS).coefficients
    assert abs(loose["estimate"] - [0.4, 0.1]).max() < 0.15


def test_a_part_that_does_not_vary_keeps_its_prior():
    parts = made_parts() | {"match": np.full((N, N), 0.7)}
    model = tie_model(made_ties(made_parts()), parts, priors=PRIORS)
    row = model.coefficients.loc["match"]
    assert row["estimate"] == 0.2
    assert row["deviation"] == 0.0
    assert np.isnan(row["standard_error"])


def test_a_pair_without_a_part_has_no_expectation_and_no_say():
    parts = made_parts()
    for matrix in parts.values():
        matrix[0, 1] = matrix[1, 0] = np.nan
    ties = made_ties(made_parts())
    model = tie_model(ties, parts, priors=PRIORS)
    assert np.isnan(model.expected[0, 1])
    assert not np.isnan(model.expected[0, 2])
    changed = ties.copy()
    changed.iloc[0, 1] = changed.iloc[1, 0] = 50
    again = tie_model(changed, parts, priors=PRIORS)
    assert again.coefficients.equals(model.coefficients)


def test_the_order_of_regions_does_not_matter():
    parts, order = made_parts(), np.random.default_rng(5).permutation(N)
    ties = made_ties(parts)
    model = tie_model(ties, parts, priors=PRIORS)
    moved = {name: part[np.ix_(order, order)] for name, part in parts.items()}
    again = tie_model(ties.iloc[order, order], moved, priors=PRIORS)
    pd.testing.assert_frame_equal(again.coefficients, model.coefficients, rtol=1e-6)
    assert again.effects[model.effects.index].to_numpy() == pytest.approx(
        model.effects.to_numpy(), abs=1e-7
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ties": -1}, "symmetric ties of at least 0"),
        ({"ties": np.nan}, "symmetric ties of at least 0"),
        ({"ties": 0}, "at least 30 pairs"),
        ({"parts": {"near": np.zeros((2, 2))}}, "near has another size"),
        ({"priors": {"near": 0.0}}, "one prior for each part"),
        ({"penalty": 0.0}, "penalty above 0"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, message):
    parts = made_parts()
    ties = made_ties(parts)
    if "ties" in change:
        ties = ties * 0.0 + change["ties"]
    parts |= change.get("parts", {})
    with pytest.raises(AnalysisError, match=message):
        tie_model(
            ties,
            parts,
            priors=change.get("priors", PRIORS),
            penalty=change.get("penalty", PENALTY),
        )
