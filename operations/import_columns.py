"""Columns of a sheet of trainings, feedback or a register's entries, found by the names of the fields they fill.

A column may be called by a field's name in either language, or by its key. The sheet that a list is exported to is
such a sheet: its ID column says which record a row is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mongoengine.base import BaseField

from locales.spoken import spoken as told_as
from models.base import Record
from models.fieldsets import PREFIX, FieldSet, is_path
from models.search import words
from models.wording import N_
from operations.import_cells import is_fillable
from operations.siasn_columns import HEADERS, spoken
from operations.workbooks import Cell

ID = "ID"
"""The header of the column with a record's id."""
OWNERS = {"employee": "nip", "department": "unit"}
"""Which of SIASN's columns tells what a record belongs to, by Record.OWNER."""
OWNER_HEADERS = {"employee": "NIP", "department": N_("Unit")}
NO_HEADER = {
    "employee": N_("No row with column names was found: one column must be called NIP or NIP BARU."),
    "department": N_("No row with column names was found: one column must be called UNIT."),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Which column tells what: the owner, the id (None: there is none), and each field by name."""

    owner: int
    id: int | None
    fields: Mapping[str, tuple[BaseField, int]]


def owner_headers(kind: type[Record]) -> tuple[str, ...]:
    """What the column may be called that says what a row belongs to."""
    role = OWNERS[str(kind.OWNER)]
    return HEADERS[role] if role == "nip" else (*HEADERS[role], *HEADERS["agency"], "unit", "department")


def header_test(kind: type[Record]) -> Callable[[Sequence[Cell]], bool]:
    """What tells whether a row names the columns of a sheet of that kind."""
    names = owner_headers(kind)
    return lambda row: any(spoken(cell) in names for cell in row)


def fillable(kind: type[Record], fieldset: FieldSet, left: Collection[str] = ()) -> dict[str, BaseField]:
    """The fields that a sheet's columns may fill, by name, but for those that are `left` out."""
    built_in = {
        name: each
        for name, each in kind._fields.items()
        if getattr(each, "verbose_name", None) and name not in {*kind.DERIVED, kind.OWNER, "department"}
    }
    every = {**built_in, **fieldset.fields}
    return {name: each for name, each in every.items() if is_fillable(each) and name not in left}


def find_places(kind: type[Record], fieldset: FieldSet, headers: Sequence[str], left: Collection[str] = ()) -> Places:
    """Which columns tell what, where these fields hold; the headers have the owner's column among them.

    A name written out in full goes before one that is the same but for its remark in parentheses.
    """
    told = [spoken(header) for header in headers]
    owner = next(told.index(name) for name in owner_headers(kind) if name in told)
    free = {at for at, header in enumerate(headers) if header and at != owner}
    id = next((at for at in free if told[at] == "id"), None)
    free.discard(-1 if id is None else id)
    fields: dict[str, tuple[BaseField, int]] = {}
    wanted = fillable(kind, fieldset, left)
    for read in (_whole, spoken):
        heard = [read(header) for header in headers]
        for name, each in wanted.items():
            names = [read(text) for text in _names(name, each)]
            found = next((at for text in names for at in sorted(free) if heard[at] == text), None)
            if name not in fields and found is not None:
                fields[name] = each, found
                free.remove(found)
    return Places(owner, id, fields)


def _whole(header: str) -> str:
    return " ".join(words(header))


def _names(name: str, each: Any) -> Iterator[str]:
    yield from told_as(each.verbose_name)
    yield (name[len(PREFIX) :] if is_path(name) else name).replace("_", " ")
