"""Importing records from a spreadsheet: received, previewed, and applied once the preview is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import IO, Any

from bson import ObjectId
from pymongo.errors import PyMongoError

from models.base import Record
from models.departments import Department
from models.entries import Entry
from models.feedback import Feedback
from models.imports import TRANSITIONS, ImportJob, JobState
from models.moments import now
from models.people import Employee
from models.training import Training
from models.wording import N_, Message
from operations import configuration, files, import_staging, policy, records, registers
from operations.actors import Actor
from operations.audit import Origin, Source
from operations.errors import Conflict, Denied, Missing, WrongState
from operations.import_apply import OVERTAKEN, Outdated, Progress, Run, is_alive
from operations.import_claims import (
    OUTDATED,
    OVER,
    Reading,
    claim,
    finish,
    is_unread,
    origin,
    put_back,
    refuse_unless_confirmed,
)  # fmt: skip
from operations.import_outcomes import Label, Plan, PlannedRow, Problem, accounted, told
from operations.import_plan import make_plan, read_sheet
from operations.import_rows import Terms
from operations.listing import Asked, cursor, query
from operations.policy import Action
from operations.runs import new_run
from operations.spreadsheets import LARGEST

__all__ = [
    "Label", "Plan", "PlannedRow", "Problem", "accounted", "apply", "begin", "begin_plan", "complete", "importable",
    "is_stalled",
    "is_under_way", "is_unread", "job_of", "kind_of", "may_import", "plan", "receive", "recent",
]  # fmt: skip
IMPORT = Origin(Source.IMPORT)
IMPORTED: tuple[type[Record], ...] = (Employee, Training, Feedback)
"""The built-in types of record that can be imported; every register can."""
TRIES = 3


def is_table(kind: type[Record]) -> bool:
    """Whether files with records of that class have a row a record, as lists are exported; people come as SIASN has
    them."""
    return kind is not Employee and (kind in IMPORTED or issubclass(kind, Entry))


def importable(actor: Actor) -> list[type[Record]]:
    """The types of record that the actor may import."""
    kinds = [*IMPORTED, *(registers.class_of(each) for _, each in registers.kept_by(actor))]
    return [kind for kind in dict.fromkeys(kinds) if may_import(actor, kind)]


def may_import(actor: Actor, kind: type[Record]) -> bool:
    """Whether the actor may import records of that class anywhere."""
    return policy.may(actor, Action.IMPORT, kind.__name__) and policy.may(actor, Action.CREATE, "ImportJob")


def receive(actor: Actor, stream: IO[bytes], filename: str, kind: type[Record] = Employee) -> ImportJob:
    """Take in a file and open a job for it. Raises Denied, Full, and Invalid for what cannot be read to its end."""
    if not may_import(actor, kind):
        raise Denied()
    content = stream.read(LARGEST + 1)
    read_sheet(content, kind)
    values = {
        "document": kind.__name__,
        "filename": files.safe_name(filename),
        "file": files.keep_content(actor, content, filename, ("sheet",)),
        "actor": actor.id,
        "actor_name": actor.name,
        "department": _place(actor),
    }
    made = records.create(actor, ImportJob, values, IMPORT)
    assert isinstance(made, ImportJob)
    return made


def job_of(actor: Actor, job_id: ObjectId) -> dict[str, Any]:
    """The stored job, for whoever may work on it. Raises Missing, Denied."""
    return _open(actor, job_id)


def is_under_way(job: Mapping[str, Any]) -> bool:
    """Whether a living run reads or applies the job."""
    return job["state"] != JobState.APPLIED and is_alive(job, now())


def is_stalled(job: Mapping[str, Any]) -> bool:
    """Whether applying broke off, so that the same confirmation continues it."""
    return job["state"] == JobState.APPLYING and not is_alive(job, now())


def recent(actor: Actor) -> list[dict[str, Any]]:
    """The latest ten jobs the actor may see, newest first."""
    asked = Asked(sort="created_at", descending=True)
    wanted = query(actor, ImportJob, asked)
    shown = ("document", "filename", "state", "created_at", "counts")
    names = {kind.__name__ for kind in importable(actor)}
    return [
        raw for raw in cursor(ImportJob, wanted, asked, shown).limit(10) if (raw.get("document") or "Employee") in names
    ]


def kind_of(job: Mapping[str, Any]) -> type[Record]:
    """The class of the records in a job, Employee in those that do not say. Raises Missing for a register that is no
    more."""
    found = registers.kind_named(job.get("document") or "Employee")
    if found is None:
        raise Missing()
    return found


def _place(actor: Actor) -> ObjectId:
    """The unit an actor's jobs lie in: the first one in which they may import; the root for the system."""
    units = next((reach.units for reach in policy.reaches(actor, "ImportJob", Action.CREATE)), None)
    if units:
        return min(units)
    root = Department._get_collection().find_one({"parent": {"$exists": False}}, {"_id": 1})
    if root is None:
        raise WrongState(Message(N_("There is no unit yet to import into. Make the first HR admin first.")))
    return ObjectId(root["_id"])


