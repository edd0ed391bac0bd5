"""Steps of a meeting from state to state: who may make each, and what is written with it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo import UpdateMany
from pymongo.client_session import ClientSession

from models import clocks
from models.meetings import SEALED, STATES, STEP, STEPS, WRITABLE, Meeting, MeetingState
from models.moments import now, today
from models.notes import Participant
from models.steps import Step
from models.unit_settings import template_of
from models.wording import N_, Message
from operations import configuration, configuring, jobs, letter_numbers, participants, policy, records
from operations.actors import Actor, Seat
from operations.approvals import roles, seats_for
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, WrongState
from operations.policy import Action

NOT_NOW = N_("This step is not possible any more: the meeting is now “%(state)s”. Look at it again.")
OWN_MINUTES = N_("Nobody approves minutes that they took or submitted themselves.")
ABOUT_ONESELF = N_("You are talked about in this meeting: somebody else must approve it.")
GIVE_REASON = N_("Say why.")
TOO_NEAR = frozenset({OWN_MINUTES, ABOUT_ONESELF})
"""Why somebody who approves others' minutes does not approve these."""


@dataclass(slots=True)
class Moving:
    """A step under way: effects may set more `values`, and write more in the transaction (`others`, `also`). `read` is
    the digest of the minutes that who approves has seen."""

    actor: Actor
    origin: Origin
    step: Step
    stored: dict[str, Any]
    values: dict[str, Any]
    read: str | None = None
    change: Change | None = None
    others: list[Change] = field(default_factory=list)
    also: list[Callable[[Moving, ClientSession], None]] = field(default_factory=list)


MAKING_AHEAD = "make meetings ahead"
"""A kind of job: operations.meetings."""
EFFECTS: dict[str, Callable[[Moving], None]] = {}
"""What else a step writes, by its key."""


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


def _partial(actor: Actor, raw: Mapping[str, Any], seats: list[Seat]) -> Message | None:
    """Why the actor is too near to the minutes to approve them or send them back."""
    users, people = _near(actor, seats)
    if raw.get("submitted_by") in users or raw.get("notetaker") in people:
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
        if may_lead(raw) and seats and raw.get("submitted_by") not in users and raw.get("notetaker") not in people:
            near[raw["_id"]] = (raw, people)
    everybody = {each for _, people in near.values() for each in people}
    told = _discussed(list(near), everybody) if everybody else set()
    return [raw for id, (raw, people) in near.items() if not any((id, each) in told for each in people)]


def move(
    actor: Actor,
    id: ObjectId,
    key: str,
    seen: int,
    reason: str = "",
    origin: Origin = records.FORM,
    read: str | None = None,
) -> Meeting:
    """Take a meeting that the actor saw at version `seen` a step further, and return it. To approve minutes as they
    were read, `read` is their digest; None approves what stands.

    Raises Missing, Denied, Invalid, Full, and WrongState where somebody was first or its state does not allow it.
    """
    stored = records.read(Meeting, id)
    policy.require(actor, Action.READ, "Meeting", stored)
    step = STEP.get(key)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    told = forbidden(actor, stored, step)
    if told is not None:
        raise Denied(told)
    if step.needs_reason and not reason.strip():
        raise Invalid({"reason": Message(GIVE_REASON)})
    values: dict[str, Any] = {"state": step.after.value, "reason": reason.strip() or None}
    moving = Moving(actor, origin, step, stored, values, read)
    if step.key in EFFECTS:
        EFFECTS[step.key](moving)
    return _write(moving)


def _write(moving: Moving) -> Meeting:
    made = records.plan_change(moving.actor, Meeting, moving.stored, moving.values, moving.origin)
    moving.change = made
    made.others += _sealing(made)

    def also(session: ClientSession) -> None:
        for each in moving.also:
            each(moving, session)

    try:
        commit([made, *moving.others], also)
    except Stale:
        raise _late(records.read(Meeting, made.id)) from None
    except Taken:
        raise WrongState(Message(participants.MEANWHILE)) from None
    assert isinstance(made.record, Meeting)
    return made.record


