"""Communities of regions and of actors: members, measurements, agreement, overlap."""

from __future__ import annotations

from typing import Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import open_run
from hypercluster.cli.show import FIRST_ROWS, show_group
from hypercluster.errors import AnalysisError, chosen
from hypercluster.settings import METHODS


def communities(
    *,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="NAME",
            help=f"One of {', '.join(METHODS)}; without it as in the settings (infomap: an extra).",
            autocompletion=opt.completing(METHODS),
        ),
    ] = None,
    is_actors: opt.Actors = False,
    top: opt.Top = None,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """Communities, against the definition and against chance.

    Each community of regions is measured against the definition of a hypercluster. With --actors
    the overlapping communities of organisations and groups.

    Examples
    --------
    hypercluster communities
    hypercluster communities --method multislice --json
    hypercluster communities --actors --draws 0
    """
    if method is not None:
        method = chosen(method, METHODS, "community method")
        if is_actors:
            raise AnalysisError(
                "Expected either --method or --actors; found both, "
                f"with --method {method}. Leave one of them out."
            )
    from hypercluster.views import communities as views

    results = open_run(source, display, method=method).results()
    group = (
        views.actor_communities(results, first=top or FIRST_ROWS)
        if is_actors
        else views.communities(results, method, first=top)
    )
    show_group(group, results, source, display, top=top)
