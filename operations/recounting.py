"""Counting trainings again where what they count may have changed: the conversion table, or the unit that has it.

A job, in batches: a city has more trainings than one transaction holds. While it works the screen of learning hours
says so. It can be begun anew at any point, writes only what differs, and goes over everything until nothing does, so
that what was saved by the old table at the very moment of the change is found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession

from models.codes import PPPK_KINDS
from models.configurations import Configuration, Layer
from models.jobs import Job, JobState
from models.learning_hours import year_from
from models.people import Employee
from models.settings import State
from models.statistics import Snapshot
from models.training import Training
from operations import configuration, jobs
from operations.actors import SYSTEM, Actor
from operations.changes import load, same
from operations.errors import Invalid
from operations.indexes import hint
from operations.jobs import Hold

RECOUNT = "recount learning hours"
BATCH = 500
ROUNDS = 10
_READ = (
    "kind", "jp", "sessions", "starts_on", "ends_on", "title", "certificate_number", "employee", "scope", "version",
)  # fmt: skip
_OPEN = [JobState.WAITING.value, JobState.RUNNING.value, JobState.FAILED.value]


class _Changed(Exception):
    """The configuration is another than the one this round counts by."""


def ask(actor: Actor, unit: ObjectId, before: Layer, after: Layer, session: ClientSession) -> None:
    """Have a unit's trainings counted again, in the transaction that puts `after` in force, where its table differs."""
    tables = [(layer.settings.to_mongo() if layer.settings else {}).get("jp_rules") or [] for layer in (before, after)]
    if tables[0] != tables[1]:
        jobs.insert(actor, RECOUNT, unit, session)


def for_moved(unit: ObjectId, held: Configuration) -> list[tuple[str, list[Any]]]:
    """The same as a write of another collection, for a unit that moves in the tree: it may come under another table."""
    if not any(layer.settings and layer.settings.jp_rules for _, layer in held.layers.values()):
        return []
    return [(Job._get_collection_name(), [InsertOne(jobs.new(SYSTEM, RECOUNT, unit))])]


def under_way() -> dict[str, Any] | None:
    """The job that counts now or waits to, a failed one too; None where every training is counted as the table says."""
    found: dict[str, Any] | None = Job._get_collection().find_one({"state": {"$in": _OPEN}, "kind": RECOUNT})
    return found


@jobs.kind(RECOUNT)
def recount(hold: Hold) -> None:
    """Count the trainings of a unit, and all below it, again."""
    unit = hold.job["record"]
    _years(unit)
    for _ in range(ROUNDS):
        with configuration.pinned(configuration.at(configuration.stored())) as held:
            try:
                if not _round(hold, unit, held):
                    break
            except _Changed:
                continue
    Snapshot._get_collection().delete_many({})


def _years(unit: ObjectId) -> None:
    """See that employees written before they had it know where their year begins."""
    wanted = {"scope": unit, "kind": {"$in": sorted(PPPK_KINDS)}}
    shown = {"kind": 1, "cpns_since": 1, "jp_year_from": 1, "version": 1}
    for batch in _batches(Employee._get_collection().find(wanted, shown)):
        writes = [
            UpdateOne({"_id": raw["_id"], "version": raw.get("version")}, {"$set": {"jp_year_from": begins}})
            for raw in batch
            if (begins := year_from(raw.get("kind"), raw.get("cpns_since"))) != raw.get("jp_year_from")
        ]
        if writes:
            Employee._get_collection().bulk_write(writes, ordered=False)


def _batches(found: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(found)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _round(hold: Hold, unit: ObjectId, held: Configuration) -> int:
    """Go over all of them once; how many had been counted otherwise."""
    wanted = {"scope": unit}
    shown = dict.fromkeys((*_READ, *Training.COUNTED), 1)
    total, done, changed = Training._get_collection().count_documents(wanted), 0, 0
    found = Training._get_collection().find(wanted, shown, batch_size=BATCH)
    named = hint(Training, wanted, None)
    for batch in _batches(found.hint(named) if named else found):
        done += len(batch)
        changed += _write(hold, list(_updates(batch)), (min(done, total), total), held)
    return changed


def _updates(rows: list[dict[str, Any]]) -> Iterator[UpdateOne]:
    query = {"_id": {"$in": [raw.get("employee") for raw in rows]}}
    begins = {raw["_id"]: raw for raw in Employee._get_collection().find(query, {"jp_year_from": 1}).batch_size(BATCH)}
    for raw in rows:
        fresh = _fresh(raw, begins)
        if fresh is None or all(same(raw.get(name), fresh.get(name)) for name in Training.COUNTED):
            continue
        gone = {name: "" for name in Training.COUNTED if fresh.get(name) in (None, [])}
        sets = {name: fresh[name] for name in Training.COUNTED if name not in gone}
        update = {"$set": sets, **({"$unset": gone} if gone else {})}
        yield UpdateOne({"_id": raw["_id"], "version": raw.get("version")}, update)


def _fresh(raw: Mapping[str, Any], begins: Mapping[Any, Any]) -> dict[str, Any] | None:
    """What a stored training should say of its hours; None for one that was written past the panel."""
    try:
        record = load(Training, raw)
    except Invalid:
        return None
    if not isinstance(record, Training) or record.starts_on is None:
        return None
    record.settle_year(begins.get(raw.get("employee"), {}))
    record.count(configuration.settings(raw.get("scope")).jp_rules)
    return {name: getattr(record, name) for name in Training.COUNTED}


def _write(hold: Hold, writes: list[UpdateOne], progress: tuple[int, int], held: Configuration) -> int:
    """Write a batch with the job's progress, if the configuration it was counted by still holds."""

    def work(session: ClientSession) -> None:
        hold.note(session, *progress)
        if writes:
            _hold(held, session)
            Training._get_collection().bulk_write(writes, session=session, ordered=False)

    with get_connection().start_session() as session:
        session.with_transaction(work)
    return len(writes)


def _hold(held: Configuration, session: ClientSession) -> None:
    """Conflict with whoever puts another configuration in force at the same time."""
    if held.revision is None:
        return
    query = {"_id": configuration.NAME, "value.revision": held.revision}
    touch = {"$set": {"held_at": ObjectId()}}
    if not State._get_collection().update_one(query, touch, session=session).matched_count:
        raise _Changed()
