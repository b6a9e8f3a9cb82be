"""What a column and a table are."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("text", "integer", "number", "boolean")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Column name. A name with `{}` in it stands for a family, one column per layer or role.
    kind
        `text`, `integer`, `number` or `boolean`.
    meaning
        What a reader of the table must know, one sentence first.
    unit
        Unit of a number. Empty where it has none.
    is_nullable
        Whether a value may be missing, as it may where `missing` says when.
    minimum, maximum
        Inclusive bounds of a number.
    choices
        The closed list of allowed texts. Empty where any text is allowed.
    references
        `table.column` of the pack that holds the allowed codes.
    is_optional
        Whether the column may be left out of an input table.
    heading
        Short English heading on screens and pages, with its unit where readers need it. Empty
        takes the name in words. In the heading of a family `{}` stands for the member.
    decimals
        Decimals that a number is shown with. Files keep full precision.
    missing
        When a value is missing, as it follows on "missing", such as `without draws`.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    is_nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    references: str | None = None
    is_optional: bool = False
    heading: str = ""
    decimals: int = 2
    missing: str = ""

    def __post_init__(self) -> None:
        in_words = self.name.removeprefix("is_").replace("_", " ")
        object.__setattr__(self, "heading", self.heading or in_words)
        object.__setattr__(self, "is_nullable", self.is_nullable or bool(self.missing))

    @property
    def description(self) -> str:
        """Meaning, whose first sentence ends with when a value is missing."""
        if not self.missing:
            return self.meaning
        sentence, stop, rest = self.meaning.partition(". ")
        return f"{sentence.removesuffix('.')}; missing {self.missing}{stop or '.'}{rest}"

    @property
    def is_family(self) -> bool:
        """Whether the name stands for several columns."""
        return "{}" in self.name

    def matches(self, name: str) -> bool:
        """Whether a column of a table is described by this one."""
        if not self.is_family:
            return name == self.name
        before, after = self.name.split("{}")
        return (
            len(name) > len(before) + len(after)
            and name.startswith(before)
            and name.endswith(after)
        )


@dataclass(frozen=True)
class TableSchema:
    """One table: what a row is, its columns, and the columns that identify a row."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    is_required: bool = False

    def column(self, name: str) -> Column | None:
        """Return the description of a column, exact names before families, or None."""
        exact = [column for column in self.columns if column.name == name]
        families = [column for column in self.columns if column.is_family and column.matches(name)]
        return next(iter(exact or families), None)
