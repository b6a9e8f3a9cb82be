"""What a figure is, in one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure by its name.

    Attributes
    ----------
    name
        Name on the command line, and of the file without suffix.
    draw
        Takes what it draws, `ax`, `width` in mm, `language` and the options, and returns axes.
    alt
        Alt text, from what is drawn, `language` and the options.
    options
        Options of `hypercluster figure` that belong to it.
    is_of_results
        Whether it draws `Results`. Others draw a table of many runs, and take the provenance of
        those runs as `about`.
    """

    name: str
    draw: Callable[..., Axes]
    alt: Callable[..., str]
    options: tuple[str, ...] = ()
    is_of_results: bool = True

    def __repr__(self) -> str:
        return f"Figure({self.name!r}, options {', '.join(self.options) or 'none'})"
