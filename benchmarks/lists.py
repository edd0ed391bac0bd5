"""The lists that grow with the people, on the panel alone: trainings, feedback and the audit trail, as HR sees them."""

from __future__ import annotations

from functools import partial

from benchmarks.cases import get
from benchmarks.ground import Ground
from benchmarks.meter import Cost, measure, middle

PATHS = {
    "trainings": "/trainings/",
    "trainings, filtered": "/trainings/?status=done&sort=jp&desc=1",
    "feedback": "/feedback/",
    "audit trail": "/audit/",
}


def measure_lists(ground: Ground, rounds: int) -> dict[str, Cost]:
    """The median cost of each."""
    found = {}
    for name, path in PATHS.items():
        act = partial(get, ground.client, path)
        measure(act)  # warms up
        found[f"list of {name}"] = middle(measure(act) for _ in range(rounds))
    return found
