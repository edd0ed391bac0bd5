"""What changed in an actor's units while they were away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from models.audit import Act, AuditEntry
from models.people import Employee
from models.references import RECORDS
from operations import registers
from operations.actors import Actor
from operations.indexes import hint
from operations.policy import Action, judge, may, where

LATEST = 10
"""Lines at most."""
FEW = 3
"""Records that somebody changed in the same way are told one by one up to so many, else as one line."""
_LOOKED_AT = (60, 1_000)
"""How far back to look; farther where the nearer part makes few lines, as after an import or an opened round."""
_ACTS = (Act.CREATE.value, Act.CHANGE.value, Act.DELETE.value)
_SHOWN = ("at", "actor_name", "label", "action", "document", "record", "scope", "confidential", "hidden_from")


@dataclass(frozen=True, slots=True)
class Changed:
    """The newest change of its kind, and how many other records the same person changed in the same way; of those
    farther back than was looked there may be more (`is_open`)."""

    entry: Mapping[str, Any]
    others: int = 0
    is_open: bool = False


def changed_since(actor: Actor, since: datetime | None) -> list[Changed]:
    """The latest changes by others to records the actor may see, newest first; all time where `since` is None."""
    if not may(actor, Action.READ, "Employee"):
        return []
    names = [*RECORDS, *(registers.class_of(each).__name__ for _, each in registers.kept_by(actor))]
    readable = {name: judge(actor, Action.READ, name) for name in names if may(actor, Action.READ, name)}
    wanted = {**where(actor, Employee), "action": {"$in": list(_ACTS)}, "actor": {"$ne": actor.id}}
    if since is not None:
        wanted["at"] = {"$gt": since}
    found: list[Changed] = []
    for most in _LOOKED_AT:
        entries = _latest(wanted, list(readable), most)
        found = folded([entry for entry in entries if _may_see(readable, entry)], len(entries) == most)
        if len(found) >= LATEST or len(entries) < most:
            break
    return found[:LATEST]


def _latest(wanted: dict[str, Any], kinds: list[str], most: int) -> list[dict[str, Any]]:
    """Read in the order of time whatever the kinds: they are most of what there is."""
    query = {**wanted, "document": {"$in": kinds}}
    found = AuditEntry._get_collection().find(query, dict.fromkeys(_SHOWN, 1)).sort([("at", -1), ("_id", -1)])
    named = hint(AuditEntry, wanted, "at")
    return list((found.hint(named) if named else found).limit(most).batch_size(most))


def folded(entries: Sequence[Mapping[str, Any]], is_open: bool = False) -> list[Changed]:
    """One line a record, with its newest entry; where somebody changed more than a FEW in the same way, one for all of
    these. `entries` are the newest first; `is_open` says that there are older ones."""
    groups: dict[tuple[Any, ...], dict[ObjectId, Mapping[str, Any]]] = {}
    for entry in entries:
        kind = (entry.get("actor_name"), entry.get("action"), entry.get("document"))
        groups.setdefault(kind, {}).setdefault(entry["record"], entry)
    found: list[Changed] = []
    for records in groups.values():
        first, *others = records.values()
        found += (
            [Changed(first, len(others), is_open)]
            if len(records) > FEW
            else [Changed(entry) for entry in records.values()]
        )
    return sorted(found, key=lambda line: (line.entry["at"], line.entry["_id"]), reverse=True)


def _may_see(readable: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """What is no change of a record, such as a timer that was pressed, is not told."""
    judged = readable.get(str(entry.get("document")))
    return judged is not None and "record" in entry and bool(judged(entry))
