"""The room of a meeting in the browser: saved soon after a pause, kept while the line is away, two texts shown."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.follow_ups import FollowUp
from models.minutes import Minutes
from models.moments import today
from models.notes import Note, Participant
from models.users import Role
from operations import meeting_notes, participants
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.browser.conftest import sign_in
from tests.telling import press


def saved(page: Page) -> None:
    expect(page.locator("#save-all")).to_have_text("All saved")


def next_time(day: int, month: int) -> date:
    """The next time that this day comes."""
    found = date(today().year, month, day)
    return found if found >= today() else found.replace(year=found.year + 1)


def texts(kind: str) -> list[str]:
    return [each.text for each in Note.objects(kind=kind)]


def test_notes_are_written_by_keyboard(page: Page, room: SimpleNamespace) -> None:
    page.get_by_label("Discussion").fill("Berjalan baik.\nKirim usulan diklat : zainal @12/12")
    expect(page.locator("#save-all")).to_have_text("All saved")
    assert texts("discussion") == ["Berjalan baik.\nKirim usulan diklat : zainal @12/12"]
    page.keyboard.press("Alt+t")
    expect(page.locator("#quick")).to_have_value("Kirim usulan diklat : zainal @12/12")
    page.keyboard.press("Enter")
    expect(page.locator("#agreed tbody tr")).to_contain_text("Zainal Uji")
    agreed = FollowUp.objects.get()
    assert (agreed.text, agreed.pic, agreed.due) == ("Kirim usulan diklat", room.people[1].id, next_time(12, 12))
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+a")
    page.keyboard.type("Ingin naik jenjang")
    expect(page.locator("#save-all")).to_have_text("All saved")
    assert texts("aspiration") == ["Ingin naik jenjang"]
    page.locator(".asp > header").get_by_role("button", name="Take out").click()
    expect(page.locator(".asp")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".asp")).to_have_count(1)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#who")).to_have_text("Zainal Uji")
    expect(page.locator("#save-all")).to_have_text("All saved")
    assert [each.attendance for each in Participant.objects(employee=room.people[0].id)] == ["present"]


def test_nothing_is_lost_while_the_line_is_away(page: Page, room: SimpleNamespace) -> None:
    page.context.set_offline(True)
    page.get_by_label("Discussion").fill("Ditulis tanpa sambungan")
    page.locator("#quick").fill("Hubungi puskesmas @1/12")
    page.locator("#quick").press("Enter")
    expect(page.locator("#save-all")).to_contain_text("Offline")
    assert texts("discussion") == [] and FollowUp.objects.count() == 0
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Discussion")).to_have_value("Ditulis tanpa sambungan")
    expect(page.locator("#save-all")).to_have_text("All saved")
    expect(page.locator("#agreed tbody tr")).to_contain_text(f"{next_time(1, 12):%d-%m-%Y}")
    assert texts("discussion") == ["Ditulis tanpa sambungan"] and FollowUp.objects.count() == 1
    page.reload()
    expect(page.get_by_label("Discussion")).to_have_value("Ditulis tanpa sambungan")
    assert FollowUp.objects.count() == 1


def test_what_an_earlier_page_left_unsent_is_drawn_as_it_stands(page: Page, room: SimpleNamespace) -> None:
    """It is saved by this page, which never had it typed: drawn anew, the box must not show the text before."""
    box, sends = page.get_by_label("Discussion"), "**/room/save/**"
    box.fill("Satu")
    saved(page)
    page.route(sends, lambda route: route.abort("internetdisconnected"))
    box.fill("Satu dua")
    expect(page.locator("#save-all")).to_contain_text("Offline")
    page.reload()
    expect(box).to_have_value("Satu dua")
    page.unroute(sends)
    saved(page)
    page.keyboard.press("Alt+a")
    expect(page.get_by_label("Aspiration 1", exact=True)).to_be_focused()
    expect(box).to_have_value("Satu dua")
    box.press("End")
    page.keyboard.type(" tiga")
    saved(page)
    assert texts("discussion") == ["Satu dua tiga"]


SLOWLY = """() => {
  const { drop } = window.roomStore;
  window.roomStore.drop = async (...said) => {
    await new Promise(done => setTimeout(done, 1500));
    await drop(...said);
    window.isDropped = true;
  };
}"""


def test_what_is_typed_while_a_save_is_settled_stays(page: Page, room: SimpleNamespace) -> None:
    """The browser's own store takes its time to forget what got through, and one types on meanwhile."""
    box = page.get_by_label("Discussion")
    page.evaluate(SLOWLY)
    with page.expect_response("**/room/save/**"):
        box.fill("Satu")
    page.keyboard.type(" dua")
    page.wait_for_function("() => window.isDropped")
    page.keyboard.press("Alt+a")
    expect(box).to_have_value("Satu dua")
    box.press("End")
    page.keyboard.type(" tiga")
    saved(page)
    assert texts("discussion") == ["Satu dua tiga"]


