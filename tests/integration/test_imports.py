"""Importing employees on the real store: previewed, applied, broken off, continued, contested."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mongoengine.connection import get_db

from models.audit import AuditEntry
from models.departments import Department
from models.histories import Education
from models.imports import ImportJob
from models.people import Employee
from models.users import Role
from operations import imports, records
from operations.actors import SYSTEM
from operations.errors import Denied, Invalid, Missing
from operations.imports import Label
from seeds.siasn import siasn_rows, write_csv, write_xlsx
from seeds.spoiling import Defect, spoil
from seeds.units import unit_values, units
from tests import makers
from tests.importing import NIPS, employee, imported, job_state, previewed, received, simple, table

MAPPED = ("name", "sex", "golongan", "status", "kind", "position_name", "title_back", "nik", "eselon", "birth_date")


def outcome() -> list[tuple[Any, ...]]:
    """What an import leaves, without ids and times."""
    names = dict(Department.objects.scalar("id", "name"))
    people = Employee.objects.order_by("nip")
    return [(e.nip, e.name, e.phone, names[e.department], e.version, len(e.educations)) for e in people]


@pytest.fixture
def salatiga(store: Any) -> None:
    ids: dict[str | None, Any] = {None: None}
    for unit in units():
        ids[unit.code] = records.create(SYSTEM, Department, {**unit_values(unit), "parent": ids[unit.parent]}).id


@pytest.mark.parametrize("form", ["csv", "xlsx", "serial"])
def test_a_siasn_export_becomes_employees_and_again_changes_nothing(salatiga: None, tmp_path: Path, form: str) -> None:
    rows, path = list(siasn_rows(120, 11, units())), tmp_path / "siasn"
    write_csv(path, rows) if form == "csv" else write_xlsx(path, rows, serial_dates=form == "serial")
    job = imports.receive(SYSTEM, io.BytesIO(path.read_bytes()), "siasn.csv")
    plan = imports.plan(SYSTEM, job)
    assert imports.accounted(plan)
    assert not plan.problems
    assert imports.apply(SYSTEM, job.id, plan.digest)["new"] == Employee.objects.count() == 120
    row, person = rows[0], employee(rows[0]["NIP BARU"].lstrip("'"))
    assert (person.name, person.nik) == (row["NAMA"], row["NIK"].lstrip("'"))
    assert f"{person.birth_date:%d-%m-%Y}" == row["TANGGAL LAHIR"]
    assert person.educations and person.ranks and person.positions
    revisions = AuditEntry.objects(document="Employee").count()
    again = imports.receive(SYSTEM, io.BytesIO(path.read_bytes()), "siasn.csv")
    plan = imports.plan(SYSTEM, again)
    assert imports.apply(SYSTEM, again.id, plan.digest) == {"new": 0, "changed": 0, "unchanged": 120, "problem": 0}
    assert AuditEntry.objects(document="Employee").count() == revisions == 120


def test_the_preview_tells_every_defect_at_once_and_writes_nothing(salatiga: None, tmp_path: Path) -> None:
    rows, defects = spoil(siasn_rows(60, 3, units()), each=2)
    path = tmp_path / "siasn.csv"
    write_csv(path, rows, ";")
    job = imports.receive(SYSTEM, path.open("rb"), path.name)
    plan = imports.plan(SYSTEM, job)
    assert imports.accounted(plan)
    told = {problem.row: problem for problem in plan.problems}
    columns = {Defect.IMPOSSIBLE_DATE: "TANGGAL LAHIR", Defect.UNKNOWN_GOLONGAN: "GOL AKHIR NAMA"}
    for index, defect in defects.items():
        assert told[index + 2].column == columns.get(defect, "NIP BARU"), defect
        assert told[index + 2].value
    repeated = [index for index, defect in defects.items() if defect is Defect.DUPLICATE_NIP]
    assert len(told) == len(defects) + len({rows[index]["NIP BARU"] for index in repeated})
    assert Employee.objects.count() == 0
    assert Department.objects(needs_review=True).count() == 0
    assert len(job_state(job).row_problems) == len(plan.problems)
    counts = imports.apply(SYSTEM, job.id, plan.digest)
    assert counts["new"] == Employee.objects.count() == 60 - counts["problem"]


def test_a_repeated_nip_is_a_problem_of_both_rows_each_naming_the_other(city: SimpleNamespace) -> None:
    _, plan = previewed(table(*(f"{NIPS[0]};Orang {number};Dinas Alfa;" for number in (1, 2))))
    assert [str(problem.message) for problem in plan.problems] == [
        "The same NIP stands in row 3 too.", "The same NIP stands in row 2 too.",
    ]  # fmt: skip


def test_a_row_without_nip_name_or_unit_is_told_by_column(city: SimpleNamespace) -> None:
    _, plan = previewed(table(";JUMLAH PEGAWAI;;", f"{NIPS[0]};;;"))
    assert {(each.row, each.column) for each in plan.problems} == {(2, "NIP"), (3, "NAMA"), (3, "UNOR NAMA")}


def test_only_the_columns_that_are_there_count_and_an_empty_cell_changes_nothing(city: SimpleNamespace) -> None:
    imported(simple())
    counts = imported(table(f"{NIPS[0]};", f"{NIPS[1]};0899", f"{NIPS[2]};null", headers="NIP;NOMOR HP"))
    assert counts == {"new": 0, "changed": 1, "unchanged": 2, "problem": 0}
    assert [employee(nip).phone for nip in NIPS] == ["0811", "0899", "0811"]


def test_a_changed_row_shows_what_changes_and_leaves_a_revision_of_the_job(city: SimpleNamespace) -> None:
    imported(simple())
    job, plan = previewed(simple(phone="0822"))
    assert [(dict(row.changes[0]), row.label) for row in plan.rows[:1]] == [
        ({"field": "phone", "before": "0811", "after": "0822"}, Label.CHANGED)
    ]
    imports.apply(SYSTEM, job.id, plan.digest)
    entry = AuditEntry.objects(record=employee().id).order_by("-version").first()
    assert (entry.source, entry.job, entry.version) == ("import", job.id, 2)


def test_a_nik_is_masked_in_what_is_shown(city: SimpleNamespace) -> None:
    text = f"NIP;NIK\n{city.employee_a.nip};3373010101850099\n{city.employee_b.nip};33730101018\n"
    _, plan = previewed(text)
    shown = repr([row.changes for row in plan.rows]) + repr(plan.problems)
    assert "••••" in shown
    assert "3373010101850" not in shown and "33730101018" not in shown


def test_education_is_added_and_what_the_panel_has_stays(city: SimpleNamespace) -> None:
    records.change(SYSTEM, Employee, city.employee_a.id, {"educations": [Education(level="sma", year=2003)]}, 1)
    text = (
        f"NIP;TINGKAT PENDIDIKAN NAMA;PENDIDIKAN NAMA;TAHUN LULUS\n{city.employee_a.nip};S-1/Sarjana;S-1 HUKUM;2007\n"
    )
    assert imported(text)["changed"] == 1
    rows = [(row.level, row.field, row.year) for row in Employee.objects.get(id=city.employee_a.id).educations]
    assert rows == [("sma", None, 2003), ("s1", "HUKUM", 2007)]
    assert imported(text)["unchanged"] == 1


def test_an_unknown_unit_is_made_once_under_the_known_one_and_marked(city: SimpleNamespace) -> None:
    headers = "NIP;NAMA;UNOR NAMA;SATUAN KERJA KERJA NAMA"
    rows = [f"{NIPS[0]};A;UPTD Baru;Dinas Beta", f"{NIPS[1]};B; uptd  BARU;DINAS BETA", f"{NIPS[2]};C;Bagian X;"]
    job, plan = previewed(table(*rows, headers=headers))
    assert [(unit.name, unit.parent_name) for unit in plan.new_units] == [
        ("UPTD Baru", "Dinas Beta"), ("Bagian X", "Kota Uji"),
    ]  # fmt: skip
    imports.apply(SYSTEM, job.id, plan.digest)
    made = Department.objects.get(source_name="UPTD Baru")
    assert (made.parent, made.needs_review, made.scope) == (city.b, True, [city.root, city.b, made.id])
    assert employee(NIPS[0]).department == employee(NIPS[1]).department == made.id
    records.change(SYSTEM, Department, made.id, {"name": "UPTD Air", "needs_review": False}, 1)
    assert imported(table(*rows, headers=headers))["unchanged"] == 3


def test_no_unit_is_made_for_a_row_with_a_problem(city: SimpleNamespace) -> None:
    _, plan = previewed(table("12;A;UPTD Baru;"))
    assert plan.new_units == []


def test_of_units_of_one_name_the_agency_says_which(city: SimpleNamespace) -> None:
    for parent in (city.a, city.b):
        makers.make_unit("Subbag Umum", parent, kind="subbag")
    headers = "NIP;NAMA;UNOR NAMA;SATUAN KERJA"
    rows = (f"{NIPS[0]};A;SUBBAG UMUM;Dinas Beta", f"{NIPS[1]};B;Subbag Umum;")
    job, plan = previewed(table(*rows, headers=headers))
    assert [(each.row, each.column) for each in plan.problems] == [(3, "UNOR NAMA")]
    imports.apply(SYSTEM, job.id, plan.digest)
    assert Department.objects.get(id=employee().department).parent == city.b


def test_who_may_not_import_is_denied_and_jobs_are_missing_to_others(city: SimpleNamespace) -> None:
    secretary = makers.make_actor(Role.SECRETARY, city.root, everywhere=True)
    with pytest.raises(Denied):
        received(simple(), secretary)
    job, plan = previewed(simple())
    admin_b = makers.make_actor(Role.HR_ADMIN, city.b)
    for actor in (secretary, admin_b):
        with pytest.raises(Missing):
            imports.plan(actor, job)
        with pytest.raises(Missing):
            imports.apply(actor, job.id, plan.digest)


def test_people_and_units_out_of_reach_are_problems_that_tell_nothing(city: SimpleNamespace) -> None:
    admin_b = makers.make_actor(Role.HR_ADMIN, city.b)
    rows = (f"{city.employee_a.nip};X;Dinas Beta;1", f"{NIPS[0]};Y;Bidang Alfa Satu;1", f"{NIPS[1]};Z;Dinas Beta;1")
    job, plan = previewed(table(*rows), admin_b)
    assert (plan.problems[0].row, str(plan.problems[0].message)) == (2, records.TAKEN)
    assert "SECRET" not in repr(plan.rows) + repr(job_state(job).to_mongo())
    assert [row.label for row in plan.rows] == [Label.PROBLEM, Label.PROBLEM, Label.NEW]
    imports.apply(admin_b, job.id, plan.digest)
    assert employee(NIPS[1]).department == city.b
    assert Employee.objects.get(id=city.employee_a.id).version == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"a;b\n1;2\n", b"PK\x03\x04junk"])
def test_a_file_that_is_no_spreadsheet_is_refused_before_anything_is_kept(
    city: SimpleNamespace, content: bytes
) -> None:
    with pytest.raises(Invalid):
        imports.receive(SYSTEM, io.BytesIO(content), "x.csv")
    assert ImportJob.objects.count() == get_db()["files.files"].count_documents({}) == 0


def test_a_pppk_and_a_teacher_come_out_as_the_rules_say(city: SimpleNamespace) -> None:
    headers = "NIP;NAMA;UNOR NAMA;GOLONGAN;JABATAN;JENIS PEGAWAI;TMT CPNS"
    rows = (
        f"{NIPS[0]};A;Dinas Alfa;IX;Guru Ahli Pertama;;01-01-2005",
        f"{NIPS[1]};B;Dinas Alfa;Penata Muda (III/a);Dokter Ahli Utama;PNS;1 Februari 2015",
        f"{NIPS[2]};C;Dinas Alfa;III/a;Penelaah;PPPK;36617",
    )
    _, plan = previewed(table(*rows, headers=headers))
    assert [(each.row, each.column) for each in plan.problems] == [(4, "GOLONGAN")]
    imported(table(*rows, headers=headers))
    first, second = employee(NIPS[0]), employee(NIPS[1])
    assert (first.kind, first.golongan, first.position_level, first.retirement_age) == (
        "pppk",
        "P09",
        "ahli_pertama",
        60,
    )
    assert (second.kind, second.golongan, second.retirement_age) == ("pns", "31", 65)
    assert second.cpns_since == date(2015, 2, 1)
