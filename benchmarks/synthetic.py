"""Which network do the peers compete on? A synthetic multiplex with planted communities, the same
for all.

Synthetic: nothing here describes real regions. Ties are undirected; every layer has mean strength
1, as the supra-adjacency of hypercluster wants it, so that every tool gets the same numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

LAYERS = ("affiliation", "capability", "institution", "production")
TIES_PER_NODE = 10
INSIDE, HARDLY_INSIDE = 0.5, 0.3
COUPLING = 0.1
RESTARTS = 1


class Planted(NamedTuple):
    """Tidy tables and the truth.

    `nodes` (codes), `ties` (layer, source, target, weight), `planted` (community of each node).
    """

    nodes: list[str]
    ties: pd.DataFrame
    planted: np.ndarray


def planted_multiplex(n: int, *, inside: float = INSIDE, seed: int = 1) -> Planted:
    """Multiplex of n nodes and four layers: about 10 ties a node and layer, a part of them inside
    one of sqrt(n) communities.

    Weights are uniform in 0.5-1.5 before they are brought to mean strength 1.
    """
    generator = np.random.default_rng(seed)
    communities = round(n**0.5)
    planted = np.arange(n) % communities
    nodes = [f"n{number:06d}" for number in range(n)]
    codes = np.array(nodes)
    parts = []
    for layer in LAYERS:
        drawn = n * TIES_PER_NODE // 2
        one = generator.integers(n, size=drawn)
        anywhere = generator.integers(n, size=drawn)
        companion = planted[one] + communities * generator.integers(n // communities, size=drawn)
        other = np.where(generator.random(drawn) < inside, companion, anywhere)
        pairs = np.unique(np.sort(np.column_stack([one, other])[one != other], axis=1), axis=0)
        weights = generator.uniform(0.5, 1.5, len(pairs))
        weights *= n / (2 * weights.sum())
        parts.append(
            pd.DataFrame(
                {
                    "layer": layer,
                    "source": codes[pairs[:, 0]],
                    "target": codes[pairs[:, 1]],
                    "weight": weights,
                }
            )
        )
    return Planted(
        nodes,
        pd.concat(parts, ignore_index=True).astype(
            {"layer": "str", "source": "str", "target": "str"}
        ),
        planted,
    )


def positions(data: Planted) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the two ends of every tie."""
    index = pd.Index(data.nodes)
    return index.get_indexer(data.ties["source"]), index.get_indexer(data.ties["target"])
