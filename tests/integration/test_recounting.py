"""A changed conversion table counts what stands again, and nothing is ever stale without saying so."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.departments import Department
from models.jobs import Job
from models.jp_rules import JpRule
from models.people import Employee
from models.training import Training
from models.unit_settings import UnitSettings
from operations import applying, configuring, jobs, records, recounting
from operations.actors import SYSTEM
from tests import makers
from tests.conftest import Member

SEMINAR = {"kind": "9", "jp": 8, "starts_on": date(2026, 3, 2)}


def stored(training: Training) -> dict[str, Any]:
    found: dict[str, Any] = Training._get_collection().find_one({"_id": training.id})
    return found


def apply(unit: Any, *rows: JpRule) -> None:
    configuring.edit(SYSTEM, unit, lambda layer: setattr(layer, "settings", UnitSettings(jp_rules=list(rows))))
    applying.apply(SYSTEM, unit, applying.preview(SYSTEM, unit).digest)


def test_a_changed_table_counts_again_what_it_changes_and_says_so_meanwhile(
    cast: dict[str, Member], city: SimpleNamespace
) -> None:
    trainings = {unit: makers.make_training(person.id, **SEMINAR) for unit, person in
                 ((city.a, city.employee_a), (city.b, city.employee_b))}  # fmt: skip
    assert [stored(each)["counted"] for each in trainings.values()] == [4, 4]
    apply(city.a, JpRule(training="9", unit="day", jp=6))
    for page in ("/hours/", "/hours/rules/"):
        assert "being counted again" in cast["secretary_a"].get(page).text
    late = makers.make_training(city.employee_a.id, **{**SEMINAR, "title": "Setelahnya"})
    assert stored(late)["counted"] == 6, "what is saved meanwhile is counted by the new table"
    assert jobs.work("test") == 1
    assert [stored(each)["counted"] for each in trainings.values()] == [6, 4]
    assert stored(trainings[city.a])["version"] == 1, "nobody has changed it"
    assert "being counted again" not in cast["secretary_a"].get("/hours/").text
    assert "6 JP a day" in cast["secretary_a"].get("/hours/rules/").text
    apply(city.root, JpRule(training="9", unit="each", jp=1), JpRule(training="3", unit="as_given", most_month=5))
    assert jobs.work("test") == 1
    assert [stored(each)["counted"] for each in trainings.values()] == [6, 1], "a unit's own row stands upon the city's"
    assert stored(city.training_b)["portions"] == [{"month": "3:2026-03", "jp": 5, "cap": 5}]
    apply(city.root)
    jobs.work("test")
    raw = stored(city.training_b)
    assert raw["counted"] == 20 and "portions" not in raw


def test_a_table_that_says_the_same_asks_for_no_counting(city: SimpleNamespace) -> None:
    configuring.edit(SYSTEM, city.a, lambda layer: setattr(layer.settings, "jp_floor", 30))
    applying.apply(SYSTEM, city.a, applying.preview(SYSTEM, city.a).digest)
    assert Job._get_collection().count_documents({}) == 0


def test_a_unit_that_comes_under_another_table_is_counted_again(city: SimpleNamespace) -> None:
    apply(city.a, JpRule(training="9", unit="day", jp=6))
    training = makers.make_training(city.employee_b.id, **SEMINAR)
    jobs.work("test")
    records.change(SYSTEM, Department, city.b, {"parent": city.a}, records.read(Department, city.b)["version"])
    assert recounting.under_way() is not None
    jobs.work("test")
    assert stored(training)["counted"] == 6


def test_what_was_written_before_hours_were_counted_is_counted_by_the_job(store: Flask, city: SimpleNamespace) -> None:
    person = makers.make_employee(city.a, kind="pppk", golongan="P09", status="71", cpns_since=date(2024, 6, 1))
    training = makers.make_training(person.id, **SEMINAR)
    Employee._get_collection().update_one({"_id": person.id}, {"$unset": {"jp_year_from": ""}})
    old = {**dict.fromkeys(Training.COUNTED - {"year"}, "")}
    Training._get_collection().update_many({}, {"$unset": old, "$set": {"year": 1999}})
    Training._get_collection().insert_one({"title": 7, "scope": [city.root], "starts_on": "odd"})
    migration = import_module("store.migrations.2026_11_29_hours_are_counted")
    for _ in range(2):
        migration.run(Training._get_collection().database)
    assert Job._get_collection().count_documents({}) == 1
    assert jobs.work("test") == 1
    raw = stored(training)
    assert (raw["year"], raw["counted"], raw["same"]) == (2025, 4, "t:2026-03-02:pelatihan uji")


def test_a_recount_that_another_table_overtakes_begins_anew(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = makers.make_training(city.employee_a.id, **SEMINAR)
    apply(city.a, JpRule(training="9", unit="day", jp=6))
    stock = recounting._updates
    turns = iter([True])

    def slow(rows: Any) -> Any:
        found = list(stock(rows))
        if next(turns, False):
            apply(city.a, JpRule(training="9", unit="day", jp=7))
        return found

    monkeypatch.setattr(recounting, "_updates", slow)
    jobs.work("test")
    assert stored(training)["counted"] == 7


def test_the_table_is_set_in_the_browser_and_wrong_rows_are_told(
    cast: dict[str, Member], city: SimpleNamespace
) -> None:
    row = {"jp_rules-0-training": "9", "jp_rules-0-unit": "day", "group": "targets"}
    row |= {"unit": str(city.root), "form_token": "x"}
    answer = cast["hr"].post("/unit-settings/", row)
    assert answer.status_code == 422 and "Say how many JP" in answer.text
    assert cast["hr"].post("/unit-settings/", {**row, "jp_rules-0-jp": "6"}).status_code == 302
    assert [each.rule.jp for each in configuring.draft_of(city.root).layer.settings.jp_rules] == [6]
