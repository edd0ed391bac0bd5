"""Whom to talk about in a meeting: all of a unit, or those not met for long, still waiting or hoping for something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.departments import Department
from models.follow_ups import OPEN, FollowUp
from models.meetings import HELD, Meeting
from models.moments import day_at, now
from models.notes import MOST_THERE, Participant
from models.people import Employee
from operations import aspirations, policy
from operations.actors import Actor

_PRESENT = {"is_discussed": True, "attendance": "present"}
_NAMED = ("name", "title_front", "title_back", "name_folded", "nip", "position_name", "golongan", "department", "scope")


def candidates(actor: Actor, unit: ObjectId, choice: str, months: int = 6) -> list[dict[str, Any]]:
    """The active employees of a unit to talk about, by name and at most so many as a meeting has: `all`, those `unmet`
    for so many months, those with an `open` follow-up, or with an aspiration that nobody answered (`hoping`); each as
    far as the actor may see what tells so."""
    reach = [policy.where(actor, Employee)]
    query: dict[str, Any] = {"$and": reach, "scope": unit, "status": {"$in": sorted(ACTIVE_STATUSES)}}
    if choice == "unmet":
        query["_id"] = {"$nin": sorted(met_since(actor, now() - timedelta(days=30 * months), unit))}
    elif choice == "open":
        waiting = {"$and": [policy.where(actor, FollowUp)], "status": {"$in": list(OPEN)}, "scope": unit}
        found = FollowUp._get_collection().find(waiting, {"employee": 1})
        query["_id"] = {"$in": sorted({raw["employee"] for raw in found if raw.get("employee")})}
    elif choice == "hoping":
        query["_id"] = {"$in": sorted({raw["employee"] for raw in aspirations.unanswered(actor, unit)})}
    people = Employee._get_collection().find(query, dict.fromkeys(_NAMED, 1))
    return list(people.sort([("name_folded", 1), ("_id", 1)]).limit(MOST_THERE))


def to_discuss(
    actor: Actor, meeting: Mapping[str, Any], unit: ObjectId, choice: str, months: int = 6
) -> list[dict[str, Any]]:
    """As `candidates`, without those who lead the meeting: its chair, its minute taker, and the heads of its unit and
    of those above, who are to approve its minutes. Somebody of them is talked about only when picked by name."""
    heads = Department._get_collection().find({"_id": {"$in": list(meeting.get("scope") or ())}}, {"head": 1})
    leading = {meeting.get("chair"), meeting.get("notetaker"), *(raw.get("head") for raw in heads)}
    return [raw for raw in candidates(actor, unit, choice, months) if raw["_id"] not in leading]


def met_since(actor: Actor, since: datetime, unit: ObjectId | None = None) -> set[ObjectId]:
    """Who was there when they were talked about in a meeting that the actor may see, held since then: of all units, or
    of one and those below it. Two round trips."""
    query: dict[str, Any] = {
        "$and": [policy.where(actor, Meeting)],
        "begins_at": {"$gte": since},
        "state": {"$in": list(HELD)},
    }
    query |= {"scope": unit} if unit else {}
    held = [raw["_id"] for raw in Meeting._get_collection().find(query, {"_id": 1})]
    found = Participant._get_collection().find({**_PRESENT, "meeting": {"$in": held}}, {"employee": 1})
    return {raw["employee"] for raw in found if raw.get("employee")}


def last_met(actor: Actor, employee: ObjectId, besides: ObjectId | None = None) -> date | None:
    """The day on which somebody was last talked about in a meeting that was held and that the actor may see, `besides`
    not among them. Two round trips."""
    there: dict[str, Any] = {
        **policy.where(actor, Participant),
        **_PRESENT,
        "employee": employee,
        "meeting": {"$ne": besides},
    }
    ids = [raw["meeting"] for raw in Participant._get_collection().find(there, {"meeting": 1})]
    held = {**policy.where(actor, Meeting), "_id": {"$in": ids}, "state": {"$in": list(HELD)}}
    newest = Meeting._get_collection().find_one(held, {"begins_at": 1}, sort=[("begins_at", -1)]) if ids else None
    return day_at(newest["begins_at"]) if newest else None
