"""Follow-ups rank by their day, those without one last, and tell whether they wait for an answer: lists ask both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database

LAST = datetime(9999, 12, 31, tzinfo=UTC)
OPEN = ["open", "running", "postponed"]


def run(database: Database[dict[str, Any]]) -> None:
    """Give each follow-up that has none of the two what follows from its day, its status and its answer."""
    held, old = database.follow_ups, {"ranks": {"$exists": False}}
    held.update_many({**old, "awaits_answer": {"$exists": False}}, {"$set": {"awaits_answer": False}})
    asked = {**old, "asked": True, "status": {"$in": OPEN}, "reply": {"$in": [None, ""]}}
    held.update_many(asked, {"$set": {"awaits_answer": True}})
    for due in held.distinct("due", old):
        if isinstance(due, datetime):
            held.update_many({**old, "due": due}, {"$set": {"ranks": due}})
    held.update_many(old, {"$set": {"ranks": LAST}})
