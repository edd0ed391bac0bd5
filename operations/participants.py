"""Who takes part in a meeting: picked by hand, or by what they have in common; and who was not met for long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from models.codes import ACTIVE_STATUSES
from models.departments import Department
from models.follow_ups import OPEN, FollowUp
from models.meetings import AHEAD, HELD, WRITABLE, Meeting
from models.moments import day_at, now
from models.notes import Note, Participant
from models.people import Employee
from models.series import MeetingSeries
from models.wording import N_, Message
from operations import aspirations, deletions, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import WrongState
from operations.policy import Action
from operations.references import fetch

MOST = 500
"""People that a meeting has at most."""
CLOSED = N_("The people of this meeting stand: it is over or cancelled.")
MEANWHILE = N_("Somebody changed the people of this meeting just now. Look at them again.")
NOTED = N_("Notes are about this person. Take those out first.")
TOO_MANY = N_("At most %(count)s people take part in a meeting.")
BATCH = 100
_PRESENT = {"is_discussed": True, "attendance": "present"}
_NAMED = ("name", "title_front", "title_back", "name_folded", "nip", "position_name", "golongan", "department", "scope")


def of_meeting(actor: Actor, meeting: ObjectId) -> list[dict[str, Any]]:
    """The participants that the actor may see, those talked about first, in their order."""
    query = {**policy.where(actor, Participant), "meeting": meeting}
    found = Participant._get_collection().find(query).sort([("order", 1), ("_id", 1)]).limit(MOST)
    return sorted(found, key=lambda raw: not raw.get("is_discussed"))


def add(
    actor: Actor, meeting: Mapping[str, Any], employees: Iterable[ObjectId], discussed: bool, origin: Origin
) -> int:
    """Let these employees take part; returns how many came anew. Raises Denied, Invalid and WrongState."""
    if meeting.get("state") not in AHEAD | WRITABLE:
        raise WrongState(Message(CLOSED))
    held = {
        raw.get("employee") for raw in Participant._get_collection().find({"meeting": meeting["_id"]}, {"employee": 1})
    }
    fresh = [id for id in dict.fromkeys(employees) if id not in held]
    if len(held) + len(fresh) > MOST:
        raise WrongState(Message(TOO_MANY, count=MOST))
    known = {**fetch({"Employee": fresh}), meeting["_id"]: {**meeting, "kind": "Meeting"}}
    people = sorted((id for id in fresh if id in known), key=lambda id: str(known[id].get("name_folded") or ""))
    made = [
        _plan(actor, meeting, {"employee": id, "is_discussed": discussed, "order": len(held) + number}, origin, known)
        for number, id in enumerate(people)
    ]
    for start in range(0, len(made), BATCH):
        _write(made[start : start + BATCH])
    return len(made)


def missing(
    actor: Actor, meeting: Mapping[str, Any], employees: Iterable[ObjectId], origin: Origin, discussed: bool = False
) -> list[Change]:
    """What lets those of these employees take part who do not yet, for a step of the meeting to commit with itself; the
    step's own letter tells them."""
    wanted = dict.fromkeys(employees)
    query = {"meeting": meeting["_id"], "employee": {"$in": list(wanted)}}
    held = {raw["employee"] for raw in Participant._get_collection().find(query, {"employee": 1})} if wanted else set()
    fresh = [id for id in wanted if id not in held]
    known = {**fetch({"Employee": fresh}), meeting["_id"]: {**meeting, "kind": "Meeting"}} if fresh else {}
    values = {"order": MOST - 1, "is_discussed": discussed}
    made = [
        _plan(actor, meeting, {**values, "employee": id}, replace(origin, token=None), known)
        for id in fresh
        if id in known
    ]
    for each in made:
        each.also = []
    return made


def newcomers(
    actor: Actor, meeting: Mapping[str, Any], origin: Origin, besides: Iterable[ObjectId] = ()
) -> list[Change]:
    """As `missing`, of everybody whom the meeting's series wants talked about: who came into the unit after the meeting
    was made, and none who was taken out of it by hand."""
    query = {"_id": meeting.get("series"), "discusses_all": True}
    series = MeetingSeries._get_collection().find_one(query) if meeting.get("series") else None
    if series is None:
        return []
    people = to_discuss(actor, meeting, series.get("discussed_unit") or series["department"], "all")
    left_out = {*(meeting.get("left_out") or ()), *besides}
    return missing(actor, meeting, [raw["_id"] for raw in people if raw["_id"] not in left_out], origin, True)


