"""Whom a meeting may talk about by a choice: within one's reach, and by what one may see oneself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.follow_ups import FollowUp
from models.moments import today
from models.notes import Participant
from models.users import Role
from operations import meetings, participants, records, who_to_discuss
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from tests import makers
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored


@pytest.fixture
def secretary(city: SimpleNamespace) -> Actor:
    return makers.make_actor(Role.SECRETARY, city.a)


@pytest.fixture
def head(city: SimpleNamespace) -> Actor:
    return makers.make_actor(Role.HEAD, city.a)


def held(city: SimpleNamespace, **values: Any) -> Any:
    """A meeting under way at which the employee of unit A is present."""
    meeting = make_meeting(city.a, day=today(), starts="00.00", **values)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    step(SYSTEM, meeting, "start")
    participants.change(SYSTEM, Participant.objects.get(meeting=meeting.id).id, {"attendance": "present"}, Origin())
    return meeting


def chosen(actor: Actor, city: SimpleNamespace, choice: str) -> set[Any]:
    return {raw["_id"] for raw in who_to_discuss.candidates(actor, city.a, choice)}


def test_another_units_people_are_never_added(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = make_meeting(city.a)
    for choice in ("all", "unmet", "open", "hoping"):
        sent = {"id": str(meeting.id), "choice": choice, "below": str(city.b)}
        assert cast["secretary_a"].post("/meetings/people/", sent).status_code == 302
    assert Participant.objects.count() == 0
    for months in ("", "0", "00012345678901234567890", "-1", "²", "121"):
        sent = {"id": str(meeting.id), "choice": "unmet", "months": months}
        assert cast["secretary_a"].post("/meetings/people/", sent).status_code == 302
    assert {each.employee for each in Participant.objects} == chosen(SYSTEM, city, "all")


def test_a_confidential_promise_names_nobody(city: SimpleNamespace, secretary: Actor, head: Actor) -> None:
    values = {"department": city.a, "text": "Rahasia", "employee": city.employee_a.id, "confidential": True}
    records.create(SYSTEM, FollowUp, values)
    assert chosen(secretary, city, "open") == set()
    assert chosen(head, city, "open") == {city.employee_a.id}


def test_a_confidential_meeting_tells_nobody_that_somebody_was_met(
    city: SimpleNamespace, secretary: Actor, head: Actor
) -> None:
    held(city, confidential=True)
    here = stored(make_meeting(city.a))
    assert city.employee_a.id in chosen(secretary, city, "unmet")
    assert city.employee_a.id not in chosen(head, city, "unmet")
    last = [meetings.context(actor, here, city.employee_a.id)["last_met"] for actor in (secretary, head)]
    assert last == [None, today()]


def test_who_was_met_stays_met_while_the_minutes_wait(city: SimpleNamespace, secretary: Actor) -> None:
    meeting = held(city)
    assert meetings.context(secretary, stored(meeting), city.employee_a.id)["last_met"] is None, "not by this one"
    for key in ("end", "submit"):
        step(SYSTEM, meeting, key)
        assert city.employee_a.id not in chosen(secretary, city, "unmet"), key
        assert who_to_discuss.last_met(secretary, city.employee_a.id) == today()
