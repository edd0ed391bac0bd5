"""Who may take which step with a meeting: by their right to change it, the unit's settings, and how near they are.

Nobody approves their own minutes, nor those of a meeting in which they are talked about (domain.md §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.meetings import STEPS, MeetingState
from models.notes import Participant
from models.steps import Step
from models.wording import N_, Message
from operations import policy
from operations.actors import Actor, Seat
from operations.approvals import roles, seats_for
from operations.errors import Denied
from operations.policy import Action

OWN_MINUTES = N_("Nobody approves minutes that they took or submitted themselves.")
ABOUT_ONESELF = N_("You are talked about in this meeting: somebody else must approve it.")
TOO_NEAR = frozenset({OWN_MINUTES, ABOUT_ONESELF})
"""Why somebody who approves others' minutes does not approve these."""


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may make with a stored meeting now."""
    state = raw.get("state") or MeetingState.DRAFT
    return [step for step in STEPS if state in step.before and forbidden(actor, raw, step) is None]


def forbidden(actor: Actor, raw: Mapping[str, Any], step: Step) -> Message | None:
    """Why the actor may not make this step with a meeting, whatever its state; None where they may."""
    if not policy.may(actor, Action.CHANGE, "Meeting", raw):
        return Denied().message
    if actor.is_system or step.right == "write":
        return None
    if step.right == "submitted":
        return None if actor.id is not None and raw.get("submitted_by") == actor.id else Denied().message
    seats = seats_for(actor, raw, step.right)
    if roles(raw, step.right) and not seats:
        return Denied().message
    if step.right == "minutes":
        return _partial(actor, raw, seats)
    return None


def _near(actor: Actor, seats: list[Seat]) -> tuple[set[Any], list[ObjectId]]:
    """(the accounts, the employees) whose minutes the actor does not approve: their own, and where they could do it by
    a seat that was handed over alone, those of who handed it over: nobody has their own minutes approved by a deputy
    of theirs."""
    givers = seats if seats and all(seat.giver for seat in seats) else []
    people = (actor.employee, *(seat.giver_employee for seat in givers))
    return {actor.id, *(seat.giver for seat in givers)} - {None}, [each for each in people if each is not None]


def is_own(raw: Mapping[str, Any], users: Iterable[Any], people: Iterable[Any]) -> bool:
    """Whether the minutes of a stored meeting, or an addendum judged as one (`writers`), are those of any of these
    accounts or employees: who submitted them, and who took them, now or at any step before."""
    wrote = {raw.get("submitted_by"), *(raw.get("writers") or ())} - {None}
    took = {raw.get("notetaker"), *(raw.get("took") or ())} - {None}
    return not wrote.isdisjoint(users) or not took.isdisjoint(people)


def _partial(actor: Actor, raw: Mapping[str, Any], seats: list[Seat]) -> Message | None:
    """Why the actor is too near to the minutes to approve them or send them back."""
    users, people = _near(actor, seats)
    if is_own(raw, users, people):
        return Message(OWN_MINUTES)
    return Message(ABOUT_ONESELF) if people and _discussed([raw["_id"]], people) else None


def _discussed(meetings: list[ObjectId], people: Iterable[ObjectId]) -> set[tuple[ObjectId, ObjectId]]:
    """Who of these people is talked about in which of these meetings."""
    query = {"meeting": {"$in": meetings}, "employee": {"$in": list(people)}, "is_discussed": True}
    found = Participant._get_collection().find(query, {"meeting": 1, "employee": 1})
    return {(raw["meeting"], raw["employee"]) for raw in found}


def approvable(actor: Actor, found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of these submitted meetings whose minutes the actor may approve: as `forbidden` judges each, in one round
    trip for all of them, and none where nobody could be talked about."""
    may_lead, near = policy.judge(actor, Action.CHANGE, "Meeting"), {}
    for raw in found:
        seats = seats_for(actor, raw, "minutes")
        users, people = _near(actor, seats)
        if may_lead(raw) and seats and not is_own(raw, users, people):
            near[raw["_id"]] = (raw, people)
    everybody = {each for _, people in near.values() for each in people}
    told = _discussed(list(near), everybody) if everybody else set()
    return [raw for id, (raw, people) in near.items() if not any((id, each) in told for each in people)]
