"""The one door: policy, validation, version, history, uniqueness, one transaction."""

from __future__ import annotations

import threading
from datetime import date
from types import SimpleNamespace

import pytest

from models.audit import AuditEntry
from models.departments import Department
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from models.users import Role, User
from operations import deletions, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.commits import commit, refuse_unless
from operations.errors import Conflict, Denied, Full, Invalid, Missing
from tests import makers


def test_a_write_leaves_a_revision_with_the_fields_that_changed(city: SimpleNamespace) -> None:
    person = city.employee_a
    records.change(SYSTEM, Employee, person.id, {"name": "Nama Baru"}, person.version)
    entry = AuditEntry.objects(record=person.id).order_by("-version").first()
    assert entry.version == 2
    assert [(c["field"], c["before"], c["after"]) for c in entry.changes] == [("name", person.name, "Nama Baru")]


def test_saving_without_a_change_writes_nothing(city: SimpleNamespace) -> None:
    person = city.employee_a
    before = AuditEntry.objects.count()
    again = records.change(SYSTEM, Employee, person.id, {"name": f"  {person.name} "}, person.version)
    assert again.version == person.version
    assert AuditEntry.objects.count() == before


def test_a_stale_save_hands_back_all_three_versions(city: SimpleNamespace) -> None:
    person = city.employee_a
    records.change(SYSTEM, Employee, person.id, {"phone": "0811"}, 1)
    with pytest.raises(Conflict) as caught:
        records.change(SYSTEM, Employee, person.id, {"phone": "0822"}, 1)
    assert (caught.value.base.phone, caught.value.stored.phone, caught.value.mine.phone) == (None, "0811", "0822")


def test_a_record_deleted_meanwhile_is_not_brought_back(city: SimpleNamespace) -> None:
    deletions.delete(SYSTEM, Training, city.training_a.id, 1)
    with pytest.raises(Missing):
        records.change(SYSTEM, Training, city.training_a.id, {"title": "x"}, 1)
    assert Training.objects(id=city.training_a.id).count() == 0


def test_a_repeated_token_makes_one_record(city: SimpleNamespace) -> None:
    values = {"employee": city.employee_a.id, "title": "Sekali", "starts_on": date(2026, 1, 5)}
    first, second = (records.create(SYSTEM, Training, values, Origin(token="t" * 32)) for _ in range(2))
    assert first.id == second.id
    assert Training.objects(title="Sekali").count() == 1


