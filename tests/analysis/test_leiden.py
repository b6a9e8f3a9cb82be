"""Searches end, and find what igraph's own search finds."""

from __future__ import annotations

import igraph
import numpy as np

from hypercluster.analysis.leiden import leiden


def test_two_partitions_of_equal_quality_do_not_keep_a_search_going():
    # igraph's search until nothing changes never returns from this graph.
    graph = igraph.Graph(5, [(2, 4), (0, 2), (1, 3), (0, 1)])
    weights = [0.25, 0.2, 0.25, 0.2]
    results = leiden(graph, "modularity", weights=weights, resolutions=[1.0] * 3, seed=1)
    assert {len(result) for result in results} == {2}


def test_cliques_are_found():
    graph = igraph.Graph.Full(5) + igraph.Graph.Full(5)
    graph.add_edge(0, 5)
    (result,) = leiden(
        graph, "modularity", weights=[1.0] * graph.ecount(), resolutions=[1.0], seed=1
    )
    assert np.array_equal(np.equal.outer(*[result.membership] * 2)[0], [True] * 5 + [False] * 5)
