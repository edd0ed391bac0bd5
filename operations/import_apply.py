"""Applying a confirmed import: batches of rows, each with its history and the job's progress in one transaction.

A run that dies is continued by applying again: what is written is gone from what was kept (operations.import_staging).
Of two runs one wins, by the job's version; a run that was only slow and was overtaken is refused at its next batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo.client_session import ClientSession

from models.base import Record
from models.imports import MOST_PROBLEMS, ImportJob
from models.moments import now
from models.wording import N_, Message
from operations import import_staging, policy
from operations.actors import Actor
from operations.commits import Stale, Taken, commit
from operations.errors import Denied, Invalid, OperationError, WrongState
from operations.import_outcomes import Label, Problem, told
from operations.import_staging import StagedRow
from operations.policy import Action
from operations.runs import is_dead

BATCH = 200
SILENT = timedelta(seconds=60)
OVERTAKEN = N_("This import is being continued elsewhere.")
CHANGED_MEANWHILE = N_("Somebody changed this record meanwhile. It was left as it is; import the file again.")
Progress = Callable[[int, int], None]


class Outdated(Exception):
    """What was previewed cannot be written any more: the rules that its rows were judged by have changed."""


def is_alive(job: Mapping[str, Any], moment: datetime) -> bool:
    """Whether the run that applies a job still lives: a beat in the last minute and, on this machine, its process."""
    beat = job.get("heartbeat_at")
    return beat is not None and moment - beat < SILENT and not is_dead(str(job.get("run", "")))


@dataclass(slots=True)
class Run:
    """One process applying a job's plan. `applied`, `done`, `refused` and `problems`, which the job keeps too, start
    from what earlier runs of the job wrote and refused."""

    job: ObjectId
    name: str
    plan: str
    total: int
    applied: dict[str, int]
    done: int
    refused: int
    problems: list[dict[str, Any]]
    progress: Progress

    def write(self, actor: Actor, kind: type[Record]) -> None:
        """Units first, then the rows, unit by unit so that a batch holds few of them.

        Raises Outdated where the plan holds no more; what is written by then stays.
        """
        units, rows = import_staging.left(self.job, self.plan)
        if len(rows) != self.total - self.done:
            raise Outdated()
        self._write_units(import_staging.read(units, kind))
        self.progress(self.done, self.total)
        for start in range(0, len(rows), BATCH):
            self._write_rows(actor, import_staging.read(rows[start : start + BATCH], kind))
            self.progress(self.done, self.total)

    def _write_units(self, units: Sequence[StagedRow]) -> None:
        try:
            self._commit(units, {})
        except (Stale, Taken):
            raise Outdated() from None

    def _write_rows(self, actor: Actor, rows: Sequence[StagedRow]) -> None:
        """Write those that the actor may still import and whose references are still there; refuse the others."""
        may_import = policy.judge(actor, Action.IMPORT, rows[0].change.kind.__name__) if rows else None
        there = import_staging.holds(rows)
        written = []
        for row in rows:
            sides = [raw for raw in (row.change.stored, row.change.after) if raw]
            if may_import is None or not all(map(may_import, sides)):
                self._refuse(row, Denied().message)
            elif row.id not in there:
                self._refuse(row, Message(CHANGED_MEANWHILE))
            else:
                written.append(row)
        self._halve(written)

    def _halve(self, rows: Sequence[StagedRow]) -> None:
        """Write the rows together; where one was overtaken, the halves, until it alone is refused."""
        labels = [row.label for row in rows]
        both = (Label.NEW.value, Label.CHANGED.value)
        applied = {label: self.applied.get(label, 0) + labels.count(label) for label in both}
        done = self.done + len(rows)
        try:
            self._commit(rows, {"applied": applied, "done": done})
        except (Stale, Taken):
            if len(rows) == 1:
                self._refuse(rows[0], Message(CHANGED_MEANWHILE))
            else:
                middle = len(rows) // 2
                self._halve(rows[:middle])
                self._halve(rows[middle:])
            return
        self.applied, self.done = applied, done

    def _commit(self, rows: Sequence[StagedRow], values: Mapping[str, Any]) -> None:
        def also(session: ClientSession) -> None:
            import_staging.settle(rows, session)
            self._note(session, values)

        try:
            commit([row.change for row in rows], also)
        except Invalid:  # the configuration they were checked against is another one now
            raise Outdated() from None

    def _refuse(self, row: StagedRow, why: Message) -> None:
        problem = Problem(row.row, "NIP" if row.nip else "", row.nip or row.name, why)
        self.done, self.refused = self.done + 1, self.refused + 1
        self.problems = sorted([*self.problems, *told([problem])], key=lambda each: each["row"])[:MOST_PROBLEMS]
        values = {"done": self.done, "refused": self.refused, "row_problems": self.problems}

        def write(session: ClientSession) -> None:
            import_staging.settle([row], session)
            self._note(session, values)

        with get_connection().start_session() as session:
            session.with_transaction(write)

    def _note(self, session: ClientSession, values: Mapping[str, Any]) -> None:
        """Write the progress, if this run is still the one that may."""
        query = {"_id": self.job, "run": self.name, "state": "applying"}
        update = {"$set": {**values, "heartbeat_at": now()}}
        if not ImportJob._get_collection().update_one(query, update, session=session).matched_count:
            raise WrongState(Message(OVERTAKEN))

    def release(self, error: BaseException) -> None:
        """After a failure: let the next run begin at once, and keep what was refused."""
        kept = {"$set": {"refusal": refusal(error)}} if isinstance(error, OperationError) else {}
        query = {"_id": self.job, "run": self.name, "state": "applying"}
        ImportJob._get_collection().update_one(query, {**kept, "$unset": {"heartbeat_at": 1}})


def refusal(error: OperationError, during: str = "applying") -> dict[str, Any]:
    """Why a run ended, as the job keeps it: the untranslated message and its values."""
    return {"message": str.__str__(error.message), "values": error.message.values, "during": during}
