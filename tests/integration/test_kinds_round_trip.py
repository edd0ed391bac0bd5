"""Every kind through the panel: typed in the form, stored, listed, exported, read again from the cell, unchanged."""

from __future__ import annotations

import csv
from types import SimpleNamespace
from typing import Any

import pytest
from bson import Binary, Decimal128, ObjectId, Regex

from benchmarks.forms import filled
from models.definitions import KINDS
from models.fieldsets import make_field, read, stored
from models.kinds import parse
from models.people import Employee
from operations import configuration, records
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force

PICKED = ("person", "unit", "file", "image", "computed")
TYPED: dict[str, tuple[str, ...]] = {
    "text": ("440/SIP/001", "-1", "=1+1", "Ni Luh “Ayu” & <b>", "a;b|c,d"),
    "lines": ("Satu\nDua  tiga",),
    "integer": ("1.250", "-7", "0"),
    "decimal": ("12,5", "-0,125", "1.250.000,001"),
    "money": ("Rp 1.250.000", "0,05"),
    "date": ("17 Agustus 2026", "29-02-2024", "01-01-1850"),
    "month": ("Agustus 2026", "1-1999"),
    "year": ("2026",),
    "yesno": ("1", "0"),
    "choice": ("satu",),
    "choices": ("satu",),
    "link": ("https://bkpsdm.salatiga.go.id/?a=1&b=2",),
    "email": ("siti@salatiga.go.id",),
    "phone": ("+62 298 326767",),
    "nip": ("198501012010011001",),
}
LABELS = {"satu": "Satu, atau lebih", "dua": "Dua | tiga", "tiga": 'Yang "tiga"'}


@pytest.fixture
def place(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa has a field of every kind."""
    fields = []
    for kind, _ in KINDS:
        more: dict[str, Any] = {"choices": tuple(LABELS)} if kind in ("choice", "choices") else {}
        more |= {"columns": (("nama", "text"), ("jp", "integer"), ("selesai", "date"))} if kind == "table" else {}
        more |= {"formula": "f_decimal * 2"} if kind == "computed" else {}
        more |= {"unit": "jam"} if kind in ("integer", "decimal") else {}
        made = make_definition(f"f_{kind}", kind, listed=True, **more)
        for each in made.choices:
            each.label_id = LABELS[each.code]
        fields.append(made)
    put_in_force(city.a, make_layer("Employee", *fields))
    return city


def form_of(member: Member, person: Any) -> Any:
    return filled(member.get(f"/employees/edit/?id={person.id}").text, form_token="0" * 31 + "1")


def save(member: Member, person: Any, form: Any) -> Any:
    return member.client.post(f"/employees/edit/?id={person.id}", data=form.to_dict(flat=False))


def custom_of(person: Any) -> dict[str, Any]:
    return records.read(Employee, person.id).get("custom") or {}


def exported(member: Member, place: SimpleNamespace) -> dict[str, str]:
    text = member.get(f"/employees/export/csv/?department={place.a}").text.removeprefix("\ufeff")
    head, row = list(csv.reader(text.splitlines(keepends=True), delimiter=";"))
    return {name: cell[1:] if cell.startswith("'") else cell for name, cell in zip(head, row, strict=True)}


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS if kind not in PICKED])
def test_a_kind_goes_round(place: SimpleNamespace, cast: dict[str, Member], kind: str) -> None:
    hr, person, path = cast["hr"], place.employee_a, f"custom.f_{kind}"
    for number, text in enumerate(TYPED.get(kind, ("",))):
        form = form_of(hr, person)
        if kind == "table":
            form[f"{path}-0-nama"], form[f"{path}-0-jp"], form[f"{path}-0-selesai"] = 'A "b" | c', "1.250", "17-8-2026"
        elif kind == "choices":
            form.setlist(path, ["satu", "dua", "tiga"])
        else:
            form[path] = text
        form["form_token"] = f"{number + 1:032x}"
        answer = save(hr, person, form)
        assert answer.status_code == 302, answer.text.partition('role="alert"')[2][:600]
        value, version = custom_of(person)[f"f_{kind}"], records.read(Employee, person.id)["version"]
        assert hr.get(f"/employees/?department={place.a}").status_code == 200
        assert hr.get(f"/employees/details/?id={person.id}&part=all").status_code == 200
        field = make_field(put_back(place, f"f_{kind}"))
        cell = exported(hr, place)[f"F {kind.title()}"]
        assert stored(field, parse(field, cell)) == value, (cell, value)
        again = form_of(hr, person)
        again["form_token"] = f"{number + 1001:032x}"
        assert save(hr, person, again).status_code == 302
        assert records.read(Employee, person.id)["version"] == version, "a form sent as it came changes nothing"
        assert custom_of(person)[f"f_{kind}"] == value


def put_back(place: SimpleNamespace, key: str) -> Any:
    """The definition of a field of the place."""

    scope = configuration.path_of(place.a)
    return configuration.fieldset(Employee, scope).definitions[key]


ODD: tuple[Any, ...] = (
    "teks", '"><script>alert(1)</script>', 5, 2**62, 1.5, True, [1, {"a": None}], {"a": [1]}, ["satu", ["dua"]],
    [{"nama": {"x": 1}, "jp": "banyak", "data": 7}], ObjectId("65f0000000000000000000aa"), Decimal128("NaN"), Decimal128("1E+6000"), Regex("a"),
    Binary(b"\x00\x01", 5),
)  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
def test_an_odd_stored_value_is_shown_everywhere(
    place: SimpleNamespace, cast: dict[str, Member], value: Any, whole_answers: None
) -> None:
    custom = {f"f_{kind}": value for kind, _ in KINDS}
    person = place.employee_a
    Employee._get_collection().update_one({"_id": person.id}, {"$set": {"custom": custom}})
    for path in (
        f"?department={place.a}",
        f"?department={place.a}&sort=custom.f_date&columns=name,custom.f_person,custom.f_table",
        f"details/?id={person.id}&part=all",
        f"edit/?id={person.id}",
        f"new/?clone={person.id}",
        f"export/csv/?department={place.a}",
        f"export/xlsx/?department={place.a}",
    ):
        answer = cast["hr"].get(f"/employees/{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        if "xlsx" not in path and "csv" not in path:
            assert "<script>alert(1)" not in answer.text
    for kind in ("file", "image"):
        assert cast["hr"].get(f"/employees/file/?id={person.id}&field=custom.f_{kind}").status_code in (403, 404)
    answer = save(cast["hr"], person, form_of(cast["hr"], person))
    assert answer.status_code in (302, 422), answer.status_code
    kept = {name: each for name, each in custom_of(person).items() if name in ("f_choice", "f_person", "f_yesno")}
    if answer.status_code == 422:
        assert read(make_field(put_back(place, "f_text")), custom_of(person)["f_text"]) is not None and kept
