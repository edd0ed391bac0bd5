"""Development plans: their way to approval, their items, what is carried into the next year."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.evaluations import Evaluation
from models.moments import today
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.users import Role
from operations import (
    deletions,
    plan_items,
    plans,
    records,
)
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.errors import Conflict, Denied, Invalid, WrongState
from tests import makers
from tests.integration.test_evaluation_cycles import open_cycle, rate
from tests.planning import actor_of, make_item, make_plan, note, set_status, settle, step, stored


@pytest.fixture
def head(city: SimpleNamespace) -> Actor:
    return actor_of(Role.HEAD, city)


@pytest.fixture
def hr(city: SimpleNamespace) -> Actor:
    return actor_of(Role.HR_ADMIN, city)


@pytest.fixture
def plan(city: SimpleNamespace) -> DevelopmentPlan:
    return make_plan(city.employee_a)


def test_the_way_of_a_plan(city: SimpleNamespace, plan: DevelopmentPlan, head: Actor, hr: Actor) -> None:
    secretary = actor_of(Role.SECRETARY, city)
    with pytest.raises(Invalid, match="no items"):
        step(plan, "submit", actor=secretary)
    item = make_item(plan)
    assert step(plan, "submit", actor=secretary)["state"] == "submitted"
    assert [each.key for each in plans.steps(secretary, stored(plan))] == []
    assert [each.key for each in plans.steps(head, stored(plan))] == ["agree", "return"]
    with pytest.raises(Denied):
        step(plan, "agree", actor=secretary)
    step(plan, "agree", actor=head)
    with pytest.raises(Denied):
        step(plan, "approve", actor=head)
    raw = step(plan, "approve", actor=hr)
    assert (raw["state"], raw["agreed_by"], raw["approved_on"].date()) == ("approved", head.id, today())
    with pytest.raises(Invalid, match="1 items are still open"):
        step(plan, "close", actor=hr)
    set_status(item, "done")
    assert step(plan, "close", actor=hr)["state"] == "closed"
    with pytest.raises(WrongState, match="closed"):
        set_status(item, "running")


def test_a_plan_is_returned_with_a_reason(plan: DevelopmentPlan, head: Actor) -> None:
    make_item(plan)
    step(plan, "submit")
    with pytest.raises(Invalid):
        step(plan, "return", actor=head)
    raw = step(plan, "return", actor=head, reason="Target terlalu umum.")
    assert (raw["state"], raw["reason"], raw.get("submitted_by")) == ("draft", "Target terlalu umum.", None)
    with pytest.raises(WrongState):
        plans.move(head, plan.id, "agree", raw["version"])


def test_nobody_approves_what_is_their_own(city: SimpleNamespace, plan: DevelopmentPlan, hr: Actor) -> None:
    make_item(plan)
    about = [actor_of(role, city, employee=city.employee_a.id) for role in (Role.HEAD, Role.HR_ADMIN)]
    step(plan, "submit", actor=hr)
    assert [plans.steps(actor, stored(plan)) for actor in about] == [[], []]
    with pytest.raises(Denied, match="step before"):
        step(plan, "agree", actor=hr)
    other = actor_of(Role.HR_ADMIN, city)
    step(plan, "agree", actor=other)
    with pytest.raises(Denied, match="step before"):
        step(plan, "approve", actor=other)
    assert step(plan, "approve", actor=hr)["state"] == "approved"


def test_one_plan_a_person_and_year(city: SimpleNamespace, plan: DevelopmentPlan) -> None:
    with pytest.raises(Invalid):
        make_plan(city.employee_a)
    make_plan(city.employee_a, year=2027)


def test_the_basis_is_a_settled_evaluation_of_that_person(city: SimpleNamespace, plan: DevelopmentPlan) -> None:
    other = makers.make_employee(city.a)
    open_cycle(city.a)
    assert plan.lacks_basis and len(plan.warnings()) == 1
    rated, foreign = rate(city.employee_a), settle(other)
    for basis, told in ((rated, "not settled"), (foreign, "somebody else")):
        with pytest.raises(Invalid, match=told):
            records.change(SYSTEM, DevelopmentPlan, plan.id, {"basis": basis["_id"]}, 1)
    Evaluation._get_collection().update_one({"_id": rated["_id"]}, {"$set": {"state": "settled"}})
    made = records.change(SYSTEM, DevelopmentPlan, plan.id, {"basis": rated["_id"]}, 1)
    assert stored(made)["lacks_basis"] is False and not made.warnings()


def test_items_of_a_plan_that_left_draft_change_by_their_status_alone(plan: DevelopmentPlan) -> None:
    item = make_item(plan, kind="coaching")
    step(plan, "submit")
    assert stored(item)["sealed"] is True
    with pytest.raises(WrongState, match="no draft"):
        records.change(SYSTEM, PlanItem, item.id, {"title": "Lain"}, 1)
    with pytest.raises(WrongState):
        make_item(plan)
    with pytest.raises(WrongState):
        deletions.delete(SYSTEM, PlanItem, item.id, 1)
    with pytest.raises(Invalid, match="Say why"):
        set_status(item, "dropped")
    with pytest.raises(Invalid):
        set_status(item, "carried")
    raw = set_status(item, "dropped", "Penyelenggara membatalkan.")
    assert [row["status"] for row in raw["history"]] == ["planned", "dropped"]
    assert raw["history"][-1]["reason"] == "Penyelenggara membatalkan."
    with pytest.raises(Conflict):
        plan_items.change_status(SYSTEM, item.id, {"status": "running"}, 1, Origin())
    step(plan, "return", reason="Susun ulang.")
    assert stored(item).get("sealed") is None
    records.change(SYSTEM, PlanItem, item.id, {"title": "Lain"}, raw["version"])


def test_an_item_of_an_approved_plan_says_which_training_carried_it_out(
    city: SimpleNamespace, plan: DevelopmentPlan
) -> None:
    item = make_item(plan)
    step(plan, "submit", "agree", "approve")
    assert set_status(item, "done", training=city.training_a.id)["training"] == city.training_a.id
    assert set_status(item, "running")["training"] == city.training_a.id, "what is not said stays"
    with pytest.raises(Invalid, match="somebody else"):
        set_status(item, "done", training=city.training_b.id)
    assert set_status(item, "planned", training=None).get("training") is None


def test_an_item_written_while_its_plan_is_submitted_is_refused(plan: DevelopmentPlan) -> None:
    item = make_item(plan)
    late = records.plan_change(SYSTEM, PlanItem, stored(item), {"title": "Terlambat"}, Origin())
    more = records.plan_create(
        SYSTEM, PlanItem, {"plan": plan.id, "employee": plan.employee, "title": "Baru", "why": "evaluation",
                           "due": date(2026, 12, 1)}, Origin(),
    )  # fmt: skip
    step(plan, "submit")
    for change in (late, more):
        with pytest.raises(plans.Stale):
            plans.commit([change])
    assert PlanItem._get_collection().count_documents({}) == 1 and stored(plan)["total"] == 1


def test_what_an_item_points_at_is_about_the_same_person(city: SimpleNamespace, plan: DevelopmentPlan) -> None:
    other = makers.make_employee(city.a)
    training = makers.make_training(other.id)
    for values in ({"training": training.id}, {"employee": other.id}):
        with pytest.raises(Invalid, match="somebody else"):
            make_item(plan, **values)
    with pytest.raises(Invalid, match="own mentor"):
        make_item(plan, mentor=city.employee_a.id)
    with pytest.raises(Invalid, match="which competency"):
        make_item(plan, why="gap")
    said = note(city, other, "aspiration")
    with pytest.raises(Invalid, match="somebody else"):
        make_item(plan, why="aspiration", aspiration=said)
    with pytest.raises(Invalid, match="which aspiration"):
        make_item(plan, why="aspiration")
    with pytest.raises(Invalid, match="Only an aspiration"):
        make_item(plan, why="advice", aspiration=note(city, city.employee_a, "discussion"))
    mine = note(city, city.employee_a, "aspiration")
    assert make_item(plan, why="aspiration", aspiration=mine).aspiration == mine
    assert [raw["_id"] for raw in plan_items.notes_of(SYSTEM, city.employee_a.id)] == [mine]


def test_progress_equals_a_count_of_the_items_after_random_acts(city: SimpleNamespace) -> None:
    rng = random.Random(7)
    held = [make_plan(city.employee_a, year=year) for year in (2026, 2027)]
    items: list[Any] = []
    for _ in range(60):
        act = rng.random()
        if act < 0.35 or not items:
            items.append(make_item(rng.choice(held)))
        elif act < 0.75:
            set_status(rng.choice(items), rng.choice(("planned", "running", "done", "dropped")), "Karena.")
        elif act < 0.85:
            each = rng.choice(items)
            records.change(SYSTEM, PlanItem, each.id, {"plan": rng.choice(held).id}, stored(each)["version"])
        else:
            gone = items.pop(rng.randrange(len(items)))
            deletions.delete(SYSTEM, PlanItem, gone.id, None)
    for plan in held:
        raw = stored(plan)
        left = [r["status"] for r in PlanItem._get_collection().find({"plan": plan.id}) if r["status"] != "dropped"]
        assert (raw.get("done") or 0, raw.get("total") or 0) == (left.count("done"), len(left))
        assert {r["year"] for r in PlanItem._get_collection().find({"plan": plan.id})} <= {plan.year}
