"""axe-core on every screen: 0 violations, in both themes and languages, wide and narrow, and no sideways scrolling.

Each page is loaded once a width, wide in one language and narrow in the other. All rules are judged in one theme; in the
other, which changes colours alone, those of colour. What unfolds is judged by itself: the page around it was judged before.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from types import SimpleNamespace

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from admin_views.base import RecordView
from models.feedback_rounds import FeedbackRound
from models.meetings import Meeting
from models.registers import RegisterDefinition
from models.round_invitations import RoundInvitation
from models.users import Role
from operations import accounts, configuring, copying, feedback_rounds, records, round_links
from operations.actors import SYSTEM
from tests import makers
from tests.browser.conftest import sign_in
from tests.defining import make_definition, make_layer
from tests.furnishing import ask, meet

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOOKS = tuple(
    pytest.param(theme, width, language, id=f"{theme}-{width}-{language}")
    for theme, width, language in (
        ("light", 1366, "en"),
        ("dark", 320, "id"),
    )
)
OTHER = {"light": "dark", "dark": "light"}
JUDGED = """async ([index, theme, rules]) => {
  const root = document.documentElement;
  const patience = performance.now() + 20_000;
  while (root.dataset.bsTheme !== theme) {
    if (performance.now() > patience) throw new Error('no ' + theme + ' theme');
    await new Promise(requestAnimationFrame);
  }
  const about = document.querySelectorAll('main details')[index] ?? document;
  const quick = {resultTypes: ['violations'], preload: false, iframes: false};
  const {violations} = await axe.run(about, {...rules, ...quick});
  return violations.map(each => each.id + ' ' + each.nodes[0].html.slice(0, 160));
}"""
FITS = """() => {
  const root = document.documentElement;
  const isCut = table =>
    getComputedStyle(table.parentElement).overflowX === 'clip' && table.offsetWidth > table.parentElement.clientWidth;
  const isAnyCut = [...document.querySelectorAll('.sheet > .tbl')].some(isCut);
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return {'scrolls sideways': root.scrollWidth > root.clientWidth, 'a table is cut off': isAnyCut, theme};
}"""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
OPEN = "index => document.querySelectorAll('main details').forEach((each, n) => { each.open = n === index })"
SHEET = "NIP;NAMA;UNOR NAMA\n199002142015032004;Retno;Dinas Baru\n12;Salah;Dinas Alfa\n"


def complaints(page: Page, name: str, opened: int = -1) -> list[str]:
    """axe's violations on the page as it stands, or in what was opened; whether it scrolls sideways or a table is cut off."""
    page.wait_for_load_state()  # a click may have led here
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    fits = page.evaluate(FITS)
    theme = fits.pop("theme")
    found = [what for what, is_so in fits.items() if is_so] + page.evaluate(JUDGED, [opened, theme, {}])
    page.emulate_media(color_scheme=OTHER[theme], reduced_motion="reduce")  # no colour on its way
    found += page.evaluate(JUDGED, [opened, OTHER[theme], COLOURS])
    page.emulate_media(color_scheme=theme)
    return [f"{name}: {what}" for what in found]


def screens(app: Flask, city: SimpleNamespace) -> Iterator[str]:
    """Every list, form and details page, then the other pages, as an HR admin meets them."""
    for view in app.extensions["admin"][0]._views:
        if isinstance(view, RecordView):
            yield from (f"{view.url}/", f"{view.url}/?search=tidakada")
            if view.sections:
                yield f"{view.url}/new/"
            first = view.document._get_collection().find_one({}, sort=[("_id", -1)])
            if first is not None:
                yield f"{view.url}/details/?id={first['_id']}"
                yield from (f"{view.url}/edit/?id={first['_id']}" for _ in view.sections[:1])
    yield from (
        "/",
        "/?figures=1",
        "/hours/?state=met",
        "/account/",
        "/account/password/",
        "/second-factor/",
        "/imports/new/",
        "/tidak-ada",
        "/employees/?kind=pns",
    )
    held, settled = (Meeting.objects(state=state).first().id for state in ("running", "approved"))
    yield from (
        f"/room/?id={held}",
        f"/room/?id={held}#meeting",
        f"/minutes/?id={held}",
        f"/minutes/?id={settled}",
        "/forgotten/",
        "/calendar/",
        "/dates/?view=all",
        "/dates/?kind=contract&view=overdue",
        "/dates/calendar/",
    )
    yield from _rounds(app)
    file = f"/employees/details/?id={city.employee_a.id}"
    yield f"{file}&part=feedback"
    yield from (file, f"{file}&part=data", f"{file}&part=trainings", f"{file}&part=changes", f"{file}&part=all")


