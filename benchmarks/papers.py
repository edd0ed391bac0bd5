"""Papers in numbers: `python -m benchmarks.papers [--papers 60] [--check]`.

So many preparation packets (a meeting of eight people each) and so many monthly reports (a unit and month each), made
one after the other through the panel's own addresses: the bound is 30 seconds for each kind.
"""

from __future__ import annotations

import argparse
import sys
from itertools import cycle, islice

from benchmarks import dashboard_ground, ground, meter
from models.departments import Department
from models.meetings import Meeting

BOUND = 30.0
PEOPLE = 600


def main() -> int:
    """Measure and print; with --check 1 where a bound is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.papers", description=__doc__)
    parser.add_argument("--papers", type=int, default=60, help="of each kind")
    parser.add_argument("--check", action="store_true", help="exit 1 when a kind takes longer than it may")
    options = parser.parse_args()
    ground.TRAININGS_EACH = 4
    slowest = 0.0
    with ground.opened(PEOPLE) as opened:
        dashboard_ground.fill()
        for name, paths in (("preparation packets", _packets()), ("monthly reports", _reports())):
            chosen = list(islice(cycle(paths), options.papers))
            cost = meter.measure(lambda: sum(_pdf(opened, path) for path in chosen))  # noqa: B023
            slowest, each = max(slowest, cost.wall), 1 / len(chosen)
            told = f"{cost.cpu * each * 1_000:.0f} ms of it CPU of the panel, {cost.trips * each:.0f} trips"
            size = f"{cost.size * each / 1_000:.0f} KB"
            line = f"{len(chosen)} {name}: {cost.wall:.1f} s; each {cost.wall * each * 1_000:.0f} ms, {told}, {size}"
            print(line, flush=True)
    print("Every bound holds." if slowest < BOUND else f"Slower than {BOUND:.0f} s.")
    return int(options.check and slowest >= BOUND)


def _packets() -> list[str]:
    found = Meeting._get_collection().find({}, {"_id": 1}).limit(60)
    return [f"/meeting-papers/packet.pdf?id={raw['_id']}" for raw in found]


def _reports() -> list[str]:
    units = Department._get_collection().find({"scope": {"$size": 2}}, {"_id": 1}).limit(20)
    return [f"/dashboard/report.pdf?department={raw['_id']}&part=m{month}" for raw in units for month in (8, 9, 10)]


def _pdf(opened: ground.Ground, path: str) -> int:
    answer = opened.client.get(path)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF"), f"{path}: {answer.status}"
    return len(answer.data)


if __name__ == "__main__":
    sys.exit(main())
