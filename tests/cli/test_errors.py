"""Bad input, closed pipes, interrupts: one message, exit code, nothing half-written."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CLI = [sys.executable, "-c", "from hypercluster.cli import main; main()"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profile", "tatarstam"], "Did you mean Tatarstan?"),
        (["profile", "oblast"], "Give a longer part"),
        (["hubs", "--scheme", "studi"], "Did you mean 'study'?"),
        (["layers", "--layer", "produktion"], "Did you mean 'production'?"),
        (["layers", "--layer", "digital"], "never modelled"),
        (["communities", "--method", "cmp"], "Did you mean 'cpm'?"),
        (["opportunities", "--level", "linkage"], "Did you mean 'linkages'?"),
        (["opportunities", "--ranking", "common"], "common-ground"),
        (
            ["opportunities", "--level", "diversification", "--ranking", "common-ground"],
            "Leave one of them out",
        ),
        (["export", "--format", "graphmk"], "Did you mean 'graphml'?"),
        (["hubs", "--draws", "-1"], "run.draws"),
        (["hubs", "--settings", "absent.toml"], "absent.toml"),
        (["hubs", "--data", "absent"], "absent"),
        (["hubs", "--results", "absent"], "absent"),
        (["hubs", "--results", "absent", "--seed", "2"], "Leave one of them out"),
        (["analyse", "--draws", "0", "--out", "/proc/none/results"], "written"),
    ],
)
def test_bad_input_is_one_message_with_exit_code_2_and_nothing_on_stdout(
    arguments, message, call, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    answer = call(*arguments, code=2)
    assert answer.stderr.startswith("error: ")
    assert message in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_does_not_exist_names_the_nearest(call, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("[linkages]\nbeta = 2\nrankng = 'complementary'\n[hub]\ntop_k = 3\n")
    text = call("hubs", "--settings", settings, code=2).stderr
    assert "ranking" in text
    assert "hubs" in text


def test_debug_adds_the_traceback_to_the_message(call):
    text = call("hubs", "--scheme", "studi", "--debug", code=2).stderr
    assert "Traceback" in text
    assert "error: " in text


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["hubs", "--frobnicate"], ["hubs", "--top", "0"]]
)
def test_unknown_commands_and_options_exit_with_2(arguments, call):
    assert call(*arguments, code=2).stdout == ""


def test_a_closed_pipe_is_no_error(run_folder):
    with subprocess.Popen(
        [*CLI, "opportunities", "--json", "--results", str(run_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_a_message(run_folder):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*CLI, "hubs", "--results", str(run_folder)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_output_is_utf8_whatever_the_locale(run_folder, locale):
    done = subprocess.run(
        [*CLI, "regions", "--results", str(run_folder)],
        capture_output=True,
        env=os.environ | locale,
        check=True,
    )
    assert "Татарстан" in done.stdout.decode("utf-8")


def working(pid: int) -> list[int]:
    """Process and children that analyse: they have the library for paths in memory."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [
            process
            for process in (pid, *map(int, children))
            if "igraph" in Path(f"/proc/{process}/maps").read_text()
        ]
    except FileNotFoundError:
        return []


def wait_for_work(pid: int, processes: int) -> None:
    """Wait until this many processes analyse.

    Where the system does not tell, long enough for it.
    """
    if not Path(f"/proc/{pid}/task/{pid}/children").exists():
        time.sleep(6)
        return
    end = time.monotonic() + 60
    while len(working(pid)) < processes:
        assert time.monotonic() < end, "the run never began"
        time.sleep(0.05)


@pytest.fixture
def begin():
    """Start the program in a process group of its own; what still runs in the end is killed."""
    begun = []

    def begin(*arguments):
        process = subprocess.Popen(
            [*CLI, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.gate
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_leaves_nothing_behind_and_says_so(tmp_path, begin, workers):
    arguments = [
        "analyse",
        "--out",
        str(tmp_path / "out"),
        "--draws",
        "5000",
        "--workers",
        str(workers),
    ]
    process = begin(*arguments)
    wait_for_work(process.pid, workers)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.strip() == "interrupted"
    assert list(tmp_path.iterdir()) == []


def answered(code, *arguments, before="", redirected=""):
    """What the program says in a shell, after a setting of it and with its streams redirected."""
    line = f'{before} exec "$0" -c "$1" "${{@:2}}" {redirected}'
    return subprocess.run(
        ["/bin/bash", "-c", line, sys.executable, *(code, *map(str, arguments))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )


MISTAKEN = (
    "import sys\nfrom hypercluster.cli import main, tables\n"
    "def wrong(*_, **__): raise {error}\n"
    "tables.open_run = wrong\nmain()"
)


def test_a_mistake_of_the_program_is_one_line_that_says_what_to_do():
    done = answered(MISTAKEN.format(error="ZeroDivisionError('first\\nsecond \\x1b[2J')"), "hubs")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("internal error: ZeroDivisionError: first second")
    assert "--debug" in done.stderr
    assert "\x1b" not in done.stderr


def test_debug_shows_where_a_mistake_of_the_program_is():
    done = answered(MISTAKEN.format(error="ZeroDivisionError('x')"), "hubs", "--debug")
    assert done.returncode == 1
    assert "in wrong" in done.stderr


@pytest.mark.parametrize(
    "error",
    [
        "MemoryError",
        "OSError(12, 'Cannot allocate memory')",
        "ImportError('libx.so: failed to map segment from shared object')",
    ],
)
def test_too_little_memory_is_one_sentence(error):
    done = answered(MISTAKEN.format(error=error), "hubs")
    assert done.returncode == 1
    assert done.stderr.startswith("error: memory ran out. Close other programs")
    assert done.stderr.count("\n") == 1


def test_processes_that_are_killed_again_and_again_are_one_sentence():
    done = answered(
        MISTAKEN.format(error="__import__('hypercluster').ResourceError('few')"), "hubs"
    )
    assert (done.returncode, done.stderr) == (1, "error: few\n")


CLOSED = CLI[-1]


@pytest.mark.parametrize("asked", [("--help",), ("hubs", "--help"), ("hubs",)])
def test_a_reader_that_takes_nothing_is_no_error(asked, run_folder):
    results = [] if "--help" in asked else ["--results", str(run_folder)]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as nobody:
        done = subprocess.run(
            [*CLI, *asked, *results], stdout=nobody, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_standard_output_is_no_error(run_folder):
    done = answered(CLOSED, "hubs", "--results", run_folder, redirected=">&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_standard_streams_everything_is_written(run_folder, tmp_path):
    with_streams, without = tmp_path / "with", tmp_path / "without"
    arguments = ("export", "--format", "json", "--results", run_folder, "--out")
    assert answered(CLOSED, *arguments, with_streams).returncode == 0
    done = answered(CLOSED, *arguments, without, redirected="<&- >&- 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [file.read_bytes() for file in sorted(without.iterdir())] == [
        file.read_bytes() for file in sorted(with_streams.iterdir())
    ]


def test_a_refusal_without_standard_error_has_its_exit_code():
    assert answered(CLOSED, "hubs", "--results", "absent", redirected="2>&-").returncode == 2
