"""Take the guides' pictures from a running demo: `python -m docs.screenshots http://127.0.0.1:5000 PASSWORD`.

Run it after a change of a screen, so that the guides stay true; a test compares their names with this table. It only
reads: it signs in, opens pages and leaves.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "images"
LANGUAGES = ("id", "en")
RECORD = "tbody a.main-link"
"""Opens the first record of a list."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks, where, and what is opened before (selectors that are clicked, one after the other)."""

    name: str
    user: str
    path: str
    opened: tuple[str, ...] = ()
    width: int = 1280


SHOTS = (
    Shot("home", "admin.bkpsdm", "/"),
    Shot("list", "admin.bkpsdm", "/employees/?kind=pns"),
    Shot("view", "admin.bkpsdm", "/employees/", ("main .tools details.push summary",)),
    Shot("career-file", "admin.bkpsdm", "/employees/?kind=pns&golongan=34", (RECORD,)),
    Shot("form", "admin.bkpsdm", "/employees/new/"),
    Shot("import", "admin.bkpsdm", "/imports/new/"),
    Shot("hours", "admin.bkpsdm", "/hours/"),
    Shot("account", "admin.bkpsdm", "/account/"),
    Shot("secretary-home", "sekretaris.dinsos", "/"),
    Shot("secretary-feedback", "sekretaris.dinsos", "/feedback/new/"),
    Shot("secretary-phone", "sekretaris.dinsos", "/employees/", width=400),
    Shot("secretary-meeting", "sekretaris.dinsos", "/meetings/?state=invited", (RECORD,)),
    Shot("secretary-room", "sekretaris.dinsos", "/meetings/?state=running", (RECORD, "a.btn-primary")),
    Shot("secretary-follow-ups", "sekretaris.dinsos", "/follow-ups/"),
    Shot("head-home", "kepala.dinsos", "/"),
    Shot("head-minutes", "kepala.dinsos", "/meetings/?state=approved", (RECORD, "a[href*='/minutes/']")),
)


def names() -> set[str]:
    """Every file the script writes, as `language/name.png`."""
    return {f"{language}/{shot.name}.png" for language in LANGUAGES for shot in SHOTS}


def take(address: str, password: str) -> None:
    """Write every picture anew."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in LANGUAGES:
            for user in dict.fromkeys(shot.user for shot in SHOTS):
                page = _signed_in(browser, address, user, password)
                _speak(page, language)
                for shot in (each for each in SHOTS if each.user == user):
                    _take(page, shot, FOLDER / language / f"{shot.name}.png")
                page.context.close()
        browser.close()


def _signed_in(browser: Browser, address: str, user: str, password: str) -> Page:
    page = browser.new_context(base_url=address, color_scheme="light").new_page()
    page.goto("/account/sign-in/")
    page.fill("#username", user)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-theme-toggle]")
    return page


def _speak(page: Page, language: str) -> None:
    page.goto("/account/")
    page.select_option("#locale", language)
    page.click("main form:has(#locale) button[type=submit]")
    page.wait_for_selector(f"html[lang={language}]")


def _take(page: Page, shot: Shot, target: Path) -> None:
    page.set_viewport_size({"width": shot.width, "height": 800})
    page.goto(shot.path)
    for each in shot.opened:
        page.locator(each).first.click()
    page.wait_for_load_state("networkidle")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    take(*sys.argv[1:])
