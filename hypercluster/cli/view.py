"""What a command shows of one table whose columns stand in the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.cli.terminal import STAR, Field, text_of
from hypercluster.words import is_missing

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.words import Note


@dataclass(frozen=True, eq=False)
class Screen:
    """Fields of the first rows of a table, and what is to be said below.

    Where there is no row, or none `has_values`, `nothing` says why.
    """

    rows: pd.DataFrame
    fields: tuple[Field, ...]
    first: int | None = None
    remarks: tuple[str, ...] = ()
    star: str | None = None
    nothing: Note | str = "Nothing to show."
    has_values: bool = True

    @property
    def total(self) -> int:
        """Number of rows that there are to show."""
        return len(self.rows)

    def shown(self) -> pd.DataFrame:
        """Return the rows that are shown, with a named index as a column."""
        rows = self.rows.reset_index() if self.rows.index.name else self.rows
        return rows.head(0) if not self.has_values else rows.head(self.first or len(rows))

    def is_starred(self) -> bool:
        """Whether a row that is shown has a star."""
        rows = self.shown().to_dict("records")
        return any(field.show(row).endswith(STAR) for field in self.fields for row in rows)


def starred(heading: str, column: str, star: str) -> Field:
    """Field that shows a name, with a star where another column is true or filled."""

    def show(row: dict[str, object]) -> str:
        has_star = not is_missing(row[star]) and bool(row[star])
        return text_of(row[column]) + (STAR if has_star else "")

    return Field(heading, show, is_name=True)  # type: ignore[arg-type]
