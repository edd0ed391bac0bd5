"""The only door to a write: policy, validation, version, history, uniqueness, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from models.audit import Act, AuditEntry
from models.base import Known, Record
from models.references import RECORDS
from models.wording import N_, Message
from operations import confidentiality, policy
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change, assign, dump, load, revision, settle, stamp
from operations.commits import Stale, Taken, commit, taken_field
from operations.errors import Conflict, Denied, Invalid, Missing, WrongState
from operations.history import at_version
from operations.invitations import tell
from operations.plan_counts import counted
from operations.policy import Action
from operations.propagation import follow
from operations.references import check, check_defined

FORM = Origin()
MOVES_AWAITED = 5
MOVING = N_("This is being moved right now. Try again in a moment.")
TAKEN = N_("This value is already used by another record.")


def create(actor: Actor, kind: type[Record], values: Mapping[str, Any], origin: Origin = FORM) -> Record:
    """Write a new record and return it. A repeated `origin.token` returns the first submit's record.

    Raises Denied, Invalid (a message a field), Full.
    """
    _forbid_steps(kind, values)
    for _ in range(MOVES_AWAITED):
        made = plan_create(actor, kind, values, origin)
        forbid_fixed(kind, made.after)
        try:
            commit([made])
        except Stale:
            continue
        except Taken as error:
            return _earlier(actor, kind, origin, error)
        return _record(made)
    raise Invalid({kind.OWNER or "": Message(MOVING)})


def change(
    actor: Actor, kind: type[Record], id: ObjectId, values: Mapping[str, Any], seen: int, origin: Origin = FORM
) -> Record:
    """Change the named fields of a record that the actor saw at version `seen`; without a change nothing is written.

    Raises Missing, Denied, Invalid, Full, and Conflict (with both versions) when it is no longer at `seen`.
    """
    return change_stored(actor, kind, read(kind, id), values, seen, origin)


def change_stored(
    actor: Actor,
    kind: type[Record],
    stored: dict[str, Any],
    values: Mapping[str, Any],
    seen: int,
    origin: Origin = FORM,
) -> Record:
    """As `change`, of a record read just before, which saves the trip."""
    _forbid_steps(kind, values)
    policy.require(actor, Action.CHANGE, kind.__name__, stored)
    forbid_fixed(kind, stored)
    return save(actor, kind, stored, values, seen, origin)


def save(
    actor: Actor,
    kind: type[Record],
    stored: dict[str, Any],
    values: Mapping[str, Any],
    seen: int,
    origin: Origin,
    action: Action = Action.CHANGE,
    when: Mapping[str, Any] | None = None,
    known: Known | None = None,
) -> Record:
    """As `change`, of a record read and judged before; a step (operations.register_states) asks for less: READ. `when`
    must still hold of the stored one besides its version; `known` as in references.check."""
    id = stored["_id"]
    made = plan_change(actor, kind, stored, values, origin, known, action)
    made.when |= when or {}
    if (stored.get("version") or 1) != seen:
        return _late(actor, kind, id, seen, made, origin)
    if not made.entry.get("changes"):
        return load(kind, stored)
    try:
        commit([made])
    except Stale:
        return _late(actor, kind, id, seen, made, origin)
    except Taken as error:
        return _earlier(actor, kind, origin, error)
    return _record(made)


def _forbid_steps(kind: type[Record], values: Mapping[str, Any]) -> None:
    if kind.STEPPED & values.keys():
        raise WrongState(Message(N_("A state is changed by its own buttons, step by step.")))


def forbid_fixed(kind: type[Record], stored: Mapping[str, Any]) -> None:
    """Raise WrongState where a stored record takes no change by a form."""
    told = kind.fixed(stored)
    if told is not None:
        raise WrongState(told)


def read(kind: type[Record], id: ObjectId) -> dict[str, Any]:
    """The stored document, unjudged: every caller asks the policy next. Raises Missing."""
    raw: dict[str, Any] | None = kind._get_collection().find_one({"_id": id, **policy.narrowed(kind)})
    if raw is None:
        raise Missing()
    return raw


def plan_create(
    actor: Actor, kind: type[Record], values: Mapping[str, Any], origin: Origin, known: Known | None = None
) -> Change:
    """A new record checked and ready to commit; writes nothing. `known` as in references.check."""
    if not policy.may(actor, Action.CREATE, kind.__name__):
        raise Denied()
    record = kind(id=ObjectId())
    assign(record, values)
    return plan_new(actor, record, 1, origin, known)


def plan_new(actor: Actor, record: Record, version: int, origin: Origin, known: Known | None = None) -> Change:
    """A record that is not stored yet, or not any more, checked and ready to commit as that version."""
    kind, compared = type(record), known is None
    known = check(actor, record, None, known)
    settle(record, known)
    check_defined(actor, record, None)
    stamp(record, version)
    after = dump(record)
    confidentiality.require_after(actor, Action.CREATE, kind, after)
    made = Change(kind, record.id, None, record, after, {}, guard=_owner(record, known), compared=compared)
    made.entry = {**revision(actor, Act.CREATE, origin, made), "version": version}
    made.also = [*tell(made), *counted(made)]
    return made


def plan_change(
    actor: Actor,
    kind: type[Record],
    stored: dict[str, Any],
    values: Mapping[str, Any],
    origin: Origin,
    known: Known | None = None,
    action: Action = Action.CHANGE,
) -> Change:
    """A changed record checked and ready to commit; its entry has no changes where nothing differs."""
    before, record, compared = load(kind, stored), load(kind, stored), known is None
    assign(record, values)
    known = check(actor, record, before, known)
    settle(record, known)
    check_defined(actor, record, before)
    made = Change(kind, stored["_id"], stored, record, dump(record), {}, when=dict(kind.GUARDED), compared=compared)
    confidentiality.require_after(actor, action, kind, made.after)
    made.entry = revision(actor, Act.CHANGE, origin, made)
    if made.entry.get("changes"):
        stamp(record, (stored.get("version") or 1) + 1)
        made.after = dump(record)
        made.others, made.also = follow(made), [*tell(made), *counted(made)]
        if kind.OWNER and getattr(before, kind.OWNER) != getattr(record, kind.OWNER):
            made.guard = _owner(record, known)
    return made


def _owner(record: Record, known: Known) -> dict[str, Any] | None:
    """The guard of a change: where the record this one lies with was when it was read."""
    name = type(record).OWNER
    if name is None:
        return None
    owner = known[getattr(record, name)]
    collection = RECORDS[owner["kind"]]._get_collection_name()
    return {"collection": collection, "id": owner["_id"], "match": {"scope": owner["scope"]}}


def _record(change: Change) -> Record:
    assert change.record is not None
    return change.record


def _earlier(actor: Actor, kind: type[Record], origin: Origin, error: Taken) -> Record:
    """After a unique index refused: the record of the same form's first submit, else Invalid on the field."""
    found = by_token(actor, kind, origin)
    if found is not None:
        return found
    raise Invalid({taken_field(error): Message(TAKEN)}) from None


def by_token(actor: Actor, kind: type[Record], origin: Origin) -> Record | None:
    """The record that this actor's form with this token has already written, if any."""
    if origin.token is None:
        return None
    entry = AuditEntry._get_collection().find_one({"token": origin.token})
    if entry is None or entry.get("actor") != actor.id or entry.get("document") != kind.__name__:
        return None
    return load(kind, read(kind, entry["record"]))


def _late(actor: Actor, kind: type[Record], id: ObjectId, seen: int, made: Change, origin: Origin) -> Record:
    """After a version check failed: the record if this very form saved it before, else Conflict."""
    found = by_token(actor, kind, origin)
    if found is not None:
        return found
    stored = read(kind, id)
    if (stored.get("version") or 1) == seen:
        forbid_fixed(kind, stored)
        raise Invalid({kind.OWNER or "": Message(MOVING)})
    raise conflict(actor, kind, stored, _record(made), seen)


def conflict(actor: Actor, kind: type[Record], stored: dict[str, Any], mine: Record, seen: int) -> Conflict:
    base, by, at = at_version(actor, kind, stored, seen)
    return Conflict(load(kind, base), load(kind, stored), mine, by, at)
