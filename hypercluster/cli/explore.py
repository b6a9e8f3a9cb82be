"""The report served on this machine, with settings to change and recompute."""

from __future__ import annotations

import contextlib
import signal
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.ending import Interruption, heed
from hypercluster.cli.runs import (
    has_progress,
    pack_and_settings,
    progress_bar,
    what_ran,
    worker_count,
)
from hypercluster.cli.terminal import clean, marked, show
from hypercluster.errors import chosen
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    from hypercluster.explorer import Opened
    from hypercluster.results import Results


def explore(
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help="Port of this machine; where it is taken, another free one is used; 0: any "
            "free one.",
        ),
    ] = 8765,
    is_browser_left: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address; open no browser.")
    ] = False,
    language: opt.Language = "en",
    source: opt.NewRun,
    display: opt.Display,
) -> None:
    """The report in the browser, with settings to recompute.

    The page is served on this machine only, under an address that holds a secret. Ctrl-C stops it.
    Scheme, layers, communities, linkages, draws and every other setting can be changed there; the
    page shows what differs from the default and the command that repeats a run.

    Examples
    --------
    hypercluster explore
    hypercluster explore --draws 20 --no-browser --port 8800 --language ru
    """
    from hypercluster.explorer import serve
    from hypercluster.settings import load_settings

    language = chosen(language, LANGUAGES, "language of the explorer")
    pack, settings = pack_and_settings(source)
    in_file = load_settings(source.settings).run.workers
    fixed = source.workers or (in_file if in_file > 1 else None)
    is_serving = False
    check = heed()
    with contextlib.ExitStack() as stack:
        bar = stack.enter_context(progress_bar()) if has_progress(display) else None

        def progress(done: int, total: int) -> None:
            check()
            if bar is not None and not is_serving:
                bar(done, total)

        def ready(opened: Opened, results: Results) -> None:
            nonlocal is_serving
            is_serving = True
            stack.close()
            if display.is_json:
                _answer(opened.address, results)
            elif display.is_quiet:
                typer.echo(opened.address)
            else:
                _show(opened, results, port)
            if not is_browser_left:
                webbrowser.open(opened.ticket)

        try:
            serve(
                pack,
                scheme=source.scheme,
                settings=settings,
                port=port,
                language=language,
                workers=lambda draws: fixed or worker_count(draws),
                ready=ready,
                progress=progress,
            )
        except KeyboardInterrupt as error:
            is_of_user = not isinstance(error, Interruption) or error.number == signal.SIGINT
            if not (is_serving and is_of_user):
                raise
    if not display.is_quiet:
        typer.echo("explorer stopped", err=True)


def _answer(address: str, results: Results) -> None:
    headline = {"headline": str(results.headline), "address": address}
    answer({**about(results), **headline, "notes": [str(note) for note in results.notes]})


def _show(opened: Opened, results: Results, port: int) -> None:
    """What ran, what came of it, where it is shown."""
    is_taken = port not in (0, opened.port)
    taken = [f"Port {port} is taken; this is port {opened.port}."] if is_taken else []
    show(what_ran(results), "", clean(str(results.headline)), "", *marked("! ", taken))
    typer.echo(f"✓ {opened.address}")  # in one piece, however long
    show(*marked("  ", ["Only this machine can open it. Ctrl-C stops it."]))
