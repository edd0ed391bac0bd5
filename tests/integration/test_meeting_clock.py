"""Timers of a meeting: one item at a time, told late from a browser that was off line, and no version of the meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models import clocks
from models.audit import AuditEntry
from models.meetings import AgendaPoint, Meeting
from operations import meeting_clock, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing, WrongState
from tests.conftest import Member
from tests.makers import Role, make_actor

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NOW = timedelta()


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def meeting(city: SimpleNamespace) -> Any:
    agenda = [
        AgendaPoint(key="acara1", title="Pembukaan", minutes=5), AgendaPoint(key="acara2", title="Pembahasan", minutes=60)
    ]  # fmt: skip
    values = {"department": city.a, "title": "Rapat", "day": date(2026, 11, 24), "agenda": agenda}
    made = records.create(SYSTEM, Meeting, values)
    participants.add(SYSTEM, records.read(Meeting, made.id), [city.employee_a.id], True, Origin())
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    return made


def clock(meeting: Any) -> dict[str, Any]:
    return records.read(Meeting, meeting.id).get("clock") or {}


def test_one_item_runs_at_a_time_and_one_person_beside_it() -> None:
    who = "0" * 24
    held = clocks.pressed(None, "acara1", True, at(0))
    held = clocks.pressed(held, who, True, at(10))
    held = clocks.pressed(held, "acara2", True, at(60))
    assert held is not None and clocks.running(held) == [who, "acara2"]
    assert clocks.spent(held, at(90)) == {"acara1": 60.0, "acara2": 30.0, who: 80.0}
    assert clocks.pressed(held, "acara2", True, at(95)) is None, "it runs already"
    assert clocks.pressed(held, "acara1", False, at(95)) is None, "it stands already"
    assert clocks.pressed(held, "acara1", True, at(59)) is None, "a later press is known"
    held = clocks.pressed(held, "acara2", False, at(100))
    assert held is not None and clocks.running(held) == [who]
    assert clocks.spent(clocks.stopped(held, at(110)), at(900)) == {"acara1": 60.0, "acara2": 40.0, who: 100.0}


def test_what_one_page_presses_counts_in_its_order() -> None:
    first, second = ({"chain": "a:1", "stamp": stamp} for stamp in (10, 20))
    held = clocks.pressed(None, "acara1", True, at(60)) or {}
    held["by"] = first
    assert clocks.pressed(held, "acara2", True, at(59)) is None
    moment = clocks.counted(held, at(59), second)
    assert moment > at(60) and clocks.running(clocks.pressed(held, "acara2", True, moment)) == ["acara2"]
    for other in (None, first, {"chain": "b:1", "stamp": 20}):
        assert clocks.counted(held, at(59), other) == at(59)
    assert clocks.counted(None, at(59), second) == at(59)


def test_a_press_is_no_version_of_the_meeting(meeting: Any, city: SimpleNamespace) -> None:
    secretary = make_actor(Role.SECRETARY, city.a)
    seen = records.read(Meeting, meeting.id)["version"]
    once = Origin(token="a" * 31)
    meeting_clock.press(secretary, meeting.id, "acara1", True, timedelta(minutes=4), once)
    meeting_clock.press(secretary, meeting.id, "acara1", True, NOW, once)
    meeting_clock.press(secretary, meeting.id, str(city.employee_a.id), True, timedelta(minutes=1), Origin())
    meeting_clock.press(secretary, meeting.id, "acara2", True, NOW, Origin())
    assert clocks.running(clock(meeting)) == [str(city.employee_a.id), "acara2"]
    assert 240 <= clock(meeting)["spent"]["acara1"] < 300
    told = [each.detail["started"] for each in AuditEntry.objects(detail__started__exists=True).order_by("at")]
    assert told == ["acara1", str(city.employee_a.id), "acara2"]
    ended = meeting_steps.move(secretary, meeting.id, "end", seen)
    assert ended.version == seen + 1 and clocks.running(clock(meeting)) == []
    with pytest.raises(WrongState):
        meeting_clock.press(secretary, meeting.id, "acara1", True, NOW, Origin())


def test_who_may_press_what(meeting: Any, city: SimpleNamespace) -> None:
    for actor in (make_actor(Role.SECRETARY, city.b), make_actor(Role.AUDITOR, city.root)):
        with pytest.raises((Denied, Missing)):
            meeting_clock.press(actor, meeting.id, "acara1", True, NOW, Origin())
    for odd in ("", "acara9", str(city.employee_b.id), "$x", "a.b"):
        with pytest.raises(Invalid):
            meeting_clock.press(make_actor(Role.HEAD, city.a), meeting.id, odd, True, NOW, Origin())
    assert clock(meeting) == {}


def test_odd_presses_of_a_browser_are_refused_alone(meeting: Any, cast: dict[str, Member]) -> None:
    member = cast["secretary_a"]
    odd: list[Any] = [None, True, -1, 1e300, "x", [], 0]
    sent = [{"slot": f"timer:{n}", "key": "acara1", "runs": n % 2 == 0, "ago": ago} for n, ago in enumerate(odd)]
    sent.append({"slot": "timer:9", "key": ["x"], "runs": "yes"})
    page = member.get(f"/room/?id={meeting.id}").text
    token = page.partition('data-csrf="')[2].partition('"')[0]
    answer = member.client.post(f"/room/save/?id={meeting.id}", json=sent, headers={"X-CSRFToken": token})
    assert [each["saved"] for each in answer.json] == [True] * 7 + [False]
    entry = AuditEntry.objects(detail__started="acara1").first()
    assert "Timer started" in cast["auditor"].get(f"/audit/details/?id={entry.id}").text
    told = member.get(f"/room/changes/?id={meeting.id}").json
    assert told["clock"]["running"] == ["acara1"] and told["is_running"]
