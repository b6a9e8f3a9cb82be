"""Repeat something many times, and say how far its ranks move. Knows nothing of what it repeats.

Each draw has its own spawned random stream and results come back by index, so that the number of
workers, their order and the executor never change a result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Shared = TypeVar("Shared")
Found = TypeVar("Found")

LOW, HIGH = 0.05, 0.95
SURE, LIKELY = 0.9, 0.5
TASKS_PER_WORKER = 4


def _draws(task: tuple[Callable[[Any, Any], Any], Any, int, Sequence[int]]) -> list[Any]:
    """Run some draws, each on the stream of its own index."""
    import numpy as np

    once, shared, seed, indices = task
    return [once(shared, np.random.SeedSequence(seed, spawn_key=(index,))) for index in indices]


def ensemble(
    once: Callable[[Shared, Any], Found],
    shared: Shared,
    *,
    seed: int,
    draws: int,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Found]:
    """Results of `once(shared, stream)` for every draw, in order.

    Parameters
    ----------
    once
        A function that can be imported by name (it travels to other processes).
    shared
        What every draw starts from.
    seed
        Root of the random streams; draw i uses child i of it.
    draws
        How many.
    workers
        Processes; 1 stays in this one. Ignored where an executor is given.
    executor
        Any `concurrent.futures.Executor`; it is used and left open.
    progress
        Called with (draws done, draws).
    """
    if draws == 0:
        return []
    if executor is None and workers == 1:
        found = []
        for index in range(draws):
            found += _draws((once, shared, seed, [index]))
            if progress is not None:
                progress(index + 1, draws)
        return found
    if executor is not None:
        return _mapped(executor, once, shared, seed=seed, draws=draws, parts=8 * TASKS_PER_WORKER, progress=progress)
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return _mapped(pool, once, shared, seed=seed, draws=draws, parts=workers * TASKS_PER_WORKER, progress=progress)


def _mapped(
    executor: Executor,
    once: Callable[[Shared, Any], Found],
    shared: Shared,
    *,
    seed: int,
    draws: int,
    parts: int,
    progress: Callable[[int, int], None] | None,
) -> list[Found]:
    """Split the draws into tasks, collect them in order."""
    size = max(1, -(-draws // parts))
    tasks = [(once, shared, seed, range(start, min(start + size, draws))) for start in range(0, draws, size)]
    found: list[Found] = []
    for some in executor.map(_draws, tasks):
        found += some
        if progress is not None:
            progress(len(found), draws)
    return found


def top(top_k: int, items: int) -> int:
    """The k that says something: at most a third of the items ranked, at least 1 (our choice).

    Among four regions every one is always among the top 5.
    """
    return max(1, min(top_k, items // 3))


def rank_ranges(ranks: np.ndarray, *, top_k: int) -> pd.DataFrame:
    """Sensitivity range of ranks: 5 % and 95 % quantile over draws, and the share of draws in the top k.

    Parameters
    ----------
    ranks
        Draws x items; missing where an item has no rank in a draw. Quantiles are taken over the draws with a rank;
        a draw without one is not in the top k.
    top_k
        k.

    Returns
    -------
    DataFrame
        One row an item: `rank_low`, `rank_high` (ranks that occurred), `p_top_k`, `confidence` (high from 0.9,
        medium from 0.5, else low: our choice). All missing without draws, ranges for an item never ranked.
    """
    import warnings

    import numpy as np
    import pandas as pd

    draws, items = ranks.shape
    if draws == 0:
        empty = pd.DataFrame(
            {"rank_low": [pd.NA] * items, "rank_high": [pd.NA] * items, "p_top_k": np.full(items, np.nan), "confidence": [None] * items}
        )
        return empty.astype({"rank_low": "Int64", "rank_high": "Int64", "confidence": "str"})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice encountered")
        low = np.nanquantile(ranks, LOW, axis=0, method="inverted_cdf")
        high = np.nanquantile(ranks, HIGH, axis=0, method="inverted_cdf")
    share = (ranks <= top_k).mean(axis=0)
    return pd.DataFrame(
        {
            "rank_low": pd.array(low, dtype="Int64"),
            "rank_high": pd.array(high, dtype="Int64"),
            "p_top_k": share,
            "confidence": confidence(share),
        }
    )


def confidence(share: np.ndarray) -> pd.Series:
    """Words for a share of draws: high from 0.9, medium from 0.5, else low (our choice); missing stays missing."""
    import numpy as np
    import pandas as pd

    rounded = np.round(share, 9)
    words = np.where(rounded >= SURE, "high", np.where(rounded >= LIKELY, "medium", "low"))
    return pd.Series(words, dtype="str").where(~np.isnan(share))


def membership_strength(labels: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How often each item shares a group with those it is grouped with: mean over its companions of the share of draws.

    Parameters
    ----------
    labels
        Draws x items: group of each item in each draw.
    found
        Group of each item in the run itself.

    Returns
    -------
    ndarray
        0 to 1; missing without draws and for an item alone.
    """
    import numpy as np

    draws, items = labels.shape
    strength = np.full(items, np.nan)
    if draws == 0:
        return strength
    together = np.zeros((items, items))
    for row in labels:
        together += row[:, None] == row[None, :]
    together /= draws
    companions = (found[:, None] == found[None, :]) & ~np.eye(items, dtype=bool)
    number = companions.sum(axis=1)
    np.divide((together * companions).sum(axis=1), number, out=strength, where=number > 0)
    return strength
