"""What one request costs: time, CPU of its thread, and round trips to the store, counted where they happen.

Handled requests keep to one thread in every server the panel runs under, so a context variable finds the tally.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

from pymongo import monitoring

from operations import audit

_UNCOUNTED = frozenset({"endSessions", "hello", "saslContinue", "saslStart"})
_current: ContextVar[Tally | None] = ContextVar("tally", default=None)


@dataclass(slots=True, eq=False)
class Tally:
    """One request. `route` is the rule it met, never its path; `user` an ObjectId's digits. Times are in seconds."""

    request_id: str
    method: str = ""
    route: str = ""
    user: str | None = None
    status: int = 500
    trips: int = 0
    store_time: float = 0.0
    render_time: float = 0.0
    started: float = field(default_factory=time.perf_counter)
    cpu_started: float = field(default_factory=time.thread_time)

    def duration(self) -> float:
        return time.perf_counter() - self.started

    def cpu(self) -> float:
        return time.thread_time() - self.cpu_started


def current() -> Tally | None:
    """The tally of the request this thread works for."""
    return _current.get()


def enter(tally: Tally | None) -> None:
    """From here on this thread works for that request, or for none; audit entries and log lines carry its id."""
    _current.set(tally)
    audit.request_id.set(tally.request_id if tally else None)


class _Trips(monitoring.CommandListener):
    """Adds each command to the tally of the request that sent it."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        tally = _current.get()
        if tally is not None and event.command_name not in _UNCOUNTED:
            tally.trips += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self._add(event.duration_micros)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self._add(event.duration_micros)

    def _add(self, microseconds: int) -> None:
        tally = _current.get()
        if tally is not None:
            tally.store_time += microseconds / 1e6


@cache
def count_trips() -> None:
    """Have every client made from now on counted; once a process."""
    monitoring.register(_Trips())
