"""What does a run cost over what it cannot avoid? Three ratios of CPU seconds.

A draw over the Leiden searches in it where each layer is a graph of its own, as leidenalg searches
a multiplex; a run with its draws over one without; a run without draws over the import of what it
loads.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from start import IMPORTING, LISTING, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOALS = {
    "a draw / its Leiden searches, one graph a layer": 2.5,
    "default run / run without draws": 5.0,
    "run without draws / its imports": 1.6,
}
DRAWS = 40
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


def draw_ratio() -> float:
    """CPU seconds of draws over those of searches for communities in one graph a layer."""
    import numpy as np

    import hypercluster as hc
    from hypercluster.run.draw import draw_once
    from hypercluster.run.inputs import prepare
    from hypercluster.run.trials import base_of

    module: Any = sys.modules["hypercluster.run.once"]
    pack, settings = hc.load_pack(), hc.Settings()
    run = module.Run(prepare(pack, pack.default_scheme, settings), settings, 1)
    base = base_of(run)
    calls: list[tuple[Any, Any]] = []
    plain = module.partitions

    def kept(*given: Any, **options: Any) -> Any:
        calls.append((given, options))
        return plain(*given, **options)

    module.partitions = kept
    draws: list[float] = []
    draw = timed(draw_once, draws)
    for number in range(DRAWS):
        draw(base, np.random.SeedSequence(1, spawn_key=(number,)))
    module.partitions = plain
    # Few enough pairs are searched in one graph; none are now.
    methods: Any = sys.modules["hypercluster.analysis.communities.partitions"]
    most, methods.MOST_PAIRS_A_TIE = methods.MOST_PAIRS_A_TIE, 0
    searches: list[float] = []
    search = timed(plain, searches)
    for given, options in calls:
        search(*given, **options)
    methods.MOST_PAIRS_A_TIE = most
    # The first draws load what the others use.
    return sum(draws[5:]) / sum(searches[5:])


def timed(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    """The same function; every call adds its CPU seconds to a list."""

    def measured(*given: Any, **options: Any) -> Any:
        began = time.process_time()
        result = function(*given, **options)
        seconds.append(time.process_time() - began)
        return result

    return measured


def cpu_seconds(command: list[str], folder: Path) -> float:
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # An installed package is compiled once, as the libraries are that it is compared with.
    environment = {key: value for key, value in os.environ.items() if key != UNCOMPILED}
    subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=900, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratios(folder: Path, *, rounds: int) -> dict[str, float]:
    """Median of each ratio over rounds; its two sides are measured one after the other."""
    python = [sys.executable, "-c"]
    analyse = ["analyse", "--overwrite", "--draws"]
    cpu_seconds([*python, LISTING, *analyse, "0", "--out", "modules"], folder)
    found: dict[str, list[float]] = {name: [] for name in GOALS}
    for _ in range(rounds):
        imports = cpu_seconds([*python, IMPORTING], folder)
        without = cpu_seconds([*python, PROGRAM, *analyse, "0", "--out", "run"], folder)
        default = cpu_seconds([*python, PROGRAM, *analyse, "200", "--out", "run"], folder)
        for name, value in zip(
            GOALS, (draw_ratio(), default / without, without / imports), strict=True
        ):
            found[name].append(value)
    return {name: median(values) for name, values in found.items()}


def speed_section(folder: Path, *, rounds: int) -> tuple[list[str], dict[str, Any]]:
    """Table of the ratios and their goals."""
    found = ratios(folder, rounds=rounds)
    lines = ["", "### Speed of a run", "", "| CPU seconds | ratio | goal |", "| --- | --- | --- |"]
    lines += [
        f"| {name} | {value:.2f} | <= {GOALS[name]}: "
        f"{'met' if value <= GOALS[name] else 'NOT met'} |"
        for name, value in found.items()
    ]
    return lines, {"Speed of a run": {"ratios": found, "goals": GOALS}}
