"""Registers: a unit defines a type of record, and it is there, whole, for those who may and for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import app as panel_module
from config import Settings
from models.audit import AuditEntry
from models.configurations import Layer
from models.entries import EmployeeEntry, UnitEntry, entry_class
from models.moments import now
from models.people import Employee
from models.registers import AccessDefinition
from operations import deletions, files, records, register_states
from operations.actors import SYSTEM
from operations.errors import Denied, Invalid, Missing, WrongState
from tests.conftest import Member, sign_in
from tests.defining import make_definition, put_in_force
from tests.makers import Role, make_actor, make_employee
from tests.registering import IZIN, keep_registers, make_entry, make_fields, make_register

Cast = dict[str, Member]


@pytest.fixture
def izin(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa keeps registers."""
    keep_registers(city.a)
    return city


def hidden(page: str) -> dict[str, str]:
    names = ("version", "form_token", "fields_of")
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in names}  # type: ignore[index]


def add(member: Member, person: Any, number: str, **more: str) -> Any:
    page = member.get(f"/registers/izin/new/?employee={person.id}").text
    form = {**hidden(page), "employee": str(person.id), "custom.nomor": number}
    return member.post("/registers/izin/new/", {**form, **{f"custom.{key}": value for key, value in more.items()}})


@pytest.mark.parametrize("name", ["hr", "secretary_a"])
def test_an_entry_goes_round(izin: SimpleNamespace, cast: Cast, name: str) -> None:
    member = cast[name]
    answer = add(member, izin.employee_a, "SIP/7", sampai="17-08-2030")
    assert answer.status_code == 302, answer.text
    raw = EmployeeEntry._get_collection().find_one({})
    assert (raw["register"], raw["state"], raw["title"]) == ("izin", "draf", "SIP/7")
    assert raw["expires_on"].year == 2030 and raw["department"] == izin.bidang
    id = raw["_id"]
    listed = member.get("/registers/izin/?search=sip&state=draf&expires_on_from=01-01-2030&sort=state").text
    assert "SIP/7" in listed and "ASECRET" in listed and "Draf" in listed and "17-08-2030" in listed
    assert "SIP/7" not in member.get("/registers/izin/?state=berlaku").text
    page = member.get(f"/registers/izin/edit/?id={id}").text
    form = {**hidden(page), "employee": str(izin.employee_a.id), "custom.nomor": "SIP/8"}
    assert member.post(f"/registers/izin/edit/?id={id}", form).status_code == 302
    details = member.get(f"/registers/izin/details/?id={id}").text
    assert "SIP/8" in details and "<del>SIP/7</del>" in details and "<i>licence" not in details
    assert "SIP/8" in member.get("/registers/izin/export/csv/").text
    assert "SIP/8" in member.get(f"/registers/izin/details/?id={id}").text
    sure = {"id": str(id), "rowid": str(id), "version": "2", "confirmed": "1"}
    assert member.post(f"/registers/izin/delete/?id={id}", sure).status_code == 302
    assert EmployeeEntry._get_collection().count_documents({}) == 0
    member.post("/registers/izin/restore/", {"id": str(id)})
    assert records.read(IZIN, id)["title"] == "SIP/8"
    member.post("/registers/izin/action/", {"action": "delete", "rowid": str(id), "confirmed": "1"})
    assert EmployeeEntry._get_collection().count_documents({}) == 0


def test_who_is_let_in(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a)
    pages = ("", f"details/?id={entry.id}", f"edit/?id={entry.id}", "new/", "export/csv/", "lookup/?field=employee")
    for name in ("outsider_b", "auditor"):
        for page in pages:
            assert cast[name].get(f"/registers/izin/{page}").status_code == 404, (name, page)
        assert "licence" not in cast[name].get("/registers/").text + cast[name].get("/").text
    for page in pages:
        assert "/account/sign-in/" in cast["nobody"].get(f"/registers/izin/{page}").headers["Location"]
    head = cast["head_a"]
    assert head.get(f"/registers/izin/details/?id={entry.id}").status_code == 200
    assert head.get(f"/registers/izin/edit/?id={entry.id}").status_code == 403
    assert head.get("/registers/izin/new/").status_code == 403
    sure = {"id": str(entry.id), "version": "1", "confirmed": "1"}
    assert head.post(f"/registers/izin/delete/?id={entry.id}", sure).status_code == 403
    for name in ("hr", "secretary_a", "head_a"):
        page = cast[name].get("/").text
        assert "/registers/izin/" in page and "Practice &lt;i&gt;licence" in page and "<i>licence" not in page
        assert "/registers/izin/" in cast[name].get("/registers/").text


