"""The explorer: the report of a run, with settings to change and to recompute."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hypercluster.explorer.job import Explorer, RunRequest, ShownRun
from hypercluster.explorer.server import PORT, Answer, Opened, Routes, listening

if TYPE_CHECKING:
    from hypercluster.results import Results
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

    Progress = Callable[[int, int], None]

__all__ = ["PORT", "Opened", "serve"]


def serve(
    pack: DataPack,
    *,
    scheme: str | None = None,
    settings: Settings | None = None,
    port: int = PORT,
    language: str = "en",
    workers: Callable[[int], int] | None = None,
    ready: Callable[[Opened, Results], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Analyse a data pack and serve its report on this machine until Ctrl-C.

    Settings changed on the page are checked as those of a file, recomputed here, one run at a time,
    and shown by the same page. A run that fails or is cancelled leaves the results before it.
    Nobody else can reach the page: it listens to 127.0.0.1 only and its address holds a secret.

    Parameters
    ----------
    pack
        From `load_pack` or `make_pack`.
    scheme, settings
        Of the first run. None takes the pack's default scheme and the default settings.
    port
        Port of this machine. Where it is taken, another free one is used. 0 is any free one.
    language
        `en` or `ru`.
    workers
        Number of processes for a number of draws. None takes `settings.run.workers` always.
    ready
        Called once a browser can open the page: with its address and a ticket to it that is good
        for one visit, and the first results.
    progress
        Called with (trial runs done, trial runs) of every run, in the thread that called `serve`.

    Raises
    ------
    HyperclusterError
        The first run cannot be made, or the port may not be used.

    Examples
    --------
    >>> import hypercluster as hc
    >>> serve(hc.load_pack(), ready=lambda opened, results: print(opened.address))  # doctest: +SKIP
    """
    from hypercluster.settings import Settings
    from hypercluster.words import check_language

    check_language(language)  # refuses a language before the time for a run is spent
    initial = settings or Settings()
    processes = workers or (lambda draws: initial.run.workers)  # noqa: ARG005
    compute = partial(_computed, pack, language, processes, progress)
    first = compute(1, RunRequest(scheme or pack.default_scheme, initial), None)
    explorer = Explorer(first, compute)
    with listening(routes(explorer, pack, language=language), port=port) as opened:
        if ready is not None:
            ready(opened, first.results)
        explorer.work()


def routes(explorer: Explorer, pack: DataPack, *, language: str) -> Routes:
    """Everything that may be asked of the explorer."""
    from http import HTTPStatus

    from hypercluster.explorer.archive import archive
    from hypercluster.explorer.fields import request_of
    from hypercluster.explorer.server import HTML, as_json

    def recompute(sent: object) -> Answer:
        if not explorer.ask(request_of(sent, pack)):
            message = "Expected no run under way; found one. Cancel it, or wait for its end."
            return as_json({"message": message}, HTTPStatus.CONFLICT)
        return as_json(explorer.progress(), HTTPStatus.ACCEPTED)

    def cancel(_: object) -> Answer:
        explorer.cancel()
        return as_json(explorer.progress())

    def download(_: object) -> Answer:
        name = {"Content-Disposition": 'attachment; filename="hypercluster-results.zip"'}
        content = archive(explorer.shown.results, language=language)
        return Answer(content, "application/zip", headers=name)

    return {
        ("GET", ""): lambda _: Answer(explorer.shown.page, HTML),
        ("GET", "progress"): lambda _: as_json(explorer.progress()),
        ("GET", "download"): download,
        ("POST", "recompute"): recompute,
        ("POST", "cancel"): cancel,
    }


def _computed(
    pack: DataPack,
    language: str,
    workers: Callable[[int], int],
    progress: Progress | None,
    number: int,
    request: RunRequest,
    note: Progress | None,
) -> ShownRun:
    """Make a run and its page, and tell page and terminal of the progress."""
    from hypercluster.explorer.panel import page
    from hypercluster.run import analyse

    def tell(done: int, of: int) -> None:
        for report in (progress, note):
            if report is not None:
                report(done, of)

    results = analyse(
        pack,
        scheme=request.scheme,
        settings=request.settings.with_run(workers=workers(request.settings.run.draws)),
        progress=tell,
    )
    return ShownRun(
        number, request, results, page(number, request, pack, results, language=language)
    )
