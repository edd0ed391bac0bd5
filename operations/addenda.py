"""Addenda: approved minutes are corrected by what is written beside them and approved by the same people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.addenda import ADDENDUM_STATES, ADDENDUM_STEPS, Addendum, AddendumState
from models.audit import AuditEntry
from models.meetings import SETTLED, Meeting
from models.minutes import Minutes, digest_of
from models.moments import now
from models.steps import Step
from models.users import User
from models.wording import N_, Message
from operations import approvers, meeting_rights, meeting_steps, policy, records
from operations.actors import Actor
from operations.approvals import seats_for
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, commit
from operations.errors import Denied, Invalid, WrongState
from operations.policy import Action
from operations.seats import with_office

NOT_NOW = N_("This step is not possible any more: the addendum is now “%(state)s”. Look at it again.")


def takes_addenda(meeting: Mapping[str, Any]) -> bool:
    """Whether the minutes of a stored meeting are corrected by addenda: once they are approved."""
    return meeting.get("state") in SETTLED


def of_meeting(actor: Actor, meeting: ObjectId) -> list[dict[str, Any]]:
    """The addenda of a meeting that the actor may see, in the order they were written."""
    query = {**policy.where(actor, Addendum), "meeting": meeting}
    return list(Addendum._get_collection().find(query).sort("_id", 1).limit(200))


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored addendum now."""
    possible = [step for step in ADDENDUM_STEPS if raw.get("state") in step.before]
    if not possible:
        return []
    judged = _judged(raw)
    return [step for step in possible if meeting_rights.forbidden(actor, judged, step) is None]


def approvers_of(raw: Mapping[str, Any]) -> list[str]:
    """The names of those who may approve a stored addendum, while it waits for that."""
    return approvers.of_minutes(_judged(raw)) if raw.get("state") == AddendumState.SUBMITTED else []


def _judged(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The addendum's meeting as it is judged: too near to it are who submitted the addendum and who wrote at it."""
    wrote = AuditEntry._get_collection().find({"record": raw["_id"], "changes.field": {"$in": ["text", "concerns"]}})
    writers = {each["actor"] for each in wrote if each.get("actor")}
    users = User._get_collection().find({"_id": {"$in": sorted(writers)}}, {"employee": 1})
    took = [user["employee"] for user in users if user.get("employee")]
    own = {"submitted_by": raw.get("submitted_by"), "writers": sorted(writers), "took": took}
    return {**records.read(Meeting, raw["meeting"]), **own}


def move(actor: Actor, id: ObjectId, key: str, seen: int, reason: str = "", origin: Origin = records.FORM) -> Addendum:
    """Take an addendum that the actor saw at version `seen` a step further, and return it.

    Raises Missing, Denied, Invalid, Full, and WrongState where somebody was first or its state does not allow it.
    """
    stored = records.read(Addendum, id)
    policy.require(actor, Action.READ, "Addendum", stored)
    step = next((each for each in ADDENDUM_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    told = meeting_rights.forbidden(actor, _judged(stored), step)
    if told is not None:
        raise Denied(told)
    if step.needs_reason and not reason.strip():
        raise Invalid({"reason": Message(meeting_steps.GIVE_REASON)})
    return _write(actor, stored, step, reason.strip(), origin)


def _write(actor: Actor, stored: dict[str, Any], step: Step, reason: str, origin: Origin) -> Addendum:
    values: dict[str, Any] = {"state": step.after.value, "reason": reason or None}
    if step.key == "submit":
        values["submitted_by"] = actor.id
    made = records.plan_change(actor, Addendum, stored, values, origin)
    if step.key == "approve":
        # the meeting is held, so that of two approved at once one waits and takes the number after
        match = {"state": {"$in": sorted(SETTLED)}}
        made.guard = {"collection": Meeting._get_collection_name(), "id": stored["meeting"], "match": match}
        made.also.append(lambda session: _approve(actor, made, session))
    try:
        commit([made])
    except Stale:
        raise _late(records.read(Addendum, made.id)) from None
    assert isinstance(made.record, Addendum)
    return made.record


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(ADDENDUM_STATES)[str(stored.get("state"))])))


def _approve(actor: Actor, made: Change, session: ClientSession) -> None:
    """Number the addendum after those approved before and write it down for good beside the minutes."""
    collection, meeting = Minutes._get_collection(), made.after["meeting"]
    held = list(collection.find({"meeting": meeting}, session=session).sort("number", 1))
    number = int(held[-1]["number"]) + 1
    content = _content(made.after, held[0], number)
    collection.insert_one(
        {
            "_id": ObjectId(), "meeting": meeting, "number": number, "scope": made.after.get("scope"),
            "content": content, "digest": digest_of(content), "code": secrets.token_urlsafe(18), "approved_at": now(),
            "approved_by": with_office(actor, seats_for(actor, _judged(made.after), "minutes")), "approver": actor.id,
        },
        session=session,
    )  # fmt: skip
    Addendum._get_collection().update_one({"_id": made.id}, {"$set": {"number": number}}, session=session)
    assert isinstance(made.record, Addendum)
    made.record.number = number


def _content(raw: Mapping[str, Any], minutes: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What is approved: plain values alone. `corrects` is the digest of the minutes that it belongs to."""
    told = minutes["content"]
    return {
        "meeting": str(raw["meeting"]),
        "title": told.get("title") or "",
        "day": told.get("day") or "",
        "minutes_number": told.get("number") or "",
        "addendum": number,
        "concerns": str(raw.get("concerns") or ""),
        "text": str(raw.get("text") or ""),
        "corrects": minutes["digest"],
    }
