"""Makers of development plans and what belongs to them, and their steps."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from bson import ObjectId

from models.competencies import Competency
from models.evaluations import Evaluation
from models.meetings import Meeting
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.users import Role
from operations import (
    meeting_notes,
    meeting_steps,
    participants,
    plan_items,
    plans,
    records,
)
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from tests import makers
from tests.integration.test_evaluation_cycles import rate


def make_competency(unit: Any, name: str = "Analisis data") -> Any:
    return records.create(SYSTEM, Competency, {"department": unit, "name": name})


def make_plan(person: Any, **values: Any) -> DevelopmentPlan:
    made = records.create(SYSTEM, DevelopmentPlan, {"employee": person.id, "year": 2026, **values})
    assert isinstance(made, DevelopmentPlan)
    return made


def make_item(plan: Any, **values: Any) -> PlanItem:
    whole = {
        "plan": plan.id, "employee": plan.employee, "title": "Ikut bimtek", "why": "evaluation",
        "due": date(2026, 12, 1), **values,
    }  # fmt: skip
    made = records.create(SYSTEM, PlanItem, whole)
    assert isinstance(made, PlanItem)
    return made


def stored(record: Any) -> dict[str, Any]:
    return records.read(type(record), record.id)


def step(plan: Any, *keys: str, actor: Actor = SYSTEM, reason: str = "") -> dict[str, Any]:
    for key in keys:
        plans.move(actor, plan.id, key, stored(plan)["version"], reason)
    return stored(plan)


def set_status(item: Any, status: str, reason: str = "", actor: Actor = SYSTEM, **more: Any) -> dict[str, Any]:
    said = {"status": status, "reason": reason, **more}
    plan_items.change_status(actor, item.id, said, stored(item)["version"], Origin())
    return stored(item)


def settle(person: Any, results: str = "2", behaviour: str = "2") -> dict[str, Any]:
    """A settled evaluation of a person."""
    raw = rate(person, results, behaviour)
    Evaluation._get_collection().update_one({"_id": raw["_id"]}, {"$set": {"state": "settled"}})
    return records.read(Evaluation, raw["_id"])


def actor_of(role: Role, city: SimpleNamespace, **more: Any) -> Actor:
    user = SimpleNamespace(id=ObjectId())
    is_hr = role == Role.HR_ADMIN
    return makers.make_actor(role, city.root if is_hr else city.a, everywhere=is_hr, user=user, **more)  # type: ignore[arg-type]


def note(city: SimpleNamespace, person: Any, kind: str) -> ObjectId:
    """What was said by or of somebody in a meeting."""
    made = records.create(SYSTEM, Meeting, {"department": city.a, "title": "Rapat", "day": date(2026, 11, 2)})
    participants.add(SYSTEM, records.read(Meeting, made.id), [person.id], True, Origin())
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    said = {"kind": kind, "employee": str(person.id), "text": "Ingin belajar analisis data."}
    meeting_notes.save(SYSTEM, made.id, f"{kind}:{person.id}", said, 0, Origin())
    found: ObjectId = meeting_notes.Note._get_collection().find_one({"meeting": made.id})["_id"]
    return found