def add_guest(actor: Actor, meeting: Mapping[str, Any], values: Mapping[str, Any], origin: Origin) -> None:
    """Let a guest take part. Raises as `add` does."""
    if meeting.get("state") not in AHEAD | WRITABLE:
        raise WrongState(Message(CLOSED))
    known = {meeting["_id"]: {**meeting, "kind": "Meeting"}}
    _write([_plan(actor, meeting, {**values, "order": MOST}, origin, known)])


def _plan(actor: Actor, meeting: Any, values: Mapping[str, Any], origin: Origin, known: Any) -> Change:
    made = records.plan_create(actor, Participant, {**values, "meeting": meeting["_id"]}, origin, known)
    assert made.guard is not None
    made.guard["match"]["state"] = {"$in": sorted(AHEAD | WRITABLE)}
    return made


def _write(made: list[Change]) -> None:
    try:
        commit(made)
    except (Stale, Taken):
        raise WrongState(Message(MEANWHILE)) from None


def change(
    actor: Actor, id: ObjectId, values: Mapping[str, Any], origin: Origin, stored: dict[str, Any] | None = None
) -> None:
    """Set the attendance, place or answer of a participant, `stored` where it was read just before.

    Of two who set it at once the later one holds; an attendance that comes after a later one of the same page, whose
    request was held up on the way, changes nothing (`pressed`).
    """
    for _ in range(5):
        stored = stored or records.read(Participant, id)
        policy.require(actor, Action.CHANGE, "Participant", stored)
        if _is_late(stored.get("pressed"), values.get("pressed")):
            return
        if stored.get("sealed"):
            raise WrongState(Message(CLOSED))
        made = records.plan_change(actor, Participant, stored, values, origin)
        made.when = {"sealed": {"$ne": True}}
        try:
            commit([made] if made.entry.get("changes") or _differs(stored, values) else [])
        except Stale:
            stored = None
            continue
        return
    raise WrongState(Message(CLOSED))


def _is_late(held: Mapping[str, Any] | None, mine: Mapping[str, Any] | None) -> bool:
    """Whether the same page has pressed later, or this very press stands."""
    if not held or not mine:
        return False
    is_later: bool = held["chain"] == mine["chain"] and held["stamp"] >= mine["stamp"]
    return is_later


def _differs(stored: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether there is something to write of which no version tells: a place in the order, or a later press."""
    return any(values.get(name) is not None and stored.get(name) != values[name] for name in ("order", "pressed"))


def remove(actor: Actor, id: ObjectId, origin: Origin) -> None:
    """Take somebody out of a meeting. Raises Missing, Denied, and WrongState while notes are about them: the
    meeting is held, so that one begun at the very same moment is met or refused."""
    stored = records.read(Participant, id)
    policy.require(actor, Action.DELETE, "Participant", stored)
    if stored.get("sealed"):
        raise WrongState(Message(CLOSED))
    made = deletions.plan_remove(actor, Participant, stored, origin)
    match = {"state": {"$in": sorted(AHEAD | WRITABLE)}}
    made.guard = {"collection": Meeting._get_collection_name(), "id": stored["meeting"], "match": match}
    made.also.append(lambda session: _forbid_notes(stored, session))
    if stored.get("employee"):
        left_out = UpdateOne({"_id": stored["meeting"]}, {"$addToSet": {"left_out": stored["employee"]}})
        made.others.append((Meeting._get_collection_name(), [left_out]))
    _write([made])


def _forbid_notes(stored: Mapping[str, Any], session: ClientSession) -> None:
    about = {"meeting": stored["meeting"], "employee": stored.get("employee"), "removed": {"$ne": True}}
    if stored.get("employee") and Note._get_collection().find_one(about, {"_id": 1}, session=session):
        raise WrongState(Message(NOTED))


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
    return list(people.sort([("name_folded", 1), ("_id", 1)]).limit(MOST))


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
