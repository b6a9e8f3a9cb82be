"""What size and place give a pair of regions, and what ties say of the rest.

Parts are matrices regions x regions in natural logarithms, so that they add up. Where a pack has
measured ties, the coefficients of the parts are estimated and not assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

OFFSET_KM = 50.0  # added to every distance, so that neighbours stay finite (our choice)
DISTANCE_ELASTICITY = 0.9  # mean of 1,467 estimates for trade, most of them 0.28 to 1.55
PENALTY = 5.0  # of squared departures from the priors (our choice; 2 to 15 order pairs alike)
FEWEST_PAIRS = 30  # pairs with a tie: ten for each of three coefficients (our choice)


@dataclass(frozen=True, eq=False, repr=False)
class TieModel:
    """Measured ties explained by parts of a score.

    Attributes
    ----------
    coefficients
        One row a part: `prior`, `estimate`, `standard_error` and `deviation` (standard deviation
        of the part over pairs, in natural logarithms).
    effects
        What each region has beside the parts, in natural logarithms.
    expected
        Expected ties, regions x regions. Missing on the diagonal and where a part is.
    """

    coefficients: pd.DataFrame
    effects: pd.Series
    expected: np.ndarray

    def __repr__(self) -> str:
        parts = ", ".join(self.coefficients.index)
        return f"<TieModel of {len(self.effects)} regions: {parts}>"


def gravity(
    masses: pd.Series,
    distances: np.ndarray,
    *,
    elasticity: float = DISTANCE_ELASTICITY,
    offset_km: float = OFFSET_KM,
) -> np.ndarray:
    """Gravity of every pair of regions, in natural logarithms.

    G_rs = ln M_r + ln M_s - g ln(d_rs + 50). It is what size and place alone would lead to, and the
    baseline that any score of linkages has to beat.

    Parameters
    ----------
    masses
        Positive size of each region.
    distances
        Kilometres, regions x regions in the order of the masses.
    elasticity
        g, 0 or more. The literature on trade has 0.28 to 1.55 with mean 0.9.
    offset_km
        Kilometres added to every distance, more than 0.

    Returns
    -------
    ndarray
        Regions x regions, symmetric. Missing on the diagonal and where a distance or mass is. With
        elasticity 0 distances are not used and may be missing.

    Raises
    ------
    AnalysisError
        A mass or the offset is not positive, the elasticity or a distance is negative, or the
        matrix has another size.

    References
    ----------
    Disdier, A.-C. & Head, K. (2008). Review of Economics and Statistics 90, 37-48.
    doi:10.1162/rest.90.1.37

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> masses = pd.Series([100.0, 10.0], index=["a", "b"])
    >>> distances = np.array([[0.0, 50.0], [50.0, 0.0]])
    >>> round(float(gravity(masses, distances, elasticity=1.0)[0, 1]), 3)  # ln(100 x 10 / 100)
    2.303
    """
    import numpy as np

    n = len(masses)
    mass, kilometres = masses.to_numpy(dtype=float), np.asarray(distances, dtype=float)
    if (mass <= 0).any() or np.isinf(mass).any():
        wrong = masses.index[(mass <= 0) | np.isinf(mass)]
        raise AnalysisError(
            f"Expected positive masses; found {mass[masses.index.get_loc(wrong[0])]:g} at "
            f"{wrong[0]}. Add 1 to counts that may be 0."
        )
    if offset_km <= 0 or elasticity < 0:
        raise AnalysisError(
            f"Expected an offset above 0 km and an elasticity of at least 0; found {offset_km:g} "
            f"and {elasticity:g}. Change them."
        )
    if kilometres.shape != (n, n) or (kilometres < 0).any():
        shape = " x ".join(map(str, kilometres.shape))
        raise AnalysisError(
            f"Expected distances of at least 0 km over {n} x {n} regions; found a matrix of "
            f"{shape}{' with negative ones' if kilometres.shape == (n, n) else ''}. Use "
            "distance_matrix."
        )
    log_mass = np.log(mass)
    value: np.ndarray = log_mass[:, None] + log_mass
    if elasticity:
        value = value - elasticity * np.log(kilometres + offset_km)
    np.fill_diagonal(value, np.nan)
    return value


def tie_model(
    ties: pd.DataFrame,
    parts: Mapping[str, np.ndarray],
    *,
    priors: Mapping[str, float],
    penalty: float = PENALTY,
) -> TieModel:
    """Estimate how much each part of a score counts, from measured ties.

    T_rs ~ Poisson(exp(c + a_r + a_s + sum_p b_p x_p,rs)) over unordered pairs. Departures of b_p
    from its prior, for x_p at its standard deviation, and of a_r from 0 are penalised by their
    squares: few ties leave the priors as they are, many override them. Because regions have effects
    of their own, a part is judged within regions and not by how busy its regions are.

    Parameters
    ----------
    ties
        Measured ties, regions x regions, symmetric, 0 or more, 0 where none was measured. The
        diagonal is not used.
    parts
        Parts in natural logarithms by name, regions x regions in the same order, symmetric.
    priors
        Coefficient of each part before any tie is seen.
    penalty
        Weight of the squared departures, more than 0.

    Returns
    -------
    TieModel
        Coefficients with errors robust to pairs that share a region, effects of regions, and
        expected ties. The errors are of penalised estimates: they do not hold what the priors
        leave out.

    Raises
    ------
    AnalysisError
        Ties are negative, missing or not symmetric, fewer than 30 pairs have one, a part has
        another size, or parts and priors have other names.

    References
    ----------
    Santos Silva, J. M. C. & Tenreyro, S. (2006). Review of Economics and Statistics 88, 641-658.
    doi:10.1162/rest.88.4.641 (Poisson estimates of gravity);
    Aronow, P. M., Samii, C. & Assenova, V. A. (2015). Political Analysis 23, 564-577.
    doi:10.1093/pan/mpv018 (errors of pairs)

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> generator = np.random.default_rng(1)
    >>> part = generator.normal(size=(20, 20))
    >>> part += part.T
    >>> ties = np.triu(generator.poisson(np.exp(0.5 * part)), k=1)
    >>> model = tie_model(pd.DataFrame(ties + ties.T), {"match": part}, priors={"match": 0.0})
    >>> round(float(model.coefficients.loc["match", "estimate"]), 1)
    0.5
    """
    import numpy as np
    import pandas as pd

    weights = _checked(ties, parts, priors, penalty)
    n = len(weights)
    r, s = np.triu_indices(n, k=1)
    values = np.column_stack([parts[name][r, s] for name in parts])
    is_complete = ~np.isnan(values).any(axis=1)
    r, s, values = r[is_complete], s[is_complete], values[is_complete]
    measured = weights[r, s]
    pairs = int((measured > 0).sum())
    if pairs < FEWEST_PAIRS:
        raise AnalysisError(
            f"Expected at least {FEWEST_PAIRS} pairs of regions with a measured tie; found "
            f"{pairs}. Use the assumed coefficients."
        )
    prior = np.array([priors[name] for name in parts], dtype=float)
    centres, deviations = values.mean(axis=0), values.std(axis=0)
    # A part that is the same for all pairs explains nothing and keeps its prior.
    deviations = np.where(deviations > 1e-12, deviations, np.inf)
    design = _design(r, s, (values - centres) / deviations, n)
    assumed = (values - centres) @ prior
    # The ridge pulls towards 0, so what the priors explain is taken out first. A Poisson count
    # with an exposure is the same as a rate weighted by that exposure.
    exposure = np.exp(assumed - assumed.max())
    shifts, intercept = _fit(design, measured, exposure, penalty)
    rates = exposure * np.exp(intercept + design @ shifts)
    errors = _robust_errors(design, measured - rates, rates, (r, s), n, penalty)
    expected = np.full((n, n), np.nan)
    expected[r, s] = expected[s, r] = rates
    number = len(prior)
    is_varied = np.isfinite(deviations)
    coefficients = pd.DataFrame(
        {
            "prior": prior,
            "estimate": prior + np.where(is_varied, shifts[:number] / deviations, 0.0),
            "standard_error": np.where(is_varied, errors[:number] / deviations, np.nan),
            "deviation": np.where(is_varied, deviations, 0.0),
        },
        index=pd.Index(list(parts), name="part"),
    )
    effects = pd.Series(shifts[number:], index=ties.index, name="effect")
    return TieModel(coefficients, effects, expected)


def _checked(
    ties: pd.DataFrame,
    parts: Mapping[str, np.ndarray],
    priors: Mapping[str, float],
    penalty: float,
) -> np.ndarray:
    """Ties as an array, after all inputs were looked at."""
    import numpy as np

    weights: np.ndarray = ties.to_numpy(dtype=float)
    n = len(weights)
    problems = []
    if weights.shape != (n, n) or list(ties.index) != list(ties.columns):
        problems.append("ties with the same regions in rows and columns")
    elif np.isnan(weights).any() or (weights < 0).any() or not np.allclose(weights, weights.T):
        problems.append("symmetric ties of at least 0, none missing")
    if set(parts) != set(priors) or not parts:
        problems.append("one prior for each part")
    wrong = [name for name, part in parts.items() if np.shape(part) != (n, n)]
    if wrong:
        problems.append(f"parts over {n} x {n} regions ({', '.join(wrong)} has another size)")
    if penalty <= 0:
        problems.append(f"a penalty above 0 (found {penalty:g})")
    if problems:
        raise AnalysisError(f"Expected {', and '.join(problems)}. Change the input.")
    return weights


def _design(r: np.ndarray, s: np.ndarray, values: np.ndarray, n: int) -> csr_array:
    """Parts and the indicators of both regions of every pair."""
    import numpy as np
    from scipy.sparse import csr_array, hstack

    pairs = np.arange(len(r))
    ends = csr_array(
        (np.ones(2 * len(r)), (np.tile(pairs, 2), np.concatenate([r, s]))), shape=(len(r), n)
    )
    return csr_array(hstack([csr_array(values), ends]))


def _fit(
    design: csr_array, measured: np.ndarray, exposure: np.ndarray, penalty: float
) -> tuple[np.ndarray, float]:
    """Penalised departures from the priors, and the intercept."""
    import numpy as np
    from sklearn.linear_model import PoissonRegressor

    # scikit-learn penalises by alpha/2 beside the weighted mean deviance/2.
    model = PoissonRegressor(
        alpha=penalty / float(exposure.sum()), solver="newton-cholesky", max_iter=500, tol=1e-8
    )
    with np.errstate(over="ignore"):  # steps that are too long are tried and taken back
        model.fit(design, measured / exposure, sample_weight=exposure)
    return np.asarray(model.coef_), float(model.intercept_)


def _robust_errors(
    design: csr_array,
    residuals: np.ndarray,
    rates: np.ndarray,
    ends: tuple[np.ndarray, np.ndarray],
    n: int,
    penalty: float,
) -> np.ndarray:
    """Standard errors robust to pairs that share a region."""
    import numpy as np
    from scipy.sparse import csr_array

    pairs = np.arange(len(residuals))
    ones = np.ones(2 * len(pairs))
    incidence = csr_array((ones, (np.concatenate(ends), np.tile(pairs, 2))), shape=(n, len(pairs)))
    # The intercept is fitted as well: columns are taken from their mean, weighted by the rates.
    mean = np.asarray(design.T @ rates) / rates.sum()
    scores = csr_array(design.multiply(residuals[:, None]))
    # Sums over the pairs of each region hold every product of two pairs that share it. A pair
    # shares both regions with itself and is counted once too often.
    of_regions = (incidence @ scores).toarray() - np.outer(incidence @ residuals, mean)
    squares = residuals**2
    cross = np.outer(np.asarray(design.T @ squares), mean)
    twice = (scores.T @ scores).toarray() - cross - cross.T + squares.sum() * np.outer(mean, mean)
    meat = of_regions.T @ of_regions - twice
    information = (design.T @ csr_array(design.multiply(rates[:, None]))).toarray()
    information -= rates.sum() * np.outer(mean, mean)
    bread = np.linalg.inv(information + penalty * np.eye(len(information)))
    variance = np.diag(bread @ meat @ bread)
    errors: np.ndarray = np.sqrt(np.maximum(variance, 0.0))
    return errors
