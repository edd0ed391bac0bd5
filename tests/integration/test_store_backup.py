"""Backup and restore of the embedded store, the nightly run, and the connection."""

from __future__ import annotations

import os
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mongoengine import Document, IntField, StringField
from pymongo import MongoClient

from config import Settings, from_environment
from store import backup, connection, disk, embedded, indexes, lease, nightly, restore
from store.errors import StoreError
from tests.own_connection import own_connection


def make_settings(folder: Path, **variables: str) -> Settings:
    return from_environment({"JENJANG_DATA_DIR": str(folder), "JENJANG_STORE_CACHE": "64M", **variables})


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = make_settings(tmp_path / "data", JENJANG_BACKUP_KEEP="2")
    with own_connection():
        yield made
    embedded.stop(made)


@pytest.fixture
def client(settings: Settings) -> MongoClient[dict[str, Any]]:
    return connection.connect(settings)


Client = MongoClient[dict[str, Any]]


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def journals(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / "store").glob("WiredTigerLog.*"))


def test_backup_brings_back_what_was_there(settings: Settings, client: Client) -> None:
    client.panel.people.insert_many([{"_id": number, "name": f"n{number}"} for number in range(500)])
    client.panel.people.create_index("name", unique=True)
    archive = backup.backup(settings, client)
    client.panel.people.delete_many({})
    client.panel.later.insert_one({"_id": 1})

    kept = restore.restore(settings, archive)

    client = connection.connect(settings)
    assert client.panel.people.count_documents({}) == 500
    assert client.panel.people.find_one({"name": "n7"}) == {"_id": 7, "name": "n7"}
    assert "name_1" in client.panel.people.index_information()
    assert client.panel.later.count_documents({}) == 0
    assert kept and (kept / "WiredTiger").exists(), "the folder in use was kept aside"
    embedded.stop(settings)
    assert embedded.ensure_running(settings), "the sentinel's two halves agree"


def test_restore_mends_an_emptied_folder_and_a_lost_data_folder(settings: Settings, client: Client) -> None:
    client.panel.people.insert_one({"_id": 1})
    archive = backup.backup(settings, client)
    embedded.stop(settings)
    (settings.data_dir / "store").rename(settings.data_dir / "gone")
    with pytest.raises(StoreError, match="flask store restore"):
        embedded.ensure_running(settings)
    assert restore.restore(settings, archive) is None
    assert connection.connect(settings).panel.people.count_documents({}) == 1
    elsewhere = make_settings(settings.data_dir.parent / "elsewhere")
    restore.restore(elsewhere, archive)
    with MongoClient[dict[str, Any]](embedded.ensure_running(elsewhere)) as other:
        assert other.panel.people.count_documents({}) == 1
    embedded.stop(elsewhere)


@pytest.mark.parametrize("kind", ["absent", "text", "cut", "foreign", "outside", "folder"])
def test_bad_archive_changes_nothing(settings: Settings, client: Client, tmp_path: Path, kind: str) -> None:
    client.panel.people.insert_one({"_id": 1})
    pid, bad = embedded.status(settings).pid, tmp_path / "bad.tar.gz"
    if kind == "text":
        bad.write_text("hello")
    elif kind == "cut":
        bad.write_bytes(backup.backup(settings, client).read_bytes()[:5000])
    elif kind == "folder":
        bad.mkdir()
    elif kind in {"foreign", "outside"}:
        with tarfile.open(bad, "w:gz") as content:
            content.add(__file__, "../evil" if kind == "outside" else "WiredTiger")
    with pytest.raises(StoreError):
        restore.restore(settings, bad)
    assert embedded.status(settings).pid == pid
    assert client.panel.people.count_documents({}) == 1
    assert not list(settings.data_dir.glob("store.*-*")), "nothing is left lying about"


def test_archive_that_does_not_start_is_undone(settings: Settings, client: Client, tmp_path: Path) -> None:
    client.panel.people.insert_one({"_id": 1})
    bad = tmp_path / "bad.tar.gz"
    with tarfile.open(bad, "w:gz") as content:
        for name in ("WiredTiger", "WiredTiger.wt", "WiredTiger.turtle", "secantus_collections.wt"):
            content.add(__file__, name)
    with pytest.raises(StoreError, match="old one was put back"):
        restore.restore(settings, bad)
    assert connection.connect(settings).panel.people.count_documents({}) == 1


