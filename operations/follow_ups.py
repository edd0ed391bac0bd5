"""Follow-ups: agreed in a meeting, carried into the next one until they are done or stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.base import Known
from models.follow_ups import OPEN, STATUSES, FollowUp
from models.meetings import AHEAD, WRITABLE, Meeting, MeetingState
from models.moments import now
from models.wording import N_, Message
from operations import deletions, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.commits import Stale, Taken, commit
from operations.errors import Conflict, Invalid, Missing, WrongState
from operations.meeting_notes import CLOSED
from operations.meeting_parts import placed, stands
from operations.policy import Action
from operations.references import fetch

MOST = 500
TURNS = 5
UNDER_WAY = N_("Something came of this already. Set it to “Stopped” and say why, instead of taking it out.")


def carried(actor: Actor, meeting: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is open from other meetings, for the meeting in which it is asked after; by their due days.

    In a series each is asked after in one meeting alone: the one under way, else the next that is to be held; what was
    agreed in that one, in the next after it. What was agreed outside any series is asked after in the unit's next
    meeting of whichever series. A meeting of no series asks after all of its unit, unless it is cancelled.
    """
    unit, series = meeting["department"], meeting.get("series")
    query: dict[str, Any] = {**policy.where(actor, FollowUp), "status": {"$in": list(OPEN)}}
    if not series:
        others = {**query, "scope": unit, "department": unit, "meeting": {"$ne": meeting["_id"]}}
        return [] if meeting.get("state") == MeetingState.CANCELLED else _in_order(others)
    first, second, *_ = [*_to_be_held({"series": series}), None, None]
    if meeting["_id"] not in (first, second):
        return []
    agreed_in = {"$ne": first} if meeting["_id"] == first else first
    asked = [{**query, "series": series, "meeting": agreed_in}]
    of_unit = {"scope": unit, "department": unit, "series": {"$ne": None}}
    if meeting["_id"] == first and _to_be_held(of_unit)[:1] == [first]:
        asked.append({**query, "series": None, "scope": unit, "department": unit})
    return _in_order(*asked)


