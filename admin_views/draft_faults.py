"""What forbids to apply a draft, in people's words, each with the place where it is mended."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from admin_views.addresses import path_of
from admin_views.document_labels import type_label
from admin_views.formats import field_label
from admin_views.translations import say
from models.configurations import Layer
from models.unit_settings import GROUPS, UnitSettings
from operations import configuring


def faults(unit: ObjectId, layer: Layer) -> list[dict[str, Any]]:
    """Every fault of a draft; `where` in it is `type/field/…`, `register/key/…` or `settings/name`."""
    return [
        {"text": say(message), **_place(unit, layer, *where.split("/")[:2])}
        for where, message in configuring.problems(unit, layer)
    ]


def _place(unit: ObjectId, layer: Layer, name: str, key: str = "") -> dict[str, Any]:
    if name == "register":
        register = layer.register_of(key)
        return _at("unit_registers.index", unit, say(register.label) if register else key, f"edit={key}#register-{key}")
    if name == "settings":
        top = key.partition("-")[0]
        group = next((code for code, _, names in GROUPS if top in names), GROUPS[0][0])
        field: Any = UnitSettings._fields.get(top)
        return _at("unit_settings.index", unit, field_label(field) if field else top, f"group={group}")
    known = layer.type_of(name)
    label = next((say(each.label) for each in (known.fields if known else ()) if each.key == key), key)
    return _at("configuration.unit", unit, label or type_label(name, layer), f"type={name}&edit={key}")


def _at(screen: str, unit: ObjectId, label: str, rest: str) -> dict[str, Any]:
    url = f"{path_of(screen)}?unit={unit}&{rest}"
    return {"label": label, "url": url, "is_here": screen == "configuration.unit"}
