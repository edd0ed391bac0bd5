"""The rows of a preview, kept as they will be written: confirmed is what was shown, and nothing is judged twice.

A row is gone with the transaction that writes or refuses it, so that whoever continues an import that broke off finds
what is left. That the world is still as it was when a row was judged is seen as it is written: by the version of its
record, by where its owner lies, by unique indexes, by the configuration's revision, and by `holds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.base import Record
from models.departments import Department
from models.fieldsets import FieldSet
from models.imports import ImportRow
from models.moments import now
from models.references import RECORDS, defined_at, pointed_at
from operations import configuration
from operations.changes import Change
from operations.import_outcomes import PlannedRow
from operations.import_units import NewUnit
from operations.propagation import follow

KEPT = timedelta(days=7)
"""How long a preview can be confirmed."""


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row ready to be written: where the file has it, what people call it, and its change.

    `points` are the records it points at besides its owner: {collection: ids}.
    """

    id: ObjectId
    row: int
    nip: str
    name: str
    label: str
    change: Change
    points: Mapping[str, Sequence[ObjectId]]


def keep(job: ObjectId, plan: str, rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """Keep the rows that change something under the name of a plan; the same rows without their changes."""
    rows = list(rows)
    _insert([_staged(job, plan, row.change, row) for row in rows if row.change is not None])
    return [row.settled() for row in rows]


def keep_units(job: ObjectId, plan: str, units: Sequence[NewUnit]) -> None:
    """Keep the units that a plan makes."""
    _insert([_staged(job, plan, unit.change, None) for unit in units])


def _insert(made: list[dict[str, Any]]) -> None:
    if made:
        ImportRow._get_collection().insert_many(made, ordered=False)


def _staged(job: ObjectId, plan: str, change: Change, row: PlannedRow | None) -> dict[str, Any]:
    told: dict[str, Any] = {"is_unit": True}
    if row is not None:
        told = {"is_unit": False, "row": row.row, "place": row.place, "name": row.name, "label": row.label.value}
        told["nip"] = row.nip or ""
    return {
        "_id": ObjectId(), "job": job, "plan": plan, "expires_at": now() + KEPT, **told,
        "change": {
            "id": change.id, "stored": change.stored, "after": change.after, "entry": change.entry,
            "guard": change.guard, "when": change.when, "revision": change.revision,
        },
        "points": [list(each) for each in _points(change)],
    }  # fmt: skip


def _points(change: Change) -> set[tuple[str, ObjectId]]:
    record = change.record
    if record is None:
        return set()
    fieldset: FieldSet = configuration.fieldset(change.kind, record.scope)
    found = {(to, id) for _, to, id in (*pointed_at(record), *defined_at(record, fieldset))}
    owner = change.kind.OWNER
    return {(to, id) for to, id in found if owner is None or id != getattr(record, owner)}


def discard(job: ObjectId, but: str | None = None) -> None:
    """Drop what plans of a job keep, but for one."""
    ImportRow._get_collection().delete_many({"job": job, **({"plan": {"$ne": but}} if but else {})})


def left(job: ObjectId, plan: str) -> tuple[list[ObjectId], list[ObjectId]]:
    """(units, rows) of a plan that are still to be settled, by id: rows unit by unit, so that a batch holds few."""
    shown = {"is_unit": 1, "place": 1, "row": 1}
    found = list(ImportRow._get_collection().find({"job": job, "plan": plan}, shown))
    units = [raw["_id"] for raw in found if raw.get("is_unit")]
    rows = sorted((raw for raw in found if not raw.get("is_unit")), key=lambda raw: (raw["place"], raw["row"]))
    return units, [raw["_id"] for raw in rows]


def read(ids: Sequence[ObjectId], kind: type[Record]) -> list[StagedRow]:
    """These rows, in their order, stamped with the present moment. `kind` is the class of the job's records."""
    found = {raw["_id"]: raw for raw in ImportRow._get_collection().find({"_id": {"$in": list(ids)}})}
    return [_restored(found[id], kind) for id in ids if id in found]


def _restored(raw: Mapping[str, Any], kind: type[Record]) -> StagedRow:
    kept, moment = raw["change"], now()
    kept["after"]["updated_at"] = moment
    if kept["stored"] is None:
        kept["after"]["created_at"] = moment
    made = Change(
        Department if raw["is_unit"] else kind, kept["id"], kept["stored"], None, kept["after"],
        {**kept["entry"], "_id": ObjectId(), "at": moment}, kept["guard"], kept["when"], revision=kept["revision"],
    )  # fmt: skip
    made.others = follow(made)
    points: dict[str, list[ObjectId]] = {}
    for to, id in raw["points"]:
        points.setdefault(RECORDS[to]._get_collection_name(), []).append(id)
    return StagedRow(
        raw["_id"], raw.get("row", 0), raw.get("nip", ""), raw.get("name", ""), raw.get("label", ""), made, points
    )


def holds(rows: Sequence[StagedRow]) -> set[ObjectId]:
    """Those of these rows of which all that they point at is still there: a round trip a collection pointed at."""
    wanted: dict[str, set[ObjectId]] = {}
    for row in rows:
        for collection, ids in row.points.items():
            wanted.setdefault(collection, set()).update(ids)
    database = ImportRow._get_collection().database
    there = {
        collection: {raw["_id"] for raw in database[collection].find({"_id": {"$in": list(ids)}}, {"_id": 1})}
        for collection, ids in wanted.items()
    }
    return {row.id for row in rows if all(there[name].issuperset(ids) for name, ids in row.points.items())}


def settle(rows: Sequence[StagedRow], session: ClientSession) -> None:
    """Drop rows that are written or refused in this transaction."""
    ImportRow._get_collection().delete_many({"_id": {"$in": [row.id for row in rows]}}, session=session)
