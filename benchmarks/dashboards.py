"""Dashboards at size: `python -m benchmarks.dashboards [--people 6000,60000] [--check]`.

Each of an HR admin, a head and the leadership opens the page three times; the fastest is told, with its round trips
(the session's is one of them). Four trainings, two evaluations, an aspiration and a meeting for everybody.
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks import dashboard_ground, ground, meter
from models.departments import Department
from models.people import Employee
from models.references import RECORDS
from models.users import Role
from operations import accounts
from operations.actors import SYSTEM

TRIPS = 7
"""Six of the dashboard's own and the session's."""
ASKED = ("", "?over=years", "?part=q3")
ROUNDS = 3


def main() -> int:
    """Measure each size and print what it cost; with --check 1 where a page took more trips than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboards", description=__doc__)
    parser.add_argument("--people", type=lambda text: [int(part) for part in text.split(",")], default=[6_000, 60_000])
    parser.add_argument("--check", action="store_true", help="exit 1 when a page takes more round trips than it may")
    options = parser.parse_args()
    worst = max(_measure(people) for people in options.people)
    print(
        "\nEvery page keeps to its round trips." if worst <= TRIPS else f"\n{worst} round trips, {TRIPS} are allowed."
    )
    return int(options.check and worst > TRIPS)


def _measure(people: int) -> int:
    """Print a table for a city of so many people; returns the most round trips of a page."""
    ground.TRAININGS_EACH = 4
    worst = 0
    with ground.opened(people) as opened:
        began = time.perf_counter()
        dashboard_ground.fill()
        counts = {name: kind._get_collection().estimated_document_count() for name, kind in RECORDS.items()}
        print(f"\n{people:,} people; " + ", ".join(f"{name} {count:,}" for name, count in counts.items() if count))
        print(f"filled in {time.perf_counter() - began:,.0f} s beside the city")
        for name, client in _cast(opened):
            for asked in ASKED:
                costs = [meter.measure(lambda: _get(client, asked)) for _ in range(ROUNDS)]  # noqa: B023
                best = min(costs, key=lambda cost: cost.wall)
                trips = int(min(cost.trips for cost in costs))  # once a minute the session is touched: one more
                worst = max(worst, trips)
                told = f"{best.wall:6.2f} s, of it {best.cpu:5.2f} s CPU of the panel, {trips} trips"
                print(f"  {name:12}{asked or 'this year':14}{told}, {best.size / 1_000:,.0f} KB", flush=True)
    return worst


def _cast(opened: ground.Ground) -> list[tuple[str, object]]:
    """Signed-in browsers: of an HR admin, of the head of the largest dinas' sort, of the leadership."""
    root = Department._get_collection().find_one({"parent": None}, {"_id": 1}) or {}
    unit = (Employee._get_collection().find_one({"scope.1": {"$exists": True}}, {"scope": 1}) or {})["scope"][1]
    found: list[tuple[str, object]] = [("HR admin", opened.client)]
    for name, role, place in (("kepala", Role.HEAD, unit), ("sekda", Role.LEADERSHIP, root.get("_id"))):
        accounts.create_user(SYSTEM, {"username": name, "name": name.title()}, [(role, place)], ground.PASSWORD)
        found.append((name, ground.signed_in(opened.client.application, name)))
    return found


def _get(client: object, asked: str) -> int:
    answer = client.get(f"/dashboard/{asked}")  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status
    return len(answer.data)


if __name__ == "__main__":
    sys.exit(main())
