"""Development plans: their way to approval, their items and gaps, what is carried into the next year, sessions."""

from __future__ import annotations

import random
from datetime import date, timedelta
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from models.audit import AuditEntry
from models.coaching import CoachingSession, Competence, Statement
from models.competencies import Competency, CompetencyProfile, Level, PositionStandard
from models.evaluations import Evaluation
from models.meetings import Meeting
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.training import Training
from models.users import Role
from operations import (
    coaching,
    meeting_notes,
    meeting_steps,
    participants,
    plan_gaps,
    plan_items,
    plans,
    records,
    waiting,
)
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.errors import Conflict, Denied, Invalid, WrongState
from operations.seats import today
from tests import makers
from tests.integration.test_evaluation_cycles import open_cycle, rate


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


def set_status(item: Any, status: str, reason: str = "", actor: Actor = SYSTEM) -> dict[str, Any]:
    plan_items.change_status(actor, item.id, status, reason, stored(item)["version"], Origin())
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
        records.delete(SYSTEM, PlanItem, item.id, 1)
    with pytest.raises(Invalid, match="Say why"):
        set_status(item, "dropped")
    with pytest.raises(Invalid):
        set_status(item, "carried")
    raw = set_status(item, "dropped", "Penyelenggara membatalkan.")
    assert [row["status"] for row in raw["history"]] == ["planned", "dropped"]
    assert raw["history"][-1]["reason"] == "Penyelenggara membatalkan."
    with pytest.raises(Conflict):
        plan_items.change_status(SYSTEM, item.id, "running", "", 1, Origin())
    step(plan, "return", reason="Susun ulang.")
    assert stored(item).get("sealed") is None
    records.change(SYSTEM, PlanItem, item.id, {"title": "Lain"}, raw["version"])


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


def note(city: SimpleNamespace, person: Any, kind: str) -> ObjectId:
    """What was said by or of somebody in a meeting."""
    made = records.create(SYSTEM, Meeting, {"department": city.a, "title": "Rapat", "day": date(2026, 11, 2)})
    participants.add(SYSTEM, records.read(Meeting, made.id), [person.id], True, Origin())
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    said = {"kind": kind, "employee": str(person.id), "text": "Ingin belajar analisis data."}
    meeting_notes.save(SYSTEM, made.id, f"{kind}:{person.id}", said, 0, Origin())
    found: ObjectId = meeting_notes.Note._get_collection().find_one({"meeting": made.id})["_id"]
    return found


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
            records.delete(SYSTEM, PlanItem, gone.id, None)
    for plan in held:
        raw = stored(plan)
        left = [r["status"] for r in PlanItem._get_collection().find({"plan": plan.id}) if r["status"] != "dropped"]
        assert (raw.get("done") or 0, raw.get("total") or 0) == (left.count("done"), len(left))
        assert {r["year"] for r in PlanItem._get_collection().find({"plan": plan.id})} <= {plan.year}


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


def test_the_gaps_of_a_person_and_the_pages_that_show_them(city: SimpleNamespace, cast: Any) -> None:
    person = city.employee_a
    records.change(SYSTEM, Employee, person.id, {"position_level": "ahli_muda", "position_name": "Analis"}, 1)
    open_cycle(city.a)
    basis = settle(person, results="3")
    data, lead = make_competency(city.root), make_competency(city.a, "Kepemimpinan")
    asks = [Level(competency=data.id, level="3")]
    for unit, level in ((city.root, "ahli_muda"), (city.b, "ahli_muda")):
        values = {"department": unit, "name": "Ahli muda", "position_level": level, "levels": asks}
        records.create(SYSTEM, PositionStandard, values)
    more = [Level(competency=lead.id, level="4"), Level(competency=data.id, level="4")]
    target = records.create(SYSTEM, PositionStandard, {"department": city.a, "name": "Kepala bidang", "levels": more})
    for day, level in ((date(2025, 1, 6), "5"), (date(2026, 1, 5), "2")):
        values = {"employee": person.id, "assessed_on": day, "levels": [Level(competency=data.id, level=level)]}
        records.create(SYSTEM, CompetencyProfile, values)
    plan = make_plan(person, target=target.id, basis=basis["_id"])
    found = plan_gaps.of_person(actor_of(Role.HEAD, city), records.read(Employee, person.id), stored(plan))
    assert [(g.competency, g.held, g.present, g.target, g.size) for g in found.competencies] == [
        (data.id, 2, 3, 4, 2), (lead.id, None, None, 4, 4),
    ]  # fmt: skip
    assert found.performance == ["results"]
    page = cast["head_a"].get(f"/development-plans/details/?id={plan.id}").text
    assert f"/plan-items/new/?plan={plan.id}&amp;why=gap&amp;competency={lead.id}" in page
    assert f"/plan-items/new/?plan={plan.id}&amp;why=evaluation&amp;rated=results" in page
    form = cast["head_a"].get(f"/plan-items/new/?plan={plan.id}&why=gap&competency={lead.id}").text
    assert f'<option value="{lead.id}" selected>Kepemimpinan' in form and '<option value="gap" selected>' in form
    sent = {"plan": plan.id, "kind": "mentoring", "title": "Didampingi", "why": "gap", "competency": lead.id,
            "due": "01-12-2026", "cost": "Rp 1.250.000", "form_token": "a" * 32}  # fmt: skip
    assert cast["head_a"].post("/plan-items/new/", sent).status_code == 302
    raw = PlanItem._get_collection().find_one({"plan": plan.id})
    assert (raw["employee"], raw["year"], str(raw["cost"])) == (person.id, 2026, "1250000")
    file = cast["head_a"].get(f"/employees/details/?id={person.id}&part=plan").text
    assert "Didampingi" in file and "0 of 1 items done" in file and "not assessed" in file
    assert cast["outsider_b"].get(f"/development-plans/details/?id={plan.id}").status_code == 404


