"""Recommendations: made from a rule with its criteria frozen, decided once, carried out and taken back to the byte."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.candidate_rules import CandidateRule, Criterion
from models.feedback import Feedback
from models.moments import today
from models.people import Employee
from models.recommendations import Recommendation
from models.users import Role
from operations import deletions, recommendations, records
from operations.actors import SYSTEM, Actor
from operations.errors import Denied, Invalid, Missing, WrongState
from tests import makers

DECREE = {"since": date(2026, 10, 1), "decree": "800.1.3/77/2026"}
SAID = {"kind": "position_promotion", "reason": "Kinerja sangat baik.", "position_name": "Kepala Seksi Uji"}


def stored(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = type(record)._get_collection().find_one({"_id": record.id})
    return found


def make_rule(unit: Any, *criteria: dict[str, Any], **values: Any) -> CandidateRule:
    rows = [Criterion(**row) for row in criteria]
    made = records.create(SYSTEM, CandidateRule, {"department": unit, "name": "Aturan uji", "criteria": rows, **values})
    assert isinstance(made, CandidateRule)
    return made


def make(employee: Any, **values: Any) -> Recommendation:
    made = recommendations.save(SYSTEM, None, {"employee": employee.id, **SAID, **values}, 0)
    assert isinstance(made, Recommendation)
    return made


def take(made: Any, *keys: str, actor: Actor = SYSTEM, **said: Any) -> dict[str, Any]:
    """A recommendation after these steps."""
    for key in keys:
        recommendations.move(actor, made.id, key, stored(made)["version"], {"reason": "Alasan uji", **said})
    return stored(made)


@pytest.fixture
def person(city: SimpleNamespace) -> Employee:
    return makers.make_employee(
        city.bidang, name="Calon Uji", golongan="32", golongan_since=date(2021, 4, 1), position_name="Analis Uji",
        position_kind="4", position_since=date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def leaders(city: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(
        head=makers.make_actor(Role.HEAD, city.a),
        hr=makers.make_actor(Role.HR_ADMIN, city.root, everywhere=True),
        sekda=makers.make_actor(Role.LEADERSHIP, city.root, everywhere=True),
        secretary=makers.make_actor(Role.SECRETARY, city.a),
    )


def test_the_way_of_a_recommendation_and_who_goes_it(
    city: SimpleNamespace, person: Employee, leaders: SimpleNamespace
) -> None:
    made = recommendations.save(leaders.head, None, {"employee": person.id, **SAID}, 0)
    keys = lambda actor: [step.key for step in recommendations.steps(actor, stored(made))]  # noqa: E731
    assert (keys(leaders.head), keys(leaders.sekda), keys(leaders.secretary)) == (["propose"], [], [])
    take(made, "propose", actor=leaders.head)
    assert (keys(leaders.head), keys(leaders.sekda)) == (["send_back", "support"], [])
    with pytest.raises(WrongState, match="proposed"):
        records.change(leaders.head, Recommendation, made.id, {"reason": "Lain"}, 2)
    take(made, "support", actor=leaders.head)
    assert (keys(leaders.head), keys(leaders.sekda)) == (["send_back"], ["approve", "decline"])
    with pytest.raises(Denied):
        take(made, "approve", actor=leaders.head)
    with pytest.raises(Invalid):
        take(made, "decline", actor=leaders.sekda, reason=" ")
    take(made, "approve", actor=leaders.sekda)
    assert (keys(leaders.sekda), keys(leaders.hr)) == ([], ["carry_out"])
    assert [(row["state"], row["by"]) for row in stored(made)["taken"]] == [
        ("proposed", "head"), ("supported", "head"), ("approved", "leadership"),
    ]  # fmt: skip


def test_nobody_sees_or_decides_their_own(city: SimpleNamespace, person: Employee) -> None:
    made = make(person)
    take(made, "propose", "support")
    for role in (Role.HR_ADMIN, Role.LEADERSHIP, Role.HEAD):
        own = makers.make_actor(role, city.root, everywhere=True, employee=person.id)
        assert recommendations.steps(own, stored(made)) == []
        with pytest.raises(Missing):
            recommendations.move(own, made.id, "approve", 3)


def test_carrying_out_writes_rank_position_and_histories_and_revoking_takes_back_exactly_that(
    city: SimpleNamespace, person: Employee, leaders: SimpleNamespace
) -> None:
    training = makers.make_training(person.id)
    before = stored(person)
    made = make(person, golongan="33", position_kind="1", position_level="pengawas", eselon="41", unit=city.b)
    take(made, "propose", "support", "approve")
    with pytest.raises(Invalid, match="effective date"):
        take(made, "carry_out", actor=leaders.hr)
    with pytest.raises(Invalid, match="still to come"):
        take(made, "carry_out", actor=leaders.hr, **DECREE | {"since": today() + timedelta(days=1)})
    take(made, "carry_out", actor=leaders.hr, **DECREE)
    after = stored(person)
    assert (after["golongan"], after["position_name"], after["department"]) == ("33", "Kepala Seksi Uji", city.b)
    assert after["ranks"][-1]["decree"] == after["positions"][-1]["decree"] == DECREE["decree"]
    assert after["positions"][-1]["unit"] == "Dinas Beta" and after["ranks"][-1]["since"].date() == DECREE["since"]
    assert stored(training)["department"] == city.b == stored(made)["department"]
    records.change(SYSTEM, Employee, person.id, {"phone": "0811"}, after["version"])
    take(made, "revoke", actor=leaders.hr)
    again = stored(person)
    assert again.pop("phone") == "0811" and stored(made)["state"] == "revoked"
    for name in ("version", "updated_at", "held_at"):
        again.pop(name, None), before.pop(name, None)
    assert again == before
    assert stored(training)["department"] == city.bidang
    entries = AuditEntry._get_collection().count_documents({"record": person.id, "action": "change"})
    assert entries == 3, "carried out, the phone, taken back"


def test_a_promotion_of_rank_leads_up(person: Employee) -> None:
    for golongan in ("31", "32"):
        with pytest.raises(Invalid, match="higher golongan"):
            take(make(person, kind="rank_promotion", golongan=golongan), "propose")
    take(make(person, kind="rank_promotion", golongan="33"), "propose")


def test_what_changed_further_is_not_taken_back(city: SimpleNamespace, person: Employee) -> None:
    made = make(person)
    take(made, "propose", "support", "approve")
    take(made, "carry_out", **DECREE)
    records.change(SYSTEM, Employee, person.id, {"position_name": "Kepala Bidang Uji"}, stored(person)["version"])
    now = stored(person)
    with pytest.raises(WrongState, match="changed since"):
        take(made, "revoke")
    assert stored(person) == now and stored(made)["state"] == "carried_out"


def test_of_two_who_press_at_once_one_wins(store: Flask, city: SimpleNamespace, person: Employee) -> None:
    made = make(person)
    seen = take(made, "propose", "support")["version"]
    gate, told = threading.Barrier(2), []

    def press(key: str) -> None:
        gate.wait()
        try:
            recommendations.move(SYSTEM, made.id, key, seen, {"reason": "Alasan uji"})
            told.append(key)
        except WrongState as error:
            told.append(str(error.message))

    threads = [threading.Thread(target=press, args=(key,)) for key in ("approve", "decline")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    states = {"approve": "approved", "decline": "declined"}
    won = [key for key in told if key in states]
    assert len(won) == 1 and stored(made)["state"] == states[won[0]] and "not possible any more" in "".join(told)


def test_two_recommendations_carried_out_at_once_write_one_after_the_other_or_say_so(
    city: SimpleNamespace, person: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make(person), make(person, position_name="Kepala Subbag Uji")
    for each in (first, second):
        take(each, "propose", "support", "approve")
    real = recommendations.carrying_out.plan

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(recommendations.carrying_out, "plan", real)
        found = real(*given)
        take(second, "carry_out", **DECREE)
        return found

    monkeypatch.setattr(recommendations.carrying_out, "plan", overtaken)
    with pytest.raises(WrongState, match="changed at this very moment"):
        take(first, "carry_out", **DECREE)
    assert stored(person)["position_name"] == "Kepala Subbag Uji" and stored(first)["state"] == "approved"


def test_a_larger_assignment_without_a_position_writes_nothing(city: SimpleNamespace, person: Employee) -> None:
    made = make(person, kind="larger_assignment", position_name=None, assignment="Memimpin penataan koridor")
    take(made, "propose", "support", "approve")
    before = stored(person)
    take(made, "carry_out", **DECREE)
    take(made, "revoke")
    assert stored(person) == before and stored(made)["state"] == "revoked"


def test_criteria_are_kept_as_they_stood_when_it_was_proposed(city: SimpleNamespace, person: Employee) -> None:
    asked = {"what": "feedback", "skill": "Manajemen proyek", "number": 1, "months": 12}
    rule = make_rule(city.a, {"what": "rank_min", "golongan": "33"}, asked)
    made = make(person, rule=rule.id)
    assert [row["state"] for row in stored(made)["criteria"]] == ["unmet", "unmet"]
    praise = makers.make_feedback(person.id, skills=["manajemen PROYEK"], kind="appreciation", given_on=date.today())
    take(made, "propose")
    rows = stored(made)["criteria"]
    assert [row["state"] for row in rows] == ["unmet", "met"] and rows[1]["sources"] == [f"Feedback:{praise.id}"]
    deletions.delete(SYSTEM, Feedback, praise.id, 1)
    take(made, "support")
    assert stored(made)["criteria"] == rows


@pytest.fixture
def proposed(person: Employee) -> Iterator[Recommendation]:
    made = make(person, reason="Alasan RAHASIA")
    take(made, "propose")
    yield made


def test_its_page_and_its_steps(store: Flask, cast: Any, proposed: Recommendation, person: Employee) -> None:
    address = f"/recommendations/details/?id={proposed.id}"
    assert "Alasan RAHASIA" in cast["head_a"].get(address).text
    for name in ("secretary_a", "auditor", "outsider_b"):
        assert cast[name].get(address).status_code in (403, 404)
        assert "Alasan RAHASIA" not in cast[name].get(f"/audit/?record={proposed.id}").text
    sent = {"id": str(proposed.id), "version": "2", "step": "support"}
    assert cast["head_a"].post("/recommendations/step/", sent).status_code == 302
    assert cast["hr"].post("/recommendations/step/", {**sent, "version": "3", "step": "approve"}).status_code == 302
    sent = {**sent, "version": "4", "step": "carry_out", "since": "01-10-2026", "decree": "SK 1"}
    cast["hr"].post("/recommendations/step/", sent)
    assert stored(person)["position_name"] == "Kepala Seksi Uji"
