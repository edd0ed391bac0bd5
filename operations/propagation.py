"""What follows a change elsewhere: records that lie where another lies move and are renamed with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bson import ObjectId
from pymongo import DeleteMany, DeleteOne, InsertOne, UpdateMany, UpdateOne

from models.audit import DOCUMENT_LABELS, AuditEntry
from models.base import Record
from models.departments import Department
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.people import Employee
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan, PlanState
from models.references import OWNED, RECORDS, pointing_at
from models.users import User, own_rows
from models.wording import N_, Message
from operations import configuration, recounting
from operations.changes import Change, derive, dump, load, same
from operations.errors import Invalid

_RIGHTS = ("memberships", "is_active", "password_hash", "second_factor_seed", "employee", "username")
_CARRIED = ("name", "title_front", "title_back", "name_folded", "nip", "department", "scope", "status",
            "jp_year_from")  # fmt: skip


def follow(change: Change) -> list[tuple[str, list[Any]]]:
    """The updates of other collections that a change of this record brings, as (collection, operations)."""
    if change.stored is None or change.deletes:
        return []
    return [*_in_kind(change), *_hidden_trail(change)]


def _in_kind(change: Change) -> list[tuple[str, list[Any]]]:
    if issubclass(change.kind, Employee):
        return _with_employee(change)
    if issubclass(change.kind, Department):
        return _with_unit(change)
    if issubclass(change.kind, Meeting):
        return _with_meeting(change)
    if issubclass(change.kind, DevelopmentPlan):
        return _with_plan(change)
    if issubclass(change.kind, User) and _has_other_rights(change.stored or {}, change.after):
        return [("sessions", [DeleteMany({"user": change.id})])]
    return []


def _hidden_trail(change: Change) -> list[tuple[str, list[Any]]]:
    """What turns confidential takes its trail along: what was told of it while it was open is told no more."""
    before = change.stored or {}
    if before.get("confidential") or not change.after.get("confidential"):
        return []
    ids = [change.id]
    if issubclass(change.kind, Meeting):
        parts = (kind for kind in RECORDS.values() if kind.OWNER == "meeting" or kind is FollowUp)
        ids += [raw["_id"] for kind in parts for raw in kind._get_collection().find({"meeting": change.id}, {"_id": 1})]
    return [
        (AuditEntry._get_collection_name(), [UpdateMany({"record": {"$in": ids}}, {"$set": {"confidential": True}})])
    ]


def _has_other_rights(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether an account must sign in anew. A seat that is handed over or taken back asks nobody to: it is judged at
    each request, and its holder may be in the middle of a meeting."""
    sides = [{**{name: raw.get(name) for name in _RIGHTS}, "memberships": own_rows(raw)} for raw in (before, after)]
    return any(not same(sides[0][name], sides[1][name]) for name in _RIGHTS)


def _with_employee(change: Change) -> list[tuple[str, list[Any]]]:
    """Trainings and feedback carry their employee's name, unit and scope; trainings their years."""
    before = change.stored or {}
    if all(before.get(key) == change.after.get(key) for key in _CARRIED):
        return []
    found = []
    for kind in OWNED:
        collection = kind._get_collection()
        rows = [(raw, _derived_again(kind, raw, change)) for raw in collection.find({"employee": change.id})]
        found += [(collection.name, step) for step in _steps(rows) if step]
    return found


