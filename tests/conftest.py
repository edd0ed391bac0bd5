"""What every test may ask for: a real panel on a real embedded store, a small city, and the permanent cast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as examples
from mongoengine.connection import DEFAULT_CONNECTION_NAME, _connections

import app as panel_module
from admin_views import background
from config import Settings, from_environment
from models.references import DOCUMENTS
from models.users import Role
from operations import passwords
from store import embedded
from tests import makers

examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")  # a busy machine is no finding


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes() -> None:
    """Passwords are hashed with the same algorithm, but not as dearly: thousands of sign-ins are tried."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    made = from_environment(
        {
            "JENJANG_DATA_DIR": str(tmp_path_factory.mktemp("panel")),
            "JENJANG_STORE_CACHE": "128M",
            "JENJANG_LOCALE": "en",
            "JENJANG_SIGNIN_LIMIT_ADDRESS": "100000 per minute",
            "JENJANG_FREE_SPACE_FLOOR_MB": "1",
            "JENJANG_LOG_LEVEL": "ERROR",
        }
    )
    yield made
    embedded.stop(made)


@pytest.fixture(scope="session")
def panel(settings: Settings) -> Flask:
    background.EARLY = 60  # what is small is there with the answer, on a busy machine too
    app = panel_module.create_app(settings)
    panel_module.open_store(app)
    return app


@pytest.fixture
def store(panel: Flask) -> Flask:
    """The panel with every collection empty; connected again where a test of the connection itself cut it."""
    if DEFAULT_CONNECTION_NAME not in _connections:
        panel_module.open_store(panel)
    for document in DOCUMENTS:
        document._get_collection().delete_many({})
    database = DOCUMENTS[0]._get_collection().database
    for name in ("files.files", "files.chunks", "throttle_counters"):
        database[name].delete_many({})
    return panel


@pytest.fixture
def city(store: Flask) -> SimpleNamespace:
    return make_city()


def make_city() -> SimpleNamespace:
    """A root with two dinas; A has a bidang; one employee each, with a training and a confidential feedback."""
    root = makers.make_unit("Kota Uji", kind="city", code="KOTA")
    a = makers.make_unit("Dinas Alfa", root.id, code="ALFA")
    b = makers.make_unit("Dinas Beta", root.id, code="BETA")
    bidang = makers.make_unit("Bidang Alfa Satu", a.id, kind="bidang")
    made = SimpleNamespace(root=root.id, a=a.id, b=b.id, bidang=bidang.id)
    for name, unit in (("a", bidang.id), ("b", b.id)):
        person = makers.make_employee(unit, name=f"Pegawai {name.upper()}SECRET", nik="3373010101850001")
        setattr(made, f"employee_{name}", person)
        setattr(made, f"training_{name}", makers.make_training(person.id, title=f"Latihan {name.upper()}SECRET"))
        setattr(made, f"feedback_{name}", makers.make_feedback(person.id, text=f"Pesan {name.upper()}SECRET"))
        hidden = makers.make_feedback(person.id, text=f"Rahasia {name.upper()}CONFID", confidential=True)
        setattr(made, f"hidden_{name}", hidden)
    return made


@dataclass
class Member:
    """A member of the cast: a signed-in browser, or nobody's."""

    name: str
    client: FlaskClient
    user: Any = None

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """POST as the browser would, with the form token of a page it has open."""
        token = csrf_token(self.client)
        return self.client.post(path, data={"csrf_token": token, **(data or {})}, **options)


def csrf_token(client: FlaskClient) -> str:
    page = client.get("/account/")
    if page.status_code != 200:
        page = client.get("/account/sign-in/")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    return found.group(1) if found else ""


def sign_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    data = {"username": username, "password": makers.PASSWORD, "csrf_token": csrf_token(client)}
    answer = client.post("/account/sign-in/", data=data)
    assert answer.status_code == 302, answer.text
    return client


@pytest.fixture
def whole_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are read to their end and closed, as servers do; the test client else stops at the first piece."""
    stock = FlaskClient.open
    monkeypatch.setattr(FlaskClient, "open", lambda self, *args, **more: stock(self, *args, buffered=True, **more))


ROLES = (
    ("hr", Role.HR_ADMIN, "root"),
    ("head_a", Role.HEAD, "a"),
    ("secretary_a", Role.SECRETARY, "a"),
    ("auditor", Role.AUDITOR, "root"),
    ("leadership", Role.LEADERSHIP, "root"),
    ("outsider_b", Role.SECRETARY, "b"),
)


@pytest.fixture
def cast(store: Flask, city: SimpleNamespace) -> dict[str, Member]:
    return signed_in(store, make_users(city))


def make_users(city: SimpleNamespace) -> dict[str, Any]:
    """HR admin, department A's head and secretary, an auditor, the city's leadership, an outsider from B."""
    return {
        name: makers.make_user(name if len(name) > 2 else f"{name}_admin", role, getattr(city, unit))
        for name, role, unit in ROLES
    }


def signed_in(app: Flask, users: dict[str, Any]) -> dict[str, Member]:
    """These users, each with a browser that is signed in, and nobody at all."""
    found = {name: Member(name, sign_in(app, user.username), user) for name, user in users.items()}
    return {"nobody": Member("nobody", app.test_client()), **found}


@pytest.fixture(scope="session")
def root_folder() -> Path:
    return Path(__file__).resolve().parent.parent
