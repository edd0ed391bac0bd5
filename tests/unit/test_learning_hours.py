"""What trainings count in JP: the cases of the regulation by hand, and 2,000 people against a count written on its own."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from models import codes, jp_rules, learning_hours
from models.jp_rules import JpRule
from models.learning_hours import Standard, Why, account, standard, year_of, year_span
from models.training import Training
from tests.hour_oracle import count_year, make_people

D = date
MARCH = D(2026, 3, 2)


def training(kind: str, jp: int = 0, starts: date = MARCH, ends: date | None = None, **more: Any) -> Training:
    rows = more.pop("rows", ())
    made = Training(kind=kind, jp=jp, starts_on=starts, ends_on=ends, title="Pelatihan", **more)
    made.derive({})
    made.count(rows)
    return made


@pytest.mark.parametrize(
    ("kind", "jp", "last", "sessions", "counts"),
    [
        ("3", 17, D(2026, 3, 4), None, 17),  # technical: as it was entered
        ("9", 0, None, None, 4), ("9", 40, D(2026, 3, 3), None, 8), ("7", 1, D(2026, 3, 4), None, 12),
        ("4", 0, D(2026, 3, 4), None, 15),
        ("14", 0, None, 1, 2), ("15", 9, None, 5, 2),  # no more than 2 in the month
        ("14", 0, D(2026, 5, 30), 6, 6), ("14", 0, D(2026, 5, 30), 2, 4), ("14", 0, D(2026, 12, 30), 3, 6),
        ("16", 30, D(2026, 3, 5), None, 12), ("16", 2, D(2026, 3, 5), None, 2),
        ("10", 0, D(2026, 6, 2), None, 20), ("18", 300, None, None, 20), ("21", 1, None, None, 20),
        ("20", 0, None, None, 10), ("22", 10, None, None, 2), ("23", 1, None, None, 1), ("25", 7, None, None, 7),
    ],
)  # fmt: skip
def test_the_defaults(kind: str, jp: int, last: date | None, sessions: int | None, counts: int) -> None:
    made = training(kind, jp, ends=last, sessions=sessions)
    assert made.counted == counts
    assert sum(each["jp"] for each in made.portions) in (0, counts)


def test_a_row_of_a_unit_replaces_the_default_of_its_kind_alone() -> None:
    rows = [
        JpRule(training="9", unit="day", jp=6, most_day=5), JpRule(training="13", unit="semester", jp=20),
        JpRule(training="3", unit="as_given", most_month=10),
    ]  # fmt: skip
    assert training("9", ends=D(2026, 3, 3), rows=rows).counted == 10
    assert training("13", starts=D(2025, 9, 1), ends=D(2026, 6, 30), rows=rows).counted == 40
    assert training("3", 40, ends=D(2026, 5, 1), rows=rows).counted == 30
    assert training("7", rows=rows).counted == 4
    above = [JpRule(training="9", unit="each", jp=1), JpRule(training="8", unit="each", jp=3)]
    assert {row.training: row.jp for row in jp_rules.upon(above, rows)} == {"9": 6, "8": 3, "13": 20, "3": None}
    assert set(jp_rules.table(rows)) == {kind for kind, _ in codes.TRAINING_KINDS}


def test_rows_that_say_the_same_twice_or_no_number_are_refused() -> None:
    rows = [JpRule(training="9", unit="day"), JpRule(training="9", unit="as_given")]
    assert {name for name, _ in jp_rules.jp_rule_problems(rows)} == {"jp_rules-0-jp", "jp_rules-1-training"}


def test_a_course_over_the_new_year_counts_in_the_year_it_ends() -> None:
    assert training("3", 30, D(2025, 12, 20), D(2026, 1, 10)).year == 2026
    made = Training(kind="3", title="x", starts_on=D(2026, 4, 1), employee=None)
    made.derive({None: {"jp_year_from": 601}})  # type: ignore[dict-item]
    assert made.year == 2025, "the contract's year that began on 1 June 2025"


@pytest.mark.parametrize(
    ("day", "begins", "year"),
    [
        (D(2026, 5, 31), 601, 2025), (D(2026, 6, 1), 601, 2026), (D(2026, 1, 1), None, 2026),
        (D(2026, 2, 28), 229, 2025), (D(2026, 3, 1), 229, 2026), (D(2024, 2, 29), 229, 2024),
    ],
)  # fmt: skip
def test_years_of_contracts(day: date, begins: int | None, year: int) -> None:
    assert year_of(day, begins) == year
    first, last = year_span(year, begins)
    assert first <= day <= last and year_of(first, begins) == year_of(last, begins) == year
    assert year_of(last + timedelta(days=1), begins) == year + 1


def test_certificates_are_one_however_they_are_written() -> None:
    keys = {
        learning_hours.sameness(text, "A", D(2026, 1, 1), False)
        for text in ("12/IX/2026", " 12 / ix / 2026", "12.IX-2026")
    }
    assert len(keys) == 1
    bare = {learning_hours.sameness(text, " Bimtek  ARSIP", D(2026, 1, 1), False) for text in (None, "", "-")}
    assert bare == {learning_hours.sameness(None, "bimtek arsip", D(2026, 1, 1), False)}
    assert learning_hours.sameness(None, "bimtek arsip", D(2026, 1, 2), False) not in bare


@pytest.mark.parametrize(
    ("kind", "status", "began", "pns", "told"),
    [
        ("pns", "01", D(2010, 1, 1), D(2011, 1, 1), Standard("floor", 20)),
        ("pns", "01", D(2025, 3, 1), D(2026, 3, 1), Standard("floor", 17, Why.PART)),  # 20 × 10/12 = 16.7
        ("pns", "01", D(2025, 1, 1), D(2026, 1, 15), Standard("floor", 20)),
        ("pns", "01", D(2025, 3, 1), D(2026, 12, 1), Standard("floor", 2, Why.PART)),
        ("pns", "01", D(2026, 3, 1), D(2027, 3, 1), Standard(None, 20, Why.NOT_YET)),
        ("pns", "01", None, None, Standard("floor", 20)),
        ("cpns", "01", D(2026, 3, 1), None, Standard(None, 20, Why.CPNS)),
        ("pppk", "71", D(2024, 6, 1), None, Standard("ceiling", 24)),
        ("pppk_pw", "71", D(2027, 6, 1), None, Standard(None, 24, Why.NOT_YET)),
        ("pns", "99", D(2000, 1, 1), None, Standard(None, 20, Why.AWAY)),
    ],
)  # fmt: skip
def test_the_rule_for_a_person(kind: str, status: str, began: Any, pns: Any, told: Standard) -> None:
    assert standard(kind, status, (began, pns), 2026, (20, 24)) == told


def test_lines_say_why_a_training_does_not_add_all_it_counts() -> None:
    rows = [
        {"_id": 1, "ends_on": D(2026, 1, 5), "counted": 10, "same": "c:1"},
        {"_id": 2, "ends_on": D(2026, 1, 6), "counted": 12, "same": "c:1"},
        {"_id": 3, "ends_on": D(2026, 2, 6), "counted": 2, "same": "mt:1",
         "portions": [{"month": "14:2026-02", "jp": 2, "cap": 2}]},
        {"_id": 4, "ends_on": D(2026, 2, 7), "counted": 2, "same": "mt:2",
         "portions": [{"month": "14:2026-02", "jp": 2, "cap": 2}]},
        {"_id": 5, "ends_on": D(2026, 3, 7), "counted": 5, "same": "t:5"},
    ]  # fmt: skip
    found = account(rows)
    assert {id: tuple(line) for id, line in found.items()} == {
        1: (0, "duplicate"), 2: (12, ""), 3: (2, ""), 4: (0, "shared"), 5: (5, ""),
    }  # fmt: skip


def test_two_thousand_people_come_to_what_the_rule_says() -> None:
    people = make_people(random.Random(2026), 2_000)
    seen: dict[str, int] = defaultdict(int)
    for person in people:
        rows = []
        for number, each in enumerate(person.trainings):
            made = Training(**each)
            made.derive({None: {"jp_year_from": learning_hours.year_from(person.kind, person.since)}})  # type: ignore[dict-item]
            rows.append(
                {
                    "_id": number,
                    **{name: getattr(made, name) for name in (*Training.COUNTED, "status", "ends_on", "starts_on")},
                }
            )
        for year in range(2023, 2028):
            mine = [row for row in rows if row["year"] == year]
            done = account(row for row in mine if row["status"] == "done")
            ahead = account(row for row in mine if row["status"] in ("done", "scheduled", "running"))
            told = count_year(person, year)
            assert (sum(line.jp for line in done.values()), sum(line.jp for line in ahead.values())) == told, person
            seen["duplicate"] += any(line.why == "duplicate" for line in ahead.values())
            seen["shared"] += any(line.why == "shared" for line in ahead.values())
            seen["other year"] += any(row["ends_on"] and row["ends_on"].year != year for row in mine)
    assert min(seen.values()) > 100 and len(seen) == 3, dict(seen)
