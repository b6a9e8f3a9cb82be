"""How long does each of several things take, in alternation (A B C A B C ...), each bounded in time
and memory?

Every contender lives in a process of its own, so that a peer that hangs, crashes or eats memory is
reported and stops nobody else. Preparation (imports, data, networks) and reading the answer are
never timed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

MEMORY_LIMIT = 14 * 2**30
ENOUGH_SECONDS = 30.0


class Task(NamedTuple):
    """What a contender works on: number of nodes (or draws), and a folder to write into."""

    size: int
    folder: Path


class Contender(NamedTuple):
    """One way to do a job: `prepare(task)` makes its input, `work(input)` is timed,
    `answer(made)` says what came out.
    """

    label: str
    prepare: Callable[[Task], Any]
    work: Callable[[Any], Any]
    answer: Callable[[Any], Any] | None = None


class Timing(NamedTuple):
    """Seconds of every round, peak memory in MiB (0 unknown), the answer, and why there is none
    (empty where there is).
    """

    label: str
    seconds: list[float]
    memory: float = 0.0
    answer: Any = None
    failure: str = ""

    @property
    def middle(self) -> float:
        """Median over rounds; not a number where nothing finished."""
        return median(self.seconds) if self.seconds else float("nan")


def peak_memory() -> float:
    """Most memory this process has held, in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def serve(connection: Any, contender: Contender, task: Task, errors: str) -> None:
    """Prepare, then work whenever asked: the body of a contender's process."""
    os.setsid()
    sys.stderr = Path(errors).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the process
    sys.stdout = sys.stderr
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    given = contender.prepare(task)
    connection.send("ready")
    while connection.recv() == "work":
        gc.collect()
        start = time.perf_counter()
        made = contender.work(given)
        seconds = time.perf_counter() - start
        peak = peak_memory()
        answer = contender.answer(made) if contender.answer else made
        del made
        connection.send((seconds, peak, answer))


class Runner:
    """A contender's process.

    It is asked for one round at a time and ended when it fails or exceeds the limit.
    """

    def __init__(self, contender: Contender, task: Task, limit: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.label, self.limit, self.seconds, self.last, self.failure = (
            contender.label,
            limit,
            [],
            (0.0, 0.0, None),
            "",
        )
        with tempfile.NamedTemporaryFile(dir=task.folder, delete=False) as file:
            self.errors = Path(file.name)
        self.connection, other = context.Pipe()
        self.process = context.Process(
            target=serve, args=(other, contender, task, str(self.errors))
        )
        self.process.start()
        other.close()
        self._receive("was not ready")

    def _receive(self, what: str) -> Any:
        if self.connection.poll(self.limit):
            try:
                return self.connection.recv()
            except (EOFError, ConnectionError):
                self.process.join()
                lines = self.errors.read_text(encoding="utf-8").strip().splitlines()
                self.failure = (
                    f"failed: {lines[-1][:200]}" if lines else f"ended with {self.process.exitcode}"
                )
        else:
            self.failure = f"{what} within {self.limit:.0f} s"
        self.stop()
        return None

    def round(self) -> None:
        """One more timed round, unless the contender failed or has had time enough."""
        if self.failure or sum(self.seconds) > ENOUGH_SECONDS:
            return
        self.connection.send("work")
        found = self._receive("did not finish")
        if found is not None:
            self.last = found
            self.seconds.append(found[0])

    def stop(self) -> None:
        """End the process: politely where it waits for work, else with all that it started."""
        if self.process.is_alive() and not self.failure:
            self.connection.send("stop")
            self.process.join(10)
        if self.process.is_alive():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()

    def timing(self) -> Timing:
        """What was measured."""
        return Timing(self.label, self.seconds, self.last[1], self.last[2], self.failure)


def race(contenders: Sequence[Contender], task: Task, *, rounds: int, limit: float) -> list[Timing]:
    """Times of all contenders, in alternation.

    Parameters
    ----------
    contenders
        At least one; the first is what the others are compared with.
    task
        What they work on.
    rounds
        Rounds of each; one that has used 30 s or more gets no further ones.
    limit
        Seconds for a preparation or a round.
    """
    runners: list[Runner] = []
    try:
        runners.extend(Runner(contender, task, limit) for contender in contenders)
        for _ in range(rounds):
            for runner in runners:
                runner.round()
    finally:
        for runner in runners:
            runner.stop()
    return [runner.timing() for runner in runners]


def race_commands(
    commands: dict[str, list[str]], *, rounds: int, limit: float, folder: Path
) -> list[Timing]:
    """Times of whole processes, in alternation after one round that is not counted.

    Output is thrown away.
    """
    seconds: dict[str, list[float]] = {label: [] for label in commands}
    failures = dict.fromkeys(commands, "")
    for number in range(rounds + 1):
        for label, command in commands.items():
            start = time.perf_counter()
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, timeout=limit, check=False, cwd=folder
                )
            except subprocess.TimeoutExpired:
                failures[label] = f"did not finish within {limit:.0f} s"
                continue
            if done.returncode:
                failures[label] = f"ended with {done.returncode}: {done.stderr.strip()[-200:]}"
            elif number:
                seconds[label].append(time.perf_counter() - start)
    return [Timing(label, seconds[label], failure=failures[label]) for label in commands]
