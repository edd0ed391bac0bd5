"""Two workers, eight people of four dinas, and fields that change under them: no page ever mixes two configurations.

Bounded by requests, not by time: the changes come after every so many answers.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import Settings
from models.configurations import Layer
from models.users import Role
from operations import applying, configuring
from operations.actors import SYSTEM
from tests import makers
from tests.defining import make_definition, make_layer
from tests.integration.test_kills import Browser
from tests.processes import GUNICORN, Process, serving

DINAS = ("Alfa", "Beta", "Gama", "Delta")
EACH, REQUESTS, CHANGES, BETWEEN = 2, 45, 32, 10
MARK = re.compile(r"\b(Alfa|Beta|Gama|Delta)isi(\d+)([abc])\b")


@dataclass
class Office:
    """A dinas, one of its employees, and the newest version that was put in force before a request began."""

    name: str
    unit: Any
    person: Any
    applied: int = 0


@dataclass
class Seen:
    """What the requests met."""

    pages: int = 0
    complaints: list[str] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def page(self, office: Office, path: str, text: str, floor: int) -> None:
        """Judge one page: all of its own dinas, all of one version, and none older than what held before it."""
        found = set(MARK.findall(text))
        versions = {int(number) for _, number, _ in found}
        is_right = {name for name, *_ in found} == {office.name} and len(versions) == 1
        with self.lock:
            self.pages += 1
            if not (is_right and {letter for *_, letter in found} == set("abc")):
                self.complaints.append(f"{office.name} {path}: {sorted(found)}")
            elif versions.pop() < floor:
                self.complaints.append(f"{office.name} {path}: {sorted(found)} after version {floor} was applied")
            self.versions[f"{office.name} {sorted(found)[:1]}"] += 1
        self.answered.release()


def layer_of(office: Office, number: int) -> Layer:
    """Version `number`: other names, other kinds and other choices, each told by its dinas and its number."""
    mark = f"{office.name}isi{number}"
    kinds = ("integer", "text", "date")
    made = make_layer(
        "Employee",
        make_definition("satu", kinds[number % 3], label_id=f"{mark}a", listed=True, filterable=True),
        make_definition(f"dua_{number % 2}", "yesno", label_id=f"{mark}b", listed=True, filterable=True),
        make_definition("tiga", "choice", choices=("ya",), label_id=f"{mark}c", listed=True, filterable=True),
    )
    made.types[0].fields[2].choices[0].label_id = f"{mark}c"
    return made


def put_in_force(office: Office, number: int) -> None:
    types = layer_of(office, number).types
    configuring.edit(SYSTEM, office.unit, lambda held: setattr(held, "types", types))
    told = applying.preview(SYSTEM, office.unit)
    assert applying.apply(SYSTEM, office.unit, told.digest).number == number
    office.applied = number


@pytest.fixture
def offices(city: SimpleNamespace) -> list[Office]:
    made = []
    for name in DINAS:
        unit = makers.make_unit(f"Kantor {name}", city.root).id
        made.append(Office(name, unit, makers.make_employee(unit)))
        makers.make_user(f"sekretaris-{name.lower()}", Role.SECRETARY, unit)
        put_in_force(made[-1], 1)
    return made


def walk(process: Process, office: Office, seen: Seen) -> None:
    """One person's requests, each judged."""
    browser = Browser(f"http://127.0.0.1:{process.port}", f"sekretaris-{office.name.lower()}")
    person = office.person.id
    paths = (
        "/employees/",
        f"/employees/edit/?id={person}",
        "/employees/?custom.tiga=ya&sort=custom.tiga",
        f"/employees/details/?id={person}&part=all",
        "/employees/new/",
        f"/employees/?department={office.unit}&custom.satu_from=1&search=bud",
    )
    for turn in range(REQUESTS):
        floor, path = office.applied, paths[turn % len(paths)]
        seen.page(office, path, browser.get(path), floor)


def test_no_page_mixes_configurations_under_change(settings: Settings, offices: list[Office], tmp_path: Path) -> None:
    seen = Seen()
    with serving(settings, tmp_path / "log", GUNICORN) as process, ThreadPoolExecutor(len(DINAS) * EACH) as pool:
        people = [pool.submit(walk, process, office, seen) for office in offices for _ in range(EACH)]
        for turn in range(CHANGES):
            for _ in range(BETWEEN):
                assert seen.answered.acquire(timeout=60), [each.exception() for each in people if each.done()]
            put_in_force(offices[turn % len(offices)], 2 + turn // len(offices))
        for each in people:
            each.result()
    assert not seen.complaints, seen.complaints[:5]
    assert seen.pages == len(DINAS) * EACH * REQUESTS
    assert all(office.applied == 1 + CHANGES // len(DINAS) for office in offices)
    assert len(seen.versions) > CHANGES // 2, "people looked while it changed"
