"""Which communities do many partitions have in common, and which regions sit in two of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_labels
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST_SECOND = 0.25
RESTARTS = 10


def co_assignment(labels: np.ndarray) -> np.ndarray:
    """Share of partitions in which two regions are together: regions x regions, 1 on the diagonal.

    Parameters
    ----------
    labels
        Partitions x regions, at least one partition.
    """
    import numpy as np

    if len(labels) == 0:
        raise AnalysisError("Expected at least one partition; found none. Give draws x regions.")
    labels = np.asarray(labels)
    together = np.zeros((labels.shape[1], labels.shape[1]))
    for row in labels:
        together += row[:, None] == row[None, :]
    return together / len(labels)


def consensus(labels: np.ndarray, *, seed: int = 1) -> np.ndarray:
    """Consensus of many partitions: the one that disagrees with them on the fewest pairs of regions.

    It maximises the sum over pairs inside of (P_rs - 1/2), P the co-assignment: pairs that are together in more than half of the
    partitions attract, others repel. This is the median partition (Mirkin distance), a constant Potts model without a threshold
    to choose, searched by Leiden with ten starts.

    Parameters
    ----------
    labels
        Partitions x regions.
    seed
        Start of the random numbers.

    Returns
    -------
    ndarray
        Canonical label of each region.

    References
    ----------
    Strehl, A. & Ghosh, J. (2002). Journal of Machine Learning Research 3, 583-617; Lancichinetti, A. & Fortunato, S. (2012). Scientific Reports 2, 336.
    doi:10.1038/srep00336 (consensus by co-assignment)

    Examples
    --------
    >>> import numpy as np
    >>> consensus(np.array([[0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 1, 1]])).tolist()
    [0, 0, 1, 1]
    """
    import random

    import igraph
    import numpy as np

    n = labels.shape[1]
    together = np.round(co_assignment(labels), 9)
    one, other = np.triu_indices(n, k=1)
    tied = together[one, other] > 0
    if not tied.any():
        return np.arange(n)
    weights = together[one, other][tied].tolist()
    graph = igraph.Graph(n, np.column_stack([one[tied], other[tied]]).tolist())
    found = []
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        for _ in range(RESTARTS):
            part = canonical_labels(
                graph.community_leiden(
                    "CPM", weights=weights, resolution=0.5, n_iterations=-1
                ).membership
            )
            inside = part[one] == part[other]
            found.append(
                (-round(float((together[one, other][inside] - 0.5).sum()), 9), tuple(part.tolist()))
            )
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(min(found)[1])


def memberships(labels: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How far each region belongs to each community of the consensus, over all partitions.

    In one partition, a region belongs to a consensus community by the share of its companions there that are of that community, each
    weighted by one over the community's size (without the region itself), so that small communities count as much as large ones. A community
    of one region is no company for others. The mean is over all partitions, and one in which the region has no company counts for its own
    community, so that a region that is mostly alone does not seem to belong where it rarely is. Rows sum to 1.

    Parameters
    ----------
    labels
        Partitions x regions.
    found
        Consensus label of each region.

    Returns
    -------
    ndarray
        Regions x communities.

    Examples
    --------
    >>> import numpy as np
    >>> memberships(np.array([[0, 0, 1, 1], [0, 0, 0, 1]]), np.array([0, 0, 1, 1]))[3].tolist()
    [0.0, 1.0]
    """
    import numpy as np
    import pandas as pd

    if isinstance(labels, pd.DataFrame):
        found = aligned_labels({"found": found}, labels.columns)["found"]
    labels, found = np.asarray(labels), np.asarray(found)
    n, groups = labels.shape[1], int(found.max()) + 1
    member = np.zeros((n, groups))
    member[np.arange(n), found] = 1.0
    is_shared = member.sum(axis=0) > 1
    sizes = (member.sum(axis=0) - member) * is_shared
    total = np.zeros((n, groups))
    for row in labels:
        companions = (row[:, None] == row[None, :]).astype(float)
        np.fill_diagonal(companions, 0.0)
        share = np.divide(companions @ member, sizes, out=np.zeros((n, groups)), where=sizes > 0)
        whole = share.sum(axis=1)
        total += np.divide(share, whole[:, None], out=member.copy(), where=whole[:, None] > 0)
    return total / len(labels)


def consensus_table(labels: np.ndarray, *, seed: int = 1) -> pd.DataFrame:
    """Consensus community of every region, how far it belongs there, and where else.

    A region that is alone in the consensus but in no partition is put where its largest share lies.

    Returns
    -------
    DataFrame
        One row a region: `consensus` (label), `strength`, `second` (label of the second largest share, missing where that is 0), `second_strength`, and
        `is_overlapping`: whether the second share is at least 0.25 (our choice).
    """
    import numpy as np
    import pandas as pd

    found = consensus(labels, seed=seed)
    share = np.round(memberships(labels, found), 9)
    is_moved = share[np.arange(len(found)), found] == 0
    if is_moved.any():
        found = canonical_labels(np.where(is_moved, share.argmax(axis=1), found))
        share = np.round(memberships(labels, found), 9)
    own = share[np.arange(len(found)), found]
    others = share.copy()
    others[np.arange(len(found)), found] = -1.0
    second = others.argmax(axis=1)
    strength = others[np.arange(len(found)), second]
    table = pd.DataFrame(
        {
            "consensus": found,
            "strength": own,
            "second": pd.array(np.where(strength > 0, second, -1), dtype="Int64"),
            "second_strength": np.where(strength > 0, strength, np.nan),
            "is_overlapping": strength >= LEAST_SECOND,
        }
    )
    table["second"] = table["second"].mask(table["second"] < 0)
    table.attrs["convention"] = f"sits in two: second share at least {LEAST_SECOND:g}"
    return table
