"""The paper that figures are drawn on: sizes in millimetres, fonts, inks, and room for labels, legend and caption.

A figure is one axes, given or new, and a sheet over it: transparent axes in millimetres that hold all words outside the
data. Nothing here touches pyplot or the global settings of matplotlib.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

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
_HINTING = 1.03  # letters are set on whole pixels, which makes a line up to this much wider
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


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Draw or save in the style of the figures, whatever the settings of matplotlib are, and leave those as they were.

    Raises
    ------
    MissingExtraError
        Matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise MissingExtraError(
            'A figure takes matplotlib; found none. Install it: pip install "hypercluster[figures]".'
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

    Examples
    --------
    >>> [round(inches, 2) for inches in figsize(88, 50.8)]
    [3.46, 2.0]
    """
    return width / INCH, height / INCH


@dataclass(frozen=True)
class Margins:
    """Room around the data in mm; it lies inside a new figure, and around an axes that was given."""

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """An axes, and around it transparent axes in mm from their lower left corner; `ax` begins at the margins."""

    ax: Axes
    paper: Axes
    width: float
    height: float
    margins: Margins

    def panel(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """New axes inside, in mm from the lower left corner of the sheet."""
        own = self.ax.inset_axes(
            (
                (left - self.margins.left) / self.inner_width,
                (bottom - self.margins.bottom) / self.inner_height,
                width / self.inner_width,
                height / self.inner_height,
            )
        )
        own.patch.set_visible(False)
        return own

    @property
    def inner_width(self) -> float:
        """Width of `ax` in mm."""
        return self.width - self.margins.left - self.margins.right

    @property
    def inner_height(self) -> float:
        """Height of `ax` in mm."""
        return self.height - self.margins.top - self.margins.bottom

    def write(self, left: float, bottom: float, text: str, **options: Any) -> None:
        """Words at a place in mm."""
        self.paper.text(left, bottom, text, **{"fontsize": SIZE, "va": "baseline", **options})


def lay_out(
    ax: Axes | None, *, width: float, height: float, margins: Margins | None = None
) -> Sheet:
    """Sheet over the axes that was given, whose size then counts, or over new axes of a new figure.

    Parameters
    ----------
    ax
        Axes to draw in, or None.
    width, height
        Of a new figure in mm, margins included.
    margins
        Room that words take around the data.
    """
    margins = margins or Margins()
    if ax is None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=figsize(width, height))
        FigureCanvasAgg(figure)
        inner = (width - margins.left - margins.right, height - margins.top - margins.bottom)
        ax = figure.add_axes(
            (margins.left / width, margins.bottom / height, inner[0] / width, inner[1] / height)
        )
    inner = size_of(ax)
    width, height = inner[0] + margins.left + margins.right, inner[1] + margins.top + margins.bottom
    paper = ax.inset_axes(
        (-margins.left / inner[0], -margins.bottom / inner[1], width / inner[0], height / inner[1]),
        zorder=5,
    )
    paper.set(xlim=(0, width), ylim=(0, height))
    paper.set_axis_off()
    return Sheet(ax, paper, width, height, margins)


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in mm."""
    figure: Any = ax.get_figure(root=True)
    box = ax.get_window_extent()
    return box.width / figure.dpi * INCH, box.height / figure.dpi * INCH


def width_for(ax: Axes | None, width: float) -> float:
    """Width that there is to draw on: of the axes that was given, or of the new figure."""
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
            f"Expected a width of a figure from 60 to 400 mm; found {width:g}. Journals take {WIDTHS[0]} or {WIDTHS[1]}."
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


def line_height(size: float = SIZE) -> float:
    """Height of a line of text in mm."""
    return size * LINE * POINT


def wrapped(text: str, width: float, size: float = SIZE, *, most: int | None = None) -> str:
    """A text broken between words so that its lines are no wider than `width` mm; what goes beyond `most` lines is cut with an ellipsis."""
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


def is_light(colour: Any) -> bool:
    """Whether dark words can be read on a colour better than white ones."""
    from matplotlib.colors import to_rgb

    channels = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return bool((luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05))


def fix_ticks(*panels: Axes) -> None:
    """Make the words of the ticks now, in the style of the figures; matplotlib would make them when the figure is drawn."""
    for panel in panels:
        for label in (*panel.get_xticklabels(), *panel.get_yticklabels()):
            label.set_fontfamily(FONT)
            label.set_parse_math(False)


def decimal_marks(panel: Axes, language: str) -> None:
    """Give the numbers at both axes the decimal mark of the language; Russian has a comma."""
    if language == "en":
        return
    from matplotlib.ticker import ScalarFormatter

    class Comma(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return str(super().__call__(x, pos)).replace(".", ",")

    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(Comma())
