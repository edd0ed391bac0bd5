"""Pages of development plans: gaps, pickers, steps; the tables they rest on, sessions, and what waits."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.coaching import CoachingSession, Competence, Statement
from models.competencies import Competency, CompetencyProfile, Level, PositionStandard
from models.moments import today
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from models.training import Training
from models.users import Role
from operations import (
    coaching,
    plan_gaps,
    records,
    waiting,
)
from operations.actors import SYSTEM, Actor
from operations.errors import Denied, Invalid
from tests import makers
from tests.integration.test_evaluation_cycles import open_cycle
from tests.planning import actor_of, make_competency, make_item, make_plan, set_status, settle, step, stored


@pytest.fixture
def head(city: SimpleNamespace) -> Actor:
    return actor_of(Role.HEAD, city)


@pytest.fixture
def hr(city: SimpleNamespace) -> Actor:
    return actor_of(Role.HR_ADMIN, city)


@pytest.fixture
def plan(city: SimpleNamespace) -> DevelopmentPlan:
    return make_plan(city.employee_a)


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
    assert 'data-reshape="employee"' in cast["head_a"].get("/development-plans/new/").text
    picked = {"employee": city.employee_a.id, "year": "2027", "basis": theirs["_id"], "_reshape": "1"}
    form = cast["head_a"].post("/development-plans/new/", picked).text
    assert f'<option value="{mine["_id"]}" selected>Triwulan III 2026' in form and 'value="2027"' in form
    assert str(theirs["_id"]) not in form
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
