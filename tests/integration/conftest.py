"""Fixtures of the second factor's tests: a clock that moves when told to, a person, and their phone. Of the outbox's: a
mail server, and a meeting that is ready to be told of. Of lists: indexes made anew. Of rounds: people who work together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from admin_views import session as browser
from models.references import DOCUMENTS
from models.users import Role
from operations import configuration, invitations, participants, second_factor
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.invitations import Mailing
from store.indexes import build_indexes
from tests import makers
from tests.conftest import Member, make_city, make_users, sign_in, signed_in
from tests.furnishing import furnish
from tests.integration.test_meetings import make_meeting, stored
from tests.mail_servers import Server, serving
from tests.makers import make_employee
from tests.phones import Clock, Phone, set_up
from tests.snapshots import everything, refill


@pytest.fixture(scope="module")
def fresh_indexes(panel: Flask) -> None:
    """Every index made anew: one that once held a list of odd values is never read in order again, on any server."""
    for document in DOCUMENTS:
        document._get_collection().drop()
    build_indexes(DOCUMENTS)


@pytest.fixture(scope="session")
def furnished() -> dict[str, Any]:
    """The furnished city, its users and the store's content with them, once it was made."""
    return {}


@pytest.fixture
def world(store: Flask, furnished: dict[str, Any]) -> SimpleNamespace:
    """The city with records of every kind: made once, then brought back. `world.cast` is signed in."""
    if not furnished:
        city = make_city()
        furnished |= {"users": make_users(city), "city": furnish(city), "kept": everything()}
    else:
        refill(furnished["kept"])
        configuration._newest = configuration.EMPTY  # what a test let it remember is no other test's
    return SimpleNamespace(**vars(furnished["city"]), cast=signed_in(store, furnished["users"]))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (second_factor, browser):
        monkeypatch.setattr(module, "now", made)
    return made


@pytest.fixture
def member(store: Flask, city: SimpleNamespace) -> Member:
    person = makers.make_user("siti", Role.SECRETARY, city.a)
    return Member("siti", sign_in(store, "siti"), person)


@pytest.fixture
def phone(member: Member, clock: Clock) -> Phone:
    return set_up(member, clock)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def mailing(store: Flask) -> Iterator[None]:
    key = str(store.config["SECRET_KEY"])
    invitations.mail_as(Mailing("sekretariat@kota.example", "https://jenjang.example", key))
    yield
    invitations.mail_as(None)


@pytest.fixture
def ready(city: SimpleNamespace, mailing: None) -> Any:
    """A draft with one employee who has an official address, one without any, and a guest with one."""
    meeting = make_meeting(city.a, title="Rapat ALFA", venue="Aula", day=date(2100, 1, 4), remarks="Bawa SKP")
    budi = make_employee(city.a, name="Budi", email="budi@rumah.example", official_email="budi@kota.example")
    siti = make_employee(city.a, name="Siti", email="siti di rumah", phone="0811")
    participants.add(SYSTEM, stored(meeting), [budi.id, siti.id], True, Origin())
    participants.add_guest(SYSTEM, stored(meeting), {"guest": "Tamu", "email": "tamu@kota.example"}, Origin())
    return meeting


@pytest.fixture
def team(city: SimpleNamespace) -> SimpleNamespace:
    """A leader, a person they lead, four colleagues of theirs and one whom the person leads."""
    leader = makers.make_employee(city.a, name="Pimpinan")
    person = makers.make_employee(city.bidang, name="Yang Dinilai", superior=leader.id)
    peers = [makers.make_employee(city.bidang, superior=leader.id, email=f"r{n}@kota.example") for n in range(4)]
    below = makers.make_employee(city.bidang, superior=person.id)
    return SimpleNamespace(leader=leader, person=person, peers=peers, below=below)
