"""At which resolution are communities both stable and beyond chance?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypercluster.analysis import communities
from hypercluster.indicators.nulls import p_upper
from hypercluster.network import AGGREGATE
from hypercluster.run.draw import DRAW_RESTARTS
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.nulls import null_inputs
from hypercluster.run.once import Run
from hypercluster.run.perturb import perturb
from hypercluster.schema import conform
from hypercluster.settings import Settings
from hypercluster.uncertainty import ensemble

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.sources import DataPack

GAMMAS = (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
METHOD = "multiplex"


@dataclass(frozen=True, eq=False)
class Profiled:
    """What every trial of a profile starts from."""

    inputs: Inputs
    settings: Settings
    layer_weights: dict[str, float]
    gammas: tuple[float, ...]
    method: str


def resolution_profile(
    pack: DataPack,
    *,
    scheme: str | None = None,
    settings: Settings | None = None,
    gammas: Sequence[float] = GAMMAS,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Communities at several resolutions, their stability and their quality.

    Stability is over draws of the data, not over seeds: seeds agree at almost every resolution and
    select nothing. Quality stands against that of chance networks.

    Parameters
    ----------
    pack, scheme, settings
        As for `analyse`. `settings.run.draws` data draws and as many nulls.
    gammas
        Resolutions.
    executor, progress
        As for `analyse`.

    Returns
    -------
    DataFrame
        One row a resolution: `method`, `gamma`, `regions`, `communities` (in the run itself),
        `largest` (regions of the largest), `stability` (mean adjusted mutual information between
        the partitions of draws), `quality` (modularity of the aggregate at that gamma),
        `null_mean`, `p_null`, `is_chosen` (see `choose_gamma`, none where nothing is stable and
        beyond chance).

    References
    ----------
    As for `multiplex_partition`, `cpm_partition` and `stability`.

    Examples
    --------
    >>> import hypercluster as hc
    >>> settings = hc.Settings().with_run(draws=2)
    >>> profile = hc.resolution_profile(hc.load_pack(), settings=settings, gammas=(0.5, 1.0))
    >>> profile["gamma"].tolist()
    [0.5, 1.0]
    """
    settings = settings or Settings()
    inputs = prepare(pack, scheme or pack.default_scheme, settings)
    return profile_of(inputs, settings, gammas=gammas, executor=executor, progress=progress)


def profile_of(
    inputs: Inputs,
    settings: Settings,
    *,
    gammas: Sequence[float] = GAMMAS,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Profile of prepared inputs, as for `resolution_profile`."""
    import numpy as np
    import pandas as pd

    run = Run(inputs, settings, settings.run.seed)
    chosen = settings.communities.method
    method = chosen if chosen in communities.METHODS else METHOD
    weights = dict(run.layer_weights)
    fixed = replace(settings, layers=replace(settings.layers, weighting="given", weights=weights))
    base = Profiled(inputs, fixed, weights, tuple(gammas), method)
    draws, seed = settings.run.draws, settings.run.seed
    trials = ensemble(
        profile_trial,
        base,
        seed=seed,
        draws=2 * draws,
        workers=settings.run.workers,
        executor=executor,
        progress=progress,
    )
    labels, quality = _partitions(run, base, restarts=settings.communities.restarts, seed=seed)
    rows = []
    for number, gamma in enumerate(gammas):
        trial_labels = np.array([partitions[number] for partitions, _ in trials[:draws]])
        null = np.array([[values[number]] for _, values in trials[draws:]])
        sizes = np.bincount(labels[number])
        rows.append(
            {
                "method": method,
                "gamma": float(gamma),
                "regions": len(labels[number]),
                "communities": len(sizes),
                "largest": int(sizes.max()),
                "stability": communities.stability(trial_labels),
                "quality": float(quality[number]),
                "null_mean": float(null.mean()) if draws else np.nan,
                "p_null": float(p_upper(quality[[number]], null)[0]) if draws else np.nan,
            }
        )
    profile = pd.DataFrame(rows)
    gamma_chosen = communities.choose_gamma(profile)
    profile["is_chosen"] = profile["gamma"] == gamma_chosen
    return conform("resolution_profile", profile)


def profile_trial(base: Profiled, stream: np.random.SeedSequence) -> tuple[np.ndarray, np.ndarray]:
    """Partitions and qualities at every resolution, of a draw or of a null.

    Streams from the number of draws on are of nulls.
    """
    import numpy as np

    number, draws = int(stream.spawn_key[-1]), base.settings.run.draws
    if number < draws:
        generator = np.random.default_rng(stream)
        inputs, settings = perturb(base.inputs, base.settings, base.layer_weights, generator)
        restarts = min(DRAW_RESTARTS, settings.communities.restarts)
    else:
        generator = np.random.default_rng(
            np.random.SeedSequence(stream.entropy, spawn_key=(1, number - draws))
        )
        inputs, settings = null_inputs(base.inputs, generator), base.settings
        restarts = settings.communities.restarts
    seed = int(generator.integers(2**31))
    return _partitions(Run(inputs, settings, seed), base, restarts=restarts, seed=seed)


def _partitions(
    run: Run, base: Profiled, *, restarts: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Labels and modularity of the aggregate at every resolution."""
    import numpy as np

    scaled = list(run.scaled.values())
    labels = [
        communities.partition(base.method, scaled, gamma=gamma, restarts=restarts, seed=seed)
        for gamma in base.gammas
    ]
    quality = [
        float(communities.layer_quality({AGGREGATE: run.aggregate}, part, gamma=gamma)[AGGREGATE])
        for part, gamma in zip(labels, base.gammas, strict=True)
    ]
    return np.array(labels), np.array(quality)
