"""Draws do not depend on workers, and ranges are those of the draws."""

from __future__ import annotations

import operator
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest

from hypercluster import uncertainty


def uniform(shift: float, stream: np.random.SeedSequence) -> float:
    return shift + float(np.random.default_rng(stream).random())


class Backwards(Executor):
    """Runs what it is given last first."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):  # noqa: ARG002
        tasks = list(zip(*iterables, strict=True))
        done = {index: fn(*task) for index, task in reversed(list(enumerate(tasks)))}
        return iter(done[index] for index in range(len(tasks)))


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(3), Backwards()])
def test_draws_are_the_same_on_every_executor(executor: Executor | None) -> None:
    expected = uncertainty.ensemble(uniform, 1.0, seed=4, draws=23)
    assert uncertainty.ensemble(uniform, 1.0, seed=4, draws=23, executor=executor) == expected


def test_more_draws_begin_with_the_same_ones() -> None:
    assert uncertainty.ensemble(uniform, 0.0, seed=4, draws=9)[:5] == uncertainty.ensemble(
        uniform, 0.0, seed=4, draws=5
    )


def test_progress_counts_every_draw() -> None:
    seen: list[tuple[int, int]] = []
    uncertainty.ensemble(
        uniform, 0.0, seed=1, draws=3, progress=lambda done, draws: seen.append((done, draws))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_processes_report_progress_and_pass_on_the_error_of_a_draw() -> None:
    seen: list[tuple[int, int]] = []
    same = uncertainty.ensemble(
        operator.is_,
        0,
        seed=1,
        draws=5,
        workers=2,
        progress=lambda done, draws: seen.append((done, draws)),
    )
    assert same == [False] * 5
    assert seen == [(done, 5) for done in range(1, 6)]
    with pytest.raises(TypeError, match="list indices must be integers"):
        uncertainty.ensemble(operator.getitem, [], seed=1, draws=5, workers=2)


@pytest.mark.parametrize(("draws", "size"), [(63, 1), (130, 2), (5000, 8)])
def test_tasks_grow_with_draws_up_to_a_limit(draws: int, size: int) -> None:
    seen: list[int] = []
    with ThreadPoolExecutor(1) as executor:
        uncertainty.ensemble(
            operator.is_,
            0,
            seed=1,
            draws=draws,
            executor=executor,
            progress=lambda done, _: seen.append(done),
        )
    assert seen == [*range(size, draws, size), draws]


def test_rank_ranges_by_hand() -> None:
    ranks = np.array([[1.0, 2.0, np.nan]] * 19 + [[2.0, 1.0, np.nan]])
    found = uncertainty.rank_ranges(ranks, top_k=1)
    assert found["rank_low"].tolist()[:2] == [1, 1]
    assert found["rank_high"].tolist()[:2] == [1, 2]
    assert found["p_top_k"].tolist() == [0.95, 0.05, 0.0]
    assert found["confidence"].tolist() == ["high", "low", "low"]
    assert found.loc[2, ["rank_low", "rank_high"]].isna().all()


def test_without_draws_everything_is_missing() -> None:
    assert uncertainty.rank_ranges(np.empty((0, 2)), top_k=1).isna().all().all()


def test_membership_strength_by_hand() -> None:
    labels = np.array([[0, 0, 1], [0, 1, 1]])
    found = uncertainty.membership_strength(labels, np.array([0, 0, 1]))
    assert found.tolist()[:2] == [0.5, 0.5]
    assert np.isnan(found[2])


def test_ties_count_against_the_top_k() -> None:
    ranks = np.array([[1.0, 1.0, 3.0, np.nan]] * 4)
    assert uncertainty.worst_ranks(ranks[0])[:3].tolist() == [2.0, 2.0, 3.0]
    assert uncertainty.rank_ranges(ranks, top_k=1)["p_top_k"].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert uncertainty.rank_ranges(ranks, top_k=2)["p_top_k"].tolist() == [1.0, 1.0, 0.0, 0.0]
