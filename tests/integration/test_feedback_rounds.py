"""Structured rounds of feedback: prepared as a job, their list edited, opened and called off."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

from models.jobs import Job
from models.moments import now
from models.question_sets import QuestionSet
from models.round_answers import AnswerBox
from models.round_invitations import RoundInvitation
from operations import (
    deletions,
    feedback_rounds,
    jobs,
    records,
    round_making,
    runs,
)
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Invalid, Missing, WrongState
from tests import rounds
from tests.rounds import answer, invited, make_round, open_round, step


def test_opening_asks_those_around_a_person_and_makes_a_box_for_each_group(
    city: SimpleNamespace, team: SimpleNamespace
) -> None:
    made = open_round(city.a, [team.person.id])
    asked = {raw["giver"]: raw["relation"] for raw in invited(made)}
    wanted = {
        team.person.id: "self",
        team.leader.id: "leader",
        team.below.id: "subordinate",
        city.employee_a.id: "peer",
    }
    assert asked == {**wanted, **{each.id: "peer" for each in team.peers}}
    boxes = list(AnswerBox._get_collection().find({"round": made.id}))
    assert {box["relation"] for box in boxes} == {"self", "leader", "peer", "subordinate"}
    stored = records.read(type(made), made.id)
    assert [each["key"] for each in stored["questions"]] == ["q1", "q2", "q3"]


def test_a_job_that_is_broken_off_ends_in_the_same(
    city: SimpleNamespace, team: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_making, "BATCH", 2)
    made = make_round(city.a, whom="all")
    feedback_rounds.move(SYSTEM, made.id, "open", 1)
    real = jobs.Hold.note
    for broken_at in (2, 3, 4, 5):
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
    about = [raw["employee"] for raw in invited(made)]
    everybody = {team.leader.id, team.person.id, team.below.id, city.employee_a.id, *(each.id for each in team.peers)}
    assert set(about) == everybody
    groups = {(raw["employee"], raw["relation"]) for raw in invited(made)}
    assert AnswerBox._get_collection().count_documents({"round": made.id}) == len(groups)


def test_in_a_ring_everybody_is_asked_about_as_often() -> None:
    people = sorted(ObjectId() for _ in range(20))
    asked = [
        giver for person in people for giver, as_ in round_making.proposed(person, None, [], people) if as_ == "peer"
    ]
    assert {asked.count(each) for each in people} == {round_making.PEERS}
    leader, led = people[0], people[1:4]
    found = round_making.proposed(people[5], leader, [*led, leader], people)
    assert len({giver for giver, _ in found}) == len(found) and (leader, "leader") in found
    assert {giver for giver, as_ in found if as_ == "subordinate"} == set(led)


def test_the_list_is_edited_while_the_round_is_a_draft_and_stands_when_it_opens(
    city: SimpleNamespace, team: SimpleNamespace
) -> None:
    made = make_round(city.a, [team.person.id])
    feedback_rounds.propose(SYSTEM, made.id)
    rounds.work()
    gone = next(raw for raw in invited(made) if raw["giver"] == team.peers[0].id)
    deletions.delete(SYSTEM, RoundInvitation, gone["_id"], None)
    row = {"round": made.id, "employee": team.person.id, "giver": team.peers[0].id, "relation": "other"}
    with pytest.raises(Invalid):
        feedback_rounds.invite(SYSTEM, {**row, "giver": team.person.id}, Origin())
    feedback_rounds.invite(SYSTEM, row, Origin())
    with pytest.raises(Invalid, match="asked about them already"):
        feedback_rounds.invite(SYSTEM, row, Origin())
    before = len(invited(made))
    step(made, "open")
    assert len(invited(made)) == before, "nobody is proposed again"
    each = invited(made)[0]
    with pytest.raises(WrongState):
        records.change(SYSTEM, RoundInvitation, each["_id"], {"relation": "other"}, each["version"])
    with pytest.raises(WrongState):
        deletions.delete(SYSTEM, RoundInvitation, each["_id"], None)
    with pytest.raises(Invalid):
        feedback_rounds.invite(SYSTEM, {**row, "giver": city.employee_b.id}, Origin())
    with pytest.raises(WrongState):
        records.change(SYSTEM, type(made), made.id, {"minimum": 5}, records.read(type(made), made.id)["version"])


def test_questions_are_asked_as_they_were_when_the_round_was_opened(
    city: SimpleNamespace, team: SimpleNamespace
) -> None:
    made = open_round(city.a, [team.person.id])
    records.change(SYSTEM, QuestionSet, made.question_set, {"questions": []}, 1)
    answer(invited(made)[0], q1=5)
    with pytest.raises(Invalid, match="no questions"):
        other = make_round(city.a, [team.person.id], question_set=made.question_set)
        feedback_rounds.move(SYSTEM, other.id, "open", 1)


def test_a_cancelled_round_keeps_no_answers(city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id])
    answer(invited(made)[0], q1=5)
    with pytest.raises(Invalid):
        step(made, "cancel")
    step(made, "cancel", "Jadwal berubah")
    assert AnswerBox._get_collection().count_documents({"round": made.id}) == 0
    with pytest.raises(Missing):
        answer(invited(made)[0], q1=5)
