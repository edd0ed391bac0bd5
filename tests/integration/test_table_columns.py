"""Another kind for a column of a table: rehearsed, converted cell by cell, and taken back to the byte."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode

from models.conversion_events import What
from models.people import Employee
from operations import applying, configuring, records
from operations.actors import SYSTEM
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force

ROWS = [{"nama": "Dasar", "jp": "20"}, {"nama": "Lanjut", "jp": "dua puluh"}, {"jp": "-3"}, {"nama": "Tanpa"}]


def table(kind: str, **more: Any) -> Any:
    made = make_layer("Employee", make_definition("kursus", "table", columns=(("nama", "text"), ("jp", kind))))
    column = made.types[0].fields[0].columns[1]
    for name, value in more.items():
        setattr(column, name, value)
    return made


@pytest.fixture
def person(city: SimpleNamespace) -> dict[str, Any]:
    """An employee of Dinas Alfa with four rows; what a column that is no more holds lies among them."""
    put_in_force(city.a, table("text"))
    raw = records.read(Employee, city.employee_a.id)
    made = records.change(SYSTEM, Employee, raw["_id"], {"custom.kursus": ROWS}, raw["version"])
    Employee._get_collection().update_one({"_id": made.id}, {"$set": {"custom.kursus.1.lama": "tetap"}})
    return records.read(Employee, made.id)


def draft(city: SimpleNamespace, layer: Any) -> Any:
    configuring.edit(SYSTEM, city.a, lambda held: setattr(held, "types", layer.types))
    return applying.preview(SYSTEM, city.a)


def apply(city: SimpleNamespace) -> Any:
    told = applying.preview(SYSTEM, city.a)
    made = applying.apply(SYSTEM, city.a, told.digest)
    assert made.counts == told.counts.told()
    return made


def rows_of(person: dict[str, Any]) -> Any:
    return records.read(Employee, person["_id"])["custom"].get("kursus")


@pytest.mark.parametrize(
    ("decision", "second"),
    [
        ("leave", {"nama": "Lanjut", "jp": "dua puluh", "lama": "tetap"}),
        ("clear", {"nama": "Lanjut", "lama": "tetap"}),
        ("=25", {"nama": "Lanjut", "jp": 25, "lama": "tetap"}),
    ],
)
def test_cells_are_converted_and_taken_back(
    city: SimpleNamespace, person: dict[str, Any], decision: str, second: dict[str, Any]
) -> None:
    told = draft(city, table("integer"))
    found = {(each.what, each.key): each.count for each in told.findings}
    assert found == {
        (What.CONVERTED, "Employee/kursus:converted:jp"): 2,
        (What.UNREADABLE, "Employee/kursus:unreadable:jp"): 1,
    }
    assert told.is_open and (told.counts.affected, told.counts.invalid) == (1, 1)
    configuring.decide(SYSTEM, city.a, {"Employee/kursus:unreadable:jp": decision})
    assert apply(city).counts["invalid"] == (decision == "leave")
    assert rows_of(person) == [{"nama": "Dasar", "jp": 20}, second, {"jp": -3}, {"nama": "Tanpa"}]
    configuring.bring_back(SYSTEM, city.a, 1)
    apply(city)
    assert encode(records.read(Employee, person["_id"])) == encode(person)


def test_a_row_that_nothing_is_left_of_goes(city: SimpleNamespace, person: dict[str, Any]) -> None:
    Employee._get_collection().update_one({"_id": person["_id"]}, {"$set": {"custom.kursus": [{"jp": "banyak"}]}})
    before = records.read(Employee, person["_id"])
    draft(city, table("date"))
    configuring.decide(SYSTEM, city.a, {"Employee/kursus:unreadable:jp": "clear"})
    apply(city)
    assert rows_of(person) is None
    configuring.bring_back(SYSTEM, city.a, 1)
    apply(city)
    assert encode(records.read(Employee, person["_id"])) == encode(before)


def test_what_was_typed_since_is_converted_back(city: SimpleNamespace, person: dict[str, Any]) -> None:
    draft(city, table("integer"))
    configuring.decide(SYSTEM, city.a, {"Employee/kursus:unreadable:jp": "clear"})
    apply(city)
    raw = records.read(Employee, person["_id"])
    records.change(SYSTEM, Employee, raw["_id"], {"custom.kursus": [{"nama": "Baru", "jp": 1250}]}, raw["version"])
    configuring.bring_back(SYSTEM, city.a, 1)
    apply(city)
    assert rows_of(person) == [{"nama": "Baru", "jp": "1.250"}]


def test_it_is_told_in_words(city: SimpleNamespace, cast: dict[str, Member], person: dict[str, Any]) -> None:
    draft(city, table("choice", options=["20", "dua puluh"]))
    page = cast["hr"].get(f"/configuration/unit/?unit={city.a}&rehearsed=1").text
    assert "Kursus, Jp" in page and "holds texts that cannot be read as: Single choice." in page
    assert "Employee/kursus:unreadable:jp" in page and "Fill with “dua puluh”" in page
