"""What a person voiced and what was planned through the years: aspirations, meetings, plans; for a career's picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from bson import ObjectId

from models.follow_ups import FollowUp
from models.meetings import HELD, Meeting
from models.moments import day_at
from models.notes import Note, Participant
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from operations.actors import Actor
from operations.careers import day_of
from operations.chains import aspirations_of, rows

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hope:
    """An aspiration, the day on which it was voiced, and whether it was answered."""

    raw: Raw
    day: date
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Voiced:
    """A person's aspirations, the meetings in which they were talked about (day and stored meeting), their plans and
    the items of these, each oldest first, as far as the actor may see them."""

    hopes: list[Hope] = field(default_factory=list)
    met: list[tuple[date, Raw]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)


def of_person(actor: Actor, employee: ObjectId) -> Voiced:
    """Seven round trips at most."""
    notes = aspirations_of(actor, employee)[::-1]
    there = rows(actor, Participant, {"employee": employee, "is_discussed": True, "attendance": "present"})
    ids = {raw["meeting"] for raw in (*notes, *there)}
    days = {raw["_id"]: raw for raw in rows(actor, Meeting, {"_id": {"$in": sorted(ids)}})} if ids else {}
    answered = _answered(actor, employee)
    hopes = [
        Hope(raw, _day(days.get(raw["meeting"]), raw["_id"]), (raw["meeting"], raw["slot"]) in answered)
        for raw in notes
    ]
    held = [days[raw["meeting"]] for raw in there if days.get(raw["meeting"], {}).get("state") in HELD]
    met: list[tuple[date, Raw]] = sorted(
        ((day, raw) for raw in held if (day := day_of(raw.get("day")))), key=lambda pair: pair[0]
    )
    plans = sorted(rows(actor, DevelopmentPlan, {"employee": employee}), key=lambda raw: str(raw.get("year")))
    return Voiced(hopes, met, plans, rows(actor, PlanItem, {"employee": employee}))


def _answered(actor: Actor, employee: ObjectId) -> set[tuple[Any, Any]]:
    """(meeting, slot) of the aspirations that were advised on, or from which something agreed follows."""
    advice = rows(actor, Note, {"employee": employee, "kind": "advice", "removed": {"$ne": True}})
    agreed = rows(actor, FollowUp, {"employee": employee, "aspiration": {"$gt": ""}})
    told = {(raw["meeting"], raw.get("parent")) for raw in advice}
    return told | {(raw.get("meeting"), raw.get("aspiration")) for raw in agreed}


def _day(meeting: Raw | None, note: ObjectId) -> date:
    return (day_of(meeting.get("day")) if meeting else None) or day_at(note.generation_time)


def longest_gaps(days: Iterable[date], today: date, months: int = 9) -> list[tuple[date, date]]:
    """The spans between meetings, and since the last one, that are longer than so many months."""
    whole = [*sorted(days), today]
    return [(first, last) for first, last in pairwise(whole) if (last - first).days > months * 30.4]
