"""What is shown of a table, as data that terminal, page and notebook paint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.schema import TABLES
from hypercluster.words import MISSING, Note

if TYPE_CHECKING:
    import pandas as pd

NOTHING = Note("remarks.nothing")
COUNTS_ALLOCATED = Note("remarks.star_counts_allocated")
NUMBERS = frozenset(
    [
        "number",
        "signed",
        "count",
        "rank",
        "range",
        "between",
        "spread",
        "agreement",
        "share",
        "part",
        "probability",
    ]
)


@dataclass(frozen=True)
class ViewColumn:
    """One column of a view: which values of a row it shows, and as what.

    Attributes
    ----------
    heading
        Short English heading, from the schema.
    sources
        Columns of the table whose values are shown together: one, the rank and whether it is
        tied, both ends of a range, or the parts of a bar.
    kind
        `text`, `name` (may be cut), `pair` (of regions, by code), `names` (joined in a cell),
        `number`, `signed`, `count` (of how many), `rank`, `range`, `between` (two numbers),
        `spread` (and its error), `confidence`, `share` (of draws), `part` (of a whole),
        `probability`, `yes` (or no), `term` (a word of the section `entity` of the catalogues),
        `note`, `agreement` (a note of numbers), or `bar`.
    unit, decimals
        Of a number.
    entity, code
        What a name is the name of (`regions`, `industries`, `actors`) and the column of its code,
        by which a painter finds the local name.
    largest
        Sum of parts that fills a bar.
    sign
        Column of the text before a value, such as a times sign.
    missing
        What stands for a missing number.
    tick
        Column that is true where the value gets a tick.
    star
        Column that is true or filled where the name gets a star, which `View.star` explains.
    legend
        What the heading means, where that needs saying.
    is_spare
        Whether the column gives way first where there is little room.
    title
        Key of the full heading in the catalogues, shown by pages and in languages but English.
    lookup
        Values by what the row holds, where they stand in another table.
    """

    heading: str
    sources: tuple[str, ...]
    kind: str = "text"
    unit: str = ""
    decimals: int = 2
    entity: str = ""
    code: str = ""
    largest: float = 0.0
    sign: str = ""
    missing: str = MISSING
    tick: str = ""
    star: str = ""
    legend: Note | None = None
    is_spare: bool = False
    title: str = ""
    lookup: Mapping[Any, Any] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its texts are aligned at the right."""
        return self.kind in NUMBERS

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Values of a row, one a source."""
        values = tuple(row[source] for source in self.sources)
        return values if self.lookup is None else tuple(map(self.lookup.get, values))


@dataclass(frozen=True, eq=False)
class View:
    """What is shown of one table.

    Attributes
    ----------
    title
        What the table holds.
    columns
        What terminals and notebooks show of a row.
    rows
        The table in full, best first: all rows, and all columns of the schema.
    remarks
        What a reader needs to know below the table.
    page
        What a page shows of a row, which has more room and tells more at a glance.
    first
        How many rows are shown, None for all. `by` names a column of kinds: the first of each.
    count
        How many rows there are to show, such as those with a rank; None for all of them.
    star
        What a star says.
    nothing
        Why there is nothing to show, where no row is shown.
    """

    title: Note
    columns: tuple[ViewColumn, ...]
    rows: pd.DataFrame
    remarks: tuple[Note, ...] = ()
    page: tuple[ViewColumn, ...] = ()
    first: int | None = None
    by: str | None = None
    count: int | None = None
    star: Note | None = None
    nothing: Note = field(default=NOTHING)
    has_values: bool = True

    def __repr__(self) -> str:
        """Title and size."""
        return f"View({str(self.title)!r}; {len(self.shown())} of {self.total} rows)"

    @property
    def total(self) -> int:
        """Number of rows that there are to show."""
        return len(self.rows) if self.count is None else self.count

    def shown(self) -> pd.DataFrame:
        """Return the rows that are shown, with all columns and a named index as a column."""
        rows = self.rows.reset_index() if self.rows.index.name else self.rows
        if not self.has_values:
            return rows.head(0)
        if self.first is None:
            return rows.head(self.total)
        if self.by is not None:
            return rows.groupby(self.by, sort=False).head(self.first)
        return rows.head(min(self.first, self.total))

    def is_starred(self) -> bool:
        """Whether a row that is shown has a star."""
        from hypercluster.words import is_missing

        stars = [column.star for column in self.columns if column.star]
        rows = self.shown()
        return any(not is_missing(value) and bool(value) for star in stars for value in rows[star])

    def to_frame(self) -> pd.DataFrame:
        """Return the table in full, with the columns of the schema."""
        return self.rows

    def _repr_html_(self) -> str:
        """Table for notebooks, with what is to be said below it."""
        from hypercluster.views.notebook import view_html

        return view_html(self)


@dataclass(frozen=True, eq=False)
class Group:
    """Tables that are shown together, the first of them with a name in data.

    Attributes
    ----------
    name
        Key of the rows of the first table in data.
    view
        The first table.
    below
        Other tables, and paragraphs of a sentence a line.
    doubts
        What weakens what is shown.
    data
        What else data have, by key.
    """

    name: str
    view: View
    below: tuple[View | tuple[Note, ...], ...] = ()
    doubts: tuple[Note, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name and first table."""
        return f"Group({self.name!r}, {self.view!r}, {len(self.below)} below)"


