"""Who takes part in a meeting, and how they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from models.meetings import AHEAD, WRITABLE, Meeting, MeetingState
from models.notes import MOST_THERE, Note, Participant
from models.series import MeetingSeries
from models.wording import N_, Message
from operations import deletions, policy, records, who_to_discuss
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Missing, WrongState
from operations.meeting_parts import placed, stands
from operations.policy import Action
from operations.references import fetch

CLOSED = N_("The people of this meeting stand: it is over or cancelled.")
MEANWHILE = N_("Somebody changed the people of this meeting just now. Look at them again.")
TOO_MANY = N_("At most %(count)s people take part in a meeting.")
BATCH = 100
_TOLD = ("_id", "employee", "employee_name", "guest", "email")
"""What is kept of somebody who was invited and is taken out: they are to be told."""


def of_meeting(actor: Actor, meeting: ObjectId) -> list[dict[str, Any]]:
    """The participants that the actor may see, those talked about first, in their order."""
    query = {**policy.where(actor, Participant), "meeting": meeting}
    return _sorted(Participant._get_collection().find(query).sort([("order", 1), ("_id", 1)]).limit(MOST_THERE))


def in_order(actor: Actor, people: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """As `of_meeting`, of participants that were read together with their meeting."""
    may_see = policy.judge(actor, Action.READ, "Participant")
    return _sorted(raw for raw in people if may_see(raw))


def _sorted(people: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(people, key=lambda raw: (not raw.get("is_discussed"), raw.get("order") or 0, raw["_id"]))


def name_of(raw: Mapping[str, Any]) -> str:
    """How a stored participant is called, with titles."""
    return str(raw.get("employee_name") or raw.get("guest") or "")


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
    if len(held) + len(fresh) > MOST_THERE:
        raise WrongState(Message(TOO_MANY, count=MOST_THERE))
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
    values = {"order": MOST_THERE - 1, "is_discussed": discussed}
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
    people = who_to_discuss.to_discuss(actor, meeting, series.get("discussed_unit") or series["department"], "all")
    left_out = {*(meeting.get("left_out") or ()), *besides}
    return missing(actor, meeting, [raw["_id"] for raw in people if raw["_id"] not in left_out], origin, True)


def add_guest(actor: Actor, meeting: Mapping[str, Any], values: Mapping[str, Any], origin: Origin) -> None:
    """Let a guest take part. Raises as `add` does."""
    if meeting.get("state") not in AHEAD | WRITABLE:
        raise WrongState(Message(CLOSED))
    known = {meeting["_id"]: {**meeting, "kind": "Meeting"}}
    _write([_plan(actor, meeting, {**values, "order": MOST_THERE}, origin, known)])


def _plan(actor: Actor, meeting: Any, values: Mapping[str, Any], origin: Origin, known: Any) -> Change:
    made = records.plan_create(actor, Participant, {**values, "meeting": meeting["_id"]}, origin, known)
    assert made.guard is not None
    made.guard["match"] |= {"state": {"$in": sorted(AHEAD | WRITABLE)}, **placed(meeting)}
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
        made.when = stands(stored)
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


def remove(actor: Actor, meeting: ObjectId, ids: Iterable[ObjectId], origin: Origin) -> tuple[int, list[str]]:
    """Take people out of a meeting; returns how many are gone, and the names of those who stay as notes are about them.

    A note about one of them that is begun at the very same moment is met or refused. Raises Missing where
    none of them takes part, Denied and WrongState.
    """
    query = {"_id": {"$in": list(ids)}, "meeting": meeting}
    found = list(Participant._get_collection().find(query))
    if not found:
        raise Missing()
    for raw in found:
        policy.require(actor, Action.DELETE, "Participant", raw)
        if raw.get("sealed"):
            raise WrongState(Message(CLOSED))
    noted = _noted(meeting, found)
    going = [raw for raw in found if raw.get("employee") not in noted]
    for start in range(0, len(going), BATCH):
        _take_out(actor, meeting, going[start : start + BATCH], replace(origin, token=None))
    return len(going), [name_of(raw) for raw in found if raw.get("employee") in noted]


def _take_out(actor: Actor, meeting: ObjectId, going: list[dict[str, Any]], origin: Origin) -> None:
    made = [deletions.plan_remove(actor, Participant, raw, origin) for raw in going]
    for each, raw in zip(made, going, strict=True):
        each.when |= stands(raw)
    match = {"state": {"$in": sorted(AHEAD | WRITABLE)}}
    made[0].guard = {"collection": Meeting._get_collection_name(), "id": meeting, "match": match}
    left_out = [raw["employee"] for raw in going if raw.get("employee")]
    withdrawn = [{name: raw[name] for name in _TOLD if name in raw} for raw in going]
    updates = [
        UpdateOne({"_id": meeting}, {"$addToSet": {"left_out": {"$each": left_out}}}),
        UpdateOne({"_id": meeting, "state": MeetingState.INVITED}, {"$push": {"withdrawn": {"$each": withdrawn}}}),
    ]
    made[0].others.append((Meeting._get_collection_name(), updates))

    def forbid_notes(session: ClientSession) -> None:
        if _noted(meeting, going, session):
            raise WrongState(Message(MEANWHILE))

    made[0].also.append(forbid_notes)
    _write(made)


def _noted(
    meeting: ObjectId, people: Iterable[Mapping[str, Any]], session: ClientSession | None = None
) -> set[ObjectId]:
    """Those of these people whom notes of the meeting are about."""
    ids = [raw["employee"] for raw in people if raw.get("employee")]
    about = {"meeting": meeting, "employee": {"$in": ids}, "removed": {"$ne": True}}
    return {raw["employee"] for raw in Note._get_collection().find(about, {"employee": 1}, session=session)}
