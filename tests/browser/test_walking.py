"""From a list through its records: the next one after a save, the neighbours of a file, undoing a deletion."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.people import Employee
from models.training import Training
from tests import makers
from tests.browser.conftest import sign_in


def people(city: SimpleNamespace) -> None:
    for name in ("Andi", "Budi", "Citra"):
        makers.make_employee(city.a, name=name)


def test_saving_goes_on_to_the_next_of_the_list(page: Page, city: SimpleNamespace) -> None:
    people(city)
    sign_in(page, "hr-admin")
    page.goto("/employees/")
    page.locator("#listing tbody tr").first.locator("a.row-act").click()
    for name in ("Andi", "Budi"):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Edit {name}")
        page.locator("#address").fill(f"Rumah {name}")
        page.get_by_role("button", name="Save and next").click()
        expect(page.get_by_text(f"{name} was saved")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit Citra")
    assert {each.address for each in Employee.objects(name__in=["Andi", "Budi"])} == {"Rumah Andi", "Rumah Budi"}


def test_a_file_leads_to_its_neighbours(page: Page, city: SimpleNamespace) -> None:
    people(city)
    sign_in(page, "hr-admin")
    page.goto("/employees/?sort=name")
    page.get_by_role("link", name="Budi", exact=True).click()
    page.get_by_role("link", name="Next in the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Citra")
    page.get_by_role("link", name="Previous in the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Budi")


def test_a_deletion_is_undone_from_its_message(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto(f"/trainings/details/?id={city.training_a.id}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: 1.")).to_be_visible()
    assert Training.objects(id=city.training_a.id).count() == 1


def test_a_refused_form_counts_what_to_correct(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto("/employees/new/")
    page.locator("#nip").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator(".toc a").first).to_contain_text("to correct")
    page.locator(".errors a").first.click()
    expect(page.locator("#nip")).to_be_focused()
