"""kill -9 in the middle of a configuration that is applied in steps: the next one who comes takes it back, at once.

Commands end themselves with SIGKILL at a chosen call, so that each point is met exactly, inside an open transaction
too; a web worker and the store are killed from outside, once the store shows that steps were written.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from config import Settings
from models.configurations import ConfigurationDraft, Conversion
from models.people import Employee
from models.users import Role
from operations import applying, configuration
from operations.actors import SYSTEM
from operations.portable import to_yaml
from store import embedded
from tests import makers
from tests.conftest import sign_in
from tests.defining import make_definition, make_layer, put_in_force
from tests.integration.test_configuring import bytes_of, draft
from tests.integration.test_kills import Browser
from tests.processes import GUNICORN, PATIENCE, serving

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal of POSIX")
PEOPLE = 500
AFTER = make_definition("cuti", "integer", filterable=True)
CHILD = """
import os, signal, sys
from flask.cli import main
from operations import applying, applying_steps
where, name, calls, breaks = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

def counting(module, name, calls, end):
    stock, counted = getattr(module, name), []
    def call(*args, **more):
        counted.append(stock(*args, **more))
        if len(counted) == calls:
            end()
        return counted[-1]
    setattr(module, name, call)

def broken():
    raise OSError('the disk is gone')

counting({'applying': applying, 'steps': applying_steps}[where], name, calls, lambda: os.kill(os.getpid(), signal.SIGKILL))
if breaks:
    counting(applying, 'write', breaks, broken)
sys.argv = ['flask', 'config', 'apply', 'ALFA', sys.argv[5]]
main()
"""
POINTS = {
    "before the first record": ("steps", "alive", 1, 0, 0),
    "in the third batch": ("applying", "write", 3, 0, 400),
    "after the second batch": ("steps", "_in_transaction", 2, 0, 400),
    "in the last step": ("applying", "entry", 1, 0, PEOPLE),
    "while it is taken back": ("steps", "write", 2, 3, 200),
}
"""By name: the call after which the command dies, the batch that breaks before it, and the records left changed."""


@pytest.fixture
def leaves(city: SimpleNamespace, settings: Settings) -> dict[Any, bytes]:
    """500 employees of Dinas Alfa whose leave is written as text; returns every document's bytes."""
    put_in_force(city.a, make_layer("Employee", make_definition("cuti", filterable=True)))
    collection = Employee._get_collection()
    one = collection.find_one({"_id": city.employee_a.id})
    assert one is not None
    for start in range(0, PEOPLE, 100):
        collection.insert_many(_copy(one, number) for number in range(start, start + 100))
    return bytes_of(city.a)


