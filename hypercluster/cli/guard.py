"""What happens when a command fails, is interrupted or loses its reader.

One message and an exit code, no traceback, no process left behind.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import typer

FAILED = 2
INTERRUPTED = 130
NARROWEST = 40


@contextlib.contextmanager
def guarded(*, is_debug: bool = False) -> Iterator[None]:
    """Turn an expected error into a message on stderr and exit code 2.

    Expected are errors raised on purpose and those of the operating system.
    """
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence(sys.stdout)
        raise typer.Exit(0) from None
    except _expected() as error:
        from hypercluster.cli.terminal import clean

        drop_unwritable()
        if is_debug:
            import traceback

            typer.echo(clean(traceback.format_exc(), keep="\n").rstrip(), err=True)
        typer.echo(_wrapped(f"error: {clean(str(error), keep=chr(10))}"), err=True)
        raise typer.Exit(FAILED) from None


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


@contextlib.contextmanager
def heeded_interrupt() -> Iterator[Callable[[], None]]:
    """Give a check that raises a Ctrl-C again.

    A C library that calls back into Python may have swallowed the first. A request to end
    (SIGTERM, SIGHUP) leaves in order too, so that no worker process stays behind.
    """
    came: list[int] = []

    def note(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield check
        return
    # What the parent of this process chose to ignore stays ignored.
    handlers = {
        signal.SIGINT: note,
        **{getattr(signal, name): leave for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)},
    }
    before: dict[signal.Signals, Any] = {number: signal.getsignal(number) for number in handlers}
    hook = sys.unraisablehook
    for number, handler in handlers.items():
        if before[number] in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, handler)
    sys.unraisablehook = lambda swallowed: (
        None if swallowed.exc_type is KeyboardInterrupt else hook(swallowed)
    )
    try:
        yield check
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def _expected() -> tuple[type[Exception], ...]:
    """Errors that are shown as a message, loaded only once there is one."""
    from hypercluster.errors import HyperclusterError

    return HyperclusterError, OSError


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
        typer.echo(
            f"internal error: {kind.__name__}: {error}. This is a mistake in hypercluster; "
            "--debug shows where.",
            err=True,
        )

    sys.excepthook = show