def _sealing(made: Change) -> list[tuple[str, Any]]:
    """Seal what belongs to a meeting as it stops taking notes, or open it again: a note saved at the very same moment
    then conflicts, and is saved before or refused after."""
    is_sealed = made.after["state"] in SEALED
    if ((made.stored or {}).get("state") in SEALED) == is_sealed:
        return []
    update = UpdateMany({"meeting": made.id}, {"$set": {"sealed": is_sealed}})
    return [("notes", [update]), ("participants", [update]), ("follow_ups", [update])]


def _late(stored: Mapping[str, Any]) -> WrongState:
    label = dict(STATES)[str(stored.get("state"))]
    return WrongState(Message(NOT_NOW, state=Message(label)))


def takes_notes(raw: Mapping[str, Any]) -> bool:
    """Whether notes are taken in this meeting now."""
    return raw.get("state") in WRITABLE


def number_effect(name: str, letter: str, dated: str = "day") -> Callable[[Moving], None]:
    """Give the meeting the next number of the unit's letters of this kind, in the step's transaction; a number that it
    has already stays. `dated` is the field with the day of the letter, by which it is counted."""

    def effect(moving: Moving) -> None:
        raw = moving.stored
        if raw.get(name):
            return
        template = template_of(configuration.settings(raw.get("scope")).numbers, letter)

        def take(moving: Moving, session: ClientSession) -> None:
            assert moving.change is not None and moving.change.record is not None
            day = getattr(moving.change.record, dated)
            unit = raw["department"]
            number = letter_numbers.take(template, unit, configuring.code_of(unit), day, session)
            Meeting._get_collection().update_one({"_id": raw["_id"]}, {"$set": {name: number}}, session=session)
            setattr(moving.change.record, name, number)

        moving.also.append(take)

    return effect


def _gather(moving: Moving) -> None:
    """Who chairs a meeting and who takes its minutes take part in it, so that they are invited and their attendance is
    told; and where its series talks about everybody of a unit, who came into that unit since the meeting was made."""
    leading = [moving.stored[name] for name in ("chair", "notetaker") if moving.stored.get(name)]
    moving.others += participants.missing(moving.actor, moving.stored, leading, moving.origin)
    moving.others += participants.newcomers(moving.actor, moving.stored, moving.origin, leading)


def _begin(moving: Moving) -> None:
    """Gather, and have the series make what it lacks of its next meetings, so that it never runs out."""
    _gather(moving)
    series = moving.stored.get("series")
    if series:
        moving.also.append(lambda moving, session: jobs.insert(moving.actor, MAKING_AHEAD, series, session))


def _submitted(moving: Moving) -> None:
    """Who submits the minutes took them, where nobody was named."""
    moving.values["submitted_by"] = moving.actor.id
    if not moving.stored.get("notetaker") and moving.actor.employee not in (None, moving.stored.get("chair")):
        moving.values["notetaker"] = moving.actor.employee


def _invited(moving: Moving) -> None:
    """Number the letter and date it; a letter that was dated before keeps its day."""
    _gather(moving)
    number_effect("letter_number", "invitation", "letter_day")(moving)
    if not moving.stored.get("letter_day"):
        moving.values["letter_day"] = today()


def _stopped(moving: Moving) -> None:
    """A timer that was forgotten ends with the meeting."""
    clock = clocks.stopped(moving.stored.get("clock"), now())
    if clock is not None:
        moving.values["clock"] = clock


EFFECTS["end"] = EFFECTS["cancel"] = EFFECTS["redraft"] = _stopped
EFFECTS["invite"] = _invited
EFFECTS["start"] = EFFECTS["type_up"] = _begin
EFFECTS["submit"] = _submitted
