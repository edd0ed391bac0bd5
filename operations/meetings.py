"""Meetings made ahead from their series, and what is known of a person before they are talked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.fields import Day
from models.follow_ups import OPEN, FollowUp
from models.meetings import AgendaPoint, Meeting, MeetingState
from models.moments import day_at, today
from models.notes import Note, Participant
from models.people import Employee
from models.series import MeetingSeries
from operations import (
    careers,
    coming_dates,
    configuration,
    hours,
    jobs,
    listing,
    participants,
    plans,
    policy,
    records,
    who_to_discuss,
)
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, Source
from operations.changes import load
from operations.commits import Taken, commit
from operations.errors import Invalid, Missing
from operations.meeting_steps import MAKING_AHEAD

_TAKEN_OVER = ("title", "kind", "starts", "ends", "venue", "link", "chair", "notetaker", "confidential")
USUAL_AGENDA = (("Pembukaan", 5), ("Tindak lanjut rapat lalu", 15), ("Pembahasan pegawai", 60), ("Kesimpulan", 10),
                ("Penutup", 5))  # fmt: skip
"""The agenda where the unit has set none."""


def usual_agenda(path: Any) -> list[AgendaPoint]:
    """The agenda that a unit's meetings begin with."""
    told = configuration.settings(path).agenda
    if told:
        return [AgendaPoint(title=str(each.label), minutes=each.minutes) for each in told]
    return [AgendaPoint(title=title, minutes=minutes) for title, minutes in USUAL_AGENDA]


def make_ahead(
    actor: Actor,
    series: MeetingSeries,
    origin: Origin,
    more: Mapping[str, Any] | None = None,
    further: bool = False,
) -> int:
    """Make the meetings that a series has on its next days and that are not there yet, each with `more` values, or
    where these are there and `further` ones are wanted, on the days after; whatever became of those that are: moved or
    cancelled ones stay what they are. Returns how many were made."""
    after = date.fromordinal(today().toordinal() - 1)
    found = Meeting._get_collection().find({"series": series.id}, {"slot": 1})
    held = {raw["slot"].date() for raw in found if raw.get("slot")}
    slots = series.slots(after)
    if further and held.issuperset(slots):
        slots = series.slots(max([after, *held]))
    taken_over = {**{name: getattr(series, name) for name in _TAKEN_OVER}, **(more or {})}
    taken_over["chair"] = taken_over.get("chair") or _head_of(series.department)
    return sum(_make(actor, series, slot, taken_over, origin) for slot in slots if slot not in held)


def _make(actor: Actor, series: MeetingSeries, slot: date, values: dict[str, Any], origin: Origin) -> bool:
    agenda = usual_agenda(series.scope)
    own = {"department": series.department, "series": series.id, "slot": slot, "day": slot, "agenda": agenda}
    made = records.plan_create(actor, Meeting, {**values, **own}, origin)
    try:
        commit([made])
    except Taken:
        return False
    if series.discusses_all:
        people = who_to_discuss.to_discuss(actor, made.after, series.discussed_unit or series.department, "all")
        participants.add(actor, made.after, [raw["_id"] for raw in people], True, origin)
    return True


def drafts_of(series: ObjectId) -> list[dict[str, Any]]:
    """The meetings of a series that are still drafts, from today on."""
    query = {"series": series, "state": MeetingState.DRAFT.value, "day": {"$gte": Day().to_mongo(today())}}
    return list(Meeting._get_collection().find(query).sort([("begins_at", 1), ("_id", 1)]).limit(400))


def take_over(actor: Actor, series: MeetingSeries, origin: Origin) -> int:
    """Give the drafts of a series what it now says: title, kind, time, place and people, not their days. Returns how
    many were changed. Raises Denied, Invalid, Conflict and Full."""
    values = {name: getattr(series, name) for name in _TAKEN_OVER}
    values["chair"] = values["chair"] or _head_of(series.department)
    count = 0
    for raw in drafts_of(series.id):
        made = records.change_stored(actor, Meeting, raw, values, raw.get("version") or 1, origin)
        count += made.version != raw.get("version")
    return count


