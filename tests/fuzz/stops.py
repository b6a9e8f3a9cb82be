"""Runs killed or interrupted at random moments: what stays of them, and for how long."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from processes import children, is_running

import hypercluster as hc
from hypercluster.errors import HyperclusterError

from .bases import base
from .case import FaultError, chance
from .folders import results
from .packs import written

ROOT = Path(__file__).parents[2]
MARK = "HYPERCLUSTER_FUZZ"
SECONDS = 20.0  # to stop on a busy machine
LONGEST = 150.0  # for a run of which a process was killed to end by itself
BEGINNING = 6.0  # within which the signal comes, in seconds
FORMATS = ("csv", "xlsx", "geopackage", "parquet", "json")
INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}
OURS = {"pack", "stdout", "stderr", "earlier"}
KILLED_CHILD = "a process of it killed"


class Stop(NamedTuple):
    """A run that was stopped: how, after how long, and what came of it."""

    command: str
    how: str
    after: float
    code: int | None
    seconds: float
    left: int
    is_hit: bool
    fault: str


def many(seed: int, kills: int, interrupts: int) -> int:
    """Stop runs, print what failed and the times; return the failures."""
    stops = []
    # Numbers of kills are even and of interrupts odd, so that a number means the same in any run.
    numbers = [*range(0, 2 * kills, 2), *range(1, 2 * interrupts, 2)]
    for number in sorted(numbers):
        stop = one(seed, number)
        stops.append(stop)
        if stop.fault:
            sys.stdout.write(f"--- failed: make fuzz SEED={seed} STOP={number}\n{stop}\n")
            sys.stdout.flush()
    if stops:
        hits = [stop for stop in stops if stop.is_hit]
        seconds = [stop.seconds for stop in hits if stop.how != KILLED_CHILD] or [0.0]
        ways = ", ".join(f"{count} {how}" for how, count in Counter(s.how for s in hits).items())
        sys.stdout.write(
            f"stops: {len(stops)}, {len(hits)} of them while running: {ways}\n"
            f"seconds to stop: median {statistics.median(seconds):.2f}, "
            f"largest {max(seconds):.2f}; processes left: {sum(stop.left for stop in stops)}\n"
        )
    return sum(bool(stop.fault) for stop in stops)


def one(seed: int, number: int) -> Stop:
    """Begin a run, kill or interrupt it at a random moment, and look at what is left."""
    case = chance(seed, number)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as parent:
        return _stopped(Path(parent), case, is_kill=number % 2 == 0)


def _command(folder: Path, case: random.Random, how: str) -> tuple[list[str], str]:
    """Arguments of a command, and whether it writes `run`, `files`, a `pack` or nothing."""
    names = ["analyse", "analyse", "recovery", "sensitivity", "export", "synthesise"]
    name = case.choice(names[:-1] if how == KILLED_CHILD else names)
    source = ["--data", str(folder / "pack")]
    out = ["--out", str(folder / "out"), "--overwrite"]
    # A run of which a process was killed shall end by itself.
    draws = "4" if how == KILLED_CHILD else case.choice(["0", "4", "3000"])
    workers = ["--workers", "2" if how == KILLED_CHILD else case.choice("12")]
    if name == "analyse":
        report = ["--report"] * (case.random() < 0.5)
        return [name, *source, *out, *report, "--draws", draws, *workers], "run"
    if name == "synthesise":
        return [name, *out, "--regions", "60", "--dates", "48"], "pack"
    if name == "recovery":
        few = ["--regions", "12", "--noise", "0", "--draws", draws.replace("3000", "50")]
        return ["synthesise", "--recovery", *few, "--replicates", "1", *workers], ""
    if name == "sensitivity":
        setting = case.choice([[], ["beta"], ["communities.gamma"]])
        if how == KILLED_CHILD:
            setting = ["beta", "--values", "0,1"]
        return [name, *setting, *source, *workers], ""
    formats = [part for form in case.sample(FORMATS, 2) for part in ("--format", form)]
    few = draws.replace("3000", "4")
    return [name, *formats, *source, *out, "--draws", few, *workers], "files"


def _stopped(folder: Path, case: random.Random, *, is_kill: bool) -> Stop:
    how = case.choice(
        ["killed", "killed", "killed", KILLED_CHILD]
        if is_kill
        else ["Ctrl-C", "interrupted", "asked to end", "Ctrl-C twice"]
    )
    written(base("csv"), folder / "pack")
    arguments, writes = _command(folder, case, how)
    has_before = bool(writes) and case.random() < 0.5
    if has_before and writes != "pack":
        written(results(), folder / "out")
    after = case.uniform(0, BEGINNING)
    token = secrets.token_hex(8)
    text = " ".join(arguments).replace(str(folder), "...")
    code, seconds, left, is_hit, fault = None, 0.0, 0, False, ""
    with _begun(folder, arguments, token) as process:
        try:
            is_hit, number = _signalled(process, how, after, case)
            code, seconds, left = _ended(process, token, how)
            if left:
                raise FaultError(f"{left} processes stay after {seconds:.0f} s")
            stderr = (folder / "stderr").read_text(errors="replace")
            _check_words(stderr, code, number if is_hit else None, how)
            _check_files(folder, writes, how, has_before=has_before, is_hit=is_hit)
        except FaultError as error:
            fault = str(error)
    return Stop(text, how, round(after, 2), code, round(seconds, 2), left, is_hit, fault)


@contextlib.contextmanager
def _begun(folder: Path, arguments: list[str], token: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a session of its own; whatever is left of it is killed."""
    environment = os.environ | {MARK: token, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "hypercluster", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for pid in {process.pid, *_marked(token)}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _marked(token: str) -> list[int]:
    """Processes that were begun with this mark, whatever session they are in."""
    mark, found = f"{MARK}={token}".encode(), []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return [pid for pid in found if is_running(pid)]


def _descendants(pid: int) -> list[int]:
    return [below for child in children(pid) for below in (child, *_descendants(child))]


def _signalled(
    process: subprocess.Popen[bytes], how: str, after: float, case: random.Random
) -> tuple[bool, signal.Signals]:
    """Send the signal once the time has come; whether the run was still under way."""
    end = time.monotonic() + LONGEST
    while how == KILLED_CHILD and process.poll() is None and not _descendants(process.pid):
        time.sleep(0.01)
        if time.monotonic() > end:
            raise FaultError("no process was ever begun")
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after / 3 if how == KILLED_CHILD else after)
    number = {"killed": signal.SIGKILL, KILLED_CHILD: signal.SIGKILL}.get(how, signal.SIGINT)
    number = signal.SIGTERM if how == "asked to end" else number
    if process.poll() is not None:
        return False, number
    if how == KILLED_CHILD:
        below = _descendants(process.pid)
        for pid in case.sample(below, 1) if below else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return bool(below), number
    with contextlib.suppress(ProcessLookupError):
        if how.startswith("Ctrl-C"):
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid, number)
    if how == "Ctrl-C twice":
        time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
    return True, number