def test_backup_truncates_the_journal(settings: Settings, client: Client) -> None:
    for _ in range(36):
        client.panel.blobs.replace_one({"_id": 1}, {"blob": os.urandom(4 << 20)}, upsert=True)
    before = journals(settings)
    backup.backup(settings, client)
    assert len(before) > 2
    until(lambda: not set(before[:-1]) & set(journals(settings)))  # the server drops them a moment later


def test_backups_are_private_whole_and_pruned(settings: Settings, client: Client) -> None:
    stray = settings.data_dir / "backups" / "notes.tar.gz"
    stray.parent.mkdir()
    stray.write_text("")
    taken = [backup.backup(settings, client) for _ in range(4)]
    assert backup.archives(settings) == taken[-2:]
    assert stray.exists()
    assert taken[-1].stat().st_mode & 0o077 == 0
    assert not list(stray.parent.glob("*.draft*"))


def test_backup_without_room_is_refused(settings: Settings, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 1000)
    with pytest.raises(StoreError, match="free some space"):
        backup.backup(settings, client)
    assert backup.archives(settings) == []


def test_nightly_takes_one_a_day_among_many_workers(settings: Settings, client: Client) -> None:
    stop, shown = threading.Event(), [datetime.now(UTC)]
    workers = [
        threading.Thread(
            target=nightly.run_nightly,
            args=(settings, client, stop),
            kwargs={"pause": 0.01, "clock": lambda: shown[0]},
        )
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    until(lambda: len(backup.archives(settings)) == 1)
    time.sleep(0.2)
    assert len(backup.archives(settings)) == 1
    shown[0] += timedelta(days=1)
    until(lambda: len(backup.archives(settings)) == 2)
    stop.set()
    for worker in workers:
        worker.join()


def test_lease_is_held_by_one_renewed_and_freed_by_time(client: Client) -> None:
    with lease.leased(client.panel, "task", seconds=0.4) as held:
        time.sleep(0.6)
        held.check()
        with pytest.raises(lease.LeaseHeld), lease.leased(client.panel, "task"):
            pass
    dead = lease.Lease(client.panel["store_leases"], "task", 0.3)
    assert dead.take()
    with lease.leased(client.panel, "task", patience=5.0):
        with pytest.raises(lease.LeaseHeld):
            dead.check()
        assert not dead.take()


class Indexed(Document):  # type: ignore[misc]
    code = StringField(unique=True)
    rank = IntField()
    meta = {"auto_create_index": False, "indexes": ["rank", ("rank", "code")]}


class Clashing(Document):  # type: ignore[misc]
    rank = IntField()
    meta = {"collection": "indexed", "auto_create_index": False, "indexes": [{"fields": ["rank"], "unique": True}]}


def test_indexes_are_built_once_by_many(client: Client) -> None:
    builders = [threading.Thread(target=indexes.build_indexes, args=([Indexed],)) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert set(client.jenjang.indexed.index_information()) == {"_id_", "code_1", "rank_1", "rank_1_code_1"}
    with pytest.raises(StoreError, match="migration that drops it"):
        indexes.build_indexes([Clashing])


def test_unique_index_over_duplicates_is_told(client: Client) -> None:
    client.jenjang.indexed.insert_many([{"code": "a"}, {"code": "a"}])
    with pytest.raises(StoreError, match="share what must be unique"):
        indexes.build_indexes([Indexed])


def test_embedded_deployment_is_fit(settings: Settings, client: Client) -> None:
    connection.check_deployment(settings, client)
    connection.health(settings, client)
    assert client.options.retry_writes is False
    assert client.jenjang["store_health"].count_documents({}) == 0
    with (
        pytest.raises(StoreError, match="does not answer"),
        MongoClient[dict[str, Any]](host="127.0.0.1", port=1, serverSelectionTimeoutMS=100) as nobody,
    ):
        connection.health(settings, nobody)
