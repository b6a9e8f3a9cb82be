"""How commands print text, tables and bars: fitted to a terminal, whole on a pipe.

On a terminal, text and names are wrapped to its width and headings stand out. On a pipe nothing is
wrapped, left out or coloured, and no line ends in blanks.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import typer

from hypercluster.words import is_missing

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

Block: TypeAlias = "RenderableType"  # text or a table; they stand one below the other
PIPE_COLUMNS = 1_000_000
NAME_COLUMNS = (16, 12)  # a name keeps the first while a spare column can go, then the second
FEWEST_COLUMNS = 3  # a table keeps these however narrow the screen is
MOST_NAMED = 5  # columns that are left out
GAP = 2
STAR = " *"
NO_BREAK = "\xa0"
STYLES = {"! ": "yellow", "✓ ": "green"}
GLYPHS = "█▒"
EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Field:
    """One column of a table on the screen.

    Attributes
    ----------
    heading
        What stands above it.
    show
        Text of a row.
    is_number
        Whether the texts stand to the right.
    is_name
        Whether the texts may be wrapped.
    is_spare
        Whether the column is left out first where the screen is narrow.
    legend
        What the heading means, said below the table where the column is shown.
    """

    heading: str
    show: Callable[[Mapping[str, Any]], str]
    is_number: bool = False
    is_name: bool = False
    is_spare: bool = False
    legend: str = ""


def screen_columns() -> int:
    """Cells of a line of the terminal, as good as endless on a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_COLUMNS


def show(*blocks: Block) -> None:
    """Print blocks one below the other."""
    typer.echo("\n".join(lines(*blocks)))


def lines(*blocks: Block) -> list[str]:
    """Lines of blocks, as wide as the terminal at most."""
    from rich.console import Console

    console = Console(width=screen_columns(), highlight=False, markup=False, emoji=False)
    with console.capture() as printed:
        for block in blocks:
            console.print(block)
    return [line.rstrip() for line in printed.get().splitlines()]


