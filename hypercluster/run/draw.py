"""One draw of the ensemble: perturb, run once, keep what is ranked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run, once
from hypercluster.run.perturb import SOURCES, perturb

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.settings import Settings

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
    inputs: Inputs,
    settings: Settings,
    items: Mapping[str, pd.Index],
    stream: np.random.SeedSequence,
    *,
    sources: Collection[str] = SOURCES,
) -> Draw:
    """Perturb the inputs and settings, run the analysis, and keep what is ranked.

    Parameters
    ----------
    inputs, settings
        Those of the run. The settings hold the layer weights that it had.
    items
        Items of the run, by ranking, where a draw may leave some out.
    stream
        Random stream of this draw.
    sources
        What is perturbed.
    """
    import numpy as np

    generator = np.random.default_rng(stream)
    inputs, changed = perturb(inputs, settings, settings.layers.weights, generator, sources=sources)
    restarts = min(DRAW_RESTARTS, changed.communities.restarts)
    changed = replace(changed, communities=replace(changed.communities, restarts=restarts))
    run = once(inputs, changed, seed=int(generator.integers(2**31)))
    return Draw(
        ranks={kind.name: _ranks(kind, run, items.get(kind.name)) for kind in RANKINGS.values()},
        labels=dict(run.labels) if sources == SOURCES else {},
    )


def _ranks(kind: RankingKind, run: Run, items: pd.Index | None) -> np.ndarray:
    """Ranks of the items of the run in a draw.

    A draw that leaves items out stretches its ranks to as many as the run has: rank 5 of 70
    stands for rank 6 of 83.
    """
    import numpy as np

    ranks = kind.ranks(run)
    if items is None:
        return ranks
    # Position -1, an item that the draw leaves out, takes the missing value that is appended.
    aligned: np.ndarray = np.append(ranks, np.nan)[kind.items(run).get_indexer(items)]
    ranked = int((~np.isnan(aligned)).sum())
    return 1 + (aligned - 1) * ((len(items) - 1) / (ranked - 1)) if ranked > 1 else aligned
