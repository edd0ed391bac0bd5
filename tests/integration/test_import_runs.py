"""Applying an import: broken off, continued, contested, and two at once."""

from __future__ import annotations

import re
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from models.audit import AuditEntry
from models.identifiers import format_nip
from models.people import Employee
from operations import imports, records
from operations.actors import SYSTEM
from operations.errors import WrongState
from operations.import_outcomes import Plan
from operations.import_rows import CHANGED_MEANWHILE
from tests import makers
from tests.conftest import Member
from tests.importing import NIPS, employee, imported, job_state, previewed, received, simple


def test_data_that_changed_since_the_preview_wants_a_new_look(city: SimpleNamespace) -> None:
    imported(simple())
    job, plan = previewed(simple(phone="0822"))
    records.change(SYSTEM, Employee, employee().id, {"phone": "0833"}, 1)
    for digest in (plan.digest, "0" * 64):
        with pytest.raises(WrongState):
            imports.apply(SYSTEM, job.id, digest)
    assert (employee().phone, employee(NIPS[1]).phone) == ("0833", "0811")
    assert imports.apply(SYSTEM, job.id, imports.plan(SYSTEM, job).digest)["changed"] == 3


def test_without_a_preview_nothing_is_applied_and_after_it_no_second_time(city: SimpleNamespace) -> None:
    job = received(simple())
    with pytest.raises(WrongState):
        imports.apply(SYSTEM, job.id, "")
    plan = imports.plan(SYSTEM, job)
    counts = imports.apply(SYSTEM, job.id, plan.digest)
    before = AuditEntry.objects.count()
    assert (
        imports.apply(SYSTEM, job.id, plan.digest) == counts == {"new": 3, "changed": 0, "unchanged": 0, "problem": 0}
    )
    assert AuditEntry.objects.count() == before
    with pytest.raises(WrongState):
        imports.plan(SYSTEM, job)


def test_the_job_is_taken_before_it_is_planned_again(
    city: SimpleNamespace, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, plan = previewed(simple())
    stock, pages = imports.make_plan, []

    def looked_at(*told: Any) -> Plan:
        pages.append(cast["hr"].get(f"/imports/preview/?id={job.id}"))
        return stock(*told)

    monkeypatch.setattr(imports, "make_plan", looked_at)
    assert imports.apply(SYSTEM, job.id, plan.digest)["new"] == 3
    assert [page.status_code for page in pages] == [200] and "<progress" in pages[0].text


def test_what_is_refused_late_is_kept_and_a_new_preview_offered(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    imported(simple())
    job, plan = previewed(simple(phone="0822"))
    records.change(SYSTEM, Employee, employee().id, {"phone": "0833"}, 1)
    answer = cast["hr"].post(f"/imports/apply/?id={job.id}", {"digest": plan.digest}, follow_redirects=True)
    assert "Records have changed since this preview was made" in answer.text and "0833" in answer.text
    again = re.search(r'name="digest" value="([^"]+)"', answer.text)
    assert again and again[1] != plan.digest
    answer = cast["hr"].post(f"/imports/apply/?id={job.id}", {"digest": again[1]}, follow_redirects=True)
    assert "The import is applied." in answer.text and "Records have changed" not in answer.text
    assert employee().phone == "0822"


def test_a_preview_that_breaks_off_says_so_and_is_read_again_when_asked(
    city: SimpleNamespace, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, stock, asked = received(simple()), imports.make_plan, []

    def breaks(*told: Any) -> Plan:
        asked.append(1)
        raise OSError("power cut")

    monkeypatch.setattr(imports, "make_plan", breaks)
    page = cast["hr"].get(f"/imports/preview/?id={job.id}").text
    assert "Reading broke off." in page and "Read it again" in page and "hx-get" not in page
    told = cast["hr"].get(f"/imports/progress/?id={job.id}")
    assert "Read it again" in told.text and "HX-Refresh" not in told.headers and len(asked) == 1
    monkeypatch.setattr(imports, "make_plan", stock)
    page = cast["hr"].get(f"/imports/preview/?id={job.id}").text
    assert "Reading broke off." not in page and "Apply 3 rows" in page
    shown = page.partition("New rows")[2]
    assert "Orang 0" in shown and format_nip(NIPS[0]) in shown and "0811" not in shown


def test_a_preview_is_made_once_for_each_language(
    city: SimpleNamespace, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, stock, asked = received(simple(unit="Bidang Baru")), imports.make_plan, []
    monkeypatch.setattr(imports, "make_plan", lambda *told: (asked.append(1), stock(*told))[1])
    pages = [cast["hr"].get(f"/imports/preview/?id={job.id}").text for _ in range(2)]
    assert len(asked) == 1 and pages[0].count("Bidang Baru") == pages[1].count("Bidang Baru")
    assert "<b>Bidang Baru</b> – under Kota Uji (3 rows)" in pages[1]


def test_of_two_applies_at_once_one_wins(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())
    together, ended = threading.Barrier(2), []

    def confirm() -> None:
        together.wait()
        try:
            ended.append(imports.apply(SYSTEM, job.id, plan.digest)["new"])
        except WrongState:
            ended.append("refused")

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 3 in ended
    assert Employee.objects(nip__in=NIPS).count() == AuditEntry.objects(job=job.id, document="Employee").count() == 3


def test_a_row_changed_during_the_run_is_left_and_told_and_others_go_on(city: SimpleNamespace) -> None:
    imported(simple())
    job, plan = previewed(simple(phone="0822"))

    def meddle(done: int, total: int) -> None:
        if done == 0:
            records.change(SYSTEM, Employee, employee().id, {"phone": "0833"}, 1)
            makers.make_training(employee(NIPS[1]).id)

    counts = imports.apply(SYSTEM, job.id, plan.digest, meddle)
    assert counts == {"new": 0, "changed": 2, "unchanged": 0, "problem": 1}
    assert [employee(nip).phone for nip in NIPS] == ["0833", "0822", "0822"]
    told = job_state(job).row_problems
    assert [(each["row"], each["message"]) for each in told] == [(2, CHANGED_MEANWHILE)]


def test_an_nip_taken_during_the_run_is_told_and_others_go_on(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())

    def meddle(done: int, total: int) -> None:
        if done == 0:
            makers.make_employee(city.b, nip=NIPS[1], name="Lebih Dulu")

    assert imports.apply(SYSTEM, job.id, plan.digest, meddle) == {"new": 2, "changed": 0, "unchanged": 0, "problem": 1}
    assert employee(NIPS[1]).name == "Lebih Dulu"


def test_a_training_added_during_the_run_moves_along(city: SimpleNamespace) -> None:
    imported(simple())
    job, plan = previewed(simple(unit="Dinas Beta"))
    made: list[Any] = []

    def meddle(done: int, total: int) -> None:
        if done == 0:
            made.append(makers.make_training(employee().id))

    imports.apply(SYSTEM, job.id, plan.digest, meddle)
    assert type(made[0]).objects.get(id=made[0].id).scope == [city.root, city.b]
