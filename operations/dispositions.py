"""Disposisi: a dinas passes a follow-up on to BKPSDM, which answers; the answer stands wherever the follow-up does."""

from __future__ import annotations

from bson import ObjectId

from models.follow_ups import FollowUp
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Invalid, WrongState
from operations.policy import Action


def pass_on(actor: Actor, id: ObjectId, seen: int, origin: Origin) -> FollowUp:
    """Ask BKPSDM. Raises Missing, Denied, Conflict, Full."""
    stored = records.read(FollowUp, id)
    policy.require(actor, Action.CHANGE, "FollowUp", stored)
    made = records.save(actor, FollowUp, stored, {"asked": True}, seen, origin)
    assert isinstance(made, FollowUp)
    return made


def answer(actor: Actor, id: ObjectId, text: str, seen: int, origin: Origin) -> FollowUp:
    """Answer what was asked, or answer it anew. Raises Missing, Denied, Invalid (no answer), Conflict, Full, and
    WrongState where nothing was asked."""
    stored = records.read(FollowUp, id)
    policy.require(actor, Action.ANSWER, "FollowUp", stored)
    if not stored.get("asked"):
        raise WrongState(Message(N_("This was not passed on to BKPSDM.")))
    if not text.strip():
        raise Invalid({"reply": Message(N_("Write the answer."))})
    made = records.save(actor, FollowUp, stored, {"reply": text}, seen, origin)
    assert isinstance(made, FollowUp)
    return made
