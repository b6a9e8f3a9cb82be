"""Where the results of a command come from: a finished run, or a new one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hypercluster.cli import terminal
from hypercluster.cli.ending import heed
from hypercluster.cli.options import Display, Source
from hypercluster.cli.terminal import clean
from hypercluster.errors import AnalysisError, SettingsError, chosen
from hypercluster.output_file import MANIFEST
from hypercluster.processes import import_igraph

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

DOT = " · "
LARGEST_INDENT = 3
TRIALS = "trial runs"
DRAWS_A_WORKER = 50  # below, starting another process takes longer than it saves


@dataclass(frozen=True, eq=False)
class Run:
    """Results on call, and the regions, which are known before anything is computed.

    A misspelt region so costs no time.
    """

    regions: pd.DataFrame
    results: Callable[[], Results]


def open_run(
    source: Source, display: Display, *, has_draws: bool = True, method: str | None = None
) -> Run:
    """Read a finished run, or read the data of a new one.

    Parameters
    ----------
    source
        What the command line says.
    display
        Whether progress is shown.
    has_draws
        Whether the command shows ranks. Without ranks there is nothing to draw for.
    method
        Community method of a new run. None keeps the settings'.
    """
    if source.results is not None:
        _refuse_parameters(source)
        _check_folder(source.results, option="--results")
        from hypercluster.output.run_folder import read

        results = read(source.results)
        return Run(results.regions, lambda: results)
    from hypercluster.regions import region_scheme

    pack, settings = pack_and_settings(source, has_draws=has_draws, method=method)
    scheme = source.scheme or pack.default_scheme
    regions = region_scheme(pack.table("areas"), pack.table("schemes"), scheme).regions
    return Run(regions, partial(_compute, pack, scheme, settings, display))


def pack_and_settings(
    source: Source, *, has_draws: bool = True, method: str | None = None
) -> tuple[DataPack, Settings]:
    """Read the data pack and the settings that the command line asks for."""
    from hypercluster.settings import METHODS, load_settings
    from hypercluster.sources import load_pack

    if source.data is not None:
        _check_folder(source.data, option="--data")

    changes = {
        name: value
        for name, value in (
            ("seed", source.seed),
            ("draws", source.draws),
            ("workers", source.workers),
        )
        if value is not None
    }
    settings = load_settings(source.settings)
    settings = settings.with_run(**changes if has_draws else {**changes, "draws": 0})
    if source.workers is None and settings.run.workers == 1:
        settings = settings.with_run(workers=worker_count(settings.run.draws))
    if method is not None:
        settings = replace(
            settings,
            communities=replace(
                settings.communities, method=chosen(method, METHODS, "community method")
            ),
        )
    return load_pack(source.data), settings


def worker_count(draws: int) -> int:
    """Processes that pay for a number of draws on this machine."""
    return max(1, min(cores(), draws // DRAWS_A_WORKER))


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_parameters(source: Source) -> None:
    """Refuse parameters of a new run beside a finished one."""
    options = [
        f"--{name}"
        for name, value in vars(replace(source, results=None)).items()
        if value is not None
    ]
    if options:
        raise SettingsError(
            "Expected --results alone, which reads a finished run as it is; "
            f"found it with {', '.join(options)}, which would need a new run. "
            "Leave one of them out."
        )


def _check_folder(folder: Path, *, option: str) -> None:
    """Refuse a data pack where results are expected, and results where a data pack is."""
    is_pack, is_run = (folder / MANIFEST).is_file(), (folder / "provenance.json").is_file()
    if option == "--results" and is_pack and not (folder / "regions.csv").is_file():
        raise AnalysisError(
            f"{folder}: expected the results of a run; found a data pack. "
            f"Analyse it with --data {folder}."
        )
    if option == "--data" and is_run and not is_pack:
        raise AnalysisError(
            f"{folder}: expected a data pack; found the results of a run. "
            f"Read them with --results {folder}."
        )


def _compute(pack: DataPack, scheme: str, settings: Settings, display: Display) -> Results:
    from hypercluster.run import analyse

    with watched(display) as progress:
        return analyse(pack, scheme=scheme, settings=settings, progress=progress)


@contextlib.contextmanager
def watched(display: Display, unit: str = TRIALS) -> Iterator[Callable[[int, int], None]]:
    """Give a callback that draws a bar on a terminal and heeds Ctrl-C."""
    check = heed()
    import_igraph()
    with contextlib.ExitStack() as stack:
        bar = stack.enter_context(progress_bar(unit)) if has_progress(display) else None

        def progress(done: int, total: int) -> None:
            check()
            if bar is not None:
                bar(done, total)

        yield progress


def has_progress(display: Display) -> bool:
    """Whether progress is shown: on a terminal, unless quiet."""
    return not display.is_quiet and sys.stderr.isatty()


@contextlib.contextmanager
def progress_bar(unit: str = TRIALS) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar on stderr that counts what is done, and wipe it in the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("analysing"), BarColumn(), TextColumn("{task.description}"))
    # Without a thread that redraws, because worker processes are forked.
    with Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as bar:
        # A run without trial runs has nothing to count.
        task = bar.add_task("", total=None)
        bar.refresh()

        def update(done: int, total: int) -> None:
            description = f"{done}/{total} {unit}"
            bar.update(task, completed=done, total=total, description=description, refresh=True)

        yield update


def what_ran(results: Results, *, has_draws: bool = True) -> Block:
    """What ran: data, scheme and regions, draws and seed."""
    provenance = results.provenance
    draws = f"{provenance['draws']} draws" if provenance["draws"] else "no ranges (0 draws)"
    count = len(results.regions)
    return head_line(
        titled(provenance["pack"]["title"], provenance["pack"]["vintage"]),
        f"scheme {provenance['scheme']}, {count} region{'' if count == 1 else 's'}",
        *((draws, f"seed {provenance['seed']}") if has_draws else ()),
        is_synthetic=provenance["pack"]["is_synthetic"],
    )


def what_runs(pack: DataPack, *parts: str) -> Block:
    """What a command reads that makes runs of its own."""
    return head_line(titled(pack.title, pack.vintage), *parts, is_synthetic=pack.is_synthetic)


def head_line(title: str, what: str, *how: str, is_synthetic: bool) -> Block:
    """What data, what is done with them, and how.

    The how begins a line of its own where one is too short.
    """
    from rich.cells import cell_len
    from rich.text import Text

    first = DOT.join([*(["SYNTHETIC DATA"] if is_synthetic else []), title, what])
    line = DOT.join([first, *how])
    is_short = cell_len(line) <= terminal.screen_columns() - LARGEST_INDENT
    return Text(line if is_short else f"{first}\n{DOT.join(how)}", style="dim")


def titled(title: str, vintage: str) -> str:
    """Title of a pack with its vintage, once."""
    return clean(title if not vintage or vintage in title else f"{title}, {vintage}")
