"""Evaluations of the sample city: two quarters of each agency, the earlier settled and closed, the later under way."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.evaluation_cycles import EvaluationCycle
from models.evaluations import Evaluation
from models.ratings import ABOVE, AS_EXPECTED, BELOW, VALUE_CODES, overall
from seeds import AS_OF
from seeds.population import City, Person
from seeds.stories import praised

_YEAR = AS_OF.year
_RATINGS, _SHARES = (ABOVE, AS_EXPECTED, BELOW), (25, 68, 7)
_NOTES = {
    ABOVE: ("Target triwulan terlampaui dan laporan selesai lebih awal.", "Menjadi rujukan rekan dalam pekerjaannya."),
    AS_EXPECTED: ("Target triwulan tercapai.", "Pekerjaan selesai sesuai jadwal; pertahankan."),
    BELOW: ("Sebagian target belum tercapai; perlu pendampingan.", "Perlu pembagian waktu yang lebih baik."),
}  # fmt: skip
_ANSWERS = (
    "Terima kasih atas arahannya.",
    "Saya menerima penilaian ini.",
    "Akan saya perbaiki pada triwulan berikutnya.",
)
_STATES, _STATE_SHARES = ("draft", "rated", "answered", "settled"), (35, 30, 20, 15)


def evaluate(city: City) -> None:
    """A closed second and an open third quarter for every agency."""
    agencies = {person.unit.agency: None for person in city.people}
    for number, is_closed in ((2, True), (3, False)):
        cycles = {code: _cycle(city, city.loaded.units[code], number, is_closed) for code in agencies}
        city.writer.flush()
        for person in city.people:
            _evaluation(city, person, cycles[person.unit.agency], is_closed)
        city.writer.flush()


def _cycle(city: City, unit: ObjectId, number: int, is_closed: bool) -> ObjectId:
    organisation = city.rng.choices(("1", "2", "3"), (15, 75, 10))[0] if is_closed else None
    values = {
        "department": unit, "cadence": "quarterly", "year": _YEAR, "number": number, "organisation": organisation,
        "state": "closed" if is_closed else "open",
    }  # fmt: skip
    return city.writer.add(EvaluationCycle, values)


def _evaluation(city: City, person: Person, cycle: ObjectId, is_closed: bool) -> None:
    state = "settled" if is_closed else city.rng.choices(_STATES, _STATE_SHARES)[0]
    values: dict[str, Any] = {"employee": person.id, "cycle": cycle, "rater": person.superior, "state": state}
    if state != "draft":
        rated = date(_YEAR, 7 if is_closed else 10, 1) + timedelta(days=city.rng.randint(1, 14))
        values |= {**ratings_of(city, person), "rated_on": rated}
    if state in ("answered", "settled"):
        answered = values["rated_on"] + timedelta(days=city.rng.randint(1, 5))
        values |= {"response": city.rng.choice(_ANSWERS), "responded_on": answered}
    made = city.writer.add(Evaluation, {**values, "sealed": is_closed or None})
    if is_closed:
        city.settled[person.id] = made


def ratings_of(city: City, person: Person) -> dict[str, Any]:
    """Somebody's ratings; whom the stories praise works above expectation."""
    someone, found = praised(city), _ratings(city.rng)
    if someone is None or person.id != someone.id:
        return dict(found)
    return {**found, "results": ABOVE, "behaviour": AS_EXPECTED, "note": _NOTES[ABOVE][0]}


def _ratings(rng: random.Random) -> Mapping[str, Any]:
    single = {code: rng.choices(_RATINGS, _SHARES)[0] for code in VALUE_CODES}
    results = rng.choices(_RATINGS, _SHARES)[0]
    return {**single, "results": results, "behaviour": overall(single.values()), "note": rng.choice(_NOTES[results])}
