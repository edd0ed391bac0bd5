"""What is written in a room while its meeting moves, turns confidential or goes back: never where it was, never open."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.audit import AuditEntry
from models.departments import Department
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.notes import Note, Participant
from models.people import Employee
from operations import answers, circles, follow_ups, meeting_notes, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.answer_links import Asked
from operations.audit import Origin
from operations.errors import Invalid, Missing, OperationError, WrongState
from tests.integration.test_meetings import make_meeting, room, step, stored, write

__all__ = ["room"]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets something happen once between the reading and the writing of what is written next."""

    def arrange(module: Any, act: Any) -> None:
        commit = module.commit

        def late(*args: Any, **named: Any) -> Any:
            monkeypatch.setattr(module, "commit", commit)
            act()
            return commit(*args, **named)

        monkeypatch.setattr(module, "commit", late)

    return arrange


def hide(room: SimpleNamespace) -> Any:
    return lambda: records.change(
        SYSTEM, Meeting, room.meeting.id, {"confidential": True}, stored(room.meeting)["version"]
    )


def move(room: SimpleNamespace) -> Any:
    raw = stored(room.meeting)
    return lambda: records.change(SYSTEM, Meeting, room.meeting.id, {"department": room.city.bidang}, raw["version"])


def test_what_is_begun_is_as_confidential(room: SimpleNamespace, between: Any) -> None:
    between(meeting_notes, hide(room))
    with pytest.raises(Missing):
        write(room, room.secretary, "RAHASIA")
    assert Note.objects.count() == 0
    records.change(SYSTEM, Meeting, room.meeting.id, {"confidential": False}, stored(room.meeting)["version"])
    between(follow_ups, hide(room))
    with pytest.raises(Missing):
        follow_ups.agree(room.secretary, room.meeting.id, "agreed:a", {"text": "RAHASIA"}, Origin())
    assert FollowUp.objects.count() == 0


def test_what_is_changed_leaves_no_open_trail(room: SimpleNamespace, between: Any) -> None:
    write(room, room.head, "Satu")
    between(meeting_notes, hide(room))
    write(room, room.head, "Satu, RAHASIA", 1)
    between(participants, hide(room))
    who = Participant.objects.first().id
    participants.change(room.head, who, {"attendance": "sick"}, Origin())
    assert {each.confidential for each in Note.objects} | {each.confidential for each in Participant.objects} == {True}
    told = [each for each in AuditEntry.objects if "RAHASIA" in str(each.to_mongo()) or "sick" in str(each.to_mongo())]
    assert len(told) == 2 and all(each.confidential for each in told)


def test_what_is_written_lies_where_the_meeting_lies_by_then(room: SimpleNamespace, between: Any) -> None:
    between(meeting_notes, move(room))
    assert write(room, room.secretary, "Satu").saved
    between(meeting_notes, lambda: records.change(
        SYSTEM, Meeting, room.meeting.id, {"department": room.city.a}, stored(room.meeting)["version"]
    ))  # fmt: skip
    assert write(room, room.secretary, "Satu, dua", 1).saved
    between(follow_ups, move(room))
    assert follow_ups.agree(room.secretary, room.meeting.id, "agreed:a", {"text": "Usulkan"}, Origin()).version == 1
    scope = stored(room.meeting)["scope"]
    assert [each.scope for each in (Note.objects.get(), FollowUp.objects.get())] == [scope, scope]


def test_a_step_stays_below_the_unit_that_its_own_came_under(room: SimpleNamespace) -> None:
    follow_ups.agree(SYSTEM, room.meeting.id, "agreed:a", {"text": "satu"}, Origin())
    known = circles.load(SYSTEM, room.meeting.id).known
    unit = records.read(Department, room.city.a)
    records.change(SYSTEM, Department, room.city.a, {"parent": room.city.b}, unit["version"])
    follow_ups.agree(SYSTEM, room.meeting.id, "agreed:a", {"text": "dua"}, Origin(), 1, known)
    assert FollowUp.objects.get().scope == stored(room.meeting)["scope"] != known[room.meeting.id]["scope"]


