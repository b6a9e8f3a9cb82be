"""Run cases: `make fuzz`, or one of them again with `make fuzz CASE=123 SEED=1`."""

from __future__ import annotations

import argparse
import sys

from . import stops
from .run import KINDS, in_pieces, one, report


def main() -> int:
    """Run what the arguments say; exit code 1 where something failed."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--kind", choices=sorted(KINDS), help="cases of this kind alone")
    parser.add_argument("--case", type=int, help="this case alone, with its traceback")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--interrupts", type=int, default=50)
    parser.add_argument("--stop", type=int, help="this kill or interrupt alone")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case is not None:
        outcome = one(options.seed, options.case)
        sys.stdout.write(f"{outcome.verdict}: {outcome.what}\n{outcome.detail}\n")
        return int(outcome.verdict == "failed")
    if options.stop is not None:
        stop = stops.one(options.seed, options.stop)
        sys.stdout.write(f"{stop}\n")
        return int(bool(stop.fault))
    if options.worker:
        report(options.seed, options.first, options.cases, options.kind)
        return 0
    failures = in_pieces(options.seed, options.first, options.cases, options.kind)
    failures += stops.many(options.seed, options.kills, options.interrupts)
    return int(failures > 0)


sys.exit(main())
