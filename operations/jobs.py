"""Jobs: long work done in batches by whoever serves, each by one worker at a time and to its end.

A kind of job is a function that can be begun anew at any point: it looks what is missing and writes that, batch by
batch. A worker holds a job under a lease that each batch renews in its own transaction. One that is killed leaves it to
the next, at once on the same machine, else when the lease is over; what a slow one writes after that is refused.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from mongoengine import ConnectionFailure
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from models.jobs import Job, JobState
from models.moments import now
from operations import configuration
from operations.actors import Actor
from operations.errors import OperationError
from operations.runs import is_dead, new_run, release

LEASE = timedelta(minutes=2)
TRIES = 5
PAUSE = timedelta(seconds=30)
"""How long a job waits after it failed, times its tries."""
_log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another worker has this job now."""


@dataclass(slots=True)
class Hold:
    """A worker's hold on a job while it works."""

    job: Mapping[str, Any]
    name: str

    def note(self, session: ClientSession | None, done: int, total: int) -> None:
        """Write the progress and renew the lease, in the batch's transaction. Raises Overtaken."""
        beat = {"done": done, "total": total, "leased_until": now() + LEASE}
        query = {"_id": self.job["_id"], "holder": self.name, "state": JobState.RUNNING.value}
        if not Job._get_collection().update_one(query, {"$set": beat}, session=session).matched_count:
            raise Overtaken()


Work = Callable[[Hold], None]
KINDS: dict[str, Work] = {}
"""What does each kind of job."""


def kind(name: str) -> Callable[[Work], Work]:
    """Register a function as what does a kind of job."""

    def register(work: Work) -> Work:
        KINDS[name] = work
        return work

    return register


def insert(actor: Actor, name: str, record: ObjectId, session: ClientSession | None = None, **arguments: Any) -> None:
    """Ask for a job about a record, in the transaction of what asks for it."""
    Job._get_collection().insert_one(new(actor, name, record, **arguments), session=session)


def new(actor: Actor, name: str, record: ObjectId, **arguments: Any) -> dict[str, Any]:
    """A job about a record as it is stored, not written yet."""
    moment = now()
    return {
        "_id": ObjectId(), "kind": name, "record": record, "arguments": arguments, "actor_name": actor.name,
        "state": JobState.WAITING.value, "done": 0, "total": 0, "tries": 0, "next_at": moment, "created_at": moment,
    }  # fmt: skip


def of_record(record: ObjectId) -> dict[str, Any] | None:
    """The newest job about a record."""
    found: dict[str, Any] | None = Job._get_collection().find_one({"record": record}, sort=[("_id", -1)])
    return found


def is_under_way(record: ObjectId) -> bool:
    """Whether a job about a record is still to be done."""
    states = [JobState.WAITING.value, JobState.RUNNING.value]
    return Job._get_collection().find_one({"record": record, "state": {"$in": states}}, {"_id": 1}) is not None


def again(record: ObjectId) -> bool:
    """Have the failed job about a record tried again; whether there was one."""
    update = {"$set": {"state": JobState.WAITING.value, "tries": 0, "next_at": now()}, "$unset": {"finished_at": ""}}
    done = Job._get_collection().update_one({"record": record, "state": JobState.FAILED.value}, update)
    return bool(done.matched_count)


def claim(name: str, moment: datetime) -> dict[str, Any] | None:
    """The job that waits longest, or one whose worker died, for `name` alone."""
    due = {"state": JobState.WAITING.value, "next_at": {"$lte": moment}}
    silent = {"state": JobState.RUNNING.value, "leased_until": {"$lte": moment}}
    for query in (due, silent, *_left_by_the_dead()):
        found = _take(query, name, moment)
        if found is not None:
            return found
    return None


def _left_by_the_dead() -> list[dict[str, Any]]:
    held = Job._get_collection().find({"state": JobState.RUNNING.value}, {"holder": 1}).limit(50)
    return [{"_id": raw["_id"], "holder": raw.get("holder")} for raw in held if is_dead(str(raw.get("holder")))]


def _take(query: dict[str, Any], name: str, moment: datetime) -> dict[str, Any] | None:
    taken = {"holder": name, "state": JobState.RUNNING.value, "leased_until": moment + LEASE}
    found: dict[str, Any] | None = Job._get_collection().find_one_and_update(
        query,
        {"$set": taken, "$inc": {"tries": 1}},
        sort=[("next_at", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return found


def work(name: str, is_over: Callable[[], bool] = lambda: False) -> int:
    """Do what is due, one job after the other, until `is_over`; returns how many came to their end."""
    count = 0
    while not is_over() and (job := claim(name, now())) is not None:
        if job["tries"] > 1:
            release()  # of a worker that died in the middle of a batch
        count += _do(Hold(job, name))
    return count


def _do(hold: Hold) -> bool:
    try:
        with configuration.pinned():
            KINDS[hold.job["kind"]](hold)
    except Overtaken:
        return False
    except OperationError as error:
        return _failed(hold, str(error.message))
    except (PyMongoError, ConnectionFailure) as error:
        return _failed(hold, type(error).__name__)
    return _settle(hold, {"state": JobState.DONE.value, "finished_at": now()}, {"reason": ""})


def _failed(hold: Hold, reason: str) -> bool:
    _log.warning("job %s failed at try %d: %s", hold.job["_id"], hold.job["tries"], reason)
    if hold.job["tries"] >= TRIES:
        return _settle(hold, {"state": JobState.FAILED.value, "reason": reason, "finished_at": now()})
    later = now() + PAUSE * hold.job["tries"]
    return _settle(hold, {"state": JobState.WAITING.value, "reason": reason, "next_at": later})


def _settle(hold: Hold, values: dict[str, Any], gone: dict[str, str] | None = None) -> bool:
    update: dict[str, Any] = {"$set": values, **({"$unset": gone} if gone else {})}
    query = {"_id": hold.job["_id"], "holder": hold.name}
    Job._get_collection().update_one(query, update)
    return values["state"] == JobState.DONE.value


def run(stop: threading.Event, pause: float = 2.0) -> None:
    """Work until `stop`, looking every `pause` seconds; for a thread or a process of its own, any number of them."""
    name = new_run()
    while not stop.is_set():
        try:
            work(name, stop.is_set)
        except (PyMongoError, ConnectionFailure) as error:  # while the store is away
            _log.error("jobs cannot be read or written: %s", type(error).__name__)
        stop.wait(pause)
