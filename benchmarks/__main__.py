"""`python -m benchmarks [--people 6000,60000] [--rounds 7] [--check]`."""

from __future__ import annotations

import argparse
import signal
import sys

from benchmarks.bounds import broken
from benchmarks.runs import run
from benchmarks.tables import table


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> int:
    """Measure each size and print its table; with --check 1 where a bound is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=_sizes, default=[6_000, 60_000], help="sizes, such as 6000,60000")
    parser.add_argument("--rounds", type=int, default=7, help="measured rounds; the median counts")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bound is broken")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the store would outlive us
    results = []
    for people in options.people:
        results.append(run(people, options.rounds))
        print(table(results[-1]), flush=True)
    complaints = broken(results)
    print("\n".join(["", *complaints]) if complaints else "\nEvery bound holds.")
    return int(options.check and bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
