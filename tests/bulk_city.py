"""A random city of three dinas written straight into the store: people with all that a dashboard counts, odd cases too."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.follow_ups import FollowUp
from models.meetings import Meeting
from models.notes import Note, Participant
from models.people import Employee
from models.references import RECORDS
from models.training import Training

KINDS = ("pns", "pns", "pns", "cpns", "pppk", "pppk_pw")
STATUSES = ("01", "01", "01", "71", "03", "02", "99")
MEETING_STATES = ("draft", "invited", "running", "minutes", "submitted", "approved", "closed", "cancelled")
CATEGORIES = ("training", "promotion", "transfer", "other")


@dataclass
class RandomCity:
    """Units and every raw document by class name, as stored."""

    rng: random.Random
    today: date
    root: ObjectId = field(default_factory=ObjectId)
    dinas: list[ObjectId] = field(default_factory=lambda: [ObjectId() for _ in range(3)])
    made: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, kind: str, /, **values: Any) -> dict[str, Any]:
        raw = {"_id": ObjectId(), "version": 1, **values}
        self.made.setdefault(kind, []).append(raw)
        return raw

    def day(self, years: int = 4) -> datetime:
        """Some day of the last years, at times one to come."""
        found = self.today - timedelta(days=self.rng.randint(-30, 366 * years))
        return datetime(found.year, found.month, found.day, tzinfo=UTC)

    def store(self) -> None:
        kinds: dict[str, Any] = {**RECORDS}
        for name, rows in self.made.items():
            kinds[name]._get_collection().insert_many(rows)


def make(seed: int, today: date, people: int = 300) -> RandomCity:
    """The city, stored."""
    city = RandomCity(random.Random(seed), today)
    _units(city)
    _people(city, people)
    _owned(city)
    _meetings(city)
    city.store()
    return city


def _units(city: RandomCity) -> None:
    city.made["Department"] = [{"_id": city.root, "version": 1, "name": "Kota", "kind": "city", "scope": [city.root]}]
    for number, unit in enumerate(city.dinas):
        scope = [city.root, unit]
        raw = {"_id": unit, "version": 1, "name": f"Dinas {number}", "kind": "dinas", "parent": city.root}
        city.made["Department"].append({**raw, "scope": scope, "department": unit, "code": f"D{number}"})
        bidang = city.add("Department", name=f"Bidang {number}", kind="bidang", parent=unit, code=f"B{number}")
        bidang |= {"department": bidang["_id"], "scope": [*scope, bidang["_id"]]}


def _scope(city: RandomCity) -> list[ObjectId]:
    """A place in one of the dinas, at times the city itself."""
    if city.rng.random() < 0.03:
        return [city.root]
    units = [raw["scope"] for raw in city.made["Department"] if raw["_id"] != city.root]
    return list(city.rng.choice(units))


def _people(city: RandomCity, count: int) -> None:
    rng = city.rng
    for number in range(count):
        scope = _scope(city)
        leaders = [raw["_id"] for raw in city.made.get("Employee", ())[: max(number // 6, 1)]]
        born = date(rng.randint(1962, 2000), rng.randint(1, 12), rng.randint(1, 28))
        if rng.random() < 0.03:
            born = date(1968, 2, 29)
        city.add(
            "Employee", nip=f"{number:018}", name=f"Pegawai {number:03}", name_folded=f"pegawai {number:03}",
            kind=rng.choice(KINDS), status=rng.choice(STATUSES), scope=scope, department=scope[-1],
            pns_since=city.day(6) if rng.random() < 0.5 else None, cpns_since=city.day(8) if rng.random() < 0.3 else None,
            birth_date=datetime(born.year, born.month, born.day, tzinfo=UTC),
            retirement_age=rng.choice((58, 60, None)), superior=rng.choice(leaders) if leaders else None,
        )  # fmt: skip


def _owned(city: RandomCity) -> None:
    rng = city.rng
    for who in city.made["Employee"]:
        mine = {"employee": who["_id"], "employee_name": who["name"], "scope": who["scope"]}
        _trainings(city, mine)
        for _ in range(rng.randint(0, 2)):
            state = rng.choice(("draft", "rated", "objected", "answered", "settled"))
            predikat = rng.choice(("1", "2", "3", "4", "5")) if state != "draft" or rng.random() < 0.5 else None
            city.add("Evaluation", **mine, state=state, predikat=predikat, ends_on=city.day(), cycle=ObjectId(),
                     title="Triwulan", cadence="quarterly")  # fmt: skip
        for _ in range(rng.randint(0, 1)):
            giver = rng.choice(city.made["Employee"])["_id"] if rng.random() < 0.4 else who["superior"]
            is_hidden = rng.random() < 0.2
            city.add("Feedback", **mine, giver=giver, relation=rng.choice(("leader", "leader", "peer")),
                     given_on=city.day(), confidential=is_hidden,
                     hidden_from=[who["_id"]] if is_hidden else [])  # fmt: skip
        if "DevelopmentPlan" in RECORDS and rng.random() < 0.5:
            state = rng.choice(("draft", "submitted", "agreed", "approved", "closed"))
            city.add("DevelopmentPlan", **mine, year=city.today.year - rng.randint(0, 3), state=state)


def _trainings(city: RandomCity, mine: dict[str, Any]) -> None:
    rng = city.rng
    for _ in range(rng.randint(0, 5)):
        ended = city.day()
        ends = {"ends_on": ended} if rng.random() < 0.8 else {}
        status = rng.choice(("done", "done", "scheduled", "cancelled"))
        jp = rng.choice((0, 8, 12, 20, 30))
        same = rng.choice(("satu", str(ObjectId()), str(ObjectId())))
        portions = [{"month": f"{ended:%Y-%m}", "jp": jp, "cap": 10}] if rng.random() < 0.2 else []
        city.add("Training", **mine, **ends, starts_on=ended, year=ended.year, status=status, jp=jp, counted=jp,
                 same=same, portions=portions, title="Latihan")  # fmt: skip


def _meetings(city: RandomCity) -> None:
    rng = city.rng
    for number in range(60):
        scope, is_hidden = _scope(city), rng.random() < 0.25
        day = city.day()
        placed = {"scope": scope, "department": scope[-1], "confidential": is_hidden}
        held = city.add("Meeting", **placed, day=day, begins_at=day + timedelta(hours=rng.choice((-5, 2, 16))),
                        state=rng.choice(MEETING_STATES), title=f"Rapat {number}")  # fmt: skip
        placed |= {"meeting": held["_id"]}
        for who in rng.sample(city.made["Employee"], rng.randint(1, 8)):
            attendance = rng.choice(("present", "present", "sick", None))
            city.add("Participant", **placed, employee=who["_id"], is_discussed=rng.random() < 0.8,
                     attendance=attendance)  # fmt: skip
            _said(city, placed, who["_id"], day)
        city.add("Participant", **placed, guest="Tamu", is_discussed=True, attendance="present")


def _said(city: RandomCity, placed: dict[str, Any], who: ObjectId, day: datetime) -> None:
    rng = city.rng
    slot = f"aspiration:{who}"
    at = day + timedelta(hours=rng.choice((-6, 3, 18)))
    written = ObjectId.from_datetime(at)
    written = ObjectId(written.binary[:4] + ObjectId().binary[4:])
    common = {**placed, "employee": who}
    text = rng.choice(("Ingin belajar", "Ingin belajar", "", None))
    raw = city.add("Note", **common, kind="aspiration", slot=slot, text=text, category=rng.choice((*CATEGORIES, None)),
                   removed=rng.random() < 0.1)  # fmt: skip
    raw["_id"] = written
    if rng.random() < 0.4:
        city.add("Note", **common, kind="advice", slot=f"advice:{who}", parent=slot, text=rng.choice(("Ya", "Ya", "")),
                 removed=rng.random() < 0.2)  # fmt: skip
    if rng.random() < 0.3:
        city.add("Note", **common, kind="discussion", slot=f"discussion:{who}", text="Dibahas")
    if rng.random() < 0.4:
        linked = {"aspiration": slot} if rng.random() < 0.5 else {}
        due = {"due": day + timedelta(days=rng.randint(5, 900))} if rng.random() < 0.9 else {}
        is_hidden = placed["confidential"] or rng.random() < 0.1
        city.add("FollowUp", **{**common, "confidential": is_hidden}, **linked, **due, text="Rahasia" if is_hidden else "Janji",
                 status=rng.choice(("open", "running", "postponed", "done", "stopped")))  # fmt: skip


STORED = (Department, Employee, Training, Evaluation, Feedback, Meeting, Participant, Note, FollowUp)
"""The classes of what is made."""
