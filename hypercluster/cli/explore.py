"""The command that serves the report on this machine and recomputes what a reader changes there."""

from __future__ import annotations

import contextlib
import sys
import webbrowser
from typing import TYPE_CHECKING

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.runs import (
    Display,
    Source,
    about,
    chosen,
    pack_and_settings,
    progress_bar,
    what_ran,
    worker_count,
)
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    from hypercluster.explorer import Opened
    from hypercluster.results import Results


def explore(
    source: Source, display: Display, *, port: int, is_browser_left: bool, language: str
) -> None:
    """Run, serve until Ctrl-C, which is the way to end it and no failure."""
    from hypercluster.explorer import serve
    from hypercluster.settings import load_settings

    wanted = chosen(language, LANGUAGES, "language of the explorer")
    pack, settings = pack_and_settings(source)
    given = load_settings(source.settings).run.workers
    fixed = source.workers or (given if given > 1 else None)
    is_serving = False
    with contextlib.ExitStack() as shown, heeded_interrupt() as check:
        bar = shown.enter_context(
            progress_bar(is_shown=not display.is_quiet and sys.stderr.isatty())
        )

        def progress(done: int, of: int) -> None:
            check()
            if bar is not None and not is_serving:
                bar(done, of)

        def ready(opened: Opened, results: Results) -> None:
            nonlocal is_serving
            is_serving = True
            shown.close()
            typer.echo(
                _answer(opened.address, results)
                if display.is_json
                else "\n".join(_lines(opened, results, port, display))
            )
            if not is_browser_left:
                webbrowser.open(opened.ticket)

        try:
            serve(
                pack,
                scheme=source.scheme,
                settings=settings,
                port=port,
                language=wanted,
                workers=lambda draws: fixed or worker_count(draws),
                ready=ready,
                progress=progress,
            )
        except KeyboardInterrupt:
            if not is_serving:
                raise
    if not display.is_quiet:
        typer.echo("explorer stopped", err=True)


def _answer(address: str, results: Results) -> str:
    return render.as_json(
        {
            **about(results),
            "headline": results.headline,
            "address": address,
            "notes": list(results.notes),
        }
    )


def _lines(opened: Opened, results: Results, port: int, display: Display) -> list[str]:
    """What ran, what came of it, where it is shown. The address stays in one piece, however long."""
    if display.is_quiet:
        return [opened.address]
    width = render.terminal_width()
    lines = [what_ran(results), "", *render.paragraph(results.headline, width=width), ""]
    if port not in (0, opened.port):
        lines += render.paragraph(
            f"Port {port} is taken; this is port {opened.port}.", mark="! ", width=width
        )
    return [
        *lines,
        f"✓ {opened.address}",
        *render.paragraph(
            "Only this machine can open it. Ctrl-C stops it.", mark="  ", width=width
        ),
    ]
