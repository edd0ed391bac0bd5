"""The four stories as whole chains: the meeting in which each was asked for, the plan that took it up, the training
that carried it out, and the recommendation that rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.candidacy import MET, UNMET
from models.candidate_rules import Found
from models.evaluations import Evaluation
from models.meetings import Meeting
from models.notes import Note
from models.plan_items import PlanItem, progress
from models.plans import DevelopmentPlan
from models.recommendations import Recommendation, StepTaken
from models.training import Training
from operations import meeting_notes, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from operations.careers import day_of
from operations.commits import commit
from seeds import AS_OF, stories
from seeds.population import City, Person, add_training

_ORIGIN = Origin(Source.SEED)
_CASE: dict[str, Any] = {
    "title": "Bimtek Pekerjaan Sosial: Manajemen Kasus", "kind": "3", "status": "done", "jp": 30,
    "starts_on": date(2025, 11, 10), "ends_on": date(2025, 11, 14), "organiser": "BPSDMD Provinsi Jawa Tengah",
    "certificate_number": "00877/BIMTEK/2025", "impact_person": "Dua kasus didampingi sampai selesai.",
    "impact_team": "Lembar asesmen dipakai bersama oleh seluruh pendamping.",
    "impact_organisation": "Rujukan kasus antarlembaga selesai dalam tujuh hari.",
}  # fmt: skip
_PROJECT: dict[str, Any] = {
    "title": "Pelatihan Manajemen Proyek Pemerintah", "kind": "3", "status": "done", "jp": 40,
    "starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 13), "organiser": "BPSDMD Provinsi Jawa Tengah",
    "certificate_number": "00214/MP/2026", "impact_person": "Menyusun jadwal dan anggaran dengan jalur kritis.",
    "impact_team": "Risiko dicatat sejak awal dan ditinjau tiap pekan.",
    "impact_organisation": "Penataan simpang Pasar Raya selesai dua pekan lebih awal.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What was hoped for and advised on a day, of which category, and what carried it out; `state` is how far the
    `assignment` that followed is: empty where it is recommended elsewhere."""

    day: date
    category: str
    hope: str
    advice: str
    kind: str
    training: Mapping[str, Any]
    goal: str
    assignment: str = ""
    state: str = ""


TOLD = {
    "leader": Told(
        date(2025, 1, 13), "training", "Ingin mengikuti pelatihan kepemimpinan agar siap memimpin perubahan.",
        "Diusulkan mengikuti PKA; siapkan gagasan aksi perubahan.", "training", stories.LEADERSHIP,
        "Menerapkan aksi perubahan “Sekolah Saling Belajar”", "Ketua tim program Sekolah Saling Belajar", "carried_out",
    ),
    "intern": Told(
        date(2025, 11, 17), "internship", "Ingin belajar surveilans dan rujukan di rumah sakit besar.",
        "Ajukan magang ke RSUP Dr. Kariadi pada triwulan I 2026.", "internship", stories.HOSPITAL,
        "Rujukan balik pasien kronis dengan enam puskesmas", "Koordinator rujukan balik dengan enam puskesmas",
        "supported",
    ),
    "case": Told(
        date(2025, 10, 6), "training", "Ingin mendalami manajemen kasus.",
        "Ikuti bimtek pekerjaan sosial dan dampingi dua kasus bersama pekerja sosial senior.", "training", _CASE,
        "Pendampingan penerima manfaat sampai mandiri", "Ketua tim asesmen lapangan Kelurahan Kutowinangun Lor",
        "proposed",
    ),
    "project": Told(
        date(2026, 1, 19), "training", "Ingin memimpin proyek yang lebih besar.",
        "Ikuti pelatihan manajemen proyek, lalu pimpin penataan simpang Pasar Raya.", "training", _PROJECT,
        "Penataan simpang selesai tepat waktu",
    ),
}  # fmt: skip


def voice(city: City) -> dict[str, ObjectId]:
    """Hold the meeting of each story; the ids of the aspirations. Trainings that no story has yet are added."""
    people = stories.people(city)
    for key, values in (("case", _CASE), ("project", _PROJECT)):
        if key in people:
            add_training(city, people[key], values)
    city.writer.flush()
    return {key: _hold(city, TOLD[key], person) for key, person in people.items()}


def _hold(city: City, told: Told, person: Person) -> ObjectId:
    unit = city.loaded.units[person.unit.agency]
    place = {"department": unit, "title": "Dialog kinerja", "kind": "dialogue", "day": told.day}
    held = records.create(SYSTEM, Meeting, {**place, "chair": person.superior, "venue": "Ruang rapat"}, _ORIGIN)
    id = ObjectId(str(held.id))
    participants.add(SYSTEM, records.read(Meeting, id), [person.id], True, _ORIGIN)
    _step(id, "start")
    for raw in participants.of_meeting(SYSTEM, id):
        participants.change(SYSTEM, raw["_id"], {"attendance": "present"}, _ORIGIN)
    asked = f"aspiration:{person.id}"
    notes = (
        (asked, {"kind": "aspiration", "text": told.hope, "category": told.category}),
        (f"advice:{person.id}", {"kind": "advice", "text": told.advice, "parent": asked, "given_by": "Atasan"}),
    )
    for slot, said in notes:
        meeting_notes.save(SYSTEM, id, slot, {**said, "employee": str(person.id)}, 0, _ORIGIN)
    _step(id, "end", "submit", "approve")
    found: ObjectId = Note._get_collection().find_one({"meeting": id, "slot": asked})["_id"]
    return found


