"""Links without an account: who they let say what, until when, and how little they tell."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from models.meetings import Meeting
from models.notes import Note, Participant
from models.users import Role
from operations import answer_links, answers, deletions, participants, records
from operations.actors import SYSTEM
from operations.answer_links import Purpose
from operations.audit import Origin
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored
from tests.makers import make_actor

DAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A moment a week before the meetings of these tests, which a test may move."""
    held = SimpleNamespace(at=answer_links.now().replace(year=2026, month=11, day=24))
    monkeypatch.setattr(answer_links, "now", lambda: held.at)
    return held


@pytest.fixture
def invited(store: Flask, city: SimpleNamespace) -> SimpleNamespace:
    """A meeting to which one employee and one guest are invited, and a browser of nobody's."""
    meeting = make_meeting(city.a, title="Rapat ALFA", venue="Aula", remarks="CATATAN", day=DAY)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    participants.add_guest(SYSTEM, stored(meeting), {"guest": "Tamu", "email": "tamu@kota.example"}, Origin())
    step(SYSTEM, meeting, "invite")
    who, guest = Participant.objects.get(employee=city.employee_a.id), Participant.objects.get(guest="Tamu")
    return SimpleNamespace(
        meeting=meeting, who=who, guest=guest, nobody=Member("nobody", store.test_client()), app=store
    )


def link(invited: SimpleNamespace, purpose: Purpose = Purpose.ANSWER, who: Any = None) -> str:
    key = str(invited.app.config["SECRET_KEY"])
    return f"/{purpose}/{answer_links.sign(key, purpose, (who or invited.who).id)}"


def answer_of(invited: SimpleNamespace) -> tuple[Any, Any]:
    found = Participant.objects.get(id=invited.who.id)
    return found.answer, found.answer_reason


def test_somebody_answers(invited: SimpleNamespace) -> None:
    nobody, address = invited.nobody, link(invited)
    page = nobody.get(address)
    assert page.status_code == 200
    assert all(each in page.text for each in ("Rapat ALFA", "01-12-2026", "Aula", "I am coming", "I cannot come"))
    assert "CATATAN" not in page.text and "Tamu" not in page.text
    assert answer_of(invited) == (None, None), "looking says nothing"
    assert nobody.post(address, {"answer": "unable", "reason": " "}).status_code == 422
    assert nobody.post(address, {"answer": "perhaps"}).status_code == 422
    assert nobody.post(address, {"answer": "unable", "reason": "Dinas luar"}).status_code == 302
    assert answer_of(invited) == ("unable", "Dinas luar")
    assert "Dinas luar" in nobody.get(address).text
    nobody.post(address, {"answer": "coming"})
    assert answer_of(invited) == ("coming", None)
    assert Participant.objects.get(id=invited.who.id).answered_at is not None
    version = Participant.objects.get(id=invited.who.id).version
    nobody.post(address, {"answer": "coming"})
    assert Participant.objects.get(id=invited.who.id).version == version, "the same again is nothing new"


def test_an_answer_needs_the_pages_own_form(invited: SimpleNamespace) -> None:
    assert invited.nobody.client.post(link(invited), data={"answer": "coming"}).status_code == 400
    assert answer_of(invited) == (None, None)


def test_a_link_ends_the_day_after_the_meeting_begins(invited: SimpleNamespace, clock: SimpleNamespace) -> None:
    address, begins = link(invited), stored(invited.meeting)["begins_at"]
    clock.at = begins + timedelta(hours=23)
    assert invited.nobody.get(address).status_code == 200
    clock.at = begins + timedelta(hours=24)
    answer = invited.nobody.get(address)
    assert answer.status_code == 404 and "This link is not valid" in answer.text and "ALFA" not in answer.text
    assert invited.nobody.post(address, {"answer": "coming"}).status_code == 404
    version = stored(invited.meeting)["version"]
    records.change(SYSTEM, Meeting, invited.meeting.id, {"day": date(2027, 1, 5)}, version)
    assert invited.nobody.get(address).status_code == 200, "it lives on with a meeting that is put off"


def test_a_link_signed_too_long_ago_is_over(invited: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = TimestampSigner("x").get_timestamp() - int(answer_links.LONGEST.total_seconds()) - 60
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: signed)
        old = link(invited)
    assert invited.nobody.get(old).status_code == 404
    assert invited.nobody.get(link(invited)).status_code == 200


