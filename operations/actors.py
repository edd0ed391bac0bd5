"""Who acts: a signed-in user as the rest of the operations need them, read once a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models.users import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in a unit; `everywhere` when the unit is the root of the tree.

    `acting` says that it is held as Plt or Plh, `until` its last day. A seat that was handed over names the account
    of its own holder (`giver`) and who that is (`giver_employee`): it reaches no farther than theirs.
    """

    role: Role
    unit: ObjectId
    unit_name: str
    everywhere: bool
    acting: str = ""
    until: date | None = None
    giver: ObjectId | None = None
    giver_employee: ObjectId | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A user at work. `employee` is their own record, for rules about oneself."""

    id: ObjectId | None
    name: str
    username: str = ""
    seats: tuple[Seat, ...] = ()
    employee: ObjectId | None = None
    is_system: bool = False
    must_change_password: bool = False
    has_second_factor: bool = False
    locale: str | None = None
    theme: str = "auto"
    density: str = "compact"
    page_size: int | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    last_sign_in_at: datetime | None = None
    session: str = field(default="", repr=False)

    def has_role(self, role: Role) -> bool:
        return any(seat.role == role for seat in self.seats)

    @property
    def kept_from(self) -> tuple[ObjectId, ...]:
        """The employees from whom a record must not be hidden for the actor to see it: themselves, and who handed a
        seat over to them."""
        found = (self.employee, *(seat.giver_employee for seat in self.seats))
        return tuple(dict.fromkeys(each for each in found if each is not None))


SYSTEM = Actor(id=None, name="Jenjang", is_system=True)
