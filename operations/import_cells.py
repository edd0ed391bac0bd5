"""Cells of a sheet as values of a record's fields, built in or defined: one reader a type of field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId
from mongoengine import BooleanField, EmbeddedDocumentListField, IntField, ListField, StringField
from mongoengine.base import BaseField

from locales.spoken import spoken
from models.custom_fields import plain_day
from models.fields import Day, FileId, Hidden, Nip, Reference, Text, tidy
from models.identifiers import IdentifierError, parse_nip
from models.kinds import KIND, parse
from models.people import Employee, with_titles
from models.readings import ParseError, parse_yes_no, refused
from models.search import fold
from models.wording import N_, Message
from operations import cells, listing, policy
from operations.actors import Actor
from operations.cells import CellError
from operations.import_units import Units
from operations.workbooks import Cell

NO_PERSON = N_("No employee within your units is called so. Write the NIP.")
SEVERAL_PEOPLE = N_("%(count)s employees are called so. Write the NIP.")
NO_UNIT = N_("No unit within your reach is called so.")
SEVERAL_UNITS = N_("%(count)s units are called so. Write the unit's code.")
_NUMBERS = ("integer", "decimal", "money")
_LITERAL = frozenset({"text", "lines", "link", "email", "phone", "choice", "choices", "table"})
"""Kinds that may say anything, so that only a leading `'` tells a dash that is meant from one that says nothing."""
_FRONT_TITLES = re.compile(r"^(\S+\.\s*)+")
_SHOWN = ("name", "title_front", "title_back", "name_folded", "nip", "scope", "department", "version")


def is_fillable(each: BaseField) -> bool:
    """Whether a cell can tell a field's value: not a computed one's, nor a file's or rows of fields."""
    if getattr(each, "kind", None):
        refuses = KIND[each.kind].parse is refused and not isinstance(each, Reference)
        return not (each.is_computed or refuses)
    return not isinstance(each, (FileId, Hidden, EmbeddedDocumentListField))


@dataclass(slots=True)
class CellReader:
    """Reads for one actor. People and units are found within the actor's reach, each looked up once; `people` has
    those found, as operations.references fetches them."""

    actor: Actor
    units: Units
    people: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    _found: dict[str, ObjectId | Message] = field(default_factory=dict)

    def read(self, each: BaseField, cell: Cell) -> Any:
        """The Python value of a cell, None for an empty one. Raises CellError."""
        if isinstance(each, Reference):
            told = cells.text(cell)
            return None if told is None else self.person(told) if each.to == "Employee" else self.unit(told)
        try:
            return _defined(each, cell) if getattr(each, "kind", None) else _built_in(each, cell)
        except ParseError as error:
            raise CellError(error.message) from None

    @property
    def names(self) -> dict[ObjectId, str]:
        """What the people found are called, by id."""
        return {id: _titled(raw) for id, raw in self.people.items()}

    def unit(self, told: str) -> ObjectId:
        """The id of the unit with that name or code. Raises CellError."""
        found = self.units.called(told)
        if len(found) != 1:
            raise CellError(Message(SEVERAL_UNITS, count=len(found)) if found else Message(NO_UNIT))
        return found[0]

    def person(self, told: str) -> ObjectId:
        """The id of the employee with that NIP or name, with or without titles. Raises CellError."""
        if told not in self._found:
            self._found[told] = self._look_up(told)
        found = self._found[told]
        if isinstance(found, Message):
            raise CellError(found)
        return found

    def _look_up(self, told: str) -> ObjectId | Message:
        try:
            found = self.with_nips([parse_nip(told)])
        except IdentifierError:
            found = self._named(told)
        if len(found) != 1:
            return Message(SEVERAL_PEOPLE, count=len(found)) if found else Message(NO_PERSON)
        return ObjectId(found[0]["_id"])

    def _named(self, told: str) -> list[dict[str, Any]]:
        bare = fold(_FRONT_TITLES.sub("", told.split(",")[0]).strip())
        found = listing.suggest(self.actor, Employee, bare) if bare else []
        exact = [raw for raw in found if fold(_titled(raw)) == fold(told)]
        return self._remember(exact or [raw for raw in found if fold(raw.get("name") or "") in (bare, fold(told))])

    def with_nips(self, nips: list[str]) -> list[dict[str, Any]]:
        """The employees with these NIPs within the actor's reach, in one round trip."""
        query = {**policy.where(self.actor, Employee), "nip": {"$in": sorted(nips)}}
        return self._remember(list(Employee._get_collection().find(query, dict.fromkeys(_SHOWN, 1))))

    def _remember(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.people.update({raw["_id"]: {**raw, "kind": "Employee"} for raw in found})
        return found


def _titled(raw: Mapping[str, Any]) -> str:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back"))


def _defined(each: Any, cell: Cell) -> Any:
    if isinstance(cell, (date, datetime)) and each.kind == "date":
        return plain_day(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and each.kind in _NUMBERS:
        return parse(each, str(Decimal(str(cell)).normalize().to_eng_string()).replace(".", ","))
    told = cells.lines(cell) if each.kind in _LITERAL else cells.text(cell)
    return None if told is None else parse(each, told)


def _built_in(each: BaseField, cell: Cell) -> Any:
    if isinstance(each, Text) and not each.choices:
        return tidy(cells.lines(cell) or "", each.lines)
    told = cells.text(cell)
    if told is None:
        return None
    if each.choices:
        return _code(told, each.choices)
    return next(read for kind, read in _READERS.items() if isinstance(each, kind))(each, cell)


def _code(told: str, choices: Any) -> str:
    """The code of a choice told by code or in either language."""
    asked = fold(told)
    for code, label in choices:
        if asked == code or asked in (fold(each) for each in spoken(label)):
            return str(code)
    raise CellError(Message(N_("“%(text)s” is not one of the choices."), text=told[:40]))


def _yes_no(each: BaseField, cell: Cell) -> bool:
    told = cells.text(cell) or ""
    try:
        return parse_yes_no(told, each)
    except ValueError:
        raise CellError(Message(N_("“%(text)s” is neither yes nor no."), text=told[:40])) from None


def _several(each: Any, cell: Cell) -> list[Any]:
    parts = [part.strip() for part in (cells.text(cell) or "").split(",")]
    return list(dict.fromkeys(_built_in(each.field, part) for part in parts if part))


_READERS: Mapping[type, Callable[[Any, Cell], Any]] = {
    Day: lambda each, cell: cells.day(cell),
    BooleanField: _yes_no,
    IntField: lambda each, cell: cells.whole(cell),
    ListField: _several,
    Nip: lambda each, cell: cells.nip(cell),
    StringField: lambda each, cell: tidy(cells.text(cell) or ""),
}
