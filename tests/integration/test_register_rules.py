"""Registers in drafts: rehearsed and applied like other types, and refused where they cannot be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.configurations import Layer
from models.entries import EmployeeEntry
from models.people import Employee
from models.registers import AccessDefinition, StateDefinition
from operations import applying, configuring, records
from operations.actors import SYSTEM
from operations.errors import Invalid
from tests.conftest import Member
from tests.defining import put_in_force
from tests.registering import IZIN, keep_registers, make_entry, make_fields, make_register

Cast = dict[str, Member]


@pytest.fixture
def izin(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa keeps registers."""
    keep_registers(city.a)
    return city


def test_a_draft_rehearses_the_entries(izin: SimpleNamespace) -> None:
    first, second = make_entry(izin.employee_a, "12"), make_entry(izin.employee_a, "dua belas")

    def change(layer: Any) -> None:
        layer.registers, layer.types = [make_register()], [make_fields()]
        layer.types[0].fields[0].kind = "integer"
        layer.types[0].fields[0].searchable = False

    configuring.edit(SYSTEM, izin.a, change)
    told = applying.preview(SYSTEM, izin.a)
    assert told.counts.read == 2 and {each.type for each in told.findings} == {"izin"}
    configuring.decide(SYSTEM, izin.a, {each.key: "=13" for each in told.findings if each.is_open})
    applying.apply(SYSTEM, izin.a, applying.preview(SYSTEM, izin.a).digest)
    assert [records.read(IZIN, each.id)["custom"]["nomor"] for each in (first, second)] == [12, 13]
    assert records.read(IZIN, second.id)["title"] == "13"
    configuring.bring_back(SYSTEM, izin.a, 1)
    applying.apply(SYSTEM, izin.a, applying.preview(SYSTEM, izin.a).digest)
    assert records.read(IZIN, second.id)["custom"]["nomor"] == "dua belas"
    assert records.read(IZIN, second.id)["title"] == "dua belas"


def test_states_that_come_later_begin_at_the_first(city: SimpleNamespace) -> None:
    put_in_force(city.a, Layer(registers=[make_register(states=[], transitions=[])], types=[make_fields()]))
    entry = make_entry(city.employee_a)
    assert "state" not in records.read(IZIN, entry.id)
    configuring.edit(SYSTEM, city.a, lambda layer: setattr(layer, "registers", [make_register()]))
    applying.apply(SYSTEM, city.a, applying.preview(SYSTEM, city.a).digest)
    assert records.read(IZIN, entry.id)["state"] == "draf"


@pytest.mark.parametrize(
    ("register", "where"),
    [
        (make_register("employee"), "register/employee"),
        (make_register("Besar"), "register/Besar/key"),
        (make_register(title_field="x"), "register/izin/title_field"),
        (make_register(title_field="gaji"), "register/izin/title_field"),
        (make_register(expiry_field="nomor"), "register/izin/expiry_field"),
        (make_register(states=[]), "register/izin/transitions"),
        (make_register(owner="unit"), "register/izin/owner"),
        (make_register(access=[AccessDefinition(role="head", may="see")] * 2), "register/izin/access"),
    ],
)
def test_what_cannot_be_is_refused(izin: SimpleNamespace, register: Any, where: str) -> None:
    def change(layer: Any) -> None:
        layer.registers, layer.types = [register], [make_fields(register.key)]

    configuring.edit(SYSTEM, izin.a, change)
    with pytest.raises(Invalid) as refused:
        applying.preview(SYSTEM, izin.a)
    assert where in refused.value.problems


def test_a_key_is_a_registers_once_on_a_path(izin: SimpleNamespace) -> None:
    for unit, owner, is_refused in ((izin.root, "employee", True), (izin.bidang, "employee", True), (izin.b, "unit", True),
                                    (izin.b, "employee", False)):  # fmt: skip

        def change(layer: Any, owner: str = owner) -> None:
            layer.registers = [make_register(owner=owner, title_field=None, expiry_field=None)]
            layer.types = []

        configuring.edit(SYSTEM, unit, change)
        found = {where for where, _ in configuring.problems(unit, configuring.draft_of(unit).layer)}
        assert ("register/izin" in found) is is_refused, (unit, found)
        configuring.discard(SYSTEM, unit)


def test_what_is_in_use_is_not_dropped(izin: SimpleNamespace) -> None:
    make_entry(izin.employee_a)

    def shorten(layer: Any) -> None:
        layer.registers = [make_register(states=[StateDefinition(key="berlaku", label_id="Berlaku")], transitions=[])]

    configuring.edit(SYSTEM, izin.a, shorten)
    with pytest.raises(Invalid) as refused:
        applying.preview(SYSTEM, izin.a)
    assert str(refused.value.problems["register/izin/states"]).startswith("1 records are in the state")
    configuring.edit(SYSTEM, izin.a, lambda layer: setattr(layer, "registers", []))
    with pytest.raises(Invalid) as refused:
        applying.preview(SYSTEM, izin.a)
    assert str(refused.value.problems["register/izin"]).startswith("A register with records")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("izin/?page=-1&sort=x&state=x&expires_on_from=x&custom.sampai_from=x", 200), ("izin/?page=99999999&size=7", 200),
        ("izin/?search=%00&department=x", 200), ("izin/details/?id=x", 404), ("izin/export/pdf/", 404),
        ("izin/lookup/?field=custom.x@Employee", 200), ("izin/lookup/?field=state", 404), ("izin/new/?clone=x", 404),
        ("izin/move/", 405), ("izin/delete/", 405), ("izin/tidak/", 404), ("%00/", 404), ("izin/new/?employee=x", 200),
        ("ruang/new/", 200), ("ruang/?expires_on_from=01-01-2026", 200), ("Izin/", 404), ("employee/", 404),
    ],
)  # fmt: skip
def test_what_an_address_may_say(izin: SimpleNamespace, cast: Cast, path: str, status: int) -> None:
    assert cast["secretary_a"].get(f"/registers/{path}").status_code == status


def test_an_entry_whose_employee_left_can_still_be_taken_away(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a)
    person = records.read(Employee, izin.employee_a.id)
    records.change(SYSTEM, Employee, person["_id"], {"department": izin.b}, person["version"])
    hr, address = cast["hr"], f"/registers/izin/edit/?id={entry.id}"
    assert hr.get(address).status_code == 200
    answer = hr.post(address, {"version": "1", "employee": str(person["_id"])})
    assert answer.status_code == 422 and "does not keep this register" in answer.text
    form = {"id": str(entry.id), "version": "x", "to": "berlaku"}
    assert hr.post("/registers/izin/move/", form).status_code == 409
    sure = {"id": str(entry.id), "version": "1", "confirmed": "1"}
    assert hr.post(f"/registers/izin/delete/?id={entry.id}", sure).status_code == 302
    assert EmployeeEntry._get_collection().count_documents({}) == 0


def test_an_employee_comes_back_and_finds_the_number_still_theirs(izin: SimpleNamespace) -> None:
    entry = make_entry(izin.employee_a)
    before = records.read(IZIN, entry.id)
    for unit in (izin.b, izin.bidang, izin.b, izin.bidang):
        person = records.read(Employee, izin.employee_a.id)
        records.change(SYSTEM, Employee, person["_id"], {"department": unit}, person["version"])
    assert records.read(IZIN, entry.id) == before and before["unique_keys"] == [f"{izin.a}/izin:nomor=sip/1"]