@dataclass(frozen=True)
class Marked:
    """A block to the right of a mark, such as `! ` before a doubt, or of blanks."""

    mark: str
    block: Block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines of the block, the first after the mark and the others below its text."""
        from rich.segment import Segment

        inner = options.update(width=options.max_width - len(self.mark))
        style = console.get_style(STYLES.get(self.mark, ""))
        for position, line in enumerate(console.render_lines(self.block, inner, pad=False)):
            yield Segment(self.mark if position == 0 else " " * len(self.mark), style)
            yield from line
            yield Segment.line()


def marked(mark: str, texts: Iterable[Block]) -> list[Block]:
    """Blocks after a mark each."""
    return [Marked(mark, clean(text) if isinstance(text, str) else text) for text in texts]


def title(text: str) -> Block:
    """Heading of what follows."""
    from rich.text import Text

    return Text(clean(text), style="bold")


@dataclass(frozen=True, eq=False)
class Grid:
    """A table fitted to the width that it is given, with legends and remarks below.

    Where it is too wide, names and headings take several lines, then spare columns are left out,
    last the columns at the right end. What is left out is named below the table.
    """

    fields: Sequence[Field]
    rows: Sequence[Mapping[str, Any]]
    remarks: Sequence[str] | None = ()
    has_heading: bool = True

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        """Table, what is left out, legends and remarks."""
        cells = [[clean(field.show(row)) for row in self.rows] for field in self.fields]
        shown = self._fitting(cells, options.max_width)
        yield self._table(cells, shown, options.max_width)
        left_out = [
            field.heading
            for position, field in enumerate(self.fields)
            if position not in shown and field.heading.strip()
        ]
        if left_out:
            names = (
                ", ".join(left_out) if len(left_out) <= MOST_NAMED else f"{len(left_out)} columns"
            )
            yield f"Left out on this width: {names}; --json has all."
        if self.remarks is not None:
            legends = [self.fields[position].legend for position in shown]
            legend = " ".join(text for text in legends if text)
            remarks = [text for text in (legend, *self.remarks) if text]
            yield from ["", *map(clean, remarks)] if remarks else []

    def _fitting(self, cells: Sequence[Sequence[str]], width: int) -> list[int]:
        """Positions of the columns that fit."""
        shown = list(range(len(self.fields)))
        spare = [position for position in shown if self.fields[position].is_spare]
        for name, candidates in zip(NAME_COLUMNS, (spare, shown[FEWEST_COLUMNS:]), strict=True):
            for position in reversed(candidates):
                least = [self._widths(i, cells[i], name)[0] for i in shown]
                if position in shown and sum(least) + GAP * (len(least) - 1) > width:
                    shown.remove(position)
        return shown

    def _widths(self, position: int, texts: Sequence[str], name: int) -> tuple[int, int]:
        """Least and full width of a column, of which a name takes at least `name` cells."""
        from rich.cells import cell_len

        field = self.fields[position]
        heading = field.heading if self.has_heading else ""
        cell = max(map(cell_len, texts), default=0)
        word = max(map(cell_len, heading.split()), default=0)
        return max(word, min(cell, name) if field.is_name else cell), max(cell, cell_len(heading))

    def _table(
        self, cells: Sequence[Sequence[str]], shown: Sequence[int], width: int
    ) -> RenderableType:
        from rich.align import Align
        from rich.table import Table
        from rich.text import Text

        least, full = zip(
            *(self._widths(position, cells[position], NAME_COLUMNS[1]) for position in shown),
            strict=True,
        )
        widths = fitted(least, full, width - GAP * (len(shown) - 1))
        table = Table(
            box=None,
            padding=(0, GAP, 0, 0),
            pad_edge=False,
            show_header=self.has_heading,
            header_style="bold",
        )
        for position, cells_wide in zip(shown, widths, strict=True):
            field = self.fields[position]
            side: Literal["left", "right"] = "right" if field.is_number else "left"
            heading = Align(Text(field.heading, justify=side), side, vertical="bottom")
            table.add_column(heading, justify=side, width=cells_wide)
        columns = [
            [wrapped(text, cells_wide) for text in cells[position]]
            if self.fields[position].is_name
            else cells[position]
            for position, cells_wide in zip(shown, widths, strict=True)
        ]
        for texts in zip(*columns, strict=True):
            table.add_row(*map(Text, texts))
        return table


def wrapped(name: str, width: int) -> str:
    """Name in lines of a width, with its star beside its last word."""
    tied = name.replace(STAR, STAR.replace(" ", NO_BREAK))
    parts = textwrap.wrap(tied, width, break_on_hyphens=False)
    return "\n".join(parts).replace(NO_BREAK, " ")


def fitted(least: Sequence[int], full: Sequence[int], width: int) -> list[int]:
    """Widths of columns between their least and their full width, shared fairly."""
    widths = list(least)
    left = width - sum(widths)
    wanting = sorted(range(len(widths)), key=lambda i: full[i] - least[i])
    for served, position in enumerate(wanting):
        more = min(full[position] - least[position], max(left, 0) // (len(wanting) - served))
        widths[position] += more
        left -= more
    return widths


def clean(text: str, *, keep: str = "") -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(
        char
        if char in keep or not unicodedata.category(char).startswith("C")
        else " "
        if char in "\t\r\n"
        else "\ufffd"
        for char in text
    )


def bar(value: Any, largest: float, cells: int = 6) -> str:
    """Horizontal bar in eighths of a cell, full for the largest value."""
    if is_missing(value) or largest <= 0:
        return " " * cells
    full, rest = divmod(round(max(0.0, min(float(value) / largest, 1.0)) * cells * 8), 8)
    return (EIGHTHS[8] * full + (EIGHTHS[rest] if rest else "")).ljust(cells)


def stacked(parts: Sequence[Any], largest: float, cells: int = 8) -> str:
    """Bar of two parts, one glyph each, full for the largest sum."""
    if any(is_missing(part) for part in parts) or largest <= 0:
        return " " * cells
    first, both = (round(float(sum(parts[:count])) / largest * cells) for count in (1, 2))
    return str(GLYPHS[0] * first + GLYPHS[1] * (both - first)).ljust(cells)
