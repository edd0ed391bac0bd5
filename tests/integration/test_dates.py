"""Dates that matter through the store: the list, its views and its month against a brute-force count; notes; scope."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo import InsertOne

from models.configurations import Layer
from models.dated import Dated
from models.jobs import Job
from models.moments import now, today
from models.people import Employee
from models.training import Training
from models.unit_settings import LeadTime, UnitSettings
from models.users import Role
from operations import date_lists, date_notes, jobs, records, runs
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.changes import assign, dump
from operations.date_lists import ALL, ATTENTION, CAP, DONE, KINDS, OVERDUE, VIEWS, Sought
from operations.errors import Denied, Invalid, Missing
from tests import makers
from tests.defining import put_in_force
from tests.integration.test_list_queries import LISTED, Trips, trips  # noqa: F401 (a fixture)
from tests.registering import keep_registers, make_entry
from tests.unit.test_coming_dates import by_hand, random_person

TODAYS = (date(2026, 11, 29), date(2027, 2, 28), date(2028, 2, 29), date(2024, 12, 31))
LEADS = {"promotion": 6, "kgb": 3, "retirement": 15, "contract": 6, "probation": 6, "satyalancana": 6, "licence": 6}
OWN = {**LEADS, "kgb": 14}
Told = tuple[str, str, date, bool]


@pytest.fixture
def people(city: SimpleNamespace) -> list[dict[str, Any]]:
    """150 random people with certificates, in three units; dinas B is told of KGB 14 months ahead."""
    put_in_force(city.b, Layer(settings=UnitSettings(lead_times=[LeadTime(date="kgb", months="14, 3")])))
    for kind in (Training, Employee):
        kind._get_collection().delete_many({})
    rng, made, writes = random.Random(11), [], {Employee: [], Training: []}
    units = {raw["_id"]: raw for raw in records.RECORDS["Department"]._get_collection().find()}
    for number in range(150):
        person = random_person(rng)
        person["retirement_age"] = person["retirement_age"] or 58  # what the panel takes where nothing is said
        unit = rng.choice((city.a, city.bidang, city.b))
        raw = stored_employee(person, number, units[unit])
        writes[Employee].append(InsertOne(raw))
        ends = [date(2023, 1, 1) + timedelta(days=rng.randrange(2_500)) for _ in range(rng.choice((0, 0, 1, 2)))]
        for day in ends:
            writes[Training].append(InsertOne(stored_training(raw, day)))
        made.append({**person, "id": raw["_id"], "unit": unit, "scope": raw["scope"], "ends": ends})
    for kind, operations in writes.items():
        kind._get_collection().bulk_write(operations)
    return made


def stored_employee(person: dict[str, Any], number: int, unit: dict[str, Any]) -> dict[str, Any]:
    """A person as the panel stores one, derived by it."""
    levels = [Employee.educations.field.document_type(level=level) for level in person["levels"]]
    values = {name: value for name, value in person.items() if name not in ("levels", "created_at")}
    record = Employee(id=records.ObjectId())
    assign(record, {**values, "educations": levels, "name": f"Pegawai {number}", "nip": f"{number:018}"})
    record.department, record.created_at = unit["_id"], now().replace(
        year=person["created_at"].year, month=person["created_at"].month, day=person["created_at"].day
    )  # fmt: skip
    record.derive({unit["_id"]: {**unit, "department": unit["_id"]}})
    return {**dump(record), "version": 1, "scope": unit["scope"]}


def stored_training(owner: dict[str, Any], day: date) -> dict[str, Any]:
    record = Training(id=records.ObjectId(), employee=owner["_id"], title="STR", expires_on=day, starts_on=day)
    record.derive({owner["_id"]: owner})
    return {**dump(record), "version": 1}


def counted(people: list[dict[str, Any]], own: Any, today: date) -> Iterator[tuple[str, Told]]:
    """(view, date) for every date of everybody, by hand."""
    for person in people:
        dates = by_hand(person)
        if person["status"] not in ("66", "99"):
            dates = [*dates, *(("licence", day, False) for day in person["ends"])]
        for kind, day, capped in dates:
            told = (str(person["id"]), kind, day, capped)
            yield ALL, told
            if capped:
                yield CAP, told
                continue
            lead = (OWN if person["unit"] == own else LEADS)[kind]
            if day < today:
                yield OVERDUE, told
            if day < today or day <= months_later(today, lead):
                yield ATTENTION, told


def months_later(day: date, count: int) -> date:
    """That many months later, or the last day of the month where it has no such day: by walking back."""
    for back in range(4):
        try:
            month = day.month - 1 + count
            return date(day.year + month // 12, month % 12 + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError(day)


def listed(actor: Actor, sought: Sought, today: date) -> list[Told]:
    rows = date_lists.find(actor, replace(sought, size=5_000), today).rows
    return [(str(raw.get("employee") or raw["_id"]), raw["k"], raw["d"], raw["c"]) for raw in rows]


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_lists_and_counts_are_as_counted_by_hand(
    city: SimpleNamespace, people: list[dict[str, Any]], today: date
) -> None:
    own = city.b
    for actor, unit in ((SYSTEM, None), (makers.make_actor(Role.HEAD, city.a), city.a)):
        mine = [person for person in people if unit is None or unit in person["scope"]]
        by_view: dict[str, Counter[Told]] = {view: Counter() for view in VIEWS}
        for view, told in counted(mine, own, today):
            by_view[view][told] += 1
        for view in VIEWS:
            found = listed(actor, Sought(view=view), today)
            assert Counter(found) == by_view[view], view
            assert [row[2] for row in found] == sorted(row[2] for row in found)
            assert date_lists.count(actor, Sought(view=view), today) == (len(found), False)
        assert len(by_view[OVERDUE]) > 20 and len(by_view[ATTENTION]) > len(by_view[OVERDUE])
        for kind in KINDS:
            wanted = Counter(each for each in by_view[ATTENTION].elements() if each[1] == kind)
            assert Counter(listed(actor, Sought(kinds=(kind,)), today)) == wanted
        whole = Counter(each for each in by_view[ALL].elements() if today <= each[2] <= today + timedelta(days=45))
        sought = Sought(ALL, first=today, last=today + timedelta(days=45))
        assert Counter(listed(actor, sought, today)) == whole
        month = {day: sum(found.values()) for day, found in date_lists.by_day(actor, sought, today).items()}
        assert month == Counter(each[2] for each in whole.elements())
        inside = [person for person in mine if city.bidang in person["scope"]]
        narrow = Counter(told for view, told in counted(inside, own, today) if view == OVERDUE)
        assert Counter(listed(actor, Sought(OVERDUE, unit=city.bidang), today)) == narrow


def test_overdue_stays_until_data_or_a_note_changes_it(city: SimpleNamespace, people: list[dict[str, Any]]) -> None:
    """Whatever else is edited and however late it gets, what is overdue stays listed."""
    rng, present = random.Random(3), TODAYS[0]
    before = set(listed(SYSTEM, Sought(OVERDUE), present))
    for person in rng.sample(people, 12):
        raw = records.read(Employee, person["id"])
        made = records.load(Employee, raw)
        assert isinstance(made, Dated)
        made.derive({person["unit"]: {"scope": raw["scope"], "department": raw["department"]}})
        assert (dump(made).get("dates"), dump(made).get("date_tokens")) == (raw.get("dates"), raw.get("date_tokens"))
    assert before <= set(listed(SYSTEM, Sought(OVERDUE), present + timedelta(days=4_000)))


def test_pages_of_a_list_are_its_parts(people: list[dict[str, Any]]) -> None:
    whole = date_lists.find(SYSTEM, Sought(ALL, size=5_000), TODAYS[0])
    parts = [date_lists.find(SYSTEM, Sought(ALL, offset=at, size=70), TODAYS[0]) for at in range(0, whole.total, 70)]
    assert [row["_id"] for part in parts for row in part.rows] == [row["_id"] for row in whole.rows]
    assert {part.total for part in parts} == {whole.total} and not whole.capped


@pytest.fixture
def late(city: SimpleNamespace) -> Any:
    """Somebody of dinas A whose KGB and an unrelated certificate are overdue."""
    person = makers.make_employee(city.a, name="Terlambat ALFA", kgb_since=date(2020, 5, 1))
    makers.make_training(person.id, title="Izin ALFA", expires_on=date(2025, 1, 31))
    return person


def note(actor: Actor, id: Any, day: date, reason: str, kind: str = "kgb", source: str = "Employee") -> None:
    found = date_notes.read(actor, source, id, kind, day)
    date_notes.put_aside(actor, found, reason, found.raw["version"], Origin())


def test_a_note_hides_a_date_and_is_taken_back(city: SimpleNamespace, late: Any) -> None:
    secretary, present, day = makers.make_actor(Role.SECRETARY, city.a), today(), date(2022, 5, 1)
    mine = replace(Sought(OVERDUE), kinds=("kgb",))
    with pytest.raises(Invalid):
        note(secretary, late.id, day, "  ")
    note(secretary, late.id, day, "Ditunda karena hukuman disiplin")
    assert [row[2] for row in listed(secretary, mine, present)] == [date(2024, 5, 1)], "the next one follows"
    assert [row[2] for row in listed(secretary, replace(mine, view=DONE), present)] == [day]
    entry = records.AuditEntry._get_collection().find_one({"record": late.id, "version": 2})
    assert [change["field"] for change in entry["changes"]] == ["dealt_with"]
    found = date_notes.read(secretary, "Employee", late.id, "kgb", day)
    assert found.coming.dealt and found.coming.dealt["reason"].startswith("Ditunda")
    date_notes.take_back(secretary, found, 2, Origin())
    assert [row[2] for row in listed(secretary, mine, present)] == [day]
    assert listed(secretary, replace(mine, view=DONE), present) == []


def test_who_may_not_change_a_record_notes_nothing(city: SimpleNamespace, late: Any) -> None:
    day = date(2022, 5, 1)
    with pytest.raises(Denied):
        note(makers.make_actor(Role.HEAD, city.a), late.id, day, "x")
    with pytest.raises(Missing):
        note(makers.make_actor(Role.SECRETARY, city.b), late.id, day, "x")
    with pytest.raises(Denied):
        note(makers.make_actor(Role.SECRETARY, city.a, employee=late.id), late.id, day, "x")
    with pytest.raises(Invalid):
        note(SYSTEM, late.id, day + timedelta(days=1), "x")
    training = Training._get_collection().find_one({"title": "Izin ALFA"})
    head = makers.make_actor(Role.HEAD, city.a)
    note(head, training["_id"], date(2025, 1, 31), "Tidak diperpanjang", "licence", "Training")
    assert listed(head, Sought(OVERDUE, kinds=("licence",)), today()) == []


def test_the_data_ends_a_date(late: Any) -> None:
    assert {row[1] for row in listed(SYSTEM, Sought(OVERDUE), TODAYS[0])} >= {"kgb", "licence"}
    records.change(SYSTEM, Employee, late.id, {"kgb_since": date(2026, 5, 1)}, 1)
    assert "kgb" not in {row[1] for row in listed(SYSTEM, Sought(OVERDUE), TODAYS[0])}
    records.change(SYSTEM, Employee, late.id, {"status": "99"}, 2)
    assert str(late.id) not in {row[0] for row in listed(SYSTEM, Sought(ALL), TODAYS[0])}, "certificates go with them"


def test_registers_that_end_are_dates_too(city: SimpleNamespace, late: Any) -> None:
    keep_registers(city.a)
    entry = make_entry(late, "STR 17", sampai=date(2026, 12, 1))
    licences = Sought(ALL, kinds=("licence",))
    for role, unit, sees in ((Role.SECRETARY, city.a, 1), (Role.AUDITOR, city.a, 0), (Role.SECRETARY, city.b, 0)):
        found = date_lists.find(makers.make_actor(role, unit), licences, date(2026, 1, 1)).rows
        assert [row["k"] for row in found if row["_id"] == entry.id] == ["licence"] * sees, role
    note(makers.make_actor(Role.SECRETARY, city.a), entry.id, date(2026, 12, 1), "Dicabut", "licence", "EmployeeEntry")
    done = date_lists.find(SYSTEM, Sought(DONE), date(2026, 1, 1)).rows
    assert [row["_id"] for row in done] == [entry.id]


def test_the_job_computes_what_was_stored_before(city: SimpleNamespace, late: Any) -> None:
    migration = import_module("store.migrations.2026_11_28_dates_that_matter")
    kept = {kind: {raw["_id"]: raw for raw in kind._get_collection().find()} for kind in (Employee, Training)}
    for kind in kept:
        bare = {"dates": "", "date_tokens": "", "employee_status": ""}
        kind._get_collection().update_many({}, {"$unset": bare})
    assert listed(SYSTEM, Sought(ALL), date(2026, 1, 1)) == []
    for _ in range(2):
        migration.run(Job._get_collection().database)
    assert date_lists.find(SYSTEM, Sought(), date(2026, 1, 1)).pending
    assert jobs.work(runs.new_run()) == 1
    for kind, held in kept.items():
        dated = {"expires_on": {"$exists": True}} if kind is Training else {}
        for raw in kind._get_collection().find(dated):
            assert raw == held[raw["_id"]]
    assert not date_lists.find(SYSTEM, Sought(), date(2026, 1, 1)).pending
