"""The three main jobs without a mouse: find and edit a person, add a training and feedback, import a file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from models.users import User
from tests import makers
from tests.browser.conftest import sign_in

FOCUSED = "document.activeElement"


def enter(page: Page, username: str) -> None:
    """Sign in by typing: the first field has the focus of the first Tab stops."""
    page.goto("/")
    tab_to(page, "id", "username")
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(makers.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.wait_for_load_state()


def tab_to(page: Page, attribute: str, value: str, most: int = 80) -> None:
    """Press Tab until the focus is on the element whose property holds `value`, and see that the focus shows."""
    for _ in range(most):
        held = page.evaluate(f"({FOCUSED}?.[{attribute!r}] ?? '').toString().trim()")
        if held == value:
            outline = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
            assert outline != "none", f"the focus on {value} does not show"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{value} is not reached by {most} presses of Tab")


def test_finding_and_editing(page: Page, city: SimpleNamespace) -> None:
    enter(page, "hr-admin")
    page.keyboard.press("/")
    page.keyboard.type("pegawai asecret")
    page.keyboard.press("Enter")
    expect(page.locator("#listing tbody tr")).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pegawai ASECRET")
    page.wait_for_load_state()
    page.keyboard.press("e")
    page.wait_for_url("**/edit/**")
    for stop in ("Skip to the content", "Contact"):  # past the menu, then to the part of the long form
        tab_to(page, "innerText", stop, most=20)
        page.keyboard.press("Enter")
    tab_to(page, "id", "phone", most=4)
    page.keyboard.type("0812 3456 789")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("was saved")).to_be_visible()
    assert Employee.objects.get(id=city.employee_a.id).phone.replace(" ", "").endswith("8123456789")


def test_adding_a_training_and_feedback(page: Page, city: SimpleNamespace) -> None:
    enter(page, "secretary")
    page.goto(f"/employees/details/?id={city.employee_a.id}")
    tab_to(page, "innerText", "Add training")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trainings/new/**")
    tab_to(page, "id", "title")
    page.keyboard.type("Manajemen Kasus")
    tab_to(page, "id", "starts_on")
    page.keyboard.type("02-03-2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Manajemen Kasus was added")).to_be_visible()
    assert Training.objects(title="Manajemen Kasus").count() == 1

    page.goto(f"/employees/details/?id={city.employee_a.id}")
    tab_to(page, "innerText", "Give feedback")
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback/new/**")
    tab_to(page, "id", "giver_name")
    page.keyboard.type("Warga")
    tab_to(page, "id", "given_on")
    page.keyboard.type("05-05-2026")
    tab_to(page, "id", "text")
    page.keyboard.type("Cepat dan ramah.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("was added")).to_be_visible()
    assert Feedback.objects(giver_name="Warga").count() == 1


def test_importing(page: Page, city: SimpleNamespace, tmp_path: Path) -> None:
    sheet = tmp_path / "siasn.csv"
    sheet.write_text("NIP BARU|NAMA|GOL AKHIR NAMA|UNOR NAMA\n'199002142015032004|RETNO WULANDARI|III/b|Dinas Alfa\n")
    enter(page, "hr-admin")
    page.goto("/imports/new/")
    tab_to(page, "id", "file")
    page.set_input_files("#file", str(sheet))  # the system's own dialog is no page
    tab_to(page, "innerText", "Show the preview")
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview/**")
    tab_to(page, "innerText", "Apply 1 row")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The import is applied.")).to_be_visible()
    assert Employee.objects(nip="199002142015032004").count() == 1


def test_the_list_and_its_help_by_keys(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto("/employees/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#listing tr.cursor")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.locator("[data-selection]")).to_contain_text("1 selected")
    page.keyboard.press("n")
    page.wait_for_url("**/employees/new/")


def test_columns_are_ordered_by_keys_and_kept(page: Page, city: SimpleNamespace) -> None:
    sign_in(page, "hr-admin")
    page.goto("/employees/")
    page.get_by_text("View", exact=True).click()
    box = page.get_by_role("checkbox", name="NIP")
    box.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("radio", name="Comfortable").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-density", "comfortable")
    expect(page.locator("#listing thead th").nth(1)).to_have_text("NIP")
    assert User.objects.get(username="hr-admin").columns["employees"][:2] == ["nip", "name"]
