"""`python -m benchmarks [--people 6000,60000] [--rounds 7] [--load] [--check]`."""

from __future__ import annotations

import argparse
import signal
import sys

from benchmarks.bounds import broken, broken_load
from benchmarks.load import run_load
from benchmarks.runs import run
from benchmarks.tables import load_table, table


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> int:
    """Measure each size and print its table; with --check 1 where a bound is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=_sizes, default=[6_000, 60_000], help="sizes, such as 6000,60000")
    parser.add_argument("--rounds", type=int, default=7, help="measured rounds; the median counts")
    parser.add_argument("--load", action="store_true", help="eight clients at once instead, at the first size")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bound is broken")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the store would outlive us
    complaints = _under_load(options.people[0]) if options.load else _alone(options.people, options.rounds)
    print("\n".join(["", *complaints]) if complaints else "\nEvery bound holds.")
    return int(options.check and bool(complaints))


def _alone(sizes: list[int], rounds: int) -> list[str]:
    results = []
    for people in sizes:
        results.append(run(people, rounds))
        print(table(results[-1]), flush=True)
    return broken(results)


def _under_load(people: int) -> list[str]:
    loads = run_load(people)
    print(load_table(people, loads), flush=True)
    return broken_load(loads)


if __name__ == "__main__":
    sys.exit(main())
