"""Make results in processes of this machine, which end with who started them.

A process is given once what all results start from, and then one item after the other. Another
takes the place of one that was killed and makes its item again, so that kills change no result.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import IO, Any, TypeAlias, TypeVar

from hypercluster.errors import ResourceError

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
Stream: TypeAlias = IO[bytes]

MOST_LOSSES = 3  # of processes with the same item, after which it is not tried again (our choice)
POLL_SECONDS = 0.5  # a system that heeds Ctrl-C only between waits shall not wait longer
# The path of modules is that of this process: the current folder does not belong to it.
PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; import hypercluster.processes as p; p.serve()"
THREADS = ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB", "NUMEXPR")
PR_SET_PDEATHSIG = 1
GONE = OSError, EOFError, ValueError, pickle.UnpicklingError


def spread(
    function: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    *,
    workers: int,
) -> Generator[Result]:
    """Results of `function(shared, item)` in the order of the items.

    Closed before the end, it stops at once what is under way.

    Parameters
    ----------
    function
        A function that can be imported by name.
    shared
        What every result starts from. It travels once to each process.
    items
        What results differ by.
    workers
        Processes.

    Raises
    ------
    ResourceError
        Processes were killed again and again.
    """
    work = pickle.dumps((function, shared), pickle.HIGHEST_PROTOCOL)
    waiting = deque(range(len(items)))
    answers: queue.SimpleQueue[tuple[int | None, bytes | None]] = queue.SimpleQueue()
    unread: dict[int, bytes] = {}  # until their turn, so that of several errors the first is raised
    losses: Counter[int | None] = Counter()  # None: in a row, before they were given an item

    def tend(process: subprocess.Popen[bytes]) -> None:
        """Give a process its items and report its answers, and its end."""
        number = None
        try:
            _send(process.stdin, work)
            while (number := _taken(waiting)) is not None:
                _send(process.stdin, pickle.dumps(items[number]))
                answers.put((number, _receive(process.stdout)))
        except Exception:  # noqa: BLE001 - too little memory too: none may end unheard
            answers.put((number, None))

    with contextlib.ExitStack() as stack:
        stack.callback(waiting.clear)
        for _ in range(min(workers, len(items))):
            stack.enter_context(_tended(tend, workers))
        for number in range(len(items)):
            while number not in unread:
                answered, answer = _next(answers)
                if answer is not None and answered is not None:
                    unread[answered] = answer
                    del losses[None]
                    continue
                losses[answered] += 1
                if losses[answered] == MOST_LOSSES:
                    raise ResourceError(
                        f"Expected processes that live to the end of the run; {MOST_LOSSES} were "
                        "ended from outside, most often because memory ran out. Close other "
                        "programs, or run again with fewer --workers."
                    )
                if answered is not None:
                    # Last, so that kills one after the other hardly hit the same item.
                    waiting.append(answered)
                stack.enter_context(_tended(tend, workers))
            yield _unpacked(unread.pop(number))


@contextlib.contextmanager
def _tended(tend: Callable[[subprocess.Popen[bytes]], None], workers: int) -> Iterator[None]:
    """Start a process and the thread that tends it. In the end kill it."""
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    with _deaf_children() as flags:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**{f"{name}_NUM_THREADS": threads for name in THREADS}, **os.environ},
            creationflags=flags,
        )
    thread = threading.Thread(target=tend, args=(process,), daemon=True)
    try:
        thread.start()
        yield
    finally:
        process.kill()
        process.wait()
        if thread.ident is not None:
            thread.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@contextlib.contextmanager
def _deaf_children() -> Iterator[int]:
    """Flags for processes that leave Ctrl-C to this one.

    A Ctrl-C that comes now is heard afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield 0
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _taken(waiting: deque[int]) -> int | None:
    """Next item, None where another thread took the last."""
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _next(answers: queue.SimpleQueue[Result]) -> Result:
    while True:
        with contextlib.suppress(queue.Empty):
            return answers.get(timeout=POLL_SECONDS)


def _unpacked(answer: bytes) -> Any:
    """Result of an answer.

    Raises
    ------
    Exception
        What the function raised, with the place where it did in a note.
    """
    is_result, content = _unpickled(answer)
    if is_result:
        return content
    raise content


def serve() -> None:
    """Answer what the process that started this one asks, until it closes or is gone."""
    _end_with_parent()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    received: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, received), daemon=True).start()
    import_igraph()
    function, shared = _unpickled(received.get())
    while True:
        _send(answers, _answer(function, shared, _unpickled(received.get())))


def import_igraph() -> None:
    """Import igraph without matplotlib, in a process where nobody plots with it.

    Where matplotlib is installed, igraph imports all of it: longer than all else that draws need.
    """
    if "igraph" in sys.modules or "matplotlib" in sys.modules:
        return
    # None says to imports that there is no such module.
    sys.modules["matplotlib"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("igraph")
    finally:
        del sys.modules["matplotlib"]


def _end_with_parent() -> None:
    """Ask Linux for an end with the parent even amid the code of a library."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(requests: Stream, received: queue.SimpleQueue[bytes]) -> None:
    """Pass requests on. Once nobody can send any more, end this process amid its work."""
    try:
        while True:
            received.put(_receive(requests))
    except GONE:
        os._exit(0)


def _answer(function: Callable[[Any, Any], Any], shared: Any, item: Any) -> bytes:
    """Result of a function, or the error that it raised."""
    import traceback

    try:
        return pickle.dumps((True, function(shared, item)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - every one is raised again where it is handled
        place = traceback.format_exc()
        try:
            error.add_note(f"In another process:\n{place}")
            packed = pickle.dumps((False, error))
            _unpickled(packed)  # some errors can be written but not read
        except Exception:  # noqa: BLE001
            return pickle.dumps((False, RuntimeError(place)))
        return packed


def _send(stream: Stream | None, payload: bytes) -> None:
    """Write bytes so that `_receive` knows where they end."""
    if stream is not None:
        pickle.dump(payload, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()


def _receive(stream: Stream | None) -> bytes:
    """Read what `_send` wrote.

    Raises
    ------
    EOFError, OSError, UnpicklingError
        The other side is gone.
    """
    if stream is None:
        raise EOFError
    return bytes(pickle.load(stream))  # noqa: S301 - a process of our own wrote it


def _unpickled(content: bytes) -> Any:
    return pickle.loads(content)  # noqa: S301 - a process of our own wrote it
