"""What stands around the data: remarks above, key, notes and caption below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.drawing.palette import community_letters
from hypercluster.figures.paper import (
    HATCH,
    INK,
    MUTED,
    PALE,
    SMALL,
    WARNING,
    WIDTHS,
    Margins,
    Sheet,
    Style,
    lay_out,
    line_height,
    lines_height,
    text_width,
    width_for,
    wrapped,
)
from hypercluster.figures.words import community_names, words
from hypercluster.run.headline import FEWEST_NULLS
from hypercluster.words import is_missing, span

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hypercluster.figures.words import Say
    from hypercluster.results import Results

# Draws an entry of a key at (x, y) in mm on a sheet, next to its label.
Handle: TypeAlias = Callable[["Axes", float, float], None]
Key: TypeAlias = Sequence[tuple[Handle, str]]

DOT: Mapping[str, Any] = {
    "marker": "o",
    "markersize": 3.6,
    "markeredgecolor": INK,
    "markeredgewidth": 0.8,
    "linestyle": "none",
}
MISSING: Mapping[str, Any] = {
    "facecolor": "white",
    "edgecolor": PALE,
    "hatch": HATCH,
    "linewidth": 0.4,
}
_HANDLE, _ROW, _EDGE = 6.0, 3.4, 0.6  # mm: width of a handle, height of a row, room at the edges


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """What a figure is about, its language, and the paper that it is drawn on.

    Attributes
    ----------
    about
        Provenance of the run, or what runs of several settings have in common.
    regions
        Number of regions, None where the figure is not about them.
    say
        Texts of the language by key.
    ax
        Axes to draw in, or None for those of a new figure.
    width
        Width of the sheet in mm.
    """

    about: Mapping[str, Any]
    regions: int | None
    say: Say
    ax: Axes | None
    width: float

    @property
    def caption(self) -> str:
        """Regions, draws, seed, scheme and data, without what is unknown."""
        names = ("draws", "seed", "scheme")
        facts = {"regions": self.regions, **{name: self.about.get(name) for name in names}}
        parts = [
            self.say(f"caption_{name}", **{name: fact})
            for name, fact in facts.items()
            if fact is not None
        ]
        pack = self.about.get("pack") or {}
        title, vintage = str(pack.get("title") or ""), str(pack.get("vintage") or "")
        data = title if not vintage or vintage in title else f"{title}, {vintage}"
        return " · ".join([*parts, *([data] if data else [])])

    @property
    def is_synthetic(self) -> bool:
        """Whether the data are synthetic."""
        return bool((self.about.get("pack") or {}).get("is_synthetic"))

    def doubts(self, *, is_ranked: bool = True, is_compared: bool = True) -> list[str]:
        """Doubts that belong above the figure.

        Parameters
        ----------
        is_ranked
            Whether the figure shows ranks, whose ranges take draws.
        is_compared
            Whether it tells linkages from chance, which takes many draws.
        """
        draws = self.about.get("draws")
        if is_ranked and draws == 0:
            return [self.say("no_draws")]
        is_few = is_compared and draws and draws < FEWEST_NULLS
        return [self.say("few_draws", draws=draws)] if is_few else []

    def surround(
        self,
        body: float,
        *,
        doubts: Sequence[str] = (),
        key: Key = (),
        notes: Iterable[str] = (),
        margins: Margins | None = None,
    ) -> Sheet:
        """Sheet with everything that stands around the data.

        Parameters
        ----------
        body
            Height in mm that the data take in a new figure, with their ticks and headings.
        doubts
            Remarks above the body.
        key
            Entries of the key, in rows below the body.
        notes
            Lines above the caption.
        margins
            Room in the body around the data, which then fill the axes. None makes the axes an
            empty frame for panels.
        """
        inside = self.width - 2 * _EDGE
        lines = [*(note for note in notes if note), self.caption]
        foot = "\n".join(wrapped(line, inside, SMALL) for line in lines if line)
        key_bottom, rows = lines_height(foot) + 1.5, key_rows(key, inside)
        step = line_height(SMALL) + 0.6
        below, above = key_bottom + len(rows) * _ROW + 0.5, (len(doubts) + self.is_synthetic) * step
        room = Margins() if margins is None else margins
        if margins is not None:
            room = Margins(margins.left, margins.right, margins.top + above, margins.bottom + below)
        size = {"width": self.width, "height": body + above + below}
        sheet = lay_out(self.ax, **size, margins=room, bottom=below, top=above)
        if margins is None:
            sheet.ax.set_axis_off()
        sheet.write(_EDGE, 0.9, foot, color=MUTED, linespacing=1.25)
        for number, row in enumerate(reversed(rows)):
            write_key_row(sheet, row, _EDGE, key_bottom + number * _ROW + 1.2)
        top = sheet.height - 0.4 - step + 1.0
        if self.is_synthetic:
            _write_tag(sheet, self.say, top)
            top -= step
        for number, doubt in enumerate(doubts):
            sheet.write(_EDGE, top - number * step, doubt, color=WARNING)
        return sheet


def frame_of(
    results: Results, language: str, ax: Axes | None = None, width: float = WIDTHS[1]
) -> Frame:
    """Frame of a figure of one run."""
    regions = len(results.regions)
    return Frame(results.provenance, regions, words(language), ax, width_for(ax, width))


def frame_of_runs(
    about: Mapping[str, Any] | None,
    regions: int | None,
    language: str,
    ax: Axes | None = None,
    width: float = WIDTHS[1],
    *,
    facts: Sequence[str] = ("pack", "scheme"),
) -> Frame:
    """Frame of a figure of many runs, with the facts of `about` that they share."""
    common = {name: fact for name, fact in (about or {}).items() if name in facts}
    return Frame(common, regions, words(language), ax, width_for(ax, width))


def _write_tag(sheet: Sheet, say: Say, bottom: float) -> None:
    """Say on a hatch that the data are synthetic."""
    from matplotlib import patheffects

    text = say("synthetic").upper() if say("rank") == "Rank" else say("synthetic")
    box: Style = {**MISSING, "linewidth": 0.5, "boxstyle": "square,pad=0.25"}
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    sheet.write(2 * _EDGE, bottom, text, weight="bold", bbox=box, path_effects=halo)


def key_rows(entries: Key, width: float) -> list[list[tuple[Handle, str]]]:
    """Entries of a key in rows no wider than `width` mm."""
    rows: list[list[tuple[Handle, str]]] = []
    left = width
    for entry in entries:
        taken = _HANDLE + 4.0 + text_width(entry[1], SMALL)
        if not rows or left < taken - 3.0:
            rows.append([])
            left = width
        rows[-1].append(entry)
        left -= taken
    return rows


def write_key_row(sheet: Sheet, row: Key, left: float, y: float) -> None:
    """Draw entries of a key side by side."""
    for handle, label in row:
        handle(sheet.paper, left, y)
        sheet.write(left + _HANDLE + 1.0, y, label, va="center_baseline")
        left += _HANDLE + 4.0 + text_width(label, SMALL)


def line_key(*, marker: str = "", markersize: float = 3.2, **style: Any) -> Handle:
    """Line of a key with its marker in the middle."""

    def draw(paper: Axes, x: float, y: float) -> None:
        paper.plot([x, x + _HANDLE], [y, y], clip_on=False, **style)
        dot: Style = {"marker": marker, "markersize": markersize, "linestyle": "none"}
        paper.plot([x + _HANDLE / 2], [y], color=style.get("color"), clip_on=False, **dot)

    return draw


def marker_key(**style: Any) -> Handle:
    """Marker of a key."""

    def draw(paper: Axes, x: float, y: float) -> None:
        paper.plot([x + _HANDLE - 2.0], [y], clip_on=False, **{"linestyle": "none", **style})

    return draw


def text_key(text: str, colour: str, fill: str = "none") -> Handle:
    """Letter or number of a key, on a fill."""

    def draw(paper: Axes, x: float, y: float) -> None:
        patch_key(facecolor=fill, edgecolor="none")(paper, x, y)
        style: Style = {"fontsize": SMALL, "weight": "bold", "color": colour, "ha": "center"}
        paper.text(x + _HANDLE - 1.8, y, text, va="center_baseline", **style)

    return draw


def patch_key(**style: Any) -> Handle:
    """Filled box of a key."""

    def draw(paper: Axes, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        paper.add_patch(Rectangle((x + _HANDLE - 3.6, y - 1.0), 3.6, 2.0, clip_on=False, **style))

    return draw


def dot_keys(is_marked: Iterable[Any], filled: str, hollow: str) -> list[tuple[Handle, str]]:
    """Entries for the filled and the hollow dots that there are."""
    marks = [bool(mark) for mark in is_marked]
    entries = [(INK, filled)] if any(marks) else []
    entries += [("white", hollow)] if not all(marks) else []
    return [(marker_key(**DOT, markerfacecolor=face), label) for face, label in entries]


def range_text(low: Any, high: Any) -> str:
    """A range of ranks, empty where it is unknown."""
    return "" if is_missing(low) or is_missing(high) else span(low, high)


def labels_with_ranges(rows: pd.DataFrame) -> list[str]:
    """Labels of ranked rows with their ranges."""
    ranges = map(range_text, rows["low"], rows["high"])
    return [f"{label} ({span})" for label, span in zip(rows["label"], ranges, strict=True)]


def sentences(*parts: str) -> str:
    """Sentences of an alt text, without those that are empty."""
    return " ".join(part for part in parts if part)


def communities_text(results: Results, language: str, say: Say) -> str:
    """Letters, names and sizes of the communities."""
    sizes = community_letters(results.regions).value_counts()
    names = community_names(results, language).items()
    return "; ".join(f"{letter} {name} ({sizes[letter]})" for letter, name in names) or say(
        "no_communities"
    )