def _in_order(*queries: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The first of each query's, and all of these by their due days; what has none comes last (`ranks`)."""
    found = [raw for each in queries for raw in FollowUp._get_collection().find(each).sort("ranks", 1).limit(MOST)]
    return sorted(found, key=lambda raw: (raw["ranks"], raw["_id"]))


def _to_be_held(query: Mapping[str, Any]) -> list[ObjectId]:
    """The meetings that are under way or to come, those under way first, else by their time; last those that were never
    begun although their day is over."""
    running, past = MeetingState.RUNNING.value, now() - timedelta(days=1)
    wanted = {**query, "state": {"$in": [running, *sorted(AHEAD)]}}
    found = list(Meeting._get_collection().find(wanted, {"begins_at": 1, "state": 1}))
    found.sort(key=lambda raw: (raw["state"] != running, raw["begins_at"] < past, raw["begins_at"], raw["_id"]))
    return [raw["_id"] for raw in found]


def of_meeting(actor: Actor, meeting: ObjectId) -> list[dict[str, Any]]:
    """What was agreed in a meeting, as far as the actor may see it, in the order it was written."""
    query = {**policy.where(actor, FollowUp), "meeting": meeting}
    return list(FollowUp._get_collection().find(query).sort("_id", 1).limit(MOST))


def agree(
    actor: Actor,
    meeting: ObjectId,
    slot: str,
    said: Mapping[str, Any],
    origin: Origin,
    seen: int = 0,
    known: Known | None = None,
) -> FollowUp:
    """Write down what was agreed in the room; the same slot again is the same follow-up, changed where it differs.

    `seen` is the version that was looked at, 0 where it is new or whoever wrote it tells it once more; `known` what was
    read just before (operations.circles): with it this takes four round trips, five for a change. Raises Missing (it
    was taken out), Denied, Invalid, Conflict, Full, and WrongState where the meeting takes no notes.
    """
    known = known or {}
    for _ in range(TURNS):
        place = _writable(actor, meeting, known.get(meeting))
        if seen:
            return _changed(actor, _at(meeting, slot), said, seen, origin, known)
        values = {**said, "meeting": meeting, "department": place["department"], "slot": slot}
        made = records.plan_create(actor, FollowUp, values, origin, _completed(known, values))
        match = {"state": {"$in": sorted(WRITABLE)}, **placed(place)}
        made.guard = {"collection": Meeting._get_collection_name(), "id": meeting, "match": match}
        try:
            commit([made])
        except Taken:
            return _changed(actor, _at(meeting, slot), said, 0, origin, known)
        except Stale:  # it closed or moved at this very moment
            known = {}
            continue
        assert isinstance(made.record, FollowUp)
        return made.record
    raise WrongState(Message(CLOSED))


def _at(meeting: ObjectId, slot: str) -> dict[str, Any]:
    """What was agreed at a place of a meeting. Raises Missing."""
    found: dict[str, Any] | None = FollowUp._get_collection().find_one({"meeting": meeting, "slot": slot})
    if found is None:
        raise Missing()
    return found


def _writable(actor: Actor, meeting: ObjectId, place: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    place = place or Meeting._get_collection().find_one({"_id": meeting})
    if place is None:
        raise Missing()
    policy.require(actor, Action.READ, "Meeting", place)
    if place.get("state") not in WRITABLE:
        raise WrongState(Message(CLOSED))
    return place


def _completed(known: Known, values: Mapping[str, Any]) -> Known:
    """All that a follow-up of these values points at; what of it is not known is looked up."""
    pointed = {"Meeting": ["meeting"], "Department": ["department"], "Employee": ["employee", "pic"]}
    asked = {kind: [values.get(name) for name in names] for kind, names in pointed.items()}
    return {**known, **fetch({kind: [id for id in ids if id and id not in known] for kind, ids in asked.items()})}


def _changed(
    actor: Actor, stored: dict[str, Any], said: Mapping[str, Any], seen: int, origin: Origin, known: Known
) -> FollowUp:
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    unit = {"kind": "Department", "_id": stored["department"], "department": stored["department"]}
    known = {**known, stored["department"]: {**unit, "scope": stored["scope"]}}  # where it lies, which `stands` holds
    everything = _completed(known, {**stored, **said})
    at = seen or stored["version"]
    try:
        made = records.save(actor, FollowUp, stored, said, at, origin, when=stands(stored), known=everything)
    except (Conflict, Invalid):
        _writable(actor, stored["meeting"])  # it may have been closed at this very moment
        raise
    assert isinstance(made, FollowUp)
    return made


def take_out(actor: Actor, meeting: ObjectId, slot: str, seen: int, origin: Origin) -> None:
    """Take out what was agreed in a meeting that still takes notes; what is not there is taken out already.

    Whoever may write it may do so while nothing came of it; its last state stays in the history. Raises Missing,
    Denied, Invalid, WrongState, Conflict, Full.
    """
    _writable(actor, meeting)
    stored = FollowUp._get_collection().find_one({"meeting": meeting, "slot": slot})
    if stored is None:
        return
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    if len(stored.get("history") or ()) > 1 or stored.get("asked") or stored.get("evidence"):
        raise Invalid({"status": Message(UNDER_WAY)})
    try:
        deletions.remove(actor, FollowUp, stored, seen or stored["version"], origin, when=stands(stored))
    except Conflict:
        _writable(actor, meeting)
        raise


def change_status(actor: Actor, id: ObjectId, status: str, reason: str, seen: int, origin: Origin) -> FollowUp:
    """Set how far a follow-up is; its history keeps each status with its day and reason.

    Raises Missing, Denied, Invalid (no such status, no reason given), Conflict, Full.
    """
    if status not in dict(STATUSES):
        raise Invalid({"status": Message(N_("This is not one of the choices."))})
    stored = records.read(FollowUp, id)
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    made = records.save(
        actor, FollowUp, stored, {"status": status, "reason": reason}, seen, origin, when=placed(stored)
    )
    assert isinstance(made, FollowUp)
    return made
