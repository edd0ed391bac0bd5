"""Sixty fields that a city has defined: the list that shows some of them, and the form that has them all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mongoengine import Document
from pymongo import UpdateOne

from benchmarks.cases import get, rows
from benchmarks.ground import Ground
from benchmarks.meter import Cost, measure, middle
from models.configurations import ConfigurationVersion, Layer
from models.definitions import Choice, ColumnDefinition, FieldDefinition, SectionDefinition, TypeDefinition
from models.departments import Department
from models.fieldsets import PREFIX, FieldSet, stored
from models.kinds import parse
from models.moments import now
from models.people import Employee
from models.settings import State
from operations import configuration
from operations.changes import derive, dump, load
from seeds.units import ROOT

FIELDS, FILTERED, LISTED, SECTIONS, FILLED = 60, 20, 6, 6, 1_000
BUILT_IN, FORM, LIST, FILTER = "form, none defined", "form, 60 defined", "list, 60 defined", "filter, 60 defined"
_TEXTS = {
    "text": "440/SIP/001", "date": "17-08-2026", "choice": "dua", "integer": "1.250", "decimal": "12,5",
    "yesno": "ya", "lines": "Bertugas di dua tempat.", "money": "1.250.000", "choices": "satu, tiga", "month": "8-2026",
    "phone": "0298 326767", "table": "Kursus | 40",
}  # fmt: skip
_KINDS = tuple(_TEXTS)


def measure_defined(ground: Ground, rounds: int) -> dict[str, Cost]:
    """The form before, then form and lists with sixty fields; every employee of the first pages has them all."""
    form = partial(get, ground.client, f"/employees/edit/?id={ground.subjects[0]}")
    found = {BUILT_IN: _middle(form, rounds)}
    _define()
    _fill(ground)
    paths = {LIST: "/employees/", FILTER: f"/employees/?{PREFIX}f2=dua&{PREFIX}f3_from=5"}
    found[FORM] = _middle(form, rounds)
    return found | {name: _middle(partial(rows, ground.client, path), rounds) for name, path in paths.items()}


def _middle(act: Any, rounds: int) -> Cost:
    measure(act)  # warms up
    return middle(measure(act) for _ in range(rounds))


def _define() -> None:
    """Put the fields in force for the whole city."""
    sections = [SectionDefinition(key=f"bagian_{number}", label_id=f"Bagian {number}") for number in range(SECTIONS)]
    fields = [_field(number) for number in range(FIELDS)]
    layer = Layer(types=[TypeDefinition(name="Employee", fields=fields, sections=sections)])
    root = Department._get_collection().find_one({"code": ROOT})["_id"]  # type: ignore[index]
    made: Document = ConfigurationVersion(unit=root, number=1, layer=layer, at=now())
    made.save()
    value = configuration.renewed({str(root): 1})
    State._get_collection().update_one({"_id": configuration.NAME}, {"$set": {"value": value}}, upsert=True)


def _field(number: int) -> FieldDefinition:
    kind = _KINDS[number % len(_KINDS)]
    choices = [Choice(code=code, label_id=code.title()) for code in ("satu", "dua", "tiga", "empat", "lima")]
    columns = [ColumnDefinition(key="nama", label_id="Nama"), ColumnDefinition(key="jp", kind="integer", label_id="JP")]
    return FieldDefinition(
        key=f"f{number}", kind=kind, label_id=f"Isian {number}", label_en=f"Field {number}", help_id="Menurut SK.",
        section=f"bagian_{number % SECTIONS}", listed=number < LISTED, searchable=kind == "text",
        filterable=number < FILTERED and kind not in ("lines", "table"), exported=True,
        choices=choices if kind in ("choice", "choices") else [], columns=columns if kind == "table" else [],
    )  # fmt: skip


def _fill(ground: Ground) -> None:
    """Give every field to those who are edited and to the first of the list."""
    stored_people = Employee._get_collection()
    first = list(stored_people.find({}, {"_id": 1}).sort([("name_folded", 1), ("_id", 1)]).limit(FILLED))
    ids = [*(raw["_id"] for raw in first), *ground.subjects]
    with configuration.pinned() as held:
        writes = []
        for raw in stored_people.find({"_id": {"$in": ids}, "scope": {"$exists": True}}):  # not what stock created
            fieldset = held.fieldset("Employee", raw["scope"])
            writes.append(UpdateOne({"_id": raw["_id"]}, {"$set": _values(raw, fieldset)}))
            if len(writes) == 100:
                stored_people.bulk_write(writes)
                writes = []
        if writes:
            stored_people.bulk_write(writes)


def _values(raw: Mapping[str, Any], fieldset: FieldSet) -> dict[str, Any]:
    custom = {
        path[len(PREFIX) :]: stored(field, parse(field, _TEXTS[field.kind])) for path, field in fieldset.fields.items()
    }
    record = load(Employee, {**raw, "custom": custom})
    derive(record, {raw["department"]: raw})
    return {name: value for name, value in dump(record).items() if name in ("custom", "attributes", "search_tokens")}
