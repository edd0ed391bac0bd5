"""Random people with all that a candidate rule or a talent scheme looks at, as stored documents; and rules for them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.codes import EDUCATION_LEVELS, GRADES, PPPK_GRADES

TODAY = date(2026, 11, 25)
SKILLS = ("Manajemen proyek", "Komunikasi", "Analisis data")
PNS, PPPK = [code for code, _ in GRADES], [code for code, _ in PPPK_GRADES]


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day(rng: random.Random, years: int) -> date:
    return TODAY - timedelta(days=rng.randrange(1, 366 * years))


def employee(rng: random.Random) -> dict[str, Any]:
    """Somebody, of whom now and then nothing is known."""
    kind = rng.choice(("pns", "pns", "pns", "cpns", "pppk"))
    levels = [level for level, _ in EDUCATION_LEVELS]
    made = {
        "_id": ObjectId(), "kind": kind, "position_kind": rng.choice(("1", "2", "4", None)),
        "golongan": rng.choice((None, *(PPPK[4:11] if kind == "pppk" else PNS[5:15]))),
        "golongan_since": moment(day(rng, 9)),
        "educations": [{"level": rng.choice(levels), "year": 2000} for _ in range(rng.randrange(3))],
    }  # fmt: skip
    if rng.random() < 0.1:
        made["golongan_since"] = None
    return {name: value for name, value in made.items() if value is not None}


def evaluations(rng: random.Random) -> list[dict[str, Any]]:
    """Settled evaluations, the newest first."""
    marks = rng.choice(("1", "12", "1234", "23"))
    rows = [
        {"_id": ObjectId(), "predikat": rng.choice(marks), "ends_on": moment(day(rng, 4)), "year": 2026, "cadence": "x"}
        for _ in range(rng.randrange(7))
    ]
    return sorted(rows, key=lambda raw: raw["ends_on"], reverse=True)


def feedback(rng: random.Random) -> list[dict[str, Any]]:
    """Appreciations."""
    return [
        {"_id": ObjectId(), "given_on": moment(day(rng, 2)), "skills": rng.sample(SKILLS, rng.randrange(3))}
        for _ in range(rng.randrange(6))
    ]


def sanctions(rng: random.Random) -> list[dict[str, Any]] | None:
    """Entries of the register; None where it is not kept."""
    if rng.random() < 0.2:
        return None
    return [
        {
            "_id": ObjectId(), "state": rng.choice(("berlaku", "selesai", "diproses")),
            "custom": {"tingkat": rng.choice(("ringan", "sedang", "berat"))},
            "expires_on": rng.choice((None, moment(TODAY), moment(TODAY - timedelta(days=1)), moment(date(2027, 1, 1)))),
        }
        for _ in range(rng.randrange(3))
    ]  # fmt: skip


def plan(rng: random.Random) -> list[dict[str, Any]] | None:
    """Items of this year's plan."""
    if rng.random() < 0.2:
        return None
    statuses = ("planned", "running", "done", "done", "dropped", "carried")
    return [{"_id": ObjectId(), "status": rng.choice(statuses)} for _ in range(rng.randrange(5))]


def criterion(rng: random.Random) -> dict[str, Any]:
    """A criterion of any kind."""
    made: dict[str, Any] = rng.choice(
        (
            {"what": "rank_min", "golongan": rng.choice(PNS[5:15])},
            {"what": "rank_max", "golongan": rng.choice((*PNS[8:15], *PPPK[6:9]))},
            {"what": "not_capped"},
            {"what": "years_in_rank", "number": rng.randrange(1, 7)},
            {"what": "predikat", "predikat": rng.choice("123"), "number": rng.randrange(1, 5)},
            {"what": "predikat", "predikat": rng.choice("12"), "months": rng.choice((6, 12, 24))},
            {"what": "predikat", "predikat": "2"},
            {"what": "feedback", "skill": rng.choice(SKILLS).upper(), "number": rng.randrange(1, 4), "months": 12},
            {"what": "plan_progress", "number": rng.choice((25, 50, 100))},
            {"what": "no_discipline"},
            {"what": "kind", "kind": rng.choice(("pns", "pppk"))},
            {"what": "position_kind", "position_kind": rng.choice("124")},
        )
    )
    return {**made, "lenient": rng.random() < 0.2}