def test_what_was_taken_out_by_mistake_comes_back(page: Page, room: SimpleNamespace) -> None:
    page.get_by_role("button", name="+ Add an aspiration").click()
    page.keyboard.type("Ingin pindah tugas")
    page.get_by_role("button", name="+ Add advice").click()
    page.keyboard.type("Ajukan surat")
    saved(page)
    page.locator(".asp .slot").nth(1).get_by_role("button", name="Take out").click()
    expect(page.locator("#toast")).to_contain_text("Taken out.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Advice")).to_have_value("Ajukan surat")
    page.locator(".asp > header").get_by_role("button", name="Take out").click()
    saved(page)
    assert [each.removed for each in Note.objects(kind="aspiration")] == [True]
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#who")).to_have_text("Zainal Uji")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Aspiration 1", exact=True)).to_be_focused()
    saved(page)
    assert {(each.kind, each.removed) for each in Note.objects} == {("aspiration", False), ("advice", False)}


def test_a_wrong_attendance_is_taken_back_also_off_line(page: Page, room: SimpleNamespace) -> None:
    present, ill = (page.get_by_role("button", name=name) for name in ("Present", "Ill"))
    page.get_by_label("Discussion").press_sequentially("Satu dua")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+3")
    expect(ill).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    expect(present).to_have_attribute("aria-pressed", "true")
    page.keyboard.type(" tiga")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Discussion")).not_to_have_value("Satu dua tiga")
    expect(present).to_have_attribute("aria-pressed", "true"), "after typing it is the browser's own undoing"
    page.context.set_offline(True)
    page.keyboard.press("Alt+2")
    expect(page.locator("#save-all")).to_contain_text("Offline")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("button", name="Excused")).to_have_attribute("aria-pressed", "true")
    saved(page)
    assert [each.attendance for each in Participant.objects(employee=room.people[0].id)] == ["excused"]


def test_an_attendance_that_somebody_else_changed_is_set_again(page: Page, room: SimpleNamespace) -> None:
    present, ill = (page.get_by_role("button", name=name) for name in ("Present", "Ill"))
    present.click()
    saved(page)
    who = Participant.objects.get(employee=room.people[0].id)
    participants.change(SYSTEM, who.id, {"attendance": "sick"}, Origin())
    expect(ill).to_have_attribute("aria-pressed", "true")
    present.click()
    expect(present).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    expect(ill).to_have_attribute("aria-pressed", "true")


def test_two_texts_of_one_note_are_both_shown(page: Page, room: SimpleNamespace) -> None:
    page.context.set_offline(True)
    page.get_by_label("Discussion").fill("Dari sini")
    who = str(room.people[0].id)
    said = {"kind": "discussion", "employee": who, "text": "Dari <b>sana</b>"}
    meeting_notes.save(SYSTEM, room.meeting.id, f"discussion:{who}", said, 0, Origin())
    page.context.set_offline(False)
    two = page.locator(".two")
    expect(two).to_contain_text("Dari <b>sana</b>")
    expect(two).to_contain_text("Dari sini")
    assert texts("discussion") == ["Dari <b>sana</b>"], "nothing is overwritten before somebody chose"
    page.get_by_role("button", name="Put both together").click()
    expect(page.locator("#save-all")).to_have_text("All saved")
    assert texts("discussion") == ["Dari <b>sana</b>\nDari sini"]


def test_the_whole_way_to_approved_minutes(page: Page, room: SimpleNamespace, city: SimpleNamespace) -> None:
    page.get_by_label("Discussion").fill("Sudah tepat waktu")
    expect(page.locator("#save-all")).to_have_text("All saved")
    page.get_by_role("button", name="End the meeting").click()
    page.locator("dialog").get_by_role("button", name="End the meeting").click()
    page.get_by_role("link", name="Go into the room").wait_for()
    page.get_by_role("button", name="Submit the minutes").click()
    expect(page.get_by_text("Minutes submitted").first).to_be_visible()
    makers.make_user("leader", Role.HEAD, city.a)
    page.context.clear_cookies()
    sign_in(page, "leader")
    page.goto(f"/meetings/details/?id={room.meeting.id}")
    page.get_by_text("Send back", exact=True).first.click()
    page.get_by_label("Reason").first.fill("Lengkapi")
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Lengkapi").first).to_be_visible()
    page.get_by_role("button", name="Submit the minutes").click()
    assert Minutes.objects.count() == 0
    page.context.clear_cookies()
    makers.make_user("acting", Role.HEAD, city.a)
    sign_in(page, "acting")
    page.goto(f"/meetings/details/?id={room.meeting.id}")
    press(page, "Approve the minutes", "Minutes approved")
    page.get_by_role("link", name="Minutes", exact=True).click()
    expect(page.locator("article.minutes")).to_contain_text("Sudah tepat waktu")
    held = Minutes.objects.get()
    page.context.clear_cookies()
    page.goto(f"/minutes/verify/{held.code}")
    expect(page.get_by_text(held.digest)).to_be_visible()
