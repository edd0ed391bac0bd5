"""An actor's units in figures: people by golongan, kind and position, learning hours reached, trainings by month.

Grouping reads every record in reach, so what was counted is kept for a hundred times as long as counting took: it is
live for a dinas and some minutes old for a large city, and always shown with the moment it was counted.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.moments import now
from models.people import Employee
from models.statistics import Snapshot
from models.training import Training
from operations import configuration, hours
from operations.actors import Actor
from operations.policy import Action, may, where

KEPT = 100
MISSING = ""
"""The group of records that say nothing about what is counted."""
_GROUPED = ("golongan", "kind", "position_kind")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts within an actor's reach, as of `at`. Months are 12 counts of the trainings that began in each."""

    at: datetime
    year: int
    employees: int
    groups: Mapping[str, Mapping[str, int]]
    hours: Mapping[str, int]
    months: tuple[int, ...]
    months_before: tuple[int, ...]


def of_actor(actor: Actor) -> Statistics | None:
    """The figures of the actor's reach; None for whoever may not see employees and trainings."""
    if not (may(actor, Action.READ, "Employee") and may(actor, Action.READ, "Training")):
        return None
    moment = now()
    reach = (where(actor, Employee), where(actor, Training))
    targets = configuration.current().revision if hours.are_set() else None
    key = f"{moment.year}:{_digest((reach, targets))}"
    kept = Snapshot._get_collection().find_one({"_id": key, "fresh_until": {"$gt": moment}})
    if kept is None:
        began = time.perf_counter()
        values = _count(actor, moment.year)
        fresh = moment + timedelta(seconds=(time.perf_counter() - began) * KEPT)
        kept = {"values": values, "counted_at": moment, "fresh_until": fresh}
        Snapshot._get_collection().update_one({"_id": key}, {"$set": kept}, upsert=True)
    return _read(kept)


def _digest(reach: Any) -> str:
    return hashlib.sha256(json.dumps(reach, default=str, sort_keys=True).encode()).hexdigest()[:24]


def _read(kept: Mapping[str, Any]) -> Statistics:
    values = dict(kept["values"])
    months = (tuple(values.pop("months")), tuple(values.pop("months_before")))
    return Statistics(at=kept["counted_at"], months=months[0], months_before=months[1], **values)


def _count(actor: Actor, year: int) -> dict[str, Any]:
    groups = _groups(actor)
    return {
        "year": year,
        "employees": sum(groups["kind"].values()),
        "groups": groups,
        "hours": hours.counts(actor, year),
        "months": _months(actor, year),
        "months_before": _months(actor, year - 1),
    }


def _groups(actor: Actor) -> dict[str, Counter[str]]:
    group = {"_id": {name: f"${name}" for name in _GROUPED}, "count": {"$sum": 1}}
    counts: dict[str, Counter[str]] = {name: Counter() for name in _GROUPED}
    for row in Employee._get_collection().aggregate([{"$match": where(actor, Employee)}, {"$group": group}]):
        for name in _GROUPED:
            counts[name][str(row["_id"].get(name) or MISSING)] += row["count"]
    return counts


def _months(actor: Actor, year: int) -> list[int]:
    span = {"$gte": datetime(year, 1, 1, tzinfo=UTC), "$lt": datetime(year + 1, 1, 1, tzinfo=UTC)}
    stages = [
        {"$match": {**where(actor, Training), "starts_on": span}},
        {"$group": {"_id": {"$month": "$starts_on"}, "count": {"$sum": 1}}},
    ]
    counts = {int(row["_id"]): int(row["count"]) for row in Training._get_collection().aggregate(stages)}
    return [counts.get(month, 0) for month in range(1, 13)]


def month_ends(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)
