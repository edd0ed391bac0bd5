"""The room where somebody must choose or mend: two versions, what was refused, steps changed and taken back."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.follow_ups import FollowUp
from models.notes import Note, Participant
from operations import follow_ups, meeting_notes, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.browser.test_room import next_time
from tests.integration.test_meetings import make_meeting, stored


def saved(page: Page) -> None:
    expect(page.locator("#save-all")).to_have_text("All saved", timeout=20_000)


def test_two_versions_wait_wherever_one_is(page: Page, room: SimpleNamespace) -> None:
    page.context.set_offline(True)
    page.get_by_label("Discussion").fill("Dilengkapi sebelum pertengahan Desember.")
    expect(page.locator(".part .save").first).to_have_text("Waits to be sent")
    who = str(room.people[0].id)
    said = {"kind": "discussion", "employee": who, "text": "Dilengkapi sebelum akhir Desember."}
    meeting_notes.save(SYSTEM, room.meeting.id, f"discussion:{who}", said, 0, Origin())
    page.keyboard.press("Alt+ArrowDown")
    page.context.set_offline(False)
    expect(page.locator("#save-all")).to_have_text("Two versions – choose one", timeout=30_000)
    expect(page.locator("#who")).to_have_text("Zainal Uji")
    expect(page.locator(f"#agenda [data-key='{who}'] .clash")).to_have_count(1)
    page.get_by_role("button", name="End the meeting").click()
    expect(page.locator(".two")).to_be_focused()
    assert page.locator(".two mark").all_text_contents() == ["pertengahan", "akhir"]
    page.keyboard.press("Alt+a")
    expect(page.locator(".two")).to_have_count(1)
    page.get_by_role("button", name="Use mine").click()
    saved(page)
    expect(page.locator(".two, .clash")).to_have_count(0)
    assert [each.text for each in Note.objects(kind="discussion")] == ["Dilengkapi sebelum pertengahan Desember."]


def test_what_is_refused_is_mended_or_discarded(page: Page, room: SimpleNamespace) -> None:
    line, rows = page.locator("#quick"), page.locator("#agreed tbody tr")
    line.evaluate("each => { each.maxLength = 900; each.value = 'a'.repeat(501); }")
    line.press("Enter")
    expect(rows).to_contain_text("longer than 500 characters")
    expect(page.locator("#save-all")).to_have_text("1 not saved – look")
    page.reload()
    expect(rows).to_contain_text("longer than 500 characters", timeout=20_000)
    rows.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("What", exact=True).fill("Kirim usulan")
    page.keyboard.press("Enter")
    saved(page)
    assert [each.text for each in FollowUp.objects] == ["Kirim usulan"]
    line.evaluate("each => { each.maxLength = 900; each.value = 'b'.repeat(501); }")
    line.press("Enter")
    page.get_by_role("button", name="Discard").click()
    expect(rows).to_have_count(1)
    saved(page)
    page.get_by_role("button", name="End the meeting").click()
    page.locator("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="End the meeting").click()
    page.locator("dialog").get_by_role("button", name="End the meeting").click()
    page.get_by_role("link", name="Go into the room").wait_for()


def test_steps_are_read_back_changed_and_taken_back(page: Page, room: SimpleNamespace, city: SimpleNamespace) -> None:
    for name in ("Victoria Sari", "Victoria Dewi"):
        makers.make_employee(city.a, name=name)
    line, rows, back = page.locator("#quick"), page.locator("#agreed tbody tr"), page.locator("#parsed")
    line.fill("Usulkan diklat zainal @12/12")
    expect(back).to_contain_text("PIC Zainal Uji")
    expect(back).to_contain_text(f"{next_time(12, 12):%d-%m-%Y}")
    line.fill("Usulkan diklat victoria @40/13")
    expect(back).to_contain_text("Several are called “victoria”")
    expect(back).to_contain_text("“40/13” is no day")
    back.get_by_role("button", name="Victoria Sari").click()
    back.get_by_label("Due").fill(next_time(12, 12).isoformat())
    expect(back).to_contain_text("PIC Victoria Sari")
    line.press("Enter")
    saved(page)
    expect(rows).to_contain_text("Victoria Sari")
    step = lambda: [(each.text, each.pic_label, each.due) for each in FollowUp.objects]  # noqa: E731
    first = [("Usulkan diklat", "Victoria Sari", next_time(12, 12))]
    assert step() == first
    page.get_by_role("button", name="Edit: Usulkan diklat").click()
    page.get_by_label("What", exact=True).fill("Usulkan magang")
    page.get_by_label("Person in charge").fill("Zainal Uji")
    page.keyboard.press("Enter")
    saved(page)
    assert step() == [("Usulkan magang", "Zainal Uji", next_time(12, 12))]
    page.keyboard.press("Control+z")
    expect(rows).to_contain_text("Victoria Sari")
    saved(page)
    assert step() == first
    page.get_by_role("button", name="Take out: Usulkan diklat").click()
    saved(page)
    assert step() == []
    page.keyboard.press("Control+z")
    expect(rows).to_have_count(1)
    saved(page)
    assert step() == first


def test_the_whole_meeting_has_who_is_there_and_what_is_carried_on(
    page: Page, room: SimpleNamespace, city: SimpleNamespace
) -> None:
    earlier = make_meeting(city.a)
    meeting_steps.move(SYSTEM, earlier.id, "start", 1)
    follow_ups.agree(SYSTEM, earlier.id, "agreed:x", {"text": "Kirim surat"}, Origin())
    participants.add_guest(SYSTEM, stored(room.meeting), {"guest": "Romo Wijaya"}, Origin())
    page.goto(f"/room/?id={room.meeting.id}&again=1#meeting")
    guest = page.get_by_role("group", name="Attendance: Romo Wijaya")
    guest.get_by_role("button", name="Ill").click()
    page.get_by_role("button", name="All others are present").click()
    status = page.get_by_label("Status: Kirim surat")
    status.select_option("stopped")
    page.get_by_label("Reason: Kirim surat").fill("Tidak perlu")
    page.keyboard.press("Alt+s")
    saved(page)
    assert sorted(each.attendance for each in Participant.objects) == ["present", "present", "sick"]
    made = FollowUp.objects.get()
    assert (made.status, made.reason) == ("stopped", "Tidak perlu")
    page.keyboard.press("Control+z")
    expect(status).to_have_value("open")
    saved(page)
    assert records.read(FollowUp, made.id)["status"] == "open"
