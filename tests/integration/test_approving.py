"""Minutes are approved as they were read, and nothing is written into a meeting that was closed at that very moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.follow_ups import FollowUp
from models.meetings import AgendaPoint, Meeting
from models.minutes import Minutes
from models.users import Role
from operations import deletions, follow_ups, meeting_clock, meeting_notes, minutes, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Denied, Missing, WrongState
from tests import makers
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored


@pytest.fixture
def held(city: SimpleNamespace) -> Any:
    """A meeting under way in which something was agreed."""
    meeting = make_meeting(city.a)
    step(SYSTEM, meeting, "start")
    follow_ups.agree(SYSTEM, meeting.id, "agreed:a", {"text": "Usulkan diklat"}, Origin())
    return meeting


def test_minutes_are_approved_as_they_were_read(held: Any, cast: dict[str, Member]) -> None:
    head = cast["head_a"]
    for key in ("end", "submit"):
        step(SYSTEM, held, key)
    page = head.get(f"/minutes/?id={held.id}").text
    assert 'value="approve"' in page and "Send back" in page
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found and found.group(1) in head.get(f"/meetings/details/?id={held.id}").text
    sent = {"id": str(held.id), "version": str(stored(held)["version"]), "step": "approve"}
    agreed = FollowUp.objects.get()
    records.change(SYSTEM, FollowUp, agreed.id, {"text": "Usulkan pindah"}, agreed.version)
    for digest in ({"digest": found.group(1)}, {"digest": ""}, {}):
        head.post("/meetings/step/", {**sent, **digest})
        assert stored(held)["state"] == "submitted" and Minutes.objects.count() == 0, digest
    read = re.search(r'name="digest" value="([0-9a-f]{64})"', head.get(f"/minutes/?id={held.id}").text)
    assert read is not None
    assert head.post("/meetings/step/", {**sent, "digest": read.group(1)}).status_code == 302
    assert Minutes.objects.get().content["follow_ups"][0]["text"] == "Usulkan pindah"
    assert 'value="approve"' not in head.get(f"/minutes/?id={held.id}").text


@pytest.mark.parametrize(
    "act",
    [
        lambda id: follow_ups.agree(SYSTEM, id, "agreed:b", {"text": "Lagi"}, Origin()),
        lambda id: follow_ups.agree(SYSTEM, id, "agreed:a", {"text": "Lain"}, Origin(), 1),
        lambda id: follow_ups.take_out(SYSTEM, id, "agreed:a", 1, Origin()),
    ],
    ids=["agree", "change", "take out"],
)
def test_what_is_agreed_as_the_meeting_closes_is_refused(
    held: Any, act: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    step(SYSTEM, held, "end")
    doors = {records: ("plan_create", "save"), deletions: ("remove",)}
    plans = {name: getattr(module, name) for module, names in doors.items() for name in names}

    def closing(name: str) -> Callable[..., Any]:
        def first_closed(*args: Any, **named: Any) -> Any:
            monkeypatch.undo()
            step(SYSTEM, held, "submit")
            return plans[name](*args, **named)

        return first_closed

    for module, names in doors.items():
        for name in names:
            monkeypatch.setattr(module, name, closing(name))
    with pytest.raises(WrongState):
        act(held.id)
    assert [each.text for each in FollowUp.objects] == ["Usulkan diklat"]


def test_a_forgotten_timer_ends_with_the_way_back_to_draft(city: SimpleNamespace) -> None:
    meeting = make_meeting(city.a, agenda=[AgendaPoint(key="acara1", title="Pembukaan", minutes=5)])
    step(SYSTEM, meeting, "start")
    meeting_clock.press(SYSTEM, meeting.id, "acara1", True, timedelta(minutes=3), Origin())
    step(SYSTEM, meeting, "redraft", "Belum harinya")
    assert not stored(meeting)["clock"]["running"] and 180 <= stored(meeting)["clock"]["spent"]["acara1"] < 200


def test_an_item_never_takes_over_what_was_written_on_another(city: SimpleNamespace) -> None:
    meeting = make_meeting(city.a, agenda=[AgendaPoint(title="Satu"), AgendaPoint(title="Dua")])
    step(SYSTEM, meeting, "start")
    one, two = (each["key"] for each in stored(meeting)["agenda"])
    for key in (one, two):
        meeting_notes.save(SYSTEM, meeting.id, f"point:{key}", {"kind": "point", "text": f"Tentang {key}"}, 0, Origin())
    agenda = [AgendaPoint(key=one, title="Satu"), AgendaPoint(title="Tiga"), AgendaPoint(key=one, title="Empat")]
    records.change(SYSTEM, Meeting, meeting.id, {"agenda": agenda}, stored(meeting)["version"])
    keys = [each["key"] for each in stored(meeting)["agenda"]]
    assert keys[0] == one and len({*keys, two}) == 4 and all(len(key) < 24 for key in keys)
    content = minutes.draft(SYSTEM, stored(meeting))
    assert [each["notes"] for each in content["agenda"]] == [[f"Tentang {one}"], [], []]
    assert content["conclusions"] == [f"Tentang {two}"], "an item that was taken off loses nothing"


def test_nobody_leaves_whom_a_note_is_about(held: Any, city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    participants.add(SYSTEM, stored(held), [city.employee_a.id], True, Origin())
    who = participants.of_meeting(SYSTEM, held.id)[0]
    said = {"kind": "discussion", "employee": str(city.employee_a.id), "text": "Baik"}
    remove = deletions.plan_remove

    def written_first(*args: Any, **named: Any) -> Any:
        monkeypatch.undo()
        meeting_notes.save(SYSTEM, held.id, f"discussion:{city.employee_a.id}", said, 0, Origin())
        return remove(*args, **named)

    monkeypatch.setattr(deletions, "plan_remove", written_first)
    with pytest.raises(WrongState):
        participants.remove(SYSTEM, held.id, [who["_id"]], Origin())
    assert len(participants.of_meeting(SYSTEM, held.id)) == 1
    other = makers.make_employee(city.bidang).id
    participants.add(SYSTEM, stored(held), [other], True, Origin())
    both = [raw["_id"] for raw in participants.of_meeting(SYSTEM, held.id)]
    assert participants.remove(SYSTEM, held.id, both, Origin()) == (1, [who["employee_name"]]), "who stays is told"
    assert len(participants.of_meeting(SYSTEM, held.id)) == 1 and stored(held)["left_out"] == [other]
    for meeting, ids in ((make_meeting(city.a).id, both[:1]), (held.id, [])):
        with pytest.raises(Missing):
            participants.remove(SYSTEM, meeting, ids, Origin())


def test_nobody_approves_minutes_that_they_took_under_whatever_account(city: SimpleNamespace) -> None:
    leader = makers.make_employee(city.a)
    first, second = (
        makers.make_actor(Role.HEAD, city.a, employee=leader.id, user=makers.make_user(name, Role.HEAD, city.a))
        for name in ("kepala-satu", "kepala-dua")
    )
    own = make_meeting(city.a, chair=leader.id)
    for key in ("start", "end", "submit"):
        step(first, own, key)
    with pytest.raises(Denied):
        step(second, own, "approve")
    taken = make_meeting(city.a, notetaker=leader.id)
    for key in ("start", "end"):
        step(SYSTEM, taken, key)
    records.change(SYSTEM, Meeting, taken.id, {"notetaker": None}, stored(taken)["version"])
    step(SYSTEM, taken, "submit")
    with pytest.raises(Denied):
        step(first, taken, "approve")
    assert step(makers.make_actor(Role.HEAD, city.a), taken, "approve").state == "approved"
