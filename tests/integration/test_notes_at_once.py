"""A note that is begun at the very moment at which its meeting closes, or its person is taken out: never half there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

from models.meetings import MeetingState
from models.notes import Note, Participant
from operations import meeting_notes, participants
from operations.audit import Origin
from operations.errors import OperationError
from tests.integration.test_meetings import room, step, stored

__all__ = ["room"]
ROUNDS = 12


def at_once(*acts: Any) -> list[Any]:
    """What each gives, all begun at the same moment; an error that is told to people is a result."""
    gate = Barrier(len(acts))

    def run(act: Any) -> Any:
        gate.wait(30)
        try:
            return act()
        except OperationError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def beginning(room: SimpleNamespace, slot: str, who: Any, actor: Any = None) -> Any:
    said = {"kind": "aspiration", "text": "Ikut diklat", "employee": str(who)}
    return lambda: meeting_notes.save(actor or room.secretary, room.meeting.id, slot, said, 0, Origin())


def test_it_is_in_the_submitted_minutes_or_refused(room: SimpleNamespace) -> None:
    step(room.secretary, room.meeting, "end")
    who, kept = room.people[0].id, 0
    for number in range(ROUNDS):
        submit = lambda: step(room.secretary, room.meeting, "submit")  # noqa: E731
        told, moved = at_once(beginning(room, f"aspiration:{number}", who), submit)
        assert not isinstance(moved, OperationError), moved
        assert stored(room.meeting)["state"] == MeetingState.SUBMITTED
        kept += not isinstance(told, OperationError)
        assert Note.objects(meeting=room.meeting.id).count() == kept
        assert {note.sealed for note in Note.objects(meeting=room.meeting.id)} <= {True}
        step(room.secretary, room.meeting, "withdraw")


def test_nobody_is_taken_out_of_whom_a_note_tells(room: SimpleNamespace) -> None:
    who = room.people[0].id
    for number in range(ROUNDS):
        Note._get_collection().delete_many({})
        held = Participant.objects.get(meeting=room.meeting.id, employee=who)
        take_out = lambda id=held.id: participants.remove(room.secretary, room.meeting.id, [id], Origin())  # noqa: E731
        told, gone = at_once(beginning(room, f"aspiration:{number}", who), take_out)
        assert isinstance(told, OperationError) == (gone == (1, [])), (told, gone)
        is_there = Participant.objects(meeting=room.meeting.id, employee=who).count()
        assert is_there == Note.objects(meeting=room.meeting.id).count()
        if not is_there:
            participants.add(room.secretary, stored(room.meeting), [who], True, Origin())


def test_all_who_begin_at_once_are_saved(room: SimpleNamespace) -> None:
    who = [each.id for each in room.people]
    acts = [beginning(room, f"aspiration:{number}", who[number % len(who)]) for number in range(8)]
    assert all(each.saved for each in at_once(*acts))
    assert Note.objects(meeting=room.meeting.id).count() == 8
