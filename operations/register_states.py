"""Steps of a register's entries from one state to another: each is conditional on the state it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bson import ObjectId

from models.entries import Entry
from models.registers import RegisterDefinition, StateDefinition
from models.users import Role
from models.wording import N_, Message
from operations import configuration, policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import WrongState
from operations.policy import Action


def definition_of(kind: type[Entry], raw: Mapping[str, Any]) -> RegisterDefinition | None:
    """The register of a stored entry as it holds where the entry lies."""
    return configuration.current().register_at(kind.type_name(), raw.get("scope") or ())


def state_of(definition: RegisterDefinition | None, raw: Mapping[str, Any]) -> str:
    """The key of an entry's state; the first of its register's where it has none yet."""
    first = definition.states[0].key if definition is not None and definition.states else ""
    return str(raw.get("state") or first or "")


def steps(actor: Actor, kind: type[Entry], raw: Mapping[str, Any]) -> list[StateDefinition]:
    """The states to which the actor may take this entry now."""
    definition = definition_of(kind, raw)
    if definition is None or definition.retired or not policy.may(actor, Action.READ, kind.__name__, raw):
        return []
    if actor.employee is not None and actor.employee == raw.get("employee") and not actor.has_role(Role.HR_ADMIN):
        return []
    before, roles = state_of(definition, raw), _roles(actor, raw)
    after = {
        str(each.after)
        for each in definition.transitions
        if each.before == before and (actor.is_system or not roles.isdisjoint(each.roles))
    }
    return [state for state in definition.states if state.key in after]


def reachable(actor: Actor, kind: type[Entry], raw: Mapping[str, Any]) -> set[str]:
    """The states to which the actor could take a new entry that will lie where `raw` says, its first among them."""
    definition = definition_of(kind, raw)
    found = {state_of(definition, {})} - {""}
    waiting = list(found)
    while waiting:
        after = {str(each.key) for each in steps(actor, kind, {**raw, "state": waiting.pop()})} - found
        found |= after
        waiting += after
    return found


def _roles(actor: Actor, raw: Mapping[str, Any]) -> set[str]:
    """The actor's roles where the entry lies; a seat that was handed over gives none on an entry about its giver."""
    scope, who = raw.get("scope") or (), raw.get("employee")
    seats = (seat for seat in actor.seats if who is None or seat.giver_employee != who)
    return {seat.role.value for seat in seats if seat.everywhere or seat.unit in scope}


def move(actor: Actor, kind: type[Entry], id: ObjectId, to: str, seen: int, origin: Origin = records.FORM) -> Any:
    """Take an entry that the actor saw at version `seen` to the state `to`, and return it.

    Raises Missing, Full, Conflict, Invalid, and WrongState where the actor may not make that step from its state.
    """
    stored = records.read(kind, id)
    policy.require(actor, Action.READ, kind.__name__, stored)
    if to not in {str(state.key) for state in steps(actor, kind, stored)}:
        raise WrongState(Message(N_("This step is not possible from the present state, or not for your role.")))
    return records.save(actor, kind, stored, {"state": to}, seen, origin, Action.READ)
