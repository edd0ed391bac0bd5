"""Judging the rows of an imported file one by one, by the code that will write them; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from models.fields import tidy
from models.identifiers import mask_nik
from models.people import Employee
from models.validation import REQUIRED
from models.wording import N_, Message
from operations import cells, configuration, import_defined, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.errors import Invalid, OperationError
from operations.import_outcomes import Label, PlannedRow, Problem
from operations.import_units import UnitError, Units
from operations.import_values import changed_values, new_values
from operations.policy import Action
from operations.siasn import Said, say
from operations.siasn_columns import Columns
from operations.spreadsheets import Sheet
from operations.workbooks import Cell

CHUNK = 500
CHANGED_MEANWHILE = N_("Somebody changed this record meanwhile. It was left as it is; import the file again.")
_MASKED = frozenset({"nik"})


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a file is planned, and how. With `keeps` rows carry their Change, ready to commit.

    `confirmed_at`: a record changed later than that is not changed again, which makes a run that broke off safe to
    continue after people went on working.
    """

    actor: Actor
    origin: Origin
    keeps: bool = False
    confirmed_at: datetime | None = None


@dataclass(slots=True)
class Judge:
    """Goes through the rows with what it needs to know of the store. `repeated` are the rows of each NIP used twice,
    `defined` which columns fill which fields that units defined, by the field set's digest."""

    terms: Terms
    columns: Columns
    units: Units
    repeated: dict[str, list[int]]
    defined: dict[str, dict[str, int]] = field(default_factory=dict)

    def find_repeated(self, sheet: Sheet) -> None:
        seen: dict[str, list[int]] = defaultdict(list)
        for number, row in sheet.rows():
            nip = self._nip(row)
            if nip:
                seen[nip].append(number)
        self.repeated = {nip: rows for nip, rows in seen.items() if len(rows) > 1}

    def _nip(self, row: Sequence[Cell]) -> str | None:
        try:
            return cells.nip(row[self.columns.places["nip"]])
        except cells.CellError:
            return None

    def rows(self, sheet: Sheet) -> Iterator[PlannedRow]:
        """Every row judged; the employees of 500 rows are read in one round trip."""
        rows = sheet.rows()
        while chunk := list(islice(rows, CHUNK)):
            nips = {nip for _, row in chunk if (nip := self._nip(row))}
            found = Employee._get_collection().find({"nip": {"$in": sorted(nips)}})
            stored = {raw["nip"]: raw for raw in found}
            for number, row in chunk:
                said = say(self.columns, row)
                yield self._judge(number, row, said, stored.get(said.values.get("nip", "")))

    def _judge(self, number: int, row: Sequence[Cell], said: Said, stored: dict[str, Any] | None) -> PlannedRow:
        nip = said.values.get("nip")
        if nip is None:
            said.problems.setdefault("nip", Message(REQUIRED))
        others = [other for other in self.repeated.get(nip or "", ()) if other != number]
        if others:
            text = N_("The same NIP stands in row %(rows)s too.")
            said.problems["nip"] = Message(text, rows=", ".join(map(str, others[:5])))
        change = None
        if stored is not None and not policy.may(self.terms.actor, Action.IMPORT, "Employee", stored):
            said.problems["nip"] = Message(records.TAKEN)
        else:
            change = self._change(row, said, stored)
        return self._labelled(number, row, said, change)

    def _change(self, row: Sequence[Cell], said: Said, stored: dict[str, Any] | None) -> Change | None:
        """The change that the row makes, None where it makes none; whatever forbids it is added to its problems."""
        terms, known = self.terms, self.units.known
        try:
            values = new_values(said) if stored is None else changed_values(said, stored)
            self._place(said, stored, values)
            self._define(row, said, stored, values)
            if stored is None:
                return records.plan_create(terms.actor, Employee, values, terms.origin, known)
            if not values:
                return None
            if terms.confirmed_at and stored.get("updated_at", terms.confirmed_at) > terms.confirmed_at:
                said.problems["nip"] = Message(CHANGED_MEANWHILE)
            return records.plan_change(terms.actor, Employee, stored, values, terms.origin, known)
        except Invalid as error:
            for name, message in error.problems.items():
                if message != REQUIRED or "nip" not in said.problems:
                    said.problems.setdefault(self.columns.role_of(name), message)
        except OperationError as error:
            said.problems.setdefault("nip", error.message)
        return None

    def _place(self, said: Said, stored: Mapping[str, Any] | None, values: dict[str, Any]) -> None:
        if not said.unit:
            return
        try:
            unit = self.units.find(said.unit, said.agencies)
        except UnitError as error:
            said.problems["unit"] = error.message
            return
        if stored is None or stored.get("department") != unit:
            values["department"] = unit

    def _define(
        self, row: Sequence[Cell], said: Said, stored: Mapping[str, Any] | None, values: dict[str, Any]
    ) -> None:
        """Fill the fields that the unit where the person comes to lie has defined."""
        place = values.get("department") or (stored or {}).get("department")
        scope = import_defined.path_for(place, self.units.known) or list((stored or {}).get("scope") or ())
        fieldset = configuration.fieldset(Employee, scope)
        if not fieldset.fields:
            return
        if fieldset.digest not in self.defined:
            self.defined[fieldset.digest] = import_defined.places(fieldset, self.columns.headers)
        found, problems = import_defined.values(fieldset, self.defined[fieldset.digest], row, stored or {})
        values.update(found)
        said.problems.update(problems)

    def _labelled(self, number: int, row: Sequence[Cell], said: Said, change: Change | None) -> PlannedRow:
        nip, name = said.values.get("nip"), str(said.values.get("name") or "")
        if said.problems:
            problems = (self._problem(number, row, role, message) for role, message in said.problems.items())
            return PlannedRow(number, Label.PROBLEM, nip, name, problems=tuple(problems))
        changes = tuple(change.entry.get("changes", ())) if change else ()
        if change is None or not changes:
            return PlannedRow(number, Label.UNCHANGED, nip, name)
        assert change.record is not None
        return PlannedRow(
            number,
            Label.NEW if change.stored is None else Label.CHANGED,
            nip,
            change.record.label,
            self.units.name(change.after.get("department")),
            self.units.key(change.after.get("department")),
            change.version,
            changes=() if change.stored is None else tuple(_readable(each) for each in changes),
            warnings=tuple(change.record.warnings()),
            change=change if self.terms.keeps else None,
        )

    def _problem(self, number: int, row: Sequence[Cell], role: str, message: Message) -> Problem:
        place = self.columns.places.get(role)
        value = tidy(cells.shown(row[place])) or "" if place is not None else ""
        if role in _MASKED and value:
            value = f"{value[:4]}••••"
        return Problem(number, self.columns.header(role), value, message)


def _readable(difference: Mapping[str, Any]) -> Mapping[str, Any]:
    """A difference without what is not for everybody's eyes: a NIK is masked."""
    if difference["field"] not in _MASKED:
        return difference
    return {**difference, "before": mask_nik(difference["before"]), "after": mask_nik(difference["after"])}
