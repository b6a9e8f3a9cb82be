"""The command that puts two finished runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.runs import what_ran
from hypercluster.cli.show import group_blocks
from hypercluster.cli.terminal import Marked, show
from hypercluster.errors import AnalysisError
from hypercluster.views.plain_data import records


def compare(
    run_a: Annotated[
        Path, typer.Argument(metavar="A", help="Folder of a finished run.", show_default=False)
    ],
    run_b: Annotated[
        Path, typer.Argument(metavar="B", help="Folder of another.", show_default=False)
    ],
    *,
    top: Annotated[
        int,
        typer.Option(
            "--top", metavar="N", min=1, help="Shifts to show of each ranking; --json has all."
        ),
    ] = 3,
    display: opt.Display,
) -> None:
    """Two finished runs side by side.

    What changed in settings and data, how far ranks agree, what shifted most.

    Examples
    --------
    hypercluster compare results other-results
    hypercluster compare results other-results --top 10
    """
    from hypercluster.compare.comparison import compare as compared
    from hypercluster.output.run_folder import read
    from hypercluster.views import compare as views

    runs = [read(run_a), read(run_b)]
    tables = compared(*runs)
    areas = tables["agreement"].attrs
    if not areas["regions_both"]:
        raise AnalysisError(
            f"{run_a}, {run_b}: expected runs with regions in common; found none with the same "
            "areas. Analyse both with the same --scheme."
        )
    if display.is_json:
        sides = {
            letter: {"folder": str(folder), **about(run)}
            for letter, folder, run in zip("ab", (run_a, run_b), runs, strict=True)
        }
        answer({**sides, **areas, **{name: records(table) for name, table in tables.items()}})
        return
    if not display.is_quiet:
        show(
            *(Marked(f"{side}  ", what_ran(run)) for side, run in zip("AB", runs, strict=True)), ""
        )
    show(*group_blocks(views.comparison(tables, runs, top), is_quiet=display.is_quiet))
