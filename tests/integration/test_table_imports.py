"""A list that is exported can be imported again: trainings, feedback and every register, row by row, within reach."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

from models.base import Record
from models.configurations import Layer
from models.definitions import KINDS, TypeDefinition
from models.entries import EmployeeEntry, UnitEntry, entry_class
from models.feedback import Feedback
from models.imports import ImportJob
from models.training import Training
from operations import deletions, imports, records
from operations.actors import SYSTEM, Actor
from operations.errors import Denied, Invalid, Missing
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force
from tests.integration.test_kinds_round_trip import LABELS
from tests.makers import Role, make_actor, make_feedback, make_training
from tests.registering import IZIN, keep_registers, make_entry, make_register

Cast = dict[str, Member]
ROOMS = entry_class("ruang", "unit")


def planned(actor: Actor, kind: type[Record], *rows: str) -> tuple[ImportJob, imports.Plan]:
    job = imports.receive(actor, io.BytesIO("\n".join(rows).encode()), "lembar.csv", kind)
    plan = imports.plan(actor, job)
    assert imports.accounted(plan)
    return job, plan


def imported(actor: Actor, kind: type[Record], *rows: str) -> dict[str, int]:
    job, plan = planned(actor, kind, *rows)
    return imports.apply(actor, job.id, plan.digest)


def counts(new: int = 0, changed: int = 0, unchanged: int = 0, problem: int = 0) -> dict[str, int]:
    return {"new": new, "changed": changed, "unchanged": unchanged, "problem": problem}


def reasons(plan: imports.Plan) -> list[tuple[str, str]]:
    return [(each.column, str(each.message)) for each in plan.problems]


def exported(member: Member, path: str) -> list[list[str]]:
    text = member.get(f"/{path}/export/csv/").text.removeprefix("﻿")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def as_file(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


@pytest.fixture
def hr(city: SimpleNamespace) -> Actor:
    return make_actor(Role.HR_ADMIN, city.root, everywhere=True)


def test_trainings_of_another_system(city: SimpleNamespace, hr: Actor) -> None:
    person = city.employee_a
    head = "Penyelenggara;NIP;Judul;Jenis;Mulai;Selesai;JP (jam);Status;Catatan"
    row = f"LAN;{person.nip};Pelayanan Prima;Workshop;3 Maret 2026;05/03/2026;24;Selesai;x"
    assert imported(hr, Training, head.replace("JP (jam)", "Jam Pelajaran (JP)"), row)["problem"] == 0
    stored = Training.objects.get(title="Pelayanan Prima")
    assert (stored.jp, stored.organiser, stored.status, str(stored.ends_on)) == (24, "LAN", "done", "2026-03-05")
    assert stored.department == city.bidang and stored.employee_name == person.label
    again = head.replace("JP (jam)", "Jam Pelajaran (JP)")
    assert imported(hr, Training, again, row) == counts(unchanged=1)
    assert imported(hr, Training, again, row.replace(";24;", ";30;")) == counts(changed=1)
    assert Training.objects.get(id=stored.id).jp == 30
    _, plan = planned(hr, Training, again, row, row.replace(";24;", ";31;"))
    assert [label for _, label in reasons(plan)] == ["Row 2 is about the same record."]
    assert plan.ignored == ("Catatan",)


def test_every_cell_that_cannot_be_read_is_told(city: SimpleNamespace, hr: Actor) -> None:
    head = "NIP;Judul;Jenis;Mulai;Jam Pelajaran (JP);Status"
    _, plan = planned(hr, Training, head, f"{city.employee_a.nip};A;ngawur;kapan;banyak;entah", "123;B;;;;", ";C;;;;")
    told = dict(reasons(plan)[:4])
    assert set(told) == {"Jenis", "Mulai", "Jam Pelajaran (JP)", "Status"}
    assert "“ngawur” is not one of the choices." in told["Jenis"]
    assert [column for column, _ in reasons(plan)[4:]] == ["NIP", "NIP"]
    with pytest.raises(Invalid, match="NIP"):
        planned(hr, Training, "Judul;Mulai", "A;1-1-2026")


def test_feedback_goes_round(city: SimpleNamespace, cast: Cast, hr: Actor) -> None:
    long = "Pelayanan cepat; ramah, dan\njelas. " + "Sangat membantu warga. " * 20
    first = make_feedback(city.employee_a.id, text=long, giver=city.employee_b.id, giver_name=None, skills=["a b", "c"])
    make_feedback(city.employee_a.id, values=["kolaboratif"], confidential=True)
    rows = exported(cast["hr"], "feedback")
    assert rows[0][0] == "NIP" and rows[0][-1] == "ID"
    assert imported(hr, Feedback, as_file(rows)) == counts(unchanged=len(rows) - 1)
    at = next(number for number, row in enumerate(rows) if row[-1] == str(first.id))
    rows[at][rows[0].index("Feedback")] = "Lebih baik."
    without = [row[:-1] for row in rows]
    assert planned(hr, Feedback, as_file(without))[1].counts == counts(new=1, unchanged=len(rows) - 2)
    assert imported(hr, Feedback, as_file(rows)) == counts(changed=1, unchanged=len(rows) - 2)
    assert Feedback.objects.get(id=first.id).text == "Lebih baik."
    assert Feedback.objects.get(id=first.id).giver == city.employee_b.id


def test_every_kind_of_field_comes_back_from_its_export(city: SimpleNamespace, cast: Cast, hr: Actor) -> None:
    fields, values = [], {}
    for kind, _ in KINDS:
        more: dict[str, Any] = {"choices": tuple(LABELS)} if kind in ("choice", "choices") else {}
        more |= {"columns": (("nama", "text"), ("jp", "integer"), ("selesai", "date"))} if kind == "table" else {}
        more |= {"formula": "f_decimal * 2"} if kind == "computed" else {}
        made = make_definition(f"f_{kind}", kind, **more)
        for each in made.choices:
            each.label_id = LABELS[each.code]
        fields.append(made)
    register = make_register(title_field="f_text", expiry_field="f_date")
    put_in_force(city.a, Layer(registers=[register], types=[TypeDefinition(name="izin", fields=fields)]))
    sheet = {
        "f_text": "=SIP “1”; a, b", "f_lines": "Satu\nDua", "f_integer": "-1.250", "f_decimal": "12,125",
        "f_money": "Rp 1.250.000,50", "f_date": "17 Agustus 2026", "f_month": "Agustus 2026", "f_year": "2026",
        "f_yesno": "ya", "f_choice": "Satu, atau lebih", "f_choices": '"Satu, atau lebih",Dua | tiga,"Yang ""tiga"""',
        "f_person": city.employee_a.label, "f_unit": "Dinas Alfa", "f_link": "https://salatiga.go.id/?a=1&b=2",
        "f_email": "siti@salatiga.go.id", "f_phone": "+62 298 326767", "f_nip": city.employee_b.nip,
        "f_table": '"A | ""b"""|1.250|17-8-2026\nC||',
    }  # fmt: skip
    keys = list(sheet)
    first = as_file([["NIP", *keys, "status"], [city.employee_a.nip, *(sheet[key] for key in keys), ""]])
    assert imported(hr, IZIN, first) == counts(new=1)
    stored = EmployeeEntry._get_collection().find_one({})
    values = stored["custom"]
    assert values.keys() == {*keys, "f_computed"}
    assert values["f_person"] == city.employee_a.id and values["f_unit"] == city.a
    rows = exported(cast["hr"], "registers/izin")
    assert imported(hr, IZIN, as_file(rows)) == counts(unchanged=1)
    assert imported(hr, IZIN, as_file([row[:-1] for row in rows])) == counts(unchanged=1)
    deletions.delete(SYSTEM, IZIN, stored["_id"], None)
    assert imported(hr, IZIN, as_file([row[:-1] for row in rows])) == counts(new=1)
    assert EmployeeEntry._get_collection().find_one({})["custom"] == values