def _rounds(app: Flask) -> Iterator[str]:
    """A round that is open, its links and what is behind one."""
    made = FeedbackRound.objects(state="draft").first()
    feedback_rounds.move(SYSTEM, made.id, "open", made.version)
    asked, key = RoundInvitation.objects(round=made.id).first(), str(app.config["SECRET_KEY"])
    link = f"/round-answer/{round_links.sign(key, made.id, asked.giver)}"
    yield from (f"/feedback-rounds/details/?id={made.id}", f"/feedback-rounds/links/?id={made.id}")
    yield from (link, f"{link}/{asked.id}")


def _configured(city: SimpleNamespace) -> Iterator[str]:
    """A dinas whose draft has fields of many kinds, a register and settings: its builder, rehearsal and other parts."""
    fields = [make_definition("str_number", required=True), make_definition("worker", "choice", choices=("bidan",))]
    fields += [make_definition("courses", "table", columns=(("name", "text"),)), make_definition("until", "date")]
    layer = make_layer("Employee", *fields, sections=("licence",))
    layer.registers = [RegisterDefinition(key="award", label_id="Penghargaan")]
    configuring.edit(SYSTEM, city.a, lambda held: copying.put(held, layer))
    here = f"unit={city.a}"
    yield from (f"/configuration/unit/?{here}&edit=worker&rehearsed=1", f"/configuration/unit/?{here}&look=list")
    yield from (f"/unit-settings/?{here}&group={key}" for key in ("letters", "criteria"))
    yield from (f"/unit-registers/?{here}&edit=award", f"/unit-exchange/?{here}", "/configuration/?search=")
    yield from (f"/unit-setup/step/?{here}&step={step}" for step in ("template", "people", "first", "meeting"))
    yield f"/unit-setup/step/?unit={city.b}&step=meeting"


@pytest.fixture
def accounted(city: SimpleNamespace) -> SimpleNamespace:
    makers.make_user("hr-admin", Role.HR_ADMIN, city.root)
    meet(city, "a")
    ask(city, "a")
    return city


@pytest.mark.parametrize(("theme", "width", "language"), LOOKS)
def test_no_screen_has_a_violation(
    chromium: Browser, address: str, panel: Flask, accounted: SimpleNamespace, theme: str, width: int, language: str
) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/account/language/{language}/")
    found = complaints(page, "sign-in")
    sign_in(page, "hr-admin", language)
    configured = _configured(accounted)
    for path in (*screens(panel, accounted), *configured):
        page.goto(path)
        found += complaints(page, path)
        for index in range(page.locator("main details").count()):
            page.evaluate(OPEN, index)
            found += complaints(page, f"{path} opened {index}", index)
    found += told_pages(page, accounted)
    context.close()
    assert found == []


def told_pages(page: Page, city: SimpleNamespace) -> list[str]:
    """A refused form, two versions, a deletion to confirm, an import's preview."""
    found = []
    page.goto("/employees/new/")
    page.fill("#nip", "123")
    page.click("[data-save]")
    page.wait_for_selector(".errors")
    found += complaints(page, "a refused form")
    page.goto(f"/employees/edit/?id={city.employee_a.id}")
    page.fill("#name", "Nama Saya")
    records.change(SYSTEM, type(city.employee_a), city.employee_a.id, {"name": "Nama Lain"}, 1)
    page.click("[data-save]")
    page.wait_for_selector("form[data-choose]")
    found += complaints(page, "two versions")
    page.goto(f"/trainings/details/?id={city.training_a.id}")
    page.click("form[action$='/delete/'] button")
    found += complaints(page, "a deletion to confirm")
    page.goto("/imports/new/")
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
    page.click("main form button[type=submit]")
    page.wait_for_selector(".counts")
    return found + complaints(page, "an import's preview")


@pytest.mark.parametrize(("theme", "width", "language"), LOOKS)
def test_the_second_factors_pages_have_no_violation(
    chromium: Browser, address: str, accounted: SimpleNamespace, theme: str, width: int, language: str
) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/account/language/{language}/")
    sign_in(page, "hr-admin", language)
    page.goto("/second-factor/")
    found = complaints(page, "setting up")
    page.fill("#code", "1")
    page.click("main form button[type=submit]")
    found += complaints(page, "a wrong code")
    page.fill("#code", pyotp.TOTP("".join(page.locator(".key").inner_text().split())).now())
    page.click("main form button[type=submit]")
    page.wait_for_selector(".recovery")
    found += complaints(page, "recovery codes")
    for path in ("/second-factor/", "/account/"):
        page.goto(path)
        found += complaints(page, f"{path} with a second factor")
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.fill("#username", "hr-admin")
    page.fill("#password", makers.PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#code")
    found += complaints(page, "the code at sign-in")
    context.close()
    assert found == []


def test_set_up_has_no_violation(page: Page, address: str) -> None:
    accounts.User._get_collection().delete_many({})
    page.goto(f"/account/setup/{accounts.new_setup_link()}/")
    assert complaints(page, "set-up") == []
