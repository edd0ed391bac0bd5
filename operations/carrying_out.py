"""Carrying out a recommendation: what it writes into the employee's record, and taking exactly that back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.codes import GOLONGAN
from models.departments import Department
from models.fields import Day
from models.histories import PositionHeld, RankHeld
from models.moments import today
from models.people import Employee
from models.wording import N_, Message
from operations import records
from operations.actors import Actor
from operations.audit import Origin
from operations.careers import day_of
from operations.changes import Change, differences, load, same
from operations.errors import Invalid, WrongState

CHANGED_FURTHER = N_(
    "The employee’s record has changed since this was carried out (%(fields)s). Nothing was taken back: correct the "
    "record itself, or make a new recommendation."
)
TOO_SOON = N_("This day is still to come. Carry it out from then on: what is written holds at once.")
NO_HIGHER = N_("A promotion leads to a higher golongan than the present one, %(golongan)s.")
NEEDED = N_("Needed to carry it out: effective date (TMT) and decree.")
_POSITION = ("position_name", "position_kind", "position_level", "eselon")


def plan(actor: Actor, raw: Mapping[str, Any], origin: Origin) -> tuple[list[Change], list[dict[str, Any]]]:
    """(the change of the employee that a recommendation proposes, what it writes: [{field, before, after}]).

    The new rank and position stand in the histories with decree and TMT. A larger assignment without a position writes
    nothing. Raises Invalid without a TMT or a decree.
    """
    lacking = [name for name in ("since", "decree") if not raw.get(name)]
    if lacking:
        raise Invalid(dict.fromkeys(lacking, Message(NEEDED)))
    if (day_of(raw["since"]) or date.min) > today():
        raise Invalid({"since": Message(TOO_SOON)})
    stored = records.read(Employee, raw["employee"])
    forbid_lower(raw, stored)
    values = _values(raw, load(Employee, stored))
    if not values:
        return [], []
    made = records.plan_change(actor, Employee, stored, values, origin)
    return [made], differences(Employee, stored, made.after) if made.entry.get("changes") else []


def forbid_lower(raw: Mapping[str, Any], employee: Mapping[str, Any]) -> None:
    """Raise Invalid where a promotion of rank leads to no higher golongan than the employee's present one."""
    wanted, now_at = str(raw.get("golongan") or ""), str(employee.get("golongan") or "")
    is_promotion = raw.get("kind") == "rank_promotion" and wanted and now_at
    if is_promotion and wanted[:1].isdigit() == now_at[:1].isdigit() and wanted <= now_at:
        named = dict(GOLONGAN)
        raise Invalid({"golongan": Message(NO_HIGHER, golongan=named.get(now_at, now_at))})


def _values(raw: Mapping[str, Any], employee: Any) -> dict[str, Any]:
    since = Day().to_python(raw["since"])
    found: dict[str, Any] = {}
    if raw.get("golongan"):
        row = RankHeld(golongan=raw["golongan"], since=since, decree=raw["decree"])
        found |= {"golongan": raw["golongan"], "golongan_since": since, "ranks": [*employee.ranks, row]}
    if raw.get("position_name"):
        kind, unit = raw.get("position_kind") or employee.position_kind, _named(raw.get("unit") or employee.department)
        row = PositionHeld(name=raw["position_name"], kind=kind, unit=unit, since=since, decree=raw["decree"])
        given = {name: raw[name] for name in _POSITION if raw.get(name)}
        found |= {**given, "position_since": since, "positions": [*employee.positions, row]}
    if raw.get("unit"):
        found["department"] = raw["unit"]
    return found


def _named(unit: Any) -> str | None:
    """What a unit is called."""
    raw = Department._get_collection().find_one({"_id": unit}, {"name": 1}) or {}
    return raw.get("name")


def plan_back(actor: Actor, raw: Mapping[str, Any], origin: Origin) -> list[Change]:
    """The change that takes back what carrying out a recommendation wrote. Raises WrongState where one of these fields
    holds something else by now."""
    written = raw.get("written") or []
    if not written:
        return []
    stored = records.read(Employee, raw["employee"])
    moved = [each["field"] for each in written if not same(stored.get(each["field"]), each.get("after"))]
    if moved:
        names = ", ".join(str(getattr(Employee._fields[name], "verbose_name", name)) for name in moved)
        raise WrongState(Message(CHANGED_FURTHER, fields=names))
    before = load(Employee, {**stored, **{each["field"]: each.get("before") for each in written}})
    values = {each["field"]: getattr(before, each["field"]) for each in written}
    return [records.plan_change(actor, Employee, stored, values, origin)]
