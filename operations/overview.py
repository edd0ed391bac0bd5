"""What changed in an actor's units while they were away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.audit import Act, AuditEntry
from models.people import Employee
from models.references import RECORDS
from operations import registers
from operations.actors import Actor
from operations.indexes import hint
from operations.policy import Action, judge, may, where

LATEST = 10
_LOOKED_AT = 60
_ACTS = (Act.CREATE.value, Act.CHANGE.value, Act.DELETE.value)
_SHOWN = ("at", "actor_name", "label", "action", "document", "record", "scope", "confidential", "hidden_from")


def changed_since(actor: Actor, since: datetime | None) -> list[dict[str, Any]]:
    """The latest changes by others to records the actor may see, newest first; all time where `since` is None."""
    if not may(actor, Action.READ, "Employee"):
        return []
    names = [*RECORDS, *(registers.class_of(each).__name__ for _, each in registers.kept_by(actor))]
    readable = {name: judge(actor, Action.READ, name) for name in names if may(actor, Action.READ, name)}
    wanted = {**where(actor, Employee), "action": {"$in": list(_ACTS)}, "actor": {"$ne": actor.id}}
    if since is not None:
        wanted["at"] = {"$gt": since}
    found = AuditEntry._get_collection().find(wanted, dict.fromkeys(_SHOWN, 1)).sort([("at", -1), ("_id", -1)])
    named = hint(AuditEntry, wanted, "at")
    entries = (found.hint(named) if named else found).limit(_LOOKED_AT)
    return [entry for entry in entries if _may_see(readable, entry)][:LATEST]


def _may_see(readable: dict[str, Any], entry: dict[str, Any]) -> bool:
    judged = readable.get(str(entry.get("document")))
    return judged is not None and bool(judged(entry))
