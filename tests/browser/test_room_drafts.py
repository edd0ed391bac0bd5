"""What is typed in the room and is not in the minutes yet is never lost, and the page never calls it saved."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.notes import LONGEST, Note
from operations import meeting_steps, records
from operations.actors import SYSTEM

LINE = "Periksa gudang obat @20/12"


def told(page: Page, text: str) -> None:
    expect(page.locator("#save-all")).to_have_text(text)


def test_a_line_that_is_not_added_stays_and_is_told(page: Page, room: SimpleNamespace) -> None:
    line = page.locator("#quick")
    line.fill(LINE)
    told(page, "1 not added yet")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#who")).to_have_text("Zainal Uji")
    expect(line).to_have_value("")
    page.keyboard.press("Alt+ArrowUp")
    expect(line).to_have_value(LINE)
    page.keyboard.press("Alt+ArrowDown")
    page.reload()
    told(page, "1 not added yet")
    page.get_by_role("button", name="End the meeting").click()
    expect(page.locator("#sure")).to_contain_text("1 step is typed but not added")
    page.locator("#sure").get_by_role("button", name="Cancel").click()
    page.locator("#save-all button").click()
    expect(line).to_be_focused()
    expect(line).to_have_value(LINE)
    page.keyboard.press("Enter")
    expect(page.locator("#agreed tbody tr")).to_contain_text("20-12-")
    told(page, "All saved")
    page.reload()
    expect(line).to_have_value("")
    assert FollowUp.objects.count() == 1


def test_a_change_that_is_not_saved_stays_and_is_told(page: Page, room: SimpleNamespace) -> None:
    page.locator("#quick").fill(LINE)
    page.locator("#quick").press("Enter")
    told(page, "All saved")
    page.get_by_role("button", name="Edit: Periksa gudang obat").click()
    page.locator(".edit-step .what").fill("Periksa gudang alat")
    told(page, "1 not added yet")
    page.reload()
    expect(page.locator(".edit-step .what")).to_have_value("Periksa gudang alat")
    page.locator(".edit-step .what").press("Enter")
    told(page, "All saved")
    assert FollowUp.objects.get().text == "Periksa gudang alat"


def test_a_line_made_a_step_is_taken_back_before_the_note(page: Page, room: SimpleNamespace) -> None:
    box = page.get_by_label("Discussion")
    box.press_sequentially("Kirim daftar @12/12")
    page.keyboard.press("Alt+t")
    expect(page.locator("#quick")).to_have_value("Kirim daftar @12/12")
    page.keyboard.press("Control+z")
    expect(page.locator("#quick")).to_have_value("")
    expect(box).to_have_value("Kirim daftar @12/12")
    expect(box).to_be_focused()


def test_shorthand_that_became_a_step_goes_out_of_the_note(page: Page, room: SimpleNamespace) -> None:
    box = page.get_by_label("Discussion")
    for begun, left in (
        ("Tepat waktu.\nKirim daftar @12/12\nSudah dibahas.", "Tepat waktu.\nSudah dibahas."),
        ("Kirim @12/12", ""),
    ):
        box.fill(begun)
        line = begun.split("\n")[1] if left else begun
        box.evaluate("(each, at) => each.setSelectionRange(at, at)", begun.index(line) + 3)
        page.keyboard.press("Alt+t")
        expect(page.locator("#quick")).to_have_value(line)
        page.keyboard.press("Enter")
        expect(box).to_have_value(left)
        told(page, "All saved")
        assert (Note.objects.get().text or "") == left and FollowUp.objects.count() == 1
        page.get_by_role("button", name="Undo").click()
        expect(box).to_have_value(begun)
        told(page, "All saved")
        assert Note.objects.get().text == begun and FollowUp.objects.count() == 0


def test_shorthand_of_which_another_step_was_made_stays_in_the_note(page: Page, room: SimpleNamespace) -> None:
    box = page.get_by_label("Discussion")
    whole = "Kirim daftar @12/12\nSudah dibahas."
    box.fill(whole)
    box.evaluate("each => each.setSelectionRange(3, 3)")
    page.keyboard.press("Alt+t")
    page.locator("#quick").fill("Periksa gudang @13/12")
    page.locator("#quick").press("Enter")
    box.evaluate("each => { each.focus(); each.setSelectionRange(3, 3); }")
    page.keyboard.press("Alt+t")
    box.evaluate("each => { each.focus(); each.setSelectionRange(25, 25); }")
    page.keyboard.press("Alt+t")
    expect(page.locator("#quick")).to_have_value("Sudah dibahas.")
    page.keyboard.press("Enter")
    told(page, "All saved")
    expect(box).to_have_value(whole)
    assert Note.objects.get().text == whole and FollowUp.objects.count() == 2


def test_a_text_that_is_too_long_is_not_cut(page: Page, room: SimpleNamespace) -> None:
    box = page.get_by_label("Discussion")
    box.fill("a" * (LONGEST + 500))
    told(page, "1 not saved – look")
    expect(page.get_by_text("8500 characters, at most 8000")).to_be_visible()
    page.reload()
    told(page, "1 not saved – look")
    expect(box).to_have_value("a" * (LONGEST + 500))
    box.fill("a" * LONGEST)
    told(page, "All saved")
    assert len(Note.objects.get().text) == LONGEST


def test_whoever_comes_by_key_goes_on_writing(page: Page, room: SimpleNamespace) -> None:
    page.keyboard.type("Tepat waktu")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.type("Perlu diklat")
    page.keyboard.press("Alt+a")
    page.keyboard.type("Ingin naik jenjang")
    page.keyboard.press("Alt+r")
    page.keyboard.type("Ikuti diklat dulu")
    told(page, "All saved")
    assert [(each.kind, each.text) for each in Note.objects.order_by("id")] == [
        ("discussion", "Tepat waktu"), ("discussion", "Perlu diklat"), ("aspiration", "Ingin naik jenjang"),
        ("advice", "Ikuti diklat dulu"),
    ]  # fmt: skip


def test_an_ended_session_is_told_and_loses_nothing(page: Page, room: SimpleNamespace) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Discussion").fill("Ditulis setelah sesi berakhir")
    expect(page.locator("#offline")).to_contain_text("Your session ended")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_label("Discussion")).to_have_value("Ditulis setelah sesi berakhir")
    told(page, "All saved")
    assert Note.objects.get().text == "Ditulis setelah sesi berakhir"


def test_a_step_that_somebody_else_took_is_shown(page: Page, room: SimpleNamespace) -> None:
    for key in ("end", "submit"):
        meeting_steps.move(SYSTEM, room.meeting.id, key, records.read(Meeting, room.meeting.id)["version"])
    expect(page.locator("#state")).to_have_text("Minutes submitted")
    expect(page.get_by_role("button", name="End the meeting")).to_have_count(0)
    expect(page.locator("#offline")).to_contain_text("Load the page anew")
