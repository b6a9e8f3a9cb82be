"""Processes of tests: what still runs, and where functions that travel to processes stand."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).parent


def is_running(pid: int) -> bool:
    """Whether a process lives; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """Processes that a process started, from any of its threads."""
    numbers: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            numbers += map(int, task.read_text().split())
    return numbers


def wait_until(condition, what: str, *, seconds: float = 60):
    """Value of a condition once it holds."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)
    return value


@contextlib.contextmanager
def program(*arguments, **options):
    """Python in a process group of its own, which is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        **{
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
            "start_new_session": True,
            **options,
        },
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


def once_killed(folder: str, item: int) -> int:
    """The square of an item; the first process that is asked for 3 is killed."""
    mark = Path(folder) / "killed"
    if item == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def always_killed(_: object, item: int) -> int:
    """Kill the process that asks for 3."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def printed(text: str, item: int) -> int:
    """Print into the standard output of the process, from Python and from below."""
    print(text, flush=True)  # noqa: T201
    os.write(1, text.encode())
    return item


class TwoPartsError(Exception):
    """An error that can be written and not read."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def refused(_: object, item: int) -> None:
    """Raise what no other process can read."""
    raise TwoPartsError("part", str(item))


def asleep(seconds: float, _: int) -> None:
    """Sleep."""
    time.sleep(seconds)


def missing(_: object, item: int) -> None:
    """Look for a file that is not there."""
    Path(f"absent-{item}").stat()


def loaded(name, item):
    return name in sys.modules
