"""The units that an imported file names, found in the tree; unknown ones are planned, marked for review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.search import words
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.errors import OperationError

_SHOWN = ("name", "code", "source_name", "parent", "scope", "department", "version")
NO_UNIT = N_("This unit is not known, and there is none above it to put it under.")
SEVERAL = N_("%(count)s units are called so. Add a column SATUAN KERJA that says which one is meant.")


class UnitError(ValueError):
    """A name for which there is no one unit; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be made. `change` is ready to commit; `rows` of the file come to lie in it."""

    name: str
    parent_name: str
    change: Change
    rows: int = 0


@dataclass(slots=True)
class Units:
    """The tree as the actor sees it, read once. `known` is for records.plan_*; `new` grows as rows are read."""

    actor: Actor
    origin: Origin
    known: dict[ObjectId, dict[str, Any]]
    new: dict[tuple[str, ObjectId], NewUnit] = field(default_factory=dict)
    _named: dict[str, list[ObjectId]] = field(default_factory=dict)
    _roots: list[ObjectId] = field(default_factory=list)

    def find(self, name: str, agencies: Sequence[str]) -> ObjectId:
        """The id of the unit called so, of several the one under the first agency known. Raises UnitError.

        A name that nobody here has is planned once under each parent: every dinas has a Subbag Umum of its own.
        """
        found = self.called(name)
        above = self._above(agencies)
        if len(found) > 1:
            found = next((inside for unit in above if (inside := self._within(found, unit))), found)
        if len(found) > 1:
            raise UnitError(Message(SEVERAL, count=len(found)))
        return found[0] if found else self._plan(name, above)

    def called(self, name: str) -> list[ObjectId]:
        """The known units of that name or code."""
        return self._named.get(_folded(name), [])

    def key(self, id: ObjectId | None) -> str:
        """The unit in words that are the same each time a file is planned: a new one has another id each time."""
        made = next((new for new in self.new.values() if new.change.id == id), None)
        return f"{made.name} < {made.change.after['parent']}" if made else str(id)

    def name(self, id: ObjectId | None) -> str:
        """What the unit is called, new ones too."""
        return str(self.known[id].get("name") or "") if id in self.known else ""

    def _above(self, agencies: Sequence[str]) -> list[ObjectId]:
        """The units above that are known without doubt, nearest first; the root last."""
        named = [self._named.get(_folded(agency), []) for agency in agencies]
        return [found[0] for found in named if len(found) == 1] + self._roots[:1]

    def _within(self, found: Sequence[ObjectId], unit: ObjectId) -> list[ObjectId]:
        return [id for id in found if unit in self.known[id].get("scope", ())]

    def _plan(self, name: str, above: Sequence[ObjectId]) -> ObjectId:
        if not above:
            raise UnitError(Message(NO_UNIT))
        key = (_folded(name), above[0])
        if key not in self.new:
            values = {"name": name, "source_name": name, "parent": above[0], "needs_review": True}
            try:
                made = records.plan_create(self.actor, Department, values, self.origin, self.known)
            except OperationError as error:
                raise UnitError(error.message) from None
            self.new[key] = NewUnit(name, str(self.known[above[0]].get("name", "")), made)
            self.known[made.id] = _known(made.after)
        return self.new[key].change.id


def load_units(actor: Actor, origin: Origin) -> Units:
    """Every unit in the actor's reach, in one round trip."""
    query = policy.where(actor, Department)
    found = Department._get_collection().find(query, dict.fromkeys(_SHOWN, 1)).sort("_id", 1)
    units = Units(actor, origin, {raw["_id"]: _known(raw) for raw in found})
    units._roots = [id for id, raw in units.known.items() if not raw.get("parent")]
    for id, raw in units.known.items():
        for name in {_folded(raw.get(each) or "") for each in ("name", "source_name", "code")} - {""}:
            units._named.setdefault(name, []).append(id)
    return units


def _known(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: raw[key] for key in ("_id", *_SHOWN) if key in raw}, "kind": "Department"}


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return " ".join(words(name))
