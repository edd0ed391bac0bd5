"""ConfigurationPage: what every screen of a unit's configuration has in common."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from admin_views.base import Page
from admin_views.configuration_tabs import tabs
from admin_views.session import actor_or_none
from models.configurations import Layer
from operations import configuring
from operations.actors import Actor
from operations.policy import Action, may
from operations.references import labels


class ConfigurationPage(Page):
    """A screen of a unit's configuration, open to whoever may see one."""

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Configuration")


def frame(actor: Actor, unit: ObjectId, part: str) -> dict[str, Any]:
    """What stands around every part of a unit's configuration: its name, the parts, and whether a draft waits."""
    draft = configuring.draft_of(unit)
    layer = draft.layer or Layer()
    return {
        "unit": str(unit),
        "unit_name": unit_name(actor, unit),
        "tabs": tabs(unit, part, layer),
        "waiting": len(configuring.changes_in(unit, layer)) if draft.version else 0,
        "may_change": configuring.may_change(actor, unit),
    }


def unit_name(actor: Actor, unit: ObjectId) -> str:
    """What the unit is called; nothing where the actor may not know of it."""
    return str(labels(actor, {"Department": {unit}}).get(unit) or "")
