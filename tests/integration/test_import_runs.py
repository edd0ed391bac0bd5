"""Applying an import: what is confirmed is written, whatever happened since; contested, and two at once."""

from __future__ import annotations

import re
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from models.audit import AuditEntry
from models.feedback import Feedback
from models.identifiers import format_nip
from models.imports import ImportJob, ImportRow
from models.moments import now
from models.people import Employee
from models.users import Role
from operations import deletions, import_apply, imports, records
from operations.actors import SYSTEM
from operations.errors import WrongState
from operations.import_apply import CHANGED_MEANWHILE
from operations.import_outcomes import Plan
from tests import makers
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force
from tests.importing import NIPS, employee, imported, job_state, previewed, received, simple, table
from tests.integration.test_table_imports import as_file, counts, exported, planned


def test_a_record_that_changed_since_the_preview_is_left_and_told(city: SimpleNamespace) -> None:
    imported(simple())
    job, plan = previewed(simple(phone="0822"))
    records.change(SYSTEM, Employee, employee().id, {"phone": "0833"}, 1)
    with pytest.raises(WrongState):
        imports.apply(SYSTEM, job.id, "0" * 64)
    assert imports.apply(SYSTEM, job.id, plan.digest) == {"new": 0, "changed": 2, "unchanged": 0, "problem": 1}
    assert [employee(nip).phone for nip in NIPS] == ["0833", "0822", "0822"]
    assert imported(simple(phone="0822"))["changed"] == 1


def test_what_is_confirmed_is_written_with_the_moment_it_is_written_at(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())
    confirmed = now()
    imports.apply(SYSTEM, job.id, plan.digest)
    assert {each.created_at for each in Employee.objects(nip__in=NIPS)} == {
        each.updated_at for each in Employee.objects(nip__in=NIPS)
    }
    assert all(each.created_at >= confirmed for each in Employee.objects(nip__in=NIPS))
    assert all(entry.at >= confirmed for entry in AuditEntry.objects(job=job.id, document="Employee"))
    assert ImportRow.objects.count() == 0, "what is written is kept no more"


def test_a_new_preview_takes_the_place_of_the_one_before(city: SimpleNamespace) -> None:
    job, plan = previewed(simple(unit="Bidang Baru"))
    assert imports.plan(SYSTEM, job).digest == plan.digest
    assert ImportRow.objects.count() == 4, "three rows and a unit"
    assert imports.apply(SYSTEM, job.id, plan.digest)["new"] == 3


def test_rows_that_are_kept_no_more_want_a_new_look(city: SimpleNamespace) -> None:
    job, plan = previewed(simple())
    ImportRow.objects(row=3).delete()
    with pytest.raises(WrongState, match="no longer holds"):
        imports.apply(SYSTEM, job.id, plan.digest)
    assert Employee.objects(nip__in=NIPS).count() == 0
    assert imports.apply(SYSTEM, job.id, imports.plan(SYSTEM, job).digest)["new"] == 3


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


def test_nothing_is_judged_twice_and_the_page_shows_how_far_it_is(
    city: SimpleNamespace, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, plan = previewed(simple())
    pages: list[Any] = []
    monkeypatch.delattr(imports, "make_plan")
    look = lambda done, total: pages.append(cast["hr"].get(f"/imports/preview/?id={job.id}"))  # noqa: E731
    assert imports.apply(SYSTEM, job.id, plan.digest, look)["new"] == 3
    assert [page.status_code for page in pages] == [200, 200] and "<progress" in pages[0].text


def test_other_rules_want_a_new_look(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    job, plan = previewed(simple())
    put_in_force(city.a, make_layer("Employee", make_definition("shift", required=True)))
    answer = cast["hr"].post(f"/imports/apply/?id={job.id}", {"digest": plan.digest}, follow_redirects=True)
    assert "This preview no longer holds" in answer.text
    assert Employee.objects(nip__in=NIPS).count() == 0


def test_other_rules_in_the_middle_keep_what_is_written(
    city: SimpleNamespace, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_apply, "BATCH", 1)
    job, plan = previewed(simple())

    def meddle(done: int, total: int) -> None:
        if done == 1:
            put_in_force(city.b, make_layer("Employee", make_definition("shift")))

    with pytest.raises(WrongState, match="no longer holds"):
        imports.apply(SYSTEM, job.id, plan.digest, meddle)
    assert Employee.objects(nip__in=NIPS).count() == 1
    page = cast["hr"].get(f"/imports/preview/?id={job.id}").text
    again = re.search(r'name="digest" value="([^"]+)"', page)
    assert again and "Apply 2 rows" in page and "This preview no longer holds" in page
    answer = cast["hr"].post(f"/imports/apply/?id={job.id}", {"digest": again[1]}, follow_redirects=True)
    assert "The import is applied." in answer.text and "no longer holds" not in answer.text
    assert dict(job_state(job).counts) == {"new": 3, "changed": 0, "unchanged": 0, "problem": 0}


def test_who_may_no_longer_import_somewhere_writes_nothing_there(city: SimpleNamespace) -> None:
    """A preview of the whole city that is confirmed by who reaches Dinas Beta alone by now."""
    whole, beta = (
        makers.make_actor(Role.HR_ADMIN, unit, everywhere) for unit, everywhere in ((city.root, True), (city.b, False))
    )
    rows = (f"{NIPS[0]};A;Dinas Alfa", f"{NIPS[1]};B;Dinas Beta", f"{city.employee_a.nip};Baru;Dinas Beta")
    job, plan = previewed(table(*rows, headers="NIP;NAMA;UNOR NAMA"), whole)
    ImportJob._get_collection().update_one(
        {"_id": job.id}, {"$set": {"department": city.b, "scope": [city.root, city.b]}}
    )
    assert imports.apply(beta, job.id, plan.digest) == {"new": 1, "changed": 0, "unchanged": 0, "problem": 2}
    assert [each["row"] for each in job_state(job).row_problems] == [2, 4]
    assert employee(NIPS[1]).department == city.b and Employee.objects(nip=NIPS[0]).count() == 0
    assert Employee.objects.get(id=city.employee_a.id).version == 1


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


def test_who_is_pointed_at_must_still_be_there(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    giver = makers.make_employee(city.b)
    given = makers.make_feedback(city.employee_a.id, text="Teliti.", giver=giver.id, giver_name=None)
    rows = [row for row in exported(cast["hr"], "feedback") if row[-1] in ("ID", str(given.id))]
    deletions.delete(SYSTEM, Feedback, given.id, 1)
    job, plan = planned(SYSTEM, Feedback, as_file([row[:-1] for row in rows]))
    assert plan.counts == counts(new=1)
    deletions.delete(SYSTEM, Employee, giver.id, 1)
    assert imports.apply(SYSTEM, job.id, plan.digest) == counts(problem=1)


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
