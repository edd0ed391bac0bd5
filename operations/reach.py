"""Reach: the units in which a grant holds, as a query for lists and as a test of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.users import Role
from operations import configuration
from operations.actors import Seat


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a grant holds: `units` (None: everywhere), and whether confidential records are within it."""

    units: frozenset[ObjectId] | None
    confidential: bool

    def query(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.units is not None:
            found["scope"] = next(iter(self.units)) if len(self.units) == 1 else {"$in": sorted(self.units)}
        if not self.confidential:
            found["confidential"] = False
        return found

    def holds(self, raw: Mapping[str, Any]) -> bool:
        inside = self.units is None or not self.units.isdisjoint(raw.get("scope", ()))
        return inside and (self.confidential or not raw.get("confidential", False))


def within(seat: Seat, unit: ObjectId) -> set[ObjectId | None]:
    """The unit (None: everywhere) in which a seat reaches entries of a register kept by `unit`, if any.

    An HR admin above it also reaches those whose owner has moved to where it is not kept: nobody else sees them.
    """
    if seat.everywhere or seat.unit in configuration.path_of(unit):
        own = None if seat.everywhere else seat.unit
        return {own if seat.role == Role.HR_ADMIN else unit}
    return {seat.unit} if unit in configuration.path_of(seat.unit) else set()
