"""Registers as tests write them down: licences that an agency keeps of its employees, and rooms of its units."""

from __future__ import annotations

from typing import Any

from models.configurations import Configuration, Layer
from models.definitions import TypeDefinition
from models.entries import entry_class
from models.registers import AccessDefinition, RegisterDefinition, StateDefinition, TransitionDefinition
from operations import records
from operations.actors import SYSTEM
from tests.defining import make_definition, put_in_force

IZIN = entry_class("izin", "employee")


def make_register(key: str = "izin", **more: Any) -> RegisterDefinition:
    """A licence register: drafted by the secretary, approved by the head, seen by the auditor."""
    states = [StateDefinition(key=each, label_id=each.title()) for each in ("draf", "berlaku", "dicabut")]
    steps = [
        TransitionDefinition(before="draf", after="berlaku", roles=["head", "hr_admin"]),
        TransitionDefinition(before="berlaku", after="dicabut", roles=["hr_admin"]),
    ]
    access = [
        AccessDefinition(role="secretary", may="all"),
        AccessDefinition(role="head", may="see"),
    ]
    values = {
        "label_id": "Izin <b>Praktik</b>", "label_en": "Practice <i>licence</i>", "owner": "employee", "states": states,
        "transitions": steps, "access": access, "title_field": "nomor", "expiry_field": "sampai", **more,
    }  # fmt: skip
    return RegisterDefinition(key=key, **values)


def make_fields(name: str = "izin") -> TypeDefinition:
    fields = [
        make_definition("nomor", required=True, unique=True, searchable=True, label_en="Number"),
        make_definition("sampai", "date", listed=True, filterable=True, label_en="Until"),
        make_definition("gaji", "money", sensitive=True, label_en="Pay"),
    ]
    return TypeDefinition(name=name, fields=fields)


def make_entry(person: Any, number: str = "SIP/1", **more: Any) -> Any:
    values = {f"custom.{key}": value for key, value in {"nomor": number, **more}.items()}
    return records.create(SYSTEM, IZIN, {"employee": person.id, **values})


def keep_registers(unit: Any) -> Configuration:
    """Let a unit keep both."""
    rooms = make_register("ruang", owner="unit", states=[], transitions=[], label_id="Ruang", label_en="Rooms")
    return put_in_force(unit, Layer(registers=[make_register(), rooms], types=[make_fields(), make_fields("ruang")]))
