"""Judging the rows of SIASN's employee export: each is about the employee with its NIP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.people import Employee
from models.validation import REQUIRED
from models.wording import N_, Message
from operations import cells, configuration, import_defined, policy, records
from operations.changes import Change
from operations.errors import Invalid, OperationError
from operations.import_rows import Judge, Judged, Row
from operations.import_units import UnitError
from operations.import_values import changed_values, new_values
from operations.siasn import Said, say
from operations.siasn_columns import Columns, find_columns
from operations.spreadsheets import Sheet
from operations.workbooks import Cell


@dataclass(slots=True)
class PeopleJudge(Judge):
    """`repeated` are the rows of each NIP used twice, `defined` which columns fill which fields that units defined,
    by the field set's digest."""

    columns: Columns = field(init=False)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    defined: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Judge.__post_init__(self)
        self.columns = find_columns(self.headers)

    def find_repeated(self, sheet: Sheet) -> None:
        seen: dict[str, list[int]] = defaultdict(list)
        for number, row in sheet.rows():
            nip = self._nip(row)
            if nip:
                seen[nip].append(number)
        self.repeated = {nip: rows for nip, rows in seen.items() if len(rows) > 1}

    def column(self, role: str) -> tuple[str, int | None]:
        place = next((found[role] for found in self.defined.values() if role in found), self.columns.places.get(role))
        header = self.columns.header(role) if role in self.columns.places or place is None else self.headers[place]
        return " ".join(header.split()), place

    @property
    def ignored(self) -> tuple[str, ...]:
        filled = {" ".join(self.headers[at].split()) for places in self.defined.values() for at in places.values()}
        return tuple(name for name in self.columns.ignored if name not in filled)

    def belongs(self, change: Change) -> str:
        return self.units.name(change.after.get("department"))

    def _nip(self, row: Sequence[Cell]) -> str | None:
        try:
            return cells.nip(row[self.columns.places["nip"]])
        except cells.CellError:
            return None

    def judged(self, chunk: Sequence[Row]) -> Iterator[Judged]:
        nips = {nip for _, row in chunk if (nip := self._nip(row))}
        found = Employee._get_collection().find({"nip": {"$in": sorted(nips)}})
        stored = {raw["nip"]: raw for raw in found}
        for number, row in chunk:
            said = say(self.columns, row)
            nip, name = said.values.get("nip"), str(said.values.get("name") or "")
            judged = Judged(number, row, said.problems, nip, name)
            self._judge(judged, said, stored.get(nip or ""))
            yield judged

    def _judge(self, judged: Judged, said: Said, stored: dict[str, Any] | None) -> None:
        if judged.nip is None:
            said.problems.setdefault("nip", Message(REQUIRED))
        others = [other for other in self.repeated.get(judged.nip or "", ()) if other != judged.number]
        if others:
            text = N_("The same NIP stands in row %(rows)s too.")
            said.problems["nip"] = Message(text, rows=", ".join(map(str, others[:5])))
        if stored is not None and not self.may_import(stored):
            said.problems["nip"] = Message(records.TAKEN)
        else:
            judged.change = self._change(judged, said, stored)

    def _change(self, judged: Judged, said: Said, stored: dict[str, Any] | None) -> Change | None:
        """The change that the row makes, None where it makes none; whatever forbids it is added to its problems."""
        terms, known = self.terms, self.units.known
        try:
            values = new_values(said) if stored is None else changed_values(said, stored)
            self._place(said, stored, values)
            self._define(judged.cells, said, stored, values)
            if stored is None:
                return records.plan_create(terms.actor, Employee, values, terms.origin, known)
            if values:
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
        self.masked |= policy.sensitive(Employee, fieldset)
        if not fieldset.fields:
            return
        if fieldset.digest not in self.defined:
            self.defined[fieldset.digest] = import_defined.places(fieldset, self.columns.headers)
        filled = self.defined[fieldset.digest]
        found, problems = import_defined.values(self.reader, fieldset, filled, row, stored or {})
        values.update(found)
        said.problems.update(problems)