def begin_plan(actor: Actor, job_id: ObjectId, progress: Progress | None = None) -> Reading:
    """Show on a job that its file is being read from now on; `plan` does the work, and calls `progress(done, total)`
    between chunks of rows. Raises Missing, Denied, WrongState."""
    stored = _open(actor, job_id, JobState.PLANNED)
    reading = Reading(job_id, new_run(), progress or _silent)
    reading.begin(stored)
    return reading


@configuration.pinned()  # one for the whole file: asked anew, it is a round trip each time
def plan(
    actor: Actor, job: ImportJob, reading: Reading | None = None, describe: Callable[[Plan], Any] | None = None
) -> Plan:
    """The preview of a job that is not confirmed yet: its summary is kept with the job, its rows are kept as they will
    be written, and no record is.

    `reading` is from `begin_plan`, where that was done before. What `describe` makes of the plan is kept as the job's
    `preview`, for pages to show without planning again. Raises Missing, Denied, WrongState, and Invalid where the file
    cannot be read; the job keeps why.
    """
    reading = reading or begin_plan(actor, job.id)
    try:
        stored = _open(actor, job.id, JobState.PLANNED)
        keep = partial(import_staging.keep, job.id, reading.name)
        terms = Terms(actor, origin(job.id))
        found = make_plan(terms, files.read_kept(stored["file"]), kind_of(stored), reading.go_on, keep)
        import_staging.keep_units(job.id, reading.name, found.new_units)
        _keep_plan(actor, job.id, reading.name, found, describe(found) if describe is not None else {})
        import_staging.discard(job.id, but=reading.name)
    except BaseException as error:
        with suppress(PyMongoError):
            reading.end(error)
        raise
    return found


def _keep_plan(actor: Actor, id: ObjectId, name: str, found: Plan, preview: Any) -> None:
    summary = {
        "state": JobState.PLANNED.value, "counts": found.counts, "digest": found.digest, "blank": found.blank,
        "ignored": list(found.ignored), "new_units": [unit.name for unit in found.new_units],
        "row_problems": told(found.problems), "total": found.counts["new"] + found.counts["changed"], "done": 0,
        "refused": 0, "plan": name, "preview": preview, "run": None, "heartbeat_at": None,
    }  # fmt: skip
    for _ in range(TRIES):
        stored = _open(actor, id, JobState.PLANNED)
        with suppress(Conflict):
            records.change(actor, ImportJob, id, summary, stored["version"], origin(id))
            return
    raise WrongState(Message(OVERTAKEN))


def apply(actor: Actor, job_id: ObjectId, digest: str, progress: Progress | None = None) -> dict[str, int]:
    """Write what the preview with that digest showed; returns the rows by label, as they came out.

    Rows that somebody else changed meanwhile are left, and counted and told as problems of the job. Where a run broke
    off, the same call continues it; for a job that is done it returns what came out. `progress(done, total)` is
    called between batches. Raises Missing, Denied, Full, and WrongState: not previewed, other digest, being applied.
    """
    run = begin(actor, job_id, digest, progress)
    return complete(actor, run) if run is not None else dict(_open(actor, job_id)["counts"])


def begin(actor: Actor, job_id: ObjectId, digest: str, progress: Progress | None = None) -> Run | None:
    """Take a previewed job as the one run that applies it; None where it is applied already. `complete` does the work.

    Raises as `apply`, but for what writing finds.
    """
    stored = _open(actor, job_id)
    if stored["state"] == JobState.APPLIED and digest == stored.get("digest"):
        return None
    refuse_unless_confirmed(stored, digest)
    return claim(actor, stored, progress or _silent)


@configuration.pinned()
def complete(actor: Actor, run: Run) -> dict[str, int]:
    """Write what the preview showed; returns as `apply`. The job keeps what was refused.

    Raises Missing, Denied, Full, and WrongState where the preview no longer holds.
    """
    try:
        run.write(actor, kind_of(_open(actor, run.job)))
        return finish(actor, run)
    except Outdated:
        put_back(actor, run, Message(OUTDATED))
        raise WrongState(Message(OUTDATED)) from None
    except BaseException as error:
        with suppress(PyMongoError):
            run.release(error)
        raise


def _open(actor: Actor, job_id: ObjectId, to: JobState | None = None) -> dict[str, Any]:
    """The stored job, if the actor may work on it and it may come to the state `to`."""
    stored = records.read(ImportJob, job_id)
    policy.require(actor, Action.CHANGE, "ImportJob", stored)
    if to is not None and to not in TRANSITIONS[stored["state"]]:
        raise WrongState(Message(OVER if stored["state"] == JobState.APPLIED else OVERTAKEN))
    return stored


def _silent(done: int, total: int) -> None:
    """Progress that nobody asked for."""
