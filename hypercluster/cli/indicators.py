"""Indicators by group, under headings that say the convention behind the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import open_run
from hypercluster.cli.show import FIRST_ROWS, show_group
from hypercluster.errors import chosen
from hypercluster.indicators import GROUPS


def indicators(
    *,
    group: Annotated[
        str,
        typer.Option(
            "--group",
            metavar="NAME",
            help=f"One of {', '.join(GROUPS)}.",
            autocompletion=opt.completing(tuple(GROUPS)),
        ),
    ] = "specialisation",
    region: opt.OnlyRegion = None,
    top: opt.Top = None,
    source: opt.WithoutDraws,
    display: opt.Display,
) -> None:
    """Indicators of regions and industries, group by group.

    Specialisation, concentration, relatedness, complexity, spatial. Every heading says the
    convention behind its numbers: reference, base of logarithms, scale.

    Examples
    --------
    hypercluster indicators
    hypercluster indicators --group concentration
    hypercluster indicators --group relatedness --json
    """
    name = chosen(group, GROUPS, "group of indicators")
    from hypercluster.regions import find_region
    from hypercluster.views import indicators as views

    run = open_run(source, display, has_draws=False)
    code = None if region is None else find_region(run.regions, region)
    results = run.results()
    if name == "spatial":
        from hypercluster.run.spatial import spatial_indicators

        tables = views.spatial(results, spatial_indicators(results), region=code)
    else:
        tables = views.GROUPS[name](results, region=code)
    # Of one region all rows are shown.
    first = top or (FIRST_ROWS if region is None else None)
    view, data = replace(tables.view, first=first), {"group": name, **tables.data}
    show_group(
        replace(tables, view=view, data=data), results, source, display, top=top, has_draws=False
    )
