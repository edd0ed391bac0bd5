"""Migrations: found, run once and in order, recorded, and never by two processes at once."""

from __future__ import annotations

import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from config import from_environment
from store import embedded, lease, migrate
from store.errors import StoreError

Data = Database[dict[str, Any]]
Writer = Callable[[str, str], None]

FIRST = '"""Ranks were numbers."""\ndef run(database):\n    database.log.insert_one({"ran": "first"})\n'
SECOND = '"""Names were shouted."""\ndef run(database):\n    database.log.insert_one({"ran": "second"})\n'
BROKEN = '"""It breaks."""\ndef run(database):\n    raise ValueError("no such rank")\n'
SLOW = (
    '"""It takes a while."""\nimport time\ndef run(database):\n    time.sleep(0.5)\n    database.log.insert_one({})\n'
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoClient[dict[str, Any]]]:
    settings = from_environment({"JENJANG_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    with MongoClient[dict[str, Any]](embedded.ensure_running(settings)) as made:
        yield made
    embedded.stop(settings)


@pytest.fixture
def database(client: MongoClient[dict[str, Any]]) -> Data:
    """One that is in use: a record stands in it."""
    made = client[f"m{uuid.uuid4().hex}"]
    made.people.insert_one({"_id": 1})
    return made


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"migrations_{uuid.uuid4().hex}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


@pytest.fixture
def write(tmp_path: Path, package: str) -> Writer:
    def write_module(name: str, code: str) -> None:
        (tmp_path / package / f"{name}.py").write_text(code)
        sys.modules.pop(f"{package}.{name}", None)

    return write_module


def ran(database: Data) -> list[str]:
    return [each["ran"] for each in database.log.find().sort("_id", 1)]


def test_pending_run_in_order_once_and_are_recorded(database: Data, package: str, write: Writer) -> None:
    write("2026_12_02_lower_names", SECOND)
    write("2026_12_01_name_ranks", FIRST)
    assert [each.why for each in migrate.pending(database, package)] == ["Ranks were numbers.", "Names were shouted."]
    outcomes = migrate.apply(database, package)
    assert [each.state for each in outcomes] == [migrate.State.APPLIED, migrate.State.APPLIED]
    assert migrate.apply(database, package) == []
    assert ran(database) == ["first", "second"]
    record = database["store_migrations"].find_one({"_id": "2026_12_01_name_ranks"})
    assert record and record["outcome"] == "applied" and record["seconds"] >= 0 and record["started"]
    migrate.require_current(database, package)


def test_failure_is_recorded_stops_the_run_and_is_tried_again(database: Data, package: str, write: Writer) -> None:
    write("2026_12_01_break", BROKEN)
    write("2026_12_02_lower_names", SECOND)
    (outcome,) = migrate.apply(database, package)
    assert (outcome.state, outcome.error) == (migrate.State.FAILED, "ValueError: no such rank")
    assert ran(database) == []
    with pytest.raises(StoreError, match="flask store migrate"):
        migrate.require_current(database, package)
    write("2026_12_01_break", FIRST)
    assert [each.state for each in migrate.apply(database, package)] == [migrate.State.APPLIED] * 2
    assert ran(database) == ["first", "second"]


def test_migration_of_a_killed_process_is_run_again(database: Data, package: str, write: Writer) -> None:
    write("2026_12_01_name_ranks", FIRST)
    database["store_migrations"].insert_one({"_id": "2026_12_01_name_ranks", "outcome": "running"})
    assert [each.name for each in migrate.apply(database, package)] == ["2026_12_01_name_ranks"]


def test_fresh_database_needs_none(client: MongoClient[dict[str, Any]], package: str, write: Writer) -> None:
    write("2026_12_01_name_ranks", FIRST)
    fresh = client[f"m{uuid.uuid4().hex}"]
    fresh.people.create_index("name")
    fresh["store_health"].insert_one({})
    migrate.require_current(fresh, package)
    assert [record["outcome"] for record in fresh["store_migrations"].find()] == [migrate.State.UNNEEDED]
    assert ran(fresh) == [] and migrate.apply(fresh, package) == []
    write("2026_12_02_lower_names", SECOND)
    migrate.apply(fresh, package)
    assert ran(fresh) == ["second"]


def test_older_code_is_refused(database: Data, package: str, write: Writer) -> None:
    database["store_migrations"].insert_one({"_id": "2030_01_01_from_later", "outcome": "applied"})
    with pytest.raises(StoreError, match="newer version"):
        migrate.require_current(database, package)


def test_two_at_once_run_it_once(database: Data, package: str, write: Writer) -> None:
    write("2026_12_01_slow", SLOW)
    results: list[list[migrate.Outcome]] = []
    runners = [
        threading.Thread(target=lambda: results.append(migrate.apply(database, package, patience=20))) for _ in range(3)
    ]
    for runner in runners:
        runner.start()
    with pytest.raises(lease.LeaseHeld):
        while True:  # until one of them holds the lease
            migrate.apply(client_database(database), "store.migrations", patience=0)
    for runner in runners:
        runner.join()
    assert sorted(len(each) for each in results) == [0, 0, 1]
    assert database.log.count_documents({}) == 1


def client_database(database: Data) -> Data:
    return database.client[database.name]


@pytest.mark.parametrize(
    ("name", "code"),
    [("rename_ranks", FIRST), ("2026_12_01_no_reason", "def run(database): ..."), ("2026_12_01_no_run", '"""Why."""')],
)
def test_malformed_migration_is_named(database: Data, package: str, write: Writer, name: str, code: str) -> None:
    write(name, code)
    with pytest.raises(StoreError, match=name):
        migrate.pending(database, package)


def test_every_migration_of_the_panel_is_well_formed() -> None:
    assert all(each.why for each in migrate.discover())
