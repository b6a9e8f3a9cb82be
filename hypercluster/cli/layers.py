"""Layers of the network: all of them, the ties of one, or how they compare."""

from __future__ import annotations

from typing import Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import open_run
from hypercluster.cli.show import FIRST_ROWS, show_group
from hypercluster.errors import AnalysisError
from hypercluster.layers import LAYERS


def layers(
    *,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help=f"List the ties of one layer: {', '.join(LAYERS)}, or a measured one of the pack.",
            autocompletion=opt.completing(tuple(LAYERS)),
        ),
    ] = None,
    is_compared: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="Compare the layers: overlap, correlation, entropy, and what each contributes.",
        ),
    ] = False,
    top: opt.Top = None,
    source: opt.WithoutDraws,
    display: opt.Display,
) -> None:
    """Layers of the network: what ties regions, how they compare.

    Which layers are present or absent, how a weight is meant, and what is missing or masked.

    Examples
    --------
    hypercluster layers
    hypercluster layers --compare
    hypercluster layers --layer production
    """
    if is_compared and layer is not None:
        raise AnalysisError(
            "Expected either --layer or --compare; found both, "
            f"with --layer {layer}. Leave one of them out."
        )
    from hypercluster.views import layers as views

    results = open_run(source, display, has_draws=False).results()
    if is_compared:
        group = views.comparison(results)
    elif layer is not None:
        group = views.ties(results, layer, first=top or FIRST_ROWS)
    else:
        group = views.layers(results)
    show_group(group, results, source, display, top=top, has_draws=False)