@dataclass(frozen=True, eq=False)
class Section:
    """A titled part of a document: notes, each a line, and views, each a table.

    The title of a view is shown where it is not that of its section.
    """

    title: Note
    items: tuple[Note | View, ...]
    mark: str = ""


@dataclass(frozen=True, eq=False)
class Document:
    """All that is said of one linkage or one region.

    `print` and notebooks show it in full.

    Attributes
    ----------
    title
        What it is about.
    lead
        The first lines.
    sections
        The parts.
    facts
        The same as plain data: texts, numbers, lists and mappings.
    """

    title: Note
    lead: tuple[Note, ...]
    sections: tuple[Section, ...]
    facts: Mapping[str, Any]

    def __repr__(self) -> str:
        """Title and first line."""
        first = f"; {self.lead[0]}" if self.lead else ""
        return f"Document({str(self.title)!r}{first})"

    def __str__(self) -> str:
        """Return everything as plain text."""
        from hypercluster.views.plain import document_text

        return document_text(self)

    @property
    def views(self) -> tuple[View, ...]:
        """Tables of all sections."""
        items = [item for section in self.sections for item in section.items]
        return tuple(item for item in items if isinstance(item, View))

    def _repr_html_(self) -> str:
        """Return everything as HTML for notebooks."""
        from hypercluster.views.notebook import document_html

        return document_html(self)


def column(table: str, name: str, kind: str = "number", **options: Any) -> ViewColumn:
    """Column of a view that shows one column of a table, as the schema describes it.

    Parameters
    ----------
    table, name
        The column of the results.
    kind, options
        As for `ViewColumn`.
    """
    described = TABLES[table].column(name)
    if described is None:
        raise KeyError(f"{table}.{name}")
    return ViewColumn(
        **{
            "heading": described.heading.format(name),
            "sources": (name,),
            "kind": kind,
            "unit": described.unit,
            "decimals": 0 if described.kind == "integer" else described.decimals,
            **options,
        }
    )


def region_column(
    heading: str, name: str, code: str, *, star: str = "", title: str = "hubs.region"
) -> ViewColumn:
    """Name of a region, starred where a column is true or filled."""
    return ViewColumn(heading, (name,), "name", entity="regions", code=code, star=star, title=title)


def industry_column() -> ViewColumn:
    """Name of an industry."""
    return ViewColumn(
        "industry",
        ("industry_name",),
        "name",
        entity="industries",
        code="industry",
        title="new_clusters.industry",
    )


def bar_column(
    table: pd.DataFrame,
    *sources: str,
    largest: float | None = None,
    legend: Note | None = None,
    title: str = "rankings.parts",
) -> ViewColumn:
    """Bar of the parts of a score, full for `largest` or the largest sum of the table."""
    if largest is None:
        sums = table[list(sources)].sum(axis=1, min_count=len(sources))
        largest = float(sums.max()) if sums.notna().any() else 0.0
    heading = "parts" if len(sources) > 1 else ""
    return ViewColumn(
        heading, sources, "bar", largest=largest, legend=legend, is_spare=True, title=title
    )
