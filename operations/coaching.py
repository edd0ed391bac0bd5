"""Coaching: the statements that a session is rated on, and the sessions of an item."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from models.coaching import STATEMENTS, CoachingSession
from models.people import Employee
from operations import configuration, listing, policy
from operations.actors import Actor
from operations.policy import Action

MOST = 100


def statements(actor: Actor, employee: ObjectId | None) -> list[str]:
    """The statements that the unit of an employee rates sessions on; of nobody in reach those of the actor's unit."""
    raw = listing.one(actor, Employee, employee, ("scope",)) if employee else None
    scope = raw.get("scope") if raw else configuration.path_of(actor.seats[0].unit) if actor.seats else []
    told = str(configuration.settings(scope).coaching_statements or "")
    return [line.strip() for line in told.splitlines() if line.strip()] or list(STATEMENTS)


def of_item(actor: Actor, item: ObjectId) -> list[dict[str, Any]]:
    """The sessions of a plan's item that the actor may see, the newest first."""
    if not policy.may(actor, Action.READ, "CoachingSession"):
        return []
    query = {**policy.where(actor, CoachingSession), "item": item}
    return list(CoachingSession._get_collection().find(query).sort([("held_on", -1), ("_id", -1)]).limit(MOST))
