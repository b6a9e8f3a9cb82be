"""Which regions belong together? Two methods, and the measurements of the hypercluster definition.

Labels are integers in canonical order: 0 is the largest community, equal sizes by their first region.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import AnalysisError
from hypercluster.network import as_weights

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

METHODS = ("multiplex", "cpm")
MEASURES = ("effective_industries", "macroregions", "mean_distance_km", "hubs", "strength_concentration", "internal_observed_ties")


def canonical_labels(labels: Sequence[int] | np.ndarray) -> np.ndarray:
    """Renumber communities by size, largest first, equal sizes by their first member."""
    import numpy as np

    values, first, inverse, counts = np.unique(np.asarray(labels), return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(values), dtype=int)
    place[np.lexsort((first, -counts))] = np.arange(len(values))
    return place[inverse]


def community_letter(label: int) -> str:
    """A, B, ..., Z, AA, AB, ... for 0, 1, ..."""
    letters, rest = "", label + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = string.ascii_uppercase[digit] + letters
    return letters


def _graph(weights: Weights) -> tuple[Any, list[float]]:
    """Igraph graph and weights of the upper triangle, rounded to 1e-9 so that near ties do not decide."""
    import igraph
    import numpy as np
    from scipy.sparse import find, triu

    weights = as_weights(weights)
    row, column, values = find(triu(weights, k=1))
    values = np.round(values, 9)
    tied = values > 0
    return igraph.Graph(weights.shape[0], np.column_stack([row[tied], column[tied]]).tolist()), values[tied].tolist()


def _best(found: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """Partition of highest quality; among equal ones the smallest in canonical labels."""
    ranked = [(-round(quality, 9), tuple(canonical_labels(labels).tolist())) for quality, labels in found]
    import numpy as np

    return np.asarray(min(ranked)[1])


def multiplex_partition(layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1) -> np.ndarray:
    """One partition for all layers by multiplex Leiden: the sum over layers of modularity gains, each with its own null.

    Q = sum_l sum_rs (A_rs^l - gamma k_r^l k_s^l / 2m^l) d(c_r, c_s), on weights that already carry scale and layer weight.

    Parameters
    ----------
    layers
        Weighted adjacencies in scheme order; layers without ties say nothing.
    gamma
        Resolution: higher finds smaller communities.
    restarts
        Independent starts; the best quality wins.
    seed
        Start of the random numbers.

    Returns
    -------
    ndarray
        Canonical label of each region; without any tie each region is alone.

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019). Scientific Reports 9, 5233. doi:10.1038/s41598-019-41695-z;
    Reichardt, J. & Bornholdt, S. (2006). doi:10.1103/PhysRevE.74.016110
    """
    import leidenalg
    import numpy as np

    tied = [graph for graph in map(_graph, layers) if graph[1]]
    if not tied:
        return np.arange(layers[0].shape[0] if layers else 0)
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    found = []
    for _ in range(restarts):
        parts = [leidenalg.RBConfigurationVertexPartition(graph, weights=weights, resolution_parameter=gamma) for graph, weights in tied]
        optimiser.optimise_partition_multiplex(parts, n_iterations=-1)
        found.append((sum(part.quality() for part in parts), np.asarray(parts[0].membership)))
    return _best(found)


def cpm_partition(aggregate: Weights, *, gamma: float = 1.0, restarts: int = 10, seed: int = 1) -> np.ndarray:
    """Partition of the aggregate by the constant Potts model: pairs inside must tie more than the resolution.

    Q = sum_rs (A_rs - rho) d(c_r, c_s) with rho = gamma x mean weight over all pairs (our choice), so that gamma = 1
    asks for ties above average. On the layer-weighted sum this is the multiplex form exactly.

    References
    ----------
    Traag, V. A., Van Dooren, P. & Nesterov, Y. (2011). Physical Review E 84, 016114. doi:10.1103/PhysRevE.84.016114
    """
    import random

    import igraph
    import numpy as np

    graph, weights = _graph(aggregate)
    n = aggregate.shape[0]
    if not weights:
        return np.arange(n)
    resolution = gamma * sum(weights) / (n * (n - 1) / 2)
    found = []
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        for _ in range(restarts):
            part = graph.community_leiden("CPM", weights=weights, resolution=resolution, n_iterations=-1)
            found.append((float(part.quality), np.asarray(part.membership)))
    finally:
        igraph.set_random_number_generator(random)
    return _best(found)


def partition(method: str, layers: Sequence[Weights], *, gamma: float = 1.0, restarts: int = 10, seed: int = 1) -> np.ndarray:
    """Communities by a method of `METHODS`, from scaled and weighted layers in scheme order."""
    if method == "multiplex":
        return multiplex_partition(layers, gamma=gamma, restarts=restarts, seed=seed)
    if method == "cpm":
        from scipy.sparse import csr_array

        plain = [as_weights(weights) for weights in layers]
        aggregate = csr_array(sum(plain[1:], start=plain[0]) if plain else (0, 0))
        return cpm_partition(aggregate, gamma=gamma, restarts=restarts, seed=seed)
    raise AnalysisError(f"Expected a community method; found {method!r}. Methods: {', '.join(METHODS)}.")


def group_measures(
    groups: np.ndarray,
    *,
    counts: np.ndarray,
    macroregions: np.ndarray,
    distances: np.ndarray,
    is_hub: np.ndarray,
    strengths: np.ndarray,
    observed: np.ndarray | None,
) -> dict[str, np.ndarray]:
    """Measurements of the hypercluster definition for many groups of one size at once.

    Parameters
    ----------
    groups
        Groups x members: positions of regions.
    counts
        Regions x industries; a region with missing counts adds nothing.
    macroregions
        Macroregion number of each region, -1 where unknown.
    distances, observed
        Regions x regions: km, and weight of observed ties (None where no layer is observed).
    is_hub, strengths
        One value a region.

    Returns
    -------
    dict
        `effective_industries` = exp of the entropy of summed counts (Hill number of order 1); `macroregions` spanned;
        `mean_distance_km` between members; `hubs`; `strength_concentration` (normalised Herfindahl of strengths);
        `internal_observed_ties`. One value a group; missing where undefined (distance and concentration of one region).

    References
    ----------
    Hill, M. O. (1973). Ecology 54, 427-432. doi:10.2307/1934352
    """
    import numpy as np

    size = groups.shape[1]
    total = np.nan_to_num(counts)[groups].sum(axis=1)
    whole = total.sum(axis=1, keepdims=True)
    share = np.divide(total, whole, out=np.full_like(total, np.nan), where=whole > 0)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    known = int(macroregions.max(initial=-1)) + 1
    spans = (macroregions[groups][:, :, None] == np.arange(known)).any(axis=1).sum(axis=1).astype(float)
    first, second = np.triu_indices(size, k=1)
    pairs = (groups[:, first], groups[:, second])
    alone = np.full(len(groups), np.nan)
    weight = strengths[groups]
    with np.errstate(invalid="ignore", divide="ignore"):
        herfindahl = (weight**2).sum(axis=1) / weight.sum(axis=1) ** 2
        concentration = (herfindahl - 1 / size) / (1 - 1 / size) if size > 1 else alone
    return {
        "effective_industries": np.exp(-(share * logs).sum(axis=1)),
        "macroregions": spans if known else alone,
        "mean_distance_km": distances[pairs].mean(axis=1) if size > 1 else alone,
        "hubs": is_hub[groups].sum(axis=1).astype(float),
        "strength_concentration": concentration,
        "internal_observed_ties": alone if observed is None else observed[pairs].sum(axis=1),
    }


def relabelling_percentiles(measured: dict[str, np.ndarray], relabelled: dict[str, np.ndarray]) -> dict[str, float]:
    """Percent of relabelled groups with a smaller value (to 1e-9); a tie never counts in favour; missing where undefined."""
    import numpy as np

    percentiles = {}
    for name, values in measured.items():
        value = round(float(values[0]), 9)
        others = np.round(relabelled[name], 9)
        percentiles[name] = float("nan") if np.isnan(value) else float(100 * (others < value).mean())
    return percentiles


def relabellings(n: int, count: int, *, seed: int) -> np.ndarray:
    """Random permutations of n regions: count x n positions; a community takes its members' columns."""
    import numpy as np

    generator = np.random.default_rng(seed)
    return generator.permuted(np.tile(np.arange(n), (count, 1)), axis=1)
