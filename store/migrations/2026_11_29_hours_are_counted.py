"""Trainings carry what they count in JP, and what makes two of them one: a job counts those that stand already."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database

KIND = "recount learning hours"


def run(database: Database[dict[str, Any]]) -> None:
    """Ask once for the job that counts every training, for a worker that serves."""
    if database.trainings.find_one({"same": {"$exists": False}}, {"_id": 1}) is None:
        return
    moment = datetime.now(UTC)
    for root in database.departments.find({"parent": {"$in": [None]}}, {"_id": 1}):
        asked = {
            "arguments": {}, "actor_name": "Jenjang", "done": 0, "total": 0, "tries": 0,
            "next_at": moment, "created_at": moment,
        }  # fmt: skip
        waiting = {"kind": KIND, "record": root["_id"], "state": "waiting"}
        database.jobs.update_one(waiting, {"$setOnInsert": asked}, upsert=True)
