"""Measures for Prometheus. Under gunicorn the workers share a folder (gunicorn.conf.py), so any of them tells all.

Labels come from short lists: route rules, methods, statuses, documents, outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from runtime.tally import Tally

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series a counter, which nobody asks for
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
GAUGES = {
    "jenjang_store_up": "1 when the store takes a write and gives it back",
    "jenjang_writable": "1 when writes are taken: the disk has room",
    "jenjang_disk_free_bytes": "Bytes free where the data folder lies",
    "jenjang_backup_age_seconds": "Age of the newest backup archive of the embedded store; absent when there is none",
    "jenjang_sessions": "Sign-ins that have not ended",
    "jenjang_maintenance": "1 while the panel is closed for maintenance",
}
Measure = Callable[[], Mapping[str, float | None]]


class Metrics:
    """What a process has counted. `measure` tells the values of GAUGES of the moment, None for one not known."""

    def __init__(self, measure: Measure) -> None:
        own = self._own = CollectorRegistry()
        self._requests = Counter("jenjang_requests", "Answered requests", ("route", "method", "status"), registry=own)
        self._seconds = Histogram(
            "jenjang_request_seconds", "Seconds until an answer was sent", ("route",), buckets=BUCKETS, registry=own
        )
        self._trips = Counter("jenjang_store_round_trips", "Round trips to the store", ("route",), registry=own)
        self._store = Counter("jenjang_store_seconds", "Seconds spent waiting for the store", ("route",), registry=own)
        self._writes = Counter(
            "jenjang_writes", "Records written, or refused, by outcome", ("document", "outcome"), registry=own
        )
        self._gauges = _Gauges(measure)

    def see(self, seen: Tally) -> None:
        """Count a request that was answered."""
        self._requests.labels(seen.route, seen.method, str(seen.status)).inc()
        self._seconds.labels(seen.route).observe(seen.duration())
        self._trips.labels(seen.route).inc(seen.trips)
        self._store.labels(seen.route).inc(seen.store_time)

    def write(self, document: str, outcome: str, count: int) -> None:
        """Count records of a commit."""
        self._writes.labels(document, outcome).inc(count)

    def text(self) -> bytes:
        """Everything in Prometheus' text format: of all workers where they share a folder."""
        found = self._own
        if values.ValueClass is not values.MutexValue:
            found = CollectorRegistry()
            MultiProcessCollector(found)  # type: ignore[no-untyped-call]
        told = CollectorRegistry()
        told.register(self._gauges)
        return generate_latest(found) + generate_latest(told)


class _Gauges(Collector):
    """Measures that are looked up when they are asked for."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure

    def describe(self) -> Iterator[Any]:
        """Nothing yet: registering must not ask the store."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, value in self._measure().items():
            if value is not None:
                yield GaugeMetricFamily(name, GAUGES[name], value=value)
