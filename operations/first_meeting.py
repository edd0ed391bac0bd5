"""The first meeting of a unit that is being set up: its series is planned, and its people are invited at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.meetings import STEP, Meeting, MeetingState
from models.moments import today
from models.series import MeetingSeries
from models.users import Role, User
from models.wording import N_, Message
from operations import configuration, meeting_rights, meeting_steps, meetings, policy, records, who_to_discuss
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Invalid, WrongState

NOTICE = 7
"""Days that an invitation comes ahead at least."""
TUESDAY = 1
CADENCE = "monthly"
"""How often they meet where no unit has said so."""
PAST = N_("This day is past.")
WHERE = N_("Say where it is, or give the link of a meeting on line.")
NOBODY = N_("Nobody works there yet. Add people first, in the step “Units and people”.")
NOT_BELOW = N_("This is not within your units. Pick another.")
NOT_YOURS = N_("In this unit somebody else sends invitations: the meeting waits for them as a draft.")
MOST_BELOW = 100


def usual(actor: Actor, unit: ObjectId) -> dict[str, Any]:
    """What the first meeting of a unit is planned as until somebody says otherwise."""
    raw = Department._get_collection().find_one({"_id": unit}, {"name": 1, "head": 1, "scope": 1}) or {}
    return {
        "title": f"Rapat Evaluasi {raw.get('name') or ''}".strip(),
        "cadence": str(configuration.settings(raw.get("scope")).cadence or CADENCE),
        "starts_on": _in_time(today()),
        "starts": "09.00",
        "chair": raw.get("head") or _head(actor, unit),
    }


def _in_time(today: date) -> date:
    """The first Tuesday for which an invitation is in time."""
    soonest = today + timedelta(days=NOTICE)
    return soonest + timedelta(days=(TUESDAY - soonest.weekday()) % 7)


def _head(actor: Actor, unit: ObjectId) -> ObjectId | None:
    """The employee behind the account of a unit's head, where one is known."""
    query = {"$and": [policy.where(actor, User)], "scope": unit, "is_active": True, "employee": {"$exists": True}}
    for raw in User._get_collection().find(query, {"memberships": 1, "employee": 1}).limit(50):
        if any((row.get("role"), row.get("unit")) == (Role.HEAD.value, unit) for row in raw.get("memberships") or ()):
            return ObjectId(raw["employee"])
    return None


def units_below(actor: Actor, unit: ObjectId) -> list[tuple[ObjectId, str]]:
    """(id, name) of the units whose people a unit's meeting may be about."""
    query = {**policy.where(actor, Department), "parent": unit}
    found = Department._get_collection().find(query, {"name": 1}).sort([("name", 1), ("_id", 1)]).limit(MOST_BELOW)
    return [(raw["_id"], str(raw.get("name") or "")) for raw in found]


def of_unit(actor: Actor, unit: ObjectId) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
    """(the unit's first series, its first meeting that is not cancelled); None where it has no series yet."""
    query = {**policy.where(actor, MeetingSeries), "department": unit}
    series = MeetingSeries._get_collection().find_one(query, sort=[("_id", 1)])
    if series is None:
        return None
    held = meetings.of_series(actor, series["_id"])
    return series, next((raw for raw in held if raw.get("state") != MeetingState.CANCELLED), None)


def plan(actor: Actor, unit: ObjectId, values: Mapping[str, Any], more: Mapping[str, Any], origin: Origin) -> ObjectId:
    """Plan a series in a unit and make its next meetings, each with `more` values; returns the first meeting's id.

    A repeated `origin.token` plans nothing twice. Raises Denied, Full, and Invalid before anything is written.
    """
    whole = {**values, "department": unit, "kind": "evaluation"}
    _require(actor, whole, more)
    series = records.create(actor, MeetingSeries, whole, origin)
    assert isinstance(series, MeetingSeries)
    meetings.make_ahead(actor, series, replace(origin, token=None), more)
    return ObjectId(str(meetings.of_series(actor, series.id)[0]["_id"]))


def _require(actor: Actor, whole: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    """Raise Invalid for all that would stop the series or its first meeting half-way."""
    problems: dict[str, Message] = {}
    day = whole.get("starts_on")
    if day and day < today():
        problems["starts_on"] = Message(PAST)
    if not whole.get("venue") and not whole.get("link"):
        problems["venue"] = Message(WHERE)
    unit, about = whole["department"], whole.get("discussed_unit")
    if about and about not in dict(units_below(actor, unit)):
        problems["discussed_unit"] = Message(NOT_BELOW)
    elif not who_to_discuss.candidates(actor, about or unit, "all"):
        problems["discussed_unit"] = Message(NOBODY)
    if problems:
        raise Invalid(problems)
    records.plan_create(actor, MeetingSeries, whole, Origin())
    shared = {name: whole.get(name) for name in ("department", "title", "starts", "venue", "link", "chair")}
    records.plan_create(actor, Meeting, {**shared, "day": day, **more}, Origin())


def invite(actor: Actor, id: ObjectId, origin: Origin) -> Message | None:
    """Invite to a meeting that is still a draft; why not, where the unit lets others do that. Raises as `move` does."""
    raw = records.read(Meeting, id)
    if raw.get("state") != MeetingState.DRAFT:
        return None
    if meeting_rights.forbidden(actor, raw, STEP["invite"]) is not None:
        return Message(NOT_YOURS)
    try:
        meeting_steps.move(actor, id, "invite", raw.get("version") or 1, origin=replace(origin, token=None))
    except WrongState:
        if records.read(Meeting, id).get("state") != MeetingState.INVITED:  # else the same button, pressed twice
            raise
    return None
