"""Fields that a dinas defined, in the browser's pages: form, list, filter, search, details, history, export."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from models.configurations import Layer
from models.people import Employee
from models.unit_settings import ListView, SensitiveField, UnitSettings
from operations import records
from operations.actors import SYSTEM
from operations.errors import Invalid
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force


@pytest.fixture
def health(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa records licences of its health workers."""
    put_in_force(
        city.a,
        make_layer(
            "Employee",
            make_definition(
                "str_number",
                label_id="Nomor STR",
                label_en="STR number",
                searchable=True,
                unique=True,
                section="licence",
            ),
            make_definition(
                "str_until", "date", label_id="STR berlaku sampai", filterable=True, listed=True, section="licence"
            ),
            make_definition(
                "worker", "choice", choices=("perawat", "bidan"), filterable=True, listed=True, section="licence"
            ),
            make_definition("hours", "decimal", label_id="Jam jaga", filterable=True, unit="jam"),
            make_definition("allowance", "money", label_id="Tunjangan", sensitive=True),
            make_definition("mentor", "person", label_id="Pembimbing", filterable=True),
            make_definition("twice", "computed", formula="hours * 2", label_id="Dua kali"),
            make_definition("courses", "table", columns=(("name", "text"), ("jp", "integer")), label_id="Kursus luar"),
            sections=("licence",),
        ),
    )
    return city


def form_of(page: str) -> dict[str, str]:
    """The hidden fields that make a save safe."""
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]
        for name in ("version", "form_token", "fields_of")
    }  # type: ignore[index]


def save(member: Member, person: Any, **values: str) -> Any:
    address = f"/employees/edit/?id={person.id}"
    page = member.get(address).text
    return member.post(address, {**form_of(page), **{f"custom.{name}": value for name, value in values.items()}})


def test_a_defined_field_goes_round(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    hr, person = cast["hr"], health.employee_a
    answer = save(
        hr,
        person,
        str_number="13 01 5222",
        str_until="17 Agustus 2027",
        worker="bidan",
        hours="12,5",
        mentor=str(health.employee_b.id),
        **{"courses-0-name": "BTCLS", "courses-0-jp": "40"},
    )
    assert answer.status_code == 302, answer.text
    raw = records.read(Employee, person.id)
    assert raw["custom"]["str_number"] == "13 01 5222" and raw["custom"]["courses"] == [{"name": "BTCLS", "jp": 40}]
    assert str(raw["custom"]["twice"]) == "25"
    page = hr.get(f"/employees/details/?id={person.id}&part=all").text
    for text in ("STR number", "17-08-2027", "Bidan", "12,5 jam", "25", "BTCLS", "BSECRET"):
        assert text in page
    listed = hr.get(f"/employees/?department={health.a}").text
    assert "STR berlaku sampai" in listed and "17-08-2027" in listed
    assert "STR berlaku sampai" not in hr.get(f"/employees/?department={health.b}").text
    assert "STR berlaku sampai" not in cast["outsider_b"].get("/employees/").text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("custom.worker=bidan", True), ("custom.worker=perawat", False), ("custom.str_until_from=01-01-2027", True),
        ("custom.str_until_from=01-01-2027&custom.str_until_to=31-12-2027", True), ("custom.str_until_to=31-12-2026", False),
        ("custom.hours_from=12&custom.hours_to=13", True), ("custom.hours_from=12,51", False), ("search=5222", True),
        ("search=9999", False), ("custom.worker=bidan&custom.hours_to=12,5", True), ("sort=custom.str_until&desc=1", True),
    ],
)  # fmt: skip
def test_it_is_found(health: SimpleNamespace, cast: dict[str, Member], query: str, is_found: bool) -> None:
    save(cast["hr"], health.employee_a, str_number="13 01 5222", str_until="17-08-2027", worker="bidan", hours="12,5")
    cast["hr"].get("/account/")  # takes the message that it was saved
    page = cast["hr"].get(f"/employees/?department={health.a}&{query}").text
    assert ("ASECRET" in page) is is_found
    assert "cannot be read" not in page


