"""Versions of a unit and of one below it, brought back in any order: once both stand as before, so does every byte."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode

from models.configurations import Layer
from models.definitions import Refinement, TypeDefinition
from models.people import Employee
from operations import applying, configuring, records
from operations.actors import SYSTEM
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import make_employee

TEXTS = ("30", "dua minggu", None, "14 hari")
STRICTER = Layer(types=[TypeDefinition(name="Employee", refinements=[Refinement(key="cuti", required=True)])])


def first() -> Layer:
    return make_layer(
        "Employee",
        make_definition("awal", filterable=True),
        make_definition("cuti", filterable=True, searchable=True),
        make_definition("jenis", "choice", choices=("satu", "dua"), filterable=True),
    )


def numbers() -> Layer:
    """Leave is a number of days, and two things are gone that had values."""
    return make_layer(
        "Employee",
        make_definition("awal", "integer"),
        make_definition("cuti", "integer", unit="hari", filterable=True),
        make_definition("jenis", "choice", choices=("dua",), filterable=True),
    )


def dates() -> Layer:
    layer = numbers()
    layer.types[0].fields[1].kind, layer.types[0].fields[1].unit = "year", None
    return layer


@pytest.fixture
def people(city: SimpleNamespace) -> list[Any]:
    """Employees of Dinas Alfa and of the unit below it, who have what the first version defines."""
    put_in_force(city.a, first())
    made = [make_employee(unit) for unit in (city.a, city.bidang) for _ in TEXTS]
    for person, text in zip(made, TEXTS * 2, strict=True):
        raw = records.read(Employee, person.id)
        values = {"custom.awal": "x", "custom.cuti": text, "custom.jenis": "satu"}
        records.change(SYSTEM, Employee, person.id, values, raw["version"])
    return made


def bytes_of(city: SimpleNamespace) -> dict[Any, bytes]:
    return {raw["_id"]: encode(raw) for raw in Employee._get_collection().find({"scope": city.a})}


def apply(unit: Any, layer: Layer | None = None, decision: str = "leave") -> None:
    """Put a layer, or what is drafted, in force; what is foretold happens."""
    if layer is not None:
        configuring.edit(SYSTEM, unit, lambda held: setattr(held, "types", layer.types))
    for _ in range(3):
        told = applying.preview(SYSTEM, unit)
        configuring.decide(SYSTEM, unit, {each.key: decision for each in told.findings if each.is_open})
    told = applying.preview(SYSTEM, unit)
    assert applying.apply(SYSTEM, unit, told.digest).counts == told.counts.told()


def back(unit: Any, number: int) -> None:
    configuring.bring_back(SYSTEM, unit, number)
    apply(unit)


@pytest.mark.parametrize("decision", ["clear", "=15", "leave"])
@pytest.mark.parametrize("child_first", [True, False])
def test_both_orders_end_at_the_same_bytes(
    city: SimpleNamespace, people: list[Any], decision: str, child_first: bool
) -> None:
    before = bytes_of(city)
    apply(city.a, numbers(), decision)
    apply(city.bidang, STRICTER, "=14")
    assert bytes_of(city) != before
    for unit, number in sorted([(city.a, 1), (city.bidang, 0)], key=lambda pair: (pair[0] == city.a) == child_first):
        back(unit, number)
    assert bytes_of(city) == before


def test_every_stand_of_before_is_found_again(city: SimpleNamespace, people: list[Any]) -> None:
    """Each way through four versions of two units ends where the two stood so together before."""
    stands = {(1, 0): bytes_of(city)}
    apply(city.a, numbers(), "=15")
    stands[2, 0] = bytes_of(city)
    apply(city.bidang, STRICTER, "=14")
    stands[2, 1] = bytes_of(city)
    apply(city.a, dates(), "=2026")
    stands[3, 1] = bytes_of(city)
    for before, after in permutations(stands, 2):
        for unit, number in ((city.a, after[0]), (city.bidang, after[1])):
            back(unit, number)
        assert bytes_of(city) == stands[after], (before, after)
        for unit, number in ((city.bidang, before[1]), (city.a, before[0])):
            back(unit, number)
        assert bytes_of(city) == stands[before], (after, before)


def test_what_was_typed_since_is_kept_and_found(city: SimpleNamespace, people: list[Any]) -> None:
    """Another value that was typed since leaves this one to be taken back, and what makes it found follows it."""
    apply(city.a, numbers(), "clear")
    apply(city.bidang, STRICTER, "=14")
    for person in people:
        raw = records.read(Employee, person.id)
        if raw["custom"].get("cuti") == 30:
            records.change(SYSTEM, Employee, person.id, {"custom.jenis": "dua"}, raw["version"])
    for unit, number in ((city.a, 1), (city.bidang, 0)):
        back(unit, number)
    edited = list(Employee._get_collection().find({"custom.jenis": "dua"}))
    assert len(edited) == 2
    for raw in edited:
        assert raw["custom"]["cuti"] == "30" and raw["custom"]["awal"] == "x"
        assert raw["attributes"] == ["awal=x", "cuti=30", "jenis=dua"] and "30" in raw["search_tokens"]
