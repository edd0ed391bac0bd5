"""What a person lacks for their position and for the one they aim at, read from profile, standards and evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models import gaps
from models.base import Record
from models.competencies import CompetencyProfile, PositionStandard, levels_of
from models.evaluations import Evaluation
from models.gaps import CompetencyGap
from models.people import Employee
from operations import policy
from operations.actors import Actor
from operations.policy import Action


@dataclass(frozen=True, slots=True)
class Found:
    """The gaps of a person, with what they were read from: the newest profile, the standards of the present and of the
    target position, the evaluation; each None where there is none that the actor may see."""

    competencies: list[CompetencyGap]
    performance: list[str]
    profile: Mapping[str, Any] | None
    present: Mapping[str, Any] | None
    target: Mapping[str, Any] | None
    basis: Mapping[str, Any] | None


def of_person(actor: Actor, person: Mapping[str, Any], plan: Mapping[str, Any] | None) -> Found:
    """The gaps of a stored employee, to the target and by the basis of a plan where there is one. Four round trips."""
    held, present = _newest_profile(actor, person["_id"]), _present_standard(actor, person)
    target = _one(actor, PositionStandard, (plan or {}).get("target"))
    basis = _one(actor, Evaluation, (plan or {}).get("basis"))
    found = gaps.competency_gaps(levels_of(held or {}), gaps.required(present), gaps.required(target))
    return Found(found, gaps.performance_gaps(basis or {}), held, present, target, basis)


def employee(actor: Actor, id: ObjectId | None) -> dict[str, Any] | None:
    """A stored employee whom the actor may see."""
    return _one(actor, Employee, id)


def settled(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's settled evaluations that the actor may see, the newest first: what a plan may rest on."""
    if not policy.may(actor, Action.READ, "Evaluation"):
        return []
    query = {**policy.where(actor, Evaluation), "employee": employee, "state": "settled"}
    return list(Evaluation._get_collection().find(query).sort([("ends_on", -1), ("_id", -1)]).limit(24))


def _newest_profile(actor: Actor, employee: ObjectId) -> dict[str, Any] | None:
    if not policy.may(actor, Action.READ, "CompetencyProfile"):
        return None
    query = {**policy.where(actor, CompetencyProfile), "employee": employee}
    return CompetencyProfile._get_collection().find_one(query, sort=[("assessed_on", -1), ("_id", -1)])


def _present_standard(actor: Actor, person: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The standard of somebody's position, of those that their unit and the units above it keep."""
    scope = person.get("scope")
    units = [unit for unit in scope if isinstance(unit, ObjectId)] if isinstance(scope, list) else []
    if not units or not policy.may(actor, Action.READ, "PositionStandard"):
        return None
    may_see = policy.judge(actor, Action.READ, "PositionStandard")
    kept = PositionStandard._get_collection().find({"department": {"$in": units}}).sort("_id", 1)
    return gaps.standard_for(person, [raw for raw in kept if may_see(raw)])


def _one(actor: Actor, kind: type[Record], id: Any) -> dict[str, Any] | None:
    if not isinstance(id, ObjectId):
        return None
    raw: dict[str, Any] | None = kind._get_collection().find_one({"_id": id})
    return raw if raw is not None and policy.may(actor, Action.READ, kind.__name__, raw) else None
