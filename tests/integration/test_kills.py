"""1,000 forms submitted while web workers and the store are killed: every acknowledged record is there, once."""

from __future__ import annotations

import http.cookiejar
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from config import Settings, from_environment
from store import embedded
from tests import makers

FORMS = 1000
CLIENTS = 4
KILLS = 14
PATIENCE = 60  # seconds a form is tried again for, with the one token it has
PREPARE = """
import app, sys
panel = app.create_app(); app.open_store(panel)
from models.users import Role
from tests import makers
root = makers.make_unit("Kota Uji", kind="city", code="KOTA")
makers.make_user("hr-admin", Role.HR_ADMIN, root.id)
print(makers.make_employee(root.id).id)
"""


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the acknowledgement; it is not followed."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """A signed-in browser over real HTTP, which waits `patience` seconds for an answer."""

    def __init__(self, address: str, username: str = "hr-admin", patience: float = 10) -> None:
        self.address, self.patience = address, patience
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, Stay)
        page = self.get("/account/sign-in/")
        self.post("/account/sign-in/", {"username": username, "password": makers.PASSWORD}, page)
        self.csrf = token_of(self.get("/account/"))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=self.patience) as answer:
            return str(answer.read().decode())

    def post(self, path: str, form: dict[str, str], page: str = "") -> int:
        """The status of a POST; raises OSError where no answer came."""
        data = {"csrf_token": token_of(page) if page else self.csrf, **form}
        try:
            body = urllib.parse.urlencode(data).encode()
            with self.opener.open(self.address + path, body, timeout=self.patience) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:300]
    return found.group(1)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Settings, subprocess.Popen[bytes], str]]:
    """(address, settings, gunicorn's master, an employee's id) of a panel with two workers on a store of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {"JENJANG_DATA_DIR": str(tmp_path / "data"), "JENJANG_FREE_SPACE_FLOOR_MB": "1",
                 "JENJANG_LOG_LEVEL": "ERROR", "JENJANG_STORE_CACHE": "128M"}  # fmt: skip
    environment = {**os.environ, **variables, "PYTHONPATH": os.getcwd()}
    made = subprocess.run([sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, check=True)
    command = [sys.executable, "-m", "gunicorn", "app:serving()", "--worker-class", "gthread", "--workers", "2",
               "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "critical"]  # fmt: skip
    settings = from_environment(variables)
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as master:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_served(address)
            yield address, settings, master, made.stdout.strip()
        finally:
            master.terminate()
    embedded.stop(settings)


def wait_until_served(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/account/sign-in/", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def submit(browser: Browser, employee: str, names: list[str], acknowledged: list[str]) -> None:
    """Send each form until it is acknowledged, as a person would press Save again: always with its own token.

    Gives up at the first form that is not: then nobody is served any more.
    """
    for name in names:
        form = {"employee": employee, "title": name, "kind": "3", "status": "done", "jp": "2",
                "starts_on": "02-03-2026", "form_token": f"{abs(hash(name)):032x}"[:32]}  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if browser.post("/trainings/new/", form) == 302:
                    acknowledged.append(name)
                    break
            except OSError:
                pass
            time.sleep(0.05)
        else:
            return


def children(master: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def test_1000_forms_survive_kills_of_workers_and_store(
    served: tuple[str, Settings, subprocess.Popen[bytes], str],
) -> None:
    address, settings, master, employee = served
    acknowledged: list[str] = []
    names = [f"Latihan {number}" for number in range(FORMS)]
    threads = [
        threading.Thread(target=submit, args=(Browser(address), employee, names[each::CLIENTS], acknowledged))
        for each in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    rng, killed = random.Random(7), Counter[str]()
    while killed.total() < KILLS and any(thread.is_alive() for thread in threads):
        goal = (killed.total() + 1) * FORMS // (KILLS + 2) + rng.randint(-20, 20)
        while len(acknowledged) < goal and any(thread.is_alive() for thread in threads):
            time.sleep(0.01)
        kind = ("worker", "store")[killed.total() % 2]
        pids = children(master.pid) if kind == "worker" else [embedded.status(settings).pid]
        os.kill(rng.choice([pid for pid in pids if pid]), signal.SIGKILL)
        killed[kind] += 1
    for thread in threads:
        thread.join()
    assert killed.total() == KILLS
    with MongoClient[dict[str, Any]](embedded.ensure_running(settings)) as client:
        stored = Counter(raw["title"] for raw in client.jenjang.trainings.find({}, {"title": 1}))
        revisions = client.jenjang.audit.count_documents({"document": "Training", "action": "create"})
    assert len(acknowledged) == FORMS
    assert set(stored.values()) == {1} and set(stored) == set(acknowledged)
    assert revisions == FORMS
