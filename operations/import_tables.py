"""Judging the rows of a sheet of trainings, feedback or a register's entries.

A row belongs to an employee, by NIP, or to a unit, by name or code. It is about the stored record whose ID it tells,
else about the one that has every value it tells, else about the one with the same identity: what is unique in the
unit, and what Record.IDENTITY names. Where there is none it is new. An empty cell says nothing.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from locales.spoken import spoken
from models.entries import Entry
from models.fieldsets import NONE, PREFIX, FieldSet, is_path, stored, value_at
from models.registers import RegisterDefinition
from models.search import fold
from models.wording import N_, Message
from operations import cells, configuration, policy, records, register_states
from operations.cells import CellError
from operations.changes import Change, same
from operations.errors import Invalid, OperationError
from operations.import_columns import ID, OWNER_HEADERS, Places, find_places
from operations.import_rows import Judge, Judged, Row
from operations.policy import Action

NO_OWNER = N_("No employee within your units has this NIP.")
UNKNOWN_ID = N_("No record of this employee or unit has this ID. Leave the cell empty for a new record.")
SEVERAL = N_("%(count)s records fit this row. Export the list and keep its ID column.")
TOLD_TWICE = N_("Row %(row)s is about the same record.")
NO_STEP = N_("A state is changed by its own buttons, step by step.")
NO_STATE = N_("A new record cannot begin in this state.")


@dataclass(slots=True)
class _Said:
    """What a row says: the record's id, its state, and values of fields by name."""

    id: str | None = None
    state: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class TableJudge(Judge):
    """`places` has the columns' by the field set's digest, `settled` the row that is about each stored record.

    `called` has what fields are called that the sheet has no column of.
    """

    places: dict[str, Places] = field(default_factory=dict)
    settled: dict[ObjectId, int] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return str(self.kind.OWNER)

    def column(self, role: str) -> tuple[str, int | None]:
        for each in self.places.values():
            named = {self.owner: each.owner, ID: each.id, **{name: at for name, (_, at) in each.fields.items()}}
            place = named.get(role)
            if place is not None:
                return " ".join(self.headers[place].split()), place
        return OWNER_HEADERS.get(role) or self.called.get(role, role.removeprefix(PREFIX)), None

    @property
    def ignored(self) -> tuple[str, ...]:
        used = {at for each in self.places.values() for at in (each.owner, each.id)}
        used |= {at for each in self.places.values() for _, at in each.fields.values()}
        return tuple(" ".join(name.split()) for at, name in enumerate(self.headers) if name and at not in used)

    def belongs(self, change: Change) -> str:
        return str(change.after.get("employee_name") or self.units.name(change.after.get("department")))

    def judged(self, chunk: Sequence[Row]) -> Iterator[Judged]:
        rows = [Judged(number, row, {}) for number, row in chunk]
        owners = self._owners(rows)
        held = self._held({raw["_id"] for raw in owners.values()})
        for row in rows:
            raw = owners.get(row.number)
            if raw is not None:
                self._judge(row, raw, held.get(raw["_id"], []))
            yield row

    def _owners(self, rows: Sequence[Judged]) -> dict[int, Mapping[str, Any]]:
        """What each row belongs to, by the row's number; a problem is noted where nothing does."""
        place = find_places(self.kind, NONE, self.headers).owner
        found: dict[int, Mapping[str, Any]] = {}
        for row in rows:
            try:
                if self.owner == "employee":
                    row.nip = cells.nip(row.cells[place])
                else:
                    told = cells.text(row.cells[place])
                    row.name = told or ""
                    found[row.number] = self.units.known[self.reader.unit(told or "")]
            except CellError as error:
                row.problems[self.owner] = error.message
        if self.owner == "employee":
            nips = [row.nip for row in rows if row.nip]
            people = {raw["nip"]: raw for raw in self.reader.with_nips(nips)}
            found = {row.number: people[row.nip] for row in rows if row.nip in people}
        for row in rows:
            if row.number not in found:
                row.problems.setdefault(self.owner, Message(NO_OWNER))
        return found

    def _held(self, owners: Iterable[ObjectId]) -> dict[ObjectId, list[dict[str, Any]]]:
        """The stored records of these owners that the actor may import over, in one round trip."""
        query = {**policy.where(self.terms.actor, self.kind, Action.IMPORT), self.owner: {"$in": sorted(owners)}}
        found: dict[ObjectId, list[dict[str, Any]]] = {}
        for raw in self.kind._get_collection().find(query).sort("_id", 1):
            found.setdefault(raw[self.owner], []).append(raw)
        return found

    def _judge(self, row: Judged, owner: Mapping[str, Any], held: Sequence[dict[str, Any]]) -> None:
        fieldset = configuration.fieldset(self.kind, owner.get("scope") or ())
        said = self._said(row, fieldset)
        if row.problems:
            return
        try:
            raw = self._meant(said, fieldset, held)
            if raw is not None and self.settled.setdefault(raw["_id"], row.number) != row.number:
                raise CellError(Message(TOLD_TWICE, row=self.settled[raw["_id"]]))
            row.change = self._change(row, said, fieldset, owner, raw)
        except CellError as error:
            row.problems[ID if said.id else self.owner] = error.message
        except Invalid as error:
            row.problems.update(error.problems)
        except OperationError as error:
            row.problems[self.owner] = error.message

    def _said(self, row: Judged, fieldset: FieldSet) -> _Said:
        if fieldset.digest not in self.places:
            left = policy.withheld(self.terms.actor, self.kind, fieldset)
            self.places[fieldset.digest] = find_places(self.kind, fieldset, self.headers, left)
            self.masked |= policy.sensitive(self.kind, fieldset)
            every = {**self.kind._fields, **fieldset.fields}
            self.called |= {name: str(getattr(each, "verbose_name", None) or name) for name, each in every.items()}
        places = self.places[fieldset.digest]
        said = _Said(None if places.id is None else cells.text(row.cells[places.id]))
        for name, (each, at) in places.fields.items():
            if name in self.kind.STEPPED:
                said.state = cells.text(row.cells[at])
                continue
            try:
                value = self.reader.read(each, row.cells[at])
            except CellError as error:
                row.problems[name] = error.message
                continue
            if value is not None:
                said.values[name] = value
        return said

    def _meant(self, said: _Said, fieldset: FieldSet, held: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        """The stored record that a row is about. Raises CellError where that cannot be told."""
        if said.id:
            found = next((raw for raw in held if str(raw["_id"]) == said.id.lower()), None)
            if found is None:
                raise CellError(Message(UNKNOWN_ID))
            return found
        fits = [raw for raw in held if not self._differing(said.values, fieldset, raw)]
        free = [raw for raw in fits if raw["_id"] not in self.settled]
        if fits:
            return (free or fits)[0]
        identities = [(PREFIX + key,) for key, each in fieldset.definitions.items() if each.unique]
        for names in (*identities, self.kind.IDENTITY):
            told = {name: said.values[name] for name in names if name in said.values}
            if told and len(told) == len(names):
                fits = [raw for raw in held if not self._differing(told, fieldset, raw)]
                if len(fits) > 1:
                    raise CellError(Message(SEVERAL, count=len(fits)))
                if fits:
                    return fits[0]
        return None

    def _differing(self, values: Mapping[str, Any], fieldset: FieldSet, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the values that the stored record has not."""
        return {
            name: value
            for name, value in values.items()
            if not same(self._as_stored(fieldset, name, value), value_at(raw, name))
        }

    def _as_stored(self, fieldset: FieldSet, name: str, value: Any) -> Any:
        return stored(fieldset.fields[name], value) if is_path(name) else self.kind._fields[name].to_mongo(value)

    def _change(
        self, row: Judged, said: _Said, fieldset: FieldSet, owner: Mapping[str, Any], raw: dict[str, Any] | None
    ) -> Change | None:
        terms = self.terms
        known = ChainMap(self.reader.people, self.units.known)
        state = self._state(row, said, owner, raw)
        if raw is None:
            values = {**said.values, **state, self.owner: owner["_id"]}
            return records.plan_create(terms.actor, self.kind, values, terms.origin, known)
        changes = self._differing(said.values, fieldset, raw)
        if not changes:
            return None
        return records.plan_change(terms.actor, self.kind, raw, changes, terms.origin, known)

    def _state(self, row: Judged, said: _Said, owner: Mapping[str, Any], raw: dict[str, Any] | None) -> dict[str, str]:
        """The state that a new entry begins in; one that the actor could not bring it to is a problem, as is any
        other state than the stored one of an entry that is here."""
        if said.state is None or not issubclass(self.kind, Entry):
            return {}
        at = {"scope": owner.get("scope") or (), "employee": owner["_id"] if self.owner == "employee" else None}
        definition = register_states.definition_of(self.kind, at)
        state = _state_called(definition, said.state)
        if raw is not None:
            if state != register_states.state_of(definition, raw):
                row.problems["state"] = Message(NO_STEP)
            return {}
        if state not in register_states.reachable(self.terms.actor, self.kind, at):
            row.problems["state"] = Message(NO_STATE)
        return {"state": state}


def _state_called(definition: RegisterDefinition | None, told: str) -> str:
    """The key of a state told by key or in either language; nothing where there is no such state."""
    states = definition.states if definition is not None else ()
    asked = fold(told)
    return next((str(each.key) for each in states if asked in {each.key, *map(fold, spoken(each.label))}), "")
