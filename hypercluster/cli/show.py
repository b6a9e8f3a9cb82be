"""What commands print of a run: views and documents on a terminal, or JSON."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.cli.answers import about, answer
from hypercluster.cli.options import Display, Source
from hypercluster.cli.runs import what_ran
from hypercluster.cli.terminal import (
    GAP,
    Field,
    Grid,
    Marked,
    bar,
    clean,
    marked,
    show,
    stacked,
    title,
)
from hypercluster.cli.view import Screen
from hypercluster.views.plain_data import records

if TYPE_CHECKING:
    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results
    from hypercluster.views.model import Document, View, ViewColumn
    from hypercluster.words import Note

FIRST_ROWS = 10
SYNTHETIC = "Synthetic data: nothing here describes real regions."


def show_view(
    name: str,
    view: View | Screen,
    results: Results,
    source: Source,
    display: Display,
    *,
    top: int | None = None,
    keys: Mapping[str, Any] | None = None,
    below: Sequence[Block] = (),
    has_draws: bool = True,
) -> None:
    """Print a view of a run.

    Parameters
    ----------
    name
        Key of the rows in JSON.
    view
        What is shown; JSON has all of its rows unless `top` was given.
    results, source, display
        The run, where it comes from, and for whom it is printed.
    top
        What the command line says of the number of rows.
    keys
        Other keys of the answer in JSON.
    below
        What stands below the remarks.
    has_draws
        Whether the command shows ranks, which draws give a range.
    """
    if display.is_json:
        rows = view.rows if top is None or not view.has_values else view.shown()
        notes = [str(note) for note in results.notes]
        answer({**about(results), "notes": notes, **(keys or {}), name: records(rows)})
    elif display.is_quiet:
        show(grid(view, is_quiet=True))
    else:
        show(
            what_ran(results, has_draws=has_draws),
            "",
            grid(view),
            *below,
            *marked("! ", doubts(results, source, has_draws=has_draws)),
        )


def show_table(view: View, head: Block, display: Display) -> None:
    """Print a view of a table that is no part of a run."""
    show(*([] if display.is_quiet else [head, ""]), grid(view, is_quiet=display.is_quiet))


def grid(view: View | Screen, *, is_quiet: bool = False, has_more: bool = True) -> Block:
    """A view on a terminal, or why there is nothing to show."""
    shown = view.shown()
    if shown.empty:
        return str(view.nothing)
    star = [f"* {view.star}"] if view.star is not None and view.is_starred() else []
    left = view.total - len(shown)
    more = [f"{left} more: --top {view.total}"] if left > 0 and has_more else []
    remarks = [*map(str, view.remarks), *star, *more]
    fields = (
        view.fields if isinstance(view, Screen) else [view_field(column) for column in view.columns]
    )
    return Grid(fields, shown.to_dict("records"), None if is_quiet else remarks)


def document_blocks(document: Document, *, without: Sequence[Note] = ()) -> list[Block]:
    """Title, first lines and sections of a document, but for some of its notes."""
    from hypercluster.views.model import View

    blocks = [title(str(document.title)), *map(clean, map(str, document.lead))]
    for section in document.sections:
        blocks += ["", title(str(section.title))]
        for item in section.items:
            if isinstance(item, View):
                is_named = item.title != section.title
                table = Marked("  ", grid(item, is_quiet=True))
                blocks += (
                    [Marked("  ", str(item.title)), Marked("  ", table)] if is_named else [table]
                )
            elif item not in without:
                blocks += marked(section.mark or "  ", [str(item)])
    return blocks


def view_field(column: ViewColumn) -> Field:
    """Column of a view on a terminal."""
    # Ticks stand to the right of the numbers, not below them.
    tick = " " * GAP if column.tick else ""
    return Field(
        column.heading + tick,
        _cell(column),
        is_number=column.is_number,
        is_name=column.kind in ("name", "note"),
        is_spare=column.is_spare,
        legend="" if column.legend is None else str(column.legend),
    )


def _cell(column: ViewColumn) -> Callable[[Mapping[str, Any]], str]:
    """What a column shows of a row, with bars drawn in blocks."""
    from hypercluster.views.cells import TICK, cell

    def drawn(row: Mapping[str, Any]) -> str:
        parts = column.values(row)
        if len(parts) == 1:
            return bar(parts[0], column.largest)
        return stacked(parts, column.largest)

    def written(row: Mapping[str, Any]) -> str:
        text = cell(column, row)
        return text if not column.tick or text.endswith(TICK) else text + " " * len(TICK)

    return drawn if column.kind == "bar" else written


def doubts(results: Results, source: Source, *, has_draws: bool = True) -> list[str]:
    """Doubts without which a table would be misread, and where the others are listed."""
    texts = [SYNTHETIC] if results.provenance["pack"]["is_synthetic"] else []
    if has_draws and not results.provenance["draws"]:
        texts.append("No ranges: without draws no rank says how sure it is.")
    if has_draws and results.notes:
        count = len(results.notes)
        number = f"{count} doubt{'' if count == 1 else 's'}"
        texts.append(f"{number} about this run: {where_doubts_are(source)}")
    return texts


def where_doubts_are(source: Source) -> str:
    """Where the doubts of this run are listed: its README, or a command."""
    if source.results is not None:
        return f"{source.results / 'README.txt'} lists them"
    options = [
        f"--{name} {shlex.quote(str(value))}"
        for name, value in vars(source).items()
        if value is not None and name != "workers"
    ]
    return f"`{' '.join(['hypercluster analyse', *options])}` lists them"
