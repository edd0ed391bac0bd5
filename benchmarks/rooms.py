"""Meetings under way on a store of their own, an account for each who takes notes, and the panel as it is served."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bson import ObjectId
from pymongo import MongoClient

import app as panel
from benchmarks.ground import OPTIONS, PASSWORD
from config import Settings, from_environment
from models.departments import Department
from models.meetings import AgendaPoint, Meeting
from models.people import Employee
from models.users import Role
from operations import accounts, meeting_steps, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from store import connection, embedded

PEOPLE = 3
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """Meetings, the employees talked about in each, and the names of those who may write in all of them."""

    settings: Settings
    meetings: list[ObjectId]
    people: list[list[ObjectId]]
    writers: list[str]

    def notes(self) -> dict[tuple[ObjectId, str], str]:
        """Every note's text by meeting and slot, straight from the store, which is started where it was killed."""
        with MongoClient[dict[str, Any]](embedded.ensure_running(self.settings), tz_aware=True) as client:
            found = client.jenjang.notes.find({}, {"meeting": 1, "slot": 1, "text": 1})
            return {(raw["meeting"], raw["slot"]): raw.get("text") or "" for raw in found}


@contextmanager
def opened(meetings: int, writers: int) -> Iterator[Rooms]:
    """So many meetings under way and accounts, gone again afterwards."""
    with tempfile.TemporaryDirectory(prefix="jenjang-rooms-", ignore_cleanup_errors=True) as folder:
        settings = from_environment({**OPTIONS, "JENJANG_DATA_DIR": folder})
        try:
            panel.open_store(panel.create_app(settings))
            made = _filled(settings, meetings, writers)
            connection.disconnect()
            yield made
        finally:
            connection.disconnect()
            embedded.stop(settings)


def _filled(settings: Settings, meetings: int, writers: int) -> Rooms:
    root = records.create(SYSTEM, Department, {"name": "Kota Uji", "kind": "city", "code": "KOTA"})
    unit = records.create(SYSTEM, Department, {"name": "Dinas Uji", "kind": "dinas", "parent": root.id})
    names = [f"notulis{number:02}" for number in range(writers)]
    for name in names:
        accounts.create_user(SYSTEM, {"username": name, "name": name.title()}, [(Role.SECRETARY, unit.id)], PASSWORD)
    made = Rooms(settings, [], [], names)
    for number in range(meetings):
        people = [_employee(unit.id, number * PEOPLE + each) for each in range(PEOPLE)]
        made.people.append(people)
        made.meetings.append(_meeting(unit.id, number, people))
    return made


def _employee(unit: ObjectId, serial: int) -> ObjectId:
    nip = f"1985{1 + serial // 28 % 12:02}{1 + serial % 28:02}2010011{serial + 1:03}"
    values = {"nip": nip, "name": f"Pegawai Uji {serial}", "golongan": "31", "department": unit}
    return ObjectId(records.create(SYSTEM, Employee, values).id)


def _meeting(unit: ObjectId, number: int, people: list[ObjectId]) -> ObjectId:
    agenda = [AgendaPoint(title="Pembukaan", minutes=5), AgendaPoint(title="Pembahasan", minutes=60)]
    values = {"department": unit, "title": f"Rapat uji {number}", "day": date(2026, 11, 24), "agenda": agenda}
    made = ObjectId(records.create(SYSTEM, Meeting, values).id)
    participants.add(SYSTEM, records.read(Meeting, made), people, True, Origin())
    meeting_steps.move(SYSTEM, made, "start", 1)
    return made


@dataclass(frozen=True, slots=True)
class Served:
    """gunicorn's master, the port it listens on, and its log."""

    master: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The process ids of the workers that live now."""
        listed = subprocess.run(["pgrep", "-P", str(self.master.pid)], capture_output=True, text=True, check=False)
        return [int(line) for line in listed.stdout.split()]


@contextmanager
def serving(rooms: Rooms, workers: int = 2, **variables: str) -> Iterator[Served]:
    """The panel under gunicorn on the store of these rooms, ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder = rooms.settings.data_dir
    command = [sys.executable, "-m", "gunicorn", "app:serving()", "--workers", str(workers)]
    environment = {**os.environ, **OPTIONS, "JENJANG_DATA_DIR": str(folder), "JENJANG_PORT": str(port), **variables}
    log = Path(folder) / "panel.log"
    with log.open("wb") as file:
        master = subprocess.Popen(command, env=environment, stdout=file, stderr=file, start_new_session=True)
    try:
        wait_until_served(port, master)
        yield Served(master, port, log)
    finally:
        master.send_signal(signal.SIGTERM)
        try:
            master.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(master.pid, signal.SIGKILL)


def wait_until_served(port: int, master: subprocess.Popen[bytes]) -> None:
    """Return once somebody listens. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert master.poll() is None, f"the workers ended with {master.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the workers do not answer")
