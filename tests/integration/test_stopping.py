"""SIGTERM to real processes: what was begun is answered whole, nothing new begins, and the exit is clean."""

from __future__ import annotations

import io
import re
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from config import Settings
from models.imports import ImportJob
from models.people import Employee
from tests.conftest import Member
from tests.importing import simple
from tests.processes import GUNICORN, PATIENCE, WAITRESS, read_all, serving

BOTH = pytest.mark.parametrize("command", [WAITRESS, GUNICORN], ids=["waitress", "gunicorn"])
LARGE = "/static/vendor/tabler-core-1.6.1/tabler.min.css"
FORM = b"username=nobody&password=wrong"


@BOTH
def test_a_request_under_way_is_answered_and_no_other_begins(
    store: Flask, settings: Settings, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The form arrives in two halves with the signal between them; `100 Continue` proves that the first was taken."""
    with serving(settings, tmp_path / "log", command) as process, process.connect() as line:
        head = f"POST /account/sign-in/ HTTP/1.1\r\nHost: x\r\nContent-Length: {len(FORM)}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        line.sendall((head + kind).encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 100")
        line.sendall(FORM[:10])
        process.popen.send_signal(signal.SIGTERM)
        process.wait_until(listening=False)
        assert process.popen.poll() is None
        line.sendall(FORM[10:])
        answer = read_all(line)
        assert answer.startswith(b"HTTP/1.1 400") and answer.rstrip().endswith(b"</html>")
        assert process.popen.wait(PATIENCE) == 0


@BOTH
def test_a_long_answer_arrives_whole(
    store: Flask, settings: Settings, tmp_path: Path, command: tuple[str, ...]
) -> None:
    with serving(settings, tmp_path / "log", command) as process, process.connect() as line:
        line.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        begun = line.recv(1000)
        process.popen.send_signal(signal.SIGTERM)
        process.wait_until(listening=False)
        head, _, body = (begun + read_all(line)).partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length and len(body) == int(length[1]) == Path(f".{LARGE}").stat().st_size
        assert process.popen.wait(PATIENCE) == 0


def test_an_idle_process_stops_at_once(store: Flask, settings: Settings, tmp_path: Path) -> None:
    with serving(settings, tmp_path / "log", WAITRESS) as process, process.connect() as idle:
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(10) == 0
        assert idle.recv(10) == b""


def test_a_stopping_process_is_alive_but_not_ready(store: Flask) -> None:
    stopping: threading.Event = store.extensions["stopping"]
    stopping.set()
    try:
        client = store.test_client()
        assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    finally:
        stopping.clear()
    assert store.test_client().get("/readyz").status_code == 200


def test_an_import_stops_between_batches_and_is_continued(
    store: Flask, city: SimpleNamespace, cast: dict[str, Member]
) -> None:
    stopping: threading.Event = store.extensions["stopping"]
    hr, before = cast["hr"], Employee.objects.count()
    shown = hr.post("/imports/new/", {"file": (io.BytesIO(simple().encode()), "asn.csv")}, follow_redirects=True)
    job = ImportJob._get_collection().find_one()
    form = {"digest": re.search(r'name="digest" value="([^"]+)"', shown.text)[1]}  # type: ignore[index]
    stopping.set()
    try:
        hr.post(f"/imports/apply/?id={job['_id']}", form)
    finally:
        stopping.clear()
    stored = ImportJob._get_collection().find_one()
    assert stored["state"] == "applying" and "heartbeat_at" not in stored and Employee.objects.count() == before
    hr.post(f"/imports/apply/?id={job['_id']}", form)
    assert ImportJob._get_collection().find_one()["state"] == "applied" and Employee.objects.count() == before + 3