def test_the_basis_is_picked_from_the_persons_own_settled_evaluations(city: SimpleNamespace, cast: Any) -> None:
    other = makers.make_employee(city.a)
    open_cycle(city.a)
    mine, theirs = settle(city.employee_a), settle(other)
    form = cast["head_a"].get(f"/development-plans/new/?employee={city.employee_a.id}").text
    assert f'<option value="{mine["_id"]}" selected>Triwulan III 2026' in form and str(theirs["_id"]) not in form
    sent = {"employee": city.employee_a.id, "year": "2026", "basis": "bukan", "form_token": "b" * 32}
    assert cast["head_a"].post("/development-plans/new/", sent).status_code == 422
    sent = {**sent, "basis": str(mine["_id"]), "form_token": "c" * 32}
    assert cast["head_a"].post("/development-plans/new/", sent).status_code == 302
    assert DevelopmentPlan._get_collection().find_one({})["basis"] == mine["_id"]


def test_the_pages_take_steps_and_carry(city: SimpleNamespace, cast: Any, plan: DevelopmentPlan) -> None:
    item = make_item(plan)
    head, hr = cast["head_a"], cast["hr"]
    for who, key in ((cast["secretary_a"], "submit"), (head, "agree"), (hr, "approve")):
        sent = {"id": plan.id, "step": key, "version": stored(plan)["version"]}
        assert who.post("/development-plans/step/", sent).status_code == 302
    assert stored(plan)["state"] == "approved"
    page = head.get(f"/development-plans/details/?id={plan.id}").text
    assert "Carry into next year" in page
    head.post("/plan-items/status/", {"id": item.id, "version": stored(item)["version"], "status": "running"})
    assert stored(item)["status"] == "running"
    answer = head.post("/development-plans/carry/", {"id": plan.id})
    assert "/development-plans/details/?id=" in answer.headers["Location"]
    assert stored(item)["status"] == "carried"
    listed = head.get("/plan-items/?status=carried").text
    assert listed.count(f'data-id="{item.id}"') == 1 and 'popovertarget="status-' not in listed


def test_city_tables_are_everybodys_and_those_of_a_dinas_its_own(city: SimpleNamespace, cast: Any) -> None:
    shared, own, foreign = (make_competency(unit, f"Milik {unit}") for unit in (city.root, city.a, city.b))
    listed = cast["secretary_a"].get("/competencies/").text
    assert shared.name in listed and own.name in listed and foreign.name not in listed
    found = cast["secretary_a"].get("/position-standards/lookup/?field=levels.competency&q=milik").text
    assert str(shared.id) in found and str(foreign.id) not in found
    head = actor_of(Role.HEAD, city)
    with pytest.raises(Denied):
        records.change(head, Competency, shared.id, {"description": "Lain"}, 1)
    with pytest.raises(Invalid):
        records.create(head, Competency, {"department": city.root, "name": "Baru"})
    standard = {"department": city.a, "name": "Standar", "levels": [Level(competency=foreign.id, level="2")]}
    with pytest.raises(Invalid):
        records.create(head, PositionStandard, standard)
    records.create(head, PositionStandard, {**standard, "levels": [Level(competency=shared.id, level="2")]})
    with pytest.raises(Invalid):
        make_competency(city.a, f"MILIK {city.a}")


