"""Evaluations: the steps from a draft to what is settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.evaluation_cycles import OBJECTION_DAYS, EvaluationCycle
from models.evaluations import EVALUATION_STATES, EVALUATION_STEPS, Evaluation, EvaluationState
from models.moments import today
from models.steps import Step
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.approvals import roles, seats_for
from operations.audit import Origin
from operations.careers import day_of
from operations.commits import Stale, commit
from operations.errors import Denied, Invalid, WrongState
from operations.meeting_steps import GIVE_REASON
from operations.policy import Action

NOT_NOW = N_("This step is not possible any more: the evaluation is now “%(state)s”. Look at it again.")
ABOUT_ONESELF = N_("This evaluation is about yourself: somebody else must take this step.")
TOO_LATE = N_("The %(days)s days to object are over.")
TOO_SOON = N_("The person has not responded, and may object until %(day)s. Record the response, or wait.")
_SAID = {"respond": "response", "object": "objection", "uphold": "answer", "revise": "answer"}
"""The field that keeps what is said with a step."""


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored evaluation now."""
    if raw.get("sealed"):
        return []
    possible = [step for step in EVALUATION_STEPS if raw.get("state") in step.before]
    if unrated(raw):
        possible = [step for step in possible if step.key != "rate"]
    allowed = [step for step in possible if forbidden(actor, raw, step) is None]
    if not any(step.key in ("object", "settle") for step in allowed):
        return allowed
    days = objection_days(raw)
    return [step for step in allowed if _untimely(raw, step, days) is None]


def unrated(raw: Mapping[str, Any]) -> bool:
    """Whether results or behaviour still wait for a rating, without which none can be given."""
    return not (raw.get("results") and raw.get("behaviour"))


def forbidden(actor: Actor, raw: Mapping[str, Any], step: Step) -> Message | None:
    """Why the actor may not take this step with an evaluation, whatever its state; None where they may."""
    if actor.is_system:
        return None
    if raw.get("employee") in actor.kept_from:
        return Message(ABOUT_ONESELF)
    if not policy.may(actor, Action.CHANGE, "Evaluation", raw):
        return Denied().message
    if step.right != "write" and roles(raw, step.right) and not seats_for(actor, raw, step.right):
        return Denied().message
    return None


def objection_days(raw: Mapping[str, Any]) -> int:
    """The days that a person has to object, by the cycle of a stored evaluation."""
    cycle = EvaluationCycle._get_collection().find_one({"_id": raw.get("cycle")}, {"objection_days": 1}) or {}
    days = cycle.get("objection_days")
    return days if isinstance(days, int) else OBJECTION_DAYS


def _untimely(raw: Mapping[str, Any], step: Step, days: int) -> Message | None:
    """Why it is too late to object, or too soon to settle what nobody has responded to."""
    rated = day_of(raw.get("rated_on"))
    if rated is None or raw.get("state") != EvaluationState.RATED:
        return None
    last = rated + timedelta(days=days)
    if step.key == "object" and today() > last:
        return Message(TOO_LATE, days=days)
    if step.key == "settle" and today() <= last:
        return Message(TOO_SOON, day=f"{last:%d-%m-%Y}")
    return None


def move(actor: Actor, id: ObjectId, key: str, seen: int, said: str = "", origin: Origin = records.FORM) -> Evaluation:
    """Take an evaluation that the actor saw at version `seen` a step further, and return it. `said` is the response,
    the objection or the answer.

    Raises Missing, Denied, Invalid, Full, and WrongState where somebody was first, its cycle is closed, or the days to
    object are over (or not yet).
    """
    stored = records.read(Evaluation, id)
    policy.require(actor, Action.READ, "Evaluation", stored)
    if stored.get("sealed"):
        records.forbid_fixed(Evaluation, stored)
    step = next((each for each in EVALUATION_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    told = forbidden(actor, stored, step)
    if told is not None:
        raise Denied(told)
    untimely = _untimely(stored, step, objection_days(stored))
    if untimely is not None:
        raise WrongState(untimely)
    if step.needs_reason and not said.strip():
        raise Invalid({"reason": Message(GIVE_REASON)})
    return _write(actor, stored, step, said.strip(), origin)


def _write(actor: Actor, stored: dict[str, Any], step: Step, said: str, origin: Origin) -> Evaluation:
    values: dict[str, Any] = {"state": step.after.value}
    if step.key in _SAID:
        values[_SAID[step.key]] = said
    if step.key == "rate":
        values |= {"rated_on": today(), "rated_by": actor.id, "response": None, "objection": None, "answer": None}
    if step.key == "respond":
        values["responded_on"] = today()
    made = records.plan_change(actor, Evaluation, stored, values, origin)
    try:
        commit([made])
    except Stale:
        raise _late(records.read(Evaluation, made.id)) from None
    assert isinstance(made.record, Evaluation)
    return made.record


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(EVALUATION_STATES)[str(stored.get("state"))])))
