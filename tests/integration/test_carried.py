"""What was agreed is asked after in the next meeting, and in no other, until it is done or stopped."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.series import MeetingSeries
from operations import follow_ups, meetings, participants, records, who_to_discuss
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Invalid
from tests.integration.test_meetings import make_meeting, step, stored


def test_open_follow_ups_come_in_the_next_meeting_alone(city: SimpleNamespace) -> None:
    series = records.create(
        SYSTEM, MeetingSeries, {"department": city.a, "title": "Bulanan", "starts_on": date(2098, 12, 9)}
    )
    assert meetings.make_ahead(SYSTEM, series, Origin()) == 6
    assert meetings.make_ahead(SYSTEM, series, Origin()) == 0
    held = meetings.of_series(SYSTEM, series.id)
    assert [f"{each['day']:%d-%m}" for each in held[:3]] == ["09-12", "13-01", "10-02"], "the second Tuesday"
    first, second, third = (SimpleNamespace(id=each["_id"]) for each in held[:3])
    assert len(participants.of_meeting(SYSTEM, first.id)) == len(who_to_discuss.candidates(SYSTEM, city.a, "all")) > 0
    step(SYSTEM, first, "start")
    made = follow_ups.agree(SYSTEM, first.id, "agreed:x", {"text": "Usulkan diklat"}, Origin())
    again = follow_ups.agree(SYSTEM, first.id, "agreed:x", {"text": "Usulkan diklat"}, Origin())
    assert made.id == again.id and FollowUp.objects.count() == 1
    step(SYSTEM, first, "end")
    carried = {each.id: [raw["_id"] for raw in follow_ups.carried(SYSTEM, stored(each))] for each in (second, third)}
    assert carried == {second.id: [made.id], third.id: []}
    step(SYSTEM, second, "cancel", "Libur")
    assert follow_ups.carried(SYSTEM, stored(second)) == []
    assert [raw["_id"] for raw in follow_ups.carried(SYSTEM, stored(third))] == [made.id]
    with pytest.raises(Invalid):
        follow_ups.change_status(SYSTEM, made.id, "stopped", "", 1, Origin())
    follow_ups.change_status(SYSTEM, made.id, "stopped", "Tidak perlu lagi", 1, Origin())
    assert follow_ups.carried(SYSTEM, stored(third)) == []
    told = [(row.status, row.reason) for row in FollowUp.objects.get().history]
    assert told == [("open", None), ("stopped", "Tidak perlu lagi")]


def test_what_was_agreed_outside_a_series_comes_in_the_units_next_meeting(city: SimpleNamespace) -> None:
    weekly, monthly, elsewhere = (
        records.create(SYSTEM, MeetingSeries, {"department": unit, "title": title, "starts_on": day})
        for unit, title, day in (
            (city.a, "Mingguan", date(2098, 12, 9)), (city.a, "Bulanan", date(2098, 12, 10)),
            (city.b, "Lain", date(2098, 12, 8)),
        )
    )  # fmt: skip
    held = {}
    for series in (weekly, monthly, elsewhere):
        meetings.make_ahead(SYSTEM, series, Origin())
        held[series.id] = meetings.of_series(SYSTEM, series.id)
    alone, other = make_meeting(city.a), make_meeting(city.a)
    step(SYSTEM, alone, "start")
    made = follow_ups.agree(SYSTEM, alone.id, "agreed:x", {"text": "Usulkan diklat"}, Origin()).id
    assert asking(held) == {held[weekly.id][0]["_id"]: [made]}, "not in the other series, not in another unit"
    assert [raw["_id"] for raw in follow_ups.carried(SYSTEM, stored(other))] == [made]
    assert follow_ups.carried(SYSTEM, stored(alone)) == []
    step(SYSTEM, SimpleNamespace(id=held[weekly.id][0]["_id"]), "cancel", "Libur")
    assert asking(held) == {held[monthly.id][0]["_id"]: [made]}
    step(SYSTEM, SimpleNamespace(id=held[weekly.id][2]["_id"]), "start")
    assert asking(held) == {held[weekly.id][2]["_id"]: [made]}, "what is under way is first"
    follow_ups.change_status(SYSTEM, made, "done", "", 1, Origin())
    assert asking(held) == {}


def asking(held: dict[Any, list[dict[str, Any]]]) -> dict[Any, list[Any]]:
    """What each meeting of the series asks after, of those that ask after anything."""
    places = [each["_id"] for meetings in held.values() for each in meetings]
    found = {id: [raw["_id"] for raw in follow_ups.carried(SYSTEM, records.read(Meeting, id))] for id in places}
    return {id: asked for id, asked in found.items() if asked}
