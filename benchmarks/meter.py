"""What a request costs: application CPU, round trips to the store, bytes of the answer."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from pymongo import monitoring

_UNCOUNTED = frozenset({"endSessions"})


class Trips(monitoring.CommandListener):
    """Counts the commands every client of this process sends. Register it before the first client is made."""

    def __init__(self) -> None:
        self.count = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.count += event.command_name not in _UNCOUNTED

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


TRIPS = Trips()
monitoring.register(TRIPS)


@dataclass(frozen=True, slots=True)
class Cost:
    """One request: CPU and wall seconds, round trips, bytes. The store is another process: its CPU is not in it."""

    cpu: float
    wall: float
    trips: float
    size: float


def measure(act: Callable[[], Any]) -> Cost:
    """What `act` costs; it returns the answer's size in bytes."""
    gc.collect()
    trips, wall, cpu = TRIPS.count, time.perf_counter(), time.process_time()
    size = act()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall, TRIPS.count - trips, size)


def middle(costs: Iterable[Cost]) -> Cost:
    """The median of each measure by itself."""
    found = list(costs)
    return Cost(*(median(getattr(cost, name) for cost in found) for name in ("cpu", "wall", "trips", "size")))


def peak(act: Callable[[], Any]) -> int:
    """The most bytes that Python held at once beyond what it held before, while `act` ran."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        act()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
