"""Learning hours through the store: sums like the brute force's, numbers like the rows behind them, nothing stale."""

from __future__ import annotations

import random
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.moments import now
from models.people import Employee
from models.training import Training
from operations import hours, records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from operations.commits import commit
from operations.hours import Standing
from operations.references import fetch
from tests import makers
from tests.conftest import Member
from tests.hour_oracle import Someone, count_year, make_people

YEAR = 2026
SEMINAR = {"kind": "9", "jp": 8, "starts_on": date(YEAR, 3, 2)}


def stored(training: Training) -> dict[str, Any]:
    found: dict[str, Any] = Training._get_collection().find_one({"_id": training.id})
    return found


@pytest.fixture
def crowd(city: SimpleNamespace) -> dict[Any, Someone]:
    """150 random people in two dinas and a bidang, by id, written through the door."""
    found, origin = {}, Origin(source=Source.SEED)
    people = make_people(random.Random(6), 150)
    for each in people:
        del each.trainings[6:]
    units = [city.a, city.b, city.bidang]
    known = fetch({"Department": units})
    changes = []
    for number, each in enumerate(people):
        values = {
            "nip": f"19850101201001{number % 2 + 1}{number:03}", "name": f"Orang {number:03}", "kind": each.kind,
            "status": "71" if each.kind.startswith("pppk") else "01", "cpns_since": each.since, "pns_since": each.pns,
            "department": units[number % 3],
        }  # fmt: skip
        made = records.plan_create(SYSTEM, Employee, values, origin, known)
        known[made.id] = {**made.after, "kind": "Employee"}
        changes.append(made)
        found[made.id] = each
    commit(changes)
    trainings = [
        records.plan_create(SYSTEM, Training, {**each, "employee": id}, origin, known)
        for id, person in found.items()
        for each in person.trainings
    ]
    for start in range(0, len(trainings), 200):
        commit(trainings[start : start + 200])
    return found


def limit_of(person: Someone, year: int) -> int | None:
    """The floor (positive) or ceiling (negative) of a person, from the words of the rule."""
    if person.kind.startswith("pppk"):
        return None if person.since and person.since.year > year else -24
    if person.kind != "pns" or (person.since and person.since.year > year):
        return None
    if person.pns is None or person.pns.year < year:
        return 20
    part = 20 * (12 - person.pns.month + 1) / 12
    return None if person.pns.year > year else int(part) + (part > int(part))


def test_the_store_sums_as_the_rule_says(crowd: dict[Any, Someone], cast: dict[str, Member]) -> None:
    for year in range(2023, 2028):
        sums = hours.reached(SYSTEM, year)
        standing = {each.id: each for each in Standing(SYSTEM, year).people}
        for id, person in crowd.items():
            told = count_year(person, year)
            assert sums.get(id, (0, 0)) == told, (person, year)
            limit = limit_of(person, year)
            if limit is None:
                assert id not in standing
                continue
            each = standing[id]
            assert (each.done, each.forecast, each.standard.limit) == (*told, abs(limit)), person
            for ahead, jp in zip((False, True), told, strict=True):
                states = ("within", "over") if limit < 0 else ("met", "short")
                assert each.stands(ahead) == states[jp > 24 if limit < 0 else jp < limit]
    numbers_lead_to_their_rows(cast)


def numbers_lead_to_their_rows(cast: dict[str, Member]) -> None:
    """Every number of the page, of the summary, the units and the tabs, is the count of the rows it leads to."""
    for who in ("hr", "secretary_a"):
        page = cast[who].get(f"/hours/?year={YEAR}&state=units").text
        cells = re.findall(r'<dt>([^<]*)</dt><dd><a class="link-text num" href="([^"]*)">(\d+)<', page)
        rows = re.findall(r'data-label="([^"]*)"><a class="link-text" href="([^"]*)">(\d+)<', page)
        assert len(cells) == 5 and len(rows) > 3
        for label, url, count in [*cells, *rows]:
            assert counted(cast[who], url, lacking="lack" in label) == int(count), (label, url)
    assert "Dinas Beta" not in cast["secretary_a"].get(f"/hours/?year={YEAR}&state=all").text


def counted(member: Member, url: str, lacking: bool) -> int:
    answer = member.get(url.replace("&amp;", "&").replace("/hours/?", "/hours/export/csv/?"))
    rows = [line.split(";") for line in answer.get_data().decode("utf-8-sig").splitlines()[1:]]
    return sum(int(row[-1]) for row in rows) if lacking else len(rows)


def test_another_outsider_gets_nothing_of_a_unit(cast: dict[str, Member], city: SimpleNamespace) -> None:
    address = f"/hours/?year={YEAR}&department={city.a}&state=all"
    assert "ASECRET" in cast["secretary_a"].get(address).text
    shown = cast["outsider_b"].get(address).text
    assert "ASECRET" not in shown and "Dinas Alfa" not in shown
    assert cast["outsider_b"].get(f"/hours/rules/?department={city.a}").status_code == 404
    assert cast["outsider_b"].get(f"/hours/rules/?department={city.b}").status_code == 200


def test_the_career_file_says_why_each_training_counts_what_it_does(
    cast: dict[str, Member], city: SimpleNamespace
) -> None:
    year = now().year
    person = makers.make_employee(city.a, kind="pns", pns_since=date(year, 6, 1), cpns_since=date(year - 1, 6, 1))
    for number in ("7/B/26", "7 / b / 26"):
        makers.make_training(
            person.id, title="Bimtek", kind="8", jp=9, certificate_number=number, starts_on=date(year, 7, 1)
        )
    makers.make_training(person.id, title="Seminar", kind="9", jp=40, starts_on=date(year, 7, 1))
    makers.make_training(person.id, title="Lintas", starts_on=date(year - 1, 12, 1), ends_on=date(year, 1, 3), jp=3)
    makers.make_training(
        person.id, title="Menyeberang", starts_on=date(year, 12, 30), ends_on=date(year + 1, 1, 3), jp=3
    )
    page = cast["secretary_a"].get(f"/employees/details/?id={person.id}&part=trainings").text
    for words in (
        "recorded twice", "4 JP a day", f"counts in {year + 1}, the year it ends in", "16 of at least 12 JP",
        "part of the floor",
    ):  # fmt: skip
        assert words in page, words


def test_trainings_follow_the_kind_and_the_dates_of_their_employee(city: SimpleNamespace) -> None:
    person = makers.make_employee(city.a, kind="pppk", golongan="P09", status="71", cpns_since=date(2024, 6, 1))
    training = makers.make_training(person.id, starts_on=date(YEAR, 3, 2))
    assert stored(training)["year"] == 2025, "the contract's year from June 2025"
    changed = records.change(SYSTEM, Employee, person.id, {"cpns_since": date(2024, 3, 1)}, 1)
    assert stored(training)["year"] == 2026
    values = {
        "kind": "pns",
        "golongan": "31",
        "status": "01",
        "pns_since": date(YEAR, 10, 1),
        "cpns_since": date(2025, 10, 1),
    }
    records.change(SYSTEM, Employee, person.id, values, changed.version)
    assert stored(training)["year"] == 2026 and "jp_year_from" not in Employee._get_collection().find_one(
        {"_id": person.id}
    )
    raw = Employee._get_collection().find_one({"_id": person.id})
    assert hours.rule_of(raw, YEAR)[:2] == ("floor", 5), "three of twelve months"
