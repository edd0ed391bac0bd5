"""ConfigurationPage: what every screen of a unit's configuration has in common."""

from __future__ import annotations

from bson import ObjectId

from admin_views.base import Page
from admin_views.session import actor_or_none
from operations.actors import Actor
from operations.policy import Action, may
from operations.references import labels


class ConfigurationPage(Page):
    """A screen of a unit's configuration, open to whoever may see one."""

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "Configuration")


def unit_name(actor: Actor, unit: ObjectId) -> str:
    """What the unit is called; nothing where the actor may not know of it."""
    return str(labels(actor, {"Department": {unit}}).get(unit) or "")
