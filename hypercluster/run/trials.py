"""Everything that is repeated around a run: draws of all doubts, nulls, and draws of one doubt alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.run.draw import Draw, draw_once
from hypercluster.run.inputs import SOURCES, Inputs
from hypercluster.run.nulls import Null, null_once
from hypercluster.uncertainty import ensemble

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.settings import Settings

SOURCE_PART = 8
FEWEST_OF_A_SOURCE = 10
NULL_STREAMS = 1


@dataclass(frozen=True, eq=False)
class Around:
    """What every trial starts from: inputs, settings and layer weights of the run, and the actors it ranked."""

    inputs: Inputs
    settings: Settings
    layer_weights: dict[str, float]
    ranked_actors: pd.Index


@dataclass(frozen=True, eq=False)
class Trials:
    """Results of all trials: draws of all doubts at once, nulls, and draws by the one source that moved."""

    draws: list[Draw]
    nulls: list[Null]
    by_source: dict[str, list[Draw]]


def source_draws(draws: int) -> int:
    """Draws that move one source alone: an eighth of all draws, none below 10 (our choice)."""
    each = draws // SOURCE_PART
    return each if each >= FEWEST_OF_A_SOURCE else 0


def trial(around: Around, stream: np.random.SeedSequence) -> Draw | Null:
    """Make the trial whose number ends the key of its stream: first draws, then as many nulls, then sources one by one.

    A source alone uses the random stream of the draw of the same number, so that both move alike.
    """
    import numpy as np

    number, draws = int(stream.spawn_key[-1]), around.settings.run.draws
    if number < draws:
        return draw_once(
            around.inputs, around.settings, around.layer_weights, around.ranked_actors, stream
        )
    if number < 2 * draws:
        own = np.random.SeedSequence(stream.entropy, spawn_key=(NULL_STREAMS, number - draws))
        return null_once(around.inputs, around.settings, own)
    source, position = divmod(number - 2 * draws, source_draws(draws))
    own = np.random.SeedSequence(stream.entropy, spawn_key=(position,))
    return draw_once(
        around.inputs,
        around.settings,
        around.layer_weights,
        around.ranked_actors,
        own,
        sources=(SOURCES[source],),
    )


def trials(
    around: Around,
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Trials:
    """Make all trials of a run; see `ensemble` for what does not change them."""
    run = around.settings.run
    draws, each = run.draws, source_draws(run.draws)
    made = ensemble(
        trial,
        around,
        seed=run.seed,
        draws=2 * draws + each * len(SOURCES),
        workers=run.workers,
        executor=executor,
        progress=progress,
    )
    alone = made[2 * draws :]
    return Trials(
        draws=[found for found in made[:draws] if isinstance(found, Draw)],
        nulls=[found for found in made[draws : 2 * draws] if isinstance(found, Null)],
        by_source={
            source: [
                found
                for found in alone[place * each : (place + 1) * each]
                if isinstance(found, Draw)
            ]
            for place, source in enumerate(SOURCES)
            if each
        },
    )
