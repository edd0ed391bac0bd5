"""Recommendations: made with a rule's criteria as they stand, taken from step to step by those who decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from models.base import Record
from models.candidate_rules import CandidateRule
from models.moments import today
from models.people import Employee
from models.recommendations import RECOMMENDATION_STATES, RECOMMENDATION_STEPS, Recommendation, StepTaken
from models.steps import Step
from models.wording import N_, Message
from operations import candidates, carrying_out, listing, policy, records
from operations.actors import Actor
from operations.approvals import roles, seats_for
from operations.audit import Origin
from operations.changes import Change, load
from operations.commits import Stale, commit
from operations.errors import Denied, Invalid, WrongState
from operations.meeting_steps import GIVE_REASON
from operations.policy import Action
from operations.seats import with_office

NOT_NOW = N_("This step is not possible any more: the recommendation is now “%(state)s”. Look at it again.")
ABOUT_ONESELF = N_("This recommendation is about yourself: somebody else must take this step.")
MOVED_ON = N_("The employee’s record was changed at this very moment. Look at it, then press again.")


def save(
    actor: Actor, stored: dict[str, Any] | None, values: Mapping[str, Any], seen: int, origin: Origin = records.FORM
) -> Record:
    """Write a new recommendation or change a draft, with the criteria of its rule as they stand today. Raises as
    records.create and records.change do."""
    before = stored or {}
    rule, employee = (values.get(name, before.get(name)) for name in ("rule", "employee"))
    whole = {**values, **_evaluated(actor, rule, employee)}
    if stored is None:
        return records.create(actor, Recommendation, whole, origin)
    return records.change_stored(actor, Recommendation, stored, whole, seen, origin)


def _evaluated(actor: Actor, rule: Any, employee: Any) -> dict[str, Any]:
    """The criteria of a rule for somebody, as far as the actor may see both."""
    raw = None
    if isinstance(rule, ObjectId) and policy.may(actor, Action.READ, "CandidateRule"):
        raw = listing.one(actor, CandidateRule, rule)
    if raw is None or not isinstance(employee, ObjectId):
        return {} if rule else {"criteria": [], "evaluated_on": None}
    return {"criteria": candidates.of_person(actor, raw, employee), "evaluated_on": today()}


def steps(actor: Actor, raw: Mapping[str, Any]) -> list[Step]:
    """The steps that the actor may take with a stored recommendation now."""
    possible = (step for step in RECOMMENDATION_STEPS if raw.get("state") in step.before)
    return [step for step in possible if forbidden(actor, raw, step) is None]


def forbidden(actor: Actor, raw: Mapping[str, Any], step: Step) -> Message | None:
    """Why the actor may not take this step with a recommendation, whatever its state; None where they may."""
    if actor.is_system:
        return None
    if raw.get("employee") in actor.kept_from:
        return Message(ABOUT_ONESELF)
    right = Action.CHANGE if step.right == "write" else Action.READ
    if not policy.may(actor, right, "Recommendation", raw):
        return Denied().message
    may_step = step.right == "write" or (roles(raw, step.right) and seats_for(actor, raw, step.right))
    return None if may_step else Denied().message


def move(
    actor: Actor,
    id: ObjectId,
    key: str,
    seen: int,
    said: Mapping[str, Any] | None = None,
    origin: Origin = records.FORM,
) -> Recommendation:
    """Take a recommendation that the actor saw at version `seen` a step further, and return it. `said` may hold a
    `reason`, and for carrying it out `since` (a day) and `decree`.

    Carrying out writes the employee in the same transaction, revoking takes back exactly that. Raises Missing, Denied,
    Invalid, Full, and WrongState where somebody was first or the employee has changed further.
    """
    stored = records.read(Recommendation, id)
    policy.require(actor, Action.READ, "Recommendation", stored)
    step = next((each for each in RECOMMENDATION_STEPS if each.key == key), None)
    if step is None or stored["state"] not in step.before or (stored.get("version") or 1) != seen:
        raise _late(stored)
    told = forbidden(actor, stored, step)
    if told is not None:
        raise Denied(told)
    words = {"reason": "", **(said or {})}
    if step.needs_reason and not str(words["reason"] or "").strip():
        raise Invalid({"reason": Message(GIVE_REASON)})
    return _write(actor, stored, step, words, origin)


def _write(actor: Actor, stored: dict[str, Any], step: Step, said: Mapping[str, Any], origin: Origin) -> Recommendation:
    values = {**_taken(actor, stored, step, said), "state": step.after.value}
    changes: list[Change] = []
    if step.key == "propose":
        carrying_out.forbid_lower(stored, records.read(Employee, stored["employee"]))
        values |= _evaluated(actor, stored.get("rule"), stored["employee"]) if stored.get("rule") else {}
    if step.key == "carry_out":
        values |= {name: said[name] for name in ("since", "decree") if said.get(name)}
        changes, values["written"] = carrying_out.plan(actor, {**stored, **values}, origin)
    if step.key == "revoke":
        changes = carrying_out.plan_back(actor, stored, origin)
    made = records.plan_change(actor, Recommendation, stored, values, origin, action=Action.READ)
    try:
        commit([made, *changes])
    except Stale as error:
        if error.change is not made:
            raise WrongState(Message(MOVED_ON)) from None
        raise _late(records.read(Recommendation, made.id)) from None
    assert isinstance(made.record, Recommendation)
    return made.record


def _taken(actor: Actor, stored: Mapping[str, Any], step: Step, said: Mapping[str, Any]) -> dict[str, Any]:
    by = with_office(actor, seats_for(actor, stored, step.right)) if step.right != "write" else actor.name
    row = StepTaken(on=today(), state=step.after.value, by=by, reason=str(said["reason"] or "").strip() or None)
    return {"taken": [*load(Recommendation, stored).taken, row]}


def _late(stored: Mapping[str, Any]) -> WrongState:
    return WrongState(Message(NOT_NOW, state=Message(dict(RECOMMENDATION_STATES)[str(stored.get("state"))])))


def begun_with(actor: Actor, rule: Any) -> dict[str, Any]:
    """What a recommendation that begins with a rule says at first; nothing for a rule that the actor may not read."""
    if not isinstance(rule, ObjectId) or not policy.may(actor, Action.READ, "CandidateRule"):
        return {}
    raw = listing.one(actor, CandidateRule, rule)
    if raw is None:
        return {}
    return {"kind": raw.get("purpose"), "reason": f"Memenuhi kriteria “{raw.get('name')}”."}


def of_person(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """The recommendations of a person that the actor may see, the newest first; none for who may see none."""
    if not policy.may(actor, Action.READ, "Recommendation"):
        return []
    query = {**policy.where(actor, Recommendation), "employee": employee}
    return list(Recommendation._get_collection().find(query).sort("_id", -1).limit(50))
