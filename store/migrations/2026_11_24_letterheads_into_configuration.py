"""Letterheads were a field of the unit; they are settings of its configuration now, with versions and inheritance."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database


def run(database: Database[dict[str, Any]]) -> None:
    """Give each unit that has a letterhead a version with it, unless it has been given one before."""
    for unit in database.departments.find({"letterhead": {"$exists": True}}, {"letterhead": 1}):
        if unit["letterhead"]:
            _configure(database, unit["_id"], unit["letterhead"])
        database.departments.update_one({"_id": unit["_id"]}, {"$unset": {"letterhead": ""}})


def _configure(database: Database[dict[str, Any]], unit: ObjectId, letterhead: str) -> None:
    state = database.state.find_one({"_id": "configuration"}) or {}
    heads = dict((state.get("value") or {}).get("heads") or {})
    number = heads.get(str(unit), 0)
    held = database.configurations.find_one({"unit": unit, "number": number}) or {}
    layer = held.get("layer") or {}
    if (layer.get("settings") or {}).get("letterhead"):
        return
    layer["settings"] = {**(layer.get("settings") or {}), "letterhead": letterhead}
    made = {"unit": unit, "number": number + 1, "layer": layer, "at": datetime.now(UTC), "by_name": "Jenjang"}
    database.configurations.update_one({"unit": unit, "number": number + 1}, {"$setOnInsert": made}, upsert=True)
    value = {"revision": ObjectId(), "heads": {**heads, str(unit): number + 1}}
    database.state.update_one({"_id": "configuration"}, {"$set": {"value": value}}, upsert=True)
