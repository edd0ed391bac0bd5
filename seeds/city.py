"""The sample city, loaded into an empty panel."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from models.departments import Department
from operations.accounts import ensure_root
from operations.references import fetch
from seeds import SEED, told_chains
from seeds.configured import configure
from seeds.evaluations import evaluate
from seeds.feedback_rounds import ask
from seeds.meetings import hold
from seeds.own_fields import fill
from seeds.placement import seats
from seeds.plans import answer, develop
from seeds.population import City, Loaded, add_feedback, add_people, add_trainings, add_units
from seeds.recognition import recognise
from seeds.stories import tell
from seeds.units import ROOT, units
from seeds.writers import Door, Known, ShortCut, Writer


def load(people: int = 600, seed: int = SEED, city: str = "Kota Salatiga") -> Loaded:
    """Fill an empty panel with a city of `people`, through the panel's own door; with four told careers.

    About four trainings and one and a half entries of feedback each. Writes nothing where there are units beyond
    the root. The same seed gives the same city. An interrupted load is not taken up again: start from an empty store.
    """
    made = _begin(Door, seed, city)
    if made is None:
        return Loaded()
    loaded = _fill(made, people, city, (2, 6), _tell)
    configure(loaded.units)
    fill(loaded.units)
    hold(loaded.units)
    answer()
    return loaded


def _tell(city: City) -> None:
    tell(city)
    hopes = told_chains.voice(city)
    evaluate(city)
    develop(city, hopes)
    ask(city)
    recognise(city)
    told_chains.recommend(city, hopes)


def bulk(people: int, trainings_each: int = 4, seed: int = SEED, city: str = "Kota Salatiga") -> Loaded:
    """As `load` but past the door, for benchmarks only: no history, no validation, no transactions, no stories."""
    made = _begin(ShortCut, seed, city)
    if made is None:
        return Loaded()
    return _fill(made, people, city, (trainings_each, trainings_each), lambda _: None)


def _begin(writer: Callable[[Known], Writer], seed: int, city: str) -> City | None:
    """A city with its root alone, or None where there is more already."""
    root = ensure_root(city)
    if Department._get_collection().find_one({"_id": {"$ne": root}}, {"_id": 1}) is not None:
        return None
    known = Known()
    for raw in fetch({"Department": [root]}).values():
        known.keep(Department, raw)
    return City(writer(known), random.Random(seed), Loaded(is_new=True, units={ROOT: root}))


def _fill(made: City, people: int, city: str, trainings: tuple[int, int], finish: Callable[[City], None]) -> Loaded:
    began = time.perf_counter()
    tree = units(city)
    add_units(made, tree)
    add_people(made, seats(made.rng, tree, people))
    add_trainings(made, *trainings)
    add_feedback(made)
    finish(made)
    made.writer.flush()
    made.loaded.seconds = time.perf_counter() - began
    return made.loaded
