"""How good is a partition: layer by layer, against other partitions, and over draws?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_labels, aligned_layers, as_weights, region_order
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

MOST_P = 0.05
LEAST_STABILITY = 0.5
MOST_PAIRS = 500


def layer_quality(
    layers: Mapping[str, Weights], labels: np.ndarray, *, gamma: float = 1.0
) -> pd.Series:
    """Modularity of every layer under one partition: sum over pairs inside of (A_rs - gamma k_r k_s / 2m), over 2m.

    Parameters
    ----------
    layers
        Symmetric weights by name, in the order of the labels.
    labels
        Community of each region.
    gamma
        Resolution.

    Returns
    -------
    Series
        One value a layer, -1 to 1; missing for a layer without ties.

    References
    ----------
    Newman, M. E. J. & Girvan, M. (2004). Physical Review E 69, 026113. doi:10.1103/PhysRevE.69.026113; Reichardt, J. & Bornholdt, S. (2006).
    doi:10.1103/PhysRevE.74.016110

    Examples
    --------
    >>> import numpy as np
    >>> two_pairs = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], dtype=float)
    >>> layer_quality({"x": two_pairs}, np.array([0, 0, 1, 1]))["x"].item()
    0.5
    """
    import numpy as np
    import pandas as pd

    regions = region_order(*layers.values(), labels)
    labels = aligned_labels({"the partition": labels}, regions)["the partition"]
    values = {
        name: community_quality(matrix, labels, gamma=gamma)
        for name, matrix in aligned_layers(layers, regions).items()
    }
    found = pd.Series(
        {
            name: float(parts.sum()) if not np.isnan(parts).any() else np.nan
            for name, parts in values.items()
        },
        dtype="float64",
    )
    found.attrs["convention"] = f"resolution {gamma:g}; expectation: strengths; share of all weight"
    return found


def community_quality(weights: Weights, labels: np.ndarray, *, gamma: float = 1.0) -> np.ndarray:
    """What each community adds to the modularity of a layer, by label; missing for a layer without ties."""
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    matrix = as_weights(weights)
    regions = region_order(weights) if isinstance(labels, pd.Series) else None
    labels = aligned_labels({"the partition": labels}, regions)["the partition"]
    if len(labels) != matrix.shape[0]:
        raise AnalysisError(
            f"Expected one label for each of {matrix.shape[0]} regions; found {len(labels)}. Give them in scheme order."
        )
    groups = int(labels.max(initial=-1)) + 1
    member = csr_array(
        (np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), groups)
    )
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    total = float(strength.sum())
    if total == 0:
        return np.full(groups, np.nan)
    inside = np.asarray((member.T @ csr_array(matrix) @ member).diagonal())
    outside = np.bincount(labels, strength, groups)
    parts: np.ndarray = inside / total - gamma * (outside / total) ** 2
    return parts


def adjusted_mutual_information(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted mutual information of two partitions: (MI - E[MI]) / (mean entropy - E[MI]); 1 the same, 0 as chance.

    E is over partitions with the same sizes. Two partitions into a single community, or into singletons, are the same: 1. Written here
    because scikit-learn takes longer to import than a small run takes; a test holds it equal.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854.

    Examples
    --------
    >>> import numpy as np
    >>> adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    import numpy as np

    one, other = aligned_labels({"one": one, "other": other}).values()
    rows, columns, n = _sizes(one), _sizes(other), len(one)
    if len(rows) == len(columns) and len(rows) in (1, n):
        return 1.0
    expected = _expected_information(rows, columns, n)
    entropies = (_entropy(rows), _entropy(columns))
    spread = sum(entropies) / 2 - expected
    information = max(0.0, sum(entropies) - _entropy(_shared_sizes(one, other)))
    found = (information - expected) / spread if abs(spread) > 1e-12 else 0.0
    return float(np.round(found, 12))


def _sizes(labels: np.ndarray) -> np.ndarray:
    """Number of items in each group."""
    import numpy as np

    return np.unique(labels, return_counts=True)[1]


def _shared_sizes(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Number of items by pair of groups, one of either partition, that share any.

    The full table would have as many cells as groups times groups, too many where thousands of groups are small.
    """
    import numpy as np

    a, b = np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]
    return _sizes(a * (int(b.max(initial=0)) + 1) + b)


def _entropy(sizes: np.ndarray) -> float:
    """Entropy of group sizes in nats."""
    import numpy as np

    share = sizes[sizes > 0] / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _expected_information(rows: np.ndarray, columns: np.ndarray, n: int) -> float:
    """Expected mutual information of random partitions with these sizes (hypergeometric), in nats."""
    import numpy as np
    from scipy.special import gammaln

    total = 0.0
    log_factorial = gammaln(np.arange(n + 1) + 1.0)
    many_columns, column_numbers = np.unique(columns, return_counts=True)
    for a, row_number in zip(*np.unique(rows, return_counts=True), strict=True):
        for b, column_number in zip(many_columns, column_numbers, strict=True):
            k = np.arange(max(1, a + b - n), min(a, b) + 1)
            logs = (
                log_factorial[a] + log_factorial[b] + log_factorial[n - a] + log_factorial[n - b] - log_factorial[n]
                - log_factorial[k] - log_factorial[a - k] - log_factorial[b - k] - log_factorial[n - a - b + k]
            )  # fmt: skip
            total += (
                row_number
                * column_number
                * float((k / n * np.log(n * k / (a * b)) * np.exp(logs)).sum())
            )
    return total


