"""Steps of a meeting from state to state: who may make each, and what is written with it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo import UpdateMany
from pymongo.client_session import ClientSession

from models import clocks
from models.meetings import SEALED, STATES, STEP, WRITABLE, Meeting
from models.moments import now, today
from models.steps import Step
from models.unit_settings import template_of
from models.wording import N_, Message
from operations import configuration, configuring, jobs, letter_numbers, meeting_rights, participants, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, WrongState
from operations.policy import Action

NOT_NOW = N_("This step is not possible any more: the meeting is now “%(state)s”. Look at it again.")
GIVE_REASON = N_("Say why.")


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
    told = meeting_rights.forbidden(actor, stored, step)
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
    _took(moving, moving.actor.employee)
    moving.values["submitted_by"] = moving.actor.id
    if not moving.stored.get("notetaker") and moving.actor.employee not in (None, moving.stored.get("chair")):
        moving.values["notetaker"] = moving.actor.employee


def _invited(moving: Moving) -> None:
    """Number the letter and date it; a letter that was dated before keeps its day. Whom an earlier invitation was
    withdrawn from is not told again."""
    _gather(moving)
    if moving.stored.get("withdrawn"):
        moving.values["withdrawn"] = []
    number_effect("letter_number", "invitation", "letter_day")(moving)
    if not moving.stored.get("letter_day"):
        moving.values["letter_day"] = today()


def _took(moving: Moving, *others: Any) -> None:
    """Keep who took the minutes, whoever is named there later: none of them approves these."""
    held = list(moving.stored.get("took") or ())
    found = [each for each in (moving.stored.get("notetaker"), *others) if each is not None]
    moving.values["took"] = list(dict.fromkeys([*held, *found]))


def _end(moving: Moving) -> None:
    _took(moving)
    _stopped(moving)


def _stopped(moving: Moving) -> None:
    """A timer that was forgotten ends with the meeting."""
    clock = clocks.stopped(moving.stored.get("clock"), now())
    if clock is not None:
        moving.values["clock"] = clock


EFFECTS["end"] = _end
EFFECTS["cancel"] = EFFECTS["redraft"] = _stopped
EFFECTS["invite"] = _invited
EFFECTS["start"] = EFFECTS["type_up"] = _begin
EFFECTS["submit"] = _submitted
