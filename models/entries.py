"""Entries: the records of registers. One collection an owner holds those of all registers; one class a register
narrows what is asked of it to its own, so that the id of another register's entry names nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from mongoengine import StringField

from models.base import Known, Record
from models.coming_dates import licence
from models.dated import Dated
from models.dates import format_day
from models.fields import Day, Reference, Text
from models.fieldsets import PREFIX, FieldSet, read
from models.kinds import write
from models.moments import day_at, now
from models.owned import Owned
from models.registers import RegisterDefinition
from models.search import MOST, tokens
from models.wording import N_

_CLASSES = {"employee": "Register", "unit": "UnitRegister"}
_INDEXES = (
    ("register", "id"), ("register", "title", "id"), ("register", "state", "id"), ("register", "expires_on", "id"),
    ("register", "scope", "id"), ("register", "scope", "title", "id"), ("register", "scope", "state", "id"),
    ("register", "scope", "expires_on", "id"), ("department", "register"), "search_tokens", "date_tokens",
    *Record.CUSTOM_INDEXES,
)  # fmt: skip
_NAMING = frozenset({"text", "lines", "integer", "nip", "email", "phone", "link", "choice"})


class Entry(Dated):
    """A record of a register. What it is called and when it ends follow from the register's definition."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    DERIVED = Dated.DERIVED | {"register", "title", "expires_on"}
    STEPPED = Dated.STEPPED | {"state"}
    CONFIGURED = ("title", "expires_on", "state", "dates", "date_tokens")
    CONFIGURABLE = True

    register = StringField(help_text="the key of its register")
    state = StringField(verbose_name=N_("State"), help_text="the key of a state, see models.registers")
    title = Text(verbose_name=N_("Name"), help_text="the value of the register's title field")
    expires_on = Day(verbose_name=N_("Valid until"), help_text="the value of the register's expiry field")

    @property
    def label(self) -> str:
        return str(self.title or self.register or "")

    @classmethod
    def type_name(cls) -> str:
        return str(cls.NARROWED.get("register", cls.__name__))

    def place(self, known: Known) -> None:
        super().place(known)
        self.register = self.type_name()

    def settle(self, definition: RegisterDefinition, fieldset: FieldSet) -> None:
        """Take name, end and first state from the register and from the values of its fields."""
        self.title = (self._named(definition, fieldset) or self._dated(definition))[:200]  # type: ignore[assignment]
        self.expires_on = self._end(definition, fieldset)  # type: ignore[assignment]
        self.keep_dates(licence(self.told(("title", "expires_on", "employee_status"))))
        if not self.state and definition.states:
            self.state = definition.states[0].key
        self.search_tokens = sorted({*self.search_tokens, *tokens([self.title])})[: 2 * MOST]

    def _named(self, definition: RegisterDefinition, fieldset: FieldSet) -> str:
        asked = [key for key in (definition.title_field,) if key in fieldset.definitions]
        others = [key for key, each in fieldset.definitions.items() if each.kind in _NAMING]
        for key in (*asked, *others):
            field, value = fieldset.fields[PREFIX + key], self.custom.get(key)
            if value not in (None, "", []) and not fieldset.definitions[key].sensitive:
                return " ".join(write(field, read(field, value)).split())
        return ""

    def _dated(self, definition: RegisterDefinition) -> str:
        return f"{definition.label} {format_day(day_at(self.created_at or now()))}"

    def _end(self, definition: RegisterDefinition, fieldset: FieldSet) -> date | None:
        key = definition.expiry_field or ""
        field = fieldset.fields.get(PREFIX + key)
        value = read(field, self.custom.get(key)) if field is not None and field.kind == "date" else None
        return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


class OwnedEntry(Entry, Owned):
    """An entry about an employee."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    DERIVED = Owned.DERIVED | Entry.DERIVED

    @classmethod
    def kind_of(cls, raw: Mapping[str, Any]) -> type[Record]:
        return entry_class(str(raw.get("register")), "employee")


class PlacedEntry(Entry):
    """An entry about a unit."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    OWNER = "department"

    department = Reference("Department", verbose_name=N_("Unit"), required=True)

    @classmethod
    def kind_of(cls, raw: Mapping[str, Any]) -> type[Record]:
        return entry_class(str(raw.get("register")), "unit")


_OWNED: dict[str, Any] = {
    "collection": "employee_entries",
    "indexes": [
        *_INDEXES,
        ("register", "employee_sort", "id"),
        ("register", "employee", "id"),
        ("employee", "register"),
    ],
}
_PLACED: dict[str, Any] = {"collection": "unit_entries", "indexes": [*_INDEXES]}


class EmployeeEntry(OwnedEntry):
    """The entries of all registers that belong to employees."""

    meta: ClassVar[dict[str, Any]] = _OWNED
    CONFIGURABLE = False  # each register is, by itself


class UnitEntry(PlacedEntry):
    """The entries of all registers that belong to units."""

    meta: ClassVar[dict[str, Any]] = _PLACED
    CONFIGURABLE = False


ENTRY_FIELDS = {"employee": set(EmployeeEntry._fields), "unit": set(UnitEntry._fields)}
"""The names of the fields that every entry has, by owner."""


@cache
def entry_class(key: str, owner: str) -> type[Entry]:
    """The class of a register's entries: Entry.type_name() is its key, its `__name__` what policy and audit call it."""
    base, meta = (OwnedEntry, _OWNED) if owner == "employee" else (PlacedEntry, _PLACED)
    body = {"meta": dict(meta), "NARROWED": {"register": key}, "__module__": __name__}
    made: type[Entry] = type(f"{_CLASSES[owner]}:{key}", (base,), body)
    return made


def register_of(name: str) -> tuple[str, str] | None:
    """(key, owner) of the register whose entries' class has this name; None for any other class."""
    before, _, key = name.partition(":")
    found = [owner for owner, prefix in _CLASSES.items() if prefix == before and key]
    return (key, found[0]) if found else None


def entry_classes(definitions: Iterable[RegisterDefinition]) -> list[type[Entry]]:
    """The classes of these registers' entries, each once."""
    return list(dict.fromkeys(entry_class(str(each.key), str(each.owner)) for each in definitions))
