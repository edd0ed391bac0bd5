"""A list in the browser: what surrounds it says what it is asked for, at any width; and a reference picked by typing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Page, Route, expect

from tests import makers
from tests.browser.conftest import sign_in


def test_what_is_typed_is_exported_and_filtered_and_stays(page: Page, city: SimpleNamespace) -> None:
    for name in ("Satu", "Dua", "Tiga"):
        makers.make_employee(city.a, name=f"Retno {name}")
    sign_in(page, "hr-admin")
    page.goto("/employees/")
    box = page.get_by_role("searchbox", name="Name, NIP or position")
    box.fill("retno")
    expect(page.locator("#listing tbody tr")).to_have_count(3)
    page.locator("#listing thead a.sort").first.click()
    page.wait_for_url("**sort=name**")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(Path(download.value.path()).read_text("utf-8").strip().splitlines()) == 1 + 3
    page.get_by_text("Filter", exact=True).click()
    page.locator("#filter-kind").select_option("pns")
    page.get_by_role("button", name="Apply the filters").click()
    page.wait_for_url("**kind=pns**")
    assert "search=retno" in page.url and "sort=name" in page.url
    expect(page.locator("#listing tbody tr")).to_have_count(3)
    box.fill("retno satu")
    expect(page.locator("#listing tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter").click()
    page.wait_for_url(lambda url: "kind=" not in url)
    assert "search=retno" in page.url and "sort=name" in page.url
    expect(page.locator("#listing tbody tr")).to_have_count(1)


def test_the_tools_of_a_list_at_every_width(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    chips = "kind=pns&kind=cpns&kind=pppk&status=aktif&needs_review=0&service_years=1&golongan=III/a"
    for width in (1440, 1024, 768, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/employees/?{chips}&department={city.root}")
        page.get_by_text("View", exact=True).click()
        found = page.locator("details[open] > .panel").bounding_box()
        assert found and found["x"] >= 0 and found["x"] + found["width"] <= width, (width, found)
    page.goto("/employees/")
    page.get_by_text("Sort", exact=True).click()
    page.locator("#list-sorts a").nth(1).click()
    page.wait_for_url("**sort=**")
    expect(page.locator("#listing tbody tr")).to_have_count(2)
    page.set_viewport_size({"width": 768, "height": 800})
    cell = page.locator("#listing td.whole").first
    assert cell.evaluate("cell => getComputedStyle(cell).whiteSpace") == "nowrap"


def test_an_answer_to_an_earlier_question_is_not_taken(page: Page, city: SimpleNamespace) -> None:
    """The look-up before anything is typed is answered late, that of what is typed later still."""
    held: dict[str, Route] = {}
    sign_in(page, "hr-admin")
    page.route("**/lookup/**", lambda route: held.update({route.request.url.rpartition("q=")[2]: route}))
    page.goto("/trainings/new/")
    box = page.locator("#employee-ts-control")
    box.focus()
    while "" not in held:
        page.wait_for_timeout(20)
    box.press_sequentially("bsecret")
    while "bsecret" not in held:
        page.wait_for_timeout(20)
    with page.expect_response("**/lookup/**q=") as answer:
        held[""].continue_()
    answer.value.finished()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".ts-dropdown .active")).to_have_count(0)
    box.press("Enter")
    expect(page.locator("#employee")).to_have_value("")
    held["bsecret"].continue_()
    expect(page.locator(".ts-dropdown .active")).to_contain_text("BSECRET")
    box.press("Enter")
    expect(page.locator("#employee")).to_have_value(str(city.employee_b.id))


def test_a_list_that_stays_empty_says_why(page: Page) -> None:
    """One letter finds nothing by design, and what never arrived is no answer."""
    sign_in(page, "hr-admin")
    page.goto("/trainings/new/")
    box, told = page.locator("#employee-ts-control"), page.locator(".ts-dropdown .no-results")
    box.press_sequentially("q")
    expect(told).to_have_text("Type two letters or more.")
    box.press_sequentially("qq")
    expect(told).to_have_text("Nothing found")
    page.route("**/lookup/**", lambda route: route.abort("internetdisconnected"))
    box.press_sequentially("z")
    expect(told).to_have_text("The list could not be fetched. Check the connection, then type on.")
    page.unroute("**/lookup/**")
    box.press("Backspace")
    expect(told).to_have_text("Nothing found")
