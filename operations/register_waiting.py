"""Entries of registers that wait for a step which an actor's role may make, counted where the actor may see them.

Which states in which units these are follows from the registers' definitions alone, so that a list filtered by states
and units shows exactly the entries that are counted. That an entry about oneself must be moved on by somebody else is
no matter of states: it is counted, as it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.base import Record
from models.configurations import Configuration
from models.entries import EmployeeEntry, Entry, UnitEntry, entry_class
from models.registers import RegisterDefinition
from models.wording import Label
from operations import configuration, listing
from operations.actors import Actor
from operations.indexes import hint
from operations.listing import Asked
from operations.policy import Action, reaches

MOST = 10_000
"""Entries that one round trip counts at most."""
UNITS = 50
"""Units that one list can be filtered by."""
_COLLECTIONS: dict[str, type[Record]] = {"employee": EmployeeEntry, "unit": UnitEntry}


@dataclass(frozen=True, slots=True)
class Due:
    """Where entries of one register wait: in these states, in these units and under them. No two hold one entry."""

    register: str
    owner: str
    label: Label
    states: tuple[str, ...]
    units: frozenset[ObjectId]

    def holds(self, row: dict[str, Any]) -> bool:
        """Whether entries of that register, state and scope are among these."""
        is_mine = row.get("register") == self.register and row.get("state") in self.states
        scope = row.get("scope")
        return is_mine and isinstance(scope, list) and not self.units.isdisjoint(scope)


def due(actor: Actor) -> list[Due]:
    """Where an actor's steps may be waited for, in the order of the menu; found once a revision."""
    held = configuration.current()
    found: list[Due] = held.remembered(("due", actor.seats), lambda: list(_due(actor, held)))
    return found


def counts(actor: Actor) -> Iterator[tuple[Due, int, bool]]:
    """(where, how many entries wait there, whether there are more): one round trip an owner, none where nothing can.

    Only where there is more than one trip should read, each place is counted by itself, as its list counts it.
    """
    for owner, kind in _COLLECTIONS.items():
        mine = [each for each in due(actor) if each.owner == owner]
        rows = _rows(kind, mine) if mine else []
        is_whole = sum(row["n"] for row in rows) < MOST
        for each in mine:
            count, capped = sum(row["n"] for row in rows if each.holds(row["_id"])), False
            if not is_whole:
                count, capped = _listed(actor, each)
            if count:
                yield each, count, capped


def _listed(actor: Actor, place: Due) -> tuple[int, bool]:
    filters = {"department": sorted(place.units), "state": list(place.states)}
    found = listing.find(actor, entry_class(place.register, place.owner), Asked(filters=filters, size=1), ("_id",))
    return found.total, found.capped


def query(places: Iterable[Due]) -> dict[str, Any]:
    """What holds the entries of all these places, and few others: three conditions, each leading the index on."""
    keys: set[str] = set()
    units: set[ObjectId] = set()
    states: set[str] = set()
    for each in places:
        keys.add(each.register)
        units |= each.units
        states.update(each.states)
    named = (("register", keys), ("scope", units), ("state", states))
    return {name: {"$in": sorted(values)} if len(values) > 1 else next(iter(values)) for name, values in named}


def _rows(kind: type[Record], places: list[Due]) -> list[dict[str, Any]]:
    """How many entries lie in each register, state and scope."""
    wanted = query(places)
    group = {"_id": {"register": "$register", "state": "$state", "scope": "$scope"}, "n": {"$sum": 1}}
    pipeline = [{"$match": wanted}, {"$limit": MOST}, {"$group": group}]
    named = hint(kind, wanted, None)
    more = {"hint": dict(named)} if named else {}
    return list(kind._get_collection().aggregate(pipeline, batchSize=MOST, **more))


def _due(actor: Actor, held: Configuration) -> Iterator[Due]:
    found: dict[tuple[type[Entry], tuple[str, ...]], tuple[RegisterDefinition, list[ObjectId]]] = {}
    for unit, definition in held.registers:
        if definition.retired or not definition.transitions:
            continue
        kind = entry_class(str(definition.key), str(definition.owner))
        for place, states in _places(actor, kind, unit, definition):
            found.setdefault((kind, states), (definition, []))[1].append(place)
    for (_, states), (definition, places) in found.items():
        for start in range(0, len(places), UNITS):
            units = frozenset(places[start : start + UNITS])
            yield Due(str(definition.key), str(definition.owner), _label(definition, states), states, units)


def _places(
    actor: Actor, kind: type[Entry], unit: ObjectId, definition: RegisterDefinition
) -> Iterator[tuple[ObjectId, tuple[str, ...]]]:
    """The units within `unit`, which keeps the register, with the states that the actor's roles there may move on.

    A unit under another of them tells only of what its roles add: what is above counts in it too.
    """
    seen = reaches(actor, kind.__name__, Action.READ)
    ends = {seat.unit for seat in actor.seats} | {each for reach in seen for each in reach.units or ()}
    paths = {each: configuration.path_of(each) for each in (unit, *ends)}
    within = sorted((each for each in paths if unit in paths[each]), key=lambda each: (len(paths[each]), each))
    told: dict[ObjectId, set[str]] = {}
    for place in within:
        path = set(paths[place])
        if not any(reach.units is None or reach.units & path for reach in seen):
            continue
        roles = {seat.role.value for seat in actor.seats if seat.everywhere or seat.unit in path}
        above = {state for each, states in told.items() if each in path for state in states}
        may = {str(step.before) for step in definition.transitions if roles.intersection(step.roles)} - above
        if may:
            told[place] = may
            yield place, tuple(str(state.key) for state in definition.states if state.key in may)


def _label(definition: RegisterDefinition, states: tuple[str, ...]) -> Label:
    """The register and the states, in both languages."""
    named = [state.label for state in definition.states if state.key in states]
    texts = (
        f"{definition.label.told(code)}: {', '.join(label.told(code) for label in named)}" for code in ("id", "en")
    )
    return Label(*texts)
