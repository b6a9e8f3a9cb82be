"""What happens when a command fails, is interrupted or loses its reader: one message, an exit code, no traceback."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import typer

FAILED = 2
INTERRUPTED = 130


@contextlib.contextmanager
def guarded(*, is_debug: bool = False) -> Iterator[None]:
    """Turn errors raised on purpose, and those of the operating system, into a message on stderr and exit code 2."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence(sys.stdout)
        raise typer.Exit(0) from None
    except _expected() as error:
        from hypercluster.cli.render import clean

        drop_unwritable()
        if is_debug:
            import traceback

            typer.echo(clean(traceback.format_exc(), keep="\n").rstrip(), err=True)
        typer.echo(f"error: {clean(str(error), keep=chr(10))}", err=True)
        raise typer.Exit(FAILED) from None


def _expected() -> tuple[type[Exception], ...]:
    """Errors that are shown as a message; loaded only once there is one."""
    from hypercluster.errors import HyperclusterError

    return HyperclusterError, OSError


def _silence(stream: TextIO) -> None:
    """Send what is left of a stream nowhere, so that leaving the program does not fail on it again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def drop_unwritable() -> None:
    """Forget output that cannot be written; the loss was reported, or its reader has gone."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _silence(sys.stdout)


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; what cannot be encoded becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def show_warnings_plainly() -> None:
    """Show a warning of the library as one '!' line on stderr."""
    import warnings

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        from hypercluster.cli.render import clean

        typer.echo(f"! {clean(str(message))}", err=True)

    warnings.showwarning = show
