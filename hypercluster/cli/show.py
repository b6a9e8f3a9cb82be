"""What a table command prints: the run, the table, remarks, doubts; or all of it as JSON."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import typer

from hypercluster.cli import render
from hypercluster.cli.runs import Display, Source, about, what_ran
from hypercluster.cli.view import View, first_rows, lines_of

if TYPE_CHECKING:
    from hypercluster.results import Results


def show_table(
    view: View,
    results: Results,
    source: Source,
    display: Display,
    *,
    top: int | None = None,
    has_draws: bool = True,
) -> None:
    """Print a table of a run; JSON holds all of its rows unless `top` limits them."""
    typer.echo(
        _json(results, view, top)
        if display.is_json
        else "\n".join(_text(results, view, source, display, has_draws=has_draws))
    )


def _json(results: Results, view: View, top: int | None) -> str:
    rows = view.rows if top is None or not view.has_values else first_rows(view)
    return render.as_json(
        {
            **about(results),
            "notes": [str(note) for note in results.notes],
            **view.keys,
            view.name: render.records(rows),
        }
    )


def _text(
    results: Results, view: View, source: Source, display: Display, *, has_draws: bool
) -> list[str]:
    width = render.terminal_width()
    lines, remarks = lines_of(view, width=width)
    if display.is_quiet:
        return lines
    listed, shown = len(view.rows) if view.listed is None else view.listed, len(first_rows(view))
    remarks += (
        [f"{listed - shown} more: --top {listed}"] if listed > shown and view.has_values else []
    )
    doubts = [
        render.paragraph(note, mark="! ", width=width)
        for note in pressing(results, has_draws=has_draws)
    ]
    if has_draws and results.notes:
        number = render.counted(len(results.notes), "doubt")
        doubts.append(
            render.paragraph(
                f"{number} about this run: {where_doubts_are(source)}", mark="! ", width=width
            )
        )
    return [
        what_ran(results, has_draws=has_draws),
        "",
        *lines,
        *([""] if remarks or view.below else []),
        *(line for remark in remarks for line in render.paragraph(remark, width=width)),
        *view.below,
        *(line for doubt in doubts for line in doubt),
    ]


def where_doubts_are(source: Source) -> str:
    """Where a reader finds the doubts of this very run: its README, or the command that shows them."""
    if source.results is not None:
        return f"{source.results / 'README.txt'} lists them"
    options = [
        f"--{name} {shlex.quote(str(value))}"
        for name, value in vars(source).items()
        if value is not None and name != "workers"
    ]
    return f"`{' '.join(['hypercluster analyse', *options])}` lists them"


def pressing(results: Results, *, has_draws: bool = True) -> list[str]:
    """Doubts without which a table would be misread."""
    doubts = (
        ["Synthetic data: nothing here describes real regions."]
        if results.provenance["pack"]["is_synthetic"]
        else []
    )
    return doubts + (
        ["No ranges: without draws no rank says how sure it is."]
        if has_draws and not results.provenance["draws"]
        else []
    )
