"""Templates of numbers said what they number by the key that their label made; now they say so themselves."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

BY_KEY = {"undangan": "invitation", "undangan_rapat": "invitation", "notula": "minutes"}


def run(database: Database[dict[str, Any]]) -> None:
    """Let every template, of versions and drafts, say what it numbers, unless it does."""
    for collection in (database.configurations, database.configuration_drafts):
        for held in collection.find({"layer.settings.numbers.0": {"$exists": True}}, {"layer.settings.numbers": 1}):
            rows = held["layer"]["settings"]["numbers"]
            told = [{**row, "letter": row.get("letter") or BY_KEY.get(row.get("key"), "other")} for row in rows]
            if told != rows:
                collection.update_one({"_id": held["_id"]}, {"$set": {"layer.settings.numbers": told}})
