"""A meeting's circle: whom what is typed in its room may mean, read together with the meeting in one round trip.

Those who take part stand nearest, then the people of the meeting's unit, then all others within the actor's reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.base import Known
from models.codes import ACTIVE_STATUSES
from models.meetings import Meeting
from models.notes import Participant
from models.people import Employee, with_titles
from models.search import bare
from operations import participants, policy
from operations.actors import Actor
from operations.errors import Missing
from operations.policy import Action

MOST = 500
"""People besides those who take part that are read: the nearest."""
_SHOWN = ("name", "title_front", "title_back", "position_name", "scope")


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who may be meant: an employee, or a guest of the meeting, who has no id. `name` is with titles, `called`
    without."""

    id: ObjectId | None
    name: str
    called: str
    about: str = ""

    @property
    def key(self) -> str:
        return str(self.id or self.name)


@dataclass(frozen=True, slots=True)
class Circle:
    """Those around a meeting. `told` are the employees asked for by id."""

    there: Sequence[Somebody]
    unit: Sequence[Somebody]
    beyond: Sequence[Somebody]
    told: Sequence[Somebody]
    known: Known
    """What a record of this meeting may point at, as references.check takes it: the meeting, its unit, these people."""

    @property
    def everybody(self) -> list[Somebody]:
        return [*self.there, *self.unit, *self.beyond, *self.told]


def load(
    actor: Actor,
    meeting: ObjectId,
    called: Sequence[Sequence[str]] = (),
    told: Iterable[ObjectId] = (),
    unit: ObjectId | None = None,
) -> Circle:
    """The circle of a meeting: of its unit and beyond those who are `called` so, each name as beginnings of its words.

    `unit` is the meeting's as its page was told it: where that is right, all is one round trip. Raises Missing.
    """
    ids = list(dict.fromkeys(told))
    meetings = Meeting._get_collection()
    if called and unit is not None and policy.may(actor, Action.READ, "Employee"):
        joined = {"$unionWith": {"coll": meetings.name, "pipeline": _place(meeting, ids)}}
        rows = list(Employee._get_collection().aggregate([*_nearest(actor, called, unit), joined]))
    else:
        rows = list(meetings.aggregate(_place(meeting, ids)))
    place = next((raw for raw in rows if "people" in raw), None)
    if place is None:
        raise Missing()
    policy.require(actor, Action.READ, "Meeting", place)
    if called and place["department"] != unit:  # it was moved, or nobody said where it lies
        return load(actor, meeting, called, ids, place["department"])
    people = sorted((raw for raw in rows if "people" not in raw), key=lambda raw: str(raw.get("name") or ""))
    return _circle(actor, place, people)


def _place(meeting: ObjectId, told: list[ObjectId]) -> list[dict[str, Any]]:
    """The meeting with its `people`, and the employees `told`."""
    there = {"from": Participant._get_collection_name(), "localField": "_id", "foreignField": "meeting"}
    asked = {"from": Employee._get_collection_name(), "localField": "told", "foreignField": "_id"}
    joins = [{"$addFields": {"told": told}}, {"$lookup": {**asked, "as": "told"}}] if told else []
    return [{"$match": {"_id": meeting}}, {"$lookup": {**there, "as": "people"}}, *joins]


def _nearest(actor: Actor, called: Sequence[Sequence[str]], unit: ObjectId) -> list[dict[str, Any]]:
    """The active people within reach who are called so, those of the unit first; of several names it is looked for the
    longest word of each, as the embedded server scans where it meets `$or`."""
    words: Any = {"$all": list(called[0])} if len(called) == 1 else {"$in": [max(each, key=len) for each in called]}
    query = {**policy.where(actor, Employee), "status": {"$in": sorted(ACTIVE_STATUSES)}, "search_tokens": words}
    return [
        {"$match": query},
        {"$addFields": {"is_far": {"$not": [{"$in": [unit, {"$ifNull": ["$scope", []]}]}]}}},
        {"$sort": {"is_far": 1, "name_folded": 1, "_id": 1}},
        {"$limit": MOST},
        {"$project": {**dict.fromkeys(_SHOWN, 1), "is_far": 1}},
    ]


def _circle(actor: Actor, place: dict[str, Any], rows: list[dict[str, Any]]) -> Circle:
    people, told = participants.in_order(actor, place.pop("people")), place.pop("told", [])
    may_see = policy.judge(actor, Action.READ, "Employee")
    told = [raw for raw in told if may_see(raw)]
    read = {raw["_id"]: raw for raw in (*rows, *told)}
    there = [_taking_part(raw, read.get(raw.get("employee"))) for raw in people]
    held = {each.id for each in there}
    unit, beyond = (
        [_employee(raw) for raw in rows if raw["_id"] not in held and raw["is_far"] == is_far]
        for is_far in (False, True)
    )
    return Circle(there, unit, beyond, [_employee(raw) for raw in told], _known(place, there, read))


def _known(place: Mapping[str, Any], there: Iterable[Somebody], read: Mapping[ObjectId, Mapping[str, Any]]) -> Known:
    """Who takes part counts as one of the meeting's unit, wherever they work: what is agreed there may point at them,
    whom all who are there see anyway."""
    id, unit = place["_id"], place["department"]
    lies = {"scope": place["scope"], "department": unit}
    return {
        **{who: {**raw, "kind": "Employee"} for who, raw in read.items()},
        **{one.id: {**lies, "_id": one.id, "kind": "Employee", "name": one.name} for one in there if one.id},
        id: {**place, "kind": "Meeting"},
        unit: {**lies, "_id": unit, "kind": "Department"},
    }


def _taking_part(raw: Mapping[str, Any], employee: Mapping[str, Any] | None) -> Somebody:
    """A participant: as the employee is called now, where that was read, else as they were called when they came."""
    if employee is not None:
        return _employee(employee)
    name = participants.name_of(raw)
    return Somebody(raw.get("employee"), name, bare(name).partition(",")[0], str(raw.get("guest_from") or ""))


def _employee(raw: Mapping[str, Any]) -> Somebody:
    name = str(raw.get("name") or "")
    whole = with_titles(name, raw.get("title_front"), raw.get("title_back"))
    return Somebody(raw["_id"], whole, name, str(raw.get("position_name") or ""))