def test_who_comes_and_goes_meanwhile_is_told_to_nobody_else(room: SimpleNamespace, between: Any) -> None:
    between(participants, hide(room))
    with pytest.raises(OperationError):
        participants.add_guest(room.head, stored(room.meeting), {"guest": "Tamu"}, Origin())
    records.change(SYSTEM, Meeting, room.meeting.id, {"confidential": False}, stored(room.meeting)["version"])
    between(participants, hide(room))
    with pytest.raises(OperationError):
        participants.remove(room.head, room.meeting.id, [Participant.objects.first().id], Origin())
    assert {each.confidential for each in Participant.objects} == {True} and Participant.objects.count() == 2


def test_nothing_is_brought_back_about_who_was_taken_out(room: SimpleNamespace) -> None:
    who = Participant.objects.get(employee=room.people[0].id)
    write(room, room.secretary, "Baik")
    write(room, room.secretary, "Baik", 1, removed=True)
    assert participants.remove(room.secretary, room.meeting.id, [who.id], Origin()) == (1, [])
    with pytest.raises(Invalid):
        write(room, room.secretary, "Baik", 2, removed=False)
    participants.add(room.secretary, stored(room.meeting), [room.people[0].id], True, Origin())
    assert write(room, room.secretary, "Baik", 2, removed=False).saved


def test_who_takes_part_is_pointed_at_by_their_name_of_now(room: SimpleNamespace) -> None:
    who = room.people[1].id
    records.change(SYSTEM, Employee, who, {"name": "Nama Baru"}, records.read(Employee, who)["version"])
    known = circles.load(SYSTEM, room.meeting.id, (), (who,)).known
    made = follow_ups.agree(SYSTEM, room.meeting.id, "agreed:a", {"text": "satu", "pic": who}, Origin(), 0, known)
    assert made.pic_label == "Nama Baru"
    found = circles.load(SYSTEM, room.meeting.id, [["nama", "baru"]]).there
    assert [each.called for each in found if each.id == who] == ["Nama Baru"]


def test_steps_are_refused_as_others_are(room: SimpleNamespace, between: Any) -> None:
    made = follow_ups.agree(room.secretary, room.meeting.id, "agreed:a", {"text": "satu"}, Origin())
    between(records, hide(room))
    with pytest.raises(OperationError):
        follow_ups.change_status(room.secretary, made.id, "done", "", 1, Origin())
    assert FollowUp.objects.get().status == "open" and FollowUp.objects.get().confidential


@pytest.fixture
def link(city: SimpleNamespace) -> Asked:
    """Of somebody who is invited to a meeting that is ahead."""
    meeting = make_meeting(city.a, day=date(2100, 1, 4))
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    step(SYSTEM, meeting, "invite")
    (participant,) = Participant._get_collection().find({"meeting": meeting.id})
    return Asked(participant, stored(meeting))


def aspire(link: Asked) -> int:
    return answers.aspire(link, [("transfer", "Pindah ke bidang data")], Origin())


def test_what_is_sent_ahead_goes_where_the_meeting_went(link: Asked, between: Any) -> None:
    id, seen = link.meeting["_id"], link.meeting["version"]
    between(answers, lambda: records.change(SYSTEM, Meeting, id, {"confidential": True}, seen))
    assert aspire(link) == 1
    assert [each.confidential for each in Note.objects] == [True]


def test_who_is_taken_out_meanwhile_sends_nothing(link: Asked, between: Any) -> None:
    id = link.participant["_id"]
    between(answers, lambda: participants.remove(SYSTEM, link.meeting["_id"], [id], Origin()))
    with pytest.raises(Missing):
        aspire(link)
    assert Note.objects.count() == 0


def test_who_sends_as_the_meeting_is_called_off_is_told_that(link: Asked, between: Any) -> None:
    id, seen = link.meeting["_id"], link.meeting["version"]
    between(answers, lambda: meeting_steps.move(SYSTEM, id, "cancel", seen, "Banjir"))
    with pytest.raises(WrongState) as told:
        aspire(link)
    assert str(told.value.message) == answers.CANCELLED
    assert Note.objects.count() == 0
