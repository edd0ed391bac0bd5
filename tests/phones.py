"""A person with an authenticator app: the key typed into it, its codes at the panel's time, sign-ins half done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from models.audit import AuditEntry
from models.users import User
from operations import records
from tests import makers
from tests.conftest import Member, csrf_token

PAGE, CODE = "/second-factor/", "/second-factor/sign-in/"


def enter(client: FlaskClient, username: str, password: str, **more: Any) -> Any:
    """Send the sign-in's first page."""
    data = {"username": username, "password": password, "csrf_token": csrf_token(client), **more}
    return client.post("/account/sign-in/", data=data)


def is_in(client: FlaskClient) -> bool:
    return bool(client.get("/account/").status_code == 200)


def token_of(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


@dataclass
class Clock:
    """The time as the panel's sign-in sees it; it moves when told to."""

    moment: datetime = datetime(2026, 11, 24, 3, 0, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Phone:
    """An authenticator app with the panel's secret in it, and the paper with the recovery codes."""

    secret: str
    codes: list[str]
    clock: Clock

    def code(self, ahead: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.moment, counter_offset=ahead)


def set_up(member: Member, clock: Clock) -> Phone:
    """Set the second factor up as a person does, from the key on the page; a step later it is ready for sign-in."""
    secret = secret_on(member.get(PAGE).text)
    answer = member.post(PAGE, {"code": pyotp.TOTP(secret).at(clock.moment)})
    codes = codes_on(answer.text)
    assert answer.status_code == 200 and len(codes) == 10
    clock.forward(30)
    return Phone(secret, codes, clock)


def secret_on(page: str) -> str:
    parts = re.findall(r"<span>([A-Z2-7]{4})</span>", page)
    assert len(parts) == 8
    return "".join(parts)


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z2-9-]{19})</code></li>", page)


def halfway(app: Flask, username: str = "siti") -> FlaskClient:
    """A browser whose password was right, and no more."""
    client = app.test_client()
    answer = enter(client, username, makers.PASSWORD)
    assert answer.headers["Location"] == CODE
    return client


def give(client: FlaskClient, code: str | bytes, **more: str) -> Any:
    token = token_of(client.get(CODE).text)
    return client.post(CODE, data={"code": code, "csrf_token": token, **more})


def alert(page: str) -> str:
    return page.partition('role="alert"')[2].partition("</div></div>")[0]


def stored(member: Member) -> dict[str, Any]:
    return records.read(User, member.user.id)


def acts(member: Member) -> list[str]:
    return [entry.action for entry in AuditEntry.objects(record=member.user.id).order_by("at", "id")]
