"""A panel on a store of its own in a temporary folder, filled with the sample city, an HR admin signed in."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from flask import Flask
from flask.testing import FlaskClient

import app as panel
from config import from_environment
from models.people import Employee
from models.users import Role
from operations import accounts
from operations.actors import SYSTEM
from seeds import city
from seeds.units import ROOT
from store import connection, embedded

PASSWORD = "jati belanda raya"  # of an account that lives as long as the run
USER = "pengukur"
TRAININGS_EACH = 1  # no case reads them: a fuller store would only be longer to fill


@dataclass(slots=True)
class Ground:
    """What is measured on: a signed-in browser, how many employees there are, a few of them to be edited,
    a word many names begin with, and the data folder."""

    client: FlaskClient
    people: int
    unit: ObjectId
    subjects: list[ObjectId]
    word: str
    folder: str


@contextmanager
def opened(people: int) -> Iterator[Ground]:
    """A ground of about `people` employees, gone again afterwards."""
    with tempfile.TemporaryDirectory(prefix="jenjang-bench-") as folder:
        settings = from_environment({"JENJANG_DATA_DIR": folder, **OPTIONS})
        try:
            app = panel.create_app(settings)
            panel.open_store(app)
            yield _filled(app, people)
        finally:
            connection.disconnect()
            embedded.stop(settings)


OPTIONS = {
    "JENJANG_LOCALE": "en",
    "JENJANG_SESSION_IDLE_MINUTES": "600",
    "JENJANG_FREE_SPACE_FLOOR_MB": "1",
    "JENJANG_LOG_LEVEL": "ERROR",
    "JENJANG_STORE_CACHE": "1G",  # the bulk fill writes batches that a small cache cannot hold uncommitted
}


def _filled(app: Flask, people: int) -> Ground:
    loaded = city.bulk(people, TRAININGS_EACH)
    root = loaded.units[ROOT]
    accounts.create_user(SYSTEM, {"username": USER, "name": "Pengukur"}, [(Role.HR_ADMIN, root)], PASSWORD)
    stored = Employee._get_collection()
    unit = next(id for code, id in loaded.units.items() if code != ROOT)
    subjects = [raw["_id"] for raw in stored.find({"superior": {"$exists": True}}, {"_id": 1}).skip(100).limit(3)]
    folder = str(app.config["JENJANG"].data_dir)
    return Ground(signed_in(app), loaded.people, unit, subjects, _common_start(stored), folder)


def _common_start(stored: Any) -> str:
    """Three letters that begin a word of many names, so that a search fills its page whichever way it is made."""
    names = (raw["name_folded"] for raw in stored.find({}, {"name_folded": 1}).limit(3_000))
    starts = Counter(start for name in names for start in {word[:3] for word in name.split() if len(word) > 3})
    return str(starts.most_common(1)[0][0])


def signed_in(app: Flask, user: str = USER) -> FlaskClient:
    """A browser in which an account of the run is signed in."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/sign-in/").text)
    assert token, "the sign-in page has no form token"
    data = {"username": user, "password": PASSWORD, "csrf_token": token.group(1)}
    answer = client.post("/account/sign-in/", data=data)
    assert answer.status_code == 302, answer.text
    return client