def test_no_other_token_opens_anything(invited: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = invited.nobody
    right = link(invited).rpartition("/")[2]
    other = answer_links.sign("another key of thirty-two letters", Purpose.ANSWER, invited.who.id)
    gone = answer_links.sign(str(invited.app.config["SECRET_KEY"]), Purpose.ANSWER, invited.meeting.id)
    for token in (right[:-2] + "xx", "x" + right, right.replace(".", ""), other, gone, "x", "é", "%00"):
        answer = nobody.get(f"/answer/{token}")
        assert answer.status_code == 404 and "ALFA" not in answer.text, token
    assert nobody.get(f"/aspiration/{right}").status_code == 404, "of another purpose"
    assert nobody.get(f"/answer/{link(invited, Purpose.ASPIRATION).rpartition('/')[2]}").status_code == 404
    deletions.delete(SYSTEM, Participant, invited.who.id, None)
    assert nobody.get(f"/answer/{right}").status_code == 404, "who was taken out is asked no more"


def test_a_confidential_meeting_is_told_without_its_name(invited: SimpleNamespace) -> None:
    values = {"confidential": True}
    records.change(SYSTEM, Meeting, invited.meeting.id, values, stored(invited.meeting)["version"])
    for purpose in Purpose:
        page = invited.nobody.get(link(invited, purpose))
        assert page.status_code == 200 and "01-12-2026" in page.text
        assert "ALFA" not in page.text and "Aula" not in page.text and "Dinas" not in page.text
    invited.nobody.post(link(invited, Purpose.ASPIRATION), {"category": "training", "text": "ZINGIN"})
    note = Note.objects.get()
    assert note.confidential
    secretary = make_actor(Role.SECRETARY, stored(invited.meeting)["department"])
    assert not records.policy.may(secretary, records.Action.READ, "Note", note.to_mongo().to_dict())


def test_aspirations_wait_as_proposals(invited: SimpleNamespace) -> None:
    nobody, address = invited.nobody, link(invited, Purpose.ASPIRATION)
    assert nobody.post(address, {"category": "training", "text": "  "}).status_code == 422
    assert nobody.post(address, {"category": "wealth", "text": "Uang"}).status_code == 422
    assert Note.objects.count() == 0
    said = {"category": ["training", "transfer", "other"], "text": ["Diklat PKP", "", "Kursi <baru>"]}
    assert nobody.post(address, said).status_code == 302
    assert nobody.post(address, said).status_code == 302
    held = [(n.kind, n.category, n.text, n.proposed, n.employee, n.written_by) for n in Note.objects.order_by("slot")]
    who, name = invited.who.employee, invited.who.employee_name
    assert held == [
        ("aspiration", "training", "Diklat PKP", True, who, name),
        ("aspiration", "other", "Kursi <baru>", True, who, name),
    ], "a repeated sending writes nothing twice"
    page = nobody.get(address).text
    assert "Diklat PKP" in page and "Kursi &lt;baru&gt;" in page and page.count("<textarea") == 3
    many = {"category": ["other"] * 5, "text": [f"Usul {n}" for n in range(5)]}
    nobody.post(address, many)
    assert Note.objects.count() == answers.MOST
    assert "<textarea" not in nobody.get(address).text


def test_aspirations_are_of_employees_ahead_of_the_meeting(invited: SimpleNamespace) -> None:
    nobody, said = invited.nobody, {"category": "other", "text": "Usul"}
    guest = link(invited, Purpose.ASPIRATION, invited.guest)
    assert (nobody.get(guest).status_code, nobody.post(guest, said).status_code) == (404, 404)
    address = link(invited, Purpose.ASPIRATION)
    nobody.post(address, {"category": "other", "text": "ZAWAL"})
    step(SYSTEM, invited.meeting, "start")
    assert nobody.post(address, said).status_code == 422 and Note.objects.count() == 1
    page = nobody.get(address).text
    assert "takes no answers any more" in page and "ZAWAL" not in page
    assert nobody.post(link(invited), {"answer": "coming"}).status_code == 409


def test_a_link_is_heard_so_often_an_hour(invited: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "OFTEN", "2 per hour")
    nobody, said = invited.nobody, {"category": "other", "text": "Usul"}
    address = link(invited, Purpose.ASPIRATION)
    told = [nobody.post(address, {**said, "text": f"Usul {number}"}).status_code for number in range(3)]
    assert told == [302, 302, 429] and Note.objects.count() == 2
