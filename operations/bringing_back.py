"""Bringing back what was deleted, from the state that its history holds."""

from __future__ import annotations

from bson import ObjectId

from models.base import Record
from models.wording import Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import load, with_values
from operations.commits import Stale, Taken, commit, taken_field
from operations.errors import Invalid, Missing
from operations.history import deletion
from operations.policy import Action


def restore(actor: Actor, kind: type[Record], id: ObjectId, origin: Origin = records.FORM) -> Record:
    """Bring back a deleted record under its id, as its history holds it; fields that history hides stay empty.

    Whoever may delete it may take that back. Raises Missing, Denied, and Invalid where it no longer fits: its unit is
    gone, or another record has its number now.
    """
    if kind._get_collection().find_one({"_id": id}, {"_id": 1}) is not None:
        raise Missing()
    last = deletion(kind, id)
    policy.require(actor, Action.DELETE, kind.__name__, last)
    hidden = kind.SECRET | kind.DERIVED
    kept = {each["field"]: each["before"] for each in last["changes"] if each["field"] not in hidden}
    record = load(kind, with_values({"_id": id}, {name: value for name, value in kept.items() if value is not None}))
    try:
        made = records.plan_new(actor, record, last["version"] + 1, origin)
        records.forbid_fixed(kind, made.after)
        commit([made])
    except Stale:
        raise Invalid({kind.OWNER or "": Message(records.MOVING)}) from None
    except Taken as error:
        raise Invalid({taken_field(error): Message(records.TAKEN)}) from None
    return record
