"""Memberships that begin and end by their days: what they give, when, and who sets them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.dates import format_day
from models.minutes import digest_of
from models.moments import today
from models.users import PLT, Membership, Role, Session, User
from operations import minutes, records, sessions
from operations.actors import SYSTEM, Actor
from tests import makers
from tests.conftest import Member, sign_in
from tests.integration.test_meetings import make_meeting, step, stored

Cast = dict[str, Member]
DAY = timedelta(days=1)


def give(user: Any, *rows: Membership) -> None:
    """Set an account's memberships, as an HR admin does."""
    records.change(SYSTEM, User, user.id, {"memberships": list(rows)}, records.read(User, user.id)["version"])


def head_of(unit: Any, begins: date | None, until: date | None, acting: str = PLT) -> Membership:
    return Membership(role="head", unit=unit, acting=acting, begins=begins, until=until)


def actor(user: Any) -> Actor:
    found = sessions.actor_for({"_id": user.id})
    assert found is not None
    return found


def submitted(city: SimpleNamespace, **values: Any) -> Any:
    """Minutes of Dinas Alfa that wait to be approved."""
    meeting = make_meeting(city.a, **values)
    taker = makers.make_actor(Role.SECRETARY, city.a, user=makers.make_user("penulis", Role.SECRETARY, city.a))
    for key in ("start", "end", "submit"):
        step(taker, meeting, key)
    return meeting


def approve(member: Member, meeting: Any) -> Any:
    raw = stored(meeting)
    data = {"id": str(meeting.id), "version": str(raw["version"]), "step": "approve"}
    return member.post("/meetings/step/", {**data, "digest": digest_of(minutes.draft(SYSTEM, raw))})


SPANS = [
    (None, None, True), (0, 0, True), (-1, None, True), (None, 0, True),
    (1, None, False), (None, -1, False), (1, 2, False), (-2, -1, False),
]  # fmt: skip


@pytest.mark.parametrize(("begins", "until", "holds"), SPANS, ids=str)
def test_a_membership_gives_its_rights_on_its_days_alone(
    store: Flask, city: SimpleNamespace, begins: Any, until: Any, holds: bool
) -> None:
    meeting = submitted(city)
    user = makers.make_user("pejabat", Role.SECRETARY, city.b)
    give(
        user,
        Membership(role="secretary", unit=city.b),
        head_of(city.a, *(None if each is None else today() + each * DAY for each in (begins, until))),
    )
    member = Member("pejabat", sign_in(store, "pejabat"), user)
    for path in ("/employees/", "/trainings/", "/employees/?search=asecret", "/trainings/export/csv/"):
        assert ("ASECRET" in member.get(path, buffered=True).text) == holds, path
    assert (member.get(f"/employees/details/?id={city.employee_a.id}").status_code == 200) == holds
    assert (member.get(f"/meetings/details/?id={meeting.id}").status_code == 200) == holds
    assert (member.get(f"/room/?id={meeting.id}").status_code == 200) == holds
    assert approve(member, meeting).status_code == (302 if holds else 404)
    assert stored(meeting)["state"] == ("approved" if holds else "submitted")


def test_days_are_days_in_wib_and_come_and_go_without_a_new_sign_in(
    store: Flask, city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = makers.make_user("pejabat", Role.SECRETARY, city.b)
    give(user, Membership(role="secretary", unit=city.b), head_of(city.a, date(2030, 5, 2), date(2030, 5, 3)))
    member = Member("pejabat", sign_in(store, "pejabat"), user)
    moments = {
        datetime(2030, 5, 1, 16, 59, tzinfo=UTC): False,
        datetime(2030, 5, 1, 17, 0, tzinfo=UTC): True,
        datetime(2030, 5, 3, 16, 59, tzinfo=UTC): True,
        datetime(2030, 5, 3, 17, 0, tzinfo=UTC): False,
    }
    for moment, holds in moments.items():
        monkeypatch.setattr("models.moments.now", lambda moment=moment: moment)
        assert ("ASECRET" in member.get("/employees/").text) == holds, moment
    assert Session.objects.count() == 1


def test_an_odd_day_gives_no_right(store: Flask, city: SimpleNamespace) -> None:
    user = makers.make_user("pejabat", Role.HEAD, city.a)
    for odd in ("besok", 7, ["x"], {"a": 1}):
        User._get_collection().update_one({"_id": user.id}, {"$set": {"memberships.0.until": odd}})
        assert actor(user).seats == ()


def test_hr_sets_the_days_in_the_accounts_screen(cast: Cast, city: SimpleNamespace) -> None:
    user = cast["secretary_a"].user
    row = {
        "memberships-0-role": "head", "memberships-0-unit": str(city.a), "memberships-0-acting": "plt",
        "memberships-0-begins": format_day(today()), "memberships-0-until": format_day(today() - DAY),
    }  # fmt: skip
    form = {"username": "secretary_a", "name": "Sekretaris", "version": "1", "is_active": "1", "form_token": "a" * 32}
    answer = cast["hr"].post(f"/users/edit/?id={user.id}", {**form, **row})
    assert answer.status_code == 422 and "This day is before the first one." in answer.text
    row["memberships-0-until"] = format_day(today() + DAY)
    assert cast["hr"].post(f"/users/edit/?id={user.id}", {**form, **row}).status_code == 302
    found = actor(user).seats
    assert [(seat.role, seat.acting, seat.until) for seat in found] == [(Role.HEAD, PLT, today() + DAY)]
    assert "Plt – acting" in cast["hr"].get(f"/users/details/?id={user.id}").text


def test_the_command_gives_changes_and_takes_a_seat(store: Flask, city: SimpleNamespace) -> None:
    user, run = makers.make_user("pejabat", Role.SECRETARY, city.a), store.test_cli_runner().invoke
    seat = ["users", "seat", "pejabat", "--role", "head", "--unit", "ALFA"]
    until = format_day(today() + DAY)
    assert run(args=[*seat, "--as", "plt", "--from", format_day(today()), "--until", until]).exit_code == 0
    assert [(each.role, each.acting, each.until) for each in actor(user).seats if each.role == Role.HEAD] == [
        (Role.HEAD, PLT, today() + DAY)
    ]
    assert f"head of Dinas Alfa (plt, from {today()}, until {today() + DAY})" in run(args=["users", "list"]).output
    assert run(args=[*seat, "--until", format_day(today() - DAY)]).exit_code == 0
    assert not actor(user).has_role(Role.HEAD)
    assert run(args=[*seat, "--remove"]).exit_code == 0
    assert [row.role for row in User.objects.get(id=user.id).memberships] == ["secretary"]
    for wrong in ([*seat, "--until", "kelak"], [*seat[:-1], "TIDAKADA"], ["users", "seat", "siapa", *seat[3:]]):
        assert run(args=wrong).exit_code != 0