def test_unique_values_and_states(city: SimpleNamespace, hr: Actor) -> None:
    keep_registers(city.a)
    person = city.employee_a
    held = make_entry(person, "SIP/1")
    head = "NIP;Nomor;Sampai;State"
    rows = [f"{person.nip};SIP/2;17-8-2030;Berlaku", f"{person.nip};SIP/2;;", f"{person.nip};SIP/3;;Ngawur"]
    _, plan = planned(hr, IZIN, head, *rows)
    assert plan.counts == counts(new=1, problem=2)
    assert "row 2" in reasons(plan)[0][1] and "cannot begin" in reasons(plan)[1][1]
    assert imported(hr, IZIN, head, rows[0], f"{person.nip};SIP/1;1-1-2031;") == counts(new=1, changed=1)
    assert {raw["state"] for raw in EmployeeEntry._get_collection().find({"title": "SIP/2"})} == {"berlaku"}
    assert records.read(IZIN, held.id)["expires_on"].year == 2031
    _, plan = planned(hr, IZIN, head, f"{person.nip};SIP/1;;Dicabut")
    assert "step by step" in reasons(plan)[0][1]
    secretary = make_actor(Role.SECRETARY, city.a)
    _, plan = planned(secretary, IZIN, head, f"{person.nip};SIP/9;;Berlaku", f"{person.nip};SIP/8;;Draf")
    assert plan.counts == counts(new=1, problem=1), "the head alone takes it there"


