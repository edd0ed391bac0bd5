"""A follow-up in the browser: passed on to BKPSDM from the room's carried list, answered, and back in that room."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

from models.follow_ups import FollowUp
from models.moments import today
from models.series import MeetingSeries
from operations import follow_ups, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests.browser.conftest import sign_in
from tests.integration.test_meetings import make_meeting


def carrying(city: SimpleNamespace) -> Any:
    """The second meeting of a series, under way, with a follow-up of the first."""
    present = today()
    values = {"department": city.a, "title": "Rapat bulanan", "starts_on": present}
    series = records.create(SYSTEM, MeetingSeries, values).id
    first, second = (make_meeting(city.a, series=series, day=present + timedelta(days=days)) for days in (0, 30))
    meeting_steps.move(SYSTEM, first.id, "start", 1)
    follow_ups.agree(SYSTEM, first.id, "agreed:x", {"text": "Usulkan diklat"}, Origin())
    meeting_steps.move(SYSTEM, first.id, "end", 2)
    participants.add(SYSTEM, records.read(type(second), second.id), [city.employee_a.id], True, Origin())
    meeting_steps.move(SYSTEM, second.id, "start", 1)
    return second


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_disposition_from_the_room_and_back(page: Page, city: SimpleNamespace) -> None:
    room = f"/room/?id={carrying(city).id}#meeting"
    sign_in(page, "secretary")
    page.goto(room)
    with page.expect_popup() as opened:  # beside the room, whose notes stay as they are
        page.locator("#context").get_by_role("link", name="Usulkan diklat").click()
    opened.value.get_by_role("button", name="Pass on to BKPSDM").click()
    expect(opened.value.locator("#disposition")).to_contain_text("has not answered yet")
    opened.value.close()
    sign_out(page)
    sign_in(page, "hr-admin")
    page.goto("/follow-ups/")
    page.get_by_role("link", name="Wait for an answer of BKPSDM 1").click()
    page.get_by_role("link", name="Usulkan diklat", exact=True).click()
    page.get_by_label("Answer", exact=True).fill("Kuota dua orang tahun depan.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("status").filter(has_text="Answered.")).to_be_visible()
    sign_out(page)
    sign_in(page, "secretary")
    page.goto(room)
    expect(page.locator("#context")).to_contain_text("Answer of BKPSDM: Kuota dua orang tahun depan.")


def test_a_status_is_set_in_two_clicks(page: Page, city: SimpleNamespace) -> None:
    made = records.create(SYSTEM, FollowUp, {"department": city.a, "text": "Susun jadwal"})
    sign_in(page, "secretary")
    page.goto("/follow-ups/")
    expect(page.get_by_role("link", name="My unit’s 1")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Set the status Susun jadwal").click()
    page.get_by_role("button", name="Under way").click()
    expect(page.locator("#listing tbody")).to_contain_text("Under way")
    page.get_by_role("button", name="Set the status Susun jadwal").click()
    page.get_by_role("textbox", name="Reason").fill("Menunggu anggaran")
    page.get_by_role("button", name="Postponed").click()
    expect(page.locator("#listing tbody")).to_contain_text("Postponed")
    assert records.read(FollowUp, made.id)["reason"] == "Menunggu anggaran"
