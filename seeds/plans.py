"""Development plans of the sample city: this year's of a fifth of its people and of the four stories, under way; with
profiles and sessions. What was aspired to in meetings is answered in drafts of the next year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bson import ObjectId

from models.coaching import STATEMENTS, CoachingSession, Competence, Statement
from models.competencies import CompetencyProfile, Level
from models.notes import Note
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from operations import records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from seeds import AS_OF, stories, told_chains
from seeds.competencies import MANAGERIAL, NEXT, SOCIAL, STANDARDS, Tables, add_tables
from seeds.population import City, Person
from seeds.topics import ORGANISERS, TOPICS, field_of

_YEAR = AS_OF.year
_ORIGIN = Origin(Source.SEED)
_STATES, _SHARES = ("approved", "submitted", "agreed", "draft"), (70, 8, 8, 14)
_KINDS = ("training", "training", "mentoring", "coaching", "assignment", "self_study", "study", "internship")
_TITLES = {
    "training": "Pelatihan {topic}", "mentoring": "Mentoring {topic} bersama atasan", "coaching": "Coaching: {topic}",
    "assignment": "Penugasan dalam tim {topic}", "self_study": "Belajar mandiri {topic}",
    "study": "Tugas belajar S-2 dengan peminatan {topic}", "internship": "Magang {topic}",
}  # fmt: skip
_JP = {"training": 20, "mentoring": 2, "coaching": 2, "self_study": 2, "internship": 20, "study": 20}
_COSTS = (0, 750_000, 1_500_000, 2_500_000, 4_000_000)
_GOALS = (
    "Meningkatkan nilai survei kepuasan masyarakat", "Laporan kinerja tepat waktu setiap triwulan",
    "Layanan utama terdigitalisasi", "Indeks profesionalitas ASN naik menjadi 82",
)  # fmt: skip
_DROPPED = "Kuota peserta penuh; diusulkan kembali tahun depan."


@dataclass(slots=True)
class _Made:
    """A plan that was made: whose, its id and state, and its items by their kinds."""

    person: Person
    id: ObjectId
    state: str
    items: list[tuple[str, ObjectId]] = field(default_factory=list)


def develop(city: City, hopes: Mapping[str, ObjectId]) -> None:
    """Tables, then profiles, plans, items and sessions, each kind at once: the writer takes them in batches.
    `hopes` are the aspirations of the stories."""
    tables, told = add_tables(city), stories.people(city)
    chosen = [person for place, person in enumerate(city.people) if place % 5 == 0 or person in told.values()]
    for person in chosen:
        city.writer.add(CompetencyProfile, _profile(city, tables, person))
    ids = {person.id for person in told.values()}
    made = [_plan(city, tables, person, person.id in ids) for person in chosen]
    city.writer.flush()
    for plan in made:
        for values in _items(city, tables, plan):
            plan.items.append((values["kind"], city.writer.add(PlanItem, values)))
    told_chains.plan(city, {plan.person.id: plan.id for plan in made}, hopes)
    city.writer.flush()
    for plan in made:
        for kind, item in plan.items:
            if kind in ("coaching", "mentoring") and plan.person.superior and plan.state == "approved":
                city.writer.add(CoachingSession, _session(city, tables, plan.person, kind, item))
    city.writer.flush()


def _profile(city: City, tables: Tables, person: Person) -> dict[str, Any]:
    level = next((height for _, kind, name, height in STANDARDS if _fits(person, kind, name)), 1)
    names = [*MANAGERIAL, *SOCIAL, tables.technical(person.unit.agency)]
    rows = [
        Level(competency=tables.competencies[name], level=str(min(max(level + city.rng.choice((-1, 0, 0, 1)), 1), 5)))
        for name in names
    ]
    day = date(_YEAR, city.rng.randint(1, 6), city.rng.randint(1, 28))
    return {"employee": person.id, "assessed_on": day, "how": "assessment", "assessor": "UPT Penilaian Kompetensi",
            "levels": rows}  # fmt: skip


def _fits(person: Person, kind: str, level: str | None) -> bool:
    return person.traits["position_kind"] == kind and level in (None, person.traits["position_level"])


def _plan(city: City, tables: Tables, person: Person, is_told: bool) -> _Made:
    state = city.rng.choices(_STATES, _SHARES)[0]
    state = "approved" if is_told else state
    target = tables.standards.get(NEXT.get(person.traits["position_level"], ""))
    basis = city.settled.get(person.id) if city.rng.random() < 0.85 else None
    values: dict[str, Any] = {
        "employee": person.id, "year": _YEAR, "state": state, "target": target, "basis": basis,
        "goal": city.rng.choice(_GOALS),
    }  # fmt: skip
    if state in ("agreed", "approved"):
        values["agreed_on"] = date(_YEAR, 8, city.rng.randint(1, 20))
    if state == "approved":
        values["approved_on"] = values["agreed_on"] + timedelta(days=city.rng.randint(2, 10))
    return _Made(person, city.writer.add(DevelopmentPlan, values), state)


def _items(city: City, tables: Tables, plan: _Made) -> Iterator[dict[str, Any]]:
    rng, field_name = city.rng, field_of(plan.person.unit.agency)
    for _ in range(rng.randint(2, 4)):
        kind = rng.choice(_KINDS)
        status = rng.choices(("done", "running", "planned", "dropped"), (35, 20, 40, 5))[0]
        days = rng.randint(-90, -10) if status == "done" else rng.randint(-12, 37)
        yield {
            "plan": plan.id, "employee": plan.person.id, "kind": kind, "why": "gap",
            "title": _TITLES[kind].format(topic=rng.choice(TOPICS[field_name])),
            "competency": rng.choice(list(tables.competencies.values())), "due": AS_OF + timedelta(days=days),
            "jp": _JP.get(kind),
            "organiser": rng.choice(ORGANISERS[field_name if field_name in ORGANISERS else "province"]),
            "cost": Decimal(rng.choice(_COSTS)) if kind in ("training", "internship", "study") else None,
            "mentor": plan.person.superior if kind in ("mentoring", "coaching") else None,
            "status": status if plan.state == "approved" else "planned",
            "reason": _DROPPED if status == "dropped" and plan.state == "approved" else None,
            "goal": rng.choice(_GOALS),
        }  # fmt: skip


def _session(city: City, tables: Tables, person: Person, kind: str, item: ObjectId) -> dict[str, Any]:
    rng = city.rng
    name = rng.choice(list(tables.competencies))
    before = rng.randint(1, 3)
    form = Competence(
        competency=tables.competencies[name], before=str(before), before_reason="Baru mengenal dasarnya.",
        after=str(before + rng.randint(0, 2)), after_reason="Sudah dipraktikkan dalam pekerjaan sehari-hari.",
    )  # fmt: skip
    return {
        "employee": person.id, "item": item, "kind": kind, "mentor": person.superior, "topic": name,
        "held_on": AS_OF - timedelta(days=rng.randint(5, 80)),
        "agreed": "Menyusun satu contoh pekerjaan\nMembahasnya pada sesi berikutnya",
        "statements": [Statement(text=text, score=str(rng.randint(3, 5))) for text in STATEMENTS],
        "competences": [form],
    }  # fmt: skip


def answer() -> None:
    """Answer what people aspired to in the meetings that were held, and no plan took up yet: an item each in the draft
    of next year's plan."""
    taken = [raw["aspiration"] for raw in PlanItem._get_collection().find({"aspiration": {"$ne": None}})]
    query = {"kind": "aspiration", "removed": {"$ne": True}, "employee": {"$ne": None}, "_id": {"$nin": taken}}
    for raw in Note._get_collection().find(query).sort("_id", 1).limit(40):
        own = {"employee": raw["employee"], "year": _YEAR + 1}
        held = DevelopmentPlan._get_collection().find_one(own)
        plan = held["_id"] if held else records.create(SYSTEM, DevelopmentPlan, own, _ORIGIN).id
        kind = "assignment" if raw.get("category") in ("functional", "workplace") else "training"
        values = {
            "plan": plan, "employee": raw["employee"], "kind": kind, "why": "aspiration", "aspiration": raw["_id"],
            "title": f"Menjawab aspirasi: {str(raw.get('text') or '').rstrip('.').lower()}"[:200],
            "due": date(_YEAR + 1, 6, 30), "goal": _GOALS[3], "jp": 20 if kind == "training" else None,
        }  # fmt: skip
        records.create(SYSTEM, PlanItem, values, _ORIGIN)
