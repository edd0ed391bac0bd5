"""Two ways in for the sample city: the panel's own door, and for benchmarks a short cut past it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bson import ObjectId
from pymongo import InsertOne, UpdateOne

from models.base import Record
from models.departments import Department
from operations import records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from operations.changes import Change, assign, dump, stamp
from operations.commits import commit

BATCH = 200  # one uncommitted batch must fit well into the embedded store's cache: 1,000 entries of feedback stalled it
ORIGIN = Origin(source=Source.SEED)
_CARRIED = (
    "_id", "name", "title_front", "title_back", "name_folded", "nip", "scope", "department", "position_level",
    "cadence", "year", "number", "starts_on", "ends_on", "jp_year_from", "employee", "state", "birth_date",
    "retirement_age", "status",
)  # fmt: skip


class Writer(Protocol):
    """Takes values of records in an order in which each only points at earlier ones."""

    def add(self, kind: type[Record], values: Mapping[str, Any]) -> ObjectId:
        """Take a new record; it is in the store after the next `flush` at the latest."""

    def set_head(self, unit: ObjectId, head: ObjectId) -> None:
        """Name the head of a unit added before; both are in the store."""

    def flush(self) -> None:
        """Write what is pending."""


class Known(dict[ObjectId, dict[str, Any]]):
    """What later records need to know of earlier ones, as operations.references.fetch gives it."""

    def keep(self, kind: type[Record], stored: Mapping[str, Any]) -> None:
        self[stored["_id"]] = {**{key: stored.get(key) for key in _CARRIED}, "kind": kind.__name__}


class Door:
    """Writes through operations.records, with policy, validation and history, 200 records a transaction."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._pending: list[Change] = []
        self._units: dict[ObjectId, dict[str, Any]] = {}

    def add(self, kind: type[Record], values: Mapping[str, Any]) -> ObjectId:
        if self._pending and (len(self._pending) >= BATCH or self._pending[-1].kind is not kind):
            self.flush()
        made = records.plan_create(SYSTEM, kind, values, ORIGIN, self.known)
        self.known.keep(kind, made.after)
        if kind is Department:
            self._units[made.id] = made.after
        self._pending.append(made)
        return made.id

    def set_head(self, unit: ObjectId, head: ObjectId) -> None:
        self._pending.append(
            records.plan_change(SYSTEM, Department, self._units[unit], {"head": head}, ORIGIN, self.known)
        )

    def flush(self) -> None:
        commit(self._pending)
        self._pending = []


class ShortCut:
    """For benchmarks alone: inserts derived documents unjudged, without history, guard or transaction."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._pending: list[tuple[type[Record], Any]] = []

    def add(self, kind: type[Record], values: Mapping[str, Any]) -> ObjectId:
        if self._pending and (len(self._pending) >= BATCH or self._pending[-1][0] is not kind):
            self.flush()
        record = kind(id=ObjectId())
        assign(record, values)
        record.derive(self.known)
        stamp(record, 1)
        stored = dump(record)
        self.known.keep(kind, stored)
        self._pending.append((kind, InsertOne(stored)))
        return ObjectId(record.id)

    def set_head(self, unit: ObjectId, head: ObjectId) -> None:
        self._pending.append((Department, UpdateOne({"_id": unit}, {"$set": {"head": head}})))

    def flush(self) -> None:
        if self._pending:
            self._pending[0][0]._get_collection().bulk_write([each for _, each in self._pending], ordered=False)
        self._pending = []
