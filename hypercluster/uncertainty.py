"""How far do ranks and groups move when something is repeated, whatever it is?

Each draw has its own spawned random stream and results come back by index, so that the number of
workers, their order and the executor never change a result.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from hypercluster.errors import AnalysisError
from hypercluster.labels import aligned
from hypercluster.processes import spread
from hypercluster.rankings import competition_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Shared = TypeVar("Shared")
Result = TypeVar("Result")
Work: TypeAlias = tuple[Callable[[Any, Any], Any], Any, int]

LOW, HIGH = 0.05, 0.95
SURE, LIKELY = 0.9, 0.5
# A task sends what every draw starts from to an executor, which costs as much as half a draw. Few
# draws are long ones, and make enough tasks to keep many processes busy.
MOST_PER_TASK = 8
FEWEST_TASKS = 64


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
    results: list[Result] = []
    work = once, shared, seed
    with contextlib.closing(_batches(work, draws, workers, executor)) as batches:
        for batch in batches:
            results += batch
            if progress is not None:
                progress(len(results), draws)
    return results


def _batches(
    work: Work, draws: int, workers: int, executor: Executor | None
) -> Generator[list[Any]]:
    """Results in order. Closed before the end it stops what is under way."""
    if executor is not None:
        size = min(MOST_PER_TASK, max(1, draws // FEWEST_TASKS))
        starts = range(0, draws, size)
        tasks = [(work, range(start, min(start + size, draws))) for start in starts]
        yield from executor.map(_draws, tasks)
    elif workers == 1 or draws < 2:
        yield from ([_draw(work, index)] for index in range(draws))
    else:
        with contextlib.closing(spread(_draw, work, range(draws), workers=workers)) as results:
            yield from ([result] for result in results)


def _draws(task: tuple[Work, Sequence[int]]) -> list[Any]:
    """Run some draws, each on the stream of its own index."""
    work, indices = task
    return [_draw(work, index) for index in indices]


def _draw(work: Work, index: int) -> Any:
    import numpy as np

    once, shared, seed = work
    return once(shared, np.random.SeedSequence(seed, spawn_key=(index,)))


def top(top_k: int, items: int) -> int:
    """The k that says something: at most a third of the ranked items (our choice).

    It is at least 1. Among four regions every one is always among the top 5.
    """
    return max(1, min(top_k, items // 3))


def rank_ranges(ranks: np.ndarray, *, top_k: int) -> pd.DataFrame:
    """Sensitivity range of ranks over draws, and the share of draws in the top k.

    The range goes from the 5 % to the 95 % quantile over the draws in which the item has a rank. A
    draw without a rank is not in the top k, and in the top k every tie counts against the item.

    Parameters
    ----------
    ranks
        Draws x items, ties sharing the smallest rank. Missing where an item has no rank in a draw.
    top_k
        k.

    Returns
    -------
    DataFrame
        One row an item: `rank_low` and `rank_high` are ranks that occurred, `p_top_k` is the share
        of draws, `confidence` is high from 0.9, medium from 0.5, else low (our choice). All are
        missing without draws, and ranges for an item that is never ranked.

    Examples
    --------
    >>> import numpy as np
    >>> ranks = np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 1.0]])
    >>> rank_ranges(ranks, top_k=1)[["rank_low", "rank_high", "confidence"]].values.tolist()
    [[1, 2, 'medium'], [1, 2, 'low']]
    """
    import warnings

    import numpy as np
    import pandas as pd

    draws, items = ranks.shape
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice encountered")
        low, high = (
            np.round(np.nanquantile(ranks, end, axis=0, method="inverted_cdf"))
            if draws
            else np.full(items, np.nan)
            for end in (LOW, HIGH)
        )
    in_top = np.array([worst_ranks(row) <= top_k for row in ranks])
    share = in_top.mean(axis=0) if draws else np.full(items, np.nan)
    return pd.DataFrame(
        {
            "rank_low": pd.array(low, dtype="Int64"),
            "rank_high": pd.array(high, dtype="Int64"),
            "p_top_k": share,
            "confidence": confidence(share),
        }
    )


def worst_ranks(ranks: np.ndarray) -> np.ndarray:
    """Rank of each item when every tie counts against it.

    The ranks come with ties sharing the smallest.
    """
    import numpy as np

    # How often a rank occurs is the distance between the two places that would keep order.
    valid = np.sort(ranks[~np.isnan(ranks)])
    ties = np.searchsorted(valid, ranks, side="right") - np.searchsorted(valid, ranks, side="left")
    worst: np.ndarray = ranks + ties - 1
    return worst


def source_shares(by_source: Mapping[str, np.ndarray], joint: np.ndarray) -> pd.DataFrame:
    """Share of the variance of ranks that each source of uncertainty makes alone.

    The variance of each item's rank over the draws of one source is averaged over the items that
    are ranked in every draw of every source. The share is over the sum of all sources. Sources move
    one at a time, so that those that act on each other are not split up. The variance of all at
    once shows how far they do.

    Parameters
    ----------
    by_source
        Draws x items: ranks when one source moves and all else stays. At least two draws.
    joint
        Draws x items: ranks when all sources move.

    Returns
    -------
    DataFrame
        One row a source: `source`, `rank_variance`, `share`, `joint_rank_variance`, `is_largest`,
        `draws`. Variances are missing where no item is always ranked, shares where nothing moves.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley.
    doi:10.1002/9780470725184

    Examples
    --------
    >>> import numpy as np
    >>> still, moving = np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([[1.0, 2.0], [2.0, 1.0]])
    >>> source_shares({"counts": moving, "threshold": still}, moving)["share"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    is_ranked = np.all([~np.isnan(ranks).any(axis=0) for ranks in by_source.values()], axis=0)
    has_items = bool(is_ranked.any())

    def variance(ranks: np.ndarray) -> float:
        by_item = pd.DataFrame(ranks[:, is_ranked]).var(axis=0, ddof=1)
        return float(by_item.mean()) if has_items else float("nan")

    variances = np.array([variance(ranks) for ranks in by_source.values()])
    total = variances.sum()
    shares = variances / total if total > 0 else np.full(len(variances), np.nan)
    return pd.DataFrame(
        {
            "source": list(by_source),
            "rank_variance": variances,
            "share": shares,
            "joint_rank_variance": variance(joint),
            "is_largest": np.round(shares, 9) == np.round(shares, 9).max(),
            "draws": [len(ranks) for ranks in by_source.values()],
        }
    )


def confidence(share: np.ndarray) -> pd.Series:
    """Grade of a share of draws: high from 0.9, medium from 0.5, else low.

    The limits are our choice. Missing stays missing.
    """
    import numpy as np
    import pandas as pd

    rounded = np.round(share, 9)
    grades = np.where(rounded >= SURE, "high", np.where(rounded >= LIKELY, "medium", "low"))
    return pd.Series(grades, dtype="str").where(~np.isnan(share))


def membership_strength(draws: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean share of draws in which an item is with those it is grouped with.

    Parameters
    ----------
    draws
        Draws x items: group of each item in each draw.
    labels
        Group of each item in the run itself.

    Returns
    -------
    ndarray
        0 to 1. Missing without draws and for an item alone.
    """
    import numpy as np

    number, items = draws.shape
    strength = np.full(items, np.nan)
    if number == 0:
        return strength
    together = np.zeros((items, items))
    for row in draws:
        together += row[:, None] == row[None, :]
    together /= number
    companions = (labels[:, None] == labels[None, :]) & ~np.eye(items, dtype=bool)
    size = companions.sum(axis=1)
    np.divide((together * companions).sum(axis=1), size, out=strength, where=size > 0)
    return strength


class RankAgreement(NamedTuple):
    """How far two rankings of the same items agree, from `rank_agreement`.

    Attributes
    ----------
    items
        Items with a rank in both.
    spearman, kendall
        Correlations over these, -1 to 1. Missing below two items and where one side is all ties.
    top_common, top_items
        Items in the top k of both, and the size of the larger of the two tops.
    overlap
        The first over the second. Missing where both tops are empty.
    shifts
        Second rank minus first for every item, below 0 where it rises. Missing without a rank in
        both.
    largest
        Position of the largest shift, the first of equals. None without an item in both.
    """

    items: int
    spearman: float
    kendall: float
    top_common: int
    top_items: int
    overlap: float
    shifts: np.ndarray
    largest: int | None


def rank_agreement(
    one: np.ndarray | pd.Series, other: np.ndarray | pd.Series, *, top_k: int
) -> RankAgreement:
    """How far two rankings of the same items agree.

    Spearman is Pearson's correlation of mean ranks. Kendall's tau-b is the sum over pairs of items
    of both signs of their difference, over the root of the product of the pairs untied on each
    side. Both, and the shifts, look at the items with a rank on both sides. Their ranks are counted
    anew among them, so that an item that joins or leaves a ranking moves no other. The tops are
    counted among all items of their side. As in `rank_ranges`, every tie counts against the top k.

    Parameters
    ----------
    one, other
        Rank of each item, 1 first, ties sharing the smallest. Missing where it has none. Two Series
        are brought into one order, arrays are taken to be in one.
    top_k
        k.

    Returns
    -------
    RankAgreement
        Equal when the sides change places, but for the sign of the shifts.

    Raises
    ------
    AnalysisError
        The sides rank other items.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33(3).
    doi:10.1093/biomet/33.3.239

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 1.0, 3.0, 4.0])
    >>> result = rank_agreement(a, b, top_k=1)
    >>> round(result.spearman, 9), round(result.kendall, 9), result.overlap
    (0.8, 0.666666667, 0.0)
    >>> result.shifts.tolist()
    [1.0, -1.0, 0.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    if isinstance(one, pd.Series) and isinstance(other, pd.Series):
        other = aligned(other, index=one.index, name="ranks", like="first ranks")
    one, other = (np.asarray(ranks, dtype=float) for ranks in (one, other))
    if len(one) != len(other):
        raise AnalysisError(
            f"Expected two rankings of the same items; found {len(one)} and {len(other)} ranks. "
            "Give one rank an item, in the same order."
        )
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
    """Spearman's correlation and Kendall's tau-b, missing where a side does not vary."""
    if len(set(a)) < 2 or len(set(b)) < 2:
        return float("nan"), float("nan")
    from scipy import stats

    return float(stats.spearmanr(a, b).statistic), float(stats.kendalltau(a, b).statistic)
