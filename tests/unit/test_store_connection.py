"""What the deployment check says of deployments that cannot carry the panel, and when a backup is due."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from config import Settings, from_environment
from store import backup, connection, daemon, nightly, restore
from store.errors import StoreError
from tests.own_connection import own_connection

URI = "mongodb://panel:s3cret@127.0.0.1:1/?replicaSet=rs0"


@pytest.fixture
def remote(tmp_path: Path) -> Settings:
    return from_environment({"JENJANG_DATA_DIR": str(tmp_path), "MONGODB_URI": URI})


class Server:
    """Answers as a server of some kind would, as far as the check asks."""

    def __init__(self, hello: dict[str, Any], version: str = "8.0.1", error: Exception | None = None) -> None:
        self.admin, self.hello, self.version, self.error = self, hello, version, error

    def command(self, name: str) -> dict[str, Any]:
        if self.error:
            raise self.error
        return self.hello

    def server_info(self) -> dict[str, Any]:
        return {"version": self.version}


@pytest.mark.parametrize(
    ("server", "mend"),
    [
        (Server({}), "--replSet rs0"),
        (Server({"setName": "rs0"}, version="6.0.9"), "upgrade it to 7.0"),
        (Server({}, error=ServerSelectionTimeoutError("refused")), "does not answer"),
        (Server({}, error=OperationFailure("no", 18)), "refuses the account"),
        (Server({}, error=OperationFailure("disk", 1)), "fails a read or a write"),
    ],
)
def test_unfit_deployment_is_told_with_the_mend(remote: Settings, server: Any, mend: str) -> None:
    with pytest.raises(StoreError, match=mend) as caught:
        connection.check_deployment(remote, server)
    assert "s3cret" not in str(caught.value)


def test_connection_to_a_replica_set_is_durable(remote: Settings) -> None:
    with own_connection():
        client = connection.connect(remote)
        assert client.write_concern.document == {"w": "majority", "j": True}
        assert client.codec_options.tz_aware
        assert client.options.pool_options.appname == "jenjang"  # type: ignore[attr-defined]
        assert client.options.retry_writes


def test_tasks_of_the_embedded_store_are_refused_with_mongodb_uri(remote: Settings, tmp_path: Path) -> None:
    nobody: MongoClient[dict[str, Any]] = MongoClient(connect=False)
    with pytest.raises(StoreError, match="MONGODB_URI is set"):
        backup.backup(remote, nobody)
    with pytest.raises(StoreError, match="MONGODB_URI is set"):
        restore.restore(remote, tmp_path / "any.tar.gz")


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2026-12-02T10:00", True),
        ("2026-12-01T19:00", "2026-12-01T23:00", False),  # taken at 02:00 in Jakarta, which is 19:00 UTC
        ("2026-12-01T19:00", "2026-12-02T18:59", False),
        ("2026-12-01T19:00", "2026-12-02T19:00", True),
        ("2026-12-01T18:30", "2026-12-01T19:00", True),  # one taken by hand before the hour
        ("2026-11-28T19:00", "2026-12-02T03:00", True),  # the machine was off
    ],
)
def test_backup_is_due(tmp_path: Path, last: str | None, now: str, expected: bool) -> None:
    settings = from_environment({"JENJANG_DATA_DIR": str(tmp_path)})
    (tmp_path / "backups").mkdir()
    if last:
        stamp = datetime.fromisoformat(last).strftime("%Y%m%dT%H%M%SZ")
        (tmp_path / "backups" / f"jenjang-{stamp}.tar.gz").write_text("")
    assert nightly.is_due(settings, datetime.fromisoformat(now).replace(tzinfo=UTC)) is expected


def test_variables_that_weaken_the_server_are_kept_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECANTUS_DATA_NONLOGGED", "1")
    assert "SECANTUS_DATA_NONLOGGED" not in daemon._environment()
    assert daemon._environment()["PATH"] == os.environ["PATH"]
