"""Open items of a plan are carried into the next year, once, and all of it moves with its person."""

from __future__ import annotations

from datetime import date
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from operations import (
    plan_items,
    records,
)
from operations.actors import SYSTEM, Actor
from operations.errors import WrongState
from tests.integration.test_plans import head, plan
from tests.planning import make_item, set_status, step, stored

__all__ = ["head", "plan"]


def test_open_items_are_carried_into_the_next_year_once(plan: DevelopmentPlan, head: Actor) -> None:
    made = [make_item(plan, title=f"Butir {number}", jp=number) for number in range(4)]
    with pytest.raises(WrongState, match="Draft"):
        plan_items.carry(head, plan.id)
    step(plan, "submit", "agree", "approve")
    set_status(made[0], "done")
    set_status(made[1], "dropped", "Batal.")
    following = plan_items.carry(head, plan.id)
    assert (following.year, following.state, following.lacks_basis) == (2027, "draft", True)
    fresh = list(PlanItem._get_collection().find({"plan": following.id}).sort("_id", 1))
    assert [(raw["title"], raw["status"], raw["due"].date()) for raw in fresh] == [
        ("Butir 2", "planned", date(2027, 12, 1)), ("Butir 3", "planned", date(2027, 12, 1)),
    ]  # fmt: skip
    assert [stored(each)["status"] for each in made] == ["done", "dropped", "carried", "carried"]
    assert [stored(each)["carried_to"] for each in made[2:]] == [raw["_id"] for raw in fresh]
    assert [raw["carried_from"] for raw in fresh] == [each.id for each in made[2:]]
    assert (stored(plan)["done"], stored(plan)["total"]) == (1, 1)
    assert stored(following)["total"] == 2
    before = AuditEntry._get_collection().count_documents({})
    assert plan_items.carry(head, plan.id).id == following.id
    assert AuditEntry._get_collection().count_documents({}) == before
    with pytest.raises(WrongState, match="carried"):
        set_status(made[2], "running")
    assert step(plan, "close")["state"] == "closed"


def test_two_who_carry_at_once_carry_once(plan: DevelopmentPlan) -> None:
    for number in range(3):
        make_item(plan, title=f"Butir {number}")
    step(plan, "submit", "agree", "approve")
    found: list[Any] = []
    threads = [Thread(target=lambda: found.append(plan_items.carry(SYSTEM, plan.id).id)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 3 and len(set(found)) == 1
    assert PlanItem._get_collection().count_documents({"plan": found[0]}) == 3
    assert DevelopmentPlan._get_collection().find_one({"_id": found[0]})["total"] == 3


def test_who_moves_takes_plans_and_items_along(city: SimpleNamespace, plan: DevelopmentPlan, store: Flask) -> None:
    item = make_item(plan)
    step(plan, "submit")
    version = records.read(Employee, city.employee_a.id)["version"]
    records.change(SYSTEM, Employee, city.employee_a.id, {"department": city.b, "name": "Pindah"}, version)
    for record in (plan, item):
        raw = stored(record)
        assert raw["scope"] == [city.root, city.b] and raw["employee_name"] == "Pindah"
    assert (stored(item)["sealed"], stored(item)["year"], stored(plan)["total"]) == (True, 2026, 1)
