"""Follow-ups: agreed in a meeting, carried into the next one of its series until they are done or stopped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.base import now
from models.dates import DateError, parse_day
from models.follow_ups import OPEN, STATUSES, FollowUp
from models.meetings import AHEAD, WIB, WRITABLE, Meeting, MeetingState
from models.people import Employee
from models.search import fold
from models.wording import N_, Message
from operations import listing, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.commits import Taken, commit
from operations.errors import Invalid, Missing, WrongState
from operations.meeting_notes import CLOSED
from operations.policy import Action

MOST = 500
_SHORT = re.compile(r"@\s*(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?\s*$")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a quick line says: `Kirim usulan diklat budi @12/12`: what, who (a name begun) and until when."""

    text: str
    who: str
    due: date | None


def parse(line: str, today: date) -> Parsed:
    """Read `what : who @day/month`; who stands behind the last `:` or `@name`. A day that is past is next year's."""
    text, due = line.strip(), None
    match = _SHORT.search(text)
    if match:
        due = _day(match, today)
        text = text[: match.start()].strip() if due else text
    head, mark, who = text.rpartition(":")
    if mark and 0 < len(who.strip()) <= 60 and head.strip():
        return Parsed(head.strip(), who.strip(), due)
    return Parsed(text, "", due)


def _day(match: re.Match[str], today: date) -> date | None:
    day, month, year = match.groups()
    whole = int(year) + (2000 if year and len(year) == 2 else 0) if year else today.year
    try:
        found = parse_day(f"{day}-{month}-{whole}")
    except (DateError, ValueError):
        return None
    if not year and found < today:
        try:
            return found.replace(year=found.year + 1)
        except ValueError:
            return found + timedelta(days=365)
    return found


def today() -> date:
    """The day it is in WIB."""
    return now().astimezone(WIB).date()


def find_person(actor: Actor, who: str) -> ObjectId | None:
    """The one employee within reach whose name has these beginnings of words; None for none or several."""
    found = listing.suggest(actor, Employee, who, 5) if who else []
    exact = [raw for raw in found if fold(raw.get("name") or "") == fold(who)]
    several = exact or found
    return ObjectId(several[0]["_id"]) if len(several) == 1 else None


def carried(actor: Actor, meeting: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is open from other meetings, for the meeting in which it is asked after; by their due days.

    In a series each is asked after in one meeting alone: the one under way, else the next that is to be held; what was
    agreed in that one, in the next after it. A meeting of no series asks after all of its unit, unless it is cancelled.
    """
    query: dict[str, Any] = {**policy.where(actor, FollowUp), "status": {"$in": list(OPEN)}}
    if not meeting.get("series"):
        query |= {"department": meeting["department"], "meeting": {"$ne": meeting["_id"]}}
        return [] if meeting.get("state") == MeetingState.CANCELLED else _in_order(query)
    first, second = _to_be_held(meeting["series"])
    if meeting["_id"] not in (first, second):
        return []
    agreed_in = {"$ne": first} if meeting["_id"] == first else first
    return _in_order({**query, "series": meeting["series"], "meeting": agreed_in})


def _in_order(query: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = FollowUp._get_collection().find(query).limit(MOST)
    last = now().replace(year=9999)
    return sorted(found, key=lambda raw: (raw.get("due") or last, raw["_id"]))


def _to_be_held(series: ObjectId) -> tuple[ObjectId | None, ObjectId | None]:
    """The two meetings of a series that are under way or come next, those under way first."""
    running = MeetingState.RUNNING.value
    query = {"series": series, "state": {"$in": [running, *sorted(AHEAD)]}}
    found = list(Meeting._get_collection().find(query, {"begins_at": 1, "state": 1}))
    found.sort(key=lambda raw: (raw["state"] != running, raw["begins_at"], raw["_id"]))
    first, second, *_ = [*(raw["_id"] for raw in found[:2]), None, None]
    return first, second


def of_meeting(actor: Actor, meeting: ObjectId) -> list[dict[str, Any]]:
    """What was agreed in a meeting, as far as the actor may see it, in the order it was written."""
    query = {**policy.where(actor, FollowUp), "meeting": meeting}
    return list(FollowUp._get_collection().find(query).sort("_id", 1).limit(MOST))


def agree(actor: Actor, meeting: ObjectId, slot: str, said: Mapping[str, Any], origin: Origin) -> FollowUp:
    """Write down what was agreed in the room; the same slot again is the same follow-up, changed where it differs.

    Raises Missing, Denied, Invalid, Full, and WrongState where the meeting takes no notes.
    """
    place = Meeting._get_collection().find_one({"_id": meeting})
    if place is None:
        raise Missing()
    policy.require(actor, Action.READ, "Meeting", place)
    if place.get("state") not in WRITABLE:
        raise WrongState(Message(CLOSED))
    stored = FollowUp._get_collection().find_one({"meeting": meeting, "slot": slot})
    if stored is not None:
        return _changed(actor, stored, said, origin)
    values = {**said, "meeting": meeting, "department": place["department"], "slot": slot}
    made = records.plan_create(actor, FollowUp, values, origin)
    try:
        commit([made])
    except Taken:
        found = FollowUp._get_collection().find_one({"meeting": meeting, "slot": slot})
        if found is None:
            raise Missing() from None
        return _changed(actor, found, said, origin)
    assert isinstance(made.record, FollowUp)
    return made.record


def _changed(actor: Actor, stored: dict[str, Any], said: Mapping[str, Any], origin: Origin) -> FollowUp:
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    made = records.save(actor, FollowUp, stored, said, stored["version"], origin)
    assert isinstance(made, FollowUp)
    return made


def change_status(actor: Actor, id: ObjectId, status: str, reason: str, seen: int, origin: Origin) -> FollowUp:
    """Set how far a follow-up is; its history keeps each status with its day and reason.

    Raises Missing, Denied, Invalid (no such status, no reason given), Conflict, Full.
    """
    if status not in dict(STATUSES):
        raise Invalid({"status": Message(N_("This is not one of the choices."))})
    stored = records.read(FollowUp, id)
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    made = records.save(actor, FollowUp, stored, {"status": status, "reason": reason}, seen, origin)
    assert isinstance(made, FollowUp)
    return made
