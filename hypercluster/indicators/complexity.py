"""How complex are regions and industries, judged by who is specialised in what?

`M` is a table regions x industries of 0 and 1. A region or industry with missing values throughout, and one without any
specialisation, has no place in the matrix: it is missing and changes nothing else. With few industries (some 20) all of this
is weak: the callers say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.indicators.checks import complete_specialisations, valid_specialisations
from hypercluster.indicators.relatedness import aligned_proximities, relatedness_density
from hypercluster.labels import aligned

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Complexity:
    """Economic complexity of regions, product complexity of industries, and how far their eigenvector stands alone."""

    regions: pd.Series
    industries: pd.Series
    eigengap: float


@dataclass(frozen=True, eq=False)
class Fitness:
    """Fitness of regions and complexity of industries, and whether the iteration that defines them ended."""

    regions: pd.Series
    industries: pd.Series
    iterations: int
    has_converged: bool


def _counted(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Regions and industries that have at least one specialisation and nothing missing."""
    known = complete_specialisations(specialisations)
    known = known.loc[:, known.sum(axis=0) > 0]
    return known.loc[known.sum(axis=1) > 0]


def economic_complexity(specialisations: pd.DataFrame) -> Complexity:
    """Economic complexity of regions (ECI) and product complexity of industries (PCI), from one eigenvector.

    With D the diagonal of diversities (row sums) and U of ubiquities (column sums) of M, S = D^-1/2 M U^-1/2. The symmetric matrix
    S S' has the eigenvalues 1 = l_1 >= l_2 >= l_3 of D^-1 M U^-1 M', and with v its second eigenvector ECI = D^-1/2 v and
    PCI = U^-1/2 S' v / sqrt(l_2). Each is standardised to mean 0 and standard deviation 1 over the regions or industries counted
    (population form, ddof 0; our choice).

    One sign for both: ECI correlates positively with diversity. Where that correlation is 0 (to 1e-9), PCI correlates negatively
    with ubiquity; where that is 0 too, the first of the regions by label with an ECI other than 0 gets a positive one (our
    choice).

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1. Give reporting units, not parts of them.

    Returns
    -------
    Complexity
        `regions`: ECI; `industries`: PCI; `eigengap`: l_2 - l_3, l_3 = 0 where there is none. Where the second eigenvector is not unique (M falls into
        parts, l_2 = 1; or l_2 = l_3; or l_2 = 0: all regions alike), the gap is 0 and all values are missing: any would be arbitrary. A gap near
        0 makes them unstable.

    References
    ----------
    Hidalgo, C. A. & Hausmann, R. (2009). PNAS 106, 10570-10575. doi:10.1073/pnas.0900943106; Mealy, P., Farmer, J. D. & Teytelboym, A. (2019).
    Science Advances 5, eaau1705. doi:10.1126/sciadv.aau1705

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 1], "gas": [1, 1, 0], "wool": [1, 0, 0]}, index=["a", "b", "c"], dtype=float)
    >>> found = economic_complexity(M)
    >>> (found.regions.round(2) + 0.0).tolist(), round(found.eigengap, 4)  # eigenvalues 1, 1/4, 1/9
    ([1.22, 0.0, -1.22], 0.1389)
    """
    import numpy as np
    import pandas as pd

    counted = _counted(specialisations)
    m = counted.to_numpy(dtype=float)
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    s = m / np.sqrt(diversity[:, None] * ubiquity[None, :])
    gap, regions, industries = _second_vectors(s)
    eci, pci = regions / np.sqrt(diversity), industries / np.sqrt(ubiquity)
    sign = _sign(eci, pci, diversity, ubiquity, counted.index)
    own = pd.Series(_standardised(sign * eci), index=counted.index).reindex(specialisations.index)
    other = pd.Series(_standardised(sign * pci), index=counted.columns).reindex(
        specialisations.columns
    )
    for values in (own, other):
        values.attrs["convention"] = (
            "mean 0, standard deviation 1 (ddof 0); ECI correlates positively with diversity"
        )
    return Complexity(own.rename("economic_complexity"), other.rename("product_complexity"), gap)


