"""Judging the rows of an imported file one by one, by the code that will write them; nothing is written here.

What a row says and which stored record it means differs by kind of file: operations.import_people, import_tables.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from models.base import Record
from models.fields import tidy
from models.identifiers import mask_nik
from models.wording import N_, Message
from operations import cells, policy
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.import_cells import CellReader
from operations.import_outcomes import Label, PlannedRow, Problem
from operations.import_unique import UniqueValues
from operations.import_units import Units
from operations.policy import Action
from operations.spreadsheets import Sheet
from operations.workbooks import Cell

CHUNK = 500
MOST_TOLD = 200  # new rows whose values a plan keeps, for its preview
MASKED = N_("This is not written as it should be.")
Row = tuple[int, list[Cell]]
"""A row's number as the spreadsheet shows it, and its cells."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a file is planned."""

    actor: Actor
    origin: Origin


@dataclass(slots=True)
class Judged:
    """A row's outcome in the making: a problem a role (what a column tells), or the change it makes, if any."""

    number: int
    cells: Sequence[Cell]
    problems: dict[str, Message]
    nip: str | None = None
    name: str = ""
    change: Change | None = None


@dataclass(slots=True)
class Judge(ABC):
    """Goes through the rows of a sheet with what it needs to know of the store."""

    terms: Terms
    kind: type[Record]
    headers: Sequence[str]
    units: Units
    reader: CellReader = field(init=False)
    unique: UniqueValues = field(init=False)
    masked: set[str] = field(default_factory=set)
    left: int = MOST_TOLD  # of how many new rows it is still kept what they say

    def __post_init__(self) -> None:
        self.reader = CellReader(self.terms.actor, self.units)
        self.unique = UniqueValues()
        self.masked |= self.kind.SENSITIVE

    @abstractmethod
    def judged(self, chunk: Sequence[Row]) -> Iterable[Judged]:
        """Each of at most 500 rows judged."""

    @abstractmethod
    def column(self, role: str) -> tuple[str, int | None]:
        """(header as the file or its readers call it, index of the column, None where the file has none)."""

    @property
    @abstractmethod
    def ignored(self) -> tuple[str, ...]:
        """The headers of the columns that fill nothing, known once the rows are judged."""

    @abstractmethod
    def belongs(self, change: Change) -> str:
        """Where or to whom a changed record belongs, as people call it."""

    def rows(self, sheet: Sheet) -> Iterator[PlannedRow]:
        """Every row judged, the stored records of 500 rows read at once."""
        rows = sheet.rows()
        while chunk := list(islice(rows, CHUNK)):
            found = list(self.judged(chunk))
            self.unique.judge(found)
            yield from map(self._labelled, found)

    def may_import(self, stored: Mapping[str, Any]) -> bool:
        """Whether the actor may change this stored record by an import."""
        return policy.may(self.terms.actor, Action.IMPORT, self.kind.__name__, stored)

    def _labelled(self, judged: Judged) -> PlannedRow:
        number, nip, change = judged.number, judged.nip, judged.change
        if judged.problems:
            found = (self._problem(judged, role, message) for role, message in judged.problems.items())
            return PlannedRow(number, Label.PROBLEM, nip, judged.name, problems=tuple(found))
        changes = tuple(change.entry.get("changes", ())) if change else ()
        if change is None or not changes:
            return PlannedRow(number, Label.UNCHANGED, nip, judged.name)
        assert change.record is not None
        is_new = change.stored is None
        self.left -= is_new
        return PlannedRow(
            number,
            Label.NEW if is_new else Label.CHANGED,
            nip,
            change.record.label,
            self.belongs(change),
            self.units.key(change.after.get("department")),
            tuple(change.after.get("scope") or ()),
            change.version,
            changes=() if is_new and self.left < 0 else tuple(_readable(each) for each in changes),
            warnings=tuple(change.record.warnings()),
            change=change,
        )

    def _problem(self, judged: Judged, role: str, message: Message) -> Problem:
        header, place = self.column(role)
        value = tidy(cells.shown(judged.cells[place])) or "" if place is not None else ""
        if role in self.masked and value:  # whoever may work on the job reads its problems
            value = f"{value[:4]}••••" if role == "nik" else "••••"
            message = message if role == "nik" else Message(MASKED)  # its sentence may repeat what the cell holds
        return Problem(judged.number, header, value, message)


def _readable(difference: Mapping[str, Any]) -> Mapping[str, Any]:
    """A difference without what is not for everybody's eyes: a NIK is masked."""
    if difference["field"] != "nik":
        return difference
    return {**difference, "before": mask_nik(difference["before"]), "after": mask_nik(difference["after"])}
