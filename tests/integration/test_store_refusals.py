"""Whatever keeps the embedded server from serving gives one sentence, and never an empty database."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from config import Settings, from_environment
from store import daemon, embedded
from store.errors import StoreError

ROOT = Path(__file__).parents[2]


def make_settings(folder: Path, **variables: str) -> Settings:
    return from_environment({"JENJANG_DATA_DIR": str(folder), "JENJANG_STORE_CACHE": "64M", **variables})


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = make_settings(tmp_path / "data")
    yield made
    embedded.stop(made)


@pytest.fixture
def used(settings: Settings) -> Settings:
    """A stopped store that holds records in many collections, so in most of the server's files."""
    with MongoClient(embedded.ensure_running(settings)) as client:
        for number in range(40):
            client.panel[f"c{number}"].insert_one({"_id": 1})
    embedded.stop(settings)
    return settings


def refusal(settings: Settings) -> str:
    with pytest.raises(StoreError) as caught:
        embedded.ensure_running(settings)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and "Traceback" not in sentence
    assert ":" in sentence, "it says what to do"
    assert not embedded.status(settings).is_running
    return sentence


def test_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = make_settings(tmp_path / "data", JENJANG_STORE_PORT=str(port))
        assert f"Port {port} is taken" in refusal(settings)
    assert embedded.ensure_running(settings)
    assert embedded.status(settings).port == port
    embedded.stop(settings)


def test_port_of_last_time_taken_moves_on(used: Settings) -> None:
    port = int(re.findall(r'"port": (\d+)', (used.data_dir / "store.endpoint.json").read_text())[0])
    with socket.create_server(("127.0.0.1", port)):
        assert embedded.ensure_running(used)
        assert embedded.status(used).port != port


def test_folder_opened_by_another_server(used: Settings) -> None:
    command = [daemon.binary(), "--config", "store.toml", "--port", "0", "--storage-path", "store"]
    with subprocess.Popen(command, cwd=used.data_dir, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        assert other.stdout and b"listening" in other.stdout.readline()
        assert "Another server has" in refusal(used)
        other.kill()
    assert embedded.ensure_running(used)


@pytest.mark.parametrize("name", ["WiredTiger.turtle", "WiredTiger.wt", "secantus_users.wt"])
def test_damaged_file(used: Settings, name: str) -> None:
    path = used.data_dir / "store" / name
    whole = path.read_bytes()
    path.write_bytes(b"garbage!" * (len(whole) // 8 + 1))
    assert re.search("damaged|refuses the password|fails its first read", refusal(used))
    assert path.exists()


def test_emptied_folder(used: Settings) -> None:
    folder = used.data_dir / "store"
    kept = used.data_dir / "kept"
    folder.rename(kept)
    assert "was emptied" in refusal(used)
    folder.mkdir(exist_ok=True)
    assert "was emptied" in refusal(used)
    assert list(folder.iterdir()) == [], "nothing was begun in its place"
    folder.rmdir()
    kept.rename(folder)
    assert embedded.ensure_running(used)


def test_every_single_data_file_is_missed(used: Settings) -> None:
    folder = used.data_dir / "store"
    files = sorted(folder.glob("secantus_documents*.wt"))
    assert len(files) > 8
    for path in [*files, folder / "secantus_collections.wt", folder / "WiredTiger.wt"]:
        path.rename(path.with_suffix(".away"))
        assert path.name in refusal(used)
        path.with_suffix(".away").rename(path)
    assert embedded.ensure_running(used)


def test_other_store_in_the_folder_is_refused(used: Settings, tmp_path: Path) -> None:
    other = make_settings(tmp_path / "other")
    embedded.ensure_running(other)
    embedded.stop(other)
    (used.data_dir / "store").rename(used.data_dir / "mine")
    (other.data_dir / "store").rename(used.data_dir / "store")
    for name in ("store.password", "store.note.json"):
        if name == "store.password":
            (other.data_dir / name).replace(used.data_dir / name)
    note = used.data_dir / "store.note.json"
    note.write_text(re.sub(r"secantus_documents_sh\d+\.wt", "WiredTiger", note.read_text()))
    assert "another store than before" in refusal(used)


def test_dropped_collections_are_no_loss(settings: Settings) -> None:
    with MongoClient(embedded.ensure_running(settings)) as client:
        for number in range(40):
            client.panel[f"c{number}"].insert_one({"_id": 1})
        embedded.stop(settings)
        embedded.ensure_running(settings)
        client.drop_database("panel")
    embedded.stop(settings)
    assert embedded.ensure_running(settings)


def test_missing_program(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "is missing" in refusal(settings)


def test_malformed_cache_size(tmp_path: Path) -> None:
    assert "JENJANG_STORE_CACHE" in refusal(make_settings(tmp_path / "data", JENJANG_STORE_CACHE="plenty"))


def test_data_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refusal(make_settings(tmp_path / "file" / "data"))


CHILD = """
import os, resource, sys, config
from store import embedded
from store.errors import StoreError
settings = config.from_environment({"JENJANG_DATA_DIR": sys.argv[1], "JENJANG_STORE_CACHE": "64M"})
"""
AS_NOBODY = """
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    embedded.ensure_running(settings)
except StoreError as error:
    print(error)
"""
SMALL_FILES = """
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    embedded.ensure_running(settings)
except StoreError as error:
    print(error)
embedded.stop(settings)
"""
FULL_DISK = """
import subprocess
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from store import disk, processes
from store.layout import Layout
size = lambda megabytes, *how: subprocess.run(
    ["mount", "-t", "tmpfs", "-o", ",".join([*how, f"size={megabytes}m"]), "tmpfs", sys.argv[1]], check=True)
size(300)
client = MongoClient(embedded.ensure_running(settings))
promised = written = 0
try:
    while True:
        has_room = disk.free_bytes(settings.data_dir) >= 96 << 20  # the server makes log files of 64 MiB at once
        client.panel.blobs.insert_one({"_id": written, "blob": os.urandom(1 << 20)})
        written += 1
        promised += has_room
except PyMongoError:
    pass
try:
    with open(sys.argv[1] + "/filler", "wb", buffering=0) as filler:
        while filler.write(b"0" * 4096):
            pass
except OSError:
    pass
assert not disk.has_room(settings)
folder = Layout.of(settings).folder
if pid := processes.find(folder):
    processes.end(pid, folder, at_once=True)
try:
    embedded.ensure_running(settings)
except StoreError as error:
    print(error)
size(600, "remount")
try:
    client = MongoClient(embedded.ensure_running(settings))
    print(promised > 20, client.panel.blobs.count_documents({}) >= promised)
finally:
    embedded.stop(settings)
"""


def child(code: str, folder: Path, *prefix: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, sys.executable, "-c", CHILD + code, str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_data_folder_of_another_account(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o500)
    said = child(AS_NOBODY, tmp_path / "data")
    assert "cannot be written (Permission denied)" in said.stdout
    assert not said.stderr


def test_full_disk(tmp_path: Path) -> None:
    """A real small disk, in a mount namespace of its own; where the system allows none, a limit on file size."""
    said = child(SMALL_FILES, tmp_path / "limited")
    assert said.stdout.count("\n") == 1 and not said.stderr
    (tmp_path / "small").mkdir()
    namespace = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--map-root-user")
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        return
    said = child(FULL_DISK, tmp_path / "small", *namespace)
    assert not said.stderr
    sentence, counts = said.stdout.splitlines()
    assert "is full" in sentence
    assert counts == "True True"
