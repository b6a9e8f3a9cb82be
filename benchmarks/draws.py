"""What do the draws cost? 200 of them, on one and two workers, against 200 times one draw
divided by the workers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from measure import Contender, Task

SINGLE = 50


class Shared(NamedTuple):
    """What every draw starts from, and how many to make."""

    shared: Any
    draws: int


def prepare(task: Task) -> Shared:
    """Packaged data, default settings, one draw made so that everything is loaded."""
    import hypercluster as hc
    from hypercluster.run.inputs import prepare as inputs_of
    from hypercluster.run.once import once
    from hypercluster.run.trials import base_of, trial
    from hypercluster.uncertainty import ensemble

    pack, settings = hc.load_pack(), hc.Settings().with_run(draws=task.size)
    inputs = inputs_of(pack, pack.default_scheme, settings)
    found = once(inputs, settings, seed=1)
    base = base_of(found)
    ensemble(trial, base, seed=1, draws=min(SINGLE, task.size))
    return Shared(base, task.size)


def single(given: Shared) -> list[Any]:
    """Make some draws one by one, spread over the indices of the whole ensemble."""
    import numpy as np

    from hypercluster.run.trials import trial

    indices = range(0, given.draws, max(1, given.draws // SINGLE))
    return [
        trial(given.shared, np.random.SeedSequence(1, spawn_key=(index,))) for index in indices
    ][:SINGLE]


def _ensemble(given: Shared, workers: int) -> list[Any]:
    from hypercluster.run.trials import trial
    from hypercluster.uncertainty import ensemble

    return ensemble(trial, given.shared, seed=1, draws=given.draws, workers=workers)


def one_worker(given: Shared) -> list[Any]:
    """Make all draws in this process."""
    return _ensemble(given, 1)


def two_workers(given: Shared) -> list[Any]:
    """Make all draws on two processes, their start included."""
    return _ensemble(given, 2)


def ranks(drawn: list[Any]) -> list[list[float]]:
    """Hub ranks of the draws: equal whatever the workers."""
    return [draw.hubs.tolist() for draw in drawn]


def nothing(_: Task) -> None:
    """Prepare nothing."""


def spin() -> int:
    """Keep one core busy for a while."""
    return sum(number * number % 7 for number in range(6_000_000))


def spin_alone(_: None) -> int:
    """Spin on one core."""
    return spin()


def prepare_pool(_: Task) -> Any:
    """Two processes that wait."""
    import multiprocessing

    pool = multiprocessing.get_context("spawn").Pool(2)
    pool.map(_spun, range(2), chunksize=1)
    return pool


def spin_together(pool: Any) -> list[int]:
    """Spin on two cores at once."""
    found: list[int] = pool.map(_spun, range(2), chunksize=1)
    return found


def _spun(_: int) -> int:
    return spin()


CONTENDERS = (
    Contender(f"{SINGLE} single draws", prepare, single, len),
    Contender("all draws, 1 worker", prepare, one_worker, ranks),
    Contender("all draws, 2 workers", prepare, two_workers, ranks),
)
CORES = (
    Contender("one process", nothing, spin_alone),
    Contender("two processes", prepare_pool, spin_together),
)
