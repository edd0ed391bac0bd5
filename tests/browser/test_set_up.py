"""From an empty dinas to a working one: template, letterhead, people, roles, fields and a register of its own, its
first record, its first series of meetings and the invitation to the first, in at most 25 clicks and five minutes."""

from __future__ import annotations

import io
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from models.departments import Department
from models.entries import EmployeeEntry
from models.meetings import Meeting
from models.notes import Participant
from models.people import Employee
from models.series import MeetingSeries
from models.users import User
from operations import configuration
from tests.browser.conftest import sign_in

CLICKS = 25
MINUTES = 5
DINAS = {
    "kesehatan": ("Dinas Kesehatan", "DINKES", ("Nomor NIRA", "Asal kampus", "Tanggal sumpah")),
    "pendidikan": ("Dinas Pendidikan", "DISDIK", ("Nomor UKG", "Sekolah induk", "Tanggal sertifikasi")),
    "sosial": ("Dinas Sosial", "DINSOS", ("Nomor SK pendamping", "Wilayah kerja", "Tanggal penugasan")),
}


class Hand:
    """A hand at the mouse that counts: a click, a tick and a choice from a list are one each; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def press(self, name: str, kind: Any = "button") -> None:
        self.click(self.page.get_by_role(kind, name=name, exact=True).first)

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).first.select_option(value)
        self.clicks += 1


@pytest.mark.parametrize("template", list(DINAS))
def test_a_dinas_in_five_minutes(page: Page, city: SimpleNamespace, template: str) -> None:
    name, code, fields = DINAS[template]
    sign_in(page, "hr-admin")
    hand, begun = Hand(page), time.monotonic()
    hand.press("Configuration", "link")
    hand.press("Set up a dinas", "link")
    page.fill("#name", name)
    page.fill("#code", code)
    hand.press("Begin")
    hand.click(page.locator(f"input[value={template}]"))
    hand.press("Next")
    page.fill("#letterhead", f"PEMERINTAH KOTA SALATIGA\n{name.upper()}\nJalan Pemuda 1")
    hand.press("Next")
    page.fill("#units", "Bidang Umum\nSubbag Kepegawaian")
    page.fill("#people", "199002142015032004 Retno Wulandari\n198503102010011009; Joko Susilo")
    hand.press("Next")
    expect(page.get_by_text("2 units and 2 employees were added.")).to_be_visible()
    page.fill("#head_name", "Kepala Dinas")
    page.fill("#secretary_name", "Sekretaris Dinas")
    hand.press("Next")
    expect(page.get_by_text(f"Temporary password of kepala.{code.lower()}")).to_be_visible()
    hand.press("Apply and go on")
    expect(page.get_by_text("Version 1 holds from now on.")).to_be_visible()
    hand.press("More fields and registers", "link")
    for label, kind in zip(fields, ("text", "lines", "date"), strict=True):
        page.fill("#new-label", label)
        hand.choose("Kind of field", kind)
        page.press("#new-label", "Enter")
        expect(page.locator(".lbl", has_text=label)).to_be_visible()
    hand.click(page.locator(".views a", has_text="Registers"))
    page.fill("#new-label", "Penghargaan Daerah")
    hand.press("Add the register")
    hand.click(page.locator("#register-penghargaan_daerah").get_by_role("link", name="Fields"))
    page.fill("#new-label", "Nama penghargaan")
    page.press("#new-label", "Enter")
    expect(page.locator(".lbl", has_text="Nama penghargaan")).to_be_visible()
    hand.press("Rehearse", "link")
    expect(page.get_by_text("records read, nothing written")).to_be_visible()
    hand.click(page.get_by_role("button", name="Apply"))
    expect(page.get_by_text("Version 2 holds from now on.")).to_be_visible()
    _first_record(page, hand)
    _first_meeting(page, hand, name)
    assert hand.clicks <= CLICKS, hand.clicks
    assert time.monotonic() - begun < MINUTES * 60
    _holds(code, fields)
    _is_invited(page, code)


def _first_record(page: Page, hand: Hand) -> None:
    hand.press("Penghargaan Daerah", "link")
    hand.click(page.locator("[data-new]"))
    page.locator("#employee-ts-control").focus()
    page.locator("#employee-ts-control").press_sequentially("Retno")
    hand.click(page.get_by_role("option", name="Retno Wulandari"))
    page.get_by_label("Nama penghargaan").fill("Pegawai teladan 2026")
    hand.press("Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pegawai teladan 2026")


def _first_meeting(page: Page, hand: Hand, name: str) -> None:
    expect(page.get_by_text(f"You are setting up {name}.")).to_be_visible()
    hand.press("Next: First meeting", "link")
    expect(page.get_by_label("Title")).to_have_value(f"Rapat Evaluasi {name}")
    page.get_by_label("Venue").fill("Aula")
    hand.press("Plan it and invite")
    expect(page.get_by_text("its invitation is ready")).to_be_visible()
    expect(page.get_by_text("You are setting up")).to_have_count(0)


def _is_invited(page: Page, code: str) -> None:
    """The page shows the letter, with its number and all people of the dinas, and the room."""
    (held,) = Meeting.objects(state="invited")
    assert Meeting.objects.count() == 6 and str(held.letter_number).startswith(f"001/{code}/")
    answer = page.request.get(page.get_by_role("link", name="Invitation (PDF)").get_attribute("href") or "")
    letter = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.body())).pages)
    assert "Retno Wulandari" in letter and "Joko Susilo" in letter and str(held.letter_number) in letter
    page.get_by_role("link", name="The room", exact=True).click()
    expect(page).to_have_url(re.compile(f"/room/.id={held.id}"))
    expect(page.get_by_text("Retno Wulandari").first).to_be_visible()


def test_the_first_meeting_can_wait(page: Page, city: SimpleNamespace) -> None:
    """Whoever leaves it for later is led back from every page, and asked in place for what is missing."""
    sign_in(page, "hr-admin")
    page.goto(f"/unit-setup/step/?unit={city.a}&step=meeting")
    page.get_by_role("link", name="Later").click()
    page.goto("/employees/")
    page.get_by_role("link", name="Next: First meeting").click()
    page.get_by_role("button", name="Plan it and invite").click()
    expect(page.get_by_text("Say where it is")).to_be_visible()
    page.get_by_label("Link").fill("https://rapat.example/alfa")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_label("Who is talked about").select_option(label="Bidang Alfa Satu")
    page.get_by_role("button", name="Plan it and invite").click()
    expect(page.get_by_text("its invitation is ready")).to_be_visible()
    assert Meeting.objects.get(state="invited").letter_number
    series = MeetingSeries.objects.get()
    assert (series.cadence, series.discussed_unit) == ("weekly", city.bidang) and Meeting.objects.count() == 6
    assert {each.employee for each in Participant.objects} == {city.employee_a.id}
    page.goto("/employees/")
    expect(page.get_by_text("You are setting up")).to_have_count(0)


def _holds(code: str, fields: tuple[str, ...]) -> None:
    unit = Department.objects.get(code=code)
    labels = {str(each.label) for each in configuration.fieldset(Employee, unit.scope).definitions.values()}
    assert {*fields} < labels and len(labels) >= 6
    assert "Jalan Pemuda 1" in str(configuration.settings(list(unit.scope)).letterhead)
    assert User.objects(username=f"sekretaris.{code.lower()}").count() == 1
    assert EmployeeEntry.objects(title="Pegawai teladan 2026").count() == 1
