"""Fixtures of the second factor's tests: a clock that moves when told to, a person, and their phone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from admin_views import session as browser
from models.users import Role
from operations import second_factor
from tests import makers
from tests.conftest import Member, sign_in
from tests.phones import Clock, Phone, set_up


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
