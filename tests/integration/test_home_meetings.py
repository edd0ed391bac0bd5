"""Home tells what waits of meetings and follow-ups: to those alone who can do it, one click from the work."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.follow_ups import FollowUp
from models.moments import today
from models.users import Role, User
from operations import participants, records, waiting
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.policy import may
from tests import makers
from tests.conftest import Member, sign_in
from tests.integration.test_acting_heads import actor
from tests.integration.test_home import total
from tests.integration.test_list_queries import Trips, trips
from tests.integration.test_meetings import make_meeting, step, stored

__all__ = ["trips"]  # a fixture

Cast = dict[str, Member]
DAY = timedelta(days=1)
COUNTED = re.compile(r'<a class="main-link" href="([^"]+)"><b>(\d+)</b> ([^<]+)</a>')
NAMED = re.compile(r'<a class="link-text" href="([^"]+)">([^<]+)</a>(?:<br><span class="meta">([^<]*)</span>)?')


def waits(member: Member) -> tuple[dict[str, tuple[str, int]], dict[str, tuple[str, str]]]:
    """({label: (address, count)}, {words of a meeting: (address, reason)}) of home's first part."""
    page = member.get("/").text.partition('id="waits"')[2].partition("</section>")[0]
    counted = {unescape(label): (unescape(url), int(count)) for url, count, label in COUNTED.findall(page)}
    named = {unescape(words): (unescape(url), unescape(reason)) for url, words, reason in NAMED.findall(page)}
    return counted, named


def link(member: Member, employee: Any) -> None:
    """Tell whose account it is, and sign in anew."""
    records.change(SYSTEM, User, member.user.id, {"employee": employee}, records.read(User, member.user.id)["version"])
    member.client = sign_in(member.client.application, member.user.username)


def held(unit: Any, title: str, *steps: str, by: Any = SYSTEM, **values: Any) -> Any:
    made = make_meeting(unit, title=title, day=today(), **values)
    for key in steps:
        step(by, made, key, "Lengkapi pembahasannya." if key == "return" else "")
    return made


@pytest.fixture
def year(store: Flask, city: SimpleNamespace, cast: Cast) -> SimpleNamespace:
    """Meetings of both dinas in every state that waits, and follow-ups."""
    me = makers.make_employee(city.a, name="Kepala Alfa").id
    link(cast["head_a"], me)
    for unit, mark in ((city.a, "ASECRET"), (city.b, "BSECRET")):
        held(unit, f"Jalan {mark}", "start")
        held(unit, f"Tulis {mark}", "start", "end")
        held(unit, f"Kembali {mark}", "start", "end", "submit", "return")
        held(unit, f"Sahkan {mark}", "start", "end", "submit")
        held(unit, f"Selesai {mark}", "start", "end", "submit", "approve")
        for days in (-1, 0, 7, 8):
            make_meeting(unit, title=f"Undang {days} {mark}", day=today() + days * DAY)
        agree(unit, f"Lewat {mark}", today() - DAY)
        agree(unit, f"Nanti {mark}", today() + DAY)
    agree(city.a, "Hari ini", today(), pic=me)
    agree(city.b, "Tanya", asked=True)
    held(city.a, "Saya notulis", "start", "end", "submit", notetaker=me)
    held(city.a, "Saya ajukan", "start", "end", "submit", by=actor(cast["head_a"].user))
    about = held(city.a, "Tentang saya", "start")
    participants.add(SYSTEM, stored(about), [me], True, Origin())
    for key in ("end", "submit"):
        step(SYSTEM, about, key)
    return city


def agree(unit: Any, text: str, due: date | None = None, **values: Any) -> None:
    records.create(SYSTEM, FollowUp, {"department": unit, "text": text, "due": due, **values})


def words(named: dict[str, tuple[str, str]]) -> list[str]:
    return [each.rpartition(" (")[0] for each in named]


def test_each_is_told_what_they_can_do(cast: Cast, year: SimpleNamespace) -> None:
    assert words(waits(cast["head_a"])[1]) == ["Approve the minutes: Sahkan ASECRET"]
    kept = ["Sent back: Kembali ASECRET", "Finish the minutes: Tulis ASECRET", "Under way: Jalan ASECRET"]
    assert words(waits(cast["secretary_a"])[1]) == kept
    assert words(waits(cast["outsider_b"])[1]) == [each.replace("ASECRET", "BSECRET") for each in kept]
    for who in ("hr", "auditor"):
        assert waits(cast[who])[1] == {}, who


def test_a_meeting_is_one_click_from_its_work(cast: Cast, year: SimpleNamespace) -> None:
    told = waits(cast["secretary_a"])[1]
    back = next(each for name, each in told.items() if name.startswith("Sent back"))
    assert back[1] == "Lengkapi pembahasannya."
    assert all(cast["secretary_a"].get(url).status_code == 200 and url.startswith("/room/") for url, _ in told.values())
    (url, _), *none = waits(cast["head_a"])[1].values()
    assert not none and 'name="step" value="approve"' in cast["head_a"].get(url).text


@pytest.mark.parametrize(
    ("who", "counts"),
    [
        ("head_a", {"of your": 1, "of your unit": 2, "invitations": 2}),
        ("secretary_a", {"of your unit": 2, "invitations": 2}),
        ("outsider_b", {"of your unit": 1, "invitations": 2}),
        ("hr", {"BKPSDM": 1}),
        ("auditor", {}),
    ],
)
def test_counts_lead_to_what_they_count(cast: Cast, year: SimpleNamespace, who: str, counts: dict[str, int]) -> None:
    labels = {
        "of your": "of your follow-ups are due or overdue",
        "of your unit": "follow-ups of your unit are due or overdue",
        "invitations": "invitations to meetings within 7 days not sent",
        "BKPSDM": "follow-ups wait for an answer of BKPSDM",
    }
    counted, named = waits(cast[who])
    assert {name: counted[label][1] for name, label in labels.items() if label in counted} == counts
    for url, count in counted.values():
        page = cast[who].get(url).text
        assert total(page) == count, url
        assert "BSECRET" not in page or who in ("hr", "auditor", "outsider_b")
    menu = cast[who].get("/waiting/").json
    assert sum(each["count"] for each in menu.values()) == sum(n for _, n in counted.values()) + len(named)


def test_home_takes_one_round_trip_a_kind_that_can_wait(
    cast: Cast, city: SimpleNamespace, year: SimpleNamespace, trips: Trips
) -> None:
    """Beside these: the session, meetings that wait, what changed, dates, registers, and the unit's look."""
    for who, role in (
        ("head_a", Role.HEAD),
        ("secretary_a", Role.SECRETARY),
        ("hr", Role.HR_ADMIN),
        ("auditor", Role.AUDITOR),
    ):
        is_city = who in ("hr", "auditor")
        unit = city.root if is_city else city.a
        seen = makers.make_actor(role, unit, everywhere=is_city, employee=city.employee_a.id)
        kinds = [each for each in waiting.KINDS if may(seen, each.right, each.kind.__name__) and each.who(seen)]
        trips.names.clear()
        trips.is_on = True
        cast[who].client.get("/")
        trips.is_on = False
        assert len(trips.names) <= len(kinds) + 8, (who, len(kinds), trips.names)
