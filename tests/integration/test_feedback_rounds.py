"""Structured rounds of feedback: prepared as a job, answered through links, closed into results that stand."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from models.base import now
from models.feedback import Feedback
from models.jobs import Job
from models.outbox import Mail
from models.question_sets import QuestionSet
from models.round_answers import AnswerBox, RoundAnswer
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from models.users import Role
from operations import (
    feedback,
    feedback_rounds,
    invitations,
    jobs,
    records,
    round_closing,
    round_links,
    round_mails,
    round_making,
    runs,
    waiting,
)
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing, WrongState
from operations.invitations import Mailing
from operations.seats import today
from tests import makers, rounds
from tests.conftest import Member, csrf_token
from tests.rounds import KEY, answer, close, make_round, open_round, result_of, step


@pytest.fixture
def team(city: SimpleNamespace) -> SimpleNamespace:
    """A leader, a person they lead, four colleagues of theirs and one whom the person leads."""
    leader = makers.make_employee(city.a, name="Pimpinan")
    person = makers.make_employee(city.bidang, name="Yang Dinilai", superior=leader.id)
    peers = [makers.make_employee(city.bidang, superior=leader.id, email=f"r{n}@kota.example") for n in range(4)]
    below = makers.make_employee(city.bidang, superior=person.id)
    return SimpleNamespace(leader=leader, person=person, peers=peers, below=below)


def invited(made: Any) -> list[dict[str, Any]]:
    return list(RoundInvitation._get_collection().find({"round": made.id}).sort("_id", 1))


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
    records.delete(SYSTEM, RoundInvitation, gone["_id"], None)
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
        records.delete(SYSTEM, RoundInvitation, each["_id"], None)
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


def test_what_cannot_be_an_answer_is_told_at_its_question(city: SimpleNamespace, team: SimpleNamespace) -> None:
    about = invited(open_round(city.a, [team.person.id]))[0]
    for sent, key in (
        ({"q1": "6"}, "q1"),
        ({"q1": "x"}, "q1"),
        ({"q3": "a" * 2001}, "q3"),
        ({}, ""),
        ({"q9": "4"}, ""),
    ):
        with pytest.raises(Invalid) as told:
            answer(about, **sent)
        assert list(told.value.problems) == [key]


def test_links_end_with_the_round_and_open_nothing_else(city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id])
    token = round_links.sign(KEY, made.id, team.below.id)
    assert len(round_links.read(KEY, token).invitations) == 1
    strange = [token[:-2] + "xx", round_links.sign("other key", made.id, team.below.id), "x", ""]
    strange.append(round_links.sign(KEY, made.id, city.employee_b.id))
    for each in strange:
        with pytest.raises(Missing):
            round_links.read(KEY, each)
    with pytest.raises(Missing):
        round_links.read(KEY, token).about(invited(made)[0]["_id"])
    early = open_round(city.a, [team.person.id], opens_on=today() + timedelta(days=1))
    with pytest.raises(WrongState, match="from"):
        answer(invited(early)[0], q1=3)
    past = open_round(
        city.a, [team.person.id], opens_on=today() - timedelta(days=3), closes_on=today() - timedelta(days=1)
    )
    with pytest.raises(Missing):
        answer(invited(past)[0], q1=3)


def test_a_round_under_names_is_told_to_those_entitled_alone(
    store: Flask, city: SimpleNamespace, team: SimpleNamespace, cast: dict[str, Member]
) -> None:
    made = open_round(city.a, [team.person.id], anonymous=False)
    for number, about in enumerate(invited(made)):
        answer(about, q1=2, q3=f"Lama {number}")
        answer(about, q1=4, q3=f"KATA{number}")
    assert RoundAnswer._get_collection().count_documents({"round": made.id}) == len(invited(made))
    close(made)
    raw = result_of(made, team.person.id)
    assert [(each["relations"], each["answers"]) for each in raw["groups"]][-1] == ("subordinate", 1), "as they are"
    page = f"/round-results/details/?id={raw['_id']}"
    assert "KATA1" in cast["head_a"].get(page).text and "Lama" not in cast["head_a"].get(page).text
    own = makers.make_actor(Role.HEAD, city.a, employee=team.person.id)
    for kind in (RoundResult, RoundAnswer):
        one = kind._get_collection().find_one({"round": made.id})
        assert not records.policy.may(own, records.Action.READ, kind.__name__, one)
    step(made, "publish")
    for kind in (RoundResult, RoundAnswer):
        one = kind._get_collection().find_one({"round": made.id})
        assert records.policy.may(own, records.Action.READ, kind.__name__, one), "now they see their own"
        secretary = makers.make_actor(Role.SECRETARY, city.a)
        assert not records.policy.may(secretary, records.Action.READ, kind.__name__, one)


def test_a_result_is_acknowledged_and_responded_to_by_others(city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id])
    answer(invited(made)[0], q1=3)
    close(made)
    raw = result_of(made, team.person.id)
    head = makers.make_actor(Role.HEAD, city.a)
    with pytest.raises(WrongState, match="not published"):
        round_closing.acknowledge(head, raw["_id"], raw["version"], None, "")
    step(made, "publish")
    label = "results of rounds wait to be acknowledged"
    assert [each.count for each in waiting.for_actor(head) if each.label == label] == [1]
    with pytest.raises(Denied):
        own = makers.make_actor(Role.HEAD, city.a, employee=team.person.id)
        round_closing.acknowledge(own, raw["_id"], raw["version"], None, "")
    with pytest.raises(Invalid):
        round_closing.acknowledge(head, raw["_id"], raw["version"], today() + timedelta(days=1), "")
    done = round_closing.acknowledge(head, raw["_id"], raw["version"], None, "Terima kasih.")
    assert (done.acknowledged_on, done.response, done.waits) == (today(), "Terima kasih.", False)
    assert not [each for each in waiting.for_actor(head) if each.label == label]


def test_feedback_of_the_log_is_acknowledged_by_a_button(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    id = city.feedback_a.id
    page = cast["secretary_a"].get(f"/feedback/details/?id={id}").text
    assert "not acknowledged yet" in page and "/feedback/acknowledge/" in page
    sent = {"id": str(id), "version": "1", "day": "05-05-2026", "response": "Terima kasih."}
    assert cast["secretary_a"].post("/feedback/acknowledge/", sent).status_code == 302
    stored = records.read(Feedback, id)
    assert (f"{stored['acknowledged_on']:%d-%m-%Y}", stored["response"]) == ("05-05-2026", "Terima kasih.")
    kept = feedback.acknowledge(SYSTEM, id, 2, None, "")
    assert (kept.response, kept.version) == ("Terima kasih.", 2), "what stands stays, and nothing is written"
    assert "acknowledged 05-05-2026" in cast["secretary_a"].get(f"/feedback/details/?id={id}").text
    assert cast["auditor"].post("/feedback/acknowledge/", sent).status_code == 403
    assert cast["outsider_b"].post("/feedback/acknowledge/", sent).status_code == 404


def test_a_cancelled_round_keeps_no_answers(city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id])
    answer(invited(made)[0], q1=5)
    with pytest.raises(Invalid):
        step(made, "cancel")
    step(made, "cancel", "Jadwal berubah")
    assert AnswerBox._get_collection().count_documents({"round": made.id}) == 0
    with pytest.raises(Missing):
        answer(invited(made)[0], q1=5)


def test_those_with_an_address_get_one_mail_and_the_rest_a_link(
    store: Flask, city: SimpleNamespace, team: SimpleNamespace
) -> None:
    invitations.mail_as(Mailing("sekretariat@kota.example", "https://jenjang.example", KEY))
    try:
        made = open_round(city.a, [team.person.id, team.peers[0].id])
        mails = list(Mail._get_collection().find({"meeting": made.id}))
        by_hand = round_mails.links(SYSTEM, made.id, KEY, Origin())
    finally:
        invitations.mail_as(None)
    assert {mail["to"] for mail in mails} == {each.email for each in team.peers} and len(mails) == 4
    assert all("https://jenjang.example/round-answer/" in mail["text"] for mail in mails)
    asked = {raw["giver"] for raw in invited(made)}
    assert len(by_hand) == len(asked) - 4 and {row["name"] for row in by_hand} >= {"Pimpinan", "Yang Dinilai"}
    assert len(round_mails.links(SYSTEM, made.id, KEY, Origin())) == len(asked), "all of them where none are sent"
    with pytest.raises(Denied):
        round_mails.links(makers.make_actor(Role.AUDITOR, city.root, everywhere=True), made.id, KEY, Origin())


def test_the_pages_behind_a_link(store: Flask, city: SimpleNamespace, team: SimpleNamespace) -> None:
    made = open_round(city.a, [team.person.id], note="Terima kasih atas waktunya")
    key = str(store.config["SECRET_KEY"])
    client = store.test_client()
    for about in invited(made):
        link = f"/round-answer/{round_links.sign(key, made.id, about['giver'])}"
        assert "Yang Dinilai" in client.get(link).text
        page = client.get(f"{link}/{about['_id']}").text
        told = {"leader": "not anonymous", "self": "shown as yours"}.get(about["relation"], "at least 3 people")
        assert told in page and "Shares work fairly" in page and page.count('type="radio"') == 12
    form = {"csrf_token": csrf_token(client), "q1": "9", "q3": "Ketikan"}
    refused = client.post(f"{link}/{about['_id']}", data=form)
    assert refused.status_code == 422 and "Ketikan" in refused.text
    assert client.post(f"{link}/{about['_id']}", data={**form, "q1": "5"}).status_code == 302
    assert "sent from this browser" in client.get(link).text
    assert "sent from this browser" not in store.test_client().get(link).text
    assert client.get(f"{link}/{'0' * 24}").status_code == 404
