"""Where the results of a command come from: a finished run read back, or a new run with its progress."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.render import clean
from hypercluster.errors import AnalysisError, SettingsError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

CELLS = 20
DOT = " · "
DRAWS_A_WORKER = 50  # below, starting another process takes longer than it saves
EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Source:
    """Where results come from: a finished run, or a new one with these parameters (None keeps the settings')."""

    data: Path | None = None
    scheme: str | None = None
    settings: Path | None = None
    seed: int | None = None
    draws: int | None = None
    workers: int | None = None
    results: Path | None = None


@dataclass(frozen=True)
class Display:
    """How much is printed, and for whom."""

    is_json: bool = False
    is_quiet: bool = False


@dataclass(frozen=True, eq=False)
class Run:
    """Regions known before anything is computed, so that a misspelt name costs no time, and the results on call."""

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
        Whether the command shows ranks; without ranks there is nothing to draw for.
    method
        Community method of a new run; None keeps the settings'.
    """
    if source.results is not None:
        _refuse_parameters(source)
        _refuse_other_folder(source.results, wanted="--results")
        from hypercluster.output.run_folder import read

        found = read(source.results)
        return Run(found.regions, lambda: found)
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
        _refuse_other_folder(source.data, wanted="--data")

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
    given = [
        name for name, value in vars(replace(source, results=None)).items() if value is not None
    ]
    if given:
        options = ", ".join(f"--{name}" for name in given)
        raise SettingsError(
            f"Expected --results alone, which reads a finished run as it is; found it with {options}, which would need a new run. Leave one of them out."
        )


def _refuse_other_folder(folder: Path, *, wanted: str) -> None:
    """Refuse a data pack where results are wanted, and results where a data pack is."""
    is_pack, is_run = (folder / "pack.toml").is_file(), (folder / "provenance.json").is_file()
    if wanted == "--results" and is_pack and not (folder / "regions.csv").is_file():
        raise AnalysisError(
            f"{folder}: expected the results of a run; found a data pack. Analyse it with --data {folder}."
        )
    if wanted == "--data" and is_run and not is_pack:
        raise AnalysisError(
            f"{folder}: expected a data pack; found the results of a run. Read them with --results {folder}."
        )


def _compute(pack: DataPack, scheme: str, settings: Settings, display: Display) -> Results:
    from hypercluster.run import analyse

    with (
        heeded_interrupt() as check,
        progress_bar(is_shown=not display.is_quiet and sys.stderr.isatty()) as bar,
    ):

        def progress(done: int, draws: int) -> None:
            check()
            if bar is not None:
                bar(done, draws)

        return analyse(pack, scheme=scheme, settings=settings, progress=progress)


@contextlib.contextmanager
def progress_bar(*, is_shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a callback that draws a bar on stderr, and wipe the bar in the end."""
    if not is_shown:
        yield None
        return
    last = 0.0

    def draw(done: int, all_draws: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY_SECONDS or done == all_draws:
            last = now
            filled = CELLS * done // max(all_draws, 1)
            typer.echo(
                f"\ranalysing {'█' * filled}{'·' * (CELLS - filled)} {done}/{all_draws} trial runs ",
                nl=False,
                err=True,
            )

    typer.echo("\ranalysing ...", nl=False, err=True)
    try:
        yield draw
    finally:
        typer.echo(f"\r{' ' * 60}\r", nl=False, err=True)


def chosen(text: str, names: tuple[str, ...] | list[str], what: str) -> str:
    """A name out of a closed list, underscore or hyphen.

    Raises
    ------
    AnalysisError
        The list has no such name; the message suggests the nearest and lists all.
    """
    known = {name.casefold().replace("_", "-"): name for name in names}
    wanted = text.strip().casefold().replace("_", "-")
    if wanted in known:
        return known[wanted]
    raise AnalysisError(
        f"Expected a {what}; found {text!r}.{did_you_mean(wanted, known)} One of: {', '.join(known)}."
    )


def about(results: Results) -> dict[str, Any]:
    """What ran, as the first keys of every JSON answer."""
    known = results.provenance
    pack = known["pack"]
    return {
        "pack": {
            key: pack[key] for key in ("title", "vintage", "source", "is_synthetic", "sha256")
        },
        "scheme": known["scheme"],
        "draws": known["draws"],
        "seed": known["seed"],
    }


def what_ran(results: Results, *, has_draws: bool = True, indent: int = 0) -> str:
    """The one line of what runs; two where the screen, less `indent` cells, is narrow."""
    known = results.provenance
    draws = known["draws"]
    ranges = (
        [f"{draws} draws" if draws else "no ranges (0 draws)", f"seed {known['seed']}"]
        if has_draws
        else []
    )
    scheme = f"scheme {known['scheme']}, {render.counted(len(results.regions), 'region')}"
    title, width = titled(known["pack"]["title"], known["pack"]["vintage"]), render.terminal_width()
    cells = None if width is None else width - indent
    return "\n".join(
        head_line(title, scheme, *ranges, is_synthetic=known["pack"]["is_synthetic"], width=cells)
    )


def head_line(
    title: str, what: str, *parts: str, is_synthetic: bool, width: int | None
) -> list[str]:
    """What data, what is done with them, and how; the how begins a second line where one is too short."""
    first = DOT.join([*(["SYNTHETIC DATA"] if is_synthetic else []), title, what])
    whole = DOT.join([first, *parts])
    lines = (
        [whole]
        if width is None or render.display_width(whole) <= width
        else [first, DOT.join(parts)]
    )
    return [one for line in lines for one in render.paragraph(line, width=width) if one]


def titled(title: str, vintage: str) -> str:
    """Title of a pack with its vintage, once."""
    return clean(title if not vintage or vintage in title else f"{title}, {vintage}")