def test_entries_of_units(city: SimpleNamespace, hr: Actor) -> None:
    keep_registers(city.a)
    rows = ["Unit;Nomor", "Dinas Alfa;R1", "Dinas Beta;R2", "Tidak Ada;R3"]
    _, plan = planned(hr, ROOMS, *rows)
    assert plan.counts == counts(new=1, problem=2)
    assert imported(hr, ROOMS, *rows)["new"] == 1
    assert UnitEntry._get_collection().find_one({})["department"] == city.a
    assert imported(hr, ROOMS, *rows[:2]) == counts(unchanged=1)


def test_nothing_outside_ones_reach_is_written_or_told(city: SimpleNamespace) -> None:
    keep_registers(city.a)
    secretary = make_actor(Role.SECRETARY, city.a)
    theirs = make_training(city.employee_b.id, title="Rahasia Beta")
    head = "NIP;Judul;Mulai;ID"
    mine, other = city.employee_a.nip, city.employee_b.nip
    _, plan = planned(
        secretary, Training, head, f"{other};X;1-1-2026;", "000000000000000000;X;1-1-2026;",
        f"{mine};X;1-1-2026;{theirs.id}", f"{mine};X;1-1-2026;{ObjectId()}",
    )  # fmt: skip
    told = [message for _, message in reasons(plan)]
    assert plan.counts == counts(problem=4)
    assert told[0] == "No employee within your units has this NIP." and told[2] == told[3]
    for kind in (Feedback,):
        with pytest.raises(Denied):
            planned(secretary, kind, "NIP;Text", f"{mine};x")
    with pytest.raises(Denied):
        planned(make_actor(Role.HEAD, city.a), Training, head)
    job, plan = planned(secretary, Training, head, f"{mine};X;1-1-2026;")
    for stranger in (make_actor(Role.SECRETARY, city.b), make_actor(Role.HEAD, city.a)):
        with pytest.raises((Missing, Denied)):
            imports.apply(stranger, job.id, plan.digest)
    hr_of_a = make_actor(Role.HR_ADMIN, city.a)
    people = imports.receive(hr_of_a, io.BytesIO(f"NIP;NAMA\n{mine};Budi".encode()), "pegawai.csv")
    with pytest.raises(Missing):
        imports.plan(secretary, people)
    assert {raw["document"] for raw in imports.recent(secretary)} == {"Training"}


@pytest.mark.parametrize("name", ["hr", "secretary_a"])
def test_in_the_browser(city: SimpleNamespace, cast: Cast, name: str) -> None:
    keep_registers(city.a)
    member = cast[name]
    assert "/imports/new/?of=Register:izin" in member.get("/registers/izin/").text.replace("%3A", ":")
    page = member.get("/imports/new/?of=Register:izin").text
    assert "Number" in page and "/imports/sheet/" in page
    sheet = member.get("/imports/sheet/?of=Register:izin")
    assert sheet.data[:2] == b"PK"
    content = f"NIP;Nomor\n{city.employee_a.nip};SIP/77\n{city.employee_b.nip};SIP/78\n".encode()
    answer = member.post("/imports/new/?of=Register:izin", {"file": (io.BytesIO(content), "izin.csv")})
    assert answer.status_code == 302, answer.text
    preview = member.get(answer.location)
    assert "SIP/77" in preview.text
    id = answer.location.rpartition("=")[2]
    digest = ImportJob.objects.get(id=id).digest
    member.post(f"/imports/apply/?id={id}", {"digest": digest})
    assert [raw["title"] for raw in EmployeeEntry._get_collection().find({})] == ["SIP/77"]
    for path in ("new", "sheet"):
        assert member.get(f"/imports/{path}/?of=Register:tidakada").status_code == 404
        assert member.get(f"/imports/{path}/?of=User").status_code == 404
    assert cast["outsider_b"].get("/imports/new/?of=Register:izin").status_code == 404
    assert cast["head_a"].get("/imports/new/").status_code == 403


def test_a_wrong_cell_of_an_employee_file_names_its_column(city: SimpleNamespace, hr: Actor) -> None:
    put_in_force(city.a, make_layer("Employee", make_definition("mentor", "person", label_id="Mentor")))
    person = city.employee_a
    job = imports.receive(hr, io.BytesIO(f"NIP;NAMA;Mentor\n{person.nip};{person.name};Tidak Ada".encode()), "x.csv")
    plan = imports.plan(hr, job)
    assert reasons(plan) == [("Mentor", "No employee within your units is called so. Write the NIP.")]
    text = f"NIP;NAMA;Mentor\n{person.nip};{person.name};{city.employee_b.nip}"
    job = imports.receive(hr, io.BytesIO(text.encode()), "x.csv")
    imports.apply(hr, job.id, imports.plan(hr, job).digest)
    assert records.read(type(person), person.id)["custom"]["mentor"] == city.employee_b.id
