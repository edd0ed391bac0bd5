"""A small city of the four dinas that the stories are about, and the desks of whoever acts in them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from models.users import Role
from tests import makers

DINAS = {
    "DISDIK": "Dinas Pendidikan", "DINKES": "Dinas Kesehatan", "DINSOS": "Dinas Sosial", "DISHUB": "Dinas Perhubungan",
}  # fmt: skip
ROLES = {"hr": Role.HR_ADMIN, "leadership": Role.LEADERSHIP, "head": Role.HEAD, "secretary": Role.SECRETARY}


def make_city(code: str) -> SimpleNamespace:
    """The city with its four dinas; in the one that is told of, a head, somebody with a peer, and the accounts."""
    root = makers.make_unit("Kota Salatiga", kind="city", code="KOTA")
    units = {each: makers.make_unit(name, root.id, code=each) for each, name in DINAS.items()}
    own = units[code].id
    head = makers.make_employee(own, name="Kepala Dinas")
    someone = makers.make_employee(own, name="Sri Wahyuni", superior=head.id, position_name="Analis")
    peer = makers.make_employee(own, name="Joko Susilo", superior=head.id)
    for name, role in ROLES.items():
        is_city = role in (Role.HR_ADMIN, Role.LEADERSHIP)
        own_file = {"employee": head.id} if name == "head" else {}
        makers.make_user(f"{name}.uji", role, root.id if is_city else own, **own_file)
    return SimpleNamespace(unit=own, name=DINAS[code], head=head, someone=someone, peer=peer)


class Desks:
    """The desks in a dinas, each of one account in a window of its own, opened as it is first needed."""

    def __init__(self, browser: Browser, address: str, city: SimpleNamespace) -> None:
        self.city, self.errors = city, list[str]()
        self._browser, self._address = browser, address
        self._open: dict[str, tuple[BrowserContext, Page]] = {}

    def __getattr__(self, name: str) -> Page:
        if name not in ROLES:
            raise AttributeError(name)
        if name not in self._open:
            context = self._browser.new_context(base_url=self._address, locale="en-GB")
            page = context.new_page()
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            self._open[name] = (context, page)
            page.goto("/")
            page.fill("#username", f"{name}.uji")
            page.fill("#password", makers.PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
        return self._open[name][1]

    def close(self) -> None:
        for context, _ in self._open.values():
            context.close()
        assert not self.errors, self.errors

    def file(self, name: str, part: str = "", **more: Any) -> Page:
        """The career file of whom the story is about, found in the list of employees, open at somebody's desk."""
        page = getattr(self, name)
        page.goto("/employees/")
        page.get_by_role("searchbox", name="Name, NIP or position").fill("sri wah")
        expect(page.locator("#listing tbody tr")).to_have_count(1)
        page.get_by_role("link", name="Sri Wahyuni").first.click()
        if part:
            parts = page.get_by_role("navigation", name="Parts of the career file")
            parts.get_by_role("link", name=part, exact=True).click()
            expect(parts.get_by_role("link", name=part, exact=True)).to_have_attribute("aria-current", "page")
        return page


def waits(page: Page, label: str, title: str = "") -> None:
    """Follow what waits on the first page to its list, and there the record of that title, or the first one."""
    page.goto("/")
    page.get_by_role("region", name="Waits for you").get_by_role("link", name=label).click()
    page.locator("#listing tbody tr", has_text=title).get_by_role("link").first.click()
    expect(page.locator("#listing")).to_have_count(0)


def pick(page: Page, name: str, typed: str, option: str) -> None:
    """Pick a record by typing."""
    page.locator(f"#{name}-ts-control").press_sequentially(typed)
    page.get_by_role("option", name=option).first.click()


def fill(page: Page, **fields: Any) -> None:
    """Type into the fields of a form and choose from its lists, by their names."""
    for name, value in fields.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def save(page: Page, told: str = "was added") -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(told).first).to_be_visible()


def press(page: Page, name: str, state: str) -> None:
    """Make a step, sure where that is asked, and see the state it leads to."""
    button = page.get_by_role("button", name=name, exact=True)
    asked = button.get_attribute("popovertarget")
    button.click()
    if asked:
        page.locator(f"#{asked}").get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".tag").filter(has_text=state).first).to_be_visible()


def chain(page: Page) -> list[str]:
    """The stages of the chain that a career file shows, those that nothing stands for as `no …`."""
    rows: Locator = page.locator("ol.chain > li")
    found = []
    for row in rows.all():
        is_gap = "gap" in (row.get_attribute("class") or "").split()
        found.append(("no " if is_gap else "") + row.locator(".chain-stage").inner_text().strip())
    return found
