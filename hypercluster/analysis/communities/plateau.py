"""At which resolution are communities real? The widest range of resolutions that gives the same partition, for large networks.

Small dense networks have no such range; there stability over data draws decides (`choose_gamma`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_list
from hypercluster.analysis.communities.flow import longest_run
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.partitions import graph_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

GAMMAS = (0.5, 0.71, 1.0, 1.41, 2.0, 2.83, 4.0, 5.66, 8.0)


@dataclass(frozen=True, eq=False)
class Plateau:
    """The partition in the middle of the widest range, its resolution, and the range; labels of one community where there is none."""

    labels: np.ndarray
    gamma: float | None
    low: float | None
    high: float | None


def plateau_partition(
    layers: Sequence[Weights], *, gammas: Sequence[float] = GAMMAS, seed: int = 1
) -> Plateau:
    """Partition of the summed layers at the resolution in the middle of the widest range that gives the same one.

    Modularity of the sum by Leiden (igraph), at resolutions a factor of sqrt(2) apart; neighbours are the same where their adjusted mutual
    information is at least 0.9 (our choice). A partition that noise makes changes with every resolution; a planted one
    stays over a wide range, also where resolution 1 merges communities that are small against the network (Fortunato & Barthelemy
    2007). Nothing about the number or size of communities is given.

    It is no test against chance: the pieces of a network of about one tie a region persist as well. And it is one resolution for all:
    where communities differ in size many times over, small ones stay merged.

    Parameters
    ----------
    layers
        Weighted adjacencies in scheme order, on their common scale and weighted.
    gammas
        Resolutions in rising order.
    seed
        Start of the random numbers.

    Returns
    -------
    Plateau
        `labels` (canonical), `gamma`, and the ends `low` and `high` of the range; a single community and None where no two neighbouring
        resolutions give the same partition.

    References
    ----------
    Fortunato, S. & Barthelemy, M. (2007). PNAS 104, 36-41. doi:10.1073/pnas.0605965104; Arenas, A., Fernandez, A. & Gomez, S. (2008). New Journal of Physics
    10, 053039. doi:10.1088/1367-2630/10/5/053039 (persistence over resolutions); Traag et al. (2019). doi:10.1038/s41598-019-41695-z

    Examples
    --------
    >>> import numpy as np
    >>> blocks = np.kron(np.eye(8), np.ones((4, 4))) - np.eye(32)
    >>> len(set(plateau_partition([blocks]).labels.tolist()))
    8
    """
    import random

    import igraph
    import numpy as np

    if not layers:
        return Plateau(np.empty(0, dtype=int), None, None, None)
    plain = aligned_list(layers)
    graph, weights = graph_of(sum(plain[1:], start=plain[0]))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        scan = np.array(
            [
                canonical_labels(
                    graph.community_leiden(
                        "modularity", weights=weights, resolution=gamma, n_iterations=-1
                    ).membership
                )
                for gamma in gammas
            ]
        )
    finally:
        igraph.set_random_number_generator(random)
    run = longest_run(scan)
    if len(run) < 2:
        return Plateau(np.zeros(graph.vcount(), dtype=int), None, None, None)
    middle = run[(len(run) - 1) // 2]
    return Plateau(scan[middle], gammas[middle], gammas[run[0]], gammas[run[-1]])
