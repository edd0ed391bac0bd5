"""Follow-ups by whom they concern, their status set from the list, and what is passed on to BKPSDM and comes back."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.dates import format_day
from models.follow_ups import FollowUp
from models.moments import today
from models.series import MeetingSeries
from models.users import User
from operations import follow_ups, paper_data, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.conftest import Member, sign_in
from tests.integration.test_list_queries import LISTED, Trips, trips
from tests.integration.test_meetings import make_meeting, step, stored

__all__ = ["trips"]  # a fixture

Cast = dict[str, Member]
DAY = timedelta(days=1)
TAB = re.compile(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)(.*?)</a>', re.DOTALL)


def agree(unit: Any, text: str, due: date | None = None, **values: Any) -> Any:
    return records.create(SYSTEM, FollowUp, {"department": unit, "text": text, "due": due, **values})


def now_of(made: Any) -> dict[str, Any]:
    return records.read(FollowUp, made.id)


def rows(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<a class="main-link"[^>]*>([^<]+)</a>', page)]


def tabs(member: Member, at: str = "") -> dict[str, tuple[str, list[int]]]:
    """{label: (address, its numbers)} of the views, with their counts."""
    page = member.get(f"/follow-ups/tabs/?at={at}").text
    return {
        unescape(label).strip(): (unescape(url), [int(each) for each in re.findall(r">(\d+)", rest)])
        for url, _, label, rest in TAB.findall(page)
    }


@pytest.fixture
def agreed(store: Flask, cast: Cast, city: SimpleNamespace) -> SimpleNamespace:
    """Follow-ups of both dinas; the secretary of A is in charge of some, one of them late, one without a day."""
    me = makers.make_employee(city.a, name="Sekretaris Alfa").id
    records.change(SYSTEM, User, cast["secretary_a"].user.id, {"employee": me}, 1)
    cast["secretary_a"].client = sign_in(store, "secretary_a")
    dues = (("Kapan saja", None), ("Nanti", today() + DAY), ("Terlambat", today() - DAY), ("Hari ini", today()))
    for text, due in dues:
        agree(city.a, f"Tugas {text}", due, pic=me)
    agree(city.a, "Selesai", today() - DAY, pic=me, status="done")
    agree(city.a, "Milik lain ASECRET", today() - 2 * DAY, pic=city.employee_a.id)
    agree(city.b, "Milik BSECRET", today() - 2 * DAY, pic=city.employee_b.id)
    return city


def test_ones_own_and_ones_units_overdue_first(cast: Cast, agreed: SimpleNamespace) -> None:
    member = cast["secretary_a"]
    found = tabs(member)
    assert {label: counts for label, (_, counts) in found.items()} == {"Mine": [4, 1], "My unit’s": [5, 2]}
    mine = ["Tugas Terlambat", "Tugas Hari ini", "Tugas Nanti", "Tugas Kapan saja"]
    assert rows(member.get(found["Mine"][0]).text) == mine
    assert rows(member.get(found["My unit’s"][0]).text) == ["Milik lain ASECRET", *mine]
    assert rows(member.get("/follow-ups/").text) == ["Milik lain ASECRET", *mine]
    assert 'aria-current="page">My unit’s' in unescape(member.get("/follow-ups/").text)
    assert 'aria-current="page">Mine' in member.get(found["Mine"][0]).text
    late = f"{format_day(today() - DAY)}, days late: 1"
    assert member.get("/follow-ups/").text.count(late) == 1 and late not in member.get("/follow-ups/?status=done").text
    assert "late" not in member.get("/follow-ups/export/csv/").text, "a day stays a day in a file"


@pytest.mark.parametrize(("who", "counts"), [("hr", [6, 3]), ("outsider_b", [1, 1]), ("auditor", [6, 3])])
def test_the_counts_stay_in_the_reach(cast: Cast, agreed: SimpleNamespace, who: str, counts: list[int]) -> None:
    found = tabs(cast[who])
    assert found.get("All units", found.get("My unit’s"))[1] == counts  # type: ignore[index]
    assert ("Wait for an answer of BKPSDM" in found) == (who == "hr") and "Mine" not in found
    assert cast["nobody"].get("/follow-ups/tabs/").status_code == 302


def test_the_counts_come_after_a_list_of_four_trips(cast: Cast, agreed: SimpleNamespace, trips: Trips) -> None:
    for path, most in (("/follow-ups/", LISTED), ("/follow-ups/tabs/", 4)):
        trips.names.clear()
        trips.is_on = True
        cast["secretary_a"].client.get(path)
        trips.is_on = False
        assert 0 < len(trips.names) <= most, (path, trips.names)


def status(member: Member, made: Any, code: str, reason: str = "", version: int | None = None) -> Any:
    seen = version if version is not None else now_of(made)["version"]
    data = {
        "id": str(made.id),
        "version": str(seen),
        "status": code,
        "reason": reason,
        "next": "/follow-ups/?status=open",
    }
    return member.post("/follow-ups/status/", data)


def test_the_status_is_set_from_the_list(cast: Cast, agreed: SimpleNamespace) -> None:
    member, made = cast["secretary_a"], FollowUp.objects.get(text="Tugas Terlambat")
    page = member.get("/follow-ups/").text
    assert f'popovertarget="status-{made.id}"' in page and f'id="status-{made.id}" popover' in page
    answer = status(member, made, "running")
    assert (answer.status_code, answer.location) == (302, "/follow-ups/?status=open")
    assert now_of(made)["status"] == "running"
    for code, reason, version in (("postponed", "", None), ("done", "", 1), ("nonsense", "", None), ("", "", None)):
        assert status(member, made, code, reason, version).status_code == 302
        assert now_of(made)["status"] == "running", code
    status(member, made, "postponed", "Menunggu anggaran")
    assert [(row["status"], row.get("reason")) for row in now_of(made)["history"]][-1] == (
        "postponed",
        "Menunggu anggaran",
    )
    away = member.post("/follow-ups/status/", {"id": str(made.id), "version": "1", "next": "//lain.example/"})
    assert away.location == "/"


def test_nobody_else_sets_a_status(cast: Cast, agreed: SimpleNamespace) -> None:
    made = FollowUp.objects.get(text="Tugas Terlambat")
    for who, code in (("outsider_b", 404), ("auditor", 403), ("nobody", 302)):
        assert status(cast[who], made, "done").status_code == code
    assert now_of(made)["status"] == "open"
    assert 'popovertarget="status-' not in cast["auditor"].get("/follow-ups/").text


@pytest.fixture
def carried(cast: Cast, city: SimpleNamespace) -> SimpleNamespace:
    """A follow-up of a first meeting of a series, and the second meeting, under way, which carries it."""
    series = records.create(
        SYSTEM, MeetingSeries, {"department": city.a, "title": "Rapat bulanan", "starts_on": today()}
    )
    first, second = (make_meeting(city.a, series=series.id, day=today() + days * DAY) for days in (0, 30))
    step(SYSTEM, first, "start")
    said = {"text": "Usulkan diklat", "employee": city.employee_a.id}
    made = follow_ups.agree(SYSTEM, first.id, "agreed:x", said, Origin())
    participants.add(SYSTEM, stored(second), [city.employee_a.id], True, Origin())
    for meeting, key in ((first, "end"), (second, "start")):
        step(SYSTEM, meeting, key)
    return SimpleNamespace(city=city, made=made, meeting=second)


def room_of(member: Member, meeting: Any) -> dict[str, Any]:
    page = member.get(f"/room/?id={meeting.id}").text
    return dict(json.loads(re.search(r'id="room-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]))  # type: ignore[index]


def post(member: Member, name: str, made: Any, **values: str) -> Any:
    return member.post(f"/follow-ups/{name}/", {"id": str(made.id), "version": str(now_of(made)["version"]), **values})


def test_a_disposition_goes_out_and_its_answer_comes_back(cast: Cast, carried: SimpleNamespace) -> None:
    secretary, hr, made, meeting = cast["secretary_a"], cast["hr"], carried.made, carried.meeting
    listed = room_of(secretary, meeting)["carried"]
    assert [(each["text"], each["asked"], each["reply"]) for each in listed] == [("Usulkan diklat", False, "")]
    assert "Pass on to BKPSDM" in secretary.get(listed[0]["url"]).text
    assert post(secretary, "answer", made, reply="Sendiri").status_code == 403
    assert post(hr, "answer", made, reply="Terlalu awal").status_code == 409
    assert post(secretary, "pass-on", made).status_code == 302
    assert "has not answered yet" in secretary.get(listed[0]["url"]).text
    waiting, counts = tabs(hr)["Wait for an answer of BKPSDM"]
    assert counts == [1] and rows(hr.get(waiting).text) == ["Usulkan diklat"]
    post(hr, "answer", made, reply="  ")
    assert now_of(made)["awaits_answer"] is True
    assert post(hr, "answer", made, reply="Kuota dua orang.\nKirim nama sebelum Maret.").status_code == 302
    assert tabs(hr)["Wait for an answer of BKPSDM"][1] == [0]
    told = room_of(secretary, meeting)["carried"][0]
    assert told["reply"].startswith("Kuota dua orang.")
    who = carried.city.employee_a.id
    for path in (
        f"/meetings/details/?id={meeting.id}", f"/room/about/?id={meeting.id}&employee={who}", told["url"],
    ):  # fmt: skip
        assert "Kuota dua orang." in secretary.get(path).text, path
    packet = paper_data.packet(SYSTEM, stored(meeting))["pegawai"]
    assert packet[0]["janji"][0]["jawaban"] == "Kuota dua orang.\nKirim nama sebelum Maret."
    assert secretary.get(f"/meeting-papers/packet.pdf?id={meeting.id}").data.startswith(b"%PDF")


def test_nobody_but_bkpsdm_answers(cast: Cast, carried: SimpleNamespace) -> None:
    made = carried.made
    for who, code in (("outsider_b", 404), ("auditor", 403), ("nobody", 302)):
        assert post(cast[who], "pass-on", made).status_code == code, who
    post(cast["secretary_a"], "pass-on", made)
    for who, code in (("secretary_a", 403), ("head_a", 403), ("auditor", 403), ("outsider_b", 404), ("nobody", 302)):
        assert post(cast[who], "answer", made, reply="Palsu").status_code == code, who
    form = {"version": str(now_of(made)["version"]), "reply": "Palsu", "text": "Usulkan diklat", "asked": "1"}
    for who in ("secretary_a", "head_a"):
        assert 'name="reply"' not in cast[who].get(f"/follow-ups/edit/?id={made.id}").text
        cast[who].post(f"/follow-ups/edit/?id={made.id}", form)
    assert "reply" not in now_of(made) and now_of(made)["awaits_answer"] is True
    assert 'name="reply"' in cast["hr"].get(f"/follow-ups/edit/?id={made.id}").text


def test_an_answer_waits_for_the_unit_until_it_is_settled(cast: Cast, carried: SimpleNamespace) -> None:
    waits = re.compile(r'<a class="main-link" href="([^"]+)"><b>1</b> follow-ups were answered by BKPSDM')
    post(cast["secretary_a"], "pass-on", carried.made)
    assert not waits.search(cast["secretary_a"].get("/").text)
    post(cast["hr"], "answer", carried.made, reply="Kuota dua orang.")
    for who in ("secretary_a", "head_a"):
        found = waits.search(cast[who].get("/").text)
        assert found is not None and rows(cast[who].get(unescape(found.group(1))).text) == ["Usulkan diklat"], who
    assert not any(waits.search(cast[who].get("/").text) for who in ("hr", "outsider_b", "auditor"))
    status(cast["secretary_a"], carried.made, "done")
    assert not waits.search(cast["secretary_a"].get("/").text)


def test_what_is_settled_waits_for_no_answer(cast: Cast, carried: SimpleNamespace) -> None:
    post(cast["secretary_a"], "pass-on", carried.made)
    assert now_of(carried.made)["awaits_answer"] is True
    status(cast["secretary_a"], carried.made, "done")
    assert now_of(carried.made)["awaits_answer"] is False


def test_the_migration_gives_what_follows(store: Flask, city: SimpleNamespace) -> None:
    made = [
        agree(city.a, "Satu", today(), asked=True),
        agree(city.a, "Dua", asked=True, status="done"),
        agree(city.a, "Tiga", today() + DAY),
        agree(city.a, "Empat", asked=True, reply="Ya"),
    ]
    held = FollowUp._get_collection()
    fresh = {raw["_id"]: raw for raw in held.find()}
    held.update_many({"_id": {"$in": [each.id for each in made]}}, {"$unset": {"ranks": "", "awaits_answer": ""}})
    for _ in range(2):
        import_module("store.migrations.2026_11_25_follow_ups_that_wait").run(held.database)
        assert {raw["_id"]: raw for raw in held.find()} == fresh
