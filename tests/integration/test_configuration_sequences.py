"""200 random sequences of configuration changes over 2,000 employees: what is foretold happens, nothing is ever lost.

After each change every screen of the unit still answers; after each sequence the first version is brought back, and
every document is what it was, byte for byte.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from bson import encode

from models.configurations import ConfigurationDraft, ConfigurationVersion, Conversion
from models.conversion_events import What
from models.defined_values import problems
from models.kinds import KIND
from models.people import Employee
from models.settings import State
from models.wording import Message
from operations import applying, configuration, configuring, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.configuration import NAME, renewed
from operations.references import fetch
from tests import makers, reshaping
from tests.conftest import Member
from tests.defining import put_in_force

SEQUENCES, DINAS, PEOPLE = 200, 125, 2_000
LOOKED = 2  # screens after each change, others each time
ROUNDS = 2  # what is cleared in a field that is required must be decided once more
BATCH = 200  # what the small cache of the tests' store holds uncommitted
Raws = dict[Any, dict[str, Any]]


@dataclass
class Place:
    """A dinas with a unit below it, and what its employees were at first."""

    dinas: Any
    bidang: Any
    before: dict[Any, bytes] = field(default_factory=dict)


@pytest.fixture
def places(city: SimpleNamespace) -> list[Place]:
    """125 dinas, each with the same first version and its share of the employees."""
    Employee._get_collection().delete_many({})
    rng = random.Random(5)
    made = []
    for number in range(DINAS):
        dinas = makers.make_unit(f"Dinas {number}", city.root)
        made.append(Place(dinas.id, makers.make_unit(f"Bidang {number}", dinas.id, kind="bidang").id))
        put_in_force(dinas.id, reshaping.first_layer())
    units = [(place.dinas, place.bidang, place.dinas)[turn % 3] for turn in range(PEOPLE // DINAS) for place in made]
    known = fetch({"Department": set(units)})
    with configuration.pinned():
        raws = [plan(rng, number, unit, known) for number, unit in enumerate(units)]
    for start in range(0, PEOPLE, BATCH):
        Employee._get_collection().insert_many(raws[start : start + BATCH])
    for place in made:
        place.before = {id: encode(raw) for id, raw in stored(place.dinas).items()}
    return made


def plan(rng: random.Random, number: int, unit: Any, known: Any) -> dict[str, Any]:
    nip = f"19850101201001{number % 2 + 1}{number % 1000:03}"
    values = {"nip": f"{nip[:4]}{number // 1000 + 1:02}{nip[6:]}", "name": f"Budi Uji {number}", "department": unit}
    made = records.plan_create(SYSTEM, Employee, {**values, **reshaping.first_values(rng, number)}, Origin(), known)
    return made.after


def stored(unit: Any) -> Raws:
    return {raw["_id"]: raw for raw in Employee._get_collection().find({"scope": unit})}


def begin(place: Place) -> None:
    """Only this dinas has configured anything, and nothing was ever changed."""
    versions = {"$or": [{"number": {"$gt": 1}}, {"unit": place.bidang}]}
    for document, query in ((ConfigurationVersion, versions), (ConfigurationDraft, {}), (Conversion, {})):
        document._get_collection().delete_many(query)
    value = renewed({str(place.dinas): 1})
    State._get_collection().update_one({"_id": NAME}, {"$set": {"value": value}}, upsert=True)


@dataclass(repr=False)
class Sequence:
    """One sequence: its random numbers, what it did, and who looks at the screens."""

    seed: int
    member: Member
    log: list[str] = field(default_factory=list)
    exact: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def __repr__(self) -> str:
        return f"sequence {self.seed}: {' → '.join(self.log)}"

    def move(self, unit: Any, move: reshaping.Move) -> None:
        """One change, decided, foretold, applied and looked at; one that may not be is thrown away."""
        self.log.append(getattr(move, "__name__", "?"))

        def change(layer: Any) -> None:
            move(self.rng, layer)
            for each in reshaping.fields_of(layer):
                reshaping.sane(each)

        configuring.edit(SYSTEM, unit, change)
        if configuring.stored_draft(unit) is not None:  # a move may find nothing that it could change
            self.settle(unit)

    def bring_back(self, unit: Any, number: int) -> None:
        self.log.append(f"back to {number}")
        configuring.bring_back(SYSTEM, unit, number)
        self.settle(unit)

    def settle(self, unit: Any) -> None:
        if configuring.problems(unit, configuring.draft_of(unit).layer):
            return configuring.discard(SYSTEM, unit)
        told = applying.preview(SYSTEM, unit)
        if any(finding.what == What.TWICE for finding in told.findings):
            return configuring.discard(SYSTEM, unit)
        for _ in range(ROUNDS):
            decided = {each.key: reshaping.decision(self.rng) for each in told.findings if each.is_open}
            if decided:
                configuring.decide(SYSTEM, unit, decided)
                told = applying.preview(SYSTEM, unit)
        if any(finding.what == What.TWICE for finding in told.findings):
            return configuring.discard(SYSTEM, unit)
        assert not told.is_open, (self, told.findings)
        held, before = configuration.current(), stored(unit)
        made = applying.apply(SYSTEM, unit, told.digest)
        assert made.counts == told.counts.told(), self
        self.compare(unit, made.counts, held, before)
        self.look(unit, before)
        return None

    def compare(self, unit: Any, counts: dict[str, int], held: Any, before: Raws) -> None:
        """What was foretold is what the documents say, by the rules that a save is judged by."""
        after, now = stored(unit), configuration.current()
        assert after.keys() == before.keys() and counts["read"] in (0, len(after)), self
        changed = sum(encode(custom_of(raw)) != encode(custom_of(before[id])) for id, raw in after.items())
        assert counts["changed"] == changed, self
        assert counts["affected"] >= max(changed, counts["invalid"]), self
        unfits = {id: (unfit(held, before[id]), unfit(now, raw)) for id, raw in after.items()}
        fresh = {id: new - old for id, (old, new) in unfits.items() if new - old}
        still = {id: new for id, (_, new) in unfits.items() if new}
        shown = [(paths, custom_of(before[id]), custom_of(after[id])) for id, paths in {**still, **fresh}.items()][:2]
        assert len(fresh) <= counts["invalid"] <= len(still), (f"{self}", len(fresh), counts, len(still), shown)
        self.exact += len(fresh) == len(still)
        self.steps += 1

    def look(self, unit: Any, raws: Raws) -> None:
        """The screens that show employees of the unit answer."""
        id = self.rng.choice(list(raws))
        paths = (
            f"?department={unit}",
            f"?{urlencode([('department', unit), *asked(self.rng, unit)])}",
            f"details/?id={id}&part=all",
            f"edit/?id={id}",
            f"new/?department={unit}",
            f"export/csv/?department={unit}",
        )
        for path in self.rng.sample(paths, LOOKED):
            answer = self.member.get(f"/employees/{path}")
            assert answer.status_code == 200, (self, path, answer.status_code, answer.text[:300])

    def end(self, unit: Any, number: int) -> None:
        """Bring a version back, leaving all as it is."""
        configuring.bring_back(SYSTEM, unit, number)
        told = applying.preview(SYSTEM, unit)
        left = {each.key: "leave" for each in told.findings if each.is_open}
        if left:
            configuring.decide(SYSTEM, unit, left)
            told = applying.preview(SYSTEM, unit)
        assert applying.apply(SYSTEM, unit, told.digest).counts == told.counts.told(), self


def custom_of(raw: dict[str, Any]) -> dict[str, Any]:
    return raw.get("custom") or {}


def unfit(held: Any, raw: dict[str, Any]) -> set[str]:
    found: list[tuple[str, Message]] = list(problems(held.fieldset("Employee", raw["scope"]), custom_of(raw)))
    return {path.partition("-")[0] for path, _ in found}


TEXTS = {"choice": "satu", "yesno": "1", "text": "30", "reference": "6b05d1455f48f625ad6a3958"}
ENDS = {"date": "01-01-2000", "month": "1-2001", "year": "2001"}


def asked(rng: random.Random, unit: Any) -> list[tuple[str, str]]:
    """A list with every column, some of the filters that there are, sorted by a defined field."""
    fieldset = configuration.fieldset(Employee, configuration.path_of(unit))
    pairs = [("columns", ",".join(["name", *fieldset.fields])), ("search", rng.choice(("", "30", "bud")))]
    for path, each in fieldset.fields.items():
        if not each.definition.filterable or rng.random() < 0.5:
            continue
        if KIND[each.kind].bounded:
            pairs.append((f"{path}_{rng.choice(('from', 'to'))}", ENDS.get(each.kind, "3")))
        else:
            pairs.append((path, TEXTS.get(each.kind, "satu")))
    sorts = [path for path, each in fieldset.fields.items() if KIND[each.kind].sorts]
    return [*pairs, *([("sort", rng.choice(sorts))] if sorts else [])]


def test_200_sequences_are_foretold_shown_and_taken_back(
    places: list[Place], cast: dict[str, Member], whole_answers: None
) -> None:
    exact = steps = 0
    for seed in range(SEQUENCES):
        told = Sequence(seed, cast["hr"])
        place = places[seed % DINAS]
        begin(place)
        phases = [place.bidang, place.dinas] if told.rng.random() < 0.3 else [place.dinas, place.bidang]
        for unit in phases:
            below = unit == place.bidang
            for _ in range(told.rng.randint(0, 1) if below else 3):
                number = configuration.current().layers.get(unit, (0, None))[0]
                if number > 1 and told.rng.random() < 0.2:
                    told.bring_back(unit, told.rng.randint(1, number - 1))
                else:
                    told.move(unit, reshaping.refine if below else told.rng.choice(reshaping.MOVES))
        for unit in told.rng.sample(phases, len(phases)):  # brought back in any order
            told.end(unit, 1 if unit == place.dinas else 0)
        assert {id: encode(raw) for id, raw in stored(place.dinas).items()} == place.before, told
        exact, steps = exact + told.exact, steps + told.steps
    assert steps > 2 * SEQUENCES and exact > steps // 2, (steps, exact)
