"""Whose an import's job is while a run works on it, and what the job keeps of how that went.

Reading a file for its preview shows that it lives and how far it is; of two that read at once both may end. Applying
is claimed before anything else is done: of two at once one is refused, and a preview cannot come between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.imports import TRANSITIONS, ImportJob, JobState
from models.moments import now
from models.wording import N_, Message
from operations import records
from operations.actors import Actor
from operations.audit import Origin, Source
from operations.errors import Conflict, OperationError, WrongState
from operations.import_apply import OVERTAKEN, Progress, Run, is_alive, refusal
from operations.import_outcomes import Label
from operations.runs import new_run, release

READING = "reading"
BROKE_OFF = N_("Reading broke off.")
OUTDATED = N_(
    "This preview no longer holds: fields, units or accounts have changed since, or it is too old. Look at the new one "
    "and confirm that."
)
NOT_PREVIEWED = N_("This import has no preview to confirm. Open its preview first.")
OVER = N_("This import has been applied. Upload the file again to import it again.")


@dataclass(frozen=True, slots=True)
class Reading:
    """One process reading a job's file for its preview. All it writes is how far it is, or why it ended."""

    job: ObjectId
    name: str
    progress: Progress

    def begin(self, stored: Mapping[str, Any]) -> None:
        kept = {} if is_unread(stored) else stored.get("refusal") or {}
        self._note({}, {"run": self.name, "heartbeat_at": now(), "done": 0, "total": 0, "refusal": kept})

    def go_on(self, done: int, total: int) -> None:
        self.progress(done, total)
        self._note({"run": self.name}, {"heartbeat_at": now(), "done": done, "total": total})

    def end(self, error: BaseException) -> None:
        """After a failure: whoever looks sees that nobody reads any more, and why."""
        told = error if isinstance(error, OperationError) else WrongState(Message(BROKE_OFF))
        self._note({"run": self.name}, {"refusal": refusal(told, READING), "heartbeat_at": None})

    def _note(self, mine: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        query = {"_id": self.job, **mine, "state": {"$in": [JobState.RECEIVED.value, JobState.PLANNED.value]}}
        ImportJob._get_collection().update_one(query, {"$set": dict(values)})


def is_unread(job: Mapping[str, Any]) -> bool:
    """Whether reading the job's file for a preview ended before its time."""
    return (job.get("refusal") or {}).get("during") == READING


def refuse_unless_confirmed(stored: Mapping[str, Any], digest: str) -> None:
    """Raises WrongState unless the digest is that of the preview, and nobody applies it."""
    if JobState.APPLYING not in TRANSITIONS[stored["state"]]:
        raise WrongState(Message(OVER if stored["state"] == JobState.APPLIED else NOT_PREVIEWED))
    if digest != stored.get("digest"):
        raise WrongState(Message(OUTDATED))
    if stored["state"] == JobState.APPLYING and is_alive(stored, now()):
        raise WrongState(Message(OVERTAKEN))


def claim(actor: Actor, stored: Mapping[str, Any], progress: Progress) -> Run:
    """Become the one run of the job, on the version of it that was read: of two at once one gets WrongState."""
    if stored["state"] == JobState.APPLYING:
        release()  # the run that broke off may have died in the middle of a batch
    name = new_run()
    claimed = {"state": JobState.APPLYING.value, "run": name, "heartbeat_at": now(), "refusal": {}}
    try:
        records.change(actor, ImportJob, stored["_id"], claimed, stored["version"], origin(stored["_id"]))
    except Conflict:
        raise WrongState(Message(OVERTAKEN)) from None
    kept = stored.get
    return Run(
        stored["_id"], name, str(kept("plan") or ""), kept("total", 0), dict(kept("applied") or {}), kept("done", 0),
        kept("refused", 0), list(kept("row_problems") or ()), progress,
    )  # fmt: skip


def put_back(actor: Actor, run: Run, why: Message) -> None:
    """Let the job be previewed again; what the run wrote stays, and is unchanged in the new preview."""
    again: dict[str, Any] = {"state": JobState.PLANNED.value, "run": None, "heartbeat_at": None, "preview": {}}
    _close(actor, run, {**again, "refusal": refusal(WrongState(why))})


def finish(actor: Actor, run: Run) -> dict[str, int]:
    """Close the job; counts are over all runs, so that one that was broken off and continued comes out the same."""
    stored = records.read(ImportJob, run.job)
    counts = {label.value: run.applied.get(label.value, 0) for label in (Label.NEW, Label.CHANGED)}
    problem = stored["counts"]["problem"] + run.refused
    counts["unchanged"] = sum(stored["counts"].values()) - sum(counts.values()) - problem
    counts["problem"] = problem
    _close(actor, run, {"state": JobState.APPLIED.value, "counts": counts, "preview": {}})
    return counts


def _close(actor: Actor, run: Run, values: Mapping[str, Any]) -> None:
    stored = records.read(ImportJob, run.job)
    if stored.get("run") != run.name:
        raise WrongState(Message(OVERTAKEN))
    records.change(actor, ImportJob, run.job, values, stored["version"], origin(run.job))


def origin(job_id: ObjectId) -> Origin:
    return Origin(Source.IMPORT, job=job_id)
