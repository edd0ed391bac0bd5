"""Candidates and boxes through the store: 100 random people against a second reckoning, few round trips, in reach."""

from __future__ import annotations

import random
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from models.departments import Department
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.people import Employee
from models.succession import SuccessionSlate
from models.talent_assessments import Component, TalentAssessment
from models.talent_schemes import Potential
from models.users import Role
from operations import candidates, jobs, records, runs, seats, succession, talent
from operations.actors import SYSTEM, Actor
from operations.errors import Denied, Invalid
from tests import makers
from tests import people_at_random as people
from tests.integration.test_list_queries import Trips, trips
from tests.integration.test_recommendations import make_rule, stored
from tests.unit.test_candidacy import reckoned
from tests.unit.test_talent import evaluations
from tests.unit.test_talent import reckoned as placed_by_hand

__all__ = ["trips"]
Who = dict[str, Any]


def plant(rng: random.Random, units: list[ObjectId], count: int) -> list[Who]:
    """Random people in these units with what is known of them, written past the panel: it is read here, not written."""
    found = []
    for number in range(count):
        unit = units[number % len(units)]
        scope = records.read(Department, unit)["scope"]
        who = {
            "employee": people.employee(rng),
            "evaluations": people.evaluations(rng),
            "feedback": people.feedback(rng),
        }
        who |= {"plan": None, "sanctions": None}
        name = f"Orang {number:03}"
        who["employee"] |= {
            "nip": f"{number:018}", "name": name, "name_folded": name.lower(), "status": "01", "department": unit,
            "scope": scope, "version": 1,
        }  # fmt: skip
        Employee._get_collection().insert_one(who["employee"])
        own = {"employee": who["employee"]["_id"], "scope": scope, "version": 1}
        rows = [{**raw, **own, "state": "settled", "cycle": ObjectId()} for raw in who["evaluations"]]
        said = [{**raw, **own, "kind": "appreciation", "confidential": False} for raw in who["feedback"]]
        for kind, made in ((Evaluation, rows), (Feedback, said)):
            if made:
                kind._get_collection().insert_many(made)
        found.append(who)
    return found


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (candidates, talent, seats):
        monkeypatch.setattr(module, "today", lambda: people.TODAY)


def by_hand(asked: list[Who], who: Who) -> list[str]:
    return [reckoned(row, who) for row in asked]


def lacks(asked: list[Who], who: Who) -> int:
    states = zip(by_hand(asked, who), asked, strict=True)
    return sum(state != "met" and not (state == "no_data" and row["lenient"]) for state, row in states)


@pytest.mark.parametrize("crowd", [candidates.CROWD, 20])
def test_the_candidates_of_random_rules_are_those_reckoned_by_hand(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, crowd: int
) -> None:
    monkeypatch.setattr(candidates, "CROWD", crowd)
    monkeypatch.setattr("operations.candidate_sources.NAMED", 60 if crowd == 20 else 1_000)
    rng = random.Random(7)
    everybody = plant(rng, [city.a, city.bidang, city.b], 100)
    of_a = [who for who in everybody if city.a in who["employee"]["scope"]]
    head, found = makers.make_actor(Role.HEAD, city.a), Counter[int]()
    for _ in range(15):
        asked = [people.criterion(rng) for _ in range(rng.randrange(1, 4))]
        told = candidates.of_rule(head, stored(make_rule(city.a, *asked)))
        assert told.is_narrowed == (crowd == 20)
        ids = {each.employee["_id"] for each in told.whole} - {city.employee_a.id}
        assert ids == {who["employee"]["_id"] for who in of_a if not lacks(asked, who)}, asked
        near = {each.employee["_id"] for each in told.near} - {city.employee_a.id}
        assert near == ({who["employee"]["_id"] for who in of_a if lacks(asked, who) == 1} if crowd > 20 else set())
        states = {each.employee["_id"]: [answer.state for answer in each.answers] for each in (*told.whole, *told.near)}
        for who in of_a:
            if who["employee"]["_id"] in states:
                assert states[who["employee"]["_id"]] == by_hand(asked, who)
                found[len(asked)] += 1
    assert sum(found.values()) > 20


