"""Numbers of letters: counted a unit, kind and year without a gap, whoever asks at the same time."""

from __future__ import annotations

from datetime import date
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from models.settings import State
from models.unit_settings import NumberTemplate, letter_number


def counter_name(unit: ObjectId, key: str, year: int) -> str:
    """What the State of a counter is called."""
    return f"number:{unit}:{key}:{year}"


def take(template: NumberTemplate, unit: ObjectId, code: str, day: date, session: ClientSession) -> str:
    """The next number, counted in the letter's own transaction: a letter that is not written leaves no gap."""
    name = counter_name(unit, str(template.key), day.year)
    found: Any = State._get_collection().find_one_and_update(
        {"_id": name}, {"$inc": {"value": 1}}, upsert=True, return_document=ReturnDocument.AFTER, session=session
    )
    return letter_number(template, int(found["value"]), code, day.year, day.month)


def next_one(template: NumberTemplate, unit: ObjectId, code: str, day: date) -> str:
    """What the next letter would be numbered; takes nothing."""
    found = State._get_collection().find_one({"_id": counter_name(unit, str(template.key), day.year)}) or {}
    return letter_number(template, int(found.get("value") or 0) + 1, code, day.year, day.month)
