"""Save a figure and its alt text, whole or not at all, always in the same bytes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.figures.paper import house_style
from hypercluster.output_file import partial, refuse_pack, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
DPI = 300


def save_figure(
    figure: Figure | Axes,
    path: str | Path,
    *,
    alt: str = "",
    dpi: int = DPI,
    overwrite: bool = False,
) -> list[Path]:
    """Save a figure as PNG, SVG or PDF, and its alt text beside it.

    Text in SVG stays text, fonts in PDF are embedded, no date is written: the same figure gives the
    same bytes.

    Parameters
    ----------
    figure
        A figure, or axes of it.
    path
        File to write. Its suffix says the format. Missing folders are made.
    alt
        Alt text, such as `map_alt(results)`, written to `map.alt.txt` beside `map.png`, and into
        the description in the figure. Empty writes none.
    dpi
        Dots per inch of PNG.
    overwrite
        Whether existing files are replaced.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The suffix is none of the three, a file exists, or it cannot be written. Nothing is left
        half-written.
    MissingExtraError
        Matplotlib is not installed.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.read("results")  # doctest: +SKIP
    >>> axes, alt = hc.plot_map(results), hc.map_alt(results)  # doctest: +SKIP
    >>> files = hc.save_figure(axes, "map.svg", alt=alt)  # doctest: +SKIP
    """
    target = Path(path)
    beside = target.with_suffix(".alt.txt")
    check_target(target, alt=alt, overwrite=overwrite)
    with _reported(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        files = [target, beside] if alt else [target]
        with contextlib.ExitStack() as stack:
            new = [stack.enter_context(partial(file)) for file in files]
            _save(figure, new[0], target.suffix.casefold(), alt, dpi)
            if alt:
                new[1].write_text(f"{alt}\n", encoding="utf-8", newline="")
            # The figure last, so that it never stands without its alt text.
            for written, file in zip(reversed(new), reversed(files), strict=True):
                settle(written)
                written.replace(file)
    return files


def check_target(path: str | Path, *, alt: str = "", overwrite: bool = False) -> None:
    """Refuse a file that cannot be a figure or must not be replaced.

    An alt text of the same words may stand there already.

    Raises
    ------
    OutputError
        The suffix is unknown, a file exists, or the folder is a data pack.
    """
    target = Path(path)
    if target.suffix.casefold() not in SUFFIXES:
        raise OutputError(
            f"{path}: expected a file name that ends in {', '.join(SUFFIXES)}; "
            f"found {target.suffix or 'no suffix'!r}. Name another one."
        )
    if target.is_dir():
        raise OutputError(
            f"{path}: expected a file or nothing; found a folder. Choose another name."
        )
    refuse_pack(target)
    if overwrite:
        return
    beside = target.with_suffix(".alt.txt")
    with _reported(target):
        has_another_text = (
            bool(alt) and os.path.lexists(beside) and beside.read_bytes() != f"{alt}\n".encode()
        )
    for file, stands in ((target, os.path.lexists(target)), (beside, has_another_text)):
        if stands:
            raise OutputError(
                f"{file}: the file exists already. "
                "Replace it with overwrite=True (--overwrite on the command line), "
                "or choose another one."
            )


@house_style()
def _save(figure: Figure | Axes, file: Path, suffix: str, alt: str, dpi: int) -> None:
    whole: Any = figure if hasattr(figure, "savefig") else figure.get_figure(root=True)
    # Without a date, so that the same figure gives the same bytes.
    metadata: dict[str, dict[str, Any]] = {
        ".png": {"Software": "hypercluster"},
        ".svg": {"Date": None, "Creator": "hypercluster"},
        ".pdf": {"CreationDate": None, "Creator": "hypercluster", "Producer": None},
    }
    described = {"Subject" if suffix == ".pdf" else "Description": alt} if alt else {}
    whole.savefig(file, format=suffix[1:], dpi=dpi, metadata={**metadata[suffix], **described})


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"{path}: the figure cannot be written: {error.strerror or error}. "
            "Choose another place."
        ) from error