def _second_vectors(s: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Eigengap, and the second eigenvector of S S' with its counterpart of S' S; missing where it is not unique."""
    import numpy as np

    missing = (0.0, np.full(s.shape[0], np.nan), np.full(s.shape[1], np.nan))
    is_wide = s.shape[0] <= s.shape[1]
    side = s if is_wide else s.T
    if len(side) < 2:
        return missing
    values, vectors = np.linalg.eigh(side @ side.T)
    second, third = values[-2], max(values[-3], 0.0) if len(values) > 2 else 0.0
    if second > 1 - SAME or second < SAME or second - third < SAME:
        return missing
    one = vectors[:, -2]
    other = side.T @ one / np.sqrt(second)
    return (float(second - third), one, other) if is_wide else (float(second - third), other, one)


def _sign(
    eci: np.ndarray, pci: np.ndarray, diversity: np.ndarray, ubiquity: np.ndarray, labels: pd.Index
) -> float:
    """The sign that both vectors are multiplied with."""
    import numpy as np

    if not len(eci) or np.isnan(eci).any():
        return 1.0
    for found in (_correlation(eci, diversity), -_correlation(pci, ubiquity)):
        if abs(found) > SAME:
            return float(np.sign(found))
    first = eci[np.argsort(labels.astype(str), kind="stable")]
    return float(np.sign(first[np.abs(first) > SAME][0]))


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson correlation; 0 where either is constant."""
    import numpy as np

    a, b = one - one.mean(), other - other.mean()
    length = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / length if length > 1e-12 else 0.0


def _standardised(values: np.ndarray) -> np.ndarray:
    """Mean 0 and population standard deviation 1."""
    import numpy as np

    if not len(values) or np.isnan(values).all():
        return values
    return np.asarray((values - values.mean()) / values.std())


def fitness_complexity(
    specialisations: pd.DataFrame, *, tolerance: float = 1e-6, most: int = 10_000
) -> Fitness:
    """Fitness of regions and complexity of industries by the non-linear iteration of Tacchella et al.

    F_r = sum_j M_rj Q_j and Q_j = 1 / sum_r (M_rj / F_r), each from the last round's values and divided by its mean, from F = Q = 1, until no value
    moves by more than `tolerance`. Normalisation: mean 1 over the regions or industries counted.

    In some matrices part of the values goes to 0, and then so slowly (as 1/n) that the limit is reached only in rank; what has
    not come to rest after `most` rounds is missing rather than a matter of when one stopped.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1. Give reporting units, not parts of them.
    tolerance
        Largest change of any value in a round at which the iteration ends (our choice: 1e-6).
    most
        Largest number of rounds.

    Returns
    -------
    Fitness
        `regions`: fitness; `industries`: complexity; `iterations`; `has_converged`. All values missing where it has not converged.

    References
    ----------
    Tacchella, A. et al. (2012). Scientific Reports 2, 723. doi:10.1038/srep00723; Pugliese, E., Zaccaria, A. & Pietronero, L. (2016). European
    Physical Journal Special Topics 225, 1893-1911. doi:10.1140/epjst/e2015-50118-1

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1], "gas": [1, 1]}, index=["a", "b"], dtype=float)
    >>> found = fitness_complexity(M)
    >>> found.regions.tolist(), found.iterations, found.has_converged
    ([1.0, 1.0], 1, True)
    """
    import numpy as np
    import pandas as pd

    counted = _counted(specialisations)
    m = counted.to_numpy(dtype=float)
    fitness, complexity = np.ones(m.shape[0]), np.ones(m.shape[1])
    rounds, change = 0, np.inf if m.size else 0.0
    # Values that go to 0 stay above the smallest number, so that 1/F exists.
    tiny = np.finfo(float).tiny ** 0.5
    while change > tolerance and rounds < most:
        last = fitness, complexity
        fitness = m @ last[1]
        complexity = 1 / ((1 / last[0]) @ m)
        fitness, complexity = (
            np.maximum(values / values.mean(), tiny) for values in (fitness, complexity)
        )
        change = max(
            float(np.abs(new - old).max())
            for new, old in zip((fitness, complexity), last, strict=True)
        )
        rounds += 1
    has_converged = bool(m.size) and change <= tolerance
    kept = 1.0 if has_converged else np.nan
    own = pd.Series(fitness * kept, index=counted.index, name="fitness").reindex(
        specialisations.index
    )
    other = pd.Series(complexity * kept, index=counted.columns, name="fitness_complexity").reindex(
        specialisations.columns
    )
    for values in (own, other):
        values.attrs["convention"] = f"mean 1; no value moves by more than {tolerance:g}"
    return Fitness(own, other, rounds, has_converged)


def opportunity_outlook(
    specialisations: pd.DataFrame,
    proximities: pd.DataFrame,
    product_complexity: pd.Series,
    *,
    has_diagonal: bool = False,
) -> pd.Series:
    """Opportunity outlook of a region: complexity of the industries it lacks, weighted by how near they are.

    O_r = sum_j d_rj (1 - M_rj) PCI_j with d_rj the relatedness density as a share (0 to 1). Not standardised.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1.
    proximities
        Industries x industries.
    product_complexity
        PCI, indexed by industry. An industry without one counts for nothing.
    has_diagonal
        As for `relatedness_density`; the source counts the diagonal, we do not (our choice).

    Returns
    -------
    Series
        One value a region; missing where its specialisations are, and everywhere where no industry has a complexity.

    References
    ----------
    Hausmann, R. et al. (2014). The Atlas of Economic Complexity, technical box 5.4. MIT Press. doi:10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0], "gas": [0.0]}, index=["a"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> opportunity_outlook(M, phi, pd.Series({"oil": -1.0, "gas": 1.0})).tolist()
    [1.0]
    """
    specialisations = valid_specialisations(specialisations)
    density = relatedness_density(specialisations, proximities, has_diagonal=has_diagonal) / 100
    terms = density * (1 - specialisations) * _complexities(product_complexity, specialisations)
    found = (
        terms.sum(axis=1, min_count=1)
        .where(density.notna().any(axis=1))
        .rename("opportunity_outlook")
    )
    found.attrs["convention"] = (
        f"not standardised; density with diagonal {'included' if has_diagonal else 'excluded'}"
    )
    return found


def _complexities(product_complexity: pd.Series, specialisations: pd.DataFrame) -> pd.Series:
    return aligned(
        product_complexity,
        index=specialisations.columns,
        name="complexities",
        like="specialisations",
    )


def opportunity_gain(
    specialisations: pd.DataFrame,
    proximities: pd.DataFrame,
    product_complexity: pd.Series,
    *,
    has_diagonal: bool = False,
) -> pd.DataFrame:
    """Opportunity gain: by how much the outlook of a region would change if it gained an industry it lacks.

    g_rj = sum_{i != j} phi_ij / (sum_k phi_ik) (1 - M_ri) PCI_i - d_rj PCI_j, exactly the outlook with the industry less that without it: nearer to what
    else is missing, and one opportunity fewer.

    Parameters
    ----------
    specialisations, proximities, product_complexity, has_diagonal
        As for `opportunity_outlook`.

    Returns
    -------
    DataFrame
        Regions x industries. Missing for industries the region has, for industries without complexity or related to nothing, and where its
        specialisations are missing.

    References
    ----------
    Hausmann, R. et al. (2014). The Atlas of Economic Complexity, technical box 5.4. MIT Press. doi:10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0], "gas": [0.0]}, index=["a"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> opportunity_gain(M, phi, pd.Series({"oil": -1.0, "gas": 1.0})).iloc[0].tolist()
    [nan, -1.0]
    """
    import numpy as np

    specialisations = valid_specialisations(specialisations)
    proximities = aligned_proximities(proximities, specialisations.columns)
    density = relatedness_density(specialisations, proximities, has_diagonal=has_diagonal) / 100
    pci = _complexities(product_complexity, specialisations)
    weights = np.nan_to_num(proximities.to_numpy(dtype=float))
    sums = weights.sum(axis=0) - (0.0 if has_diagonal else np.diag(weights))
    np.fill_diagonal(weights, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        nearer = weights / np.where(sums > 0, sums, np.nan)[:, None]
    lacking = ((1 - specialisations) * pci).to_numpy(dtype=float)
    gain = np.nan_to_num(lacking) @ np.nan_to_num(nearer)
    found = gain - density * pci
    found = found.where((specialisations < 1) & density.notna() & pci.notna())
    found.attrs["convention"] = (
        f"change of the outlook; density with diagonal {'included' if has_diagonal else 'excluded'}"
    )
    return found
