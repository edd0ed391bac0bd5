"""An import that broke off: continued by applying it again, whatever stopped it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import Settings
from models.audit import AuditEntry
from models.departments import Department
from models.imports import ImportJob
from models.moments import now
from models.people import Employee
from operations import import_apply, imports, records
from operations.actors import SYSTEM
from operations.commits import refuse_unless
from operations.errors import Full, WrongState
from operations.runs import new_run
from seeds.siasn import siasn_rows, write_csv
from seeds.units import units
from tests.importing import NIPS, employee, imported, job_state, make_salatiga, previewed, simple


def test_a_run_that_broke_off_is_continued_and_counts_come_out_the_same(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(simple())
    monkeypatch.setattr(import_apply, "BATCH", 1)
    job, plan = previewed(simple(phone="0822"))

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        imports.apply(SYSTEM, job.id, plan.digest, stop)
    half = job_state(job)
    assert (half.state, half.done, half.total, dict(half.applied)) == ("applying", 1, 3, {"new": 0, "changed": 1})
    untouched = employee(next(nip for nip in NIPS if employee(nip).version == 1))
    records.change(SYSTEM, Employee, untouched.id, {"phone": "0833"}, 1)
    with pytest.raises(WrongState):
        imports.apply(SYSTEM, job.id, "0" * 64)
    counts = imports.apply(SYSTEM, job.id, plan.digest)
    assert counts == {"new": 0, "changed": 2, "unchanged": 0, "problem": 1}
    assert sorted(employee(nip).phone for nip in NIPS) == ["0822", "0822", "0833"]
    assert dict(job_state(job).counts) == counts


def test_a_full_disk_stops_the_run_and_it_is_continued_later(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())
    try:
        with pytest.raises(Full):
            imports.apply(SYSTEM, job.id, plan.digest, lambda done, total: refuse_unless(lambda: False))
    finally:
        refuse_unless(lambda: True)
    assert imports.apply(SYSTEM, job.id, plan.digest)["new"] == 3


def test_a_run_that_was_overtaken_writes_no_more(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_apply, "BATCH", 1)
    job, plan = previewed(simple())

    def overtake(done: int, total: int) -> None:
        if done == 1:
            ImportJob._get_collection().update_one({"_id": job.id}, {"$set": {"run": "another"}})

    with pytest.raises(WrongState):
        imports.apply(SYSTEM, job.id, plan.digest, overtake)
    assert Employee.objects(nip__in=NIPS).count() == 1


def test_a_run_that_lives_is_not_overtaken(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())
    refused: list[WrongState] = []

    def again(done: int, total: int) -> None:
        try:
            imports.apply(SYSTEM, job.id, plan.digest)
        except WrongState as error:
            refused.append(error)

    assert imports.apply(SYSTEM, job.id, plan.digest, again)["new"] == 3
    assert refused


def test_signs_of_life() -> None:
    mine, gone = new_run(), f"{new_run().split(':')[0]}:{2**22 + 1}:x"
    assert import_apply.is_alive({"heartbeat_at": now(), "run": mine}, now())
    assert import_apply.is_alive({"heartbeat_at": now(), "run": "elsewhere:1:x"}, now())
    assert not import_apply.is_alive({"heartbeat_at": now() - import_apply.SILENT, "run": mine}, now())
    assert not import_apply.is_alive({"run": mine}, now())
    if os.name == "posix":
        assert not import_apply.is_alive({"heartbeat_at": now(), "run": gone}, now())


CHILD = """
import sys
from bson import ObjectId
from config import from_environment
from operations import import_apply, imports
from operations.actors import SYSTEM
from store import connection
connection.connect(from_environment())
import_apply.BATCH = 5
imports.apply(SYSTEM, ObjectId(sys.argv[1]), sys.argv[2], lambda done, total: print(done, flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal of POSIX")
def test_kill_9_in_the_middle_and_applying_again_ends_the_same(store: Any, settings: Settings, tmp_path: Path) -> None:
    make_salatiga()
    rows, path = list(siasn_rows(100, 11, units())), tmp_path / "siasn.csv"
    write_csv(path, rows)
    job = imports.receive(SYSTEM, path.open("rb"), path.name)
    plan = imports.plan(SYSTEM, job)
    environment = {**os.environ, "JENJANG_DATA_DIR": str(settings.data_dir), "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-c", CHILD, str(job.id), plan.digest]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 30:
                child.send_signal(signal.SIGKILL)
                break
    half = Employee.objects.count()
    assert 30 <= half < 100
    assert job_state(job).done == half
    deadline = time.monotonic() + 5
    while imports.is_stalled(records.read(ImportJob, job.id)) is False and time.monotonic() < deadline:
        time.sleep(0.05)
    assert imports.apply(SYSTEM, job.id, plan.digest) == {"new": 100, "changed": 0, "unchanged": 0, "problem": 0}
    assert Employee.objects.count() == AuditEntry.objects(document="Employee").count() == 100
    assert len(Department.objects(needs_review=True)) == len(plan.new_units)
    assert {e.version for e in Employee.objects} == {1}
