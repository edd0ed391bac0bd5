"""Development plans: the steps from a draft to what BKPSDM approved, and what a person's present plan is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.moments import today
from models.plan_items import OPEN_ITEMS, PlanItem
from models.plans import PLAN_STATES, PLAN_STEPS, DevelopmentPlan, PlanState
from models.steps import Step
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.approvals import roles, seats_for
from operations.audit import Origin
from operations.commits import Stale, commit
from operations.errors import Denied, Invalid, WrongState
from operations.meeting_steps import GIVE_REASON
from operations.policy import Action

NOT_NOW = N_("This step is not possible any more: the plan is now “%(state)s”. Look at it again.")
ABOUT_ONESELF = N_("This plan is about yourself: somebody else must take this step.")
OWN_STEP = N_("You took the step before: somebody else must approve it.")
EMPTY = N_("This plan has no items yet. Add what is to be done, then submit it.")
STILL_OPEN = N_("%(count)s items are still open. Set how they ended, or carry them into the next year; then close.")
_BEFORE = {"agree": "submitted_by", "approve": "agreed_by"}
"""Who took the step before an approval, and therefore does not take this one."""


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored plan now."""
    possible = [step for step in PLAN_STEPS if raw.get("state") in step.before]
    return [step for step in possible if forbidden(actor, raw, step) is None]


def forbidden(actor: Actor, raw: Mapping[str, Any], step: Step) -> Message | None:
    """Why the actor may not take this step with a plan, whatever its state; None where they may."""
    if actor.is_system:
        return None
    if raw.get("employee") in actor.kept_from:
        return Message(ABOUT_ONESELF)
    if not policy.may(actor, Action.CHANGE, "DevelopmentPlan", raw):
        return Denied().message
    if step.right != "write" and roles(raw, step.right) and not seats_for(actor, raw, step.right):
        return Denied().message
    earlier = raw.get(_BEFORE[step.key]) if step.key in _BEFORE else None
    return Message(OWN_STEP) if earlier is not None and earlier == actor.id else None


def move(
    actor: Actor, id: ObjectId, key: str, seen: int, reason: str = "", origin: Origin = records.FORM
) -> DevelopmentPlan:
    """Take a plan that the actor saw at version `seen` a step further, and return it.

    Raises Missing, Denied, Invalid (no reason, no items, open items), Full, and WrongState where somebody was first.
    """
    stored = records.read(DevelopmentPlan, id)
    policy.require(actor, Action.READ, "DevelopmentPlan", stored)
    step = next((each for each in PLAN_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    told = forbidden(actor, stored, step)
    if told is not None:
        raise Denied(told)
    if step.needs_reason and not reason.strip():
        raise Invalid({"reason": Message(GIVE_REASON)})
    return _write(actor, stored, step, reason.strip(), origin)


def _write(actor: Actor, stored: dict[str, Any], step: Step, reason: str, origin: Origin) -> DevelopmentPlan:
    made = records.plan_change(actor, DevelopmentPlan, stored, _values(actor, step, reason), origin)
    if step.key in ("submit", "close"):
        made.also.append(lambda session: _require_items(made.id, step, session))
    try:
        commit([made])
    except Stale:
        raise _late(records.read(DevelopmentPlan, made.id)) from None
    assert isinstance(made.record, DevelopmentPlan)
    return made.record


def _values(actor: Actor, step: Step, reason: str) -> dict[str, Any]:
    found: dict[str, Any] = {"state": step.after.value, "reason": reason or None}
    if step.after == PlanState.DRAFT:
        found |= dict.fromkeys(("submitted_by", "agreed_by", "agreed_on", "approved_on"))
    if step.key == "submit":
        found["submitted_by"] = actor.id
    if step.key == "agree":
        found |= {"agreed_by": actor.id, "agreed_on": today()}
    if step.key == "approve":
        found["approved_on"] = today()
    return found


def _require_items(plan: ObjectId, step: Step, session: ClientSession) -> None:
    """Refuse to submit a plan without items, and to close one that has open ones."""
    wanted = {"status": {"$in": list(OPEN_ITEMS)}} if step.key == "close" else {}
    count = PlanItem._get_collection().count_documents({"plan": plan, **wanted}, session=session)
    if step.key == "submit" and not count:
        raise Invalid({"": Message(EMPTY)})
    if step.key == "close" and count:
        raise Invalid({"": Message(STILL_OPEN, count=count)})


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(PLAN_STATES)[str(stored.get("state"))])))


def of_person(actor: Actor, employee: ObjectId, most: int = 20) -> list[dict[str, Any]]:
    """A person's plans that the actor may see, the newest first; none for who may see none."""
    if not policy.may(actor, Action.READ, "DevelopmentPlan"):
        return []
    query = {**policy.where(actor, DevelopmentPlan), "employee": employee}
    return list(DevelopmentPlan._get_collection().find(query).sort([("year", -1)]).limit(most))


def present(actor: Actor, employee: ObjectId) -> dict[str, Any] | None:
    """The plan that a person works by: this year's, else the next one to come, else the last one there was."""
    return present_of(of_person(actor, employee))


def present_of(found: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The present one of a person's plans, the newest first."""
    year = today().year
    coming = [raw for raw in found if isinstance(raw.get("year"), int) and raw["year"] >= year]
    return coming[-1] if coming else found[0] if found else None


@dataclass(frozen=True, slots=True)
class Progress:
    """A person's present plan and its open items, by their target dates."""

    plan: dict[str, Any]
    open: list[dict[str, Any]]


def progress(actor: Actor, employee: ObjectId, most: int = 6) -> Progress | None:
    """How far a person's present plan is; None where the actor sees none. Two round trips."""
    plan = present(actor, employee)
    if plan is None:
        return None
    query = {**policy.where(actor, PlanItem), "plan": plan["_id"], "status": {"$in": list(OPEN_ITEMS)}}
    found = PlanItem._get_collection().find(query).sort([("ranks", 1), ("_id", 1)]).limit(most)
    return Progress(plan, list(found))
