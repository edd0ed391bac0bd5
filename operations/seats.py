"""Seats: which memberships of an account hold today, and in whose name somebody acts in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from models.moments import today
from models.users import SHORT, Role, User, holds_on, own_rows, rows_of
from operations.actors import Actor, Seat

_OFFICES = {Role.HEAD: "Kepala", Role.SECRETARY: "Sekretaris"}
"""What the holder of a seat is called before the name of the unit, on Indonesian papers."""


def holds_today(row: Mapping[str, Any]) -> bool:
    """Whether a stored membership holds today."""
    return holds_on(row, today())


def seats_of(user: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> tuple[Seat, ...]:
    """The seats of a stored account that hold today, in the stored units that were `found`: one that has ended or not
    yet begun gives no right at all.

    Only who holds a handed-over seat costs a further round trip, to see that it is still its giver's to hand over.
    """
    units = {unit["_id"]: unit for unit in found}
    roles, day = {role.value for role in Role}, today()
    rows = [
        row
        for row in rows_of(user)
        if isinstance(row.get("unit"), ObjectId) and row["unit"] in units and str(row.get("role")) in roles
        if holds_on(row, day)
    ]
    givers = _givers(rows)
    held = [row for row in rows if row.get("handed_by") is None or _gives(givers.get(row["handed_by"], {}), row, day)]
    return tuple(_seat(row, units[row["unit"]], givers) for row in held)


def _seat(row: dict[str, Any], unit: Mapping[str, Any], givers: dict[Any, dict[str, Any]]) -> Seat:
    giver = givers.get(row.get("handed_by"), {})
    employee = giver.get("employee")
    return Seat(
        Role(row["role"]), row["unit"], unit.get("name", ""), not unit.get("parent"),
        acting=str(row["acting"]) if row.get("acting") in SHORT else "",
        until=row["until"].date() if row.get("until") else None,
        giver=giver.get("_id"),
        giver_employee=employee if isinstance(employee, ObjectId) else None,
    )  # fmt: skip


def _givers(rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """The accounts that handed these rows over, as far as they are active."""
    ids = [row["handed_by"] for row in rows if isinstance(row.get("handed_by"), ObjectId)]
    if not ids:
        return {}
    shown = {"memberships": 1, "employee": 1}
    return {raw["_id"]: raw for raw in User._get_collection().find({"_id": {"$in": ids}, "is_active": True}, shown)}


def _gives(giver: dict[str, Any], row: dict[str, Any], day: date) -> bool:
    """Whether a giver holds that very seat themselves today: what was handed over to them is not theirs to give."""
    mine = (each for each in own_rows(giver) if holds_on(each, day))
    return any((each.get("role"), each.get("unit")) == (row["role"], row["unit"]) for each in mine)


def office(seat: Seat) -> str:
    """What somebody who acts in a seat is called: `Plh. Kepala Dinas Sosial`; nothing for who holds it for good."""
    words = (SHORT.get(seat.acting, ""), _OFFICES.get(seat.role, ""), seat.unit_name)
    return " ".join(word for word in words if word) if seat.acting else ""


def with_office(actor: Actor, seats: Iterable[Seat]) -> str:
    """The actor's name as it stands under what they do by one of these seats; with Plt or Plh where none of them is
    held for good."""
    acting = [office(seat) for seat in seats]
    return f"{actor.name} ({acting[0]})" if acting and all(acting) else actor.name
