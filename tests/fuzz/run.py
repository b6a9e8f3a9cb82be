"""Run cases in a process that may die of one, and count what came of them."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from . import folders, options, packs, requests
from .case import SECONDS, Case, Outcome, Trial, chance, tried

KINDS: dict[str, tuple[Trial, int]] = {
    "pack": (packs.trial, 6),
    "settings": (options.trial, 2),
    "results": (folders.trial, 1),
    "request": (requests.trial, 1),
}
MEMORY = 8 * 2**30  # of address space, most of it never touched
ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}


def kind_of(seed: int, number: int) -> str:
    """Kind of a case."""
    weights = [weight for _, weight in KINDS.values()]
    return chance(seed, number).choices(list(KINDS), weights)[0]


def one(seed: int, number: int) -> Outcome:
    """Outcome of a case."""
    trial, _ = KINDS[kind_of(seed, number)]
    return tried(trial, Case(chance(seed, -1 - number)))


def report(seed: int, first: int, cases: int, kind: str | None) -> None:
    """Run cases in this process, with a line of JSON before and after each."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable()
    for number in range(first, first + cases):
        if kind not in (None, kind_of(seed, number)):
            continue
        sys.stdout.write(json.dumps({"case": number}) + "\n")
        sys.stdout.flush()
        begun = time.monotonic()
        outcome = one(seed, number)
        seconds = time.monotonic() - begun
        sys.stdout.write(json.dumps({**outcome._asdict(), "seconds": seconds}) + "\n")
        sys.stdout.flush()


def outcomes(
    seed: int, first: int, cases: int, kind: str | None
) -> Iterator[tuple[int, Outcome, float]]:
    """Outcomes of cases of another process, which is begun again where a case ends it."""
    last = first + cases
    while first < last:
        number, died = None, ""
        with _worker(seed, first, last - first, kind) as worker:
            assert worker.stdout is not None
            for line in _lines(worker):
                found = json.loads(line)
                if "case" in found:
                    number = found["case"]
                    continue
                seconds = found.pop("seconds")
                yield number, Outcome(**found), seconds
                number = None
            died = "" if number is None else "the process ended"
            if worker.poll() is None and number is not None:
                worker.send_signal(signal.SIGKILL)
                died = died or "no end"
        if number is None:
            if worker.returncode:
                raise RuntimeError(f"the cases from {first} on cannot be run ({worker.returncode})")
            return
        yield number, Outcome(kind_of(seed, number), "failed", f"{died} ({worker.returncode})"), 0.0
        first = number + 1


def _worker(seed: int, first: int, cases: int, kind: str | None) -> subprocess.Popen[str]:
    arguments = ["--worker", "--seed", seed, "--first", first, "--cases", cases]
    arguments += [] if kind is None else ["--kind", kind]
    return subprocess.Popen(
        [sys.executable, "-m", "fuzz", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        cwd=ROOT,
    )


def _lines(worker: subprocess.Popen[str]) -> Iterator[str]:
    """Lines of a process until it ends, or says nothing for too long."""
    assert worker.stdout is not None
    descriptor, rest = worker.stdout.fileno(), b""
    while select.select([descriptor], [], [], SECONDS * 2)[0]:
        part = os.read(descriptor, 65_536)
        if not part:
            worker.wait()
            return
        *whole, rest = (rest + part).split(b"\n")
        yield from (line.decode() for line in whole)


def in_pieces(seed: int, first: int, cases: int, kind: str | None) -> int:
    """Run cases, print failures as they come and counts in the end; return the failures."""
    counts: Counter[tuple[str, str]] = Counter()
    longest = (0.0, -1)
    for number, outcome, seconds in outcomes(seed, first, cases, kind):
        counts[kind_of(seed, number), outcome.verdict] += 1
        longest = max(longest, (seconds, number))
        if outcome.verdict == "failed":
            sys.stdout.write(
                f"--- failed: make fuzz SEED={seed} CASE={number}\n"
                f"{outcome.what}\n{outcome.detail}\n"
            )
            sys.stdout.flush()
    for name in KINDS:
        found = {verdict: count for (kind_, verdict), count in counts.items() if kind_ == name}
        if found:
            listed = ", ".join(f"{count} {verdict}" for verdict, count in sorted(found.items()))
            sys.stdout.write(f"{name}: {sum(found.values())} cases: {listed}\n")
    sys.stdout.write(f"longest: {longest[0]:.1f} s, case {longest[1]}\n")
    return sum(count for (_, verdict), count in counts.items() if verdict == "failed")
