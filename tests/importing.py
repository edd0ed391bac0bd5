"""Small files to import, and what an import leaves."""

from __future__ import annotations

import io
from typing import Any

from models.departments import Department
from models.imports import ImportJob
from models.people import Employee
from operations import imports, records
from operations.actors import SYSTEM, Actor
from operations.imports import Plan
from seeds.units import unit_values, units

NIPS = ("198001012005011001", "199002022015022002", "197503032000031003")


def received(text: str, actor: Actor = SYSTEM) -> ImportJob:
    return imports.receive(actor, io.BytesIO(text.encode()), "pegawai.csv")


def previewed(text: str, actor: Actor = SYSTEM) -> tuple[ImportJob, Plan]:
    job = received(text, actor)
    plan = imports.plan(actor, job)
    assert imports.accounted(plan)
    return job, plan


def imported(text: str, actor: Actor = SYSTEM) -> dict[str, int]:
    job, plan = previewed(text, actor)
    return imports.apply(actor, job.id, plan.digest)


def table(*rows: str, headers: str = "NIP;NAMA;UNOR NAMA;NOMOR HP") -> str:
    return "\n".join([headers, *rows, ""])


def simple(phone: str = "0811", unit: str = "Dinas Alfa") -> str:
    return table(*(f"'{nip};Orang {number};{unit};'{phone}" for number, nip in enumerate(NIPS)))


def employee(nip: str = NIPS[0]) -> Employee:
    return Employee.objects.get(nip=nip)


def job_state(job: ImportJob) -> Any:
    return ImportJob.objects.get(id=job.id)


def make_salatiga() -> None:
    """Every unit of the sample city, in an empty store."""
    ids: dict[str | None, Any] = {None: None}
    for unit in units():
        ids[unit.code] = records.create(SYSTEM, Department, {**unit_values(unit), "parent": ids[unit.parent]}).id
