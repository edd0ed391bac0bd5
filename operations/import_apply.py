"""Applying a confirmed import: batches of rows, each with its history and the job's progress in one transaction.

A run that dies is continued by applying again: what it wrote is then unchanged, the rest is planned anew. Of two runs
one wins, by the job's version; a run that was only slow and was overtaken is refused at its next batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.imports import ImportJob
from models.moments import now
from models.wording import N_, Message
from operations.commits import Stale, Taken, commit
from operations.errors import OperationError, WrongState
from operations.import_outcomes import Label, Plan, PlannedRow, Problem
from operations.import_rows import CHANGED_MEANWHILE
from operations.propagation import follow
from operations.runs import is_dead

BATCH = 200
SILENT = timedelta(seconds=60)
OVERTAKEN = N_("This import is being continued elsewhere.")
Progress = Callable[[int, int], None]


def is_alive(job: Mapping[str, Any], moment: datetime) -> bool:
    """Whether the run that applies a job still lives: a beat in the last minute and, on this machine, its process."""
    beat = job.get("heartbeat_at")
    return beat is not None and moment - beat < SILENT and not is_dead(str(job.get("run", "")))


@dataclass(slots=True)
class Run:
    """One process applying a job's plan. `applied` and `done` start from what earlier runs of the job wrote."""

    job: ObjectId
    name: str
    total: int
    applied: dict[str, int]
    done: int
    progress: Progress
    refused: list[Problem] = field(default_factory=list)

    def beat(self, done: int, total: int) -> None:
        """The plan is made again, `done` of `total` rows judged: a sign of life."""
        self.progress(self.done, self.total)
        self._sign({})

    def confirm(self, at: datetime, total: int) -> None:
        """The plan that was made at that moment is the one that was confirmed; it writes `total` rows."""
        self.total = total
        self._sign({"confirmed_at": at, "total": total})

    def write(self, plan: Plan) -> None:
        """Units first, then the rows, unit by unit so that a batch holds few of them."""
        units = [unit.change for unit in plan.new_units]
        commit(units, lambda session: self._note(session, {}))
        rows = [row for row in plan.rows if row.change is not None]
        rows.sort(key=lambda row: (row.place, row.row))
        self.progress(self.done, self.total)
        for batch in _batches(rows):
            self._commit(batch)
            self.progress(self.done, self.total)

    def _commit(self, rows: Sequence[PlannedRow]) -> None:
        """Write the rows together; where one was overtaken, the halves, until it alone is refused."""
        labels = [row.label.value for row in rows]
        told = {label: self.applied.get(label, 0) + labels.count(label) for label in (Label.NEW, Label.CHANGED)}
        changes = [row.change for row in rows if row.change is not None]
        for change in changes:
            change.others = follow(change)  # a training may have been added since the plan
        done = self.done + len(rows)
        try:
            commit(changes, lambda session: self._note(session, {"applied": told, "done": done}))
        except (Stale, Taken):
            if len(rows) == 1:
                self._refuse(rows[0])
            else:
                middle = len(rows) // 2
                self._commit(rows[:middle])
                self._commit(rows[middle:])
            return
        self.applied, self.done = {label.value: count for label, count in told.items()}, done

    def _refuse(self, row: PlannedRow) -> None:
        self.done += 1
        self.refused.append(Problem(row.row, "NIP" if row.nip else "", row.nip or row.name, Message(CHANGED_MEANWHILE)))

    def _sign(self, values: Mapping[str, Any]) -> None:
        self._note(None, values)

    def _note(self, session: ClientSession | None, values: Mapping[str, Any]) -> None:
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


def _batches(rows: Sequence[PlannedRow]) -> Iterator[list[PlannedRow]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
