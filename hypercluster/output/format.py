"""What a format of results is: a record that all lists of formats follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypercluster.results import Results


@dataclass(frozen=True)
class Section:
    """A part of README.txt that explains what stands in the files of a format.

    Parameters
    ----------
    heading, text
        Its heading and a paragraph.
    definitions
        Pairs of a name and what it means.
    tables
        Result tables whose columns are explained, where no file is called after them.
    """

    heading: str
    text: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """A kind of file that results are written as.

    Parameters
    ----------
    name
        Name in `export`, on the command line and in `export_NAME`.
    write
        Writes one file of the format. The stem of its path says which.
    table_suffix
        Suffix of the files that hold one table each. Empty where the format has none.
    files
        What each other file holds, by its name.
    tools
        Programs to name beside the format where all formats are listed.
    library, extra
        Optional library that writing takes, and the extra that installs it.
    opening
        Pairs of a program and how it opens the files.
    section
        What README.txt says of the contents.
    remarks
        Sentences on this run that a reader of the files should know.
    """

    name: str
    write: Callable[[Results, Path], None]
    table_suffix: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    tools: str = ""
    library: str = ""
    extra: str = ""
    opening: tuple[tuple[str, str], ...] = ()
    section: Section | None = None
    remarks: Callable[[Results], list[str]] = lambda _: []

    @property
    def meanings(self) -> dict[str, str]:
        """What each file holds, by name, in the order in which they are written."""
        from hypercluster.schema import RESULT_TABLES

        tables = RESULT_TABLES if self.table_suffix else {}
        return {
            **{f"{name}{self.table_suffix}": schema.meaning for name, schema in tables.items()},
            **self.files,
        }

    def synonyms(self) -> set[str]:
        """What else the format may be called: suffixes of files, programs, the extra."""
        suffixes = {name.rpartition(".")[2] for name in (self.table_suffix, *self.files)}
        words = {*suffixes, *self.tools.casefold().split(", "), self.extra, self.library}
        return words - {"", self.name}
