"""The room that two share: one clock, started by mouse and key and kept while off line; and each sees the other."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, Page, expect

from models import clocks
from models.meetings import Meeting
from operations import meeting_clock, meeting_notes, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.browser.conftest import sign_in


def running(room: SimpleNamespace) -> list[str]:
    return clocks.running(records.read(Meeting, room.meeting.id).get("clock"))


def saved(page: Page) -> None:
    expect(page.locator("#save-all")).to_have_text("All saved")


def test_a_timer_by_mouse_and_key(page: Page, room: SimpleNamespace) -> None:
    first = page.locator("[data-point=acara1]")
    page.get_by_role("button", name="Start the timer: Pembukaan").click()
    expect(first.locator(".spent")).to_contain_text("of 5 min")
    expect(page.get_by_role("button", name="Pause the timer: Pembukaan")).to_be_focused()
    saved(page)
    assert running(room) == ["acara1"]
    page.get_by_label("Discussion").focus()
    page.keyboard.press("Alt+Shift+w")
    page.keyboard.press("Alt+p")
    saved(page)
    who = str(room.people[0].id)
    assert running(room) == sorted(["acara2", who]), "one item at a time, and a person beside it"
    page.keyboard.press("Alt+w")
    saved(page)
    assert running(room) == [who]
    expect(page.get_by_label("Discussion")).to_be_focused()
    page.reload()
    expect(page.locator("#timer button")).to_have_attribute("aria-pressed", "true")


def test_two_who_take_notes_see_one_clock_and_what_is_over(
    page: Page, room: SimpleNamespace, chromium: Browser, address: str
) -> None:
    meeting_clock.press(SYSTEM, room.meeting.id, "acara1", True, timedelta(minutes=7), Origin())
    first = page.locator("[data-point=acara1]")
    expect(first.locator(".spent")).to_contain_text("over", timeout=20_000)
    expect(first.locator(".spent .icon")).to_be_visible()
    expect(page.locator("#room-said")).to_have_text("“Pembukaan” takes longer than planned.")
    makers.make_user("second", makers.Role.SECRETARY, room.meeting.department)
    context = chromium.new_context(base_url=address, locale="en-GB")
    other = context.new_page()
    sign_in(other, "second")
    other.goto(f"/room/?id={room.meeting.id}")
    other.get_by_role("button", name="Start the timer: Pembahasan").click()
    expect(page.get_by_role("button", name="Pause the timer: Pembahasan")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Start the timer: Pembukaan")).to_be_visible()
    context.close()


def test_a_timer_goes_on_off_line_and_is_told_later(page: Page, room: SimpleNamespace) -> None:
    page.context.set_offline(True)
    page.keyboard.press("Alt+w")
    expect(page.locator("[data-point=acara1] .spent")).to_contain_text("0:02 of 5 min")
    page.keyboard.press("Alt+Shift+w")
    expect(page.locator("#save-all")).to_contain_text("Offline")
    assert running(room) == []
    page.context.set_offline(False)
    saved(page)
    held: dict[str, Any] = records.read(Meeting, room.meeting.id)["clock"]
    assert clocks.running(held) == ["acara2"] and held["spent"]["acara1"] >= 2


def test_two_who_take_notes_see_each_other(page: Page, room: SimpleNamespace, chromium: Browser, address: str) -> None:
    makers.make_user("second", makers.Role.SECRETARY, room.meeting.department, name="Dimas Uji")
    context = chromium.new_context(base_url=address, locale="en-GB")
    other = context.new_page()
    sign_in(other, "second")
    other.goto(f"/room/?id={room.meeting.id}")
    other.keyboard.press("Alt+ArrowDown")
    other.get_by_label("Conclusion").focus()
    expect(page.locator("#here")).to_have_text("Dimas Uji (Zainal Uji)", timeout=20_000)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".part .other")).to_contain_text("Dimas Uji is here", timeout=20_000)
    expect(other.locator("#here")).to_contain_text("Secretary", timeout=20_000)
    context.close()


def test_what_a_colleague_adds_while_one_types_is_drawn_once_one_stops(page: Page, room: SimpleNamespace) -> None:
    box = page.get_by_label("Discussion")
    box.press_sequentially("Sedang menulis")
    who = str(room.people[0].id)
    said = {"kind": "aspiration", "employee": who, "text": "Ingin naik jenjang"}
    meeting_notes.save(SYSTEM, room.meeting.id, "aspiration:lain", said, 0, Origin())
    expect(page.locator(f'#agenda [data-key="{who}"] .meta').first).to_have_text("1")
    expect(page.locator(".asp")).to_have_count(0)
    expect(box).to_be_focused()
    page.locator("#who").focus()
    expect(page.locator(".asp textarea")).to_have_value("Ingin naik jenjang")
    expect(box).to_have_value("Sedang menulis")


def test_a_press_is_not_lost_to_what_a_colleague_adds(page: Page, room: SimpleNamespace) -> None:
    box, who = page.get_by_label("Discussion"), str(room.people[0].id)
    box.press_sequentially("Sedang menulis")
    said = {"kind": "aspiration", "employee": who, "text": "Ingin naik jenjang"}
    meeting_notes.save(SYSTEM, room.meeting.id, "aspiration:lain", said, 0, Origin())
    expect(page.locator(f'#agenda [data-key="{who}"] .meta').first).to_have_text("1")
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "true")
    page.locator("#agenda").get_by_role("button", name="Zainal").click()
    expect(page.locator("#who")).to_have_text("Zainal Uji")
    page.locator("#agenda").get_by_role("button", name="Pegawai ASECRET", exact=False).last.click()
    expect(page.locator(".asp textarea")).to_have_value("Ingin naik jenjang")
