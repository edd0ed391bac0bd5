"""Aspirations that nobody answered: no advice was written on them, and nothing was agreed that follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId

from models.follow_ups import FollowUp
from models.notes import Note
from operations import policy
from operations.actors import Actor

MOST = 20_000
_SHOWN = {"employee": 1, "scope": 1, "meeting": 1, "slot": 1, "text": 1, "category": 1}
Key = tuple[ObjectId, str]
"""An aspiration: its meeting and its slot there."""


def untaken(actor: Actor, meeting: ObjectId) -> Counter[ObjectId]:
    """How many aspirations each employee sent ahead of a meeting that nobody took up in it, nor advised on: they are in
    no minutes. Two round trips."""
    query = {**policy.where(actor, Note), "meeting": meeting, "proposed": True, "removed": {"$ne": True}}
    found = [raw for raw in Note._get_collection().find(query, {"employee": 1, "slot": 1}) if raw.get("employee")]
    advised = {slot for _, slot in _advised([meeting])} if found else set()
    return Counter(raw["employee"] for raw in found if raw["slot"] not in advised)


def unanswered(actor: Actor, unit: ObjectId | None = None, before: datetime | None = None) -> list[dict[str, Any]]:
    """The aspirations within the actor's reach (of one unit, written before a moment) that nobody answered, the oldest
    first. Three round trips. One that was sent ahead of a meeting counts from then on."""
    query: dict[str, Any] = {"$and": [policy.where(actor, Note)], "kind": "aspiration", "removed": {"$ne": True}}
    if unit is not None:
        query["scope"] = unit
    if before is not None:
        query["_id"] = {"$lt": ObjectId.from_datetime(before)}
    found = list(Note._get_collection().find(query, _SHOWN).sort("_id", 1).limit(MOST))
    said = [raw for raw in found if (raw.get("text") or "").strip()]
    meetings = sorted({raw["meeting"] for raw in said})
    answered = _advised(meetings) | _agreed(meetings) if meetings else set()
    return [raw for raw in said if _key(raw, "slot") not in answered]


def _key(raw: Mapping[str, Any], name: str) -> Key:
    return raw["meeting"], str(raw.get(name) or "")


def _advised(meetings: Iterable[ObjectId]) -> set[Key]:
    query = {"meeting": {"$in": list(meetings)}, "kind": "advice", "removed": {"$ne": True}}
    found = Note._get_collection().find(query, {"meeting": 1, "parent": 1, "text": 1})
    return {_key(raw, "parent") for raw in found if (raw.get("text") or "").strip()}


def _agreed(meetings: Iterable[ObjectId]) -> set[Key]:
    query = {"meeting": {"$in": list(meetings)}, "aspiration": {"$gt": ""}}
    return {_key(raw, "aspiration") for raw in FollowUp._get_collection().find(query, {"meeting": 1, "aspiration": 1})}
