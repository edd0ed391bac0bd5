"""The registers that an actor works with, where they are kept, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.base import Record
from models.configurations import Configuration
from models.entries import EmployeeEntry, Entry, entry_class, register_of
from models.references import RECORDS
from models.registers import RegisterDefinition
from operations import configuration, listing
from operations.actors import Actor
from operations.indexes import hint
from operations.listing import Asked
from operations.policy import Action, judge, may, reaches

Kept = tuple[ObjectId, RegisterDefinition]
"""A register with the unit that defines it."""
MOST = 300
_SHOWN = ("register", "title", "state", "expires_on", "scope")


def class_of(definition: RegisterDefinition) -> type[Entry]:
    """The class of a register's entries."""
    return entry_class(str(definition.key), str(definition.owner))


def kind_named(name: str) -> type[Record] | None:
    """The class of records that the audit trail calls so, registers included."""
    register = register_of(name)
    known = register is not None and any(each.key == register[0] for _, each in configuration.current().registers)
    return entry_class(*register) if register and known else RECORDS.get(name)


def kept_by(actor: Actor) -> list[Kept]:
    """The live registers that the actor may see, in the order of the menu: every page asks, a revision answers once."""
    held = configuration.current()
    seen = held.remembered(("kept by", actor.seats, actor.is_system), lambda: _kept_by(actor, held))
    return list(seen)


def _kept_by(actor: Actor, held: Configuration) -> list[Kept]:
    return [(unit, each) for unit, each in held.registers if not each.retired and _sees(actor, unit, each)]


def _sees(actor: Actor, unit: ObjectId, definition: RegisterDefinition) -> bool:
    """Whether the actor sees entries of the very register that this unit keeps."""
    found = reaches(actor, class_of(definition).__name__, Action.READ)
    units = {each for reach in found for each in reach.units or ()}
    return any(reach.units is None for reach in found) or any(
        unit in configuration.path_of(each) or each in configuration.path_of(unit) for each in units
    )


def count(actor: Actor, kept: Kept) -> tuple[int, bool]:
    """(how many entries the actor sees of what this unit keeps, whether there are more)."""
    unit, definition = kept
    found = listing.find(actor, class_of(definition), Asked(filters={"department": [unit]}, size=1), ("_id",))
    return found.total, found.capped


def of_employee(actor: Actor, raw: Mapping[str, Any]) -> list[tuple[RegisterDefinition, list[dict[str, Any]]]]:
    """The registers about employees that are kept where this one works and that the actor may see, each with the
    newest of this employee's entries: one round trip, none where there is no such register."""
    held = configuration.current().registers_at(raw.get("scope") or ())
    mine = [each for _, each in held if each.owner == "employee" and may(actor, Action.READ, class_of(each).__name__)]
    if not mine:
        return []
    rows = _entries(raw["_id"], [str(each.key) for each in mine])
    return [(each, _readable(actor, each, rows)) for each in mine]


def _entries(employee: ObjectId, keys: list[str]) -> list[dict[str, Any]]:
    wanted = {"employee": employee, "register": {"$in": keys}}
    found = EmployeeEntry._get_collection().find(wanted, dict.fromkeys(_SHOWN, 1)).sort("_id", -1)
    named = hint(EmployeeEntry, wanted, "_id")
    return list((found.hint(named) if named else found).limit(MOST))


def _readable(actor: Actor, definition: RegisterDefinition, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    may_read = judge(actor, Action.READ, class_of(definition).__name__)
    return [row for row in rows if row.get("register") == definition.key and may_read(row)]