def _head_of(unit: ObjectId | None) -> ObjectId | None:
    """The employee at the head of a unit."""
    raw = Department._get_collection().find_one({"_id": unit}, {"head": 1}) or {}
    return raw.get("head")


@jobs.kind(MAKING_AHEAD)
def keep_ahead(hold: jobs.Hold) -> None:
    """Make what a series lacks of its next meetings, once one of it began, whoever began that; none where its unit asks
    more of each meeting than a series knows."""
    raw = MeetingSeries._get_collection().find_one({"_id": hold.job["record"]})
    if raw is None:
        return
    try:
        make_ahead(SYSTEM, load_series(raw), Origin(source=Source.JOB))
    except Invalid:
        return


def of_series(actor: Actor, series: ObjectId) -> list[dict[str, Any]]:
    """The meetings of a series that the actor may see, in order."""
    query = {**policy.where(actor, Meeting), "series": series}
    return list(Meeting._get_collection().find(query).sort([("begins_at", 1), ("_id", 1)]).limit(400))


def context(actor: Actor, meeting: Mapping[str, Any], employee: ObjectId) -> dict[str, Any]:
    """What is known of a person before they are talked about: what was promised and what became of it, JP of the year,
    feedback since the last meeting, how the last periods were rated, aspirations sent for this one and told before,
    dates that are near. Each part as far as the
    actor may see it."""
    raw = listing.one(actor, Employee, employee)
    if raw is None:
        raise Missing()
    career = careers.of_employee(actor, raw)
    last = who_to_discuss.last_met(actor, employee, meeting["_id"])
    found = FollowUp._get_collection().find({**policy.where(actor, FollowUp), "employee": employee})
    earlier = (each for each in found.sort("_id", -1).limit(100) if each.get("meeting") != meeting["_id"])
    promises = [each for each in earlier if _is_of_meeting(each, last)]
    told = {"employee": employee, "kind": "aspiration", "removed": {"$ne": True}}
    hopes = list(Note._get_collection().find({**policy.where(actor, Note), **told}).sort("_id", -1).limit(20))
    return {
        "employee": raw,
        "promised": sorted(promises, key=lambda each: (each.get("status") not in OPEN, str(each.get("due") or "9"))),
        "sent": [each for each in hopes if each["meeting"] == meeting["_id"]],
        "aspirations": [each for each in hopes if each["meeting"] != meeting["_id"]][:10],
        "hours": hours.of_today(raw, career.trainings, today(), career.plan_items),
        "feedback": [each for each in career.feedback if last is None or _day(each) >= last][: 10 if last else 5],
        "evaluations": [each for each in career.evaluations if each.get("predikat")][:4],
        "plan": plans.progress(actor, employee),
        "dates": coming_dates.of_person(raw, career.trainings, today()),
        "last_met": last,
    }


def _is_of_meeting(raw: Mapping[str, Any], last: date | None) -> bool:
    """Whether a promise is told of before a meeting: it is open, or something became of it since the last one."""
    changed = raw.get("updated_at")
    return raw.get("status") in OPEN or (last is not None and isinstance(changed, datetime) and day_at(changed) >= last)


def _day(raw: Mapping[str, Any]) -> date:
    return careers.day_of(raw.get("given_on")) or date.min


def load_series(raw: Mapping[str, Any]) -> MeetingSeries:
    """A stored series as a document."""
    made = load(MeetingSeries, raw)
    assert isinstance(made, MeetingSeries)
    return made


def is_participant(meeting: ObjectId, employee: ObjectId) -> bool:
    """Whether an employee takes part in a meeting."""
    query = {"meeting": meeting, "employee": employee}
    return Participant._get_collection().find_one(query, {"_id": 1}) is not None
