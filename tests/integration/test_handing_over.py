"""Seats that are handed over for a time: to whom, for how long, what they give, and how they end."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

from models.audit import AuditEntry
from models.dates import format_day
from models.meetings import Meeting
from models.minutes import Minutes
from models.moments import today
from models.users import PLH, Membership, Role, User
from operations import handing_over, participants, records, register_states
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing
from operations.handing_over import Handover
from tests import makers
from tests.conftest import Member
from tests.integration.test_acting_heads import DAY, Cast, actor, approve, give, head_of, submitted
from tests.integration.test_meetings import make_meeting, step, stored
from tests.registering import IZIN, keep_registers, make_entry

LONGEST = 90


def hand_over(member: Member, unit: Any, who: Any, begins: date | None = None, until: date | None = None) -> Any:
    days = {"begins": format_day(begins or today()), "until": format_day(until or today())}
    return member.post("/handing-over/", {"who": f"{unit}:{who}", **days})


def test_a_head_hands_over_and_both_are_told(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy, meeting = cast["head_a"], cast["secretary_a"], submitted(city)
    assert approve(deputy, meeting).status_code == 403
    assert "Secretary_A" in head.get("/handing-over/").text
    assert hand_over(head, city.a, deputy.user.id, today(), today() + 4 * DAY).status_code == 302
    page, until = head.get("/handing-over/").text, format_day(today() + 4 * DAY)
    assert "acts now" in page and f"{format_day(today())} – {until}" in page
    assert f"Plh. until {until}" in deputy.get("/account/").text
    assert f"Plh. Kepala Dinas Alfa until {until}" in deputy.get("/").text
    assert f"Secretary_A acts for you until {until}" in head.get("/").text
    assert approve(deputy, meeting).status_code == 302
    held = Minutes.objects.get()
    assert held.approved_by == "Secretary_A (Plh. Kepala Dinas Alfa)"
    assert "Secretary_A (Plh. Kepala Dinas Alfa)" in head.get(f"/minutes/?id={meeting.id}").text
    entry = AuditEntry.objects(document="User", record=deputy.user.id).order_by("-at").first()
    assert entry.actor == head.user.id and entry.changes[0]["field"] == "memberships"


def test_it_is_ended_at_once_and_nobody_signs_in_anew(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"], cast["secretary_a"]
    hand_over(head, city.a, deputy.user.id, today(), today() + DAY)
    assert actor(deputy.user).has_role(Role.HEAD)
    own = {"who": str(deputy.user.id), "begins": format_day(today())}
    for stranger in ("outsider_b", "auditor", "secretary_a"):
        assert cast[stranger].post("/handing-over/end/", own).status_code in (403, 404), stranger
    assert actor(deputy.user).has_role(Role.HEAD)
    assert head.post("/handing-over/end/", own).status_code == 302
    assert not actor(deputy.user).has_role(Role.HEAD)
    assert deputy.get("/account/").status_code == 200 and "Plh." not in deputy.get("/account/").text
    for odd in ({}, {"who": "x", "begins": "x"}, own, {**own, "who": str(ObjectId())}):
        assert head.post("/handing-over/end/", odd).status_code == 404


def tampered(city: SimpleNamespace, cast: Cast) -> dict[str, dict[str, str]]:
    head, deputy, days = cast["head_a"].user.id, cast["secretary_a"].user.id, {"begins": today(), "until": today()}
    below = makers.make_user("bawahan.b", Role.SECRETARY, city.b)
    off = makers.make_user("mati", Role.SECRETARY, city.a)
    records.change(SYSTEM, User, off.id, {"is_active": False}, 1)
    over = makers.make_user("lewat", Role.SECRETARY, city.a)
    give(
        over, Membership(role="secretary", unit=city.a, until=today() - DAY), Membership(role="secretary", unit=city.b)
    )
    inspector = makers.make_user("pengawas", Role.AUDITOR, city.a)
    whole = {"who": f"{city.a}:{deputy}", **days}
    found: dict[str, dict[str, Any]] = {
        "oneself": {**whole, "who": f"{city.a}:{head}"},
        "another unit's seat": {**whole, "who": f"{city.b}:{deputy}"},
        "the city's seat": {**whole, "who": f"{city.root}:{deputy}"},
        "a unit below, not one's seat": {**whole, "who": f"{city.bidang}:{deputy}"},
        "somebody of another unit": {**whole, "who": f"{city.a}:{below.id}"},
        "an HR admin of the city": {**whole, "who": f"{city.a}:{cast['hr'].user.id}"},
        "an account that is off": {**whole, "who": f"{city.a}:{off.id}"},
        "who works there no more": {**whole, "who": f"{city.a}:{over.id}"},
        "an auditor": {**whole, "who": f"{city.a}:{inspector.id}"},
        "nobody": {**whole, "who": f"{city.a}:{ObjectId()}"},
        "no id": {**whole, "who": "x"},
        "a day that is past": {**whole, "begins": today() - DAY},
        "an end before the beginning": {**whole, "begins": today() + DAY},
        "too long": {**whole, "until": today() + LONGEST * DAY},
        "too far ahead": {**whole, "begins": today() + (LONGEST + 1) * DAY, "until": today() + (LONGEST + 1) * DAY},
        "no day": {**whole, "until": ""},
    }
    return {
        name: {key: format_day(value) if isinstance(value, date) else value for key, value in each.items()}
        for name, each in found.items()
    }


def test_a_tampered_handing_over_is_refused(cast: Cast, city: SimpleNamespace) -> None:
    for name, data in tampered(city, cast).items():
        before = {raw["_id"]: raw.get("memberships") for raw in User._get_collection().find()}
        assert cast["head_a"].post("/handing-over/", data).status_code in (403, 422), name
        assert {raw["_id"]: raw.get("memberships") for raw in User._get_collection().find()} == before, name
    longest = {"who": f"{city.a}:{cast['secretary_a'].user.id}", "begins": format_day(today())}
    until = format_day(today() + (LONGEST - 1) * DAY)
    assert cast["head_a"].post("/handing-over/", {**longest, "until": until}).status_code == 302
    for name in ("secretary_a", "outsider_b", "auditor", "hr"):
        assert cast[name].get("/handing-over/").status_code == 403, name


def asked(unit: Any, who: Any, begins: date | None = None, until: date | None = None) -> Handover:
    return Handover(unit, who.id, begins or today(), until or today())


def test_what_was_handed_over_is_not_handed_on(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"].user, cast["secretary_a"].user
    other = makers.make_user("lain", Role.SECRETARY, city.a)
    handing_over.hand_over(actor(head), asked(city.a, deputy), LONGEST, Origin())
    with pytest.raises(Denied):
        handing_over.hand_over(actor(deputy), asked(city.a, other), LONGEST, Origin())
    assert cast["secretary_a"].get("/handing-over/").status_code == 403
    with pytest.raises(Invalid):  # one deputy a day
        handing_over.hand_over(actor(head), asked(city.a, other), LONGEST, Origin())
    handing_over.hand_over(actor(head), asked(city.a, other, today() + DAY, today() + DAY), LONGEST, Origin())
    assert [each.who for each in handing_over.given(actor(head))] == [deputy.id, other.id]


def test_it_reaches_no_farther_than_the_givers_own_seat(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"].user, cast["secretary_a"].user
    give(head, head_of(city.a, None, today() + DAY))
    with pytest.raises(Invalid):
        handing_over.hand_over(actor(head), asked(city.a, deputy, until=today() + 2 * DAY), LONGEST, Origin())
    handing_over.hand_over(actor(head), asked(city.a, deputy, until=today() + DAY), LONGEST, Origin())
    assert actor(deputy).has_role(Role.HEAD)
    for rows in (
        [head_of(city.b, None, None)],
        [head_of(city.a, None, today() - DAY)],
        [head_of(city.a, today() + DAY, None)],
    ):
        give(head, *rows)
        assert not actor(deputy).has_role(Role.HEAD)
    give(head, head_of(city.a, None, None))
    assert actor(deputy).has_role(Role.HEAD)
    records.change(SYSTEM, User, head.id, {"is_active": False}, records.read(User, head.id)["version"])
    assert not actor(deputy).has_role(Role.HEAD)


def test_nobody_approves_their_own_minutes_as_a_deputy_nor_the_givers(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"].user, cast["secretary_a"].user
    person, boss = makers.make_employee(city.a), makers.make_employee(city.a)
    for user, employee in ((deputy, person), (head, boss)):
        version = records.read(User, user.id)["version"]
        records.change(SYSTEM, User, user.id, {"employee": employee.id}, version)
    handing_over.hand_over(actor(head), asked(city.a, deputy), LONGEST, Origin())
    writer = makers.make_actor(Role.SECRETARY, city.a, user=makers.make_user("penulis", Role.SECRETARY, city.a))
    for about, submitter, values in (
        (person, writer, {}), (boss, writer, {}), (None, actor(deputy), {}), (None, actor(head), {}),
        (None, writer, {"notetaker": person.id}), (None, writer, {"notetaker": boss.id}),
    ):  # fmt: skip
        meeting = make_meeting(city.a, **values)
        if about is not None:
            participants.add(SYSTEM, stored(meeting), [about.id], True, Origin())
        for key in ("start", "end"):
            step(writer, meeting, key)
        step(submitter, meeting, "submit")
        with pytest.raises(Denied):
            step(actor(deputy), meeting, "approve")
    meeting = make_meeting(city.a)
    for key in ("start", "end", "submit"):
        step(writer, meeting, key)
    step(actor(deputy), meeting, "approve")
    assert stored(meeting)["state"] == "approved" and Meeting.objects(state="approved").count() == 1


def test_a_deputy_sees_nothing_that_is_hidden_from_the_giver(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"].user, cast["secretary_a"]
    records.change(SYSTEM, User, head.id, {"employee": city.employee_a.id}, 1)
    other = makers.make_employee(city.a)
    makers.make_feedback(other.id, text="Tentang orang lain", confidential=True)
    assert "Tentang orang lain" not in deputy.get("/feedback/").text
    handing_over.hand_over(actor(head), asked(city.a, deputy.user), LONGEST, Origin())
    page = deputy.get("/feedback/").text
    assert "Tentang orang lain" in page and "ACONFID" not in page
    assert deputy.get(f"/feedback/details/?id={city.hidden_a.id}").status_code == 404
    with pytest.raises(Missing):
        handing_over.end(actor(head), deputy.user.id, today() + DAY, Origin())


def test_the_form_of_an_account_keeps_what_was_handed_over(cast: Cast, city: SimpleNamespace) -> None:
    head, deputy = cast["head_a"].user, cast["secretary_a"].user
    handing_over.hand_over(actor(head), asked(city.a, deputy, until=today() + DAY), LONGEST, Origin())
    page = cast["hr"].get(f"/users/edit/?id={deputy.id}").text
    assert re.search(rf'name="memberships-1-handed_by"[^>]*>.*?value="{head.id}" selected', page, re.DOTALL)
    row = User.objects.get(id=deputy.id).memberships[1]
    assert (row.acting, row.handed_by, row.until) == (PLH, head.id, today() + DAY)


def test_a_deputy_moves_no_entry_about_the_giver(cast: Cast, city: SimpleNamespace) -> None:
    keep_registers(city.a)
    boss = makers.make_employee(city.a)
    records.change(SYSTEM, User, cast["head_a"].user.id, {"employee": boss.id}, 1)
    deputy = makers.make_user("kabid", Role.HEAD, city.bidang)
    handing_over.hand_over(actor(cast["head_a"].user), asked(city.a, deputy), LONGEST, Origin())
    about_boss, other = make_entry(boss, "SIP/1"), make_entry(makers.make_employee(city.a), "SIP/2")
    offered = {
        each.id: register_states.steps(actor(deputy), IZIN, records.read(IZIN, each.id)) for each in (about_boss, other)
    }
    assert offered[about_boss.id] == [] and [str(state.key) for state in offered[other.id]] == ["berlaku"]
