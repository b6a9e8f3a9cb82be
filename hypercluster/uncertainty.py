"""How far do ranks and groups move when something is repeated? Knows nothing of what it is.

Each draw has its own spawned random stream and results come back by index, so that the number of
workers, their order and the executor never change a result.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from hypercluster.rankings import competition_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Shared = TypeVar("Shared")
Result = TypeVar("Result")
Task: TypeAlias = tuple[Callable[[Any, Any], Any], Any, int, Sequence[int]]

LOW, HIGH = 0.05, 0.95
SURE, LIKELY = 0.9, 0.5
DRAWS_PER_TASK = 2


def ensemble(
    once: Callable[[Shared, Any], Result],
    shared: Shared,
    *,
    seed: int,
    draws: int,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Results of `once(shared, stream)` for every draw, in order.

    Parameters
    ----------
    once
        A function that can be imported by name: it travels to other processes.
    shared
        What every draw starts from.
    seed
        Root of the random streams. Draw i uses child i of it.
    draws
        How many.
    workers
        Processes. One worker is this process itself. Ignored where an executor is given.
    executor
        Any `concurrent.futures.Executor`. It is used and left open.
    progress
        Called with (draws done, draws).
    """
    size = 1 if executor is None and workers == 1 else DRAWS_PER_TASK
    tasks = [
        (once, shared, seed, range(start, min(start + size, draws)))
        for start in range(0, draws, size)
    ]
    results: list[Result] = []
    with contextlib.closing(_batches(tasks, workers=workers, executor=executor)) as batches:
        for batch in batches:
            results += batch
            if progress is not None:
                progress(len(results), draws)
    return results


def _batches(
    tasks: Sequence[Task], *, workers: int, executor: Executor | None
) -> Generator[list[Any]]:
    """Results of the tasks in order; closing it before the end stops what is under way."""
    if executor is not None:
        yield from executor.map(_draws, tasks)
    elif workers == 1 or len(tasks) < 2:
        yield from map(_draws, tasks)
    else:
        from joblib import Parallel, delayed

        pool = Parallel(n_jobs=workers, return_as="generator", batch_size=1, max_nbytes=None)
        with _ignored_interrupt():
            # A process inherits what its parent ignores: started here, it leaves Ctrl-C to this one.
            batches = pool(delayed(_draws)(task) for task in tasks)
        with contextlib.closing(batches):
            yield from batches


def _draws(task: Task) -> list[Any]:
    """Run some draws, each on the stream of its own index."""
    import numpy as np

    once, shared, seed, indices = task
    return [once(shared, np.random.SeedSequence(seed, spawn_key=(index,))) for index in indices]


