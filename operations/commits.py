"""Writing changes: the records, their history and what follows from them, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, DuplicateKeyError

from models.audit import AuditEntry
from models.fieldsets import PREFIX
from operations import configuration
from operations.changes import Change
from operations.errors import Full


class Stale(Exception):
    """A record, or the record it belongs to, is no longer at the version the change was made from."""

    def __init__(self, change: Change) -> None:
        self.change = change


class Taken(Exception):
    """A unique value stands already; `key` is the field, `change` the one that failed (None: unknown)."""

    def __init__(self, key: str, change: Change | None) -> None:
        self.key, self.change = key, change


def taken_field(error: Taken) -> str:
    """The field whose value stands already, as forms name it; of a defined one its path."""
    if error.key != "unique_keys" or error.change is None:
        return error.key
    change = error.change
    collection = change.kind._get_collection()
    for key in change.after.get("unique_keys", ()):
        if collection.find_one({"unique_keys": key, "_id": {"$ne": change.id}}, {"_id": 1}):
            return PREFIX + str(key).partition("=")[0].partition(":")[2]
    return ""


_has_room: Callable[[], bool] = lambda: True  # noqa: E731
_told: Callable[[str, str, int], None] = lambda document, outcome, count: None  # noqa: E731


def refuse_unless(has_room: Callable[[], bool]) -> None:
    """Set, once at start-up, what says whether the disk takes more writes."""
    global _has_room
    _has_room = has_room


def can_write() -> bool:
    """Whether writes are taken now; a banner says so when not."""
    return _has_room()


def tell(told: Callable[[str, str, int], None]) -> None:
    """Set, once at start-up, what counts records by their document and what became of them."""
    global _told
    _told = told


def commit(changes: Sequence[Change], also: Callable[[ClientSession], None] | None = None) -> None:
    """Write all changes or none. Raises Stale, Taken or Full; a lost connection is retried by the driver.

    `also` writes more in the same transaction, and what it raises undoes all; it may be called again on a retry.
    """
    outcome = "failed"
    try:
        _commit(changes, also)
        outcome = "written"
    except (Stale, Taken, Full) as error:
        outcome = type(error).__name__.lower()
        raise
    finally:
        for document, count in Counter(change.kind.__name__ for change in changes).items():
            _told(document, outcome, count)


def _commit(changes: Sequence[Change], also: Callable[[ClientSession], None] | None) -> None:
    if not changes:
        return
    if not can_write():
        raise Full()
    try:
        with get_connection().start_session() as session:
            session.with_transaction(lambda active: _write(changes, active, also))
    except (Stale, Taken):
        if not _stands(changes[0]):
            raise


def _stands(change: Change) -> bool:
    """Whether this very change is in the store: its acknowledgement was lost, and the retry met its own work."""
    return AuditEntry._get_collection().find_one({"_id": change.entry["_id"]}, {"_id": 1}) is not None


def _write(
    changes: Sequence[Change], session: ClientSession, also: Callable[[ClientSession], None] | None = None
) -> None:
    _require_revision(changes, session)
    for change in {str(change.guard): change for change in changes if change.guard}.values():
        _hold(change, session)
    for kind in {change.kind: None for change in changes}:
        _write_records(kind._get_collection(), [c for c in changes if c.kind is kind], session)
    for change in changes:
        _write_others(change, session)
    _insert_history([change.entry for change in changes], changes, session)
    if also is not None:
        also(session)
    for change in changes:
        for each in change.also:
            each(session)


def _write_others(change: Change, session: ClientSession) -> None:
    database = change.kind._get_collection().database
    try:
        for collection, operations in change.others:
            database[collection].bulk_write(operations, session=session, ordered=False)
    except BulkWriteError as error:
        if (error.details.get("writeErrors") or [{}])[0].get("code") != 11000:
            raise
        raise Taken("", None) from None


def _require_revision(changes: Sequence[Change], session: ClientSession) -> None:
    """Refuse records whose fields are no longer those that hold, where their look-up has not just compared them."""
    unsure = (each for each in changes if each.kind.CONFIGURABLE and not each.deletes and not each.compared)
    checked = {change.revision for change in unsure}
    if checked:
        configuration.require(checked, configuration.stored(session))


def _hold(change: Change, session: ClientSession) -> None:
    """Touch the record that a new one comes to lie with, if it still lies where it was read.

    An owner who moves or is deleted at the same time thus conflicts with this transaction: one of the two waits and
    is judged again, and nothing is ever written under a unit its owner has left.
    """
    assert change.guard is not None
    database = change.kind._get_collection().database
    query = {"_id": change.guard["id"], **change.guard["match"]}
    touch = {"$set": {"held_at": ObjectId()}}
    if not database[change.guard["collection"]].update_one(query, touch, session=session).matched_count:
        raise Stale(change)


def _write_records(collection: Any, changes: Iterable[Change], session: ClientSession) -> None:
    inserts = [change for change in changes if change.stored is None]
    changed = [change for change in changes if change.stored is not None and not change.deletes]
    moved = [change for change in changed if change.moves_unique]
    updates = [change for change in changed if not change.moves_unique]
    deletes = [change for change in changes if change.deletes]
    if moved:
        _write_anew(collection, moved, session)
    if len(updates) == 1:
        _update_one(collection, updates[0], session)
    elif updates:
        operations = [UpdateOne(_at(change), change.updates) for change in updates]
        done = _bulk(collection, operations, updates, session)
        if done.matched_count != len(updates):
            raise Stale(updates[0])
    if inserts:
        _bulk(collection, [InsertOne(change.after) for change in inserts], inserts, session)
    for change in deletes:
        if not collection.delete_one(_at(change), session=session).deleted_count:
            raise Stale(change)


def _at(change: Change) -> dict[str, Any]:
    return {"_id": change.id, "version": change.version, **change.when}


def _write_anew(collection: Any, changes: Sequence[Change], session: ClientSession) -> None:
    """Delete and insert records whose unique value changes, all deleted first so that two may swap theirs.

    The embedded server never frees a unique value that an update replaced: a corrected NIP would stay taken for good.
    """
    fresh = []
    for change in changes:
        raw = collection.find_one_and_delete(_at(change), session=session)
        if raw is None:
            raise Stale(change)
        raw.update(change.updates["$set"])
        fresh.append({key: value for key, value in raw.items() if key not in change.updates.get("$unset", ())})
    _bulk(collection, [InsertOne(raw) for raw in fresh], changes, session)


def _update_one(collection: Any, change: Change, session: ClientSession) -> None:
    try:
        if not collection.update_one(_at(change), change.updates, session=session).matched_count:
            raise Stale(change)
    except DuplicateKeyError as error:
        raise Taken(_key(error.details or {}), change) from None


def _bulk(collection: Any, operations: list[Any], changes: Sequence[Change], session: ClientSession) -> Any:
    try:
        return collection.bulk_write(operations, session=session, ordered=True)
    except DuplicateKeyError as error:  # the embedded server refuses the whole command for some of them
        raise Taken(_key(error.details or {}), changes[0]) from None
    except BulkWriteError as error:
        first = (error.details.get("writeErrors") or [{}])[0]
        if first.get("code") != 11000:
            raise
        raise Taken(_key(first), changes[first.get("index", 0)]) from None


def _insert_history(entries: list[dict[str, Any]], changes: Sequence[Change], session: ClientSession) -> None:
    try:
        AuditEntry._get_collection().insert_many(entries, session=session)
    except BulkWriteError as error:
        first = (error.details.get("writeErrors") or [{}])[0]
        if first.get("code") != 11000:
            raise
        raise Taken("token", changes[first.get("index", 0)]) from None


def _key(details: Mapping[str, Any]) -> str:
    """The field of a unique index that refused, from the server's answer (its pattern, else the index' name)."""
    pattern = details.get("keyPattern")
    if pattern:
        return str(next(iter(pattern)))
    name = str(details.get("errmsg", "")).partition("index: ")[2].partition(" ")[0]
    return name.rpartition("_")[0] or "_id"
