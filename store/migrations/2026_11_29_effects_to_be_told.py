"""Trainings tell from when on their effect is asked for, so that a list finds those whose day has come."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

KINDS, LEAST_JP, MONTHS = ["1", "2", "3", "10"], 20, 3
LEVELS = ("impact_person", "impact_team", "impact_organisation")
BATCH = 500


def run(database: Database[dict[str, Any]]) -> None:
    """Give each finished training that is large enough, and whose effect is not told at all three levels, its day."""
    large = {"$or": [{"kind": {"$in": KINDS}}, {"jp": {"$gte": LEAST_JP}}]}
    wanted = {"status": "done", "impact_due": {"$exists": False}, **large}
    shown = dict.fromkeys(("starts_on", "ends_on", *LEVELS), 1)
    updates = []
    for raw in database.trainings.find(wanted, shown):
        last = raw.get("ends_on") or raw.get("starts_on")
        if isinstance(last, datetime) and not all(raw.get(level) for level in LEVELS):
            updates.append(UpdateOne({"_id": raw["_id"]}, {"$set": {"impact_due": _later(last)}}))
    for start in range(0, len(updates), BATCH):
        database.trainings.bulk_write(updates[start : start + BATCH], ordered=False)


def _later(day: datetime) -> datetime:
    year, month = day.year + (day.month - 1 + MONTHS) // 12, (day.month - 1 + MONTHS) % 12 + 1
    return datetime(min(year, 9999), month, min(day.day, calendar.monthrange(min(year, 9999), month)[1]), tzinfo=UTC)
