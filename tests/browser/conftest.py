"""A real Chromium on a real server: the panel served in a thread, signed in through its own pages."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from models.meetings import AgendaPoint, Meeting
from models.users import Role
from operations import meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
expect.set_options(timeout=20_000)  # a poll of the room comes every five seconds, and a machine may be busy
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No Chromium found. Debian: apt-get install chromium. Elsewhere: install Chrome or Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(panel: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, panel, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page(chromium: Browser, address: str, city: SimpleNamespace) -> Iterator[Page]:
    """A fresh browser window on an empty panel with the small city and its accounts `hr` and `secretary`."""
    makers.make_user("hr-admin", Role.HR_ADMIN, city.root)
    makers.make_user("secretary", Role.SECRETARY, city.a)
    context = chromium.new_context(base_url=address, viewport={"width": 1366, "height": 800}, locale="en-GB")
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield window
    context.close()
    told = ("status of 4", "ERR_INTERNET_DISCONNECTED")  # refusals, and lines that a test cut
    unexpected = [each for each in errors if not any(part in each for part in told)]
    assert not unexpected, unexpected


def sign_in(page: Page, username: str, language: str = "en") -> None:
    page.goto("/")
    page.fill("#username", username)
    page.fill("#password", makers.PASSWORD)
    page.get_by_role("button", name={"en": "Sign in", "id": "Masuk"}[language]).click()
    page.wait_for_url("**/")


@pytest.fixture
def room(page: Page, city: SimpleNamespace) -> SimpleNamespace:
    """The secretary in the room of a meeting with two people."""
    agenda = [
        AgendaPoint(key="acara1", title="Pembukaan", minutes=5), AgendaPoint(key="acara2", title="Pembahasan", minutes=60)
    ]  # fmt: skip
    values = {"department": city.a, "title": "Rapat evaluasi", "day": date(2026, 11, 24), "agenda": agenda}
    made = records.create(SYSTEM, Meeting, values)
    people = [city.employee_a, makers.make_employee(city.a, name="Zainal Uji")]
    participants.add(SYSTEM, records.read(Meeting, made.id), [each.id for each in people], True, Origin())
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    sign_in(page, "secretary")
    page.goto(f"/room/?id={made.id}")
    expect(page.locator("#who")).to_be_visible()
    return SimpleNamespace(meeting=made, people=people, desk=page.locator("#desk-body"))
