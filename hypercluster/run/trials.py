"""What is repeated around a run: draws of all doubts or of one alone, and nulls."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypercluster.run.draw import Draw, draw_once
from hypercluster.run.nulls import Null, null_once
from hypercluster.run.once import Run, once
from hypercluster.run.perturb import SOURCES
from hypercluster.uncertainty import ensemble

if TYPE_CHECKING:
    import numpy as np

SOURCE_PART = 8
FEWEST_OF_A_SOURCE = 10
NULL_STREAMS = 1


def base_of(run: Run) -> Run:
    """Base of the trials around a run: the same run with the same layer weights.

    Nothing of it is computed yet, so that it travels lightly to other processes.
    """
    settings = run.settings
    layers = replace(settings.layers, weighting="given", weights=dict(run.layer_weights))
    return once(run.inputs, replace(settings, layers=layers), seed=run.seed)


@dataclass(frozen=True, eq=False)
class Trials:
    """Results of all trials.

    Attributes
    ----------
    draws
        Draws of all doubts at once.
    nulls
        Networks by chance.
    by_source
        Draws by the one source that moved. Empty where too few were made.
    """

    draws: list[Draw]
    nulls: list[Null]
    by_source: dict[str, list[Draw]]


def source_draws(draws: int) -> int:
    """Draws that move one source alone: an eighth of all, none below 10 (our choice)."""
    number = draws // SOURCE_PART
    return number if number >= FEWEST_OF_A_SOURCE else 0


def trial(base: Run, stream: np.random.SeedSequence) -> Draw | Null:
    """Make the trial whose number ends the key of its stream.

    First come the draws, then as many nulls, then the sources one by one. A source alone uses the
    random stream of the draw of the same number, so that both move alike.
    """
    import numpy as np

    number, draws = int(stream.spawn_key[-1]), base.settings.run.draws
    if number < draws:
        return draw_once(base, stream)
    if number < 2 * draws:
        child = np.random.SeedSequence(stream.entropy, spawn_key=(NULL_STREAMS, number - draws))
        return null_once(base, child)
    source, position = divmod(number - 2 * draws, source_draws(draws))
    child = np.random.SeedSequence(stream.entropy, spawn_key=(position,))
    return draw_once(base, child, sources=(SOURCES[source],))


def trials(
    base: Run,
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Trials:
    """Make all trials of a run, the same for any executor and number of workers."""
    run = base.settings.run
    draws, number = run.draws, source_draws(run.draws)
    results = ensemble(
        trial,
        base,
        seed=run.seed,
        draws=2 * draws + number * len(SOURCES),
        workers=run.workers,
        executor=executor,
        progress=progress,
    )
    drawn = [result for result in results if isinstance(result, Draw)]
    alone = drawn[draws:]
    return Trials(
        draws=drawn[:draws],
        nulls=[result for result in results if isinstance(result, Null)],
        by_source={
            source: alone[position * number : (position + 1) * number]
            for position, source in enumerate(SOURCES)
            if number
        },
    )
