"""Evaluation cycles: opened as a job for everybody, whatever is killed; rated step by step; closed for good."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.jobs import Job
from models.moments import now, today
from models.people import Employee
from models.users import Role
from operations import evaluation_cycles, evaluations, jobs, records, runs
from operations.actors import SYSTEM, Actor
from operations.errors import Denied, Invalid, WrongState
from tests import makers


def make_cycle(unit: Any, **values: Any) -> EvaluationCycle:
    whole = {"department": unit, "cadence": "quarterly", "year": 2026, "number": 3, **values}
    made = records.create(SYSTEM, EvaluationCycle, whole)
    assert isinstance(made, EvaluationCycle)
    return made


def open_cycle(unit: Any, **values: Any) -> EvaluationCycle:
    """A cycle that is open, its evaluations made."""
    made = evaluation_cycles.move(SYSTEM, make_cycle(unit, **values).id, "open", 1)
    assert jobs.work(runs.new_run()) == 1
    return made


def evaluation_of(employee: Any) -> dict[str, Any]:
    found: dict[str, Any] = Evaluation._get_collection().find_one({"employee": employee.id})
    return found


def rate(employee: Any, results: str = "1", behaviour: str = "2", actor: Actor = SYSTEM) -> dict[str, Any]:
    """A person's evaluation, rated."""
    raw = evaluation_of(employee)
    records.change(actor, Evaluation, raw["_id"], {"results": results, "behaviour": behaviour}, raw["version"])
    evaluations.move(actor, raw["_id"], "rate", raw["version"] + 1)
    return evaluation_of(employee)


@pytest.fixture
def head(city: SimpleNamespace) -> Actor:
    return makers.make_actor(Role.HEAD, city.a)


def test_opening_makes_one_evaluation_for_each_active_person_of_the_unit(city: SimpleNamespace) -> None:
    leader = makers.make_employee(city.a)
    person = makers.make_employee(city.bidang, superior=leader.id, position_level="ahli_muda")
    makers.make_employee(city.a, status="99")
    made = open_cycle(city.a)
    held = list(Evaluation._get_collection().find({"cycle": made.id}))
    assert {raw["employee"] for raw in held} == {city.employee_a.id, leader.id, person.id}
    raw = evaluation_of(person)
    assert (raw["rater"], raw["level"], raw["title"], raw["state"]) == (
        leader.id,
        "ahli_muda",
        "Triwulan III 2026",
        "draft",
    )
    assert (raw["starts_on"].date(), raw["ends_on"].date()) == (date(2026, 7, 1), date(2026, 9, 30))
    entries = list(AuditEntry._get_collection().find({"document": "Evaluation"}))
    assert {entry["record"] for entry in entries} == {raw["_id"] for raw in held}
    job = Job._get_collection().find_one({"record": made.id})
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)


