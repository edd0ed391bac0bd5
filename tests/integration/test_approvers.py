"""Minutes always have somebody who can approve them, and what was said beforehand and answered stands in them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.departments import Department
from models.moments import today
from models.series import MeetingSeries
from operations import approvers, follow_ups, meeting_notes, meetings, minutes, participants, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.errors import Denied
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, room, step, stored
from tests.makers import Role, make_actor, make_employee, make_user

__all__ = ["room"]


@pytest.fixture
def led(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa, whose head has an account and is one of its employees."""
    boss = make_employee(city.a, name="Kepala Alfa")
    unit = records.read(Department, city.a)
    records.change(SYSTEM, Department, city.a, {"head": boss.id}, unit["version"])
    user = make_user("kepala.alfa", Role.HEAD, city.a, employee=boss.id)
    head = make_actor(Role.HEAD, city.a, employee=boss.id, user=user)
    secretary = make_actor(Role.SECRETARY, city.a, user=make_user("sek.alfa", Role.SECRETARY, city.a))
    return SimpleNamespace(city=city, boss=boss, head=head, secretary=secretary)


def first_of_series(led: Any, **values: Any) -> SimpleNamespace:
    told = {"department": led.city.a, "title": "Bulanan", "starts_on": today(), **values}
    series = records.create(led.secretary, MeetingSeries, told)
    meetings.make_ahead(led.secretary, series, Origin())
    return SimpleNamespace(id=meetings.of_series(SYSTEM, series.id)[0]["_id"])


def submit(actor: Actor, meeting: Any) -> None:
    for key in ("type_up", "submit"):
        step(actor, meeting, key)


def test_a_series_as_it_is_offered_can_be_approved(led: SimpleNamespace) -> None:
    meeting = first_of_series(led)
    people = {raw["employee"] for raw in participants.of_meeting(SYSTEM, meeting.id)}
    assert people and led.boss.id not in people and stored(meeting)["chair"] == led.boss.id
    submit(led.secretary, meeting)
    assert approvers.of_minutes(stored(meeting)) == ["Kepala.Alfa"]
    assert step(led.head, meeting, "approve").state == "approved"


def test_who_nobody_could_approve_is_told_and_taken_back(led: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = first_of_series(led)
    participants.add(SYSTEM, stored(meeting), [led.boss.id], True, Origin())
    submit(led.secretary, meeting)
    with pytest.raises(Denied):
        step(led.head, meeting, "approve")
    assert "Kepala.Alfa" not in approvers.of_minutes(stored(meeting)), "who is talked about approves nothing"
    assert approvers.of_minutes(stored(meeting)) == ["Head_A", "Hr_Admin"], "BKPSDM still can"
    page = cast["secretary_a"].get(f"/meetings/details/?id={meeting.id}").text
    assert "Waits to be approved by: Head_A; Hr_Admin." in page
    with pytest.raises(Denied):
        step(led.head, meeting, "withdraw")
    assert step(led.secretary, meeting, "withdraw").state == "minutes"


def test_a_meeting_without_approvers_says_so(led: SimpleNamespace) -> None:
    meeting = first_of_series(led, notetaker=led.boss.id)
    assert approvers.of_minutes(stored(meeting)) == []


def test_advice_on_what_was_sent_beforehand_is_in_the_minutes(room: Any) -> None:
    who = str(room.people[0].id)
    said = {"kind": "aspiration", "employee": who, "text": "Ingin magang", "proposed": True}
    meeting_notes.save(SYSTEM, room.meeting.id, "aspiration:x", said, 0, Origin())
    assert not minutes.draft(SYSTEM, stored(room.meeting))["people"][0]["aspirations"]
    advice = {"kind": "advice", "employee": who, "text": "Lengkapi berkas", "parent": "aspiration:x"}
    meeting_notes.save(SYSTEM, room.meeting.id, "advice:x", advice, 0, Origin())
    told = [each for person in minutes.draft(SYSTEM, stored(room.meeting))["people"] for each in person["aspirations"]]
    assert [(each["text"], each["advice"][0]["text"]) for each in told] == [("Ingin magang", "Lengkapi berkas")]


def test_preparation_tells_what_became_of_promises(city: SimpleNamespace) -> None:
    who, yesterday = city.employee_a.id, today() - timedelta(days=1)
    meeting = make_meeting(city.a, day=yesterday)
    participants.add(SYSTEM, stored(meeting), [who], True, Origin())
    step(SYSTEM, meeting, "start")
    there = participants.of_meeting(SYSTEM, meeting.id)[0]["_id"]
    participants.change(SYSTEM, there, {"attendance": "present"}, Origin())
    made = follow_ups.agree(SYSTEM, meeting.id, "agreed:x", {"text": "Usulkan", "employee": who}, Origin())
    follow_ups.change_status(SYSTEM, made.id, "done", "", 1, Origin())
    sent = {"kind": "aspiration", "employee": str(who), "text": "Ingin belajar", "proposed": True}
    following = make_meeting(city.a)
    participants.add(SYSTEM, stored(following), [who], True, Origin())
    step(SYSTEM, following, "start")
    meeting_notes.save(SYSTEM, following.id, "aspiration:x", sent, 0, Origin())
    assert meetings.context(SYSTEM, stored(meeting), who)["promised"] == [], "what is agreed here is no promise yet"
    found = meetings.context(SYSTEM, stored(following), who)
    assert [(each["text"], each["status"]) for each in found["promised"]] == [("Usulkan", "done")]
    assert [each["text"] for each in found["sent"]] == ["Ingin belajar"]


def test_a_meeting_is_a_calendar_entry_of_its_own(room: Any, cast: dict[str, Member]) -> None:
    answer = cast["secretary_a"].get(f"/meeting-papers/calendar.ics?id={room.meeting.id}")
    assert answer.mimetype == "text/calendar" and f"UID:{room.meeting.id}@jenjang" in answer.text
    assert "METHOD:PUBLISH" in answer.text and "STATUS:CONFIRMED" in answer.text, "it asks nobody to come"
    step(SYSTEM, room.meeting, "cancel", "x")
    cancelled = cast["secretary_a"].get(f"/meeting-papers/calendar.ics?id={room.meeting.id}").text
    assert "METHOD:CANCEL" in cancelled and "STATUS:CANCELLED" in cancelled
    assert cast["outsider_b"].get(f"/meeting-papers/calendar.ics?id={room.meeting.id}").status_code == 404