def agreement(labels: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Agreement of every two methods on which regions belong together.

    Parameters
    ----------
    labels
        Community of each region, by method.

    Returns
    -------
    DataFrame
        One row a pair of methods: `adjusted_mutual_information` and `normalised_mutual_information` (arithmetic mean of entropies), missing where
        either finds one community only (it says nothing to agree with), `adjusted_rand` (Hubert & Arabie 1985), missing alike,
        `variation_of_information` in bits (Meila 2007), `pairs_alike`: share of pairs that both put together or both apart.

    References
    ----------
    Hubert, L. & Arabie, P. (1985). Journal of Classification 2, 193-218. doi:10.1007/BF01908075; Meila, M. (2007). Journal of Multivariate Analysis
    98, 873-895. doi:10.1016/j.jmva.2006.11.013

    Examples
    --------
    >>> import numpy as np
    >>> agreement({"one": np.array([0, 0, 1, 1]), "other": np.array([0, 0, 1, 2])})["pairs_alike"].round(3).tolist()
    [0.833]
    """
    import pandas as pd

    plain = aligned_labels(labels)
    rows = [
        {"method": one, "other_method": other, **_agreement(plain[one], plain[other])}
        for one, other in combinations(plain, 2)
    ]
    measures = [
        "adjusted_mutual_information",
        "normalised_mutual_information",
        "adjusted_rand",
        "variation_of_information",
        "pairs_alike",
    ]
    found = pd.DataFrame(rows, columns=["method", "other_method", *measures])
    found.attrs["convention"] = (
        "mutual information over the arithmetic mean of entropies; variation of information in bits"
    )
    return found


def _agreement(one: np.ndarray, other: np.ndarray) -> dict[str, float]:
    import numpy as np

    rows, columns, cells, n = _sizes(one), _sizes(other), _shared_sizes(one, other), len(one)
    shared, of_one, of_other = (
        float((sizes * (sizes - 1) / 2).sum()) for sizes in (cells, rows, columns)
    )
    pairs = n * (n - 1) / 2
    expected = of_one * of_other / pairs if pairs else 0.0
    spread = (of_one + of_other) / 2 - expected
    entropies = (_entropy(rows), _entropy(columns))
    information = max(0.0, sum(entropies) - _entropy(cells))
    is_split = len(rows) > 1 and len(columns) > 1
    return {
        "adjusted_mutual_information": adjusted_mutual_information(one, other)
        if is_split
        else np.nan,
        "normalised_mutual_information": 2 * information / sum(entropies) if is_split else np.nan,
        "adjusted_rand": ((shared - expected) / spread if spread > 0 else 1.0)
        if is_split
        else np.nan,
        "variation_of_information": max(0.0, sum(entropies) - 2 * information) / float(np.log(2)),
        "pairs_alike": (pairs + 2 * shared - of_one - of_other) / pairs if pairs else np.nan,
    }


def stability(labels: np.ndarray) -> float:
    """How alike partitions of draws are: mean adjusted mutual information over pairs of draws.

    Parameters
    ----------
    labels
        Draws x regions.

    Returns
    -------
    float
        1 where all draws agree; about 0 where they agree as chance does. Each draw is compared with the next, then with the second next,
        and so on, until all pairs or 500 are compared (our choice). Missing for fewer than two draws.
    """
    import numpy as np

    draws, labels = len(labels), np.asarray(labels)
    pairs = [(first, first + step) for step in range(1, draws) for first in range(draws - step)][
        :MOST_PAIRS
    ]
    return (
        float(np.mean([adjusted_mutual_information(labels[a], labels[b]) for a, b in pairs]))
        if pairs
        else float("nan")
    )


def choose_gamma(profile: pd.DataFrame) -> float | None:
    """Resolution of the partition that is most stable over draws, among those beyond chance.

    Parameters
    ----------
    profile
        One row a resolution: `gamma`, `regions`, `communities` (their numbers), `stability`, `p_null`.

    Returns
    -------
    float or None
        The gamma of largest stability (equal ones: the smallest gamma) where p_null <= 0.05, stability >= 0.5, and there are more
        communities than one but at most half as many as regions (our choices: nearly all regions alone is stable and says nothing);
        None where there is none: then no partition should be called right.
    """
    eligible = profile[
        (profile["p_null"].round(9) <= MOST_P)
        & (profile["stability"].round(9) >= LEAST_STABILITY)
        & (profile["communities"] > 1)
        & (profile["communities"] <= profile["regions"] / 2)
    ]
    if eligible.empty:
        return None
    best = eligible.assign(stability=eligible["stability"].round(9)).sort_values(
        ["stability", "gamma"], ascending=[False, True], kind="stable"
    )
    return float(best["gamma"].iloc[0])
