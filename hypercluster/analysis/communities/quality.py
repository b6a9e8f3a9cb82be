"""How good is a partition: by layer, against other partitions, and over draws?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import (
    aligned_labels,
    aligned_layers,
    as_weights,
    region_order,
)
from hypercluster.errors import AnalysisError
from hypercluster.rankings import is_beyond_chance

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.analysis.alignment import Labels, Matrix, Weights

LEAST_STABILITY = 0.5
MOST_PAIRS = 500


def layer_quality(
    layers: Mapping[str, Weights], labels: Labels, *, gamma: float = 1.0
) -> pd.Series:
    """Modularity of every layer under one partition.

    The sum over pairs inside communities of (A_rs - gamma k_r k_s / 2m), over 2m, with A the
    weights, k the strengths and 2m their sum.

    Parameters
    ----------
    layers
        Symmetric weights by name.
    labels
        Community of each region, in the order of the layers or labelled by region.
    gamma
        Resolution.

    Returns
    -------
    Series
        One value a layer, -1 to 1. Missing for a layer without ties.

    Raises
    ------
    AnalysisError
        Layers and labels are not of the same regions.

    References
    ----------
    Newman, M. E. J. & Girvan, M. (2004). Physical Review E 69, 026113.
    doi:10.1103/PhysRevE.69.026113;
    Reichardt, J. & Bornholdt, S. (2006). doi:10.1103/PhysRevE.74.016110

    Examples
    --------
    >>> import numpy as np
    >>> two_pairs = np.kron(np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> layer_quality({"x": two_pairs}, np.array([0, 0, 1, 1])).to_dict()
    {'x': 0.5}
    """
    import pandas as pd

    regions = region_order(*layers.values(), labels)
    (community,) = aligned_labels({"the partition": labels}, regions).values()
    values = {
        name: float(_parts(matrix, community, gamma).sum())
        for name, matrix in aligned_layers(layers, regions).items()
    }
    result = pd.Series(values, dtype="float64")
    result.attrs["convention"] = (
        f"resolution {gamma:g}; expectation: strengths; share of all weight"
    )
    return result


def community_quality(weights: Weights, labels: Labels, *, gamma: float = 1.0) -> np.ndarray:
    """What each community adds to the modularity of a layer.

    Weight inside the community over 2m, less gamma times the square of its strength over 2m.

    Parameters
    ----------
    weights
        Symmetric weights.
    labels
        Community of each region, numbers from 0.
    gamma
        Resolution.

    Returns
    -------
    ndarray
        One value a community, in the order of their numbers. The sum is the modularity. Missing for
        a layer without ties.

    Raises
    ------
    AnalysisError
        Weights and labels are not of the same regions.

    References
    ----------
    Reichardt, J. & Bornholdt, S. (2006). doi:10.1103/PhysRevE.74.016110

    Examples
    --------
    >>> import numpy as np
    >>> two_pairs = np.kron(np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> community_quality(two_pairs, np.array([0, 0, 1, 1])).tolist()
    [0.25, 0.25]
    """
    matrix = as_weights(weights)
    (community,) = aligned_labels({"the partition": labels}, region_order(weights)).values()
    return _parts(matrix, community, gamma)


def _parts(weights: Matrix, community: np.ndarray, gamma: float) -> np.ndarray:
    """What each community adds, from weights and labels in one order."""
    import numpy as np
    from scipy.sparse import csr_array, issparse

    if len(community) != weights.shape[0]:
        raise AnalysisError(
            f"Expected one label for each of {weights.shape[0]} regions; found {len(community)}. "
            "Give them in scheme order."
        )
    groups = int(community.max(initial=-1)) + 1
    strength = np.asarray(weights.sum(axis=1)).ravel()
    total = float(strength.sum())
    if total == 0:
        return np.full(groups, np.nan)
    regions = np.arange(len(community))
    if issparse(weights):
        shape = (len(community), groups)
        member = csr_array((np.ones(len(community)), (regions, community)), shape=shape)
        inside = np.asarray((member.T @ csr_array(weights) @ member).diagonal())
    else:
        # Rows are added up by community, then each region's cell for its own: the order of the
        # sparse product, without making one of a dense layer.
        by_community = np.zeros((groups, len(community)))
        np.add.at(by_community, community, weights)
        inside = np.bincount(community, by_community[community, regions], groups)
    strengths = np.bincount(community, strength, groups)
    parts: np.ndarray = inside / total - gamma * (strengths / total) ** 2
    return parts


def adjusted_mutual_information(a: Labels, b: Labels) -> float:
    """Adjusted mutual information of two partitions.

    (I - E[I]) / (mean entropy - E[I]), I the mutual information and E[I] its mean over partitions
    with the same sizes (hypergeometric). Two partitions into a single community, or into
    singletons, are the same. Compared to scikit-learn in a test and written here because that takes
    0.6 CPU seconds to import, a third of a run without draws, and ten times as long a call.

    Parameters
    ----------
    a, b
        Community of each region.

    Returns
    -------
    float
        1 for the same partition, about 0 where they agree as by chance, to 1e-12.

    Raises
    ------
    AnalysisError
        The partitions are not of the same regions.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854.

    Examples
    --------
    >>> import numpy as np
    >>> adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    import igraph
    import numpy as np
    from scipy.special import entr

    first, second = _numbered(a, b)
    rows, columns, n = np.bincount(first), np.bincount(second), len(first)
    if len(rows) == len(columns) and len(rows) in (1, n):
        return 1.0
    entropy = float(entr(rows / n).sum() + entr(columns / n).sum())
    variation = igraph.compare_communities(first.tolist(), second.tolist(), method="vi")
    expected = _expected_information(rows, columns, n)
    spread = entropy / 2 - expected
    excess = max(0.0, (entropy - variation) / 2) - expected
    return float(np.round(excess / spread, 12)) if abs(spread) > 1e-12 else 0.0


def _numbered(a: Labels, b: Labels) -> tuple[np.ndarray, np.ndarray]:
    """Both partitions in one order of regions, communities numbered from 0."""
    import numpy as np

    first, second = aligned_labels({"a": a, "b": b}).values()
    return np.unique(first, return_inverse=True)[1], np.unique(second, return_inverse=True)[1]


def _expected_information(rows: np.ndarray, columns: np.ndarray, n: int) -> float:
    """Mean mutual information of random partitions with these sizes, in nats."""
    import numpy as np
    from scipy.special import gammaln

    total = 0.0
    log_factorial = gammaln(np.arange(n + 1) + 1.0)
    # Groups of one size have the same terms: each pair of sizes is summed once and counted.
    column_sizes, column_numbers = np.unique(columns, return_counts=True)
    for a, row_number in zip(*np.unique(rows, return_counts=True), strict=True):
        for b, column_number in zip(column_sizes, column_numbers, strict=True):
            k = np.arange(max(1, a + b - n), min(a, b) + 1)
            logs = (
                log_factorial[a] + log_factorial[b] + log_factorial[n - a] + log_factorial[n - b]
                - log_factorial[n] - log_factorial[k] - log_factorial[a - k]
                - log_factorial[b - k] - log_factorial[n - a - b + k]
            )  # fmt: skip
            terms = k / n * np.log(n * k / (a * b)) * np.exp(logs)
            total += row_number * column_number * float(terms.sum())
    return total


def agreement(labels: Mapping[str, Labels]) -> pd.DataFrame:
    """Agreement of every two methods on which regions belong together.

    Parameters
    ----------
    labels
        Community of each region, by method.

    Returns
    -------
    DataFrame
        One row a pair of methods: `method`, `other_method`, and the columns of
        `partition_agreement`.

    Raises
    ------
    AnalysisError
        The partitions are not of the same regions.

    References
    ----------
    As for `partition_agreement`.

    Examples
    --------
    >>> import numpy as np
    >>> labels = {"one": np.array([0, 0, 1, 1]), "other": np.array([0, 0, 1, 2])}
    >>> agreement(labels)["pairs_alike"].round(3).tolist()
    [0.833]
    """
    import pandas as pd

    partitions = aligned_labels(labels)
    rows = [
        {"method": a, "other_method": b, **partition_agreement(partitions[a], partitions[b])}
        for a, b in combinations(partitions, 2)
    ]
    table = pd.DataFrame(rows, columns=["method", "other_method", *AGREEMENT])
    table.attrs["convention"] = (
        "mutual information over the arithmetic mean of entropies; variation of information in bits"
    )
    return table


AGREEMENT = (
    "adjusted_mutual_information",
    "normalised_mutual_information",
    "adjusted_rand",
    "variation_of_information",
    "pairs_alike",
)


def partition_agreement(a: Labels, b: Labels) -> dict[str, float]:
    """Agreement of two partitions by five measures.

    Parameters
    ----------
    a, b
        Community of each region.

    Returns
    -------
    dict
        `adjusted_mutual_information` and `normalised_mutual_information` (arithmetic mean of
        entropies), and `adjusted_rand` (Hubert & Arabie 1985): missing where either has one
        community only, which says nothing to agree with. `variation_of_information` in bits (Meila
        2007). `pairs_alike`: share of pairs that both put together or both apart. All to 1e-12.

    Raises
    ------
    AnalysisError
        The partitions are not of the same regions.

    References
    ----------
    Hubert, L. & Arabie, P. (1985). Journal of Classification 2, 193-218. doi:10.1007/BF01908075;
    Meila, M. (2007). Journal of Multivariate Analysis 98, 873-895. doi:10.1016/j.jmva.2006.11.013
    """
    import igraph

    parts = [labels.tolist() for labels in _numbered(a, b)]

    def measure(method: str) -> float:
        return round(float(igraph.compare_communities(*parts, method=method)), 12)

    result = dict.fromkeys(AGREEMENT, float("nan"))
    if all(max(part, default=0) > 0 for part in parts):
        is_same = parts[0] == parts[1]  # igraph leaves the Rand index of singletons undefined
        result |= {
            "adjusted_mutual_information": adjusted_mutual_information(a, b),
            "normalised_mutual_information": measure("nmi"),
            "adjusted_rand": 1.0 if is_same else measure("adjusted_rand"),
        }
    if len(parts[0]) > 1:
        result["pairs_alike"] = measure("rand")
    result["variation_of_information"] = round(max(0.0, measure("vi")) / math.log(2), 12)
    return result


def stability(labels: np.ndarray | pd.DataFrame) -> float:
    """Mean adjusted mutual information over pairs of draws.

    Each draw is compared with the next, then with the second next, and so on, until all pairs or
    500 are compared (our choice).

    Parameters
    ----------
    labels
        Draws x regions.

    Returns
    -------
    float
        1 where all draws agree, about 0 where they agree as by chance. Missing for fewer than two
        draws.

    References
    ----------
    As for `adjusted_mutual_information`.

    Examples
    --------
    >>> import numpy as np
    >>> stability(np.array([[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0]]))
    1.0
    """
    import numpy as np

    rows = np.asarray(labels)
    draws = len(rows)
    pairs = [(first, first + step) for step in range(1, draws) for first in range(draws - step)]
    values = [adjusted_mutual_information(rows[a], rows[b]) for a, b in pairs[:MOST_PAIRS]]
    return float(np.mean(values)) if values else float("nan")


def choose_gamma(profile: pd.DataFrame) -> float | None:
    """Resolution of the partition that is most stable over draws, beyond chance.

    Parameters
    ----------
    profile
        One row a resolution: `gamma`, `regions`, `communities` (their numbers), `stability`,
        `p_null`.

    Returns
    -------
    float or None
        The gamma of largest stability, of equal ones the smallest gamma. Only where
        p_null <= 0.05, stability >= 0.5, and there are more communities than one but at most half
        as many as regions (our choices: nearly all regions alone is stable and says nothing). None
        where there is none: then no partition should be called right.

    Examples
    --------
    >>> import pandas as pd
    >>> profile = pd.DataFrame({"gamma": [0.5, 1.0], "regions": 16, "communities": [2, 4]})
    >>> choose_gamma(profile.assign(stability=[0.6, 0.9], p_null=[0.01, 0.02]))
    1.0
    """
    eligible = profile[
        is_beyond_chance(profile["p_null"])
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
