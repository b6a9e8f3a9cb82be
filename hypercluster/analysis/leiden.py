"""How does a search by Leiden start, and which of several results counts?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.alignment import as_weights
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np

    from hypercluster.analysis.alignment import Weights

    Ties: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray]

MOST_ITERATIONS = 100  # searches of 40 nodes end after 2 to 7 (our choice)


def ties_of(weights: Weights) -> Ties:
    """Both ends and the weight of every tie of symmetric weights, each tie once.

    Weights are rounded to 1e-9 so that near ties do not decide. Ties are ordered by target, then
    by source, for dense and sparse weights alike: a search depends on their order.

    Raises
    ------
    AnalysisError
        A weight is negative.
    """
    import numpy as np
    from scipy.sparse import find, issparse, triu

    row: np.ndarray
    column: np.ndarray
    matrix = as_weights(weights)
    if issparse(matrix):
        row, column, values = find(triu(matrix, k=1))
    else:
        # The lower triangle of the transpose, row by row, is the upper one column by column.
        column, row = np.nonzero(np.tril(np.asarray(matrix).T, k=-1))
        values = np.asarray(matrix)[row, column]
    if (values < 0).any():
        raise AnalysisError(
            f"Expected weights of at least 0; found {values.min():g}: {int((values < 0).sum())} in "
            "all. Give 0 where there is no tie."
        )
    values = np.round(values, 9)
    is_tied = values > 0
    return row[is_tied], column[is_tied], values[is_tied]


def graph_of(weights: Weights) -> tuple[Any, list[float]]:
    """Igraph graph of symmetric weights, and the weights of its edges, from `ties_of`."""
    import igraph
    import numpy as np

    row, column, values = ties_of(weights)
    pairs = np.column_stack([row, column]).tolist()
    return igraph.Graph(as_weights(weights).shape[0], pairs), values.tolist()


def leiden(
    graph: Any,
    objective: str,
    *,
    weights: list[float],
    resolutions: Iterable[float],
    seed: int,
    iterations: int | None = None,
) -> list[Any]:
    """Clusterings by igraph's Leiden, one a resolution.

    Each goes on until an iteration changes nothing, or for the number of iterations where one is
    named. All take their random numbers from one seeded stream. igraph has one generator for all of
    Python, which is restored afterwards.
    """
    import random

    import igraph

    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        return [
            _until_still(graph, objective, weights=weights, resolution=value)
            if iterations is None
            else graph.community_leiden(
                objective, weights=weights, resolution=value, n_iterations=iterations
            )
            for value in resolutions
        ]
    finally:
        igraph.set_random_number_generator(random)


def _until_still(graph: Any, objective: str, *, weights: list[float], resolution: float) -> Any:
    """Iterate until the partition stays.

    igraph's own way to do so goes to and fro for ever between two partitions whose qualities differ
    by rounding alone.
    """
    membership: list[int] | None = None
    for _ in range(MOST_ITERATIONS):
        result = graph.community_leiden(
            objective,
            weights=weights,
            resolution=resolution,
            initial_membership=membership,
            n_iterations=1,
        )
        if result.membership == membership:
            break
        membership = list(result.membership)
    return result


def best_partition(candidates: Iterable[tuple[float, np.ndarray]]) -> np.ndarray:
    """Labels of highest quality (to 1e-9), among equal ones the smallest in order."""
    import numpy as np

    ranked = [(-round(quality, 9), tuple(labels.tolist())) for quality, labels in candidates]
    return np.asarray(min(ranked)[1])
