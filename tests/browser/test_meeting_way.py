"""The whole way of an evaluation meeting with three people: from the series to what the next meeting carries on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from models.configurations import Layer
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.minutes import Minutes
from models.moments import today
from models.unit_settings import NumberTemplate, UnitSettings
from models.users import Role
from tests import makers
from tests.browser.conftest import sign_in
from tests.defining import put_in_force
from tests.telling import press

LETTERHEAD = "PEMERINTAH KOTA UJI\nDINAS ALFA"


@pytest.fixture
def desks(chromium: Browser, address: str, page: Page, city: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The secretary, the head and the HR admin, each signed in at a desk of their own, in a dinas with a letterhead."""
    template = NumberTemplate(
        key="undangan", letter="invitation", label_id="Undangan", template="005/{urut}/{unit}/{tahun}"
    )
    put_in_force(city.a, Layer(settings=UnitSettings(letterhead=LETTERHEAD, numbers=[template])))
    makers.make_user("leader", Role.HEAD, city.a)
    contexts = [chromium.new_context(base_url=address, locale="en-GB") for _ in range(2)]
    sign_in(page, "secretary")
    others = []
    for context, name in zip(contexts, ("leader", "hr-admin"), strict=True):
        others.append(context.new_page())
        sign_in(others[-1], name)
    yield SimpleNamespace(secretary=page, head=others[0], hr=others[1])
    for context in contexts:
        context.close()


def downloaded(page: Page, name: str) -> str:
    """The text of a paper that a page offers."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).first.click()
    content = waiting.value.path().read_bytes()
    return "".join("".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages).split())


def with_reason(page: Page, name: str, reason: str) -> None:
    part = page.locator("details.as-table").filter(has=page.locator("summary", has_text=name))
    part.locator("summary").click()
    part.get_by_label("Reason").fill(reason)
    part.get_by_role("button", name=name).click()
    expect(page.get_by_text(reason).first).to_be_visible()


def test_the_whole_way(desks: SimpleNamespace) -> None:
    secretary, head, hr = desks.secretary, desks.head, desks.hr
    plan(secretary)
    first, second = Meeting.objects.order_by("begins_at")[:2]
    page_of = f"/meetings/details/?id={first.id}"
    invite(secretary)
    write_live(secretary)
    head.goto(page_of)
    with_reason(head, "Send back", "Lengkapi kesimpulannya.")
    complete(secretary, page_of)
    head.goto(page_of)
    press(head, "Approve the minutes", "Minutes approved")
    held = Minutes.objects.get()
    head.get_by_role("link", name="Minutes", exact=True).click()
    printed = downloaded(head, "Minutes (PDF)")
    assert held.digest in printed and "Semuatepatwaktu" in printed and "DINASALFA" in printed
    correct(secretary, head, first)
    assert Minutes.objects.get(number=0).digest == held.digest
    follow(secretary, hr, second)


def plan(page: Page) -> None:
    """The secretary plans a series; its meetings are made ahead, each with everybody of the unit."""
    page.goto("/meeting-series/new/")
    page.get_by_label("Title").fill("Evaluasi bulanan")
    page.get_by_role("textbox", name="First meeting").fill(f"{today():%d-%m-%Y}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("6 meetings were made ahead.")).to_be_visible()


def invite(page: Page) -> None:
    page.locator("table a, .rows a").filter(has_text="WIB").first.click()
    expect(page.locator("#people")).to_contain_text("Pegawai ASECRET")
    press(page, "Send the invitation", "Invited")
    letter = downloaded(page, "Invitation (PDF)")
    assert f"005/001/ALFA/{today().year}" in letter and "PegawaiASECRET" in letter and "DINASALFA" in letter
    assert "PegawaiASECRET" in downloaded(page, "Preparation, a page a person (PDF)")


def write_live(page: Page) -> None:
    page.get_by_role("button", name="Begin the meeting").click()
    page.get_by_label("Discussion").fill("Semua tepat waktu")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+a")
    page.keyboard.type("Ingin ikut diklat kepemimpinan")
    page.locator("#quick").fill("Usulkan diklat @12/12")
    page.locator("#quick").press("Enter")
    expect(page.locator("#save-all")).to_have_text("All saved")
    page.get_by_role("button", name="End the meeting").click()
    page.locator("dialog").get_by_role("button", name="End the meeting").click()
    expect(page.get_by_role("link", name="Go into the room")).to_be_visible()
    press(page, "Submit the minutes", "Minutes submitted")


def complete(page: Page, page_of: str) -> None:
    """What came back is completed and submitted again."""
    page.goto(page_of)
    expect(page.get_by_text("Lengkapi kesimpulannya.").first).to_be_visible()
    page.get_by_role("link", name="Go into the room").click()
    expect(page.get_by_role("note")).to_contain_text("Lengkapi kesimpulannya.")
    page.get_by_label("Conclusion").fill("Diusulkan tahun depan")
    expect(page.locator("#save-all")).to_have_text("All saved")
    page.get_by_role("link", name="Leave the room").click()
    press(page, "Submit the minutes", "Minutes submitted")


def correct(secretary: Page, head: Page, meeting: Meeting) -> None:
    secretary.goto(f"/minutes/?id={meeting.id}")
    secretary.get_by_role("link", name="Correct by addendum").click()
    secretary.get_by_label("What it corrects").fill("Kesimpulan")
    secretary.get_by_label("As it shall read").fill("Diusulkan tahun ini")
    secretary.get_by_role("button", name="Save", exact=True).click()
    press(secretary, "Submit the addendum", "Submitted")
    head.goto(f"/minutes/?id={meeting.id}")
    head.get_by_role("link", name="Kesimpulan").click()
    press(head, "Approve the addendum", "Approved")
    head.goto(f"/minutes/?id={meeting.id}")
    expect(head.get_by_role("heading", name="Addendum 1: Kesimpulan")).to_be_visible()
    head.get_by_role("link", name="Verify this text").first.click()
    expect(head.get_by_text("Addendum 1")).to_be_visible()


def follow(secretary: Page, hr: Page, following: Meeting) -> None:
    """What was agreed stands in the next meeting with BKPSDM's answer, until it is done."""
    secretary.goto(f"/meetings/details/?id={following.id}")
    expect(secretary.get_by_role("region", name="Open from earlier meetings")).to_contain_text("Usulkan diklat")
    agreed = FollowUp.objects.get()
    hr.goto(f"/follow-ups/edit/?id={agreed.id}")
    hr.get_by_label("Answer of BKPSDM").fill("Kuota tersedia")
    hr.get_by_role("button", name="Save", exact=True).click()
    secretary.get_by_role("link", name="Usulkan diklat").click()
    expect(secretary.get_by_text("Kuota tersedia").first).to_be_visible()
    secretary.goto(f"/follow-ups/edit/?id={agreed.id}")
    secretary.get_by_label("Status").select_option("done")
    secretary.get_by_role("button", name="Save", exact=True).click()
    expect(secretary.get_by_text("was saved").first).to_be_visible()
    secretary.goto(f"/meetings/details/?id={following.id}")
    expect(secretary.get_by_role("region", name="Open from earlier meetings")).to_have_count(0)
