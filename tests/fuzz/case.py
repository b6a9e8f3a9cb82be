"""What a case is, what may come of it, and the limits under which it is tried."""

from __future__ import annotations

import contextlib
import random
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from hypercluster.errors import HyperclusterError

SECONDS, CPU_SECONDS = 180.0, 15.0  # on a busy machine; a hang is longer
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
    """A case while it is tried.

    `names` are the files of which an error must name one, `effect` is what may come of the case,
    and `is_said` whether the package warned.
    """

    chance: random.Random
    what: str = ""
    names: tuple[str, ...] = ()
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
def limited() -> Iterator[None]:
    """Raise `TooLongError` once the time of the clock or of the processor is over."""

    def over(*_: object) -> None:
        raise TooLongError("no end in sight")

    timers = {
        signal.SIGALRM: (signal.ITIMER_REAL, SECONDS),
        signal.SIGPROF: (signal.ITIMER_PROF, CPU_SECONDS),
    }
    before = {number: signal.signal(number, over) for number in timers}
    for timer, seconds in timers.values():
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for number, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def tried(trial: Trial, case: Case) -> Outcome:
    """Outcome of a trial; anything but an error of the package is a failure."""
    try:
        with limited():
            detail = _verdict(trial, case)
    except FaultError as fault:
        return Outcome(case.what, "failed", str(fault))
    except (Exception, TooLongError) as error:  # noqa: BLE001 - any other error is the finding
        return Outcome(case.what, "failed", "".join(traceback.format_exception(error)[-6:]))
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


def _check_message(message: str, names: tuple[str, ...]) -> None:
    """A message is short and printable, and names a file."""
    if len(message) > LONGEST_MESSAGE:
        raise FaultError(f"a message of {len(message):,} characters")
    odd = [sign for sign in message if not sign.isprintable() and sign != "\n"]
    if odd:
        raise FaultError(f"a message with {odd[:3]!r}: {message[:300]!r}")
    if not message.strip() or (names and not any(name in message for name in names)):
        raise FaultError(f"a message that names no file: {message[:300]}")
