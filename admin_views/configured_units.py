"""The units whose configuration an actor may see, with what each has of its own."""

from __future__ import annotations

from typing import Any

from models.departments import Department
from operations import configuration, configuring, listing
from operations.actors import Actor
from operations.listing import Asked

MOST = 200
_SHOWN = ("name", "code", "kind", "scope")


def rows(actor: Actor, search: str, address: str) -> list[dict[str, Any]]:
    """Units by name, the configured ones first: what they have of their own, and whether a draft waits."""
    asked = Asked(search=search, sort="name", size=MOST)
    found = list(listing.cursor(Department, listing.query(actor, Department, asked), asked, _SHOWN).limit(MOST))
    drafts = configuring.drafts()
    held = configuration.current().layers
    made = [_row(raw, held.get(raw["_id"]), raw["_id"] in drafts, address) for raw in found]
    return sorted(made, key=lambda row: not row["version"] and not row["has_draft"])


def _row(raw: dict[str, Any], held: Any, has_draft: bool, address: str) -> dict[str, Any]:
    number, layer = held or (0, None)
    fields = sum(len([each for each in kind.fields if not each.retired]) for kind in layer.types) if layer else 0
    return {
        "name": str(raw.get("name") or ""),
        "code": str(raw.get("code") or ""),
        "depth": max(len(raw.get("scope") or ()) - 1, 0),
        "version": number,
        "fields": fields,
        "registers": len([each for each in layer.registers if not each.retired]) if layer else 0,
        "has_draft": has_draft,
        "url": f"{address}?unit={raw['_id']}",
    }
