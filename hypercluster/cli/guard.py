"""What happens when a command fails or loses its reader.

One message and an exit code, no traceback.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import typer

FAILED = 2
NO_RESOURCES = 1
NARROWEST = 40
LONGEST_CRASH = 300
OF_MEMORY = ("failed to map segment", "Cannot allocate memory", "can't start new thread")
OUT_OF_MEMORY = (
    "memory ran out. Close other programs, or run again with fewer --workers or a smaller pack."
)


@contextlib.contextmanager
def guarded(*, is_debug: bool = False) -> Iterator[None]:
    """Turn an expected error into a message on stderr and exit code 2.

    Expected are errors raised on purpose and those of the operating system. The code is 1 where the
    machine gives too little.
    """
    try:
        yield
    except BrokenPipeError:
        _silence(sys.stdout)
        raise typer.Exit(0) from None
    except _expected() as error:
        if is_out_of_memory(error):
            raise
        from hypercluster.cli.terminal import clean
        from hypercluster.errors import ResourceError

        drop_unwritable()
        if is_debug:
            import traceback

            typer.echo(clean(traceback.format_exc(), keep="\n").rstrip(), err=True)
        typer.echo(_wrapped(f"error: {clean(str(error), keep=chr(10))}"), err=True)
        raise typer.Exit(NO_RESOURCES if isinstance(error, ResourceError) else FAILED) from None


def _wrapped(message: str) -> str:
    """A message broken between words on a terminal, and as it is on a pipe."""
    if not sys.stderr.isatty():
        return message
    width = max(shutil.get_terminal_size().columns, NARROWEST)
    lines = [
        textwrap.wrap(
            line,
            width,
            subsequent_indent=" " * (len(line) - len(line.lstrip(" -"))),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in message.splitlines()
    ]
    return "\n".join(part for line in lines for part in line or [""])


def _expected() -> tuple[type[Exception], ...]:
    """Errors that are shown as a message, loaded only once there is one."""
    from hypercluster.errors import HyperclusterError

    return HyperclusterError, OSError


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, in the words of any library."""
    text = str(error)
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (
            isinstance(error, ImportError | RuntimeError)
            and any(word in text for word in OF_MEMORY)
        )
    )


def open_closed_streams() -> None:
    """Open streams that are closed from the start, to nowhere.

    The next file that is opened would otherwise take their place, and what is said would end in it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r" if number == 0 else "w"))  # noqa: SIM115


def _silence(stream: TextIO) -> None:
    """Send what is left of a stream nowhere.

    Leaving the program would otherwise fail on it again.
    """
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def drop_unwritable() -> None:
    """Forget output that cannot be written.

    The loss was reported, or the reader has gone.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _silence(sys.stdout)


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says.

    What cannot be encoded becomes a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def show_warnings_plainly() -> None:
    """Show a warning of the library as one '!' line on stderr."""
    import warnings

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        from hypercluster.cli.terminal import clean

        typer.echo(f"! {clean(str(message))}", err=True)

    warnings.showwarning = show


def show_crashes_plainly(*, is_debug: bool) -> None:
    """Show a mistake of the program as one line instead of a traceback.

    The exit code is 1. With --debug the traceback is shown.
    """
    if is_debug:
        return

    def show(kind: type[BaseException], error: BaseException, _: object) -> None:
        from hypercluster.cli.terminal import clean

        if is_out_of_memory(error):
            typer.echo(f"error: {OUT_OF_MEMORY}", err=True)
            return
        text = clean(" ".join(str(error).split()))
        shown = text if len(text) <= LONGEST_CRASH else f"{text[:LONGEST_CRASH]}..."
        typer.echo(
            f"internal error: {kind.__name__}: {shown or 'without a word'}. This is a mistake in "
            "hypercluster. Run the command again with --debug, which shows where, and report that.",
            err=True,
        )

    sys.excepthook = show
