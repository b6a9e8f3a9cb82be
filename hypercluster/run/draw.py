"""One draw of the ensemble: perturb, run once, keep what is ranked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypercluster.run.inputs import SOURCES, Inputs, perturb
from hypercluster.run.once import once
from hypercluster.synchronisation.linkages import pair_positions
from hypercluster.synchronisation.score import competition_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.settings import Settings

DRAW_RESTARTS = 3


@dataclass(frozen=True, eq=False)
class Draw:
    """Ranks and memberships of one draw, as plain arrays in the order of the run; missing where a row has no rank.

    A draw of one source alone has no memberships.
    """

    hubs: np.ndarray
    actors: np.ndarray
    labels: dict[str, np.ndarray]
    linkages: dict[str, np.ndarray]
    new_clusters: np.ndarray
    diversification: np.ndarray


def draw_once(
    inputs: Inputs,
    settings: Settings,
    layer_weights: Mapping[str, float],
    ranked_actors: pd.Index,
    stream: np.random.SeedSequence,
    *,
    sources: Collection[str] = SOURCES,
) -> Draw:
    """Perturb the inputs and settings, run the analysis, and keep what is ranked.

    Parameters
    ----------
    inputs, settings, layer_weights
        Those of the run.
    ranked_actors
        The actors that the run ranked.
    stream
        Random stream of this draw.
    sources
        What is perturbed.
    """
    import numpy as np

    generator = np.random.default_rng(stream)
    drawn, changed = perturb(inputs, settings, layer_weights, generator, sources=sources)
    fewer = replace(
        changed,
        communities=replace(
            changed.communities, restarts=min(DRAW_RESTARTS, changed.communities.restarts)
        ),
    )
    found = once(drawn, fewer, seed=int(generator.integers(2**31)))
    source, target = pair_positions(inputs.scheme.index)
    return Draw(
        hubs=found.hubs["rank"].to_numpy(dtype=float, na_value=np.nan),
        actors=_actor_ranks(found.actor_scores["rank"], ranked_actors),
        labels=dict(found.labels) if sources == SOURCES else {},
        linkages={
            name: competition_ranks(parts["score"][source, target])
            for name, parts in found.linkage_scores.items()
        },
        new_clusters=competition_ranks(found.new_cluster_scores.ravel()),
        diversification=competition_ranks(found.diversification_scores.ravel()),
    )


def _actor_ranks(ranks: pd.Series, ranked_actors: pd.Index) -> np.ndarray:
    """Ranks of the run's actors within their kind, stretched to as many as the run has.

    A draw leaves organisations out; rank 5 of 70 stands for rank 6 of 83.
    """
    import numpy as np

    own: np.ndarray = ranks.reindex(ranked_actors).to_numpy(dtype=float, na_value=np.nan)
    is_group = np.array([actor.startswith("group:") for actor in ranked_actors], dtype=bool)
    for rows in (is_group, ~is_group):
        number, there = int(rows.sum()), int((~np.isnan(own[rows])).sum())
        if there > 1:
            own[rows] = 1 + (own[rows] - 1) * ((number - 1) / (there - 1))
    return own
