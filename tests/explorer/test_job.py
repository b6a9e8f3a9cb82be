"""One run at a time, shown only when it is finished."""

from __future__ import annotations

import threading
from concurrent.futures.process import BrokenProcessPool

import pytest

import hypercluster as hc
from hypercluster.errors import AnalysisError
from hypercluster.explorer.job import Explorer, RunRequest, ShownRun

REQUEST = RunRequest("study", hc.Settings())


def shown(number):
    return ShownRun(number, REQUEST, None, f"page {number}".encode())


class Run:
    """A run whose end the test decides."""

    def __init__(self, error=None):
        self.error, self.began, self.may_end = error, threading.Event(), threading.Event()

    def __call__(self, number, _, progress):
        progress(0, 10)
        self.began.set()
        assert self.may_end.wait(20)
        progress(10, 10)
        if self.error is not None:
            raise self.error
        return shown(number)


@pytest.fixture
def work():
    """Start the work of an explorer in a thread, and end it."""
    begun = []

    def work(run):
        explorer = Explorer(shown(1), run)
        thread = threading.Thread(target=explorer.work)
        thread.start()
        begun.append((explorer, thread, run))
        return explorer

    yield work
    for explorer, thread, run in begun:
        run.may_end.set()
        explorer.close()
        thread.join(20)
        assert not thread.is_alive()


def finish(explorer, run):
    """Let the run end, and wait until the explorer has noticed."""
    run.may_end.set()
    for _ in range(2000):
        if explorer.progress()["state"] == "idle":
            return explorer.progress()
        threading.Event().wait(0.01)
    raise AssertionError("the run never ended")


def test_a_finished_run_takes_the_place_of_the_one_before(work):
    run = Run()
    explorer = work(run)
    assert explorer.ask(REQUEST)
    assert run.began.wait(20)
    assert explorer.shown.page == b"page 1"
    assert finish(explorer, run)["outcome"] == "finished"
    assert (explorer.shown.number, explorer.shown.page) == (2, b"page 2")


def test_a_second_run_is_refused_while_one_is_under_way(work):
    run = Run()
    explorer = work(run)
    assert explorer.ask(REQUEST)
    assert not explorer.ask(REQUEST)
    finish(explorer, run)
    assert explorer.ask(REQUEST)


def test_progress_says_how_many_trial_runs_are_done(work):
    run = Run()
    explorer = work(run)
    assert explorer.progress() == {
        "state": "idle",
        "done": 0,
        "of": 0,
        "number": 1,
        "outcome": "",
        "message": "",
    }
    explorer.ask(REQUEST)
    assert run.began.wait(20)
    assert explorer.progress() == {
        "state": "running",
        "done": 0,
        "of": 10,
        "number": 1,
        "outcome": "",
        "message": "",
    }


def test_a_cancelled_run_changes_nothing(work):
    run = Run()
    explorer = work(run)
    explorer.ask(REQUEST)
    assert run.began.wait(20)
    assert explorer.cancel()
    assert explorer.progress()["state"] == "stopping"
    assert finish(explorer, run)["outcome"] == "cancelled"
    assert explorer.shown.number == 1


def test_a_cancellation_that_comes_with_the_last_trial_still_counts(work):
    ended = threading.Event()

    def run(number, request, progress):
        progress(10, 10)
        explorer.cancel()
        ended.set()
        return shown(number)

    run.may_end = threading.Event()
    explorer = work(run)
    explorer.ask(REQUEST)
    assert ended.wait(20)
    assert finish(explorer, run)["outcome"] == "cancelled"
    assert explorer.shown.number == 1


def test_there_is_nothing_to_cancel_without_a_run(work):
    assert not work(Run()).cancel()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (AnalysisError("Expected weights of layers."), "Expected weights of layers."),
        (MemoryError(), "want of memory"),
        (BrokenProcessPool(), "fewer draws"),
    ],
)
def test_a_run_that_fails_says_why_and_leaves_the_one_before(work, error, message):
    run = Run(error)
    explorer = work(run)
    explorer.ask(REQUEST)
    progress = finish(explorer, run)
    assert progress["outcome"] == "failed"
    assert message in progress["message"]
    assert explorer.shown.number == 1
    assert explorer.ask(REQUEST)


def test_a_mistake_of_the_program_is_told_and_ends_neither_the_work_nor_the_run_before(
    work, capsys
):
    run = Run(TypeError("unhashable type: 'dict'"))
    explorer = work(run)
    explorer.ask(REQUEST)
    progress = finish(explorer, run)
    assert progress["outcome"] == "failed"
    assert progress["message"].startswith("internal error: TypeError: unhashable type: 'dict'.")
    assert "Traceback" in capsys.readouterr().err
    assert explorer.shown.number == 1
    assert explorer.ask(REQUEST)


def test_closing_ends_the_work_and_takes_no_more_runs(work):
    run = Run()
    explorer = work(run)
    explorer.ask(REQUEST)
    assert run.began.wait(20)
    explorer.close()
    assert finish(explorer, run)["outcome"] == "cancelled"
    assert not explorer.ask(REQUEST)
