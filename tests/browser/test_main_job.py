"""The main job in a browser: import, find, open, edit, add a training and feedback; and a secretary's own dinas."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from admin_views import background
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from operations import import_staging, imports
from tests.browser.conftest import sign_in

PATIENCE = 30_000
SHEET = """NIP BARU|NAMA|GELAR BELAKANG|TANGGAL LAHIR|JENIS KELAMIN|GOL AKHIR NAMA|UNOR NAMA
'199002142015032004|RETNO WULANDARI|S.Sos.|14-02-1990|F|III/b|Dinas Alfa
198503102010011009|JOKO SUSILO||10-03-1985|M|III/c|Dinas Beta
1.98001E+17|SALAH NIP||01-01-1980|M|III/a|Dinas Beta
"""


def test_an_hr_admin_imports_finds_edits_and_adds(page: Page, city: SimpleNamespace, tmp_path: Path) -> None:
    sheet = tmp_path / "siasn.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    sign_in(page, "hr-admin")
    page.goto("/imports/new/")
    page.set_input_files("#file", str(sheet))
    page.get_by_role("button", name="Show the preview").click()
    expect(page.get_by_text("stored as a number")).to_be_visible()
    page.get_by_role("button", name="Apply 2 rows").click()
    expect(page.get_by_text("The import is applied.")).to_be_visible()
    assert Employee.objects(nip="199002142015032004").count() == 1

    page.get_by_role("link", name="Employees", exact=True).click()
    page.get_by_role("searchbox", name="Name, NIP or position").fill("retno")
    expect(page.locator("#listing tbody tr")).to_have_count(1)
    page.get_by_role("link", name="RETNO WULANDARI").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("RETNO WULANDARI, S.Sos.")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Mobile number").fill("0812 3456 789")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was saved")).to_be_visible()

    page.get_by_role("link", name="Add training").click()
    page.get_by_label("Title").fill("Manajemen Kasus")
    page.get_by_label("Starts (required)").fill("2 Maret 2026")
    page.get_by_label("Learning hours").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Manajemen Kasus was added")).to_be_visible()
    person = Employee.objects.get(nip="199002142015032004")
    assert Training.objects.get(employee=person.id).jp == 20

    page.goto(f"/employees/details/?id={person.id}")
    expect(page.get_by_text("20 of at least 20 JP")).to_be_visible()
    page.get_by_role("link", name="Give feedback").click()
    page.get_by_label("Date (required)").fill("05-05-2026")
    page.get_by_label("Given by (outside)").fill("Warga")
    page.get_by_label("Feedback (required)").fill("Cepat dan ramah.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added")).to_be_visible()
    assert Feedback.objects.get(employee=person.id).text == "Cepat dan ramah."


def test_a_large_import_shows_how_far_it_is(
    page: Page, city: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the file, and writing its rows, takes longer than the answer waits."""
    go_on, asked = threading.Event(), []

    def slowly(stock: Any) -> Any:
        def slow(*told: Any) -> Any:
            asked.append(1)
            assert go_on.wait(300)
            return stock(*told)

        return slow

    monkeypatch.setattr(imports, "make_plan", slowly(imports.make_plan))
    monkeypatch.setattr(import_staging, "left", slowly(import_staging.left))
    monkeypatch.setattr(background, "EARLY", 0.01)
    sheet = tmp_path / "siasn.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    sign_in(page, "hr-admin")
    page.goto("/imports/new/")
    page.set_input_files("#file", str(sheet))
    for button in ("Show the preview", "Apply 2 rows"):
        page.get_by_role("button", name=button).click()
        expect(page.locator("progress")).to_be_visible(timeout=PATIENCE)
        page.reload()
        expect(page.locator("progress")).to_be_visible(timeout=PATIENCE)
        go_on.set()
        expect(page.locator("progress")).to_have_count(0, timeout=PATIENCE)
        go_on.clear()
    expect(page.get_by_text("The import is applied.")).to_be_visible()
    assert len(asked) == 2 and Employee.objects(nip="199002142015032004").count() == 1


def test_a_secretary_sees_only_her_own_dinas(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "secretary")
    page.goto("/employees/")
    expect(page.locator("#listing tbody tr")).to_have_count(1)
    expect(page.get_by_text("ASECRET")).to_be_visible()
    page.goto(f"/employees/details/?id={city.employee_b.id}", wait_until="commit")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()


def test_a_refused_form_keeps_what_was_typed_and_says_why(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto("/employees/new/")
    page.get_by_label("NIP (required)").fill("12345")
    page.get_by_label("Name without titles").fill("Siti")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("An NIP has 18 digits, this has 5.")
    expect(page.get_by_label("NIP (required)")).to_have_value("12345")
    expect(page.get_by_label("Name without titles")).to_have_value("Siti")
