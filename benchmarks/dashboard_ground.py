"""The sample city with all that a dashboard counts: what `seeds.city.bulk` makes, and evaluations, plans, meetings with
participants, aspirations, advice and follow-ups, written straight into the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.moments import today
from models.people import Employee
from models.references import RECORDS

BATCH = 500
A_MEETING = 8
"""People talked about in one meeting."""


def fill(seed: int = 20261129) -> dict[str, int]:
    """Fill in what is missing; returns how many of each were written."""
    rng, day = random.Random(seed), today()
    people = list(Employee._get_collection().find({}, {"scope": 1, "name": 1}))
    made: dict[str, int] = {}
    pending: dict[str, list[dict[str, Any]]] = {}
    for name, raw in (*_owned(people, rng, day), *_meetings(people, rng, day)):
        if name in RECORDS:
            made[name] = made.get(name, 0) + 1
            pending.setdefault(name, []).append({"version": 1, "confidential": False, "hidden_from": [], **raw})
            if len(pending[name]) >= BATCH:
                RECORDS[name]._get_collection().insert_many(pending.pop(name), ordered=False)
    for name, rows in pending.items():
        RECORDS[name]._get_collection().insert_many(rows, ordered=False)
    return made


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _owned(people: list[dict[str, Any]], rng: random.Random, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    cycle = ObjectId()
    for raw in people:
        mine = {"employee": raw["_id"], "employee_name": raw["name"], "scope": raw["scope"]}
        for back in (60, 150):
            told = {"state": rng.choice(("draft", "rated", "settled")), "predikat": rng.choice("12223")}
            ends = _moment(day - timedelta(days=back))
            yield "Evaluation", {**mine, **told, "cycle": cycle, "slot": back, "ends_on": ends, "year": ends.year}
            cycle = ObjectId()
        if rng.random() < 0.6:
            yield "DevelopmentPlan", {**mine, "year": day.year, "state": rng.choice(("draft", "approved"))}


def _meetings(people: list[dict[str, Any]], rng: random.Random, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    for at in range(0, len(people), A_MEETING):
        group, held = people[at : at + A_MEETING], _moment(day - timedelta(days=rng.randint(1, 600)))
        placed = {"scope": group[0]["scope"], "department": group[0]["scope"][-1]}
        meeting = ObjectId()
        more = {"day": held, "begins_at": held, "state": "approved", "title": "Rapat evaluasi"}
        yield "Meeting", {"_id": meeting, **placed, **more}
        for raw in group:
            yield from _told({**placed, "meeting": meeting, "employee": raw["_id"]}, rng, held)


def _told(common: dict[str, Any], rng: random.Random, held: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    who = common["employee"]
    slot = f"aspiration:{who}"
    yield "Participant", {**common, "is_discussed": True, "attendance": rng.choice(("present", "present", "sick"))}
    written = ObjectId(ObjectId.from_datetime(held).binary[:4] + ObjectId().binary[4:])
    hope = {"kind": "aspiration", "slot": slot, "category": rng.choice(("training", "promotion"))}
    yield "Note", {"_id": written, **common, **hope, "text": "Ingin mengikuti pelatihan."}
    if rng.random() < 0.6:
        advice = {"kind": "advice", "slot": f"advice:{who}", "parent": slot, "text": "Diusulkan tahun depan."}
        yield "Note", {**common, **advice}
    if rng.random() < 0.3:
        due = {"due": held + timedelta(days=60), "status": rng.choice(("open", "done"))}
        yield "FollowUp", {**common, **due, "aspiration": slot, "text": "Usulkan pelatihan.", "slot": f"agreed:{who}"}
