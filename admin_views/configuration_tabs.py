"""The parts of a unit's configuration as links, the same on every screen of it."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from admin_views.addresses import path_of
from admin_views.translations import say
from models.configurations import Layer
from models.unit_settings import GROUPS
from models.wording import N_


def tabs(unit: ObjectId, part: str, layer: Layer) -> list[dict[str, Any]]:
    """The parts in their order; `part` is the one shown."""
    own = len([each for kind in layer.types for each in kind.fields if not each.retired])
    live = len([each for each in layer.registers if not each.retired])
    found = [
        _tab("fields", N_("Form fields"), path_of("configuration.unit"), unit, part, own),
        _tab("registers", N_("Registers"), path_of("unit_registers.index"), unit, part, live),
    ]
    for key, label, _ in GROUPS:
        found.append(_tab(key, label, path_of("unit_settings.index"), unit, part, group=key))
    found.append(_tab("exchange", N_("Copy and files"), path_of("unit_exchange.index"), unit, part))
    return [*found, _tab("versions", N_("Versions"), path_of("configuration.versions"), unit, part)]


def _tab(
    key: str, label: str, address: str, unit: ObjectId, part: str, count: int = 0, group: str = ""
) -> dict[str, Any]:
    url = f"{address}?unit={unit}" + (f"&group={group}" if group else "")
    return {"label": say(label), "url": url, "is_current": key == part, "count": count}
