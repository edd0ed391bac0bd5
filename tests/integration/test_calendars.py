"""Meetings in other people's calendars: what an entry says, when it counts as changed, and whose feed tells what."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from models.meetings import Meeting
from models.users import User
from operations import calendar_feeds, calendars, records
from operations.actors import SYSTEM
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored

SOON = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which the meetings of these tests are within every feed."""
    moment = calendars.now().replace(year=2026, month=11, day=24)
    for clock in ("operations.calendars.now", "models.moments.now"):
        monkeypatch.setattr(clock, lambda: moment)


def change(meeting: Any, **values: Any) -> None:
    records.change(SYSTEM, Meeting, meeting.id, values, stored(meeting)["version"])


def event(ics: bytes) -> Any:
    (found,) = Calendar.from_ical(ics).walk("VEVENT")
    return found


def sequence(meeting: Any) -> int:
    return int(stored(meeting).get("calendar_sequence") or 0)


def make_feed(member: Member) -> str:
    page = member.post("/calendar/make-feed/", {"make": "1"})
    found = re.search(r'value="http://localhost(/calendar/feed/[^"]+\.ics)"', page.text)
    assert found, page.text
    return found.group(1)


def test_an_entry_says_what_and_when(city: SimpleNamespace) -> None:
    meeting = make_meeting(
        city.a, day=SOON, venue="Aula, Lantai 2", link="https://rapat.example/x", starts="09.30", ends="11.00"
    )
    found = event(calendars.invitation(stored(meeting), "sekretariat@kota.example", "budi@kota.example"))
    assert found["uid"] == f"{meeting.id}@jenjang"
    assert found["dtstart"].to_ical() == b"20261201T023000Z" and found["dtend"].to_ical() == b"20261201T040000Z"
    assert (found["summary"], found["location"]) == ("Rapat Uji", "Aula, Lantai 2, https://rapat.example/x")
    assert (found["organizer"], found["attendee"]) == ("mailto:sekretariat@kota.example", "mailto:budi@kota.example")
    assert b"METHOD:REQUEST" in calendars.invitation(stored(meeting))
    called_off = calendars.cancellation(stored(meeting))
    assert b"METHOD:CANCEL" in called_off and event(called_off)["status"] == "CANCELLED"


def test_the_sequence_grows_with_what_was_told(city: SimpleNamespace) -> None:
    meeting = make_meeting(city.a)
    change(meeting, venue="Aula")
    assert sequence(meeting) == 0, "nobody was told of a draft"
    step(SYSTEM, meeting, "invite")
    assert sequence(meeting) == 0
    for number, values in enumerate(
        ({"day": date(2026, 12, 2)}, {"starts": "10.00"}, {"ends": "13.00"}, {"venue": "Ruang 3"}), 1
    ):
        change(meeting, **values)
        assert sequence(meeting) == number, values
    change(meeting, remarks="Bawa laptop")
    assert sequence(meeting) == 4, "a calendar is not told of remarks"
    step(SYSTEM, meeting, "redraft", "Ruang dipakai")
    assert sequence(meeting) == 5
    change(meeting, day=date(2026, 12, 9))
    assert sequence(meeting) == 5, "it was called off already"
    step(SYSTEM, meeting, "invite")
    step(SYSTEM, meeting, "cancel", "Libur")
    assert sequence(meeting) == 7


def test_a_feed_tells_what_its_holder_may_see(store: Flask, city: SimpleNamespace, cast: dict[str, Member]) -> None:
    make_meeting(city.a, title="Rapat ALFA")
    make_meeting(city.b, title="Rapat BETA")
    make_meeting(city.a, title="ZRAHASIA", venue="ZTEMPAT", confidential=True)
    nobody = cast["nobody"]
    found = {name: nobody.get(make_feed(cast[name])) for name in ("secretary_a", "head_a", "outsider_b", "hr")}
    assert {each.status_code for each in found.values()} == {200}
    assert all(each.headers["Content-Type"].startswith("text/calendar") for each in found.values())
    told = {name: [str(e["summary"]) for e in Calendar.from_ical(r.data).walk("VEVENT")] for name, r in found.items()}
    assert sorted(told["secretary_a"]) == ["Rapat ALFA"], "nothing at all of the confidential one"
    assert sorted(told["head_a"]) == ["Rapat", "Rapat ALFA"]
    assert sorted(told["outsider_b"]) == ["Rapat BETA"]
    assert sorted(told["hr"]) == ["Rapat", "Rapat ALFA", "Rapat BETA"]
    for answer in found.values():
        assert b"ZRAHASIA" not in answer.data and b"ZTEMPAT" not in answer.data


def test_a_feed_ends(store: Flask, city: SimpleNamespace, cast: dict[str, Member]) -> None:
    make_meeting(city.a)
    nobody, head = cast["nobody"], cast["head_a"]
    first = make_feed(head)
    token = first.rpartition("/")[2].removesuffix(".ics")
    raw = User._get_collection().find_one({"_id": head.user.id})
    assert token not in str(raw) and len(raw["calendar_token"]) == 64
    second = make_feed(head)
    assert (nobody.get(first).status_code, nobody.get(second).status_code) == (404, 200)
    assert "End the feed" in head.get("/account/").text
    head.post("/calendar/end-feed/")
    assert nobody.get(second).status_code == 404
    assert "End the feed" not in head.get("/account/").text
    third = make_feed(head)
    version = records.read(User, head.user.id)["version"]
    records.change(SYSTEM, User, head.user.id, {"is_active": False}, version)
    assert nobody.get(third).status_code == 404
    assert nobody.get("/calendar/feed/x.ics").status_code == 404
    assert token not in str(list(records.AuditEntry._get_collection().find()))


def test_the_feed_of_who_may_see_no_meetings_is_none(
    store: Flask, city: SimpleNamespace, cast: dict[str, Member]
) -> None:
    address = make_feed(cast["head_a"])
    User._get_collection().update_one({"_id": cast["head_a"].user.id}, {"$set": {"memberships": []}})
    assert cast["nobody"].get(address).status_code == 404
    with pytest.raises(calendar_feeds.Missing):
        calendar_feeds.read("")


def test_a_month(store: Flask, city: SimpleNamespace, cast: dict[str, Member]) -> None:
    make_meeting(city.a, title="Rapat ALFA", day=date(2026, 12, 31), starts="23.00")
    make_meeting(city.a, title="Rapat AWAL", day=date(2026, 12, 1), starts="00.10")
    make_meeting(city.a, title="ZRAHASIA", day=SOON, confidential=True)
    make_meeting(city.b, title="Rapat BETA", day=SOON)
    page = cast["secretary_a"].get("/calendar/?month=2026-12").text
    assert "Rapat ALFA" in page and "Rapat AWAL" in page and "Rapat BETA" not in page and "ZRAHASIA" not in page
    assert "ZRAHASIA" in cast["head_a"].get("/calendar/?month=2026-12").text
    assert page.count("Draft") == 2 and "Dinas Alfa</span>" not in page
    assert "Dinas Alfa</span>" in cast["hr"].get("/calendar/?month=2026-12").text, (
        "whose meeting, where there are several"
    )
    assert "Rapat A" not in cast["secretary_a"].get("/calendar/?month=2027-01").text
    for odd in ("", "2026-13", "x", "9999-99", "2199-12", "2000-01"):
        assert cast["secretary_a"].get(f"/calendar/?month={odd}").status_code == 200, odd
    assert cast["nobody"].get("/calendar/").status_code == 302