def _ended(process: subprocess.Popen[bytes], token: str, how: str) -> tuple[int, float, int]:
    """Exit code, seconds until nothing of it runs, and processes that stay."""
    begun = time.monotonic()
    limit = LONGEST if how == KILLED_CHILD else SECONDS
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired as error:
        raise FaultError(f"runs on {limit:g} s later") from error
    while _marked(token) and time.monotonic() - begun < limit:
        time.sleep(0.01)
    seconds = time.monotonic() - begun
    left = _marked(token)
    return code, seconds, len(left)


def _check_words(stderr: str, code: int, number: signal.Signals | None, how: str) -> None:
    """Exit code and what was said: one line at most, and no traceback."""
    if "Traceback" in stderr or "Error:" in stderr or "internal error" in stderr:
        raise FaultError(f"code {code}: {stderr[-1500:]}")
    if number is None or how == KILLED_CHILD:
        if code not in (0, 1) or (code == 1) is (stderr.strip() == ""):
            raise FaultError(f"code {code}: {stderr[-500:]}")
        return
    if code == 0:  # it had ended before the signal was heeded
        return
    valid = (-number, INTERRUPTED.get(number))
    if code not in valid or len(stderr.strip().splitlines()) > 1:
        raise FaultError(f"code {code}: {stderr[-500:]!r}")


def _check_files(folder: Path, writes: str, how: str, *, has_before: bool, is_hit: bool) -> None:
    """The folder is whole or not there, and the next command can write it."""
    names = {entry.name for entry in folder.iterdir()} - OURS
    was_killed = is_hit and how == "killed"
    if names - {"out"} and not was_killed:
        raise FaultError(f"files left: {sorted(names - {'out'})}")
    if "out" in names:
        _check_whole(folder / "out", writes)
    elif has_before and writes != "pack" and "out.previous" not in names:
        raise FaultError("the earlier results are gone")
    if was_killed and writes == "run":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            earlier = hc.read(written(results(), folder / "earlier"))
            hc.write(earlier, folder / "out", overwrite=True)
        _check_whole(folder / "out", writes)
        left = {entry.name for entry in folder.iterdir()} - {*OURS, "out"}
        if left:
            raise FaultError(f"files of the killed run left after the next one: {sorted(left)}")


def _check_whole(folder: Path, writes: str) -> None:
    try:
        if writes == "pack":
            hc.load_pack(folder)
        elif writes == "run":
            hc.read(folder)
        else:
            _check_hashes(folder)
    except (HyperclusterError, OSError) as error:
        raise FaultError(f"the folder is not whole: {error}") from error


def _check_hashes(folder: Path) -> None:
    """Every file that the provenance lists is there as it was written."""
    files: dict[str, Any] = json.loads((folder / "provenance.json").read_text())["files"]
    for name, digest in files.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise FaultError(f"{name} is not whole")
