"""Talent in the sample city: a scheme, boxes of two years, a rule that finds whom the stories praise, and what follows.

Assessed are the agencies whose heads have accounts; the year before has a yearly evaluation there, so that both years
have something to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.candidate_rules import CandidateRule, Criterion
from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.recommendations import Recommendation, StepTaken
from models.succession import SuccessionSlate, Successor
from models.talent_assessments import Component, TalentAssessment, merged, placed
from models.talent_schemes import USUAL, TalentScheme
from operations import candidates, talent
from operations.actors import SYSTEM
from operations.records import read
from operations.succession import READY
from seeds import AS_OF
from seeds.evaluations import ratings_of
from seeds.population import City, Person
from seeds.stories import praised
from seeds.units import ROOT

AGENCIES = ("DISHUB", "DINKES", "DISDIK", "DINSOS")
MOST = 25
"""Assessed people an agency: enough for every box, and quickly loaded."""
EXCELLENT = 0.2
"""How many of them were excellent in the year before."""
YEARS = (AS_OF.year - 1, AS_OF.year)
RULE = "Siap memimpin proyek besar"
_REMARKS = (None, None, "Asesmen kompetensi 2026", "Wawancara atasan", "Penugasan tim lintas bidang")


def recognise(city: City) -> None:
    """Schemes, boxes, a rule, a recommendation that is proposed, and a slate; what a small sample lacks is left out."""
    units = city.loaded.units
    values = {"department": units[ROOT], "name": "Skema talenta Kota Salatiga", "year": YEARS[0]}
    city.writer.add(TalentScheme, values)
    people = [person for code in AGENCIES for person in _of(city, code)]
    _last_year(city, people)
    for year in YEARS:
        _assess(city, people, year)
    someone = praised(city)
    if someone is None or "DISHUB" not in units:
        return
    _recommend(city, someone, _rule(city))
    _slate(city, someone)


def _of(city: City, code: str) -> list[Person]:
    """The first people of an agency, from its head down."""
    return [person for person in city.people if person.unit.agency == code][:MOST]


def _last_year(city: City, people: Iterable[Person]) -> None:
    """The yearly evaluation of the year before, settled and closed."""
    year = YEARS[0]
    cycles = {
        code: city.writer.add(
            EvaluationCycle,
            {"department": city.loaded.units[code], "cadence": "yearly", "year": year, "number": 1,
             "organisation": "2", "state": "closed"},
        )
        for code in AGENCIES if code in city.loaded.units
    }  # fmt: skip
    city.writer.flush()
    for person in people:
        rated = date(year + 1, 1, 5) + timedelta(days=city.rng.randint(0, 14))
        values = {"employee": person.id, "cycle": cycles[person.unit.agency], "rater": person.superior, "sealed": True}
        told = {"state": "settled", "rated_on": rated, "response": "Saya terima.", "responded_on": rated}
        best = {"results": "1", "behaviour": "1"} if city.rng.random() < EXCELLENT else {}
        city.writer.add(Evaluation, {**values, **told, **ratings_of(city, person), **best})
    city.writer.flush()


def _assess(city: City, people: list[Person], year: int) -> None:
    held = talent.settled([person.id for person in people], year)
    today = date(year, 11, 20)
    for person in people:
        scores = [min(max(round(city.rng.gauss(71, 13)), 20), 100) for _ in USUAL.potential]
        rows = [
            Component(name=name, score=score, remark=city.rng.choice(_REMARKS))
            for (name, _), score in zip(USUAL.potential, scores, strict=True)
        ]
        values = {"employee": person.id, "year": year, "components": merged(USUAL, rows)[0]}
        city.writer.add(TalentAssessment, {**values, **placed(USUAL, year, held[person.id], today)})
    city.writer.flush()


def _rule(city: City) -> ObjectId:
    rows = [
        Criterion(what="feedback", skill="Manajemen proyek", number=2, months=12),
        Criterion(what="predikat", predikat="2", number=1),
        Criterion(what="plan_progress", number=50, lenient=True),
        Criterion(what="no_discipline", lenient=True),
    ]
    values = {"department": city.loaded.units["DISHUB"], "name": RULE, "purpose": "larger_assignment", "criteria": rows,
              "note": "Kandidat pemimpin proyek dengan anggaran di atas satu miliar rupiah."}  # fmt: skip
    made = city.writer.add(CandidateRule, values)
    city.writer.flush()
    return made


def _recommend(city: City, someone: Person, rule: ObjectId) -> None:
    """Recommended for the project that their leader's praise names; it waits for the head's support."""
    values: dict[str, Any] = {
        "employee": someone.id, "kind": "larger_assignment", "rule": rule, "state": "proposed",
        "assignment": "Ketua tim penataan koridor angkutan kota",
        "reason": "Penataan simpang Pasar Raya selesai dua pekan lebih awal; pimpinan dan rekan memuji manajemen "
        "proyeknya. Layak memimpin proyek yang lebih besar.",
        "criteria": candidates.of_person(SYSTEM, read(CandidateRule, rule), someone.id, AS_OF), "evaluated_on": AS_OF,
        "taken": [StepTaken(on=AS_OF, state="proposed", by="Admin Karier BKPSDM")],
    }  # fmt: skip
    city.writer.add(Recommendation, values)
    city.writer.flush()


def _slate(city: City, someone: Person) -> None:
    """Who could follow the head of a bidang: the best boxes of the agency, then whom the stories praise."""
    unit = city.loaded.units["DISHUB"]
    head = next((person for person in city.colleagues["DISHUB-B1"] if person.is_head), None)
    if head is None:
        return
    best = [raw for raw in talent.in_boxes(SYSTEM, unit, tuple(READY), YEARS[1]) if raw["employee"] != head.id][:3]
    rows = [
        Successor(employee=raw["employee"], readiness=READY[raw["box"]], reason=f"Kotak {raw['box']} ({raw['year']})")
        for raw in best
    ]
    if someone.id not in [row.employee for row in rows]:
        rows.append(Successor(employee=someone.id, readiness="soon", reason="Dipuji atas manajemen proyek"))
    values = {"department": unit, "position": str(head.traits["position_name"]), "incumbent": head.id}
    city.writer.add(SuccessionSlate, {**values, "candidates": rows})
    city.writer.flush()
