"""Meetings that wait for an actor: minutes to approve for who may approve them, and to finish for who keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.meetings import WRITABLE, Meeting, MeetingState
from models.users import Role
from operations import meeting_rights, policy
from operations.actors import Actor
from operations.approvals import is_asked
from operations.indexes import hint
from operations.policy import Action

MOST = 50
_SHOWN = (
    "title", "day", "state", "reason", "scope", "department", "confidential", "hidden_from", "notetaker",
    "submitted_by", "took", "begins_at",
)  # fmt: skip


class Why(StrEnum):
    """Why a meeting waits."""

    APPROVE = "approve"
    RETURNED = "returned"
    FINISH = "finish"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Due:
    """A meeting that waits, stored; `reason` is why its minutes were sent back."""

    why: Why
    raw: Mapping[str, Any]
    reason: str = ""


def of_actor(actor: Actor) -> list[Due]:
    """What waits, by `Why`, the oldest meeting first: what is submitted for itself, so that no pile of unfinished ones
    hides it. At most three round trips."""
    if actor.is_system or not policy.may(actor, Action.CHANGE, "Meeting"):
        return []
    asked = [raw for raw in _find(actor, [MeetingState.SUBMITTED]) if is_asked(actor, raw, "minutes")]
    due = [Due(Why.APPROVE, raw) for raw in meeting_rights.approvable(actor, asked)]
    if any(seat.role == Role.SECRETARY for seat in actor.seats):
        due += [_kept(raw) for raw in _find(actor, sorted(WRITABLE)) if _keeps(actor, raw)]
    return sorted(due, key=lambda each: list(Why).index(each.why))


def _find(actor: Actor, states: Sequence[MeetingState]) -> list[dict[str, Any]]:
    wanted = {**policy.where(actor, Meeting, Action.CHANGE), "state": {"$in": list(states)}}
    found = Meeting._get_collection().find(wanted, dict.fromkeys(_SHOWN, 1)).sort([("begins_at", 1), ("_id", 1)])
    named = hint(Meeting, wanted, "begins_at")
    return list((found.hint(named) if named else found).limit(MOST))


def _keeps(actor: Actor, raw: Mapping[str, Any]) -> bool:
    """Whether the actor keeps the minutes where the meeting lies: an agency's secretary does."""
    scope = raw.get("scope") or ()
    return any(seat.role == Role.SECRETARY and (seat.everywhere or seat.unit in scope) for seat in actor.seats)


def _kept(raw: Mapping[str, Any]) -> Due:
    """Minutes in draft that have a reason were sent back: every other step into that state drops it."""
    if raw["state"] == MeetingState.RUNNING:
        return Due(Why.RUNNING, raw)
    reason = str(raw.get("reason") or "")
    return Due(Why.RETURNED if reason else Why.FINISH, raw, reason)
