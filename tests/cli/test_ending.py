"""Asked to end, the program says one line and leaves nothing: no process, no half-written file."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import processes as helpers
import pytest

CLI = "from hypercluster.cli import main; main()"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
LONG = {
    "analyse": ("analyse", "--draws", "100000", "--workers", "1"),
    "analyse with processes": ("analyse", "--draws", "100000", "--workers", "2"),
    "recovery": ("synthesise", "--recovery", "--workers", "2"),
    "sensitivity": ("sensitivity",),
}
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="reads processes as Linux tells of them"
)


def begun(*arguments, **options):
    return helpers.program("-c", CLI, *arguments, env=ENVIRONMENT, **options)


def is_heeding(pid):
    """Whether a process has a handler of its own for SIGTERM."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1


def asked_to_end(process, number):
    """Seconds until it ends, what it said, and the processes that are left."""
    pids = helpers.children(process.pid)
    sent = time.monotonic()
    process.send_signal(number)
    told, errors = process.communicate(timeout=30)
    seconds = time.monotonic() - sent
    return seconds, told, errors, [pid for pid in pids if helpers.is_running(pid)]


@needs_proc
@pytest.mark.gate
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", LONG)
def test_a_request_to_end_is_heeded_at_any_moment(command, number, tmp_path):
    moments = np.random.default_rng(len(command) + number)
    for _ in range(3):
        out = ("--out", str(tmp_path / "out")) if "--draws" in LONG[command] else ()
        with begun(*LONG[command], *out, cwd=tmp_path) as process:
            helpers.wait_until(lambda pid=process.pid: is_heeding(pid), "the start")
            time.sleep(moments.uniform(0, 1.5 if command == "sensitivity" else 8))
            seconds, told, errors, left = asked_to_end(process, number)
        assert process.returncode == 128 + number
        assert (told, errors) == (
            "",
            "interrupted\n" if number == signal.SIGINT else "terminated\n",
        )
        assert left == []
        assert list(tmp_path.iterdir()) == []
        assert seconds < 2


@needs_proc
@pytest.mark.gate
def test_a_second_request_does_not_disturb_the_first(tmp_path):
    with begun("analyse", "--draws", "5000", "--workers", "2", cwd=tmp_path) as process:
        helpers.wait_until(lambda: len(helpers.children(process.pid)) == 2, "two processes")
        for _ in range(5):
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode in (130, 143)
    assert errors in ("interrupted\n", "terminated\n")
    assert list(tmp_path.iterdir()) == []


STUCK = """
import time
from hypercluster.cli import ending
with ending.ended_in_order():
    try:
        print("at work", flush=True)
        time.sleep(60)
    finally:
        time.sleep(60)
"""


@pytest.mark.gate
def test_what_takes_too_long_to_put_in_order_does_not_stop_the_end():
    with helpers.program("-c", STUCK, env=ENVIRONMENT) as process:
        assert process.stdout.readline() == "at work\n"
        begun_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert time.monotonic() - begun_at < 2
    assert (process.returncode, errors) == (143, "terminated\n")


DEEP = """
import hashlib
from hypercluster.cli import ending
with ending.ended_in_order():
    print("at work", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"a", b"b", 1 << 30)
"""


@pytest.mark.gate
def test_a_library_that_does_not_come_back_to_python_does_not_stop_the_end():
    with helpers.program("-c", DEEP, env=ENVIRONMENT) as process:
        assert process.stdout.readline() == "at work\n"
        time.sleep(0.5)
        begun_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert time.monotonic() - begun_at < 2
    assert (process.returncode, errors) == (130, "interrupted\n")


SWALLOWED = """
import os, signal
from hypercluster.cli import ending
with ending.ended_in_order():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        pass
    try:
        ending.heed()()
    except KeyboardInterrupt:
        raise RuntimeError("a library made another error of it")
"""


def test_a_request_that_a_library_swallowed_or_renamed_is_heeded():
    with helpers.program("-c", SWALLOWED, env=ENVIRONMENT) as process:
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "interrupted\n")


def test_what_the_parent_ignores_stays_ignored():
    ignoring = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {CLI}"
    with helpers.program("-c", ignoring, "hubs", "--draws", "0", env=ENVIRONMENT) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        told, errors = process.communicate(timeout=60)
    if process.returncode >= 0:  # else before the program had begun
        assert (process.returncode, errors) == (0, "")
        assert told


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@needs_proc
@pytest.mark.gate
def test_a_killed_process_changes_no_byte_of_the_results(tmp_path):
    options = ("--draws", "300", "--quiet", "--out")
    with begun("analyse", *options, tmp_path / "one", "--workers", "1") as process:
        assert process.wait(120) == 0
    with begun("analyse", *options, tmp_path / "two", "--workers", "2") as process:
        pids = helpers.wait_until(lambda: helpers.children(process.pid), "a process")
        for _ in range(2):  # at its start, and amid its work
            os.kill(pids[0], signal.SIGKILL)
            time.sleep(1)
            pids = helpers.children(process.pid)
        _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@needs_proc
@pytest.mark.gate
def test_a_killed_command_leaves_no_process_and_no_file(tmp_path):
    with begun("analyse", "--draws", "5000", "--workers", "2", cwd=tmp_path) as process:
        pids = helpers.wait_until(
            lambda: len(started := helpers.children(process.pid)) == 2 and started, "two processes"
        )
        time.sleep(1)
        process.kill()
        process.wait(10)
        helpers.wait_until(
            lambda: not any(map(helpers.is_running, pids)), "the end of both", seconds=2
        )
    assert list(tmp_path.iterdir()) == []
