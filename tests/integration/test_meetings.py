"""A meeting from draft to approved minutes: who may do what, what is written with each step, and what stands after."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.audit import AuditEntry
from models.configurations import Layer
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.minutes import Minutes, digest_of
from models.moments import today
from models.notes import Note, Participant
from models.unit_settings import NumberTemplate, UnitSettings
from operations import follow_ups, meeting_notes, meeting_steps, minutes, participants, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing, WrongState
from tests.conftest import Member
from tests.defining import put_in_force
from tests.makers import Role, make_actor, make_employee, make_user

TOKEN = "a" * 31


def make_meeting(unit: Any, **values: Any) -> Any:
    return records.create(
        SYSTEM, Meeting, {"department": unit, "title": "Rapat Uji", "day": today() + timedelta(days=2), **values}
    )


def stored(meeting: Any) -> dict[str, Any]:
    return records.read(Meeting, meeting.id)


def step(actor: Actor, meeting: Any, key: str, reason: str = "") -> Any:
    return meeting_steps.move(actor, meeting.id, key, stored(meeting)["version"], reason)


@pytest.fixture
def room(city: SimpleNamespace) -> SimpleNamespace:
    """A meeting of Dinas Alfa that is under way, with two people talked about."""
    secretary = make_actor(Role.SECRETARY, city.a, user=make_user("sek-a", Role.SECRETARY, city.a))
    head = make_actor(Role.HEAD, city.a, user=make_user("kep-a", Role.HEAD, city.a))
    meeting = make_meeting(city.a)
    people = [city.employee_a, make_employee(city.a)]
    participants.add(SYSTEM, stored(meeting), [each.id for each in people], True, Origin())
    step(secretary, meeting, "start")
    return SimpleNamespace(city=city, secretary=secretary, head=head, meeting=meeting, people=people)


def write(room: Any, actor: Actor, text: str, seen: int = 0, slot: str = "", **more: Any) -> meeting_notes.Saved:
    who = str(room.people[0].id)
    said = {"kind": "discussion", "employee": who, "text": text, **more}
    return meeting_notes.save(actor, room.meeting.id, slot or f"discussion:{who}", said, seen, Origin())


def test_two_who_write_the_same_note_see_both_texts(room: SimpleNamespace) -> None:
    assert write(room, room.secretary, "Satu").version == 1
    met = write(room, room.head, "Dua")
    assert not met.saved and met.values["text"] == "Satu" and met.by == room.secretary.name
    assert write(room, room.head, "Satu").saved, "the same words are no conflict"
    assert write(room, room.secretary, "Satu, lalu dua", 1).version == 2
    late = write(room, room.head, "Lain", 1)
    assert not late.saved and late.version == 2
    assert write(room, room.head, "Lain", 2).version == 3
    assert Note.objects.get().text == "Lain"


def test_no_note_after_the_minutes_are_submitted(room: SimpleNamespace) -> None:
    write(room, room.secretary, "Satu")
    step(room.secretary, room.meeting, "end")
    write(room, room.secretary, "Dua", 1)
    step(room.secretary, room.meeting, "submit")
    for text, seen, slot in (("Tiga", 2, ""), ("Baru", 0, "aspiration:x")):
        with pytest.raises(WrongState):
            write(room, room.secretary, text, seen, slot, kind="aspiration" if slot else "discussion")
    with pytest.raises(WrongState):
        participants.change(room.secretary, Participant.objects.first().id, {"attendance": "present"}, Origin())
    assert Note.objects.get().text == "Dua"


def test_who_approves(room: SimpleNamespace) -> None:
    write(room, room.secretary, "Pembahasan")
    step(room.secretary, room.meeting, "end")
    step(room.head, room.meeting, "submit")
    for actor in (
        room.secretary,
        room.head,
        make_actor(Role.HEAD, room.city.b),
        make_actor(Role.AUDITOR, room.city.root),
    ):
        with pytest.raises((Denied, Missing)):
            step(actor, room.meeting, "approve")
    about = make_actor(Role.HEAD, room.city.a, employee=room.people[0].id)
    with pytest.raises(Denied):
        step(about, room.meeting, "approve")
    other = make_actor(Role.HEAD, room.city.a, user=make_user("plt-a", Role.HEAD, room.city.a))
    with pytest.raises(Invalid):
        step(other, room.meeting, "return")
    step(other, room.meeting, "return", "Lengkapi pembahasannya.")
    step(room.secretary, room.meeting, "submit")
    step(room.head, room.meeting, "approve")
    held = Minutes.objects.get()
    assert held.digest == digest_of(held.to_mongo().to_dict()["content"])
    assert ["Pembahasan"] in [each["discussion"] for each in held.content["people"]]
    with pytest.raises(WrongState):
        step(room.head, room.meeting, "cancel", "x")
    assert minutes.verified(held.code) is not None and minutes.verified("x" * 20) is None


def test_of_two_who_press_at_once_one_is_told(room: SimpleNamespace) -> None:
    seen = stored(room.meeting)["version"]
    meeting_steps.move(room.secretary, room.meeting.id, "end", seen)
    with pytest.raises(WrongState, match="Minutes in draft"):
        meeting_steps.move(room.head, room.meeting.id, "end", seen)


def test_private_notes_are_for_those_entitled(room: SimpleNamespace) -> None:
    write(room, room.head, "RAHASIA", slot="private:x", kind="private")
    with pytest.raises((Denied, Missing)):
        write(room, room.secretary, "Bisik", slot="private:y", kind="private")
    assert [each["text"] for each in minutes.notes_of(room.head, room.meeting.id)] == ["RAHASIA"]
    assert minutes.notes_of(room.secretary, room.meeting.id) == []
    assert "RAHASIA" not in str(minutes.draft(room.head, stored(room.meeting)))


def test_a_confidential_meeting_is_hidden_from_the_secretary(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = make_meeting(city.a, title="ZRAHASIA", confidential=True)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    for name, status in (("secretary_a", 404), ("outsider_b", 404), ("auditor", 404), ("head_a", 200), ("hr", 200)):
        member = cast[name]
        assert member.get(f"/meetings/details/?id={meeting.id}").status_code == status, name
        assert ("ZRAHASIA" in member.get("/meetings/").text) == (status == 200), name
        if status == 404:
            assert member.get(f"/minutes/?id={meeting.id}").status_code == 404
            assert member.get(f"/room/?id={meeting.id}").status_code in (403, 404)


def test_what_belongs_to_a_meeting_turns_confidential_with_it(room: SimpleNamespace) -> None:
    write(room, room.secretary, "Catatan")
    write(room, room.head, "Bisik", slot="private:x", kind="private")
    follow_ups.agree(SYSTEM, room.meeting.id, "agreed:x", {"text": "Janji"}, Origin())
    for is_hidden in (True, False):
        version = stored(room.meeting)["version"]
        records.change(SYSTEM, Meeting, room.meeting.id, {"confidential": is_hidden}, version)
        assert {each.confidential for each in Participant.objects} == {is_hidden}
        assert {each.kind: each.confidential for each in Note.objects} == {"discussion": is_hidden, "private": True}
        assert FollowUp.objects.get().confidential, "what was confidential once is opened by hand alone"
        told = AuditEntry.objects(confidential=False, document__in=["Meeting", "Note", "Participant", "FollowUp"])
        assert not told, "what was told while it was open is told no more"
        assert (minutes.notes_of(make_actor(Role.SECRETARY, room.city.a), room.meeting.id) == []) == is_hidden


def test_a_cancelled_draft_takes_no_number(city: SimpleNamespace) -> None:
    template = NumberTemplate(
        key="undangan", letter="invitation", label_id="Undangan", template="{urut}/{unit}/{tahun}"
    )
    put_in_force(city.a, Layer(settings=UnitSettings(numbers=[template])))
    for _ in range(3):
        step(SYSTEM, make_meeting(city.a), "invite")
    cancelled = make_meeting(city.a)
    step(SYSTEM, cancelled, "cancel", "x")
    found = sorted(str(each.letter_number) for each in Meeting.objects if each.letter_number)
    assert [number.partition("/")[0] for number in found] == ["001", "002", "003"]


def test_who_has_no_mail_is_passed_the_links_by_hand(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = make_meeting(city.a)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    step(SYSTEM, meeting, "invite")
    page = cast["secretary_a"].get(f"/meetings/details/?id={meeting.id}").text
    links = re.findall(r"https?://[^/\s]+(/(?:answer|aspiration)/[^\s<]+)", page)
    assert [link.split("/")[1] for link in links] == ["answer", "aspiration"]
    assert all(cast["nobody"].get(link).status_code == 200 for link in links)
    assert cast["nobody"].post(links[0], {"answer": "coming"}).status_code == 302
    assert Participant.objects.get().answer == "coming"
    assert "/answer/" not in cast["auditor"].get(f"/meetings/details/?id={meeting.id}").text
