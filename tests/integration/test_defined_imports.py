"""A spreadsheet fills the fields that a dinas defined, by their labels; what cannot be read is told with its row."""

from __future__ import annotations

from types import SimpleNamespace

from models.people import Employee
from operations import records
from operations.audit import Origin, Source
from operations.import_plan import make_plan
from operations.import_rows import Terms
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import Role, make_actor


def test_columns_fill_defined_fields(city: SimpleNamespace) -> None:
    fields = (
        make_definition("str_number", label_id="Nomor STR", label_en="STR number"),
        make_definition("worker", "choice", choices=("perawat", "bidan"), label_id="Jenis nakes"),
        make_definition("hours", "decimal", label_id="Jam jaga", unit="jam"),
        make_definition("since", "date", label_id="STR sejak"),
    )
    put_in_force(city.a, make_layer("Employee", *fields))
    person, other = city.employee_a, city.employee_b
    rows = [
        "NIP;NAMA;STR Number;Jenis Nakes;Jam jaga;STR sejak;Lain",
        f"{person.nip};{person.name};12 34;Bidan;12,5 jam;17 Agustus 2020;x",
        f"{other.nip};{other.name};99;perawat;1;;x",
    ]
    actor = make_actor(Role.HR_ADMIN, city.root, everywhere=True)
    plan = make_plan(Terms(actor, Origin(Source.IMPORT)), "\n".join(rows).encode())
    assert plan.counts == {"new": 0, "changed": 1, "unchanged": 1, "problem": 0}
    changed = next(row for row in plan.rows if row.change)
    assert changed.change and changed.change.after["custom"]["str_number"] == "12 34"
    assert {each["field"] for each in changed.changes} == {
        "custom.str_number",
        "custom.worker",
        "custom.hours",
        "custom.since",
    }
    assert plan.ignored == ("Lain",)
    assert "custom" not in records.read(Employee, other.id), "another dinas has no such fields"


def test_what_cannot_be_read_is_told(city: SimpleNamespace) -> None:
    put_in_force(city.a, make_layer("Employee", make_definition("hours", "integer", label_id="Jam jaga")))
    rows = ["NIP;NAMA;Jam jaga", f"{city.employee_a.nip};{city.employee_a.name};banyak"]
    actor = make_actor(Role.HR_ADMIN, city.root, everywhere=True)
    plan = make_plan(Terms(actor, Origin(Source.IMPORT)), "\n".join(rows).encode())
    assert plan.counts["problem"] == 1 and "banyak" in str(plan.problems[0].message)
