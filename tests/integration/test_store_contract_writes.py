"""Every kind of write of the panel, and what it relies on: versions, uniqueness, transactions, files.

Runs where tests/integration/test_store_contract.py does; single updates are compared with the same oracle.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import gridfs
import mongomock_ng as mongomock
import pytest
from pymongo import UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from tests.contract import STORES, UNITS, Data, make_people, opened, scratch


@pytest.fixture(scope="module", params=STORES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    with opened(request.param, tmp_path_factory.mktemp("data")) as made:
        yield made


UPDATES: dict[str, tuple[dict[str, Any], Any]] = {
    "at its version": ({"_id": 4, "version": 1}, {"$set": {"name": "new", "version": 2}}),
    "at a stale version": ({"_id": 4, "version": 0}, {"$set": {"name": "new"}}),
    "set and unset": ({"_id": 5}, {"$set": {"a.b": 1}, "$unset": {"note": "", "rank": ""}}),
    "increment": ({"_id": 6}, {"$inc": {"version": 1, "fresh": 5}}),
    "push and pull": ({"_id": 7}, {"$push": {"tokens": "y"}, "$pull": {"items": {"k": "jp"}}}),
    "add to set": ({"_id": 8}, {"$addToSet": {"tokens": "budi"}}),
    "many": ({"scope": UNITS[1], "unit": UNITS[1]}, {"$set": {"scope": UNITS[:2]}}),
    "replace whole arrays": ({"_id": 9}, {"$set": {"items": [], "tokens": ["z"]}}),
}


@pytest.mark.parametrize("name", UPDATES)
def test_update(database: Data, name: str) -> None:
    query, update = UPDATES[name]
    states = []
    for collection in (scratch(database), mongomock.MongoClient(tz_aware=True).oracle.people):
        collection.insert_many(make_people())
        collection.create_index("tokens")
        change = collection.update_many if name == "many" else collection.update_one
        done = change(query, update)
        states.append((done.matched_count, list(collection.find().sort("_id", 1)), collection.count_documents(query)))
    assert states[0] == states[1]


def test_a_write_at_a_nested_moment(database: Data) -> None:
    collection, first = scratch(database), datetime(2026, 11, 24, 3, 0, 0, 123_000, tzinfo=UTC)
    collection.insert_one({"_id": 1, "version": 1})
    for held, told, matches in ((None, first, 1), (None, first, 0), (first, first + timedelta(seconds=1), 1)):
        query = {"_id": 1, "version": 1, "clock.at": held}
        assert collection.update_one(query, {"$set": {"clock": {"at": told}}}).matched_count == matches
    put = {"$set": {"here.a": {"at": first}, "until": first}, "$unset": {"here.b": ""}}
    for _ in range(2):
        collection.update_one({"_id": 2}, put, upsert=True)
    assert collection.find_one({"_id": 2}, {"_id": 0}) == {"here": {"a": {"at": first}}, "until": first}


def test_bulk_of_several_kinds(database: Data) -> None:
    collection = scratch(database)
    collection.insert_many(make_people())
    done = collection.bulk_write(
        [
            UpdateOne({"_id": 1, "version": 1}, {"$set": {"name": "a"}}),
            UpdateOne({"_id": 2, "version": 7}, {"$set": {"name": "b"}}),
            UpdateMany({"scope": UNITS[3]}, {"$set": {"name": "c"}}),
            UpdateOne({"_id": "new"}, {"$setOnInsert": {"name": "d"}}, upsert=True),
        ],
        ordered=False,
    )
    assert (done.matched_count, done.upserted_count) == (31, 1)
    with pytest.raises(BulkWriteError) as caught:
        collection.insert_many([{"_id": "x"}, {"_id": 1}, {"_id": "y"}], ordered=True)
    assert [(each["index"], each["code"]) for each in caught.value.details["writeErrors"]] == [(1, 11000)]
    assert collection.find_one({"_id": "y"}) is None


def test_counter_inside_a_transaction(database: Data) -> None:
    collection = scratch(database)
    step = {"$inc": {"n": 1}}
    with database.client.start_session() as session:
        for _ in range(2):
            with session.start_transaction():
                found = collection.find_one_and_update(
                    {"_id": "c"}, step, upsert=True, return_document=True, session=session
                )
        assert found == {"_id": "c", "n": 2}
        session.start_transaction()
        collection.find_one_and_update({"_id": "c"}, step, session=session)
        session.abort_transaction()
    assert collection.find_one() == {"_id": "c", "n": 2}


def test_transaction_is_all_or_nothing_and_private(database: Data) -> None:
    one, other = scratch(database), scratch(database)
    one.insert_one({"_id": 0})
    with database.client.start_session() as session:
        session.start_transaction()
        one.insert_one({"_id": 1}, session=session)
        other.insert_one({"_id": 1}, session=session)
        one.delete_one({"_id": 0}, session=session)
        assert one.count_documents({}, session=session) == 1
        assert {each["_id"] for each in one.find()} == {0}, "nobody else sees it yet"
        session.abort_transaction()
        assert ({each["_id"] for each in one.find()}, other.count_documents({})) == ({0}, 0)
        with session.start_transaction():
            one.insert_one({"_id": 1}, session=session)
            other.insert_one({"_id": 1}, session=session)
    assert (one.count_documents({}), other.count_documents({})) == (2, 1)


def test_writers_of_one_record_conflict(database: Data) -> None:
    collection = scratch(database)
    collection.insert_one({"_id": 1, "n": 0})
    with database.client.start_session() as first, database.client.start_session() as second:
        first.start_transaction()
        second.start_transaction()
        collection.update_one({"_id": 1}, {"$set": {"n": 1}}, session=first)
        with pytest.raises(OperationFailure) as caught:
            collection.update_one({"_id": 1}, {"$set": {"n": 2}}, session=second)
        assert caught.value.has_error_label("TransientTransactionError")
        first.commit_transaction()
    assert collection.find_one() == {"_id": 1, "n": 1}


@pytest.mark.parametrize("options", [{"sparse": True}, {"partialFilterExpression": {"code": {"$exists": True}}}])
def test_unique_where_present(database: Data, options: dict[str, Any]) -> None:
    collection = scratch(database)
    collection.create_index("code", unique=True, **options)
    collection.insert_many([{"_id": 1, "code": "a"}, {"_id": 2, "code": "b"}, {"_id": 3}, {"_id": 4}])
    with pytest.raises(DuplicateKeyError) as caught:
        collection.insert_one({"code": "a"})
    assert "code_1" in str(caught.value)
    with pytest.raises(DuplicateKeyError):
        collection.update_one({"_id": 2}, {"$set": {"code": "a"}})
    with database.client.start_session() as session:
        session.start_transaction()
        with pytest.raises(DuplicateKeyError):
            collection.update_one({"_id": 3}, {"$set": {"code": "a"}}, session=session)
        session.abort_transaction()
    assert collection.count_documents({"code": "a"}) == 1


def test_unique_among_the_living_only(database: Data) -> None:
    collection = scratch(database)
    collection.create_index("nip", unique=True, partialFilterExpression={"alive": True})
    collection.insert_many([{"nip": 1, "alive": True}, {"nip": 1, "alive": False}, {"nip": 1, "alive": False}])
    with pytest.raises(DuplicateKeyError):
        collection.insert_one({"nip": 1, "alive": True})
    with pytest.raises(DuplicateKeyError):
        collection.update_one({"alive": False}, {"$set": {"alive": True}})


def test_expiring_index_is_taken(database: Data) -> None:
    """Removal itself takes up to a minute on both servers: the panel checks the moment as well."""
    collection = scratch(database)
    collection.create_index("until", expireAfterSeconds=0)
    collection.insert_one({"until": datetime.now(UTC) + timedelta(hours=1)})
    assert collection.index_information()["until_1"]["expireAfterSeconds"] == 0
    assert collection.count_documents({}) == 1


def test_files(database: Data) -> None:
    bucket = gridfs.GridFSBucket(database, bucket_name="files")
    content = os.urandom(700_000)
    stored = bucket.upload_from_stream("letter.pdf", content, metadata={"owner": UNITS[0]})
    with bucket.open_download_stream(stored) as stream:
        assert (stream.read(), stream.metadata) == (content, {"owner": UNITS[0]})
    bucket.delete(stored)
    assert database["files.chunks"].count_documents({}) == 0
    with pytest.raises(gridfs.NoFile):
        bucket.open_download_stream(stored)
