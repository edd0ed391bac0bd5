"""Importing records from a spreadsheet: received, previewed, and applied once the preview is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from bson import ObjectId
from pymongo.errors import PyMongoError

from models.base import Record, now
from models.departments import Department
from models.entries import Entry
from models.feedback import Feedback
from models.imports import MOST_PROBLEMS, TRANSITIONS, ImportJob, JobState
from models.people import Employee
from models.training import Training
from models.wording import N_, Message
from operations import configuration, files, policy, records, registers
from operations.actors import Actor
from operations.audit import Origin, Source
from operations.errors import Conflict, Denied, Missing, WrongState
from operations.import_apply import OVERTAKEN, Progress, Run, is_alive
from operations.import_outcomes import Label, Plan, PlannedRow, Problem, accounted
from operations.import_plan import make_plan, read_sheet
from operations.import_rows import Terms
from operations.listing import Asked, cursor, query
from operations.policy import Action
from operations.runs import new_run, release
from operations.spreadsheets import LARGEST

__all__ = [
    "Label", "Plan", "PlannedRow", "Problem", "accounted", "apply", "importable", "job_of", "kind_of", "may_import",
    "plan", "receive", "recent",
]  # fmt: skip
IMPORT = Origin(Source.IMPORT)
IMPORTED: tuple[type[Record], ...] = (Employee, Training, Feedback)
"""The built-in types of record that can be imported; every register can."""
TRIES = 3
OUTDATED = N_("Records have changed since this preview was made. Look at the new preview and confirm that.")
NOT_PREVIEWED = N_("This import has no preview to confirm. Open its preview first.")
OVER = N_("This import has been applied. Upload the file again to import it again.")


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


@configuration.pinned()  # one for the whole file: asked anew, it is a round trip each time
def plan(actor: Actor, job: ImportJob) -> Plan:
    """The preview of a job that is not confirmed yet; its summary is kept with the job, nothing else is written.

    Raises Missing, Denied, WrongState, and Invalid where the file cannot be read.
    """
    stored = _open(actor, job.id, JobState.PLANNED)
    found = make_plan(Terms(actor, _origin(job.id)), files.read_kept(stored["file"]), kind_of(stored))
    summary = {
        "state": JobState.PLANNED.value, "counts": found.counts, "digest": found.digest, "blank": found.blank,
        "ignored": list(found.ignored), "new_units": [unit.name for unit in found.new_units],
        "row_problems": _stored(found.problems), "total": found.counts["new"] + found.counts["changed"],
    }  # fmt: skip
    for _ in range(TRIES):
        stored = _open(actor, job.id, JobState.PLANNED)
        with suppress(Conflict):
            records.change(actor, ImportJob, job.id, summary, stored["version"], _origin(job.id))
            return found
    raise WrongState(Message(OVERTAKEN))


@configuration.pinned()
def apply(actor: Actor, job_id: ObjectId, digest: str, progress: Progress | None = None) -> dict[str, int]:
    """Write what the preview with that digest showed; returns the rows by label, as they came out.

    Rows that somebody else changed meanwhile are left, and counted and told as problems of the job. Where a run broke
    off, the same call continues it; for a job that is done it returns what came out. `progress(done, total)` is
    called between batches. Raises Missing, Denied, Full, and WrongState: not previewed, other digest, being applied.
    """
    stored = _open(actor, job_id)
    if stored["state"] == JobState.APPLIED and digest == stored.get("digest"):
        return dict(stored["counts"])
    _refuse_unless_confirmed(stored, digest)
    confirmed_at = stored.get("confirmed_at") or now()
    resumed = stored["state"] == JobState.APPLYING
    terms = Terms(actor, _origin(job_id), True, confirmed_at if resumed else None)
    found = make_plan(terms, files.read_kept(stored["file"]), kind_of(stored))
    if not resumed and found.digest != digest:
        raise WrongState(Message(OUTDATED))
    run = _claim(actor, stored, {"confirmed_at": confirmed_at}, progress)
    try:
        run.write(found)
        return _finish(actor, run, found)
    except BaseException:
        with suppress(PyMongoError):
            run.release()
        raise


def _refuse_unless_confirmed(stored: Mapping[str, Any], digest: str) -> None:
    if JobState.APPLYING not in TRANSITIONS[stored["state"]]:
        raise WrongState(Message(OVER if stored["state"] == JobState.APPLIED else NOT_PREVIEWED))
    if digest != stored.get("digest"):
        raise WrongState(Message(OUTDATED))
    if stored["state"] == JobState.APPLYING and is_alive(stored, now()):
        raise WrongState(Message(OVERTAKEN))


def _claim(actor: Actor, stored: Mapping[str, Any], values: Mapping[str, Any], progress: Progress | None) -> Run:
    """Become the one run of the job, on the version of it that was read: of two at once one gets WrongState."""
    if stored.get("run"):
        release()  # the run that broke off may have died in the middle of a batch
    name = new_run()
    claimed = {**values, "state": JobState.APPLYING.value, "run": name, "heartbeat_at": now()}
    try:
        records.change(actor, ImportJob, stored["_id"], claimed, stored["version"], _origin(stored["_id"]))
    except Conflict:
        raise WrongState(Message(OVERTAKEN)) from None
    applied, done = dict(stored.get("applied") or {}), stored.get("done", 0)
    return Run(stored["_id"], name, stored.get("total", 0), applied, done, progress or (lambda done, total: None))


def _finish(actor: Actor, run: Run, found: Plan) -> dict[str, int]:
    """Close the job; counts are over all runs, so that one that was broken off and continued comes out the same."""
    counts = {label.value: run.applied.get(label.value, 0) for label in (Label.NEW, Label.CHANGED)}
    problem = found.counts["problem"] + len(run.refused)
    counts["unchanged"] = found.count - sum(counts.values()) - problem
    counts["problem"] = problem
    problems = sorted([*found.problems, *run.refused], key=lambda each: each.row)
    values = {"state": JobState.APPLIED.value, "counts": counts, "row_problems": _stored(problems), "done": run.total}
    stored = records.read(ImportJob, run.job)
    if stored.get("run") != run.name:
        raise WrongState(Message(OVERTAKEN))
    records.change(actor, ImportJob, run.job, values, stored["version"], _origin(run.job))
    return counts


def _open(actor: Actor, job_id: ObjectId, to: JobState | None = None) -> dict[str, Any]:
    """The stored job, if the actor may work on it and it may come to the state `to`."""
    stored = records.read(ImportJob, job_id)
    policy.require(actor, Action.CHANGE, "ImportJob", stored)
    if to is not None and to not in TRANSITIONS[stored["state"]]:
        raise WrongState(Message(OVER if stored["state"] == JobState.APPLIED else OVERTAKEN))
    return stored


def _origin(job_id: ObjectId) -> Origin:
    return Origin(Source.IMPORT, job=job_id)


def _stored(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as the job keeps them: the untranslated message and its values, at most 500."""
    return [
        {
            "row": each.row, "column": each.column, "value": each.value,
            "message": str.__str__(each.message), "values": each.message.values,
        }
        for each in problems[:MOST_PROBLEMS]
    ]  # fmt: skip
