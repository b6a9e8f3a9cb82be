"""The paper that figures are drawn on: sizes in millimetres, fonts, inks.

A figure is one axes, passed in or new, and a sheet over it: transparent axes in millimetres that
hold all words outside the data. Nothing here touches pyplot or the global settings of matplotlib.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import MissingExtraError, SettingsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTHS = (88, 180)  # one and two columns of a journal page, in mm
INCH = 25.4
POINT = INCH / 72
FONT = "DejaVu Sans"  # comes with matplotlib, and has Cyrillic
SIZE, SMALL = 7.0, 6.0  # points; 6 is the least that journals print
INK, MUTED, PALE, RULE = "#1f1f1f", "#5b5b5b", "#a8a8a8", "#dedede"
WARNING = "#8a3b00"
MISSING = "#ffffff"
HATCH = "//////"
LINE = 1.25  # of the font size
_HINTING = 1.03  # letters stand on whole pixels, which makes a line up to this much wider
_STYLE: Mapping[str, Any] = {
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": SIZE,
    "axes.linewidth": 0.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": SIZE,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.family": FONT,
    "font.size": SIZE,
    "hatch.color": PALE,
    "hatch.linewidth": 0.4,
    "lines.solid_capstyle": "butt",
    "path.sketch": None,
    "path.simplify": True,
    "pdf.compression": 6,
    "pdf.fonttype": 42,
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "svg.fonttype": "none",
    "svg.hashsalt": "hypercluster",
    "text.color": INK,
    "text.parse_math": False,  # a dollar in a name is a dollar
    "text.usetex": False,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 2.0,
    "xtick.major.width": 0.5,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 2.0,
    "ytick.major.width": 0.5,
}


Style: TypeAlias = dict[str, Any]  # keyword arguments of matplotlib


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Draw or save in the style of the figures.

    The settings of matplotlib do not matter and are left as they were.

    Raises
    ------
    MissingExtraError
        Matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise MissingExtraError(
            "A figure takes matplotlib; found none. "
            'Install it: pip install "hypercluster[figures]".'
        ) from error
    with mpl.rc_context():
        mpl.rcdefaults()
        params: Any = mpl.rcParams
        params.update(_STYLE)
        yield


def figsize(width: float = 180, height: float = 120) -> tuple[float, float]:
    """Size of a figure in inches, as matplotlib takes it, from millimetres.

    Parameters
    ----------
    width, height
        In mm; 88 is one column of a journal, 180 two.

    Returns
    -------
    tuple of float
        Width and height in inches.

    Examples
    --------
    >>> [round(inches, 2) for inches in figsize(88, 50.8)]
    [3.46, 2.0]
    """
    return width / INCH, height / INCH


@dataclass(frozen=True)
class Margins:
    """Room in mm around the data, inside a new figure or around axes passed in."""

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """Axes for data, and over them transparent axes in mm that hold all words.

    `ax` begins at the margins. The body of the figure reaches from `bottom` to `top`, between the
    caption and key below and the remarks above.
    """

    ax: Axes
    paper: Axes
    width: float
    height: float
    margins: Margins
    bottom: float
    top: float

    def panel(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """New axes, in mm from the lower left corner of the sheet."""
        across = self.width - self.margins.left - self.margins.right
        up = self.height - self.margins.top - self.margins.bottom
        box = (left - self.margins.left, bottom - self.margins.bottom, width, height)
        return self.ax.inset_axes(
            (box[0] / across, box[1] / up, box[2] / across, box[3] / up), facecolor="none"
        )

    def write(self, left: float, bottom: float, text: str, **options: Any) -> None:
        """Words at a place in mm, in small print unless said otherwise."""
        self.paper.text(left, bottom, text, **{"fontsize": SMALL, "va": "baseline", **options})


def lay_out(
    ax: Axes | None, *, width: float, height: float, margins: Margins, bottom: float, top: float
) -> Sheet:
    """Sheet over axes, whose size then counts, or over new axes of a new figure.

    Parameters
    ----------
    ax
        Axes to draw in, or None.
    width, height
        Of a new figure in mm, margins included.
    margins
        Room that words take around the data.
    bottom, top
        Room in mm that words take below and above the body.
    """
    if ax is None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=figsize(width, height))
        FigureCanvasAgg(figure)
        across, up = width - margins.left - margins.right, height - margins.top - margins.bottom
        ax = figure.add_axes(
            (margins.left / width, margins.bottom / height, across / width, up / height)
        )
    across, up = size_of(ax)
    width, height = across + margins.left + margins.right, up + margins.top + margins.bottom
    box = (-margins.left / across, -margins.bottom / up, width / across, height / up)
    paper = ax.inset_axes(box, zorder=5)
    paper.set(xlim=(0, width), ylim=(0, height))
    paper.set_axis_off()
    return Sheet(ax, paper, width, height, margins, bottom, height - top)


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in mm."""
    figure: Any = ax.get_figure(root=True)
    box = ax.get_window_extent()
    return box.width / figure.dpi * INCH, box.height / figure.dpi * INCH


def width_for(ax: Axes | None, width: float) -> float:
    """Width in mm to draw on, of axes passed in or of a new figure."""
    if ax is not None:
        return size_of(ax)[0]
    check_width(width)
    return width


def check_width(width: float) -> None:
    """Refuse a width that is too small for names or too large for paper.

    Raises
    ------
    SettingsError
        It is not from 60 to 400 mm.
    """
    if not 60 <= width <= 400:
        raise SettingsError(
            f"Expected a width of a figure from 60 to 400 mm; found {width:g}. "
            f"Journals take {WIDTHS[0]} or {WIDTHS[1]}."
        )


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Width of the longest line of a text in mm."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=FONT, size=size, weight=weight)
    measure = TextToPath().get_text_width_height_descent
    return (
        max(float(measure(line, font, ismath=False)[0]) for line in text.split("\n"))
        * POINT
        * _HINTING
    )


def lines_height(text: str, size: float = SMALL) -> float:
    """Height of the lines of a text in mm."""
    return (text.count("\n") + 1) * line_height(size)


def row_steps(steps: Sequence[float]) -> list[float]:
    """Middles of rows of some heights, from the top."""
    return [sum(steps[:row]) + step / 2 for row, step in enumerate(steps)]


def mark(ax: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Small print in the middle of a place in the units of the data."""
    centred: Style = {"fontsize": SMALL, "ha": "center", "va": "center_baseline"}
    ax.text(x, y, text, **{**centred, **style})


def line_height(size: float = SIZE) -> float:
    """Height of a line of text in mm."""
    return size * LINE * POINT


def wrapped(text: str, width: float, size: float = SIZE, *, most: int | None = None) -> str:
    """A text broken between words into lines of at most `width` mm.

    What goes beyond `most` lines is cut with an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return "\n".join(_shortened(line, width, size) for line in lines)


def _shortened(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    while len(line) > 1 and text_width(f"{line}…", size) > width:
        line = line[:-1].rstrip()
    return f"{line}…"


def fix_ticks(*panels: Axes) -> None:
    """Set the style of tick labels, which matplotlib makes only when it draws."""
    for panel in panels:
        for label in (*panel.get_xticklabels(), *panel.get_yticklabels()):
            label.set_fontfamily(FONT)
            label.set_parse_math(False)


def decimal_marks(panel: Axes, language: str) -> None:
    """Give the numbers at both axes the decimal mark of the language."""
    if language == "en":
        return
    from matplotlib.ticker import ScalarFormatter

    class Comma(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return str(super().__call__(x, pos)).replace(".", ",")

    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(Comma())
