"""The embedded server as a daemon: started once, joined, found again after kill -9, never empty in silence."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from config import Settings, from_environment
from store import access, connection, embedded, processes
from store.daemon import launch
from store.errors import StoreError
from tests.own_connection import own_connection

ROOT = Path(__file__).parents[2]
START = """
import sys, config
from store import embedded
print(embedded.ensure_running(config.from_environment({"JENJANG_DATA_DIR": sys.argv[1]})))
"""


def make_settings(folder: Path, **variables: str) -> Settings:
    return from_environment({"JENJANG_DATA_DIR": str(folder), "JENJANG_STORE_CACHE": "64M", **variables})


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = make_settings(tmp_path / "data")
    with own_connection():
        yield made
    embedded.stop(made)


def spawn(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def client_of(settings: Settings) -> MongoClient[dict[str, Any]]:
    return MongoClient(embedded.ensure_running(settings), serverSelectionTimeoutMS=10_000)


def pid_of(settings: Settings) -> int:
    pid = embedded.status(settings).pid
    assert pid is not None
    return pid


def kill(settings: Settings) -> None:
    folder, pid = embedded.status(settings).folder, pid_of(settings)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not processes.serves(pid, folder))


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def servers(folder: Path) -> int:
    return sum(processes._serves(line, folder) for _, line in processes._command_lines())


def test_first_start_sets_a_password_that_is_required(settings: Settings) -> None:
    with client_of(settings) as client:
        client.panel.people.insert_one({"_id": 1})
    port = embedded.status(settings).port
    with MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true") as stranger:
        with pytest.raises(OperationFailure):
            stranger.panel.people.find_one()
        with pytest.raises(OperationFailure):
            stranger.panel.people.insert_one({})
    assert (settings.data_dir / "store.password").stat().st_mode & 0o777 == 0o600
    assert (settings.data_dir / "store").stat().st_mode & 0o077 == 0


def test_second_start_joins(settings: Settings) -> None:
    first = embedded.ensure_running(settings)
    pid = pid_of(settings)
    assert embedded.ensure_running(settings) == first
    assert pid_of(settings) == pid


def test_starts_at_the_same_time_make_one_server(settings: Settings) -> None:
    starters = [spawn(START, settings.data_dir) for _ in range(5)]
    answers = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(answers) == 1
    assert answers.pop().strip() == embedded.ensure_running(settings)
    assert servers(settings.data_dir / "store") == 1


def test_server_outlives_its_starter_and_starters_killed_midway(settings: Settings) -> None:
    for delay in (0.15, 0.3, 0.45, 0.6):
        starter = spawn(START, settings.data_dir)
        try:
            starter.wait(delay)
        except subprocess.TimeoutExpired:
            os.killpg(starter.pid, signal.SIGKILL)
        starter.communicate()
    with client_of(settings) as client:
        client.panel.people.insert_one({"_id": 1})
    assert servers(settings.data_dir / "store") == 1


def test_half_made_first_store_is_ended_and_made_anew(settings: Settings) -> None:
    making = settings.data_dir / "store.making"
    making.parent.mkdir(parents=True)
    launch(settings, 0, with_password=False, folder=making)
    (making / "WiredTiger.turtle").write_bytes(b"cut off")
    with client_of(settings) as client:
        client.panel.people.insert_one({"_id": 1})
    assert not making.exists() and servers(making) == 0


def test_kill_leaves_nothing_that_blocks_and_the_port_is_kept(settings: Settings) -> None:
    with client_of(settings) as client:
        client.panel.people.insert_one({"_id": 1})
    port = embedded.status(settings).port
    kill(settings)
    assert embedded.has_crashed(settings)
    with client_of(settings) as client:
        assert client.panel.people.count_documents({}) == 1
    assert embedded.status(settings).port == port


def test_server_without_endpoint_file_is_replaced(settings: Settings) -> None:
    embedded.ensure_running(settings)
    stray = pid_of(settings)
    (settings.data_dir / "store.endpoint.json").unlink()
    embedded.ensure_running(settings)
    assert pid_of(settings) != stray
    assert servers(settings.data_dir / "store") == 1


def test_server_that_answers_nothing_is_replaced(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.ensure_running(settings)
    deaf = pid_of(settings)
    os.kill(deaf, signal.SIGSTOP)
    monkeypatch.setattr(access, "PATIENCE", 0.2)
    monkeypatch.setattr(processes.end, "__defaults__", (0.2,))
    assert embedded._join(embedded.Layout.of(settings)) is None
    monkeypatch.setattr(access, "PATIENCE", 15.0)
    with embedded.guarded(settings):
        embedded.start(settings)
    assert pid_of(settings) != deaf


def test_deleted_password_is_set_anew_and_a_foreign_one_is_told(settings: Settings) -> None:
    with client_of(settings) as client:
        client.panel.people.insert_one({"_id": 1})
    password = settings.data_dir / "store.password"
    password.write_text("another")
    with pytest.raises(StoreError, match="refuses the password"):
        embedded.ensure_running(settings)
    password.unlink()
    with client_of(settings) as client:
        assert client.panel.people.count_documents({}) == 1


def test_stop_is_final_until_asked_again(settings: Settings) -> None:
    embedded.ensure_running(settings)
    assert embedded.stop(settings)
    assert not embedded.stop(settings)
    assert not embedded.status(settings).is_running
    assert not embedded.has_crashed(settings)


def test_damaged_endpoint_file_does_not_block(settings: Settings) -> None:
    embedded.ensure_running(settings)
    (settings.data_dir / "store.endpoint.json").write_text('{"port": ')
    assert embedded.ensure_running(settings)


def test_acknowledged_transactions_survive_kills(settings: Settings) -> None:
    """One writer commits pairs while the server is killed at random moments and brought back by `watch`."""
    client = connection.connect(settings)
    done, acknowledged = threading.Event(), list[int]()
    threads = [
        threading.Thread(target=connection.watch, args=(settings, done), kwargs={"pause": 0.02}),
        threading.Thread(target=write_pairs, args=(client, done, acknowledged)),
    ]
    for thread in threads:
        thread.start()
    for _ in range(6):
        before = len(acknowledged)
        until(lambda seen=before: len(acknowledged) > seen + 3)  # type: ignore[misc]
        time.sleep(random.uniform(0, 0.05))
        kill(settings)
    embedded.ensure_running(settings)
    done.set()
    for thread in threads:
        thread.join()
    left = {each["_id"] for each in client.panel.left.find()}
    right = {each["_id"] for each in client.panel.right.find()}
    assert set(acknowledged) <= left, "an acknowledged write is lost"
    assert left == right, "a transaction is torn"
    assert len(acknowledged) > 24


def write_pairs(client: MongoClient[dict[str, Any]], done: threading.Event, acknowledged: list[int]) -> None:
    number = 0
    while not done.is_set():
        number += 1
        try:
            with client.start_session() as session, session.start_transaction():
                client.panel.left.insert_one({"_id": number}, session=session)
                client.panel.right.insert_one({"_id": number}, session=session)
        except PyMongoError:
            continue
        acknowledged.append(number)


ORPHAN = """
import os, sys
from pymongo import MongoClient
client = MongoClient(sys.argv[1])
session = client.start_session()
session.start_transaction()
client.jenjang.held.update_one({"_id": 1}, {"$set": {"n": 1}}, session=session)
os.kill(os.getpid(), 9)
"""


def test_a_killed_clients_transaction_blocks_nobody_once_released(settings: Settings) -> None:
    address = embedded.ensure_running(settings)
    with MongoClient[dict[str, Any]](address, timeoutMS=10_000) as client:
        client.jenjang.held.insert_one({"_id": 1, "n": 0})
        assert spawn(ORPHAN, address).wait(30) == -signal.SIGKILL
        connection.release_orphans(settings, client)
        assert client.jenjang.held.update_one({"_id": 1}, {"$set": {"n": 2}}).modified_count == 1
