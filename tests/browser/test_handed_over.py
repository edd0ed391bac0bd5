"""A dinas that looks after its own configuration: HR hands it over, its secretary changes it; another's only sees hers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models.configurations import ConfigurationVersion
from models.people import Employee
from models.unit_settings import GROUPS
from models.users import Role
from operations import configuration, configuring
from tests import makers
from tests.browser.conftest import sign_in
from tests.defining import make_definition, make_layer, put_in_force

FORGED = """([path, form]) => fetch(path, {method: "POST", redirect: "manual", body: new URLSearchParams({
    csrf_token: document.querySelector("input[name=csrf_token]").value, ...form})}).then(answer => answer.status)"""
"""A POST as a page of the panel would send it, with the form token of the page that is open."""
POSTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/configuration/unit/", {"do": "add", "new_label": "Palsu", "kind": "text"}),
    ("/configuration/unit/", {"do": "discard"}),
    ("/configuration/apply/", {"digest": "x"}),
    ("/configuration/versions/", {"number": "1"}),
    ("/unit-settings/", {"group": "letters", "delegated": "1", "form_token": "x"}),
    ("/unit-registers/", {"do": "add", "new_label": "Palsu", "owner": "employee"}),
    ("/unit-exchange/", {"do": "template", "template": "kesehatan"}),
)
PARTS = ("Form fields", "Registers", *(str(label) for _, label, _ in GROUPS), "Copy and files", "Versions")
USABLE = "main form[method=post] :is(button, select, textarea, input:not([type=hidden])):not(:disabled)"


def change_over(page: Page, username: str) -> None:
    """Another person at the same browser."""
    page.context.clear_cookies()
    sign_in(page, username)


def test_hr_hands_over_and_the_secretary_makes_a_field(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto(f"/unit-settings/?unit={city.a}&group=letters")
    page.get_by_label("Handed over: the unit's own secretary may change its configuration").check()
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Kept in the draft.")).to_be_visible()
    page.get_by_role("link", name="Rehearse").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Version 1 holds from now on.")).to_be_visible()

    change_over(page, "secretary")
    page.get_by_role("link", name="Configuration").click()
    page.locator("main").get_by_role("link", name="Dinas Alfa", exact=True).click()
    page.get_by_label("New field").fill("Nomor STR")
    page.get_by_role("button", name="Add the field").click()
    expect(page.locator(".lbl", has_text="Nomor STR")).to_be_visible()
    page.get_by_role("link", name="Rehearse").click()
    expect(page.get_by_text("records read, nothing written")).to_be_visible()
    page.get_by_role("button", name="Apply 1 change").click()
    expect(page.get_by_text("Version 2 holds from now on.")).to_be_visible()
    made = ConfigurationVersion.objects.get(unit=city.a, number=2)
    assert (made.by_name, made.layer.delegated) == ("Secretary", True)

    page.goto(f"/employees/edit/?id={city.employee_a.id}")
    page.get_by_label("Nomor STR").fill("STR-2026-001")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was saved")).to_be_visible()
    assert Employee.objects.get(id=city.employee_a.id).custom == {"nomor_str": "STR-2026-001"}
    page.goto(f"/unit-settings/?unit={city.a}&group=letters")
    expect(page.get_by_role("button", name="Keep in the draft")).to_be_visible()
    expect(page.get_by_label("Handed over")).to_have_count(0)


@pytest.fixture
def beta(city: SimpleNamespace) -> Any:
    """Dinas Beta with a field of its own and a draft by HR, and its secretary; handed over is Dinas Alfa alone."""
    makers.make_user("secretary-b", Role.SECRETARY, city.b)
    layer = make_layer("Employee")
    layer.delegated = True
    put_in_force(city.a, layer)
    put_in_force(city.b, make_layer("Employee", make_definition("kampus", label_id="Asal kampus")))
    return city.b


def test_elsewhere_the_secretary_sees_it_and_changes_nothing(page: Page, city: SimpleNamespace, beta: Any) -> None:
    sign_in(page, "secretary-b")
    page.get_by_role("link", name="Configuration").click()
    expect(page.locator(".lbl", has_text="Asal kampus")).to_be_visible()
    for part in PARTS:
        page.locator(".views a", has_text=part).click()
        expect(page.locator(".views a[aria-current=page]")).to_contain_text(part)
        assert page.locator(USABLE).count() == 0, part

    revision = configuration.current().revision
    for path, form in POSTS:
        for unit, refusal in ((city.b, 403), (city.a, 404), (city.root, 404)):
            assert page.evaluate(FORGED, [path, {"unit": str(unit), **form}]) == refusal, (path, form)
    assert configuration.current().revision == revision and not configuring.drafts()
    assert ConfigurationVersion.objects.count() == 2