def test_an_auditor_sees_where_access_says_so(izin: SimpleNamespace, cast: Cast) -> None:
    access = [AccessDefinition(role="auditor", may="see")]
    put_in_force(izin.a, Layer(registers=[make_register(access=access)], types=[make_fields()]))
    entry = make_entry(izin.employee_a)
    assert cast["auditor"].get(f"/registers/izin/details/?id={entry.id}").status_code == 200
    assert cast["auditor"].get(f"/registers/izin/edit/?id={entry.id}").status_code == 403
    assert cast["secretary_a"].get("/registers/izin/").status_code == 404


def test_ids_of_elsewhere_name_nothing(izin: SimpleNamespace, cast: Cast) -> None:
    room = records.create(
        SYSTEM, entry_class("ruang", "unit"), {"department": izin.bidang, "custom.nomor": "R1", "custom.sampai": None}
    )
    entry = make_entry(izin.employee_a, "R1")
    assert UnitEntry._get_collection().find_one({})["title"] == "R1"
    hr = cast["hr"]
    for page in ("details", "edit", "file", "new/?clone="):
        path = f"{page}/?id=" if "clone" not in page else page
        assert hr.get(f"/registers/izin/{path}{room.id}").status_code == 404
        assert hr.get(f"/registers/ruang/{path}{entry.id}").status_code == 404
        assert hr.get(f"/registers/izin/{path}{izin.training_a.id}").status_code == 404
    assert hr.get(f"/registers/ruang/details/?id={room.id}").status_code == 200
    assert hr.get("/registers/tidak_ada/").status_code == 404
    other = entry_class("lain", "employee")
    with pytest.raises(Missing):
        records.read(other, entry.id)
    with pytest.raises(Denied):
        records.create(make_actor(Role.HR_ADMIN, izin.root, everywhere=True), other, {"employee": izin.employee_a.id})
    with pytest.raises(Invalid, match="does not keep this register"):
        make_entry(izin.employee_b)


def test_states_move_step_by_step(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a)
    with pytest.raises(WrongState):
        records.change(SYSTEM, IZIN, entry.id, {"state": "berlaku"}, 1)
    with pytest.raises(WrongState):
        records.create(SYSTEM, IZIN, {"employee": izin.employee_a.id, "custom.nomor": "9", "state": "berlaku"})
    form = {"id": str(entry.id), "version": "1", "to": "berlaku"}
    secretary, head = cast["secretary_a"], cast["head_a"]
    assert 'value="berlaku"' not in secretary.get(f"/registers/izin/details/?id={entry.id}").text
    assert secretary.post("/registers/izin/move/", form).status_code == 409
    assert cast["outsider_b"].post("/registers/izin/move/", form).status_code == 404
    assert 'value="berlaku"' in head.get(f"/registers/izin/details/?id={entry.id}").text
    assert head.post("/registers/izin/move/", {**form, "to": "dicabut"}).status_code == 409
    assert head.post("/registers/izin/move/", form).status_code == 302
    assert records.read(IZIN, entry.id)["state"] == "berlaku"
    assert head.post("/registers/izin/move/", form).status_code == 409
    page = cast["hr"].get(f"/registers/izin/details/?id={entry.id}").text
    assert "<del>Draf</del>" in page and "<ins>Berlaku</ins>" in page
    assert [each.key for each in register_states.steps(SYSTEM, IZIN, records.read(IZIN, entry.id))] == ["dicabut"]
    assert "Practice &lt;i&gt;licence" in cast["hr"].get("/audit/").text


def test_a_retired_register_is_hidden_and_keeps_its_entries(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a)
    put_in_force(izin.a, Layer(registers=[make_register(retired=True)], types=[make_fields()]))
    for page in ("", f"details/?id={entry.id}", "new/"):
        assert cast["hr"].get(f"/registers/izin/{page}").status_code == 404
    assert "/registers/izin/" not in cast["hr"].get("/").text
    assert records.read(IZIN, entry.id)["custom"]["nomor"] == "SIP/1"
    with pytest.raises(Invalid):
        make_entry(izin.employee_a, "SIP/2")
    put_in_force(izin.a, Layer(registers=[make_register()], types=[make_fields()]))
    assert "SIP/1" in cast["hr"].get("/registers/izin/").text


def test_another_worker_knows_it_at_the_next_request(settings: Settings, city: SimpleNamespace, cast: Cast) -> None:
    other = Member("hr", sign_in(panel_module.create_app(settings), "hr_admin"))
    assert other.get("/registers/izin/").status_code == 404
    put_in_force(city.a, Layer(registers=[make_register()], types=[make_fields()]))
    assert other.get("/registers/izin/").status_code == 200
    assert add(other, city.employee_a, "SIP/3").status_code == 302
    assert "SIP/3" in cast["hr"].get("/registers/izin/").text


