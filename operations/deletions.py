"""Deleting a record: nothing may refer to it, and its last state stays in the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from models.audit import Act
from models.base import Record
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change, load, revision
from operations.commits import Stale, commit
from operations.invitations import tell
from operations.plan_counts import counted
from operations.policy import Action
from operations.propagation import forbid_orphans


def delete(actor: Actor, kind: type[Record], id: ObjectId, seen: int | None, origin: Origin = records.FORM) -> None:
    """Delete a record nothing refers to; its last state stays in the history. Raises as `records.change` does.

    `seen` None deletes whatever version is stored (rows picked in a list).
    """
    stored = records.read(kind, id)
    policy.require(actor, Action.DELETE, kind.__name__, stored)
    records.forbid_fixed(kind, stored)
    remove(actor, kind, stored, seen, origin)


def remove(
    actor: Actor,
    kind: type[Record],
    stored: dict[str, Any],
    seen: int | None,
    origin: Origin = records.FORM,
    when: Mapping[str, Any] | None = None,
) -> None:
    """As `delete`, of a record read and judged before; `when` as in `records.save`."""
    made = plan_remove(actor, kind, stored, origin)
    made.when |= when or {}
    if seen is not None and (stored.get("version") or 1) != seen:
        raise records.conflict(actor, kind, stored, load(kind, stored), seen)
    try:
        commit([made])
    except Stale:
        raise records.conflict(
            actor, kind, records.read(kind, made.id), load(kind, stored), seen or stored["version"]
        ) from None


def plan_remove(actor: Actor, kind: type[Record], stored: dict[str, Any], origin: Origin) -> Change:
    """The deletion of a record read and judged before, ready to commit. Raises where something refers to it."""
    made = Change(kind, stored["_id"], stored, None, {}, {})
    forbid_orphans(made)
    made.entry = revision(actor, Act.DELETE, origin, made)
    made.also = [*tell(made), *counted(made)]
    return made
