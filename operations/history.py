"""Reading the history of a record: its entries, and what it was at an earlier version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId

from models.audit import Act, AuditEntry
from models.base import Record
from operations.actors import Actor
from operations.changes import with_values
from operations.errors import Missing
from operations.policy import Action, may, require

LONGEST = 200


def at_version(
    actor: Actor, kind: type[Record], stored: dict[str, Any], seen: int
) -> tuple[dict[str, Any], str | None, datetime | None]:
    """(the document as of version `seen`, who saved last since, when): newer entries undone, newest first.

    What an entry held when it was confidential is None for whoever may not read that: never skipped, so that the
    field still counts as changed by the other side.
    """
    newer = list(
        AuditEntry._get_collection()
        .find({"record": stored["_id"], "version": {"$gt": seen, "$lt": (stored.get("version") or 1) + 1}})
        .sort([("record", 1), ("version", 1)])
        .limit(LONGEST)
    )
    base = dict(stored)
    for entry in reversed(newer):
        readable = may(actor, Action.READ, kind.__name__, {**stored, **_openness(entry)})
        for each in entry.get("changes", ()):
            if each["field"] not in kind.SECRET:
                base = with_values(base, {each["field"]: each["before"] if readable else None})
    last = newer[-1] if newer else {}
    return base, last.get("actor_name"), last.get("at")


def of_record(actor: Actor, kind: type[Record], raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The newest 200 acts on a record the actor may see, newest first.

    Entries from a time when the record was confidential are left to those who may read confidential records.
    """
    require(actor, Action.READ, kind.__name__, raw)
    entries = (
        AuditEntry._get_collection().find({"record": raw["_id"]}).sort([("record", -1), ("version", -1)]).limit(LONGEST)
    )
    return [entry for entry in entries if may(actor, Action.READ, kind.__name__, {**raw, **_openness(entry)})]


def deletion(kind: type[Record], id: ObjectId) -> dict[str, Any]:
    """The entry of a record's deletion, unjudged; it holds the units and the last values. Raises Missing."""
    wanted = {"record": id, "document": kind.__name__, "action": Act.DELETE.value}
    found: dict[str, Any] | None = AuditEntry._get_collection().find_one(wanted, sort=[("version", -1)])
    if found is None:
        raise Missing()
    return found


def _openness(entry: dict[str, Any]) -> dict[str, Any]:
    """What decided, at the time of the entry, who may read it."""
    return {"confidential": entry.get("confidential", False), "hidden_from": entry.get("hidden_from", [])}
