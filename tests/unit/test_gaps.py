"""Gaps and progress against brute force written from the rule, over random people."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from bson import ObjectId

from models import gaps
from models.competencies import FOR_ALL
from models.dates import months_after
from models.plan_items import progress
from models.training import Training

PEOPLE = 2_000
SKILLS = [ObjectId() for _ in range(12)]
POSITIONS = ("Kepala Bidang", "Analis", "Pranata Komputer")
KINDS, LEVELS = ("1", "2", "4"), ("pengawas", "administrator", "ahli_muda")


def levels(rng: random.Random) -> dict[ObjectId, int]:
    return {skill: rng.randint(1, 5) for skill in SKILLS if rng.random() < 0.5}


def test_competency_gaps_of_random_people() -> None:
    rng = random.Random(1)
    for _ in range(PEOPLE):
        held, present, target = levels(rng), levels(rng), levels(rng)
        found = {each.competency: each for each in gaps.competency_gaps(held, present, target)}
        for skill in SKILLS:
            owned = held.get(skill, 0)
            asked = [standard[skill] for standard in (present, target) if skill in standard]
            lacking = [level for level in asked if level > owned]
            assert (skill in found) == bool(lacking)
            if lacking:
                assert found[skill].size == max(lacking) - owned
                assert found[skill].is_present == (skill in present and present[skill] > owned)
                assert found[skill].held == held.get(skill)


def test_the_gaps_of_the_present_position_come_first_the_largest_first() -> None:
    a, b, c = SKILLS[:3]
    found = gaps.competency_gaps({c: 1}, {a: 2, b: 4}, {c: 5, b: 5})
    assert [(each.competency, each.size) for each in found] == [(b, 5), (a, 2), (c, 4)]


def test_performance_gaps_of_random_evaluations() -> None:
    rng = random.Random(2)
    names = (
        "results",
        "behaviour",
        "pelayanan",
        "akuntabel",
        "kompeten",
        "harmonis",
        "loyal",
        "adaptif",
        "kolaboratif",
    )
    for _ in range(PEOPLE):
        raw = {name: rng.choice((None, "1", "2", "3", 3, "x")) for name in names}
        assert gaps.performance_gaps(raw) == [name for name in names if raw[name] == "3"]


def standard(rng: random.Random, depth: int) -> dict[str, Any]:
    scope = [ObjectId() for _ in range(depth)]
    return {
        "_id": ObjectId(), "scope": [*scope, FOR_ALL] if depth == 1 else scope,
        "position_name": rng.choice((None, *POSITIONS)), "position_level": rng.choice((None, *LEVELS)),
        "position_kind": rng.choice((None, *KINDS)),
    }  # fmt: skip


def test_the_standard_that_holds_for_random_people() -> None:
    rng = random.Random(3)
    for _ in range(PEOPLE):
        person = {
            "position_name": rng.choice(POSITIONS).upper(), "position_level": rng.choice(LEVELS),
            "position_kind": rng.choice(KINDS),
        }  # fmt: skip
        kept = [standard(rng, rng.randint(1, 3)) for _ in range(rng.randint(0, 12))]
        fitting = []
        for each in kept:
            says = [key for key in person if each[key] is not None]
            if says and all(str(each[key]).lower() == person[key].lower() for key in says):
                rank = ("position_name" in says, "position_level" in says, "position_kind" in says)
                fitting.append((rank, len([unit for unit in each["scope"] if unit != FOR_ALL]), str(each["_id"]), each))
        wanted = sorted(fitting, key=lambda row: row[:3])[-1][3] if fitting else None
        assert gaps.standard_for(person, kept) is wanted


def test_progress_of_random_plans() -> None:
    rng = random.Random(4)
    for _ in range(PEOPLE):
        statuses = [rng.choice(("planned", "running", "done", "dropped", "carried")) for _ in range(rng.randint(0, 9))]
        left = [each for each in statuses if each not in ("dropped", "carried")]
        assert progress(statuses) == (left.count("done"), len(left))


def test_three_months_after_random_days() -> None:
    rng = random.Random(5)
    for _ in range(PEOPLE):
        day = date(2015, 1, 1) + timedelta(days=rng.randint(0, 6_000))
        later = months_after(day, 3)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == 3
        assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    "more, is_due",
    [
        ({}, True), ({"jp": 20, "kind": "9"}, True), ({"jp": 19, "kind": "9"}, False), ({"kind": "10", "jp": 0}, True),
        ({"status": "running"}, False), ({"impact_team": "Ada", "impact_person": "Ada"}, True),
        ({"impact_team": "Ada", "impact_person": "Ada", "impact_organisation": "Ada"}, False),
    ],
)  # fmt: skip
def test_when_the_effect_of_a_training_is_asked_for(more: dict[str, Any], is_due: bool) -> None:
    values = {
        "kind": "3",
        "status": "done",
        "jp": 8,
        "starts_on": date(2026, 8, 3),
        "ends_on": date(2026, 8, 31),
        **more,
    }
    made = Training(**values)
    made.derive({})
    assert made.impact_due == (date(2026, 11, 30) if is_due else None)


def test_a_finished_internship_lacks_its_report() -> None:
    made = Training(kind="10", status="done", jp=20, counted=20, starts_on=date(2026, 8, 3))
    assert len(list(made.warnings())) == 2
    made.knowledge, made.contacts = "Rujukan balik", "dr. Retno"
    assert not list(made.warnings())