@contextlib.contextmanager
def _ignored_interrupt() -> Iterator[None]:
    """Ignore Ctrl-C for a moment, where that is possible: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
        Draws x items, ties sharing the smallest rank; missing where an item has no rank in a draw. Quantiles are taken
        over the draws with a rank; a draw without one is not in the top k, and in the top k every tie counts against.
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
            {
                "rank_low": [pd.NA] * items,
                "rank_high": [pd.NA] * items,
                "p_top_k": np.full(items, np.nan),
                "confidence": [None] * items,
            }
        )
        return empty.astype({"rank_low": "Int64", "rank_high": "Int64", "confidence": "str"})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice encountered")
        low, high = (
            np.round(np.nanquantile(ranks, end, axis=0, method="inverted_cdf"))
            for end in (LOW, HIGH)
        )
    share = np.mean([worst_ranks(row) <= top_k for row in ranks], axis=0)
    return pd.DataFrame(
        {
            "rank_low": pd.array(low, dtype="Int64"),
            "rank_high": pd.array(high, dtype="Int64"),
            "p_top_k": share,
            "confidence": confidence(share),
        }
    )


def worst_ranks(ranks: np.ndarray) -> np.ndarray:
    """Rank of each item when every tie counts against it, from ranks in which ties share the smallest."""
    import numpy as np

    known = np.sort(ranks[~np.isnan(ranks)])
    ties = np.searchsorted(known, ranks, side="right") - np.searchsorted(known, ranks, side="left")
    worst: np.ndarray = ranks + ties - 1
    return worst


def source_shares(by_source: Mapping[str, np.ndarray], joint: np.ndarray) -> pd.DataFrame:
    """Which source of uncertainty moves ranks most: its share of rank variance when it moves alone.

    The variance of each item's rank over the draws of one source, mean over the items that are ranked in every draw of every
    source; the share is over the sum of all sources (one at a time: sources that act on each other are not split up,
    which the variance of all at once shows).

    Parameters
    ----------
    by_source
        Draws x items: ranks when one source moves and all else stays; at least two draws.
    joint
        Draws x items: ranks when all sources move.

    Returns
    -------
    DataFrame
        One row a source: `source`, `rank_variance`, `share`, `joint_rank_variance`, `is_largest`, `draws`; variances are missing
        where no item is always ranked, shares where nothing moves.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley. doi:10.1002/9780470725184

    Examples
    --------
    >>> import numpy as np
    >>> still, moving = np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([[1.0, 2.0], [2.0, 1.0]])
    >>> source_shares({"counts": moving, "threshold": still}, moving)["share"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    ranked = np.all([~np.isnan(ranks).any(axis=0) for ranks in by_source.values()], axis=0)
    has_items = bool(ranked.any())
    variances = np.array(
        [
            ranks[:, ranked].var(axis=0, ddof=1).mean() if has_items else np.nan
            for ranks in by_source.values()
        ]
    )
    total = variances.sum()
    shares = variances / total if total > 0 else np.full(len(variances), np.nan)
    rounded = np.round(shares, 9)
    together = pd.DataFrame(joint[:, ranked]).var(axis=0, ddof=1).mean() if has_items else np.nan
    return pd.DataFrame(
        {
            "source": list(by_source),
            "rank_variance": variances,
            "share": shares,
            "joint_rank_variance": float(together),
            "is_largest": rounded == np.nanmax(rounded)
            if total > 0
            else np.zeros(len(variances), dtype=bool),
            "draws": [len(ranks) for ranks in by_source.values()],
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


class RankAgreement(NamedTuple):
    """How far two rankings of the same items agree; see `rank_agreement`.

    Attributes
    ----------
    items
        Items with a rank in both.
    spearman, kendall
        Correlations over these, -1 to 1; missing below two items and where one side is all ties.
    top_common, top_items
        Items in the top k of both, and the size of the larger of the two tops.
    overlap
        The first over the second; missing where both tops are empty.
    shifts
        Second rank minus first for every item, below 0 where it rises; missing without a rank in both.
    largest
        Position of the largest shift, the first of equals; None without an item in both.
    """

    items: int
    spearman: float
    kendall: float
    top_common: int
    top_items: int
    overlap: float
    shifts: np.ndarray
    largest: int | None


def rank_agreement(one: np.ndarray, other: np.ndarray, *, top_k: int) -> RankAgreement:
    """How far two rankings of the same items agree.

    Spearman is Pearson's correlation of mean ranks. Kendall's tau-b is the sum over pairs of items
    of both signs of their difference, over the root of the product of the pairs untied on each
    side. Both, and the shifts, look at the items with a rank on both sides. Their ranks are counted
    anew among them, so that an item that joins or leaves a ranking moves no other. The tops are
    counted among all items of their side. As in `rank_ranges`, every tie counts against the top k.

    Parameters
    ----------
    one, other
        Rank of each item, 1 first, ties sharing the smallest; missing where it has none.
    top_k
        k.

    Returns
    -------
    RankAgreement
        Equal when the sides change places, but for the sign of the shifts.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33(3). doi:10.1093/biomet/33.3.239

    Examples
    --------
    >>> import numpy as np
    >>> found = rank_agreement(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 1.0, 3.0, 4.0]), top_k=1)
    >>> round(found.spearman, 9), round(found.kendall, 9), found.overlap, found.shifts.tolist()
    (0.8, 0.666666667, 0.0, [1.0, -1.0, 0.0, 0.0])
    """
    import numpy as np

    is_both = ~np.isnan(one) & ~np.isnan(other)
    # Ranks are counted from the largest, so that the first rank is the largest of minus the ranks.
    a, b = (competition_ranks(-ranks[is_both]) for ranks in (one, other))
    shifts = np.full(len(one), np.nan)
    shifts[is_both] = b - a
    # Ranks of one side count the items of that side alone, so that k means the same on both.
    tops = [worst_ranks(competition_ranks(-ranks)) <= top_k for ranks in (one, other)]
    common, size = int((tops[0] & tops[1]).sum()), int(max(tops[0].sum(), tops[1].sum()))
    spearman, kendall = _correlations(a, b)
    return RankAgreement(
        items=int(is_both.sum()),
        spearman=spearman,
        kendall=kendall,
        top_common=common,
        top_items=size,
        overlap=common / size if size else float("nan"),
        shifts=shifts,
        largest=int(np.nanargmax(np.abs(shifts))) if is_both.any() else None,
    )


def _correlations(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Spearman's correlation and Kendall's tau-b; missing where one side does not vary."""
    if len(set(a)) < 2 or len(set(b)) < 2:
        return float("nan"), float("nan")
    from scipy import stats

    return float(stats.spearmanr(a, b).statistic), float(stats.kendalltau(a, b).statistic)
