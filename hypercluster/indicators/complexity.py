"""How complex are regions and industries, judged by who is specialised in what?

`M` is a table of regions x industries with 0 and 1. A region or an industry has no place in the
matrix if it is missing throughout or has no specialisation. It is then missing for itself and
changes nothing else. With some 20 industries or fewer all of this is weak evidence.
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
# A value that falls as 1/n halves while the rounds double, one that settles keeps its size.
FALLING = 0.75
FLOOR = 1e-100


@dataclass(frozen=True, eq=False, repr=False)
class Complexity:
    """Economic complexity of regions, product complexity of industries, eigengap."""

    regions: pd.Series
    industries: pd.Series
    eigengap: float

    def __repr__(self) -> str:
        return (
            f"<Complexity of {len(self.regions)} regions and {len(self.industries)} industries, "
            f"eigengap {self.eigengap:.4g}>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Fitness:
    """Fitness of regions, complexity of industries, and whether their iteration ended."""

    regions: pd.Series
    industries: pd.Series
    iterations: int
    has_converged: bool

    def __repr__(self) -> str:
        state = "converged" if self.has_converged else "did not converge"
        return (
            f"<Fitness of {len(self.regions)} regions and {len(self.industries)} industries, "
            f"{state} after {self.iterations} rounds>"
        )


def _counted(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Regions and industries with a specialisation and nothing missing."""
    complete = complete_specialisations(specialisations)
    complete = complete.loc[:, complete.sum(axis=0) > 0]
    return complete.loc[complete.sum(axis=1) > 0]


def economic_complexity(specialisations: pd.DataFrame) -> Complexity:
    """Economic complexity of regions (ECI) and product complexity of industries (PCI).

    With D the diagonal of diversities (row sums of M), U that of ubiquities (column sums) and
    S = D^-1/2 M U^-1/2, the symmetric matrix S S' has the eigenvalues 1 = l_1 >= l_2 >= l_3 of
    D^-1 M U^-1 M'. With v its second eigenvector, ECI = D^-1/2 v and
    PCI = U^-1/2 S' v / sqrt(l_2).

    Normalisation: mean 0 and standard deviation 1 over the regions or industries counted
    (population form, ddof 0; our choice).

    Sign: ECI correlates positively with diversity. Where that correlation is 0 (to 1e-9), PCI
    correlates negatively with ubiquity. Where that is 0 too, the first region by label with an
    ECI other than 0 gets a positive one (our choice).

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1. Give reporting units, not parts of them.

    Returns
    -------
    Complexity
        `regions`: ECI, indexed as the rows. `industries`: PCI, indexed as the columns.
        `eigengap`: l_2 - l_3, with l_3 = 0 where there is none. A gap near 0 makes values
        unstable. Where the second eigenvector is not unique, the gap is 0 and all values are
        missing: M falls into parts (l_2 = 1), l_2 = l_3, or all regions are alike (l_2 = 0).

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1.

    References
    ----------
    Hidalgo, C. A. & Hausmann, R. (2009). PNAS 106, 10570-10575. doi:10.1073/pnas.0900943106
    Mealy, P., Farmer, J. D. & Teytelboym, A. (2019). Science Advances 5, eaau1705.
    doi:10.1126/sciadv.aau1705

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame(
    ...     {"oil": [1, 1, 1], "gas": [1, 1, 0], "wool": [1, 0, 0]}, index=["a", "b", "c"]
    ... )
    >>> complexity = economic_complexity(M)  # eigenvalues 1, 1/4, 1/9
    >>> complexity
    <Complexity of 3 regions and 3 industries, eigengap 0.1389>
    >>> (complexity.regions.round(2) + 0.0).to_dict()
    {'a': 1.22, 'b': 0.0, 'c': -1.22}
    """
    import numpy as np
    import pandas as pd

    counted = _counted(specialisations)
    m = counted.to_numpy(dtype=float)
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    s = m / np.sqrt(diversity[:, None] * ubiquity[None, :])
    gap, row_vector, column_vector = _second_vectors(s)
    eci, pci = row_vector / np.sqrt(diversity), column_vector / np.sqrt(ubiquity)
    sign = _sign(eci, pci, diversity, ubiquity, counted.index)
    regions = pd.Series(_standardised(sign * eci), index=counted.index)
    industries = pd.Series(_standardised(sign * pci), index=counted.columns)
    regions = regions.reindex(specialisations.index).rename("economic_complexity")
    industries = industries.reindex(specialisations.columns).rename("product_complexity")
    for values in (regions, industries):
        values.attrs["convention"] = (
            "mean 0, standard deviation 1 (ddof 0); ECI correlates positively with diversity"
        )
    return Complexity(regions, industries, gap)


