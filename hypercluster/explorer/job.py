"""What the explorer shows, and the one recomputation that may be under way."""

from __future__ import annotations

import contextlib
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.errors import HyperclusterError

if TYPE_CHECKING:
    from hypercluster.results import Results
    from hypercluster.settings import Settings

    Progress = Callable[[int, int], None]

POLL_SECONDS = 0.5  # a system that heeds Ctrl-C only between waits shall not wait longer
INTERNAL = (
    "internal error: {}. This is a mistake in hypercluster; the terminal shows where. "
    "The results before it stay."
)


class CancelledError(HyperclusterError):
    """The reader no longer wants what is being computed."""


@dataclass(frozen=True)
class RunRequest:
    """A run that was asked for: scheme and checked settings."""

    scheme: str
    settings: Settings


@dataclass(frozen=True, eq=False)
class ShownRun:
    """A finished run with its page, which always change together.

    Attributes
    ----------
    number
        1 for the first run, and one more for each that follows.
    asked
        What was asked for.
    results, page
        What came of it, and the HTML that shows it.
    """

    number: int
    request: RunRequest
    results: Results
    page: bytes


class Explorer:
    """The run that is shown, and at most one that waits or is under way.

    A run that fails or is cancelled leaves the one before it in place. Requests come from the
    threads of the server. Runs are made by the thread that calls `work`: the main one, where Ctrl-C
    arrives.

    Parameters
    ----------
    first
        The run to begin with.
    compute
        Makes the run that is asked for, given its number, and calls back with (trial runs done,
        trial runs).
    """

    def __init__(
        self, first: ShownRun, compute: Callable[[int, RunRequest, Progress], ShownRun]
    ) -> None:
        self._compute = compute
        self._changed = threading.Condition()
        self._shown = first
        self._request: RunRequest | None = None
        self._is_cancelled = self._is_closed = False
        self._done = self._of = 0
        self._outcome = self._message = ""

    @property
    def shown(self) -> ShownRun:
        """The last run that was finished."""
        with self._changed:
            return self._shown

    def ask(self, request: RunRequest) -> bool:
        """Ask for a run, which is refused (False) while one is under way."""
        with self._changed:
            if self._request is not None or self._is_closed:
                return False
            self._request, self._is_cancelled = request, False
            self._done = self._of = 0
            self._outcome = self._message = ""
            self._changed.notify_all()
            return True

    def cancel(self) -> bool:
        """Ask for the end of the run under way after its present trial, if there is one."""
        with self._changed:
            self._is_cancelled = self._request is not None
            return self._is_cancelled

    def close(self) -> None:
        """Let `work` return once the run under way has heeded its cancellation."""
        with self._changed:
            self._is_closed = self._is_cancelled = True
            self._changed.notify_all()

    def progress(self) -> dict[str, Any]:
        """State (`idle`, `running`, `stopping`), trial runs done, and the last outcome."""
        with self._changed:
            busy = "stopping" if self._is_cancelled else "running"
            state = "idle" if self._request is None else busy
            return {
                "state": state,
                "done": self._done,
                "of": self._of,
                "number": self._shown.number,
                "outcome": self._outcome,
                "message": self._message,
            }

    def work(self) -> None:
        """Make the runs that are asked for until the explorer is closed."""
        while (request := self._next()) is not None:
            self._run(request)

    def _next(self) -> RunRequest | None:
        with self._changed:
            while self._request is None and not self._is_closed:
                self._changed.wait(POLL_SECONDS)
            return None if self._is_closed else self._request

    def _run(self, request: RunRequest) -> None:
        result, outcome, message = None, "failed", ""
        try:
            result = self._compute(self.shown.number + 1, request, self._note)
            # A cancellation that came with the last trial still counts.
            self._note(self._done, self._of)
            outcome, message = "finished", ""
        except CancelledError:
            outcome, message = "cancelled", ""
        except (HyperclusterError, OSError) as error:
            message = str(error)
        except (BrokenExecutor, MemoryError) as error:
            message = (
                f"The run ended for want of memory or a process ({type(error).__name__}). "
                "Ask for fewer draws, or start with fewer --workers."
            )
        except Exception as error:  # noqa: BLE001 - one request shall not end the others
            message = INTERNAL.format(f"{type(error).__name__}: {error}")
            with contextlib.suppress(OSError):
                traceback.print_exc()
        finally:
            with self._changed:
                if outcome == "finished" and result is not None:
                    self._shown = result
                self._request, self._outcome, self._message = None, outcome, message

    def _note(self, done: int, of: int) -> None:
        """Keep the progress.

        Raises
        ------
        CancelledError
            The run is no longer wanted.
        """
        with self._changed:
            self._done, self._of = done, of
            if self._is_cancelled:
                raise CancelledError