def test_who_looks_is_no_candidate_and_reaches_no_farther(city: SimpleNamespace) -> None:
    rule = stored(make_rule(city.root, {"what": "rank_min", "golongan": "11"}))
    names = lambda actor: {each.employee["_id"] for each in candidates.of_rule(actor, rule).whole}  # noqa: E731
    hr = makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True, employee=city.employee_a.id)
    assert names(hr) == {city.employee_b.id}
    assert names(makers.make_actor(Role.HEAD, city.a)) == {city.employee_a.id}
    with pytest.raises(Denied):
        candidates.of_rule(makers.make_actor(Role.LEADERSHIP, city.root, everywhere=True), rule)


def test_a_rules_page_is_few_round_trips(store: Flask, city: SimpleNamespace, cast: Any, trips: Trips) -> None:
    plant(random.Random(1), [city.a], 30)
    asked = [{"what": "feedback", "skill": "Komunikasi", "number": 1, "months": 24},
             {"what": "predikat", "predikat": "5", "lenient": True}, {"what": "no_discipline", "lenient": True}]  # fmt: skip
    rule = make_rule(city.a, *asked)
    trips.is_on = True
    page = cast["head_a"].client.get(f"/candidate-rules/details/?id={rule.id}")
    trips.is_on = False
    assert page.status_code == 200 and "Orang 0" in page.text and "/feedback/details/?id=" in page.text
    assert len(trips.names) <= 4 + 3, trips.names


@pytest.fixture
def head(city: SimpleNamespace) -> Actor:
    return makers.make_actor(Role.HEAD, city.a)


def test_the_boxes_of_a_unit_are_those_reckoned_by_hand(city: SimpleNamespace, head: Actor) -> None:
    rng = random.Random(5)
    rows = [Potential(name="Nalar", weight=70), Potential(name="Rekam jejak", weight=30)]
    values = {"department": city.a, "name": "Skema uji", "year": 2026, "potential": rows, "above_from": 80}
    made = talent.save_scheme(SYSTEM, None, values, 0)
    rules, counted = made.rules, Counter[int | None]()  # type: ignore[attr-defined]
    for who in plant(rng, [city.a, city.bidang], 30):
        held = evaluations(rng)
        for raw in held:
            own = {"employee": who["employee"]["_id"], "state": "settled", "cycle": ObjectId()}
            Evaluation._get_collection().insert_one({**raw, **own})
        Evaluation._get_collection().delete_many({"employee": who["employee"]["_id"], "cadence": "x"})
        scores = {"Nalar": rng.randrange(101), "Rekam jejak": rng.choice((None, rng.randrange(101)))}
        told = [Component(name=name, score=score) for name, score in scores.items()]
        saved = talent.save(head, None, {"employee": who["employee"]["_id"], "year": 2026, "components": told}, 0)
        wanted = placed_by_hand(rules, held, scores)
        assert (saved.performance_points, saved.potential_points, saved.box) == wanted  # type: ignore[attr-defined]
        counted[wanted[2]] += 1
    assert talent.counts(head, None, 2026) == counted == talent.counts(SYSTEM, city.a, 2026)
    assert talent.counts(head, city.b, 2026) == Counter() and len(counted) > 4


def assess(employee: Any, score: int = 90, year: int = 2026) -> TalentAssessment:
    rows = [Component(name="Rekam jejak jabatan", score=score)]
    made = talent.save(SYSTEM, None, {"employee": employee.id, "year": year, "components": rows}, 0)
    assert isinstance(made, TalentAssessment)
    return made