def _second_vectors(s: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Eigengap and second singular vectors of S, missing where they are not unique."""
    import numpy as np

    missing = (0.0, np.full(s.shape[0], np.nan), np.full(s.shape[1], np.nan))
    # The smaller of S S' and S' S has the same eigenvalues other than 0.
    is_wide = s.shape[0] <= s.shape[1]
    side = s if is_wide else s.T
    if len(side) < 2:
        return missing
    values, vectors = np.linalg.eigh(side @ side.T)
    second, third = values[-2], max(values[-3], 0.0) if len(values) > 2 else 0.0
    if second > 1 - SAME or second < SAME or second - third < SAME:
        return missing
    vector = vectors[:, -2]
    counterpart = side.T @ vector / np.sqrt(second)
    gap = float(second - third)
    return (gap, vector, counterpart) if is_wide else (gap, counterpart, vector)


def _sign(
    eci: np.ndarray, pci: np.ndarray, diversity: np.ndarray, ubiquity: np.ndarray, labels: pd.Index
) -> float:
    """The sign that both vectors are multiplied with."""
    import numpy as np

    if not len(eci) or np.isnan(eci).any():
        return 1.0
    for correlation in (_correlation(eci, diversity), -_correlation(pci, ubiquity)):
        if abs(correlation) > SAME:
            return float(np.sign(correlation))
    by_label = eci[np.argsort(labels.astype(str), kind="stable")]
    return float(np.sign(by_label[np.abs(by_label) > SAME][0]))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson correlation, 0 where either is constant."""
    import numpy as np

    a, b = a - a.mean(), b - b.mean()
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
    """Fitness of regions and complexity of industries, by iteration.

    F_r = sum_j M_rj Q_j and Q_j = 1 / sum_r (M_rj / F_r), each from the values of the round before
    and divided by its mean, from F = Q = 1, until no value moves by more than `tolerance`.
    Normalisation: mean 1 over the regions or industries counted.

    In many matrices part of the values falls towards 0 without end, fast or as slowly as 1/n
    (Pugliese et al.). Small moves do not tell such a value from one that has settled. So as many
    rounds are made again, and a value that loses more than a quarter in these goes to 0 (our
    choice: 1/n loses half). It is 0 in the result, and the others are iterated to rest without it.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1. Give reporting units, not parts of them.
    tolerance
        Largest change of any value in a round at which the iteration ends (our choice: 1e-6).
    most
        Largest number of rounds until values rest, before they are tried again.

    Returns
    -------
    Fitness
        `regions`: fitness, indexed as the rows. `industries`: complexity, indexed as the columns.
        `iterations`: rounds after which these values stand. `has_converged`: whether they came to
        rest. All values are missing where they did not. 0 is the limit of a value that falls
        without end: a place in the last group, with no order inside it.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1.

    References
    ----------
    Tacchella, A. et al. (2012). Scientific Reports 2, 723. doi:10.1038/srep00723
    Pugliese, E., Zaccaria, A. & Pietronero, L. (2016). European Physical Journal Special Topics
    225, 1893-1911. doi:10.1140/epjst/e2015-50118-1

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0], "gas": [1, 1, 0], "wool": [1, 1, 1]}, index=list("abc"))
    >>> fitness = fitness_complexity(M)
    >>> fitness.has_converged, fitness.regions.round(6).to_dict()
    (True, {'a': 1.5, 'b': 1.5, 'c': 0.0})
    """
    import numpy as np

    counted = _counted(specialisations)
    m = counted.to_numpy(dtype=float)
    has_fitness, has_complexity = (np.ones(size, dtype=bool) for size in m.shape)
    fitness, complexity = (np.ones(size) for size in m.shape)
    rounds, is_settled = 0, False
    while m.size:
        part = m[np.ix_(has_fitness, has_complexity)]
        fitness, complexity, more, change = _iterated(part, fitness, complexity, tolerance, most)
        rounds += more
        later = _iterated(part, fitness, complexity, -1.0, rounds)
        stays, remains = _settled(fitness, later[0]), _settled(complexity, later[1])
        if stays.all() and remains.all():
            is_settled = change <= tolerance
            break
        # An industry is as complex as its least fit region allows: one that stays cannot be in a
        # region that goes to 0, and a region that stays has such an industry.
        if (
            part[np.ix_(~stays, remains)].any()
            or not part[np.ix_(stays, remains)].any(axis=1).all()
        ):
            break
        fitness, complexity = later[0][stays], later[1][remains]
        has_fitness[has_fitness], has_complexity[has_complexity] = stays, remains
        rounds *= 2
    regions = _limits(fitness, has_fitness, counted.index, is_settled=is_settled)
    industries = _limits(complexity, has_complexity, counted.columns, is_settled=is_settled)
    regions = regions.reindex(specialisations.index).rename("fitness")
    industries = industries.reindex(specialisations.columns).rename("fitness_complexity")
    for values in (regions, industries):
        values.attrs["convention"] = (
            f"mean 1; no value moves by more than {tolerance:g}, 0 where it falls without end"
        )
    return Fitness(regions, industries, rounds, is_settled)


def _iterated(
    m: np.ndarray, fitness: np.ndarray, complexity: np.ndarray, tolerance: float, most: int
) -> tuple[np.ndarray, np.ndarray, int, float]:
    """Fitness, complexity, rounds made, and the largest change in the last one."""
    import numpy as np

    rounds, change = 0, np.inf
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
    return fitness, complexity, rounds, change


def _settled(values: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Which values do not fall towards 0 while the number of rounds doubles."""
    import numpy as np

    return np.asarray((later > FALLING * values) & (later > FLOOR))


def _limits(
    values: np.ndarray, is_positive: np.ndarray, labels: pd.Index, *, is_settled: bool
) -> pd.Series:
    """Values with mean 1 over all labels, 0 for those that fall without end."""
    import numpy as np
    import pandas as pd

    limits = np.zeros(len(labels))
    limits[is_positive] = values * (len(labels) / max(len(values), 1))
    return pd.Series(limits if is_settled else np.nan, index=labels)


def opportunity_outlook(
    specialisations: pd.DataFrame,
    proximities: pd.DataFrame,
    product_complexity: pd.Series,
    *,
    has_diagonal: bool = False,
) -> pd.Series:
    """Opportunity outlook: complexity of what a region lacks, weighted by nearness.

    O_r = sum_j d_rj (1 - M_rj) PCI_j with d_rj the relatedness density as a share (0 to 1). Not
    standardised.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1.
    proximities
        Industries x industries. Another order of the same industries is aligned.
    product_complexity
        PCI, indexed by industry, in any order. One that is missing counts for nothing.
    has_diagonal
        As for `relatedness_density`. The source counts the diagonal, we do not (our choice).

    Returns
    -------
    Series
        One value a region. Missing where its specialisations are, and everywhere where no industry
        has a complexity.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1, or the inputs are of other industries.

    References
    ----------
    Hausmann, R. et al. (2014). The Atlas of Economic Complexity, technical box 5.4. MIT Press.
    doi:10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0], "gas": [0.0]}, index=["a"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> opportunity_outlook(M, phi, pd.Series({"oil": -1.0, "gas": 1.0})).to_dict()
    {'a': 1.0}
    """
    specialisations = valid_specialisations(specialisations)
    density = relatedness_density(specialisations, proximities, has_diagonal=has_diagonal) / 100
    terms = density * (1 - specialisations) * _complexities(product_complexity, specialisations)
    outlook = terms.sum(axis=1, min_count=1).where(density.notna().any(axis=1))
    outlook.attrs["convention"] = (
        f"not standardised; density with diagonal {'included' if has_diagonal else 'excluded'}"
    )
    return outlook.rename("opportunity_outlook")


def opportunity_gain(
    specialisations: pd.DataFrame,
    proximities: pd.DataFrame,
    product_complexity: pd.Series,
    *,
    has_diagonal: bool = False,
) -> pd.DataFrame:
    """Opportunity gain: change of a region's outlook with an industry it lacks.

    g_rj = sum_{i != j} phi_ij / (sum_k phi_ik) (1 - M_ri) PCI_i - d_rj PCI_j, which is the outlook
    with the industry less that without it. The region comes nearer to what else it lacks, and has
    one opportunity fewer.

    Parameters
    ----------
    specialisations, proximities, product_complexity, has_diagonal
        As for `opportunity_outlook`.

    Returns
    -------
    DataFrame
        Regions x industries. Missing for industries the region has, for industries without
        complexity or related to nothing, and for a region with missing specialisations.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1, or the inputs are of other industries.

    References
    ----------
    Hausmann, R. et al. (2014). The Atlas of Economic Complexity, technical box 5.4. MIT Press.
    doi:10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1.0], "gas": [0.0]}, index=["a"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> opportunity_gain(M, phi, pd.Series({"oil": -1.0, "gas": 1.0})).loc["a"].to_dict()
    {'oil': nan, 'gas': -1.0}
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
    gain = np.nan_to_num(lacking) @ np.nan_to_num(nearer) - density * pci
    gain = gain.where((specialisations < 1) & density.notna() & pci.notna())
    gain.attrs["convention"] = (
        f"change of the outlook; density with diagonal {'included' if has_diagonal else 'excluded'}"
    )
    return gain


def _complexities(product_complexity: pd.Series, specialisations: pd.DataFrame) -> pd.Series:
    return aligned(
        product_complexity,
        index=specialisations.columns,
        name="complexities",
        like="specialisations",
    )
