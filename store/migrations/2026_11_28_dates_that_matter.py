"""Dates that matter are kept with the records they follow from; a job computes those of records stored before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database

JOB = ObjectId("0000000000000000000da7e5")
"""One job, however often this is run. The rules are the panel's own, which no migration knows: so a job asks them."""


def run(database: Database[dict[str, Any]]) -> None:
    """Ask for the job where there are employees; its worker takes it up once the panel serves."""
    if database.employees.find_one({"date_tokens": {"$exists": False}}, {"_id": 1}) is None:
        return
    moment = datetime.now(UTC)
    job = {
        "kind": "dates", "record": JOB, "arguments": {}, "actor_name": "Jenjang", "state": "waiting",
        "done": 0, "total": 0, "tries": 0, "next_at": moment, "created_at": moment,
    }  # fmt: skip
    database.jobs.update_one({"_id": JOB}, {"$setOnInsert": job}, upsert=True)
