"""Processes that are killed lose nothing; nobody stays when the run or its parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes as helpers
import pytest

from hypercluster import processes
from hypercluster.errors import ResourceError

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="reads processes as Linux tells of them"
)
SLEEPERS = (
    "from processes import asleep; from hypercluster.processes import spread;"
    "list(spread(asleep, 600, range(9), workers=2))"
)


def sleepers():
    """A program whose two processes sleep, with their numbers."""
    path = os.pathsep.join([str(helpers.TESTS), *filter(None, sys.path)])
    return helpers.program("-c", SLEEPERS, env={**os.environ, "PYTHONPATH": path})


def two_children(process):
    def both():
        pids = helpers.children(process.pid)
        return pids if len(pids) == 2 and all(map(has_items, pids)) else None

    return helpers.wait_until(both, "two processes at work")


def has_items(pid):
    """Whether a process is past its start, and listens while it works."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())) == 2


def test_items_of_a_killed_process_are_made_again(tmp_path):
    squares = processes.spread(helpers.once_killed, str(tmp_path), range(12), workers=2)
    assert list(squares) == [item * item for item in range(12)]
    assert (tmp_path / "killed").exists()


def test_an_item_that_kills_every_process_ends_the_run_with_a_remedy():
    results = processes.spread(helpers.always_killed, None, range(6), workers=2)
    with pytest.raises(ResourceError, match=r"memory ran out.*fewer --workers"):
        list(results)
    assert helpers.children(os.getpid()) == []


def test_an_answer_for_which_memory_is_too_small_is_asked_for_again(monkeypatch):
    receive, failures = processes._receive, [MemoryError(), MemoryError()]

    def short_of_memory(stream):
        answer = receive(stream)
        if failures:
            raise failures.pop()
        return answer

    monkeypatch.setattr(processes, "_receive", short_of_memory)
    assert list(processes.spread(helpers.printed, "", range(6), workers=2)) == list(range(6))


def test_the_command_line_and_its_processes_draw_without_matplotlib():
    program = """
import sys
from importlib import import_module
from hypercluster.cli.runs import Display, watched
from hypercluster.processes import spread
from processes import loaded
with watched(Display(is_quiet=True)):
    print("igraph" in sys.modules, "matplotlib" in sys.modules)
print(*spread(loaded, "igraph", range(2), workers=2))
print(*spread(loaded, "matplotlib", range(2), workers=2))
print(import_module("matplotlib.pyplot").figure.__name__)
"""
    path = os.pathsep.join([str(helpers.TESTS), *filter(None, sys.path)])
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert answer.stdout.splitlines() == ["True False", "True True", "False False", "figure"]


def test_what_a_library_prints_is_no_answer(capfd):
    assert list(processes.spread(helpers.printed, "noise" * 9999, range(3), workers=2)) == [0, 1, 2]
    assert capfd.readouterr().out == ""


def test_an_error_that_cannot_travel_arrives_as_text_with_its_place():
    with pytest.raises(RuntimeError, match=r"(?s)in refused.*TwoPartsError: part0"):
        list(processes.spread(helpers.refused, None, range(2), workers=2))


def test_an_error_says_where_it_was_raised():
    with pytest.raises(FileNotFoundError) as caught:
        list(processes.spread(helpers.missing, None, range(2), workers=2))
    assert "In another process" in caught.value.__notes__[0]


def test_closed_early_it_stops_what_is_under_way_at_once():
    results = processes.spread(helpers.asleep, 0.0, range(10**6), workers=2)
    next(results)
    begun = time.monotonic()
    results.close()
    assert time.monotonic() - begun < 1
    assert helpers.children(os.getpid()) == []


def test_a_process_does_not_import_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pickle.py").write_text("raise SystemExit('shadowed')")
    assert list(processes.spread(helpers.printed, "", range(2), workers=2)) == [0, 1]


def test_a_script_needs_no_guard_around_its_run(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import operator\nfrom hypercluster.processes import spread\n"
        "print(list(spread(operator.add, 1, range(4), workers=2)))\n"
    )
    path = os.pathsep.join(filter(None, sys.path))
    with helpers.program(script, env={**os.environ, "PYTHONPATH": path}) as process:
        told, errors = process.communicate(timeout=60)
    assert (told.strip(), errors) == ("[1, 2, 3, 4]", "")


@pytest.mark.gate
def test_processes_end_when_their_parent_is_killed():
    with sleepers() as process:
        pids = two_children(process)
        process.kill()
        process.wait(10)
        helpers.wait_until(
            lambda: not any(map(helpers.is_running, pids)), "the end of both", seconds=2
        )


@pytest.mark.gate
def test_processes_notice_a_killed_parent_on_any_system(monkeypatch):
    # Where a system has no signal for it, the end of the pipe tells.
    unsignalled = SLEEPERS.replace(
        "list(",
        "import hypercluster.processes as p;"
        "p.PROGRAM = p.PROGRAM.replace('p.serve()', 'p._end_with_parent = int; p.serve()'); list(",
    )
    monkeypatch.setattr(sys.modules[__name__], "SLEEPERS", unsignalled)
    test_processes_end_when_their_parent_is_killed()


@pytest.mark.gate
def test_ctrl_c_for_the_whole_group_ends_parent_and_processes_without_their_word():
    with sleepers() as process:
        pids = two_children(process)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert errors.count("KeyboardInterrupt") == 1
        assert not any(map(helpers.is_running, pids))
