"""At which resolution are communities real?

In the middle of the widest range that gives the same partition, for large networks. Small dense
networks have no such range: there stability over data draws decides (`choose_gamma`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.analysis.communities.flow import longest_run
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.communities.partitions import summed
from hypercluster.analysis.leiden import graph_of, leiden

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Weights

GAMMAS = (0.5, 0.71, 1.0, 1.41, 2.0, 2.83, 4.0, 5.66, 8.0)


@dataclass(frozen=True, eq=False, repr=False)
class Plateau:
    """Partition in the middle of the widest range of resolutions.

    Attributes
    ----------
    labels
        Canonical label of each region, all 0 where there is no range.
    gamma, low, high
        Its resolution and the ends of the range, None where there is none.
    """

    labels: np.ndarray
    gamma: float | None
    low: float | None
    high: float | None

    def __repr__(self) -> str:
        """Size, resolution and range."""
        communities = int(self.labels.max(initial=-1)) + 1
        span = "none" if self.gamma is None else f"{self.gamma:g} ({self.low:g} to {self.high:g})"
        return f"<Plateau: {len(self.labels)} regions, {communities} communities, gamma {span}>"


def plateau_partition(
    layers: Sequence[Weights], *, gammas: Sequence[float] = GAMMAS, seed: int = 1
) -> Plateau:
    """Partition in the middle of the widest range of resolutions that agree.

    Modularity of the summed layers by Leiden (igraph), at resolutions a factor of sqrt(2) apart.
    Neighbours agree where their adjusted mutual information is at least 0.9 (our choice). A
    partition that noise makes changes with every resolution. A planted one stays over a wide range,
    also where resolution 1 merges communities that are small against the network (Fortunato &
    Barthelemy 2007). Nothing about the number or size of communities is assumed.

    It is no test against chance: the pieces of a network of about one tie a region persist as well.
    And it is one resolution for all: where communities differ in size many times over, small ones
    stay merged.

    Parameters
    ----------
    layers
        Weighted adjacencies over the same regions, on their common scale and weighted.
    gammas
        Resolutions in rising order.
    seed
        Start of the random numbers.

    Returns
    -------
    Plateau
        `labels` (canonical), `gamma`, and the ends `low` and `high` of the range. A single
        community and None where no two neighbouring resolutions give the same partition.

    Raises
    ------
    AnalysisError
        Layers are over different regions.

    References
    ----------
    Fortunato, S. & Barthelemy, M. (2007). PNAS 104, 36-41. doi:10.1073/pnas.0605965104;
    Arenas, A., Fernandez, A. & Gomez, S. (2008). New Journal of Physics 10, 053039.
    doi:10.1088/1367-2630/10/5/053039 (persistence over resolutions);
    Traag et al. (2019). doi:10.1038/s41598-019-41695-z

    Examples
    --------
    >>> import numpy as np
    >>> blocks = np.kron(np.eye(8), np.ones((4, 4))) - np.eye(32)
    >>> plateau_partition([blocks])
    <Plateau: 32 regions, 8 communities, gamma 2 (0.5 to 8)>
    """
    import numpy as np

    if not layers:
        return Plateau(np.empty(0, dtype=int), None, None, None)
    graph, weights = graph_of(summed(layers))
    results = leiden(graph, "modularity", weights=weights, resolutions=gammas, seed=seed)
    scan = np.array([canonical_labels(part.membership) for part in results])
    run = longest_run(scan)
    if len(run) < 2:
        return Plateau(np.zeros(graph.vcount(), dtype=int), None, None, None)
    middle = run[(len(run) - 1) // 2]
    return Plateau(scan[middle], gammas[middle], gammas[run[0]], gammas[run[-1]])
