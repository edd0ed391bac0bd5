"""The job that computes the dates of records stored before they were kept, or by other rules: a migration asks for it.

Derived values alone are written, without a version or a trail, each only where the record is still as it was read: who
saves it meanwhile derives them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from models.base import Record
from models.coming_dates import Coming, coming, licence
from models.dated import rows, tokens
from models.entries import EmployeeEntry, UnitEntry
from models.people import Employee
from models.training import Training
from operations.changes import same
from operations.jobs import Hold, kind

JOB = "dates"
"""The kind of the job."""
BATCH = 500


@kind(JOB)
def refresh(hold: Hold) -> None:
    """Compute all dates again, batch by batch; what stands already is left alone. Raises Overtaken."""
    done = 0
    for document in (Employee, Training, EmployeeEntry, UnitEntry):
        for batch in _batches(document):
            done += len(batch)
            _write(hold, document, batch, done)


def _batches(document: type[Record]) -> Iterator[list[dict[str, Any]]]:
    last = ObjectId("0" * 24)
    while True:
        query = {"_id": {"$gt": last}}
        batch = list(document._get_collection().find(query).sort("_id", 1).limit(BATCH))
        if not batch:
            return
        yield batch
        last = batch[-1]["_id"]


def _write(hold: Hold, document: type[Record], batch: list[dict[str, Any]], done: int) -> None:
    owners = _owners(batch) if document not in (Employee, UnitEntry) else {}
    updates = []
    for raw in batch:
        fresh = _fresh(document, raw, owners)
        if any(not same(raw.get(name), value) for name, value in fresh.items()):
            seen = {"_id": raw["_id"], "version": raw.get("version")}
            updates.append(UpdateOne(seen, {"$set": fresh}))

    def both(session: ClientSession) -> None:
        if updates:
            document._get_collection().bulk_write(updates, session=session, ordered=False)
        hold.note(session, done, done)

    with get_connection().start_session() as session:
        session.with_transaction(both)


def _owners(batch: list[dict[str, Any]]) -> Mapping[Any, str]:
    ids = sorted({raw["employee"] for raw in batch if isinstance(raw.get("employee"), ObjectId)})
    found = Employee._get_collection().find({"_id": {"$in": ids}}, {"status": 1})
    return {raw["_id"]: str(raw.get("status") or "") for raw in found}


def _fresh(document: type[Record], raw: dict[str, Any], owners: Mapping[Any, str]) -> dict[str, Any]:
    """What follows of dates from a stored record."""
    if document is Employee:
        return _kept(coming(raw))
    status = owners.get(raw.get("employee"))
    more = {"employee_status": status} if status else {}
    return {**_kept(licence({**raw, **more})), **more}


def _kept(found: list[Coming]) -> dict[str, Any]:
    return {"dates": rows(found), "date_tokens": tokens(found)}
