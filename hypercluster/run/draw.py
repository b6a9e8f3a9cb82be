"""One draw of the ensemble: perturb, run once, keep what is ranked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.run.once import Run, once
from hypercluster.run.perturb import SOURCES, perturb

if TYPE_CHECKING:
    import numpy as np

DRAW_RESTARTS = 3


@dataclass(frozen=True, eq=False)
class Draw:
    """Ranks and memberships of one draw, in the order of the run.

    Attributes
    ----------
    ranks
        Rank of every item of the run, by ranking. Missing where it has none.
    labels
        Community of every region, by method. Empty in a draw of one source alone.
    """

    ranks: Mapping[str, np.ndarray]
    labels: Mapping[str, np.ndarray]


def draw_once(
    base: Run, stream: np.random.SeedSequence, *, sources: Collection[str] = SOURCES
) -> Draw:
    """Perturb the inputs and settings of a run, run again, and keep what is ranked.

    Parameters
    ----------
    base
        The run. Its settings hold the layer weights that it had.
    stream
        Random stream of this draw.
    sources
        What is perturbed.
    """
    import numpy as np

    generator, weights = np.random.default_rng(stream), base.settings.layers.weights
    inputs, settings = perturb(base.inputs, base.settings, weights, generator, sources=sources)
    restarts = min(DRAW_RESTARTS, settings.communities.restarts)
    settings = replace(settings, communities=replace(settings.communities, restarts=restarts))
    run = once(inputs, settings, seed=int(generator.integers(2**31)))
    return Draw(
        ranks={kind.name: _ranks(kind, run, base) for kind in RANKINGS.values()},
        labels=dict(run.labels) if sources == SOURCES else {},
    )


def _ranks(kind: RankingKind, run: Run, base: Run) -> np.ndarray:
    """Ranks of the items of the base run in a draw.

    A draw that leaves items out stretches its ranks to as many as the base run has: rank 5 of 70
    stands for rank 6 of 83.
    """
    import numpy as np

    ranks = kind.ranks(run)
    if not kind.is_sampled:
        return ranks
    items = kind.items(base)
    # Position -1, an item that the draw leaves out, takes the missing value that is appended.
    aligned: np.ndarray = np.append(ranks, np.nan)[kind.items(run).get_indexer(items)]
    ranked = int((~np.isnan(aligned)).sum())
    return 1 + (aligned - 1) * ((len(items) - 1) / (ranked - 1)) if ranked > 1 else aligned
