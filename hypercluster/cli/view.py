"""What a command shows of one table, and the columns that most tables have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.cli import render
from hypercluster.cli.render import Field

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

FIRST_ROWS = 10
SOURCES_SHOWN = 3


@dataclass(frozen=True, eq=False)
class View:
    """What a command shows of one table: `rows` in full to JSON; on screen `fields` of the first `most` out of `listed` rows.

    `by` names a column of kinds: the first `most` of each kind are then shown. Where there is no row, or none `has_values`,
    `nothing` says why, in place of the table and its remarks.
    """

    name: str
    rows: pd.DataFrame
    fields: tuple[Field, ...]
    most: int | None = None
    listed: int | None = None
    by: str | None = None
    remarks: tuple[str, ...] = ()
    star: str = ""
    below: tuple[str, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)
    nothing: str = "Nothing to show."
    has_values: bool = True


def text(heading: str, column: str, *, is_cut: bool = False, is_spare: bool = False) -> Field:
    """Field that shows a text column."""
    return Field(heading, lambda row: render.words(row[column]), is_cut=is_cut, is_spare=is_spare)


def figures(
    heading: str, column: str, decimals: int = 2, *, is_spare: bool = False, legend: str = ""
) -> Field:
    """Field that shows a number column."""
    return Field(
        heading,
        lambda row: render.number(row[column], decimals),
        is_number=True,
        is_spare=is_spare,
        legend=legend,
    )


def starred(heading: str, column: str, star: str) -> Field:
    """Field that shows a name, with a star where another column is true or filled."""
    return Field(
        heading,
        lambda row: (
            render.words(row[column])
            + (render.STAR if not render.is_missing(row[star]) and row[star] else "")
        ),
        is_cut=True,
    )


def ranked(results: Results, prefix: str = "", *, has_words: bool = True) -> tuple[Field, ...]:
    """Fields rank, range and confidence (as a word too); the rank alone where the run made no draws."""
    first = Field(
        "rank",
        lambda row: render.rank(row[f"{prefix}rank"], row[f"{prefix}is_tied"]),
        is_number=True,
    )
    if not results.provenance["draws"]:
        return (first,)
    low, high = f"{prefix}rank_low", f"{prefix}rank_high"
    return (
        first,
        Field("range", lambda row: render.span(row[low], row[high]), is_number=True),
        Field(
            "sure",
            lambda row: (
                render.dots(row[f"{prefix}confidence"])
                if has_words
                else render.dots(row[f"{prefix}confidence"])[:3]
            ),
        ),
    )


def hangs_on(results: Results, ranking: str) -> tuple[str, ...]:
    """Which sources of uncertainty move the ranks most; nothing where the run made too few draws to tell."""
    table = results.uncertainty_sources
    own = table[(table["ranking"] == ranking) & (table["share"].round(2) > 0)].sort_values(
        "share", ascending=False, kind="stable"
    )
    if own.empty:
        return ()
    parts = [
        f"{render.words(row.source).replace('_', ' ')} {render.share(row.share)}"
        for row in own.head(SOURCES_SHOWN).itertuples()
    ]
    return (f"What moves these ranks, each source alone: {', '.join(parts)} of rank variance.",)


def bar(table: pd.DataFrame, column: str) -> Field:
    """Field that draws a number column as bars, full for the largest of the table."""
    largest = float(table[column].max()) if len(table) and table[column].notna().any() else 0.0
    return Field("", lambda row: render.bar(row[column], largest), is_spare=True)


def first_rows(view: View) -> pd.DataFrame:
    """The rows that the screen shows: the first `most`, of each kind where there are kinds."""
    if not view.has_values:
        return view.rows.head(0)
    if view.most is None:
        return view.rows
    return (
        view.rows.head(view.most)
        if view.by is None
        else view.rows.groupby(view.by, sort=False).head(view.most)
    )


def lines_of(view: View, *, width: int | None) -> tuple[list[str], list[str]]:
    """The rows that are shown, and below them legends, remarks, and the remark on stars where one of the rows has a star."""
    rows = first_rows(view).reset_index().to_dict("records")
    if not rows:
        return render.paragraph(view.nothing, width=width), []
    lines = render.table_lines(view.fields, rows, width=width)
    star = [f"* {view.star}"] if any(render.STAR in line for line in lines) else []
    legend = " ".join(render.legends(view.fields, rows, width=width))
    return lines, [*([legend] if legend else []), *view.remarks, *star]


def ends(star: str) -> tuple[Field, Field]:
    """Fields of both ends of a pair, starred at the second where another column is true or filled."""
    return text("region", "source_name", is_cut=True), starred("other region", "target_name", star)