def test_a_taken_nip_is_told_on_its_field(city: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as caught:
        makers.make_employee(city.a, nip=city.employee_a.nip)
    assert set(caught.value.problems) == {"nip"}


def test_all_problems_come_at_once(city: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as caught:
        records.create(SYSTEM, Employee, {"nip": "12", "name": " ", "kind": "x", "department": city.a})
    assert {"nip", "name", "kind"} <= set(caught.value.problems)


def test_an_employee_takes_trainings_and_feedback_along(city: SimpleNamespace) -> None:
    person = city.employee_a
    records.change(SYSTEM, Employee, person.id, {"department": city.b, "title_front": "dr."}, 1)
    training = Training.objects.get(id=city.training_a.id)
    assert training.scope == [city.root, city.b]
    assert training.department == city.b
    assert training.employee_name == f"dr. {person.name}"


def test_a_unit_that_moves_takes_everything_under_it_along(city: SimpleNamespace) -> None:
    unit = Department.objects.get(id=city.bidang)
    records.change(SYSTEM, Department, unit.id, {"parent": city.b}, unit.version)
    assert Department.objects.get(id=city.bidang).scope == [city.root, city.b, city.bidang]
    assert Employee.objects.get(id=city.employee_a.id).scope == [city.root, city.b, city.bidang]
    assert Training.objects.get(id=city.training_a.id).scope == [city.root, city.b, city.bidang]


def test_a_unit_cannot_move_under_itself(city: SimpleNamespace) -> None:
    unit = Department.objects.get(id=city.a)
    with pytest.raises(Invalid):
        records.change(SYSTEM, Department, unit.id, {"parent": city.bidang}, unit.version)


def test_what_others_point_at_is_not_deleted(city: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        deletions.delete(SYSTEM, Employee, city.employee_a.id, 1)
    with pytest.raises(Invalid):
        deletions.delete(SYSTEM, Department, city.a, None)


def test_a_foreign_reference_is_an_error_and_never_blanked(city: SimpleNamespace) -> None:
    secretary = makers.make_actor(Role.SECRETARY, city.a)
    with pytest.raises(Invalid) as caught:
        records.change(secretary, Employee, city.employee_a.id, {"department": city.b}, 1)
    assert set(caught.value.problems) == {"department"}
    with pytest.raises(Invalid):
        records.create(
            secretary, Training, {"employee": city.employee_b.id, "title": "x", "starts_on": date(2026, 1, 1)}
        )


def test_out_of_reach_looks_like_absent(city: SimpleNamespace) -> None:
    outsider = makers.make_actor(Role.SECRETARY, city.b)
    with pytest.raises(Missing):
        records.change(outsider, Employee, city.employee_a.id, {"name": "x"}, 1)


def test_a_role_without_the_right_is_denied(city: SimpleNamespace) -> None:
    auditor = makers.make_actor(Role.AUDITOR, city.root, everywhere=True)
    with pytest.raises(Denied):
        records.change(auditor, Employee, city.employee_a.id, {"name": "x"}, 1)


def test_nobody_but_hr_changes_their_own_record(city: SimpleNamespace) -> None:
    secretary = makers.make_actor(Role.SECRETARY, city.a, employee=city.employee_a.id)
    with pytest.raises(Denied):
        records.change(secretary, Employee, city.employee_a.id, {"golongan": "45"}, 1)


def test_a_full_disk_refuses_writes_and_says_so(city: SimpleNamespace) -> None:
    refuse_unless(lambda: False)
    try:
        with pytest.raises(Full):
            makers.make_unit("Dinas Gamma", city.root)
    finally:
        refuse_unless(lambda: True)


def test_keys_we_do_not_know_survive_a_save(city: SimpleNamespace) -> None:
    collection = Employee._get_collection()
    collection.update_one({"_id": city.employee_a.id}, {"$set": {"old_field": {"a": [1, 2]}}})
    records.change(SYSTEM, Employee, city.employee_a.id, {"name": "Lain"}, 1)
    assert collection.find_one({"_id": city.employee_a.id})["old_field"] == {"a": [1, 2]}


def test_two_editors_200_tries_lose_nothing_in_silence(city: SimpleNamespace) -> None:
    """Both save from the version they saw; each try ends saved or told, and every saved text is in the history."""
    id = city.employee_a.id
    saved: list[str] = []
    told: list[str] = []

    def edit(name: str) -> None:
        for number in range(100):
            text = f"{name} {number}"
            seen = Employee._get_collection().find_one({"_id": id})["version"]
            try:
                records.change(SYSTEM, Employee, id, {"address": text}, seen)
                saved.append(text)
            except Conflict as conflict:
                assert conflict.mine.address == text
                told.append(text)

    editors = [threading.Thread(target=edit, args=(name,)) for name in ("satu", "dua")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert len(saved) + len(told) == 200
    history = [c["after"] for e in AuditEntry.objects(record=id) for c in e.changes if c["field"] == "address"]
    assert sorted(history) == sorted(saved)
    assert Employee.objects.get(id=id).version == 1 + len(saved)


def test_a_mover_and_a_maker_at_once_leave_no_record_in_the_old_unit(city: SimpleNamespace) -> None:
    id = city.employee_a.id

    def move() -> None:
        for number in range(20):
            unit = (city.a, city.b)[number % 2]
            raw = Employee._get_collection().find_one({"_id": id})
            records.change(SYSTEM, Employee, id, {"department": unit}, raw["version"])

    mover = threading.Thread(target=move)
    mover.start()
    for number in range(20):
        try:
            makers.make_training(id, title=f"Bersamaan {number}")
        except Invalid:
            continue
    mover.join()
    where = Employee.objects.get(id=id).scope
    assert {tuple(each.scope) for each in Training.objects(employee=id)} == {tuple(where)}


def test_a_conflict_tells_nothing_of_the_time_when_a_record_was_confidential(city: SimpleNamespace) -> None:
    records.change(SYSTEM, Feedback, city.hidden_a.id, {"confidential": False, "text": "Terbuka"}, 1)
    secretary = makers.make_actor(Role.SECRETARY, city.a)
    with pytest.raises(Conflict) as caught:
        records.change(secretary, Feedback, city.hidden_a.id, {"text": "Punya saya"}, 1)
    assert caught.value.base.text is None
    assert caught.value.stored.text == "Terbuka"


def test_a_unique_value_that_is_changed_is_free_again(city: SimpleNamespace) -> None:
    """One save at a time and many at once: the embedded server keeps the key of a document updated in place."""
    person = city.employee_a
    old = person.nip
    changed = records.change(SYSTEM, Employee, person.id, {"nip": makers.make_nip()}, person.version)
    assert changed.version == 2
    again = makers.make_employee(city.a, nip=old)
    both = [
        records.plan_change(SYSTEM, Employee, records.read(Employee, id), {"nip": makers.make_nip()}, Origin())
        for id in (person.id, again.id)
    ]
    commit(both)
    assert makers.make_employee(city.a, nip=old).nip == old
    assert makers.make_employee(city.a, nip=changed.nip).nip == changed.nip


def test_an_account_takes_a_new_user_name_and_frees_the_old_one(city: SimpleNamespace) -> None:
    user = makers.make_user("tari.wulan", Role.SECRETARY, city.a)
    renamed = records.change(SYSTEM, User, user.id, {"username": "tari.baru"}, user.version)
    assert renamed.password_hash == user.password_hash
    assert makers.make_user("tari.wulan", Role.SECRETARY, city.a).username == "tari.wulan"
