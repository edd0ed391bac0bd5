"""The makers of the sample city: what they draw agrees with itself, is unique, varied, and the same for a seed."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from bson import ObjectId

from models import codes
from models.departments import Department
from models.feedback import Feedback
from models.identifiers import nip_warnings, parse_nik, parse_nip
from models.people import Employee
from models.training import Training
from operations.changes import assign, settle
from seeds import AS_OF
from seeds.feedback import feedback_values
from seeds.people import employee_facts, employee_values
from seeds.placement import leading_seats, seats
from seeds.posts import Post, head_post
from seeds.trainings import FORMS, training_values
from seeds.units import ROOT, by_code, unit_values, units

pytestmark = pytest.mark.usefixtures("panel")  # what is checked is checked against a configuration, which is stored
TREE = units()
WORKING = [unit for unit in TREE if unit.parent]
UNIT = {"_id": (_unit := ObjectId()), "kind": "Department", "department": _unit, "scope": [_unit]}
OWNER = {"_id": ObjectId(), "kind": "Employee", "name": "Uji", "scope": [_unit], "department": _unit}


def make_people(count: int, seed: int = 1) -> list[dict[str, Any]]:
    rng, taken = random.Random(seed), set[str]()
    return [employee_facts(rng, rng.choice(WORKING), taken=taken) for _ in range(count)]


@pytest.fixture(scope="module")
def people() -> list[dict[str, Any]]:
    return make_people(4000)


def contradictions(person: dict[str, Any]) -> list[Any]:
    is_pppk = person["kind"] in codes.PPPK_KINDS
    return nip_warnings(person["nip"], person["birth_date"], person["sex"], person["cpns_since"], is_pppk)


def test_units_are_salatigas_and_each_follows_its_parent() -> None:
    kinds = Counter(unit.kind for unit in TREE)
    assert (kinds["kecamatan"], kinds["kelurahan"], kinds["dinas"], kinds["badan"], kinds["uptd"]) == (4, 23, 18, 4, 7)
    seen: set[str | None] = {None}
    for unit in TREE:
        assert unit.parent in seen and unit.agency in {*seen, unit.code}
        seen.add(unit.code)
    assert len({unit.name for unit in TREE}) == len({unit.code for unit in TREE}) == len(TREE)
    assert units("Kota Lain")[0].name == "Kota Lain" and TREE[0].code == ROOT


def test_unit_values_are_valid() -> None:
    for unit in TREE:
        record = Department(id=ObjectId())
        assign(record, unit_values(unit))
        settle(record, {})


def test_every_leading_post_is_filled_once() -> None:
    keys = [seat.key for seat in leading_seats(TREE) if seat.is_head]
    assert len(keys) == len(set(keys)) == len(WORKING)
    assert head_post(by_code()["SETDA"]).name == "Sekretaris Daerah"  # type: ignore[union-attr]
    assert head_post(TREE[0]) is None


@pytest.mark.parametrize("count", [0, 1, 30, 400])
def test_seats_are_as_many_as_asked_and_superiors_come_first(count: int) -> None:
    filled: set[str] = set()
    places = list(seats(random.Random(1), TREE, count))
    for seat in places:
        assert not seat.superior or filled.intersection(seat.superior)
        filled.add(seat.key)
    assert len(places) == count


def test_a_seed_gives_the_same_people() -> None:
    assert make_people(50, seed=7) == make_people(50, seed=7) != make_people(50, seed=8)


def test_identifiers_are_valid_and_unique(people: list[dict[str, Any]]) -> None:
    assert len({person["nip"] for person in people}) == len(people)
    for person in people:
        assert parse_nip(person["nip"]) == person["nip"] and parse_nik(person["nik"]) == person["nik"]


def test_about_three_in_a_hundred_contradict_their_nip(people: list[dict[str, Any]]) -> None:
    share = sum(bool(contradictions(person)) for person in people) / len(people)
    assert 0.02 < share < 0.04


def test_nips_stay_unique_where_all_start_alike() -> None:
    """The serial is looked for, so that people of one birthday, start and sex do not clash."""
    rng, taken = random.Random(3), set[str]()
    for _ in range(3000):
        employee_facts(rng, TREE[5], kind="cpns", taken=taken)
    assert len(taken) == 3000


def test_a_career_adds_up(people: list[dict[str, Any]]) -> None:
    for person in people:
        ranks, positions = person["ranks"], person["positions"]
        assert ranks[-1]["golongan"] == person["golongan"] and ranks[-1]["since"] == person["golongan_since"] <= AS_OF
        assert positions[-1]["name"] == person["position_name"] and person["position_since"] <= AS_OF
        assert all(early["golongan"] < late["golongan"] for early, late in pairwise(ranks))
        assert all(early["since"] < late["since"] for rows in (ranks, positions) for early, late in pairwise(rows))
        assert person["golongan"].startswith("P") == (person["kind"] in codes.PPPK_KINDS)
        age = AS_OF.year - int(person["nip"][:4])
        assert 18 <= age <= person["retirement_age"], person
        years = [school["year"] for school in person["educations"]]
        assert years == sorted(years) and years[-1] <= AS_OF.year


def test_pppk_have_a_contract_that_still_runs(people: list[dict[str, Any]]) -> None:
    for person in people:
        assert (person["contract_end"] is not None) == (person["kind"] in codes.PPPK_KINDS)
        assert person["contract_end"] is None or person["contract_end"] > AS_OF


def test_all_kinds_of_people_occur(people: list[dict[str, Any]]) -> None:
    assert {person["kind"] for person in people} == {code for code, _ in codes.KINDS}
    assert {person["position_kind"] for person in people} == {"2", "4"}
    assert len({person["name"] for person in people}) > 3000


def test_nothing_reaches_a_real_person(people: list[dict[str, Any]]) -> None:
    for person in people:
        assert person["email"].endswith(".example") and person["official_email"].endswith("@contoh.example")
        assert person["phone"].startswith("0810-") and person["nik"].startswith("337390")


def test_leaders_have_the_rank_their_post_asks_for() -> None:
    rng = random.Random(2)
    for seat in leading_seats(TREE):
        assert isinstance(seat.post, Post)
        person = employee_facts(rng, seat.unit, post=seat.post)
        assert seat.post.lowest <= person["golongan"] <= seat.post.highest, person
        assert person["position_level"] == codes.ESELON_LEVELS[person["eselon"]]


@pytest.mark.parametrize("kind", [code for code, _ in codes.KINDS])
def test_an_employee_passes_the_models_rules(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(100):
        record = Employee(id=ObjectId())
        assign(record, {**employee_values(rng, rng.choice(WORKING), kind=kind), "department": UNIT["_id"]})
        settle(record, {UNIT["_id"]: UNIT})
        assert record.kind == kind


def test_makers_are_fast() -> None:
    """Facts for files come at well over 5,000 a second; the bound here leaves room for a busy machine."""
    make_people(10)
    began = time.process_time()
    make_people(5000)
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize("kind", list(FORMS))
def test_a_training_of_each_kind_passes_the_models_rules(kind: str, people: list[dict[str, Any]]) -> None:
    rng = random.Random(kind)
    for person in people[:30]:
        values = training_values(rng, person, rng.choice(WORKING).agency, kind=kind)
        record = Training(id=ObjectId())
        assign(record, {**values, "employee": OWNER["_id"]})
        settle(record, {OWNER["_id"]: OWNER})
        assert record.kind == kind and not record.warnings()
        assert max(person["cpns_since"], date(2021, 1, 1)) <= record.starts_on
        assert record.ends_on <= date(2026, 12, 31)
        assert (record.starts_on > AS_OF) == (record.status in ("proposed", "scheduled"))
        assert (record.ends_on < AS_OF) or record.status not in ("done", "cancelled")


def test_trainings_cover_the_25_kinds_and_all_states(people: list[dict[str, Any]]) -> None:
    rng = random.Random(4)
    made = [training_values(rng, person, "DINKES") for person in people]
    assert {row["kind"] for row in made} == {code for code, _ in codes.TRAINING_KINDS}
    assert {row["status"] for row in made} == {code for code, _ in codes.TRAINING_STATUSES}
    interns = [row for row in made if row["kind"] == codes.INTERNSHIP and row["status"] == "done"]
    assert interns and all(
        row["host"] and row["supervisor"] and row["knowledge"] and row["contacts"] for row in interns
    )
    assert {row["starts_on"].year for row in made} == set(range(2021, 2027))


def test_feedback_passes_the_models_rules_and_varies(people: list[dict[str, Any]]) -> None:
    rng, giver, made = random.Random(5), ObjectId(), []
    for person in people[:700]:
        relation = rng.choices(("leader", "peer", "subordinate", "other"), (6, 2, 1, 1))[0]
        values = feedback_values(rng, person, relation=relation, giver=None if relation == "other" else giver)
        record = Feedback(id=ObjectId())
        assign(record, {**values, "employee": OWNER["_id"]})
        settle(record, {OWNER["_id"]: OWNER, giver: OWNER})
        assert record.given_on <= AS_OF
        made.append(record)
    assert 0.06 < sum(record.confidential for record in made) / len(made) < 0.14
    assert len({record.text for record in made}) > 300
    assert {value for record in made for value in record["values"]} == {code for code, _ in codes.VALUES}
