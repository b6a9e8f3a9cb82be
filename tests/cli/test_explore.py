"""The command that serves the report: its address, its end, its refusals."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loopback import client
from tiny import write_pack

CLI = [sys.executable, "-m", "hypercluster"]
pytestmark = pytest.mark.gate  # processes of their own, started and ended


@pytest.fixture
def explore(tmp_path):
    """Start the command on the tiny pack; whatever still runs is ended."""
    begun = []
    pack = write_pack(tmp_path / "tiny")

    def explore(*arguments, draws="0"):
        command = [
            *CLI,
            "explore",
            "--data",
            str(pack),
            "--draws",
            draws,
            "--no-browser",
            *arguments,
        ]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield explore
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def address_of(process):
    """First line that is an address."""
    for line in process.stdout:
        if "http://" in line:
            return line.strip().removeprefix("✓ ")
    raise AssertionError(process.stderr.read())


def stop(process, number=signal.SIGINT):
    os.killpg(process.pid, number)
    return process.communicate(timeout=60)


def test_an_interrupt_ends_it_without_a_traceback(explore):
    process = explore("--port", "0")
    opened = client(address_of(process))
    assert opened.request().status == 200
    _, told = stop(process)
    assert (process.returncode, told.strip()) == (0, "explorer stopped")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", opened.port)) != 0


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(),
    reason="needs a system that lists the children of a process",
)
def test_an_interrupt_ends_a_recomputation_and_its_processes(explore):
    process = explore("--port", "0", "--workers", "2")
    opened = client(address_of(process))
    assert (
        opened.request(
            "POST", "recompute", {"scheme": "study", "settings": {"run": {"draws": 5000}}}
        ).status
        == 202
    )
    end = time.monotonic() + 60
    while json.loads(opened.request(name="progress").body)["done"] < 10:
        assert time.monotonic() < end
        time.sleep(0.05)
    workers = children(process.pid)
    assert workers
    _, told = stop(process)
    assert (process.returncode, told.strip()) == (0, "explorer stopped")
    end = time.monotonic() + 10
    while any(is_alive(worker) for worker in workers):
        assert time.monotonic() < end, "a process stayed behind"
        time.sleep(0.05)


def test_an_interrupt_of_the_first_run_is_one_as_in_other_commands(explore):
    process = explore("--port", "0", draws="5000")
    time.sleep(4)
    # While other processes are started an interrupt is not heeded, and a reader presses again.
    for _ in range(40):
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(3)
            break
    printed, told = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT)  # the latter before the program has begun
    assert printed == ""
    assert process.returncode < 0 or told.strip() == "interrupted"


def test_a_request_to_end_is_heeded(explore):
    process = explore("--port", "0")
    address_of(process)
    _, told = stop(process, signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in told


def test_a_taken_port_is_named_with_the_one_in_its_place(explore):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = explore("--port", str(port))
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "http://" in line:
                break
    opened = client(lines[-1].strip().removeprefix("✓ "))
    assert f"! Port {port} is taken; this is port {opened.port}." in " ".join(
        "".join(lines).split()
    )
    assert opened.request().status == 200
    stop(process)


def test_quiet_prints_the_address_alone(explore):
    process = explore("--port", "0", "--quiet")
    line = process.stdout.readline()
    assert line.startswith("http://127.0.0.1:")
    printed, told = stop(process)
    assert (printed, told) == ("", "")


def test_json_has_the_address(explore):
    process = explore("--port", "0", "--json", "--language", "ru")
    text = ""
    for line in process.stdout:
        text += line
        if line == "}\n":
            break
    answer = json.loads(text)
    assert (answer["scheme"], answer["draws"]) == ("study", 0)
    assert '<html lang="ru">' in client(answer["address"]).request().body.decode()
    stop(process)


def test_a_browser_is_given_a_ticket_and_not_the_address(call, tmp_path, monkeypatch):
    from hypercluster.cli import explore as command

    visited = []

    def visit(address):
        visited.append(client(address).request().status)
        raise KeyboardInterrupt

    monkeypatch.setattr(command.webbrowser, "open", visit)
    answer = call("explore", "--data", write_pack(tmp_path / "tiny"), "--draws", "0", "--port", "0")
    assert visited == [303]
    assert "Only this machine can open it" in answer.stdout


def test_another_language_is_refused_before_the_run(call):
    assert "en, ru" in call("explore", "--language", "fr", code=2).stderr


def test_a_port_that_is_none_is_refused(call):
    assert "65535" in call("explore", "--port", "70000", code=2).stderr
