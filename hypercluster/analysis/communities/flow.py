"""Which communities are modules that a random walker stays in? Multilayer Infomap.

An independent view beside modularity. How easily the walker changes layers (its relax rate) decides
how many modules there are. Code lengths at different rates are not comparable, so the rate is
scanned, and the partition is that of the longest run of rates that agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_list
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.quality import adjusted_mutual_information
from hypercluster.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Matrix, Weights

RELAX_RATES = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
LEAST_AGREEMENT = 0.9
MOST_DENSE = 0.5
TRIALS = 5


def infomap_scan(
    layers: Sequence[Weights],
    *,
    relax_rates: Sequence[float] = RELAX_RATES,
    trials: int = TRIALS,
    seed: int = 1,
) -> np.ndarray:
    """Modules of multilayer Infomap at several relax rates.

    A walker on a dense layer goes everywhere and separates nothing. So of a layer in which more
    than half of all pairs are tied, it walks only on the part of each tie above expectation,
    A_rs - k_r k_s / 2m (our choice). With the relax rate the walker takes its next step on the ties
    of a layer chosen at random, its own included, instead of on those of the layer it is in. There
    are two levels. A region gets the module that most of its flow is in.

    Parameters
    ----------
    layers
        Weighted adjacencies over the same regions.
    relax_rates
        Rates to try, 0 to 1.
    trials
        Searches at each rate. The shortest code wins.
    seed
        Start of the random numbers.

    Returns
    -------
    ndarray
        Relax rates x regions: canonical labels. A region without any tie is alone.

    Raises
    ------
    MissingExtraError
        The package infomap is not installed.
    AnalysisError
        Layers are over different regions.

    References
    ----------
    De Domenico, M., Lancichinetti, A., Arenas, A. & Rosvall, M. (2015). Physical Review X 5,
    011027. doi:10.1103/PhysRevX.5.011027

    Examples
    --------
    >>> import numpy as np
    >>> infomap_scan([np.zeros((3, 3))], relax_rates=[0.1, 0.5]).tolist()  # nobody is tied
    [[0, 1, 2], [0, 1, 2]]
    """
    import numpy as np

    matrices = aligned_list(layers)
    n = matrices[0].shape[0] if matrices else 0
    links = [_links(matrix, number) for number, matrix in enumerate(matrices)]
    ties = np.concatenate(links) if links else np.empty((0, 4))
    if len(ties) == 0:
        return np.tile(np.arange(n), (len(relax_rates), 1))
    # Weights are shares of flow: tiny ones are brought near 1, where the search has its tolerances.
    ties[:, 3] /= ties[:, 3].mean()
    return np.array([_modules(ties, n, rate, trials=trials, seed=seed) for rate in relax_rates])


def _links(weights: Matrix, layer: int) -> np.ndarray:
    """Ties to walk on: layer number, both ends and weight, one row a pair."""
    import numpy as np
    from scipy.sparse import find, triu

    n = weights.shape[0]
    row, column, values = find(triu(weights, k=1))
    if len(values) > MOST_DENSE * n * (n - 1) / 2:
        strength = np.asarray(weights.sum(axis=1)).ravel()
        values = np.maximum(values - strength[row] * strength[column] / strength.sum(), 0.0)
    values = np.round(values, 9)
    is_tied = values > 0
    number = np.full(int(is_tied.sum()), layer)
    return np.column_stack([number, row[is_tied], column[is_tied], values[is_tied]])


def _modules(ties: np.ndarray, n: int, rate: float, *, trials: int, seed: int) -> np.ndarray:
    """Canonical labels at one relax rate: the module of most of a region's flow."""
    try:
        from infomap import Infomap
    except ImportError as error:
        raise MissingExtraError(
            "The community method infomap takes the package infomap; found none. Install it: "
            "pip install 'hypercluster[infomap]', or choose another method."
        ) from error
    network = Infomap(
        f"--silent --two-level --num-trials {trials} --seed {seed} --multilayer-relax-rate {rate:g}"
    )
    network.add_nodes(list(range(n)))
    network.add_multilayer_intra_links(ties)
    flows: list[dict[int, float]] = [{} for _ in range(n)]
    for node in network.run().nodes(states=True):
        flow = flows[node.node_id]
        flow[node.module_id] = flow.get(node.module_id, 0.0) + node.flow
    # A region without flow gets a negative number of its own.
    modules = [
        min(flow, key=lambda module: (-round(flow[module], 9), module))
        if any(flow.values())
        else -1 - region
        for region, flow in enumerate(flows)
    ]
    return canonical_labels(modules)


def infomap_partition(
    layers: Sequence[Weights],
    *,
    relax_rates: Sequence[float] = RELAX_RATES,
    trials: int = TRIALS,
    seed: int = 1,
) -> np.ndarray:
    """Modules of multilayer Infomap in the middle of the relax rates that agree.

    Rates agree where the adjusted mutual information of neighbours in the scan is at least 0.9 and
    there are several modules, not all of single regions (our choice). The longest run of such rates
    counts. Where there is none the result is one community of all: a random walker sees no modules.

    Parameters
    ----------
    layers, relax_rates, trials, seed
        As for `infomap_scan`.

    Returns
    -------
    ndarray
        Canonical label of each region.

    Raises
    ------
    MissingExtraError
        The package infomap is not installed.
    AnalysisError
        Layers are over different regions.

    References
    ----------
    As for `infomap_scan`.

    Examples
    --------
    >>> import numpy as np
    >>> infomap_partition([np.zeros((3, 3))]).tolist()  # nobody is tied, so nothing is separated
    [0, 0, 0]
    """
    import numpy as np

    scan = infomap_scan(layers, relax_rates=relax_rates, trials=trials, seed=seed)
    run = longest_run(scan)
    return scan[run[(len(run) - 1) // 2]] if run else np.zeros(scan.shape[1], dtype=int)


def longest_run(scan: np.ndarray) -> list[int]:
    """Rows of the longest run of partitions that each agree with the one before.

    Of equal runs the first. A partition into one community or into single regions ends a run.
    """
    import numpy as np

    runs: list[list[int]] = [[]]
    for row, labels in enumerate(scan):
        is_split = 1 < len(np.unique(labels)) < len(labels)
        if not is_split:
            runs.append([])
        elif runs[-1] and adjusted_mutual_information(scan[runs[-1][-1]], labels) < LEAST_AGREEMENT:
            runs.append([row])
        else:
            runs[-1].append(row)
    return max(runs, key=len)
