"""What the panel reads of several collections in one round trip.

Runs where tests/integration/test_store_contract.py does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract import STORES, UNITS, Data, fill, make_people, opened


@pytest.fixture(scope="module", params=STORES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    with opened(request.param, tmp_path_factory.mktemp("data")) as made:
        fill(made)
        for keys in ("tokens", "unit", [("scope", 1), ("name", 1)]):
            made.people.create_index(keys)
        yield made


def test_union_of_collections(database: Data) -> None:
    shown = {"name": 1}
    units = [{"$match": {"_id": {"$in": UNITS[:2]}}}, {"$project": {**shown, "kind": {"$literal": "Unit"}}}]
    more = [{"$match": {"_id": {"$in": [8]}}}, {"$project": {**shown, "kind": {"$literal": "Other"}}}]
    pipeline = [
        {"$match": {"_id": {"$in": [7]}}},
        {"$project": {**shown, "kind": {"$literal": "Person"}}},
        {"$unionWith": {"coll": "units", "pipeline": units}},
        {"$unionWith": {"coll": "people", "pipeline": more}},
        {"$unionWith": {"coll": "never_made", "pipeline": more}},
    ]
    found = list(database.people.aggregate(pipeline))
    assert sorted((each["kind"], each["name"]) for each in found) == [
        ("Other", "budi 008"),
        ("Person", "dewi 007"),
        ("Unit", "Dinas 0"),
        ("Unit", "Dinas 1"),
    ]


def test_the_nearest_people_together_with_a_place_and_its_people(database: Data) -> None:
    there = {"from": "people", "localField": "_id", "foreignField": "unit", "as": "people"}
    asked = {"from": "people", "localField": "told", "foreignField": "_id", "as": "told"}
    place = [{"$match": {"_id": UNITS[2]}}, {"$lookup": there}, {"$addFields": {"told": [8, 3]}}, {"$lookup": asked}]
    pipeline = [
        {
            "$match": {
                "scope": {"$in": UNITS[:2]},
                "tokens": {"$in": ["budi", "x3"]},
                "rank": {"$in": ["III/a", "IV/a"]},
            }
        },
        {"$addFields": {"is_far": {"$not": [{"$in": [UNITS[2], "$scope"]}]}}},
        {"$sort": {"is_far": 1, "name": 1, "_id": 1}},
        {"$limit": 12},
        {"$project": {"name": 1, "is_far": 1}},
        {"$unionWith": {"coll": "units", "pipeline": place}},
    ]
    found = list(database.people.aggregate(pipeline))
    assert [raw["name"] for raw in found if raw["_id"] == UNITS[2]] == ["Dinas 2"]
    joined = next(raw for raw in found if raw["_id"] == UNITS[2])
    assert {raw["_id"] for raw in joined["people"]} == {raw["_id"] for raw in make_people() if raw["unit"] == UNITS[2]}
    assert {raw["_id"] for raw in joined["told"]} == {3, 8}
    called = [
        (UNITS[2] not in raw["scope"], raw["name"], raw["_id"])
        for raw in make_people()
        if {"budi", "x3"} & set(raw["tokens"]) and raw["rank"] in ("III/a", "IV/a")
    ]
    assert {raw["_id"]: raw["is_far"] for raw in found if raw["_id"] != UNITS[2]} == {
        id: is_far for is_far, _, id in sorted(called)[:12]
    }