def settle(employee: Any, predikat: str, year: int = 2026) -> None:
    raw = {"employee": employee.id, "state": "settled", "year": year, "predikat": predikat, "cycle": ObjectId()}
    Evaluation._get_collection().insert_one(raw)


def test_a_changed_scheme_and_new_evaluations_place_this_year_anew(city: SimpleNamespace, head: Actor) -> None:
    jobs.work(runs.new_run())
    settle(city.employee_a, "1", 2025)
    made, before = assess(city.employee_a), assess(city.employee_a, year=2025)
    assert (made.box, before.box) == (9, 9)
    settle(city.employee_a, "5")
    talent.ask_anew(head, city.a, 2026)
    jobs.work(runs.new_run())
    assert stored(made)["box"] == 6 and stored(made)["version"] == 2
    values = {"department": city.root, "name": "Skema", "year": 2026, "expected_from": 20}
    talent.save_scheme(SYSTEM, None, values, 0)
    jobs.work(runs.new_run())
    assert (stored(made)["box"], stored(before)["box"]) == (8, 9)
    talent.ask_anew(head, city.a, 2026)
    jobs.work(runs.new_run())
    assert stored(made)["version"] == 3, "nothing new, nothing written"
    with pytest.raises(Denied):
        talent.ask_anew(makers.make_actor(Role.SECRETARY, city.a), city.a, 2026)


def test_a_slate_is_filled_by_one_click(city: SimpleNamespace, head: Actor) -> None:
    settle(city.employee_a, "1")
    incumbent, other = makers.make_employee(city.a), makers.make_employee(city.a, golongan="34")
    settle(incumbent, "1")
    for each in (city.employee_a, incumbent):
        assess(each)
    values = {"department": city.a, "position": "Kepala Bidang", "incumbent": incumbent.id}
    slate = records.create(head, SuccessionSlate, values)
    assert succession.from_boxes(head, slate.id, 1) == 1
    rule = make_rule(city.a, {"what": "rank_min", "golongan": "34"})
    assert succession.from_rule(head, slate.id, rule.id, 2) == 1
    rows = stored(slate)["candidates"]
    assert [(row["employee"], row["readiness"]) for row in rows] == [(city.employee_a.id, "now"), (other.id, "soon")]
    assert set(stored(slate)["hidden_from"]) == {city.employee_a.id, other.id}
    with pytest.raises(Invalid, match="Nobody new"):
        succession.from_boxes(head, slate.id, 3)


def test_pages_of_talent(store: Flask, city: SimpleNamespace, cast: Any) -> None:
    settle(city.employee_a, "2")
    made = assess(city.employee_a, 70)
    page = cast["head_a"].get("/talent-grid/?year=2026").text
    assert f"/talent-assessments/?year=2026&amp;box={made.box}" in page
    assert str(made.id) in cast["head_a"].get(f"/talent-assessments/?year=2026&box={made.box}").text
    page = cast["head_a"].get(f"/talent-assessments/details/?id={made.id}").text
    assert "5 more points in performance" in page and "alone would do it at 80" in page
    assert "part=talent" in cast["head_a"].get(f"/employees/details/?id={city.employee_a.id}").text
    for name in ("secretary_a", "auditor"):
        assert cast[name].get("/talent-grid/").status_code == 403
        assert "part=talent" not in cast[name].get(f"/employees/details/?id={city.employee_a.id}").text
        assert "Box 5" not in cast[name].get(f"/employees/details/?id={city.employee_a.id}&part=talent").text


def test_one_never_meets_ones_own_box(city: SimpleNamespace) -> None:
    made = assess(city.employee_a)
    own = makers.make_actor(Role.HEAD, city.a, employee=city.employee_a.id)
    assert talent.of_person(own, city.employee_a.id) == [] and talent.counts(own, None, 2026) == Counter()
    hr = makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True, employee=city.employee_a.id)
    assert talent.of_person(hr, city.employee_a.id) == []
    assert stored(made)["hidden_from"] == [city.employee_a.id]