def _copy(one: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"_id": ObjectId(), "nip": f"1985010120100{number:05}", "search_tokens": []}
    return {**one, **own, "custom": {"cuti": str(number)}, "attributes": [f"cuti={number}"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "alfa.yaml"
    path.write_text(to_yaml(make_layer("Employee", AFTER), "Uji"), encoding="utf-8")
    return path


def dies(settings: Settings, file: Path, *point: Any) -> None:
    """Apply the file with a command that kills itself at that point."""
    variables = {"JENJANG_DATA_DIR": str(settings.data_dir), "JENJANG_FREE_SPACE_FLOOR_MB": "1"}
    environment = {**os.environ, **variables, "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-c", CHILD, *(str(each) for each in point), str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done


def assert_applied(unit: Any) -> None:
    """Version 2 holds, and every leave is the number that its text was."""
    assert configuration.current().layers[unit][0] == 2 and Conversion.objects.count() == PEOPLE
    found = Employee._get_collection().find({"custom.cuti": {"$exists": True}})
    assert {int(raw["nip"][-5:]): raw["custom"] for raw in found} == {each: {"cuti": each} for each in range(PEOPLE)}
    assert ConfigurationDraft.objects.count() == 0


def is_as_before(unit: Any, leaves: dict[Any, bytes]) -> bool:
    """Whether version 1 holds and every document is as it was, to the byte."""
    return configuration.current().layers[unit][0] == 1 and bytes_of(unit) == leaves and not Conversion.objects.count()


@pytest.mark.parametrize("point", list(POINTS))
def test_a_command_is_killed_and_a_request_takes_it_back(
    store: Flask, settings: Settings, city: SimpleNamespace, leaves: Any, file: Path, point: str
) -> None:
    *where, left = POINTS[point]
    makers.make_user("hr-admin", Role.HR_ADMIN, city.root)
    browser = sign_in(store, "hr-admin")
    dies(settings, file, *where)
    assert Conversion.objects.count() == left and bool(left) == (bytes_of(city.a) != leaves)
    assert browser.get("/employees/").status_code == 200
    assert is_as_before(city.a, leaves)


def test_a_command_is_killed_and_the_next_one_goes_on(
    store: Flask, settings: Settings, city: SimpleNamespace, leaves: Any, file: Path
) -> None:
    """Its draft too was only its own: it is in nobody's way."""
    dies(settings, file, *POINTS["in the third batch"][:4])
    again = store.test_cli_runner().invoke(args=["config", "apply", "ALFA", str(file)])
    assert again.exit_code == 0 and f"version 2. {PEOPLE} of" in again.output, again.output
    assert_applied(city.a)


@pytest.fixture
def hr(store: Flask, settings: Settings, city: SimpleNamespace, leaves: Any, tmp_path: Path) -> Iterator[Any]:
    """HR's browser at two real workers, before a draft that changes 500 records; `apply` sends it off."""
    makers.make_user("hr-admin", Role.HR_ADMIN, city.root)
    draft(city.a, AFTER)
    with serving(settings, tmp_path / "log", GUNICORN) as process:
        browser, answers = Browser(f"http://127.0.0.1:{process.port}", patience=PATIENCE), []

        def apply() -> None:
            form = {"unit": str(city.a), "digest": applying.preview(SYSTEM, city.a).digest}
            try:
                answers.append(browser.post("/configuration/apply/", form))
            except OSError as error:  # the worker was killed
                answers.append(error)

        yield SimpleNamespace(browser=browser, apply=apply, answers=answers, process=process)


def polled(until: Callable[[], Any], told: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, told.read_text()
        time.sleep(0.002)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_is_killed_and_the_next_request_takes_it_back(hr: Any, city: SimpleNamespace, leaves: Any) -> None:
    for batches in (1, 2):
        sending = threading.Thread(target=hr.apply)
        sending.start()
        polled(lambda: "applying" in configuration.stored()["value"], hr.process.log)
        pid = int(configuration.stored()["value"]["applying"]["run"].split(":")[1])
        polled(lambda least=200 * batches: Conversion.objects.count() >= least, hr.process.log)
        os.kill(pid, signal.SIGKILL)
        sending.join()
        polled(lambda gone=pid: is_gone(gone), hr.process.log)
        assert isinstance(hr.answers.pop(), OSError) and Conversion.objects.count() in (200, 400)
        assert "Pegawai ASECRET" in hr.browser.get("/employees/")
        assert is_as_before(city.a, leaves)
    hr.apply()
    assert hr.answers == [302]
    assert_applied(city.a)


def test_the_store_is_killed_and_the_run_ends_whole(
    hr: Any, city: SimpleNamespace, settings: Settings, leaves: Any
) -> None:
    """The workers bring the store back; the run goes on, or is taken back: either way nothing is half."""
    sending = threading.Thread(target=hr.apply)
    sending.start()
    polled(lambda: Conversion.objects.count() >= 200, hr.process.log)
    pid = embedded.status(settings).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    sending.join()
    if configuration.current().layers[city.a][0] == 1:
        assert is_as_before(city.a, leaves)
        hr.apply()
    assert_applied(city.a)
    assert "Pegawai ASECRET" in hr.browser.get("/employees/")
