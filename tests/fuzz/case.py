"""What a case is, what may come of it, and the limits under which it is tried."""

from __future__ import annotations

import contextlib
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from hypercluster.errors import HyperclusterError

SECONDS = 30  # on a busy machine; a hang is longer
CPU_SECONDS = 8.0
LONGEST_MESSAGE = 40_000

# What may come of a spoilt input; an error of the package is right for all but LOADS.
LOADS = "loads"  # it must be read, as before
SAME = "same"  # refused, or read as before
SAID = "said"  # refused, or read as before with a warning
SAYS = "says"  # refused, or read as the file now says
REFUSED = "refused"  # refused

Files: TypeAlias = dict[str, bytes]


@dataclass
class Case:
    """A case while it is tried: its random numbers, and what is to be said of it.

    `names` is the file that an error must name, `effect` what may come of the case, and `is_said`
    whether the package warned.
    """

    chance: random.Random
    what: str = ""
    names: str = ""
    effect: str = SAYS
    is_said: bool = False


class Outcome(NamedTuple):
    """What came of a case: `read`, `refused` or `failed`, and why."""

    what: str
    verdict: str
    detail: str = ""


class FaultError(AssertionError):
    """What the package must not do."""


class TooLongError(BaseException):
    """The time of a case is over; no handler of the package may catch it."""


# Reads what it spoils: returns where it is read, and lets an error of the package through.
Trial: TypeAlias = Callable[[Case], None]


def chance(seed: int, number: int) -> random.Random:
    """Random numbers of a case."""
    return random.Random(f"{seed}/{number}")  # noqa: S311 - not for secrets


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `TooLongError` once the time is over."""

    def over(*_: object) -> None:
        raise TooLongError(f"no end after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried(trial: Trial, case: Case) -> Outcome:
    """Outcome of a trial; anything but an error of the package is a failure."""
    begun = time.process_time()
    try:
        with limited():
            detail = _verdict(trial, case)
    except FaultError as fault:
        return Outcome(case.what, "failed", str(fault))
    except (Exception, TooLongError) as error:  # noqa: BLE001 - any other error is the finding
        return Outcome(case.what, "failed", "".join(traceback.format_exception(error)[-6:]))
    spent = time.process_time() - begun
    if spent > CPU_SECONDS:
        return Outcome(case.what, "failed", f"{spent:.1f} s of processor time")
    return Outcome(case.what, "refused" if detail else "read", detail)


def _verdict(trial: Trial, case: Case) -> str:
    """Message of a refusal that is right, or nothing where the case was read and may be."""
    try:
        trial(case)
    except HyperclusterError as error:
        if case.effect == LOADS:
            raise FaultError(f"refused without need: {error}") from error
        _check_message(str(error), case.names)
        return str(error)
    if case.effect == REFUSED or (case.effect == SAID and not case.is_said):
        raise FaultError("read without a word, where it must be refused")
    return ""


def _check_message(message: str, name: str) -> None:
    """A message is short and printable, and names the file."""
    if len(message) > LONGEST_MESSAGE:
        raise FaultError(f"a message of {len(message):,} characters")
    odd = [sign for sign in message if not sign.isprintable() and sign != "\n"]
    if odd:
        raise FaultError(f"a message with {odd[:3]!r}: {message[:300]!r}")
    if not message.strip() or name not in message:
        raise FaultError(f"a message that does not name {name!r}: {message[:300]}")