def _steps(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[list[Any]]:
    """The writes that bring stored documents to their updates, one after the other.

    What has another value under a unique index is deleted and inserted: the embedded server never frees a unique
    value that an update replaced, and an employee who comes back would find theirs taken.
    """
    moved = [
        {**{key: value for key, value in raw.items() if key not in update.get("$unset", ())}, **update["$set"]}
        for raw, update in rows
        if _moves_unique(raw, update)
    ]
    yield [UpdateOne({"_id": raw["_id"]}, update) for raw, update in rows if not _moves_unique(raw, update)]
    yield [DeleteOne({"_id": raw["_id"], "version": raw.get("version")}) for raw in moved]
    yield [InsertOne(raw) for raw in moved]


def _moves_unique(raw: dict[str, Any], update: dict[str, Any]) -> bool:
    after = None if "unique_keys" in update.get("$unset", ()) else update["$set"].get("unique_keys")
    return not same(raw.get("unique_keys"), after)


def _derived_again(kind: type[Record], raw: dict[str, Any], change: Change) -> dict[str, Any]:
    """The update of a stored record that lies with the changed one."""
    kind = kind.kind_of(raw)
    owned = load(kind, raw)
    derive(owned, {change.id: change.after})
    fresh = dump(owned)
    names = (kind.DERIVED - {"id", "version", "created_at", "updated_at", "hidden_from"}) | {"custom"}
    gone = {name: "" for name in names if name in raw and name not in fresh}
    return {"$set": {name: fresh[name] for name in names if name in fresh}, **({"$unset": gone} if gone else {})}


def _with_meeting(change: Change) -> list[tuple[str, list[Any]]]:
    """What belongs to a meeting lies where it lies and is as confidential; a private note stays private."""
    before = change.stored or {}
    if all(same(before.get(key), change.after.get(key)) for key in ("department", "scope", "confidential")):
        return []
    is_hidden = bool(change.after.get("confidential"))
    placed = {"department": change.after["department"], "scope": change.after["scope"]}
    mine: dict[str, Any] = {"meeting": change.id}
    whole = UpdateMany(mine, {"$set": {**placed, "confidential": is_hidden}})
    private = UpdateMany({**mine, "kind": "private"}, {"$set": {**placed, "confidential": True}})
    opened = UpdateMany({**mine, "kind": {"$ne": "private"}}, {"$set": {**placed, "confidential": is_hidden}})
    agreed = [UpdateMany(mine, {"$set": {**placed, **({"confidential": True} if is_hidden else {})}})]
    return [("participants", [whole]), ("notes", [private, opened]), ("follow_ups", agreed)]


def _with_plan(change: Change) -> list[tuple[str, list[Any]]]:
    """The items of a plan have its year, and once it is no draft they change by their status alone."""
    before = change.stored or {}
    if all(same(before.get(key), change.after.get(key)) for key in ("year", "state")):
        return []
    is_draft = change.after.get("state") == PlanState.DRAFT
    placed: dict[str, Any] = {"$set": {"year": change.after.get("year"), **({} if is_draft else {"sealed": True})}}
    if is_draft:
        placed["$unset"] = {"sealed": ""}
    return [(PlanItem._get_collection_name(), [UpdateMany({"plan": change.id}, placed)])]


def _with_unit(change: Change) -> list[tuple[str, list[Any]]]:
    """A unit that moves takes all records under it along: one update a unit and collection."""
    before = change.stored or {}
    if before.get("scope") == change.after.get("scope"):
        return []
    below = [
        (raw["_id"], raw["scope"])
        for raw in Department._get_collection().find({"scope": change.id, "_id": {"$ne": change.id}}, {"scope": 1})
    ]
    fresh = {id: [*change.after["scope"], *_tail(scope, change.id)] for id, scope in below}
    collections = {kind._get_collection_name() for kind in RECORDS.values() if kind.OWNER}
    moved: list[tuple[str, list[Any]]] = [
        (name, [UpdateMany({"scope": id, "department": id}, {"$set": {"scope": scope}}) for id, scope in units])
        for name in sorted(collections)
        if (units := [*fresh.items(), (change.id, change.after["scope"])])
    ]
    moved.append(("state", [UpdateOne({"_id": configuration.NAME}, {"$set": {"value.revision": ObjectId()}})]))
    moved += recounting.for_moved(change.id, configuration.current())
    renewed = [UpdateOne({"_id": id}, {"$set": {"scope": scope}}) for id, scope in fresh.items()]
    return [*moved, ("departments", renewed)] if renewed else moved


def _tail(scope: list[ObjectId], moved: ObjectId) -> list[ObjectId]:
    return scope[scope.index(moved) + 1 :]


_ENTRY = N_("Register entry")
_KINDS = {**dict(DOCUMENT_LABELS), "EmployeeEntry": _ENTRY, "UnitEntry": _ENTRY}


def forbid_orphans(change: Change) -> None:
    """Raise Invalid while other records point at the one to be deleted: none is ever left pointing at nothing."""
    for other, path in pointing_at(change.kind):
        query = {path: change.id, "_id": {"$ne": change.id}}
        count = other._get_collection().count_documents(query, limit=1000)
        if count:
            text = N_("%(count)s records (%(kind)s) refer to it. Move or delete those first, or set its status.")
            raise Invalid({"": Message(text, count=count, kind=Message(_KINDS[other.__name__]))})
