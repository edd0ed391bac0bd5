"""Makers: each gives a record with sensible values, any of which the caller may set. Written through the door."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from models.departments import Department
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from models.users import Role, User
from operations import accounts, records
from operations.actors import SYSTEM, Actor, Seat

PASSWORD = "jati belanda raya"
_serial = count(1)


def make_nip(born: str = "19850101", since: str = "201001", sex: str = "1") -> str:
    return f"{born}{since}{sex}{next(_serial) % 1000:03}"


def make_unit(name: str = "Dinas Uji", parent: Any = None, **values: Any) -> Department:
    return records.create(SYSTEM, Department, {"name": name, "kind": "dinas", "parent": parent, **values})


def make_employee(department: Any, **values: Any) -> Employee:
    serial = next(_serial)
    nip = f"1985{1 + serial // 28 % 12:02}{1 + serial % 28:02}2010{1 + serial // 400 % 12:02}1{serial % 1000:03}"
    whole = {"nip": nip, "name": f"Budi Uji {serial}", "golongan": "31", "department": department, **values}
    return records.create(SYSTEM, Employee, whole)


def make_training(employee: Any, **values: Any) -> Training:
    whole = {"employee": employee, "title": "Pelatihan Uji", "starts_on": date(2026, 3, 2), "jp": 20, **values}
    return records.create(SYSTEM, Training, whole)


def make_feedback(employee: Any, **values: Any) -> Feedback:
    whole = {
        "employee": employee,
        "giver_name": "Warga Uji",
        "relation": "other",
        "given_on": date(2026, 5, 4),
        "text": "Pelayanan cepat dan ramah.",
        **values,
    }
    return records.create(SYSTEM, Feedback, whole)


def make_user(username: str, role: Role, unit: Any, **values: Any) -> User:
    whole = {"username": username, "name": username.title(), **values}
    return accounts.create_user(SYSTEM, whole, [(role, unit)], PASSWORD)[0]


def make_actor(
    role: Role, unit: Any, everywhere: bool = False, employee: Any = None, user: User | None = None
) -> Actor:
    seat = Seat(role, unit, "", everywhere)
    return Actor(id=user.id if user else None, name=f"{role}", seats=(seat,), employee=employee)
