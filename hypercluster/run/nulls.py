"""One null: the same regions with contents of others, analysed like the run.

Industry mixes change places among the reporting units, which keep their sizes. Organisations change
places, so that every region keeps their number and every group, kind and focus its members.
Distances stay. Mixes stay as uneven as they are, so that being different is nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.analysis.communities import community_quality, layer_quality
from hypercluster.indicators.nulls import permute_mixes
from hypercluster.network import AGGREGATE
from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run, once
from hypercluster.run.perturb import allocate
from hypercluster.uncertainty import top

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Null:
    """What a null network reaches by chance, in the order of the run.

    Attributes
    ----------
    statistics
        What is compared with chance, item by item, by ranking.
    first
        Mean score of the first k, by ranking.
    quality
        Quality of the communities found in it: by method, one value a layer and the aggregate.
    strongest
        Largest part that one community adds to the quality of the aggregate, by method.
    """

    statistics: dict[str, np.ndarray]
    first: dict[str, float]
    quality: dict[str, dict[str, float]]
    strongest: dict[str, float]


def null_inputs(inputs: Inputs, generator: np.random.Generator) -> Inputs:
    """Inputs whose mixes and organisations lie elsewhere."""
    unit_counts = permute_mixes(inputs.unit_counts, generator=generator)
    return inputs.changed(
        unit_counts=unit_counts,
        counts=allocate(inputs, unit_counts),
        roster=inputs.roster.moved(generator),
    )


def null_once(base: Run, stream: np.random.SeedSequence) -> Null:
    """Analyse one null network with the settings of the run."""
    import numpy as np

    generator = np.random.default_rng(stream)
    inputs = null_inputs(base.inputs, generator)
    run = once(inputs, base.settings, seed=int(generator.integers(2**31)))
    kinds = [kind for kind in RANKINGS.values() if kind.null is not None]
    return Null(
        statistics={kind.name: kind.null(run) for kind in kinds if kind.null is not None},
        first={kind.name: mean_of_first(kind, run) for kind in kinds},
        quality=qualities(run),
        strongest={method: float(parts.max()) for method, parts in contributions(run).items()},
    )


def mean_of_first(kind: RankingKind, run: Run) -> float:
    """Mean score of the first k of a ranking. Missing where nothing is ranked."""
    import numpy as np

    scores = kind.scores(run)
    ranked = np.sort(scores[~np.isnan(scores)])[::-1]
    if not len(ranked):
        return float("nan")
    return float(ranked[: top(kind.most(run.settings), len(ranked))].mean())


def qualities(run: Run) -> dict[str, dict[str, float]]:
    """Quality of the communities of a run, by method and layer or the aggregate."""
    layers: Mapping[str, np.ndarray] = {**run.weights, AGGREGATE: run.aggregate}
    gamma = run.settings.communities.gamma
    by_method = {
        method: layer_quality(layers, labels, gamma=gamma) for method, labels in run.labels.items()
    }
    return {
        method: {str(layer): float(value) for layer, value in quality.items()}
        for method, quality in by_method.items()
    }


def contributions(run: Run) -> dict[str, np.ndarray]:
    """What each community adds to the quality of the aggregate, by method."""
    gamma = run.settings.communities.gamma
    return {
        method: community_quality(run.aggregate, labels, gamma=gamma)
        for method, labels in run.labels.items()
    }
