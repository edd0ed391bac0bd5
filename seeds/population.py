"""The sample city in the making: units, then people from the top down, then their trainings and feedback."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from seeds.feedback import feedback_values
from seeds.people import employee_values
from seeds.placement import Seat
from seeds.trainings import training_values
from seeds.units import Unit, unit_values
from seeds.writers import Writer

_TRAITS = ("kind", "cpns_since", "position_kind", "position_level", "position_name", "sex")
_FEEDBACK_EACH = (0, 1, 1, 2, 2, 3)
_RELATIONS = (("leader", 60), ("peer", 20), ("subordinate", 10), ("other", 10))


@dataclass(slots=True)
class Loaded:
    """What a load made. `is_new` is False where units stood already: then nothing was written."""

    is_new: bool = False
    units: dict[str, ObjectId] = field(default_factory=dict)
    people: int = 0
    trainings: int = 0
    feedback: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Person:
    """Somebody in the city: who and where they are, and the few of their values that later makers ask for."""

    id: ObjectId
    unit: Unit
    is_head: bool
    superior: ObjectId | None
    traits: Mapping[str, Any]


@dataclass(slots=True)
class City:
    """What stands so far. `teams` are people by their superior, `colleagues` by their unit's code;
    `settled` is somebody's last settled evaluation."""

    writer: Writer
    rng: random.Random
    loaded: Loaded
    people: list[Person] = field(default_factory=list)
    teams: dict[ObjectId | None, list[Person]] = field(default_factory=lambda: defaultdict(list))
    colleagues: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[ObjectId, ObjectId] = field(default_factory=dict)


def add_units(city: City, tree: Iterable[Unit]) -> None:
    """Make every unit but the root, which stands."""
    ids = city.loaded.units
    for unit in tree:
        if unit.parent is not None:
            ids[unit.code] = city.writer.add(Department, {**unit_values(unit), "parent": ids[unit.parent]})
    city.writer.flush()


def add_people(city: City, places: Iterable[Seat]) -> None:
    """Fill the seats and name the heads of units."""
    taken: set[str] = set()
    keys: dict[str, ObjectId] = {}
    heads: dict[str, ObjectId] = {}
    for seat in places:
        person = _add_person(city, seat, next((keys[key] for key in seat.superior if key in keys), None), taken)
        keys.setdefault(seat.key or f"nobody's {person.id}", person.id)
        if seat.is_head:
            heads[seat.unit.code] = person.id
    city.writer.flush()
    for code, head in heads.items():
        city.writer.set_head(city.loaded.units[code], head)
    city.writer.flush()
    city.loaded.people = len(city.people)


def _add_person(city: City, seat: Seat, superior: ObjectId | None, taken: set[str]) -> Person:
    values = employee_values(city.rng, seat.unit, post=seat.post, taken=taken)
    unit = city.loaded.units[seat.unit.code]
    id = city.writer.add(Employee, {**values, "department": unit, "superior": superior})
    person = Person(id, seat.unit, seat.is_head, superior, {name: values[name] for name in _TRAITS})
    city.people.append(person)
    city.teams[superior].append(person)
    city.colleagues[seat.unit.code].append(person)
    return person


def add_trainings(city: City, fewest: int, most: int) -> None:
    """Between `fewest` and `most` trainings for everybody."""
    for person in city.people:
        for _ in range(city.rng.randint(fewest, most)):
            unit = person.unit
            add_training(city, person, training_values(city.rng, person.traits, unit.agency, unit.agency_name))
    city.writer.flush()


def add_feedback(city: City) -> None:
    """About one and a half entries for everybody, most from their leader."""
    for person in city.people:
        for _ in range(city.rng.choice(_FEEDBACK_EACH)):
            relation, giver = _giver(city, person)
            values = feedback_values(city.rng, person.traits, relation=relation, giver=giver)
            add_entry(city, person, values)
    city.writer.flush()


def add_training(city: City, person: Person, values: Mapping[str, Any]) -> None:
    city.writer.add(Training, {**values, "employee": person.id})
    city.loaded.trainings += 1


def add_entry(city: City, person: Person, values: Mapping[str, Any]) -> None:
    """One entry of the feedback log about `person`."""
    city.writer.add(Feedback, {**values, "employee": person.id})
    city.loaded.feedback += 1


def _giver(city: City, person: Person) -> tuple[str, ObjectId | None]:
    """A relation and who stands in it; an outsider (None) where nobody does."""
    relation = city.rng.choices([name for name, _ in _RELATIONS], [weight for _, weight in _RELATIONS])[0]
    if relation == "leader" and person.superior:
        return relation, person.superior
    among = {"peer": city.colleagues[person.unit.code], "subordinate": city.teams[person.id]}.get(relation, [])
    giver = city.rng.choice(among).id if among else None
    return (relation, giver) if giver not in (None, person.id) else ("other", None)
