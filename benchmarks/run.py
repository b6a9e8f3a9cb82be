"""Run all benchmarks: `python benchmarks/run.py`, or `make bench`. Ratios count, not times.

Nothing reaches the network. Peers that are not installed are reported so: install the dependency
group `bench`.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import building
import communities
import draws
import graphml
import hidden
import pagerank
import participation
import start
from measure import Contender, Task, Timing, race
from speed import speed_section
from table import draws_section, machine_section, peers_section, start_section

PEERS = (building, pagerank, participation, communities, hidden, graphml)
LIBRARIES = (
    "hypercluster",
    "pymnet",
    "py3plex",
    "infomap",
    "networkx",
    "igraph",
    "leidenalg",
    "numpy",
    "scipy",
    "pandas",
    "typer",
)
SIZES = (1_000, 10_000)
MARKER = "<!-- Below: written by benchmarks/run.py --docs -->\n"


class Effort(NamedTuple):
    """How much to do: rounds of commands and of peers, draws and their rounds, seconds that a
    peer may take.
    """

    commands: int
    peers: int
    draws: int
    draw_rounds: int
    limit: float


FULL = Effort(commands=15, peers=7, draws=200, draw_rounds=5, limit=120)
QUICK = Effort(commands=5, peers=3, draws=200, draw_rounds=3, limit=60)


def arguments() -> argparse.Namespace:
    """Options of this program."""
    parser = argparse.ArgumentParser(
        description="Benchmarks of hypercluster: ratios, measured in alternation in one run."
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, a shorter time limit")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write all figures as JSON to this file, and the tables beside it as .md",
    )
    parser.add_argument(
        "--docs",
        type=Path,
        metavar="FILE",
        help="replace everything below the marker of this Markdown file by the tables",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        help="one subject: help, run, speed, draws, or a module of peers such as pagerank",
    )
    return parser.parse_args()


def versions() -> dict[str, str]:
    """Versions of what is compared; `absent` where not installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def is_installed(contender: Contender) -> bool:
    """Whether the peer that a contender is named after is there."""
    name = contender.label.split(maxsplit=1)[0]
    return name not in LIBRARIES or versions()[name] != "absent"


def race_peers(
    subject: Any, folder: Path, effort: Effort, size: int
) -> tuple[list[Timing], dict[str, str]]:
    """Times of one subject at one size, and whether the answers agree."""
    there = [contender for contender in subject.CONTENDERS if is_installed(contender)]
    absent = [
        Timing(contender.label, [], failure="not installed")
        for contender in subject.CONTENDERS
        if not is_installed(contender)
    ]
    timings = race(there, Task(size, folder), rounds=effort.peers, limit=effort.limit)
    answers = {timing.label: timing.answer for timing in timings if timing.seconds}
    return timings + absent, subject.agreement(answers, size) if timings[0].seconds else {}


def measure(effort: Effort, only: str | None, folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Measure everything, or one subject: lines of Markdown, and all figures."""
    found = versions()
    cores = race(draws.CORES, Task(0, folder), rounds=3, limit=60)
    lines, figures = machine_section(found, cores, effort._asdict())
    sections = []
    if only in (None, "help"):
        sections.append(
            start_section("Help", start.help_times(folder, rounds=effort.commands), 1.5, "")
        )
    if only in (None, "run"):
        timings, modules = start.default_run_times(folder, rounds=effort.commands)
        sections.append(
            start_section(
                "Default run", timings, 2.0, f"It loads {modules} modules of other packages."
            )
        )
    if only in (None, "speed"):
        sections.append(speed_section(folder, rounds=3))
    if only in (None, "draws"):
        sections.append(
            draws_section(
                race(
                    (*draws.CONTENDERS, *draws.CORES),
                    Task(effort.draws, folder),
                    rounds=effort.draw_rounds,
                    limit=300,
                ),
                effort.draws,
            )
        )
    sections += [
        peers_section(
            subject.TITLE,
            subject.NOTES,
            {size: race_peers(subject, folder, effort, size) for size in SIZES},
        )
        for subject in PEERS
        if only in (None, subject.__name__)
    ]
    for some, found_figures in sections:
        lines += some
        figures |= found_figures
    return lines, figures


def main() -> None:
    """Measure, print, write."""
    given = arguments()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        lines, figures = measure(QUICK if given.quick else FULL, given.only, Path(folder))
    text = "\n".join([*lines, "", f"All of it took {(time.monotonic() - began) / 60:.0f} minutes."])
    print(text)
    if given.out:
        given.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        given.out.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    if given.docs:
        kept, marker, _ = given.docs.read_text(encoding="utf-8").partition(MARKER)
        given.docs.write_text(f"{kept}{marker or MARKER}\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
