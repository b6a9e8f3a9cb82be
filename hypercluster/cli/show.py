"""What commands print of a run: views and documents on a terminal, or JSON."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
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
from hypercluster.views.plain_data import records

if TYPE_CHECKING:
    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results
    from hypercluster.views.model import Document, Group, View, ViewColumn
    from hypercluster.words import Note

FIRST_ROWS = 10
SYNTHETIC = "Synthetic data: nothing here describes real regions."


def show_group(
    group: Group,
    results: Results,
    source: Source,
    display: Display,
    *,
    top: int | None = None,
    has_draws: bool = True,
) -> None:
    """Print the tables of a run that are shown together.

    Parameters
    ----------
    group
        What is shown; JSON has all rows of its first table unless `top` was given.
    results, source, display
        The run, where it comes from, and for whom it is printed.
    top
        What the command line says of the number of rows.
    has_draws
        Whether the command shows ranks, which draws give a range.
    """
    if display.is_json:
        view = group.view
        rows = view.rows if top is None or not view.has_values else view.shown()
        notes = [str(note) for note in results.notes]
        answer({**about(results), "notes": notes, **group.data, group.name: records(rows)})
        return
    head = [] if display.is_quiet else [what_ran(results, has_draws=has_draws), ""]
    texts = [] if display.is_quiet else doubts(results, source, has_draws=has_draws)
    show(*head, *group_blocks(group, is_quiet=display.is_quiet), *marked("! ", texts))


def group_blocks(group: Group, *, is_quiet: bool = False) -> list[Block]:
    """Tables, and where not quiet what is said of them."""
    from hypercluster.views.model import View

    blocks = [grid(group.view, is_quiet=is_quiet)]
    for item in group.below:
        if isinstance(item, View):
            rest = "{} more with --json"
            blocks += ["", title(f"{item.title}:"), grid(item, is_quiet=is_quiet, rest=rest)]
        elif not is_quiet:
            blocks += paragraphs([item])
    return blocks + ([] if is_quiet else marked("! ", map(str, group.doubts)))


def paragraphs(parts: Iterable[Iterable[Note]]) -> list[Block]:
    """Sentences one a line, with a blank line before each paragraph."""
    return [line for part in parts for line in ("", *map(clean, map(str, part)))]


def show_table(view: View, head: Block, display: Display) -> None:
    """Print a view of a table that is no part of a run."""
    show(*([] if display.is_quiet else [head, ""]), grid(view, is_quiet=display.is_quiet))


def grid(view: View, *, is_quiet: bool = False, rest: str = "{} more: --top {}") -> Block:
    """A view on a terminal, or why there is nothing to show."""
    shown = view.shown()
    if shown.empty:
        return str(view.nothing)
    star = [f"* {view.star}"] if view.star is not None and view.is_starred() else []
    left = view.total - len(shown)
    more = [rest.format(left, view.total)] if left > 0 and rest else []
    remarks = [*map(str, view.remarks), *star, *more]
    fields = [view_field(column) for column in view.columns]
    return Grid(fields, shown.to_dict("records"), None if is_quiet else remarks)


def document_blocks(document: Document, *, is_quiet: bool = False) -> list[Block]:
    """Title, first lines and sections of a document. Quiet leaves its doubts out."""
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
            elif not (is_quiet and item.key.startswith("notes.")):
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
