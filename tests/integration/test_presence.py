"""Who takes notes with one: told to those in the room, forgotten after a while, and at no round trip more."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.meter import TRIPS
from models.meetings import Meeting
from models.moments import now
from models.presence import Presence
from operations import meeting_steps, participants, presence, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests.conftest import Member
from tests.makers import Role, make_actor, make_user


@pytest.fixture
def meeting(city: SimpleNamespace) -> Any:
    values = {"department": city.a, "title": "Rapat", "day": date(2026, 11, 24)}
    made = records.create(SYSTEM, Meeting, values)
    participants.add(SYSTEM, records.read(Meeting, made.id), [city.employee_a.id], True, Origin())
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    return made


def poll(member: Member, meeting: Any, place: str = "meeting", slot: str = "") -> Any:
    return member.get(f"/room/changes/?id={meeting.id}&place={place}&slot={slot}")


def test_two_see_each_other_and_a_silent_one_is_gone(
    meeting: Any, cast: dict[str, Member], city: SimpleNamespace
) -> None:
    head, secretary, who = cast["head_a"], cast["secretary_a"], str(city.employee_a.id)
    assert poll(secretary, meeting, who, f"discussion:{who}").json["here"] == []
    name = secretary.user.name
    assert poll(head, meeting).json["here"] == [{"name": name, "place": who, "slot": f"discussion:{who}"}]
    assert [each["name"] for each in poll(secretary, meeting).json["here"]] == [head.user.name]
    longer = now() - presence.GONE - timedelta(seconds=1)
    Presence._get_collection().update_one({}, {"$set": {f"here.{secretary.user.id}.at": longer}})
    assert poll(head, meeting).json["here"] == []
    Presence._get_collection().update_one({}, {"$set": {f"here.{head.user.id}.at": longer}})
    poll(head, meeting)
    assert set(Presence.objects.get().here) == {str(head.user.id)}, "who is gone is forgotten"


def test_nothing_confidential_is_told(meeting: Any, cast: dict[str, Member], city: SimpleNamespace) -> None:
    head, secretary = cast["head_a"], cast["secretary_a"]
    who = str(city.employee_a.id)
    poll(head, meeting, who, f"private:{who}")
    assert [each["slot"] for each in poll(secretary, meeting).json["here"]] == [""]
    poll(head, meeting, str(city.employee_b.id), "discussion:x")
    assert [each["place"] for each in poll(secretary, meeting).json["here"]] == [""], (
        "a place that is not theirs to see"
    )
    version = records.read(Meeting, meeting.id)["version"]
    records.change(SYSTEM, Meeting, meeting.id, {"confidential": True}, version)
    for name in ("secretary_a", "outsider_b", "auditor"):
        answer = poll(cast[name], meeting)
        assert answer.status_code in (403, 404) and head.user.name not in answer.text, name
    assert set(Presence.objects.get().here) >= {str(head.user.id)}


def test_a_poll_takes_no_round_trip_more_than_its_parts(meeting: Any, cast: dict[str, Member]) -> None:
    member = cast["secretary_a"]
    poll(member, meeting)
    before = TRIPS.count
    poll(member, meeting)
    assert TRIPS.count - before == 5, "session, meeting with who is here, people, notes, what was agreed"


def test_a_repeated_mark_writes_nothing(meeting: Any, city: SimpleNamespace) -> None:
    actor = make_actor(Role.SECRETARY, city.a, user=make_user("sek-b", Role.SECRETARY, city.a))
    presence.mark(actor, meeting.id, {}, "meeting", "")
    raw, here = presence.meeting_and_here(actor, meeting.id)
    assert raw["_id"] == meeting.id and set(here) == {str(actor.id)}
    before = TRIPS.count
    presence.mark(actor, meeting.id, here, "meeting", "")
    assert TRIPS.count == before
    presence.mark(actor, meeting.id, here, "meeting", "conclusion:all")
    assert TRIPS.count == before + 1


def test_odd_places_are_none(meeting: Any, cast: dict[str, Member]) -> None:
    other = cast["hr"]
    for place, slot in (("$x", "a.b"), ("%00", "%00"), ("x" * 5000, ":"), ("", "")):
        assert poll(cast["secretary_a"], meeting, place, slot).status_code == 200
        assert [(each["place"], each["slot"]) for each in poll(other, meeting).json["here"]] == [("meeting", "")]
