"""`python -m benchmarks.learning_hours [--people 6000,60000]`: what the learning hours of a city cost.

The screen of learning hours (by unit, the list, one dinas), the figures of the first page, the sums alone and counting
everything again, four trainings a person. Round trips are bounded at any size with --check.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from benchmarks import ground
from benchmarks.meter import TRIPS
from models.moments import now
from models.people import Employee
from models.statistics import Snapshot
from models.training import Training
from operations import hours, jobs, recounting
from operations.actors import SYSTEM

TRAININGS_EACH = 4
MOST = 6
"""Round trips of a page, at any size."""


def measure(act: Callable[[], Any], rounds: int) -> tuple[float, int]:
    """(median seconds, round trips of the last) of an act."""
    waits, trips = [], 0
    for _ in range(rounds):
        before, began = TRIPS.count, time.perf_counter()
        act()
        waits.append(time.perf_counter() - began)
        trips = TRIPS.count - before
    return median(waits), trips


def _cases(opened: ground.Ground) -> Iterator[tuple[str, Callable[[], Any], bool]]:
    """(what, act, whether its round trips are bounded)."""
    year, get = now().year, opened.client.get

    def page(address: str) -> Callable[[], Any]:
        def act() -> None:
            assert get(address).status_code == 200

        return act

    def figures() -> None:
        Snapshot._get_collection().delete_many({})
        assert get("/figures/").status_code == 200

    def recount() -> None:
        jobs.insert(SYSTEM, recounting.RECOUNT, Employee._get_collection().find_one({}, {"scope": 1})["scope"][0])
        assert jobs.work("benchmark") == 1

    yield "by unit, all of the city", page("/hours/"), True
    yield "the short, first page", page("/hours/?state=short"), True
    yield "the short by the forecast", page("/hours/?state=short&when=ahead"), True
    yield "one dinas, the short", page(f"/hours/?state=short&department={opened.unit}"), True
    yield "all figures of the first page, counted anew", figures, False
    yield "sums of everybody in the store", lambda: hours.reached(SYSTEM, year), True
    yield "everything counted again, nothing differs", recount, False


def main() -> int:
    """Measure each size and print its table; with --check 1 where a page takes more round trips than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning_hours", description=__doc__)
    parser.add_argument("--people", default="6000,60000", help="sizes, such as 6000,60000")
    parser.add_argument("--rounds", type=int, default=3, help="measured rounds; the median counts")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bound is broken")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the store would outlive us
    ground.TRAININGS_EACH = TRAININGS_EACH
    broken = [each for size in options.people.split(",") for each in _run(int(size), options.rounds)]
    print("\n".join(broken) or "Every bound holds.")
    return int(options.check and bool(broken))


def _run(people: int, rounds: int) -> list[str]:
    broken = []
    with ground.opened(people) as opened:
        trainings = Training._get_collection().estimated_document_count()
        print(f"{opened.people} employees, {trainings} trainings", flush=True)
        for what, act, is_bounded in _cases(opened):
            act()  # unmeasured: templates are compiled
            seconds, trips = measure(act, rounds)
            print(f"  {what}: {seconds:.2f} s, {trips} trips", flush=True)
            if is_bounded and trips > MOST:
                broken.append(f"{people} employees, {what}: {trips} round trips, at most {MOST}")
    return broken


if __name__ == "__main__":
    sys.exit(main())
