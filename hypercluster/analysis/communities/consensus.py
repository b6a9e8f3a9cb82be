"""Which communities do many partitions share, and which regions sit in two?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import aligned_labels
from hypercluster.analysis.communities.labels import canonical_labels
from hypercluster.analysis.leiden import best_partition, leiden
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST_SECOND = 0.25
RESTARTS = 10


def co_assignment(labels: np.ndarray | pd.DataFrame) -> np.ndarray:
    """Share of partitions in which two regions are together.

    Parameters
    ----------
    labels
        Partitions x regions, at least one partition.

    Returns
    -------
    ndarray
        Regions x regions, 0 to 1, with 1 on the diagonal.

    Raises
    ------
    AnalysisError
        There is no partition.
    """
    import numpy as np

    partitions = np.asarray(labels)
    if len(partitions) == 0:
        raise AnalysisError("Expected at least one partition; found none. Give draws x regions.")
    together = np.zeros((partitions.shape[1], partitions.shape[1]))
    for row in partitions:
        together += row[:, None] == row[None, :]
    return together / len(partitions)


def consensus(labels: np.ndarray | pd.DataFrame, *, seed: int = 1) -> np.ndarray:
    """Partition that disagrees with many partitions on the fewest pairs of regions.

    It maximises the sum over pairs inside of (P_rs - 1/2), P the co-assignment: pairs that are
    together in more than half of the partitions attract, others repel. This is the median partition
    (Mirkin distance), a constant Potts model without a threshold to choose. Leiden searches it with
    ten starts.

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

    Raises
    ------
    AnalysisError
        There is no partition.

    References
    ----------
    Strehl, A. & Ghosh, J. (2002). Journal of Machine Learning Research 3, 583-617;
    Lancichinetti, A. & Fortunato, S. (2012). Scientific Reports 2, 336. doi:10.1038/srep00336
    (consensus by co-assignment)

    Examples
    --------
    >>> import numpy as np
    >>> consensus(np.array([[0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 1, 1]])).tolist()
    [0, 0, 1, 1]
    """
    import igraph
    import numpy as np

    together = np.round(co_assignment(labels), 9)
    n = len(together)
    first, second = np.triu_indices(n, k=1)
    shares = together[first, second]
    is_tied = shares > 0
    if not is_tied.any():
        return np.arange(n)
    pairs = np.column_stack([first[is_tied], second[is_tied]]).tolist()
    results = leiden(
        igraph.Graph(n, pairs),
        "CPM",
        weights=shares[is_tied].tolist(),
        resolutions=[0.5] * RESTARTS,
        seed=seed,
    )
    parts = [canonical_labels(part.membership) for part in results]
    return best_partition(
        (float((shares[part[first] == part[second]] - 0.5).sum()), part) for part in parts
    )


def memberships(
    labels: np.ndarray | pd.DataFrame, consensus_labels: np.ndarray | pd.Series
) -> np.ndarray:
    """How far each region belongs to each community, over all partitions.

    In one partition, a region belongs to a community by the share of its companions there that are
    of that community. Each companion is weighted by one over the community's size (without the
    region itself), so that small communities count as much as large ones. A community of one region
    is no company for others.

    The mean is over all partitions. One in which the region has no company counts for its own
    community, so that a region that is mostly alone does not seem to belong where it rarely is.

    Parameters
    ----------
    labels
        Partitions x regions.
    consensus_labels
        Consensus label of each region.

    Returns
    -------
    ndarray
        Regions x communities, 0 to 1. Rows sum to 1.

    Raises
    ------
    AnalysisError
        Labels name other regions than the partitions.

    Examples
    --------
    >>> import numpy as np
    >>> memberships(np.array([[0, 0, 1, 1], [0, 0, 0, 1]]), np.array([0, 0, 1, 1]))[3].tolist()
    [0.0, 1.0]
    """
    import numpy as np
    import pandas as pd

    regions = labels.columns if isinstance(labels, pd.DataFrame) else None
    (community,) = aligned_labels({"the consensus": consensus_labels}, regions).values()
    partitions = np.asarray(labels)
    n, groups = partitions.shape[1], int(community.max()) + 1
    member = np.zeros((n, groups))
    member[np.arange(n), community] = 1.0
    is_shared = member.sum(axis=0) > 1
    sizes = (member.sum(axis=0) - member) * is_shared
    total = np.zeros((n, groups))
    for row in partitions:
        companions = (row[:, None] == row[None, :]).astype(float)
        np.fill_diagonal(companions, 0.0)
        share = np.divide(companions @ member, sizes, out=np.zeros((n, groups)), where=sizes > 0)
        whole = share.sum(axis=1)
        total += np.divide(share, whole[:, None], out=member.copy(), where=whole[:, None] > 0)
    return total / len(partitions)


def consensus_table(labels: np.ndarray, *, seed: int = 1) -> pd.DataFrame:
    """Consensus community of every region, how far it belongs there, and where else.

    A region that is alone in the consensus but in no partition joins the community of its largest
    share.

    Parameters
    ----------
    labels
        Partitions x regions.
    seed
        Start of the random numbers.

    Returns
    -------
    DataFrame
        One row a region: `consensus` (label), `strength`, `second` (label of the second largest
        share, missing where that is 0), `second_strength`, and `is_overlapping`: whether the second
        share is at least 0.25 (our choice).
    """
    import numpy as np
    import pandas as pd

    community = consensus(labels, seed=seed)
    share = np.round(memberships(labels, community), 9)
    region = np.arange(len(community))
    is_moved = share[region, community] == 0
    if is_moved.any():
        community = canonical_labels(np.where(is_moved, share.argmax(axis=1), community))
        share = np.round(memberships(labels, community), 9)
    elsewhere = share.copy()
    elsewhere[region, community] = -1.0  # below every share, so that argmax finds the second
    second = elsewhere.argmax(axis=1)
    second_strength = elsewhere[region, second]
    table = pd.DataFrame(
        {
            "consensus": community,
            "strength": share[region, community],
            "second": pd.Series(second, dtype="Int64").mask(second_strength <= 0),
            "second_strength": np.where(second_strength > 0, second_strength, np.nan),
            "is_overlapping": second_strength >= LEAST_SECOND,
        }
    )
    table.attrs["convention"] = f"sits in two: second share at least {LEAST_SECOND:g}"
    return table