def test_a_job_that_is_broken_off_anywhere_ends_in_the_same(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [makers.make_employee(city.a) for _ in range(11)]
    monkeypatch.setattr(evaluation_cycles, "BATCH", 3)
    made = evaluation_cycles.move(SYSTEM, make_cycle(city.a).id, "open", 1)
    real = jobs.Hold.note
    for broken_at in range(1, 6):
        calls = iter(range(1, 100))

        def dying(self: Any, *given: Any, broken_at: int = broken_at, calls: Any = calls) -> None:
            if next(calls) == min(broken_at, 2):
                raise KeyboardInterrupt  # the process ends here, its transaction open
            real(self, *given)

        monkeypatch.setattr(jobs.Hold, "note", dying)
        with pytest.raises(KeyboardInterrupt):
            jobs.work("gone:1:x")
        Job._get_collection().update_many({}, {"$set": {"leased_until": now() - timedelta(seconds=1)}})
        monkeypatch.setattr(jobs.Hold, "note", real)
    jobs.work(runs.new_run())
    held = [raw["employee"] for raw in Evaluation._get_collection().find({"cycle": made.id})]
    assert sorted(held) == sorted([city.employee_a.id, *(each.id for each in people)])
    assert AuditEntry._get_collection().count_documents({"document": "Evaluation"}) == len(held)


def test_a_slow_worker_that_was_overtaken_writes_nothing(city: SimpleNamespace) -> None:
    made = evaluation_cycles.move(SYSTEM, make_cycle(city.a).id, "open", 1)
    slow = jobs.Hold(jobs.claim("slow:1:x", now()) or {}, "slow:1:x")
    Job._get_collection().update_many({}, {"$set": {"leased_until": now() - timedelta(seconds=1)}})
    assert jobs.claim("quick:1:x", now()) is not None
    with pytest.raises(jobs.Overtaken):
        evaluation_cycles.make_evaluations(slow)
    assert Evaluation._get_collection().count_documents({"cycle": made.id}) == 0


def test_the_way_of_an_evaluation(city: SimpleNamespace, head: Actor) -> None:
    open_cycle(city.a)
    raw = rate(city.employee_a, actor=head)
    assert (raw["state"], raw["predikat"]) == ("rated", "2")
    with pytest.raises(WrongState, match="rated"):
        records.change(head, Evaluation, raw["_id"], {"results": "3"}, raw["version"])
    with pytest.raises(WrongState, match="object until"):
        evaluations.move(head, raw["_id"], "settle", raw["version"])
    with pytest.raises(Invalid):
        evaluations.move(head, raw["_id"], "object", raw["version"], " ")
    evaluations.move(head, raw["_id"], "object", raw["version"], "Capaian triwulan belum dihitung.")
    evaluations.move(head, raw["_id"], "uphold", raw["version"] + 1, "Sudah dihitung, lihat lampiran.")
    made = evaluations.move(head, raw["_id"], "settle", raw["version"] + 2)
    assert (made.state, made.objection, made.answer) == (
        "settled",
        "Capaian triwulan belum dihitung.",
        "Sudah dihitung, lihat lampiran.",
    )


def test_who_does_not_respond_in_time_is_settled_as_rated(
    city: SimpleNamespace, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_cycle(city.a, objection_days=5)
    raw = rate(city.employee_a, actor=head)
    later = today() + timedelta(days=6)
    monkeypatch.setattr(evaluations, "today", lambda: later)
    with pytest.raises(WrongState, match="5 days"):
        evaluations.move(head, raw["_id"], "object", raw["version"], "Terlambat.")
    assert "object" not in [step.key for step in evaluations.steps(head, evaluation_of(city.employee_a))]
    assert evaluations.move(head, raw["_id"], "settle", raw["version"]).state == "settled"


def test_nobody_rates_or_settles_themselves(city: SimpleNamespace) -> None:
    open_cycle(city.a)
    own = city.employee_a.id
    for role, unit in ((Role.HEAD, city.a), (Role.HR_ADMIN, city.root)):
        actor = makers.make_actor(role, unit, everywhere=role == Role.HR_ADMIN, employee=own)
        raw = evaluation_of(city.employee_a)
        assert evaluations.steps(actor, raw) == []
        with pytest.raises(Denied):
            evaluations.move(actor, raw["_id"], "rate", raw["version"])


def test_a_secretary_records_what_was_said_and_rates_nobody(city: SimpleNamespace) -> None:
    open_cycle(city.a)
    secretary = makers.make_actor(Role.SECRETARY, city.a)
    raw = rate(city.employee_a)
    assert [step.key for step in evaluations.steps(secretary, raw)] == ["respond", "object"]
    with pytest.raises(Denied):
        evaluations.move(secretary, raw["_id"], "revise", raw["version"], "Salah.")


def test_a_closed_cycle_refuses_changes(city: SimpleNamespace, head: Actor) -> None:
    made = open_cycle(city.a)
    with pytest.raises(Invalid, match="1 evaluations are not settled"):
        evaluation_cycles.move(head, made.id, "close", 2)
    raw = rate(city.employee_a, actor=head)
    evaluations.move(head, raw["_id"], "respond", raw["version"], "Terima kasih.")
    evaluations.move(head, raw["_id"], "settle", raw["version"] + 1)
    evaluation_cycles.move(head, made.id, "close", 2)
    stale = {**evaluation_of(city.employee_a), "sealed": False, "state": "draft"}
    change = records.plan_change(SYSTEM, Evaluation, stale, {"note": "Belakangan"}, records.FORM)
    with pytest.raises(evaluation_cycles.Stale):
        evaluation_cycles.commit([change])
    with pytest.raises(WrongState, match="closed"):
        records.change(head, Evaluation, raw["_id"], {"note": "Belakangan"}, raw["version"] + 2)
    with pytest.raises(WrongState):
        evaluation_cycles.add_missing(head, made.id)


def test_nothing_is_made_in_a_cycle_that_closes_meanwhile(city: SimpleNamespace) -> None:
    made = evaluation_cycles.move(SYSTEM, make_cycle(city.a).id, "open", 1)
    raw = EvaluationCycle._get_collection().find_one({"_id": made.id})
    hold = jobs.Hold(jobs.claim("a:1:x", now()) or {}, "a:1:x")
    EvaluationCycle._get_collection().update_one({"_id": made.id}, {"$set": {"state": "closed"}})
    people = list(Employee._get_collection().find({"_id": city.employee_a.id}))
    with pytest.raises(WrongState):
        evaluation_cycles._make_for(hold, raw, people, 0)
    assert Evaluation._get_collection().count_documents({}) == 0


def test_the_year_is_proposed_from_its_settled_periods(city: SimpleNamespace, head: Actor) -> None:
    for number, results in ((1, "2"), (2, "1"), (3, "1")):
        made = open_cycle(city.a, number=number)
        raw = Evaluation._get_collection().find_one({"cycle": made.id})
        values = {"results": results, "behaviour": "2"}
        records.change(head, Evaluation, raw["_id"], values, 1)
        evaluations.move(head, raw["_id"], "rate", 2)
        evaluations.move(head, raw["_id"], "respond", 3, "Ya.")
        evaluations.move(head, raw["_id"], "settle", 4)
    made = open_cycle(city.a, cadence="yearly", number=1)
    raw = Evaluation._get_collection().find_one({"cycle": made.id})
    assert (raw["results"], raw["behaviour"], raw["predikat"], raw["state"]) == ("1", "2", "2", "draft")


def test_the_pages_of_a_cycle_and_an_evaluation(store: Flask, city: SimpleNamespace, cast: Any) -> None:
    made = open_cycle(city.a, organisation="3")
    raw = rate(city.employee_a, results="1", behaviour="1")
    page = cast["head_a"].get(f"/evaluation-cycles/details/?id={made.id}").text
    assert "Most people are rated “Excellent”" in page
    assert f"/evaluations/?cycle={made.id}&amp;predikat=1" in page
    listed = cast["head_a"].get(f"/evaluations/?cycle={made.id}&predikat=1").text
    assert listed.count(f"id={raw['_id']}") > 0
    page = cast["head_a"].get(f"/evaluations/details/?id={raw['_id']}").text
    assert 'aria-current="true"' in page and "Record an objection" in page
    assert cast["outsider_b"].get(f"/evaluations/details/?id={raw['_id']}").status_code == 404
    answer = cast["head_a"].post(
        "/evaluations/step/",
        {"id": raw["_id"], "version": raw["version"], "step": "respond", "reason": "Terima kasih."},
    )
    assert answer.status_code == 302 and evaluation_of(city.employee_a)["state"] == "answered"