def test_what_is_wrong_is_said_at_the_field(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    answer = save(cast["hr"], health.employee_a, str_until="31-02-2027", worker="dukun", hours="banyak")
    assert answer.status_code == 422
    for text in ("There is no such day", "not one of the choices", "“banyak” is not a number"):
        assert text in answer.text
    assert 'value="banyak"' in answer.text


def test_a_unique_value_is_unique_within_the_unit(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    from tests.makers import make_employee

    other = make_employee(health.a)
    assert save(cast["hr"], health.employee_a, str_number="77").status_code == 302
    answer = save(cast["hr"], other, str_number="77")
    assert answer.status_code == 422 and "already used" in answer.text and 'aria-invalid="true"' in answer.text
    assert save(cast["hr"], health.employee_a, str_number="78").status_code == 302
    assert save(cast["hr"], other, str_number="77").status_code == 302


def test_a_sensitive_value_is_masked(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    assert save(cast["hr"], health.employee_a, allowance="1.250.000").status_code == 302
    edit = f"/employees/edit/?id={health.employee_a.id}"
    details = f"/employees/details/?id={health.employee_a.id}&part=all"
    for page in (cast["hr"].get(edit).text, cast["hr"].get(details).text, cast["secretary_a"].get(details).text):
        assert "1.250.000" not in page and "1250000" not in page
    assert "custom.allowance" not in cast["secretary_a"].get(edit).text
    shown = f"/employees/reveal/?id={health.employee_a.id}&field=custom.allowance"
    assert "1.250.000" in cast["hr"].post(shown, headers={"Accept": "text/plain"}).text
    assert cast["secretary_a"].post(shown).status_code == 403
    assert save(cast["hr"], health.employee_a, worker="bidan").status_code == 302
    assert records.read(Employee, health.employee_a.id)["custom"]["allowance"].to_decimal() == 1250000


def test_a_reference_out_of_reach_is_refused(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    answer = save(cast["secretary_a"], health.employee_a, mentor=str(health.employee_b.id))
    assert answer.status_code == 422 and "not within your units" in answer.text


def test_a_form_of_before_is_drawn_anew(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    address = f"/employees/edit/?id={health.employee_a.id}"
    kept = form_of(cast["hr"].get(address).text)
    put_in_force(health.a, make_layer("Employee", make_definition("nira", required=True, label_id="NIRA")))
    answer = cast["hr"].post(address, {**kept, "custom.str_number": "1", "name": "Diketik"})
    assert answer.status_code == 422 and "NIRA" in answer.text and "other fields now" in answer.text
    assert 'value="Diketik"' in answer.text
    with pytest.raises(Invalid) as refused:
        records.change(SYSTEM, Employee, health.employee_a.id, {"name": "Baru"}, 1)
    assert "custom.nira" in refused.value.problems


def test_the_history_and_the_export_know_it(health: SimpleNamespace, cast: dict[str, Member]) -> None:
    save(cast["hr"], health.employee_a, worker="bidan", hours="3")
    save(cast["hr"], health.employee_a, worker="perawat", hours="3")
    page = cast["hr"].get(f"/employees/details/?id={health.employee_a.id}&part=changes").text
    assert "<del>Bidan</del>" in page and "<ins>Perawat</ins>" in page
    text = cast["hr"].get(f"/employees/export/csv/?department={health.a}").text
    assert "Jam jaga" in text and "3 jam" in text and "Tunjangan" not in text


def test_a_built_in_field_can_be_sensitive_in_a_unit(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    records.change(SYSTEM, Employee, city.employee_a.id, {"phone": "0812-3456"}, 1)
    settings = UnitSettings(sensitive=[SensitiveField(type="Employee", field="phone")])
    put_in_force(city.a, Layer(settings=settings))
    where = f"?id={city.employee_a.id}"
    for path in ("details/", "edit/"):
        assert "0812-3456" not in cast["hr"].get(f"/employees/{path}{where}&part=all").text
    assert "0812-3456" not in cast["hr"].get(f"/employees/export/csv/?department={city.a}").text
    assert (
        "0812-3456" in cast["hr"].post(f"/employees/reveal/{where}&field=phone", headers={"Accept": "text/plain"}).text
    )
    assert cast["secretary_a"].post(f"/employees/reveal/{where}&field=phone").status_code == 403
    kept = form_of(cast["hr"].get(f"/employees/edit/{where}").text)
    assert cast["hr"].post(f"/employees/edit/{where}", {**kept, "phone": "", "email": "a@b.id"}).status_code == 302
    assert records.read(Employee, city.employee_a.id)["phone"] == "0812-3456"


def test_a_role_finds_its_list_as_the_unit_set_it(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    narrow = ListView(screen="employees", role="secretary", filters="kind=pppk")
    wide = ListView(screen="employees", role="head", columns=["name", "phone"])
    put_in_force(city.a, Layer(settings=UnitSettings(views=[narrow, wide])))
    assert "ASECRET" not in cast["secretary_a"].get("/employees/").text
    assert "ASECRET" in cast["secretary_a"].get("/employees/?search=").text
    shown, others = (cast[name].get("/employees/").text.partition("<tbody")[0] for name in ("head_a", "hr"))
    assert ">Mobile number" in shown and ">Golongan" not in shown.rpartition("<thead")[2]
    assert ">Golongan" in others.rpartition("<thead")[2]


def test_a_link_leads_to_its_page_unless_it_is_sensitive(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    fields = (make_definition("page", "link"), make_definition("secret_page", "link", sensitive=True))
    put_in_force(city.a, make_layer("Employee", *fields))
    values = {"page": "https://salatiga.example/a?x=1&y=2", "secret_page": "https://salatiga.example/rahasia"}
    assert save(cast["hr"], city.employee_a, **values).status_code == 302
    page = cast["secretary_a"].get(f"/employees/details/?id={city.employee_a.id}&part=data").text
    assert 'href="https://salatiga.example/a?x=1&amp;y=2" rel="noopener noreferrer"' in page and "rahasia" not in page
    assert save(cast["hr"], city.employee_a, page="javascript:alert(1)").status_code == 422
