"""Who approves what: the roles that a unit's settings give it to, and the seats by which somebody has one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.plans import BY_HR
from models.users import Role
from operations import configuration
from operations.actors import Actor, Seat

_LEADERS = frozenset({Role.HEAD.value, Role.HR_ADMIN.value})
USUAL = {
    BY_HR: frozenset({Role.HR_ADMIN.value}),
    "minutes": _LEADERS, "evaluation": _LEADERS, "plan": _LEADERS, "support": _LEADERS,
    "decision": frozenset({Role.LEADERSHIP.value, Role.HR_ADMIN.value}),
    "carrying_out": frozenset({Role.HR_ADMIN.value}),
}  # fmt: skip
"""Which roles approve where the unit's settings do not say: of anything else, whoever may change it."""


def roles(raw: Mapping[str, Any], what: str) -> frozenset[str]:
    """The roles that the settings of a stored record's unit give this to."""
    approvals = configuration.settings(raw.get("scope")).approvals
    told = frozenset(str(each.role) for each in approvals if each.what == what)
    return told or USUAL.get(what, frozenset())


def seats_for(actor: Actor, raw: Mapping[str, Any], what: str) -> list[Seat]:
    """The actor's seats by which they may approve this of a stored record."""
    scope, wanted = raw.get("scope") or (), roles(raw, what)
    near = (seat for seat in actor.seats if seat.everywhere or seat.unit in scope)
    return [seat for seat in near if not wanted or seat.role.value in wanted]


def is_asked(actor: Actor, raw: Mapping[str, Any], what: str) -> bool:
    """Whether this waits for the actor: by a role that the unit gives it to, else as the head of the unit. BKPSDM,
    which may approve as well, is not asked for what an agency's own head can do."""
    scope = raw.get("scope") or ()
    told = {str(each.role) for each in configuration.settings(scope).approvals if each.what == what}
    near = (seat for seat in actor.seats if seat.everywhere or seat.unit in scope)
    return any(seat.role.value in (told or {Role.HEAD.value}) for seat in near)
