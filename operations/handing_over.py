"""Handing over: a head lets somebody of their unit act in their seat (Plh) while they are away, for a time.

What is handed over lies among the memberships of who receives it, so that accounts, their history and every request
tell it as they tell any other; it holds no longer than the seat of who gave it (operations.seats).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.moments import today
from models.users import PLH, Membership, Role, User, own_rows, rows_of
from models.wording import N_, Message
from operations import accounts, seats
from operations.actors import Actor, Seat
from operations.audit import Origin
from operations.changes import load
from operations.errors import Denied, Invalid, Missing

NOT_OFFERED = N_("Pick one of the accounts of your unit.")


@dataclass(frozen=True, slots=True)
class Handover:
    """What is asked for: which unit's seat, who gets it, its first and last day."""

    unit: ObjectId
    who: ObjectId
    begins: date
    until: date


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over and is not over: to which account, and its days."""

    who: ObjectId
    name: str
    unit: ObjectId
    begins: date
    until: date


def seats_of(actor: Actor) -> list[Seat]:
    """The seats that the actor may hand over: their own as a head, none that was handed over to them."""
    return [seat for seat in actor.seats if seat.role == Role.HEAD and seat.giver is None and actor.id is not None]


def candidates(actor: Actor, seat: Seat) -> list[dict[str, Any]]:
    """The active accounts that have a role of their own in the seat's unit or under it today; never the actor's."""
    below = {raw["_id"] for raw in Department._get_collection().find({"scope": seat.unit}, {"_id": 1})}
    found = User._get_collection().find({"scope": seat.unit, "is_active": True, "_id": {"$ne": actor.id}})
    return sorted((raw for raw in found if _works_in(raw, below)), key=lambda raw: str(raw.get("name")))


def _works_in(raw: dict[str, Any], units: set[ObjectId]) -> bool:
    """Whether the account works in one of the units today. An auditor does not: they would act on what they audit."""
    rows = [row for row in own_rows(raw) if row.get("unit") in units and seats.holds_today(row)]
    return any(row.get("role") in (Role.HEAD, Role.SECRETARY, Role.HR_ADMIN) for row in rows)


def given(actor: Actor) -> list[Given]:
    """What the actor has handed over and is not over, by its days."""
    day = today()
    found = User._get_collection().find({"memberships.handed_by": actor.id}, {"name": 1, "memberships": 1})
    rows = (
        Given(raw["_id"], str(raw.get("name") or ""), row["unit"], row["begins"].date(), row["until"].date())
        for raw in found
        for row in _rows_by(actor, raw)
    )
    return sorted((each for each in rows if each.until >= day), key=lambda each: (each.begins, each.name))


def _rows_by(actor: Actor, raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The memberships of an account that the actor handed over; one that lost its days to an edit is not theirs."""
    mine = (row for row in rows_of(raw) if row.get("handed_by") == actor.id)
    return (row for row in mine if isinstance(row.get("begins"), datetime) and isinstance(row.get("until"), datetime))


def hand_over(actor: Actor, asked: Handover, longest: int, origin: Origin) -> None:
    """Let another account act in the actor's seat from the first to the last day, `longest` days at most.

    Raises Denied (no such seat of one's own), Invalid (a message a field), Full, WrongState (changed meanwhile).
    """
    seat = next((each for each in seats_of(actor) if each.unit == asked.unit), None)
    if seat is None:
        raise Denied()
    problems = dict(_problems(actor, seat, asked, longest))
    who = next((raw for raw in candidates(actor, seat) if raw["_id"] == asked.who), None)
    if who is None:
        problems["who"] = Message(NOT_OFFERED)
    if problems or who is None:
        raise Invalid(problems)
    row = Membership(role=Role.HEAD.value, unit=seat.unit, acting=PLH, handed_by=actor.id)
    row.begins, row.until = asked.begins, asked.until  # type: ignore[assignment]
    day = today()
    kept = [each for each in _memberships(who) if each.handed_by != actor.id or not each.until or each.until >= day]
    accounts.change_for(actor, who, {"memberships": [*kept, row]}, origin)


def _problems(actor: Actor, seat: Seat, asked: Handover, longest: int) -> Iterator[tuple[str, Message]]:
    day = today()
    if asked.begins < day:
        yield "begins", Message(N_("This day is past."))
    elif asked.begins > day + timedelta(days=longest):
        yield "begins", Message(N_("At most %(count)s days ahead."), count=longest)
    if asked.until < asked.begins:
        yield "until", Message(N_("This day is before the first one."))
    elif (asked.until - asked.begins).days >= longest:
        yield "until", Message(N_("At most %(count)s days at once."), count=longest)
    elif seat.until is not None and asked.until > seat.until:
        yield "until", Message(N_("Your own seat ends before that day."))
    elif any(each.unit == seat.unit and _meet(each, asked) for each in given(actor)):
        yield "until", Message(N_("Your seat is handed over on some of these days already. End that first."))


def _meet(each: Given, asked: Handover) -> bool:
    return each.begins <= asked.until and asked.begins <= each.until


def _memberships(raw: dict[str, Any]) -> list[Any]:
    return list(load(User, raw).memberships)


def end(actor: Actor, who: ObjectId, begins: date, origin: Origin) -> None:
    """Take back at once what the actor handed over to an account from that day. Raises Missing where there is none."""
    stored = User._get_collection().find_one({"_id": who, "memberships.handed_by": actor.id})
    rows = _memberships(stored) if stored else []
    kept = [row for row in rows if row.handed_by != actor.id or row.begins != begins]
    if stored is None or len(kept) == len(rows):
        raise Missing()
    accounts.change_for(actor, stored, {"memberships": kept}, origin)