def test_a_session_has_its_two_forms(city: SimpleNamespace, cast: Any, plan: DevelopmentPlan) -> None:
    item, data = make_item(plan, kind="coaching"), make_competency(city.root)
    mentor = makers.make_employee(city.a)
    values = {"employee": city.employee_a.id, "item": item.id, "mentor": mentor.id, "held_on": today(), "topic": "Data"}
    scored = [Statement(text=text, score=score) for text, score in (("Jelas", "4"), ("Tepat", "5"), ("Ringkas", None))]
    made = records.create(SYSTEM, CoachingSession, {**values, "statements": scored})
    assert str(made.mean) == "4.50"
    unreasoned = Competence(competency=data.id, before="2", before_reason="Belum pernah.", after="3")
    with pytest.raises(Invalid, match="Give the reason"):
        records.create(SYSTEM, CoachingSession, {**values, "competences": [unreasoned]})
    with pytest.raises(Invalid, match="own mentor"):
        records.create(SYSTEM, CoachingSession, {**values, "mentor": city.employee_a.id})
    with pytest.raises(Invalid, match="somebody else"):
        records.create(SYSTEM, CoachingSession, {**values, "employee": makers.make_employee(city.a).id})
    assert [raw["_id"] for raw in coaching.of_item(SYSTEM, item.id)] == [made.id]
    form = cast["head_a"].get(f"/coaching-sessions/new/?item={item.id}&employee={city.employee_a.id}").text
    assert all(text in form for text in coaching.STATEMENTS)
    assert "rated 4,5 of 5" in cast["head_a"].get(f"/plan-items/details/?id={item.id}").text


def test_what_waits_is_what_its_list_shows(city: SimpleNamespace, cast: Any, head: Actor, hr: Actor) -> None:
    plan = make_plan(city.employee_a)
    for days in (-3, 29, 30, 31):
        make_item(plan, due=today() + timedelta(days=days))
    set_status(make_item(plan, due=today()), "done")
    for ended, told in ((today() - timedelta(days=100), None), (today() - timedelta(days=80), None),
                        (today() - timedelta(days=100), "Ada")):  # fmt: skip
        effects = dict.fromkeys(("impact_person", "impact_team", "impact_organisation"), told)
        makers.make_training(city.employee_a.id, starts_on=ended, title=f"Teknis {told}", **effects)
    Training._get_collection().delete_one({"_id": city.training_a.id})
    step(plan, "submit")
    found = {each.label: each for each in waiting.for_actor(head)}
    assert found["development plans wait for the leader"].count == 1
    assert found["items of plans are due within 30 days or overdue"].count == 3
    assert found["trainings whose effect is to be told"].count == 1
    assert "development plans wait for BKPSDM" not in found
    step(plan, "agree")
    assert {each.label: each.count for each in waiting.for_actor(hr)}["development plans wait for BKPSDM"] == 1
    due = f"{today() + timedelta(days=30):%d-%m-%Y}"
    assert cast["head_a"].get(f"/plan-items/?status=planned&status=running&due_to={due}").text.count("data-id=") == 3
    listed = cast["head_a"].get(f"/trainings/?impact_due_to={today():%d-%m-%Y}").text
    assert listed.count("data-id=") == 1 and "Teknis None" in listed


def test_a_finished_internship_reads_as_a_report(city: SimpleNamespace, cast: Any) -> None:
    values = {"kind": "10", "host": "RSUP", "knowledge": "- Rujukan\n- Surveilans", "starts_on": date(2026, 2, 2)}
    made = makers.make_training(city.employee_a.id, **values)
    page = cast["head_a"].get(f"/trainings/details/?id={made.id}").text
    assert "Internship report" in page and "<li>Surveilans</li>" in page
    assert "names no professional contacts" in page and "lacks the knowledge" not in page


def test_who_moves_takes_plans_and_items_along(city: SimpleNamespace, plan: DevelopmentPlan, store: Flask) -> None:
    item = make_item(plan)
    step(plan, "submit")
    version = records.read(Employee, city.employee_a.id)["version"]
    records.change(SYSTEM, Employee, city.employee_a.id, {"department": city.b, "name": "Pindah"}, version)
    for record in (plan, item):
        raw = stored(record)
        assert raw["scope"] == [city.root, city.b] and raw["employee_name"] == "Pindah"
    assert (stored(item)["sealed"], stored(item)["year"], stored(plan)["total"]) == (True, 2026, 1)
