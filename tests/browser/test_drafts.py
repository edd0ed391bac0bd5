"""Nothing typed is lost: the line cut while a form is filled, a session that ended, a browser closed."""

from __future__ import annotations

import random
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from models.people import Employee
from models.users import Session
from tests import makers
from tests.browser.conftest import sign_in

TYPED = {"#phone": "0812 3456 789", "#address": "Jalan Pattimura 1", "#position_name": "Analis Kebijakan"}


def edit(page: Page, city: SimpleNamespace) -> str:
    address = f"/employees/edit/?id={city.employee_a.id}"
    page.goto(address)
    return address


def fill(page: Page) -> None:
    for field, text in TYPED.items():
        page.locator(field).fill(text)


def expect_typed(page: Page) -> None:
    for field, text in TYPED.items():
        expect(page.locator(field)).to_have_value(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def keep(page: Page) -> None:
    """Leave the tab, as one does before it is lost: what was typed is kept at once."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")


def test_a_lost_line_keeps_the_form_and_saves_later(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    edit(page, city)
    fill(page)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_text("Not sent: no connection.")).to_be_visible()
    expect_typed(page)
    page.context.set_offline(False)
    save(page)
    expect(page.get_by_text("was saved")).to_be_visible()
    assert Employee.objects.get(id=city.employee_a.id).position_name == "Analis Kebijakan"
    edit(page, city)
    expect(page.get_by_text("This browser kept what you typed")).to_be_hidden()


def test_an_ended_session_offers_back_what_was_typed(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    address = edit(page, city)
    fill(page)
    page.get_by_role("button", name="Add a row").first.click()
    page.get_by_label("School").last.fill("Universitas Kristen Satya Wacana")
    Session.objects.delete()
    page.get_by_label("Level (required)").first.select_option(label="S-1")
    save(page)
    page.wait_for_url(re.compile("sign-in"))
    page.fill("#username", "hr-admin")
    page.fill("#password", makers.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{address}")
    page.get_by_role("button", name="Take it back").click()
    expect_typed(page)
    expect(page.get_by_label("School").last).to_have_value("Universitas Kristen Satya Wacana")
    save(page)
    expect(page.get_by_text("was saved")).to_be_visible()


def test_what_is_typed_after_a_refusal_is_kept_too(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    edit(page, city)
    page.locator("#nip").fill("12")
    save(page)
    expect(page.locator(".errors")).to_be_visible()
    fill(page)
    keep(page)
    page.on("dialog", lambda dialog: dialog.accept())
    edit(page, city)
    page.get_by_role("button", name="Take it back").click()
    expect_typed(page)
    expect(page.locator("#nip")).to_have_value("12")


def test_signing_out_leaves_nothing_behind(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    edit(page, city)
    fill(page)
    keep(page)
    assert "Pattimura" in page.evaluate("JSON.stringify(localStorage)")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")
    page.locator(".topbar details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert "Pattimura" not in page.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize("seed", range(3))
def test_a_line_cut_at_random_loses_nothing(page: Page, city: SimpleNamespace, seed: int) -> None:
    """Fill field by field while the line goes and comes, with saves in between; the store ends with all of it."""
    rng = random.Random(seed)
    sign_in(page, "hr-admin")
    edit(page, city)
    for field, text in TYPED.items():
        page.context.set_offline(rng.random() < 0.5)
        page.locator(field).fill(text)
        if rng.random() < 0.5:
            page.context.set_offline(True)
            save(page)
            expect(page.get_by_text("Not sent: no connection.")).to_be_visible()
    if rng.random() < 0.5:
        keep(page)
        page.on("dialog", lambda dialog: dialog.accept())
        page.context.set_offline(False)
        page.reload()
        page.get_by_role("button", name="Take it back").click()
    expect_typed(page)
    page.context.set_offline(False)
    save(page)
    expect(page.get_by_text("was saved")).to_be_visible()
    stored = Employee.objects.get(id=city.employee_a.id)
    assert (stored.position_name, stored.address) == ("Analis Kebijakan", "Jalan Pattimura 1")
