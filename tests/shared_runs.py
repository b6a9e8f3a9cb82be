"""Runs of the packaged data that all tests of a session share, whatever process they are in.

A run is made by the first test that needs it and read by all others. A file lock keeps two
processes from making the same one.
"""

from __future__ import annotations

import fcntl
import functools
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import hypercluster as hc

Run = Callable[..., hc.Results]


def shared_runs(folder: Path) -> Run:
    """Give the function that makes a run, or reads what another process made of it in `folder`."""

    @functools.cache
    def run(draws: int, scheme: str = "study") -> hc.Results:
        file = folder / f"{scheme}-{draws}.pickle"
        with (folder / f"{file.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                workers = 1 if draws < 20 else os.cpu_count() or 1
                settings = hc.Settings().with_run(draws=draws, workers=workers)
                results = hc.analyse(hc.load_pack(), scheme=scheme, settings=settings)
                file.write_bytes(pickle.dumps(results))
        return pickle.loads(file.read_bytes())  # noqa: S301 - written by this session

    return run
