"""How the program ends when it is asked to: by Ctrl-C, SIGTERM or SIGHUP.

The first request is raised where the program stands, so that everything is put in order on the way
out: processes ended, half-written files removed, one line said. Requests that follow do not disturb
that. Where it takes too long, the program ends amid it. What it then leaves is removed by the next
run. Nothing here needs more than the standard library, so that a Ctrl-C is heard from the start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
SECONDS = 1.0  # to put everything in order


class Interruption(KeyboardInterrupt):
    """A request to end; `number` is that of its signal."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.number = number


class Ending:
    """What a signal does: the first is raised, later ones are left aside."""

    def __init__(self) -> None:
        self.number = 0
        self._has_said = False

    def __call__(self, number: int, _: object) -> None:
        """Raise the first request."""
        if not self.number:
            self.number = number
            raise Interruption(number)

    def watch(self) -> None:
        """See to it that the program ends, also amid a long call of a library."""
        if os.name != "posix":  # other systems tell a socket alone
            return
        told, teller = os.pipe()
        os.set_blocking(teller, False)
        signal.set_wakeup_fd(teller, warn_on_full_buffer=False)

        def leave_in_time() -> None:
            first = os.read(told, 1)[0]
            time.sleep(SECONDS)
            self.number = self.number or first
            os._exit(self.say())

        threading.Thread(target=leave_in_time, daemon=True).start()

    def check(self) -> None:
        """Raise again a request that a C library swallowed."""
        if self.number:
            raise Interruption(self.number)

    def say(self) -> int:
        """Say in one line, once, that the program ends; its exit code."""
        if not self._has_said:
            self._has_said = True
            line = "interrupted" if self.number == signal.SIGINT else "terminated"
            with contextlib.suppress(OSError, ValueError, AttributeError):
                sys.stderr.write(f"{line}\n")
                sys.stderr.flush()
        return 128 + self.number


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """Heed requests to end, for the command line as a whole.

    What the parent of this process chose to ignore stays ignored.
    """
    ending = Ending()
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    heeded = [
        number
        for number in numbers
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL)
    ]
    hook = sys.unraisablehook

    def unraisable(swallowed: Any) -> None:
        if not isinstance(swallowed.exc_value, Interruption):
            hook(swallowed)

    try:
        for number in heeded:
            signal.signal(number, ending)
        ending.watch()
        sys.unraisablehook = unraisable
        yield
    except BaseException as error:
        # A library may have made another error of it. Done in spite of it is done.
        if not ending.number or (isinstance(error, SystemExit) and not error.code):
            raise
        # Everything is in order: taking the interpreter down would only take time.
        os._exit(ending.say())
    finally:
        # All is done: what comes while the interpreter leaves changes nothing any more.
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)


def heed() -> Callable[[], None]:
    """Give the check that raises again a request to end that was swallowed."""
    handler = signal.getsignal(signal.SIGINT)
    return handler.check if isinstance(handler, Ending) else lambda: None
