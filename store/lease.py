"""A right that one process at a time holds, kept in the store: several machines may share one store.

Holders compare `until` with their own clocks, so clocks must agree to within the lease's length.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from store.errors import StoreError

SECONDS = 60.0
"""How long a lease outlives a holder that was killed."""


class LeaseHeld(StoreError):
    """Another process holds the lease."""


class Lease:
    """A held lease; it renews itself until it is released or its holder dies."""

    def __init__(self, collection: Collection[dict[str, Any]], name: str, seconds: float) -> None:
        self.name = name
        self._collection = collection
        self._holder = uuid.uuid4().hex
        self._seconds = seconds
        self._valid_to = 0.0
        self._released = threading.Event()

    def take(self) -> bool:
        """Take or renew it; False while another holds it."""
        asked, now = time.monotonic(), datetime.now(UTC)
        mine = {"holder": self._holder, "until": now + timedelta(seconds=self._seconds)}
        renewed = self._collection.update_one({"_id": self.name, "holder": self._holder}, {"$set": mine})
        if not renewed.matched_count:
            try:
                self._collection.update_one({"_id": self.name, "until": {"$lt": now}}, {"$set": mine}, upsert=True)
            except DuplicateKeyError:
                return False
        self._valid_to = asked + self._seconds
        return True

    def check(self) -> None:
        """Raise LeaseHeld where it ran out unrenewed, so that another may hold it by now. Ask before each step."""
        if time.monotonic() > self._valid_to:
            raise LeaseHeld(f"The task {self.name!r} lost its lease, as the store did not answer: run it again.")

    def release(self) -> None:
        self._released.set()
        self._collection.delete_one({"_id": self.name, "holder": self._holder})

    def keep_renewing(self) -> None:
        while not self._released.wait(self._seconds / 4):
            try:
                if not self.take():
                    return
            except PyMongoError:
                continue


@contextmanager
def leased(
    database: Database[dict[str, Any]], name: str, *, seconds: float = SECONDS, patience: float = 0.0
) -> Iterator[Lease]:
    """Hold the lease `name`, after waiting up to `patience` seconds for it; LeaseHeld if another keeps it."""
    lease = Lease(database["store_leases"], name, seconds)
    deadline = time.monotonic() + patience
    while not lease.take():
        if time.monotonic() >= deadline:
            raise LeaseHeld(f"The task {name!r} is run by another process just now: try again when it has ended.")
        time.sleep(min(0.2, patience))
    threading.Thread(target=lease.keep_renewing, name=f"lease-{name}", daemon=True).start()
    try:
        yield lease
    finally:
        lease.release()
