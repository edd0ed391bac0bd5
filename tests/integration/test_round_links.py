"""Answering a round through a link: who may, until when, what is refused, and who gets which link how."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.feedback_rounds import FeedbackRound
from models.moments import today
from models.outbox import Mail
from models.people import Employee
from models.users import Role
from operations import feedback_rounds, invitations, records, round_links, round_mails
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing, WrongState
from operations.invitations import Mailing
from tests import makers
from tests.conftest import csrf_token
from tests.rounds import KEY, answer, invited, open_round, work


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


def test_reminders_go_once_a_day_to_all_who_may_still_have_to_answer(
    store: Flask, city: SimpleNamespace, team: SimpleNamespace, cast: Any
) -> None:
    made = open_round(city.a, [team.person.id])
    version = records.read(FeedbackRound, made.id)["version"]
    with pytest.raises(Invalid, match="sends no mails"):
        feedback_rounds.remind(SYSTEM, made.id, version)
    invitations.mail_as(Mailing("sekretariat@kota.example", "https://jenjang.example", KEY))
    try:
        records.change(SYSTEM, Employee, team.leader.id, {"email": "pimpinan@kota.example"}, 1)
        asked = {raw["relation"]: raw for raw in invited(made)}
        answer(asked["peer"], q1=4)
        page = cast["hr"].get(f"/feedback-rounds/details/?id={made.id}").text
        assert "Send reminders" in page
        sent = {"id": made.id, "version": version, "step": "remind"}
        assert cast["outsider_b"].post("/feedback-rounds/remind/", sent).status_code in (403, 404)
        assert cast["hr"].post("/feedback-rounds/remind/", sent).status_code == 302
        work()
        mails = list(Mail._get_collection().find({"meeting": made.id, "kind": "reminder"}))
        addresses = {each.email for each in team.peers} | {"pimpinan@kota.example"}
        assert {mail["to"] for mail in mails} == addresses and len(mails) == len(addresses)
        assert all("tidak dicatat" in mail["text"] and "/round-answer/" in mail["text"] for mail in mails)
        assert records.read(FeedbackRound, made.id)["reminded_on"].date() == today()
        with pytest.raises(Invalid, match="today"):
            feedback_rounds.remind(SYSTEM, made.id, records.read(FeedbackRound, made.id)["version"])
        named = open_round(city.a, [team.person.id], anonymous=False)
        answer(next(raw for raw in invited(named) if raw["relation"] == "leader"), q1=4)
        with pytest.raises(WrongState):
            feedback_rounds.remind(SYSTEM, named.id, 7)
        feedback_rounds.remind(SYSTEM, named.id, records.read(FeedbackRound, named.id)["version"])
        work()
        mails = list(Mail._get_collection().find({"meeting": named.id, "kind": "reminder"}))
        assert {mail["to"] for mail in mails} == {each.email for each in team.peers}, "the leader has answered"
    finally:
        invitations.mail_as(None)


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