def test_entries_follow_their_employee(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a)
    person = records.read(Employee, izin.employee_a.id)
    records.change(SYSTEM, Employee, person["_id"], {"department": izin.b, "name": "Nama Baru"}, person["version"])
    raw = records.read(IZIN, entry.id)
    assert raw["department"] == izin.b and raw["employee_name"] == "Nama Baru" and raw["title"] == "SIP/1"
    assert cast["secretary_a"].get(f"/registers/izin/details/?id={entry.id}").status_code == 404
    assert cast["outsider_b"].get(f"/registers/izin/details/?id={entry.id}").status_code == 404
    assert cast["hr"].get(f"/registers/izin/details/?id={entry.id}").status_code == 200
    with pytest.raises(Invalid):
        deletions.delete(SYSTEM, Employee, izin.employee_a.id, None)


def test_the_employee_page_shows_them_and_what_ends(izin: SimpleNamespace, cast: Cast) -> None:
    soon = now().date() + timedelta(days=20)
    entry = make_entry(izin.employee_a, "SIP/55", sampai=soon)
    page = cast["secretary_a"].get(f"/employees/details/?id={izin.employee_a.id}&part=registers").text
    assert f"/registers/izin/details/?id={entry.id}" in page and "Draf" in page
    assert "“SIP/55” is valid until" in page
    assert "“SIP/55” is valid until" in cast["hr"].get(f"/registers/izin/details/?id={entry.id}").text
    other = make_employee(izin.b)
    assert "part=registers" not in cast["hr"].get(f"/employees/details/?id={other.id}").text


def test_a_sensitive_value_is_revealed_to_hr_alone(izin: SimpleNamespace, cast: Cast) -> None:
    entry = make_entry(izin.employee_a, gaji=1_250_000)
    address = f"/registers/izin/reveal/?id={entry.id}&field=custom.gaji"
    assert "1.250.000" in cast["hr"].post(address, headers={"Accept": "text/plain"}).text
    assert cast["secretary_a"].post(address).status_code == 403
    assert "1.250.000" not in cast["secretary_a"].get(f"/registers/izin/details/?id={entry.id}").text
    assert AuditEntry.objects(action="reveal", document="Register:izin").count() == 1


def test_columns_are_kept_for_a_register(izin: SimpleNamespace, cast: Cast) -> None:
    make_entry(izin.employee_a)
    form = {"screen": "register_izin", "column": ["state", "title"], "next": "/registers/izin/"}
    assert cast["secretary_a"].post("/preferences/columns/", form).status_code == 302
    page = cast["secretary_a"].get("/registers/izin/").text
    assert page.index("column=state") if "column=state" in page else True
    assert cast["outsider_b"].post("/preferences/columns/", form).status_code == 404


def test_a_file_opens_through_its_entry(izin: SimpleNamespace, cast: Cast) -> None:
    fields = make_fields()
    fields.fields.append(make_definition("surat", "file"))
    put_in_force(izin.a, Layer(registers=[make_register()], types=[fields]))
    paper = files.store(SYSTEM, b"%PDF izin", "izin.pdf", "application/pdf")
    entry = make_entry(izin.employee_a, surat=paper)
    address = f"/registers/izin/file/?id={entry.id}&field=custom.surat"
    assert address.replace("&", "&amp;") in cast["head_a"].get(f"/registers/izin/details/?id={entry.id}").text
    assert cast["head_a"].get(address).data == b"%PDF izin"
    assert cast["outsider_b"].get(address).status_code == 404
    assert cast["hr"].get(address.replace("surat", "nomor")).status_code == 404


def test_one_unit_may_keep_under_a_key_what_another_does(izin: SimpleNamespace, cast: Cast) -> None:
    other = make_register(label_id="Lisensi", label_en="Permits", title_field=None, expiry_field=None)
    put_in_force(izin.b, Layer(registers=[other], types=[]))
    first = make_entry(izin.employee_a)
    second = records.create(SYSTEM, IZIN, {"employee": izin.employee_b.id})
    assert records.read(IZIN, second.id)["title"].startswith("Lisensi ")
    page = cast["outsider_b"].get("/registers/izin/").text
    assert "Permits" in page and "BSECRET" in page and "ASECRET" not in page and "licence" not in page
    assert cast["outsider_b"].get(f"/registers/izin/details/?id={first.id}").status_code == 404
    assert cast["secretary_a"].get(f"/registers/izin/edit/?id={second.id}").status_code == 404
    listed = cast["hr"].get("/registers/izin/").text
    assert "ASECRET" in listed and "BSECRET" in listed and cast["hr"].get("/registers/").text.count("?department=") == 3
