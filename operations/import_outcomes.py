"""What becomes of each row of an imported file: the plan that a preview shows and that applying must find again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bson import ObjectId

from models.imports import MOST_PROBLEMS
from models.wording import Message
from operations.changes import Change
from operations.import_units import NewUnit


class Label(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: the row's number and the column's name as the file has them, and what stands there."""

    row: int
    column: str
    value: str
    message: Message


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what becomes of it. `changes` are [{field, before, after}] of a changed row and of the first 200
    new ones, a NIK in them masked.

    `belongs` is the name of the unit, or of the employee, that the record comes to belong to; `place` tells the unit
    from others of that name, `scope` is the path to it. `change` is there until it is kept (operations.import_staging).
    """

    row: int
    label: Label
    nip: str | None
    name: str
    belongs: str = ""
    place: str = ""
    scope: tuple[ObjectId, ...] = ()
    version: int | None = None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[Message, ...] = ()
    change: Change | None = None

    def settled(self) -> PlannedRow:
        """The row once its change is kept elsewhere."""
        return replace(self, change=None) if self.change is not None else self


@dataclass(slots=True)
class Plan:
    """All rows of a file. `count` is how many the reader counted; `blank` rows were skipped.

    `names` has every unit and person the rows can name, units to be made too, for showing `changes`.
    """

    count: int
    blank: int
    ignored: tuple[str, ...]
    digest: str = ""
    rows: list[PlannedRow] = field(default_factory=list)
    new_units: list[NewUnit] = field(default_factory=list)
    names: dict[ObjectId, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.label for row in self.rows)
        return {label.value: found[label] for label in Label}

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]


def digest_of(content: bytes, rows: Sequence[PlannedRow]) -> str:
    """SHA-256 of the file and of what becomes of each row, with the versions and the units this was decided on."""
    found = hashlib.sha256(hashlib.sha256(content).digest())
    for row in rows:
        told = [(problem.column, problem.value, str(problem.message)) for problem in row.problems]
        found.update(repr((row.row, row.label.value, row.nip, row.version, row.place, told)).encode())
    return found.hexdigest()


def accounted(plan: Plan) -> bool:
    """Whether every row that the reader counted has one label, and its number once."""
    numbers = {row.row for row in plan.rows}
    return sum(plan.counts.values()) == plan.count == len(plan.rows) == len(numbers)


def told(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as the job keeps them: the untranslated message and its values, at most 500."""
    return [
        {
            "row": each.row, "column": each.column, "value": each.value,
            "message": str.__str__(each.message), "values": each.message.values,
        }
        for each in problems[:MOST_PROBLEMS]
    ]  # fmt: skip
