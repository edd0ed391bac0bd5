"""From an empty dinas to a working one: template, letterhead, people, roles, fields and a register of its own, and
its first record, in at most 25 clicks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from models.departments import Department
from models.entries import EmployeeEntry
from models.people import Employee
from models.users import User
from operations import configuration
from tests.browser.conftest import sign_in

CLICKS = 25
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
    hand = Hand(page)
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
    assert hand.clicks <= CLICKS, hand.clicks
    _holds(code, fields)


def _first_record(page: Page, hand: Hand) -> None:
    hand.press("Penghargaan Daerah", "link")
    hand.click(page.locator("[data-new]"))
    page.locator("#employee-ts-control").focus()
    page.locator("#employee-ts-control").press_sequentially("Retno")
    hand.click(page.get_by_role("option", name="Retno Wulandari"))
    page.get_by_label("Nama penghargaan").fill("Pegawai teladan 2026")
    hand.press("Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pegawai teladan 2026")


def _holds(code: str, fields: tuple[str, ...]) -> None:
    unit = Department.objects.get(code=code)
    labels = {str(each.label) for each in configuration.fieldset(Employee, unit.scope).definitions.values()}
    assert {*fields} < labels and len(labels) >= 6
    assert "Jalan Pemuda 1" in str(configuration.settings(list(unit.scope)).letterhead)
    assert User.objects(username=f"sekretaris.{code.lower()}").count() == 1
    assert EmployeeEntry.objects(title="Pegawai teladan 2026").count() == 1
