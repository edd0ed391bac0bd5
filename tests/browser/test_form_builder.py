"""The form builder by mouse, by keyboard and as a plain list: each makes the same draft, and applying puts it in force."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.people import Employee
from operations import configuration, configuring
from tests.browser.conftest import sign_in
from tests.defining import make_definition, make_layer, put_in_force


def keys_in_draft(unit: object) -> list[str]:
    draft = configuring.stored_draft(unit)  # type: ignore[arg-type]
    assert draft is not None
    return [str(each.key) for each in draft.layer.type_of("Employee").fields]


def opened(page: Page, city: SimpleNamespace) -> None:
    labels = {"satu": "Satu", "dua": "Dua", "tiga": "Tiga"}
    put_in_force(city.a, make_layer("Employee", *(make_definition(key, label_id=labels[key]) for key in labels)))
    sign_in(page, "hr-admin")
    page.goto(f"{page.url.split('/account')[0].rstrip('/')}/configuration/unit/?unit={city.a}")


def test_fields_are_moved_by_keyboard_and_by_mouse(page: Page, city: SimpleNamespace) -> None:
    opened(page, city)
    page.locator("#grip-tiga").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".fields-list > li").nth(1)).to_have_attribute("id", "row-tiga")
    assert page.evaluate("document.activeElement.id") == "grip-tiga"
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".fields-list > li").first).to_have_attribute("id", "row-tiga")
    assert keys_in_draft(city.a) == ["tiga", "satu", "dua"]
    page.locator("#row-dua").drag_to(page.locator("#row-tiga"))
    expect(page.locator(".fields-list > li").first).to_have_attribute("id", "row-dua")
    assert keys_in_draft(city.a) == ["dua", "tiga", "satu"]


def test_the_plain_list_makes_the_same_draft(page: Page, city: SimpleNamespace) -> None:
    opened(page, city)
    page.get_by_role("link", name="As a plain list").click()
    page.get_by_label("Place of Tiga").fill("5")
    page.get_by_label("Place of Tiga").press("Tab")
    expect(page.locator("#plain tbody tr").first).to_contain_text("Text")
    expect(page.locator("#plain input[type=number]").first).to_have_id("at-tiga")
    page.get_by_label("Name of Satu").fill("Kesatu")
    page.get_by_label("Required: Satu").click()  # the name is sent as the box is clicked: its label may be new at once
    expect(page.get_by_label("Required: Kesatu")).to_be_checked()
    page.get_by_role("link", name="Rehearse").click()
    expect(page.locator("#rehearsal-title")).to_be_visible()
    assert keys_in_draft(city.a) == ["tiga", "satu", "dua"]
    page.get_by_label("Name of Kesatu").fill("")
    page.get_by_label("Name of Kesatu").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Kesatu")
    fieldset = configuration.fieldset(Employee, configuration.path_of(city.a))
    assert not fieldset.definitions["satu"].required, "a draft holds nowhere"


def test_a_number_has_a_unit_and_loses_the_marks_of_texts(page: Page, city: SimpleNamespace) -> None:
    put_in_force(city.a, make_layer("Employee", make_definition("lama", searchable=True, label_id="Lama")))
    sign_in(page, "hr-admin")
    page.goto(f"{page.url.split('/account')[0].rstrip('/')}/configuration/unit/?unit={city.a}&edit=lama")
    page.locator("#kind").select_option("integer")
    expect(page.get_by_label("Unit of measure")).to_be_visible()
    page.get_by_label("Unit of measure").fill("hari")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator(".editor")).to_have_count(0)
    expect(page.locator("#faults-title")).to_have_count(0)
    draft = configuring.stored_draft(city.a)
    assert draft is not None
    lama = draft.layer.type_of("Employee").fields[0]
    assert (lama.kind, lama.unit, lama.searchable) == ("integer", "hari", False)


def test_sections_are_named_and_removed_by_keyboard_and_by_mouse(page: Page, city: SimpleNamespace) -> None:
    fields = (make_definition("satu", section="izin"), make_definition("dua", section="lain"))
    put_in_force(city.a, make_layer("Employee", *fields, sections=("izin", "lain")))
    sign_in(page, "hr-admin")
    page.goto(f"/configuration/unit/?unit={city.a}")
    page.get_by_role("link", name="Edit Izin").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Label (Indonesian)").fill("Izin praktik")
    page.get_by_label("Label (Indonesian)").press("Escape")
    expect(page.locator("#section-editor")).to_have_count(0)
    expect(page.locator("[data-section=izin] h3")).to_have_text("Izin praktik")
    expect(page.locator("#edit-section-izin")).to_be_focused()

    page.get_by_role("link", name="Edit Lain").click()
    page.get_by_role("button", name="Remove this section").click()
    expect(page.locator("[data-section=lain]")).to_have_count(0)
    expect(page.locator("[data-section=izin] .fields-list > li")).to_have_count(2)
    expect(page.locator("#new-section")).to_be_focused()

    page.get_by_role("link", name="As a plain list").click()
    page.get_by_label("English name of Izin praktik").fill("Licence")
    page.get_by_label("English name of Izin praktik").press("Tab")
    expect(page.get_by_label("Name of Licence", exact=True)).to_have_value("Izin praktik")
    page.get_by_role("button", name="Remove this section: Licence").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Sections")).to_have_count(0)
    draft = configuring.stored_draft(city.a)
    assert draft is not None and draft.layer.type_of("Employee").sections == []
    assert keys_in_draft(city.a) == ["satu", "dua"]
    page.get_by_role("button", name="Discard the draft").click()
    page.goto(f"/configuration/unit/?unit={city.a}")
    expect(page.locator("[data-section=lain] h3")).to_have_text("Lain")