def _step(meeting: ObjectId, *keys: str) -> None:
    for key in keys:
        actor = replace(SYSTEM, name="Kepala dinas") if key == "approve" else SYSTEM
        meeting_steps.move(actor, meeting, key, records.read(Meeting, meeting)["version"], origin=_ORIGIN)


def plan(city: City, plans: Mapping[ObjectId, ObjectId], hopes: Mapping[str, ObjectId]) -> None:
    """What each story planned: an item that answers the aspiration, of the plan of its year. `plans`: this year's plan
    of each person."""
    people = stories.people(city)
    earlier = {key: _earlier(city, people[key], TOLD[key]) for key in hopes if _year(TOLD[key]) < AS_OF.year}
    city.writer.flush()
    for key, hope in hopes.items():
        person, told = people[key], TOLD[key]
        trained = _trained(person, told)
        values = {
            "plan": earlier.get(key) or plans[person.id], "employee": person.id, "kind": told.kind,
            "title": told.training["title"], "why": "aspiration", "aspiration": hope, "goal": told.goal,
            "due": trained["ends_on"].date(), "jp": told.training["jp"], "organiser": told.training["organiser"],
            "training": trained["_id"], "mentor": person.superior, "status": "done",
        }  # fmt: skip
        commit([records.plan_create(SYSTEM, PlanItem, values, _ORIGIN)])


def _year(told: Told) -> int:
    year: int = told.training["ends_on"].year
    return year


def _trained(person: Person, told: Told) -> dict[str, Any]:
    query = {"employee": person.id, "title": told.training["title"], "starts_on": {"$ne": None}}
    found: dict[str, Any] = Training._get_collection().find_one({**query, "organiser": told.training["organiser"]})
    return found


def _earlier(city: City, person: Person, told: Told) -> ObjectId:
    """The closed plan of an earlier year."""
    agreed = told.day + timedelta(days=14)
    values = {"employee": person.id, "year": _year(told), "state": "closed", "goal": told.goal, "agreed_on": agreed}
    return city.writer.add(DevelopmentPlan, {**values, "approved_on": agreed + timedelta(days=7)})


def recommend(city: City, hopes: Mapping[str, ObjectId]) -> None:
    """Recommend the people of the stories for what they are ready for, each on the plan and the evaluation after it."""
    people = stories.people(city)
    for key, hope in hopes.items():
        if not TOLD[key].state:
            continue
        person, told = people[key], TOLD[key]
        values: dict[str, Any] = {
            "employee": person.id, "kind": "larger_assignment", "state": told.state, "assignment": told.assignment,
            "reason": f"Yang direncanakan telah dilaksanakan dan berdampak: {told.goal.lower()}.",
            "criteria": [*_criteria(person, told, hope)], "evaluated_on": AS_OF, "taken": _taken(told.state),
        }  # fmt: skip
        if told.state == "carried_out":
            values |= {"since": date(AS_OF.year, 8, 3), "decree": f"800.1.3.1/214/{AS_OF.year}"}
        city.writer.add(Recommendation, values)
    city.writer.flush()


def _criteria(person: Person, told: Told, hope: ObjectId) -> list[Found]:
    item = PlanItem._get_collection().find_one({"aspiration": hope})
    items = list(PlanItem._get_collection().find({"plan": item["plan"]}))
    done, every = progress(raw["status"] for raw in items)
    percent, ended = 100 * done // max(every, 1), told.training["ends_on"]
    planned = Found(
        what="plan_progress", number=20, state=MET if percent >= 20 else UNMET, value=str(percent),
        sources=[f"PlanItem:{raw['_id']}" for raw in items],
    )  # fmt: skip
    query = {"employee": person.id, "state": "settled"}
    settled = Evaluation._get_collection().find(query).sort("ends_on", 1)
    judged = next((raw for raw in settled if (day_of(raw.get("ends_on")) or date.min) >= ended), None)
    if judged is None:
        return [planned]
    state = MET if str(judged["predikat"]) <= "3" else UNMET
    sources = [f"Evaluation:{judged['_id']}"]
    rated = Found(what="predikat", predikat="3", months=24, state=state, value=judged["predikat"], sources=sources)
    return [planned, rated]


def _taken(state: str) -> list[StepTaken]:
    """The steps up to a state, a week each."""
    way = ("proposed", "supported", "approved", "carried_out")
    by = ("Admin Karier BKPSDM", "Kepala dinas", "Sekretaris Daerah", "Admin Karier BKPSDM")
    begun, last = date(AS_OF.year, 7, 6), way.index(state) + 1
    rows = zip(way[:last], by, strict=False)
    return [
        StepTaken(on=begun + timedelta(days=7 * place), state=each, by=who) for place, (each, who) in enumerate(rows)
    ]
