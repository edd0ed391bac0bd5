"""What changed while one was away: told record by record, and as one line where many changed in the same way."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from models.meetings import AgendaPoint
from models.moments import now
from models.people import Employee
from models.users import Role
from operations import meeting_clock, overview, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from tests import makers
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step
from tests.planning import actor_of


def told(actor: Actor, since: Any) -> list[tuple[str, str, int, bool]]:
    """(action, label, others, whether there may be more) of each line."""
    found = overview.changed_since(actor, since)
    return [(each.entry["action"], each.entry["label"], each.others, each.is_open) for each in found]


def test_one_line_a_record_and_one_for_many(city: SimpleNamespace) -> None:
    head, since = actor_of(Role.HEAD, city), now()
    people = [makers.make_employee(city.a, name=f"Pegawai {number}") for number in range(70)]
    for address in ("Jalan Satu", "Jalan Dua"):
        stored = records.read(Employee, people[0].id)
        records.change(SYSTEM, Employee, people[0].id, {"address": address}, stored["version"])
    makers.make_employee(city.b)
    first = str(people[0].label)
    assert told(head, since) == [("change", first, 0, False), ("create", str(people[-1].label), 69, False)]
    assert told(head, now() + timedelta(hours=1)) == []


def test_few_are_told_one_by_one(city: SimpleNamespace) -> None:
    head, since = actor_of(Role.HEAD, city), now()
    people = [makers.make_employee(city.a) for _ in range(overview.FEW)]
    assert [(label, others) for _, label, others, _ in told(head, since)] == [
        (str(each.label), 0) for each in reversed(people)
    ]


def test_how_far_was_looked_is_told(city: SimpleNamespace, monkeypatch: Any) -> None:
    monkeypatch.setattr(overview, "_LOOKED_AT", (3, 6))
    head, since = actor_of(Role.HEAD, city), now()
    people = [makers.make_employee(city.a) for _ in range(8)]
    assert told(head, since) == [("create", str(people[-1].label), 5, True)]


def test_a_timer_is_no_change_of_a_record(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    agenda, since = [AgendaPoint(key="acara1", title="Pembukaan", minutes=5)], now()
    meeting = make_meeting(city.a, agenda=agenda)
    step(SYSTEM, meeting, "start")
    meeting_clock.press(SYSTEM, meeting.id, "acara1", True, timedelta(), Origin())
    assert cast["head_a"].get("/").status_code == 200
    assert [action for action, *_ in told(actor_of(Role.HEAD, city), since)] == ["change", "create"]


def test_home_says_how_many_more(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    for _ in range(9):
        makers.make_employee(city.a)  # and the one who was there
    assert "and 9 more" in cast["head_a"].get("/").text
