"""Layers of a configuration as tests write them down, put in force without the steps of the panel."""

from __future__ import annotations

from typing import Any

from models.configurations import Configuration, ConfigurationVersion, Layer
from models.definitions import Choice, ColumnDefinition, FieldDefinition, SectionDefinition, TypeDefinition
from models.moments import now
from models.settings import State
from operations import configuration


def make_definition(key: str, kind: str = "text", **more: Any) -> FieldDefinition:
    """A field definition; `choices` as codes, `columns` as (key, kind) pairs."""
    choices = [Choice(code=code, label_id=code.title()) for code in more.pop("choices", ())]
    columns = [ColumnDefinition(key=k, kind=c, label_id=k.title()) for k, c in more.pop("columns", ())]
    more.setdefault("label_id", key.replace("_", " ").title())
    return FieldDefinition(key=key, kind=kind, choices=choices, columns=columns, **more)


def make_layer(name: str, *fields: FieldDefinition, sections: tuple[str, ...] = ()) -> Layer:
    made = [SectionDefinition(key=key, label_id=key.title()) for key in sections]
    return Layer(types=[TypeDefinition(name=name, fields=list(fields), sections=made)])


def put_in_force(unit: Any, layer: Layer) -> Configuration:
    """Make this layer hold in a unit from the next request on."""
    state = State._get_collection().find_one({"_id": configuration.NAME}) or {}
    heads = dict((state.get("value") or {}).get("heads") or {})
    number = heads.get(str(unit), 0) + 1
    ConfigurationVersion(unit=unit, number=number, layer=layer, at=now()).save()
    value = configuration.renewed({**heads, str(unit): number})
    State._get_collection().update_one({"_id": configuration.NAME}, {"$set": {"value": value}}, upsert=True)
    return configuration.current()
