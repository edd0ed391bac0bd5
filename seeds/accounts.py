"""The demo's accounts: who signs in, as what, where. Passwords and making them is operations.accounts' business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.people import Employee, with_titles
from models.users import Role
from seeds.posts import secretary_post
from seeds.units import ROOT, by_code


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """An account as data. `seat` says whose it is: the unit's head, its secretary, one of its staff, or nobody's.

    `employed_at` is the unit to look for them in, where it is not `unit`.
    """

    username: str
    name: str
    role: Role
    unit: str
    seat: str = ""
    employed_at: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A spec with its ids: what `operations.accounts.create_user` takes."""

    values: dict[str, Any]
    memberships: list[tuple[Role, ObjectId]]


_LED = (("DINKES", "Dinas Kesehatan"), ("DISDIK", "Dinas Pendidikan"), ("DINSOS", "Dinas Sosial"))


def account_specs() -> tuple[AccountSpec, ...]:
    """The demo accounts; `name` stands where no employee gives one."""
    pairs = [
        spec
        for code, name in _LED
        for spec in (
            AccountSpec(f"kepala.{code.lower()}", f"Kepala {name}", Role.HEAD, code, "head"),
            AccountSpec(f"sekretaris.{code.lower()}", f"Sekretaris {name}", Role.SECRETARY, code, "secretary"),
        )
    ]
    return (
        AccountSpec("admin.bkpsdm", "Admin BKPSDM", Role.HR_ADMIN, ROOT, "staff", "BKPSDM"),
        AccountSpec("admin.karier", "Admin Karier BKPSDM", Role.HR_ADMIN, ROOT),
        *pairs,
        AccountSpec("kepala.dishub", "Kepala Dinas Perhubungan", Role.HEAD, "DISHUB", "head"),
        AccountSpec("auditor", "Auditor Inspektorat", Role.AUDITOR, ROOT),
        AccountSpec("sekda", "Sekretaris Daerah", Role.LEADERSHIP, ROOT),
    )


def accounts() -> Iterator[Account]:
    """The specs with ids from the store. A unit that is not there drops its account, a seat left empty the link."""
    codes = {code for spec in account_specs() for code in (spec.unit, spec.employed_at) if code}
    found = Department._get_collection().find({"code": {"$in": sorted(codes)}}, {"code": 1, "head": 1})
    units = {raw["code"]: raw for raw in found}
    for spec in account_specs():
        if spec.unit in units:
            yield _account(spec, units)


def _account(spec: AccountSpec, units: dict[str, dict[str, Any]]) -> Account:
    place = units.get(spec.employed_at or spec.unit, {})
    employee = holder(spec.seat, place) if spec.seat else None
    name = with_titles(employee["name"], employee.get("title_front"), employee.get("title_back")) if employee else None
    values = {"username": spec.username, "name": name or spec.name}
    if employee:
        values["employee"] = employee["_id"]
    return Account(values, [(spec.role, units[spec.unit]["_id"])])


def holder(seat: str, place: dict[str, Any]) -> dict[str, Any] | None:
    """The employee in that seat of the unit; of staff the first by NIP, so that it is always the same one."""
    if not place:
        return None
    query: dict[str, Any] = {"scope": place["_id"], "position_kind": {"$ne": "1"}, "kind": "pns"}
    if seat == "head":
        query = {"_id": place.get("head")}
    if seat == "secretary":
        post = secretary_post(by_code()[place["code"]])
        query = {"scope": place["_id"], "position_name": post.name if post else None}
    people = list(Employee._get_collection().find(query))
    return min(people, key=lambda raw: str(raw["nip"]), default=None)
