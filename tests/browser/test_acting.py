"""A head hands over while they are away, in the browser: their deputy is told at the next page, and it ends at once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from models.dates import format_day
from models.moments import today
from models.users import Role
from tests import makers
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import complaints


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (320, "dark")])
def test_a_seat_is_handed_over_and_taken_back(page: Page, city: SimpleNamespace, width: int, theme: str) -> None:
    makers.make_user("kepala", Role.HEAD, city.a)
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, "kepala")
    page.goto("/account/")
    page.get_by_role("link", name="Hand over while I am away").click()
    assert complaints(page, "nothing handed over") == []
    page.get_by_label("Who acts for you").select_option(label="Secretary")
    page.get_by_role("textbox", name="Until").fill(format_day(today()))
    page.get_by_role("button", name="Hand over", exact=True).click()
    expect(page.get_by_text("acts now")).to_be_visible()
    assert complaints(page, "handed over") == []
    page.context.clear_cookies()
    sign_in(page, "secretary")
    expect(page.get_by_role("note")).to_contain_text("Plh. Kepala Dinas Alfa")
    assert complaints(page, "home of a deputy") == []
    page.context.clear_cookies()
    sign_in(page, "kepala")
    page.goto("/handing-over/")
    page.get_by_role("button", name="End at once").click()
    expect(page.get_by_text("Nobody acts for you.")).to_be_visible()
