"""Communities as modules that a random walker stays in: multilayer Infomap, an independent view.

How easily the walker changes layers (its relax rate) decides how many modules are found. Code lengths at different rates are not
comparable, so the rate is scanned, and the partition is that of the longest run of rates that agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_list, as_weights
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.quality import adjusted_mutual_information
from hypercluster.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

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

    A walker on a dense layer goes everywhere and finds nothing, so of a layer in which more than half of all pairs are tied only the part
    of each tie above expectation, A_rs - k_r k_s / 2m, is walked on (our choice). With the relax rate the walker takes its next step on the ties of a layer chosen at random, its own included, instead of on those
    of the layer it is in. Two levels; a region gets the module that most of its flow is in.

    Parameters
    ----------
    layers
        Weighted adjacencies in scheme order.
    relax_rates
        Rates to try, 0 to 1.
    trials
        Searches at each rate; the shortest code wins.
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

    References
    ----------
    De Domenico, M., Lancichinetti, A., Arenas, A. & Rosvall, M. (2015). Physical Review X 5, 011027. doi:10.1103/PhysRevX.5.011027
    """
    import numpy as np
    from scipy.sparse import find, triu

    n = layers[0].shape[0] if layers else 0
    links = []
    for place, weights in enumerate(aligned_list(layers)):
        row, column, values = find(triu(as_weights(weights), k=1))
        if len(values) > MOST_DENSE * n * (n - 1) / 2:
            values = _surplus(weights, row, column, values)
        values = np.round(values, 9)
        tied = values > 0
        links.append(
            np.column_stack(
                [np.full(int(tied.sum()), place), row[tied], column[tied], values[tied]]
            )
        )
    ties = np.concatenate(links) if links else np.empty((0, 4))
    if len(ties) == 0:
        return np.tile(np.arange(n), (len(relax_rates), 1))
    # Weights are shares of flow; tiny ones are brought near 1, where the search has its tolerances.
    ties[:, 3] /= ties[:, 3].mean()
    return np.array([_modules(ties, n, rate, trials=trials, seed=seed) for rate in relax_rates])


def _surplus(
    weights: Weights, row: np.ndarray, column: np.ndarray, values: np.ndarray
) -> np.ndarray:
    """Ties above what the strengths of both ends lead to expect, 0 for the others."""
    import numpy as np

    strength = np.asarray(as_weights(weights).sum(axis=1)).ravel()
    above: np.ndarray = np.maximum(values - strength[row] * strength[column] / strength.sum(), 0.0)
    return above


def _modules(ties: np.ndarray, n: int, rate: float, *, trials: int, seed: int) -> np.ndarray:
    import numpy as np

    try:
        from infomap import Infomap
    except ImportError as error:
        raise MissingExtraError(
            "The community method infomap takes the package infomap; found none. Install it: pip install 'hypercluster[infomap]', or choose another method."
        ) from error
    network = Infomap(
        f"--silent --two-level --num-trials {trials} --seed {seed} --multilayer-relax-rate {rate:g}"
    )
    network.add_nodes(list(range(n)))
    network.add_multilayer_intra_links(ties)
    answer = network.run()
    flow: list[dict[int, float]] = [{} for _ in range(n)]
    for node in answer.nodes(states=True):
        own = flow[node.node_id]
        own[node.module_id] = own.get(node.module_id, 0.0) + node.flow
    modules = [
        min(own, key=lambda module: (-round(own[module], 9), module))
        if any(own.values())
        else -1 - place
        for place, own in enumerate(flow)
    ]
    return canonical_labels(np.unique(np.array(modules), return_inverse=True)[1])


def infomap_partition(
    layers: Sequence[Weights],
    *,
    relax_rates: Sequence[float] = RELAX_RATES,
    trials: int = TRIALS,
    seed: int = 1,
) -> np.ndarray:
    """Modules of multilayer Infomap at the middle of the longest run of relax rates that agree.

    Rates agree where the adjusted mutual information of neighbours in the scan is at least 0.9 and there are several modules, not all of single
    regions (our choice). Where there is no such rate the answer is one community of all: a random walker finds no modules.

    Parameters
    ----------
    layers, relax_rates, trials, seed
        As for `infomap_scan`.

    Returns
    -------
    ndarray
        Canonical label of each region.
    """
    import numpy as np

    scan = infomap_scan(layers, relax_rates=relax_rates, trials=trials, seed=seed)
    run = longest_run(scan)
    return scan[run[(len(run) - 1) // 2]] if run else np.zeros(scan.shape[1], dtype=int)


def longest_run(scan: np.ndarray) -> list[int]:
    """Rows of the longest run of partitions, each like the one before; of equal runs the first. None where no partition splits."""
    import numpy as np

    runs: list[list[int]] = [[]]
    for place, labels in enumerate(scan):
        is_split = 1 < len(np.unique(labels)) < len(labels)
        if not is_split:
            runs.append([])
        elif runs[-1] and adjusted_mutual_information(scan[runs[-1][-1]], labels) < LEAST_AGREEMENT:
            runs.append([place])
        else:
            runs[-1].append(place)
    return max(runs, key=len)
