"""The second factor in a browser: switched on with a phone's code, asked for at sign-in, a recovery code used."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pyotp
import pytest
from playwright.sync_api import Page, expect

from models.audit import AuditEntry
from operations import second_factor
from tests import makers
from tests.browser.conftest import sign_in
from tests.phones import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(second_factor, "now", made)
    return made


def leave(page: Page) -> None:
    page.locator(".topbar details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def password(page: Page) -> None:
    page.fill("#username", "hr-admin")
    page.fill("#password", makers.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_person_sets_it_up_and_signs_in_with_it(page: Page, city: SimpleNamespace, clock: Clock) -> None:
    sign_in(page, "hr-admin")
    page.goto("/account/")
    page.get_by_role("link", name="Set up Second factor").click()
    picture = page.get_by_role("img", name="QR code of the key below")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 150")
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", "").replace("\n", ""))
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("alert")).to_contain_text("This code does not match.")
    page.get_by_label("Code from the app").fill(phone.at(clock()))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("Your second factor is on.")).to_be_visible()
    codes = page.locator(".recovery code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/")
    leave(page)

    clock.forward(30)
    password(page)
    page.get_by_label("Code from the app, or a recovery code").fill(phone.at(clock()))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    leave(page)

    password(page)
    page.get_by_label("Code from the app, or a recovery code").fill(codes[0].upper())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("A recovery code was used up.")).to_be_visible()
    assert AuditEntry.objects(action="sign_in_recovery").count() == 1
    page.goto("/account/")
    expect(page.get_by_text("9 recovery codes left.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Manage")).click()
    page.get_by_label("Current password").fill(makers.PASSWORD)
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Your second factor is off.")).to_be_visible()
